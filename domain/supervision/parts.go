package supervision

import (
	"slices"
	"strconv"

	"github.com/diaodu/diaodu/domain/fault"
	"github.com/diaodu/diaodu/domain/org"
	"github.com/diaodu/diaodu/domain/workcal"
)

// BlockKinds is what a task can wait for outside itself (G-12).
var BlockKinds = []string{"task", "approval", "utility", "other"}

// split gives co-organizers their parts (G-11), each with a date of its own.
func (d *draft) split() error {
	if len(d.cmd.Parts) == 0 || len(d.cmd.Parts) > 20 {
		return missing("parts")
	}
	n := len(d.t.Parts)
	for _, f := range d.cmd.Parts {
		u, ok := d.t.unitByID(f.OrgID)
		if !ok || u.ID == d.t.Lead.ID {
			return fault.New(fault.Invalid, "task.not_co", "unit %s is no co-organizer", f.OrgID).On("parts.org_id").With("org", f.OrgID)
		}
		if err := needText("parts.content", f.Content); err != nil {
			return err
		}
		if err := checkDue(d.t.Cal, "parts.due", f.Due, d.today); err != nil {
			return err
		}
		if due := d.t.DueOn(d.today); f.Due.After(due) && d.t.Overdue.Since.IsZero() {
			return fault.New(fault.Invalid, "task.part_late", "the whole is due on %s", due).On("parts.due").With("due", due.String())
		}
		n++
		if f.BlockedBy < 0 || f.BlockedBy >= n {
			return fault.New(fault.Invalid, "task.no_such_number", "a part waits only for an earlier one").On("parts.blocked_by").With("n", f.BlockedBy)
		}
		d.ch.Parts = append(d.ch.Parts, Part{N: n, Org: u, Content: f.Content, Due: f.Due, State: StateOpen, BlockedBy: f.BlockedBy})
		d.oblige(Obligation{
			ID: partID(n), Node: NodePart, Org: u, Clock: workcal.NewClockUntil(d.today, f.Due), Since: d.at.UTC(), State: StateOpen,
		})
		d.serve("task.part_given", toUnit(u), arg("content", f.Content), arg("due", f.Due.String()))
	}
	return nil
}

func partID(n int) string { return "part-" + strconv.Itoa(n) }

// partReady tells whether a part waits for this act of this person.
func (t *Task) partReady(act string, a org.Actor) error {
	for _, p := range t.Parts {
		if act == ActPartDone && p.State == StateOpen && a.ActsFor(p.Org.ID) || act != ActPartDone && p.State == StateFiled {
			return nil
		}
	}
	return t.conflict("task.no_part", "no part waits for this")
}

// part finds the part meant.
func (d *draft) part(state string) (Part, error) {
	i := slices.IndexFunc(d.t.Parts, func(p Part) bool { return p.N == d.cmd.N })
	if i < 0 {
		return Part{}, noSuch(d.cmd.N)
	}
	p := d.t.Parts[i]
	if p.State != state {
		return p, d.t.conflict("task.part_state", "the part is "+p.State)
	}
	return p, nil
}

// partDone is the co-organizer handing its part in.
func (d *draft) partDone() error {
	p, err := d.part(StateOpen)
	if err != nil {
		return err
	}
	if !d.cmd.Meta.Actor.ActsFor(p.Org.ID) {
		return fault.New(fault.Forbidden, "task.not_yours", "the part is %s's", p.Org.Name).With("act", d.cmd.Act)
	}
	for _, q := range d.t.Parts {
		if q.N == p.BlockedBy && q.State == StateOpen {
			return d.t.conflict("task.part_blocked", "an earlier part is not done").(*fault.Fault).With("org", q.Org.Name)
		}
	}
	if err := needText("result", d.cmd.Result); err != nil {
		return err
	}
	if Vacuous(d.cmd.Result) {
		return vacuous("result")
	}
	if len(d.cmd.Files) > 0 {
		if err := d.attach(d.cmd.Files); err != nil {
			return err
		}
	}
	p.State, p.Result, p.Files = StateFiled, d.cmd.Result, d.cmd.Files
	d.ch.Parts, d.ch.Text = []Part{p}, d.cmd.Result
	d.settlePart(p, StateFiled)
	d.tell("task.part_done", toLead, arg("org", p.Org.Name))
	return nil
}

// partAccept is the lead unit taking the part.
func (d *draft) partAccept() error {
	p, err := d.part(StateFiled)
	if err != nil {
		return err
	}
	p.State, p.Comment = StateAccepted, d.cmd.Reason
	d.ch.Parts, d.ch.Text = []Part{p}, d.cmd.Reason
	d.settlePart(p, StateAccepted)
	return nil
}

// partReturn gives the part back; its date stays.
func (d *draft) partReturn() error {
	if err := needText("reason", d.cmd.Reason); err != nil {
		return err
	}
	p, err := d.part(StateFiled)
	if err != nil {
		return err
	}
	p.State, p.Comment = StateOpen, d.cmd.Reason
	d.ch.Parts, d.ch.Text = []Part{p}, d.cmd.Reason
	d.settlePart(p, StateOpen)
	d.serve("task.part_returned", toUnit(p.Org), arg("reason", d.cmd.Reason))
	return nil
}

func (d *draft) settlePart(p Part, state string) {
	for _, o := range d.t.Obligations {
		if o.ID != partID(p.N) {
			continue
		}
		o.State, o.Clock.Stopped = state, d.today
		if state == StateOpen {
			o.Clock.Stopped = workcal.Date{}
		}
		d.oblige(o)
	}
}

// block says what the task waits for outside itself (G-12).
func (d *draft) block() error {
	b := d.cmd.Block
	if b == nil {
		return missing("block")
	}
	if err := needOneOf("block.kind", b.Kind, BlockKinds); err != nil {
		return err
	}
	if err := needText("block.text", b.Text); err != nil {
		return err
	}
	if err := atMost("block.ref", b.Ref, idLength*2); err != nil {
		return err
	}
	entry := Block{N: len(d.t.Blocks) + 1, Kind: b.Kind, Ref: b.Ref, Text: b.Text, Since: d.today}
	to := audience(toCoordinators)
	if b.Org != nil && b.Org.ID != "" {
		if err := boundedUnit("block.org", *b.Org); err != nil {
			return err
		}
		entry.Org = *b.Org
		to = both(toCoordinators, toUnit(*b.Org))
	}
	d.ch.Blocks = []Block{entry}
	d.tell("task.blocked", to, arg("text", b.Text))
	return nil
}

// unblock ends block n, or the latest where none is named.
func (d *draft) unblock() error {
	for _, b := range d.t.blocked() {
		if d.cmd.N == 0 || b.N == d.cmd.N {
			b.Ended = d.today
			d.ch.Blocks, d.ch.Text = []Block{b}, d.cmd.Reason
			return nil
		}
	}
	return noSuch(d.cmd.N)
}

// blocked is what the task waits for now, latest first.
func (t *Task) blocked() []Block {
	var out []Block
	for _, b := range slices.Backward(t.Blocks) {
		if b.Ended.IsZero() {
			out = append(out, b)
		}
	}
	return out
}
