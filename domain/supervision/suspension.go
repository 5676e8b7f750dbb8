package supervision

import (
	"slices"

	"github.com/diaodu/diaodu/domain/fault"
	"github.com/diaodu/diaodu/domain/org"
	"github.com/diaodu/diaodu/domain/workcal"
)

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
	if p.Expected.Before(d.pausedFrom()) {
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

// pausedFrom is the first day of a suspension granted today.
func (d *draft) pausedFrom() workcal.Date {
	if d.t.Life < 3 {
		return d.today
	}
	return d.t.Clock.PauseFrom(d.today)
}

// suspend stops the clock from today on, today included (R7); from version 3 on, a
// clock that begins later (decided after hours, on a rest day) from its beginning.
// Who orders it is the approver.
func (d *draft) suspend() error {
	p, err := d.pauseForm()
	if err != nil {
		return err
	}
	if d.t.pauseApprover(p, d.today) == string(org.Chair) && !d.t.is(d.cmd.Meta.Actor, Chair) {
		return fault.New(fault.Forbidden, "task.chair_suspends", "the chair decides a long suspension").With("days", longPause)
	}
	clock, from := d.t.Clock, d.pausedFrom()
	if err := clock.Pause(from, p.Reason, p.Notice.FileID, p.Expected); err != nil {
		return err
	}
	d.ch.Clock, d.ch.PauseAskDone, d.ch.Text = &clock, d.t.PauseAsk != nil, p.Reason
	d.ch.Pauses = []Pause{{
		N: len(d.t.Pauses) + 1, Code: p.Code, Reason: p.Reason, From: from, Expected: p.Expected,
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
	if last.After(d.today) {
		return fault.New(fault.Invalid, "task.resume_ahead", "%s is ahead", last).On("last_on")
	}
	if last.IsZero() {
		last = d.t.Clock.PauseTo(d.today.AddDays(-1))
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
