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
	x.User, x.State, x.Why, x.Touched = p, Open, "", true
	d.ch.Seat, d.ch.People = s.ID, []Person{p}
	d.queue(x.Run, d.stageOf(x.Run))
	d.tellSeat(s.ID)
	return nil
}

// handOver is 离职转办: every open seat of one person becomes another's.
func (d *draft) handOver() error {
	if len(d.cmd.People) != 2 || d.cmd.People[0].UserID == "" || d.cmd.People[1].UserID == "" {
		return fault.New(fault.Invalid, "approval.two_people", "name who leaves and who takes over").On("people")
	}
	from, to := d.cmd.People[0], d.cmd.People[1]
	moved := 0
	for i := range d.a.Seats {
		s := d.a.Seats[i]
		if !d.a.run(s.Run).Open || !s.State.Pending() || s.Owner {
			continue
		}
		inStack := slices.ContainsFunc(s.Stack, func(p Person) bool { return p.UserID == from.UserID })
		if s.User.UserID != from.UserID && !inStack {
			continue
		}
		if s.User.UserID == from.UserID {
			if err := d.mayHold(&s, to, true); err != nil {
				return err
			}
		}
		x := d.touchSeat(s.ID)
		if x.User.UserID == from.UserID {
			x.Chain = append(slices.Clip(x.Chain), from)
			x.User = to
		}
		x.Stack = slices.DeleteFunc(slices.Clone(x.Stack), func(p Person) bool { return p.UserID == from.UserID })
		x.Touched = true
		moved++
		d.tellSeat(s.ID)
	}
	if moved == 0 {
		return d.conflict("approval.nothing_to_hand_over", "%s holds nothing here", from.Name).With("name", from.Name)
	}
	d.ch.People = d.cmd.People
	return nil
}

// peopleChanged is the directory's word that somebody left or changed posts
// (E28): their seats are found anew by their rule, or held; both names stay in
// the chain.
func (d *draft) peopleChanged() error {
	p, err := d.one()
	if err != nil {
		return err
	}
	for _, f := range d.cmd.Roster {
		f.At = d.at.UTC()
		d.keepFound(f)
	}
	for i := range d.a.Seats {
		s := d.a.Seats[i]
		if !d.a.run(s.Run).Open || !s.State.Pending() || s.Owner {
			continue
		}
		if d.lentTo(s, p) {
			x := d.touchSeat(s.ID)
			x.Stack = slices.DeleteFunc(slices.Clone(x.Stack), func(q Person) bool { return q.UserID == p.UserID })
		}
		if s.User.UserID == p.UserID && s.State != Provisional || s.Post && s.User.UserID == "" && s.State == Open {
			d.reseat(s.ID, p)
		}
	}
	return nil
}

func (d *draft) lentTo(s Seat, p Person) bool {
	return slices.ContainsFunc(s.Stack, func(q Person) bool { return q.UserID == p.UserID })
}

// reseat gives a seat to whoever its rule finds now.
func (d *draft) reseat(id string, gone Person) {
	s := *d.a.seat(id)
	x := d.touchSeat(id)
	if s.Post {
		f, known := d.a.found(postAsk(s.Role, s.Org.ID).Key)
		if s.User.UserID == gone.UserID {
			x.Chain = append(slices.Clip(x.Chain), gone)
			x.User = Person{}
		}
		if known && len(f.People) == 0 {
			x.State, x.Why = Held, "left"
			d.alarm(s.Run, "approval.nobody")
		} else if s.User.UserID == gone.UserID {
			d.tellSeat(id)
		}
		return
	}
	x.Chain = append(slices.Clip(x.Chain), gone)
	if st := d.stageOf(s.Run); st != nil && s.Rule >= 0 && s.Rule < len(st.By) {
		for _, place := range d.places(st.By[s.Rule], *d.a.run(s.Run)) {
			free := place.user.UserID != gone.UserID && !slices.ContainsFunc(d.a.seated(s.Run), func(o *Seat) bool {
				return o.ID != id && o.User.UserID == place.user.UserID && o.State != Lifted && o.State != Removed
			})
			if place.post || free {
				x.User, x.Post, x.Org, x.Role = place.user, place.post, place.org, place.role
				d.tellSeat(id)
				return
			}
		}
	}
	x.User, x.State, x.Why = Person{}, Held, "left"
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
	return d.openAnyway(t, at)
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

// migrate moves the running case to another definition, all or nothing (E31):
// every open step must have its place there, inside the same blocks. Seats, votes
// and elapsed time stay; nobody is looked up again.
func (d *draft) migrate() error {
	if err := needText("reason", d.cmd.Reason); err != nil {
		return err
	}
	def := d.cmd.Definition
	if def == nil || len(def.Steps) == 0 || def.Code != d.a.Def.Code {
		return fault.New(fault.Invalid, "approval.no_definition", "no definition of the same process").On("definition")
	}
	if def.Hash != "" && def.Hash == d.a.Def.Hash {
		return d.conflict("approval.same_definition", "the case follows it already")
	}
	to := process.NewGraph(def)
	var lost []string
	for i := range d.a.Runs {
		r := d.a.Runs[i]
		if r.Step == ToStarter {
			continue
		}
		step := d.mapped(r.Step)
		node, ok := to.Node(step)
		if !ok || r.Open && !d.samePlace(to, r, node) {
			if r.Open {
				lost = append(lost, r.Step)
			}
			continue
		}
		if step != r.Step {
			d.touch(r.N).Step = step
		}
	}
	if len(lost) > 0 {
		return d.conflict("approval.cannot_migrate", "no place for %v", lost).With("steps", lost)
	}
	m := Migration{Seq: d.seq, From: d.a.Def.Version, To: def.Version, Hash: def.Hash}
	d.ch.Migrations = []Migration{m}
	d.a.Migrations = append(slices.Clip(d.a.Migrations), m)
	d.a.Def, d.ch.Def = *def, def
	d.g = to
	return d.handIn(nil)
}

// mapped is the step of the new definition that an old one becomes.
func (d *draft) mapped(old string) string {
	for _, m := range d.cmd.Map {
		if m.Old == old {
			return m.New
		}
	}
	return old
}

// samePlace tells whether an open run keeps its place: a step of the same kind
// in the same branch of the block its own block becomes, and a block with the
// branches that were taken.
func (d *draft) samePlace(to *process.Graph, r Run, node process.Node) bool {
	old, _ := d.g.Node(r.Step)
	if old.Step == nil || node.Kind != old.Kind {
		return false
	}
	parent := ""
	if r.In != 0 {
		parent = d.mapped(d.a.run(r.In).Step)
	}
	if node.Parent != parent || node.Kind != process.KindEach && r.In != 0 && r.Branch != itoa(node.Branch) && !d.inEach(r) {
		return false
	}
	if node.Kind == process.KindParallel || node.Kind == process.KindChoose {
		for _, way := range r.Ways {
			if n := atoi(way); n >= len(node.Branches) {
				return false
			}
		}
	}
	if node.Stage != nil {
		for _, s := range d.a.seated(r.N) {
			if s.State.Pending() && s.Rule >= len(node.Stage.By) {
				return false
			}
		}
	}
	return true
}

func (d *draft) inEach(r Run) bool {
	n, _ := d.g.Node(d.a.run(r.In).Step)
	return n.Step != nil && n.Kind == process.KindEach
}
