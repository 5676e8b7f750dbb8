package api

import (
	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/plan"
	"github.com/diaodu/diaodu/domain/process"
)

// planWords are the words people read for a plan's codes.
var planWords = caseWords{
	Status: map[string]string{"active": "推进中", "held": "已暂停", "completed": "已办结", "closed": "已终止"},
	Act: map[string]string{
		plan.ActDraw: "编制审批计划", plan.ActAdd: "增加事项", plan.ActDrop: "取消事项", plan.ActReschedule: "调整计划日期",
		plan.ActSubmit: "一窗申报", plan.ActBlock: "登记卡点", plan.ActUnblock: "卡点解除", plan.ActHold: "暂停计划", plan.ActResume: "恢复计划",
		plan.ActClose: "终止计划", plan.ActNote: "备注", plan.ActPublish: "公开给业主", plan.ActMoved: "事项进展", plan.ActHear: "问题进展",
		casefile.ActRing: "时限到达", casefile.ActTold: "已转相关事项", casefile.ActRecalendar: "节假日安排更新",
	},
	Clock:  planClockWords(),
	Danger: []string{plan.ActClose, plan.ActDrop, plan.ActHold},
}

// planClockWords name the whole plan's clocks and each stage's.
func planClockWords() map[string]string {
	words := map[string]string{"total_promise": "全流程承诺时限", "total_law": "全流程规定时限"}
	for _, p := range process.Phases {
		words[string(p)+"_promise"], words[string(p)+"_law"] = p.Text()+"承诺时限", p.Text()+"法定时限"
	}
	return words
}

// planIssueWords say over what a plan opened an issue.
var planIssueWords = map[string]string{
	plan.OverBreach: "事项超法定时限", plan.OverStage: "阶段超时限", plan.OverTotal: "全流程超时限", plan.OverBlock: "卡点",
}

// planTodoWords say what an owner must do about a matter.
var planTodoWords = map[string]string{"submit": "申报", "resubmit": "重新申报", "supplement": "补正"}

// planStageWords say how far a stage is.
var planStageWords = map[string]string{"waiting": "未开始", "running": "审批中", "with_owner": "等待业主", "done": "已完成"}
