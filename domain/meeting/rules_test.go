package meeting_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/diaodu/diaodu/domain/between"
	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/meeting"
	"github.com/diaodu/diaodu/domain/workcal"
)

func TestR1_OneRegularMeetingAMonthUnlessExtra(t *testing.T) {
	require.Equal(t, meeting.RegularID("monthly", "2022-05"), meeting.RegularID("monthly", "2022-05"))
	require.NotEqual(t, meeting.RegularID("monthly", "2022-05"), meeting.RegularID("monthly", "2022-06"))
	require.NotEqual(t, meeting.RegularID("monthly", "2022-05"), meeting.RegularID("quarterly", "2022-05"))
	require.LessOrEqual(t, len(meeting.RegularID("monthly", "2022-05")), 32)

	r := newRoom(t)
	r.m.ID = "m-chosen-by-somebody"
	r.refused("meeting.id", coordinator, opening("2022-05-10"))
	extra := opening("2022-05-20")
	extra.Plan.Extra = true
	r.m.ID = meeting.ExtraID("monthly", "2022-05", "q1")
	r.do(coordinator, extra)
	require.Equal(t, "2022年05月重点问题月调度会（加开）", r.m.Title())

	twice := opened(t)
	twice.refused("meeting.wrong_state", coordinator, opening("2022-05-10"))
	outside := newRoom(t)
	outside.refused("meeting.outside_month", coordinator, opening("2022-06-10"))
}

// Twin f: the day of the meeting is a holiday.
func TestR1_MeetingOnRestDayMovesToNextWorkday(t *testing.T) {
	for wanted, held := range map[string]string{
		"2022-05-02": "2022-05-05", // labour days
		"2022-05-07": "2022-05-07", // a Saturday made up
		"2022-05-08": "2022-05-09",
		"2022-05-10": "2022-05-10",
	} {
		r := newRoom(t)
		r.do(coordinator, opening(wanted))
		require.Equal(t, held, r.m.Date.String(), wanted)
		require.Equal(t, wanted != held, !r.m.Wanted.IsZero())
	}
	r := opened(t)
	move := because(act(meeting.ActReschedule))
	move.Plan = &meeting.Plan{Date: workcal.MustDate("2022-06-04")}
	r.do(coordinator, move)
	require.Equal(t, "2022-06-06", r.m.Date.String(), "over the dragon boat days")
}

func TestR1_NewCalendarMovesMeetingOffItsNewRestDay(t *testing.T) {
	r := opened(t)
	cal, err := r.m.Cal.WithLocal([]workcal.Date{workcal.MustDate("2022-05-10")}, nil)
	require.NoError(t, err)
	cmd := act(casefile.ActRecalendar)
	cmd.Calendar = &cal
	r.do(clock, cmd)
	require.Equal(t, "2022-05-11", r.m.Date.String())
	require.Equal(t, "2022-05-10", r.m.Wanted.String())
	require.Equal(t, "2022-05-06", r.m.Cutoffs.Lock.String(), "the new rest day is not counted")
	require.Len(t, r.events[len(r.events)-1].Notices, 1)
}

func TestR2_NoItemWithoutIssueLeadAndPreCoordination(t *testing.T) {
	r := opened(t)
	for code, spoil := range map[string]func(*between.AgendaEntry){
		"meeting.no_issue":           func(e *between.AgendaEntry) { e.IssueID = "" },
		"meeting.no_lead":            func(e *between.AgendaEntry) { e.Lead = between.Unit{} },
		"meeting.no_precoordination": func(e *between.AgendaEntry) { e.PreCoord = "" },
		"meeting.missing":            func(e *between.AgendaEntry) { e.Title = " " },
	} {
		e := entry(2)
		spoil(&e)
		r.refused(code, clock, adding(e))
	}
	r.refused("meeting.on_agenda", clock, adding(entry(1)))
	r.refused("meeting.issue_asks", coordinator, adding(entry(2)))

	overridden := entry(3)
	overridden.PreCoord, overridden.OverrideBy = "", "李区长"
	r.do(clock, adding(overridden))
	require.True(t, r.m.Items[1].Override, "the override is on record")

	other := adding(between.AgendaEntry{Title: "二季度开工项目情况"})
	other.Section = meeting.NewStart
	r.do(coordinator, other)
	bare := adding(between.AgendaEntry{Title: "临时动议"})
	bare.Override = true
	r.refused("meeting.no_issue", coordinator, bare)
	forged := bare
	forged.Entry = &between.AgendaEntry{Title: "临时动议", OverrideBy: "李区长"}
	r.refused("meeting.no_issue", coordinator, forged)
	r.do(chair, bare)
}

func TestR2_AfterTheLockOnlyTheChairAdds(t *testing.T) {
	r := opened(t)
	r.sleepUntil(day("2022-05-09"))
	require.Equal(t, meeting.Locked, r.m.Status)
	r.refused("meeting.agenda_locked", clock, adding(entry(2)))
	other := adding(between.AgendaEntry{Title: "其他事项"})
	other.Section = meeting.Other
	r.refused("meeting.forbidden", coordinator, other)
	r.do(chair, other)
	byChair := entry(2)
	byChair.OverrideBy = "李区长"
	r.do(clock, adding(byChair))
	require.True(t, r.m.Items[1].Late && r.m.Items[2].Late)
	require.False(t, r.m.Items[2].Override, "it was late, not unprepared")

	r.refused("meeting.forbidden", coordinator, because(act(meeting.ActUnlock)))
	unlock := because(act(meeting.ActUnlock))
	unlock.Until = workcal.MustDate("2022-05-09")
	r.do(chair, unlock)
	r.do(clock, adding(entry(4)))
	require.Equal(t, []string{"lock/1/2022-05-09"}, r.sleepUntil(day("2022-05-10")))
}

func TestR3_TaskNeedsOneLeadStandardAndDueDate(t *testing.T) {
	r := inSession(t)
	for code, spoil := range map[string]func(*meeting.TaskForm){
		"meeting.task_lead":     func(f *meeting.TaskForm) { f.Lead = between.Unit{} },
		"meeting.task_units":    func(f *meeting.TaskForm) { f.Co = []between.Unit{greening, waterworks} },
		"meeting.missing":       func(f *meeting.TaskForm) { f.Standard = "" },
		"meeting.too_short":     func(f *meeting.TaskForm) { f.Content = "快办" },
		"meeting.task_due":      func(f *meeting.TaskForm) { f.DueWorkdays = 0 },
		"meeting.due_too_early": func(f *meeting.TaskForm) { f.DueWorkdays, f.Due = 0, workcal.MustDate("2022-05-10") },
		"meeting.grade":         func(f *meeting.TaskForm) { f.Grade = "urgent" },
		"meeting.quantity":      func(f *meeting.TaskForm) { f.Target = &between.Quantity{Item: "管道", Unit: "m"} },
	} {
		res := task("供水管道牵入施工范围", waterworks, 15)
		spoil(res.Task)
		r.refused(code, chair, deciding("i1", res))
	}
	both := task("供水管道牵入施工范围", waterworks, 15)
	both.Task.Due = workcal.MustDate("2022-05-31")
	r.refused("meeting.task_due", chair, deciding("i1", both))

	next := task("供水管道牵入施工范围", waterworks, 0)
	next.Task.Due = workcal.MustDate("2022-05-11")
	r.do(chair, deciding("i1", next))
	r.do(coordinator, deciding("i1", task("对接电力公司架设变压器", powerworks, 15)))
	var word struct{ Birth between.TaskBirth }
	require.NoError(t, json.Unmarshal(r.m.Owed[2].Command, &word))
	require.Equal(t, "2022-05-31", word.Birth.Due.String())
	require.Equal(t, "李区长", word.Birth.DecidedBy, "recorded by the coordinator as decided by the chair")
	require.Equal(t, "R-2022-05-0001", word.Birth.IssueNo)
	require.Equal(t, "e-apnt", word.Birth.Project.EnterpriseID)
}

func TestR14_OwnerSeesOnlyTheirOwnItem(t *testing.T) {
	r := opened(t)
	foreign := entry(2)
	foreign.Project = between.ProjectRef{ID: "p-other", Name: "别家项目", EnterpriseID: "e-other"}
	r.do(clock, adding(foreign))
	r.sleepUntil(day("2022-05-10"))

	mine := r.m.ViewFor(owner, r.at)
	require.Len(t, mine.Items, 1)
	require.Equal(t, "i1", mine.Items[0].ID)
	require.Nil(t, mine.Totals)
	require.Empty(t, mine.Attendees)
	require.Nil(t, mine.Ball)
	body, err := json.Marshal(mine)
	require.NoError(t, err)
	require.NotContains(t, string(body), "别家")
	require.NotContains(t, string(body), "e-other")
	require.Zero(t, mine.Items[0].Positions)

	require.Len(t, r.m.ViewFor(stranger, r.at).Items, 1)
	require.Len(t, r.m.ViewFor(coordinator, r.at).Items, 2)
	require.Len(t, r.m.ViewFor(water, r.at).Items, 2)
	require.True(t, casefile.Sees(owner, r.m.Parties()))
	nobody := owner
	nobody.EnterpriseID = "e-nobody"
	require.False(t, casefile.Sees(nobody, r.m.Parties()))
}

func TestR17_NumbersComeFromTheYearsSeries(t *testing.T) {
	r := inSession(t)
	require.Equal(t, &casefile.Series{Name: "meeting/monthly/2022", Format: "2022年第%d次"}, r.events[0].Series)
	r.do(chair, act(meeting.ActClose))
	issueMinutes(r)
	last := r.events[len(r.events)-1]
	require.Equal(t, &casefile.Series{Name: "minutes/2022", Format: "专题会议纪要〔2022〕%d号"}, last.Series)
	require.Equal(t, "2022年第1次", r.m.No, "the minutes' number is not the meeting's")
	numbered := 0
	for _, ev := range r.events {
		if ev.Series != nil {
			numbered++
		}
	}
	require.Equal(t, 2, numbered)
}

// Twin e: the chair changes a resolution after closing.
func TestR18_ResolutionChangesAfterClosingOnlyWithTheChairsConsent(t *testing.T) {
	r := inSession(t)
	r.do(chair, deciding("i1", task("供水管道牵入施工范围", waterworks, 15), meeting.Resolution{Kind: between.DecideNote, Text: "通报一季度情况"}))
	r.settle()
	r.do(chair, act(meeting.ActClose))
	change := because(act(meeting.ActAmend))
	change.ResolutionID, change.Change = "r1", &meeting.Amended{Due: workcal.MustDate("2022-06-10")}
	r.refused("meeting.wrong_state", chair, change)
	propose := change
	propose.Act = meeting.ActPropose
	r.refused("meeting.forbidden", water, propose)
	r.do(coordinator, propose)
	r.refused("meeting.amendment_open", coordinator, propose)
	consent := act(meeting.ActConsent)
	consent.AmendmentID = "c1"
	r.refused("meeting.forbidden", coordinator, consent)
	require.Zero(t, r.m.Items[0].Outcomes[0].Edits)
	r.do(chair, consent)
	require.Equal(t, 1, r.m.Items[0].Outcomes[0].Edits)
	require.Len(t, r.m.Owed, 1)
	require.Equal(t, "amend", r.m.Owed[0].Act)
	require.Equal(t, r.m.Items[0].Outcomes[0].Task, r.m.Owed[0].CaseID)
	require.Contains(t, string(r.m.Owed[0].Command), `"consent_by":"李区长"`)

	noTask := propose
	noTask.ResolutionID = "r2"
	r.refused("meeting.not_a_task", coordinator, noTask)
	noTask.Change = &meeting.Amended{Text: "通报上半年情况"}
	r.do(coordinator, noTask)
	refuse := because(act(meeting.ActRefuse))
	refuse.AmendmentID = "c2"
	r.do(chair, refuse)
	require.Empty(t, r.m.Amendments)
	requireRefold(t, r)
}

func TestR18_ConsentSendsUnsentMinutesBackToBeWritten(t *testing.T) {
	r := inSession(t)
	r.do(chair, deciding("i1", task("供水管道牵入施工范围", waterworks, 15)))
	r.do(chair, act(meeting.ActClose))
	draft := act(meeting.ActDraft)
	draft.Parts = []meeting.Paragraph{{Anchor: "r1", Text: "由水务公司牵头。"}}
	r.do(coordinator, draft)
	signMinutes(r)
	propose := because(act(meeting.ActPropose))
	propose.ResolutionID, propose.Change = "r1", &meeting.Amended{Standard: "水压不低于0.3兆帕"}
	r.do(chair, propose)
	r.refused("meeting.amendment_open", coordinator, act(meeting.ActIssue))
	consent := act(meeting.ActConsent)
	consent.AmendmentID = "c1"
	r.do(chair, consent)
	require.Equal(t, meeting.MinutesDraft, r.m.Status)
	require.Empty(t, r.m.Minutes.Sealed)
	signMinutes(r)
	r.do(coordinator, act(meeting.ActIssue))
}

// F-5: an absent lead unit blocks its item unless the chair waives it.
func TestAbsentLeadUnitBlocksItsItem(t *testing.T) {
	r := inSession(t)
	r.do(water, signing("a1", meeting.Attend))
	leave := because(signing("a1", meeting.Excused))
	r.do(water, leave)
	require.True(t, r.m.ViewFor(coordinator, r.at).Items[0].Blocked)
	r.refused("meeting.lead_absent", chair, deciding("i1", task("供水管道牵入施工范围", waterworks, 15)))
	r.refused("meeting.forbidden", coordinator, because(onItem(meeting.ActWaive, "i1")))
	r.do(chair, because(onItem(meeting.ActWaive, "i1")))
	r.do(chair, deciding("i1", task("供水管道牵入施工范围", waterworks, 15)))

	other := inSession(t)
	sub := signing("a1", meeting.Substitute)
	other.refused("meeting.missing", water, sub)
	sub.Substitute = "副总经理 郑代会"
	other.do(water, sub)
	other.do(chair, deciding("i1", task("供水管道牵入施工范围", waterworks, 15)))
	other.refused("meeting.not_you", power, signing("a1", meeting.Attend))
}

// F-9, S1 step 9: what was not decided waits for the next meeting.
func TestUndecidedItemsAreCarriedOver(t *testing.T) {
	r := inSession(t)
	r.do(chair, deciding("i1", meeting.Resolution{Kind: between.DecideStudy, Text: "继续研究管线路由"}))
	late := entry(2)
	late.OverrideBy = "李区长"
	r.do(clock, adding(late))
	r.settle()
	again := because(onItem(meeting.ActCarry, "i1"))
	again.Carry = meeting.Move
	r.refused("meeting.item_decided", chair, again)
	again.Carry = meeting.Duplicate
	r.do(chair, again)
	r.do(chair, act(meeting.ActClose))
	require.Len(t, r.m.Owed, 2)
	for _, e := range r.m.Owed {
		require.Equal(t, "resolve", e.Act)
		require.Contains(t, string(e.Command), `"carried_over":true`)
	}
	require.Equal(t, meeting.Move, r.m.Items[1].Carry)

	tasked := inSession(t)
	tasked.do(chair, deciding("i1", task("供水管道牵入施工范围", waterworks, 15)))
	again.Carry = meeting.Duplicate
	tasked.refused("meeting.tasked", chair, again)
}

func TestRefusedEffectStaysVisibleUntilSeenTo(t *testing.T) {
	r := inSession(t)
	r.do(chair, deciding("i1", task("供水管道牵入施工范围", waterworks, 15)))
	e := r.m.Owed[0]
	told := act(casefile.ActTold)
	told.Told = []casefile.Told{{Key: e.Key, Kind: e.Kind, CaseID: e.CaseID, Act: e.Act, Refused: "task.missing", Why: "no lead"}}
	r.do(clock, told)
	v := r.m.ViewFor(coordinator, r.at)
	require.Len(t, v.Warnings, 1)
	require.Equal(t, "i1", v.Warnings[0].ItemID)
	require.Empty(t, r.m.ViewFor(water, r.at).Warnings)
	settle := because(act(meeting.ActSettle))
	settle.Warning = e.Key
	r.do(coordinator, settle)
	require.Empty(t, r.m.Warnings)
}

// Twin g: two officials edit the agenda at once.
func TestSecondOfTwoOfficialsIsTold(t *testing.T) {
	r := opened(t)
	seen := r.m.Seq
	first, second := onItem(meeting.ActSetSlot, "i1"), onItem(meeting.ActSetSlot, "i1")
	first.Minutes, second.Minutes = 15, 20
	first.Meta.Expect, second.Meta.Expect = seen, seen
	r.do(coordinator, first)
	r.refused("case.stale", chair, second)

	foreign := entry(2)
	foreign.Project = between.ProjectRef{ID: "p-other", Name: "别家项目", EnterpriseID: "e-other"}
	r.do(clock, adding(foreign))
	a, b := onItem(meeting.ActSetSlot, "i1"), onItem(meeting.ActSetSlot, "i2")
	a.Slot = &meeting.Slot{From: 15*60 + 20, To: 15*60 + 35}
	b.Slot = &meeting.Slot{From: 15*60 + 30, To: 15*60 + 40}
	r.do(coordinator, a)
	r.refused("meeting.slot_taken", coordinator, b)
	b.Slot.From = 15*60 + 35
	r.do(coordinator, b)
}

func TestMinutesPassThroughFourHandsAndTheirVersionCounts(t *testing.T) {
	r := inSession(t)
	r.do(chair, act(meeting.ActClose))
	draft := act(meeting.ActDraft)
	draft.Parts = []meeting.Paragraph{{Anchor: "r9", Text: "无此条"}}
	r.refused("meeting.anchor", coordinator, draft)
	draft.Parts[0].Anchor = meeting.Preface
	r.do(coordinator, draft)
	edit := act(meeting.ActEdit)
	edit.Parts, edit.Version = []meeting.Paragraph{{Anchor: "i1", Text: "会议研究了用水问题。"}}, 1
	r.do(reviewer, edit)
	review := act(meeting.ActReview)
	review.Version = 1
	r.refused("meeting.minutes_changed", reviewer, review)
	review.Version = 2
	both := coordinator
	both.Roles = append(both.Roles, reviewer.Roles...)
	r.refused("meeting.own_draft", both, review)
	r.do(reviewer, review)
	r.do(chair, because(act(meeting.ActReturn)))
	r.do(reviewer, review)
	sign := act(meeting.ActSign)
	sign.Version = 2
	r.refused("meeting.forbidden", reviewer, sign)
	r.do(chair, sign)
	require.Equal(t, r.m.Minutes.Hash, r.m.Minutes.Sealed)

	late := r.sleepUntil(day("2022-05-16"))
	require.Equal(t, []string{"minutes_soon/1/2022-05-13", "minutes/1/2022-05-13"}, late)
	require.True(t, r.m.Minutes.Late)
}

func TestPostponedMeetingCollectsAnewForItsNewDate(t *testing.T) {
	r := opened(t)
	r.do(chair, because(act(meeting.ActPostpone)))
	require.Zero(t, r.m.Wake())
	move := because(act(meeting.ActReschedule))
	move.Plan = &meeting.Plan{Date: workcal.MustDate("2022-05-24")}
	r.do(coordinator, move)
	require.Equal(t, meeting.Draft, r.m.Status)
	rang := r.sleepUntil(day("2022-05-24"))
	require.Equal(t, []string{"collect/2/2022-05-10", "triage/2/2022-05-17", "lock/2/2022-05-19", "materials/2/2022-05-20"}, rang)
	require.Len(t, r.m.Items, 1)
	r.sleepUntil(day("2022-05-25"))
	require.True(t, r.m.HasRung("not_held/2/2022-05-24"))
}

func TestCancelledMeetingGivesItsIssuesBack(t *testing.T) {
	r := opened(t)
	r.refused("meeting.forbidden", water, because(act(meeting.ActCancel)))
	r.refused("meeting.missing", chair, act(meeting.ActCancel))
	r.do(chair, because(act(meeting.ActCancel)))
	require.Len(t, r.m.Owed, 1)
	require.False(t, r.m.Done())
	r.settle()
	require.True(t, r.m.Done())
}

func TestMaterialAfterTheCutoffIsMarkedLate(t *testing.T) {
	r := opened(t)
	paper := onItem(meeting.ActMaterial, "i1")
	paper.Attachment = &casefile.Attachment{FileID: "f-1", Name: "管网图.pdf"}
	r.do(water, paper)
	r.refused("meeting.not_your_item", power, paper)
	r.refused("meeting.not_your_item", stranger, paper)
	r.sleepUntil(day("2022-05-09"))
	r.do(owner, paper)
	require.Equal(t, 1, r.m.Items[0].LateFiles)
}

func TestOnlyTheDueDeadlineRings(t *testing.T) {
	r := opened(t)
	wake := r.m.Wake()
	ring := act(casefile.ActRing)
	ring.Key = wake.Key
	r.refused("meeting.not_due", clock, ring)
	ring.Key = "lock/1/2022-05-06"
	r.at = r.at.Add(100 * time.Hour)
	r.refused("meeting.not_due", clock, ring)
	r.refused("meeting.forbidden", coordinator, meeting.Command{Order: casefile.Order{Act: casefile.ActRing, Key: "lock/1/2022-05-06"}})
}

// H-1: an item without issue has nobody to set the force up but its task.
func TestTaskForceTravelsOnceByIssueOrByTask(t *testing.T) {
	r := inSession(t)
	other := adding(between.AgendaEntry{Title: "集中开工活动筹备"})
	other.Section = meeting.NewStart
	r.do(chair, other)
	r.do(chair, onItem(meeting.ActCall, "i2"))
	force := meeting.Resolution{Kind: between.DecideTaskForce, Text: "成立筹备专班", TaskForce: &between.TaskForceBirth{Name: "筹备专班", LeadName: "王统筹"}}
	r.refused("meeting.task_force_alone", chair, deciding("i2", force))
	r.do(chair, deciding("i2", force, task("拟定开工活动方案", greening, 3)))
	require.Len(t, r.m.Owed, 1)
	require.Contains(t, string(r.m.Owed[0].Command), "筹备专班")
}
