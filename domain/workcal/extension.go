package workcal

import "github.com/diaodu/diaodu/domain/fault"

// What R5 allows.
const (
	maxExtensions  = 2
	frozenWorkdays = 3 // the due day and the two workdays before it
)

// ExtensionAsk is a request to extend a clock.
type ExtensionAsk struct {
	Today Date
	New   Date
	// ByChair 区级主要领导: the chair asks or has agreed, which lifts the freeze.
	ByChair bool
}

// CheckExtension is R5: asked before the due date has passed (extension.late),
// at most twice (extension.count), not within the last 3 workdays unless by the
// chair (extension.frozen), to a workday (extension.not_workday) after the date
// in force (extension.date), and by at most half of the original period in all
// (extension.cap). Pauses are no extensions and cost none of that half.
func CheckExtension(cal Calendar, clock Clock, ask ExtensionAsk) error {
	if !clock.On() {
		return notOn()
	}
	due := clock.Due(cal, ask.Today).Date
	switch {
	case ask.Today.After(due):
		return fault.New(fault.Conflict, "extension.late", "was due on %s", due).With("due", due.String())
	case len(clock.Extensions) >= maxExtensions:
		return fault.New(fault.Conflict, "extension.count", "extended %d times already", len(clock.Extensions)).
			With("max", maxExtensions)
	case !ask.ByChair && cal.WorkdaysBetween(ask.Today, due) < frozenWorkdays:
		return fault.New(fault.Conflict, "extension.frozen", "due on %s: only the chair extends now", due).
			With("due", due.String()).With("days", frozenWorkdays)
	case !ask.New.After(due):
		return fault.New(fault.Invalid, "extension.date", "%s is not after %s", ask.New, due).
			With("due", due.String()).On("new_date")
	case !cal.IsWorkday(ask.New):
		return fault.New(fault.Invalid, "extension.not_workday", "%s is not worked", ask.New).
			With("next", cal.NextWorkday(ask.New).String()).On("new_date")
	}
	allowed := clock.originalPeriod(cal) / 2
	used := clock.extended(cal)
	if wanted := cal.WorkdaysBetween(due, ask.New); used+wanted > allowed {
		return fault.New(fault.Invalid, "extension.cap", "%d workdays wanted, %d of %d left", wanted, allowed-used, allowed).
			With("allowed", allowed).With("left", max(allowed-used, 0)).With("wanted", wanted).
			With("latest", cal.AddWorkdays(due, max(allowed-used, 0)).Date.String()).On("new_date")
	}
	return nil
}

// ExtensionApprover is who grants the next extension (R5): the leader 分管领导
// the first, the chair 区级主要领导 the second.
func ExtensionApprover(clock Clock) string {
	if len(clock.Extensions) == 0 {
		return "leader"
	}
	return "chair"
}

// originalPeriod is the period first set, in workdays.
func (c Clock) originalPeriod(cal Calendar) int {
	if c.Limit > 0 {
		return c.Limit
	}
	return cal.WorkdaysBetween(c.Start, c.Until)
}

// extended is the workdays granted so far, each counted from the date that was
// in force on the day it was granted.
func (c Clock) extended(cal Calendar) int {
	total := 0
	for i, e := range c.Extensions {
		past := c
		past.Extensions = c.Extensions[:i]
		past.Pauses = c.Pauses[:e.Pauses:e.Pauses]
		if n := len(past.Pauses); n > 0 && (past.Pauses[n-1].To.IsZero() || past.Pauses[n-1].To.After(e.On)) {
			p := past.Pauses[n-1]
			p.To = Date{} // it lasted then
			past.replaceLastPause(p)
		}
		total += cal.WorkdaysBetween(past.Due(cal, e.On).Date, e.New)
	}
	return total
}
