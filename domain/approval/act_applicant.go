package approval

import (
	"fmt"
	"slices"
	"strconv"

	"github.com/diaodu/diaodu/domain/between"
	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/fault"
	"github.com/diaodu/diaodu/domain/org"
	"github.com/diaodu/diaodu/domain/process"
)

// submit is 申请: the application is born with its definition (E33).
func (d *draft) submit() error {
	b := d.cmd.Birth
	if b == nil || len(b.Definition.Steps) == 0 {
		return fault.New(fault.Invalid, "approval.no_definition", "an application needs its process").On("birth")
	}
	if err := d.mayApply(b); err != nil {
		return err
	}
	if b.Applicant.Name == "" {
		return fault.New(fault.Invalid, "approval.no_applicant", "whose application is it").On("applicant")
	}
	d.a.Def, d.a.Semantics, d.a.Round, d.a.Status = b.Definition, process.Semantics, 1, Running
	d.g = process.NewGraph(&d.a.Def)
	birth := *b
	birth.Definition = process.Definition{} // kept once, as the definition in force
	birth.Form, birth.Materials = nil, nil
	d.a.Birth = birth
	d.ch.Birth, d.ch.Def, d.ch.Semantics, d.ch.Round = &birth, &d.a.Def, process.Semantics, 1
	if err := d.write(b.Form); err != nil {
		return err
	}
	for _, f := range d.cmd.Roster {
		f.At = d.at.UTC()
		d.keepFound(f)
	}
	d.cmd.Chosen = b.Chosen
	if err := d.choosePeople(ToStarter); err != nil {
		return err
	}
	if err := d.promised(b); err != nil {
		return err
	}
	if err := d.handIn(b.Materials); err != nil {
		return err
	}
	d.series = &casefile.Series{Name: "approval/" + strconv.Itoa(d.today.Year()), Format: fmt.Sprintf("SP-%d-%%06d", d.today.Year())}
	if d.a.Def.Limits.From == "" && !d.hasAcceptance() {
		d.startLimits()
	}
	d.say("approval.received", false, d.toApplicant())
	return d.open(d.a.Def.Steps[0].ID, spot{})
}

// promised refuses materials replaced by a word that nobody gave, and a word for
// the whole examination where the matter is not decided on one (B-6).
func (d *draft) promised(b *between.ApprovalBirth) error {
	whole := false
	for _, p := range b.Promises {
		if p.Material == "" && !d.a.Def.Matter.Commitment {
			return fault.New(fault.Invalid, "approval.no_word_here", "%s is not decided on a word", d.a.Def.Code).On("commitments")
		}
		whole = whole || p.Material == ""
	}
	for _, g := range b.Materials {
		if g.Committed && !whole && !slices.ContainsFunc(b.Promises, func(p between.Commitment) bool { return p.Material == g.ID }) {
			return fault.New(fault.Invalid, "approval.no_promise", "no word for material %q", g.ID).With("material", d.materialName(g.ID)).On("commitments")
		}
	}
	return nil
}

// mayApply tells who may hand an application in: the applicant's own, a window
// on their behalf, a plan or a calling case.
func (d *draft) mayApply(b *between.ApprovalBirth) error {
	a := d.actor()
	switch {
	case a.Has(org.Admin):
	case a.Has(org.System):
		return nil
	case a.Has(org.Owner) && a.EnterpriseID != "" && a.EnterpriseID == b.Applicant.EnterpriseID:
		return nil
	case b.Submitted.Window && a.OrgID != "" && (a.Has(org.DeptRoles...) || a.Has(org.ServiceOfficer, org.Coordinator)):
		return nil
	}
	return fault.New(fault.Forbidden, "approval.not_yours", "%s may not apply for %s", a.UserID, b.Applicant.Name).With("act", ActSubmit)
}

// hasAcceptance tells whether some stage accepts applications 受理.
func (d *draft) hasAcceptance() bool {
	return slices.ContainsFunc(d.g.IDs(), func(id string) bool {
		n, _ := d.g.Node(id)
		return n.Stage != nil && n.Stage.Accepts
	})
}

// handIn takes materials over. Every material of the definition has a row.
func (d *draft) handIn(given []MaterialGiven) error {
	for _, m := range d.a.Def.Material {
		if !slices.ContainsFunc(d.a.Materials, func(x Material) bool { return x.ID == m.ID }) {
			d.keepMaterial(Material{ID: m.ID, State: Missing})
		}
	}
	for _, g := range given {
		i := slices.IndexFunc(d.a.Def.Material, func(m process.Material) bool { return m.ID == g.ID })
		if i < 0 {
			return fault.New(fault.Invalid, "approval.no_material", "no material %q", g.ID).With("material", g.ID).On("materials")
		}
		def := d.a.Def.Material[i]
		row := *d.a.material(g.ID)
		switch {
		case len(g.Files) > 0:
			row.State, row.Files, row.Why = Given, g.Files, ""
		case g.Result != "" && d.actor().Has(org.System): // only a plan knows what the district issued
			row.State, row.Result = Given, g.Result
		case g.Committed && !def.Commit:
			return fault.New(fault.Invalid, "approval.no_commitment", "material %q must be handed in", g.ID).With("material", def.Name).On("materials")
		case g.Committed:
			row.State = Committed
		case g.Deferred && !def.Deferrable:
			return fault.New(fault.Invalid, "approval.not_deferrable", "material %q must not follow later", g.ID).With("material", def.Name).On("materials")
		case g.Deferred:
			row.State = Deferred
		default:
			continue
		}
		d.keepMaterial(row)
	}
	return nil
}

// material is a material's row.
func (a *Approval) material(id string) *Material {
	for i := range a.Materials {
		if a.Materials[i].ID == id {
			return &a.Materials[i]
		}
	}
	return nil
}

// needed tells whether the definition demands a material of this application.
func (d *draft) needed(m process.Material) (bool, error) {
	if !m.Required || m.When == "" {
		return m.Required, nil
	}
	return d.holds(m.When)
}

// acceptMaterials is what acceptance 受理 needs: every material there, replaced
// by the applicant's word, or let follow by a date 容缺 (B-5).
func (d *draft) acceptMaterials() error {
	var missing []string
	for _, m := range d.a.Def.Material {
		need, err := d.needed(m)
		if err != nil {
			return err
		}
		row := d.a.material(m.ID)
		if !need || row.State == Given || row.State == Checked || row.State == Committed {
			continue
		}
		if m.Deferrable && (row.State == Deferred || slices.Contains(d.cmd.Defer, m.ID)) {
			d.deferTo(m, *row)
			continue
		}
		missing = append(missing, m.Name)
	}
	if len(missing) > 0 {
		return fault.New(fault.Conflict, "approval.material_missing", "missing: %v", missing).
			With("materials", missing).With("n", len(missing)).On("materials")
	}
	return nil
}

func (d *draft) deferTo(m process.Material, row Material) {
	days := m.DeferDays
	if days == 0 {
		days = 5
	}
	row = d.await(row, days)
	d.say("approval.deferred", true, d.toApplicant(), casefile.Arg{Key: "material", Value: m.Name}, casefile.Arg{Key: "due", Value: row.Due.String()})
}

// await lets a material follow within so many workdays.
func (d *draft) await(row Material, days int) Material {
	row.State, row.From, row.Days, row.Late = Deferred, d.today, days, false
	row.Due = d.a.within(row.From, row.Days)
	d.keepMaterial(row)
	return row
}

// followUp is 容缺补交: a material that was let follow comes.
func (d *draft) followUp() error {
	if !d.some(Deferred) {
		return d.conflict("approval.not_deferred", "no material is awaited")
	}
	if len(d.cmd.Materials) == 0 {
		return fault.New(fault.Invalid, "approval.no_files", "nothing handed in").On("materials")
	}
	for _, g := range d.cmd.Materials {
		row := d.a.material(g.ID)
		if row == nil || row.State != Deferred {
			return d.conflict("approval.not_deferred", "material %q is not awaited", g.ID)
		}
		if len(g.Files) == 0 {
			return fault.New(fault.Invalid, "approval.no_files", "material %q without a file", g.ID).On("materials")
		}
		x := *row
		x.State, x.Files, x.Late = Given, g.Files, d.today.After(x.Due)
		d.keepMaterial(x)
	}
	d.say("approval.followed", false, []casefile.Audience{{OrgID: d.a.Def.Matter.Authority}})
	return nil
}

// some tells whether a material is in that state.
func (d *draft) some(state string) bool {
	return slices.ContainsFunc(d.a.Materials, func(m Material) bool { return m.State == state })
}

// mendDays is how many workdays a material that came later and was faulty has to come again.
const mendDays = 3

// checkMaterial is an officer's word on a material that came later: checked, or
// faulty and to come again.
func (d *draft) checkMaterial() error {
	if !d.some(Given) {
		return d.conflict("approval.not_given", "no material waits for a check")
	}
	if len(d.cmd.Gaps) == 0 && len(d.cmd.Materials) == 0 {
		return fault.New(fault.Invalid, "approval.no_material", "which material").On("materials")
	}
	for _, g := range d.cmd.Materials {
		row := d.a.material(g.ID)
		if row == nil || row.State != Given {
			return d.conflict("approval.not_given", "material %q was not handed in", g.ID)
		}
		x := *row
		x.State, x.Why = Checked, ""
		d.keepMaterial(x)
	}
	for _, g := range d.cmd.Gaps {
		row := d.a.material(g.Material)
		if row == nil || row.State != Given || row.Due.IsZero() {
			return d.conflict("approval.not_given", "material %q was not handed in later", g.Material)
		}
		x := *row
		x.Why = g.Text
		x = d.await(x, mendDays)
		d.say("approval.faulty", true, d.toApplicant(), casefile.Arg{Key: "material", Value: g.Material},
			casefile.Arg{Key: "opinion", Value: g.Text}, casefile.Arg{Key: "due", Value: x.Due.String()})
	}
	return nil
}

// withdraw is 撤回 by the applicant, until the moment the process names (E11).
func (d *draft) withdraw() error {
	switch until := d.a.Def.Rules.Withdraw; until {
	case "never":
		return d.conflict("approval.no_withdrawal", "it cannot be withdrawn")
	case "", "decision":
		for i := range d.a.Seats {
			s := &d.a.Seats[i]
			if st := d.stageOf(s.Run); s.State.Decided() && s.State != SentBack && st != nil && !st.Accepts {
				return d.conflict("approval.decided_upon", "%s has decided", s.By.Name).With("by", s.By.Name).With("at", stamp(s.At))
			}
		}
		if len(d.a.Past) > 0 {
			return d.conflict("approval.decided_upon", "many have decided").With("by", d.a.Last.Name).With("at", stamp(d.a.Last.At))
		}
	default:
		for _, r := range d.a.Runs {
			if r.Step == until && !r.Open && !undecided(r.Outcome) {
				return d.conflict("approval.decided_upon", "step %s has decided", until).With("by", d.nameOf(r.N)).With("at", stamp(r.EndedAt))
			}
		}
	}
	if err := needText("reason", d.cmd.Reason); err != nil {
		return err
	}
	return d.end(Withdrawn, "")
}

// undecided tells whether an opening ended without its own people's decision.
func undecided(outcome string) bool {
	return slices.Contains([]string{Returned, Cancelled, TakenBack, Skipped, Moved}, outcome)
}

// resubmit hands a returned application in again.
func (d *draft) resubmit() error {
	r := d.a.latest(ToStarter, "")
	if r == nil || !r.Open {
		return d.conflict("approval.not_returned", "it was not returned to the applicant")
	}
	n, back := r.N, r.Back
	if err := d.amend(); err != nil {
		return err
	}
	for _, s := range d.a.seated(n) {
		if s.State == Open {
			d.put(s.ID, Yes)
		}
	}
	d.close(n, Pass)
	if back != 0 {
		if done, err := d.restore(back); done || err != nil {
			return err
		}
	}
	return d.open(d.a.Def.Steps[0].ID, spot{})
}

// amend takes the applicant's changes to form and materials.
func (d *draft) amend() error {
	if err := d.applicantWrites(); err != nil {
		return err
	}
	if err := d.write(d.cmd.Fields); err != nil {
		return err
	}
	return d.handIn(d.cmd.Materials)
}

// verifyWord is the later check of 告知承诺: a word that proves false revokes
// what was granted on it (B-6).
func (d *draft) verifyWord() error {
	w := d.a.Word
	if w == nil || w.Result != "" {
		return d.conflict("approval.no_word", "no commitment waits for its check")
	}
	if err := needText("opinion", d.cmd.Opinion); err != nil {
		return err
	}
	x := *w
	x.Checked, x.Result, x.Late = d.today, "kept", !w.CheckBy.IsZero() && d.today.After(w.CheckBy)
	if !d.cmd.Pass {
		x.Result = "broken"
	}
	d.a.Word, d.ch.Word = &x, &x
	if d.cmd.Pass {
		return nil
	}
	d.a.Status = Revoked
	e := *d.a.End
	e.Status, e.By, e.On, e.At, e.Seq = Revoked, d.person(), d.today, d.at.UTC(), d.seq
	d.a.End, d.ch.End = &e, &e
	d.say("approval.ended_revoked", true, d.toApplicant(), casefile.Arg{Key: "opinion", Value: d.cmd.Opinion})
	return nil
}
