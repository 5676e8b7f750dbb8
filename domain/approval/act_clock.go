package approval

import (
	"slices"
	"strconv"
	"strings"

	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/fault"
	"github.com/diaodu/diaodu/domain/org"
	"github.com/diaodu/diaodu/domain/process"
	"github.com/diaodu/diaodu/domain/workcal"
)

// pause begins a special procedure 特别程序, whose time does not count: with a
// reason of the list, the written notice and the expected end (C-3).
func (d *draft) pause() error {
	s, err := d.target()
	if err != nil {
		return err
	}
	if err := d.may(s, process.OpPause); err != nil {
		return err
	}
	if s.lent() {
		return d.conflict("approval.lent", "the seat is with %s", s.holder().Name).With("name", s.holder().Name)
	}
	if d.special() != nil {
		return d.conflict("approval.paused", "a special procedure is under way")
	}
	if !slices.Contains(PauseReasons, d.cmd.Reason) {
		return fault.New(fault.Invalid, "approval.pause_reason", "no reason %q", d.cmd.Reason).On("reason")
	}
	if err := needText("notice", d.cmd.Notice); err != nil {
		return err
	}
	if !d.cmd.Date.After(d.today) {
		return fault.New(fault.Invalid, "approval.pause_end", "say when it ends").On("date")
	}
	n := 1
	for _, x := range d.a.Stops {
		if strings.HasPrefix(x.Key, specially) {
			n++
		}
	}
	d.stop(specially+strconv.Itoa(n), d.cmd.Reason, d.cmd.Notice, d.cmd.Date)
	d.worked(s.ID)
	d.say("approval.paused", true, d.toApplicant(), casefile.Arg{Key: "reason", Value: d.cmd.Reason}, casefile.Arg{Key: "until", Value: d.cmd.Date.String()})
	return nil
}

// specially begins the keys of the stops that are special procedures.
const specially = "special/"

// special is the special procedure under way.
func (d *draft) special() *Stop {
	for i := range d.a.Stops {
		if s := &d.a.Stops[i]; s.lasts(specially) {
			return s
		}
	}
	return nil
}

// resume ends it; the dates move by the workdays it lasted (C-5).
func (d *draft) resume() error {
	s := d.special()
	if s == nil {
		return d.conflict("approval.not_paused", "no special procedure is under way")
	}
	d.unstop(s.Key)
	d.say("approval.resumed", true, d.toApplicant(), d.dueArg())
	return nil
}

func (d *draft) dueArg() casefile.Arg {
	due := d.a.Promise
	if due.Start.IsZero() {
		due = d.a.Law
	}
	if due.Start.IsZero() {
		return casefile.Arg{Key: "due", Value: "—"}
	}
	return casefile.Arg{Key: "due", Value: due.Due(d.a.Cal, d.today).Date.String()}
}

// extend is 延期 of the statutory limit: once, before it has passed, by as many
// workdays as the process allows, by the authority's head, with the reason told
// to the applicant (行政许可法, C-6).
func (d *draft) extend() error {
	most := d.a.Def.Limits.Extension
	if most == 0 || !d.a.Law.On() {
		return d.conflict("approval.no_extension", "it cannot be extended")
	}
	if d.a.Extended != nil {
		return d.conflict("approval.extended", "extended once already")
	}
	old := d.a.Law.Due(d.a.Cal, d.today).Date
	if d.today.After(old) {
		return d.conflict("approval.extension_late", "was due on %s", old).With("due", old.String())
	}
	if err := needText("reason", d.cmd.Reason); err != nil {
		return err
	}
	days := d.cmd.N
	if days == 0 {
		days = most
	}
	if days < 1 || days > most {
		return fault.New(fault.Invalid, "approval.extension_days", "%d of at most %d workdays", days, most).With("max", most).On("n")
	}
	law, promise := d.a.Law, d.a.Promise
	renewed := d.a.Cal.AddWorkdays(old, days).Date
	if err := law.Extend(renewed, d.cmd.Reason, d.actor().Name, d.today); err != nil {
		return err
	}
	d.setLaw(law)
	if promise.On() {
		to := d.a.Cal.AddWorkdays(promise.Due(d.a.Cal, d.today).Date, days).Date
		if err := promise.Extend(to, d.cmd.Reason, d.actor().Name, d.today); err != nil {
			return err
		}
		d.setPromise(promise)
	}
	x := Extended{Days: days, By: d.person(), On: d.today, Old: old, New: renewed, Reason: d.cmd.Reason}
	d.a.Extended, d.ch.Extended = &x, &x
	d.say("approval.extended", true, d.toApplicant(), casefile.Arg{Key: "due", Value: renewed.String()}, casefile.Arg{Key: "reason", Value: d.cmd.Reason})
	return nil
}

// suspend is 挂起: seats refuse decisions, clocks stand still, sub-cases are
// suspended, reminders stop (E17). A case may be suspended for its own sake and
// for its parent's at once; it goes on when no reason is left.
func (d *draft) suspend() error {
	reason := d.cmd.Reason
	if d.actor().Has(org.System) {
		reason = byParent
	} else if err := needText("reason", reason); err != nil {
		return err
	}
	if d.a.Before == "" {
		before := d.before()
		d.a.Before, d.ch.Before = before, &before
	}
	d.a.Status = Suspended
	d.stop(suspension+strconv.Itoa(d.seq), "suspended", reason, workcal.Date{})
	d.eachSub(ActSuspend)
	d.say("approval.suspended", true, d.toApplicant(), casefile.Arg{Key: "reason", Value: d.cmd.Reason})
	return nil
}

// before is the status before the order.
func (d *draft) before() Status {
	if d.pendingSupplement() != nil {
		return Waiting
	}
	return Running
}

// activate is 激活: dates move by what the suspension lasted. A parent that goes
// on ends what it had suspended, and nothing else.
func (d *draft) activate() error {
	ended := false
	for _, s := range d.a.Stops {
		if s.lasts(suspension) && (s.Notice == byParent) == d.actor().Has(org.System) {
			d.unstop(s.Key)
			ended = true
		}
	}
	if !ended && !d.actor().Has(org.System) {
		return d.conflict("approval.suspended_above", "suspended with the case that called it")
	}
	if slices.ContainsFunc(d.a.Stops, func(s Stop) bool { return s.lasts(suspension) }) {
		return nil
	}
	d.a.Status = d.a.Before
	none := Status("")
	d.a.Before, d.ch.Before = none, &none
	d.redate()
	d.eachSub(ActActivate)
	d.say("approval.activated", true, d.toApplicant(), d.dueArg())
	return d.goOn()
}

// lasts tells whether the stop is of that kind and not over.
func (s Stop) lasts(kind string) bool { return s.To.IsZero() && strings.HasPrefix(s.Key, kind) }

// goOn takes up what could not go on while the case stood still: votes that were
// complete, sub-cases that ended, words of other systems.
func (d *draft) goOn() error {
	for i := range len(d.a.Runs) {
		if d.a.Status != Running {
			return nil
		}
		n := d.a.Runs[i].N
		if !d.a.Runs[i].Open {
			continue
		}
		if _, err := d.attempt(n, func() error { return d.takeUp(n) }); err != nil {
			return err
		}
	}
	return nil
}

func (d *draft) takeUp(n int) error {
	r := d.a.run(n)
	switch node, _ := d.g.Node(r.Step); {
	case node.Step == nil:
		return nil
	case node.Wait != nil && r.Heard != "":
		return d.heard(n, r.Heard)
	case node.Call != nil:
		return d.gather(n)
	case node.Notice != nil && !d.at.Before(r.Until) && !d.objected(n):
		return d.noticeOver(n)
	}
	return d.settle(n)
}

// suspension begins the keys of the stops that are suspensions.
const suspension = "suspend/"

// byParent is the reason of what a case orders its sub-cases.
const byParent = "parent"

// eachSub owes the open sub-cases an order.
func (d *draft) eachSub(act string) {
	for _, r := range d.a.Runs {
		if !r.Open {
			continue
		}
		for _, c := range r.Calls {
			if c.Outcome == "" {
				d.oweLater(c.CaseID, act, byParent)
			}
		}
	}
}

// visit arranges a joint site visit (B-17); another one is a re-inspection.
func (d *draft) visit() error {
	s, err := d.target()
	if err != nil {
		return err
	}
	if st := d.stageOf(s.Run); !st.Visit {
		return d.conflict("approval.no_visit", "this stage has no site visit")
	}
	if d.cmd.Date.Before(d.today) {
		return fault.New(fault.Invalid, "approval.visit_date", "the visit needs a day to come").On("date")
	}
	if err := needText("place", d.cmd.Place); err != nil {
		return err
	}
	r := d.touch(s.Run)
	v := Visit{N: len(r.Visits) + 1, On: d.cmd.Date, Place: d.cmd.Place, By: d.person()}
	if n := len(r.Visits); n > 0 {
		for _, f := range r.Visits[n-1].Findings {
			if f.Pass { // what was found in order needs no second look
				v.Findings = append(v.Findings, f)
			}
		}
	}
	r.Visits = append(slices.Clip(r.Visits), v)
	var to []casefile.Audience
	for _, x := range d.a.seated(s.Run) {
		if x.State.Pending() {
			to = append(to, d.toSeat(x)...)
		}
	}
	d.worked(s.ID)
	d.say("approval.visit", true, unique(append(to, d.toApplicant()...)), casefile.Arg{Key: "date", Value: v.On.String()},
		casefile.Arg{Key: "place", Value: v.Place}, casefile.Arg{Key: "n", Value: strconv.Itoa(v.N)})
	return nil
}

// finding is what one unit found on the visit.
func (d *draft) finding() error {
	s, err := d.target()
	if err != nil {
		return err
	}
	id := s.ID
	r := d.touch(s.Run)
	n := len(r.Visits)
	if n == 0 {
		return d.conflict("approval.no_visit", "no visit was arranged")
	}
	if d.today.Before(r.Visits[n-1].On) {
		return d.conflict("approval.visit_to_come", "the visit is on %s", r.Visits[n-1].On).With("date", r.Visits[n-1].On.String())
	}
	if err := needText("opinion", d.cmd.Opinion); err != nil {
		return err
	}
	visits := slices.Clone(r.Visits)
	v := visits[n-1]
	v.Findings = slices.DeleteFunc(slices.Clone(v.Findings), func(f Finding) bool { return f.Seat == id })
	v.Findings = append(v.Findings, Finding{Seat: id, Pass: d.cmd.Pass, Seq: d.seq})
	visits[n-1] = v
	r.Visits = visits
	d.touchSeat(id).Touched = true
	d.ch.Seat = id
	if !d.cmd.Pass {
		d.say("approval.finding_failed", true, d.toApplicant(), casefile.Arg{Key: "org", Value: d.actor().OrgName}, casefile.Arg{Key: "opinion", Value: d.cmd.Opinion})
	}
	return nil
}

// visited refuses an approval without the seat's own finding in order.
func (d *draft) visited(run int, seat string) error {
	r := d.a.run(run)
	if n := len(r.Visits); n > 0 {
		for _, f := range r.Visits[n-1].Findings {
			if f.Seat != seat {
				continue
			}
			if !f.Pass {
				return d.conflict("approval.finding_open", "the visit found something to mend")
			}
			return nil
		}
	}
	return d.conflict("approval.no_finding", "no finding of this seat yet")
}
