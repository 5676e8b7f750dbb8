package api

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/diaodu/diaodu/auth"
	"github.com/diaodu/diaodu/domain/approval"
	"github.com/diaodu/diaodu/domain/between"
	"github.com/diaodu/diaodu/domain/org"
	"github.com/diaodu/diaodu/domain/plan"
	"github.com/diaodu/diaodu/domain/process"
	"github.com/diaodu/diaodu/domain/project"
)

// ApplyGuide is what applying for a matter takes: the form, the papers, and whom
// to choose.
type ApplyGuide struct {
	Code       string               `json:"code"`
	Name       string               `json:"name"`
	Version    int                  `json:"version"`
	Result     string               `json:"result,omitempty" doc:"办理结果"`
	Statutory  int                  `json:"statutory,omitempty" doc:"法定时限，工作日"`
	Promised   int                  `json:"promised,omitempty" doc:"承诺时限，工作日"`
	Commitment bool                 `json:"commitment,omitempty" doc:"可凭告知承诺办理"`
	Schema     map[string]any       `json:"schema" doc:"JSON Schema"`
	Fields     []process.AskedField `json:"fields" nullable:"false" doc:"申请人填写的字段"`
	Materials  []ApplyMaterial      `json:"materials" nullable:"false"`
	Choose     []ChoiceView         `json:"choose" nullable:"false" doc:"由申请人选定办理人的环节"`
}

// ApplyMaterial is one material with its condition in words.
type ApplyMaterial struct {
	process.Material
	WhenText string `json:"when_text,omitempty" doc:"按条件需要的，何时需要"`
}

// ChoiceView is a stage whose people are to be chosen, and from whom. Nothing else
// of the directory is told.
type ChoiceView struct {
	Step     string          `json:"step"`
	Name     string          `json:"name"`
	Least    int             `json:"least" doc:"至少几人"`
	Sure     bool            `json:"sure,omitempty" doc:"必经环节，必须选定"`
	WhenText string          `json:"when_text,omitempty" doc:"按条件经过的，何时经过"`
	Anyone   bool            `json:"anyone,omitempty" doc:"不限人员，按姓名查找"`
	People   []CandidateView `json:"people" nullable:"false" doc:"可选的人员"`
}

// CandidateView is somebody who may be chosen.
type CandidateView struct {
	UserID  string `json:"user_id"`
	Name    string `json:"name"`
	Post    string `json:"post,omitempty" doc:"岗位"`
	OrgName string `json:"org_name,omitempty"`
}

// applyGuide tells whoever may apply what it takes. Owners learn nobody's name
// but those whom the process lets them choose.
func (d Deps) applyGuide(ctx context.Context, in *ProcessIn) (*bodyOut[ApplyGuide], error) {
	actor := auth.Actor(ctx)
	if _, err := mayHandIn(actor); err != nil {
		return nil, err
	}
	def, err := d.Processes.PublishedProcess(ctx, in.Code)
	if err != nil {
		return nil, err
	}
	g := ApplyGuide{
		Code: def.Code, Name: def.Name, Version: def.Version, Result: def.Matter.Result, Statutory: def.Limits.Statutory,
		Promised: def.Limits.Promised, Commitment: def.Matter.Commitment, Fields: def.Asked(), Materials: []ApplyMaterial{},
	}
	if g.Schema, err = schemaMap(def); err != nil {
		return nil, err
	}
	for _, m := range def.Material {
		g.Materials = append(g.Materials, ApplyMaterial{Material: m, WhenText: conditionText(langOf(ctx), def, m.When)})
	}
	g.Choose, err = d.choiceViews(ctx, def, approval.ChoicesOf(*def, actor))
	return answer(g, err)
}

func schemaMap(def *process.Definition) (map[string]any, error) {
	schema := map[string]any{}
	if len(def.Form.Schema) > 0 {
		if err := json.Unmarshal(def.Form.Schema, &schema); err != nil {
			return nil, fmt.Errorf("form of %s: %w", def.Code, err)
		}
	}
	return schema, nil
}

// choiceViews asks the directory who may be chosen.
func (d Deps) choiceViews(ctx context.Context, def *process.Definition, choices []approval.ToChoose) ([]ChoiceView, error) {
	views := []ChoiceView{}
	if len(choices) == 0 {
		return views, nil
	}
	found, err := d.Roster.Found(ctx, approval.CandidateAsks(choices))
	if err != nil {
		return nil, err
	}
	for _, x := range choices {
		v := ChoiceView{
			Step: x.Step, Name: x.Name, Least: x.Least, Sure: x.Sure, Anyone: x.Anyone, WhenText: conditionText(langOf(ctx), def, x.When), People: []CandidateView{},
		}
		for _, q := range x.Posts {
			i := slices.IndexFunc(found, func(f approval.Found) bool { return f.Key == q.Key })
			for _, p := range found[i].People {
				if !slices.ContainsFunc(v.People, func(c CandidateView) bool { return c.UserID == p.UserID }) {
					v.People = append(v.People, CandidateView{UserID: p.UserID, Name: p.Name, Post: phrase(langOf(ctx), q.Role.Text()), OrgName: p.OrgName})
				}
			}
		}
		views = append(views, v)
	}
	return views, nil
}

// candidates refuses people who were not offered.
func (d Deps) candidates(ctx context.Context, choices []approval.ToChoose, chosen []between.ChosenPeople) error {
	if len(chosen) == 0 {
		return nil
	}
	found, err := d.Roster.Found(ctx, approval.CandidateAsks(choices))
	if err != nil {
		return err
	}
	return approval.CheckChosen(choices, chosen, found)
}

// chosenAtBirth judges whom an applicant chose, and that none is missing.
func (d Deps) chosenAtBirth(ctx context.Context, b *between.ApprovalBirth, actor org.Actor) error {
	if err := d.candidates(ctx, approval.ChoicesOf(b.Definition, actor), b.Chosen); err != nil {
		return err
	}
	return approval.ChosenEnough(b)
}

// conditionText says a condition of a process in words, with the names people
// know instead of codes.
func conditionText(l lang, def *process.Definition, expr string) string {
	return phraseList(l, def.ConditionText(expr, func(name, value string) string {
		switch name {
		case "project.type":
			t, _ := plan.TypeOf(value)
			return t.Name
		case "project.sector":
			return project.Sector(value).Text()
		case "project.level":
			return project.Level(value).Text()
		}
		return ""
	}))
}

// whenText says when one of several matters needs a material; "" where one needs
// it in any case.
func whenText(l lang, defs []process.Definition, material string) string {
	var texts []string
	for i := range defs {
		for _, m := range defs[i].Material {
			switch {
			case m.ID != material:
			case m.When == "" && m.Required:
				return ""
			case m.When != "":
				if t := conditionText(l, &defs[i], m.When); !slices.Contains(texts, t) {
					texts = append(texts, t)
				}
			}
		}
	}
	return strings.Join(texts, word{"；或", "; or "}.in(l))
}
