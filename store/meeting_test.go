package store_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/diaodu/diaodu/domain/between"
	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/meeting"
	"github.com/diaodu/diaodu/domain/org"
	"github.com/diaodu/diaodu/domain/workcal"
	"github.com/diaodu/diaodu/store"
	"github.com/diaodu/diaodu/store/storetest"
)

var (
	mCoordinator = org.Actor{UserID: "u-coord", Name: "王统筹", Roles: []org.Role{org.Coordinator}}
	mChair       = org.Actor{UserID: "u-chair", Name: "李区长", Roles: []org.Role{org.Chair}}
	mReviewer    = org.Actor{UserID: "u-rev", Name: "赵审核", Roles: []org.Role{org.MinutesReviewer}}
	mWater       = org.Actor{UserID: "u-water", Name: "周供水", Roles: []org.Role{org.UtilityAgent}, OrgID: "o-water"}
	mOwner       = org.Actor{UserID: "u-you", Name: "游少卿", Roles: []org.Role{org.Owner}, EnterpriseID: "e-apnt"}
	mWaterworks  = between.Unit{ID: "o-water", Name: "水务公司", Type: org.Utility}
)

// hall runs one meeting against the database: it judges, records and folds.
type hall struct {
	t     *testing.T
	s     *store.Store
	m     *meeting.Meeting
	at    time.Time
	asked int
}

func newHall(t *testing.T, s *store.Store, period, date string) *hall {
	h := &hall{t: t, s: s, at: workcal.MustDate(date).AddDays(-20).At(10, 0)}
	h.m = &meeting.Meeting{Head: casefile.Head{ID: meeting.RegularID("monthly", period), Kind: casefile.Meeting, Cal: workcal.Embedded()}}
	h.do(mCoordinator, meeting.Command{Order: casefile.Order{Act: meeting.ActOpen}, Form: meeting.Form{Plan: &meeting.Plan{
		Series: "monthly", Period: period, Forum: between.Monthly, Name: "重点问题月调度会", Date: workcal.MustDate(date),
		Start: 14*60 + 30, Minutes: 120, Chair: meeting.Person{UserID: "u-chair", Name: "李区长"},
	}}})
	return h
}

func (h *hall) do(actor org.Actor, cmd meeting.Command) casefile.Event {
	h.t.Helper()
	h.asked++
	cmd.Meta = casefile.Meta{Actor: actor, RequestID: fmt.Sprintf("%s-%d", h.m.Period, h.asked)}
	ev, err := h.m.Decide(cmd, h.at)
	require.NoError(h.t, err)
	rec, err := h.s.Record(context.Background(), ev)
	require.NoError(h.t, err)
	ev.Number = rec.Number
	require.NoError(h.t, h.m.Apply(ev))
	return ev
}

func mAct(name string) meeting.Command {
	return meeting.Command{Order: casefile.Order{Act: name}, Form: meeting.Form{Reason: "工作需要"}}
}

func (h *hall) until(date string) {
	h.t.Helper()
	h.at = workcal.MustDate(date).At(14, 40)
	for wake := h.m.Wake(); !wake.At.IsZero() && !wake.At.After(h.at); wake = h.m.Wake() {
		cmd := mAct(casefile.ActRing)
		cmd.Key = wake.Key
		h.do(org.Clock, cmd)
	}
}

func (h *hall) add(n int) {
	cmd := mAct(meeting.ActAddItem)
	cmd.Entry = &between.AgendaEntry{
		IssueID: fmt.Sprintf("i-%d", n), IssueNo: fmt.Sprintf("R-%d", n), Title: "生产区域未接入主供水管道",
		Project: between.ProjectRef{ID: "p-1", Name: "钢结构防腐材料项目", EnterpriseID: "e-apnt"}, Lead: mWaterworks,
		PreCoord: "现场协调", RaisedOn: h.m.Date.AddDays(-3), Positions: []between.Position{{Org: mWaterworks, Stand: "需明确管线路由"}},
	}
	h.do(org.Clock, cmd)
}

// hold opens the meeting and decides one task on each of the first items.
func (h *hall) hold(items, decided int) {
	for n := range items {
		h.add(n + 1)
	}
	invite := mAct(meeting.ActAttendees)
	invite.Attendees = []meeting.Attendee{{Org: mWaterworks, Name: "周供水", Role: meeting.Attend}}
	h.do(mCoordinator, invite)
	h.until(h.m.Date.String())
	sign := mAct(meeting.ActSignIn)
	sign.AttendeeID, sign.Presence = "a1", meeting.Attend
	h.do(mWater, sign)
	page, err := h.s.LastResolutions(context.Background(), "monthly", h.m.ID, workcal.Embedded(), h.at)
	require.NoError(h.t, err)
	convene := mAct(meeting.ActConvene)
	convene.Last = &page
	h.do(mCoordinator, convene)
	for n := range decided {
		item := fmt.Sprintf("i%d", n+1)
		call := mAct(meeting.ActCall)
		call.ItemID = item
		h.do(mCoordinator, call)
		decide := mAct(meeting.ActDecide)
		decide.ItemID = item
		decide.Resolutions = []meeting.Resolution{{Kind: between.DecideTask, Task: &meeting.TaskForm{
			Content: "供水管道牵入施工范围", Standard: "水压不低于0.3兆帕", Lead: mWaterworks, DueWorkdays: 5,
		}}}
		h.do(mChair, decide)
	}
	h.do(mChair, mAct(meeting.ActClose))
}

func (h *hall) hear(item int, state string) {
	cmd := mAct(meeting.ActHearTask)
	cmd.Result = &between.TaskResult{TaskID: h.m.Items[item].Outcomes[0].Task, TaskNo: "督办〔2022〕1号", State: state, On: workcal.DateOf(h.at)}
	h.do(org.Clock, cmd)
}

func TestMeetingRowsFollowItsEvents(t *testing.T) {
	s := storetest.New(t)
	ctx := context.Background()
	h := newHall(t, s, "2022-05", "2022-05-10")
	h.hold(2, 1)
	draft := mAct(meeting.ActDraft)
	draft.Parts = []meeting.Paragraph{{Anchor: "i1", Text: "会议研究了用水问题。"}}
	h.do(mCoordinator, draft)
	draft.Act, draft.Parts[0].Text = meeting.ActEdit, "会议专题研究了用水问题。"
	h.do(mReviewer, draft)

	texts, err := s.MeetingTexts(ctx, h.m.ID)
	require.NoError(t, err)
	require.Len(t, texts.Items, 2)
	require.Equal(t, "生产区域未接入主供水管道", texts.Items[0].Title)
	require.Equal(t, meeting.Move, texts.Items[1].Carry)
	require.Equal(t, "需明确管线路由", texts.Positions[0].Stand)
	require.Len(t, texts.Resolutions, 1)
	require.Equal(t, "2022-05-17", texts.Resolutions[0].Due.String())
	require.Equal(t, meeting.Attend, texts.Attendance[0].Signed)
	require.Len(t, texts.Parts, 1)
	require.Equal(t, "会议专题研究了用水问题。", texts.Parts[0].Text, "the newest version")
	require.Len(t, texts.Steps, 2)

	propose := mAct(meeting.ActPropose)
	propose.ResolutionID, propose.Change = "r1", &meeting.Amended{Content: "供水管道牵入生产区", Due: workcal.MustDate("2022-06-01")}
	h.do(mCoordinator, propose)
	consent := mAct(meeting.ActConsent)
	consent.AmendmentID = "c1"
	h.do(mChair, consent)
	h.hear(0, "closed")
	texts, err = s.MeetingTexts(ctx, h.m.ID)
	require.NoError(t, err)
	require.Equal(t, "供水管道牵入生产区", texts.Resolutions[0].Content)
	require.Equal(t, "供水管道牵入施工范围", texts.Edits[0].OldContent, "the old text is kept (R18)")
	require.Equal(t, "李区长", texts.Edits[0].ConsentBy)
	require.Equal(t, "督办〔2022〕1号", texts.Resolutions[0].TaskNo)

	verified, err := s.VerifyAudit(ctx)
	require.NoError(t, err)
	require.Empty(t, verified.Broken)
	loaded, err := s.Meeting(ctx, h.m.ID)
	require.NoError(t, err)
	require.Equal(t, h.m.Seq, loaded.Seq)
}

// F-15, S1-23: the page is what stood at the moment, also when asked later.
func TestLastResolutionsAreAsOfTheMoment(t *testing.T) {
	s := storetest.New(t)
	ctx := context.Background()
	may := newHall(t, s, "2022-05", "2022-05-10")
	may.hold(3, 3)
	may.at = workcal.MustDate("2022-05-16").At(10, 0)
	may.hear(0, "closed")
	before := workcal.MustDate("2022-05-18").At(9, 0)
	may.at = workcal.MustDate("2022-05-20").At(10, 0)
	may.hear(1, "closed")

	for range 2 {
		page, err := s.LastResolutions(ctx, "monthly", "m-june", workcal.Embedded(), before)
		require.NoError(t, err)
		require.Equal(t, [4]int{3, 1, 0, 2}, [4]int{page.Total, page.Done, page.Going, page.Overdue})
		require.Equal(t, 1, page.Rows[1].LateDays)
		may.at = may.at.Add(time.Hour)
		may.hear(2, "closed")
		may.hear(2, "reopened")
	}
	may.hear(2, "closed")
	june := newHall(t, s, "2022-06", "2022-06-10")
	june.hold(1, 1)
	require.Equal(t, 3, june.m.Last.Total)
	require.Equal(t, 3, june.m.Last.Done, "上次议定事项 3 项, 办结 3")
	texts, err := s.MeetingTexts(ctx, june.m.ID)
	require.NoError(t, err)
	require.Len(t, texts.Last, 3)
}

// What an issue prepares anew is what the agenda's texts say; what it leaves empty stays.
func TestAgendaTextsFollowTheIssue(t *testing.T) {
	s := storetest.New(t)
	h := newHall(t, s, "2022-05", "2022-05-10")
	h.add(1)
	anew := mAct(meeting.ActPrepare)
	anew.IssueID = "i-1"
	anew.Entry = &between.AgendaEntry{PreCoord: "现场复核", Tendency: "同意接管", Positions: []between.Position{{Org: mWaterworks, Stand: "同意牵头"}}}
	h.do(org.Clock, anew)
	anew.Entry = &between.AgendaEntry{Positions: []between.Position{{Org: between.Unit{ID: "o-green", Name: "园林"}, Stand: "同意占用"}}}
	h.do(org.Clock, anew)
	texts, err := s.MeetingTexts(context.Background(), h.m.ID)
	require.NoError(t, err)
	require.Equal(t, "现场复核", texts.Items[0].PreCoord)
	require.Equal(t, "同意接管", texts.Items[0].Tendency)
	stands := map[string]string{}
	for _, p := range texts.Positions {
		stands[p.OrgID] = p.Stand
	}
	require.Equal(t, map[string]string{mWaterworks.ID: "同意牵头", "o-green": "同意占用"}, stands)
}

func TestMeetingsAreListedInScopeAndByPage(t *testing.T) {
	s := storetest.New(t)
	ctx := context.Background()
	newHall(t, s, "2022-05", "2022-05-10").hold(1, 0)
	newHall(t, s, "2022-06", "2022-06-10").hold(2, 1)
	newHall(t, s, "2022-07", "2022-07-12")

	rows, next, err := s.Meetings(ctx, mCoordinator, store.MeetingQuery{Limit: 2})
	require.NoError(t, err)
	require.Equal(t, []string{"2022-07", "2022-06"}, []string{rows[0].Period, rows[1].Period})
	require.Equal(t, "2022年第3次", rows[0].No)
	rows, next, err = s.Meetings(ctx, mCoordinator, store.MeetingQuery{Limit: 2, Cursor: next})
	require.NoError(t, err)
	require.Len(t, rows, 1)
	require.Empty(t, next)

	rows, _, err = s.Meetings(ctx, mOwner, store.MeetingQuery{})
	require.NoError(t, err)
	require.Len(t, rows, 2, "an owner sees meetings that have their item")
	nobody := mOwner
	nobody.UserID, nobody.EnterpriseID = "u-x", "e-x"
	rows, _, err = s.Meetings(ctx, nobody, store.MeetingQuery{})
	require.NoError(t, err)
	require.Empty(t, rows)

	waits, err := s.CarriedOver(ctx, "monthly")
	require.NoError(t, err)
	require.Equal(t, []store.Waiting{{Meetings: 1, Issues: 1}}, waits, "issue 1 was decided in June, issue 2 waits")
	periods, err := s.RegularPeriods(ctx, "monthly", "2022-06")
	require.NoError(t, err)
	require.Equal(t, []string{"2022-06", "2022-07"}, periods)
}

func TestSeriesAreKeptWithTheirHistory(t *testing.T) {
	s := storetest.New(t)
	ctx := context.Background()
	by := store.By{Actor: mCoordinator, At: time.Now()}
	one := meeting.Series{
		ID: "monthly", Name: "重点问题月调度会", Forum: between.Monthly, Rule: meeting.Rule{Nth: 2, Weekday: time.Tuesday},
		Start: 14*60 + 30, Minutes: 120, Chair: meeting.Person{Name: "李区长"}, From: "2022-05",
	}
	first, err := s.SaveSeries(ctx, by, one)
	require.NoError(t, err)
	require.Equal(t, 1, first.Version)
	_, err = s.SaveSeries(ctx, by, one)
	refusedAs(t, err, "meeting.series_exists")
	moved := first
	moved.Place = "区政府三楼会议室"
	moved, err = s.SaveSeries(ctx, by, moved)
	require.NoError(t, err)
	require.Equal(t, 2, moved.Version)

	late := first
	late.Minutes = 90
	_, err = s.SaveSeries(ctx, by, late)
	refusedAs(t, err, "stale")
	got, err := s.Series(ctx, "monthly")
	require.NoError(t, err)
	require.Equal(t, moved, got, "nothing of what came late is in")
	moved.Rule = meeting.Rule{}
	_, err = s.SaveSeries(ctx, by, moved)
	refusedAs(t, err, "meeting.rule")
	gone := first
	gone.ID = "gone"
	_, err = s.SaveSeries(ctx, by, gone)
	refusedAs(t, err, "meeting.no_series")
	list, err := s.SeriesList(ctx)
	require.NoError(t, err)
	require.Len(t, list, 1)
	verified, err := s.VerifyAudit(ctx)
	require.NoError(t, err)
	require.Empty(t, verified.Broken)
	require.Equal(t, 2, verified.Entries, "what was refused leaves no entry")
}
