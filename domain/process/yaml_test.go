package process

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// permit says something with every kind of step.
//
//go:embed testdata/permit.yaml
var permit string

// parse reads a text that is right.
func parse(t testing.TB, text string) *Definition {
	t.Helper()
	d, problems := Parse([]byte(text))
	require.Empty(t, problems)
	return d
}

func TestEveryKindOfStepIsRead(t *testing.T) {
	d := parse(t, permit)
	require.Equal(t, "construction-permit", d.Code)
	require.Equal(t, "500153-0001", d.Matter.Code)
	require.JSONEq(t, `[]`, string(mustJSON(t, d.Steps[0].Stage.May)), "an empty list is not no list")
	require.Equal(t, &Who{Role: "admin", Line: lineIn(t, "nobody: {then")}, d.Rules.Nobody.Fallback)
	require.Equal(t, []string{"accept", "choose-1", "review", "fire", "publicity", "goto-issue-1", "opinions", "opinion",
		"survey", "pay", "cc-1", "tell-audit", "issue", "goto-accept-1", "end-approved-1"}, NewGraph(d).IDs())
	g := NewGraph(d)
	fire, _ := g.Node("fire")
	require.Equal(t, Ballot{Threshold: 60, Tie: "chair", Chair: &Who{Role: "leader", Line: lineIn(t, "vote: {threshold")}}, fire.Stage.Ballot)
	require.Len(t, fire.Stage.By, 2)
	require.Equal(t, lineIn(t, "- role: dept_lead\n"), fire.Stage.By[1].Line)
	opinions, _ := g.Node("opinions")
	require.Equal(t, "units", opinions.Over)
	require.Len(t, opinions.Branches, 1)
	pay, _ := g.Node("pay")
	require.Equal(t, "财政", pay.Wait.From)
	require.Equal(t, Approved, d.Steps[len(d.Steps)-1].Result)
}

// lineIn is the line of permit that holds the words first.
func lineIn(t *testing.T, what string) int {
	t.Helper()
	before, _, found := strings.Cut(permit, what)
	require.True(t, found, what)
	return 1 + strings.Count(before, "\n")
}

func TestAFormKeepsTheOrderOfItsFields(t *testing.T) {
	require.Equal(t, `{"type":"object","required":["area"],"properties":{"area":{"type":"number","title":"建筑面积","minimum":0.5},`+
		`"kind":{"type":"string","enum":["house","factory"],"default":"1"},"units":{"type":"array","items":{"type":"string"}}}}`,
		string(parse(t, permit).Form.Schema))
}

func TestLinesAreKept(t *testing.T) {
	d := parse(t, permit)
	require.Equal(t, lineIn(t, "- stage: accept"), d.Steps[0].Line)
	require.Equal(t, lineIn(t, "- name: 大型"), d.Steps[1].Branches[0].Line)
	require.Equal(t, lineIn(t, "- id: plan"), d.Material[0].Line)
	require.Equal(t, lineIn(t, "statutory: 15"), d.lineOf("limits.promised"))
	require.Equal(t, lineIn(t, "when: form.kind =="), d.lineOf("steps.8.when"))
	require.Equal(t, lineIn(t, "area: {type"), d.lineOf("form.properties.area.type"))
	require.Equal(t, lineIn(t, "- goto: accept"), d.lineOf("steps.8.nothing"), "the line of what is around it")
}

func TestAnAliasStandsForWhatItNames(t *testing.T) {
	d := parse(t, "process: p\nname: n\nsteps:\n  - stage: a\n    by: &who {role: handler}\n  - stage: b\n    by: *who\n")
	require.Equal(t, d.Steps[0].Stage.By[0].Role, d.Steps[1].Stage.By[0].Role)
}

var badTexts = []struct {
	text string
	code string
	line int
}{
	{"", "process.text_empty", 1},
	{strings.Repeat("# 一行\n", MaxText/8), "process.text_too_long", 1},
	{"process: p\nname: \xff\n", "process.text_not_utf8", 2},
	{"process: p\n\tname: n\n", "process.yaml_character", 2},
	{"process: p\nname: a: b\n", "process.yaml_indent", 2},
	{"process: 'p\nname: n\n", "process.yaml_syntax", 3},
	{"process: *nobody\n", "process.yaml_anchor", 1},
	{"process: p\n---\nprocess: q\n", "process.yaml_documents", 2},
	{"- a\n", "process.yaml_want_map", 1},
	{"process: p\nprocess: q\n", "process.yaml_key_twice", 2},
	{"process: p\n? [a]\n: b\n", "process.yaml_key", 2},
	{"a: &a {name: n}\n<<: *a\n", "process.yaml_key", 2},
	{"process: p\nnmae: n\n", "process.yaml_unknown_key_near", 2},
	{"process: p\ncolour: red\n", "process.yaml_unknown_key", 2},
	{"process: p\nname: 3\n", "process.yaml_want_text", 2},
	{"process: p\nname:\n", "process.yaml_empty", 2},
	{"limits:\n  promised: \"7\"\n", "process.yaml_want_int", 2},
	{"limits:\n  promised: 7.5\n", "process.yaml_want_int", 2},
	{"limits:\n  promised: 99999999999999\n", "process.yaml_want_int", 2},
	{"limits: 7\n", "process.yaml_want_map", 1},
	{"matter:\n  commitment: yes\n", "process.yaml_want_bool", 2},
	{"matter:\n  basis: 法\n", "process.yaml_want_list", 2},
	{"steps: {}\n", "process.yaml_want_list", 1},
	{"steps:\n  - accept\n", "process.yaml_want_map", 2},
	{"steps:\n  - name: x\n", "process.step_no_kind", 2},
	{"steps:\n  - stage: x\n    wait: y\n", "process.step_two_kinds", 2},
	{"steps:\n  - stage: x\n    id: y\n", "process.step_id_twice", 3},
	{"steps:\n  - stage:\n", "process.yaml_empty", 2},
	{"steps:\n  - stage: x\n    over: y\n", "process.yaml_unknown_key", 3},
	{"steps:\n  - stage: x\n    by: handler\n", "process.yaml_want_list", 3},
	{"steps:\n  - stage: x\n    by:\n      - handler\n", "process.yaml_want_map", 4},
	{"steps:\n  - stage: x\n    by: {rol: handler}\n", "process.yaml_unknown_key_near", 3},
	{"steps:\n  - stage: x\n    vote:\n      treshold: 5\n", "process.yaml_unknown_key_near", 4},
	{"steps:\n  - choose: x\n    branches: {}\n", "process.yaml_want_list", 3},
	{"steps:\n  - choose: x\n    branches:\n      - {whn: 'true'}\n", "process.yaml_unknown_key_near", 4},
	{"form: []\n", "process.yaml_want_map", 1},
	{"form:\n  type: object\n  minimum: .inf\n", "process.form_value", 3},
	{"form:\n  type: object\n  type: object\n", "process.yaml_key_twice", 3},
	{"form:\n  x: " + strings.Repeat("[", 50) + strings.Repeat("]", 50) + "\n", "process.form_too_deep", 2},
	{deep(MaxDepth + 1), "process.too_deep", 3 + 2*MaxDepth + 3},
	{"steps:\n" + strings.Repeat("  - end: approved\n", MaxSteps+1), "process.too_many_steps", MaxSteps + 2},
	{laughs("x"), "process.yaml_too_much", 2},
}

// Every mistake that a text can have, one at a time.
func TestATextThatIsWrongIsRefusedWithItsLine(t *testing.T) {
	for _, c := range badTexts {
		d, problems := Parse([]byte(c.text))
		name := c.text[:min(60, len(c.text))]
		require.Nil(t, d, name)
		require.NotEmpty(t, problems, name)
		require.Equal(t, c.code, problems[0].Code, "%s: %v", name, problems)
		require.Equal(t, c.line, problems[0].Line, "%s: %v", name, problems)
	}
}

// deep is a process of n blocks within each other.
func deep(n int) string {
	text := "process: p\nname: n\nsteps:\n"
	for i := range n {
		text += fmt.Sprintf("%s- each: e%d\n%s  steps:\n", strings.Repeat("    ", i), i, strings.Repeat("    ", i))
	}
	return text + strings.Repeat("    ", n) + "- end: approved\n"
}

// laughs is a text of some hundred bytes that stands for a thousand million.
func laughs(word string) string {
	text := "form:\n  a: &a [" + word + "]\n"
	for c := 'b'; c < 'k'; c++ {
		text += fmt.Sprintf("  %c: &%c [%s]\n", c, c, strings.TrimSuffix(strings.Repeat(fmt.Sprintf("*%c,", c-1), 10), ","))
	}
	return text
}

func TestDepthAndStepsUpToTheBoundAreRead(t *testing.T) {
	parse(t, deep(MaxDepth))
	parse(t, "process: p\nname: n\nsteps:\n"+strings.Repeat("  - end: approved\n", MaxSteps))
}

func TestOneTextDoesNotGiveThousandsOfProblems(t *testing.T) {
	_, problems := Parse([]byte(strings.Repeat("x: 1\n", 5000)))
	require.Len(t, problems, maxProblems)
}

func mustJSON(t testing.TB, v any) []byte {
	t.Helper()
	text, err := json.Marshal(v)
	require.NoError(t, err)
	return text
}
