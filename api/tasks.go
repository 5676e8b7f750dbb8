package api

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"github.com/diaodu/diaodu/auth"
	"github.com/diaodu/diaodu/domain/between"
	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/fault"
	"github.com/diaodu/diaodu/domain/issue"
	"github.com/diaodu/diaodu/domain/org"
	"github.com/diaodu/diaodu/domain/supervision"
	"github.com/diaodu/diaodu/domain/workcal"
	"github.com/diaodu/diaodu/store"
)

// Tasks reads tasks from MySQL.
type Tasks interface {
	Task(ctx context.Context, id string) (*supervision.Task, error)
	Tasks(ctx context.Context, a org.Actor, q store.TaskQuery) (rows []store.TaskRow, next string, err error)
	CountTasks(ctx context.Context, a org.Actor, q store.TaskQuery) (int64, error)
	TaskTodos(ctx context.Context, a org.Actor, today workcal.Date, limit int) ([]store.TaskTodo, error)
}

// TaskView is a task as its reader may see it.
type TaskView struct {
	CaseHead
	supervision.View
	ForumText      string `json:"forum_text" doc:"调度层级"`
	GradeText      string `json:"grade_text,omitempty"`
	LightText      string `json:"light_text" doc:"亮灯依据"`
	EvaluationText string `json:"evaluation_text,omitempty"`
}

// CaseSeq settles which of the two embedded views answers.
func (v TaskView) CaseSeq() int { return v.CaseHead.Seq }

// TaskAct is one act on a task with its fields.
type TaskAct struct {
	Act string `json:"act" doc:"办理动作"`
	supervision.Form
	Amend *TaskAmend `json:"amend,omitempty" doc:"变更议定内容：不填的保持原样"`
}

// TaskAmend is what the chair changes of a task; who consents is the chair who acts.
type TaskAmend struct {
	Content  string       `json:"content,omitempty" maxLength:"2000"`
	Standard string       `json:"standard,omitempty" maxLength:"2000"`
	Due      workcal.Date `json:"due,omitzero"`
	Reason   string       `json:"reason,omitempty" maxLength:"2000"`
}

// TaskIssue hands out a task that no meeting and no issue stands behind. A task
// on an issue is ordered at the issue (order_on_site), which then hears of its end.
type TaskIssue struct {
	ProjectID string                 `json:"project_id,omitempty" maxLength:"32" doc:"项目"`
	Forum     string                 `json:"forum,omitempty" enum:"daily_group,onsite,monthly,quarterly,special" doc:"交办场合，默认现场办公"`
	Content   string                 `json:"content" minLength:"1" maxLength:"2000" doc:"任务内容"`
	Standard  string                 `json:"standard" minLength:"1" maxLength:"2000" doc:"完成标准"`
	LeadID    string                 `json:"lead_id" minLength:"1" maxLength:"32" doc:"牵头单位"`
	CoIDs     []string               `json:"co_ids,omitempty" maxItems:"20" doc:"协办单位"`
	LeaderID  string                 `json:"leader_id,omitempty" maxLength:"32" doc:"责任领导"`
	Due       workcal.Date           `json:"due" doc:"完成时限"`
	Grade     string                 `json:"grade,omitempty" enum:"ordinary,coordination,major"`
	Evidence  []between.Evidence     `json:"evidence,omitempty" maxItems:"20" doc:"办结须有的佐证"`
	Target    *between.Quantity      `json:"target,omitempty" doc:"应完成的数量"`
	Plan      []supervision.PlanNode `json:"plan,omitempty" maxItems:"12" doc:"反馈安排，默认 13710"`
	DecidedBy string                 `json:"decided_by" minLength:"1" maxLength:"50" doc:"由谁决定"`
	Files     []casefile.Attachment  `json:"files,omitempty" maxItems:"20"`
}

type taskDesk struct{ Deps }

func registerTasks(api huma.API, d Deps) {
	desk := taskDesk{d}
	huma.Register(api, op("tasks-list", http.MethodGet, "/api/tasks", "任务", "督办任务列表"), desk.list)
	huma.Register(api, op("tasks-issue", http.MethodPost, "/api/tasks", "任务", "交办任务", answers(http.StatusCreated)), desk.issue)
	huma.Register(api, op("tasks-todos", http.MethodGet, "/api/task-todos", "任务", "等我办理的任务事项"), desk.todos)
	huma.Register(api, op("tasks-light-rules", http.MethodGet, "/api/task-light-rules", "任务", "亮灯规则"), desk.lightRules)
	registerCase(api, d, caseRoutes[TaskAct, TaskView]{
		Noun: "tasks", Tag: "任务", Act: desk.act, View: desk.view, Events: desk.events,
	})
}

// TaskListIn filters the list of tasks.
type TaskListIn struct {
	PageQuery
	Status  []string `query:"status" doc:"状态，可多个"`
	Light   string   `query:"light" enum:"green,yellow,red,paused,done" doc:"亮灯"`
	Org     string   `query:"org" maxLength:"32" doc:"牵头或协办单位"`
	Lead    string   `query:"lead" maxLength:"32" doc:"牵头单位"`
	Issue   string   `query:"issue" maxLength:"32"`
	Meeting string   `query:"meeting" maxLength:"32"`
	Project string   `query:"project" maxLength:"32"`
	Owner   string   `query:"enterprise" maxLength:"32" doc:"业主企业"`
	Forum   string   `query:"forum" maxLength:"16"`
	Open    bool     `query:"open" doc:"未办结"`
	Overdue bool     `query:"overdue" doc:"亮红灯"`
	Mine    bool     `query:"mine" doc:"等我办理"`
	// Unreviewed keeps those with a report that nobody has judged yet.
	Unreviewed bool   `query:"unreviewed" doc:"有待审核的反馈"`
	DueDays    int    `query:"due_days" minimum:"0" maximum:"90" doc:"几天内到期；0 表示不限"`
	Sort       string `query:"sort" enum:"newest,due" doc:"排序，默认最新在前"`
}

// TaskLine is one row of the list in words.
type TaskLine struct {
	store.TaskRow
	StatusText string      `json:"status_text"`
	ForumText  string      `json:"forum_text"`
	DaysLeft   int         `json:"days_left" doc:"剩余工作日，超期为负"`
	Clocks     []ClockView `json:"clocks" nullable:"false" doc:"办理时限"`
}

// query is what the list's filters ask for on a day.
func (in *TaskListIn) query(today workcal.Date) store.TaskQuery {
	q := store.TaskQuery{
		Status: in.Status, Light: in.Light, Org: in.Org, LeadID: in.Lead, Issue: in.Issue, Meeting: in.Meeting, Project: in.Project, Owner: in.Owner,
		Forum: in.Forum, Open: in.Open, Overdue: in.Overdue, Mine: in.Mine, Unreviewed: in.Unreviewed, ByDue: in.Sort == "due", Today: today,
		Q: in.Q, Cursor: in.Cursor, Limit: in.Limit,
	}
	if in.DueDays > 0 {
		q.DueBy = today.AddDays(in.DueDays)
	}
	return q
}

func (k taskDesk) list(ctx context.Context, in *TaskListIn) (*listOut[TaskLine], error) {
	today := workcal.DateOf(k.Now())
	q := in.query(today)
	rows, next, err := k.Tasks.Tasks(ctx, auth.Actor(ctx), q)
	if err != nil {
		return nil, err
	}
	cal, err := k.Calendars.CurrentCalendar(ctx)
	if err != nil {
		return nil, err
	}
	lines := make([]TaskLine, 0, len(rows))
	for _, r := range rows {
		lines = append(lines, taskLine(langOf(ctx), r, cal, today))
	}
	return newList(lines, next), nil
}

func taskLine(l lang, r store.TaskRow, cal workcal.Calendar, today workcal.Date) TaskLine {
	clock := workcal.NewClockUntil(r.StartedOn.Date, r.Due.Date)
	if !r.Open {
		clock.Stop(r.AppliedOn.Date)
	}
	reading := clock.Read(cal, today)
	return TaskLine{
		TaskRow: r, StatusText: wordOf(l, taskWords.Status, r.Status), ForumText: wordOf(l, forumWords, r.Forum), DaysLeft: reading.DaysLeft,
		Clocks: []ClockView{{
			Key: "due", Text: clockWord(l, taskWords.Clock, "due"), Due: r.Due.String(), OriginalDue: r.OriginalDue.String(), Provisional: r.Provisional,
			DaysLeft: reading.DaysLeft, Elapsed: reading.Elapsed, PausedDays: r.PausedDays, Paused: r.Suspended, Light: r.Light, Why: reading.Why,
		}},
	}
}

type taskIssueIn struct {
	AskIn
	Body TaskIssue
}

func (k taskDesk) issue(ctx context.Context, in *taskIssueIn) (*caseOut[TaskView], error) {
	by, err := in.by(ctx)
	if err != nil {
		return nil, err
	}
	by.Expect = 0
	// Judged before anything is looked up: a refusal must not tell which ids there are.
	if err := new(supervision.Task).May(supervision.ActIssue, by.Actor); err != nil {
		return nil, err
	}
	if err := k.attach(ctx, &in.Body); err != nil {
		return nil, err
	}
	head, err := birth(ctx, k.Calendars, casefile.Task, by, k.Now())
	if err != nil {
		return nil, err
	}
	born, err := k.born(ctx, in.Body, head.ID)
	if err != nil {
		return nil, err
	}
	cmd := supervision.Command{
		Order: casefile.Order{Meta: by, Act: supervision.ActIssue}, Form: supervision.Form{Birth: &born, Plan: in.Body.Plan},
	}
	blank := supervision.Task{Head: head} // asked here first, so that a refusal leaves nothing behind
	if err := blank.Check(cmd, k.Now()); err != nil {
		return nil, err
	}
	if _, err := k.Cases.Begin(ctx, head, cmd); err != nil {
		return nil, err
	}
	return answerCase(k.view(ctx, head.ID, by.Actor))
}

// born fills a birth from the register: ids from the request, names never. The
// moment stays empty, so that a retry asks for the same; the task sets it.
func (k taskDesk) born(ctx context.Context, b TaskIssue, id string) (between.TaskBirth, error) {
	t := between.TaskBirth{
		TaskID: id, Forum: between.Forum(b.Forum), Content: b.Content, Standard: b.Standard, Due: b.Due, Grade: b.Grade,
		Evidence: b.Evidence, Target: b.Target, DecidedBy: b.DecidedBy, Attachments: b.Files,
	}
	if t.Forum == "" {
		t.Forum = between.OnSite
	}
	if b.ProjectID != "" {
		brief, err := k.Directory.ProjectBrief(ctx, b.ProjectID)
		if err != nil {
			return t, err
		}
		t.Project = projectRef(brief)
	}
	var err error
	if t.Lead, err = unitOf(ctx, k.Directory, b.LeadID); err != nil {
		return t, err
	}
	for _, id := range b.CoIDs {
		u, err := unitOf(ctx, k.Directory, id)
		if err != nil {
			return t, err
		}
		t.Co = append(t.Co, u)
	}
	if b.LeaderID != "" {
		u, err := k.Users.User(ctx, b.LeaderID)
		if err != nil {
			return t, err
		}
		t.Leader, t.LeaderName = u.ID, u.Name
	}
	return t, nil
}

// act fills in what the request only names, and gives the order.
func (k taskDesk) act(ctx context.Context, id string, act TaskAct, by casefile.Meta) (TaskView, error) {
	if _, err := k.seen(ctx, id, by.Actor); err != nil {
		return TaskView{}, err
	}
	f := act.Form
	f.Birth, f.Plan, f.Amend = nil, nil, nil // only the first act says these
	if a := act.Amend; a != nil {
		f.Amend = &between.Amendment{Content: a.Content, Standard: a.Standard, Due: a.Due, Reason: a.Reason}
	}
	if err := k.fill(ctx, &f, by.Actor); err != nil {
		return TaskView{}, err
	}
	cmd := supervision.Command{Order: casefile.Order{Meta: by, Act: act.Act}, Form: f}
	if _, err := k.Cases.Do(ctx, casefile.Task, id, cmd); err != nil {
		return TaskView{}, err
	}
	return k.view(ctx, id, by.Actor)
}

// fill replaces what a request says about units and people by what the register
// says. A handler is somebody of one's own unit.
func (k taskDesk) fill(ctx context.Context, f *supervision.Form, a org.Actor) error {
	if f.Unit != nil {
		u, err := unitOf(ctx, k.Directory, f.Unit.ID)
		if err != nil {
			return err
		}
		f.Unit = &u
	}
	if f.Block != nil && f.Block.Org != nil {
		u, err := unitOf(ctx, k.Directory, f.Block.Org.ID)
		if err != nil {
			return err
		}
		b := *f.Block
		b.Org = &u
		f.Block = &b
	}
	if f.HandlerID == "" {
		return nil
	}
	u, err := k.Users.User(ctx, f.HandlerID)
	if err != nil {
		return err
	}
	if u.OrgID == "" || u.OrgID != a.OrgID {
		return fault.New(fault.Invalid, "task.handler", "user %s is of another unit", u.ID).On("handler_id")
	}
	f.HandlerName = u.Name
	return nil
}

// seen reads a task that the reader may see; any other is not there.
func (k taskDesk) seen(ctx context.Context, id string, reader org.Actor) (*supervision.Task, error) {
	t, err := k.Tasks.Task(ctx, id)
	if err != nil {
		return nil, err
	}
	if !t.SeenBy(reader) {
		return nil, fault.New(fault.NotFound, "task.not_found", "%s may not see task %s", reader.UserID, id)
	}
	return t, nil
}

func (k taskDesk) view(ctx context.Context, id string, reader org.Actor) (TaskView, error) {
	t, err := k.seen(ctx, id, reader)
	if err != nil {
		return TaskView{}, err
	}
	v, l := t.ViewFor(reader, k.Now()), langOf(ctx)
	out := TaskView{
		CaseHead: headOf(l, v.View, taskWords), View: v, ForumText: wordOf(l, forumWords, string(v.Forum)),
		GradeText: gradeText(l, issue.Grade(v.Grade)), LightText: lightText(l, v.Light.Rule),
	}
	if v.Office != nil && v.Office.Evaluation != nil {
		out.EvaluationText = wordOf(l, evaluationWords, v.Office.Evaluation.Grade)
	}
	return out, nil
}

// lightText is the published rule behind a light.
func lightText(l lang, code string) string {
	for _, r := range supervision.LightRules {
		if r.Code == code {
			return phrase(l, r.Text)
		}
	}
	return code
}

func (k taskDesk) events(ctx context.Context, id string, reader org.Actor, page *historyPage) ([]EventView, error) {
	t, err := k.seen(ctx, id, reader)
	if err != nil {
		return nil, err
	}
	return k.history(ctx, id, page, taskWords, func(ev casefile.Event) (any, bool, error) {
		change, ok := t.Shows(ev, reader)
		return change, ok, nil
	})
}

// TaskTodo is one thing the reader must do on a task.
type TaskTodo struct {
	store.TaskTodo
	Text string `json:"text" doc:"要办的事"`
}

type todosIn struct {
	Limit int `query:"limit" minimum:"1" maximum:"100" default:"50"`
}

func (k taskDesk) todos(ctx context.Context, in *todosIn) (*listOut[TaskTodo], error) {
	rows, err := k.Tasks.TaskTodos(ctx, auth.Actor(ctx), workcal.DateOf(k.Now()), in.Limit)
	if err != nil {
		return nil, err
	}
	todos := make([]TaskTodo, 0, len(rows))
	for _, r := range rows {
		todos = append(todos, TaskTodo{TaskTodo: r, Text: taskTodoText(langOf(ctx), r.What)})
	}
	return newList(todos, ""), nil
}

// TodoText is a to-do's code in Chinese words.
func TodoText(what string) string { return taskTodoText(chinese, what) }

// taskTodoText is a to-do's code in words: an act, or the node of a report.
func taskTodoText(l lang, what string) string {
	if what == "decide_request" {
		return todoTexts[what].in(l)
	}
	if node, ok := taskWords.Clock[what]; ok {
		return word{"报送%s", "Send in: %s"}.with(l, node.in(l))
	}
	return wordOf(l, taskWords.Act, what)
}

func (k taskDesk) lightRules(context.Context, *struct{}) (*listOut[supervision.LightRule], error) {
	return newList(supervision.LightRules, ""), nil
}
