package process

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

const filling = `process: p
name: n
form:
  type: object
  required: [name, area]
  additionalProperties: false
  dependentRequired: {agent: [phone]}
  properties:
    name: {type: string, title: 项目名称, minLength: 2, maxLength: 5}
    area: {type: number, title: 建筑面积, minimum: 1, maximum: 100}
    share: {type: number, title: 占比, exclusiveMinimum: 0, exclusiveMaximum: 1}
    floors: {type: integer, title: 层数}
    kind: {title: 类别, enum: [住宅, 厂房]}
    start: {type: string, title: 开工日期, format: date}
    code: {type: string, title: 项目代码, pattern: "^[A-Z]{4}$"}
    agent: {type: string, title: 代理人}
    phone: {type: string, title: 电话}
    ok: {const: true, title: 确认}
    parts:
      type: array
      title: 单体
      minItems: 1
      maxItems: 2
      uniqueItems: true
      items: {type: object, required: [name], properties: {name: {type: string, title: 名称}, area: {type: number, title: 面积}}}
    owner:
      title: 业主
      anyOf: [{type: string}, {type: array}]
steps: []
`

func TestAFilledFormIsRefusedFieldByField(t *testing.T) {
	d := parse(t, filling)
	good := func(more string) string { return `{"name":"某项目","area":50` + more + `}` }
	for form, want := range map[string]string{
		`{}`:           "area process.form_required 建筑面积|name process.form_required 项目名称",
		`{"name":"某"}`: "area process.form_required 建筑面积|name process.form_short 项目名称",
		`{"name":"一二三四五六","area":50}`:                             "name process.form_long 项目名称",
		`{"name":"某项目","area":"50"}`:                              "area process.form_type 建筑面积",
		`{"name":"某项目","area":0.5}`:                               "area process.form_min 建筑面积",
		`{"name":"某项目","area":100.5}`:                             "area process.form_max 建筑面积",
		good(`,"share":0`):                                        "share process.form_above 占比",
		good(`,"share":1`):                                        "share process.form_below 占比",
		good(`,"floors":1.5`):                                     "floors process.form_type 层数",
		good(`,"floors":1.0`):                                     "",
		good(`,"kind":"仓库"`):                                      "kind process.form_enum 类别",
		good(`,"start":"2022-02-30"`):                             "start process.form_format 开工日期",
		good(`,"start":"2022-02-28"`):                             "",
		good(`,"code":"abcd"`):                                    "code process.form_pattern 项目代码",
		good(`,"agent":"张三"`):                                     " process.form_with ",
		good(`,"ok":false`):                                       "ok process.form_enum 确认",
		good(`,"parts":[]`):                                       "parts process.form_few 单体",
		good(`,"parts":[{"name":"a"},{"name":"b"},{"name":"c"}]`): "parts process.form_many 单体",
		good(`,"parts":[{"name":"a"},{"name":"a"}]`):              "parts process.form_twice 单体",
		good(`,"parts":[{"name":"a"},{"area":1}]`):                "parts process.form_required 单体 第2项 名称",
		good(`,"parts":[{"name":"a","area":"big"}]`):              "parts process.form_type 单体 第1项 面积",
		good(`,"owner":3`):                                        "owner process.form_alternatives 业主",
		good(`,"extra":1`):                                        "extra process.form_unknown extra",
		good(``):                                                  "",
	} {
		var got []string
		for _, f := range d.CheckForm(facts(t, form).Form) {
			field := f.Args["field"]
			if field == nil {
				field = ""
			}
			got = append(got, fmt.Sprint(f.Field, " ", f.Code, " ", field))
		}
		require.Equal(t, want, strings.Join(got, "|"), form)
	}
}

func TestAPatchIsCheckedAlone(t *testing.T) {
	d := parse(t, filling)
	require.Empty(t, d.CheckPatch(facts(t, `{"floors":3,"area":null}`).Form), "what is required may still follow")
	faults := d.CheckPatch(facts(t, `{"floors":"x","nothing":1,"parts":[{"area":1}]}`).Form)
	require.Len(t, faults, 3)
	require.Equal(t, "process.form_type", faults[0].Code)
	require.Equal(t, "floors", faults[0].Field)
	require.Equal(t, "process.form_unknown", faults[1].Code)
	require.Equal(t, "单体 第1项 名称", faults[2].Args["field"])
	require.Equal(t, "parts", faults[2].Field)
}

func TestAProcessWithoutFormTakesNoFields(t *testing.T) {
	d := &Definition{}
	require.Empty(t, d.CheckForm(nil))
	require.Equal(t, "process.form_none", d.CheckForm(facts(t, `{"a":1}`).Form)[0].Code)
	require.Equal(t, "process.form_unknown", d.CheckPatch(facts(t, `{"a":1}`).Form)[0].Code)
}

func TestAHostileFormCostsNothing(t *testing.T) {
	d := parse(t, filling)
	for value, code := range map[string]string{
		"1e999999999":                            "process.form_unreadable",
		strings.Repeat("[", 100_000):             "process.form_unreadable",
		`"` + strings.Repeat("x", MaxForm) + `"`: "process.form_too_large",
	} {
		faults := d.CheckPatch([]Field{{"area", json.RawMessage(value)}})
		require.Len(t, faults, 1)
		require.Equal(t, code, faults[0].Code)
	}
	for _, schema := range []string{
		`{"type":"object","properties":{"a":{"$ref":"https://example.com/schema.json"}}}`,
		`{"type":"object","properties":{"a":{"$ref":"file:///etc/passwd"}}}`,
		`{"type":"object","properties":{"a":{"$ref":"#"}}}`,
		`{"type":"object","properties":{"a":{"$ref":"#/$defs/none"}}}`,
		`{"type":"object","properties":{"a":{"minimum":1e999999999}}}`,
		`{"type":"object","properties":{"a":{"type":"strnig"}}}`,
		`{"type":"object","properties":{"a":{"pattern":"("}}}`,
		doubling(30),
		strings.Replace(doubling(30), `"a":{`, `"definitions":{`, 1),
		strings.Replace(doubling(30), `"a":{`, `"$defs":{`, 1),
	} {
		d := &Definition{Form: Form{Schema: json.RawMessage(schema)}}
		faults := d.CheckForm(facts(t, `{"a":1}`).Form)
		require.Len(t, faults, 1, schema)
		require.Equal(t, "process.form_broken", faults[0].Code, schema)
	}
}

// doubling is a schema whose every part refers twice to the next.
func doubling(n int) string {
	var b strings.Builder
	b.WriteString(`{"type":"object","properties":{"a":{"$ref":"#/$defs/d0"}},"$defs":{`)
	for i := range n {
		fmt.Fprintf(&b, `"d%d":{"allOf":[{"$ref":"#/$defs/d%d"},{"$ref":"#/$defs/d%d"}]},`, i, i+1, i+1)
	}
	fmt.Fprintf(&b, `"d%d":{"type":"integer"}}}`, n)
	return b.String()
}
