package process

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// right is a definition with nothing wrong in it, and something of everything.
//
//go:embed testdata/right.yaml
var right string

const survey = `process: land-survey
name: 测绘
form: {type: object, properties: {area: {type: number}}}
steps:
  - stage: measure
    name: 测量
    by: {role: handler, org: org-a}
  - call: archive
    name: 归档
    process: archiving
  - end: approved
`

const archiving = `process: archiving
name: 归档
steps:
  - stage: keep
    name: 入库
    by: {role: handler, org: org-a}
  - call: again
    name: 再测
    process: %s
  - end: approved
`

// district knows four units and two other processes, which may lead to a third.
func district(t testing.TB, leadsTo string) Known {
	t.Helper()
	all := map[string]*Definition{"land-survey": parse(t, survey), "archiving": parse(t, fmt.Sprintf(archiving, leadsTo))}
	return Known{
		Orgs: func(id string) bool { return strings.Contains(" org-a org-fire org-plan ", " "+id+" ") },
		Process: func(code string) (*Definition, bool) {
			d, ok := all[code]
			return d, ok
		},
	}
}

// wrong is right with one thing changed. The line that the problem is on ends
// with #!
type wrong struct {
	code, old, new string
}

var wrongs = []wrong{
	{"code", "process: test-process", "process: Test #!"},
	{"no_name", "name: 测试流程", "name: ' ' #!"},
	{"unknown_value_near", "stage: permit, authority", "stage: permits #!\n  , authority"},
	{"unknown_value", "stage: permit, authority", "stage: 施工 #!\n  , authority"},
	{"unknown_value", "milestone: permit}", "milestone: opening} #!"},
	{"unknown_org", "authority: org-a, number", "authority: org-b #!\n  , number"},
	{"number_format", `"A%06d号"`, `"A号" #!` + "\n "},
	{"number_format", `"A%06d号"`, `"A%d-%d号" #!` + "\n "},
	{"number_format", `"A%06d号"`, `"A%s号" #!` + "\n "},
	{"number_format", `"A%06d号"`, `"A〔{year}〕号" #!` + "\n "},
	{"number_format", `"A%06d号"`, `"A〔{yaer}〕%d号" #!` + "\n "},
	{"number_format", `"A%06d号"`, `"A〔{year}〕%d号` + strings.Repeat("长", 60) + `" #!` + "\n "},
	{"number_year", `"A%06d号"`, `"A〔%d〕号" #!` + "\n "},
	{"number_year", `"A%06d号"`, `"A（%04d）号" #!` + "\n "},
	{"commitment_unchecked", "commitment: true, check_within: 10", "commitment: true #!\n  , check_within: 0"},
	{"number_range", "check_within: 10", "check_within: -1 #!\n "},
	{"form_schema", "kind: {type: string}", "kind: {type: strnig} #!"},
	{"form_schema", "  type: object\n  properties:\n    area", "  properties:\n    area"},
	{"form_schema", "kind: {type: string}", "kind: {$ref: 'https://example.com/x'}"},
	{"field_key", "secret: {type: string}", "secret: {type: string}\n    面积: {type: number} #!"},
	{"id", "- id: plan", "- id: 施工图 #!"},
	{"id_twice", "for: [accept]", "for: [accept]\n  - id: plan #!\n    name: 又一份"},
	{"material_no_name", "  - id: plan\n    name: 施工图", "  - id: plan #!\n    name: ''"},
	{"defer_days", "  - id: plan\n    name: 施工图\n    deferrable: true", "  - id: plan #!\n    name: 施工图\n    deferrable: false"},
	{"defer_days", "  - id: plan\n    name: 施工图\n    deferrable: true\n    defer_days: 5", "  - id: plan #!\n    name: 施工图\n    deferrable: true\n    defer_days: 0"},
	{"not_a_stage", "for: [accept]", "for: [size] #!"},
	{"cel_not_bool", "when: form.area > 10.0", "when: form.area #!"},
	{"promised_longer", "promised: 50, from", "promised: 61, #!\n  from"},
	{"number_range", "promised: 50, from", "promised: -3, #!\n  from"},
	{"limits_from", "from: accept, unanswered", "from: fire, #!\n  unanswered"},
	{"limits_from", "from: accept, unanswered", "from: nowhere, #!\n  unanswered"},
	{"unknown_value", "unanswered: abandon", "unanswered: forget #!\n"},
	{"withdraw", "withdraw: accept", "withdraw: size #!"},
	{"fallback_missing", "nobody: {then: fallback, fallback: {role: admin}}", "nobody: {then: fallback} #!"},
	{"unknown_value", "  starter: hold", "  starter: leave #!"},
	{"unknown_value_near", "  repeat: none", "  repeat: non #!"},
	{"number_range", "hops: 5", "hops: 51 #!"},
	{"unknown_role", "keeper: {role: coordinator}", "keeper: {role: boss} #!"},
	{"unknown_role_near", "keeper: {role: coordinator}", "keeper: {role: cordinator} #!"},
	{"no_steps", right[strings.Index(right, "steps:\n  - stage: accept"):], "steps: [] #!"},

	// steps
	{"id", "- cc: {role: supervisor}", "- cc: {role: supervisor} #!\n    id: Tell"},
	{"id_reserved", "- cc: {role: supervisor}", "- cc: {role: supervisor} #!\n    id: previous"},
	{"id_twice", "- cc: {role: supervisor}", "- cc: {role: supervisor} #!\n    id: accept"},
	{"step_no_name", "- notice: publicity\n    name: 公示", "- notice: publicity #!"},
	{"stage_nobody", "- stage: visit\n    name: 核查\n    by: {chosen: decide}", "- stage: visit #!\n    name: 核查"},
	{"who_nobody", "by: {chosen: decide}", "by: {weight: 1} #!"},
	{"who_two_ways", "by: {chosen: decide}", "by: {chosen: decide, user: u1} #!"},
	{"who_two_ways", "by: {chosen: decide}", "by: {chosen: decide, role: handler, org_field: kind} #!"},
	{"chosen_anybody", "by: {chosen: decide}", "by: {chosen: starter} #!"},
	{"who_two_ways", "by: {chosen: decide}", "by: {role: handler, org: org-a, org_field: kind} #!"},
	{"who_no_role", "by: {chosen: decide}", "by: {org: org-a} #!"},
	{"who_no_authority", "authority: org-a, ", ""},
	{"item_outside", "by: {chosen: decide}", "by: {role: handler, org_field: item} #!"},
	{"unknown_field_near", "by: {chosen: decide}", "by: {role: handler, org_field: kinds} #!"},
	{"field_not_text", "by: {chosen: decide}", "by: {role: handler, org_field: area} #!"},
	{"field_not_text", "by: {chosen: decide}", "by: {user_field: area} #!"},
	{"not_a_stage", "by: {chosen: decide}", "by: {chosen: size} #!"},
	{"chosen_later", "by: {role: dept_receiver}", "by: {chosen: decide} #!"},
	{"number_range", "by: {chosen: decide}", "by: {chosen: decide, weight: -1} #!"},
	{"unknown_value_near", "mode: vote", "mode: vot #!"},
	{"mode_single", "    visit: true", "    visit: true\n  - stage: two\n    name: 两人\n    by: [{role: leader}, {role: chair}]\n    mode: single #!"},
	{"mode_one_seat", "    visit: true", "    visit: true\n  - stage: two\n    name: 一人\n    by: {role: leader}\n    mode: all #!"},
	{"seat_twice", "    visit: true", "    visit: true\n  - stage: two\n    name: 两人\n    by:\n      - {role: leader}\n      - {role: leader} #!"},
	{"vote_mode", "    visit: true", "    visit: true\n    vote: {threshold: 60} #!"},
	{"number_range", "threshold: 60, quorum", "threshold: 101, #!\n                      quorum"},
	{"quorum_seats", "quorum: 2", "quorum: 4 #!\n                     "},
	{"unknown_value", "of: cast", "of: some #!\n                     "},
	{"unknown_value", "abstain: excluded", "abstain: no #!\n                     "},
	{"tie_chair", "vote: {threshold: 60, quorum: 2, of: cast, abstain: excluded, tie: chair, chair: {role: leader}}", "vote: {tie: chair} #!"},
	{"chair_tie", "tie: chair, chair: {role: leader}}", "\n                      chair: {role: leader}} #!"},
	{"veto_mode", "    visit: true", "    visit: true\n    mode: any\n    veto: [any] #!"},
	{"veto_any", "veto: [leader]", "veto: [leader, any] #!"},
	{"veto_nobody", "veto: [leader]", "veto: [chair] #!"},
	{"unknown_role_near", "veto: [leader]", "veto: [leadr] #!"},
	{"listed_twice", "veto: [leader]", "veto: [leader, leader] #!"},
	{"branch_outside", "on_reject: accept", "on_reject: branch #!"},
	{"target_unknown", "on_reject: accept", "on_reject: nowhere #!"},
	{"target_unknown_near", "on_reject: accept", "on_reject: acept #!"},
	{"target_inside", "on_reject: accept", "on_reject: fire #!"},
	{"target_not_earlier", "on_reject: accept", "on_reject: visit #!"},
	{"target_not_earlier", "on_reject: accept", "on_reject: decide #!"},
	{"target_not_earlier", "org_field: item}", "org_field: item}\n        on_reject: opinions #!"},
	{"outcome_twice", "      - {id: stop", "      - {id: inspect, name: 又, end: rejected} #!\n      - {id: stop"},
	{"id_reserved", "      - {id: stop", "      - {id: approve, name: 又, end: rejected} #!\n      - {id: stop"},
	{"id", "      - {id: stop", "      - {id: 停, name: 又, end: rejected} #!\n      - {id: stop"},
	{"outcome_no_name", "      - {id: stop", "      - {id: more, end: rejected} #!\n      - {id: stop"},
	{"outcome_where", "      - {id: stop", "      - {id: more, name: 又} #!\n      - {id: stop"},
	{"outcome_where", "      - {id: stop", "      - {id: more, name: 又, to: visit, end: rejected} #!\n      - {id: stop"},
	{"unknown_value_near", "      - {id: stop", "      - {id: more, name: 又, end: reject} #!\n      - {id: stop"},
	{"target_inside", "      - {id: stop", "      - {id: more, name: 又, to: fire} #!\n      - {id: stop"},
	{"target_not_earlier", "return: {to: [accept], resume: choice}", "return: {to: [visit], resume: choice} #!"},
	{"not_a_stage", "return: {to: [accept], resume: choice}", "return: {to: [size], resume: choice} #!"},
	{"unknown_value_near", "return: {to: [accept], resume: choice}", "return: {to: [accept], resume: chioce} #!"},
	{"listed_twice", "return: {to: [accept], resume: choice}", "return: {to: [accept, accept]} #!"},
	{"return_never", "return: {to: [accept], resume: choice}", "return: {to: [accept], never: true} #!"},
	{"promised_longer", "    promised: 1", "    promised: 3 #!"},
	{"stage_longer", "    within: 5", "    within: 61 #!"},
	{"stage_longer", "    within: 5", "    within: 55\n    promised: 52 #!"},
	{"late_basis", "then: pass, basis: 《办法》第三条", "then: pass #!\n         "},
	{"late_no_clock", "    within: 5", "    within: 0"},
	{"escalate_nobody", "late: {then: escalate, escalate: {role: leader}}", "late: {then: escalate} #!"},
	{"late_return", "return: {to: [starter, previous]}", "return: {never: true}\n        within: 3\n        late: {then: return} #!"},
	{"remind_order", "remind: [-1, 1]", "remind: [1, -1] #!\n         "},
	{"remind_order", "remind: [-1, 1]", "remind: [1, 1] #!\n         "},
	{"signature_repeat", "    visit: true", "    visit: true\n    signature: true\n    repeat: case #!"},
	{"unknown_value_near", "    visit: true", "    visit: true\n    opinion: allways #!"},
	{"unknown_value", "    visit: true", "    visit: true\n    sight: closed #!"},
	{"unknown_field", "write: [area]", "write: [area, colour] #!\n           "},
	{"field_hidden", "hidden: [secret]", "hidden: [secret, area] #!\n           "},
	{"field_hidden", "hidden: [secret]", "hidden: [kind] #!\n           "},
	{"listed_twice", "hidden: [secret]", "hidden: [secret, secret] #!\n           "},
	{"unknown_value_near", "may: [return, transfer]", "may: [return, transfr] #!"},
	{"listed_twice", "may: [return, transfer]", "may: [return, return] #!"},

	// blocks
	{"no_branches", "  - cc: {role", "  - choose: c #!\n    branches: []\n  - cc: {role"},
	{"block_empty", "  - cc: {role", "  - choose: c #!\n    branches: [{when: form.area > 1.0, steps: []}, {otherwise: true}]\n  - cc: {role"},
	{"branch_no_when", "  - cc: {role", "  - choose: c\n    branches:\n      - {steps: [{cc: {role: admin}}]} #!\n      - {otherwise: true}\n  - cc: {role"},
	{"choose_otherwise", "  - cc: {role", "  - choose: c #!\n    branches:\n      - {when: form.area > 1.0, steps: [{cc: {role: admin}}]}\n  - cc: {role"},
	{"otherwise_not_last", "  - cc: {role", "  - choose: c\n    branches:\n      - {otherwise: true} #!\n      - {when: form.area > 1.0, steps: [{cc: {role: admin}}]}\n  - cc: {role"},
	{"otherwise_when", "  - cc: {role", "  - choose: c\n    branches:\n      - {when: form.area > 1.0, steps: [{cc: {role: admin}}]}\n      - {otherwise: true, when: form.area > 2.0} #!\n  - cc: {role"},
	{"otherwise_twice", "  - cc: {role", "  - parallel: c\n    branches:\n      - {when: form.area > 1.0, steps: [{cc: {role: admin}}]}\n      - {otherwise: true}\n      - {otherwise: true} #!\n  - cc: {role"},
	{"branch_empty", "  - cc: {role", "  - parallel: c\n    branches:\n      - {steps: []} #!\n      - {steps: [{cc: {role: admin}}]}\n  - cc: {role"},
	{"parallel_one", "  - cc: {role", "  - parallel: c #!\n    branches:\n      - {steps: [{cc: {role: admin}}]}\n  - cc: {role"},
	{"parallel_conditional", "  - cc: {role", "  - parallel: c #!\n    branches:\n      - {when: form.area > 1.0, steps: [{cc: {role: admin}}]}\n      - {when: form.area > 2.0, steps: [{cc: {role: admin}}]}\n  - cc: {role"},
	{"otherwise_never", "  - cc: {role", "  - parallel: c\n    branches:\n      - {when: form.area > 1.0, steps: [{cc: {role: admin}}]}\n      - {steps: [{cc: {role: admin}}]}\n      - {otherwise: true} #!\n  - cc: {role"},
	{"over_missing", "  - each: opinions\n    over: units", "  - each: opinions #!"},
	{"over_not_list", "over: units", "over: kind #!"},
	{"unknown_field_near", "over: units", "over: unit #!"},
	{"block_empty", "  - cc: {role", "  - each: c #!\n    over: units\n    steps: []\n  - cc: {role"},
	{"branch_outside", "  - each: opinions", "  - each: opinions\n    on_reject: branch #!"},

	// other kinds
	{"number_range", "days: 7", "days: 0 #!"},
	{"unknown_value", "on_objection: decide", "on_objection: branch #!"},
	{"target_not_earlier", "on_objection: decide", "on_objection: pay #!"},
	{"wait_from", "  - wait: pay\n    name: 缴费\n    from: 财政", "  - wait: pay #!\n    name: 缴费"},
	{"late_no_clock", "from: 财政", "from: 财政\n    late: {then: reject} #!"},
	{"call_nothing", "  - call: survey\n    name: 测绘\n    process: land-survey", "  - call: survey #!\n    name: 测绘"},
	{"call_unknown", "process: land-survey", "process: land-survay #!"},
	{"call_itself", "process: land-survey", "process: test-process #!"},
	{"over_not_list", "process: land-survey", "process: land-survey\n    over: area #!"},
	{"unknown_field", "copy: [area]", "copy: [colour] #!"},
	{"copy_missing", "copy: [area]", "copy: [kind] #!"},
	{"unknown_value", "gather: all", "gather: some #!"},
	{"detached_waits", "gather: all", "gather: all\n    detached: true #!"},
	{"cc_nobody", "- cc: {role: supervisor}", "- cc: [] #!"},
	{"target_unknown", "- goto: decide", "- goto: nowhere #!"},
	{"target_inside", "- goto: decide", "- goto: plan #!"},
	{"goto_itself", "- goto: decide", "- goto: me #!\n    id: me"},
	{"unknown_value", "- end: approved", "- end: done #!"},
	{"no_result", "- end: approved", "- end: '' #!"},

	// flow
	{"unreachable", "  - cc: {role", "  - end: rejected\n  - cc: {role: admin} #!\n  - cc: {role"},
	{"unreachable", "  - cc: {role", "  - choose: c\n    branches:\n      - {when: form.area > 1.0, steps: [{end: rejected}]}\n      - {otherwise: true, steps: [{end: approved}]}\n  - cc: {role: admin} #!\n  - cc: {role"},
	{"endless", "  - goto: decide\n    when: form.area > 5000.0\n  - end: approved", "  - stage: round #!\n    name: 转\n    by: {role: leader}\n  - goto: round"},
	{"endless", "veto: [leader]", "veto: [leader]\n                  - goto: plan"},
	{"no_end", "  - end: approved\n", ""},
	{"spinning", "  - cc: {role: supervisor}\n", "  - cc: {role: supervisor}\n    id: tell\n  - goto: tell #!\n    when: form.area > 4000.0\n"},
	{"spinning", "  - cc: {role: supervisor}\n", "  - stage: look\n    name: 看\n    by: {role: leader}\n    when: form.area > 3000.0\n  - goto: look #!\n    when: form.area > 4000.0\n"},

	// sums
	{"promised_sum", "promised: 50, from", "promised: 11, #!\n  from"},
	{"statutory_sum", "statutory: 60, promised: 50", "statutory: 11, #!\n  promised: 0"},
}

func TestTheRightDefinitionHasNothingWrong(t *testing.T) {
	require.Empty(t, Check(parse(t, right), district(t, "nowhere")))
	require.Empty(t, Check(parse(t, right), Known{}), "what is not known is not checked")
}

// Each definition is wrong in one way, and that is all that is said of it.
func TestEveryMistakeIsRefusedWithItsLine(t *testing.T) {
	for i, w := range wrongs {
		t.Run(fmt.Sprint(i, " ", w.code), func(t *testing.T) { w.isRefused(t) })
	}
}

func (w wrong) isRefused(t *testing.T) {
	require.Contains(t, right, w.old)
	text := strings.Replace(right, w.old, w.new, 1)
	d, problems := Parse([]byte(text))
	require.Empty(t, problems, "%s: %s", w.code, w.new)
	got := Check(d, district(t, "nowhere"))
	require.NotEmpty(t, got, "%s: %s", w.code, w.new)
	for _, p := range got {
		require.Equal(t, "process."+w.code, p.Code, "%s: %v", w.new, got)
	}
	if before, _, marked := strings.Cut(text, "#!"); marked {
		require.Equal(t, 1+strings.Count(before, "\n"), got[0].Line, "%s: %v", w.new, got)
		require.Len(t, got, 1, "%s: %v", w.new, got)
	} else {
		require.Positive(t, got[0].Line)
	}
}

// Warnings do not stand against publication, everything else does.
func TestWarningsAreFew(t *testing.T) {
	warnings := map[string]bool{"promised_sum": true, "statutory_sum": true, "mode_one_seat": true, "who_no_authority": true, "item_outside": true, "no_end": true,
		"chosen_anybody": true}
	for _, w := range wrongs {
		d := parse(t, strings.Replace(right, w.old, w.new, 1))
		require.Equal(t, !warnings[w.code], Refuses(Check(d, district(t, "nowhere"))), w.code)
	}
}

func TestACallThatComesBackIsRefused(t *testing.T) {
	problems := Check(parse(t, right), district(t, "test-process"))
	require.Len(t, problems, 1)
	require.Equal(t, "process.call_itself", problems[0].Code)
	require.Empty(t, Check(parse(t, archivingOf("nowhere")), Known{}))
	problems = Check(parse(t, right), district(t, "land-survey"))
	require.Equal(t, "process.call_itself", problems[0].Code, "a ring among the others")
}

func archivingOf(to string) string { return fmt.Sprintf(archiving, to) }

// malformed is what YAML cannot say and JSON can: code → steps.
func malformed() map[string][]Step {
	many := make([]Step, MaxSteps+1)
	for i := range many {
		many[i] = Step{ID: fmt.Sprintf("s%d", i), Kind: KindCC, CC: []Who{{Role: "admin"}}}
	}
	nested := []Step{{ID: "end-1", Kind: KindEnd, Result: Approved}}
	for i := range MaxDepth + 1 {
		nested = []Step{{ID: fmt.Sprintf("e%d", i), Kind: KindEach, Over: "units", Branches: []Branch{{Steps: nested}}}}
	}
	end := Step{ID: "end-2", Kind: KindEnd, Result: Approved}
	return map[string][]Step{
		"no_id":          {{Kind: KindCC, CC: []Who{{Role: "admin"}}}, end},
		"step_no_kind":   {{ID: "a", Kind: "loop"}, end},
		"step_misplaced": {{ID: "a", Kind: KindCC, CC: []Who{{Role: "admin"}}, Stage: &Stage{}}, end},
		"stage_nobody":   {{ID: "a", Kind: KindStage, Name: "甲"}, end},
		"too_many_steps": many,
		"too_deep":       append(nested, end),
	}
}

func TestAMalformedDefinitionInJSONIsRefused(t *testing.T) {
	form := Form{Schema: json.RawMessage(`{"type":"object","properties":{"units":{"type":"array","items":{"type":"string"}}}}`)}
	for code, steps := range malformed() {
		problems := Check(&Definition{Code: "test-process", Name: "n", Form: form, Steps: steps}, Known{})
		require.NotEmpty(t, problems, code)
		require.Equal(t, "process."+code, problems[0].Code, "%v", problems)
		require.Zero(t, problems[0].Line)
		require.NotEmpty(t, problems[0].Path)
	}
}
