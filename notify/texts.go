package notify

import "maps"

// texts holds the Chinese words of every notice code, one table per noun. A
// bare noun is the fallback for its codes.
var texts = joined(issueTexts, meetingTexts, taskTexts, approvalTexts, planTexts)

func joined(tables ...map[string]string) map[string]string {
	all := map[string]string{}
	for _, t := range tables {
		maps.Copy(all, t)
	}
	return all
}

var issueTexts = map[string]string{
	"issue":                   "问题 {no}“{title}”有新的办理情况。",
	"issue.report":            "新问题 {no}：{project}“{title}”，请在 1 个工作日内受理。",
	"issue.supplement":        "问题 {no}“{title}”已补充说明，请继续受理。",
	"issue.withdraw":          "问题 {no}“{title}”已由业主撤回。{reason}",
	"issue.accept":            "您上报的问题“{title}”已受理，编号 {no}，预计 {due} 前办结。",
	"issue.return_for_info":   "您上报的问题 {no}“{title}”需要补充：{reason}。补充前时限暂停。",
	"issue.ask_reject":        "问题 {no}“{title}”拟不予受理，请另一人复核。{reason}",
	"issue.approve_reject":    "您上报的问题 {no}“{title}”不予受理。如有异议，可在 15 个工作日内申诉。",
	"issue.refuse_reject":     "问题 {no}“{title}”的不予受理未获同意，请继续办理。{reason}",
	"issue.appeal":            "业主对问题 {no}“{title}”的不予受理提出申诉：{reason}",
	"issue.merge":             "问题 {no}“{title}”与另一问题合并办理，办结后一并告知。",
	"issue.follow":            "您上报的问题 {no}“{title}”所并入的问题已办结。",
	"issue.dispatch":          "问题 {no}“{title}”已派给 {lead} 主办，时限 {due}。",
	"issue.arbitrate":         "问题 {no}“{title}”经裁定由 {lead} 主办，时限 {due}。",
	"issue.sign":              "{lead} 已签收您的问题 {no}“{title}”，正在办理。",
	"issue.object":            "{lead} 对问题 {no}“{title}”的派单有异议：{reason}",
	"issue.publish":           "问题 {no}“{title}”有新的办理进展，请查看。",
	"issue.note":              "问题 {no}“{title}”办理进展：{text}",
	"issue.solve_offline":     "问题 {no}“{title}”已办理完毕：{text}。请业主确认。",
	"issue.put_on_agenda":     "问题 {no}“{title}”已列入重点问题调度会议程。",
	"issue.take_off_agenda":   "问题 {no}“{title}”已移出会议议程。{reason}",
	"issue.resolve":           "调度会已就问题 {no}“{title}”作出议定。",
	"issue.order_on_site":     "问题 {no}“{title}”已现场交办。",
	"issue.hear_task":         "问题 {no}“{title}”的交办任务有了结果，请查看。",
	"issue.confirm":           "业主已确认问题 {no}“{title}”解决。",
	"issue.dispute":           "业主不认可问题 {no}“{title}”的办理结果：{reason}",
	"issue.rework":            "问题 {no}“{title}”重新办理。{reason}",
	"issue.rate":              "业主评价了问题 {no}“{title}”。",
	"issue.close_unconfirmed": "问题 {no}“{title}”因未联系上业主，按规定办结。90 天内可重新提出。",
	"issue.rectify":           "针对您的评价，问题 {no}“{title}”已整改：{reason}",
	"issue.reopen":            "问题 {no}“{title}”被重新提出：{reason}",
	"issue.escalate":          "问题 {no}“{title}”已提级办理。{reason}",
	"issue.long_term":         "问题 {no}“{title}”已挂账。{reason}",
	"issue.shelve":            "问题 {no}“{title}”已挂账，将按季复核。{reason}",
	"issue.review":            "挂账问题 {no}“{title}”已复核。",
	"issue.urge":              "{actor} 催办问题 {no}“{title}”，时限 {due}。",
	"issue.ask_slot":          "业主就问题 {no}“{title}”申请上会发言，请于 {answer_by} 前答复。",
	"issue.drop_slot":         "业主撤回了问题 {no}“{title}”的上会发言申请。",
	"issue.decline_slot":      "您就问题 {no}“{title}”提出的上会发言申请未获安排：{reason}",
	"issue.ring.slot":         "业主就问题 {no}“{title}”的上会发言申请超过 2 个工作日未答复。",
	"issue.descend":           "问题 {no}“{title}”由下级平台继续办理。{reason}",
	"issue.ring.ack":          "问题 {no}“{title}”超过受理时限，请立即受理。",
	"issue.ring.sign":         "问题 {no}“{title}”派给 {lead} 后超过 1 个工作日未签收。",
	"issue.ring.arbitrate":    "问题 {no}“{title}”两次派单异议，当日未裁定。",
	"issue.ring.soon":         "问题 {no}“{title}”将于 {due} 到期。",
	"issue.ring.late":         "问题 {no}“{title}”已超过办理时限。",
	"issue.ring.remind":       "问题 {no}“{title}”已办理完毕，请您确认是否解决。",
	"issue.ring.silent":       "问题 {no}“{title}”等待业主确认已满 5 个工作日。",
	"issue.ring.review":       "挂账问题 {no}“{title}”到期复核。",
	"issue.ring.rectify":      "问题 {no}“{title}”的差评整改已超过 15 个工作日。",
	"issue.told_refused":      "问题 {no}“{title}”转办未被接受，请人工处理。",
	"issue.recalendar":        "因节假日安排公布，问题 {no}“{title}”的时限调整为 {due}。",
}
