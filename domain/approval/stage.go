package approval

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strconv"

	"github.com/diaodu/diaodu/domain/process"
	"github.com/diaodu/diaodu/domain/workcal"
)

// stageOf is the stage an opening is of, nil where it is of something else.
func (d *draft) stageOf(n int) *process.Stage {
	r := d.a.run(n)
	if r == nil {
		return nil
	}
	node, ok := d.g.Node(r.Step)
	if !ok {
		return nil
	}
	return node.Stage
}

// openStage starts a stage's clocks and seats its people, once they are known.
func (d *draft) openStage(n int) error {
	st := d.stageOf(n)
	r := d.touch(n)
	d.startClocks(r, st.Within, st.Promised)
	if asks := d.unknown(st, *r); len(asks) > 0 {
		return d.ask(n, asks)
	}
	if err := d.fill(n); err != nil {
		return err
	}
	return d.settle(n)
}

// startClocks starts the clocks of one opening.
func (d *draft) startClocks(r *Run, within, promised int) {
	if within > 0 {
		r.Clock = d.newClock(within)
	}
	if promised > 0 {
		r.Promise = d.newClock(promised)
	}
}

// newClock starts a clock of so many workdays. While the case stands still it
// does, too.
func (d *draft) newClock(workdays int) workcal.Clock {
	start := d.a.Cal.ReceivedOn(d.at)
	c := workcal.NewClock(start, workdays)
	if s := d.a.stopped(); s != nil {
		pauseClock(&c, start, *s)
	}
	return c
}

// fill makes the seats of a stage.
func (d *draft) fill(n int) error {
	st := d.stageOf(n)
	r := d.touch(n)
	r.Finding = false
	run := *r
	held := false
	for i, w := range st.By {
		got, missing := d.places(w, run)
		if len(got) == 0 || missing > 0 {
			if other := d.instead(st, w, run); len(other) > 0 {
				got, missing = append(got, other...), 0
			} else if len(got) == 0 {
				missing = max(missing, 1)
			}
		}
		for _, p := range distinct(got) {
			d.addSeat(Seat{
				Run: n, Rule: i, Name: w.Name, Org: p.org, Role: p.role, User: p.user, Post: p.post, Owner: p.owner,
				Weight: weightOf(w), State: Open,
			})
		}
		for range missing {
			d.addSeat(Seat{Run: n, Rule: i, Name: w.Name, Role: w.Role, Weight: weightOf(w), State: Held, Why: "nobody"})
			held = true
		}
	}
	if held {
		d.alarm(n, "approval.nobody")
	}
	d.fillQuorum(n, st)
	d.spare(n, st)
	if run.Kept != 0 {
		d.carry(n, run.Kept)
	}
	d.queue(n, st)
	d.tellSeats(n)
	return nil
}

// distinct leaves one of places that are the same: nobody sits twice by one rule.
func distinct(all []place) []place {
	var out []place
	for _, p := range all {
		if !slices.ContainsFunc(out, func(o place) bool {
			return o.user.UserID == p.user.UserID && o.role == p.role && o.org.ID == p.org.ID && o.post == p.post
		}) {
			out = append(out, p)
		}
	}
	return out
}

// addSeat adds a seat and gives its id. Pointers to seats do not outlive it.
func (d *draft) addSeat(s Seat) string {
	d.a.SeatNo++
	s.ID = "s" + strconv.Itoa(d.a.SeatNo)
	if s.Order == 0 {
		s.Order = (len(d.a.seated(s.Run)) + 1) * 10
	}
	d.a.Seats = append(d.a.Seats, s)
	d.seats = append(d.seats, s.ID)
	return s.ID
}

// queue makes the seats of 依次 wait for their turn.
func (d *draft) queue(n int, st *process.Stage) {
	if d.mode(st, n) != process.Ordered {
		return
	}
	first := true
	for _, s := range d.a.seated(n) {
		switch {
		case !s.voter() || !s.State.Pending():
		case s.State == Held || s.State == Provisional || d.waitsForSigners(s.ID):
			first = false
		default:
			x := d.touchSeat(s.ID)
			if x.State = Queued; first {
				x.State, first = Open, false
			}
		}
	}
}

// mode is how the seats of an opening decide: as the definition says, else one
// seat decides alone and several decide together.
func (d *draft) mode(st *process.Stage, n int) process.Mode {
	if st.Mode != "" {
		return st.Mode
	}
	if w := st.By; len(w) == 1 && !w[0].Each && w[0].UserField == "" && w[0].Chosen == "" {
		return process.Single
	}
	return process.All
}

// settle asks whether a stage has decided, and goes on if it has.
func (d *draft) settle(n int) error {
	r := d.a.run(n)
	st := d.stageOf(n)
	if !r.Open || r.Finding || st == nil {
		return nil
	}
	seats := d.a.seated(n)
	for _, s := range seats {
		if s.State == Chose {
			return d.leave(n, s.Out)
		}
	}
	switch verdict := tally(st, d.mode(st, n), seats); verdict {
	case Pass, Fail:
		return d.decided(n, verdict)
	case tied:
		return d.cast(n, st)
	}
	if d.mode(st, n) == process.Ordered {
		d.nextInLine(n)
	}
	return nil
}

// nextInLine opens the next seat of 依次 once the one before has decided.
func (d *draft) nextInLine(n int) {
	for _, s := range d.a.seated(n) {
		if !s.voter() {
			continue
		}
		switch s.State {
		case Open, Held, Provisional:
			return
		case Queued:
			if d.waitsForSigners(s.ID) {
				return
			}
			d.touchSeat(s.ID).State = Open
			d.tellSeat(s.ID)
			return
		}
	}
}

// waitsForSigners tells whether signers added before a seat have yet to decide.
func (d *draft) waitsForSigners(id string) bool {
	for i := range d.a.Seats {
		if s := &d.a.Seats[i]; s.Parent == id && s.Position == BeforeMe && s.State.Pending() {
			return true
		}
	}
	return false
}

// decided ends a stage with its one decision of this round (E1).
func (d *draft) decided(n int, outcome string) error {
	st := d.stageOf(n)
	step := d.a.run(n).Step
	d.close(n, outcome)
	if outcome == Fail {
		return d.failed(n, st.OnReject)
	}
	if st.Accepts || d.a.Def.Limits.From == step {
		d.startCase(st, step)
	}
	return d.follow(n)
}

// startCase starts the clocks of the whole case, once: at acceptance 受理, or at
// the step the definition names.
func (d *draft) startCase(st *process.Stage, step string) {
	l := d.a.Def.Limits
	if d.a.Law.On() || d.a.Promise.On() || (l.From != "" && l.From != step) || (l.From == "" && !st.Accepts) {
		return
	}
	d.startLimits()
}

func (d *draft) startLimits() {
	l := d.a.Def.Limits
	d.setClockSeq(d.seq)
	if l.Statutory > 0 {
		d.setLaw(d.newClock(l.Statutory))
	}
	if l.Promised > 0 {
		d.setPromise(d.newClock(l.Promised))
	}
}

// carry keeps the votes of an old round where the fields shown have not changed,
// as the direct way back does (E8).
func (d *draft) carry(n, old int) {
	st := d.stageOf(n)
	hash := d.shown(st)
	for _, was := range d.a.seated(old) {
		if was.State != Yes || was.Hash != hash || !was.voter() {
			continue
		}
		for _, s := range d.a.seated(n) {
			if s.State.Pending() && s.Rule == was.Rule && s.Org.ID == was.Org.ID && (s.Post || s.User.UserID == was.User.UserID) {
				by := *was
				x := d.touchSeat(s.ID)
				x.State, x.By, x.InPlace, x.At, x.Hash, x.Seq, x.Round, x.Why = Yes, by.By, by.InPlace, by.At, by.Hash, by.Seq, d.a.Round, "kept"
				break
			}
		}
	}
}

// hashFields hashes the fields of a form that are not hidden.
func hashFields(form []process.Field, hidden []string) string {
	h := sha256.New()
	for _, f := range form {
		if !slices.Contains(hidden, f.Key) {
			_, _ = fmt.Fprintf(h, "%s=%s\n", f.Key, f.Value)
		}
	}
	return hex.EncodeToString(h.Sum(nil)[:12])
}
