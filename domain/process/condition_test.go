package process

import (
	"encoding/json"
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
)

// conditions is a form with a field of every type.
const conditions = `process: p
name: n
form:
  type: object
  $defs:
    money: {type: number, title: 金额}
  properties:
    kind: {type: string}
    count: {type: integer}
    area: {type: number}
    urgent: {type: boolean}
    units: {type: array, items: {type: string}}
    areas: {type: array, items: {type: number}}
    parts: {type: array, items: {type: object, properties: {name: {type: string}, area: {type: number}}}}
    address: {type: object, properties: {town: {type: string}, no: {type: integer}}}
    level: {enum: [a, b]}
    maybe: {type: [string, "null"]}
    cost: {$ref: "#/$defs/money"}
    any: {}
    bag: {type: object}
steps: []
`

func facts(t testing.TB, form string) Facts {
	t.Helper()
	var object map[string]json.RawMessage
	require.NoError(t, json.Unmarshal([]byte(form), &object))
	var fields []Field
	for key, value := range object {
		fields = Put(fields, []Field{{key, value}})
	}
	return Facts{Form: fields, Round: 2, Supplements: 1,
		Project: ProjectFacts{ID: "p1", Type: "social_small", InvestWan: 400, Sector: "road", Level: "city", TownCode: "500153001"}}
}

func TestConditionsAreAskedOfTheFacts(t *testing.T) {
	d := parse(t, conditions)
	filled := facts(t, `{"kind":"factory","count":3.0,"area":100.5,"urgent":true,"units":["a","b"],"areas":[1,2.5],"cost":7,
		"parts":[{"name":"x","area":3},{"name":"y","area":40.5}],"address":{"town":"昌元","no":5},"level":"a","any":{"b":[1,"z"],"a":2.5},"bag":{"k":"v"}}`)
	for _, c := range []struct {
		expr          string
		filled, empty bool // of the filled form, of one with nothing in it
	}{
		{"", true, true},
		{"  ", true, true},
		{"form.kind == 'factory'", true, false},
		{"form.kind == ''", false, true},
		{"form.count == 3", true, false},
		{"form.count + 1 > 3", true, false},
		{"form.count == 0", false, true},
		{"form.area > 100", true, false},
		{"form.area >= 100.5 && form.area / 2.0 < 51.0", true, false},
		{"form.area == 0.0", false, true},
		{"form.urgent", true, false},
		{"!form.urgent", false, true},
		{"'a' in form.units", true, false},
		{"form.units.size() == 0", false, true},
		{"form.units.exists(u, u.startsWith('b'))", true, false},
		{"form.areas.all(a, a > 0.5)", true, true},
		{"form.areas.filter(a, a > 2.0).size() == 1", true, false},
		{"form.parts.exists(p, p.area > 40.0 && p.name == 'y')", true, false},
		{"form.parts.exists(p, has(p.name))", true, false},
		{"form.parts[0].name == 'x'", true, false},
		{"form.address.town == '昌元'", true, false},
		{"form.address.no == 0", false, true},
		{"form.level == 'a'", true, false},
		{"form.maybe == ''", true, true},
		{"form.cost > 5.0", true, false},
		{"form.kind.matches('^fac')", true, false},
		{"form.kind.upperAscii() == 'FACTORY' && form.kind.substring(0, 3) == 'fac'", true, false},
		{"string(form.count) == '3' && int(form.area) == 100", true, false},
		{"form.any.a > 2.0 && form.any.b[1] == 'z'", true, false},
		{"form.bag.k == 'v'", true, false},
		{"form.bag.exists(k, k == 'k')", true, false},
		{"project.invest_wan >= 400 && project.type == 'social_small'", true, false},
		{"project.sector == 'road' && project.level == 'city' && project.id == 'p1' && project.town_code.startsWith('500153')", true, false},
		{"case.round > 1 && case.supplements == 1", true, false},
		{"form.urgent ? form.area > 1.0 : form.area == 0.0", true, true},
	} {
		got, err := d.Holds(c.expr, filled)
		require.NoError(t, err, c.expr)
		require.Equal(t, c.filled, got, c.expr)
		if strings.Contains(c.expr, "[0]") || strings.Contains(c.expr, "substring") || strings.Contains(c.expr, "any.") || strings.Contains(c.expr, "bag.k") {
			continue // asks what is only there when filled
		}
		got, err = d.Holds(c.expr, Facts{})
		require.NoError(t, err, c.expr)
		require.Equal(t, c.empty, got, "empty: %s", c.expr)
	}
}

func TestAConditionThatCannotBeAnsweredSaysWhich(t *testing.T) {
	d := parse(t, conditions)
	for expr, form := range map[string]string{
		"form.area > 1.0":              `{"area":"many"}`,
		"form.count > 1":               `{"count":1.5}`,
		"form.count > 2":               `{"count":1e300}`,
		"form.units.size() > 1":        `{"units":"a"}`,
		"form.address.no > 1":          `{"address":"here"}`,
		"form.address.no > 2":          `{"address":{"no":"x"}}`,
		"form.units[3] == 'a'":         `{"units":["a"]}`,
		"form.count / 0 == 1":          `{"count":1}`,
		"form.kind.matches(form.kind)": `{"kind":"("}`,
		"form.nothing > 1":             `{}`,
	} {
		_, err := d.Holds(expr, facts(t, form))
		require.ErrorContains(t, err, expr)
	}
	yes, err := d.Holds("form.kind == '' || form.area > 1.0", facts(t, `{"area":"many"}`))
	require.NoError(t, err, "what is not needed is not asked")
	require.True(t, yes)
}

func TestAConditionMayNotCostMuch(t *testing.T) {
	d := parse(t, conditions)
	units := make([]string, 2000)
	for i := range units {
		units[i] = fmt.Sprintf(`"%d"`, i)
	}
	form := facts(t, `{"units":[`+strings.Join(units, ",")+`]}`)
	_, err := d.Holds("form.units.all(a, form.units.exists(b, a == b))", form)
	require.ErrorContains(t, err, "cost limit exceeded")
	yes, err := d.Holds("form.units.exists(a, a == '1999')", form)
	require.NoError(t, err)
	require.True(t, yes)
}

var badConditions = map[string]struct {
	code string
	args map[string]any
}{
	"form.area >":                       {"process.cel_unfinished", map[string]any{"column": 12}},
	"form.urgent &&":                    {"process.cel_unfinished", map[string]any{"column": 15}},
	"!":                                 {"process.cel_unfinished", nil},
	"form.area > 1.0)":                  {"process.cel_after_end", map[string]any{"sign": ")", "column": 16}},
	"form.urgent and true":              {"process.cel_after_end", map[string]any{"sign": "and", "column": 13}},
	"(form.area > 1.0":                  {"process.cel_missing", map[string]any{"sign": ")", "column": 17}},
	"form.units[0 == 'a'":               {"process.cel_missing", map[string]any{"sign": "]"}},
	"form.urgent ? true":                {"process.cel_missing", map[string]any{"sign": ":"}},
	"form.kind == 'abc":                 {"process.cel_quote", map[string]any{"column": 14}},
	"form.count = 1":                    {"process.cel_equals", map[string]any{"column": 12}},
	"form.count ＞ 1":                    {"process.cel_character", map[string]any{"sign": "＞", "column": 12}},
	"form.urgent，":                      {"process.cel_character", map[string]any{"sign": "，"}},
	"&& form.urgent":                    {"process.cel_unexpected", map[string]any{"sign": "&&", "column": 1}},
	"form..count > 1":                   {"process.cel_unexpected", map[string]any{"sign": ".."}},
	"form.count.x > 1":                  {"process.cel_no_parts", map[string]any{"type": "整数"}},
	"form.units.exists(a, a)":           {"process.cel_expected", map[string]any{"want": "是非", "type": "文字"}},
	"form.count > 99999999999999999999": {"process.cel_number", nil},
	"if":                                {"process.cel_reserved", map[string]any{"name": "if"}},
	"form.arae > 1.0":                   {"process.cel_unknown_near", map[string]any{"name": "form.arae", "near": "form.area"}},
	"form.address.twon == 'x'":          {"process.cel_unknown_near", map[string]any{"name": "form.address.twon", "near": "form.address.town"}},
	"1 > 0 && budget > 100":             {"process.cel_unknown", map[string]any{"name": "budget"}},
	"form.kind > 1":                     {"process.cel_types", map[string]any{"operator": ">", "types": "(文字, 整数)"}},
	"form.area == 100":                  {"process.cel_types", map[string]any{"operator": "==", "types": "(小数, 整数)"}},
	"form.units == 'a'":                 {"process.cel_types", map[string]any{"operator": "==", "types": "(列表(文字), 文字)"}},
	"form.area":                         {"process.cel_not_bool", map[string]any{"type": "小数"}},
	"form.any":                          {"process.cel_not_bool", nil},
	"{'a': 1}.size() == 1":              {"process.cel_map", nil},
	"now() > 1":                         {"process.cel_unknown", map[string]any{"name": "now"}},
	"timestamp('2022-01-01T00:00:00Z') == timestamp('2022-01-01T00:00:00Z')":   {"process.cel_unknown", map[string]any{"name": "timestamp"}},
	"form.kind.replace('a', 'b') == ''":                                        {"process.cel_function", map[string]any{"name": "replace"}},
	"['a'].join(',') == 'a'":                                                   {"process.cel_function", map[string]any{"name": "join"}},
	"form.kind.matches('(')":                                                   {"process.cel_syntax", nil},
	"form.units.exists(a, form.units.exists(b, form.units.exists(c, a == b)))": {"process.cel_syntax", nil},
	strings.Repeat("!", MaxExpression) + "true":                                {"process.cel_too_long", map[string]any{"most": MaxExpression}},
	strings.Repeat("(", 200) + "true" + strings.Repeat(")", 200):               {"process.cel_syntax", nil},
}

func TestWhatIsWrongWithAConditionIsSaid(t *testing.T) {
	d := parse(t, conditions)
	for expr, want := range badConditions {
		problems := d.CheckExpr(expr, 12)
		require.NotEmpty(t, problems, expr)
		require.Equal(t, want.code, problems[0].Code, "%s: %v", expr, problems)
		require.Equal(t, 12, problems[0].Line)
		if _, placed := problems[0].Args["column"]; placed {
			require.NotEmpty(t, problems[0].Args["why"], "%s: CEL's own words are kept", expr)
		}
		for key, value := range want.args {
			require.Equal(t, value, problems[0].Args[key], "%s: %v", expr, problems)
		}
		_, err := d.Holds(expr, Facts{})
		require.Error(t, err, expr)
	}
	require.Empty(t, d.CheckExpr("form.area > 1.0", 1))
}

// Maps of values that come from outside are walked in order, so that what a
// condition costs, and so whether it fails, is the same on every replay.
func TestMapsAreWalkedInOrder(t *testing.T) {
	d := parse(t, conditions)
	bag := map[string]int{}
	for i := range 300 {
		bag[fmt.Sprintf("k%03d", i)] = i
	}
	form := facts(t, `{"bag":`+string(mustJSON(t, bag))+`}`)
	for range 50 {
		yes, err := d.Holds("form.bag.map(k, k)[0] == 'k000' && form.bag.map(k, k)[299] == 'k299'", form)
		require.NoError(t, err)
		require.True(t, yes)
	}
}

func TestConditionsMayBeAskedAtTheSameTime(t *testing.T) {
	d := parse(t, conditions)
	var wg sync.WaitGroup
	for i := range 20 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for j := range 40 {
				yes, err := d.Holds(fmt.Sprintf("form.count == %d", j), Facts{Form: []Field{{"count", json.RawMessage(fmt.Sprint(i))}}})
				if err != nil || yes != (i == j) {
					t.Errorf("%d == %d: %v, %v", i, j, yes, err)
				}
			}
		}()
	}
	wg.Wait()
}

func TestKeptConditionsAreBounded(t *testing.T) {
	d := parse(t, conditions)
	s := shapeOf(d.Form.Schema)
	for i := range maxPrograms + 5 {
		_, err := d.Holds(fmt.Sprintf("form.count == %d", i), Facts{})
		require.NoError(t, err)
	}
	require.LessOrEqual(t, len(s.programs), maxPrograms)
}

func TestFieldsAndTheirTypes(t *testing.T) {
	d := parse(t, conditions)
	var got []string
	for _, f := range d.Fields() {
		got = append(got, f.Key+":"+f.Type)
	}
	require.Equal(t, []string{"kind:string", "count:integer", "area:number", "urgent:boolean", "units:array", "areas:array", "parts:array",
		"address:object", "level:string", "maybe:string", "cost:number", "any:", "bag:object"}, got)
	require.Equal(t, "金额", d.Fields()[10].Title)
	typ, ok := d.FieldType("area")
	require.True(t, ok)
	require.Equal(t, "number", typ)
	_, ok = d.FieldType("nothing")
	require.False(t, ok)
	_, ok = (&Definition{}).FieldType("area")
	require.False(t, ok)
}
