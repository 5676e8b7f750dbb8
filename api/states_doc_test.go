package api

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/diaodu/diaodu/domain/approval"
	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/issue"
	"github.com/diaodu/diaodu/domain/meeting"
	"github.com/diaodu/diaodu/domain/plan"
	"github.com/diaodu/diaodu/domain/supervision"
	"github.com/diaodu/diaodu/internal/golden"
)

// stateDoc is one page of docs/states: a noun's life beside the words people read.
type stateDoc struct {
	file, title, source string
	life                []casefile.Row
	words               caseWords
}

var stateDocs = []stateDoc{
	{"approval.md", "审批办件 approval", "domain/approval/life.go", approval.Table(), approvalWords},
	{"issue.md", "问题 issue", "domain/issue/life.go", issue.Table(), issueWords},
	{"meeting.md", "调度会 meeting", "domain/meeting/life.go", meeting.Table(), meetingWords},
	{"plan.md", "审批计划 plan", "domain/plan/life.go", plan.Table(), planWords},
	{"task.md", "督办任务 task", "domain/supervision/life.go", supervision.Table(), taskWords},
}

// byWords name the places, relations and roles of the lives.
var byWords = map[string]string{
	"owner": "项目业主", "coordinator": "统筹协调人员", "supervisor": "督查室", "leader": "分管/包联领导", "chair": "区级主要领导",
	"officer": "服务专员", "service_officer": "服务专员", "system": "系统", "lead": "主办单位", "co": "协办单位",
	"dept_receiver": "部门收文", "handler": "承办人", "dept_lead": "部门负责人", "utility_agent": "公用企业对接人",
	"taskforce_lead": "专班长", "minutes_reviewer": "纪要审核人",
	"approval_applicant": "申请人", "approval_seat": "办理人", "approval_officer": "实施机关人员", "approval_head": "实施机关负责人",
	"approval_keeper": "流程管理员", "approval_watcher": "统筹、督查、区领导", "approval_party": "相关人", "approval_system": "系统",
	// relations of an issue's life, see the functions of these names there
	"intake": "统筹协调人员、服务专员", "unit": "主办或协办单位", "second": "另一人：统筹、督查或分管领导", "leadOr": "主办单位、统筹协调人员",
	"ownerOr": "项目业主、统筹协调人员、服务专员", "caller": "统筹、服务专员、督查室", "reporter": "项目业主、服务专员、统筹协调人员",
	"reporterOrPlan": "项目业主、服务专员、统筹协调人员、系统（审批计划）", "window": "综合窗口",
	"noteTaker": "主办或协办单位、统筹、服务专员、督查室", "urger": "项目业主、统筹、服务专员、督查室", "agendaKeeper": "统筹协调人员、区级主要领导",
}

// relations whose name means more in an issue's life than the role it sounds like.
var issueByWords = map[string]string{"leader": "统筹协调人员、分管/包联领导、区级主要领导"}

// page writes one state after another: what may happen in it, where it leads,
// and who may order it.
func (d stateDoc) page() string {
	var b strings.Builder
	fmt.Fprintf(&b, "# %s\n\n", d.title)
	fmt.Fprintf(&b, "由 `make docs` 从 `%s` 生成，勿手改。Generated; do not edit.\n", d.source)
	b.WriteString("“转为”空着：状态不变，或由该动作自定。An empty target stays, or the act chooses.\n")
	for _, state := range d.states() {
		name := "尚未产生"
		if state != "" {
			name = fmt.Sprintf("%s `%s`", d.words.Status[state].zh, state)
		}
		fmt.Fprintf(&b, "\n## %s\n\n| 动作 | act | 转为 | 谁可办 |\n|---|---|---|---|\n", name)
		for _, r := range d.life {
			from := r.From
			if len(from) == 0 {
				from = []string{""}
			}
			if slices.Contains(from, state) {
				fmt.Fprintf(&b, "| %s | `%s` | %s | %s |\n", d.act(r.Act), r.Act, d.words.Status[r.To].zh, d.people(r.By))
			}
		}
	}
	return b.String()
}

// states lists every status of the life once, in the order the life first names it.
func (d stateDoc) states() []string {
	states := []string{""}
	for _, r := range d.life {
		for _, s := range append(slices.Clone(r.From), r.To) {
			if !slices.Contains(states, s) {
				states = append(states, s)
			}
		}
	}
	return states
}

// act is the act's word; a meeting's deadlines are named by their clocks.
func (d stateDoc) act(act string) string {
	if _, clock, ok := strings.Cut(act, "/"); ok {
		return "到点：" + ringWords[clock]
	}
	return d.words.Act[act].zh
}

// ringWords name a meeting's deadlines.
var ringWords = map[string]string{
	"collect": "开始征集", "triage": "会前协调未齐", "lock": "锁定议程", "materials": "材料未齐", "not_held": "到时未开",
	"minutes_soon": "纪要将到期", "minutes": "纪要超期", "carry": "结转到下次会议", "archive": "归档",
}

func (d stateDoc) people(by []string) string {
	names := make([]string, len(by))
	for i, who := range by {
		names[i] = byWords[who]
		if text, ok := issueByWords[who]; ok && d.file == "issue.md" {
			names[i] = text
		}
	}
	return strings.Join(names, "、")
}

// The tables people read are the tables that are judged by. make docs writes them.
func TestStateDocumentsAreFresh(t *testing.T) {
	for _, d := range stateDocs {
		page, file := d.page(), "../docs/states/"+d.file
		require.NotContains(t, page, "|  | `", "%s: an act without a word", d.file)
		require.NotContains(t, page, "|  |\n", "%s: people without a word", d.file)
		require.NotContains(t, page, "、、", "%s: people without a word", d.file)
		golden.Same(t, golden.Docs, file, page)
	}
}

// Every act that the document lists has a word, and none is the system's alone.
func TestTheDocumentListsTheActsOfPeople(t *testing.T) {
	for noun, words := range map[string]caseWords{"issues": issueWords, "meetings": meetingWords, "tasks": taskWords, "approvals": approvalWords, "plans": planWords} {
		acts := lists[noun]["act"]
		require.Greater(t, len(acts), 10, noun)
		for _, act := range acts {
			require.NotEmpty(t, words.Act[act].zh, "%s: %s", noun, act)
			require.NotContains(t, []string{casefile.ActRing, casefile.ActTold, casefile.ActRecalendar}, act, noun)
		}
	}
}
