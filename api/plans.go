package api

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/fault"
	"github.com/diaodu/diaodu/domain/org"
	"github.com/diaodu/diaodu/domain/plan"
	"github.com/diaodu/diaodu/domain/process"
	"github.com/diaodu/diaodu/domain/workcal"
	"github.com/diaodu/diaodu/store"
)

// Plans reads approval plans from MySQL.
type Plans interface {
	Plan(ctx context.Context, id string) (*plan.Plan, error)
	PlanWhere(ctx context.Context, id string) (map[string]plan.Whereabouts, error)
	Plans(ctx context.Context, a org.Actor, q store.PlanQuery) (rows []store.PlanRow, next string, err error)
	PlanMatters(ctx context.Context, a org.Actor, q store.PlanMatterQuery) (rows []store.PlanMatterLine, next string, err error)
	PlansOf(ctx context.Context, projectID string) ([]store.PlanRow, error)
}

// Definitions gives the approval definition in force under a code, sealed and
// with what it calls; plan.no_such_process where none is published.
type Definitions interface {
	Definition(ctx context.Context, code string) (process.Definition, error)
}

// planWindow is the unit that takes submissions in for all departments 综合窗口,
// where a drawing names no other.
const planWindow = "approval"

// PlanDrawing draws the approval plan of a project.
type PlanDrawing struct {
	ProjectID string       `json:"project_id" minLength:"1" maxLength:"32" doc:"项目"`
	Type      string       `json:"type" minLength:"1" maxLength:"32" doc:"项目类型，见 plan-types"`
	With      []string     `json:"with,omitempty" maxItems:"20" doc:"本项目需要的可选事项"`
	Start     workcal.Date `json:"start,omitzero" format:"date" doc:"计划开始日期，默认今天"`
	WindowID  string       `json:"window_id,omitempty" maxLength:"32" doc:"综合窗口单位，默认政务服务管理办公室"`
}

// PlanAct is one act on a plan with its fields.
type PlanAct struct {
	Act     string          `json:"act" doc:"办理动作"`
	Matter  string          `json:"matter,omitempty" maxLength:"64" doc:"事项：取消、调整日期"`
	Start   workcal.Date    `json:"start,omitzero" format:"date" doc:"调整后的申报日期"`
	N       int             `json:"n,omitempty" minimum:"0" doc:"卡点或备注的编号"`
	Reason  string          `json:"reason,omitempty" maxLength:"2000" doc:"原因、备注内容或解除情况"`
	Basis   string          `json:"basis,omitempty" maxLength:"500" doc:"依据：增加、取消事项"`
	Publish bool            `json:"publish,omitempty" doc:"备注立即公开给业主"`
	Add     *PlanAdding     `json:"add,omitempty" doc:"增加的事项"`
	Block   *PlanBlock      `json:"block,omitempty" doc:"卡点"`
	Submit  *PlanSubmission `json:"submit,omitempty" doc:"一窗申报"`
}

// PlanAdding adds a matter by its published definition.
type PlanAdding struct {
	Process  string      `json:"process" minLength:"1" maxLength:"64" doc:"流程编码"`
	Needs    []plan.Need `json:"needs,omitempty" maxItems:"20" doc:"前置事项"`
	NeededBy []string    `json:"needed_by,omitempty" maxItems:"20" doc:"以它为前置的事项"`
	Parallel bool        `json:"parallel,omitempty" doc:"可并行"`
}

// PlanBlock says what holds the plan up and who can clear it.
type PlanBlock struct {
	Matter string `json:"matter,omitempty" maxLength:"64" doc:"受阻的事项，空为整个项目"`
	Kind   string `json:"kind" maxLength:"16" doc:"卡点类型，见 plan-types"`
	Text   string `json:"text" maxLength:"500" doc:"什么卡住了"`
	OrgID  string `json:"org_id,omitempty" maxLength:"32" doc:"应由哪个单位解决"`
}

type planDesk struct{ Deps }

func registerPlans(api huma.API, d Deps) {
	const tag = "审批计划"
	desk := planDesk{d}
	huma.Register(api, op("plan-types", http.MethodGet, "/api/plan-types", tag, "项目类型与事项清单"), desk.types)
	huma.Register(api, op("plans-list", http.MethodGet, "/api/plans", tag, "审批计划列表"), desk.list)
	huma.Register(api, op("plan-matters-list", http.MethodGet, "/api/plan-matters", tag, "各计划的审批事项"), desk.matters)
	huma.Register(api, op("plans-draw", http.MethodPost, "/api/plans", tag, "编制审批计划", answers(http.StatusCreated)), desk.draw)
	huma.Register(api, op("plans-preview", http.MethodPost, "/api/plan-previews", tag, "预览审批计划"), desk.preview)
	huma.Register(api, op("plans-guide", http.MethodGet, "/api/plans/{id}/guide", tag, "一张表单、一份材料清单"), desk.guide)
	registerCase(api, d, caseRoutes[PlanAct, PlanView]{
		Noun: "plans", Tag: tag, Act: desk.act, View: desk.view, Events: desk.events,
	})
}

type planDrawIn struct {
	AskIn
	Body PlanDrawing
}

func (k planDesk) draw(ctx context.Context, in *planDrawIn) (*caseOut[PlanView], error) {
	by, err := in.by(ctx)
	if err != nil {
		return nil, err
	}
	by.Expect = 0
	head, cmd, err := k.drawing(ctx, in.Body, by)
	if err != nil {
		return nil, err
	}
	if _, err := k.Cases.Begin(ctx, head, cmd); err != nil {
		return nil, err
	}
	return answerCase(k.view(ctx, head.ID, by.Actor))
}

type planPreviewIn struct{ Body PlanDrawing }

// preview shows the plan as it would be drawn. Nothing is recorded.
func (k planDesk) preview(ctx context.Context, in *planPreviewIn) (*bodyOut[PlanView], error) {
	by := hand(ctx)
	by.RequestID = "preview"
	head, cmd, err := k.drawing(ctx, in.Body, by)
	if err != nil {
		return nil, err
	}
	p := plan.Plan{Head: head}
	ev, err := p.Decide(cmd, k.Now())
	if err != nil {
		return nil, err
	}
	if err := p.Apply(ev); err != nil {
		return nil, err
	}
	return answer(k.viewOf(langOf(ctx), &p, by.Actor), nil)
}

// drawing fills a drawing from the register and the published definitions, and
// asks the rules first, so that a refusal leaves nothing behind. A project has
// one plan at a time: its id is derived from the project and how many have ended.
func (k planDesk) drawing(ctx context.Context, b PlanDrawing, by casefile.Meta) (casefile.Head, plan.Command, error) {
	brief, err := k.Directory.ProjectBrief(ctx, b.ProjectID)
	if err != nil {
		return casefile.Head{}, plan.Command{}, err
	}
	today := workcal.DateOf(k.Now())
	seen, err := k.Projects.Project(ctx, by.Actor, brief.ID, today)
	if err != nil {
		return casefile.Head{}, plan.Command{}, err
	}
	g := plan.Drawing{Project: projectRef(brief), Type: b.Type, With: b.With, Start: b.Start, Facts: process.ProjectFacts{
		ID: brief.ID, InvestWan: brief.InvestWan, Sector: string(brief.Sector), Level: string(brief.Level), TownCode: brief.TownCode,
	}}
	for _, m := range seen.Milestones {
		if !m.Target.IsZero() {
			g.Targets = append(g.Targets, plan.TargetDate{Milestone: string(m.Type), On: m.Target})
		}
	}
	if b.WindowID == "" {
		b.WindowID = planWindow
	}
	if g.Window, err = unitOf(ctx, k.Directory, b.WindowID); err != nil {
		return casefile.Head{}, plan.Command{}, err
	}
	if err := k.fillType(ctx, &g); err != nil {
		return casefile.Head{}, plan.Command{}, err
	}
	head, err := k.headFor(ctx, brief.ID, today)
	if err != nil {
		return head, plan.Command{}, err
	}
	cmd := plan.Command{Order: casefile.Order{Meta: by, Act: plan.ActDraw}, Form: plan.Form{Draw: &g}}
	blank := plan.Plan{Head: head}
	return head, cmd, blank.Check(cmd, k.Now())
}

// fillType names the units and matters of a type; an unknown type is the rules' to refuse.
func (k planDesk) fillType(ctx context.Context, g *plan.Drawing) error {
	t, _ := plan.TypeOf(g.Type)
	for _, s := range t.Stages {
		u, err := unitOf(ctx, k.Directory, s.Lead)
		if err != nil {
			return err
		}
		g.Leads = append(g.Leads, u)
	}
	for _, r := range t.Matters {
		spec, err := k.spec(ctx, r.Process)
		if err != nil {
			return err
		}
		g.Specs = append(g.Specs, spec)
	}
	return nil
}

// spec is a matter by its published definition, its authority named by the register.
func (k planDesk) spec(ctx context.Context, code string) (plan.Spec, error) {
	d, err := k.Definitions.Definition(ctx, code)
	if err != nil {
		return plan.Spec{}, err
	}
	u, err := unitOf(ctx, k.Directory, d.Matter.Authority)
	return plan.SpecOf(d, u), err
}

func (k planDesk) headFor(ctx context.Context, projectID string, today workcal.Date) (casefile.Head, error) {
	before, err := k.Plans.PlansOf(ctx, projectID)
	if err != nil {
		return casefile.Head{}, err
	}
	ended := 0
	for _, p := range before {
		if !p.Open {
			ended++
		}
	}
	cal, err := k.Calendars.CurrentCalendar(ctx)
	if err != nil {
		return casefile.Head{}, err
	}
	return casefile.Head{
		ID: casefile.DerivedID(casefile.Plan, projectID, ended), Kind: casefile.Plan, Cal: cal.Slice(today.Year()-1, today.Year()+3),
	}, nil
}

// act fills in what the request only names, and gives the order.
func (k planDesk) act(ctx context.Context, id string, act PlanAct, by casefile.Meta) (PlanView, error) {
	p, err := k.seen(ctx, id, by.Actor)
	if err != nil {
		return PlanView{}, err
	}
	f := plan.Form{Matter: act.Matter, Start: act.Start, N: act.N, Reason: act.Reason, Basis: act.Basis, Publish: act.Publish}
	if a := act.Add; a != nil {
		spec, err := k.spec(ctx, a.Process)
		if err != nil {
			return PlanView{}, err
		}
		f.Add = &plan.Adding{Spec: spec, Needs: a.Needs, NeededBy: a.NeededBy, Parallel: a.Parallel}
	}
	if b := act.Block; b != nil {
		u, err := unitOf(ctx, k.Directory, b.OrgID)
		if err != nil {
			return PlanView{}, err
		}
		f.Block = &plan.BlockForm{Matter: b.Matter, Kind: b.Kind, Text: b.Text, Org: u}
	}
	if act.Submit != nil {
		if f.Submit, err = k.submission(ctx, p, *act.Submit, by.Actor); err != nil {
			return PlanView{}, err
		}
	}
	cmd := plan.Command{Order: casefile.Order{Meta: by, Act: act.Act}, Form: f}
	if err := k.asked(ctx, p, cmd); err != nil {
		return PlanView{}, err
	}
	if _, err := k.Cases.Do(ctx, casefile.Plan, id, cmd); err != nil {
		return PlanView{}, err
	}
	return k.view(ctx, id, by.Actor)
}

// seen reads a plan that the reader may see; any other is not there.
func (k planDesk) seen(ctx context.Context, id string, reader org.Actor) (*plan.Plan, error) {
	p, err := k.Plans.Plan(ctx, id)
	if err != nil {
		return nil, err
	}
	if !p.SeenBy(reader) {
		return nil, fault.New(fault.NotFound, "plan.not_found", "%s may not see plan %s", reader.UserID, id)
	}
	return p, nil
}

func (k planDesk) events(ctx context.Context, id string, reader org.Actor, page *historyPage) ([]EventView, error) {
	p, err := k.seen(ctx, id, reader)
	if err != nil {
		return nil, err
	}
	return k.history(ctx, id, page, planWords, func(ev casefile.Event) (any, bool, error) {
		change, ok := p.Shows(ev, reader)
		return change, ok, nil
	})
}

// PlanTypeView is a kind of project with its matters by name.
type PlanTypeView struct {
	plan.Type
	Matters []PlanTypeMatter `json:"matters" nullable:"false"`
}

// PlanTypeMatter is one matter of a type.
type PlanTypeMatter struct {
	plan.Rule
	Spec      plan.Spec `json:"spec"`
	PhaseText string    `json:"phase_text"`
}

// PlanCatalogue is every short list that forms about plans offer.
type PlanCatalogue struct {
	Types      []PlanTypeView   `json:"types" nullable:"false"`
	BlockKinds []plan.BlockKind `json:"block_kinds" nullable:"false"`
	National   int              `json:"national_limit" doc:"国家规定的全流程审批时限，工作日"`
}

func (k planDesk) types(ctx context.Context, _ *struct{}) (*bodyOut[PlanCatalogue], error) {
	c := PlanCatalogue{BlockKinds: plan.BlockKinds, National: plan.NationalLimit}
	specs := map[string]plan.Spec{}
	for _, t := range plan.Types {
		v := PlanTypeView{Type: t}
		for _, r := range t.Matters {
			spec, known := specs[r.Process]
			if !known {
				var err error
				if spec, err = k.spec(ctx, r.Process); err != nil {
					return nil, err
				}
				specs[r.Process] = spec
			}
			v.Matters = append(v.Matters, PlanTypeMatter{Rule: r, Spec: spec, PhaseText: phrase(langOf(ctx), spec.Phase.Text())})
		}
		c.Types = append(c.Types, v)
	}
	return answer(c, nil)
}
