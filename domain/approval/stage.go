package approval

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strconv"

	"github.com/diaodu/diaodu/domain/org"
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

// startClocks starts the clocks of one opening. While the case stands still they do too.
func (d *draft) startClocks(r *Run, within, promised int) {
	start := d.a.Cal.ReceivedOn(d.at)
	if within > 0 {
		r.Clock = workcal.NewClock(start, within)
	}
	if promised > 0 {
		r.Promise = workcal.NewClock(start, promised)
	}
	if s := d.a.stopped(); s != nil {
		pauseClock(&r.Clock, start, *s)
		pauseClock(&r.Promise, start, *s)
	}
}

// fill makes the seats of a stage.
func (d *draft) fill(n int) error {
	st := d.stageOf(n)
	r := d.touch(n)
	r.Finding = false
	run := *r
	for i, w := range st.By {
		got := d.places(w, run)
		if len(got) == 0 {
			got = d.instead(st, w, run)
		}
		if len(got) == 0 {
			d.addSeat(Seat{Run: n, Rule: i, Name: w.Name, Role: w.Role, Weight: weightOf(w), State: Held, Why: "nobody"})
			d.alarm(n, "approval.nobody")
			continue
		}
		for _, p := range got {
			d.addSeat(Seat{
				Run: n, Rule: i, Name: w.Name, Org: p.org, Role: p.role, User: p.user, Post: p.post, Owner: p.owner,
				Weight: weightOf(w), State: Open,
			})
		}
	}
	d.spare(n, st)
	if run.Kept != 0 {
		d.carry(n, run.Kept)
	}
	d.queue(n, st)
	d.tellSeats(n)
	return nil
}

// addSeat adds a seat and gives its id. Pointers to seats do not outlive it.
func (d *draft) addSeat(s Seat) string {
	s.ID = "s" + strconv.Itoa(len(d.a.Seats)+1)
	if s.Order == 0 {
		s.Order = (len(d.a.seated(s.Run)) + 1) * 10
	}
	d.a.Seats = append(d.a.Seats, s)
	d.seats = append(d.seats, s.ID)
	return s.ID
}

// spare applies the policies for the applicant's own people (E26) and for those
// who have approved the very same before (E27).
func (d *draft) spare(n int, st *process.Stage) {
	starter := policy(st.Starter, d.a.Def.Rules.Starter, process.StarterHold)
	for _, s := range d.a.seated(n) {
		if s.State != Open || s.Owner || !d.own(s) {
			continue
		}
		x := d.touchSeat(s.ID)
		switch starter {
		case process.StarterAllow:
		case process.StarterSkip:
			x.State, x.Why, x.Seq = Passed, "starter", d.seq
		case process.StarterSuperior:
			if f, ok := d.a.found(postAsk(org.DeptLead, x.Org.ID).Key); ok && len(f.People) > 0 && !is(org.Actor{UserID: d.a.Birth.Applicant.UserID}, f.People[0].UserID) {
				x.Chain = append(slices.Clip(x.Chain), x.User)
				x.User, x.Role, x.Post, x.Why = Person{}, org.DeptLead, true, "superior"
				continue
			}
			x.State, x.Why = Held, "starter"
			d.alarm(n, "approval.starter")
		default:
			x.State, x.Why = Held, "starter"
			d.alarm(n, "approval.starter")
		}
	}
	repeat := policy(st.Repeat, d.a.Def.Rules.Repeat, process.RepeatNone)
	if repeat == process.RepeatNone || st.Signature {
		return
	}
	hash := d.shown(st)
	for _, s := range d.a.seated(n) {
		if s.State == Open && d.approvedBefore(s, repeat, hash) {
			x := d.touchSeat(s.ID)
			x.State, x.Why, x.Seq = Passed, "repeat", d.seq
		}
	}
}

// own tells whether the seat is the applicant's own person's.
func (d *draft) own(s *Seat) bool {
	id := d.a.Birth.Applicant.UserID
	return id != "" && s.User.UserID == id
}

// only is the one person a seat can fall to, "" where it is open who takes it.
func (d *draft) only(s *Seat) string {
	if s.User.UserID != "" {
		return s.User.UserID
	}
	if f, ok := d.a.found(postAsk(s.Role, s.Org.ID).Key); ok && len(f.People) == 1 {
		return f.People[0].UserID
	}
	return ""
}

// approvedBefore tells whether the seat's person approved in this round of the
// case, shown the same fields (E27).
func (d *draft) approvedBefore(s *Seat, repeat, hash string) bool {
	who := d.only(s)
	if who == "" {
		return false
	}
	last := d.lastDecided(s.Run)
	for i := range d.a.Seats {
		old := &d.a.Seats[i]
		if old.State != Yes || old.By.UserID != who || old.InPlace != "" || old.Hash != hash || old.Advisory {
			continue
		}
		if old.Round != d.a.Round {
			continue
		}
		if repeat == process.RepeatCase || old.Run == last {
			return true
		}
	}
	return false
}

// lastDecided is the stage that decided most recently before this one opened.
func (d *draft) lastDecided(n int) int {
	last, seq := 0, 0
	for _, r := range d.a.Runs {
		if r.N != n && r.Outcome == Pass && r.EndSeq >= seq && d.stageOf(r.N) != nil {
			last, seq = r.N, r.EndSeq
		}
	}
	return last
}

// queue makes the seats of 依次 wait for their turn.
func (d *draft) queue(n int, st *process.Stage) {
	if d.mode(st, n) != process.Ordered {
		return
	}
	first := true
	for _, s := range d.a.seated(n) {
		if !s.voter() || !(s.State == Open || s.State == Queued) || d.waitsForSigners(s.ID) {
			continue
		}
		if x := d.touchSeat(s.ID); first {
			x.State, first = Open, false
		} else {
			x.State = Queued
		}
	}
}

// mode is how the seats of an opening decide: as the definition says, else one
// seat decides alone and several decide together.
func (d *draft) mode(st *process.Stage, n int) process.Mode {
	if st.Mode != "" {
		return st.Mode
	}
	if len(st.By) == 1 && !st.By[0].Each {
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
	verdict := tally(st, d.mode(st, n), seats)
	switch verdict {
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
	start, l := d.a.Cal.ReceivedOn(d.at), d.a.Def.Limits
	if l.Statutory > 0 {
		d.setLaw(workcal.NewClock(start, l.Statutory))
	}
	if l.Promised > 0 {
		d.setPromise(workcal.NewClock(start, l.Promised))
	}
	d.tellPlan()
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
