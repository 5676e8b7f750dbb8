package api

import (
	"strings"

	"github.com/diaodu/diaodu/domain/between"
	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/issue"
)

// unitRef is a unit as requests name it: by its id alone.
type unitRef = between.Unit

// issueWords are the words people read for an issue's codes.
var issueWords = caseWords{
	Status: map[string]string{
		"submitted": "待受理", "returned_for_info": "待业主补充", "accepted": "已受理，待派单", "dispatched": "已派单，待签收",
		"objected": "派单有异议", "in_progress": "办理中", "on_agenda": "已列入会议议程", "resolved_in_meeting": "会议已议定",
		"tasked": "已交办，办理中", "pending_confirm": "待业主确认", "disputed": "业主不认可", "closed": "已办结",
		"closed_unconfirmed": "已办结（业主未确认）", "withdrawn": "已撤回", "rejected": "不予受理", "merged": "已并入其他问题",
		"escalated": "已提级", "long_term": "挂账",
	},
	Act: map[string]string{
		issue.Report: "上报问题", issue.Accept: "受理", issue.ReturnInfo: "退回补充", issue.Supplement: "补充说明", issue.Withdraw: "撤回",
		issue.AskReject: "拟不予受理", issue.ApproveReject: "同意不予受理", issue.RefuseReject: "不同意不予受理", issue.Appeal: "申诉",
		issue.Merge: "并入其他问题", issue.Absorb: "合并了其他问题", issue.Follow: "随主问题办结", issue.Triage: "研判分级",
		issue.Dispatch: "派单", issue.Sign: "签收", issue.Object: "提出异议", issue.Arbitrate: "裁定主办单位", issue.Note: "记录办理情况",
		issue.Publish: "公开给业主", issue.PreCoordinate: "会前协调", issue.TakePosition: "填写部门意见", issue.SolveOffline: "办结待确认",
		issue.PutOnAgenda: "列入议程", issue.TakeOffAgenda: "移出议程", issue.Resolve: "会议议定", issue.OrderOnSite: "现场交办",
		issue.HearTask: "任务有进展", issue.Verify: "核实办理结果", issue.Confirm: "确认已解决", issue.Dispute: "不认可",
		issue.Rework: "重新办理", issue.Rate: "评价", issue.LogCall: "登记回访", issue.CloseUnsettled: "未确认办结",
		issue.Rectify: "差评整改", issue.Reopen: "重新提出", issue.Escalate: "提级", issue.Shelve: "挂账", issue.Review: "挂账复核",
		issue.Link: "关联问题", issue.Urge: "催办",
		issue.AskSlot: "申请上会发言", issue.DropSlot: "撤回上会申请", issue.AdmitSlot: "同意上会发言", issue.DeclineSlot: "不安排上会发言",
		issue.Descend:    "退回下级平台",
		casefile.ActRing: "时限到达", casefile.ActTold: "已转相关事项", casefile.ActRecalendar: "节假日安排更新",
	},
	Clock:  map[string]string{"due": "办理时限", "ack": "受理时限", "sign": "签收时限", "confirm": "业主确认期限"},
	Danger: []string{issue.Withdraw, issue.ApproveReject, issue.Merge, issue.CloseUnsettled, issue.Dispute},
}

// warningTexts says in words which order another case refused, and why.
func warningTexts(warnings []string) []string {
	var texts []string
	for _, w := range warnings {
		act, code, _ := strings.Cut(w, ":")
		texts = append(texts, wordOf(relayed, act)+"未办成："+message(code, nil))
	}
	return texts
}

// relayed are the orders an issue gives to other cases.
var relayed = map[string]string{
	"add_item": "列入会议议程", "remove_item": "移出会议议程", "set_slot": "安排上会时段", "clear_slot": "取消上会时段", "issue": "交办任务", issue.Absorb: "并入其他问题", issue.Follow: "告知并入的问题",
}
