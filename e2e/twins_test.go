package e2e

import (
	"context"
	"fmt"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/diaodu/diaodu/domain/account"
	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/fault"
	"github.com/diaodu/diaodu/domain/issue"
	"github.com/diaodu/diaodu/domain/meeting"
	"github.com/diaodu/diaodu/domain/org"
	"github.com/diaodu/diaodu/domain/workcal"
	"github.com/diaodu/diaodu/internal/timeline"
)

// The twins of S1: what the story is when something goes otherwise. Twins A and
// B are in domain/supervision.

// Twin (c): the receiver is on leave; another signs in his place, under her own name.
func TestTwinCDispatchToAPersonOnLeaveReachesTheStandIn(t *testing.T) {
	d := newDistrict(t)
	ctx := context.Background()
	id := d.report("05-07 10:00", "i-leave", "water.supply", "生产区域未接入主供水管道")
	d.do("05-07 10:10", casefile.Issue, id, wangMin, issue.Accept, issue.Form{})
	d.do("05-07 10:20", casefile.Issue, id, wangMin, issue.Dispatch, issue.Form{Grade: issue.Ordinary, Lead: &housing})
	d.refused("issue.not_yours", "05-07 10:30", casefile.Issue, id, jiangYong, issue.Sign, issue.Form{})

	_, err := d.store.CreateStandIn(ctx, casefile.Meta{Actor: zhengTao}, zhengTao.UserID, jiangYong.UserID, day("05-09"), day("05-13"), when("05-07 11:00"))
	require.NoError(t, err)
	absent, err := d.store.Actor(ctx, zhengTao.UserID, when("05-09 09:00"))
	require.NoError(t, err)
	deputy := account.StandingIn(jiangYong, absent)
	d.do("05-09 09:00", casefile.Issue, id, deputy, issue.Sign, issue.Form{})
	require.Equal(t, issue.InProgress, d.issue(id).State)
	events, err := d.store.History(ctx, id, 0)
	require.NoError(t, err)
	signed := events[len(events)-1]
	require.Equal(t, jiangYong.UserID, signed.Actor.UserID, "who did it")
	require.Equal(t, zhengTao.UserID, signed.Actor.StandsInFor, "in whose place")
}

// Twin (d): one trouble comes by three channels and is worked on once.
func TestTwinDOneTroubleFromThreeChannelsIsMerged(t *testing.T) {
	d := newDistrict(t)
	main := d.report("05-07 10:00", "i-platform", "water.supply", "生产区域未接入主供水管道")
	again := map[string]string{"hotline": "i-hotline", "visit": "i-visit"}
	for n, source := range []string{"hotline", "visit"} {
		d.do(fmt.Sprintf("05-07 10:1%d", n), casefile.Issue, again[source], wangMin, issue.Report, issue.Form{Report: &issue.ReportForm{
			Project: d.ref(), Source: source, Class: "water.supply", Heading: "厂区没有水", Demand: "请尽快通水", Unclassified: true,
		}})
	}
	into := issue.Form{Into: &issue.Ref{ID: main, No: d.issue(main).No}}
	d.do("05-07 10:30", casefile.Issue, again["hotline"], wangMin, issue.Merge, into)
	d.do("05-07 10:31", casefile.Issue, again["visit"], wangMin, issue.Merge, into)
	require.Len(t, d.issue(main).Absorbed, 2)
	for _, id := range again {
		require.Equal(t, issue.Merged, d.issue(id).State)
		require.Empty(t, d.issue(id).Owed)
	}
	d.do("05-07 11:00", casefile.Issue, main, wangMin, issue.Accept, issue.Form{})
	d.do("05-07 11:10", casefile.Issue, main, wangMin, issue.Dispatch, issue.Form{Grade: issue.Ordinary, Lead: &housing})
	d.do("05-07 14:00", casefile.Issue, main, zhengTao, issue.Sign, issue.Form{})
	d.do("05-09 14:00", casefile.Issue, main, zhengTao, issue.SolveOffline, issue.Form{Text: "已通水"})
	d.do("05-09 15:00", casefile.Issue, main, wangMin, issue.Verify, issue.Form{})
	d.do("05-09 16:00", casefile.Issue, main, d.you, issue.Confirm, issue.Form{Rating: 5})
	counts, err := d.store.Counts(context.Background(), "issue.status")
	require.NoError(t, err)
	require.EqualValues(t, 1, counts["closed"], "solved once, counted once")
}

// Twin (e): after the meeting the district head agrees to another date; task,
// minutes and history say so, and the old words stay.
func TestTwinEChairEditsAResolutionAfterClosingAndLeavesATrail(t *testing.T) {
	d := newDistrict(t)
	s := &story{district: d}
	for _, play := range []func(*testing.T){s.filed, s.acknowledged, s.objected, s.preCoordinated, s.onAgenda, s.ownerSpoke, s.decided} {
		play(t)
	}
	d.do("05-10 16:30", casefile.Meeting, s.may, districtMan, meeting.ActClose, meeting.Form{})
	var resolution string
	for _, it := range s.meeting(s.may).Items {
		for _, out := range it.Outcomes {
			if out.Task == s.t2 {
				resolution = out.ID
			}
		}
	}
	require.NotEmpty(t, resolution)
	change := meeting.Form{ResolutionID: resolution, Reason: "管材到货推迟", Change: &meeting.Amended{Due: day("06-10")}}
	d.do("05-12 09:00", casefile.Meeting, s.may, wangMin, meeting.ActPropose, change)
	require.Equal(t, day("05-31"), s.task(s.t2).DueOn(day("05-12")), "a proposal moves nothing")
	amendment := s.meeting(s.may).Amendments[0].ID
	d.refused("meeting.forbidden", "05-12 09:10", casefile.Meeting, s.may, zhaoYi, meeting.ActConsent, meeting.Form{AmendmentID: amendment})
	d.do("05-12 10:00", casefile.Meeting, s.may, districtMan, meeting.ActConsent, meeting.Form{AmendmentID: amendment})

	task := s.task(s.t2)
	require.Equal(t, day("06-10"), task.DueOn(day("05-12")))
	last := task.Dates[len(task.Dates)-1]
	require.Equal(t, "amended", last.Kind)
	require.Equal(t, day("05-31"), last.Old, "the old date is kept")
	require.Equal(t, districtMan.Name, last.By)
}

// Twin (f): the tenth falls on a holiday; with the day the cutoffs move.
func TestTwinFMeetingOnAHolidayIsHeldOnTheNextWorkday(t *testing.T) {
	d := newDistrict(t)
	id := d.openMeeting("04-12 10:00", "05", "05-02")
	m := d.meeting(id)
	require.Equal(t, day("05-05"), m.Date, "五一放假，顺延到节后首个工作日")
	require.Equal(t, day("05-02"), m.Wanted)
	require.Equal(t, day("04-27"), m.Cutoffs.Lock, "three workdays before, 04-24 being one")
	d.until("04-28 00:00")
	require.Equal(t, meeting.Locked, d.meeting(id).Status)
}

// Twin (g): two officials edit one agenda from the same page, many times.
func TestTwinGTwoOfficialsEditTheAgendaAndOneIsTold(t *testing.T) {
	r := newRig(t).work()
	h := r.newHall()
	h.onAgenda("生产区域未接入主供水管道")
	for trial := range 25 {
		m := h.meeting()
		errs := [2]error{}
		var pair sync.WaitGroup
		for n, a := range []org.Actor{coordinator, colleague} {
			cmd := meeting.Command{
				Order: casefile.Order{Meta: casefile.Meta{RequestID: request(), Actor: a, Expect: m.Seq}, Act: meeting.ActSetSlot},
				Form:  meeting.Form{ItemID: m.Items[0].ID, Minutes: 10 + 2*trial + n},
			}
			pair.Go(func() { _, errs[n] = r.cases.Do(context.Background(), casefile.Meeting, h.id, cmd) })
		}
		pair.Wait()
		require.True(t, (errs[0] == nil) != (errs[1] == nil), "trial %d: %v, %v", trial, errs[0], errs[1])
		lost, won := errs[1], coordinator
		if lost == nil {
			lost, won = errs[0], colleague
		}
		require.True(t, fault.Is(lost, "case.stale"), "%v", lost)
		require.Equal(t, won.Name, fault.Of(lost).Args["winner"])
		require.Equal(t, m.Seq+1, h.meeting().Seq)
	}
	r.verify()
}

// Twin (h): a deadline in a year without a notice is provisional, and is
// counted again when the notice comes.
func TestTwinHProvisionalDeadlineIsCountedAgainOnPublication(t *testing.T) {
	d := newDistrict(t)
	year := 2026
	for !workcal.Embedded().Provisional(workcal.NewDate(year, 3, 1)) {
		year++
	}
	cal := workcal.Embedded().Slice(year-2, year+1)
	d.play = timeline.New(d.store, cal)
	filed := cal.AddWorkdays(workcal.NewDate(year, 1, 1), -3).Date
	id := "i-newyear"
	give := func(hour int, a org.Actor, act string, f issue.Form) {
		t.Helper()
		_, err := d.play.Do(context.Background(), filed.At(hour, 0), casefile.Issue, id, issue.Command{Order: casefile.Order{Meta: d.meta(a), Act: act}, Form: f})
		require.NoError(t, err, act)
	}
	give(9, d.you, issue.Report, issue.Form{Report: &issue.ReportForm{
		Project: d.ref(), Class: "water.supply", Heading: "冬季供水压力不足", Demand: "请增设加压泵", Facts: fiveElements, Unclassified: true,
	}})
	give(10, wangMin, issue.Accept, issue.Form{})
	give(11, wangMin, issue.Dispatch, issue.Form{Grade: issue.Coordination, Lead: &housing})
	give(14, zhengTao, issue.Sign, issue.Form{})
	before := d.issue(id)
	was := before.Clock.Due(before.Cal, filed)
	require.Equal(t, year, was.Date.Year())
	require.True(t, was.Provisional, "暂定")

	// The notice makes a workday before the deadline a holiday.
	notice := workcal.Notice{Year: year, Papers: []string{"https://www.gov.cn/notice"}, Days: []workcal.NoticeDay{
		{Name: "元旦", Date: workcal.NewDate(year, 1, 1), IsOffDay: true},
		{Name: "元旦", Date: was.Date, IsOffDay: true},
	}}
	by := casefile.Meta{Actor: org.Actor{UserID: "demo-guanli", Name: "管理员", Roles: []org.Role{org.Admin}}}
	_, err := d.store.ImportNotice(context.Background(), by, notice, filed.At(15, 0))
	require.NoError(t, err)
	published, err := d.store.CurrentCalendar(context.Background())
	require.NoError(t, err)
	_, err = d.play.Do(context.Background(), filed.At(15, 10), casefile.Issue, id, casefile.Order{
		Meta: d.meta(org.Clock), Act: casefile.ActRecalendar, Calendar: &published,
	})
	require.NoError(t, err)
	after := d.issue(id)
	due := after.Clock.Due(after.Cal, filed)
	require.False(t, due.Provisional)
	require.Equal(t, published.NextWorkday(was.Date), due.Date, "one workday later")
	row, _, err := d.store.Issues(context.Background(), wangMin, storeIssueQuery())
	require.NoError(t, err)
	require.Equal(t, due.Date, row[0].Due.Date, "lists show the new date")
	require.False(t, row[0].Provisional)
}
