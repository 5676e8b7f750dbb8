package api

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"github.com/diaodu/diaodu/auth"
	"github.com/diaodu/diaodu/domain/between"
	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/fault"
	"github.com/diaodu/diaodu/domain/org"
	"github.com/diaodu/diaodu/domain/taskforce"
	"github.com/diaodu/diaodu/domain/workcal"
	"github.com/diaodu/diaodu/store"
)

// TaskForces keeps the task forces 工作专班.
type TaskForces interface {
	TaskForces(ctx context.Context, a org.Actor, q store.TaskForceQuery) (lines []store.TaskForceLine, next string, err error)
	TaskForce(ctx context.Context, a org.Actor, id string) (store.TaskForceView, error)
	SetUpTaskForce(ctx context.Context, by store.By, b between.TaskForceBirth, issueID, projectID string) (store.TaskForceView, error)
	ChangeTaskForce(ctx context.Context, by store.By, id, what string, expect int, do func(f *taskforce.Force) error) (store.TaskForceView, error)
	TaskForceLoads(ctx context.Context, today workcal.Date) ([]taskforce.Load, error)
	TaskForceForwards(ctx context.Context, userID string, upTo workcal.Date) ([]store.TaskForceForward, error)
}

// TaskForceView is a task force as its reader sees it.
type TaskForceView struct {
	store.TaskForceView
	ProjectName string       `json:"project_name,omitempty"`
	SetUpOn     workcal.Date `json:"set_up_on"`
	LagWorkdays int          `json:"lag_workdays" doc:"从议定到成立的工作日数"`
	IssueNo     string       `json:"issue_no,omitempty"`
	// Contacts and Plan say in the words of screens what the force keeps.
	Contacts []ForceContact `json:"contacts" nullable:"false" doc:"对接记录"`
	Plan     []ForceStep    `json:"plan" nullable:"false" doc:"作战图"`
}

// ForceContact is one contact with the enterprise.
type ForceContact struct {
	N        int          `json:"n"`
	At       workcal.Date `json:"at"`
	By       string       `json:"by"`
	Kind     string       `json:"kind"`
	KindText string       `json:"kind_text"`
	People   string       `json:"people"`
	Text     string       `json:"text"`
	Promise  string       `json:"promise,omitempty"`
	Forward  workcal.Date `json:"forward,omitzero" doc:"跟进提醒日"`
	Resolved bool         `json:"resolved,omitempty"`
}

// ForceStep is one line of the plan.
type ForceStep struct {
	N      int          `json:"n"`
	Step   string       `json:"step"`
	Owner  string       `json:"owner"`
	Due    workcal.Date `json:"due"`
	Done   bool         `json:"done"`
	DoneOn workcal.Date `json:"done_on,omitzero"`
	Note   string       `json:"note,omitempty"`
}

var contactWords = map[string]word{
	"visit": {"走访", "Visit"},
	"call":  {"通话", "Call"},
	"site":  {"现场", "On site"},
	"other": {"其他", "Other"},
}

// CaseSeq is the version, for ETags.
func (v TaskForceView) CaseSeq() int { return v.Version }

// TaskForceSetUp is what a new task force needs.
type TaskForceSetUp struct {
	Name      string   `json:"name" minLength:"2" maxLength:"100"`
	LeadID    string   `json:"lead_id" minLength:"1" maxLength:"32" doc:"专班长"`
	Liaison   string   `json:"liaison,omitempty" maxLength:"50" doc:"企业联络员"`
	MemberIDs []string `json:"member_ids,omitempty" maxItems:"50"`
	IssueID   string   `json:"issue_id,omitempty" maxLength:"32"`
	ProjectID string   `json:"project_id,omitempty" maxLength:"32"`
}

// TaskForceAct is one act on a task force with its fields.
type TaskForceAct struct {
	Act     string       `json:"act" enum:"add_member,remove_member,set_lead,add_step,finish_step,log_contact,resolve_contact,dissolve"`
	N       int          `json:"n,omitempty" doc:"成员、步骤或记录的序号"`
	UserID  string       `json:"user_id,omitempty" maxLength:"32" doc:"add_member、add_step"`
	Role    string       `json:"role,omitempty" maxLength:"50"`
	Title   string       `json:"title,omitempty" maxLength:"200" doc:"add_step"`
	Due     workcal.Date `json:"due,omitzero" doc:"add_step"`
	Kind    string       `json:"kind,omitempty" enum:"visit,call,site,other" doc:"log_contact"`
	On      workcal.Date `json:"on,omitzero" doc:"log_contact，默认今天"`
	People  string       `json:"people,omitempty" maxLength:"200" doc:"log_contact"`
	Text    string       `json:"text,omitempty" maxLength:"5000" doc:"log_contact 发现；finish_step 说明；dissolve 总结"`
	Promise string       `json:"promise,omitempty" maxLength:"500" doc:"log_contact 承诺"`
	Forward workcal.Date `json:"forward,omitzero" doc:"log_contact 跟进提醒日"`
	Lessons string       `json:"lessons,omitempty" maxLength:"5000" doc:"dissolve 经验"`
}

type forceDesk struct{ Deps }

func registerTaskForces(api huma.API, d Deps) {
	desk := forceDesk{d}
	const tag = "工作专班"
	huma.Register(api, op("task-forces-list", http.MethodGet, "/api/task-forces", tag, "工作专班列表"), desk.list)
	huma.Register(api, op("task-forces-set-up", http.MethodPost, "/api/task-forces", tag, "成立工作专班", answers(http.StatusCreated)), desk.setUp)
	huma.Register(api, op("task-forces-loads", http.MethodGet, "/api/task-force-loads", tag, "各人专班任务量"), desk.loads)
	huma.Register(api, op("task-forces-forwards", http.MethodGet, "/api/task-force-forwards", tag, "我的跟进提醒"), desk.forwards)
	huma.Register(api, op("task-forces-get", http.MethodGet, "/api/task-forces/{id}", tag, "查看"), desk.get)
	huma.Register(api, op("task-forces-act", http.MethodPost, "/api/task-forces/{id}/acts", tag, "办理"), desk.act)
}

type forceListIn struct {
	PageQuery
	Issue   string `query:"issue" maxLength:"32"`
	Project string `query:"project" maxLength:"32"`
	Active  bool   `query:"active" doc:"未解散"`
	Mine    bool   `query:"mine" doc:"我在其中"`
}

// TaskForceLine is one row of the list.
type TaskForceLine struct {
	store.TaskForceLine
	ProjectName string       `json:"project_name,omitempty"`
	SetUpOn     workcal.Date `json:"set_up_on"`
}

func (k forceDesk) list(ctx context.Context, in *forceListIn) (*listOut[TaskForceLine], error) {
	rows, next, err := k.TaskForces.TaskForces(ctx, auth.Actor(ctx), store.TaskForceQuery{
		Issue: in.Issue, Project: in.Project, Active: in.Active, Mine: in.Mine, Q: in.Q, Cursor: in.Cursor, Limit: in.Limit,
	})
	if err != nil {
		return nil, err
	}
	lines := make([]TaskForceLine, 0, len(rows))
	for _, r := range rows {
		name, err := k.projectName(ctx, r.ProjectID)
		if err != nil {
			return nil, err
		}
		lines = append(lines, TaskForceLine{TaskForceLine: r, ProjectName: name, SetUpOn: workcal.DateOf(r.SetUpAt)})
	}
	return newList(lines, next), nil
}

// projectName is empty where the project is gone or none is named.
func (k forceDesk) projectName(ctx context.Context, id string) (string, error) {
	if id == "" {
		return "", nil
	}
	brief, err := k.Directory.ProjectBrief(ctx, id)
	if f := fault.Of(err); f != nil && f.Kind == fault.NotFound {
		return "", nil
	}
	return brief.Name, err
}

func (k forceDesk) view(ctx context.Context, v store.TaskForceView, err error) (*caseOut[TaskForceView], error) {
	if err != nil {
		return nil, err
	}
	cal, err := k.Calendars.CurrentCalendar(ctx)
	if err != nil {
		return nil, err
	}
	name, err := k.projectName(ctx, v.ProjectID)
	if err != nil {
		return nil, err
	}
	out := TaskForceView{
		TaskForceView: v, ProjectName: name, SetUpOn: workcal.DateOf(v.SetUpAt), LagWorkdays: v.LagWorkdays(cal),
		Contacts: []ForceContact{}, Plan: []ForceStep{},
	}
	for _, c := range v.Force.Contacts {
		out.Contacts = append(out.Contacts, ForceContact{
			N: c.N, At: c.On, By: c.ByName, Kind: c.Kind, KindText: wordOf(langOf(ctx), contactWords, c.Kind), People: c.People, Text: c.Findings,
			Promise: c.Promise, Forward: c.Forward, Resolved: c.Resolved,
		})
	}
	for _, s := range v.Force.Plan {
		out.Plan = append(out.Plan, ForceStep{
			N: s.N, Step: s.Title, Owner: s.UserName, Due: s.Due, Done: !s.DoneOn.IsZero(), DoneOn: s.DoneOn, Note: s.Note,
		})
	}
	if v.IssueID != "" {
		// Not every reader of the force sees the issue; then it stays a mere id.
		if i, err := issueDesk(k).seen(ctx, v.IssueID, auth.Actor(ctx)); err == nil {
			out.IssueNo = i.No
		}
	}
	return answerCase(out, nil)
}

func (k forceDesk) get(ctx context.Context, in *IDIn) (*caseOut[TaskForceView], error) {
	v, err := k.TaskForces.TaskForce(ctx, auth.Actor(ctx), in.ID)
	return k.view(ctx, v, err)
}

type forceSetUpIn struct {
	Body TaskForceSetUp
}

func (k forceDesk) setUp(ctx context.Context, in *forceSetUpIn) (*caseOut[TaskForceView], error) {
	b := in.Body
	// Judged before anything is looked up: a refusal must not tell which ids there are.
	if err := taskforce.MaySetUp(auth.Actor(ctx)); err != nil {
		return nil, err
	}
	lead, err := k.person(ctx, b.LeadID)
	if err != nil {
		return nil, err
	}
	birth := between.TaskForceBirth{Name: b.Name, LeadID: lead.UserID, LeadName: lead.Name, Liaison: b.Liaison, Members: []between.TaskForceMember{lead}}
	birth.Members[0].Role = "专班长"
	for _, id := range b.MemberIDs {
		m, err := k.person(ctx, id)
		if err != nil {
			return nil, err
		}
		if m.UserID != lead.UserID {
			birth.Members = append(birth.Members, m)
		}
	}
	project := b.ProjectID
	if b.IssueID != "" {
		i, err := issueDesk(k).seen(ctx, b.IssueID, auth.Actor(ctx))
		if err != nil {
			return nil, err
		}
		project = i.Project.ID
	} else if project != "" {
		if _, err := k.Directory.ProjectBrief(ctx, project); err != nil {
			return nil, err
		}
	}
	v, err := k.TaskForces.SetUpTaskForce(ctx, k.by(ctx), birth, b.IssueID, project)
	return k.view(ctx, v, err)
}

// by is who writes, from where and when.
func (k forceDesk) by(ctx context.Context) store.By {
	m := hand(ctx)
	return store.By{Actor: m.Actor, IP: m.IP, At: k.Now()}
}

// person is an account as a member: name and unit from the register.
func (k forceDesk) person(ctx context.Context, id string) (between.TaskForceMember, error) {
	u, err := k.Users.User(ctx, id)
	if err != nil {
		return between.TaskForceMember{}, err
	}
	unit, err := unitOf(ctx, k.Directory, u.OrgID)
	if err != nil {
		return between.TaskForceMember{}, err
	}
	return between.TaskForceMember{UserID: u.ID, Name: u.Name, Org: unit}, nil
}

type forceActIn struct {
	IDIn
	Expect string `header:"If-Match" maxLength:"32" doc:"所见版本"`
	Body   TaskForceAct
}

func (k forceDesk) act(ctx context.Context, in *forceActIn) (*caseOut[TaskForceView], error) {
	meta, err := AskIn{Expect: in.Expect}.by(ctx)
	if err != nil {
		return nil, err
	}
	v, err := k.TaskForces.ChangeTaskForce(ctx, k.by(ctx), in.ID, in.Body.Act, meta.Expect, func(f *taskforce.Force) error {
		if err := mayForce(f, in.Body.Act, meta); err != nil {
			return err
		}
		var who between.TaskForceMember
		if b := in.Body; b.UserID != "" {
			var err error
			if who, err = k.person(ctx, b.UserID); err != nil {
				return err
			}
			who.Role = b.Role
		}
		return doForce(f, in.Body, who, meta, workcal.DateOf(k.Now()))
	})
	return k.view(ctx, v, err)
}

// mayForce judges the actor, before anybody they name is looked up.
func mayForce(f *taskforce.Force, act string, by casefile.Meta) error {
	may := f.MayManage(by.Actor)
	if act == "log_contact" || act == "resolve_contact" || act == "finish_step" {
		may = f.MayLog(by.Actor)
	}
	if !may {
		return fault.New(fault.Forbidden, "taskforce.not_yours", "%s may not %s", by.Actor.UserID, act)
	}
	return nil
}

// doForce carries one act out on the force; its actor may.
func doForce(f *taskforce.Force, b TaskForceAct, who between.TaskForceMember, by casefile.Meta, today workcal.Date) error {
	var err error
	switch b.Act {
	case "add_member":
		_, err = f.AddMember(who, today)
	case "remove_member":
		_, err = f.RemoveMember(b.N, today)
	case "set_lead":
		err = f.Lead(b.N)
	case "add_step":
		_, err = f.AddStep(taskforce.Step{Title: b.Title, UserID: who.UserID, UserName: who.Name, Due: b.Due})
	case "finish_step":
		_, err = f.FinishStep(b.N, today, b.Text)
	case "log_contact":
		_, err = f.Log(taskforce.Contact{
			On: b.On, Kind: b.Kind, People: b.People, Findings: b.Text, Promise: b.Promise, Forward: b.Forward,
		}, by.Actor, today)
	case "resolve_contact":
		_, err = f.Resolve(b.N)
	case "dissolve":
		err = f.Dissolve(b.Text, b.Lessons, today)
	}
	return err
}

func (k forceDesk) loads(ctx context.Context, _ *struct{}) (*listOut[taskforce.Load], error) {
	if a := auth.Actor(ctx); !a.Has(org.Coordinator, org.Supervisor, org.Chair, org.Leader, org.Auditor, org.TaskForceLead) {
		return nil, fault.New(fault.Forbidden, "request.forbidden", "%s may not see everybody's load", a.UserID)
	}
	loads, err := k.TaskForces.TaskForceLoads(ctx, workcal.DateOf(k.Now()))
	if err != nil {
		return nil, err
	}
	return newList(loads, ""), nil
}

func (k forceDesk) forwards(ctx context.Context, _ *struct{}) (*listOut[store.TaskForceForward], error) {
	rows, err := k.TaskForces.TaskForceForwards(ctx, auth.Actor(ctx).UserID, workcal.DateOf(k.Now()).AddDays(3))
	if err != nil {
		return nil, err
	}
	return newList(rows, ""), nil
}
