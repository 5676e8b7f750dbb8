package api

import (
	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/supervision"
)

// taskWords are the words people read for a task's codes.
var taskWords = caseWords{
	Status: map[string]string{
		"issued": "已交办，待签收", "objected": "派单有异议", "arbitrating": "待仲裁", "signed": "已签收", "reporting": "办理中",
		"apply_close": "已申请办结，待核实", "returned": "退回续办", "owner_confirm": "已核实，待业主确认", "closed": "已销号",
		"closed_unconfirmed": "已办结（业主未确认）", "graded": "已评价", "cancelled": "已撤销",
	},
	Act: map[string]string{
		supervision.ActIssue: "交办", supervision.ActSign: "签收", supervision.ActHandOver: "变更承办人", supervision.ActObject: "派单异议",
		supervision.ActKeep: "维持派单", supervision.ActReassign: "改派", supervision.ActArbitrate: "仲裁", supervision.ActReport: "反馈",
		supervision.ActReview: "审核反馈", supervision.ActExplain: "超期说明", supervision.ActSplit: "分解任务",
		supervision.ActPartDone: "分项完成", supervision.ActPartAccept: "分项认可", supervision.ActPartReturn: "分项退回",
		supervision.ActBlock: "登记卡点", supervision.ActUnblock: "卡点解除", supervision.ActUpload: "上传佐证",
		supervision.ActExtendAsk: "申请延期", supervision.ActExtendYes: "批准延期", supervision.ActExtendNo: "不同意延期",
		supervision.ActSuspendAsk: "申请暂停", supervision.ActSuspend: "批准暂停", supervision.ActSuspendNo: "不同意暂停",
		supervision.ActPauseReview: "暂停复核", supervision.ActResume: "恢复办理", supervision.ActApplyClose: "申请办结",
		supervision.ActVerify: "核实", supervision.ActReturnWork: "退回续办", supervision.ActConfirm: "确认已完成",
		supervision.ActDispute: "不认可", supervision.ActLogCall: "登记回访", supervision.ActCloseSilent: "未确认办结",
		supervision.ActGrade: "评价", supervision.ActUrge: "催办", supervision.ActSlip: "发督办单", supervision.ActSlipReceive: "签收督办单",
		supervision.ActSlipReply: "回复督办单", supervision.ActInterview: "约谈", supervision.ActEscalate: "提级", supervision.ActDescend: "退回下级平台",
		supervision.ActAmend: "变更议定内容", supervision.ActCancel: "撤销", supervision.ActReopen: "重新办理",
		supervision.ActNote: "备注", supervision.ActPublish: "公开给业主",
		casefile.ActRing: "时限到达", casefile.ActTold: "已转相关事项", casefile.ActRecalendar: "节假日安排更新",
	},
	Clock: map[string]string{
		"due": "办理时限", "sign": "签收时限", supervision.NodeD1: "首日部署情况", supervision.NodeD3: "三日措施与进展",
		supervision.NodeD7: "七日结果", supervision.NodeM1: "一月进展", supervision.NodeWeekly: "周报",
		supervision.NodeExplain: "超期说明", supervision.NodePart: "分项任务",
	},
	Danger: []string{
		supervision.ActCancel, supervision.ActReturnWork, supervision.ActDispute, supervision.ActCloseSilent, supervision.ActReopen,
	},
}

var forumWords = map[string]string{
	"daily_group": "每日群", "onsite": "现场办公", "monthly": "月调度", "quarterly": "季度点名", "special": "专题会议",
}

var evaluationWords = map[string]string{"excellent": "优秀", "good": "良好", "pass": "合格", "fail": "不合格"}
