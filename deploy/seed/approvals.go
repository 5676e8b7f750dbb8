package seed

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/diaodu/diaodu/domain/approval"
	"github.com/diaodu/diaodu/domain/between"
	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/issue"
	"github.com/diaodu/diaodu/domain/org"
	"github.com/diaodu/diaodu/domain/plan"
	"github.com/diaodu/diaodu/domain/process"
	"github.com/diaodu/diaodu/domain/workcal"
	"github.com/diaodu/diaodu/processes"
)

// firstPlan numbers the stories of approval plans apart from those of issues.
const firstPlan = 200

// windowUnit takes submissions in for all departments 综合窗口.
const windowUnit = "approval"

// dossier is one project's approval plan 审批计划 with its applications.
type dossier struct {
	*year
	n       int
	project string // id
	id      string // of the plan
	owner   org.Actor
	town    string // code of where the project stands
	library *processes.Library
	ago     func(int) workcal.Date
}

// planApprovals gives some projects their plan and leaves an application in
// every state that the console shows, with something to do on every desk.
func (y *year) planApprovals(today workcal.Date) error {
	library, err := processes.NewLibrary()
	if err != nil {
		return err
	}
	ago := func(workdays int) workcal.Date { return y.cal.AddWorkdays(today, -workdays-1).Date }
	for i, s := range planStories {
		owner, town := s.where()
		a := &dossier{
			year: y, n: firstPlan + i, project: y.d.projects[s.project], owner: y.people[owner], town: town, library: library, ago: ago,
		}
		if a.project == "" || a.owner.UserID == "" {
			return fmt.Errorf("the plan of %s: no such project or owner", s.project)
		}
		a.id = casefile.DerivedID(casefile.Plan, a.project, 0)
		a.draw(s)
		s.play(a)
	}
	return nil
}

// draw has the coordinator draw the plan by its type.
func (a *dossier) draw(s planStory) {
	at := a.ago(s.drawn).At(9, 5)
	a.plan(a.n, at, func(ctx context.Context) error {
		b, err := a.store.ProjectBrief(ctx, a.project)
		if err != nil {
			return err
		}
		g := plan.Drawing{
			Project: between.ProjectRef{
				ID: b.ID, Code: b.Code, Name: b.Name, EnterpriseID: b.EnterpriseID, EnterpriseName: b.EnterpriseName,
				TownCode: b.TownCode, InvestWan: b.InvestWan,
			},
			Facts: process.ProjectFacts{
				ID: b.ID, InvestWan: b.InvestWan, Sector: string(b.Sector), Level: string(b.Level), TownCode: b.TownCode,
			},
			Type: s.kind, With: s.with, Window: a.units[windowUnit],
		}
		kind, ok := plan.TypeOf(s.kind)
		if !ok {
			return fmt.Errorf("no type %s", s.kind)
		}
		for _, stage := range kind.Stages {
			g.Leads = append(g.Leads, a.units[stage.Lead])
		}
		for _, r := range kind.Matters {
			def, err := a.library.Definition(ctx, r.Process)
			if err != nil {
				return err
			}
			g.Specs = append(g.Specs, plan.SpecOf(def, a.units[def.Matter.Authority]))
		}
		return a.do(ctx, at, casefile.Plan, a.id, a.people["tongchou"], plan.Command{Order: casefile.Order{Act: plan.ActDraw}, Form: plan.Form{Draw: &g}})
	})
}

// paper says of one material that it does not come as a file.
type paper struct {
	id        string
	deferred  bool   // 容缺
	committed string // 告知承诺: the words
}

// submit has the owner hand matters in at once 一窗受理: every paper that the
// plan cannot supply itself comes as a file, but for those named otherwise.
func (a *dossier) submit(at time.Time, form map[string]any, papers []paper, matters ...string) {
	a.plan(a.n, at, func(ctx context.Context) error {
		s := plan.Submission{Applicant: between.Applicant{
			UserID: a.owner.UserID, Name: a.owner.Name, EnterpriseID: a.owner.EnterpriseID, EnterpriseName: a.state().Project.EnterpriseName,
		}}
		fields, err := process.FieldsOf(form)
		if err != nil {
			return err
		}
		for _, id := range matters {
			def, err := a.library.Definition(ctx, id)
			if err != nil {
				return err
			}
			app := plan.Application{Matter: id, Definition: def}
			for _, f := range fields {
				if _, has := def.FieldType(f.Key); has {
					app.Form = append(app.Form, f)
				}
			}
			if wrong := def.CheckForm(app.Form); len(wrong) > 0 {
				return fmt.Errorf("the form of %s: %w", id, wrong[0])
			}
			app.Materials, app.Commitments = a.papers(def, papers)
			s.Matters = append(s.Matters, app)
		}
		return a.do(ctx, at, casefile.Plan, a.id, a.owner, plan.Command{Order: casefile.Order{Act: plan.ActSubmit}, Form: plan.Form{Submit: &s}})
	})
}

// papers are the materials of one matter. What the plan issues itself, it supplies.
func (a *dossier) papers(def process.Definition, special []paper) (given []between.GivenMaterial, words []between.Commitment) {
	for _, m := range def.Material {
		if a.has(m.ID) {
			continue
		}
		g := between.GivenMaterial{ID: m.ID}
		i := slices.IndexFunc(special, func(p paper) bool { return p.id == m.ID })
		switch {
		case i >= 0 && special[i].deferred:
			g.Deferred = true
		case i >= 0:
			g.Committed = true
			words = append(words, between.Commitment{Material: m.ID, Text: special[i].committed, By: a.owner.Name})
		default:
			g.Files = []casefile.Attachment{a.file(m.Name)}
		}
		given = append(given, g)
	}
	return given, words
}

// file is the one demo file under the name of what it stands for.
func (a *dossier) file(name string) casefile.Attachment {
	f := a.proof
	f.Name, f.Type = name+"（演示）.txt", ""
	return f
}

// state is the plan as it stands; nothing where its drawing was refused.
func (a *dossier) state() *plan.Plan {
	if p, ok := a.player.State(casefile.Plan, a.id).(*plan.Plan); ok {
		return p
	}
	return &plan.Plan{}
}

func (a *dossier) has(matter string) bool {
	return slices.ContainsFunc(a.state().Matters, func(m plan.Matter) bool { return m.ID == matter })
}

// approval is the application for a matter, or the case that it opened for a unit.
func (a *dossier) approval(matter, unit string) string {
	i := slices.IndexFunc(a.state().Matters, func(m plan.Matter) bool { return m.ID == matter })
	if i < 0 {
		return ""
	}
	id := a.state().Matters[i].Approval
	if unit == "" {
		return id
	}
	if main, ok := a.player.State(casefile.Approval, id).(*approval.Approval); ok {
		for _, r := range main.Runs {
			for _, c := range r.Calls {
				if c.Item == unit {
					return c.CaseID
				}
			}
		}
	}
	return ""
}

// deed is what somebody does about an application.
type deed struct {
	login string
	act   string
	form  approval.Form
	rule  string // name of the seat's rule, where somebody holds several
	unit  string // of the sub-process case, "" for the application itself
	paper string // the material, or the paper, that comes with it
}

// acts plays deeds about one matter, some minutes apart.
func (a *dossier) acts(at time.Time, matter string, deeds ...deed) {
	for i, x := range deeds {
		at := at.Add(time.Duration(i) * 7 * time.Minute)
		a.plan(a.n, at, func(ctx context.Context) error {
			id := a.approval(matter, x.unit)
			if id == "" {
				return nil // handing it in was refused, and that is told already
			}
			form := x.form
			if x.rule != "" {
				form.Seat = a.seat(id, x.rule)
			}
			switch {
			case x.paper != "" && x.act == approval.ActCallback:
				form.Files = []casefile.Attachment{a.file(x.paper)}
			case x.paper != "":
				form.Materials = []between.GivenMaterial{{ID: x.paper, Files: []casefile.Attachment{a.file("补正后的材料")}}}
			}
			actor := a.people[x.login]
			if x.login == "" {
				actor = a.owner
			}
			return a.do(ctx, at, casefile.Approval, id, actor, approval.Command{Order: casefile.Order{Act: x.act}, Form: form})
		})
	}
}

// seat is the open seat of a rule.
func (a *dossier) seat(id, rule string) string {
	c, _ := a.player.State(casefile.Approval, id).(*approval.Approval)
	if c == nil {
		return ""
	}
	for _, s := range c.Seats {
		if s.Name == rule && s.State.Pending() {
			return s.ID
		}
	}
	return ""
}

// yes is an approval with its words and what the stage fills in.
func yes(login, words string, fields ...any) deed {
	values := map[string]any{}
	for i := 0; i+1 < len(fields); i += 2 {
		key, _ := fields[i].(string)
		values[key] = fields[i+1]
	}
	filled, err := process.FieldsOf(values)
	if err != nil {
		panic(err) // a value of this file that JSON cannot write
	}
	return deed{login: login, act: approval.ActApprove, form: approval.Form{Opinion: words, Fields: filled}}
}

// as has somebody who holds several seats of a stage act on one of them.
func (x deed) as(rule string) deed { x.rule = rule; return x }

// of has the deed done about the case of one unit.
func (x deed) of(unit string) deed { x.unit = unit; return x }

// surveyed is a unit's visit to the site, arranged and held the same day.
func surveyed(login string, on workcal.Date, place, words string) []deed {
	return []deed{
		{login: login, act: approval.ActVisit, form: approval.Form{Date: on, Place: place}},
		{login: login, act: approval.ActFinding, form: approval.Form{Opinion: words, Pass: true}},
	}
}

// helper is somebody of the district as an order names them.
func (y *year) helper(login string) approval.Person {
	p := y.people[login]
	return approval.Person{UserID: p.UserID, Name: p.Name, OrgID: p.OrgID, OrgName: p.OrgName}
}

// dispatchLate has the coordinator take the issue that a late application opened
// and hand it to the unit.
func (a *dossier) dispatchLate(on workcal.Date, unit string) {
	coordinator := a.people["tongchou"]
	issueOf := func() string {
		if list := a.state().Issues; len(list) > 0 {
			return list[0].ID
		}
		return ""
	}
	for i, c := range []issue.Command{
		{Order: casefile.Order{Act: issue.Accept}},
		{Order: casefile.Order{Act: issue.Dispatch}, Form: issue.Form{Grade: issue.Coordination, Lead: a.unit(unit)}},
	} {
		at := on.At(9, 30+20*i)
		a.plan(a.n, at, func(ctx context.Context) error {
			id := issueOf()
			if id == "" {
				return nil // none was opened: what should be late was refused before
			}
			return a.do(ctx, at, casefile.Issue, id, coordinator, c)
		})
	}
}
