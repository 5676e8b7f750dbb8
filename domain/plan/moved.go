package plan

import (
	"github.com/diaodu/diaodu/domain/between"
	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/fault"
	"github.com/diaodu/diaodu/domain/workcal"
)

// moved hears how an approval goes. Messages may overtake each other: one older
// than the last heard changes nothing, nor does one of an earlier application.
func (d *draft) moved() error {
	w := d.cmd.Moved
	if w == nil || w.ApprovalID == "" {
		return missing("moved")
	}
	m := d.p.matter(w.MatterID)
	if m == nil {
		return fault.New(fault.Conflict, "plan.matter_unknown", "no matter %q", w.MatterID).With("matter", w.MatterID)
	}
	d.ch.Matter = m.ID
	if m.Approval != w.ApprovalID || w.Seq <= m.Heard {
		return nil
	}
	was := *m
	m.hear(*w)
	switch {
	case m.approved() && !was.approved():
		d.approved(m)
	case m.State.Ended() && !was.State.Ended():
		d.failed(m, w.Reason)
	case m.State.Ended() && was.approved():
		d.undone(m, w.Reason)
	case m.State == between.ApprovalSupplement && was.State != m.State:
		d.tell("plan.supplement", toOwner, arg("matter", m.Name))
	}
	if m.running() && m.Law == workcal.Red {
		d.breach(m)
	}
	return nil
}

// hear takes over what the approval says of itself.
func (m *Matter) hear(w between.MatterMoved) {
	was := *m
	m.Heard, m.State, m.Code = w.Seq, w.State, w.Status
	m.Step, m.At, m.Ball = w.Step, w.Stage, w.Ball
	m.AcceptedOn, m.LawDue, m.PromiseDue, m.Law, m.Promise = w.AcceptedOn, w.LawDue, w.PromiseDue, w.Law, w.Promise
	m.Reason = w.Reason
	if w.No != "" {
		m.No = w.No
	}
	if w.ResultNo != "" || w.ResultName != "" {
		m.ResultNo, m.ResultName = w.ResultNo, w.ResultName
	}
	switch {
	case !m.State.Ended():
		m.EndedOn = workcal.Date{}
		return
	case !was.approved() || !m.approved(): // a result number that comes later is no later decision
		m.EndedOn = w.On
	}
	m.Ball, m.Step, m.At = nil, "", ""
}

// approved is a matter decided in the owner's favour. What waited for it alone
// can be handed in now.
func (d *draft) approved(m *Matter) {
	d.tell("plan.approved", both(toOwner, toCoordinators), arg("matter", m.Name), arg("result", orElse(m.ResultNo, m.No)))
	var ready []string
	for _, down := range d.p.dependents(m.ID) {
		if d.p.submittable(down) {
			ready = append(ready, down.ID)
		}
	}
	if len(ready) > 0 {
		d.tell("plan.ready", both(toOwner, toWindow), arg("matters", d.p.nameOf(ready)))
	}
}

// failed is an application that came to nothing. Who is held up by it is told by
// name; nobody else is (B-2).
func (d *draft) failed(m *Matter, why string) {
	m.Wait = d.p.Cal.AddWorkdays(d.today, slipStep).Date
	m.Expect = workcal.Date{}
	stuck := d.p.downstream(m.ID)
	d.serve("plan.failed", both(toOwner, toWindow, toCoordinators), arg("matter", m.Name), arg("reason", orElse(why, stateName(m.State))),
		arg("stuck", orElse(d.p.nameOf(stuck), "无")))
}

// undone is an approval taken back after it was given. What else was built on it
// is for people to look at.
func (d *draft) undone(m *Matter, why string) {
	m.Wait = d.p.Cal.AddWorkdays(d.today, slipStep).Date
	d.serve("plan.undone", both(toOwner, toUnits, toCoordinators), arg("matter", m.Name), arg("reason", orElse(why, stateName(m.State))))
}

// unreach takes back every milestone that an approval was the last word for and is
// no more: the register is told with the reason, and it can be reached again.
func (d *draft) unreach() {
	if d.was.Life < 2 {
		return
	}
	for i := range d.p.Reached {
		r := &d.p.Reached[i]
		if !r.Undone.IsZero() {
			continue
		}
		for _, m := range d.p.Matters {
			was := d.was.matter(m.ID)
			if m.Milestone != r.Milestone || m.Dropped != nil || m.approved() || was == nil || !was.approved() {
				continue
			}
			r.Undone, r.Why = d.today, orElse(m.Reason, stateName(m.State))
			d.ch.Tells = append(d.ch.Tells, between.MilestoneReached{
				ProjectID: d.p.Project.ID, PlanID: d.p.ID, Milestone: r.Milestone, On: r.On, Evidence: r.Evidence, Undone: true, Why: r.Why,
			})
			d.serve("plan.milestone_undone", both(toOwner, toCoordinators), arg("milestone", r.Milestone), arg("matter", m.Name), arg("reason", r.Why))
			break
		}
	}
}

// reach tells the register of every milestone whose matters are all approved
// now. Once: a milestone told stays told until it is taken back.
func (d *draft) reach() {
	p := d.p
	for _, m := range p.Matters {
		if m.Milestone == "" || !m.approved() || p.reached(m.Milestone) {
			continue
		}
		last, all := m, true
		for _, o := range p.Matters {
			if o.Milestone != m.Milestone || o.Dropped != nil {
				continue
			}
			all = all && o.approved()
			if o.approved() && o.EndedOn.After(last.EndedOn) {
				last = o
			}
		}
		if !all {
			continue
		}
		r := Reached{Milestone: m.Milestone, On: last.EndedOn, Matter: last.ID, Evidence: evidence(last)}
		p.Reached = casefile.Upsert(p.Reached, []Reached{r}, reachedKey)
		d.ch.Tells = append(d.ch.Tells, between.MilestoneReached{
			ProjectID: p.Project.ID, PlanID: p.ID, Milestone: r.Milestone, On: r.On, Evidence: r.Evidence,
		})
		d.tell("plan.milestone", both(toOwner, toCoordinators), arg("milestone", r.Milestone), arg("matter", last.Name), arg("on", r.On.String()))
	}
}

func (p *Plan) reached(milestone string) bool {
	for _, r := range p.Reached {
		if r.Milestone == milestone && r.Undone.IsZero() {
			return true
		}
	}
	return false
}

func evidence(m Matter) string {
	name := orElse(m.ResultName, m.Name)
	if no := orElse(m.ResultNo, m.No); no != "" {
		return name + " " + no
	}
	return name
}
