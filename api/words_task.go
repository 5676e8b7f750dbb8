package api

import (
	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/supervision"
)

// taskWords are the words people read for a task's codes.
var taskWords = caseWords{
	Status: map[string]word{
		"issued":             {"已交办，待签收", "Issued, to be signed for"},
		"objected":           {"派单有异议", "Dispatch disputed"},
		"arbitrating":        {"待仲裁", "Awaiting arbitration"},
		"signed":             {"已签收", "Signed for"},
		"reporting":          {"办理中", "In progress"},
		"apply_close":        {"已申请办结，待核实", "Closure applied for, to be verified"},
		"returned":           {"退回续办", "Returned for more work"},
		"owner_confirm":      {"已核实，待业主确认", "Verified, owner to confirm"},
		"closed":             {"已销号", "Closed"},
		"closed_unconfirmed": {"已办结（业主未确认）", "Closed (owner did not confirm)"},
		"graded":             {"已评价", "Graded"},
		"cancelled":          {"已撤销", "Cancelled"},
	},
	Act: map[string]word{
		supervision.ActIssue:       {"交办", "Issue"},
		supervision.ActSign:        {"签收", "Sign for"},
		supervision.ActHandOver:    {"变更承办人", "Change the handler"},
		supervision.ActObject:      {"派单异议", "Object to the dispatch"},
		supervision.ActKeep:        {"维持派单", "Keep the dispatch"},
		supervision.ActReassign:    {"改派", "Reassign"},
		supervision.ActArbitrate:   {"仲裁", "Arbitrate"},
		supervision.ActReport:      {"反馈", "Report"},
		supervision.ActReview:      {"审核反馈", "Review the report"},
		supervision.ActExplain:     {"超期说明", "Explain the delay"},
		supervision.ActSplit:       {"分解任务", "Split the task"},
		supervision.ActPartDone:    {"分项完成", "Share done"},
		supervision.ActPartAccept:  {"分项认可", "Accept the share"},
		supervision.ActPartReturn:  {"分项退回", "Return the share"},
		supervision.ActBlock:       {"登记卡点", "Register a block"},
		supervision.ActUnblock:     {"卡点解除", "Clear a block"},
		supervision.ActUpload:      {"上传佐证", "Upload evidence"},
		supervision.ActExtendAsk:   {"申请延期", "Ask for an extension"},
		supervision.ActExtendYes:   {"批准延期", "Approve the extension"},
		supervision.ActExtendNo:    {"不同意延期", "Refuse the extension"},
		supervision.ActSuspendAsk:  {"申请暂停", "Ask to pause"},
		supervision.ActSuspend:     {"批准暂停", "Approve the pause"},
		supervision.ActSuspendNo:   {"不同意暂停", "Refuse the pause"},
		supervision.ActPauseReview: {"暂停复核", "Review the pause"},
		supervision.ActResume:      {"恢复办理", "Resume"},
		supervision.ActApplyClose:  {"申请办结", "Apply for closure"},
		supervision.ActVerify:      {"核实", "Verify"},
		supervision.ActReturnWork:  {"退回续办", "Return for more work"},
		supervision.ActConfirm:     {"确认已完成", "Confirm it is done"},
		supervision.ActDispute:     {"不认可", "Dispute"},
		supervision.ActLogCall:     {"登记回访", "Log a call-back"},
		supervision.ActCloseSilent: {"未确认办结", "Close unconfirmed"},
		supervision.ActGrade:       {"评价", "Grade"},
		supervision.ActUrge:        {"催办", "Send a reminder"},
		supervision.ActSlip:        {"发督办单", "Issue a supervision slip"},
		supervision.ActSlipReceive: {"签收督办单", "Sign for the slip"},
		supervision.ActSlipReply:   {"回复督办单", "Reply to the slip"},
		supervision.ActInterview:   {"约谈", "Formal talk"},
		supervision.ActEscalate:    {"提级", "Escalate"},
		supervision.ActDescend:     {"退回下级平台", "Move back down"},
		supervision.ActAmend:       {"变更议定内容", "Amend what was resolved"},
		supervision.ActCancel:      {"撤销", "Cancel"},
		supervision.ActReopen:      {"重新办理", "Reopen"},
		supervision.ActNote:        {"备注", "Note"},
		supervision.ActPublish:     {"公开给业主", "Publish to the owner"},
		casefile.ActRing:           {"时限到达", "Deadline reached"},
		casefile.ActTold:           {"已转相关事项", "Passed on to related cases"},
		casefile.ActRecalendar:     {"节假日安排更新", "Holiday calendar updated"},
	},
	Clock: map[string]word{
		"due":                   {"办理时限", "Due"},
		"sign":                  {"签收时限", "Sign by"},
		supervision.NodeD1:      {"首日部署情况", "Day 1: deployment"},
		supervision.NodeD3:      {"三日措施与进展", "Day 3: measures and progress"},
		supervision.NodeD7:      {"七日结果", "Day 7: result"},
		supervision.NodeM1:      {"一月进展", "Month 1: progress"},
		supervision.NodeWeekly:  {"周报", "Weekly report"},
		supervision.NodeExplain: {"超期说明", "Explanation of a delay"},
		supervision.NodePart:    {"分项任务", "Share of the task"},
	},
	Danger: []string{
		supervision.ActCancel, supervision.ActReturnWork, supervision.ActDispute, supervision.ActCloseSilent, supervision.ActReopen,
	},
}

var forumWords = map[string]word{
	"daily_group": {"每日群", "Daily group"},
	"onsite":      {"现场办公", "On site"},
	"monthly":     {"月调度", "Monthly dispatch"},
	"quarterly":   {"季度点名", "Quarterly call"},
	"special":     {"专题会议", "Special meeting"},
}

var evaluationWords = map[string]word{
	"excellent": {"优秀", "Excellent"},
	"good":      {"良好", "Good"},
	"pass":      {"合格", "Pass"},
	"fail":      {"不合格", "Fail"},
}
