package plan

import (
	"slices"

	"github.com/diaodu/diaodu/domain/between"
	"github.com/diaodu/diaodu/domain/fault"
	"github.com/diaodu/diaodu/domain/process"
)

// draw makes the plan of a project's type: its matters over the four stages,
// what each waits for, its dates and its limits (B-1).
func (d *draft) draw() error {
	g := d.cmd.Draw
	if g == nil || g.Project.ID == "" {
		return missing("draw")
	}
	t, ok := TypeOf(g.Type)
	if !ok {
		return fault.New(fault.Invalid, "plan.type_unknown", "no type %q", g.Type).On("type").With("type", g.Type)
	}
	if g.Window.ID == "" {
		return missing("window")
	}
	p := d.p
	p.Project, p.Facts, p.Type, p.TypeName, p.Window, p.Targets = g.Project, g.Facts, t.Code, t.Name, g.Window, g.Targets
	p.Facts.Type = t.Code
	if err := d.choose(t, g); err != nil {
		return err
	}
	if err := d.layStages(t, g.Leads); err != nil {
		return err
	}
	if err := p.checkGraph(); err != nil {
		return err
	}
	start := g.Start
	if start.IsZero() {
		start = d.today
	}
	if start.Before(d.today) || start.After(d.today.AddDays(3*366)) {
		return fault.New(fault.Invalid, "plan.start", "planned from %s", start).On("start")
	}
	p.schedule(start)
	p.setLimits()
	d.ch.Born = &Birth{Project: p.Project, Facts: p.Facts, Type: p.Type, TypeName: p.TypeName, Window: p.Window, Targets: p.Targets}
	d.tell("plan.drawn", both(toOwner, toUnits), arg("type", t.Name))
	return nil
}

// choose takes the type's matters: all that every such project needs, and the
// optional ones that were named. What needs a matter left out does not wait.
func (d *draft) choose(t Type, g *Drawing) error {
	for _, code := range g.With {
		if !slices.ContainsFunc(t.Matters, func(r Rule) bool { return r.Process == code && r.When != "" }) {
			return fault.New(fault.Invalid, "plan.matter_unknown", "%s is no optional matter of %s", code, t.Code).On("with").With("matter", code)
		}
	}
	for _, r := range t.Matters {
		if r.When != "" && !slices.Contains(g.With, r.Process) {
			continue
		}
		i := slices.IndexFunc(g.Specs, func(s Spec) bool { return s.Process == r.Process })
		if i < 0 {
			return fault.New(fault.Conflict, "plan.no_definition", "no definition %s is published", r.Process).On("type").With("matter", r.Process)
		}
		if err := checkSpec(g.Specs[i]); err != nil {
			return err
		}
		d.p.Matters = append(d.p.Matters, Matter{ID: r.Process, Spec: g.Specs[i], Needs: r.Needs, Parallel: r.Parallel})
	}
	for i, m := range d.p.Matters {
		d.p.Matters[i].Needs = slices.DeleteFunc(slices.Clone(m.Needs), func(n Need) bool { return d.p.matter(n.ID) == nil })
	}
	return nil
}

func (d *draft) layStages(t Type, leads []between.Unit) error {
	for _, s := range t.Stages {
		i := slices.IndexFunc(leads, func(u between.Unit) bool { return u.ID == s.Lead })
		if i < 0 {
			return fault.New(fault.Invalid, "plan.lead_unknown", "no unit %s leads %s", s.Lead, s.Phase).On("leads").With("unit", s.Lead)
		}
		d.p.Stages = append(d.p.Stages, Stage{Phase: s.Phase, Lead: leads[i], Timing: Timing{Promised: s.Promised}})
	}
	d.p.Total = Timing{Statutory: NationalLimit, Promised: t.Promised}
	for _, m := range d.p.Matters {
		if d.p.stage(m.Phase) == nil {
			return fault.New(fault.Invalid, "plan.phase_unknown", "%s is of no stage of %s", m.ID, t.Code).On("type").With("matter", m.Name)
		}
	}
	return nil
}

// setLimits works out what the law allows each stage: the longest chain of its
// matters' own limits, and never less than is promised.
func (p *Plan) setLimits() {
	for i, s := range p.Stages {
		law := max(p.lawDays(s.Phase), s.Promised)
		p.Stages[i].Statutory = law
		if p.Stages[i].Law.On() {
			p.Stages[i].Law.Limit = law
		}
	}
}

func checkSpec(s Spec) error {
	switch {
	case s.Process == "" || s.Name == "" || s.Authority.ID == "":
		return fault.New(fault.Invalid, "plan.spec", "matter %q lacks name or authority", s.Process).On("spec").With("matter", s.Process)
	case !slices.Contains(process.Phases, s.Phase):
		return fault.New(fault.Invalid, "plan.phase_unknown", "%s is of no stage", s.Process).On("spec").With("matter", s.Name)
	case s.Promised < 0 || s.Statutory < s.Promised || s.Statutory > 250:
		return fault.New(fault.Invalid, "plan.limits", "%s promises %d of %d workdays", s.Process, s.Promised, s.Statutory).On("spec").With("matter", s.Name)
	}
	return nil
}

// add puts a matter into the plan that the drawing did not foresee.
func (d *draft) add() error {
	a := d.cmd.Add
	if a == nil {
		return missing("add")
	}
	if err := d.cmd.needEdit(); err != nil {
		return err
	}
	if err := checkSpec(a.Spec); err != nil {
		return err
	}
	p := d.p
	if len(p.Matters) >= maxMatters {
		return fault.New(fault.Conflict, "plan.too_many", "%d matters", len(p.Matters)).With("max", maxMatters)
	}
	if p.stage(a.Spec.Phase) == nil {
		return fault.New(fault.Invalid, "plan.phase_unknown", "%s is of no stage of the plan", a.Spec.Process).On("add").With("matter", a.Spec.Name)
	}
	edit := &Edit{By: d.actor(), On: d.today, Reason: d.cmd.Reason, Basis: d.cmd.Basis}
	m := Matter{ID: a.Spec.Process, Spec: a.Spec, Needs: a.Needs, Parallel: a.Parallel, Added: edit}
	if old := p.matter(m.ID); old != nil {
		if old.Dropped == nil {
			return fault.New(fault.Conflict, "plan.matter_twice", "matter %s is in the plan", m.ID).On("add").With("matter", old.Name)
		}
		m.Try, m.Past, m.Heard = old.Try, old.Past, old.Heard // dropped before, needed after all
		*old = m
	} else {
		p.Matters = append(p.Matters, m)
	}
	if err := d.neededBy(a.NeededBy, m); err != nil {
		return err
	}
	if err := p.checkGraph(); err != nil {
		return err
	}
	p.schedule(d.today)
	p.setLimits()
	d.ch.Matter, d.ch.Text, d.ch.Basis = m.ID, d.cmd.Reason, d.cmd.Basis
	d.tell("plan.matter_added", both(toOwner, toAuthority(m)), arg("matter", m.Name), arg("reason", d.cmd.Reason))
	return nil
}

func (d *draft) neededBy(ids []string, m Matter) error {
	for _, id := range ids {
		down := d.p.matter(id)
		if down == nil || down.Dropped != nil {
			return fault.New(fault.Invalid, "plan.need_unknown", "no matter %s", id).On("needed_by").With("matter", m.Name).With("need", id)
		}
		if down.running() || down.approved() {
			return fault.New(fault.Conflict, "plan.handed_in", "%s is handed in", id).On("needed_by").With("matter", down.Name)
		}
		down.Needs = append(slices.Clip(down.Needs), Need{ID: m.ID})
	}
	return nil
}

// drop takes a matter out that is not needed after all. What waited for it does
// not wait any more.
func (d *draft) drop() error {
	if err := d.cmd.needEdit(); err != nil {
		return err
	}
	m, err := d.one()
	if err != nil {
		return err
	}
	if m.running() || m.approved() {
		return fault.New(fault.Conflict, "plan.handed_in", "%s is handed in", m.ID).On("matter").With("matter", m.Name)
	}
	m.Dropped = &Edit{By: d.actor(), On: d.today, Reason: d.cmd.Reason, Basis: d.cmd.Basis}
	d.p.setLimits()
	d.ch.Matter, d.ch.Text, d.ch.Basis = m.ID, d.cmd.Reason, d.cmd.Basis
	d.tell("plan.matter_dropped", both(toOwner, toAuthority(*m)), arg("matter", m.Name), arg("reason", d.cmd.Reason))
	return nil
}

// one is the matter in force that the order names.
func (d *draft) one() (*Matter, error) {
	m := d.p.matter(d.cmd.Matter)
	if m == nil || m.Dropped != nil {
		return nil, fault.New(fault.Invalid, "plan.matter_unknown", "no matter %q", d.cmd.Matter).On("matter").With("matter", d.cmd.Matter)
	}
	return m, nil
}

// reschedule plans a matter for another day; what waits for it moves along.
func (d *draft) reschedule() error {
	if err := needText("reason", d.cmd.Reason, longest); err != nil {
		return err
	}
	m, err := d.one()
	if err != nil {
		return err
	}
	if m.running() || m.approved() {
		return fault.New(fault.Conflict, "plan.handed_in", "%s is handed in", m.ID).On("matter").With("matter", m.Name)
	}
	if !d.cmd.Start.After(m.Target.Start) || d.cmd.Start.Before(d.today) || d.cmd.Start.After(d.today.AddDays(3*366)) {
		return fault.New(fault.Invalid, "plan.start", "planned for %s", d.cmd.Start).On("start")
	}
	m.Wait = d.p.Cal.NextWorkday(d.cmd.Start)
	d.why, d.by, d.reason = Rescheduled, d.actor().Name, d.cmd.Reason
	d.ch.Matter, d.ch.Text = m.ID, d.cmd.Reason
	return nil
}

// hold stops the plan: its clocks stand, nothing new is handed in. Approvals
// under way go on by their own law.
func (d *draft) hold() error {
	if err := needText("reason", d.cmd.Reason, longest); err != nil {
		return err
	}
	d.p.Holds = append(d.p.Holds, Hold{N: len(d.p.Holds) + 1, From: d.today, Reason: d.cmd.Reason, By: d.actor()})
	d.ch.Text = d.cmd.Reason
	d.tell("plan.held", both(toOwner, toUnits), arg("reason", d.cmd.Reason))
	return nil
}

// resume goes on. What should have been handed in meanwhile is planned anew.
func (d *draft) resume() error {
	n := len(d.p.Holds)
	d.p.Holds[n-1].To = d.today
	tomorrow := d.p.Cal.AddWorkdays(d.today, 1).Date
	for i, m := range d.p.Matters {
		if d.p.submittable(m) && m.Target.Start.Before(tomorrow) {
			d.p.Matters[i].Wait = tomorrow
		}
	}
	d.why, d.by, d.reason = Resumed, d.actor().Name, d.p.Holds[n-1].Reason
	d.ch.Text = d.cmd.Reason
	d.tell("plan.resumed", both(toOwner, toUnits))
	return nil
}

// close ends a plan that is not carried on. Approvals under way must have ended.
func (d *draft) close() error {
	if err := needText("reason", d.cmd.Reason, longest); err != nil {
		return err
	}
	d.p.EndedOn, d.p.Ending = d.today, d.cmd.Reason
	d.ch.Text = d.cmd.Reason
	if n := len(d.p.Holds); n > 0 && d.p.Holds[n-1].To.IsZero() {
		d.p.Holds[n-1].To = d.today
	}
	d.stopClocks()
	d.tell("plan.closed", both(toOwner, toUnits), arg("reason", d.cmd.Reason))
	return nil
}

// recalendar counts with another calendar from now on.
func (d *draft) recalendar() error {
	if d.cmd.Calendar == nil {
		return missing("calendar")
	}
	cal := *d.cmd.Calendar
	d.ch.Calendar, d.p.Cal = &cal, cal
	d.why = Recalendar
	return nil
}

// SpecOf is what a plan must know of a definition; the authority is named by the
// register.
func SpecOf(d process.Definition, authority between.Unit) Spec {
	return Spec{
		Process: d.Code, Name: d.Name, Phase: d.Matter.Stage, Authority: authority, Kind: d.Matter.Kind,
		Statutory: d.Limits.Statutory, Promised: d.Limits.Promised, Milestone: d.Matter.Milestone,
	}
}
