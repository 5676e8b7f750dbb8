package api

import (
	"cmp"
	"context"
	"encoding/json"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/diaodu/diaodu/auth"
	"github.com/diaodu/diaodu/domain/approval"
	"github.com/diaodu/diaodu/domain/between"
	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/fault"
	"github.com/diaodu/diaodu/domain/org"
	"github.com/diaodu/diaodu/domain/process"
	"github.com/diaodu/diaodu/domain/workcal"
	"github.com/diaodu/diaodu/store"
)

// Approvals reads applications from MySQL.
type Approvals interface {
	Approval(ctx context.Context, id string) (*approval.Approval, error)
	Approvals(ctx context.Context, a org.Actor, q store.ApprovalQuery) (lines []store.ApprovalLine, next string, err error)
	CountApprovals(ctx context.Context, a org.Actor, q store.ApprovalQuery) (int64, error)
	ApprovalWords(ctx context.Context, id string) (seats []store.SeatRow, consults []store.ConsultRow, err error)
	ApprovalsOf(ctx context.Context, userID string) ([]string, error)
	PartHolders(ctx context.Context, approvals []string) (map[string][]store.Holder, error)
}

// Roster answers who holds a post now.
type Roster interface {
	Found(ctx context.Context, asks []approval.Ask) ([]approval.Found, error)
}

// PeopleTeller has open applications told that somebody left, came or changed posts.
type PeopleTeller interface {
	PeopleChanged(ctx context.Context) error
}

// ApprovalSubmit hands an application in. The applicant is one's own enterprise,
// or, from a window 窗口, the project's.
type ApprovalSubmit struct {
	Process   string                     `json:"process" minLength:"1" maxLength:"64" doc:"流程编码"`
	ProjectID string                     `json:"project_id,omitempty" maxLength:"32" doc:"项目"`
	Applicant ApplicantName              `json:"applicant,omitzero" doc:"窗口代办且不涉及项目时填写"`
	Form      map[string]json.RawMessage `json:"form,omitempty" doc:"表单，键为字段名"`
	Materials []MaterialIn               `json:"materials,omitempty" maxItems:"100" doc:"申报材料"`
	Chosen    []ChosenIn                 `json:"chosen,omitempty" maxItems:"50" doc:"申请人为后续环节选定的人"`
	Words     []CommitmentIn             `json:"commitments,omitempty" maxItems:"50" doc:"告知承诺"`
	Batch     string                     `json:"batch,omitempty" maxLength:"64" pattern:"^[0-9A-Za-z._-]*$" patternDescription:"批次编号" doc:"同一次申报的批次"`
}

// ApplicantName is an applicant without an account.
type ApplicantName struct {
	Name  string `json:"name,omitempty" maxLength:"64"`
	Phone string `json:"phone,omitempty" maxLength:"32"`
}

// MaterialIn is one material as a person hands it in: files, or to follow 容缺, or
// replaced by a word 告知承诺.
type MaterialIn struct {
	ID        string                `json:"id" minLength:"1" maxLength:"64" doc:"材料编号"`
	Files     []casefile.Attachment `json:"files,omitempty" maxItems:"50"`
	Deferred  bool                  `json:"deferred,omitempty" doc:"容缺后补"`
	Committed bool                  `json:"committed,omitempty" doc:"以承诺代替"`
}

// ChosenIn are the people chosen for a later step.
type ChosenIn struct {
	Step  string   `json:"step" minLength:"1" maxLength:"64"`
	Users []string `json:"users" minItems:"1" maxItems:"50"`
}

// CommitmentIn is a written word 告知承诺.
type CommitmentIn struct {
	Material string               `json:"material,omitempty" maxLength:"64" doc:"所代替的材料；空为整体承诺"`
	Text     string               `json:"text" minLength:"1" maxLength:"2000"`
	File     *casefile.Attachment `json:"file,omitempty"`
	By       string               `json:"by" minLength:"1" maxLength:"64" doc:"承诺人"`
}

type approvalDesk struct{ Deps }

func registerApprovals(api huma.API, d Deps) {
	desk := approvalDesk{d}
	const tag = "审批"
	huma.Register(api, op("approvals-list", http.MethodGet, "/api/approvals", tag, "办件列表"), desk.list)
	huma.Register(api, op("approvals-submit", http.MethodPost, "/api/approvals", tag, "提交申请", answers(http.StatusCreated)), desk.submit)
	huma.Register(api, op("approvals-batch", http.MethodPost, "/api/approvals/batch", tag, "批量办理", slowAnswer), desk.batch)
	huma.Register(api, op("approvals-foresee", http.MethodGet, "/api/approvals/{id}/foresee", tag, "预测后续环节与办理人"), desk.foresee)
	huma.Register(api, op("approvals-graph", http.MethodGet, "/api/approvals/{id}/graph", tag, "流程图与进度"), desk.graph)
	huma.Register(api, op("approvals-migrate", http.MethodPost, "/api/approvals/{id}/migrate", tag, "迁移到另一版流程（可先预演）"), desk.migrate)
	huma.Register(api, op("approvals-words", http.MethodGet, "/api/approvals/{id}/words", tag, "全部席位与意见"), desk.words)
	huma.Register(api, op("users-hand-over", http.MethodPost, "/api/users/{id}/hand-over", "账号", "离职转办：移交一人的全部待办席位", slowAnswer), desk.handOver)
	registerCase(api, d, caseRoutes[ApprovalAct, ApprovalView]{
		Noun: "approvals", Tag: tag, Act: desk.act, View: desk.view, Events: desk.events,
	})
}

// ApprovalListIn filters the list of applications.
type ApprovalListIn struct {
	PageQuery
	Box       string   `query:"box" enum:"todo,done,mine,cc,all" doc:"待办、已办、我发起的、抄送、全部可见"`
	Unread    bool     `query:"unread" doc:"只列未阅的抄送"`
	Status    []string `query:"status" doc:"状态，可多个"`
	State     []string `query:"state" doc:"阶段状态，可多个"`
	Process   string   `query:"process" maxLength:"64"`
	Phase     string   `query:"phase" enum:"land_use,construction,permit,completion" doc:"四阶段"`
	Matter    string   `query:"matter" maxLength:"64" doc:"事项编码"`
	Authority string   `query:"authority" maxLength:"32" doc:"实施机关"`
	Org       string   `query:"org" maxLength:"32" doc:"参与单位"`
	Project   string   `query:"project" maxLength:"32"`
	Owner     string   `query:"enterprise" maxLength:"32" doc:"业主企业"`
	Plan      string   `query:"plan" maxLength:"32"`
	Parent    string   `query:"parent" maxLength:"32" doc:"主流程办件"`
	Batch     string   `query:"batch" maxLength:"64"`
	Light     string   `query:"light" enum:"green,yellow,red,paused,done" doc:"亮灯，法定与承诺取重者"`
	Live      bool     `query:"live" doc:"未办结"`
	Held      bool     `query:"held" doc:"有席位找不到人"`
	Refused   bool     `query:"refused" doc:"有未办成的转送，需人工处理"`
}

// ApprovalLine is one row of the list in words.
type ApprovalLine struct {
	store.ApprovalLine
	StatusText   string `json:"status_text"`
	StateText    string `json:"state_text"`
	WhatText     string `json:"what_text,omitempty" doc:"等待办理的事"`
	BallText     string `json:"ball_text,omitempty"`
	LawLight     string `json:"law_light,omitempty" doc:"法定时限亮灯"`
	PromiseLight string `json:"promise_light,omitempty" doc:"承诺时限亮灯"`
	DaysLeft     *int   `json:"days_left,omitempty" doc:"距承诺（无则法定）时限的工作日，超期为负"`
	// StepDue is when the step that waits must be over, the reader's own in their box.
	StepDue  string `json:"step_due,omitempty" doc:"所在环节的到期日"`
	StepLeft *int   `json:"step_left,omitempty" doc:"距所在环节到期的工作日，超期为负"`
}

// query is what the list's filters ask for at a moment.
func (in *ApprovalListIn) query(now time.Time) store.ApprovalQuery {
	return store.ApprovalQuery{
		Box: in.Box, Unread: in.Unread, Status: in.Status, State: in.State, Process: in.Process, Phase: in.Phase, Matter: in.Matter,
		Authority: in.Authority, Org: in.Org, Project: in.Project, Owner: in.Owner, Plan: in.Plan, Parent: in.Parent, Batch: in.Batch, Light: in.Light,
		Live: in.Live, Held: in.Held, Refused: in.Refused, Today: workcal.DateOf(now), At: now, Q: in.Q, Cursor: in.Cursor, Limit: in.Limit,
	}
}

func (k approvalDesk) list(ctx context.Context, in *ApprovalListIn) (*listOut[ApprovalLine], error) {
	now := k.Now()
	today := workcal.DateOf(now)
	rows, next, err := k.Approvals.Approvals(ctx, auth.Actor(ctx), in.query(now))
	if err != nil {
		return nil, err
	}
	cal, err := k.Calendars.CurrentCalendar(ctx)
	if err != nil {
		return nil, err
	}
	l := langOf(ctx)
	lines := make([]ApprovalLine, 0, len(rows))
	for _, r := range rows {
		line := ApprovalLine{
			ApprovalLine: r, StatusText: wordOf(l, approvalWords.Status, r.Status), StateText: wordOf(l, approvalStateWords, r.State),
		}
		if r.What != "" {
			line.WhatText = wordOf(l, approvalWords.Act, r.What)
		}
		if r.BallWhat != "" {
			line.BallText = wordOf(l, approvalWords.Act, r.BallWhat)
		}
		line.LawLight, line.PromiseLight = r.Lights(today)
		line.DaysLeft = daysLeft(r.ApprovalRow, cal, today)
		if due := cmp.Or(r.BoxDue.Date, r.BallDue.Date); r.Live && !due.IsZero() {
			left := cal.WorkdaysBetween(today, due)
			line.StepDue, line.StepLeft = due.String(), &left
		}
		lines = append(lines, line)
	}
	return newList(lines, next), nil
}

// daysLeft is how many workdays an open application has, by the promise where
// one was given.
func daysLeft(r store.ApprovalRow, cal workcal.Calendar, today workcal.Date) *int {
	due := r.PromiseDue.Date
	if due.IsZero() {
		due = r.LawDue.Date
	}
	if due.IsZero() || !r.Live {
		return nil
	}
	n := cal.WorkdaysBetween(today, due)
	return &n
}

type approvalSubmitIn struct {
	AskIn
	Body ApprovalSubmit
}

func (k approvalDesk) submit(ctx context.Context, in *approvalSubmitIn) (*caseOut[ApprovalView], error) {
	by, err := in.by(ctx)
	if err != nil {
		return nil, err
	}
	by.Expect = 0
	// Judged before anything is looked up: a refusal must not tell which ids there are.
	window, err := mayHandIn(by.Actor)
	if err != nil {
		return nil, err
	}
	if err := k.attach(ctx, &in.Body); err != nil {
		return nil, err
	}
	head, err := birth(ctx, k.Calendars, casefile.Approval, by, k.Now())
	if err != nil {
		return nil, err
	}
	asked, err := casefile.Fingerprint(in.Body)
	if err != nil {
		return nil, err
	}
	// A retry finds the case, whatever was published or whoever moved meanwhile.
	switch a, err := k.Approvals.Approval(ctx, head.ID); {
	case err == nil && a.Birth.Asked != asked:
		return nil, casefile.Reused(by.RequestID)
	case err == nil:
		return answerCase(k.view(ctx, head.ID, by.Actor))
	case fault.Of(err) == nil:
		return nil, err
	}
	born, err := k.born(ctx, in.Body, by.Actor, window)
	if err != nil {
		return nil, err
	}
	born.ApprovalID, born.Asked = head.ID, asked
	if err := k.chosenAtBirth(ctx, &born, by.Actor); err != nil {
		return nil, err
	}
	roster, err := k.Roster.Found(ctx, approval.AsksOf(&born))
	if err != nil {
		return nil, err
	}
	cmd := approval.Command{
		Order: casefile.Order{Meta: by, Act: approval.ActSubmit}, Form: approval.Form{Birth: &born, Roster: roster},
	}
	blank := approval.Approval{Head: head} // asked here first, so that a refusal leaves nothing behind
	if err := blank.Check(cmd, k.Now()); err != nil {
		return nil, err
	}
	if _, err := k.Cases.Begin(ctx, head, cmd); err != nil {
		return nil, err
	}
	return answerCase(k.view(ctx, head.ID, by.Actor))
}

// mayHandIn tells whether somebody may hand applications in, and whether as a
// window for others.
func mayHandIn(a org.Actor) (window bool, err error) {
	switch {
	case a.Has(org.Admin):
	case a.Has(org.Owner) && a.EnterpriseID != "":
		return false, nil
	case a.OrgID != "" && (a.Has(org.DeptRoles...) || a.Has(org.ServiceOfficer, org.Coordinator)):
		return true, nil
	}
	return false, fault.New(fault.Forbidden, "approval.not_yours", "%s may not apply", a.UserID).With("act", approval.ActSubmit)
}

// born fills a birth from the registers: ids from the request, names never. The
// moment stays empty, so that a retry asks for the same.
func (k approvalDesk) born(ctx context.Context, b ApprovalSubmit, a org.Actor, window bool) (between.ApprovalBirth, error) {
	birth := between.ApprovalBirth{
		Batch: b.Batch, Try: 1, Form: filledOf(b.Form), Materials: materialsOf(b.Materials),
		Submitted: between.Submitter{UserID: a.UserID, Name: a.Name, OrgID: a.OrgID, OrgName: a.OrgName, Window: window},
	}
	if err := k.applicant(ctx, &birth, b, a, window); err != nil {
		return birth, err
	}
	def, err := k.Processes.PublishedProcess(ctx, b.Process)
	if err != nil {
		return birth, err
	}
	birth.Definition = *def
	if err := checkForm(langOf(ctx), def, nil, birth.Form); err != nil {
		return birth, err
	}
	for _, c := range b.Chosen {
		birth.Chosen = append(birth.Chosen, between.ChosenPeople{Step: c.Step, Users: c.Users})
	}
	for _, w := range b.Words {
		birth.Promises = append(birth.Promises, between.Commitment{Material: w.Material, Text: w.Text, File: w.File, By: w.By})
	}
	return birth, nil
}

// applicant says on whose behalf the application is, and over which project. An
// owner's project is their enterprise's own; any other is not there for them.
func (k approvalDesk) applicant(ctx context.Context, birth *between.ApprovalBirth, b ApprovalSubmit, a org.Actor, window bool) error {
	if b.ProjectID != "" {
		brief, err := k.Directory.ProjectBrief(ctx, b.ProjectID)
		if err != nil {
			return err
		}
		if !window && brief.EnterpriseID != a.EnterpriseID {
			return fault.New(fault.NotFound, "project.not_found", "project %s is not of %s", b.ProjectID, a.EnterpriseID).On("project_id")
		}
		birth.Project = projectRef(brief)
		birth.Facts = process.ProjectFacts{
			ID: brief.ID, InvestWan: brief.InvestWan, Sector: string(brief.Sector), Level: string(brief.Level), TownCode: brief.TownCode,
		}
	}
	switch {
	case !window:
		e, err := k.Enterprises.Enterprise(ctx, a, a.EnterpriseID)
		if err != nil {
			return err
		}
		birth.Applicant = between.Applicant{UserID: a.UserID, Name: a.Name, EnterpriseID: a.EnterpriseID, EnterpriseName: e.Name}
	case birth.Project.EnterpriseID != "":
		p := birth.Project
		birth.Applicant = between.Applicant{Name: p.EnterpriseName, EnterpriseID: p.EnterpriseID, EnterpriseName: p.EnterpriseName}
	default:
		birth.Applicant = between.Applicant{Name: b.Applicant.Name, Phone: b.Applicant.Phone}
	}
	return nil
}
