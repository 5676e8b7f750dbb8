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
