package statistics

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/diaodu/diaodu/domain/issue"
	"github.com/diaodu/diaodu/domain/org"
	"github.com/diaodu/diaodu/domain/project"
	"github.com/diaodu/diaodu/domain/supervision"
	"github.com/diaodu/diaodu/domain/workcal"
)

func day(s string) workcal.Date { return workcal.MustDate(s) }

func may(asOf string) *Facts {
	return &Facts{AsOf: day(asOf).At(18, 0), From: day("2022-05-01"), To: day("2022-05-31"), Cal: workcal.Embedded()}
}

func figure(t *testing.T, f *Facts, code string) Figure {
	t.Helper()
	m, ok := MeasureOf(code)
	require.True(t, ok, code)
	return m.Over(m.Samples(f))
}

func TestEveryMeasureSaysWhatItCounts(t *testing.T) {
	seen := map[string]bool{}
	for _, m := range Measures {
		require.False(t, seen[m.Code], m.Code)
		seen[m.Code] = true
		require.NotEmpty(t, m.Name+m.Unit)
		require.NotEmpty(t, m.Formula, m.Code)
		if m.Shape == Rate {
			require.True(t, strings.Contains(m.Formula, "分子") && strings.Contains(m.Formula, "分母"), m.Code)
		}
		require.Empty(t, m.Samples(may("2022-05-31")), "%s of nothing", m.Code)
	}
	for _, code := range lineMeasures {
		require.True(t, seen[code], code)
	}
}

func TestNoRateIsNotZeroPercent(t *testing.T) {
	f := figure(t, may("2022-05-31"), Resolution)
	require.Nil(t, f.Value)
	require.True(t, f.Small)
	require.InDelta(t, 0, *figure(t, may("2022-05-31"), Raised).Value, 0, "but nothing raised is 0")
}

func TestPercentiles(t *testing.T) {
	require.InDelta(t, 2.5, percentile([]float64{1, 2, 3, 4}, 50), 0)
	require.InDelta(t, 3, percentile([]float64{1, 3, 5}, 50), 0)
	ten := []float64{1, 2, 3, 4, 5, 6, 7, 8, 9, 10}
	require.InDelta(t, 9, percentile(ten, 90), 0)
	require.InDelta(t, 7, percentile([]float64{7}, 90), 0)
}

func TestExclusionsOfTheThreeRates(t *testing.T) {
	f := may("2022-05-31")
	add := func(state issue.State, change func(*Issue)) {
		i := Issue{About: About{ID: fmt.Sprint(len(f.Issues))}, State: state, ReceivedOn: day("2022-05-05"), ClosedOn: day("2022-05-20"),
			FirstDispatch: day("2022-05-06").At(9, 0), RespondBy: day("2022-05-09"), FirstAct: day("2022-05-09").At(17, 0)}
		if change != nil {
			change(&i)
		}
		f.Issues = append(f.Issues, i)
	}
	add(issue.Closed, func(i *Issue) { i.Rating = 5 })
	add(issue.Closed, func(i *Issue) { i.Rating = 3 })
	add(issue.Closed, nil) // not rated
	add(issue.ClosedUnconfirmed, func(i *Issue) { i.Verified, i.Rating = true, 5 })
	add(issue.ClosedUnconfirmed, nil)
	add(issue.Rejected, func(i *Issue) { i.FirstAct = time.Time{} })
	add(issue.Withdrawn, nil)
	add(issue.InProgress, func(i *Issue) { i.Open, i.ClosedOn, i.FirstAct = true, workcal.Date{}, day("2022-05-10").At(9, 0) })
	add(issue.Closed, func(i *Issue) { i.ClosedOn = day("2022-04-30") }) // another month's

	r := figure(t, f, Resolution)
	require.Equal(t, []int{4, 5}, []int{r.Num, r.Den})
	require.InDelta(t, 80, *r.Value, 0)
	s := figure(t, f, Satisfaction)
	require.Equal(t, []int{1, 2}, []int{s.Num, s.Den}, "never those closed without the owner")
	a := figure(t, f, Response)
	require.Equal(t, []int{7, 8}, []int{a.Num, a.Den}, "refused before anybody answered is out, a day late is in")
}

func TestResponseWaitsForTheLimit(t *testing.T) {
	f := may("2022-05-09")
	f.Issues = []Issue{{State: issue.Dispatched, Open: true, FirstDispatch: day("2022-05-09").At(9, 0), RespondBy: day("2022-05-10")}}
	require.Zero(t, figure(t, f, Response).Den, "still in time to answer")
	f.AsOf = day("2022-05-11").At(9, 0)
	r := figure(t, f, Response)
	require.Equal(t, []int{0, 1}, []int{r.Num, r.Den})
}

func TestOnTimeByCurrentAndOriginalDate(t *testing.T) {
	f := may("2022-05-25")
	f.Tasks = []Task{
		{State: supervision.Closed, Due: day("2022-05-19"), OriginalDue: day("2022-05-12"), AppliedOn: day("2022-05-18"), ClosedOn: day("2022-05-19")},
		{State: supervision.Closed, Due: day("2022-05-19"), OriginalDue: day("2022-05-19"), AppliedOn: day("2022-05-18"), ClosedOn: day("2022-05-20")},
		{State: supervision.Reporting, Open: true, Due: day("2022-05-20"), OriginalDue: day("2022-05-20")},
		{State: supervision.Reporting, Open: true, Due: day("2022-05-20"), OriginalDue: day("2022-05-20"), Suspended: true},
		{State: supervision.Reporting, Open: true, Due: day("2022-05-30"), OriginalDue: day("2022-05-30")},
		{State: supervision.Cancelled, Due: day("2022-05-10"), OriginalDue: day("2022-05-10")},
	}
	now := figure(t, f, OnTime)
	require.Equal(t, []int{1, 3}, []int{now.Num, now.Den})
	first := figure(t, f, OnTimeOriginal)
	require.Equal(t, []int{0, 4}, []int{first.Num, first.Den})
	applied := figure(t, f, AppliedOnTime)
	require.Equal(t, []int{2, 3}, []int{applied.Num, applied.Den})
	require.Equal(t, 1, figure(t, f, Overdue).Den)
}

func TestDurationsCountWorkdays(t *testing.T) {
	f := may("2022-05-31")
	f.Issues = []Issue{{
		State: issue.Closed, ReceivedOn: day("2022-05-07"), ClosedOn: day("2022-05-31"), FirstTaskOn: day("2022-05-10"),
		FirstDispatch: day("2022-05-07").At(15, 0), FirstAct: day("2022-05-09").At(9, 0),
	}}
	require.InDelta(t, 2, *figure(t, f, RaiseToTask).Median, 0, "05-07 is a make-up workday, so 05-09 and 05-10")
	require.InDelta(t, 17, *figure(t, f, RaiseToClosed).Median, 0)
	require.InDelta(t, 42, *figure(t, f, FirstActHours).Median, 0)
}

// S1-20: 28 calendar days, less than a month.
func TestLevellingToStart(t *testing.T) {
	f := &Facts{AsOf: day("2022-06-30").End(), From: day("2022-06-01"), To: day("2022-06-30"), Cal: workcal.Embedded()}
	f.Starts = []Start{
		{Levelled: day("2022-05-09"), Started: day("2022-06-06")},
		{Levelled: day("2022-05-06"), Started: day("2022-06-06")},
		{Started: day("2022-06-06")},
	}
	s := figure(t, f, LevelToStart)
	require.Equal(t, []int{1, 2}, []int{s.Num, s.Den})
	require.InDelta(t, 29.5, *s.Median, 0)
}

func TestPausedDaysAreCutToThePeriodAndTheMoment(t *testing.T) {
	f := may("2022-05-24")
	f.Pauses = []Pause{
		{Code: "weather", From: day("2022-05-20"), To: day("2022-05-24")},
		{Code: "weather", From: day("2022-04-28"), To: day("2022-05-05")},
		{Code: "expert", From: day("2022-05-23")},
	}
	require.InDelta(t, 3+1+2, *figure(t, f, PausedDays).Value, 0)
	r := ReportOf(f, org.Actor{Roles: []org.Role{org.Chair}})
	require.Equal(t, []Paused{{"expert", 2, 1}, {"weather", 4, 2}}, r.Paused)
}

// K-4: fewer than five are not ranked, and units are compared with their like.
func TestSmallNumbersAreNotRanked(t *testing.T) {
	f := may("2022-05-31")
	add := func(unit string, kind org.Type, n, kept int) {
		for k := range n {
			task := Task{About: About{Kind: OfTask, ID: fmt.Sprint(unit, k), LeadID: unit, LeadName: unit, LeadType: kind},
				State: supervision.Closed, Due: day("2022-05-19"), OriginalDue: day("2022-05-19"), ClosedOn: day("2022-05-19")}
			if k >= kept {
				task.ClosedOn = day("2022-05-20")
			}
			f.Tasks = append(f.Tasks, task)
		}
	}
	add("a", org.Department, 5, 4)
	add("b", org.Department, 6, 6)
	add("c", org.Department, 4, 4)
	add("w", org.Utility, 5, 1)
	ranks := map[string]int{}
	for _, l := range ReportOf(f, org.Actor{Roles: []org.Role{org.Supervisor}}).ByLead {
		ranks[l.Key] = l.Rank
	}
	require.Equal(t, map[string]int{"a": 2, "b": 1, "c": 0, "w": 1}, ranks)
}

func TestHeadlineTakesKeyProjectsUnderConstruction(t *testing.T) {
	f := may("2022-05-31")
	for _, p := range project.Phases {
		for _, key := range []bool{true, false} {
			f.Issues = append(f.Issues, Issue{State: issue.Closed, ClosedOn: day("2022-05-20"), ProjectKey: key, ProjectPhase: p})
		}
	}
	require.Equal(t, 2, figure(t, f, ResolvedKey).Den)
}

func TestPagesGoOnBehindTheirMark(t *testing.T) {
	f := may("2022-05-31")
	for n := range 7 {
		f.Issues = append(f.Issues, Issue{About: About{Kind: OfIssue, ID: fmt.Sprint("i", n)}, ReceivedOn: day("2022-05-05").AddDays(n / 3)})
	}
	m, _ := MeasureOf(Raised)
	list := m.Samples(f)
	require.Len(t, list, 7)
	for n := range list {
		require.Len(t, Behind(list, list[n].Mark()), 6-n)
	}
	gone := append(append([]Sample{}, list[:2]...), list[3:]...)
	require.Len(t, Behind(gone, list[2].Mark()), 4, "the marked line is no longer there")
	require.Empty(t, Behind(list, "nonsense"))
}

func TestRulerCountsAsTheCalendarDoes(t *testing.T) {
	f := may("2022-05-31")
	for n := -40; n < 40; n += 3 {
		for _, from := range []string{"2022-05-07", "2022-02-01", "2010-01-01", "2023-01-01"} {
			a := day(from)
			require.Equal(t, f.Cal.WorkdaysBetween(a, a.AddDays(n)), f.workdays(a, a.AddDays(n)), "%s %d", a, n)
		}
	}
	require.Zero(t, f.workdays(workcal.Date{}, day("2022-05-07")))
}

func TestScoreNeedsWeightsAndRates(t *testing.T) {
	rate := func(code string, v float64) Figure { return Figure{Measure: Measure{Code: code}, Value: number(v)} }
	three := []Figure{rate(Response, 100), rate(Resolution, 90), rate(Satisfaction, 80)}
	var none *Weights
	require.Nil(t, none.Score(three))
	w := &Weights{Response: 20, Resolution: 40, Satisfaction: 40, Basis: "考核办法"}
	require.NoError(t, w.Check())
	require.InDelta(t, 88, *w.Score(three), 0)
	three[2].Value = nil
	require.Nil(t, w.Score(three))
	require.Error(t, (Weights{Response: 50, Resolution: 50, Satisfaction: 50, Basis: "x"}).Check())
	require.Error(t, (Weights{Response: 100}).Check())
}
