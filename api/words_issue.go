package api

import (
	"strings"

	"github.com/diaodu/diaodu/documents"
	"github.com/diaodu/diaodu/domain/between"
	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/issue"
)

// unitRef is a unit as requests name it: by its id alone.
type unitRef = between.Unit

// issueWords are the words people read for an issue's codes.
var issueWords = caseWords{
	Waits: map[string]word{issue.HearTask: {"任务办理", "Work on its tasks"}, issue.ApproveReject: {"复核不予受理", "Judge the refusal"}},
	Status: map[string]word{
		"submitted":           {"待受理", "Awaiting acceptance"},
		"returned_for_info":   {"待业主补充", "Owner to supplement"},
		"accepted":            {"已受理，待派单", "Accepted, to be dispatched"},
		"dispatched":          {"已派单，待签收", "Dispatched, to be signed for"},
		"objected":            {"派单有异议", "Dispatch disputed"},
		"in_progress":         {"办理中", "In progress"},
		"on_agenda":           {"已列入会议议程", "On a meeting’s agenda"},
		"resolved_in_meeting": {"会议已议定", "Resolved in meeting"},
		"tasked":              {"已交办，办理中", "Task issued, in progress"},
		"pending_confirm":     {"待业主确认", "Owner to confirm"},
		"disputed":            {"业主不认可", "Disputed by the owner"},
		"closed":              {"已办结", "Closed"},
		"closed_unconfirmed":  {"已办结（业主未确认）", "Closed (owner did not confirm)"},
		"withdrawn":           {"已撤回", "Withdrawn"},
		"rejected":            {"不予受理", "Not accepted"},
		"merged":              {"已并入其他问题", "Merged into another issue"},
		"escalated":           {"已提级", "Escalated"},
		"long_term":           {"挂账", "Shelved"},
	},
	Act: map[string]word{
		issue.Report:           {"上报问题", "Report an issue"},
		issue.Accept:           {"受理", "Accept"},
		issue.ReturnInfo:       {"退回补充", "Return for information"},
		issue.Supplement:       {"补充说明", "Supplement"},
		issue.Withdraw:         {"撤回", "Withdraw"},
		issue.AskReject:        {"拟不予受理", "Propose refusal"},
		issue.ApproveReject:    {"同意不予受理", "Approve the refusal"},
		issue.RefuseReject:     {"不同意不予受理", "Decline the refusal"},
		issue.Appeal:           {"申诉", "Appeal"},
		issue.Merge:            {"并入其他问题", "Merge into another issue"},
		issue.Absorb:           {"合并了其他问题", "Took in another issue"},
		issue.Follow:           {"随主问题办结", "Close with the main issue"},
		issue.Triage:           {"研判分级", "Triage"},
		issue.Dispatch:         {"派单", "Dispatch"},
		issue.Sign:             {"签收", "Sign for"},
		issue.Object:           {"提出异议", "Object"},
		issue.Arbitrate:        {"裁定主办单位", "Arbitrate the lead unit"},
		issue.Note:             {"记录办理情况", "Record progress"},
		issue.Publish:          {"公开给业主", "Publish to the owner"},
		issue.PreCoordinate:    {"会前协调", "Pre-coordinate"},
		issue.TakePosition:     {"填写部门意见", "Record the unit’s position"},
		issue.SolveOffline:     {"办结待确认", "Solved, to be confirmed"},
		issue.PutOnAgenda:      {"列入议程", "Put on the agenda"},
		issue.TakeOffAgenda:    {"移出议程", "Remove from the agenda"},
		issue.Resolve:          {"会议议定", "Resolve in meeting"},
		issue.OrderOnSite:      {"现场交办", "Order on site"},
		issue.HearTask:         {"任务有进展", "Progress of a task"},
		issue.Verify:           {"核实办理结果", "Verify the result"},
		issue.Confirm:          {"确认已解决", "Confirm it is solved"},
		issue.Dispute:          {"不认可", "Dispute"},
		issue.Rework:           {"重新办理", "Rework"},
		issue.Rate:             {"评价", "Rate"},
		issue.LogCall:          {"登记回访", "Log a call-back"},
		issue.CloseUnsettled:   {"未确认办结", "Close unconfirmed"},
		issue.Rectify:          {"差评整改", "Follow up a poor rating"},
		issue.Reopen:           {"重新提出", "Reopen"},
		issue.Escalate:         {"提级", "Escalate"},
		issue.Shelve:           {"挂账", "Shelved"},
		issue.Review:           {"挂账复核", "Review the shelved issue"},
		issue.Link:             {"关联问题", "Link an issue"},
		issue.Urge:             {"催办", "Send a reminder"},
		issue.AskSlot:          {"申请上会发言", "Ask to speak at the meeting"},
		issue.DropSlot:         {"撤回上会申请", "Withdraw the request to speak"},
		issue.AdmitSlot:        {"同意上会发言", "Agree to a hearing"},
		issue.DeclineSlot:      {"不安排上会发言", "Decline the hearing"},
		issue.Descend:          {"退回下级平台", "Move back down"},
		casefile.ActRing:       {"时限到达", "Deadline reached"},
		casefile.ActTold:       {"已转相关事项", "Passed on to related cases"},
		casefile.ActRecalendar: {"节假日安排更新", "Holiday calendar updated"},
	},
	Clock: map[string]word{
		"due":     {"办理时限", "Due"},
		"ack":     {"受理时限", "Acceptance due"},
		"sign":    {"签收时限", "Sign by"},
		"confirm": {"业主确认期限", "Owner confirms by"},
	},
	Danger: []string{issue.Withdraw, issue.ApproveReject, issue.Merge, issue.CloseUnsettled, issue.Dispute},
}

// warningTexts says in words which order another case refused, and why.
func warningTexts(l lang, warnings []string) []string {
	var texts []string
	for _, w := range warnings {
		act, code, _ := strings.Cut(w, ":")
		texts = append(texts, word{"%s未办成：%s", "%s failed: %s"}.with(l, wordOf(l, relayed, act), message(l, code, nil)))
	}
	return texts
}

// gradeText is an issue's grade, empty where it has none.
func gradeText(l lang, g issue.Grade) string { return phrase(l, documents.GradeWord(g)) }

// relayed are the orders an issue gives to other cases.
var relayed = map[string]word{
	"add_item":     {"列入会议议程", "Put on the meeting’s agenda"},
	"remove_item":  {"移出会议议程", "Take off the meeting’s agenda"},
	"prepare_item": {"更新议程上的会前协调", "Bring the agenda’s preparation up to date"},
	"set_slot":     {"安排上会时段", "Arrange a slot at the meeting"},
	"clear_slot":   {"取消上会时段", "Cancel the slot at the meeting"},
	"issue":        {"交办任务", "Issue a task"},
	issue.Absorb:   {"并入其他问题", "Merge into another issue"},
	issue.Follow:   {"告知并入的问题", "Tell the merged issues"},
}
