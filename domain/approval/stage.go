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

// spare applies the policies for the applicant's own people (E26) and for those
// who have approved the very same before (E27).
func (d *draft) spare(n int, st *process.Stage) {
	for _, s := range d.a.seated(n) {
		if s.State == Open && !s.Owner && d.own(s) {
			d.spareStarter(n, s.ID, d.starterPolicy(st))
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
			x.State, x.Why, x.Seq, x.Hash, x.Round = Passed, "repeat", d.seq, hash, d.a.Round
		}
	}
}

func (d *draft) starterPolicy(st *process.Stage) string {
	return policy(st.Starter, d.a.Def.Rules.Starter, process.StarterHold)
}

// spareStarter is what becomes of a seat that falls to the applicant (E26): it is
// never decided by default.
func (d *draft) spareStarter(n int, id, policy string) {
	switch policy {
	case process.StarterAllow:
		return
	case process.StarterSkip:
		if d.quorate(n, id) {
			x := d.touchSeat(id)
			x.State, x.Why, x.Seq = Passed, "starter", d.seq
			return
		}
	case process.StarterSuperior:
		q := d.headOf(d.a.seat(id))
		if f, ok := d.a.found(q.Key); ok && q.Org != "" && len(f.People) > 0 && f.People[0].UserID != d.a.Birth.Applicant.UserID {
			x := d.touchSeat(id)
			if x.User.UserID != "" {
				x.Chain = append(slices.Clip(x.Chain), x.User)
			}
			x.User, x.Org, x.Role, x.Post, x.Why = Person{}, f.Org, org.DeptLead, true, "superior"
			return
		}
	}
	x := d.touchSeat(id)
	x.State, x.Why = Held, "starter"
	d.alarm(n, "approval.starter")
}

// quorate tells whether the vote of a stage can have its quorum without a seat.
// One that cannot would be lost however the others vote.
func (d *draft) quorate(n int, without string) bool {
	left := 0
	for _, s := range voters(d.a.seated(n)) {
		if s.ID != without {
			left++
		}
	}
	return left >= d.stageOf(n).Ballot.Quorum
}

// headOf asks who heads the unit of a seat.
func (d *draft) headOf(s *Seat) Ask {
	unit := s.Org.ID
	if unit == "" {
		unit = s.User.OrgID
	}
	return postAsk(org.DeptLead, unit)
}

// own tells whether the seat can fall to nobody but the applicant.
func (d *draft) own(s *Seat) bool {
	id := d.a.Birth.Applicant.UserID
	return id != "" && d.only(s) == id
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
	here := d.a.run(s.Run)
	last := d.lastDecided(s.Run)
	for i := range d.a.Seats {
		old := &d.a.Seats[i]
		if old.Hash != hash || old.Round != d.a.Round || old.Advisory {
			continue
		}
		spared := old.State == Passed && old.Why == "repeat" && d.only(old) == who
		if !spared && (old.State != Yes || old.By.UserID != who || old.InPlace != "") {
			continue
		}
		if r := d.a.run(old.Run); r.Step == here.Step && r.Item == here.Item {
			continue // the same step again wants a new word
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
