package supervision

import (
	"slices"

	"github.com/diaodu/diaodu/domain/between"
	"github.com/diaodu/diaodu/domain/fault"
	"github.com/diaodu/diaodu/domain/org"
	"github.com/diaodu/diaodu/domain/workcal"
)

// ExtensionReasons are the reasons an extension may have.
var ExtensionReasons = []string{"upstream", "weather", "land", "funds", "materials", "design_change", "owner", "policy", "other"}

// PauseReasons is the list of R7: only these stop a clock.
var PauseReasons = []string{
	"weather",     // 天气及安全
	"hearing",     // 听证
	"testing",     // 检验检测
	"expert",      // 专家评审
	"publicity",   // 公示
	"owner",       // 业主原因
	"litigation",  // 诉讼仲裁
	"archaeology", // 文物勘探
	"upstream",    // 等待上级或其他审批
	"emergency",   // 突发事件
}

// longPause is the workdays beyond which a pause is the chair's to approve; the
// second pause of a task is too (2.1.3: major suspensions).
const longPause = 10

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

// pauseForm reads what R7 asks for, from the command or the unit's request.
func (d *draft) pauseForm() (PauseAsk, error) {
	c := d.cmd
	p := PauseAsk{By: d.actor(), On: d.today}
	if asked := d.t.PauseAsk; asked != nil && c.Act == ActSuspend {
		p = *asked
	}
	if c.Code != "" {
		p.Code = c.Code
	}
	if c.Reason != "" {
		p.Reason = c.Reason
	}
	if c.Notice != nil {
		p.Notice = *c.Notice
	}
	if !c.EndsOn.IsZero() {
		p.Expected = c.EndsOn
	}
	if err := needOneOf("code", p.Code, PauseReasons); err != nil {
		return p, err
	}
	if err := needText("reason", p.Reason); err != nil {
		return p, err
	}
	if p.Notice.FileID == "" {
		return p, fault.New(fault.Invalid, "task.pause_notice", "a suspension needs its notice document (R7)").On("notice")
	}
	if p.Expected.IsZero() {
		return p, fault.New(fault.Invalid, "task.pause_end", "a suspension needs an estimated end (R7)").On("ends_on")
	}
	if p.Expected.Before(d.today) {
		return p, fault.New(fault.Invalid, "task.pause_end", "the estimated end %s is past", p.Expected).On("ends_on")
	}
	return p, nil
}

func (d *draft) suspendAsk() error {
	p, err := d.pauseForm()
	if err != nil {
		return err
	}
	d.ch.PauseAsk, d.ch.Text = &p, p.Reason
	d.tell("task.suspend_asked", both(toApprover(d.t.pauseApprover(p, d.today)), toCoordinators), arg("reason", p.Reason), arg("until", p.Expected.String()))
	return nil
}

// pauseApprover is the role that decides a suspension.
func (t *Task) pauseApprover(p PauseAsk, today workcal.Date) string {
	if len(t.Pauses) > 0 || t.Cal.WorkdaysBetween(today.AddDays(-1), p.Expected) > longPause {
		return string(org.Chair)
	}
	return string(org.Leader)
}

// suspend stops the clock from today on, today included (R7). Who orders it is
// the approver.
func (d *draft) suspend() error {
	p, err := d.pauseForm()
	if err != nil {
		return err
	}
	if d.t.pauseApprover(p, d.today) == string(org.Chair) && !d.t.is(d.cmd.Meta.Actor, Chair) {
		return fault.New(fault.Forbidden, "task.chair_suspends", "the chair decides a long suspension").With("days", longPause)
	}
	clock := d.t.Clock
	if err := clock.Pause(d.today, p.Reason, p.Notice.FileID, p.Expected); err != nil {
		return err
	}
	d.ch.Clock, d.ch.PauseAskDone, d.ch.Text = &clock, d.t.PauseAsk != nil, p.Reason
	d.ch.Pauses = []Pause{{
		N: len(d.t.Pauses) + 1, Code: p.Code, Reason: p.Reason, From: d.today, Expected: p.Expected,
		Notice: p.Notice, Approver: d.actor(),
	}}
	d.serve("task.suspended", both(toUnits, toCoordinators, toOwner), arg("reason", p.Reason), arg("until", p.Expected.String()))
	return nil
}

func (d *draft) suspendRefuse() error {
	if err := needText("reason", d.cmd.Reason); err != nil {
		return err
	}
	d.ch.PauseAskDone, d.ch.Text = true, d.cmd.Reason
	d.serve("task.suspend_refused", both(toLead, toCoordinators), arg("reason", d.cmd.Reason))
	return nil
}

// pauseReview is the monthly review of R7, with a fresh estimated end.
func (d *draft) pauseReview() error {
	if err := needText("reason", d.cmd.Reason); err != nil {
		return err
	}
	if d.cmd.EndsOn.Before(d.today) {
		return fault.New(fault.Invalid, "task.pause_end", "the estimated end is missing or past").On("ends_on")
	}
	p := d.t.Pauses[len(d.t.Pauses)-1]
	p.Expected = d.cmd.EndsOn
	p.Reviews = append(slices.Clone(p.Reviews), d.today)
	d.ch.Pauses, d.ch.Text = []Pause{p}, d.cmd.Reason
	d.tell("task.pause_reviewed", both(toUnits, toOwner), arg("until", p.Expected.String()), arg("reason", d.cmd.Reason))
	return nil
}

// resume ends the pause; the dates move by the workdays paused (R7, S1-16).
func (d *draft) resume() error {
	last := d.cmd.LastOn
	if last.IsZero() {
		last = d.today.AddDays(-1)
	}
	if last.After(d.today) {
		return fault.New(fault.Invalid, "task.resume_ahead", "%s is ahead", last).On("last_on")
	}
	p := d.t.Pauses[len(d.t.Pauses)-1]
	clock := d.t.Clock
	if err := clock.Resume(last); err != nil {
		return onField(err, "last_on")
	}
	p.To, p.Workdays = last, max(d.t.Cal.WorkdaysBetween(p.From.AddDays(-1), last), 0)
	d.ch.Pauses, d.ch.Clock = []Pause{p}, &clock
	was := d.t.Clock
	was.Pauses = was.Pauses[:len(was.Pauses)-1]
	old, now := was.Due(d.t.Cal, d.today).Date, clock.Due(d.t.Cal, d.today).Date
	d.ch.Dates = []DateChange{{On: d.today, By: d.actor().Name, Old: old, New: now, Kind: "resumed", Reason: p.Reason, Basis: p.Notice.FileID}}
	d.ch.Text = d.cmd.Reason
	d.serve("task.resumed", both(toUnits, toCoordinators, toOwner), arg("due", now.String()))
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
