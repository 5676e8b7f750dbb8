package approval

import (
	"slices"
	"time"

	"github.com/diaodu/diaodu/domain/process"
	"github.com/diaodu/diaodu/domain/workcal"
)

// takeBack is 拿回: the person undoes their own last decision while nobody after
// them has acted and nothing irreversible happened (E12). Of several who decided
// together only their own vote goes; the stage opens again in the same round.
func (d *draft) takeBack() error {
	s, err := d.undoable()
	if err != nil {
		return err
	}
	id, run, seq, provisional := s.ID, s.Run, d.decision(s), s.State == Provisional
	joins := d.joinsAfter(d.a.run(run), seq)
	d.unopen(seq, 0)
	d.reopen(seq)
	for _, in := range joins {
		d.unopen(d.a.run(in).EndSeq, in)
		d.reopenRun(in)
	}
	d.undeliver(run)
	x := d.touchSeat(id)
	x.State, x.By, x.InPlace, x.At, x.Seq, x.Hash, x.Why, x.Round, x.Out = Open, Person{}, "", time.Time{}, 0, "", "", 0, ""
	for _, t := range d.a.seated(run) {
		switch {
		case t.Parent == id && t.Position == AfterMe && t.State == Open && provisional:
			d.touchSeat(t.ID).State = Queued
		case t.Position == Casting && t.State.Pending():
			d.lift(t.ID, TakenBack)
		}
	}
	if d.a.ClockSeq == seq {
		d.unaccept()
	}
	d.ch.Seat = id
	d.queue(run, d.stageOf(run))
	d.tellSeats(run)
	return nil
}

// decision is the event that taking a seat's decision back undoes: the stage's
// own, where the vote was part of it.
func (d *draft) decision(s *Seat) int {
	if r := d.a.run(s.Run); !r.Open {
		return r.EndSeq
	}
	return s.Seq
}

// joinsAfter lists the blocks around a stage whose join fired later, when other
// branches had delivered, too; the innermost first.
func (d *draft) joinsAfter(r *Run, seq int) []int {
	var joins []int
	for b := d.a.run(r.In); b != nil; b = d.a.run(b.In) {
		if !b.Open && b.EndSeq != seq {
			joins = append(joins, b.N)
		}
	}
	return joins
}

// unopen takes back what an event opened outside a block, the innermost first;
// outside 0 it is everything.
func (d *draft) unopen(seq, block int) {
	for i := len(d.a.Runs) - 1; i >= 0; i-- {
		switch r := &d.a.Runs[i]; {
		case r.OpenSeq != seq || block != 0 && d.a.inside(r, block, ""):
		case r.Open:
			d.close(r.N, TakenBack)
		default:
			d.touch(r.N).Outcome = TakenBack
		}
	}
}

// reopen opens again what a decision ended, in the same round, with the seats it
// lifted.
func (d *draft) reopen(seq int) {
	for i := range d.a.Runs {
		r := &d.a.Runs[i]
		if r.EndSeq != seq || r.OpenSeq == seq {
			continue
		}
		d.reopenRun(r.N)
		for _, t := range d.a.seated(r.N) {
			if t.State == Lifted && t.Seq == seq {
				d.unlift(t.ID)
			}
		}
	}
}

func (d *draft) reopenRun(n int) {
	x := d.touch(n)
	x.Open, x.Outcome, x.EndSeq, x.EndedAt, x.By = true, "", 0, time.Time{}, Person{}
	x.Clock.Stopped, x.Promise.Stopped = workcal.Date{}, workcal.Date{}
	if s := d.a.stopped(); s != nil {
		pauseClock(&x.Clock, d.today, *s)
		pauseClock(&x.Promise, d.today, *s)
	}
}

// undeliver takes the deliveries of a stage's branch out of the joins around it.
func (d *draft) undeliver(n int) {
	for r := d.a.run(n); r.In != 0; r = d.a.run(r.In) {
		branch := r.Branch
		b := d.touch(r.In)
		b.Done = slices.DeleteFunc(slices.Clone(b.Done), func(x Delivery) bool { return x.Branch == branch })
	}
}

// unlift gives a lifted seat the state it had.
func (d *draft) unlift(id string) {
	x := d.touchSeat(id)
	x.State, x.Was, x.Seq, x.Why = x.Was, "", 0, ""
	switch x.State {
	case Held:
		x.Why = "nobody"
	case Provisional:
		x.Seq = d.seq
	}
}

// unaccept undoes acceptance: the clocks of the case, and what was let follow.
func (d *draft) unaccept() {
	d.setLaw(workcal.Clock{})
	d.setPromise(workcal.Clock{})
	d.setClockSeq(0)
	for _, m := range d.a.Materials {
		if m.State == Deferred && !m.Due.IsZero() {
			m.State, m.Due, m.From, m.Days = Missing, workcal.Date{}, workcal.Date{}, 0
			d.keepMaterial(m)
		}
	}
}

// undoable is the actor's last decision, where it can still be taken back.
func (d *draft) undoable() (*Seat, error) {
	var s *Seat
	for i := range d.a.Seats {
		t := &d.a.Seats[i]
		if (d.cmd.Seat == "" || t.ID == d.cmd.Seat) && t.State.Decided() && t.Why != "kept" && is(d.actor(), t.By.UserID) && (s == nil || t.Seq > s.Seq) {
			s = t
		}
	}
	if s == nil {
		return nil, d.conflict("approval.nothing_to_take_back", "%s has decided nothing here", d.actor().UserID)
	}
	st, r := d.stageOf(s.Run), d.a.run(s.Run)
	if latest := d.a.latest(r.Step, r.Item); latest.N != r.N || d.cmd.Round != 0 && d.cmd.Round != r.Round {
		return nil, d.conflict("approval.stale_round", "the step was opened again since").With("round", r.Round).With("now", latest.Round)
	}
	signer := s.Parent != "" && s.Position != Beside || s.Why == "signer"
	if st == nil || signer || s.State == SentBack || s.State == Advised || st.Irreversible {
		return nil, d.conflict("approval.too_late", "it cannot be taken back")
	}
	if err := d.may(s, process.OpTakeBack); err != nil {
		return nil, err
	}
	if why := d.tooLate(s, r); why != "" {
		return nil, d.conflict("approval.too_late", "%s", why)
	}
	return s, nil
}

// tooLate says why a decision can no longer be taken back, "" where it can.
func (d *draft) tooLate(s *Seat, r *Run) string {
	st, seq := d.stageOf(s.Run), d.decision(s)
	if !r.Open && (undecided(r.Outcome) || !slices.ContainsFunc(d.a.seated(r.N), func(t *Seat) bool { return t.Seq == seq && t.State.Decided() })) {
		return "it was not the stage's people who decided"
	}
	for _, t := range d.a.seated(s.Run) {
		after := t.Parent == s.ID && t.Position == AfterMe || t.Position == Casting && t.ID != s.ID ||
			d.mode(st, s.Run) == process.Ordered && t.voter() && t.Order > s.Order
		if after && (t.State.Decided() || t.Touched && t.State.Pending()) {
			return "somebody after has acted"
		}
	}
	if slices.ContainsFunc(d.a.Migrations, func(m Migration) bool { return m.Seq > seq }) || d.a.ClockSeq == seq && d.a.Extended != nil {
		return "the case has moved on"
	}
	seqs := []int{seq}
	for _, in := range d.joinsAfter(r, seq) {
		b := d.a.run(in)
		if undecided(b.Outcome) {
			return "the block around it was left"
		}
		seqs = append(seqs, b.EndSeq)
	}
	for i := range d.a.Runs {
		for _, seq := range seqs {
			if seq != seqs[0] && d.a.Runs[i].OpenSeq != seq {
				continue // what ended another branch stays ended
			}
			if why := d.wentOn(&d.a.Runs[i], seq); why != "" {
				return why
			}
		}
	}
	return ""
}

// wentOn says what of a decision's consequences cannot be undone.
func (d *draft) wentOn(r *Run, seq int) string {
	node, ok := d.g.Node(r.Step)
	if !ok || r.OpenSeq != seq && r.EndSeq != seq {
		return ""
	}
	kind := node.Kind
	switch {
	case r.OpenSeq != seq: // it was ended
		if kind == process.KindCall || kind == process.KindNotice || kind == process.KindWait {
			return "it ended what cannot be begun anew"
		}
		return ""
	case len(r.Calls) > 0 || len(r.Visits) > 0 || r.Heard != "":
		return "others were set to work"
	case !r.Open && r.EndSeq != seq:
		return "what followed has gone on"
	case slices.ContainsFunc(d.a.Objections, func(o Objection) bool { return o.Run == r.N }):
		return "somebody has objected"
	}
	for _, t := range d.a.seated(r.N) {
		if t.Touched || t.Seq > seq {
			return "somebody after has acted"
		}
	}
	return ""
}
