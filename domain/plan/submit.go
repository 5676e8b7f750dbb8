package plan

import (
	"encoding/json"
	"slices"
	"strings"

	"github.com/diaodu/diaodu/domain/between"
	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/fault"
	"github.com/diaodu/diaodu/domain/org"
	"github.com/diaodu/diaodu/domain/process"
	"github.com/diaodu/diaodu/domain/workcal"
)

// submit hands several matters in at once 一窗受理 and fans them out 并联审批: each
// becomes an approval of its own, with its own fields and its own materials only
// (B-2). All of them go, or none.
func (d *draft) submit() error {
	s := d.cmd.Submit
	if s == nil || len(s.Matters) == 0 {
		return missing("submit")
	}
	if len(s.Matters) > maxBatch {
		return fault.New(fault.Invalid, "plan.too_many", "%d matters at once", len(s.Matters)).On("submit").With("max", maxBatch)
	}
	if s.Applicant.Name == "" {
		return missing("applicant")
	}
	for i, app := range s.Matters {
		if err := d.p.mayApply(app); err != nil {
			return err
		}
		if slices.ContainsFunc(s.Matters[:i], func(o Application) bool { return o.Matter == app.Matter }) {
			return fault.New(fault.Invalid, "plan.matter_twice", "%s twice", app.Matter).On("submit").With("matter", app.Definition.Name)
		}
	}
	if err := s.checkMaterials(); err != nil {
		return err
	}
	d.keep(s)
	batch := Batch{N: len(d.p.Batches) + 1, At: d.at.UTC(), By: d.submitter(), Applicant: s.Applicant}
	for _, app := range s.Matters {
		batch.Matters = append(batch.Matters, app.Matter)
		batch.Reused += d.handIn(s, app, batch.N)
	}
	for _, g := range s.given() {
		batch.Materials += len(g.Files)
	}
	d.p.Batches = append(d.p.Batches, batch)
	d.tell("plan.submitted", both(toOwner, toWindow), arg("matters", d.p.nameOf(batch.Matters)))
	return nil
}

// mayApply refuses an application that cannot be handed in now, and says what is
// in its way.
func (p *Plan) mayApply(app Application) error {
	m := p.matter(app.Matter)
	if m == nil || m.Dropped != nil {
		return fault.New(fault.Invalid, "plan.matter_unknown", "no matter %q", app.Matter).On("submit").With("matter", app.Matter)
	}
	if m.running() || m.approved() {
		return fault.New(fault.Conflict, "plan.handed_in", "%s is handed in", m.ID).On("submit").With("matter", m.Name)
	}
	if blockers := p.blockers(*m); len(blockers) > 0 {
		return fault.New(fault.Conflict, "plan.needs_open", "%s needs %v", m.ID, blockers).On("submit").
			With("matter", m.Name).With("needs", p.nameOf(blockers))
	}
	def := app.Definition
	if def.Code != m.Process || def.Hash == "" || def.Version < 1 {
		return fault.New(fault.Invalid, "plan.definition", "%s came with definition %q", m.ID, def.Code).On("submit").With("matter", m.Name)
	}
	return nil
}

// given are all materials of the submission, the shared ones first.
func (s *Submission) given() []between.GivenMaterial {
	all := slices.Clone(s.Materials)
	for _, app := range s.Matters {
		all = append(all, app.Materials...)
	}
	return all
}

func (s *Submission) checkMaterials() error {
	for _, g := range s.given() {
		if g.ID == "" || len(g.Files) > maxFiles {
			return fault.New(fault.Invalid, "plan.bad_material", "material %q with %d files", g.ID, len(g.Files)).On("materials")
		}
		if g.Result != "" {
			return fault.New(fault.Invalid, "plan.bad_material", "only the plan names results").On("materials")
		}
		for _, f := range g.Files {
			if f.FileID == "" || f.Name == "" {
				return fault.New(fault.Invalid, "plan.bad_material", "an attachment names no file").On("materials")
			}
		}
	}
	return nil
}

// keep remembers what was handed in for all: the next submission need not bring
// it again.
func (d *draft) keep(s *Submission) {
	d.p.Common = process.Put(d.p.Common, ordered(s.Common))
	var fresh []Given
	for _, g := range s.given() {
		if len(g.Files) > 0 {
			fresh = append(fresh, Given{ID: g.ID, Files: g.Files, On: d.today})
		}
	}
	d.p.Library = casefile.Upsert(d.p.Library, fresh, givenKey)
}

// handIn turns one application into the birth of an approval, and says how many
// materials the owner need not hand in.
func (d *draft) handIn(s *Submission, app Application, batch int) (reused int) {
	m := d.p.matter(app.Matter)
	m.apply(d.p.ID, d.today, batch)
	materials, reused := d.p.materialsFor(s, app)
	promises := slices.Clone(app.Commitments)
	for _, c := range s.Commitments {
		if c.Material == "" || slices.ContainsFunc(app.Definition.Material, func(x process.Material) bool { return x.ID == c.Material }) {
			promises = append(promises, c)
		}
	}
	d.ch.Births = append(d.ch.Births, between.ApprovalBirth{
		ApprovalID: m.Approval, PlanID: d.p.ID, MatterID: m.ID, Batch: batchID(d.p.ID, batch), Try: m.Try,
		Project: d.p.Project, Facts: d.p.Facts, Definition: app.Definition, Applicant: s.Applicant, Submitted: d.submitter(),
		Form: formFor(d.p.Common, app), Materials: materials, Chosen: app.Chosen, Promises: promises,
	})
	return reused
}

func batchID(plan string, n int) string { return casefile.DerivedID(casefile.Plan, plan, "batch", n) }

// apply marks a matter as handed in again, with nothing of what was before.
func (m *Matter) apply(plan string, today workcal.Date, batch int) {
	if m.State != "" {
		m.Past = append(slices.Clip(m.Past), m.attempt())
	}
	fresh := Matter{
		ID: m.ID, Spec: m.Spec, Needs: m.Needs, Parallel: m.Parallel, Baseline: m.Baseline, Target: m.Target,
		Past: m.Past, Added: m.Added, Try: m.Try + 1, Batch: batch, State: between.ApprovalFiled, SubmittedOn: today,
	}
	fresh.Approval = casefile.DerivedID(casefile.Approval, plan, m.ID, fresh.Try)
	*m = fresh
}

func (m *Matter) attempt() Attempt {
	return Attempt{Try: m.Try, Approval: m.Approval, No: m.No, State: m.State, Reason: m.Reason, On: m.EndedOn}
}

// returned is the matter as it was before it was handed in, where the approval
// could not be born.
func (m Matter) returned(today workcal.Date, why string) Matter {
	m.Past = append(slices.Clip(m.Past), Attempt{Try: m.Try, Approval: m.Approval, State: between.ApprovalRefused, Reason: why, On: today})
	return Matter{
		ID: m.ID, Spec: m.Spec, Needs: m.Needs, Parallel: m.Parallel, Baseline: m.Baseline, Target: m.Target,
		Past: m.Past, Added: m.Added, Try: m.Try,
	}
}

// submitter is who handed in, as the approvals remember it.
func (d *draft) submitter() between.Submitter {
	a := d.cmd.Meta.Actor
	return between.Submitter{
		UserID: a.UserID, Name: a.Name, OrgID: a.OrgID, OrgName: a.OrgName, Window: !a.Has(org.Owner), At: d.at.UTC(),
	}
}

// formFor gives an application the shared fields that its form has, and its own.
func formFor(common []process.Field, app Application) []process.Field {
	var schema struct {
		Properties map[string]json.RawMessage `json:"properties"`
	}
	if json.Unmarshal(app.Definition.Form.Schema, &schema) != nil {
		schema.Properties = nil // no form: nothing is shared with it
	}
	var shared []process.Field
	for _, f := range common {
		if _, has := schema.Properties[f.Key]; has {
			shared = append(shared, f)
		}
	}
	return process.Put(shared, ordered(app.Form))
}

// ordered sorts fields by their keys; of two with one key the last counts.
func ordered(fields []process.Field) []process.Field {
	out := slices.Clone(fields)
	slices.SortStableFunc(out, func(a, b process.Field) int { return strings.Compare(a.Key, b.Key) })
	return out
}

// materialsFor gathers what one definition asks for: what the application
// brought, what the submission brought for all, what was handed in before, and
// what the district issued itself. Nothing else of the submission goes to that
// authority (B-2).
func (p *Plan) materialsFor(s *Submission, app Application) (all []between.GivenMaterial, reused int) {
	for _, def := range app.Definition.Material {
		g, found := find(app.Materials, def.ID)
		if !found {
			g, found = find(s.Materials, def.ID)
		}
		if !found {
			g, found = p.already(def)
			if found && !g.Deferred {
				reused++
			}
		}
		if found {
			all = append(all, g)
		}
	}
	return all, reused
}

func find(given []between.GivenMaterial, id string) (between.GivenMaterial, bool) {
	i := slices.IndexFunc(given, func(g between.GivenMaterial) bool { return g.ID == id })
	if i < 0 {
		return between.GivenMaterial{}, false
	}
	return given[i], true
}

// already finds a material that needs no handing in. A material named after a
// process is that process's result: its number stands for it 免交, and while it is
// still awaited it follows 容缺, where the material may.
func (p *Plan) already(def process.Material) (between.GivenMaterial, bool) {
	for _, m := range p.Matters {
		if m.Process != def.ID || m.Dropped != nil {
			continue
		}
		switch {
		case m.approved():
			return between.GivenMaterial{ID: def.ID, Result: orElse(m.ResultNo, m.No)}, true
		case m.running() && def.Deferrable:
			return between.GivenMaterial{ID: def.ID, Deferred: true}, true
		}
	}
	for _, g := range p.Library {
		if g.ID == def.ID {
			return between.GivenMaterial{ID: def.ID, Files: g.Files}, true
		}
	}
	return between.GivenMaterial{}, false
}

func orElse(a, b string) string {
	if a != "" {
		return a
	}
	return b
}
