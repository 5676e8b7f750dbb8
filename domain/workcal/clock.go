package workcal

import (
	"slices"

	"github.com/diaodu/diaodu/domain/fault"
)

// Clock is one running deadline: a number of workdays from a start, or a fixed
// date, moved by pauses (R7) and extensions (R5). It is part of a case's state,
// so it is plain data; dates are computed when asked, with the case's calendar.
type Clock struct {
	Start Date `json:"start,omitzero"`
	// Limit is in workdays, the start day not counted; 0 means Until is given.
	Limit      int         `json:"limit,omitempty"`
	Until      Date        `json:"until,omitzero"`
	Pauses     []Pause     `json:"pauses,omitempty"`
	Extensions []Extension `json:"extensions,omitempty"`
	// Stopped is the day the thing waited for was done; no date while it runs.
	Stopped Date   `json:"stopped,omitzero"`
	Lights  Lights `json:"lights,omitzero"`
}

// Lights says when a clock warns.
type Lights struct {
	// Yellow is how many workdays before the due day, that day not counted, the
	// light turns yellow; 0 means 1: yellow on T-1 and T0.
	Yellow int `json:"yellow,omitempty"`
}

// Pause 暂停 stops the counting from From to To, both included (R7).
type Pause struct {
	From Date `json:"from"`
	// To is the last paused day; no date while the pause lasts. The day before
	// From means the pause was taken back on its first day.
	To       Date   `json:"to,omitzero"`
	Expected Date   `json:"expected"` // estimated last day
	Reason   string `json:"reason"`
	Notice   string `json:"notice"` // the written notice: document number or file id
}

// Extension 延期 is a new due date that was granted.
type Extension struct {
	New    Date   `json:"new"`
	Reason string `json:"reason"`
	By     string `json:"by"`
	On     Date   `json:"on"`
	// Pauses is how many pauses had begun: New already knows them, except for
	// what a pause still open on that day lasted afterwards.
	Pauses int `json:"pauses,omitempty"`
}

// NewClock starts a limit of so many workdays; the start day is not counted.
func NewClock(start Date, limit int) Clock { return Clock{Start: start, Limit: limit} }

// NewClockUntil starts a clock for a fixed date, as a meeting sets one.
func NewClockUntil(start, date Date) Clock { return Clock{Start: start, Until: date} }

// On tells whether the clock was started and is not stopped; a paused clock is on.
func (c Clock) On() bool { return !c.Start.IsZero() && c.Stopped.IsZero() }

// Paused tells whether a pause lasts.
func (c Clock) Paused() bool {
	n := len(c.Pauses)
	return c.On() && n > 0 && c.Pauses[n-1].To.IsZero()
}

// Running tells whether days are being counted: on and not paused.
func (c Clock) Running() bool { return c.On() && !c.Paused() }

// OriginalDue is the date first set, before any pause or extension.
func (c Clock) OriginalDue(cal Calendar) Due {
	if c.Limit > 0 {
		return cal.AddWorkdays(c.Start, c.Limit)
	}
	return Due{Date: c.Until}
}

// Due is the date in force: the original date or the last extension, moved by
// the workdays paused since. A pause that lasts moves it by its workdays up to
// today, today included. A pause that began after the date had passed does not
// move it: what is missed stays missed.
func (c Clock) Due(cal Calendar, today Date) Due {
	due, first := c.OriginalDue(cal), 0
	counted := c.Start
	if n := len(c.Extensions); n > 0 {
		last := c.Extensions[n-1]
		// The pause that lasted while the extension was granted counts on from there.
		due, first, counted = Due{Date: last.New}, max(last.Pauses-1, 0), last.On
		if last.Pauses < len(c.Pauses) && !c.Pauses[last.Pauses].From.After(last.On) {
			counted = last.On.AddDays(-1)
		}
	}
	for _, p := range c.Pauses[first:] {
		if p.From.After(due.Date) {
			continue
		}
		moved := cal.AddWorkdays(due.Date, c.paused(cal, p, counted, today))
		due = Due{Date: moved.Date, Provisional: due.Provisional || moved.Provisional}
	}
	return due
}

// PausedWorkdays is how many workdays were paused in all, up to today.
func (c Clock) PausedWorkdays(cal Calendar, today Date) int {
	n := 0
	for _, p := range c.Pauses {
		n += c.paused(cal, p, c.Start, today)
	}
	return n
}

// paused counts the workdays of one pause that lie after a day. The start day
// is day 0 and never counted, so pausing on it costs nobody a day.
func (c Clock) paused(cal Calendar, p Pause, after, today Date) int {
	to := p.To
	if to.IsZero() {
		to = today
	}
	from := p.From.AddDays(-1)
	if from.Before(after) {
		from = after
	}
	return max(cal.WorkdaysBetween(from, to), 0)
}

// Pause stops the counting from that day on, the day included. R7 asks for a
// reason, the notice document and an estimated end (clock.pause_reason,
// clock.pause_notice, clock.pause_end). A clock that is not on, is paused
// already or was still paused on that day refuses (clock.not_on, clock.paused,
// clock.pause_overlap).
func (c *Clock) Pause(on Date, reason, notice string, until Date) error {
	switch {
	case !c.On():
		return notOn()
	case c.Paused():
		return fault.New(fault.Conflict, "clock.paused", "the clock is paused already")
	case reason == "":
		return fault.New(fault.Invalid, "clock.pause_reason", "a pause needs a reason").On("reason")
	case notice == "":
		return fault.New(fault.Invalid, "clock.pause_notice", "a pause needs its notice document").On("notice")
	case on.IsZero() || on.Before(c.Start):
		return fault.New(fault.Invalid, "clock.pause_early", "a pause cannot begin before the clock").On("from")
	case until.IsZero() || until.Before(on):
		return fault.New(fault.Invalid, "clock.pause_end", "a pause needs an estimated end").On("until")
	}
	if n := len(c.Pauses); n > 0 && !on.After(c.Pauses[n-1].To) {
		return fault.New(fault.Conflict, "clock.pause_overlap", "that day was paused before").
			With("date", c.Pauses[n-1].To.String()).On("from")
	}
	c.Pauses = append(slices.Clip(c.Pauses), Pause{From: on, Expected: until, Reason: reason, Notice: notice})
	return nil
}

// PauseFrom is the first day of a pause that is ordered from that day on: a clock
// that begins later, because it was started after hours or on a rest day, is paused
// from its beginning, and no day is paused twice.
func (c *Clock) PauseFrom(day Date) Date {
	if day.Before(c.Start) {
		day = c.Start
	}
	if n := len(c.Pauses); n > 0 && !day.After(c.Pauses[n-1].To) {
		day = c.Pauses[n-1].To.AddDays(1)
	}
	return day
}

// PauseTo is the last day of the present pause where it is to end with that day: a
// pause that has yet to begin is taken back whole.
func (c *Clock) PauseTo(day Date) Date {
	if n := len(c.Pauses); n > 0 && day.Before(c.Pauses[n-1].From.AddDays(-1)) {
		return c.Pauses[n-1].From.AddDays(-1)
	}
	return day
}

// Resume ends the pause; lastDay is the last day paused. The day before the
// pause began takes it back whole. Earlier days are the fault clock.resume_early.
func (c *Clock) Resume(lastDay Date) error {
	if !c.Paused() {
		return fault.New(fault.Conflict, "clock.not_paused", "the clock is not paused")
	}
	p := c.Pauses[len(c.Pauses)-1]
	if lastDay.Before(p.From.AddDays(-1)) {
		return fault.New(fault.Invalid, "clock.resume_early", "the pause began on %s", p.From).
			With("date", p.From.String()).On("until")
	}
	p.To = lastDay
	c.replaceLastPause(p)
	return nil
}

// Extend sets a new date that was granted; CheckExtension is asked before.
func (c *Clock) Extend(date Date, reason, by string, on Date) error {
	switch {
	case !c.On():
		return notOn()
	case date.IsZero():
		return fault.New(fault.Invalid, "extension.date", "an extension needs a date").On("new_date")
	case reason == "":
		return fault.New(fault.Invalid, "extension.reason", "an extension needs a reason").On("reason")
	}
	c.Extensions = append(slices.Clip(c.Extensions),
		Extension{New: date, Reason: reason, By: by, On: on, Pauses: len(c.Pauses)})
	return nil
}

// Stop ends the clock on the day the thing was done, and a pause with it.
// Stopping a stopped clock changes nothing.
func (c *Clock) Stop(d Date) {
	if !c.On() {
		return
	}
	if c.Paused() {
		p := c.Pauses[len(c.Pauses)-1]
		p.To = d
		if d.Before(p.From) {
			p.To = p.From.AddDays(-1)
		}
		c.replaceLastPause(p)
	}
	c.Stopped = d
}

// replaceLastPause leaves copies of the clock alone: a case's state is copied
// before a decision, and must not share what the decision changes.
func (c *Clock) replaceLastPause(p Pause) {
	c.Pauses = slices.Clone(c.Pauses)
	c.Pauses[len(c.Pauses)-1] = p
}

func notOn() error {
	return fault.New(fault.Conflict, "clock.not_on", "the clock was not started or has stopped")
}
