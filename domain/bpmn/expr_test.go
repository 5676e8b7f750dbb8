package bpmn

import (
	"fmt"
	"html"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/diaodu/diaodu/domain/process"
)

// when converts a model with one condition and gives what it became in CEL, or
// the code of the refusal.
func when(t *testing.T, language, condition string) string {
	t.Helper()
	file := `<definitions xmlns="` + NSModel + `" xmlns:camunda="http://camunda.org/schema/1.0/bpmn" targetNamespace="x"><process id="ask"><startEvent id="s"><extensionElements><camunda:formData>` +
		`<camunda:formField id="count" type="long"/><camunda:formField id="kind" type="string"/><camunda:formField id="other" type="string"/></camunda:formData></extensionElements></startEvent>` +
		`<exclusiveGateway id="g" default="d"/><userTask id="a"/><userTask id="b"/><endEvent id="e"/>` +
		`<sequenceFlow id="f" sourceRef="s" targetRef="g"/><sequenceFlow id="c" sourceRef="g" targetRef="a"><conditionExpression language="` + language + `">` +
		html.EscapeString(condition) + `</conditionExpression></sequenceFlow><sequenceFlow id="d" sourceRef="g" targetRef="b"/>` +
		`<sequenceFlow id="h" sourceRef="a" targetRef="e"/><sequenceFlow id="i" sourceRef="b" targetRef="e"/></process></definitions>`
	m, problems := Read([]byte(file))
	require.Empty(t, problems)
	d, refusals := ToDefinition(m, "", nil)
	if d == nil {
		for _, r := range refusals {
			if r.Level == Refused {
				return r.Code
			}
		}
	}
	cel := d.Steps[0].Branches[0].When
	require.Empty(t, d.CheckExpr(cel, 0), cel)
	return cel
}

// Conditions are translated exactly, and as typed by the form, or refused.
func TestConditionsAreTranslatedExactlyOrRefused(t *testing.T) {
	const feel = "https://www.omg.org/spec/DMN/20191111/FEEL/"
	for _, c := range []struct{ language, condition, want string }{
		{"", "${count > 5000}", "form.count > 5000"},
		{"", "#{ count gt 5000 and kind eq 'a' }", "form.count > 5000 && form.kind == 'a'"},
		{"", "${5000 < count}", "form.count > 5000"},
		{"", "${5000 == count}", "form.count == 5000"},
		{"", "${price == 5}", "form.price == 5.0"},
		{"", "${price >= -1.5}", "form.price >= -1.5"},
		{"", "${urgent}", "form.urgent"},
		{"", "${!urgent || not (count lt 3 && kind != \"b\")}", "!form.urgent || !(form.count < 3 && form.kind != 'b')"},
		{"", "${(urgent || heavy) && count <= 3}", "(form.urgent || form.heavy) && form.count <= 3"},
		{"", "${kind == other}", "form.kind == form.other"},
		{"", "${kind == 'it''s'}", conditionForm},
		{"", `${kind == "it's"}`, `form.kind == "it's"`},
		{"", "${Urgent == true}", "form.urgent == true"},
		{"", "= count > 3 and not(urgent)", "form.count > 3 && !form.urgent"},
		{feel, `kind = "a" or count >= 2`, "form.kind == 'a' || form.count >= 2"},
		{"CEL", "form.count > 3 && size(form.kind) > 2", "form.count > 3 && size(form.kind) > 2"},
		{"", "${count > 2.5}", conditionType},
		{"", "${count == 'a'}", conditionType},
		{"", "${kind && urgent}", conditionType},
		{"", "${urgent > true}", conditionType},
		{"", "${1 == 1}", conditionType},
		{"", "${a == b}", conditionType},
		{"", "${price > 3 && price == 'x'}", conditionType},
		{"", "${count % 2 == 0}", conditionForm},
		{"", "${count + 1 > 2}", conditionForm},
		{"", "${empty kind}", conditionForm},
		{"", "${bean.approve(execution)}", conditionForm},
		{"", "${execution.getVariable('x') == 1}", conditionForm},
		{"", "${order.total > 5}", conditionForm},
		{"", "${kind == null}", conditionForm},
		{"", "${kind = 'a'}", conditionForm},
		{"", "${金额 > 5}", conditionForm},
		{"", "${count > 007}", conditionForm},
		{"", "${count > 5", conditionLanguage},
		{"", "${a}${b}", conditionForm},
		{"", "count > 5", conditionLanguage},
		{"", "true", conditionLanguage},
		{"groovy", "x > 1", conditionLanguage},
		{feel, "count in [1..5]", conditionForm},
		{feel, "!urgent", conditionForm},
	} {
		require.Equal(t, c.want, when(t, c.language, c.condition), c.condition)
	}
}

func TestCompletionConditionsOfTheUsualForms(t *testing.T) {
	for _, c := range []struct {
		text  string
		seats int
		want  string
	}{
		{"", 0, "all 0"},
		{"${nrOfCompletedInstances == nrOfInstances}", 0, "all 0"},
		{"${nrOfCompletedInstances/nrOfInstances >= 1.0 }", 0, "all 0"},
		{"${nrOfCompletedInstances/nrOfInstances > 0 }", 0, "any 0"},
		{"${ nrOfCompletedInstances >= 1 }", 0, "any 0"},
		{"${nrOfCompletedInstances > 0}", 0, "any 0"},
		{"${nrOfCompletedInstances / nrOfInstances >= 0.6}", 0, "vote 60"},
		{"${nrOfCompletedInstances/nrOfInstances > 0.5}", 0, "vote 51"},
		{"= nrOfCompletedInstances/nrOfInstances >= 0.29", 0, "vote 29"},
		{"${nrOfCompletedInstances >= 2}", 3, "vote 66"},
		{"${nrOfCompletedInstances == 3}", 3, "all 0"},
		{"${nrOfCompletedInstances/nrOfInstances >= 0.667}", 0, ""},
		{"${nrOfCompletedInstances >= 2}", 0, ""},
		{"${nrOfCompletedInstances >= 4}", 3, ""},
		{"${nrOfCompletedInstances/nrOfInstances == 0.5}", 0, ""},
		{"${nrOfCompletedInstances/nrOfInstances >= 1.5}", 0, ""},
		{"${multi.done(execution)}", 0, ""},
		{"${approved == false}", 0, ""},
	} {
		got, ok := completion(c.text, c.seats)
		said := ""
		if ok {
			said = fmt.Sprintf("%s %d", got.mode, got.threshold)
		}
		require.Equal(t, c.want, said, c.text)
	}
}

// A count of a fixed number of seats becomes the percentage that exactly so many
// reach, by the engine's own arithmetic (E5).
func TestACountBecomesThePercentageThatExactlySoManyReach(t *testing.T) {
	for seats := 2; seats <= 50; seats++ {
		for need := 2; need < seats; need++ {
			r, ok := counted(need, seats)
			require.True(t, ok)
			require.Equal(t, process.Vote, r.mode)
			require.GreaterOrEqual(t, 100*need, r.threshold*seats)
			require.Less(t, 100*(need-1), r.threshold*seats)
		}
	}
}

func TestDurationsAreWholeDays(t *testing.T) {
	for text, want := range map[string]int{"P7D": 7, "P2W": 14, "PT48H": 2, "P999D": 999, "P1000D": 0, "PT90M": 0, "PT36H": 0, "P0D": 0, "P-3D": 0, "P1M": 0, "7": 0, "": 0, "P1DT2H": 0} {
		got, _ := wholeDays(text)
		require.Equal(t, want, got, text)
	}
}
