package approval

import (
	"slices"

	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/fault"
	"github.com/diaodu/diaodu/domain/process"
)

// appoint gives a held seat a person (E25).
func (d *draft) appoint() error {
	s := d.a.seat(d.cmd.Seat)
	if s == nil {
		return fault.New(fault.NotFound, "approval.no_seat", "no seat %q", d.cmd.Seat).On("seat")
	}
	if !d.a.run(s.Run).Open || s.State != Held {
		return d.conflict("approval.not_held", "seat %s is %s", s.ID, s.State)
	}
	p, err := d.one()
	if err != nil {
		return err
	}
	if err := d.mayHold(s, p, true); err != nil {
		return err
	}
	if err := needText("reason", d.cmd.Reason); err != nil {
		return err
	}
	x := d.touchSeat(s.ID)
	x.User, x.Touched = p, true
	d.ch.Seat, d.ch.People = s.ID, []Person{p}
	d.filled(s.ID)
	return nil
}

// filled gives a held seat that has somebody now the state it would be in.
func (d *draft) filled(id string) {
	x := d.touchSeat(id)
	x.State, x.Why = Open, ""
	parent := d.a.seat(x.Parent)
	if d.waitsForSigners(id) || x.Position == AfterMe && parent != nil && parent.State != Provisional {
		x.State = Queued
	}
	d.queue(x.Run, d.stageOf(x.Run))
	if d.a.seat(id).State == Open {
		d.tellSeat(id)
	}
}

// handOver is 离职转办: every open seat of one person becomes another's, also two
// of the same stage.
func (d *draft) handOver() error {
	if !slices.ContainsFunc(d.a.Seats, func(s Seat) bool { return d.a.handsOver(&s) && (s.User.UserID != "" || s.lent()) }) {
		return d.conflict("approval.nobody_to_hand_over", "nobody holds anything here")
	}
	if len(d.cmd.People) != 2 || d.cmd.People[0].UserID == "" || d.cmd.People[1].UserID == "" {
		return fault.New(fault.Invalid, "approval.two_people", "name who leaves and who takes over").On("people")
	}
	from, to := d.cmd.People[0], d.cmd.People[1]
	var moved []string
	for i := range d.a.Seats {
		s := &d.a.Seats[i]
		inStack := slices.ContainsFunc(s.Stack, func(p Person) bool { return p.UserID == from.UserID })
		if !d.a.handsOver(s) || s.User.UserID != from.UserID && !inStack {
			continue
		}
		if s.User.UserID == from.UserID {
			if err := d.mayHold(s, to, true); err != nil {
				return err
			}
		}
		moved = append(moved, s.ID)
	}
	if len(moved) == 0 {
		return d.conflict("approval.nothing_to_hand_over", "%s holds nothing here", from.Name).With("name", from.Name)
	}
	for _, id := range moved {
		x := d.touchSeat(id)
		if x.User.UserID == from.UserID {
			x.Chain = append(slices.Clip(x.Chain), from)
			x.User = to
		}
		x.Stack = slices.DeleteFunc(slices.Clone(x.Stack), func(p Person) bool { return p.UserID == from.UserID || p.UserID == to.UserID })
		x.Touched = true
		if x.State == Open {
			d.tellSeat(id)
		}
	}
	d.ch.People = d.cmd.People
	return nil
}

// handsOver tells whether a seat can become another person's.
func (a *Approval) handsOver(s *Seat) bool {
	return a.run(s.Run).Open && s.State.Pending() && s.State != Provisional && !s.Owner
}

// peopleChanged is the directory's word that somebody left, came or changed posts
// (E28): their seats are found anew by their rule, or held; both names stay in
// the chain. Seats held for want of people are found anew, too.
func (d *draft) peopleChanged() error {
	p, err := d.one()
	if err != nil {
		return err
	}
	for _, f := range d.cmd.Roster {
		f.At = d.at.UTC()
		d.keepFound(f)
	}
	d.ch.People = []Person{p}
	gone := d.gone(p)
	for i := range d.a.Seats {
		s := d.a.Seats[i]
		if !d.a.run(s.Run).Open || !s.State.Pending() || s.State == Provisional || s.Owner {
			continue
		}
		if gone && slices.ContainsFunc(s.Stack, func(q Person) bool { return q.UserID == p.UserID }) {
			x := d.touchSeat(s.ID)
			x.Stack = slices.DeleteFunc(slices.Clone(x.Stack), func(q Person) bool { return q.UserID == p.UserID })
			d.tellSeat(s.ID)
		}
		switch {
		case s.State == Held:
			d.unhold(s.ID)
		case s.Post && s.User.UserID == "", s.User.UserID == p.UserID && (gone || s.Post):
			d.reseat(s.ID, p)
		}
	}
	return nil
}

// gone tells whether the roster no longer knows the person, or does not say.
func (d *draft) gone(p Person) bool {
	f, ok := d.a.found(userAsk(p.UserID).Key)
	said := slices.ContainsFunc(d.cmd.Roster, func(f Found) bool { return f.Key == userAsk(p.UserID).Key })
	return !ok || !said || len(f.People) == 0
}

// unhold fills a seat that nobody could be found for, where somebody is there now.
func (d *draft) unhold(id string) {
	s := *d.a.seat(id)
	st := d.stageOf(s.Run)
	if st == nil || s.Rule < 0 || s.Rule >= len(st.By) || !slices.Contains([]string{"nobody", "left", "quorum"}, s.Why) {
		return
	}
	if p, ok := d.free(s, st.By[s.Rule]); ok {
		s.User, s.Post, s.Org, s.Role = p.user, p.post, p.org, p.role
		if d.own(&s) && d.starterPolicy(st) != process.StarterAllow {
			return
		}
		x := d.touchSeat(id)
		x.User, x.Post, x.Org, x.Role = p.user, p.post, p.org, p.role
		d.filled(id)
	}
}

// free is a place of the rule that nobody of the stage has.
func (d *draft) free(s Seat, w process.Who) (place, bool) {
	got, _ := d.places(w, *d.a.run(s.Run))
	for _, p := range got {
		taken := slices.ContainsFunc(d.a.seated(s.Run), func(o *Seat) bool {
			same := o.User.UserID == p.user.UserID && p.user.UserID != "" || p.post && o.Post && o.Role == p.role && o.Org.ID == p.org.ID
			return o.ID != s.ID && same && o.State != Lifted && o.State != Removed
		})
		away := slices.ContainsFunc(s.Chain, func(q Person) bool { return q.UserID == p.user.UserID })
		if !taken && !away && p.user.UserID != d.a.Birth.Applicant.UserID {
			return p, true
		}
	}
	return place{}, false
}

// vacant tells whether nobody of a post may decide: nobody holds it, or only the
// applicant (E26).
func (d *draft) vacant(s *Seat, f Found) bool {
	if len(f.People) == 0 {
		return true
	}
	return d.own(s) && d.starterPolicy(d.stageOf(s.Run)) != process.StarterAllow
}

// reseat gives a seat to whoever its rule finds now.
func (d *draft) reseat(id string, gone Person) {
	s := *d.a.seat(id)
	x := d.touchSeat(id)
	had := s.User.UserID == gone.UserID
	if had {
		x.Chain = append(slices.Clip(x.Chain), gone)
		x.User = Person{}
		s = *x
	}
	if s.Post {
		f, known := d.a.found(postAsk(s.Role, s.Org.ID).Key)
		stays := had && slices.ContainsFunc(f.People, func(p Person) bool { return p.UserID == gone.UserID })
		switch {
		case known && d.vacant(&s, f):
			x.State, x.Why, x.Stack = Held, "left", nil
			d.alarm(s.Run, "approval.nobody")
		case stays: // the person still holds the post
			x.User, x.Chain = gone, x.Chain[:len(x.Chain)-1]
		case had && x.State == Open:
			d.tellSeat(id)
		}
		return
	}
	if st := d.stageOf(s.Run); st != nil && s.Rule >= 0 && s.Rule < len(st.By) {
		if p, ok := d.free(s, st.By[s.Rule]); ok {
			x.User, x.Post, x.Org, x.Role = p.user, p.post, p.org, p.role
			if x.State == Open {
				d.tellSeat(id)
			}
			return
		}
	}
	x.State, x.Why, x.Stack = Held, "left", nil
	d.alarm(s.Run, "approval.nobody")
}

// terminate is 终止 by the authority or the keeper, or of a sub-case by its parent.
func (d *draft) terminate() error {
	if !d.actor().Has("system") {
		if err := needText("reason", d.cmd.Reason); err != nil {
			return err
		}
	}
	return d.end(Terminated, "")
}

// void is 作废: the decision counts no more, its history stays.
func (d *draft) void() error {
	if err := needText("reason", d.cmd.Reason); err != nil {
		return err
	}
	e := *d.a.End
	e.Status, e.By, e.On, e.At, e.Seq = Voided, d.person(), d.today, d.at.UTC(), d.seq
	d.a.End, d.ch.End = &e, &e
	d.say("approval.ended_voided", true, d.toApplicant(), casefile.Arg{Key: "opinion", Value: d.cmd.Reason})
	return nil
}

// jump is the keeper's way out of a definition's corner: everything open in the
// target's sequence is left, the target opens. It never ends a case as approved.
func (d *draft) jump() error {
	if err := needText("reason", d.cmd.Reason); err != nil {
		return err
	}
	t, ok := d.g.Node(d.cmd.To)
	if !ok || t.Kind == process.KindEnd {
		return fault.New(fault.Invalid, "approval.no_step", "no step %q to jump to", d.cmd.To).On("to")
	}
	at, err := d.landing(t)
	if err != nil {
		return err
	}
	for _, n := range d.cut(at.in, at.branch) {
		d.touch(n).Outcome = Moved
	}
	d.nextRound()
	d.ch.To = d.cmd.To
	if err := d.openAnyway(t, at); err != nil {
		return err
	}
	if d.a.Status == Approved {
		return d.conflict("approval.jump_approves", "nobody would decide after %s", t.ID).With("step", t.Name)
	}
	return nil
}

// landing is where a jump may land: at the top, or in a block's branch that is open.
func (d *draft) landing(t process.Node) (spot, error) {
	if t.Parent == "" {
		return spot{}, nil
	}
	for i := len(d.a.Runs) - 1; i >= 0; i-- {
		r := &d.a.Runs[i]
		if r.Step != t.Parent || !r.Open {
			continue
		}
		for _, way := range r.Ways {
			at := spot{in: r.N, branch: way, item: r.Item}
			block, _ := d.g.Node(r.Step)
			if block.Kind == process.KindEach {
				if d.cmd.Item != "" && way != d.cmd.Item {
					continue
				}
				at.item = join(r.Item, way)
			} else if way != itoa(t.Branch) {
				continue
			}
			if !slices.ContainsFunc(r.Done, func(x Delivery) bool { return x.Branch == way }) {
				return at, nil
			}
		}
	}
	return spot{}, d.conflict("approval.sideways", "the block around %s is not open there", t.ID).With("step", t.Name)
}
