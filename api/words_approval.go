package api

import (
	"github.com/diaodu/diaodu/domain/approval"
	"github.com/diaodu/diaodu/domain/casefile"
)

// approvalWords are the words people read for an application's codes.
var approvalWords = caseWords{
	Status: map[string]word{
		"running":    {"审批中", "Under approval"},
		"waiting":    {"补正中", "Supplement asked for"},
		"suspended":  {"已挂起", "Suspended"},
		"approved":   {"准予", "Approved"},
		"rejected":   {"不予许可", "Rejected"},
		"refused":    {"不予受理", "Not accepted"},
		"withdrawn":  {"已撤回", "Withdrawn"},
		"abandoned":  {"视为放弃", "Deemed abandoned"},
		"terminated": {"已终止", "Terminated"},
		"voided":     {"已作废", "Voided"},
		"revoked":    {"已撤销", "Cancelled"},
	},
	Act: map[string]word{
		approval.ActSubmit:     {"申请", "Apply"},
		approval.ActWithdraw:   {"撤回申请", "Withdraw the application"},
		approval.ActResubmit:   {"重新提交", "Submit again"},
		approval.ActSupply:     {"提交补正", "Submit the supplement"},
		approval.ActFollow:     {"补交容缺材料", "Submit deferred materials"},
		approval.ActApprove:    {"同意", "Approve"},
		approval.ActReject:     {"不同意", "Reject"},
		approval.ActAbstain:    {"弃权", "Abstain"},
		approval.ActChoose:     {"办理", "Decide"},
		approval.ActReturn:     {"退回", "Return"},
		approval.ActTakeBack:   {"拿回", "Take back"},
		approval.ActClaim:      {"认领", "Claim"},
		approval.ActUnclaim:    {"释放", "Give back"},
		approval.ActTransfer:   {"转办", "Transfer"},
		approval.ActDelegate:   {"委派", "Delegate"},
		approval.ActAnswer:     {"回复委派", "Answer the delegation"},
		approval.ActRecall:     {"收回委派", "Take the delegation back"},
		approval.ActAddSign:    {"加签", "Add signers"},
		approval.ActCutSign:    {"减签", "Remove a signer"},
		approval.ActRecuse:     {"回避", "Recuse"},
		approval.ActConsult:    {"征求意见", "Ask for opinions"},
		approval.ActReply:      {"答复意见", "Answer with an opinion"},
		approval.ActCC:         {"抄送", "Send copies"},
		approval.ActRead:       {"已阅", "Mark as read"},
		approval.ActNote:       {"备注", "Note"},
		approval.ActUrge:       {"催办", "Send a reminder"},
		approval.ActSupplement: {"补正通知", "Ask for a supplement"},
		approval.ActTakeIn:     {"接收补正材料", "Take in the supplement"},
		approval.ActCheck:      {"核收材料", "Check materials"},
		approval.ActPause:      {"进入特别程序", "Start a special procedure"},
		approval.ActResume:     {"特别程序结束", "End the special procedure"},
		approval.ActExtend:     {"延长时限", "Extend the time limit"},
		approval.ActVisit:      {"安排踏勘", "Arrange a site visit"},
		approval.ActFinding:    {"填写踏勘结论", "Fill in the finding"},
		approval.ActVerifyWord: {"核查承诺", "Check the commitment"},
		approval.ActCallback:   {"登记外部结果", "Enter the outside result"},
		approval.ActObject:     {"登记异议", "Log an objection"},
		approval.ActSettle:     {"处理异议", "Settle the objection"},
		approval.ActSubEnded:   {"子流程办结", "Sub-application ended"},
		approval.ActAppoint:    {"指定办理人", "Appoint"},
		approval.ActHandOver:   {"离职转办", "Hand over"},
		approval.ActSuspend:    {"挂起", "Suspend"},
		approval.ActActivate:   {"激活", "Activate"},
		approval.ActTerminate:  {"终止办理", "Terminate"},
		approval.ActVoid:       {"作废", "Void"},
		approval.ActJump:       {"跳转", "Jump"},
		approval.ActMigrate:    {"迁移到新版流程", "Migrate to another version"},
		approval.ActPeople:     {"人员变动", "Change of people"},
		casefile.ActRing:       {"时限到达", "Deadline reached"},
		casefile.ActTold:       {"已转相关事项", "Passed on to related cases"},
		casefile.ActRecalendar: {"节假日安排更新", "Holiday calendar updated"},
	},
	Clock: map[string]word{
		"law":     {"法定时限", "Statutory limit"},
		"promise": {"承诺时限", "Promised limit"},
		"step":    {"环节时限", "Limit of the step"},
		"supply":  {"补正期限", "Days to supply"},
		"take_in": {"补正审核期限", "Days to take it in"},
	},
	Danger: []string{
		approval.ActWithdraw, approval.ActReject, approval.ActTerminate, approval.ActVoid, approval.ActJump, approval.ActMigrate,
		approval.ActHandOver,
	},
}

// acceptWords are what deciding is called at acceptance 受理.
var acceptWords = map[string]word{
	approval.ActApprove: {"受理", "Accept"},
	approval.ActReject:  {"不予受理", "Do not accept"},
}

// approvalStateWords are where an application stands, as plans and figures say it.
var approvalStateWords = map[string]word{
	"filed":      {"待受理", "Awaiting acceptance"},
	"deciding":   {"审批中", "Under approval"},
	"supplement": {"待补正", "Supplement asked for"},
	"suspended":  {"暂停计时", "Clock stopped"},
	"approved":   {"准予", "Approved"},
	"rejected":   {"不予许可", "Rejected"},
	"refused":    {"不予受理", "Not accepted"},
	"withdrawn":  {"已撤回", "Withdrawn"},
	"abandoned":  {"视为放弃", "Deemed abandoned"},
	"terminated": {"已终止", "Terminated"},
	"voided":     {"已作废", "Voided"},
}

// seatWords are the states of a seat.
var seatWords = map[string]word{
	"open":        {"待办", "To do"},
	"queued":      {"等候", "Waiting"},
	"provisional": {"已同意，待加签", "Approved, added signers to come"},
	"held":        {"待指定", "To be appointed"},
	"approved":    {"同意", "Approved"},
	"rejected":    {"不同意", "Rejected"},
	"abstained":   {"弃权", "Abstained"},
	"chose":       {"已办理", "Decided"},
	"returned":    {"退回", "Returned"},
	"advised":     {"已提意见", "Opinion given"},
	"cancelled":   {"已取消", "Cancelled"},
	"removed":     {"已减签", "Removed"},
	"recused":     {"已回避", "Recused"},
	"skipped":     {"免办", "Not needed"},
}

// runWords are how an opening of a step ended.
var runWords = map[string]word{
	"approved":   {"通过", "Passed"},
	"rejected":   {"未通过", "Not passed"},
	"returned":   {"退回", "Returned"},
	"cancelled":  {"取消", "Cancelled"},
	"taken_back": {"拿回", "Taken back"},
	"skipped":    {"未经过", "Not passed through"},
	"moved":      {"跳转", "Moved"},
}

var modeWords = map[string]word{
	"single":  {"单人办理", "One person"},
	"any":     {"或签", "Any one"},
	"all":     {"会签", "All together"},
	"ordered": {"依次办理", "In turn"},
	"vote":    {"票签", "Vote"},
}

var materialWords = map[string]word{
	"missing":   {"未提交", "Not submitted"},
	"given":     {"已提交", "Submitted"},
	"checked":   {"已核收", "Checked"},
	"faulty":    {"需补正", "To be mended"},
	"deferred":  {"容缺后补", "To follow"},
	"committed": {"以承诺代替", "Commitment instead"},
}

var gapWords = map[string]word{
	"missing":      {"未提供", "Not provided"},
	"incomplete":   {"内容不全", "Incomplete"},
	"unclear":      {"不清晰", "Not legible"},
	"expired":      {"已过期", "Expired"},
	"inconsistent": {"与其他材料不一致", "Contradicts other materials"},
	"unsigned":     {"未签字盖章", "Not signed or sealed"},
	"format":       {"不符合格式", "Wrong format"},
	"other":        {"其他", "Other"},
}

var supplementWords = map[string]word{
	"accepted":   {"已接收", "Taken in"},
	"again":      {"再次补正", "Asked for again"},
	"unanswered": {"逾期未补正", "Not answered in time"},
	"silent":     {"逾期视为接收", "Taken in by default"},
}

// stepKindWords are the kinds of a process's steps, and the boxes of its picture.
var stepKindWords = map[string]word{
	"stage":    {"环节", "Step"},
	"parallel": {"并行", "Parallel"},
	"choose":   {"选择", "Choice"},
	"each":     {"逐单位", "Unit by unit"},
	"call":     {"子流程", "Sub-process"},
	"notice":   {"公示", "Public notice"},
	"wait":     {"等待结果", "Waiting for a result"},
	"goto":     {"跳转", "Go to"},
	"cc":       {"抄送", "Copies"},
	"end":      {"结束", "End"},
	"start":    {"提交", "Submit"},
	"join":     {"汇合", "Join"},
	"finish":   {"办结", "Ended"},
}

// stopWords are why the clocks of an application stand still.
var stopWords = map[string]word{
	"supplement": {"补正", "Supplement"},
	"suspended":  {"挂起", "Suspended"},
	"hearing":    {"听证", "Hearing"},
	"testing":    {"检验检测", "Testing"},
	"expert":     {"专家评审", "Expert review"},
	"publicity":  {"公示", "Public notice"},
	"auction":    {"招标拍卖", "Auction"},
	"upstream":   {"等待上级或其他审批", "Waiting for other approvals"},
	"litigation": {"诉讼仲裁", "Litigation"},
	"emergency":  {"突发事件", "Emergency"},
}
