package documents

import (
	"github.com/diaodu/diaodu/domain/between"
	"github.com/diaodu/diaodu/domain/issue"
	"github.com/diaodu/diaodu/domain/supervision"
)

// The words papers use for the stable codes of the rules. A code without a word
// stays empty, and a letter that needs it is refused rather than printed blank.

// kindWords are the kinds of resolution (F-7); a task says what it is.
var kindWords = map[between.ResolutionKind]string{
	between.DecideApprove: "原则同意", between.DecideDefer: "暂缓", between.DecideStudy: "继续研究", between.DecideEscalate: "提请上级",
	between.DecideNote: "通报", between.DecideReject: "不同意", between.DecideTaskForce: "成立工作专班",
}

var gradeWords = map[issue.Grade]string{issue.Ordinary: "一般", issue.Coordination: "协作", issue.Major: "重大"}

var stateWords = map[issue.State]string{
	issue.Submitted: "已提交，待受理", issue.ReturnedForInfo: "待业主补充", issue.Accepted: "已受理，待派单", issue.Dispatched: "已派单，待签收",
	issue.Objected: "派单异议，待裁定", issue.InProgress: "办理中", issue.OnAgenda: "已列入会议议程", issue.ResolvedInMeeting: "会议已议定",
	issue.Tasked: "已交办", issue.PendingConfirm: "已办理，待业主确认", issue.Disputed: "业主不认可，重新办理", issue.Closed: "已办结",
	issue.ClosedUnconfirmed: "已办结（未经业主确认）", issue.Withdrawn: "已撤回", issue.Rejected: "不予受理", issue.Merged: "已并入其他问题办理",
	issue.Escalated: "已提请上级协调", issue.LongTerm: "挂账推进",
}

var taskWords = map[supervision.Status]string{
	supervision.Issued: "已交办，待签收", supervision.Objected: "派单异议", supervision.Arbitrating: "派单仲裁", supervision.Signed: "已签收",
	supervision.Reporting: "办理中", supervision.ApplyClose: "申请办结，待核实", supervision.Returned: "退回续办",
	supervision.OwnerConfirm: "已核实，待业主确认", supervision.Closed: "已销号", supervision.ClosedUnconfirmed: "已办结（未经业主确认）",
	supervision.Graded: "已销号并评价", supervision.Cancelled: "已撤销",
}

var colourWords = map[string]string{supervision.Blue: "蓝", supervision.Yellow: "黄", supervision.Red: "红"}

// slipRules say in words which published rule a slip follows (G-5).
var slipRules = map[string]string{
	"due_soon": "临近完成时限", "behind": "未达序时进度", "quality": "办理质量不符合要求", "overdue": "超过时限未办理", "manual": "督查核实",
}

// nodeWords name the reports of the 13710 plan and what each must say (G-3).
var nodeWords = map[string][2]string{
	supervision.NodeD1: {"第1个工作日", "部署情况"}, supervision.NodeD3: {"第3个工作日", "措施与进展"}, supervision.NodeD7: {"第7个工作日", "办理结果或申请办结"},
	supervision.NodeM1: {"满1个月", "进展与下步计划"}, supervision.NodeWeekly: {"每周", "进展与下步计划"},
	supervision.NodeExplain: {"超期说明", "原因与新的完成时间"}, supervision.NodePart: {"分项任务", "完成情况"},
}

var evidenceWords = map[string]string{
	"consent": "同意文件", "photo": "照片", "permit_no": "许可文号", "agreement_no": "协议编号", "map": "图纸", "report": "报告", "other": "其他材料",
}

var pauseWords = map[string]string{
	"weather": "天气及安全", "hearing": "听证", "testing": "检验检测", "expert": "专家评审", "publicity": "公示", "owner": "业主原因",
	"litigation": "诉讼仲裁", "archaeology": "文物勘探", "upstream": "等待上级或其他审批", "emergency": "突发事件",
}

// KindWord is a kind of resolution in words, on papers and screens alike; empty
// where there is none.
func KindWord(k between.ResolutionKind) string { return kindWords[k] }

// GradeWord is an issue's grade (E-1) in words, on papers and screens alike.
func GradeWord(g issue.Grade) string { return gradeWords[g] }

// choiceWord is the name of a code in one of the issue's short lists.
func choiceWord(code string, list []issue.Choice) string {
	for _, c := range list {
		if c.Code == code {
			return c.Name
		}
	}
	return ""
}
