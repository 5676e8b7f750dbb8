package api

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/diaodu/diaodu/auth"
	"github.com/diaodu/diaodu/domain/between"
	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/fault"
	"github.com/diaodu/diaodu/domain/issue"
	"github.com/diaodu/diaodu/domain/org"
	"github.com/diaodu/diaodu/domain/workcal"
	"github.com/diaodu/diaodu/store"
)

// Issues reads issues from MySQL.
type Issues interface {
	Issue(ctx context.Context, id string) (*issue.Issue, error)
	Issues(ctx context.Context, a org.Actor, q store.IssueQuery) (rows []store.IssueRow, next string, err error)
	CountIssues(ctx context.Context, a org.Actor, q store.IssueQuery) (int64, error)
	SimilarIssues(ctx context.Context, projectID, classL1, except string, since time.Time) ([]store.IssueRow, error)
	SlotWishes(ctx context.Context, ids []string) (map[string]issue.SlotWish, error)
	CaseNumbers(ctx context.Context, ids []string) (map[string]string, error)
	TaskHolders(ctx context.Context, issues []string) (map[string][]store.Holder, error)
}

// IssueView is an issue as its reader may see it.
type IssueView struct {
	CaseHead
	issue.View
	ClassText    string   `json:"class_text" doc:"类别（中文）"`
	GradeText    string   `json:"grade_text,omitempty"`
	WarningTexts []string `json:"warning_texts,omitempty" doc:"未办成的联动事项"`
	// SuggestedLead usually leads this class (派单目录); SuggestedDays is the
	// class's limit. For officials, while nobody leads.
	SuggestedLead *unitRef `json:"suggested_lead,omitempty" doc:"派单目录建议的主办单位"`
	SuggestedDays int      `json:"suggested_days,omitempty" doc:"该类问题的默认时限（工作日）"`
	// Hearing is when and where the owner is heard, as the meeting has it now (I-9).
	Hearing *Hearing `json:"hearing,omitempty" doc:"业主上会发言的时间地点"`
}

// CaseSeq settles which of the two embedded views answers.
func (v IssueView) CaseSeq() int { return v.CaseHead.Seq }

// IssueReport is what an owner fills in: at most six fields on a phone.
type IssueReport struct {
	ProjectID    string                `json:"project_id" minLength:"1" maxLength:"32" doc:"项目"`
	Class        string                `json:"class" doc:"问题类别"`
	Heading      string                `json:"heading" minLength:"1" maxLength:"100" doc:"问题标题"`
	Ask          string                `json:"ask" minLength:"1" maxLength:"2000" doc:"诉求"`
	Cause        string                `json:"cause,omitempty" doc:"成因"`
	Source       string                `json:"source,omitempty" doc:"来源"`
	Facts        issue.Facts           `json:"facts,omitempty" doc:"五要素"`
	Impact       issue.Impact          `json:"impact,omitempty" doc:"影响"`
	Restricted   bool                  `json:"restricted,omitempty" doc:"仅统筹部门可见"`
	Unclassified bool                  `json:"unclassified" doc:"确认不涉密"`
	Files        []casefile.Attachment `json:"files,omitempty" maxItems:"20"`
}

// IssueAct is one act on an issue with its fields.
type IssueAct struct {
	Act string `json:"act" doc:"办理动作"`
	issue.Form
	Task *OnSiteTask `json:"task,omitempty" doc:"现场交办的任务"`
}

// OnSiteTask is what a person says to order a task on the spot (R15); the issue
// knows the rest.
type OnSiteTask struct {
	Content    string             `json:"content" minLength:"1" maxLength:"2000" doc:"任务内容"`
	Standard   string             `json:"standard" minLength:"1" maxLength:"2000" doc:"完成标准"`
	Lead       between.Unit       `json:"lead" doc:"牵头单位"`
	Co         []between.Unit     `json:"co,omitempty" maxItems:"20" doc:"协办单位"`
	Leader     string             `json:"leader,omitempty" maxLength:"32" doc:"责任领导"`
	LeaderName string             `json:"leader_name,omitempty" maxLength:"64"`
	Due        workcal.Date       `json:"due" doc:"完成时限"`
	Evidence   []between.Evidence `json:"evidence,omitempty" maxItems:"20" doc:"办结须有的佐证"`
	Target     *between.Quantity  `json:"target,omitempty" doc:"应完成的数量"`
}

func (t *OnSiteTask) birth() *between.TaskBirth {
	if t == nil {
		return nil
	}
	return &between.TaskBirth{
		Content: t.Content, Standard: t.Standard, Lead: t.Lead, Co: t.Co, Leader: t.Leader, LeaderName: t.LeaderName,
		Due: t.Due, Evidence: t.Evidence, Target: t.Target,
	}
}

type issueDesk struct{ Deps }

func registerIssues(api huma.API, d Deps) {
	desk := issueDesk{d}
	huma.Register(api, op("issues-list", http.MethodGet, "/api/issues", "问题", "问题列表"), desk.list)
	huma.Register(api, op("issues-report", http.MethodPost, "/api/issues", "问题", "上报问题", answers(http.StatusCreated)), desk.report)
	huma.Register(api, op("issues-classes", http.MethodGet, "/api/issue-classes", "问题", "问题类别"), desk.classes)
	huma.Register(api, op("issues-similar", http.MethodGet, "/api/issues/{id}/similar", "问题", "可能重复的问题"), desk.similar)
	registerCase(api, d, caseRoutes[IssueAct, IssueView]{
		Noun: "issues", Tag: "问题", Act: desk.act, View: desk.view, Events: desk.events,
	})
}

// IssueListIn filters the list of issues.
type IssueListIn struct {
	PageQuery
	Status  []string `query:"status" doc:"状态，可多个"`
	Class   string   `query:"class" doc:"一级类别"`
	Grade   string   `query:"grade"`
	Org     string   `query:"org" doc:"主办单位"`
	Project string   `query:"project"`
	Owner   string   `query:"enterprise" maxLength:"32" doc:"业主企业"`
	Town    string   `query:"town"`
	Meeting string   `query:"meeting"`
	Slot    string   `query:"slot" maxLength:"16" doc:"业主上会申请的状态"`
	Open    bool     `query:"open" doc:"未办结"`
	Mine    bool     `query:"mine" doc:"等我办理"`
	Overdue bool     `query:"overdue" doc:"已超期"`
}

// IssueLine is one row of the list in words.
type IssueLine struct {
	store.IssueRow
	StatusText string `json:"status_text"`
	ClassText  string `json:"class_text"`
	BallText   string `json:"ball_text,omitempty" doc:"等待办理的事"`
	SlotText   string `json:"slot_text,omitempty" doc:"业主上会申请的状态"`
	// Hearing is for the owner whose list it is.
	Hearing  *Hearing `json:"hearing,omitempty" doc:"业主上会发言的时间地点"`
	DaysLeft int      `json:"days_left" doc:"剩余工作日，超期为负"`
	Light    string   `json:"light,omitempty"`
	// Clocks are the deadlines that run now: the issue's own and that of whoever has it.
	Clocks []ClockView `json:"clocks,omitempty" doc:"正在计时的时限：办理时限，以及受理、签收、确认时限"`
	Waited int         `json:"waited_days,omitempty" doc:"提出至今的工作日"`
}

// query is what the list's filters ask for on a day.
func (in *IssueListIn) query(today workcal.Date) store.IssueQuery {
	q := store.IssueQuery{
		Status: in.Status, ClassL1: in.Class, Grade: in.Grade, LeadID: in.Org, Project: in.Project, Owner: in.Owner, Town: in.Town,
		Meeting: in.Meeting, Slot: in.Slot, Open: in.Open, Mine: in.Mine, Q: in.Q, Cursor: in.Cursor, Limit: in.Limit,
	}
	if in.Overdue {
		q.Overdue = today
	}
	return q
}

func (k issueDesk) list(ctx context.Context, in *IssueListIn) (*listOut[IssueLine], error) {
	today := workcal.DateOf(k.Now())
	q := in.query(today)
	rows, next, err := k.Issues.Issues(ctx, auth.Actor(ctx), q)
	if err != nil {
		return nil, err
	}
	cal, err := k.Calendars.CurrentCalendar(ctx)
	if err != nil {
		return nil, err
	}
	lines := make([]IssueLine, 0, len(rows))
	for _, r := range rows {
		lines = append(lines, issueLine(langOf(ctx), r, cal, today))
	}
	if err := k.hearings(ctx, lines); err != nil {
		return nil, err
	}
	return newList(lines, next), nil
}

func issueLine(l lang, r store.IssueRow, cal workcal.Calendar, today workcal.Date) IssueLine {
	line := IssueLine{IssueRow: r, StatusText: wordOf(l, issueWords.Status, r.Status), ClassText: phrase(l, rowClass(r)), SlotText: wordOf(l, slotWords, r.Slot)}
	if r.BallWhat != "" {
		line.BallText = issueWords.wait(l, r.BallWhat)
	}
	if r.Open && !r.Due.IsZero() {
		own := workcal.NewClockUntil(r.ReceivedOn.Date, r.Due.Date)
		if r.Status == string(issue.PendingConfirm) {
			own.Stop(r.DeliveredOn.Date) // what was delivered is not late while its owner looks at it
		}
		reading := own.Read(cal, today)
		if reading.Provisional, reading.Paused = r.Provisional, r.Paused; r.Paused && reading.Light != workcal.Red {
			reading.Light, reading.Why = workcal.Grey, workcal.WhyPaused
		}
		line.DaysLeft, line.Light = reading.DaysLeft, reading.Light
		line.Clocks = append(line.Clocks, clockOf(l, casefile.ClockView{Key: "due", Reading: reading}, issueWords))
	}
	if r.Open {
		line.Waited = cal.WorkdaysBetween(r.ReceivedOn.Date, today)
	}
	if key, from := turnClock(r); key != "" && !r.BallDue.IsZero() {
		turn := casefile.ClockView{Key: key, Reading: workcal.NewClockUntil(from, r.BallDue.Date).Read(cal, today)}
		line.Clocks = append(line.Clocks, clockOf(l, turn, issueWords))
	}
	return line
}

// turnClock names the deadline of whoever has an issue, where that is another than
// the issue's own, and the day it began.
func turnClock(r store.IssueRow) (key string, from workcal.Date) {
	switch issue.State(r.Status) {
	case issue.Submitted:
		return "ack", r.ReceivedOn.Date
	case issue.Dispatched:
		if r.DispatchedAt != nil {
			return "sign", workcal.DateOf(*r.DispatchedAt)
		}
	case issue.PendingConfirm:
		return "confirm", r.DeliveredOn.Date
	}
	return "", workcal.Date{}
}

type issueReportIn struct {
	AskIn
	Body IssueReport
}

func (k issueDesk) report(ctx context.Context, in *issueReportIn) (*caseOut[IssueView], error) {
	by, err := in.by(ctx)
	if err != nil {
		return nil, err
	}
	if err := k.attach(ctx, &in.Body); err != nil {
		return nil, err
	}
	by.Expect = 0
	b := in.Body
	brief, err := k.Directory.ProjectBrief(ctx, b.ProjectID)
	if err != nil {
		return nil, err
	}
	// What the reporter says stands; the register only fills a gap.
	if b.Impact.Until.IsZero() && len(b.Impact.Blocks) > 0 {
		b.Impact.Until = brief.CompleteBy
	}
	cmd := issue.Command{
		Order: casefile.Order{Meta: by, Act: issue.Report},
		Form: issue.Form{Files: b.Files, Report: &issue.ReportForm{
			Project: projectRef(brief), Source: b.Source, Class: b.Class, Heading: b.Heading, Cause: b.Cause, Demand: b.Ask,
			Facts: b.Facts, Impact: b.Impact, Restricted: b.Restricted, Unclassified: b.Unclassified,
		}},
	}
	if cmd.Catalogued, err = k.catalogued(ctx, b.Class, ""); err != nil {
		return nil, err
	}
	head, err := birth(ctx, k.Calendars, casefile.Issue, by, k.Now())
	if err != nil {
		return nil, err
	}
	// Asked here first, so that a refused report leaves nothing behind.
	blank := issue.Issue{Head: head}
	if err := blank.Check(cmd, k.Now()); err != nil {
		return nil, err
	}
	if _, err := k.Cases.Begin(ctx, head, cmd); err != nil {
		return nil, err
	}
	return answerCase(k.view(ctx, head.ID, by.Actor))
}

// act fills in what the request only names, and gives the order.
func (k issueDesk) act(ctx context.Context, id string, act IssueAct, by casefile.Meta) (IssueView, error) {
	i, err := k.seen(ctx, id, by.Actor)
	if err != nil {
		return IssueView{}, err
	}
	f := act.Form
	f.Outcome, f.Result = nil, nil // only other cases say these
	f.Task = act.Task.birth()
	if err := k.fill(ctx, &f); err != nil {
		return IssueView{}, err
	}
	cmd := issue.Command{Order: casefile.Order{Meta: by, Act: act.Act}, Form: f}
	if cmd.Catalogued, err = k.catalogued(ctx, f.Class, i.Class); err != nil {
		return IssueView{}, err
	}
	if err := k.agendaOpen(ctx, i, cmd); err != nil {
		return IssueView{}, err
	}
	if _, err := k.Cases.Do(ctx, casefile.Issue, id, cmd); err != nil {
		return IssueView{}, err
	}
	return k.view(ctx, id, by.Actor)
}

// fill replaces what a request says about units and cases by what the register says.
func (k issueDesk) fill(ctx context.Context, f *issue.Form) error {
	for _, u := range []**unitRef{&f.Lead, &f.Better} {
		if *u == nil {
			continue
		}
		found, err := unitOf(ctx, k.Directory, (*u).ID)
		if err != nil {
			return err
		}
		*u = &found
	}
	co, err := unitsOf(ctx, k.Directory, f.Co)
	if err != nil {
		return err
	}
	f.Co = co
	for n, p := range f.Position {
		if f.Position[n].Org, err = unitOf(ctx, k.Directory, p.Org.ID); err != nil {
			return err
		}
	}
	if f.Into != nil && f.Into.ID != "" {
		other, err := k.seen(ctx, f.Into.ID, auth.Actor(ctx))
		if err != nil {
			return err
		}
		f.Into = &issue.Ref{ID: other.ID, No: other.No}
	}
	if t := f.Task; t != nil {
		if t.Lead, err = unitOf(ctx, k.Directory, t.Lead.ID); err != nil {
			return err
		}
		if t.Co, err = unitsOf(ctx, k.Directory, t.Co); err != nil {
			return err
		}
	}
	return nil
}

// seen reads an issue that the reader may see; any other is not there.
func (k issueDesk) seen(ctx context.Context, id string, reader org.Actor) (*issue.Issue, error) {
	i, err := k.Issues.Issue(ctx, id)
	if err != nil {
		return nil, err
	}
	if !i.MaySee(reader) {
		return nil, fault.New(fault.NotFound, "issue.not_found", "%s may not see issue %s", reader.UserID, id)
	}
	return i, nil
}

func (k issueDesk) view(ctx context.Context, id string, reader org.Actor) (IssueView, error) {
	i, err := k.seen(ctx, id, reader)
	if err != nil {
		return IssueView{}, err
	}
	v := i.ViewFor(reader, k.Now())
	if err := k.numberTasks(ctx, &v); err != nil {
		return IssueView{}, err
	}
	l := langOf(ctx)
	view := IssueView{
		CaseHead: headOf(l, v.View, issueWords), View: v, ClassText: phrase(l, className(i.ClassNow())), GradeText: gradeText(l, v.Grade),
	}
	view.WarningTexts = warningTexts(l, v.Warnings)
	if err := k.heldByTasks(ctx, i.State, &view.CaseHead); err != nil {
		return IssueView{}, err
	}
	if view.Hearing, err = k.hearing(ctx, i); err != nil {
		return IssueView{}, err
	}
	if class := i.ClassNow(); class.Days > 0 && i.Lead.ID == "" && !reader.Has(org.Owner) {
		view.SuggestedDays = class.Days
		if view.SuggestedLead, err = k.usualLead(ctx, class.Default, i.Project.TownCode); err != nil {
			return IssueView{}, err
		}
	}
	return view, nil
}

func (k issueDesk) events(ctx context.Context, id string, reader org.Actor, page *historyPage) ([]EventView, error) {
	i, err := k.seen(ctx, id, reader)
	if err != nil {
		return nil, err
	}
	return k.history(ctx, id, page, issueWords, func(ev casefile.Event) (any, bool, error) {
		change, ok := i.Shows(ev, reader)
		return change, ok, nil
	})
}

func (k issueDesk) similar(ctx context.Context, in *IDIn) (*listOut[IssueLine], error) {
	reader := auth.Actor(ctx)
	i, err := k.seen(ctx, in.ID, reader)
	if err != nil {
		return nil, err
	}
	rows, err := k.Issues.SimilarIssues(ctx, i.Project.ID, i.ClassNow().L1, i.ID, i.RaisedAt.AddDate(0, 0, -90))
	if err != nil {
		return nil, err
	}
	today := workcal.DateOf(k.Now())
	lines := []IssueLine{}
	for _, r := range rows {
		if other, err := k.Issues.Issue(ctx, r.ID); err == nil && other.MaySee(reader) {
			lines = append(lines, issueLine(langOf(ctx), r, i.Cal, today))
		}
	}
	return newList(lines, ""), nil
}
