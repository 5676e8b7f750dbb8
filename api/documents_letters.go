package api

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"github.com/diaodu/diaodu/auth"
	"github.com/diaodu/diaodu/documents"
	"github.com/diaodu/diaodu/domain/between"
	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/fault"
	"github.com/diaodu/diaodu/domain/issue"
	"github.com/diaodu/diaodu/domain/org"
	"github.com/diaodu/diaodu/domain/supervision"
	"github.com/diaodu/diaodu/domain/workcal"
	"github.com/diaodu/diaodu/store"
)

// closedLately is how many calendar days a progress letter still tells of what is solved.
const closedLately = 90

// letterIssues is how many issues one progress letter holds.
const letterIssues = 100

func registerLetters(api huma.API, d Deps) {
	desk := paperDesk{d}
	const tag = "文书"
	huma.Register(api, op("issues-acceptance", http.MethodGet, "/api/issues/{id}/acceptance.docx", tag, "受理通知书"), desk.acceptance)
	huma.Register(api, op("issues-correction", http.MethodGet, "/api/issues/{id}/correction.docx", tag, "补正告知书"), desk.correction)
	huma.Register(api, op("tasks-urge-letter", http.MethodGet, "/api/tasks/{id}/urges/{n}/urge.docx", tag, "催办通知书"), desk.urge)
	huma.Register(api, op("tasks-extension-notice", http.MethodGet, "/api/tasks/{id}/extensions/{n}/notice.docx", tag, "延期告知书"), desk.extension)
	huma.Register(api, op("tasks-suspension-notice", http.MethodGet, "/api/tasks/{id}/pauses/{n}/notice.docx", tag, "特别程序（暂停）告知书"), desk.suspension)
	huma.Register(api, op("projects-progress-letter", http.MethodGet, "/api/projects/{id}/progress-letter.docx", tag, "项目进展函", slowAnswer), desk.progress)
}

func (k paperDesk) acceptance(ctx context.Context, in *IDIn) (*paperOut, error) {
	i, err := k.issue(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	if i.AcceptedOn.IsZero() {
		return nil, fault.New(fault.Conflict, "document.not_accepted", "issue %s is %s", i.ID, i.State)
	}
	return k.print(documents.AcceptanceNotice, "受理通知书 "+i.No+".docx",
		documents.AcceptanceNoticeOf(i, k.Office, "受理通知 "+i.No, "登录本平台，在“我的项目”中按问题编号查询", i.AcceptedOn))
}

// correction tells the owner what the last return asked for.
func (k paperDesk) correction(ctx context.Context, in *IDIn) (*paperOut, error) {
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
		return k.print(documents.CorrectionNotice, "补正告知书 "+i.No+".docx",
			documents.CorrectionNoticeOf(i, documents.CorrectionItems(asked.Missing, asked.Reason), i.CorrectBy(on), k.Office, "补正告知 "+i.No, on))
	}
	return nil, fault.New(fault.Conflict, "document.not_returned", "issue %s was never returned", i.ID)
}

// nth is one of a case's numbered things, and to whom its letter goes.
type nthIn struct {
	IDIn
	N  int    `path:"n" minimum:"1" doc:"第几次"`
	To string `query:"to" enum:"unit,owner" doc:"主送承办单位（unit）或业主（owner）；业主读取时总是业主"`
}

func (k paperDesk) urge(ctx context.Context, in *nthIn) (*paperOut, error) {
	t, err := k.task(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	for _, u := range t.Urges {
		if u.N == in.N {
			return k.print(documents.UrgeLetter, "催办通知书 "+u.No+".docx", documents.UrgeLetterOf(t, u, k.Office))
		}
	}
	return nil, fault.New(fault.NotFound, "document.no_letter", "task %s has no urge %d", t.ID, in.N)
}

func (k paperDesk) extension(ctx context.Context, in *nthIn) (*paperOut, error) {
	t, to, err := k.addressed(ctx, in)
	if err != nil {
		return nil, err
	}
	for _, e := range t.Extensions {
		if e.N == in.N && e.State == "approved" {
			return k.print(documents.ExtensionNotice, "延期告知书 "+t.No+".docx",
				documents.ExtensionNoticeOf(t, e, to, k.Office, fmt.Sprintf("%s（延期 %d）", t.No, e.N), k.decided(t, e)))
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

func (k paperDesk) suspension(ctx context.Context, in *nthIn) (*paperOut, error) {
	t, to, err := k.addressed(ctx, in)
	if err != nil {
		return nil, err
	}
	for _, p := range t.Pauses {
		if p.N == in.N {
			return k.print(documents.SuspensionNotice, "暂停告知书 "+t.No+".docx",
				documents.SuspensionNoticeOf(t, p, to, k.Office, fmt.Sprintf("%s（暂停 %d）", t.No, p.N), cmp.Or(p.To, p.From)))
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

// progress tells an owner how the issues of one project stand: what is open and
// what was solved lately. What is restricted is in nobody's letter.
func (k paperDesk) progress(ctx context.Context, in *IDIn) (*paperOut, error) {
	reader := auth.Actor(ctx)
	if !casefile.SeesAll(reader) && !reader.Has(org.ServiceOfficer, org.Owner) {
		return nil, fault.New(fault.Forbidden, "request.forbidden", "%s may not write to owners", reader.UserID)
	}
	today := workcal.DateOf(k.Now())
	p, err := k.Projects.Project(ctx, reader, in.ID, today)
	if err != nil {
		return nil, err
	}
	rows, _, err := k.Issues.Issues(ctx, reader, store.IssueQuery{Project: in.ID, Limit: letterIssues})
	if err != nil {
		return nil, err
	}
	var issues []*issue.Issue
	for _, r := range rows {
		i, err := k.Issues.Issue(ctx, r.ID)
		if err != nil {
			return nil, err
		}
		if i.Restricted || !i.MaySee(reader) || (!i.Open() && i.ClosedOn.Before(today.AddDays(-closedLately))) {
			continue
		}
		issues = append(issues, i)
	}
	return k.issued(ctx, in.ID, "项目进展函 "+p.Name+".docx", documents.ProgressLetterOf(
		between.ProjectRef{Name: p.Name, EnterpriseName: p.EnterpriseName}, p.PhaseText, issues, k.Office, "项目代码 "+cmp.Or(p.Code, "尚未取得"), today))
}
