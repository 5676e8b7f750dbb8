package approval

import (
	"slices"
	"time"

	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/fault"
	"github.com/diaodu/diaodu/domain/process"
)

// target finds the seat an order means, open and the actor's to work on. Where
// the order names none, the actor's only open seat is meant.
func (d *draft) target() (*Seat, error) {
	s, err := d.named()
	if err != nil {
		return nil, err
	}
	if err := d.current(s); err != nil {
		return nil, err
	}
	if d.stageOf(s.Run) == nil {
		return nil, d.conflict("approval.hand_in_again", "the applicant hands it in again")
	}
	if !d.a.mine(s, d.actor()) && !is(d.actor(), s.holder().UserID) {
		if s.lentOn(d.actor()) >= 0 {
			return nil, d.conflict("approval.lent", "the seat is with %s", s.holder().Name).With("name", s.holder().Name)
		}
		if s.inPost(d.actor()) && s.User.UserID != "" {
			return nil, fault.New(fault.Conflict, "approval.claimed", "claimed by %s", s.User.Name).With("name", s.User.Name).On("seat")
		}
		return nil, fault.New(fault.Forbidden, "approval.not_your_seat", "%s does not hold seat %s", d.actor().UserID, s.ID).On("seat")
	}
	if err := d.apart(s); err != nil {
		return nil, err
	}
	return s, nil
}

// named is the seat an order names, or the actor's only one.
func (d *draft) named() (*Seat, error) {
	if d.cmd.Seat != "" {
		s := d.a.seat(d.cmd.Seat)
		if s == nil {
			return nil, fault.New(fault.NotFound, "approval.no_seat", "no seat %s", d.cmd.Seat).On("seat")
		}
		return s, nil
	}
	var mine []*Seat
	for i := range d.a.Seats {
		s := &d.a.Seats[i]
		if d.a.run(s.Run).Open && s.State.Pending() && (d.a.mine(s, d.actor()) || s.lentOn(d.actor()) >= 0) {
			mine = append(mine, s)
		}
	}
	switch len(mine) {
	case 1:
		return mine[0], nil
	case 0:
		if s := d.lastOf(); s != nil {
			return s, nil // says who was first
		}
		return nil, fault.New(fault.Forbidden, "approval.no_open_seat", "%s has no open seat", d.actor().UserID)
	}
	return nil, fault.New(fault.Invalid, "approval.which_seat", "%s holds %d seats", d.actor().UserID, len(mine)).
		With("n", len(mine)).On("seat")
}

// lastOf is the seat the actor could have worked on most recently.
func (d *draft) lastOf() *Seat {
	for i := len(d.a.Seats) - 1; i >= 0; i-- {
		if s := &d.a.Seats[i]; d.a.mine(s, d.actor()) || s.inPost(d.actor()) || is(d.actor(), s.By.UserID) {
			return s
		}
	}
	return nil
}

// current refuses an order for an old opening (stale round) or for a seat that
// others, the clock or the same person settled first (E1, E2, E14).
func (d *draft) current(s *Seat) error {
	r := d.a.run(s.Run)
	if latest := d.a.latest(r.Step, r.Item); latest.N != r.N || (d.cmd.Round != 0 && d.cmd.Round != r.Round) {
		return d.conflict("approval.stale_round", "seat %s is of round %d, the step is at %d", s.ID, r.Round, latest.Round).
			With("round", r.Round).With("now", latest.Round)
	}
	if r.Open && s.State.Pending() && s.State != Held {
		return nil
	}
	if s.State == Held {
		return d.conflict("approval.held", "nobody sits there")
	}
	by, at, outcome := s.By, s.At, string(s.State)
	switch w := d.winner(s); {
	case s.By.UserID != "":
	case w != nil:
		by, at, outcome = w.By, w.At, string(w.State)
	case r.Open:
		by, at = Person{UserID: d.a.Last.UserID, Name: d.a.Last.Name}, d.a.Last.At
	default:
		by, at, outcome = r.By, r.EndedAt, r.Outcome
	}
	return d.decidedBy(s.ID, by, at, outcome)
}

// decidedBy refuses whoever came second, and gives them their words back (E2).
func (d *draft) decidedBy(seat string, by Person, at time.Time, outcome string) error {
	return d.conflict("approval.already_decided", "seat %s is settled", seat).
		With("by", by.Name).With("by_id", by.UserID).With("at", stamp(at)).With("outcome", outcome).With("opinion", d.cmd.Opinion)
}

// winner is the seat whose decision took another away, or ended their stage.
func (d *draft) winner(lost *Seat) *Seat {
	for _, s := range d.a.seated(lost.Run) {
		if lost.Seq != 0 && s.Seq == lost.Seq && s.State.Decided() {
			return s
		}
	}
	return nil
}

// apart refuses an applicant who would decide their own application, by a post
// of theirs (E26) or standing in for somebody (E22, 回避), and any stand-in where
// the stage wants the person's own signature.
func (d *draft) apart(s *Seat) error {
	a, st := d.actor(), d.stageOf(s.Run)
	ap := d.a.Birth.Applicant.UserID
	switch {
	case s.Owner || st == nil:
	case a.StandsInFor != "" && a.UserID == ap:
		return fault.New(fault.Forbidden, "approval.stand_in_applicant", "the applicant cannot stand in")
	case is(a, ap) && d.starterPolicy(st) != process.StarterAllow:
		return fault.New(fault.Forbidden, "approval.is_applicant", "%s applied", ap).With("name", d.a.Birth.Applicant.Name).On("seat")
	case a.StandsInFor != "" && st.Signature:
		return fault.New(fault.Forbidden, "approval.signature", "this stage wants the person's own signature")
	}
	return nil
}

// deciding is target for a decision: the person responsible decides, nobody who
// only helps, and only when it is the seat's turn (E21).
func (d *draft) deciding() (*Seat, error) {
	s, err := d.target()
	if err != nil {
		return nil, err
	}
	switch {
	case s.lent():
		return nil, d.conflict("approval.lent", "the seat is with %s", s.holder().Name).With("name", s.holder().Name)
	case s.State == Queued && d.waitsForSigners(s.ID):
		return nil, d.conflict("approval.signers_first", "signers added before it have not decided")
	case s.State == Queued:
		return nil, d.conflict("approval.not_your_turn", "others come first")
	case s.State == Provisional:
		return nil, d.decidedBy(s.ID, s.By, s.At, string(s.State))
	}
	return s, nil
}

// put writes a seat's decision.
func (d *draft) put(id string, state SeatState) *Seat {
	x := d.touchSeat(id)
	x.State, x.By, x.At, x.Seq, x.Round = state, d.person(), d.at.UTC(), d.seq, d.a.Round
	if d.actor().UserID != x.User.UserID {
		x.InPlace = d.actor().StandsInFor
	}
	if st := d.stageOf(x.Run); st != nil {
		x.Hash = d.shown(st)
	}
	d.ch.Seat = id
	return x
}

// approve is 同意.
func (d *draft) approve() error {
	s, err := d.deciding()
	if err != nil {
		return err
	}
	st, id, run := d.stageOf(s.Run), s.ID, s.Run
	if err := d.opinion(st, "always"); err != nil {
		return err
	}
	if err := d.patch(st); err != nil {
		return err
	}
	if s.voter() && !s.Advisory {
		if err := d.complete(st, run, id); err != nil {
			return err
		}
	}
	if err := d.choosePeople(d.a.run(run).Step); err != nil {
		return err
	}
	if err := d.enoughChosen(d.a.run(run).Step); err != nil {
		return err
	}
	switch {
	case d.signersAfter(id):
		d.put(id, Provisional)
		return nil
	case d.a.seat(id).Advisory:
		d.put(id, Advised).Out = Pass
	default:
		d.put(id, Yes)
	}
	return d.after(id)
}

// reject is 不同意; what it leads to is the stage's policy (E6).
func (d *draft) reject() error {
	s, err := d.deciding()
	if err != nil {
		return err
	}
	if err := d.opinion(d.stageOf(s.Run), "reject"); err != nil {
		return err
	}
	d.endSigners(s.ID)
	if s.Advisory {
		d.put(s.ID, Advised).Out = Fail
	} else {
		d.put(s.ID, No)
	}
	return d.after(s.ID)
}

// abstain is 弃权, of a vote only.
func (d *draft) abstain() error {
	s, err := d.deciding()
	if err != nil {
		return err
	}
	if d.mode(d.stageOf(s.Run), s.Run) != process.Vote || !s.voter() {
		return d.conflict("approval.no_abstention", "only a vote knows abstention")
	}
	d.endSigners(s.ID)
	d.put(s.ID, Abstained)
	return d.after(s.ID)
}

// after goes on when a seat has decided: its parent first, then its stage.
func (d *draft) after(id string) error {
	s := d.a.seat(id)
	if s.Parent != "" && s.Position != Beside && s.Position != Casting {
		d.signed(id)
	}
	return d.settle(s.Run)
}

// opinion refuses a decision whose words the stage wants: never, on rejection
// (the default), or always.
func (d *draft) opinion(st *process.Stage, when string) error {
	want := st.Opinion
	if want == "" {
		want = "reject"
	}
	if want == "never" || (when == "always" && want != "always") {
		return nil
	}
	return needText("opinion", d.cmd.Opinion)
}

// patch changes the form, within what the stage may write (E34).
func (d *draft) patch(st *process.Stage) error {
	may := slices.Concat(st.Fields.Write, st.Fields.Required)
	for _, f := range d.cmd.Fields {
		if !slices.Contains(may, f.Key) {
			return fault.New(fault.Forbidden, "approval.field_forbidden", "field %q is not this stage's to write", f.Key).
				With("field", f.Key).On(f.Key)
		}
	}
	d.filledIn(d.cmd.Fields)
	return d.write(d.cmd.Fields)
}

// write changes fields of the right kind.
func (d *draft) write(fields []process.Field) error {
	for _, f := range fields {
		if err := d.checkField(f); err != nil {
			return err
		}
	}
	if len(fields) == 0 {
		return nil
	}
	d.a.Form = process.Put(d.a.Form, fields)
	d.ch.Form = fields
	return nil
}

// complete refuses an approval that leaves out what the stage needs: its required
// fields, at acceptance the materials, of a site visit the finding.
func (d *draft) complete(st *process.Stage, run int, seat string) error {
	for _, key := range st.Fields.Required {
		if v, ok := process.Get(d.a.Form, key); !ok || string(v) == `""` || string(v) == "[]" {
			return fault.New(fault.Invalid, "approval.field_missing", "field %q must be filled", key).With("field", key).On(key)
		}
	}
	if st.Accepts {
		if err := d.acceptMaterials(); err != nil {
			return err
		}
	}
	if st.Visit {
		return d.visited(run, seat)
	}
	return nil
}

// may refuses an operation that the stage does not offer.
func (d *draft) may(s *Seat, op process.Op) error {
	st := d.stageOf(s.Run)
	ops := process.DefaultMay
	if st.May != nil {
		ops = st.May
	}
	if !slices.Contains(ops, op) {
		return d.conflict("approval.not_offered", "stage does not offer %s", op).With("op", string(op))
	}
	return nil
}

// note adds words for everybody of the case.
func (d *draft) note() error { return needText("opinion", d.cmd.Opinion) }

// urge 催办 reminds whoever has the ball.
func (d *draft) urge() error {
	var to []casefile.Audience
	for i := range d.a.Seats {
		if s := &d.a.Seats[i]; s.State == Open && d.a.run(s.Run).Open {
			to = append(to, d.toSeat(s)...)
		}
	}
	if d.a.Status == Waiting {
		to = d.toApplicant()
	}
	if len(to) == 0 {
		return d.conflict("approval.nobody_to_urge", "nobody has the ball")
	}
	d.say("approval.urged", false, unique(to), casefile.Arg{Key: "by", Value: d.actor().Name}, casefile.Arg{Key: "opinion", Value: d.cmd.Opinion})
	return nil
}
