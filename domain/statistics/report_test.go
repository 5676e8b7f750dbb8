package statistics

import (
	"cmp"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/diaodu/diaodu/domain/issue"
	"github.com/diaodu/diaodu/domain/org"
	"github.com/diaodu/diaodu/domain/project"
	"github.com/diaodu/diaodu/domain/supervision"
	"github.com/diaodu/diaodu/domain/workcal"
)

// linesNaively groups the shown lists themselves, line by line.
func linesNaively(lists map[string][]Sample, key func(*Sample) (key, name, group string)) []Line {
	at := map[string]*Line{}
	split := map[string]map[string][]Sample{}
	for _, code := range lineMeasures {
		for n := range lists[code] {
			s := &lists[code][n]
			k, name, group := key(s)
			if k == "" {
				continue
			}
			if at[k] == nil {
				at[k], split[k] = &Line{Key: k, Name: name, Group: group, Figures: map[string]Figure{}}, map[string][]Sample{}
			}
			if at[k].Group == "" {
				at[k].Group = group
			}
			split[k][code] = append(split[k][code], *s)
		}
	}
	lines := make([]Line, 0, len(at))
	for k, l := range at {
		for _, code := range lineMeasures {
			m, _ := MeasureOf(code)
			l.Figures[code] = m.Over(split[k][code])
		}
		lines = append(lines, *l)
	}
	slices.SortFunc(lines, func(a, b Line) int {
		return cmp.Or(cmp.Compare(b.Figures[Raised].Den, a.Figures[Raised].Den), cmp.Compare(a.Key, b.Key))
	})
	return lines
}

// madeUp are facts of every kind, many of them of the same day, unit or class,
// some of units that changed their name.
func madeUp(seed uint64) *Facts {
	r := rand.New(rand.NewPCG(seed, 7))
	f := may("2022-05-31")
	some := func(list ...string) string { return list[r.IntN(len(list))] }
	on := func() workcal.Date {
		if r.IntN(12) == 0 {
			return workcal.Date{}
		}
		return day("2022-04-20").AddDays(r.IntN(50))
	}
	about := func(kind string, n int) About {
		unit := some("", "o1", "o2", "o3")
		return About{
			Kind: kind, ID: fmt.Sprintf("%s-%d", kind, n), Class: some("", "water", "power", "land"), Town: some("", "500153001", "500153002"),
			LeadID: unit, LeadName: some("旧名", "新名") + unit, LeadType: org.Type(some("", string(org.Department), string(org.Utility))),
			EnterpriseID: some("e1", "e2"), Restricted: r.IntN(9) == 0, RaisedBy: some("u1", "u2"),
		}
	}
	for n := range 120 {
		received, dispatched := on(), on()
		i := Issue{
			About: about(OfIssue, n), State: issue.State(some("closed", "closed_unconfirmed", "in_progress", "withdrawn", "rejected")), Open: r.IntN(3) == 0,
			ReceivedOn: received, RespondBy: on(), ClosedOn: on(), Due: on(), Verified: r.IntN(2) == 0, Rating: r.IntN(6), Rounds: r.IntN(3),
			ProjectKey: r.IntN(2) == 0, ProjectPhase: project.Building, FirstTaskOn: on(),
		}
		if !dispatched.IsZero() {
			i.FirstDispatch = dispatched.At(9, 0)
			i.FirstAct = dispatched.At(9+r.IntN(9), r.IntN(60))
		}
		f.Issues = append(f.Issues, i)
	}
	for n := range 80 {
		f.Tasks = append(f.Tasks, Task{
			About: about(OfTask, n), State: supervision.Status(some("graded", "closed", "reporting", "cancelled")), Open: r.IntN(3) == 0, DecidedOn: on(),
			Due: on(), OriginalDue: on(), AppliedOn: on(), ClosedOn: on(), Late: r.IntN(4) == 0, Suspended: r.IntN(6) == 0,
		})
	}
	for n := range 20 {
		f.Pauses = append(f.Pauses, Pause{About: about(OfTask, n%7), Code: some("weather", "expert"), From: on(), To: on()})
		f.Extended = append(f.Extended, Happened{About: about(OfTask, n%5), On: on(), Seq: n})
		f.Closings = append(f.Closings, Happened{About: about(OfIssue, n), On: on(), Seq: n})
		f.Reopenings = append(f.Reopenings, Happened{About: about(OfIssue, n*2), On: on(), Seq: n})
		f.Agenda = append(f.Agenda, AgendaItem{About: about(OfIssue, n), On: on(), Decided: r.IntN(2) == 0})
	}
	return f
}

// Every number of a report is the number of the lists people can open, whoever
// reads it and in whatever order the facts came.
func TestReportIsTheListsBehindIt(t *testing.T) {
	readers := []org.Actor{
		{UserID: "chair", Roles: []org.Role{org.Chair}},
		{UserID: "leader", Roles: []org.Role{org.Leader}},
		{UserID: "u1", Roles: []org.Role{org.Owner}, EnterpriseID: "e1"},
		{UserID: "unit", Roles: []org.Role{org.Handler}, OrgID: "o2"},
	}
	for seed := range uint64(20) {
		f := madeUp(seed)
		for _, reader := range readers {
			got := ReportOf(f, reader)
			lists := map[string][]Sample{}
			for n, m := range Measures {
				list := m.Samples(f)
				require.True(t, slices.IsSortedFunc(list, inOrder), m.Code)
				if OwnerOnly(reader) {
					list = Visible(list, reader)
				}
				lists[m.Code] = list
				require.Equal(t, asText(t, m.Over(list)), asText(t, got.Figures[n]), m.Code)
				if ofUnit(reader) {
					require.Equal(t, asText(t, m.Over(Visible(list, reader))), asText(t, got.Own[n]), m.Code)
				}
			}
			require.Equal(t, asText(t, linesNaively(lists, func(s *Sample) (string, string, string) { return s.Class, f.Classes.LevelName(s.Class), "" })), asText(t, got.ByClass))
			require.Equal(t, asText(t, linesNaively(lists, func(s *Sample) (string, string, string) { return s.Town, s.Town, "" })), asText(t, got.ByTown))
			if seesDistrict(reader) {
				units := ranked(linesNaively(lists, func(s *Sample) (string, string, string) { return s.LeadID, s.LeadName, string(s.LeadType) }))
				require.Equal(t, asText(t, units), asText(t, got.ByLead))
			}
			counted := Month{}
			for n, m := range got.Months {
				require.True(t, n == 0 || got.Months[n-1].Month < m.Month)
				counted.Raised, counted.Resolved = counted.Raised+m.Raised, counted.Resolved+m.Resolved
			}
			require.Equal(t, Month{Raised: len(lists[Raised]), Resolved: len(lists[Resolved])}, counted, "the months make the whole")
			whole := asText(t, got)
			shuffled := madeUp(seed)
			r := rand.New(rand.NewPCG(seed, 9))
			r.Shuffle(len(shuffled.Issues), func(i, j int) { shuffled.Issues[i], shuffled.Issues[j] = shuffled.Issues[j], shuffled.Issues[i] })
			r.Shuffle(len(shuffled.Tasks), func(i, j int) { shuffled.Tasks[i], shuffled.Tasks[j] = shuffled.Tasks[j], shuffled.Tasks[i] })
			require.Equal(t, whole, asText(t, ReportOf(shuffled, reader)), "the order of facts changes no byte")
		}
	}
}

// A line drawn over the months must not skip one in which nothing happened, nor
// show months that have not come.
func TestEveryMonthOfThePeriodIsThere(t *testing.T) {
	f := may("2022-05-24")
	f.From, f.To = day("2021-12-15"), day("2022-08-31")
	f.Issues = append(f.Issues, Issue{ReceivedOn: day("2021-12-31")}, Issue{ReceivedOn: day("2022-05-02"), State: issue.Closed, ClosedOn: day("2022-05-20")})
	require.Equal(t, []Month{
		{Month: "2021-12", Raised: 1}, {Month: "2022-01"}, {Month: "2022-02"}, {Month: "2022-03"}, {Month: "2022-04"},
		{Month: "2022-05", Raised: 1, Resolved: 1},
	}, ReportOf(f, org.Actor{Roles: []org.Role{org.Chair}}).Months)
}

func asText(t *testing.T, v any) string {
	t.Helper()
	body, err := json.Marshal(v)
	require.NoError(t, err)
	return string(body)
}
