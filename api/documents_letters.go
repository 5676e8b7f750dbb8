package api

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"github.com/diaodu/diaodu/auth"
	"github.com/diaodu/diaodu/documents"
	"github.com/diaodu/diaodu/domain/between"
	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/fault"
	"github.com/diaodu/diaodu/domain/issue"
	"github.com/diaodu/diaodu/domain/org"
	"github.com/diaodu/diaodu/domain/project"
	"github.com/diaodu/diaodu/domain/supervision"
	"github.com/diaodu/diaodu/domain/workcal"
	"github.com/diaodu/diaodu/store"
)

// closedLately is how many calendar days a progress letter still tells of what is solved.
const closedLately = 90

// letterIssues is how many issues one progress letter holds.
const letterIssues = 100

func registerLetters(api huma.API, desk paperDesk) {
	serve(api, desk, "issues-closing-report", "/api/issues/{id}/closing-report", "办结报告", desk.closingReport)
	serve(api, desk, "issues-acceptance", "/api/issues/{id}/acceptance", "受理通知书", desk.acceptance)
	serve(api, desk, "issues-correction", "/api/issues/{id}/correction", "补正告知书", desk.correction)
	serve(api, desk, "meetings-notice", "/api/meetings/{id}/notice", "会议通知", desk.notice)
	serve(api, desk, "meetings-sheet", "/api/meetings/{id}/items/{item}/sheet", "议题单", desk.agendaPaper)
	serve(api, desk, "tasks-letter", "/api/tasks/{id}/letter", "任务交办单", desk.taskLetter)
	serve(api, desk, "tasks-slip", "/api/tasks/{id}/slips/{n}/slip", "督办单", desk.slip)
	serve(api, desk, "tasks-urge-letter", "/api/tasks/{id}/urges/{n}/urge", "催办通知书", desk.urge)
	serve(api, desk, "tasks-extension-notice", "/api/tasks/{id}/extensions/{n}/notice", "延期告知书", desk.extension)
	serve(api, desk, "tasks-suspension-notice", "/api/tasks/{id}/pauses/{n}/notice", "特别程序（暂停）告知书", desk.suspension)
	serve(api, desk, "projects-progress-letter", "/api/projects/{id}/progress-letter", "项目进展函", desk.progress, slowAnswer)
	serve(api, desk, "projects-issued-letter", "/api/projects/{id}/letters/{code}/letter", "出具过的项目进展函", desk.reprint)
	huma.Register(api, op("projects-letters", http.MethodGet, "/api/projects/{id}/letters", "文书", "出具过的项目进展函清单"), desk.reprints)
}

func (k paperDesk) acceptance(ctx context.Context, in *IDIn) (*letter, error) {
	i, err := k.issue(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	if i.AcceptedOn.IsZero() {
		return nil, fault.New(fault.Conflict, "document.not_accepted", "issue %s is %s", i.ID, i.State)
	}
	return &letter{
		kind: documents.AcceptanceNotice, name: "受理通知书 " + i.No,
		values: documents.AcceptanceNoticeOf(i, k.Office, "受理通知 "+i.No, "登录本平台，在“我的项目”中按问题编号查询", i.AcceptedOn),
	}, nil
}

// correction tells the owner what the last return asked for.
func (k paperDesk) correction(ctx context.Context, in *IDIn) (*letter, error) {
	i, err := k.issue(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	events, err := k.Histories.History(ctx, i.ID, 0)
	if err != nil {
		return nil, err
	}
	for n := len(events) - 1; n >= 0; n-- {
		if events[n].Act != issue.ReturnInfo {
			continue
		}
		var asked issue.Form
		if err := json.Unmarshal(events[n].Data, &asked); err != nil {
			return nil, err
		}
		on := workcal.DateOf(events[n].At)
		return &letter{
			kind: documents.CorrectionNotice, name: "补正告知书 " + i.No,
			values: documents.CorrectionNoticeOf(i, documents.CorrectionItems(asked.Missing, asked.Reason), i.CorrectBy(on), k.Office, "补正告知 "+i.No, on),
		}, nil
	}
	return nil, fault.New(fault.Conflict, "document.not_returned", "issue %s was never returned", i.ID)
}

// nth is one of a case's numbered things, and to whom its letter goes.
type nthIn struct {
	IDIn
	N  int    `path:"n" minimum:"1" doc:"第几次"`
	To string `query:"to" enum:"unit,owner" doc:"主送承办单位（unit）或业主（owner）；业主读取时总是业主"`
}

func (k paperDesk) urge(ctx context.Context, in *nthIn) (*letter, error) {
	t, err := k.task(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	for _, u := range t.Urges {
		if u.N == in.N {
			return &letter{kind: documents.UrgeLetter, name: "催办通知书 " + u.No, values: documents.UrgeLetterOf(t, u, k.Office)}, nil
		}
	}
	return nil, fault.New(fault.NotFound, "document.no_letter", "task %s has no urge %d", t.ID, in.N)
}

func (k paperDesk) extension(ctx context.Context, in *nthIn) (*letter, error) {
	t, to, err := k.addressed(ctx, in)
	if err != nil {
		return nil, err
	}
	for _, e := range t.Extensions {
		if e.N == in.N && e.State == "approved" {
			return &letter{
				kind: documents.ExtensionNotice, name: "延期告知书 " + t.No,
				values: documents.ExtensionNoticeOf(t, e, to, k.Office, fmt.Sprintf("%s（延期 %d）", t.No, e.N), k.decided(t, e)),
			}, nil
		}
	}
	return nil, fault.New(fault.NotFound, "document.no_letter", "task %s has no approved extension %d", t.ID, in.N)
}

// decided is the day an extension moved the date.
func (k paperDesk) decided(t *supervision.Task, e supervision.Extension) workcal.Date {
	for _, d := range t.Dates {
		if d.Kind == "extended" && d.New == e.New {
			return d.On
		}
	}
	return e.On
}

func (k paperDesk) suspension(ctx context.Context, in *nthIn) (*letter, error) {
	t, to, err := k.addressed(ctx, in)
	if err != nil {
		return nil, err
	}
	for _, p := range t.Pauses {
		if p.N == in.N {
			return &letter{
				kind: documents.SuspensionNotice, name: "暂停告知书 " + t.No,
				values: documents.SuspensionNoticeOf(t, p, to, k.Office, fmt.Sprintf("%s（暂停 %d）", t.No, p.N), cmp.Or(p.To, p.From)),
			}, nil
		}
	}
	return nil, fault.New(fault.NotFound, "document.no_letter", "task %s has no pause %d", t.ID, in.N)
}

// addressed reads a task for a letter that goes to its unit or its owner. Both
// may have theirs; who is no party learns nothing.
func (k paperDesk) addressed(ctx context.Context, in *nthIn) (t *supervision.Task, to string, err error) {
	reader := auth.Actor(ctx)
	if officialsOnly(reader) == nil {
		if t, err = k.task(ctx, in.ID); err != nil {
			return nil, "", err
		}
		if in.To == "owner" {
			return t, t.Birth.Project.EnterpriseName, nil
		}
		return t, t.Lead.Name, nil
	}
	t = &supervision.Task{}
	if err := k.States.Load(ctx, casefile.Task, in.ID, t); err != nil {
		return nil, "", err
	}
	if !casefile.Sees(reader, t.Parties()) {
		return nil, "", fault.New(fault.NotFound, "task.not_found", "%s may not see task %s", reader.UserID, in.ID)
	}
	return t, t.Birth.Project.EnterpriseName, nil
}

// progress tells an owner how the issues and the applications of one project stand:
// what is open and what ended lately. What is restricted is in nobody's letter.
func (k paperDesk) progress(ctx context.Context, in *IDIn) (*letter, error) {
	reader, today := auth.Actor(ctx), k.today()
	p, err := k.ownersProject(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	rows, _, err := k.Issues.Issues(ctx, reader, store.IssueQuery{Project: in.ID, Limit: letterIssues})
	if err != nil {
		return nil, err
	}
	held, err := k.Issues.TaskHolders(ctx, idsOf(rows))
	if err != nil {
		return nil, err
	}
	var issues []documents.IssueLine
	for _, r := range rows {
		i, err := k.Issues.Issue(ctx, r.ID)
		if err != nil {
			return nil, err
		}
		if i.Restricted || !i.MaySee(reader) || (!i.Open() && i.ClosedOn.Before(today.AddDays(-closedLately))) {
			continue
		}
		issues = append(issues, documents.IssueLine{Issue: i, Tasked: strings.Join(store.Movers(held[r.ID], p.EnterpriseName), "、")})
	}
	permits, err := k.permitLines(ctx, p)
	if err != nil {
		return nil, err
	}
	return &letter{
		kind: documents.ProgressLetter, name: "项目进展函 " + p.Name, project: in.ID,
		values: documents.ProgressLetterOf(between.ProjectRef{Name: p.Name, EnterpriseName: p.EnterpriseName}, p.PhaseText, issues, permits, k.Office,
			"项目代码 "+cmp.Or(p.Code, "尚未取得"), today),
	}, nil
}

func idsOf(rows []store.IssueRow) []string {
	ids := make([]string, len(rows))
	for n, r := range rows {
		ids[n] = r.ID
	}
	return ids
}

// permitLines are the applications of a project's owner for it that run or ended
// lately, parts of an application not counted.
func (k paperDesk) permitLines(ctx context.Context, p project.View) ([]documents.PermitLine, error) {
	today := k.today()
	rows, _, err := k.Approvals.Approvals(ctx, auth.Actor(ctx), store.ApprovalQuery{
		Project: p.ID, Owner: p.EnterpriseID, Today: today, At: k.Now(), Limit: letterIssues,
	})
	if err != nil {
		return nil, err
	}
	var lines []documents.PermitLine
	for _, r := range rows {
		if r.ParentID != "" || (!r.Live && r.EndedOn.Before(today.AddDays(-closedLately))) {
			continue
		}
		l := documents.PermitLine{No: r.No, Name: r.ProcessName, State: wordOf(chinese, approvalWords.Status, r.Status)}
		if r.Live {
			l.Holder, l.Paused, l.Due = r.BallName, r.Paused, cmp.Or(r.PromiseDue.Date, r.LawDue.Date)
		}
		if r.Live && r.BallOwner && r.BallWhat != "" {
			l.Holder, l.Yours = p.EnterpriseName, wordOf(chinese, approvalWords.Act, r.BallWhat)
		}
		lines = append(lines, l)
	}
	return lines, nil
}

// ownersProject reads a project for who writes to its owner, or is the owner.
func (k paperDesk) ownersProject(ctx context.Context, id string) (project.View, error) {
	reader := auth.Actor(ctx)
	if !casefile.SeesAll(reader) && !reader.Has(org.ServiceOfficer, org.Owner) {
		return project.View{}, fault.New(fault.Forbidden, "request.forbidden", "%s may not write to owners", reader.UserID)
	}
	return k.Projects.Project(ctx, reader, id, k.today())
}
