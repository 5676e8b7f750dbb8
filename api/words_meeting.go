package api

import (
	"github.com/diaodu/diaodu/documents"
	"github.com/diaodu/diaodu/domain/between"
	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/meeting"
)

// meetingWords are the words people read for a meeting's codes.
var meetingWords = caseWords{
	Status: map[string]word{
		"draft":         {"已安排", "Arranged"},
		"collecting":    {"议题征集中", "Collecting items"},
		"locked":        {"议程已锁定", "Agenda locked"},
		"in_session":    {"会议进行中", "In session"},
		"closed":        {"已散会，待起草纪要", "Closed, minutes to be drafted"},
		"minutes_draft": {"纪要审改中", "Minutes being edited"},
		"reviewed":      {"纪要已审核，待签发", "Minutes reviewed, to be signed"},
		"signed":        {"纪要已签发，待印发", "Minutes signed, to be issued"},
		"issued":        {"纪要已印发", "Minutes issued"},
		"cancelled":     {"已取消", "Cancelled"},
		"postponed":     {"延期待定", "Postponed"},
	},
	Act: map[string]word{
		meeting.ActOpen:        {"安排会议", "Arrange the meeting"},
		meeting.ActReschedule:  {"改期", "Reschedule"},
		meeting.ActCollect:     {"开始征集议题", "Start collecting items"},
		meeting.ActAddItem:     {"列入议程", "Add to the agenda"},
		meeting.ActRemoveItem:  {"移出议程", "Remove from the agenda"},
		meeting.ActReorder:     {"调整顺序", "Reorder"},
		meeting.ActSetSlot:     {"安排时段", "Arrange a slot"},
		meeting.ActClearSlot:   {"取消时段", "Cancel the slot"},
		meeting.ActPosition:    {"填写部门意见", "Record the unit’s position"},
		meeting.ActTendency:    {"填写倾向性意见", "Record the recommendation"},
		meeting.ActPrepare:     {"更新会前协调", "Preparation brought up to date"},
		meeting.ActMaterial:    {"提交材料", "Add materials"},
		meeting.ActLock:        {"锁定议程", "Lock the agenda"},
		meeting.ActUnlock:      {"解锁议程", "Unlock the agenda"},
		meeting.ActAttendees:   {"通知参会", "Invite"},
		meeting.ActUninvite:    {"移出参会名单", "Remove from the list"},
		meeting.ActSignIn:      {"签到", "Sign in"},
		meeting.ActWaive:       {"缺席仍议", "Go on without the lead"},
		meeting.ActConvene:     {"开会", "Convene"},
		meeting.ActCall:        {"进入议题", "Call the item"},
		meeting.ActSpeak:       {"业主发言", "Owner speaks"},
		meeting.ActDecide:      {"议定", "Decide"},
		meeting.ActCarry:       {"转下次会议", "Carry over"},
		meeting.ActClose:       {"散会", "Close"},
		meeting.ActDraft:       {"起草纪要", "Draft the minutes"},
		meeting.ActEdit:        {"审改纪要", "Edit the minutes"},
		meeting.ActReview:      {"审核纪要", "Review the minutes"},
		meeting.ActReturn:      {"退回修改", "Return for changes"},
		meeting.ActSign:        {"签发纪要", "Sign the minutes"},
		meeting.ActIssue:       {"印发纪要", "Issue the minutes"},
		meeting.ActAmend:       {"更正议定事项", "Correct a resolution"},
		meeting.ActPropose:     {"提请变动议定事项", "Propose a change of a resolution"},
		meeting.ActConsent:     {"同意变动", "Consent to the change"},
		meeting.ActRefuse:      {"不同意变动", "Refuse the change"},
		meeting.ActHearTask:    {"任务有进展", "Progress of a task"},
		meeting.ActCancel:      {"取消会议", "Cancel the meeting"},
		meeting.ActPostpone:    {"延期", "Postpone"},
		meeting.ActSettle:      {"处理提醒", "Close the reminder"},
		casefile.ActRing:       {"到点自动办理", "Done when due"},
		casefile.ActTold:       {"已转相关事项", "Passed on to related cases"},
		casefile.ActRecalendar: {"节假日安排更新", "Holiday calendar updated"},
	},
	Clock: map[string]word{
		"collect":   {"开始征集", "Collecting starts"},
		"triage":    {"会前协调", "Pre-coordination"},
		"lock":      {"锁定议程", "Agenda locks"},
		"materials": {"材料送呈", "Materials due"},
		"meeting":   {"开会", "Meeting"},
		"minutes":   {"印发纪要", "Minutes due"},
	},
	Danger: []string{meeting.ActCancel, meeting.ActPostpone, meeting.ActClose, meeting.ActRemoveItem, meeting.ActReturn, meeting.ActRefuse, meeting.ActIssue},
}

var sectionWords = map[string]word{
	"follow_up": {"上次议定事项落实", "Last resolutions"},
	"key":       {"重点问题", "Key issues"},
	"new_start": {"新开工项目", "New starts"},
	"other":     {"其他", "Other"},
}

// kindText is a kind of resolution as screens name it; papers print a task itself.
func kindText(l lang, k between.ResolutionKind) string {
	if k == between.DecideTask {
		return word{"交办任务", "Task"}.in(l)
	}
	return phrase(l, documents.KindWord(k))
}

var followWords = map[string]word{
	"":          {"办理中", "In progress"},
	"closed":    {"已办结", "Closed"},
	"cancelled": {"已撤销", "Cancelled"},
	"reopened":  {"重新办理", "Being reworked"},
}

var lastWords = map[string]word{
	"done":    {"办结", "Closed"},
	"going":   {"推进", "Under way"},
	"overdue": {"逾期", "Overdue"},
}
