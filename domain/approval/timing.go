package approval

import (
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
	run  int // the opening it is of, 0 for the whole case
	ring func(*draft) error
}

func bellAt(run int, key string, at time.Time, ring func(*draft) error) bell {
	return bell{casefile.Alarm{Key: key, At: at}, run, ring}
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
	switch {
	case !a.Born():
		return nil
	case !a.Status.Live():
		key, on := a.farewell()
		return append(a.afterEnd(), bellAt(0, key, midnight(on), func(*draft) error { return nil }))
	case a.Status == Suspended:
		return nil
	}
	bells := a.deferredBells()
	if a.Status == Waiting {
		return append(bells, a.supplementBells()...)
	}
	g := a.Graph()
	for i := range a.Runs {
		if a.Runs[i].Open {
			bells = append(bells, a.runBells(&a.Runs[i], g)...)
		}
	}
	if a.stopped() == nil {
		bells = append(bells, a.caseBells("law", a.Law)...)
		bells = append(bells, a.caseBells("promise", a.Promise)...)
	}
	return bells
}

// farewell is when an ended application needs nothing more: when it can no longer
// be voided, and so long after the day by which the applicant's word was to be
// checked that whoever forgot it has been told.
func (a *Approval) farewell() (key string, on workcal.Date) {
	on = a.End.On
	if w := a.Word; w != nil && w.Result == "" && a.Status == Approved && w.CheckBy.After(on) {
		on = w.CheckBy
	}
	for _, m := range a.Materials {
		if m.State == Deferred && a.Status == Approved && m.Due.After(on) {
			on = m.Due
		}
	}
	on = on.AddDays(lingers)
	return "farewell/" + on.String(), on
}

// afterEnd are the duties that outlive the decision.
func (a *Approval) afterEnd() []bell {
	if a.Status != Approved {
		return nil
	}
	bells := a.deferredBells()
	if w := a.Word; w != nil && w.Result == "" && !w.CheckBy.IsZero() {
		bells = append(bells, bellAt(0, "word/"+w.CheckBy.String(), midnight(w.CheckBy), func(d *draft) error {
			x := *d.a.Word
			x.Late = true
			d.a.Word, d.ch.Word = &x, &x
			d.say("approval.word_unchecked", true, append(d.toKeeper(), casefile.Audience{OrgID: d.a.Def.Matter.Authority}))
			return nil
		}))
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
		bells = append(bells, bellAt(0, "deferred/"+id+"/"+m.Due.String(), midnight(m.Due), func(d *draft) error {
			x := *d.a.material(id)
			x.Late = true
			d.keepMaterial(x)
			d.say("approval.deferred_late", true, append(d.toApplicant(), casefile.Audience{OrgID: d.a.Def.Matter.Authority}),
				casefile.Arg{Key: "material", Value: d.materialName(id)})
			return nil
		}))
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
	if !s.Answered.IsZero() {
		return []bell{bellAt(s.Run, s.key()+"/silent/"+s.AcceptBy.String(), midnight(s.AcceptBy), func(d *draft) error {
			return d.tookIn(*d.pendingSupplement(), "silent")
		})}
	}
	return []bell{
		bellAt(s.Run, s.key()+"/soon/"+s.Due.String(), morning(s.Due), func(d *draft) error {
			d.say("approval.supplement_due", true, d.toApplicant(), casefile.Arg{Key: "due", Value: s.Due.String()})
			return nil
		}),
		bellAt(s.Run, s.key()+"/late/"+s.Due.String(), midnight(s.Due), func(d *draft) error {
			s := *d.pendingSupplement()
			if d.a.Def.Limits.Unanswered == "return" {
				return d.tookIn(s, "unanswered")
			}
			s.End = "unanswered"
			d.keepSupplement(s)
			return d.end(Abandoned, "")
		}),
	}
}

// runBells are the deadlines of one open step.
func (a *Approval) runBells(r *Run, g *process.Graph) []bell {
	n, key := r.N, strconv.Itoa(r.N)
	if !r.Until.IsZero() {
		return []bell{bellAt(n, "until/"+key+"/"+casefile.Today(r.Until).String(), r.Until, func(d *draft) error { return d.noticeOver(n) })}
	}
	node, ok := g.Node(r.Step)
	clock := r.Clock
	if clock.Start.IsZero() {
		clock = r.Promise // a stage with a promise only
	}
	if !clock.Running() || r.Finding || !ok {
		return nil
	}
	var late process.Late
	switch {
	case node.Stage != nil:
		late = node.Stage.Late
	case node.Wait != nil:
		late = node.Wait.Late
	}
	due := clock.Due(a.Cal, clock.Start).Date
	remind := late.Remind
	if remind == nil {
		remind = []int{-1, 0, 1}
	}
	var bells []bell
	for _, offset := range remind {
		on := a.workdayFrom(due, offset)
		if !on.After(casefile.Today(r.OpenedAt)) {
			continue
		}
		bells = append(bells, bellAt(n, "remind/"+key+"/"+strconv.Itoa(offset)+"/"+due.String(), morning(on),
			func(d *draft) error { return d.remind(n, due, offset) }))
	}
	return append(bells, bellAt(n, "due/"+key+"/"+due.String(), midnight(due), func(d *draft) error { return d.timeout(n, late) }))
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
			d.planNews = true
			return nil
		}
	}
	var bells []bell
	if soon.After(c.Start) {
		bells = append(bells, bellAt(0, which+"/yellow/"+due.String(), morning(soon), tell("soon")))
	}
	return append(bells, bellAt(0, which+"/red/"+due.String(), midnight(due), tell("late")))
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
		_, err := d.attempt(b.run, func() error { return b.ring(d) })
		return err
	}
	return fault.New(fault.Conflict, "approval.no_alarm", "no deadline %q", d.cmd.Key)
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
