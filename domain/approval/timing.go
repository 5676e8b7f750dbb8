package approval

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/fault"
	"github.com/diaodu/diaodu/domain/process"
	"github.com/diaodu/diaodu/domain/workcal"
)

// bell is a deadline and what happens when it rings.
type bell struct {
	casefile.Alarm
	ring func(*draft) error
}

// Reminders come when people begin to work.
const (
	bellHour   = 9
	bellMinute = 0
)

func morning(d workcal.Date) time.Time { return d.At(bellHour, bellMinute).UTC() }

// midnight is the first moment after a day: what was due that day is late.
func midnight(d workcal.Date) time.Time { return d.End().UTC() }

// Wake is the next moment at which the application acts by itself (E16). While
// it is suspended nothing rings (E17).
func (a *Approval) Wake() casefile.Alarm {
	bells := a.bells()
	alarms := make([]casefile.Alarm, len(bells))
	for i, b := range bells {
		alarms[i] = b.Alarm
	}
	return a.Next(alarms...)
}

// bells lists every deadline of the application as it stands. The key of a bell
// names its date, so that a deadline that moved rings anew and a stale one never.
func (a *Approval) bells() []bell {
	if !a.Born() {
		return nil
	}
	if a.End != nil && !a.Status.Live() {
		return append(a.afterEnd(), bell{
			casefile.Alarm{Key: "farewell/" + a.End.On.String(), At: midnight(a.End.On.AddDays(lingers))},
			func(*draft) error { return nil },
		})
	}
	if a.Status == Suspended {
		return nil
	}
	var bells []bell
	bells = append(bells, a.deferredBells()...)
	if a.Status == Waiting {
		return append(bells, a.supplementBells()...)
	}
	for i := range a.Runs {
		if a.Runs[i].Open {
			bells = append(bells, a.runBells(&a.Runs[i])...)
		}
	}
	if a.stopped() == nil {
		bells = append(bells, a.caseBells("law", a.Law)...)
		bells = append(bells, a.caseBells("promise", a.Promise)...)
	}
	return bells
}

// afterEnd are the duties that outlive the decision.
func (a *Approval) afterEnd() []bell {
	if a.Status != Approved {
		return nil
	}
	bells := a.deferredBells()
	if w := a.Word; w != nil && w.Result == "" && !w.CheckBy.IsZero() {
		bells = append(bells, bell{casefile.Alarm{Key: "word/" + w.CheckBy.String(), At: midnight(w.CheckBy)}, func(d *draft) error {
			x := *d.a.Word
			x.Late = true
			d.a.Word, d.ch.Word = &x, &x
			d.say("approval.word_unchecked", true, append(d.toKeeper(), casefile.Audience{OrgID: d.a.Def.Matter.Authority}))
			return nil
		}})
	}
	return bells
}

// deferredBells ring where a material that was let follow has not come (B-5).
func (a *Approval) deferredBells() []bell {
	var bells []bell
	for _, m := range a.Materials {
		if m.State != Deferred || m.Due.IsZero() || m.Late {
			continue
		}
		id := m.ID
		bells = append(bells, bell{casefile.Alarm{Key: "deferred/" + id + "/" + m.Due.String(), At: midnight(m.Due)}, func(d *draft) error {
			x := *d.a.material(id)
			x.Late = true
			d.keepMaterial(x)
			d.say("approval.deferred_late", true, append(d.toApplicant(), casefile.Audience{OrgID: d.a.Def.Matter.Authority}),
				casefile.Arg{Key: "material", Value: d.materialName(id)})
			return nil
		}})
	}
	return bells
}

func (d *draft) materialName(id string) string {
	for _, m := range d.a.Def.Material {
		if m.ID == id {
			return m.Name
		}
	}
	return id
}

// supplementBells end a 补正 that is not answered, and take in one that nobody
// took in: silence accepts (E18, B-4).
func (a *Approval) supplementBells() []bell {
	n := len(a.Supplements)
	if n == 0 || a.Supplements[n-1].End != "" {
		return nil
	}
	s := a.Supplements[n-1]
	if s.Answered.IsZero() {
		return []bell{
			{casefile.Alarm{Key: s.key() + "/soon/" + s.Due.String(), At: morning(s.Due)}, func(d *draft) error {
				d.say("approval.supplement_due", true, d.toApplicant(), casefile.Arg{Key: "due", Value: s.Due.String()})
				return nil
			}},
			{casefile.Alarm{Key: s.key() + "/late/" + s.Due.String(), At: midnight(s.Due)}, func(d *draft) error {
				s := *d.pendingSupplement()
				if d.a.Def.Limits.Unanswered == "return" {
					return d.tookIn(s, "unanswered")
				}
				s.End = "unanswered"
				d.keepSupplement(s)
				return d.end(Abandoned, "")
			}},
		}
	}
	return []bell{{casefile.Alarm{Key: s.key() + "/silent/" + s.AcceptBy.String(), At: midnight(s.AcceptBy)}, func(d *draft) error {
		return d.tookIn(*d.pendingSupplement(), "silent")
	}}}
}

// runBells are the deadlines of one open step.
func (a *Approval) runBells(r *Run) []bell {
	n, key := r.N, strconv.Itoa(r.N)
	if !r.Until.IsZero() {
		return []bell{{casefile.Alarm{Key: "until/" + key, At: r.Until}, func(d *draft) error { return d.noticeOver(n) }}}
	}
	if !r.Clock.Running() || r.Finding {
		return nil
	}
	g := process.NewGraph(&a.Def)
	node, ok := g.Node(r.Step)
	if !ok {
		return nil
	}
	var late process.Late
	switch {
	case node.Stage != nil:
		late = node.Stage.Late
	case node.Wait != nil:
		late = node.Wait.Late
	}
	due := r.Clock.Due(a.Cal, r.Clock.Start).Date
	remind := late.Remind
	if remind == nil {
		remind = []int{-1, 0, 1}
	}
	var bells []bell
	for _, off := range remind {
		on, offset := a.workdayFrom(due, off), off
		if !on.After(casefile.Today(r.OpenedAt)) {
			continue
		}
		bells = append(bells, bell{casefile.Alarm{Key: "remind/" + key + "/" + strconv.Itoa(offset) + "/" + due.String(), At: morning(on)},
			func(d *draft) error { return d.remind(n, due, offset) }})
	}
	return append(bells, bell{casefile.Alarm{Key: "due/" + key + "/" + due.String(), At: midnight(due)},
		func(d *draft) error { return d.timeout(n, late) }})
}

// workdayFrom is so many workdays before or after a day.
func (a *Approval) workdayFrom(d workcal.Date, n int) workcal.Date {
	for ; n < 0; n++ {
		for d = d.AddDays(-1); !a.Cal.IsWorkday(d); {
			d = d.AddDays(-1)
		}
	}
	if n == 0 {
		return d
	}
	return a.Cal.AddWorkdays(d, n).Date
}

// remind tells the deciders that a stage is due, or late.
func (d *draft) remind(n int, due workcal.Date, offset int) error {
	code := "approval.due_soon"
	if offset > 0 {
		code = "approval.overdue"
	}
	var to []casefile.Audience
	for _, s := range d.a.seated(n) {
		if s.State == Open {
			to = append(to, d.toSeat(s)...)
		}
	}
	d.say(code, false, unique(to), d.stepArg(n), casefile.Arg{Key: "due", Value: due.String()})
	return nil
}

// timeout is a stage whose clock ran out. What it becomes is one decision of the
// stage by the clock, never written as anybody's (E15).
func (d *draft) timeout(n int, late process.Late) error {
	r := d.a.run(n)
	node, _ := d.g.Node(r.Step)
	if to := d.escalation(late.Escalate, *r); len(to) > 0 {
		d.say("approval.escalated", true, to, d.stepArg(n))
	}
	d.ch.Detail = late.Then
	switch late.Then {
	case "pass":
		if node.Stage == nil {
			d.close(n, Pass)
			return d.follow(n)
		}
		return d.decided(n, Pass)
	case "reject":
		if node.Stage == nil {
			d.close(n, Fail)
			return d.failed(n, node.Wait.OnReject)
		}
		return d.decided(n, Fail)
	case "return":
		if to := d.previous(n); to != "" {
			target := d.a.latest(to, d.itemFor(to, n)).N
			d.nextRound()
			return d.goBack(n, target, false)
		}
	case "escalate":
		d.takeOver(n, late.Escalate)
	}
	return nil
}

// escalation is who is told that a stage is late.
func (d *draft) escalation(rules []process.Who, r Run) []casefile.Audience {
	var to []casefile.Audience
	for _, w := range rules {
		switch unit := d.a.unitOf(w, r); {
		case w.User != "":
			to = append(to, casefile.Audience{UserID: w.User})
		case w.Role != "":
			to = append(to, casefile.Audience{Role: string(w.Role), OrgID: unit})
		}
	}
	return unique(to)
}

// takeOver gives the undecided seats of a late stage to whom it escalates.
func (d *draft) takeOver(n int, rules []process.Who) {
	if len(rules) == 0 || d.stageOf(n) == nil {
		return
	}
	w, r := rules[0], *d.a.run(n)
	for _, s := range d.a.seated(n) {
		if s.State != Open && s.State != Held || !s.voter() {
			continue
		}
		x := d.touchSeat(s.ID)
		x.Chain, x.Stack, x.State, x.Why = append(slices.Clip(x.Chain), x.User), nil, Open, "escalated"
		x.User, x.Role, x.Post = Person{UserID: w.User}, w.Role, w.User == ""
		x.Org.ID = d.a.unitOf(w, r)
		if u, ok := d.a.unitNamed(x.Org.ID); ok {
			x.Org = u
		}
		d.tellSeat(s.ID)
	}
}

// noticeOver ends a notice; an objection not settled holds it.
func (d *draft) noticeOver(n int) error {
	if d.objected(n) {
		node, _ := d.g.Node(d.a.run(n).Step)
		d.say("approval.objection_open", true, d.escalation([]process.Who{node.Notice.By}, *d.a.run(n)), d.stepArg(n))
		return nil
	}
	d.close(n, Pass)
	return d.follow(n)
}

// caseBells are the lights of the whole case turning: plan and people hear of
// each once (two lights, C-2).
func (a *Approval) caseBells(which string, c workcal.Clock) []bell {
	if !c.Running() {
		return nil
	}
	due := c.Due(a.Cal, c.Start).Date
	soon := a.workdayFrom(due, -3)
	tell := func(code string) func(*draft) error {
		return func(d *draft) error {
			to := append(d.toBall(), casefile.Audience{OrgID: d.a.Def.Matter.Authority})
			d.say("approval."+which+"_"+code, true, unique(to), casefile.Arg{Key: "due", Value: due.String()})
			d.tellPlan()
			return nil
		}
	}
	var bells []bell
	if soon.After(c.Start) {
		bells = append(bells, bell{casefile.Alarm{Key: which + "/yellow/" + due.String(), At: morning(soon)}, tell("soon")})
	}
	return append(bells, bell{casefile.Alarm{Key: which + "/red/" + due.String(), At: midnight(due)}, tell("late")})
}

// toBall is everybody who must move.
func (d *draft) toBall() []casefile.Audience {
	var to []casefile.Audience
	for i := range d.a.Seats {
		if s := &d.a.Seats[i]; s.State == Open && d.a.run(s.Run).Open {
			to = append(to, d.toSeat(s)...)
		}
	}
	return to
}

// ring makes a deadline that arrived happen.
func (d *draft) ring() error {
	for _, b := range d.a.bells() {
		if b.Key != d.cmd.Key {
			continue
		}
		if d.at.Before(b.At) {
			return fault.New(fault.Conflict, "approval.too_early", "%s rings at %s", b.Key, b.At)
		}
		d.ch.Rang = b.Key
		return b.ring(d)
	}
	return fault.New(fault.Conflict, "approval.no_alarm", "no deadline %q", d.cmd.Key)
}

// recalendar takes a new working-day calendar: open deadlines move with it (C-10, E19).
func (d *draft) recalendar() error {
	if d.cmd.Calendar == nil {
		return fault.New(fault.Invalid, "approval.no_calendar", "a calendar is missing").On("calendar")
	}
	d.a.Cal = *d.cmd.Calendar
	d.ch.Calendar = d.cmd.Calendar
	return nil
}

func stamp(t time.Time) string { return t.In(workcal.CST).Format("2006-01-02 15:04:05") }

func itoa(n int) string { return strconv.Itoa(n) }

func atoi(s string) int {
	n, err := strconv.Atoi(s)
	if err != nil {
		return 1 << 30 // no branch has that number
	}
	return n
}

func join(outer, item string) string { return strings.TrimPrefix(outer+"/"+item, "/") }
