package statistics

import (
	"slices"
	"strconv"

	"github.com/diaodu/diaodu/domain/issue"
	"github.com/diaodu/diaodu/domain/project"
	"github.com/diaodu/diaodu/domain/supervision"
	"github.com/diaodu/diaodu/domain/workcal"
)

// entry is a line before it is shown: it points at what it is about, so that a
// year's lists of a large district are counted without copying their texts.
type entry struct {
	about  *About
	on     workcal.Date
	counts bool
	value  float64
	group  string
}

// sample is the line as it is shown.
func (e *entry) sample() Sample {
	return Sample{About: *e.about, On: e.on.String(), Counts: e.counts, Value: e.value, Group: e.group}
}

// one is a line where only the number of lines matters.
func one(a *About, on workcal.Date) entry { return entry{about: a, on: on, counts: true, value: 1} }

func worth(a *About, on workcal.Date, counts bool, value float64) entry {
	return entry{about: a, on: on, counts: counts, value: value}
}

func (f *Facts) issues(pick func(*Issue) (entry, bool)) []entry {
	list := make([]entry, 0, len(f.Issues))
	for n := range f.Issues {
		if s, ok := pick(&f.Issues[n]); ok {
			list = append(list, s)
		}
	}
	return list
}

func (f *Facts) tasks(pick func(*Task) (entry, bool)) []entry {
	list := make([]entry, 0, len(f.Tasks))
	for n := range f.Tasks {
		if s, ok := pick(&f.Tasks[n]); ok {
			list = append(list, s)
		}
	}
	return list
}

// UnderConstruction are the phases that the year's headline calls 在建 (2.1.7).
var UnderConstruction = []project.Phase{project.Started, project.Building}

func resolvedKey(f *Facts) []entry {
	return f.issues(func(i *Issue) (entry, bool) {
		building := slices.Contains(UnderConstruction, i.ProjectPhase)
		return one(&i.About, i.ClosedOn), i.Solved() && f.in(i.ClosedOn) && i.ProjectKey && building
	})
}

func raised(f *Facts) []entry {
	return f.issues(func(i *Issue) (entry, bool) { return one(&i.About, i.ReceivedOn), f.in(i.ReceivedOn) })
}

func resolved(f *Facts) []entry {
	return f.issues(func(i *Issue) (entry, bool) { return one(&i.About, i.ClosedOn), i.Solved() && f.in(i.ClosedOn) })
}

func inHand(f *Facts) []entry {
	return f.issues(func(i *Issue) (entry, bool) { return one(&i.About, i.ReceivedOn), i.Open })
}

func overdue(f *Facts) []entry {
	return f.tasks(func(t *Task) (entry, bool) {
		late := t.Open && !t.Suspended && !t.Due.IsZero() && t.Due.Before(f.Today()) && (!t.handedIn() || t.Late)
		return worth(&t.About, t.Due, true, float64(f.workdays(t.Due, f.Today()))), late
	})
}

func carryOver(f *Facts) []entry {
	return f.issues(func(i *Issue) (entry, bool) {
		months := wholeMonths(i.ReceivedOn, f.Today())
		return worth(&i.About, i.ReceivedOn, months >= 1, float64(months)), i.Open
	})
}

// wholeMonths is how many whole months lie between two days.
func wholeMonths(a, b workcal.Date) int {
	n := (b.Year()-a.Year())*12 + int(b.Month()) - int(a.Month())
	if b.Day() < a.Day() {
		n--
	}
	return max(n, 0)
}

func response(f *Facts) []entry {
	return f.issues(func(i *Issue) (entry, bool) {
		if i.FirstDispatch.IsZero() || !f.in(workcal.DateOf(i.FirstDispatch)) {
			return entry{}, false
		}
		acted := workcal.DateOf(i.FirstAct)
		answered := !i.FirstAct.IsZero()
		due := answered || i.RespondBy.Before(f.Today())
		gone := !answered && (i.State == issue.Withdrawn || i.State == issue.Merged || i.State == issue.Rejected)
		return worth(&i.About, workcal.DateOf(i.FirstDispatch), answered && !acted.After(i.RespondBy), 1), due && !gone
	})
}

func resolution(f *Facts) []entry {
	return f.issues(func(i *Issue) (entry, bool) {
		return worth(&i.About, i.ClosedOn, i.Solved(), 1), i.settled() && f.in(i.ClosedOn)
	})
}

func satisfaction(f *Facts) []entry {
	return f.issues(func(i *Issue) (entry, bool) {
		return worth(&i.About, i.ClosedOn, i.Rating >= 4, float64(i.Rating)), i.State == issue.Closed && i.Rating > 0 && f.in(i.ClosedOn)
	})
}

// owing keeps the tasks whose date fell into the period and had come.
func owing(f *Facts, due func(*Task) workcal.Date, kept func(*Task) bool) []entry {
	return f.tasks(func(t *Task) (entry, bool) {
		d := due(t)
		closed := !t.ClosedOn.IsZero() && !t.Open
		came := d.Before(f.Today()) || closed
		return worth(&t.About, d, kept(t), 1), t.State != supervision.Cancelled && f.in(d) && came
	})
}

// handedIn tells whether the unit did its part: what then takes time is the
// verification and the owner's answer.
func (t *Task) handedIn() bool {
	return t.State == supervision.ApplyClose || t.State == supervision.OwnerConfirm || t.State.Over()
}

func onTime(f *Facts) []entry {
	return owing(f, current, func(t *Task) bool { return !t.Open && !t.ClosedOn.IsZero() && !t.ClosedOn.After(t.Due) })
}

func onTimeOriginal(f *Facts) []entry {
	return owing(f, func(t *Task) workcal.Date { return t.OriginalDue },
		func(t *Task) bool { return !t.Open && !t.ClosedOn.IsZero() && !t.ClosedOn.After(t.OriginalDue) })
}

func appliedOnTime(f *Facts) []entry {
	return owing(f, current, func(t *Task) bool { return t.handedIn() && !t.AppliedOn.After(t.Due) && !t.Late })
}

// current is the date in force; while the clock stands still there is none.
func current(t *Task) workcal.Date {
	if t.Open && t.Suspended {
		return workcal.Date{}
	}
	return t.Due
}

func raiseToTask(f *Facts) []entry {
	return f.issues(func(i *Issue) (entry, bool) {
		return worth(&i.About, i.FirstTaskOn, true, float64(f.workdays(i.ReceivedOn, i.FirstTaskOn))), f.in(i.FirstTaskOn)
	})
}

func taskToClosed(f *Facts) []entry {
	return f.tasks(func(t *Task) (entry, bool) {
		over := t.State.Over() && f.in(t.ClosedOn)
		return worth(&t.About, t.ClosedOn, true, float64(f.workdays(t.DecidedOn, t.ClosedOn))), over
	})
}

func raiseToClosed(f *Facts) []entry {
	return f.issues(func(i *Issue) (entry, bool) {
		return worth(&i.About, i.ClosedOn, true, float64(f.workdays(i.ReceivedOn, i.ClosedOn))), i.settled() && f.in(i.ClosedOn)
	})
}

func decidedInMeeting(f *Facts) []entry {
	list := []entry{}
	for n := range f.Agenda {
		if it := &f.Agenda[n]; f.in(it.On) {
			list = append(list, worth(&it.About, it.On, it.Decided, 1))
		}
	}
	return list
}

func firstActHours(f *Facts) []entry {
	return f.issues(func(i *Issue) (entry, bool) {
		if i.FirstDispatch.IsZero() || i.FirstAct.IsZero() || !f.in(workcal.DateOf(i.FirstDispatch)) {
			return entry{}, false
		}
		hours := max(i.FirstAct.Sub(i.FirstDispatch).Hours(), 0)
		return worth(&i.About, workcal.DateOf(i.FirstDispatch), true, round(hours, 1)), true
	})
}

func levelToStart(f *Facts) []entry {
	list := []entry{}
	for n := range f.Starts {
		s := &f.Starts[n]
		if !s.Levelled.IsZero() && f.in(s.Started) {
			inMonth := wholeMonths(s.Levelled, s.Started) < 1
			list = append(list, worth(&s.About, s.Started, inMonth, float64(s.Started.Sub(s.Levelled))))
		}
	}
	return list
}

func forceLag(f *Facts) []entry {
	list := []entry{}
	for n := range f.Forces {
		if t := &f.Forces[n]; f.in(t.On) {
			list = append(list, worth(&t.About, t.On, t.LagDays == 0, float64(t.LagDays)))
		}
	}
	return list
}

func recurrence(f *Facts) []entry {
	list, at := make([]entry, 0, len(f.Closings)), make(map[string]int, len(f.Closings))
	add := func(all []Happened, again bool) {
		for k := range all {
			h := &all[k]
			if !f.in(h.On) {
				continue
			}
			n, known := at[h.ID]
			if !known {
				n = len(list)
				at[h.ID] = n
				list = append(list, worth(&h.About, h.On, false, 0))
			}
			if again {
				list[n].counts = true
				list[n].value++
			}
		}
	}
	add(f.Closings, false)
	add(f.Reopenings, true)
	return list
}

func objectionRounds(f *Facts) []entry {
	return f.issues(func(i *Issue) (entry, bool) {
		on := workcal.DateOf(i.FirstDispatch)
		return worth(&i.About, on, i.Rounds > 0, float64(i.Rounds)), !i.FirstDispatch.IsZero() && f.in(on)
	})
}

func extensions(f *Facts) []entry {
	list := []entry{}
	for n := range f.Extended {
		if h := &f.Extended[n]; f.in(h.On) {
			s := one(&h.About, h.On)
			s.group = strconv.Itoa(h.Seq)
			list = append(list, s)
		}
	}
	return list
}

func pausedDays(f *Facts) []entry {
	list := []entry{}
	for n := range f.Pauses {
		p := &f.Pauses[n]
		from, to := p.From, p.To
		for _, end := range []workcal.Date{f.To, f.Today()} {
			if to.IsZero() || to.After(end) {
				to = end
			}
		}
		if from.Before(f.From) {
			from = f.From
		}
		if to.Before(from) {
			continue
		}
		s := worth(&p.About, p.From, true, float64(f.workdays(from.AddDays(-1), to)))
		s.group = p.Code
		list = append(list, s)
	}
	return list
}

func startProjects(f *Facts) []entry {
	list := []entry{}
	for _, e := range f.Events {
		if f.in(e.Date) {
			a := &About{Kind: OfStart, ID: e.ID, Title: e.Name}
			list = append(list, worth(a, e.Date, true, float64(e.Totals.InvestWan)))
		}
	}
	return list
}
