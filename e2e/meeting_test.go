package e2e

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/diaodu/diaodu/activities"
	"github.com/diaodu/diaodu/contract"
	"github.com/diaodu/diaodu/domain/between"
	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/issue"
	"github.com/diaodu/diaodu/domain/meeting"
	"github.com/diaodu/diaodu/domain/org"
	"github.com/diaodu/diaodu/domain/supervision"
	"github.com/diaodu/diaodu/domain/workcal"
	"github.com/diaodu/diaodu/store"
	"github.com/diaodu/diaodu/worker"
)

var gardens = between.Unit{ID: "o-green", Name: "园林绿化", Type: org.Department}

// hall is a meeting held today, whatever day of the week it is.
type hall struct {
	*rig
	id string
}

func (r *rig) newHall() hall {
	now := time.Now()
	today := workcal.DateOf(now)
	cal, err := workcal.Embedded().WithLocal(nil, []workcal.Date{today})
	require.NoError(r.t, err)
	period := now.In(workcal.CST).Format("2006-01")
	h := hall{rig: r, id: meeting.ExtraID("monthly", period, request())}
	cmd := meeting.Command{
		Order: casefile.Order{Act: meeting.ActOpen, Meta: casefile.Meta{RequestID: request(), Actor: coordinator}},
		Form: meeting.Form{Plan: &meeting.Plan{
			Series: "monthly", Period: period, Extra: true, Forum: between.Monthly, Name: "重点问题月调度会", Date: today,
			Start: 22 * 60, Minutes: 120, Place: "区政府三楼会议室", Chair: meeting.Person{UserID: districtHead.UserID, Name: districtHead.Name},
			Cutoffs: meeting.Cutoffs{Collect: today.AddDays(-5), Triage: today.AddDays(-1), Lock: today, Materials: today},
		}},
	}
	_, err = r.cases.Begin(context.Background(), casefile.Head{ID: h.id, Kind: casefile.Meeting, Cal: cal.Slice(today.Year()-1, today.Year()+1)}, cmd)
	require.NoError(r.t, err)
	return h
}

func (h hall) act(a org.Actor, act string, f meeting.Form) {
	h.t.Helper()
	cmd := meeting.Command{Order: casefile.Order{Meta: casefile.Meta{RequestID: request(), Actor: a}, Act: act}, Form: f}
	_, err := h.cases.Do(context.Background(), casefile.Meeting, h.id, cmd)
	require.NoError(h.t, err, act)
}

func (h hall) meeting() *meeting.Meeting {
	h.t.Helper()
	m, err := h.store.Meeting(context.Background(), h.id)
	require.NoError(h.t, err)
	return m
}

// onAgenda takes a new issue through triage onto the meeting's agenda.
func (h hall) onAgenda(heading string) string {
	h.t.Helper()
	id := h.newIssue(heading)
	for _, step := range []struct {
		by   org.Actor
		act  string
		form issue.Form
	}{
		{coordinator, issue.Accept, issue.Form{}},
		{coordinator, issue.Dispatch, issue.Form{Class: "water.supply", Grade: "major", Lead: &waterworks, Co: []between.Unit{gardens}}},
		{waterman, issue.Sign, issue.Form{}},
		{coordinator, issue.PreCoordinate, issue.Form{
			PreCoord: "现场协调，绿化用地可临时占用", Tendency: "建议由水务公司牵头",
			Position: []between.Position{{Org: waterworks, Stand: "需明确管线路由"}},
		}},
		{coordinator, issue.PutOnAgenda, issue.Form{Meeting: &issue.Ref{ID: h.id}}},
	} {
		_, err := h.do(id, step.by, step.act, step.form)
		require.NoError(h.t, err, step.act)
	}
	return id
}

// F-8, S1-11: tasks are issued before the chair's decision is answered, so
// nothing here waits.
func TestChairDecidesAndTheTasksAreIssuedOnTheSpot(t *testing.T) {
	r := newRig(t).work()
	h := r.newHall()
	water, land := h.onAgenda("生产区域未接入主供水管道"), h.onAgenda("绿化用地协调")
	require.Len(t, h.meeting().Items, 2)

	h.act(coordinator, meeting.ActAttendees, meeting.Form{Attendees: []meeting.Attendee{{Org: waterworks, Name: "周供水", Role: meeting.Attend}}})
	h.act(coordinator, meeting.ActLock, meeting.Form{})
	h.act(waterman, meeting.ActSignIn, meeting.Form{AttendeeID: "a1", Presence: meeting.Attend})
	h.act(coordinator, meeting.ActConvene, meeting.Form{})
	h.act(coordinator, meeting.ActCall, meeting.Form{ItemID: "i1"})
	h.act(coordinator, meeting.ActSpeak, meeting.Form{ItemID: "i1", Speaker: "游少卿", Text: "用水成了最大难题"})
	h.act(districtHead, meeting.ActDecide, meeting.Form{ItemID: "i1", Resolutions: []meeting.Resolution{
		taskOf("绿化用地协调用于管网改造", gardens, 7), taskOf("供水管道牵入施工范围", waterworks, 15),
		{Kind: between.DecideTaskForce, Text: "成立工作专班", TaskForce: &between.TaskForceBirth{Name: "艾珀耐特用水专班", LeadName: "统筹甲"}},
	}})

	m := h.meeting()
	require.Empty(t, m.Owed, "the act waited for its effects")
	require.Empty(t, m.Warnings)
	for _, out := range m.Items[0].Outcomes[:2] {
		task, err := r.store.Task(context.Background(), out.Task)
		require.NoError(t, err)
		require.Equal(t, supervision.Issued, task.Status)
		require.Equal(t, h.id, task.Birth.MeetingID)
		require.Equal(t, r.issue(water).No, task.Birth.IssueNo)
	}
	require.Equal(t, issue.Tasked, r.issue(water).State)
	texts, err := r.store.MeetingTexts(context.Background(), h.id)
	require.NoError(t, err)
	require.Contains(t, texts.Resolutions[0].TaskNo, "督办")

	h.act(districtHead, meeting.ActClose, meeting.Form{})
	require.Empty(t, h.meeting().Owed)
	require.Equal(t, 1, r.issue(land).Waits, "the undecided issue waits for the next meeting")
	require.NotEqual(t, issue.OnAgenda, r.issue(land).State)
	facts, err := r.store.Candidates(context.Background(), workcal.DateOf(time.Now()))
	require.NoError(t, err)
	require.Len(t, facts, 1)
	require.Equal(t, meeting.Facts{Entry: facts[0].Entry, SameClass: 2, Waits: 1}, facts[0])
	require.Equal(t, land, facts[0].Entry.IssueID)

	h.act(coordinator, meeting.ActDraft, meeting.Form{Parts: []meeting.Paragraph{{Anchor: meeting.Preface, Text: "区政府召开重点问题月调度会。"}}})
	reviewer := org.Actor{UserID: "u-reviewer", Name: "审核", Roles: []org.Role{org.MinutesReviewer}}
	h.act(reviewer, meeting.ActReview, meeting.Form{Version: h.meeting().Minutes.Version})
	h.act(districtHead, meeting.ActSign, meeting.Form{Version: h.meeting().Minutes.Version})
	h.act(coordinator, meeting.ActIssue, meeting.Form{})
	require.Equal(t, meeting.Issued, h.meeting().Status)
	r.verify()
	r.replays("meeting_issued", casefile.Meeting, h.id, "")
}

func taskOf(content string, lead between.Unit, workdays int) meeting.Resolution {
	return meeting.Resolution{Kind: between.DecideTask, Task: &meeting.TaskForm{
		Content: content, Standard: "取得书面同意并接通供水", Lead: lead, DueWorkdays: workdays,
	}}
}

func (r *rig) newSeries(id string) meeting.Series {
	s := meeting.Series{
		ID: id, Name: "重点问题月调度会", Forum: between.Monthly, Rule: meeting.Rule{Day: 10}, Start: 14*60 + 30, Minutes: 120,
		Chair: meeting.Person{UserID: districtHead.UserID, Name: districtHead.Name}, From: time.Now().In(workcal.CST).Format("2006-01"),
	}
	s, err := r.store.SaveSeries(context.Background(), store.By{Actor: coordinator, At: time.Now()}, s)
	require.NoError(r.t, err)
	return s
}

func (r *rig) planned(series string) []store.MeetingRow {
	rows, _, err := r.store.Meetings(context.Background(), coordinator, store.MeetingQuery{Series: series, Limit: 50})
	require.NoError(r.t, err)
	return rows
}

// R1, R17: however often a series is woken, each month has one meeting, on a
// workday, numbered without gaps.
func TestSeriesPlansEachMonthOnceHoweverOftenItIsWoken(t *testing.T) {
	r := newRig(t).work()
	r.newSeries("monthly")
	planner := worker.Planner{Client: r.client}
	var wakers sync.WaitGroup
	for range 4 {
		wakers.Go(func() {
			if err := planner.PlanSeries(context.Background(), "monthly"); err != nil {
				t.Error(err)
			}
		})
	}
	wakers.Wait()
	require.Eventually(t, func() bool { return len(r.planned("monthly")) == 2 }, 30*time.Second, 50*time.Millisecond)
	d, err := r.client.ScheduleClient().GetHandle(context.Background(), contract.SeriesSchedule("monthly")).Describe(context.Background())
	require.NoError(t, err)
	require.NotEmpty(t, d.Info.NextActionTimes)
	require.Equal(t, 1, d.Info.NextActionTimes[0].In(workcal.CST).Day())
	for _, row := range r.planned("monthly") {
		require.True(t, workcal.Embedded().IsWorkday(row.HeldDate.Date), row.HeldDate.String())
		require.Regexp(t, `次$`, row.No)
	}
	r.verify()
}

// A month slept through is planned exactly once, also by several at once, and
// a month that a person has planned stays as it is.
func TestMissedMonthIsMadeUpForOnce(t *testing.T) {
	r := newRig(t).work()
	r.newSeries("monthly")
	at := func(months int) activities.Meetings {
		return activities.Meetings{Book: r.store, Cases: r.cases, Now: func() time.Time { return time.Now().AddDate(0, months, 0) }}
	}
	first, err := at(0).OpenMeetings(context.Background(), contract.OpenMeetings{Series: "monthly"})
	require.NoError(t, err)
	require.Len(t, first, 2)
	again, err := at(0).OpenMeetings(context.Background(), contract.OpenMeetings{Series: "monthly"})
	require.NoError(t, err)
	require.Empty(t, again)

	// Asleep for three months: last month's is made up for, this and the next are planned.
	var mu sync.Mutex
	var late []string
	var wakers sync.WaitGroup
	for range 3 {
		wakers.Go(func() {
			planned, err := at(3).OpenMeetings(context.Background(), contract.OpenMeetings{Series: "monthly"})
			if err != nil {
				t.Error(err)
			}
			mu.Lock()
			late = append(late, planned...)
			mu.Unlock()
		})
	}
	wakers.Wait()
	rows := r.planned("monthly")
	require.Len(t, rows, 5)
	seen := map[string]bool{}
	for _, row := range rows {
		require.False(t, seen[row.Period], "two meetings in %s: %s", row.Period, strings.Join(late, " "))
		seen[row.Period] = true
	}
}

// A meeting of five hundred items works within Temporal's limits: each act stays
// small, and the whole state passes from run to run.
func TestMeetingOfFiveHundredItemsWorksWithinTemporal(t *testing.T) {
	r := newRig(t).work()
	h := r.newHall()
	for n := range 500 {
		h.act(coordinator, meeting.ActAddItem, meeting.Form{
			Section: meeting.Other, Entry: &between.AgendaEntry{
				Title: fmt.Sprintf("第%d项", n+1), Lead: waterworks, RaisedOn: workcal.DateOf(time.Now()),
				Project: between.ProjectRef{ID: fmt.Sprintf("p-%d", n), Name: "某某钢结构防腐材料项目", EnterpriseID: fmt.Sprintf("e-%d", n), EnterpriseName: "某某高分子材料有限公司"},
			},
		})
	}
	h.act(coordinator, meeting.ActReorder, meeting.Form{ByScore: true})
	h.act(coordinator, meeting.ActLock, meeting.Form{})
	h.act(coordinator, meeting.ActConvene, meeting.Form{})
	for n := range 5 {
		item := fmt.Sprintf("i%d", 100*n+1)
		h.act(coordinator, meeting.ActCall, meeting.Form{ItemID: item})
		h.act(districtHead, meeting.ActWaive, meeting.Form{ItemID: item, Reason: "现场连线"})
		h.act(districtHead, meeting.ActDecide, meeting.Form{ItemID: item, Resolutions: []meeting.Resolution{taskOf("供水管道牵入施工范围", waterworks, 5)}})
	}
	h.act(districtHead, meeting.ActClose, meeting.Form{})
	m := h.meeting()
	require.Len(t, m.Items, 500)
	require.Empty(t, m.Owed)
	require.Empty(t, m.Warnings)
	var running meeting.Meeting
	require.NoError(t, r.cases.State(context.Background(), casefile.Meeting, h.id, &running))
	require.Equal(t, *m, running, "MySQL equals the workflow")
	d, err := r.client.DescribeWorkflowExecution(context.Background(), contract.CaseID(casefile.Meeting, h.id), "")
	require.NoError(t, err)
	require.Less(t, d.WorkflowExecutionInfo.HistorySizeBytes, int64(20<<20))
	t.Logf("history of the present run: %d events, %d bytes", d.WorkflowExecutionInfo.HistoryLength, d.WorkflowExecutionInfo.HistorySizeBytes)
}
