package api

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/diaodu/diaodu/auth"
	"github.com/diaodu/diaodu/domain/approval"
	"github.com/diaodu/diaodu/domain/between"
	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/fault"
	"github.com/diaodu/diaodu/domain/org"
	"github.com/diaodu/diaodu/domain/plan"
	"github.com/diaodu/diaodu/domain/process"
)

// PlanSubmission 一窗受理 hands several matters in at once.
type PlanSubmission struct {
	Applicant   *PlanApplicant      `json:"applicant,omitempty" doc:"申请人；业主本人申报时不必填写"`
	Form        map[string]any      `json:"form,omitempty" doc:"各事项共用的表单内容，只填一次"`
	Materials   []MaterialIn        `json:"materials,omitempty" maxItems:"200" doc:"各事项共用的材料，只交一次"`
	Commitments []PlanCommitment    `json:"commitments,omitempty" maxItems:"50" doc:"告知承诺"`
	Matters     []PlanMatterRequest `json:"matters" minItems:"1" maxItems:"20" doc:"本次申报的事项"`
}

// PlanApplicant is whom a window hands in for.
type PlanApplicant struct {
	UserID string `json:"user_id,omitempty" maxLength:"32" doc:"业主团队中的联系人"`
	Name   string `json:"name,omitempty" maxLength:"50"`
	Phone  string `json:"phone,omitempty" maxLength:"30"`
}

// PlanCommitment is a written word that stands for a material, or with none for
// the examination itself.
type PlanCommitment struct {
	Material string               `json:"material,omitempty" maxLength:"64"`
	Text     string               `json:"text" minLength:"1" maxLength:"2000" doc:"承诺内容"`
	File     *casefile.Attachment `json:"file,omitempty" doc:"签字盖章的承诺书"`
	By       string               `json:"by" minLength:"1" maxLength:"50" doc:"承诺人"`
}

// PlanMatterRequest is one matter of a submission with what is its own.
type PlanMatterRequest struct {
	Matter      string                 `json:"matter" minLength:"1" maxLength:"64"`
	Form        map[string]any         `json:"form,omitempty" doc:"本事项的表单内容"`
	Materials   []MaterialIn           `json:"materials,omitempty" maxItems:"100"`
	Commitments []PlanCommitment       `json:"commitments,omitempty" maxItems:"50"`
	Chosen      []between.ChosenPeople `json:"chosen,omitempty" maxItems:"20" doc:"申请人选定的人员"`
}

// submission turns a request into the plan's order: the applicant is the
// register's, the definitions are those in force.
func (k planDesk) submission(ctx context.Context, p *plan.Plan, s PlanSubmission, a org.Actor) (*plan.Submission, error) {
	out := &plan.Submission{Materials: materialsOf(s.Materials), Commitments: promisesOf(s.Commitments)}
	var err error
	if out.Applicant, err = k.applicant(ctx, p, s.Applicant, a); err != nil {
		return nil, err
	}
	if out.Common, err = fieldsOf(s.Form); err != nil {
		return nil, err
	}
	for _, m := range s.Matters {
		app := plan.Application{Matter: m.Matter, Materials: materialsOf(m.Materials), Commitments: promisesOf(m.Commitments), Chosen: m.Chosen}
		if app.Form, err = fieldsOf(m.Form); err != nil {
			return nil, err
		}
		code := m.Matter
		if i := slices.IndexFunc(p.Matters, func(x plan.Matter) bool { return x.ID == m.Matter }); i >= 0 {
			code = p.Matters[i].Process
		}
		if app.Definition, err = k.Definitions.Definition(ctx, code); err != nil {
			return nil, err
		}
		out.Matters = append(out.Matters, app)
	}
	return out, nil
}

// applicant is the owner who submits, or the one of the owner's team that a
// window names; never somebody else's.
func (k planDesk) applicant(ctx context.Context, p *plan.Plan, given *PlanApplicant, a org.Actor) (between.Applicant, error) {
	out := between.Applicant{EnterpriseID: p.Project.EnterpriseID, EnterpriseName: p.Project.EnterpriseName}
	if given != nil {
		out.Name, out.Phone = given.Name, given.Phone
	}
	switch {
	case a.Has(org.Owner):
		out.UserID, out.Name = a.UserID, a.Name
	case given != nil && given.UserID != "":
		u, err := k.Users.User(ctx, given.UserID)
		if err != nil {
			return out, err
		}
		if u.EnterpriseID == "" || u.EnterpriseID != p.Project.EnterpriseID {
			return out, fault.New(fault.NotFound, "plan.applicant", "user %s is not of the owner's team", u.ID).On("applicant")
		}
		out.UserID, out.Name = u.ID, u.Name
	case out.Name == "":
		out.Name = p.Project.EnterpriseName
	}
	return out, nil
}

func promisesOf(list []PlanCommitment) []between.Commitment {
	var out []between.Commitment
	for _, c := range list {
		out = append(out, between.Commitment{Material: c.Material, Text: c.Text, File: c.File, By: c.By})
	}
	return out
}

// fieldsOf makes a form's fields in the order of their keys.
func fieldsOf(form map[string]any) ([]process.Field, error) {
	var out []process.Field
	for _, key := range slices.Sorted(maps.Keys(form)) {
		value, err := json.Marshal(form[key])
		if err != nil {
			return nil, fmt.Errorf("field %s: %w", key, err)
		}
		out = append(out, process.Field{Key: key, Value: value})
	}
	return out, nil
}

// asked asks the rules first, and those of the approvals that would be born: a
// form or a material that an approval would refuse is refused to the person at
// once, and nothing of the submission goes out.
func (k planDesk) asked(ctx context.Context, p *plan.Plan, cmd plan.Command) error {
	if cmd.Act != plan.ActSubmit {
		return nil // the case itself is the judge, and the only one to know a retry
	}
	if cmd.Submit == nil {
		return p.Check(cmd, k.Now())
	}
	ev, err := p.Decide(cmd, k.Now())
	if err != nil {
		return notRetried(p, cmd, err)
	}
	c, err := plan.ReadChange(ev)
	if err != nil {
		return err
	}
	return k.bearable(ctx, p, c.Births, cmd.Meta.Actor)
}

// bearable answers everything at once that the approvals to be born would refuse:
// of which matter, of which field, and why.
func (k planDesk) bearable(ctx context.Context, p *plan.Plan, births []between.ApprovalBirth, actor org.Actor) error {
	var answer *Problem
	l := langOf(ctx)
	note := func(b between.ApprovalBirth, f *fault.Fault) {
		if answer == nil {
			answer = faultProblem(l, f.With("matter", b.Definition.Name))
		}
		if len(answer.Errors) == maxFieldProblems {
			return
		}
		answer.Errors = append(answer.Errors, FieldProblem{
			Field: matterField(b.MatterID, f.Field), Matter: b.MatterID,
			Message: word{"“%s”：%s", "“%s”: %s"}.with(l, b.Definition.Name, message(l, f.Code, shortened(f.Args))),
		})
	}
	for i := range births {
		b := births[i]
		wrong := b.Definition.CheckForm(b.Form)
		for _, f := range wrong {
			note(b, f.On("form."+f.Field))
		}
		if len(wrong) > 0 {
			continue
		}
		a := approval.Approval{Head: casefile.Head{ID: b.ApprovalID, Kind: casefile.Approval, Cal: p.Cal}}
		order := casefile.Order{Meta: casefile.Meta{RequestID: "ask", Actor: org.Clock}, Act: approval.ActSubmit}
		err := a.Check(approval.Command{Order: order, Form: approval.Form{Birth: &b}}, k.Now())
		if err == nil {
			err = k.chosenAtBirth(ctx, &b, actor)
		}
		if f := fault.Of(err); f != nil {
			note(b, f)
		} else if err != nil {
			return err
		}
	}
	if answer == nil {
		return nil
	}
	answer.Field = answer.Errors[0].Field
	return answer
}

// matterField is where an input of one matter stands in a submission.
func matterField(matter, field string) string {
	return strings.TrimSuffix("submit.matters."+matter+"."+clipArg(field), ".")
}

// notRetried lets a refusal pass to the case where the very request was carried
// out before: only the case knows, and answers it.
func notRetried(p *plan.Plan, cmd plan.Command, err error) error {
	if p.Did(cmd.Meta.RequestID) {
		return nil
	}
	return err
}

// PlanGuide is one form and one list of materials for several matters 一张表单.
type PlanGuide struct {
	Matters   []PlanGuideMatter   `json:"matters" nullable:"false"`
	Shared    []string            `json:"shared" nullable:"false" doc:"各事项共用的字段"`
	Common    map[string]any      `json:"common" doc:"以前填过的内容"`
	Materials []PlanGuideMaterial `json:"materials" nullable:"false" doc:"合并后的材料清单"`
}

// PlanGuideMatter is one matter with its own form.
type PlanGuideMatter struct {
	ID     string               `json:"id"`
	Name   string               `json:"name"`
	Schema map[string]any       `json:"schema" doc:"JSON Schema"`
	Fields []process.AskedField `json:"fields" nullable:"false" doc:"申请人填写的字段"`
	Choose []ChoiceView         `json:"choose" nullable:"false" doc:"由申请人选定办理人的环节"`
}

// PlanGuideMaterial is one material and who asks for it.
type PlanGuideMaterial struct {
	process.Material
	Matters  []string `json:"matters" nullable:"false" doc:"需要它的事项"`
	WhenText string   `json:"when_text,omitempty" doc:"按条件需要的，何时需要"`
	Have     string   `json:"have,omitempty" enum:"given,result,awaited" doc:"已交过、本区核发免交、等待前置结果"`
}

type planGuideIn struct {
	IDIn
	Matters []string `query:"matters" doc:"要申报的事项，空为全部可申报的"`
}

func (k planDesk) guide(ctx context.Context, in *planGuideIn) (*bodyOut[PlanGuide], error) {
	actor, defs := auth.Actor(ctx), []process.Definition{}
	p, err := k.seen(ctx, in.ID, actor)
	if err != nil {
		return nil, err
	}
	g := PlanGuide{Matters: []PlanGuideMatter{}}
	for _, m := range p.Matters {
		wanted := slices.Contains(in.Matters, m.ID)
		if s := p.Standing(m); len(in.Matters) == 0 {
			wanted = s == plan.Ready || s == plan.Failed
		}
		if !wanted {
			continue
		}
		d, err := k.Definitions.Definition(ctx, m.Process)
		if err != nil {
			return nil, err
		}
		entry := PlanGuideMatter{ID: m.ID, Name: m.Name, Fields: d.Asked(), Choose: []ChoiceView{}}
		if entry.Schema, err = schemaMap(&d); err != nil {
			return nil, err
		}
		if p.HandsIn(actor) {
			if entry.Choose, err = k.choiceViews(ctx, &d, approval.ChoicesOf(d, actor)); err != nil {
				return nil, err
			}
		}
		g.Matters, defs = append(g.Matters, entry), append(defs, d)
	}
	sum := p.Guide(defs, p.HandsIn(actor))
	g.Shared, g.Common = sum.Shared, map[string]any{}
	for _, f := range sum.Common {
		var v any
		if json.Unmarshal(f.Value, &v) == nil {
			g.Common[f.Key] = v
		}
	}
	g.Materials = []PlanGuideMaterial{}
	for _, m := range sum.Materials {
		g.Materials = append(g.Materials, PlanGuideMaterial{Material: m.Material, Matters: m.Matters, WhenText: whenText(langOf(ctx), defs, m.ID), Have: m.Have})
	}
	return answer(g, nil)
}
