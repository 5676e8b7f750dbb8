package approval

import (
	"slices"

	"github.com/diaodu/diaodu/domain/fault"
	"github.com/diaodu/diaodu/domain/process"
)

// maxDepth bounds signers added by signers added by signers (E23).
const maxDepth = 3

// addSign is 加签: before oneself, after oneself, or beside (E23). A seat waits
// for signers before it; its approval waits for those after it; one beside is one
// more of the stage.
func (d *draft) addSign() error {
	s, err := d.target()
	if err != nil {
		return err
	}
	id, run := s.ID, s.Run
	if err := d.maySign(s); err != nil {
		return err
	}
	for _, p := range d.cmd.People {
		if err := d.maySitBeside(run, p); err != nil {
			return err
		}
		seat := Seat{
			Run: run, Rule: -1, User: p, Weight: 1, State: Open, Parent: id, Position: d.cmd.Position,
			Advisory: d.cmd.Advisory, AddedBy: d.person(),
		}
		if d.cmd.Position == AfterMe {
			seat.State = Queued // until the seat has approved
		}
		if d.cmd.Position == Beside && d.mode(d.stageOf(run), run) == process.Ordered {
			seat.State, seat.Order = Queued, d.a.seat(id).Order+1+len(d.cmd.People)
		}
		added := d.addSeat(seat)
		if seat.State == Open {
			d.tellSeat(added)
		}
	}
	x := d.touchSeat(id)
	x.Touched = true
	if d.cmd.Position == BeforeMe {
		x.State = Queued
	}
	d.ch.Seat, d.ch.People, d.ch.Detail = id, d.cmd.People, d.cmd.Position
	return nil
}

// maySign refuses adding signers where the stage, the seat or the depth forbid it.
func (d *draft) maySign(s *Seat) error {
	if err := d.may(s, process.OpAddSign); err != nil {
		return err
	}
	switch {
	case s.lent():
		return d.conflict("approval.lent", "the seat is with %s", s.holder().Name).With("name", s.holder().Name)
	case s.State == Queued && !d.waitsForSigners(s.ID):
		return d.conflict("approval.not_your_turn", "others come first")
	case s.State == Provisional || s.Position == Casting || s.Owner:
		return d.conflict("approval.not_offered", "no signers here").With("op", string(process.OpAddSign))
	}
	depth := 1
	for p := s; p != nil && p.Parent != ""; p = d.a.seat(p.Parent) {
		depth++
	}
	if depth > maxDepth {
		return d.conflict("approval.depth", "signers of signers, %d deep", depth).With("max", maxDepth)
	}
	switch {
	case s.Position != "" && d.cmd.Position == Beside:
		return d.conflict("approval.not_offered", "an added signer adds nobody to the stage").With("op", string(process.OpAddSign))
	case !slices.Contains([]string{BeforeMe, AfterMe, Beside}, d.cmd.Position):
		return fault.New(fault.Invalid, "approval.position", "no position %q", d.cmd.Position).On("position")
	case len(d.cmd.People) == 0 || len(d.cmd.People) > addAtOnce:
		return fault.New(fault.Invalid, "approval.people", "name the signers").With("max", addAtOnce).On("people")
	}
	return nil
}

// maySitBeside refuses a signer who is the applicant or sits in the stage already.
func (d *draft) maySitBeside(run int, p Person) error {
	if p.UserID == "" {
		return fault.New(fault.Invalid, "approval.people", "a signer without a name").On("people")
	}
	if p.UserID == d.a.Birth.Applicant.UserID {
		return fault.New(fault.Invalid, "approval.is_applicant", "%s applied", p.UserID).With("name", p.Name).On("people")
	}
	for _, s := range d.a.seated(run) {
		if s.State.Pending() && (s.User.UserID == p.UserID || s.holder().UserID == p.UserID) || s.State.Decided() && s.By.UserID == p.UserID {
			return d.conflict("approval.seated", "%s sits in this stage", p.Name).With("name", p.Name)
		}
	}
	if is(d.actor(), p.UserID) {
		return d.conflict("approval.seated", "%s sits in this stage", p.Name).With("name", p.Name)
	}
	return nil
}

// signed goes on when an added signer has decided: a binding rejection is the
// rejection of the seat that added them; the last approval lets the seat go on.
func (d *draft) signed(id string) {
	s := *d.a.seat(id)
	parent := *d.a.seat(s.Parent)
	if s.State == No {
		d.endSigners(parent.ID)
		x := d.touchSeat(parent.ID)
		x.State, x.By, x.InPlace, x.At, x.Seq, x.Why, x.Round, x.Out = No, s.By, s.InPlace, s.At, d.seq, "signer", d.a.Round, ""
		if x.Advisory {
			x.State, x.Out = Advised, Fail
		}
		d.up(parent.ID)
		return
	}
	d.freed(parent.ID, s.Position)
}

// up goes on to whoever added the seat's own signers.
func (d *draft) up(id string) {
	if s := d.a.seat(id); s.Parent != "" && s.Position != Beside && s.Position != Casting {
		d.signed(id)
	}
}

// waiting tells whether signers of that position have yet to decide.
func (d *draft) waiting(parent, position string) bool {
	for i := range d.a.Seats {
		if s := &d.a.Seats[i]; s.Parent == parent && s.Position == position && s.State.Pending() {
			return true
		}
	}
	return false
}

// signersAfter opens the signers that an approval now waits for.
func (d *draft) signersAfter(id string) bool {
	some := false
	for i := range d.a.Seats {
		s := &d.a.Seats[i]
		if s.Parent != id || s.Position != AfterMe || !s.State.Pending() {
			continue
		}
		some = true
		if s.State == Queued && !d.waitsForSigners(s.ID) {
			d.touchSeat(s.ID).State = Open
			d.tellSeat(s.ID)
		}
	}
	return some
}

// endSigners lifts the signers of a seat whose own decision has fallen (E23).
func (d *draft) endSigners(parent string) {
	for i := range d.a.Seats {
		s := &d.a.Seats[i]
		if s.Parent == parent && s.State.Pending() && s.Position != Beside {
			if s.State == Open {
				d.tellLifted(s.Run, d.toSeat(s))
			}
			d.lift(s.ID, "parent")
			d.endSigners(s.ID)
		}
	}
}

// cutSign is 减签: a seat that was added goes again, while it has not decided
// (E24); whoever added it may, and the keeper. The stage is judged at once.
func (d *draft) cutSign() error {
	s := d.a.seat(d.cmd.Seat)
	if s == nil {
		return fault.New(fault.NotFound, "approval.no_seat", "no seat %q", d.cmd.Seat).On("seat")
	}
	id, run := s.ID, s.Run
	if !d.a.run(run).Open || !s.State.Pending() {
		return d.current(s)
	}
	if d.stageOf(run) == nil {
		return d.conflict("approval.hand_in_again", "the applicant hands it in again")
	}
	if s.State == Provisional {
		return d.decidedBy(id, s.By, s.At, string(s.State))
	}
	keeper := d.a.keeps(d.actor())
	if s.AddedBy.UserID == "" && !keeper || s.AddedBy.UserID != "" && !is(d.actor(), s.AddedBy.UserID) && !keeper {
		return fault.New(fault.Forbidden, "approval.not_added_by_you", "%s did not add it", d.actor().UserID).On("seat")
	}
	if s.voter() {
		if err := d.enoughWithout(s); err != nil {
			return err
		}
	}
	d.endSigners(id)
	x := d.touchSeat(id)
	if x.State != Queued {
		d.say("approval.removed", false, d.toSeat(x), d.stepArg(run))
	}
	x.State, x.Seq, x.Why, x.By, x.At = Removed, d.seq, "removed", d.person(), d.at.UTC()
	d.ch.Seat = id
	if x.Parent != "" && (x.Position == BeforeMe || x.Position == AfterMe) {
		d.freed(x.Parent, x.Position)
	}
	return d.settle(run)
}

// freed lets a seat go on when the last signer it waited for was removed.
func (d *draft) freed(parent, position string) {
	if d.waiting(parent, position) {
		return
	}
	switch x := d.touchSeat(parent); {
	case position == BeforeMe && x.State == Queued:
		x.State = Open
		d.tellSeat(x.ID)
	case position == AfterMe && x.State == Provisional:
		if x.State, x.Seq, x.Round = x.approved(), d.seq, d.a.Round; x.State == Advised {
			x.Out = Pass
		}
		d.up(x.ID)
	}
}

// approved is what an approval becomes once the signers after it have agreed.
func (s *Seat) approved() SeatState {
	switch {
	case s.Advisory:
		return Advised
	case s.Out != "":
		return Chose
	}
	return Yes
}

// enoughWithout keeps a stage from falling below its quorum, or below one seat (E24).
func (d *draft) enoughWithout(s *Seat) error {
	left := 0
	for _, x := range d.a.seated(s.Run) {
		if x.ID != s.ID && x.voter() && !x.Advisory && x.State != Lifted && x.State != Removed && x.State != Recused && x.State != Passed {
			left++
		}
	}
	need := max(1, d.stageOf(s.Run).Ballot.Quorum)
	if left < need {
		return d.conflict("approval.too_few", "%d would be left, %d are needed", left, need).With("need", need)
	}
	return nil
}

// cast opens the chair's seat in a tie; where the chair has voted, that vote
// settles it (E5).
func (d *draft) cast(n int, st *process.Stage) error {
	r := *d.a.run(n)
	for _, s := range d.a.seated(n) {
		if s.Position == Casting && s.State.Pending() {
			return nil
		}
	}
	places, _ := d.places(*st.Ballot.Chair, r)
	for _, s := range d.a.seated(n) {
		if (s.State == Yes || s.State == No) && s.voter() && slices.ContainsFunc(places, func(p place) bool {
			return p.user.UserID != "" && p.user.UserID == s.By.UserID || p.post && p.role == s.Role && p.org.ID == s.Org.ID
		}) {
			return d.decided(n, verdictOf(s.State))
		}
	}
	seat := Seat{Run: n, Rule: -1, Position: Casting, Weight: 1, State: Held, Why: "nobody", Role: st.Ballot.Chair.Role}
	if len(places) > 0 {
		p := places[0]
		seat.State, seat.Why, seat.Org, seat.Role, seat.User, seat.Post, seat.Owner = Open, "", p.org, p.role, p.user, p.post, p.owner
	}
	id := d.addSeat(seat)
	if seat.State == Held {
		d.alarm(n, "approval.nobody")
		return nil
	}
	if s := d.a.seat(id); !s.Owner && d.own(s) && d.starterPolicy(st) != process.StarterAllow {
		d.spareStarter(n, id, process.StarterHold)
	}
	d.tellSeat(id)
	return nil
}
