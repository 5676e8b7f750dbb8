package supervision

import (
	"github.com/diaodu/diaodu/domain/between"
	"github.com/diaodu/diaodu/domain/fault"
	"github.com/diaodu/diaodu/domain/org"
	"github.com/diaodu/diaodu/domain/workcal"
)

// ExtensionReasons are the reasons an extension may have.
var ExtensionReasons = []string{"upstream", "weather", "land", "funds", "materials", "design_change", "owner", "policy", "other"}

// timingReady refuses acts about the due date that the facts do not allow.
func (t *Task) timingReady(act string, a org.Actor, today workcal.Date) error {
	switch act {
	case ActExtendAsk:
		if t.pendingExtension() != nil {
			return t.conflict("task.extension_pending", "an extension waits for a decision")
		}
		if t.Suspended() {
			return t.conflict("task.suspended", "the clock stands still")
		}
	case ActExtendYes, ActExtendNo:
		e := t.pendingExtension()
		if e == nil {
			return t.conflict("task.no_extension", "no extension waits for a decision")
		}
		if e.Approver == string(org.Chair) && !t.is(a, Chair) {
			return fault.New(fault.Forbidden, "task.chair_decides", "the chair decides this extension (R5)")
		}
	case ActSuspendAsk, ActSuspend:
		if t.Suspended() {
			return t.conflict("task.suspended", "the clock stands still already")
		}
		if today.After(t.DueOn(today)) {
			return t.conflict("task.already_late", "what is missed stays missed")
		}
		if act == ActSuspendAsk && t.PauseAsk != nil {
			return t.conflict("task.pause_pending", "a suspension waits for a decision")
		}
		if act == ActSuspend && len(t.Pauses) > 0 && !t.is(a, Chair) {
			return fault.New(fault.Forbidden, "task.chair_suspends", "the chair decides the second suspension")
		}
	case ActSuspendNo:
		if t.PauseAsk == nil {
			return t.conflict("task.no_pause_asked", "no suspension waits for a decision")
		}
	case ActPauseReview, ActResume:
		if !t.Suspended() {
			return t.conflict("task.not_suspended", "the clock is running")
		}
	case ActApplyClose, ActSplit:
		if t.Suspended() {
			return t.conflict("task.suspended", "resume first")
		}
	}
	return nil
}

func (t *Task) pendingExtension() *Extension {
	for i, e := range t.Extensions {
		if e.State == "asked" {
			return &t.Extensions[i]
		}
	}
	return nil
}

// extendAsk asks for a later date (R5). In the last days only the chair may
// grant it, so the request then goes to the chair.
func (d *draft) extendAsk() error {
	c := d.cmd
	if err := needOneOf("code", c.Code, ExtensionReasons); err != nil {
		return err
	}
	if err := needText("reason", c.Reason); err != nil {
		return err
	}
	if err := needText("work", c.Work); err != nil {
		return err
	}
	if c.Basis != nil {
		if err := needFile("basis", c.Basis); err != nil {
			return err
		}
	}
	approver := workcal.ExtensionApprover(d.t.Clock)
	ask := workcal.ExtensionAsk{Today: d.today, New: c.NewDue}
	err := workcal.CheckExtension(d.t.Cal, d.t.Clock, ask)
	if fault.Is(err, "extension.frozen") {
		ask.ByChair, approver = true, string(org.Chair)
		err = workcal.CheckExtension(d.t.Cal, d.t.Clock, ask)
	}
	if err != nil {
		return onField(err, "new_due")
	}
	d.ch.Extensions = []Extension{{
		N: len(d.t.Extensions) + 1, By: d.actor(), On: d.today, Old: d.t.DueOn(d.today), New: c.NewDue,
		Code: c.Code, Reason: c.Reason, Plan: c.Work, Basis: c.Basis, Approver: approver, State: "asked",
	}}
	d.ch.Text = c.Reason
	d.tell("task.extension_asked", both(toApprover(approver), toCoordinators), arg("new", c.NewDue.String()), arg("reason", c.Reason))
	return nil
}

// onField names the command's own field where the clock named another.
func onField(err error, field string) error {
	if f := fault.Of(err); f != nil && f.Field != "" {
		return f.On(field)
	}
	return err
}

// extendApprove moves the due date; R5 is asked again, for days have passed.
func (d *draft) extendApprove() error {
	e := *d.t.pendingExtension()
	ask := workcal.ExtensionAsk{Today: d.today, New: e.New, ByChair: d.t.is(d.cmd.Meta.Actor, Chair)}
	if err := workcal.CheckExtension(d.t.Cal, d.t.Clock, ask); err != nil {
		return err
	}
	clock := d.t.Clock
	if err := clock.Extend(e.New, e.Reason, d.actor().Name, d.today); err != nil {
		return err
	}
	e.State, e.Decided, e.Comment = "approved", d.actor(), d.cmd.Reason
	d.ch.Extensions, d.ch.Clock, d.ch.Text = []Extension{e}, &clock, d.cmd.Reason
	basis := ""
	if e.Basis != nil {
		basis = e.Basis.FileID
	}
	d.ch.Dates = []DateChange{{On: d.today, By: d.actor().Name, Old: e.Old, New: e.New, Kind: "extended", Reason: e.Reason, Basis: basis}}
	d.serve("task.extended", both(toUnits, toCoordinators, toOwner), arg("new", e.New.String()), arg("reason", e.Reason))
	return nil
}

func (d *draft) extendRefuse() error {
	if err := needText("reason", d.cmd.Reason); err != nil {
		return err
	}
	e := *d.t.pendingExtension()
	e.State, e.Decided, e.Comment = "refused", d.actor(), d.cmd.Reason
	d.ch.Extensions, d.ch.Text = []Extension{e}, d.cmd.Reason
	d.serve("task.extension_refused", both(toLead, toCoordinators), arg("reason", d.cmd.Reason))
	return nil
}

// amend carries out a change of the resolution that the chair consented to (R18).
func (d *draft) amend() error {
	a := d.cmd.Amend
	if a == nil {
		return missing("amend")
	}
	if d.t.is(d.cmd.Meta.Actor, Chair) {
		own := *a
		own.ConsentBy = d.actor().Name // the chair's order is the consent
		a = &own
	}
	if a.ConsentBy == "" {
		return fault.New(fault.Forbidden, "task.no_consent", "a resolution changes only with the chair's consent (R18)").On("amend.consent_by")
	}
	if err := needText("amend.reason", a.Reason); err != nil {
		return err
	}
	d.ch.Text = a.Reason
	for _, change := range []struct {
		field, old, new string
		set             *string
	}{{"content", d.t.Content, a.Content, &d.ch.Content}, {"standard", d.t.Standard, a.Standard, &d.ch.Standard}} {
		if change.new == "" || change.new == change.old {
			continue
		}
		if err := needText("amend."+change.field, change.new); err != nil {
			return err
		}
		*change.set = change.new
		d.ch.Texts = append(d.ch.Texts, TextChange{
			On: d.today, Field: change.field, Old: change.old, New: change.new, Consent: a.ConsentBy, Reason: a.Reason,
		})
	}
	if !a.Due.IsZero() && a.Due != d.t.DueOn(d.today) {
		if err := d.amendDue(*a); err != nil {
			return err
		}
	}
	if len(d.ch.Texts) == 0 && d.ch.Clock == nil {
		if d.cmd.System() {
			return nil // a meeting may repeat what stands already
		}
		return fault.New(fault.Invalid, "task.nothing_changed", "nothing would change").On("amend")
	}
	d.serve("task.amended", both(toUnits, toCoordinators), arg("reason", a.Reason))
	return nil
}

func (d *draft) amendDue(a between.Amendment) error {
	if d.t.Suspended() {
		return d.t.conflict("task.suspended", "resume before the date changes")
	}
	if err := checkDue(d.t.Cal, "amend.due", a.Due, d.today); err != nil {
		return err
	}
	d.setDue(a.Due, "amended", a.ConsentBy, a.Reason)
	return nil
}

// setDue puts a new date in place of the old one and its extensions. The start
// stays what it was (R10).
func (d *draft) setDue(due workcal.Date, kind, by, reason string) {
	clock := workcal.NewClockUntil(d.t.Clock.Start, due)
	clock.Lights = d.t.Clock.Lights
	if kind == "amended" {
		clock.Stopped = d.t.Clock.Stopped
	}
	d.ch.Clock, d.ch.Overdue = &clock, &Overdue{}
	d.ch.Dates = append(d.ch.Dates, DateChange{On: d.today, By: by, Old: d.t.DueOn(d.today), New: due, Kind: kind, Reason: reason})
	d.lapse()
}

// recalendar replaces the calendar; open deadlines move with it, past ones do
// not (C-10, C-11).
func (d *draft) recalendar() error {
	c := d.cmd.Calendar
	if c == nil {
		return missing("calendar")
	}
	d.ch.Calendar = c
	if was, now, moved := workcal.Moved(d.t.Cal, *c, d.t.Clock, d.today); moved && d.t.Status.Open() && !was.Date.Before(d.today) {
		d.ch.Dates = []DateChange{{On: d.today, By: d.actor().Name, Old: was.Date, New: now.Date, Kind: "calendar", Reason: c.Version}}
		d.serve("task.calendar_moved", both(toUnits, toCoordinators, toOwner), arg("old", was.Date.String()), arg("new", now.Date.String()))
	}
	for _, o := range d.t.Obligations {
		if o.State != StateOpen || o.Clock.Until.Before(d.today) || o.Node == NodePart {
			continue
		}
		until := o.Clock.Until
		for _, n := range d.t.Plan {
			if n.Node == o.Node && n.Months > 0 {
				until = addMonths(o.Clock.Start, n.Months)
			}
		}
		if next := c.NextWorkday(until); next != o.Clock.Until {
			o.Clock.Until = next
			d.oblige(o)
		}
	}
	return nil
}
