package approval

import (
	"strconv"
	"strings"

	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/fault"
	"github.com/diaodu/diaodu/domain/process"
	"github.com/diaodu/diaodu/domain/workcal"
)

// DateMove is one date that a new calendar moved (E19).
type DateMove struct {
	Key string       `json:"key"` // "law", "promise", "step/3", "supplement/1", "deferred/plan", "notice/4", "extension"
	Old workcal.Date `json:"old"`
	New workcal.Date `json:"new"`
}

// within is the last day of so many workdays from a day on, that day not counted.
// What the case was suspended for since does not count (E17).
func (a *Approval) within(from workcal.Date, days int) workcal.Date {
	return a.suspended(from, a.Cal.AddWorkdays(from, days).Date, func(due, first, last workcal.Date) workcal.Date {
		return a.Cal.AddWorkdays(due, max(a.Cal.WorkdaysBetween(first.AddDays(-1), last), 0)).Date
	})
}

// suspended moves a date by every suspension since its start that is over and
// began before it passed.
func (a *Approval) suspended(from, due workcal.Date, move func(due, first, last workcal.Date) workcal.Date) workcal.Date {
	for _, s := range a.Stops {
		if !strings.HasPrefix(s.Key, suspension) || s.To.IsZero() || s.From.After(due) {
			continue
		}
		first := s.From
		if !first.After(from) {
			first = from.AddDays(1) // day 0 is not counted
		}
		if !s.To.Before(first) {
			due = move(due, first, s.To)
		}
	}
	return due
}

// noticeEnd is the last day of a notice that began on a day.
func (a *Approval) noticeEnd(n *process.Notice, from workcal.Date) workcal.Date {
	if !n.Calendar {
		return a.within(from, n.Days)
	}
	return a.suspended(from, from.AddDays(n.Days), func(due, first, last workcal.Date) workcal.Date {
		return due.AddDays(last.Sub(first) + 1)
	})
}

// redate computes anew the dates that are kept beside the clocks: of 补正, 容缺
// and 公示. What has passed stays.
func (d *draft) redate() []DateMove {
	var moves []DateMove
	moved := func(key string, old, now workcal.Date) bool {
		if old.IsZero() || old == now || old.Before(d.today) && now.Before(d.today) {
			return false
		}
		moves = append(moves, DateMove{key, old, now})
		return true
	}
	if s := d.pendingSupplement(); s != nil {
		x := *s
		switch due, by := d.a.within(x.AskedOn, x.Days), d.a.within(x.CameOn, takeInDays); {
		case x.Answered.IsZero() && moved(x.key(), x.Due, due):
			x.Due = due
			d.keepSupplement(x)
		case !x.Answered.IsZero() && moved(x.key(), x.AcceptBy, by):
			x.AcceptBy = by
			d.keepSupplement(x)
		}
	}
	for _, m := range d.a.Materials {
		if due := d.a.within(m.From, m.Days); m.State == Deferred && !m.Late && moved("deferred/"+m.ID, m.Due, due) {
			m.Due = due
			d.keepMaterial(m)
		}
	}
	for i := range d.a.Runs {
		r := &d.a.Runs[i]
		node, ok := d.g.Node(r.Step)
		if !r.Open || !ok || node.Notice == nil {
			continue
		}
		last := d.a.noticeEnd(node.Notice, casefile.Today(r.OpenedAt))
		if moved("notice/"+strconv.Itoa(r.N), casefile.Today(r.Until.Add(-1)), last) {
			d.touch(r.N).Until = last.End().UTC()
		}
	}
	return moves
}

// recalendar takes a new working-day calendar: open deadlines move with it, and
// each move is written down with both dates (C-10, E19).
func (d *draft) recalendar() error {
	if d.cmd.Calendar == nil {
		return fault.New(fault.Invalid, "approval.no_calendar", "a calendar is missing").On("calendar")
	}
	before := d.clockDues()
	d.a.Cal = *d.cmd.Calendar
	d.ch.Calendar = d.cmd.Calendar
	if !d.a.Status.Live() {
		return nil
	}
	d.reextend()
	for i, now := range d.clockDues() {
		if old := before[i]; old.due != now.due && !old.due.Before(d.today) {
			d.ch.Dates = append(d.ch.Dates, DateMove{now.key, old.due, now.due})
		}
	}
	d.ch.Dates = append(d.ch.Dates, d.redate()...)
	if len(d.ch.Dates) > 0 {
		first := d.ch.Dates[0]
		d.say("approval.calendar_moved", true, unique(append(d.toBall(), d.toApplicant()...)),
			casefile.Arg{Key: "n", Value: strconv.Itoa(len(d.ch.Dates))},
			casefile.Arg{Key: "old", Value: first.Old.String()}, casefile.Arg{Key: "new", Value: first.New.String()})
	}
	return nil
}

type clockDue struct {
	key string
	due workcal.Date
}

// clockDues lists the dates of the clocks that run or stand still.
func (d *draft) clockDues() []clockDue {
	var all []clockDue
	add := func(key string, c workcal.Clock) {
		if c.On() {
			all = append(all, clockDue{key, c.Due(d.a.Cal, d.today).Date})
		}
	}
	add("law", d.a.Law)
	add("promise", d.a.Promise)
	for _, r := range d.a.Runs {
		if r.Open {
			add("step/"+strconv.Itoa(r.N), r.Clock)
			add("step/"+strconv.Itoa(r.N)+"/promise", r.Promise)
		}
	}
	return all
}

// reextend computes the date of a granted extension anew: it was granted in
// workdays.
func (d *draft) reextend() {
	x := d.a.Extended
	if x == nil || !d.a.Law.On() {
		return
	}
	again := func(c workcal.Clock) workcal.Clock {
		n := len(c.Extensions)
		if n == 0 || !c.On() {
			return c
		}
		last := c.Extensions[n-1]
		before := c
		before.Extensions, before.Pauses = c.Extensions[:n-1], c.Pauses[:last.Pauses]
		last.New = d.a.Cal.AddWorkdays(before.Due(d.a.Cal, last.On).Date, x.Days).Date
		c.Extensions = append(c.Extensions[:n-1:n-1], last)
		return c
	}
	law, promise := again(d.a.Law), again(d.a.Promise)
	renewed := *x
	renewed.New = law.Extensions[len(law.Extensions)-1].New
	if renewed.New == x.New {
		return
	}
	d.setLaw(law)
	d.setPromise(promise)
	d.a.Extended, d.ch.Extended = &renewed, &renewed
}
