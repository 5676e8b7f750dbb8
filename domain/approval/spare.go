package approval

import (
	"slices"

	"github.com/diaodu/diaodu/domain/org"
	"github.com/diaodu/diaodu/domain/process"
)

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

// fillQuorum holds as many seats for the keeper as a vote lacks of its quorum,
// where the rules that name several people find too few (E5, E25). Without them the
// vote would be lost before anybody has a say.
func (d *draft) fillQuorum(n int, st *process.Stage) {
	lacking := st.Ballot.Quorum - len(voters(d.a.seated(n)))
	if lacking <= 0 || d.a.life() < 3 || d.mode(st, n) != process.Vote {
		return
	}
	rule := max(0, slices.IndexFunc(st.By, func(w process.Who) bool { return w.Each || w.UserField != "" || w.Chosen != "" }))
	w := st.By[rule]
	for range lacking {
		d.addSeat(Seat{Run: n, Rule: rule, Name: w.Name, Role: w.Role, Weight: weightOf(w), State: Held, Why: "quorum"})
	}
	d.alarm(n, "approval.quorum")
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
