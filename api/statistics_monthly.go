package api

import (
	"context"
	"fmt"

	"github.com/diaodu/diaodu/documents"
	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/org"
	"github.com/diaodu/diaodu/domain/statistics"
	"github.com/diaodu/diaodu/domain/supervision"
	"github.com/diaodu/diaodu/domain/workcal"
	"github.com/diaodu/diaodu/store"
)

// monthlyReport puts figures into the form the paper is printed from.
func (k statisticsDesk) monthlyReport(ctx context.Context, f *statistics.Facts, reader org.Actor) (documents.MonthlyReport, error) {
	r := statistics.ReportOf(f, reader)
	out := documents.MonthlyReport{
		District: k.Office.District, Month: fmt.Sprintf("%d年%d月", f.From.Year(), int(f.From.Month())), FrozenAt: f.AsOf,
		ByClass: tallies(r.ByClass), ByOrg: tallies(r.ByLead),
	}
	if err := k.nameTowns(ctx, r.ByTown); err != nil {
		return out, err
	}
	out.ByTown = tallies(r.ByTown)
	for _, fig := range r.Figures {
		c := documents.Counter{Name: fig.Name, Unit: fig.Unit, Definition: fig.Formula}
		if fig.Value != nil {
			c.Value = *fig.Value
		}
		if fig.Shape == statistics.Rate {
			c.Num, c.Den = int64(fig.Num), int64(fig.Den)
		}
		if fig.P90 != nil {
			c.Definition += fmt.Sprintf("（本期%d件，90分位%g%s）", fig.Den, *fig.P90, fig.Unit)
		}
		out.Counters = append(out.Counters, c)
	}
	var err error
	out.Overdue, err = k.overdue(ctx, f, reader)
	return out, err
}

func tallies(lines []statistics.Line) []documents.Tally {
	list := make([]documents.Tally, 0, len(lines))
	for _, l := range lines {
		t := documents.Tally{
			Name: l.Name, Raised: int64(l.Figures[statistics.Raised].Den), Resolved: int64(l.Figures[statistics.Resolved].Den),
			Open: int64(l.Figures[statistics.InHand].Den), Overdue: int64(l.Figures[statistics.Overdue].Den),
			DueInMonth: int64(l.Figures[statistics.OnTime].Den), OnTime: int64(l.Figures[statistics.OnTime].Num),
		}
		if m := l.Figures[statistics.RaiseToClosed].Median; m != nil {
			t.MedianWorkdays = *m
		}
		list = append(list, t)
	}
	return list
}

// overdue are the tasks late at the moment, with what their unit then said it
// would do next.
func (k statisticsDesk) overdue(ctx context.Context, f *statistics.Facts, reader org.Actor) ([]documents.OverdueTask, error) {
	m, _ := statistics.MeasureOf(statistics.Overdue)
	tasks := map[string]*statistics.Task{}
	for n := range f.Tasks {
		tasks[f.Tasks[n].ID] = &f.Tasks[n]
	}
	var list []documents.OverdueTask
	for _, s := range statistics.Visible(m.Samples(f), reader) {
		t := tasks[s.ID]
		line := documents.OverdueTask{
			TaskNo: t.No, Project: t.ProjectName, Content: t.Title, LeadOrg: t.LeadName, Leader: t.LeaderName, Due: t.Due,
			OverdueDays: int64(f.Cal.WorkdaysBetween(t.Due, workcal.DateOf(f.AsOf))), Extensions: int64(t.Extended),
		}
		state, ok, err := k.Statistics.LoadAt(ctx, casefile.Task, s.ID, f.AsOf)
		if err != nil {
			return nil, err
		}
		if then, is := state.(*supervision.Task); ok && is {
			line.Next = store.NextStep(then.Reports)
		}
		list = append(list, line)
	}
	return list, nil
}
