package meeting

import (
	"slices"
	"strconv"
	"time"

	"github.com/diaodu/diaodu/domain/between"
	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/org"
	"github.com/diaodu/diaodu/domain/workcal"
)

var forums = []between.Forum{between.DailyGroup, between.OnSite, between.Monthly, between.Quarterly, between.Special}

// judgeOpen plans the meeting. The month's regular one has an id of its own, so
// a second is the same case and cannot be born (R1).
func judgeOpen(m *Meeting, o *order) error {
	p := o.Plan
	if p == nil {
		return wrong("meeting.missing", "plan", "no plan").With("field", "plan")
	}
	full := m.Cal
	if o.Calendar != nil {
		full = *o.Calendar
	}
	if full.Version == "" {
		return wrong("meeting.no_calendar", "calendar", "no working-day calendar")
	}
	month, err := time.Parse("2006-01", p.Period)
	if err != nil {
		return wrong("meeting.period", "plan.period", "%q is not a month like 2022-05", p.Period)
	}
	if err := each(needText("plan.series", p.Series, 32), needText("plan.name", p.Name, 60),
		needText("plan.chair", p.Chair.Name, longLine), mayText("plan.chair", p.Chair.UserID, 32)); err != nil {
		return err
	}
	if !p.Extra && m.ID != RegularID(p.Series, p.Period) {
		return wrong("meeting.id", "plan.period", "%s is not the regular meeting of %s in %s", m.ID, p.Series, p.Period)
	}
	if !slices.Contains(forums, p.Forum) {
		return wrong("meeting.forum", "plan.forum", "unknown forum %q", p.Forum)
	}
	if !p.Extra && !o.System() && (p.Date.Year() != month.Year() || p.Date.Month() != month.Month()) {
		return wrong("meeting.outside_month", "plan.date", "%s is not in %s", p.Date, p.Period).With("period", p.Period)
	}
	plan, cal := *p, full.Slice(p.Date.Year()-1, p.Date.Year()+1)
	if err := o.plan(m, cal, &plan, plan.Cutoffs); err != nil {
		return err
	}
	o.change.Calendar = &cal
	year := p.Period[:4]
	o.series = &casefile.Series{Name: "meeting/" + p.Series + "/" + year, Format: year + "年第%d次"}
	o.notify("meeting.planned", who(org.Coordinator), arg("title", plan.title()), arg("date", plan.Date.String()), arg("start", plan.Start.String()))
	return nil
}

func (p Plan) title() string {
	return (&Meeting{Period: p.Period, Name: p.Name, Extra: p.Extra}).Title()
}

// plan checks date and times, moves the date off a rest day (R1) and computes
// the cutoffs.
func (o *order) plan(m *Meeting, cal workcal.Calendar, p *Plan, fixed Cutoffs) error {
	switch {
	case p.Date.IsZero():
		return wrong("meeting.missing", "plan.date", "no date").With("field", "plan.date")
	case p.Date.Before(o.today):
		return wrong("meeting.past", "plan.date", "%s is past", p.Date).With("date", p.Date.String())
	case p.Date.Sub(o.today) > 400:
		return wrong("meeting.too_far", "plan.date", "%s is more than a year away", p.Date)
	case p.Start < 6*60 || p.Start > 22*60:
		return wrong("meeting.start", "plan.start", "start %s", p.Start)
	case p.Minutes < 10 || p.Minutes > 24*60:
		return wrong("meeting.minutes", "plan.minutes", "%d minutes", p.Minutes)
	}
	if err := mayText("plan.place", p.Place, longLine); err != nil {
		return err
	}
	if moved := cal.NextWorkday(p.Date); moved != p.Date {
		o.change.Wanted, p.Date = p.Date, moved
	}
	cut := m.cutoffsOf(cal, p.Date, fixed, o.today)
	for _, day := range []workcal.Date{cut.Collect, cut.Triage, cut.Lock, cut.Materials} {
		if day.After(p.Date) {
			return wrong("meeting.cutoff", "plan.cutoffs", "cutoff %s is after the meeting", day).With("date", day.String())
		}
	}
	if cut.Lock.Before(cut.Collect) {
		return wrong("meeting.cutoff", "plan.cutoffs", "lock %s is before collecting %s", cut.Lock, cut.Collect).With("date", cut.Lock.String())
	}
	o.change.Plan, o.change.Cutoffs = p, &cut
	p.Cutoffs = fixed
	return nil
}

// judgeReschedule moves the meeting to another day (R1); what is not said stays.
func judgeReschedule(m *Meeting, o *order) error {
	if o.Plan == nil {
		return wrong("meeting.missing", "plan", "no plan").With("field", "plan")
	}
	if err := o.needReason(); err != nil {
		return err
	}
	plan := Plan{Date: o.Plan.Date, Start: o.Plan.Start, Minutes: o.Plan.Minutes, Place: o.Plan.Place}
	if plan.Date.IsZero() {
		plan.Date = m.Date
	}
	if plan.Start == 0 {
		plan.Start = m.Start
	}
	if plan.Minutes == 0 {
		plan.Minutes = m.Budget
	}
	if plan.Place == "" {
		plan.Place = m.Place
	}
	// Cutoffs set by hand for the old day mean nothing for the new one.
	if err := o.plan(m, m.Cal, &plan, o.Plan.Cutoffs); err != nil {
		return err
	}
	to := append(append(who(org.Coordinator), m.units()...), m.owners()...)
	o.notify("meeting.moved", to, arg("title", m.Title()), arg("was", m.Date.String()),
		arg("date", plan.Date.String()), arg("start", plan.Start.String()), arg("reason", o.Reason))
	return nil
}

func judgePostpone(m *Meeting, o *order) error {
	o.notify("meeting.postponed", append(append(who(org.Coordinator), m.units()...), m.owners()...), m.named(arg("reason", o.Reason))...)
	return o.needReason()
}

// judgeCancel ends the meeting; its issues go back to the waiting list.
func judgeCancel(m *Meeting, o *order) error {
	o.notify("meeting.cancelled", append(append(who(org.Coordinator), m.units()...), m.owners()...), m.named(arg("reason", o.Reason))...)
	return o.needReason()
}

func judgeLock(m *Meeting, o *order) error {
	o.notify("meeting.locked", append(who(org.Coordinator), m.units()...), m.named(arg("items", strconv.Itoa(len(m.Items))))...)
	return nil
}

// judgeUnlock opens the agenda again until the end of a day, at most the
// meeting's own.
func judgeUnlock(m *Meeting, o *order) error {
	if err := o.needReason(); err != nil {
		return err
	}
	until := o.Until
	if until.IsZero() {
		until = m.Date
	}
	if until.Before(o.today) || until.After(m.Date) {
		return wrong("meeting.unlock_until", "until", "unlock until %s", until).With("date", m.Date.String())
	}
	cut := m.Cutoffs
	cut.Lock = until
	o.change.Cutoffs = &cut
	o.notify("meeting.unlocked", who(org.Coordinator), m.named(arg("until", until.String()), arg("reason", o.Reason))...)
	return nil
}
