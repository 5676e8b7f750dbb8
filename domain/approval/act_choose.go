package approval

import (
	"slices"

	"github.com/diaodu/diaodu/domain/fault"
	"github.com/diaodu/diaodu/domain/process"
)

// choosePeople takes the people chosen for later stages, of those whose people
// this step's decider chooses; at birth the applicant.
func (d *draft) choosePeople(step string) error {
	for _, c := range d.cmd.Chosen {
		n, ok := d.g.Node(c.Step)
		if !ok || n.Stage == nil || !slices.ContainsFunc(n.Stage.By, func(w process.Who) bool { return w.Chosen == step }) {
			return fault.New(fault.Invalid, "approval.not_yours_to_choose", "%s does not choose who decides %s", step, c.Step).
				With("step", c.Step).On("chosen")
		}
		d.keepChoice(c)
	}
	return nil
}

// choose decides for an outcome of the definition's own.
func (d *draft) choose() error {
	s, err := d.deciding()
	if err != nil {
		return err
	}
	st, id, run := d.stageOf(s.Run), s.ID, s.Run
	if !s.voter() || s.Advisory || !d.decidesAlone(st, run) {
		return d.conflict("approval.one_decides", "several decide this stage together")
	}
	i := slices.IndexFunc(st.Outcomes, func(o process.Outcome) bool { return o.ID == d.cmd.Outcome })
	if i < 0 {
		return fault.New(fault.Invalid, "approval.no_outcome", "no outcome %q here", d.cmd.Outcome).On("outcome")
	}
	o := st.Outcomes[i]
	if o.Opinion {
		if err := needText("opinion", d.cmd.Opinion); err != nil {
			return err
		}
	}
	if err := d.patch(st); err != nil {
		return err
	}
	if d.forward(run, o) {
		if err := d.complete(st, run, id); err != nil {
			return err
		}
	}
	if err := d.choosePeople(d.a.run(run).Step); err != nil {
		return err
	}
	d.ch.Detail = o.ID
	if d.signersAfter(id) {
		d.put(id, Provisional).Out = o.ID
		return nil
	}
	d.put(id, Chose).Out = o.ID
	return d.settle(run)
}

// decidesAlone tells whether one seat's decision is the stage's.
func (d *draft) decidesAlone(st *process.Stage, run int) bool {
	if d.mode(st, run) == process.Any {
		return true
	}
	voters := 0
	for _, s := range d.a.seated(run) {
		if s.voter() && !s.Advisory && s.State != Lifted && s.State != Removed && s.State != Recused && s.State != Passed {
			voters++
		}
	}
	return voters == 1
}

// forward tells whether an outcome goes on as an approval does: what the stage
// must have filled, collected and found is demanded, and acceptance accepts.
func (d *draft) forward(run int, o process.Outcome) bool {
	if o.End != "" {
		return o.End == process.Approved
	}
	to, ok := d.g.Node(o.To)
	here, _ := d.g.Node(d.a.run(run).Step)
	return ok && to.Order > here.Order
}

// leave ends a stage with an outcome of its own.
func (d *draft) leave(run int, outcome string) error {
	st, step := d.stageOf(run), d.a.run(run).Step
	d.close(run, outcome)
	for _, o := range st.Outcomes {
		switch {
		case o.ID != outcome:
		case o.End != "":
			return d.endBy(o.End, step)
		default:
			if d.forward(run, o) {
				d.startCase(st, step)
			}
			return d.jumpTo(run, o.To)
		}
	}
	return d.conflict("approval.no_outcome", "no outcome %q here", outcome) // a migration took it away
}
