package meeting_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/diaodu/diaodu/domain/between"
	"github.com/diaodu/diaodu/domain/meeting"
	"github.com/diaodu/diaodu/domain/workcal"
)

func monthly(rule meeting.Rule) meeting.Series {
	return meeting.Series{
		ID: "monthly", Name: "重点问题月调度会", Forum: between.Monthly, Rule: rule, Start: 14*60 + 30, Minutes: 120,
		Chair: meeting.Person{UserID: "u-chair", Name: "李区长"}, From: "2022-05",
	}
}

func TestSeriesNamesItsDay(t *testing.T) {
	cases := []struct {
		name string
		rule meeting.Rule
		year int
		mon  time.Month
		want string
	}{
		{"the tenth", meeting.Rule{Day: 10}, 2022, 5, "2022-05-10"},
		{"the last day of a short month", meeting.Rule{Day: 31}, 2022, 2, "2022-02-28"},
		{"the second Tuesday", meeting.Rule{Nth: 2, Weekday: time.Tuesday}, 2022, 5, "2022-05-10"},
		{"the first Sunday on the first", meeting.Rule{Nth: 1, Weekday: time.Sunday}, 2022, 5, "2022-05-01"},
		{"the last Thursday", meeting.Rule{Nth: -1, Weekday: time.Thursday}, 2022, 6, "2022-06-30"},
		{"the last Friday before a longer end", meeting.Rule{Nth: -1, Weekday: time.Friday}, 2022, 5, "2022-05-27"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			require.NoError(t, monthly(c.rule).Check())
			require.Equal(t, c.want, c.rule.DateIn(c.year, c.mon).String())
		})
	}
	require.Error(t, monthly(meeting.Rule{}).Check())
	require.Error(t, monthly(meeting.Rule{Day: 3, Nth: 1}).Check())
	require.Error(t, monthly(meeting.Rule{Nth: 5}).Check())
}

func TestSeriesKnowsWhichMonthsLackTheirMeeting(t *testing.T) {
	s := monthly(meeting.Rule{Day: 10})
	cases := []struct {
		name  string
		have  []string
		today string
		want  []string
	}{
		{"a new series meets this month and the next", nil, "2022-05-01", []string{"2022-05", "2022-06"}},
		{"a series from the past does not meet in the past", nil, "2022-08-20", []string{"2022-08", "2022-09"}},
		{"an ordinary month", []string{"2022-05", "2022-06"}, "2022-06-01", []string{"2022-07"}},
		{"nothing is missing", []string{"2022-05", "2022-06", "2022-07"}, "2022-06-15", nil},
		{"the system slept through a month", []string{"2022-05", "2022-06"}, "2022-08-20", []string{"2022-07", "2022-08", "2022-09"}},
		{"a gap before months that stand", []string{"2022-05", "2022-07"}, "2022-06-15", []string{"2022-06"}},
		{"years later nobody wants the old months", []string{"2022-05"}, "2024-08-20", []string{"2024-07", "2024-08", "2024-09"}},
		{"not begun yet", nil, "2022-03-01", nil},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			got, err := s.Periods(c.have, workcal.MustDate(c.today))
			require.NoError(t, err)
			require.Equal(t, c.want, got)
		})
	}
	s.Rule.Every = 3
	got, err := s.Periods([]string{"2022-05"}, workcal.MustDate("2022-08-01"))
	require.NoError(t, err)
	require.Equal(t, []string{"2022-08"}, got)
}

// A month that was missed still meets, as soon as its agenda can be prepared.
func TestMissedMonthMeetsSoon(t *testing.T) {
	s := monthly(meeting.Rule{Day: 10})
	cal := workcal.Embedded()
	plan, err := s.PlanFor("2022-05", cal, workcal.MustDate("2022-04-01"))
	require.NoError(t, err)
	require.Equal(t, "2022-05-10", plan.Date.String())
	plan, err = s.PlanFor("2022-05", cal, workcal.MustDate("2022-06-02"))
	require.NoError(t, err)
	require.Equal(t, "2022-06-09", plan.Date.String())

	r := newRoom(t)
	r.at = day("2022-06-02")
	cmd := opening("2022-05-10")
	cmd.Plan = &plan
	r.do(clock, cmd)
	require.Equal(t, "2022-05", r.m.Period)
}

// F-2: the score is days blocked × investment × milestone proximity.
func TestScoreIsExplainedByItsNumbers(t *testing.T) {
	on := workcal.MustDate("2022-05-10")
	e := entry(1)
	require.Equal(t, meeting.Score{Score: 3 * 3 * 4, Days: 3, InvestWan: 60000, InvestWeight: 3, MilestoneDays: 27, MilestoneWeight: 4}, meeting.ScoreOf(e, on))
	e.BlocksUntil = workcal.MustDate("2022-05-01")
	require.Equal(t, 6, meeting.ScoreOf(e, on).MilestoneWeight, "missed")
	e.BlocksUntil = workcal.Date{}
	require.Equal(t, 1, meeting.ScoreOf(e, on).MilestoneWeight)
	e.Project.InvestWan, e.RaisedOn = 1_000_000, workcal.MustDate("2019-01-01")
	require.Equal(t, 365*5, meeting.ScoreOf(e, on).Score)

	r := opened(t)
	big := entry(2)
	big.Project.ID, big.Project.InvestWan = "p-big", 900_000
	r.do(clock, adding(big))
	order := act(meeting.ActReorder)
	order.ByScore = true
	r.do(coordinator, order)
	require.Equal(t, "i2", r.m.Items[0].ID)
	order.ByScore, order.ItemID, order.Before = false, "i1", "i2"
	r.do(coordinator, order)
	require.Equal(t, "i1", r.m.Items[0].ID)
}

// F-3: more minutes on the agenda than the meeting has is shown, not refused.
func TestOverrunIsShown(t *testing.T) {
	r := opened(t)
	long := onItem(meeting.ActSetSlot, "i1")
	long.Minutes = 150
	r.do(coordinator, long)
	require.Equal(t, 30, r.m.ViewFor(coordinator, r.at).Totals.Overrun)
}
