package process

import (
	"testing"

	"github.com/stretchr/testify/require"
)

const askedForm = `process: p
name: n
form:
  type: object
  required: [address, opinion]
  properties:
    address: {type: string, title: 地点}
    area: {type: number, title: 面积}
    units: {type: array, title: 会审单位, items: {type: string}}
    unit: {type: string, title: 主管单位}
    indicators: {type: string, title: 指标}
    opinion: {type: string, title: 意见}
    special: {type: boolean, title: 是否特殊}
steps:
  - {stage: a, name: 受理, by: {role: handler, org_field: unit}}
  - each: review
    over: units
    steps:
      - {stage: b, name: 会审, by: {role: handler, org_field: item}, fields: {write: [indicators, opinion]}}
`

// The applicant fills in what no stage writes later, and whatever the form demands.
func TestWhatAnApplicantIsAsked(t *testing.T) {
	d := parse(t, askedForm)
	require.Equal(t, []AskedField{
		{Key: "address", Required: true}, {Key: "area"}, {Key: "units", Units: "many"}, {Key: "unit", Units: "one"}, {Key: "opinion", Required: true}, {Key: "special"},
	}, d.Asked())
}

func TestAConditionIsSaidInWords(t *testing.T) {
	d := parse(t, askedForm)
	names := func(name, value string) string {
		if name == "project.type" && value == "government" {
			return "政府投资"
		}
		return ""
	}
	for expr, want := range map[string]string{
		"":                                       "",
		"form.special":                           "“是否特殊”为“是”",
		"!form.special":                          "“是否特殊”为“否”",
		"form.special == false":                  "“是否特殊”为“否”",
		"form.area >= 5000.0":                    "“面积”不小于5000",
		"form.unit != ''":                        "“主管单位”不为空",
		"form.area > 1.5 && form.unit == 'fire'": "“面积”大于1.5，且“主管单位”为“fire”",
		"form.special || form.area < 3.0":        "“是否特殊”为“是”，或“面积”小于3",
		"project.type in ['government', 'x']":    "项目类型为“政府投资”、“x”",
		"(form.special || form.area < 3.0) && form.unit == 'a'": "(form.special || form.area < 3.0) && form.unit == 'a'",
		"size(form.units) > 2": "size(form.units) > 2",
		"form.nothing == 1":    "form.nothing == 1",
	} {
		require.Equal(t, want, d.ConditionText(expr, names))
	}
}
