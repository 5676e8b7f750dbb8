package api

import (
	"context"

	"github.com/diaodu/diaodu/auth"
	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/org"
	"github.com/diaodu/diaodu/domain/plan"
	"github.com/diaodu/diaodu/domain/process"
	"github.com/diaodu/diaodu/domain/project"
	"github.com/diaodu/diaodu/domain/workcal"
	"github.com/diaodu/diaodu/store"
)

// PlanView is a plan as its reader may see it, every code beside its words.
type PlanView struct {
	CaseHead
	plan.View
	Stages  []PlanStageView   `json:"stages" nullable:"false" doc:"四阶段"`
	Matters []PlanMatterView  `json:"matters" nullable:"false" doc:"事项"`
	Todo    []PlanTodoView    `json:"todo" nullable:"false" doc:"业主要办的事"`
	Blocks  []PlanBlockView   `json:"blocks" nullable:"false" doc:"卡点"`
	Issues  []PlanIssueView   `json:"issues" nullable:"false" doc:"提请调度的问题"`
	Shifts  []PlanShiftView   `json:"shifts" nullable:"false" doc:"计划日期变动"`
	Reached []PlanReachedView `json:"reached" nullable:"false" doc:"已到达的项目节点"`
	// Warnings are effects that others refused, for those who can do something about it.
	Warnings []PlanWarningView `json:"warnings,omitempty" doc:"转办未被接受"`
}

// CaseSeq settles which of the two embedded views answers.
func (v PlanView) CaseSeq() int { return v.CaseHead.Seq }

// PlanStageView is a stage in words.
type PlanStageView struct {
	plan.StageView
	StateText string `json:"state_text"`
}

// PlanMatterView is a matter in words.
type PlanMatterView struct {
	plan.MatterView
	StandingText  string `json:"standing_text"`
	PhaseText     string `json:"phase_text"`
	MilestoneText string `json:"milestone_text,omitempty"`
	// Who is named as the rules name it: the document describes the field of that name.
	Who *BallView `json:"who,omitempty" doc:"谁在办"`
}

// PlanTodoView is one thing the owner must do, in words.
type PlanTodoView struct {
	plan.Todo
	Text string `json:"text"`
}

// PlanBlockView is a block in words.
type PlanBlockView struct {
	plan.Block
	KindText string `json:"kind_text"`
}

// PlanIssueView is an issue that the plan opened, in words.
type PlanIssueView struct {
	plan.IssueRef
	KindText  string `json:"kind_text"`
	StateText string `json:"state_text"`
}

// PlanShiftView is a moved date in words.
type PlanShiftView struct {
	plan.Shift
	WhyText   string `json:"why_text"`
	Name      string `json:"matter_name"`
	CauseName string `json:"cause_name,omitempty"`
}

// PlanReachedView is a milestone in words.
type PlanReachedView struct {
	plan.Reached
	Text string `json:"text"`
}

// PlanWarningView is a refusal by another case in words.
type PlanWarningView struct {
	plan.Warning
	Text string `json:"text"`
}

func (k planDesk) view(ctx context.Context, id string, reader org.Actor) (PlanView, error) {
	p, err := k.seen(ctx, id, reader)
	if err != nil {
		return PlanView{}, err
	}
	now, err := k.Plans.PlanWhere(ctx, id)
	if err != nil {
		return PlanView{}, err
	}
	return k.viewOf(langOf(ctx), p.Located(now), reader), nil
}

func (k planDesk) viewOf(l lang, p *plan.Plan, reader org.Actor) PlanView {
	v := p.ViewFor(reader, k.Now())
	out := PlanView{
		CaseHead: headOf(l, v.View, planWords), View: v, Stages: []PlanStageView{}, Matters: []PlanMatterView{}, Todo: []PlanTodoView{},
		Blocks: []PlanBlockView{}, Issues: []PlanIssueView{}, Shifts: []PlanShiftView{}, Reached: []PlanReachedView{},
	}
	out.CaseHead.Ball = matterBall(l, v.View.Ball)
	names := map[string]string{}
	for _, s := range v.Stages {
		out.Stages = append(out.Stages, PlanStageView{StageView: s, StateText: planStageWords[s.State].in(l)})
	}
	for _, m := range v.Matters {
		names[m.ID] = m.Name
		out.Matters = append(out.Matters, PlanMatterView{
			MatterView: m, StandingText: phrase(l, plan.StandingName(m.Standing)), PhaseText: phrase(l, m.Phase.Text()), Who: matterBall(l, m.Who),
			MilestoneText: phrase(l, project.MilestoneType(m.Milestone).Text()),
		})
	}
	for _, t := range v.Todo {
		out.Todo = append(out.Todo, PlanTodoView{t, word{"%s“%s”", "%s: “%s”"}.with(l, planTodoWords[t.What].in(l), t.Name)})
	}
	for _, b := range v.Blocks {
		out.Blocks = append(out.Blocks, PlanBlockView{b, blockText(l, b.Kind)})
	}
	for _, i := range v.Issues {
		state := wordOf(l, issueWords.Status, i.State)
		if i.State == "refused" {
			state = word{"未能提请", "Could not be raised"}.in(l)
		}
		out.Issues = append(out.Issues, PlanIssueView{i, planIssueWords[i.Kind].in(l), state})
	}
	for _, s := range v.Shifts {
		out.Shifts = append(out.Shifts, PlanShiftView{s, phrase(l, plan.ShiftName(s.Why)), names[s.Matter], names[s.Cause]})
	}
	for _, r := range v.Reached {
		out.Reached = append(out.Reached, PlanReachedView{r, phrase(l, project.MilestoneType(r.Milestone).Text())})
	}
	for _, w := range v.Warnings {
		out.Warnings = append(out.Warnings, PlanWarningView{w, message(l, w.Code, nil)})
	}
	return out
}

// matterBall is who must move on a matter: the owner hands in, the approval's
// own act, or the authority.
func matterBall(l lang, b *casefile.Ball) *BallView {
	if b == nil {
		return nil
	}
	v := &BallView{Who: phrase(l, b.OrgName), Org: b.OrgID, What: ballWord(l, b.What), Due: dateText(b.Due), Owner: b.Owner}
	if b.Owner {
		v.Who = projectOwner.in(l)
	}
	return v
}

func ballWord(l lang, what string) string {
	switch what {
	case plan.ActSubmit:
		return word{"申报", "Submit"}.in(l)
	case plan.ActMoved:
		return word{"审批", "Decide"}.in(l)
	}
	return wordOf(l, approvalWords.Act, what)
}

func blockText(l lang, kind string) string {
	for _, b := range plan.BlockKinds {
		if b.Code == kind {
			return phrase(l, b.Name)
		}
	}
	return kind
}

type planListIn struct {
	PageQuery
	Status  []string `query:"status" doc:"状态，可多个"`
	Type    string   `query:"type" maxLength:"32" doc:"项目类型"`
	Phase   string   `query:"phase" enum:"land_use,construction,permit,completion" doc:"所处阶段"`
	Project string   `query:"project" maxLength:"32"`
	Org     string   `query:"org" maxLength:"32" doc:"窗口、牵头或审批单位"`
	Open    bool     `query:"open" doc:"未办结"`
	Blocked bool     `query:"blocked" doc:"有未解除的卡点"`
	Failed  bool     `query:"failed" doc:"有未通过的事项"`
	Issues  bool     `query:"issues" doc:"有在办的调度问题"`
	Slipped bool     `query:"slipped" doc:"有延后的事项"`
	Late    bool     `query:"late" doc:"超过全流程承诺时限"`
	Mine    bool     `query:"mine" doc:"等我办理"`
}

// PlanLine is one row of the list in words.
type PlanLine struct {
	store.PlanRow
	StatusText string `json:"status_text"`
	PhaseText  string `json:"phase_text,omitempty"`
	BallText   string `json:"ball_text,omitempty" doc:"等待办理的事"`
	DaysLeft   int    `json:"days_left" doc:"全流程承诺时限剩余工作日，超期为负；未开始为零"`
}

func (k planDesk) list(ctx context.Context, in *planListIn) (*listOut[PlanLine], error) {
	today := workcal.DateOf(k.Now())
	rows, next, err := k.Plans.Plans(ctx, auth.Actor(ctx), store.PlanQuery{
		Status: in.Status, Type: in.Type, Phase: in.Phase, Project: in.Project, Org: in.Org, Open: in.Open, Blocked: in.Blocked, Failed: in.Failed,
		Issues: in.Issues, Slipped: in.Slipped, Late: in.Late, Mine: in.Mine, Today: today, Q: in.Q, Cursor: in.Cursor, Limit: in.Limit,
	})
	if err != nil {
		return nil, err
	}
	cal, err := k.Calendars.CurrentCalendar(ctx)
	if err != nil {
		return nil, err
	}
	l := langOf(ctx)
	lines := make([]PlanLine, 0, len(rows))
	for _, r := range rows {
		line := PlanLine{PlanRow: r, StatusText: wordOf(l, planWords.Status, r.Status), PhaseText: phrase(l, process.Phase(r.Phase).Text())}
		if r.BallWhat != "" {
			line.BallText = ballWord(l, r.BallWhat)
		}
		if due := r.PromiseDue.Date; r.Open && !due.IsZero() {
			line.DaysLeft = cal.WorkdaysBetween(today, due)
		}
		lines = append(lines, line)
	}
	return newList(lines, next), nil
}

type planMattersIn struct {
	Limit     int      `query:"limit" minimum:"1" maximum:"100" default:"20" doc:"每页条数"`
	Cursor    string   `query:"cursor" maxLength:"200" doc:"上一页返回的 next"`
	Authority string   `query:"authority" maxLength:"32" doc:"审批单位"`
	Phase     string   `query:"phase" enum:"land_use,construction,permit,completion"`
	Standing  []string `query:"standing" doc:"状态，可多个"`
	Light     string   `query:"light" enum:"green,yellow,red,paused,done"`
	Plan      string   `query:"plan" maxLength:"32"`
	Matter    string   `query:"matter" maxLength:"64" doc:"事项"`
}

// PlanMatterLine is one row of the list in words.
type PlanMatterLine struct {
	store.PlanMatterLine
	StandingText string `json:"standing_text"`
	PhaseText    string `json:"phase_text"`
	DaysLeft     int    `json:"days_left" doc:"剩余工作日，超期为负"`
}

func (k planDesk) matters(ctx context.Context, in *planMattersIn) (*listOut[PlanMatterLine], error) {
	today := workcal.DateOf(k.Now())
	rows, next, err := k.Plans.PlanMatters(ctx, auth.Actor(ctx), store.PlanMatterQuery{
		Authority: in.Authority, Phase: in.Phase, Standing: in.Standing, Light: in.Light, Plan: in.Plan, Process: in.Matter,
		Today: today, Cursor: in.Cursor, Limit: in.Limit,
	})
	if err != nil {
		return nil, err
	}
	cal, err := k.Calendars.CurrentCalendar(ctx)
	if err != nil {
		return nil, err
	}
	l := langOf(ctx)
	lines := make([]PlanMatterLine, 0, len(rows))
	for _, r := range rows {
		due := r.TargetStart.Date
		if r.Running && !r.PromiseDue.IsZero() {
			due = r.PromiseDue.Date
		}
		lines = append(lines, PlanMatterLine{
			PlanMatterLine: r, StandingText: phrase(l, plan.StandingName(plan.Standing(r.Standing))), PhaseText: phrase(l, process.Phase(r.Phase).Text()),
			DaysLeft: cal.WorkdaysBetween(today, due),
		})
	}
	return newList(lines, next), nil
}
