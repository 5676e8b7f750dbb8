package plan

import (
	"slices"
	"time"

	"github.com/diaodu/diaodu/domain/between"
	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/fault"
	"github.com/diaodu/diaodu/domain/process"
	"github.com/diaodu/diaodu/domain/workcal"
)

// Reasons a plan's clock stands still.
const (
	WithOwner = "plan.with_owner" // nothing lies with the authorities
	OnHold    = "plan.on_hold"    // 计划暂停
)

// inHands tells whether the matter lies with the authorities: handed in, not
// back with the owner, and not in a special procedure, whose days do not count.
func (m Matter) inHands() bool {
	return m.Dropped == nil && (m.State == between.ApprovalFiled || m.State == between.ApprovalDeciding)
}

// runClocks starts, stands still and goes on with the clocks of the stages and
// the plan, by whether anything lies with the authorities.
func (d *draft) runClocks() {
	p := d.p
	for i := range p.Stages {
		s := &p.Stages[i]
		own := func(m Matter) bool { return m.Phase == s.Phase }
		d.run(&s.Timing, own)
	}
	d.run(&p.Total, func(Matter) bool { return true })
}

func (d *draft) run(t *Timing, own func(Matter) bool) {
	busy := slices.ContainsFunc(d.p.Matters, func(m Matter) bool { return own(m) && m.inHands() })
	left := slices.ContainsFunc(d.p.Matters, func(m Matter) bool { return own(m) && m.Dropped == nil && !m.approved() })
	held := d.p.Status == Held
	for _, c := range []struct {
		clock *workcal.Clock
		limit int
	}{{&t.Law, t.Statutory}, {&t.Promise, t.Promised}} {
		d.turn(c.clock, c.limit, busy && !held, left)
	}
}

// turn moves one clock to where it must be today. The day something is handed
// over still counts for whoever had it; the day it comes back does not.
func (d *draft) turn(c *workcal.Clock, limit int, busy, left bool) {
	switch {
	case limit == 0:
	case c.Start.IsZero() && busy:
		*c = workcal.NewClock(d.today, limit)
		c.Lights.Yellow = yellowDays
	case c.Start.IsZero():
	case !c.Stopped.IsZero() && busy: // more to do in a stage that was over
		from := c.Stopped.AddDays(1)
		c.Stopped = workcal.Date{}
		d.stand(c, from)
		d.goOn(c)
	case !c.Stopped.IsZero():
	case !left:
		c.Stop(d.today)
	case busy && c.Paused():
		d.goOn(c)
	case !busy && !c.Paused():
		d.stand(c, d.today.AddDays(1))
	}
}

// stand lets a clock stand still from a day on.
func (d *draft) stand(c *workcal.Clock, from workcal.Date) {
	why := WithOwner
	if d.p.Status == Held {
		why = OnHold
	}
	from = c.PauseFrom(from)
	_ = c.Pause(from, why, d.cite(), from) // on, not paused, not before its start, after the pause before
}

// goOn ends the pause today.
func (d *draft) goOn(c *workcal.Clock) {
	_ = c.Resume(c.PauseTo(d.today)) // paused, and never early
}

// stopClocks ends every clock with the plan.
func (d *draft) stopClocks() {
	for i := range d.p.Stages {
		d.p.Stages[i].Law.Stop(d.today)
		d.p.Stages[i].Promise.Stop(d.today)
	}
	d.p.Total.Law.Stop(d.today)
	d.p.Total.Promise.Stop(d.today)
}

// bell is an alarm and what it does. Keys carry the date they are about: a
// deadline that moved rings under a new key, one that stayed rings once.
type bell struct {
	casefile.Alarm
	ring func(*draft)
}

// Wake is the next moment at which the plan acts by itself.
func (p *Plan) Wake() casefile.Alarm {
	bells := p.bells()
	alarms := make([]casefile.Alarm, len(bells))
	for i, b := range bells {
		alarms[i] = b.Alarm
	}
	return p.Next(alarms...)
}

// ring carries out the alarm that is next.
func (d *draft) ring() error {
	next := d.was.Wake()
	if next.Key == "" || next.Key != d.cmd.Key || d.at.Before(next.At) {
		return fault.New(fault.Conflict, "plan.not_due", "%q does not ring now, next is %q", d.cmd.Key, next.Key)
	}
	for _, b := range d.p.bells() {
		if b.Key == next.Key {
			d.ch.Rang = b.Key
			d.p.Rang(b.Key)
			b.ring(d)
			return nil
		}
	}
	return nil
}

// morning is when people are reminded: 08:30 CST.
func morning(d workcal.Date) time.Time { return d.At(8, 30) }

// nextMorning is 08:30 of the first workday after a day.
func (p *Plan) nextMorning(d workcal.Date) time.Time {
	return morning(p.Cal.NextWorkday(d.AddDays(1)))
}

// bells lists every alarm of the present state, rung or not.
func (p *Plan) bells() []bell {
	switch {
	case !p.Born():
		return nil
	case !p.Status.Open():
		return []bell{{casefile.Alarm{Key: p.archiveKey(), At: p.EndedOn.AddDays(archiveDays).End()}, func(*draft) {}}}
	case p.Status == Held:
		return nil // everything stands
	}
	var out []bell
	for _, s := range p.Stages {
		out = append(out, p.limitBells(OverStage, s.Phase, s.Phase.Text()+"阶段", s.Lead, s.Timing)...)
	}
	out = append(out, p.limitBells(OverTotal, "", "全流程审批", p.Window, p.Total)...)
	return append(out, p.slipBells()...)
}

// limitBells warn before a limit is used up, by promise and by law, and say when
// it is. Beyond the law an issue is opened.
func (p *Plan) limitBells(kind string, phase process.Phase, name string, lead between.Unit, t Timing) []bell {
	var out []bell
	add := func(which string, c workcal.Clock, late func(*draft, workcal.Date)) {
		if !c.Running() {
			return
		}
		due := c.Due(p.Cal, c.Start).Date
		key := kind + "/" + string(phase) + "/" + which + "/" + due.String()
		if soon := p.Cal.AddWorkdays(due, -yellowDays).Date; soon.After(c.Start) {
			out = append(out, bell{casefile.Alarm{Key: key + "/soon", At: morning(soon)}, func(d *draft) {
				d.tell("plan.limit_soon", both(toUnit(lead), toCoordinators), arg("what", name), arg("limit", which), arg("due", due.String()))
			}})
		}
		out = append(out, bell{casefile.Alarm{Key: key + "/late", At: due.End()}, func(d *draft) { late(d, due) }})
	}
	add("promise", t.Promise, func(d *draft, due workcal.Date) {
		d.serve("plan.limit_late", both(toUnit(lead), toCoordinators), arg("what", name), arg("limit", "promise"), arg("due", due.String()))
	})
	add("law", t.Law, func(d *draft, due workcal.Date) {
		d.serve("plan.limit_late", both(toUnit(lead), toCoordinators), arg("what", name), arg("limit", "law"), arg("due", due.String()))
		d.breachStage(kind, string(phase), name, lead, due)
	})
	return out
}

// light is the light of a limit: the law's where it warns, else the promise's.
func (t Timing) light(cal workcal.Calendar, today workcal.Date) string {
	if law := t.Law.Read(cal, today).Light; law == workcal.Red {
		return law
	}
	promise := t.Promise.Read(cal, today).Light
	if promise == workcal.Red || promise == workcal.Yellow {
		return workcal.Yellow // the law's time is not used up
	}
	if law := t.Law.Read(cal, today).Light; law == workcal.Yellow {
		return law
	}
	return promise
}
