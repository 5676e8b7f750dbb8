package approval

import (
	"slices"
	"time"

	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/fault"
	"github.com/diaodu/diaodu/domain/process"
	"github.com/diaodu/diaodu/domain/workcal"
)

// migrate moves the running case to another definition, all or nothing (E31):
// every open step, and every step that a direct return is to open again, must
// have its place there, inside the same blocks. Seats, votes and elapsed time
// stay, a clock keeps its date, and a step that had none and has one there starts
// it now. Nobody is looked up again and no condition asked again.
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
	for _, m := range d.cmd.Map {
		if _, ok := to.Node(m.New); !ok {
			return fault.New(fault.Invalid, "approval.no_step", "no step %q there", m.New).On("map")
		}
	}
	if lost := d.lost(to); len(lost) > 0 {
		return d.conflict("approval.cannot_migrate", "no place for %v", lost).With("steps", lost)
	}
	if key := d.misfit(def); key != "" {
		return d.conflict("approval.cannot_migrate", "field %s is of another type there", key).With("steps", []string{key}).On("fields")
	}
	for _, r := range slices.Clone(d.a.Runs) {
		if step := d.mapped(r.Step); step != r.Step && r.Step != ToStarter {
			if _, ok := to.Node(step); ok {
				d.touch(r.N).Step = step
			}
		}
	}
	m := Migration{Seq: d.seq, From: d.a.Def.Version, To: def.Version, Hash: def.Hash}
	d.ch.Migrations = []Migration{m}
	d.a.Migrations = append(slices.Clip(d.a.Migrations), m)
	d.a.Def, d.ch.Def = *def, def
	d.g = to
	if err := d.handIn(nil); err != nil {
		return err
	}
	return d.settleIn()
}

// lost lists the steps that have no place in another definition.
func (d *draft) lost(to *process.Graph) []string {
	var lost []string
	taken := map[string]bool{}
	for _, r := range d.a.Runs {
		if r.Step == ToStarter || !r.Open && !d.awaited(r) {
			continue
		}
		step := d.mapped(r.Step)
		node, ok := to.Node(step)
		place := step + "@" + r.Item
		if !ok || !d.samePlace(to, r, node) || r.Open && taken[place] {
			lost = append(lost, r.Step)
			continue
		}
		taken[place] = taken[place] || r.Open
	}
	return lost
}

// awaited tells whether a direct return is to open again what it cut here (E8).
func (d *draft) awaited(r Run) bool {
	if r.Outcome != Returned && r.Outcome != Cancelled {
		return false
	}
	return slices.ContainsFunc(d.a.Runs, func(x Run) bool {
		return x.Back != 0 && x.Back == r.EndSeq && (x.Open || x.N != r.N && x.EndSeq > r.EndSeq && d.awaited(x))
	})
}

// misfit is a filled field that the other definition's form has with another type.
func (d *draft) misfit(def *process.Definition) string {
	for _, f := range d.a.Form {
		if want, known := def.FieldType(f.Key); known && !fits(want, kindOf(f.Value)) {
			return f.Key
		}
	}
	return ""
}

// settleIn brings what is open under the new definition: clocks that it adds,
// turns as its modes have them, and decisions that the votes given now make.
func (d *draft) settleIn() error {
	for i := range len(d.a.Runs) {
		n := d.a.Runs[i].N
		node, ok := d.g.Node(d.a.Runs[i].Step)
		if !ok || !d.a.Runs[i].Open {
			continue
		}
		within, promised := 0, 0
		switch {
		case node.Stage != nil:
			within, promised = node.Stage.Within, node.Stage.Promised
		case node.Wait != nil:
			within = node.Wait.Within
		}
		if r := d.a.run(n); within > 0 && r.Clock.Start.IsZero() || promised > 0 && r.Promise.Start.IsZero() {
			law, promise := r.Clock, r.Promise
			r = d.touch(n)
			d.startClocks(r, within, promised)
			if !law.Start.IsZero() {
				r.Clock = law
			}
			if !promise.Start.IsZero() {
				r.Promise = promise
			}
		}
		if node.Stage == nil || d.a.run(n).Finding {
			continue
		}
		d.fillQuorum(n, node.Stage)
		d.requeue(n, node.Stage)
		if d.a.Status != Running {
			continue
		}
		if err := d.settle(n); err != nil {
			return err
		}
	}
	return nil
}

// requeue gives the seats of a stage their turns under another mode.
func (d *draft) requeue(n int, st *process.Stage) {
	if d.mode(st, n) == process.Ordered {
		d.queue(n, st)
		return
	}
	for _, s := range d.a.seated(n) {
		if s.voter() && s.State == Queued && !d.waitsForSigners(s.ID) {
			d.touchSeat(s.ID).State = Open
			d.tellSeat(s.ID)
		}
	}
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

// samePlace tells whether a run keeps its place: a step of the same kind in the
// same branch of the block its own block becomes, and a block with the branches
// that were taken.
func (d *draft) samePlace(to *process.Graph, r Run, node process.Node) bool {
	old, _ := d.g.Node(r.Step)
	if old.Step == nil || node.Kind != old.Kind {
		return false
	}
	parent := ""
	if r.In != 0 {
		parent = d.mapped(d.a.run(r.In).Step)
	}
	if node.Parent != parent || r.In != 0 && !d.inEach(r) && r.Branch != itoa(node.Branch) {
		return false
	}
	if node.Kind == process.KindParallel || node.Kind == process.KindChoose {
		for _, way := range r.Ways {
			if n := atoi(way); n >= len(node.Branches) {
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

// Moving is what a migration would do with one open step.
type Moving struct {
	Run   int          `json:"run"`
	Step  string       `json:"step"`
	Name  string       `json:"name"`
	To    string       `json:"to,omitempty"` // "" where it has no place there
	Votes int          `json:"votes"`        // decisions that stay
	Seats int          `json:"seats"`        // seats still to decide
	Due   workcal.Date `json:"due,omitzero"` // the date that stays
}

// Migrating foretells a migration: what becomes of each open step, and the fault
// with which it would be refused. Nothing is recorded (E31).
func (a *Approval) Migrating(cmd Command, at time.Time) ([]Moving, error) {
	err := a.Check(cmd, at)
	if err != nil && fault.Of(err) == nil || cmd.Definition == nil {
		return nil, err
	}
	d := a.draft(cmd, at)
	to := process.NewGraph(cmd.Definition)
	moves := []Moving{}
	for _, r := range a.Runs {
		if !r.Open {
			continue
		}
		m := Moving{Run: r.N, Step: r.Step, Name: d.nameOf(r.N), To: d.mapped(r.Step)}
		if node, ok := to.Node(m.To); r.Step != ToStarter && (!ok || !d.samePlace(to, r, node)) {
			m.To = ""
		}
		if r.Clock.On() {
			m.Due = r.Clock.Due(a.Cal, casefile.Today(at)).Date
		}
		for _, s := range a.seated(r.N) {
			switch {
			case s.State.Pending():
				m.Seats++
			case s.State.Decided():
				m.Votes++
			}
		}
		moves = append(moves, m)
	}
	return moves, err
}
