package approval

import (
	"fmt"
	"slices"
	"strconv"

	"github.com/diaodu/diaodu/domain/between"
	"github.com/diaodu/diaodu/domain/process"
	"github.com/diaodu/diaodu/domain/workcal"
)

// lingers is how many days an ended application can still be voided.
const lingers = 90

// endBy ends the case with a definition's own result.
func (d *draft) endBy(r process.Result, step string) error {
	switch r {
	case process.Rejected:
		return d.end(Rejected, step)
	case process.Refused:
		return d.end(Refused, step)
	}
	return d.end(Approved, step)
}

// end ends the application: whatever is open is cancelled, the clocks stop, and
// plan, parent and people are told.
func (d *draft) end(status Status, step string) error {
	d.cut(0, "")
	d.a.Status = status
	for _, s := range d.a.Stops {
		if s.To.IsZero() {
			d.unstop(s.Key)
		}
	}
	if s := d.pendingSupplement(); s != nil {
		x := *s
		x.End = "ended"
		d.keepSupplement(x)
	}
	late := false
	if d.a.Law.On() {
		law := d.a.Law
		law.Stop(d.today)
		d.setLaw(law)
		late = law.Read(d.a.Cal, d.today).Why == workcal.WhyLate
	}
	if d.a.Promise.On() {
		promise := d.a.Promise
		promise.Stop(d.today)
		d.setPromise(promise)
	}
	d.a.End = &End{Status: status, Step: step, By: d.by(), On: d.today, At: d.at.UTC(), Seq: d.seq, Late: late}
	d.ch.End = d.a.End
	if status == Approved {
		d.grant()
	}
	d.tellEnd()
	return d.tellParent()
}

// grant asks for the result's number and, where it rested on the applicant's
// word, sets when that word is checked (告知承诺).
func (d *draft) grant() {
	m := d.a.Def.Matter
	if d.seq > 1 {
		d.series = m.Series(d.today.Year())
		if d.series != nil && d.a.life() < 3 && !m.Yearly() { // goes on counting where it was counted
			d.series.Name = "result/" + m.Code + "/" + strconv.Itoa(d.today.Year())
		}
	}
	if len(d.a.Birth.Promises) == 0 {
		return
	}
	w := Word{On: d.today, By: Person{UserID: d.a.Birth.Applicant.UserID, Name: d.a.Birth.Promises[0].By}}
	if m.CheckWithin > 0 {
		w.CheckBy = d.a.Cal.AddWorkdays(d.today, m.CheckWithin).Date
	}
	d.a.Word = &w
	d.ch.Word = &w
}

// stopped is the stop that lasts, nil while the clocks run.
func (a *Approval) stopped() *Stop {
	for i := range a.Stops {
		if a.Stops[i].To.IsZero() {
			return &a.Stops[i]
		}
	}
	return nil
}

// stopsOn are the stops as they stand on a day: one that lasts counts its workdays
// so far, that day included, as the clocks do.
func (a *Approval) stopsOn(today workcal.Date) []Stop {
	stops := slices.Clone(a.Stops)
	for i := range stops {
		if s := &stops[i]; s.To.IsZero() {
			s.Days = max(a.Cal.WorkdaysBetween(s.From.AddDays(-1), today), 0)
		}
	}
	return stops
}

// stop lets the clocks of the case and of every open stage stand still (R7, E18).
// Reasons add up: the clocks run again when none is left.
func (d *draft) stop(key, reason, notice string, until workcal.Date) {
	first := d.a.stopped() == nil
	s := Stop{Key: key, Reason: reason, Notice: notice, From: d.today, Until: until}
	d.keepStop(s)
	if first {
		d.eachClock(func(c *workcal.Clock) { pauseClock(c, d.today, s) })
	}
}

// unstop takes one reason away.
func (d *draft) unstop(key string) {
	for _, s := range d.a.Stops {
		if s.Key != key || !s.To.IsZero() {
			continue
		}
		s.To = d.today.AddDays(-1)
		s.Days = max(d.a.Cal.WorkdaysBetween(s.From.AddDays(-1), s.To), 0)
		d.keepStop(s)
		if d.a.stopped() == nil {
			d.eachClock(func(c *workcal.Clock) { resumeClock(c, s.To) })
		}
		return
	}
}

// eachClock changes the clocks of the case and of whatever is open.
func (d *draft) eachClock(change func(*workcal.Clock)) {
	law, promise := d.a.Law, d.a.Promise
	change(&law)
	change(&promise)
	d.setLaw(law)
	d.setPromise(promise)
	for i := range d.a.Runs {
		if !d.a.Runs[i].Open {
			continue
		}
		r := d.touch(d.a.Runs[i].N)
		change(&r.Clock)
		change(&r.Promise)
	}
}

// pauseClock pauses a clock that runs; others stay as they are.
func pauseClock(c *workcal.Clock, on workcal.Date, s Stop) {
	if !c.Running() {
		return
	}
	on = c.PauseFrom(on)
	until := s.Until
	if until.Before(on) {
		until = on
	}
	notice := s.Notice
	if notice == "" {
		notice = s.Key
	}
	if err := c.Pause(on, s.Reason, notice, until); err != nil {
		panic(fmt.Sprintf("pause a running clock: %v", err)) // every refusal is excluded above
	}
}

// resumeClock ends a clock's pause with that last day; one that began later is
// taken back whole.
func resumeClock(c *workcal.Clock, last workcal.Date) {
	if !c.Paused() {
		return
	}
	if err := c.Resume(c.PauseTo(last)); err != nil {
		panic(fmt.Sprintf("resume a paused clock: %v", err))
	}
}

// State is the application as its plan and its parent hear of it.
func (a *Approval) State() between.ApprovalState {
	switch a.Status {
	case Waiting:
		return between.ApprovalSupplement
	case Suspended:
		return between.ApprovalSuspended
	case Approved:
		return between.ApprovalApproved
	case Rejected:
		return between.ApprovalRejected
	case Refused:
		return between.ApprovalRefused
	case Withdrawn:
		return between.ApprovalWithdrawn
	case Abandoned:
		return between.ApprovalAbandoned
	case Terminated:
		return between.ApprovalTerminated
	case Voided, Revoked:
		return between.ApprovalVoided
	}
	if a.stopped() != nil {
		return between.ApprovalSuspended
	}
	if a.Law.Start.IsZero() && a.Promise.Start.IsZero() {
		return between.ApprovalFiled
	}
	return between.ApprovalDeciding
}
