package api

import (
	"github.com/diaodu/diaodu/domain/approval"
	"github.com/diaodu/diaodu/domain/casefile"
)

// approvalWords are the words people read for an application's codes.
var approvalWords = caseWords{
	Status: map[string]string{
		"running": "审批中", "waiting": "补正中", "suspended": "已挂起", "approved": "准予", "rejected": "不予许可", "refused": "不予受理",
		"withdrawn": "已撤回", "abandoned": "视为放弃", "terminated": "已终止", "voided": "已作废", "revoked": "已撤销",
	},
	Act: map[string]string{
		approval.ActSubmit: "申请", approval.ActWithdraw: "撤回申请", approval.ActResubmit: "重新提交", approval.ActSupply: "提交补正",
		approval.ActFollow: "补交容缺材料", approval.ActApprove: "同意", approval.ActReject: "不同意", approval.ActAbstain: "弃权",
		approval.ActChoose: "办理", approval.ActReturn: "退回", approval.ActTakeBack: "拿回", approval.ActClaim: "认领",
		approval.ActUnclaim: "释放", approval.ActTransfer: "转办", approval.ActDelegate: "委派", approval.ActAnswer: "回复委派",
		approval.ActRecall: "收回委派", approval.ActAddSign: "加签", approval.ActCutSign: "减签", approval.ActRecuse: "回避",
		approval.ActConsult: "征求意见", approval.ActReply: "答复意见", approval.ActCC: "抄送", approval.ActRead: "已阅",
		approval.ActNote: "备注", approval.ActUrge: "催办", approval.ActSupplement: "补正通知", approval.ActTakeIn: "接收补正材料",
		approval.ActCheck: "核收材料", approval.ActPause: "进入特别程序", approval.ActResume: "特别程序结束", approval.ActExtend: "延长时限",
		approval.ActVisit: "安排踏勘", approval.ActFinding: "填写踏勘结论", approval.ActVerifyWord: "核查承诺",
		approval.ActCallback: "登记外部结果", approval.ActObject: "登记异议", approval.ActSettle: "处理异议",
		approval.ActSubEnded: "子流程办结", approval.ActAppoint: "指定办理人", approval.ActHandOver: "离职转办",
		approval.ActSuspend: "挂起", approval.ActActivate: "激活", approval.ActTerminate: "终止办理", approval.ActVoid: "作废",
		approval.ActJump: "跳转", approval.ActMigrate: "迁移到新版流程", approval.ActPeople: "人员变动",
		casefile.ActRing: "时限到达", casefile.ActTold: "已转相关事项", casefile.ActRecalendar: "节假日安排更新",
	},
	Clock: map[string]string{"law": "法定时限", "promise": "承诺时限", "step": "环节时限"},
	Danger: []string{
		approval.ActWithdraw, approval.ActReject, approval.ActTerminate, approval.ActVoid, approval.ActJump, approval.ActMigrate,
		approval.ActHandOver,
	},
}

// acceptWords are what deciding is called at acceptance 受理.
var acceptWords = map[string]string{approval.ActApprove: "受理", approval.ActReject: "不予受理"}

// approvalStateWords are where an application stands, as plans and figures say it.
var approvalStateWords = map[string]string{
	"filed": "待受理", "deciding": "审批中", "supplement": "待补正", "suspended": "暂停计时", "approved": "准予", "rejected": "不予许可",
	"refused": "不予受理", "withdrawn": "已撤回", "abandoned": "视为放弃", "terminated": "已终止", "voided": "已作废",
}

// seatWords are the states of a seat.
var seatWords = map[string]string{
	"open": "待办", "queued": "等候", "provisional": "已同意，待加签", "held": "待指定", "approved": "同意", "rejected": "不同意",
	"abstained": "弃权", "chose": "已办理", "returned": "退回", "advised": "已提意见", "cancelled": "已取消", "removed": "已减签",
	"recused": "已回避", "skipped": "免办",
}

// runWords are how an opening of a step ended.
var runWords = map[string]string{
	"approved": "通过", "rejected": "未通过", "returned": "退回", "cancelled": "取消", "taken_back": "拿回", "skipped": "未经过", "moved": "跳转",
}

var modeWords = map[string]string{"single": "单人办理", "any": "或签", "all": "会签", "ordered": "依次办理", "vote": "票签"}

var materialWords = map[string]string{
	"missing": "未提交", "given": "已提交", "checked": "已核收", "faulty": "需补正", "deferred": "容缺后补", "committed": "以承诺代替",
}

var gapWords = map[string]string{
	"missing": "未提供", "incomplete": "内容不全", "unclear": "不清晰", "expired": "已过期", "inconsistent": "与其他材料不一致",
	"unsigned": "未签字盖章", "format": "不符合格式", "other": "其他",
}

var supplementWords = map[string]string{"accepted": "已接收", "again": "再次补正", "unanswered": "逾期未补正", "silent": "逾期视为接收"}

// stepKindWords are the kinds of a process's steps, and the boxes of its picture.
var stepKindWords = map[string]string{
	"stage": "环节", "parallel": "并行", "choose": "选择", "each": "逐单位", "call": "子流程", "notice": "公示", "wait": "等待结果",
	"goto": "跳转", "cc": "抄送", "end": "结束", "start": "提交", "join": "汇合", "finish": "办结",
}

// stopWords are why the clocks of an application stand still.
var stopWords = map[string]string{
	"supplement": "补正", "suspended": "挂起", "hearing": "听证", "testing": "检验检测", "expert": "专家评审", "publicity": "公示",
	"auction": "招标拍卖", "upstream": "等待上级或其他审批", "litigation": "诉讼仲裁", "emergency": "突发事件",
}
