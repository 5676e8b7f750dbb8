package supervision

import (
	"strconv"
	"time"

	"github.com/diaodu/diaodu/domain/between"
	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/fault"
	"github.com/diaodu/diaodu/domain/org"
	"github.com/diaodu/diaodu/domain/workcal"
)

// ladderDays is how long a task may stay overdue before it climbs one forum (G-14).
const ladderDays = 30

// verifyWithin is the workdays after which a waiting application is recalled.
const verifyWithin = 3

// bell is an alarm and what it does. Keys carry the date they are about: a
// deadline that moved rings under a new key, one that stayed rings once.
type bell struct {
	casefile.Alarm
	ring func(*draft)
}

// Wake is the next moment at which the task acts by itself.
func (t *Task) Wake() casefile.Alarm {
	bells := t.bells()
	alarms := make([]casefile.Alarm, len(bells))
	for i, b := range bells {
		alarms[i] = b.Alarm
	}
	return t.Next(alarms...)
}

// ring carries out the alarm that is next. Alarms that are past at once ring in
// order, each by an act of its own.
func (d *draft) ring() error {
	next := d.t.Wake()
	if next.Key == "" || next.Key != d.cmd.Key || d.at.Before(next.At) {
		return fault.New(fault.Conflict, "task.not_due", "%q does not ring now, next is %q", d.cmd.Key, next.Key)
	}
	for _, b := range d.t.bells() {
		if b.Key == next.Key {
			d.ch.Rang = b.Key
			b.ring(d)
			return nil
		}
	}
	return nil
}

// morning is when people are reminded: 08:30 CST.
func morning(d workcal.Date) time.Time { return d.At(8, 30) }

// nextMorning is 08:30 of the first workday after a day.
func (t *Task) nextMorning(d workcal.Date) time.Time {
	return morning(t.Cal.NextWorkday(d.AddDays(1)))
}

// bells lists every alarm of the present state, rung or not.
func (t *Task) bells() []bell {
	if !t.Born() || t.Status == Cancelled {
		return nil
	}
	if t.Status.Over() {
		return []bell{{casefile.Alarm{Key: t.farewell(), At: t.Closing.ClosedOn.AddDays(reopenWithin).End()}, func(*draft) {}}}
	}
	out := t.slipBells()
	switch t.Status {
	case Issued:
		out = append(out, t.signBells()...)
	case Arbitrating:
		out = append(out, t.arbitrationBells()...)
	case Objected:
		o := t.Objections[len(t.Objections)-1]
		out = append(out, bell{t.again("objection/"+strconv.Itoa(o.N), casefile.Today(o.At), 1), func(d *draft) {
			d.serve("task.objection_waits", toCoordinators)
		}})
	case ApplyClose:
		out = append(out, bell{t.again("verify/"+t.Closing.AppliedOn.String(), t.Closing.AppliedOn, verifyWithin), func(d *draft) {
			d.serve("task.verify_waits", toCoordinators)
		}})
	case OwnerConfirm:
		out = append(out, t.silenceBells()...)
	}
	if t.Suspended() {
		return append(out, t.pauseBells()...)
	}
	if t.Clock.On() {
		out = append(out, t.dueBells()...)
	}
	for _, o := range t.watched() {
		out = append(out, t.obligationBells(o)...)
	}
	return out
}

// again is a reminder that comes back every so many workdays until somebody moves.
func (t *Task) again(key string, from workcal.Date, every int) casefile.Alarm {
	n := 1
	for t.HasRung(key + "/" + strconv.Itoa(n)) {
		n++
	}
	return casefile.Alarm{Key: key + "/" + strconv.Itoa(n), At: morning(t.Cal.AddWorkdays(from, every*n).Date)}
}

// farewell is the key of the end of R10's window.
func (t *Task) farewell() string { return "end/" + t.Closing.ClosedOn.String() }

func (t *Task) signBells() []bell {
	due := t.SignBy.Due(t.Cal, t.SignBy.Start).Date
	key := "sign/" + strconv.Itoa(t.Round)
	return []bell{
		{casefile.Alarm{Key: key + "/t0", At: morning(due)}, func(d *draft) { d.tell("task.sign_today", toLead) }},
		{casefile.Alarm{Key: key + "/late", At: t.nextMorning(due)}, func(d *draft) {
			d.ch.Misses = []Miss{{What: "sign", Org: t.Lead, Due: due}}
			d.serve("task.unsigned", both(toHead, toCoordinators), arg("due", due.String()))
		}},
	}
}

// arbitrationBells ring where a second objection was not decided the same day
// (R4), and every workday after.
func (t *Task) arbitrationBells() []bell {
	o := t.Objections[len(t.Objections)-1]
	on := t.Cal.ReceivedOn(o.At)
	key := "arbitrate/" + strconv.Itoa(o.N)
	late := func(d *draft) { d.serve("task.arbitration_late", both(toCoordinators, toChair)) }
	return []bell{{casefile.Alarm{Key: key, At: on.At(17, 30)}, late}, {t.again(key+"/late", on, 1), late}}
}

func (t *Task) silenceBells() []bell {
	until := t.silenceOver()
	key := "silence/" + strconv.Itoa(t.Closing.Ask)
	return []bell{
		{casefile.Alarm{Key: key + "/t-1", At: morning(t.Cal.AddWorkdays(until, -1).Date)}, func(d *draft) {
			d.serve("task.confirm_waits", toOwner, arg("until", until.String()))
		}},
		{casefile.Alarm{Key: key + "/over", At: t.nextMorning(until)}, func(d *draft) {
			d.tell("task.owner_silent", toCoordinators)
		}},
		{t.again(key+"/still", until, ownerSilence), func(d *draft) {
			d.tell("task.owner_silent", both(toCoordinators, toOwner))
		}},
	}
}

// pauseBells are the monthly review of R7 and the estimated end.
func (t *Task) pauseBells() []bell {
	p := t.Pauses[len(t.Pauses)-1]
	last := p.From
	if n := len(p.Reviews); n > 0 {
		last = p.Reviews[n-1]
	}
	key := "pause/" + strconv.Itoa(p.N)
	review := t.Cal.NextWorkday(addMonths(last, 1))
	for n := 2; t.HasRung(key + "/review/" + review.String()); n++ {
		review = t.Cal.NextWorkday(addMonths(last, n))
	}
	return []bell{
		{casefile.Alarm{Key: key + "/review/" + review.String(), At: morning(review)}, func(d *draft) {
			d.serve("task.pause_review_due", both(toLeader, toCoordinators, toLead))
		}},
		{casefile.Alarm{Key: key + "/end/" + p.Expected.String(), At: t.nextMorning(p.Expected)}, func(d *draft) {
			d.serve("task.pause_end_passed", both(toLead, toCoordinators, toLeader), arg("expected", p.Expected.String()))
		}},
	}
}

// dueBells are the reminders at T-3, T-1 and T0, the miss at T+1 00:00, the red
// slip on the next workday and the ladder after that.
func (t *Task) dueBells() []bell {
	if !t.Overdue.Since.IsZero() {
		return t.lateBells()
	}
	due := t.DueOn(t.Clock.Start)
	key := "due/" + due.String()
	out := []bell{
		{casefile.Alarm{Key: key + "/t-3", At: morning(t.Cal.AddWorkdays(due, -3).Date)}, func(d *draft) {
			d.tell("task.due_soon", both(toLead, toCoordinators), arg("due", due.String()), arg("days", "3"))
			d.issueSlip(Blue, "due_soon", t.Lead, "due")
		}},
		{casefile.Alarm{Key: key + "/t-1", At: morning(t.Cal.AddWorkdays(due, -1).Date)}, func(d *draft) {
			d.serve("task.due_soon", both(toLead, toHead), arg("due", due.String()), arg("days", "1"))
			if e := t.pendingExtension(); e != nil {
				d.serve("task.extension_waits", toApprover(e.Approver), arg("due", due.String()))
			}
		}},
		{casefile.Alarm{Key: key + "/t0", At: morning(due)}, func(d *draft) {
			d.serve("task.due_today", both(toLead, toHead, toLeader), arg("due", due.String()))
		}},
	}
	if half := t.halfway(due); !half.IsZero() && t.Percent < behindPercent {
		out = append(out, bell{casefile.Alarm{Key: key + "/half", At: morning(half)}, func(d *draft) {
			d.issueSlip(Yellow, "behind", t.Lead, "due")
		}})
	}
	out = t.fresh(out, t.dueSetOn().End())
	return append(out, bell{casefile.Alarm{Key: key + "/late", At: due.End()}, func(d *draft) { d.missDue(due) }})
}

// dueSetOn is the day the date in force was set, or the clock last set going.
func (t *Task) dueSetOn() workcal.Date {
	on := workcal.Later(t.Clock.Start, t.Closing.BackOn)
	for _, c := range t.Dates {
		if c.Kind != alternative {
			on = workcal.Later(on, c.On)
		}
	}
	return on
}

// fresh drops reminders that were past when the deadline was set.
func (t *Task) fresh(bells []bell, since time.Time) []bell {
	kept := bells[:0]
	for _, b := range bells {
		if !b.At.Before(since) {
			kept = append(kept, b)
		}
	}
	return kept
}

// missDue is the due date passing (R6): the task is overdue, a reason and an
// alternative date are owed within 2 workdays, a report every week.
func (d *draft) missDue(due workcal.Date) {
	d.ch.Overdue = &Overdue{Since: due.AddDays(1)}
	d.ch.Misses = []Miss{{What: "due", Org: d.t.Lead, Due: due}}
	d.lapse()
	d.oblige(Obligation{
		ID: NodeExplain + ":" + due.String(), Node: NodeExplain, Org: d.t.Lead,
		Clock: workcal.NewClock(due, explainWithin), Since: d.at.UTC(), State: StateOpen,
	})
	weeklies := false
	for _, o := range d.t.Obligations {
		weeklies = weeklies || o.Node == NodeWeekly && o.State == StateOpen
	}
	if !weeklies {
		d.weekly(due)
	}
	d.serve("task.overdue", both(toLead, toHead, toLeader, toCoordinators, toOwner), arg("due", due.String()))
}

// lateBells go on while the task is overdue.
func (t *Task) lateBells() []bell {
	missed := t.Overdue.Since.AddDays(-1)
	key := "due/" + missed.String()
	out := []bell{{casefile.Alarm{Key: key + "/slip", At: t.nextMorning(missed)}, func(d *draft) {
		d.issueSlip(Red, "overdue", t.Lead, "due")
	}}}
	if to := nextForum(t.Forum); to != "" {
		n := t.Rungs + 1
		on := t.Cal.NextWorkday(missed.AddDays(ladderDays * n))
		out = append(out, bell{casefile.Alarm{Key: key + "/ladder/" + strconv.Itoa(n), At: morning(on)}, func(d *draft) {
			d.ch.Rungs = n
			d.lift(to, "超期"+strconv.Itoa(ladderDays*n)+"日未办结")
		}})
	}
	return out
}

// obligationBells remind of one report, mark it missed at T+1 00:00 and send
// the red slip on the next workday (S1-13).
func (t *Task) obligationBells(o Obligation) []bell {
	due := t.DueOf(o, o.Clock.Start)
	key := "owed/" + o.ID + "/" + due.String()
	if o.Missed && t.HasRung(key+"/late") {
		return []bell{{casefile.Alarm{Key: key + "/slip", At: t.nextMorning(due)}, func(d *draft) {
			if t.underRedSlip(o.Org.ID) { // one at a time: more paper would not help
				d.serve("task.report_overdue", t.toOwing(o), arg("node", NodeName(o.Node)), arg("org", o.Org.Name), arg("due", due.String()))
				return
			}
			d.issueSlip(Red, "overdue", o.Org, o.ID)
		}}}
	}
	out := t.fresh([]bell{{casefile.Alarm{Key: key + "/t-1", At: morning(t.Cal.AddWorkdays(due, -1).Date)}, func(d *draft) {
		d.tell("task.report_due", t.toOwing(o), arg("node", NodeName(o.Node)), arg("due", due.String()))
	}}}, o.Since)
	return append(out, bell{casefile.Alarm{Key: key + "/late", At: due.End()}, func(d *draft) {
		late := o
		late.Missed = true
		d.oblige(late)
		d.ch.Misses = []Miss{{What: o.ID, Node: o.Node, Org: o.Org, Due: due}}
		if planned(o.Node) && o.Org.ID == t.Lead.ID {
			d.keepReporting(o.ID, due)
		}
		d.serve("task.report_overdue", both(t.toOwing(o), toCoordinators), arg("node", NodeName(o.Node)), arg("org", o.Org.Name), arg("due", due.String()))
	}})
}

// toOwing is who must do an obligation.
func (t *Task) toOwing(o Obligation) audience {
	if o.Org.ID == t.Lead.ID {
		return toLead
	}
	return toUnit(o.Org)
}

// slipBells watch the replies. A red slip whose time has passed without reply or
// cure leads to an interview proposal; a utility is called up to the quarterly
// roll call instead (twin a).
func (t *Task) slipBells() []bell {
	var out []bell
	for _, s := range t.Slips {
		if t.settled(s) {
			continue
		}
		out = append(out, bell{
			casefile.Alarm{Key: "slip/" + strconv.Itoa(s.N) + "/reply", At: t.nextMorning(s.ReplyDue)},
			func(d *draft) { d.slipUnanswered(s) },
		})
	}
	return out
}

func (d *draft) slipUnanswered(s Slip) {
	if s.Colour != Red {
		d.serve("task.slip_unanswered", both(toUnit(s.Org), toSupervisors), arg("no", s.No), arg("org", s.Org.Name))
		return
	}
	if s.Org.Type == org.Utility {
		if d.t.Forum != between.Quarterly {
			d.lift(between.Quarterly, s.Org.Name+"红色督办单逾期未整改")
		}
		return
	}
	d.ch.Interviews = []Interview{{
		N: len(d.t.Interviews) + 1, Slip: s.N, Org: s.Org, Proposed: d.today, Why: "红色督办单逾期未整改",
	}}
	d.serve("task.interview_proposed", both(toSupervisors, toChair, toLeader), arg("org", s.Org.Name), arg("slip", s.No))
}
