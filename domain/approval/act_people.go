package approval

import (
	"slices"

	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/fault"
	"github.com/diaodu/diaodu/domain/process"
)

// maxHops bounds the transfers of one seat where the process does not (E20).
const maxHops = 5

// maxStack bounds how far a seat is lent on (E21).
const maxStack = 5

// one is the only person an order names.
func (d *draft) one() (Person, error) {
	if len(d.cmd.People) != 1 || d.cmd.People[0].UserID == "" {
		return Person{}, fault.New(fault.Invalid, "approval.one_person", "name one person").On("people")
	}
	return d.cmd.People[0], nil
}

// transfer is 转办: the responsibility moves; the clock runs on (E20).
func (d *draft) transfer() error {
	s, byKeeper, err := d.moving()
	if err != nil {
		return err
	}
	switch {
	case s.Owner:
		return d.conflict("approval.not_offered", "the applicant's own seat").With("op", string(process.OpTransfer))
	case s.State == Provisional:
		return d.decidedBy(s.ID, s.By, s.At, string(s.State))
	case s.lent():
		return d.conflict("approval.lent", "the seat is with %s", s.holder().Name).With("name", s.holder().Name)
	}
	hops := d.a.Def.Rules.Hops
	if hops == 0 {
		hops = maxHops
	}
	if len(s.Chain) >= hops && !byKeeper {
		return d.conflict("approval.hops", "moved %d times already", len(s.Chain)).With("max", hops)
	}
	p, err := d.one()
	if err != nil {
		return err
	}
	if err := d.mayHold(s, p, byKeeper); err != nil {
		return err
	}
	from := s.User
	if from.UserID == "" && !byKeeper {
		from = d.person()
	}
	x := d.touchSeat(s.ID)
	if from.UserID != "" {
		x.Chain = append(slices.Clip(x.Chain), from)
	}
	x.User, x.Touched = p, true
	d.ch.Seat, d.ch.People = s.ID, []Person{p}
	switch x.State {
	case Held:
		d.filled(s.ID)
	case Open:
		d.tellSeat(s.ID)
	}
	return nil
}

// moving is the seat of a transfer: one's own, or any for the keeper.
func (d *draft) moving() (s *Seat, byKeeper bool, err error) {
	if s, err = d.named(); err == nil {
		if err = d.current(s); fault.Is(err, "approval.held") && d.a.keeps(d.actor()) {
			err = nil
		}
	}
	if err != nil {
		return nil, false, err
	}
	if !d.a.mine(s, d.actor()) && d.a.keeps(d.actor()) {
		return s, true, nil
	}
	if s, err = d.target(); err != nil {
		return nil, false, err
	}
	return s, false, d.may(s, process.OpTransfer)
}

// mayHold refuses a person who cannot take a seat: seated in this stage already,
// the applicant unless the process allows it, and, unless the keeper says so, of
// another unit or somebody who had it before (E20).
func (d *draft) mayHold(s *Seat, p Person, byKeeper bool) error {
	if s.Org.ID != "" && p.OrgID != s.Org.ID && !byKeeper {
		return fault.New(fault.Invalid, "approval.other_unit", "%s is not of %s", p.UserID, s.Org.ID).With("unit", s.Org.Name).On("people")
	}
	if p.UserID == d.a.Birth.Applicant.UserID && d.starterPolicy(d.stageOf(s.Run)) != process.StarterAllow {
		return fault.New(fault.Invalid, "approval.is_applicant", "%s applied", p.UserID).With("name", p.Name).On("people")
	}
	for _, other := range d.a.seated(s.Run) {
		if other.State.Pending() && (other.User.UserID == p.UserID || other.holder().UserID == p.UserID) ||
			other.State.Decided() && other.By.UserID == p.UserID {
			return d.conflict("approval.seated", "%s sits in this stage", p.Name).With("name", p.Name)
		}
	}
	if !byKeeper && slices.ContainsFunc(s.Chain, func(x Person) bool { return x.UserID == p.UserID }) {
		return d.conflict("approval.had_it", "%s had it before", p.Name).With("name", p.Name)
	}
	return nil
}

// delegate is 委派: somebody helps and the seat comes back (E21). Helpers may
// lend on; each gives it back to the one before.
func (d *draft) delegate() error {
	s, err := d.target()
	if err != nil {
		return err
	}
	if err := d.may(s, process.OpDelegate); err != nil {
		return err
	}
	unclaimed := !s.lent() && s.User.UserID == ""
	switch {
	case s.Owner:
		return d.conflict("approval.not_offered", "the applicant's own seat").With("op", string(process.OpDelegate))
	case s.State == Provisional:
		return d.decidedBy(s.ID, s.By, s.At, string(s.State))
	case s.lent() && !is(d.actor(), s.holder().UserID):
		return d.conflict("approval.lent", "the seat is with %s", s.holder().Name).With("name", s.holder().Name)
	case len(s.Stack) >= maxStack:
		return d.conflict("approval.stack", "lent on %d times", len(s.Stack)).With("max", maxStack)
	case unclaimed && d.actor().StandsInFor != "":
		return fault.New(fault.Forbidden, "approval.claim_in_place", "claims are one's own")
	}
	p, err := d.one()
	if err != nil {
		return err
	}
	x := d.touchSeat(s.ID)
	if unclaimed {
		x.User = d.person() // whoever lends a post's seat has claimed it
	}
	switch {
	case p.UserID == s.User.UserID || slices.ContainsFunc(s.Stack, func(x Person) bool { return x.UserID == p.UserID }):
		return d.conflict("approval.had_it", "%s is in the chain", p.Name).With("name", p.Name)
	case p.UserID == d.a.Birth.Applicant.UserID:
		return fault.New(fault.Invalid, "approval.is_applicant", "%s applied", p.UserID).With("name", p.Name).On("people")
	}
	x.Stack = append(slices.Clip(x.Stack), p)
	if !slices.Contains(x.Helped, p) {
		x.Helped = append(slices.Clip(x.Helped), p)
	}
	x.Touched = true
	d.ch.Seat, d.ch.People = s.ID, []Person{p}
	d.say("approval.delegated", false, toPerson(p), d.stepArg(s.Run), casefile.Arg{Key: "by", Value: d.actor().Name})
	return nil
}

// answer gives a helper's opinion and the seat back to whoever lent it.
func (d *draft) answer() error {
	s, err := d.target()
	if err != nil {
		return err
	}
	if !s.lent() || !is(d.actor(), s.holder().UserID) {
		return d.conflict("approval.not_lent", "nobody asked %s", d.actor().Name)
	}
	if err := needText("opinion", d.cmd.Opinion); err != nil {
		return err
	}
	x := d.touchSeat(s.ID)
	x.Stack = slices.Clone(x.Stack[:len(x.Stack)-1])
	d.worked(s.ID)
	d.say("approval.answered", false, toPerson(x.holder()), d.stepArg(s.Run), casefile.Arg{Key: "by", Value: d.actor().Name})
	return nil
}

// recall takes a lent seat back, from whoever has it: the person responsible at
// any time, a helper what they lent on themselves.
func (d *draft) recall() error {
	s, err := d.named()
	if err != nil {
		return err
	}
	if err := d.current(s); err != nil {
		return err
	}
	i := s.lentOn(d.actor())
	switch responsible := d.a.mine(s, d.actor()); { // of the post, where who lent it has left
	case !responsible && i < 0:
		return fault.New(fault.Forbidden, "approval.not_your_seat", "%s does not hold seat %s", d.actor().UserID, s.ID).On("seat")
	case !s.lent(), !responsible && i == len(s.Stack)-1:
		return d.conflict("approval.not_lent", "nothing was lent by %s", d.actor().Name)
	case responsible:
		i = -1
	}
	x := d.touchSeat(s.ID)
	if back := x.Stack[len(x.Stack)-1]; !is(d.actor(), back.UserID) {
		d.say("approval.recalled", false, toPerson(back), d.stepArg(s.Run), casefile.Arg{Key: "by", Value: d.actor().Name})
	}
	x.Stack = slices.Clone(x.Stack[:i+1]) // what lies above the one who recalls
	d.worked(s.ID)
	return nil
}

// consult is 征求意见: somebody is asked, the seat goes on without waiting.
func (d *draft) consult() error {
	s, err := d.target()
	if err != nil {
		return err
	}
	if err := d.may(s, process.OpConsult); err != nil {
		return err
	}
	if err := needText("opinion", d.cmd.Opinion); err != nil {
		return err
	}
	if len(d.cmd.People) == 0 || len(d.cmd.People) > addAtOnce {
		return fault.New(fault.Invalid, "approval.people", "name whom to ask").With("max", addAtOnce).On("people")
	}
	if len(d.a.Consults)+len(d.cmd.People) > manyConsults {
		return d.conflict("approval.consults_spent", "%d were asked", len(d.a.Consults)).With("max", manyConsults)
	}
	for _, p := range d.cmd.People {
		d.keepConsult(Consult{N: len(d.a.Consults) + 1, Seat: s.ID, By: d.person(), Of: p, At: d.at.UTC(), Due: d.cmd.Date})
		d.say("approval.consulted", false, toPerson(p), d.stepArg(s.Run), casefile.Arg{Key: "by", Value: d.actor().Name})
	}
	d.worked(s.ID)
	d.ch.People = d.cmd.People
	return nil
}

// manyConsults bounds the questions of one case: they travel with it.
const manyConsults = 300

// reply answers a question.
func (d *draft) reply() error {
	for _, c := range d.a.Consults {
		if c.Done || !is(d.actor(), c.Of.UserID) || (d.cmd.N != 0 && c.N != d.cmd.N) {
			continue
		}
		if err := needText("opinion", d.cmd.Opinion); err != nil {
			return err
		}
		c.Done = true
		c.Late = !c.Due.IsZero() && d.today.After(c.Due)
		d.keepConsult(c)
		d.ch.Seat = c.Seat
		d.say("approval.replied", false, toPerson(c.By), casefile.Arg{Key: "by", Value: d.actor().Name})
		return nil
	}
	return d.conflict("approval.not_asked", "nobody asked %s", d.actor().Name)
}

// copyTo is 抄送: it blocks nothing, and nobody is told twice (E29).
func (d *draft) copyTo() error {
	if len(d.cmd.People) == 0 || len(d.cmd.People) > addAtOnce {
		return fault.New(fault.Invalid, "approval.people", "name whom to tell").With("max", addAtOnce).On("people")
	}
	d.ch.People = d.cmd.People
	for _, p := range d.cmd.People {
		d.copyOne(p)
	}
	return nil
}

func (d *draft) copyOne(p Person) {
	if p.UserID == "" || slices.ContainsFunc(d.a.Copies, func(c Copy) bool { return c.Person.UserID == p.UserID }) {
		return
	}
	d.keepCopy(Copy{Person: p, By: d.person(), Seq: d.seq})
	d.say("approval.copied", false, toPerson(p))
}

// copyStep tells the people of a cc step. Whom the directory must be asked for is
// told when it has answered; the flow goes on meanwhile (E29).
func (d *draft) copyStep(n int, node process.Node) {
	r := *d.a.run(n)
	for _, w := range node.CC {
		asks := d.a.asks(w, r)
		if w.Role != "" {
			asks = asks[:min(1, len(asks))] // the post itself, not who heads it
		}
		for _, q := range asks {
			if f, ok := d.a.found(q.Key); ok {
				for _, p := range f.People {
					d.copyOne(p)
				}
			}
		}
		if w.Starter {
			d.say("approval.copied", false, d.toApplicant())
		}
	}
}

// openCC tells people and goes on.
func (d *draft) openCC(n int, node process.Node) error {
	var missing []Ask
	for _, w := range node.CC {
		for _, q := range d.a.asks(w, *d.a.run(n)) {
			if f, ok := d.a.found(q.Key); (!ok || d.at.Sub(f.At) > fresh) && !slices.Contains(missing, q) {
				missing = append(missing, q)
			}
		}
	}
	d.copyStep(n, node)
	d.close(n, Pass)
	if len(missing) > 0 {
		if err := d.ask(n, missing); err != nil {
			return err
		}
	}
	return d.follow(n)
}

// read marks one's copy as read 已阅.
func (d *draft) read() error {
	for _, c := range d.a.Copies {
		if c.Person.UserID == d.actor().UserID {
			if c.Read {
				return d.conflict("approval.read_already", "read before")
			}
			c.Read = true
			d.keepCopy(c)
			return nil
		}
	}
	return d.conflict("approval.no_copy", "%s was sent no copy", d.actor().Name)
}

// recuse is 回避: the seat goes to another of the post, and where nobody else
// holds it, it is held (E22, E25).
func (d *draft) recuse() error {
	s, err := d.deciding()
	if err != nil {
		return err
	}
	if err := d.may(s, process.OpRecuse); err != nil {
		return err
	}
	if d.actor().StandsInFor != "" {
		return fault.New(fault.Forbidden, "approval.recuse_in_place", "one recuses oneself only")
	}
	if s.Owner {
		return d.conflict("approval.not_offered", "the applicant's own seat").With("op", string(process.OpRecuse))
	}
	if err := needText("reason", d.cmd.Reason); err != nil {
		return err
	}
	d.endSigners(s.ID)
	old := *s
	x := d.touchSeat(s.ID)
	x.State, x.By, x.At, x.Seq, x.Why, x.Stack = Recused, d.person(), d.at.UTC(), d.seq, "recused", nil
	d.ch.Seat = old.ID
	next := Seat{
		Run: old.Run, Rule: old.Rule, Order: old.Order, Name: old.Name, Org: old.Org, Role: old.Role, Weight: old.Weight,
		Parent: old.Parent, Position: old.Position, Advisory: old.Advisory, AddedBy: old.AddedBy, State: Open,
		Chain: append(slices.Clip(old.Chain), d.person()),
	}
	if p, ok := d.another(old); ok {
		next.User = p
		id := d.addSeat(next)
		d.tellSeat(id)
		return nil
	}
	next.State, next.Why = Held, "recused"
	d.addSeat(next)
	d.alarm(old.Run, "approval.nobody")
	return nil
}

// another is a person of the seat's post who has not stepped aside from it.
func (d *draft) another(s Seat) (Person, bool) {
	if s.Role == "" {
		return Person{}, false
	}
	f, ok := d.a.found(postAsk(s.Role, s.Org.ID).Key)
	if !ok {
		return Person{}, false
	}
	for _, p := range f.People {
		gone := p.UserID == d.actor().UserID || p.UserID == d.a.Birth.Applicant.UserID ||
			slices.ContainsFunc(s.Chain, func(x Person) bool { return x.UserID == p.UserID }) ||
			slices.ContainsFunc(d.a.seated(s.Run), func(x *Seat) bool {
				return x.State.Pending() && x.User.UserID == p.UserID || x.By.UserID == p.UserID
			})
		if !gone {
			return p, true
		}
	}
	return Person{}, false
}
