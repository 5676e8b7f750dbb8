package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/diaodu/diaodu/contract"
	"github.com/diaodu/diaodu/domain/approval"
	"github.com/diaodu/diaodu/domain/between"
	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/org"
	"github.com/diaodu/diaodu/domain/plan"
	"github.com/diaodu/diaodu/domain/process"
	"github.com/diaodu/diaodu/domain/workcal"
	"github.com/diaodu/diaodu/store"
)

// five is five departments side by side 并联审批 between acceptance and the head's word.
const five = `
process: investment-filing
name: 五部门并联审批
matter: {code: BENCH, authority: o-build, kind: 许可}
limits: {statutory: 20, promised: 7}
steps:
  - {stage: accept, name: 受理, accepts: true, by: {role: dept_receiver}, within: 5}
  - parallel: consult
    name: 并联审批
    branches:
      - {name: 消防, steps: [{stage: fire, name: 消防, by: {role: handler, org: o-fire}, within: 5}]}
      - {name: 供水, steps: [{stage: water, name: 供水, by: {role: handler, org: o-water}, within: 5}]}
      - {name: 道路, steps: [{stage: road, name: 道路, by: {role: handler, org: o-road}, within: 5}]}
      - {name: 生态, steps: [{stage: eco, name: 生态, by: {role: handler, org: o-eco}, within: 5}]}
      - {name: 供电, steps: [{stage: power, name: 供电, by: {role: handler, org: o-power}, within: 5}]}
  - {stage: sign, name: 签发, by: {role: dept_lead}, within: 3}
`

var (
	departments = []org.Actor{
		official("u-fire", "o-fire", org.Handler), official("u-water", "o-water", org.Handler), official("u-road", "o-road", org.Handler),
		official("u-eco", "o-eco", org.Handler), official("u-power", "o-power", org.Handler),
	}
	receiver    = official("u-window", "o-build", org.DeptReceiver)
	bureau      = official("u-head", "o-build", org.DeptLead)
	coordinator = official("u-co", "o-key", org.Coordinator)
	applicant   = org.Actor{UserID: "u-you", Name: "业主", EnterpriseID: "e1", Roles: []org.Role{org.Owner}, OwnerRole: org.Primary}
)

func official(id, unit string, role org.Role) org.Actor {
	return org.Actor{UserID: id, Name: id, OrgID: unit, OrgName: unit, Roles: []org.Role{role}}
}

// hire puts everybody above into the directory, so that no stage is held.
func (p *parts) hire(ctx context.Context) error {
	if _, err := p.db.Exec("INSERT INTO enterprises (id, name, tags, version, created_at, updated_at) VALUES ('e1', '测算企业', '[]', 1, NOW(6), NOW(6))"); err != nil {
		return err
	}
	units := map[string]bool{}
	for _, a := range append([]org.Actor{receiver, bureau, coordinator, applicant}, departments...) {
		if a.OrgID != "" && !units[a.OrgID] {
			units[a.OrgID] = true
			_, err := p.db.Exec("INSERT INTO orgs (id, name, type, valid_from, version, created_at, updated_at) VALUES (?, ?, 'department', '2020-01-01', 1, NOW(6), NOW(6))", a.OrgID, a.OrgName)
			if err != nil {
				return err
			}
		}
		_, err := p.store.CreateUser(ctx, casefile.Meta{Actor: org.Clock}, store.NewUser{
			ID: a.UserID, Login: a.UserID, Name: a.Name, Roles: a.Roles, OrgID: a.OrgID, EnterpriseID: a.EnterpriseID, OwnerRole: a.OwnerRole,
		}, time.Now())
		if err != nil {
			return err
		}
	}
	return nil
}

func by(a org.Actor, act string) casefile.Order {
	return casefile.Order{Act: act, Meta: casefile.Meta{RequestID: fmt.Sprint("a", serialNo.Add(1)), Actor: a}}
}

func benchHead(kind casefile.Kind, name string) casefile.Head {
	year := time.Now().Year()
	return casefile.Head{ID: casefile.DerivedID(kind, "bench", name, serialNo.Add(1)), Kind: kind, Cal: workcal.Embedded().Slice(year-1, year+2)}
}

func definition() (process.Definition, error) {
	def, problems := process.Parse([]byte(five))
	if len(problems) > 0 {
		return process.Definition{}, fmt.Errorf("five departments: %v", problems)
	}
	def.Version = 1
	return *def, process.Seal(def)
}

// application is one on which five departments decide.
type application struct {
	id, plan string
}

// apply hands an application in and has it accepted.
func (p *parts) apply(ctx context.Context, inPlan bool) (application, error) {
	a, err := p.handIn(ctx, inPlan)
	if err != nil {
		return a, err
	}
	if _, err := p.cases.Do(ctx, casefile.Approval, a.id, approval.Command{Order: by(receiver, approval.ActApprove), Form: approval.Form{Opinion: "予以受理"}}); err != nil {
		return a, err
	}
	return a, p.quiet(ctx, a)
}

func (p *parts) handIn(ctx context.Context, inPlan bool) (application, error) {
	def, err := definition()
	if err != nil {
		return application{}, err
	}
	if inPlan {
		return p.throughPlan(ctx, def)
	}
	head := benchHead(casefile.Approval, "five")
	birth := &between.ApprovalBirth{
		ApprovalID: head.ID, Definition: def, Project: between.ProjectRef{ID: "p1", Name: "测算项目", EnterpriseID: "e1"},
		Applicant: between.Applicant{UserID: applicant.UserID, Name: applicant.Name, EnterpriseID: "e1"},
		Submitted: between.Submitter{UserID: applicant.UserID, Name: applicant.Name, At: time.Now().UTC()},
	}
	roster, err := p.store.Found(ctx, approval.AsksOf(birth))
	if err != nil {
		return application{}, err
	}
	_, err = p.cases.Begin(ctx, head, approval.Command{Order: by(applicant, approval.ActSubmit), Form: approval.Form{Birth: birth, Roster: roster}})
	return application{id: head.ID}, err
}

// throughPlan draws a plan and hands its first matter in.
func (p *parts) throughPlan(ctx context.Context, def process.Definition) (application, error) {
	head := benchHead(casefile.Plan, "plan")
	unit := func(id string) between.Unit { return between.Unit{ID: id, Name: id, Type: org.Department} }
	spec := func(code string, phase process.Phase) plan.Spec {
		return plan.Spec{Process: code, Name: code, Phase: phase, Authority: unit("o-build"), Statutory: 20, Promised: 7}
	}
	_, err := p.cases.Begin(ctx, head, plan.Command{Order: by(coordinator, plan.ActDraw), Form: plan.Form{Draw: &plan.Drawing{
		Project: between.ProjectRef{ID: "p1", Name: "测算项目", EnterpriseID: "e1"}, Type: "tech_upgrade", Window: unit("o-key"),
		Leads: []between.Unit{unit("planning"), unit("housing")},
		Specs: []plan.Spec{
			spec("investment-filing", process.LandUse), spec("construction-permit", process.Permit),
			spec("joint-acceptance", process.Completion), spec("completion-filing", process.Completion),
		},
	}}})
	if err != nil {
		return application{}, err
	}
	_, err = p.cases.Do(ctx, casefile.Plan, head.ID, plan.Command{Order: by(applicant, plan.ActSubmit), Form: plan.Form{Submit: &plan.Submission{
		Applicant: between.Applicant{UserID: applicant.UserID, Name: applicant.Name, EnterpriseID: "e1"},
		Matters:   []plan.Application{{Matter: "investment-filing", Definition: def}},
	}}})
	if err != nil {
		return application{}, err
	}
	drawn, err := p.store.Plan(ctx, head.ID)
	if err != nil {
		return application{}, err
	}
	a := application{id: drawn.Matters[0].Approval, plan: head.ID}
	return a, p.quiet(ctx, a)
}

// quiet waits until nobody owes anybody a word.
func (p *parts) quiet(ctx context.Context, a application) error {
	for end := time.Now().Add(30 * time.Second); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		states, err := p.states(ctx, a)
		if err != nil {
			return err
		}
		owed := false
		for _, h := range states {
			owed = owed || len(h.Owed) > 0
		}
		if !owed {
			return nil
		}
	}
	return errors.New("the cases do not come to rest")
}

func (p *parts) states(ctx context.Context, a application) ([]casefile.Head, error) {
	var heads []casefile.Head
	for kind, id := range map[casefile.Kind]string{casefile.Approval: a.id, casefile.Plan: a.plan} {
		if id == "" {
			continue
		}
		var state json.RawMessage
		if err := p.cases.State(ctx, kind, id, &state); err != nil {
			return nil, err
		}
		var head casefile.Head
		if err := json.Unmarshal(state, &head); err != nil {
			return nil, err
		}
		heads = append(heads, head)
	}
	return heads, nil
}

// decide is one department's word.
func (p *parts) decide(ctx context.Context, a application, who org.Actor) error {
	_, err := p.cases.Do(ctx, casefile.Approval, a.id, approval.Command{Order: by(who, approval.ActApprove), Form: approval.Form{Opinion: "同意"}})
	return err
}

// written is how long the histories of an application and its plan are together.
func (p *parts) written(ctx context.Context, all []application) (int64, error) {
	total := int64(0)
	for _, a := range all {
		n, err := p.historyLength(ctx, contract.CaseID(casefile.Approval, a.id))
		if err != nil {
			return 0, err
		}
		total += n
		if a.plan == "" {
			continue
		}
		if n, err = p.historyLength(ctx, contract.CaseID(casefile.Plan, a.plan)); err != nil {
			return 0, err
		}
		total += n
	}
	return total, nil
}

// cost is what a decision of a department adds to history and asks of MySQL, and
// how long the serial decisions took.
type cost struct {
	events, commits, queries float64
	latency                  time.Duration
}

// departmentsCost lets five departments decide on each of n applications; the
// fifth decision of each opens the head's stage. Between them, by turns, a bare
// update is timed.
func (p *parts) departmentsCost(ctx context.Context, n int, inPlan bool, bare way) (ours cost, bareLatency time.Duration, err error) {
	var all []application
	for range n {
		a, err := p.apply(ctx, inPlan)
		if err != nil {
			return ours, 0, err
		}
		all = append(all, a)
	}
	if err := p.count(ctx, &ours, all[:n/2]); err != nil {
		return ours, 0, err
	}
	var took [2][]time.Duration
	for _, a := range all[n/2:] {
		for _, who := range departments {
			for k, do := range []func() error{func() error { return bare.decide(ctx) }, func() error { return p.decide(ctx, a, who) }} {
				began := time.Now()
				if err := do(); err != nil {
					return ours, 0, err
				}
				took[k] = append(took[k], time.Since(began))
			}
		}
	}
	ours.latency = median(took[1])
	return ours, median(took[0]), nil
}

func (p *parts) count(ctx context.Context, c *cost, all []application) error {
	h0, err := p.written(ctx, all)
	if err != nil {
		return err
	}
	c0, q0, err := status(p.db)
	if err != nil {
		return err
	}
	for _, a := range all {
		for _, who := range departments {
			if err := p.decide(ctx, a, who); err != nil {
				return err
			}
		}
		if err := p.quiet(ctx, a); err != nil {
			return err
		}
	}
	c1, q1, err := status(p.db)
	if err != nil {
		return err
	}
	h1, err := p.written(ctx, all)
	decisions := float64(len(all) * len(departments))
	c.events, c.commits, c.queries = float64(h1-h0)/decisions, (c1-c0)/decisions, (q1-q0)/decisions
	return err
}
