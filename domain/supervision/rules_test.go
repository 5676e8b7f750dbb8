package supervision

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/diaodu/diaodu/domain/between"
	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/org"
	"github.com/diaodu/diaodu/domain/workcal"
)

func TestR3TaskHasOneLeadAStandardAndADueDateFromTheNextWorkday(t *testing.T) {
	for _, c := range []struct {
		what, code string
		change     func(*between.TaskBirth)
	}{
		{"no lead unit", "task.missing", func(b *between.TaskBirth) { b.Lead = between.Unit{} }},
		{"the lead unit helps itself", "task.unit_twice", func(b *between.TaskBirth) { b.Co = []between.Unit{b.Lead} }},
		{"no standard", "task.missing", func(b *between.TaskBirth) { b.Standard = " " }},
		{"no content", "task.missing", func(b *between.TaskBirth) { b.Content = "" }},
		{"no due date", "task.missing", func(b *between.TaskBirth) { b.Due = workcal.Date{} }},
		{"due the day it is decided", "task.due_too_early", func(b *between.TaskBirth) { b.Due = date("2022-05-10") }},
		{"a target without unit", "task.bad_target", func(b *between.TaskBirth) { b.Target = &between.Quantity{Item: "管道", Amount: 80} }},
	} {
		t.Run(c.what, func(t *testing.T) {
			s, b := newStage(t), birth()
			s.now = b.DecidedAt
			c.change(&b)
			s.refused(c.code, coordinator, with(ActIssue, Form{Birth: &b}))
			require.False(t, s.task.Born())
		})
	}
	t.Run("no co-organizers is fine, the next workday is fine, over a holiday too", func(t *testing.T) {
		s, b := newStage(t), birth()
		b.Co, b.DecidedAt, b.Due = nil, date("2022-06-02").At(10, 0), date("2022-06-05")
		s.now = b.DecidedAt
		s.refused("task.due_too_early", coordinator, with(ActIssue, Form{Birth: &b}))
		b.Due = date("2022-06-06")
		s.do(coordinator, with(ActIssue, Form{Birth: &b}))
	})
	t.Run("a meeting's word that arrives days late still counts from when it fell", func(t *testing.T) {
		s, b := newStage(t), birth()
		b.Due, s.now = date("2022-05-11"), morningOf("2022-05-12")
		s.do(org.Clock, with(ActIssue, Form{Birth: &b}))
		require.Equal(t, "2022-05-10", s.task.Clock.Start.String())
	})
}

func TestR4LeadNamesABetterUnitAfterEightWorkingHours(t *testing.T) {
	s := issued(t, birth()) // 2022-05-10 15:31; 8 working hours later is 05-11 16:31
	s.until(date("2022-05-11").At(16, 32))
	no := with(ActObject, Form{Reason: "红线外管网不属我单位"})
	s.refused("task.name_better_unit", water, no)
	no.Unit = &waterworks
	s.refused("task.better_unit", water, no)
	no.Unit = &building
	s.do(water, no)
	require.Equal(t, Objected, s.task.Status)

	early := issued(t, birth())
	early.until(date("2022-05-11").At(16, 31))
	early.do(water, with(ActObject, Form{Reason: "红线外管网不属我单位"}))
	require.Equal(t, Objected, early.task.Status)
}

func TestR4SecondObjectionGoesToArbitrationTheSameDay(t *testing.T) {
	s := issued(t, birth())
	s.do(water, with(ActObject, Form{Reason: "红线外管网不属我单位", Unit: &building}))
	s.refused("task.wrong_state", water, order(ActSign))
	s.refused("task.not_yours", water, with(ActReassign, Form{Reason: "转给住建", Unit: &building}))
	s.do(coordinator, with(ActReassign, Form{Reason: "属市政管网，由住建牵头", Unit: &building}))
	require.Equal(t, Issued, s.task.Status)
	require.Equal(t, building, s.task.Lead)
	require.Empty(t, s.task.Co, "the new lead is no longer its own helper")
	s.refused("task.not_yours", water, order(ActSign))

	s.do(builder, with(ActObject, Form{Reason: "红线内为水务职责", Unit: &waterworks}))
	require.Equal(t, Arbitrating, s.task.Status)
	require.Equal(t, []string{"task.arbitration"}, s.told())
	require.Equal(t, []string{"arbitrate/2"}, s.until(date("2022-05-10").At(17, 30)), "must be decided the same day")
	s.do(coordinator, with(ActArbitrate, Form{Reason: "由水务公司牵头", Unit: &waterworks}))
	require.Equal(t, waterworks, s.task.Lead)
	require.Len(t, s.task.Objections, 2)
	require.Equal(t, "reassigned", s.task.Objections[1].Verdict)
	s.refused("task.arbitrated", water, with(ActObject, Form{Reason: "还是不属我单位", Unit: &building}))
	s.do(water, order(ActSign))
}

func extending(to string) Command {
	return with(ActExtendAsk, Form{NewDue: date(to), Code: "weather", Reason: "连续降雨影响开挖", Work: "雨停后增加一个班组，6月7日前完成"})
}

func TestR5ExtensionIsAskedInTimeAtMostTwiceAndByAtMostHalf(t *testing.T) {
	s := signed(t, birth(), water) // 05-10…05-31 is 15 workdays: at most 7 more
	s.on("2022-05-20")
	s.refused("extension.cap", water, extending("2022-06-14"))
	s.refused("extension.date", water, extending("2022-05-30"))
	s.do(water, extending("2022-06-02"))
	require.Equal(t, "leader", s.task.Extensions[0].Approver)
	s.refused("task.extension_pending", water, extending("2022-06-06"))
	s.refused("task.not_yours", coordinator, order(ActExtendYes))
	s.do(leader, order(ActExtendYes))
	require.Equal(t, "2022-06-02", s.task.DueOn(date("2022-05-20")).String())

	s.do(water, extending("2022-06-07"))
	require.Equal(t, "chair", s.task.Extensions[1].Approver)
	s.refused("task.chair_decides", leader, order(ActExtendYes))
	require.NotContains(t, s.task.Actions(leader, s.now), ActExtendYes)
	s.do(chair, order(ActExtendYes))
	s.refused("extension.count", water, extending("2022-06-08"))
	require.NotContains(t, s.on("2022-06-01"), "due/2022-05-31/late")
	require.Zero(t, s.task.Overdue)
}

func TestR5TheLastThreeWorkdaysAreTheChairs(t *testing.T) {
	s := signed(t, birth(), water)
	s.on("2022-05-27") // 05-30 and 05-31 are left
	require.Equal(t, "chair", s.task.ViewFor(water, s.now).Office.LatestOf.Approver)
	s.do(water, extending("2022-06-02"))
	require.Equal(t, "chair", s.task.Extensions[0].Approver)
	s.refused("task.chair_decides", leader, order(ActExtendYes))
	s.do(chair, order(ActExtendYes))

	late := signed(t, birth(), water)
	late.on("2022-06-01")
	late.refused("extension.late", water, extending("2022-06-02"))
}

func TestR5ARequestNobodyDecidedLapsesWithTheDate(t *testing.T) {
	s := signed(t, birth(), water)
	s.on("2022-05-20")
	s.do(water, extending("2022-06-02"))
	s.on("2022-06-01")
	require.Equal(t, "lapsed", s.task.Extensions[0].State)
	s.refused("task.no_extension", leader, order(ActExtendYes))

	no := signed(t, birth(), water)
	no.do(water, extending("2022-06-02"))
	no.refused("task.missing", leader, order(ActExtendNo))
	no.do(leader, with(ActExtendNo, Form{Reason: "按原期限完成"}))
	require.Equal(t, "refused", no.task.Extensions[0].State)
}

func TestR6MissedDueDateAsksForReasonAlternativeDateAndWeeklyStatus(t *testing.T) {
	s := signed(t, landTask(), greener)
	s.do(greener, reporting(NodeD1))
	s.on("2022-05-13")
	s.do(greener, reporting(NodeD3))
	s.on("2022-05-18")
	s.do(greener, reporting(NodeD7))
	require.Contains(t, s.until(date("2022-05-20").Time()), "due/2022-05-19/late")
	require.Equal(t, "2022-05-20", s.task.Overdue.Since.String())
	require.Equal(t, Red, s.light())
	o := s.task.pendingExplanation()
	require.Equal(t, "2022-05-23", s.task.DueOf(*o, date("2022-05-20")).String(), "within 2 workdays")
	weekly := s.task.Obligations[len(s.task.Obligations)-1]
	require.Equal(t, NodeWeekly, weekly.Node)
	require.Equal(t, "2022-05-26", s.task.DueOf(weekly, date("2022-05-20")).String())

	s.on("2022-05-20")
	s.refused("task.vacuous", greener, with(ActExplain, Form{Reason: "正在推进，抓紧办理", NewDue: date("2022-06-10")}))
	s.refused("task.alternative_date", greener, with(ActExplain, Form{Reason: "权属单位负责人出差，盖章推迟"}))
	s.do(greener, with(ActExplain, Form{Reason: "权属单位负责人出差，盖章推迟", NewDue: date("2022-06-10"), Work: "专人等候盖章"}))
	require.Equal(t, "2022-05-19", s.task.DueOn(date("2022-05-20")).String(), "a promise is no extension")
	require.Equal(t, Red, s.light())

	s.on("2022-05-26")
	s.do(greener, reporting(NodeWeekly))
	next, err := s.task.owedBy("o-green", NodeWeekly)
	require.NoError(t, err, "weekly until done")
	require.Equal(t, "2022-06-02", s.task.DueOf(next, date("2022-05-26")).String())
}

func TestR6TheExplanationHasItsOwnDeadline(t *testing.T) {
	s := signed(t, landTask(), greener)
	s.on("2022-05-25")
	var missed []string
	for _, m := range s.task.Misses {
		missed = append(missed, m.What)
	}
	require.Contains(t, missed, "explain:2022-05-19")
}

func pausing() Form {
	notice := file("暂停告知书.pdf", "other")
	return Form{Code: "weather", Reason: "暴雨红色预警，停止施工", Notice: &notice, EndsOn: date("2022-05-24")}
}

func TestR7SuspensionNeedsAListedReasonANoticeAndAnEnd(t *testing.T) {
	s := signed(t, birth(), water)
	s.on("2022-05-20")
	for _, c := range []struct {
		code  string
		spoil func(*Form)
	}{
		{"task.unknown_value", func(f *Form) { f.Code = "busy" }},
		{"task.missing", func(f *Form) { f.Reason = "" }},
		{"task.pause_notice", func(f *Form) { f.Notice = nil }},
		{"task.pause_end", func(f *Form) { f.EndsOn = workcal.Date{} }},
		{"task.pause_end", func(f *Form) { f.EndsOn = date("2022-05-19") }},
	} {
		f := pausing()
		c.spoil(&f)
		s.refused(c.code, leader, with(ActSuspend, f))
	}
	s.refused("task.not_yours", water, with(ActSuspend, pausing()))
	long := pausing()
	long.EndsOn = date("2022-07-20")
	s.refused("task.chair_suspends", leader, with(ActSuspend, long))
	s.do(leader, with(ActSuspend, pausing()))
	require.Equal(t, "陈副区长", s.task.Pauses[0].Approver.Name)
	s.refused("task.suspended", leader, with(ActSuspend, pausing()))
	s.refused("task.suspended", water, extending("2022-06-02"))
}

// Decided after hours, a task's clock begins the next workday: a suspension granted
// the same evening begins with it, and one ended before that took no day.
func TestR7ATaskIsSuspendedAlsoBeforeItsClockBegins(t *testing.T) {
	evening := func(life int) *stage {
		s, b := newStage(t), birth()
		s.task.Life = life
		b.DecidedAt = date("2022-05-13").At(18, 0) // Friday: begins on Monday, 05-16
		s.now = b.DecidedAt
		s.do(coordinator, with(ActIssue, Form{Birth: &b}))
		s.do(water, order(ActSign))
		s.until(date("2022-05-14").At(9, 0))
		return s
	}
	s := evening(0)
	over := pausing()
	over.EndsOn = date("2022-05-15")
	s.refused("task.pause_end", leader, with(ActSuspend, over))
	s.do(leader, with(ActSuspend, pausing()))
	require.Equal(t, "2022-05-16", s.task.Pauses[0].From.String())
	s.do(water, order(ActResume))
	require.Zero(t, s.task.Pauses[0].Workdays)
	require.Equal(t, "2022-05-31", s.task.DueOn(date("2022-05-16")).String())

	later := evening(0)
	later.do(leader, with(ActSuspend, pausing()))
	later.on("2022-05-18")
	later.do(water, order(ActResume))
	require.Equal(t, 2, later.task.Pauses[0].Workdays)

	old := evening(2)
	old.refused("clock.pause_early", leader, with(ActSuspend, pausing()))
}

func TestR7SuspensionIsReviewedMonthly(t *testing.T) {
	s := signed(t, birth(), water)
	s.on("2022-05-20")
	long := pausing()
	long.EndsOn = date("2022-07-20")
	s.do(chair, with(ActSuspend, long))
	require.Contains(t, s.on("2022-06-20"), "pause/1/review/2022-06-20")
	s.do(chair, with(ActPauseReview, Form{Reason: "汛期未过，继续暂停", EndsOn: date("2022-08-10")}))
	require.Contains(t, s.on("2022-08-01"), "pause/1/review/2022-07-20")
	s.on("2022-08-11")
	s.do(water, order(ActResume))
	require.Equal(t, s.task.Cal.WorkdaysBetween(date("2022-05-19"), date("2022-08-10")), s.task.Pauses[0].Workdays)
	require.Equal(t, s.task.Cal.AddWorkdays(date("2022-05-31"), s.task.Pauses[0].Workdays).Date, s.task.DueOn(date("2022-08-11")))
}

func TestR7WhatIsMissedIsNotSuspended(t *testing.T) {
	s := signed(t, birth(), water)
	s.on("2022-06-01")
	s.refused("task.already_late", leader, with(ActSuspend, pausing()))
}

func TestR8ClosingNeedsEveryRequiredEvidence(t *testing.T) {
	s := signed(t, birth(), water)
	s.do(water, reporting(NodeD1))
	apply := with(ActApplyClose, Form{Result: "供水管道已牵入施工范围", Reached: &between.Quantity{Item: "供水管道", Amount: 80, Unit: "米"}})
	s.refused("task.evidence_missing", water, apply)
	s.do(water, with(ActUpload, Form{Files: []casefile.Attachment{file("图.pdf", "map")}}))
	s.refused("task.evidence_missing", water, apply)
	s.do(water, with(ActUpload, Form{Files: []casefile.Attachment{file("同名.jpg", "photo"), file("同名.jpg", "photo")}}))
	require.Len(t, s.task.Evidence, 3, "two files may have the same name")
	s.do(water, apply)

	t.Run("a task that asks for no kind in particular still needs something", func(t *testing.T) {
		b := birth()
		b.Evidence, b.Target = nil, nil
		s := signed(t, b, water)
		s.do(water, reporting(NodeD1))
		s.refused("task.evidence_missing", water, with(ActApplyClose, Form{Result: "供水管道已牵入施工范围"}))
	})
}

func TestR9SilentOwnerAfterFiveWorkdaysAndTwoCalls(t *testing.T) {
	s := closing(t)
	s.do(coordinator, order(ActVerify)) // asked on 05-18, silent until 05-25
	end := with(ActCloseSilent, Form{Reason: "两次电话联系未果，材料齐全"})
	s.refused("task.owner_has_time", coordinator, end)
	call := with(ActLogCall, Form{Channel: "phone", Reason: "无人接听"})
	s.do(coordinator, call)
	s.do(supervisor, call)
	s.on("2022-05-25")
	s.refused("task.owner_has_time", coordinator, end)
	require.NotContains(t, s.task.Actions(coordinator, s.now), ActCloseSilent)
	require.Equal(t, []string{"silence/1/over"}, s.on("2022-05-26"))
	s.do(coordinator, end)
	require.Equal(t, ClosedUnconfirmed, s.task.Status)

	few := closing(t)
	few.do(coordinator, order(ActVerify))
	few.on("2022-05-26")
	few.do(coordinator, call)
	few.refused("task.too_few_calls", coordinator, end)
}

func TestR10ReopenedWithinNinetyDaysKeepsTheOriginalStart(t *testing.T) {
	s := closing(t)
	s.do(coordinator, order(ActVerify))
	s.do(owner, order(ActConfirm))
	s.settle()
	require.False(t, s.task.Done(), "it may still be reopened")
	s.on("2022-08-16") // 90 days after 05-18
	again := with(ActReopen, Form{Reason: "绿地又被围挡，管线检修受阻", NewDue: date("2022-08-26")})
	s.do(coordinator, again)
	require.Equal(t, Returned, s.task.Status)
	require.Equal(t, "2022-05-10", s.task.Clock.Start.String())
	require.Equal(t, "2022-08-26", s.task.DueOn(date("2022-08-16")).String())
	require.Len(t, s.task.Owed, 2, "issue and meeting hear that it is open again")
	require.Equal(t, 1, s.task.Closing.Reopened)

	late := closing(t)
	late.do(coordinator, order(ActVerify))
	late.do(owner, order(ActConfirm))
	late.settle()
	require.Equal(t, []string{"end/2022-05-18"}, late.on("2022-08-17"))
	late.refused("task.reopen_late", coordinator, again)
	require.True(t, late.task.Done())
	require.True(t, late.task.Wake().At.IsZero())
}

func TestR14OwnerSeesOnlyWhatIsPublished(t *testing.T) {
	s := signed(t, birth(), water)
	s.do(water, reporting(NodeD1))
	s.do(water, with(ActNote, Form{Reason: "内部：走线有争议"}))
	s.do(coordinator, with(ActNote, Form{Reason: "已安排专人对接", Publish: true}))
	s.refused("task.not_yours", water, with(ActNote, Form{Reason: "越权公开", Publish: true}))
	v := s.task.ViewFor(owner, s.now)
	require.Nil(t, v.Office)
	require.Empty(t, v.Reports)
	require.Len(t, v.Notes, 1)
	s.do(coordinator, with(ActPublish, Form{Node: "report", N: 1}))
	v = s.task.ViewFor(owner, s.now)
	require.Len(t, v.Reports, 1)
	require.Zero(t, v.Reports[0].By, "not who wrote it")
	require.NotNil(t, s.task.ViewFor(auditor, s.now).Office)
	require.Empty(t, s.task.ViewFor(auditor, s.now).Actions, "an auditor reads")
}

func TestR16AdministratorHasNoPartInATask(t *testing.T) {
	s := issued(t, birth())
	s.refused("task.not_yours", admin, with(ActCancel, Form{Reason: "试试管理员"}))
	require.Empty(t, s.task.Actions(admin, s.now))
}

func TestR18AmendmentNeedsTheChairAndKeepsTheOldText(t *testing.T) {
	s := signed(t, birth(), water)
	change := &between.Amendment{Standard: "100米供水管道牵入并通水", Due: date("2022-06-10"), Reason: "线路加长"}
	s.refused("task.not_yours", coordinator, with(ActAmend, Form{Amend: change}))
	s.refused("task.no_consent", org.Clock, with(ActAmend, Form{Amend: change}))
	change.ConsentBy = "李区长"
	s.do(org.Clock, with(ActAmend, Form{Amend: change}))
	require.Equal(t, change.Standard, s.task.Standard)
	require.Equal(t, birth().Standard, s.task.Texts[0].Old)
	require.Equal(t, "李区长", s.task.Texts[0].Consent)
	require.Equal(t, "2022-06-10", s.task.DueOn(date("2022-05-10")).String())
	require.NotContains(t, s.on("2022-06-01"), "due/2022-05-31/late")
}

func TestC10NewCalendarMovesOpenDeadlinesOnce(t *testing.T) {
	s := signed(t, birth(), water)
	s.do(water, reporting(NodeD1))
	longer, err := s.task.Cal.WithLocal([]workcal.Date{date("2022-05-12")}, nil)
	require.NoError(t, err)
	s.do(org.Clock, Command{Order: casefile.Order{Act: casefile.ActRecalendar, Calendar: &longer}})
	o, err := s.task.owedBy("o-water", NodeD3)
	require.NoError(t, err)
	require.Equal(t, "2022-05-16", s.task.DueOf(o, date("2022-05-10")).String(), "one workday less, one day later")
	require.NotContains(t, s.until(date("2022-05-14").Time()), "owed/d3:o-water/2022-05-13/late")
	require.Equal(t, "2022-05-31", s.task.DueOn(date("2022-05-14")).String(), "a date the meeting named stays")
}
