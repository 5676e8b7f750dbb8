package approval

import (
	"slices"
	"strconv"

	"github.com/diaodu/diaodu/domain/between"
	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/fault"
	"github.com/diaodu/diaodu/domain/org"
	"github.com/diaodu/diaodu/domain/process"
)

// Defaults of 补正 where the definition does not say.
const (
	supplementDays = 10 // workdays for the applicant
	supplementMax  = 3  // rounds
	takeInDays     = 5  // workdays in which what was handed in is taken in, else it counts as taken in
)

// supplement is 补正通知: everything missing told at once; the clocks of the case
// stop with the notice and run again when the materials are taken in (E18).
func (d *draft) supplement() error {
	s, err := d.target()
	if err != nil {
		return err
	}
	if err := d.may(s, process.OpSupplement); err != nil {
		return err
	}
	if s.lent() {
		return d.conflict("approval.lent", "the seat is with %s", s.holder().Name).With("name", s.holder().Name)
	}
	l := d.a.Def.Limits
	last := d.pendingSupplement()
	if last != nil && last.Answered.IsZero() {
		return d.conflict("approval.supplement_open", "the applicant has not answered yet")
	}
	if most := or(l.Supplements, supplementMax); len(d.a.Supplements) >= most {
		return d.conflict("approval.supplements_spent", "asked %d times already", len(d.a.Supplements)).With("max", most)
	}
	if err := d.gaps(); err != nil {
		return err
	}
	if last != nil {
		x := *last
		x.End = "again"
		d.keepSupplement(x)
		d.unstop(x.key())
	}
	by, days := d.person(), or(l.Supplement, supplementDays)
	n := Supplement{
		N: len(d.a.Supplements) + 1, Items: d.cmd.Gaps, By: by, Org: between.Unit{ID: by.OrgID, Name: by.OrgName}, Run: s.Run,
		AskedOn: d.today, Days: days, Due: d.a.within(d.today, days),
	}
	d.keepSupplement(n)
	d.worked(s.ID)
	for _, g := range d.cmd.Gaps {
		if row := d.a.material(g.Material); row != nil {
			x := *row
			x.State, x.Why = Faulty, g.Text
			d.keepMaterial(x)
		}
	}
	d.stop(n.key(), "supplement", d.a.No, n.Due)
	d.say("approval.supplement", true, d.toApplicant(), casefile.Arg{Key: "n", Value: strconv.Itoa(len(n.Items))}, casefile.Arg{Key: "due", Value: n.Due.String()})
	return nil
}

// gaps refuses a 补正 that does not say what is missing.
func (d *draft) gaps() error {
	if len(d.cmd.Gaps) == 0 {
		return fault.New(fault.Invalid, "approval.no_gaps", "say what is missing").On("gaps")
	}
	for _, g := range d.cmd.Gaps {
		if !slices.Contains(GapCodes, g.Code) {
			return fault.New(fault.Invalid, "approval.gap_code", "no reason %q", g.Code).On("gaps")
		}
		if err := needText("gaps", g.Text); err != nil {
			return err
		}
		if g.Material != "" && d.a.material(g.Material) == nil {
			return fault.New(fault.Invalid, "approval.no_material", "no material %q", g.Material).With("material", g.Material).On("gaps")
		}
	}
	return nil
}

func (s Supplement) key() string { return "supplement/" + strconv.Itoa(s.N) }

// pendingSupplement is the 补正 that waits for an answer or for being taken in.
func (d *draft) pendingSupplement() *Supplement {
	if n := len(d.a.Supplements); n > 0 && d.a.Supplements[n-1].End == "" {
		return &d.a.Supplements[n-1]
	}
	return nil
}

// supply answers a 补正.
func (d *draft) supply() error {
	s := d.pendingSupplement()
	if s == nil || !s.Answered.IsZero() {
		return d.conflict("approval.nothing_asked", "nothing is asked for")
	}
	if len(d.cmd.Fields)+len(d.cmd.Materials) == 0 && d.cmd.Opinion == "" {
		return fault.New(fault.Invalid, "approval.no_files", "nothing handed in").On("materials")
	}
	if err := d.amend(); err != nil {
		return err
	}
	x := *s
	x.Answered, x.CameOn = d.today, d.a.Cal.ReceivedOn(d.at)
	x.AcceptBy = d.a.within(x.CameOn, takeInDays)
	d.keepSupplement(x)
	d.say("approval.supplied", false, []casefile.Audience{{OrgID: x.Org.ID}, {UserID: x.By.UserID}})
	return nil
}

// takeIn takes what was handed in: the clocks run again.
func (d *draft) takeIn() error {
	s := d.pendingSupplement()
	if s == nil || s.Answered.IsZero() {
		return d.conflict("approval.not_answered", "the applicant has not answered")
	}
	if seat := d.a.run(s.Run); !d.a.sitsIn(seat.N, d.actor()) && !d.actor().ActsFor(s.Org.ID) {
		return fault.New(fault.Forbidden, "approval.not_your_seat", "%s did not ask", d.actor().UserID)
	}
	return d.tookIn(*s, "accepted")
}

func (d *draft) tookIn(s Supplement, end string) error {
	s.Accepted, s.End = d.today, end
	d.keepSupplement(s)
	d.a.Status = Running
	d.unstop(s.key())
	d.say("approval.taken_in", true, d.toApplicant())
	return d.goOn()
}

// sitsIn tells whether the actor has a seat of an opening.
func (a *Approval) sitsIn(n int, actor org.Actor) bool {
	return slices.ContainsFunc(a.seated(n), func(s *Seat) bool { return a.mine(s, actor) || s.inPost(actor) })
}

func or(n, otherwise int) int {
	if n > 0 {
		return n
	}
	return otherwise
}
