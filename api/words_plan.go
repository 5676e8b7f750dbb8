package api

import (
	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/plan"
	"github.com/diaodu/diaodu/domain/process"
)

// planWords are the words people read for a plan's codes.
var planWords = caseWords{
	Status: map[string]word{
		"active":    {"推进中", "Active"},
		"held":      {"已暂停", "On hold"},
		"completed": {"已办结", "Completed"},
		"closed":    {"已终止", "Closed"},
	},
	Act: map[string]word{
		plan.ActDraw:           {"编制审批计划", "Draw the approval plan"},
		plan.ActAdd:            {"增加事项", "Add a matter"},
		plan.ActDrop:           {"取消事项", "Drop a matter"},
		plan.ActReschedule:     {"调整计划日期", "Move planned dates"},
		plan.ActSubmit:         {"一窗申报", "Submit at one window"},
		plan.ActBlock:          {"登记卡点", "Register a block"},
		plan.ActUnblock:        {"卡点解除", "Clear a block"},
		plan.ActHold:           {"暂停计划", "Put the plan on hold"},
		plan.ActResume:         {"恢复计划", "Resume the plan"},
		plan.ActClose:          {"终止计划", "Close the plan"},
		plan.ActNote:           {"备注", "Note"},
		plan.ActPublish:        {"公开给业主", "Publish to the owner"},
		plan.ActMoved:          {"事项进展", "Progress of a matter"},
		plan.ActHear:           {"问题进展", "Progress of an issue"},
		casefile.ActRing:       {"时限到达", "Deadline reached"},
		casefile.ActTold:       {"已转相关事项", "Passed on to related cases"},
		casefile.ActRecalendar: {"节假日安排更新", "Holiday calendar updated"},
	},
	Clock:  planClockWords(),
	Danger: []string{plan.ActClose, plan.ActDrop, plan.ActHold},
}

// planClockWords name the whole plan's clocks and each stage's.
func planClockWords() map[string]word {
	words := map[string]word{
		"total_promise": {"全流程承诺时限", "Promised limit of the whole"},
		"total_law":     {"全流程规定时限", "Prescribed limit of the whole"},
	}
	for _, p := range process.Phases {
		stage := p.Text()
		words[string(p)+"_promise"] = word{stage + "承诺时限", phrase(english, stage) + ": promised limit"}
		words[string(p)+"_law"] = word{stage + "法定时限", phrase(english, stage) + ": statutory limit"}
	}
	return words
}

// planIssueWords say over what a plan opened an issue.
var planIssueWords = map[string]word{
	plan.OverBreach: {"事项超法定时限", "Matter past its statutory limit"},
	plan.OverStage:  {"阶段超时限", "Stage past its limit"},
	plan.OverTotal:  {"全流程超时限", "Whole past its limit"},
	plan.OverBlock:  {"卡点", "Block"},
}

// planTodoWords say what an owner must do about a matter.
var planTodoWords = map[string]word{
	"submit":     {"申报", "Submit"},
	"resubmit":   {"重新申报", "Submit again"},
	"supplement": {"补正", "Supplement"},
}

// planStageWords say how far a stage is.
var planStageWords = map[string]word{
	"waiting":    {"未开始", "Not begun"},
	"running":    {"审批中", "Under approval"},
	"with_owner": {"等待业主", "Waiting for the owner"},
	"done":       {"已完成", "Done"},
}
