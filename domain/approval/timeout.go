package approval

import (
	"slices"

	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/process"
)

// timeout is a stage whose clock ran out. What it becomes is one decision of the
// stage by the clock, never written as anybody's (E15). A vote counted over the
// votes cast is closed first (E5).
func (d *draft) timeout(n int, late process.Late) error {
	r := d.a.run(n)
	node, _ := d.g.Node(r.Step)
	if to := d.escalation(late.Escalate, *r); len(to) > 0 {
		d.say("approval.escalated", true, to, d.stepArg(n))
	}
	d.ch.Detail = late.Then
	if verdict := d.closeVote(n); verdict != "" {
		d.ch.Detail = "vote"
		if verdict == tied {
			return d.cast(n, node.Stage)
		}
		return d.decided(n, verdict)
	}
	switch late.Then {
	case "pass":
		if node.Stage == nil {
			d.close(n, Pass)
			return d.follow(n)
		}
		return d.decided(n, Pass)
	case "reject":
		if node.Stage == nil {
			d.close(n, Fail)
			return d.failed(n, node.Wait.OnReject)
		}
		return d.decided(n, Fail)
	case "return":
		if before := d.previous(n); before != nil {
			target := before.N
			d.nextRound()
			return d.goBack(n, target, false)
		}
	case "escalate":
		d.takeOver(n, late.Escalate)
	}
	return nil
}

// closeVote is the verdict of a late vote over the votes cast, "" where the
// definition counts over all, or nobody or no quorum has voted.
func (d *draft) closeVote(n int) string {
	st := d.stageOf(n)
	if st == nil || d.mode(st, n) != process.Vote || st.Ballot.Of != "cast" {
		return ""
	}
	v := votesOf(voters(d.a.seated(n)))
	if v.heads < max(1, st.Ballot.Quorum) {
		return ""
	}
	v.out = nil
	return v.closed(st.Ballot)
}

// escalation is who is told that a stage is late.
func (d *draft) escalation(rules []process.Who, r Run) []casefile.Audience {
	var to []casefile.Audience
	for _, w := range rules {
		switch unit := d.a.unitOf(w, r); {
		case w.User != "":
			to = append(to, casefile.Audience{UserID: w.User})
		case w.Role != "":
			to = append(to, casefile.Audience{Role: string(w.Role), OrgID: unit})
		}
	}
	return unique(to)
}

// takeOver gives the undecided seats of a late stage to whom it escalates. Where
// nobody is there, they stay with whoever has them, and the keeper is told (E25).
func (d *draft) takeOver(n int, rules []process.Who) {
	st := d.stageOf(n)
	if st == nil {
		return
	}
	var places []place
	for _, w := range rules {
		if got, _ := d.places(w, *d.a.run(n)); len(got) > 0 && len(places) == 0 {
			places = got
		}
	}
	if len(places) == 0 || places[0].owner {
		d.alarm(n, "approval.nobody")
		return
	}
	p := places[0]
	for _, s := range d.a.seated(n) {
		if s.State != Open && s.State != Held || s.Owner || s.Parent != "" && s.Position != Beside || s.Position == Casting {
			continue
		}
		was := d.toSeat(s)
		x := d.touchSeat(s.ID)
		if x.User.UserID != "" {
			x.Chain = append(slices.Clip(x.Chain), x.User)
		}
		x.User, x.Role, x.Post, x.Org, x.Stack = p.user, p.role, p.post, p.org, nil
		if d.own(x) && d.starterPolicy(st) != process.StarterAllow {
			x.State, x.Why = Held, "starter"
			d.alarm(n, "approval.starter")
			continue
		}
		d.tellLifted(n, was)
		d.filled(s.ID)
		d.touchSeat(s.ID).Why = "escalated"
	}
}

// noticeOver ends a notice; an objection not settled holds it.
func (d *draft) noticeOver(n int) error {
	if d.objected(n) {
		node, _ := d.g.Node(d.a.run(n).Step)
		d.say("approval.objection_open", true, d.escalation([]process.Who{node.Notice.By}, *d.a.run(n)), d.stepArg(n))
		return nil
	}
	d.close(n, Pass)
	return d.follow(n)
}
