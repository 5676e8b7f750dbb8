package api

import (
	"bytes"
	"context"
	"maps"
	"net/http"
	"slices"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/diaodu/diaodu/auth"
	"github.com/diaodu/diaodu/documents"
	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/fault"
	"github.com/diaodu/diaodu/domain/issue"
	"github.com/diaodu/diaodu/domain/meeting"
	"github.com/diaodu/diaodu/domain/org"
	"github.com/diaodu/diaodu/domain/supervision"
	"github.com/diaodu/diaodu/domain/workcal"
)

// States reads the states of cases of any kind; *store.Store fits it.
type States interface {
	Load(ctx context.Context, kind casefile.Kind, id string, state casefile.State) error
	LoadStates(ctx context.Context, kind casefile.Kind, ids []string, blank func(id string) casefile.State) error
}

const (
	wordFile  = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
	excelFile = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
	zipFile   = "application/zip"
)

// paperDesk makes papers from cases while somebody waits for them. Papers that
// carry a number take it from the case; none is numbered here (R17).
type paperDesk struct{ Deps }

// paperOut answers a file to be saved, never shown as a page.
type paperOut struct {
	Type        string `header:"Content-Type"`
	Disposition string `header:"Content-Disposition"`
	Policy      string `header:"Content-Security-Policy"`
	Cache       string `header:"Cache-Control"`
	Body        []byte
}

func paper(name, kind string, b *bytes.Buffer) *paperOut {
	return &paperOut{
		Type: kind, Disposition: disposition(name), Policy: "sandbox; default-src 'none'", Cache: "private, no-cache", Body: b.Bytes(),
	}
}

func registerDocuments(api huma.API, d Deps) {
	desk := paperDesk{d}
	const tag = "文书"
	huma.Register(api, op("issues-archive", http.MethodGet, "/api/issues/{id}/archive.zip", tag, "办结问题归档", slowAnswer), desk.archive)
	huma.Register(api, op("meetings-minutes", http.MethodGet, "/api/meetings/{id}/minutes.docx", tag, "会议纪要"), desk.minutes)
	registerLetters(api, desk)
}

// slowAnswer marks answers that read much before they begin.
func slowAnswer(o *huma.Operation) { o.BodyReadTimeout = time.Minute }

// officialsOnly refuses owners: what passes between offices is in the paper (R14).
func officialsOnly(a org.Actor) error {
	if casefile.SeesAll(a) || a.Has(org.DeptRoles...) || a.Has(org.Leader, org.ServiceOfficer, org.MinutesReviewer, org.TaskForceLead) {
		return nil
	}
	return fault.New(fault.Forbidden, "request.forbidden", "%s is no official", a.UserID)
}

// ledgerRows are the rows of some issues in their order, one for each task.
func (k paperDesk) ledgerRows(ctx context.Context, ids []string, today workcal.Date) ([]documents.LedgerRow, error) {
	issues := make(map[string]*issue.Issue, len(ids))
	err := k.States.LoadStates(ctx, casefile.Issue, ids, func(id string) casefile.State {
		issues[id] = &issue.Issue{}
		return issues[id]
	})
	if err != nil {
		return nil, err
	}
	tasks, err := k.tasksOf(ctx, slices.Collect(maps.Values(issues))...)
	if err != nil {
		return nil, err
	}
	var rows []documents.LedgerRow
	for _, id := range ids {
		if i := issues[id]; i != nil {
			rows = append(rows, documents.LedgerRowsOf(i, tasks[id], today)...)
		}
	}
	return rows, nil
}

// tasksOf are the tasks of some issues, by issue. One that its birth has not
// reached yet is left out: the issue hears of a task before the task is there.
func (k paperDesk) tasksOf(ctx context.Context, issues ...*issue.Issue) (map[string][]*supervision.Task, error) {
	var ids []string
	for _, i := range issues {
		for _, ref := range i.Tasks {
			ids = append(ids, ref.ID)
		}
	}
	there := make(map[string]*supervision.Task, len(ids))
	err := k.States.LoadStates(ctx, casefile.Task, ids, func(id string) casefile.State {
		there[id] = &supervision.Task{}
		return there[id]
	})
	if err != nil {
		return nil, err
	}
	tasks := make(map[string][]*supervision.Task, len(issues))
	for _, i := range issues {
		for _, ref := range i.Tasks {
			if t := there[ref.ID]; t != nil {
				tasks[i.ID] = append(tasks[i.ID], t)
			}
		}
	}
	return tasks, nil
}

// issue reads an issue that the reader may see.
func (k paperDesk) issue(ctx context.Context, id string) (*issue.Issue, error) {
	return issueDesk(k).seen(ctx, id, auth.Actor(ctx))
}

func (k paperDesk) closingReport(ctx context.Context, in *IDIn) (*letter, error) {
	if err := officialsOnly(auth.Actor(ctx)); err != nil {
		return nil, err
	}
	i, err := k.issue(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	if i.State != issue.Closed && i.State != issue.ClosedUnconfirmed {
		return nil, fault.New(fault.Conflict, "document.not_closed", "issue %s is %s", i.ID, i.State)
	}
	tasks, err := k.tasksOf(ctx, i)
	if err != nil {
		return nil, err
	}
	return &letter{
		kind: documents.ClosingReport, name: "办结报告 " + i.No,
		values: documents.ClosingReportOf(i, tasks[i.ID], k.Office, i.No, workcal.DateOf(k.Now())),
	}, nil
}

// minutes gives officials the whole minutes, to most of them once issued, and
// an owner the extract of their own items (F-13).
func (k paperDesk) minutes(ctx context.Context, in *IDIn) (*paperOut, error) {
	reader := auth.Actor(ctx)
	m, events, err := k.meeting(ctx, in.ID, reader)
	if err != nil {
		return nil, err
	}
	if m.HeldOn.IsZero() {
		return nil, fault.New(fault.Conflict, "document.no_minutes", "meeting %s is %s", m.ID, m.Status)
	}
	out, err := documents.MinutesOf(events, k.Office)
	if err != nil {
		return nil, err
	}
	if out.Draft && !casefile.SeesAll(reader) && !reader.Has(org.MinutesReviewer) {
		return nil, fault.New(fault.Conflict, "document.no_minutes", "minutes of %s are not issued", m.ID)
	}
	name := "会议纪要 " + m.No + ".docx"
	if officialsOnly(reader) != nil {
		var own []string
		for _, it := range m.ViewFor(reader, k.Now()).Items {
			own = append(own, it.IssueID)
		}
		out, name = documents.OwnerExtract(out, own...), "会议纪要（摘录） "+m.No+".docx"
	}
	var b bytes.Buffer
	if err := documents.WriteMinutes(&b, out); err != nil {
		return nil, err
	}
	return paper(name, wordFile, &b), nil
}

func (k paperDesk) notice(ctx context.Context, in *IDIn) (*letter, error) {
	m, events, err := k.meetingForOfficials(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	v, err := documents.MeetingNoticeOf(events, "", k.Office, m.No, workcal.DateOf(k.Now()))
	if err != nil {
		return nil, err
	}
	return &letter{kind: documents.MeetingNotice, name: "会议通知 " + m.No, values: v}, nil
}

type sheetIn struct {
	IDIn
	Item string `path:"item" maxLength:"16" doc:"议题"`
}

// agendaPaper is the paper on one issue of the agenda, for officials who may see the
// issue as well as the meeting: it tells more of the issue than the agenda does.
func (k paperDesk) agendaPaper(ctx context.Context, in *sheetIn) (*letter, error) {
	m, events, err := k.meetingForOfficials(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	at := slices.IndexFunc(m.Items, func(it meeting.Item) bool { return it.ID == in.Item })
	if at < 0 {
		return nil, fault.New(fault.NotFound, "meeting.no_item", "no item %q", in.Item)
	}
	it := m.Items[at]
	if it.Issue == "" {
		return nil, fault.New(fault.Conflict, "document.no_issue", "item %s of %s is no issue", it.ID, m.ID)
	}
	i, err := k.issue(ctx, it.Issue)
	if err != nil {
		return nil, err
	}
	v, err := documents.AgendaPaperOf(events, it, i, k.Office, "议题 "+m.No+" "+i.No, workcal.DateOf(k.Now()))
	if err != nil {
		return nil, err
	}
	return &letter{kind: documents.AgendaPaper, name: "议题单 " + m.No + " " + i.No, values: v}, nil
}

// meeting reads a meeting that the reader may see, and what happened to it.
func (k paperDesk) meeting(ctx context.Context, id string, reader org.Actor) (*meeting.Meeting, []casefile.Event, error) {
	m := &meeting.Meeting{}
	if err := k.States.Load(ctx, casefile.Meeting, id, m); err != nil {
		return nil, nil, err
	}
	if !m.MaySee(reader) {
		return nil, nil, fault.New(fault.NotFound, "meeting.not_found", "%s may not see meeting %s", reader.UserID, id)
	}
	events, err := k.Histories.History(ctx, id, 0)
	return m, events, err
}

// meetingForOfficials is meeting for papers that owners do not get.
func (k paperDesk) meetingForOfficials(ctx context.Context, id string) (*meeting.Meeting, []casefile.Event, error) {
	reader := auth.Actor(ctx)
	if err := officialsOnly(reader); err != nil {
		return nil, nil, err
	}
	return k.meeting(ctx, id, reader)
}

// task reads a task that the reader may see; its papers are for officials.
func (k paperDesk) task(ctx context.Context, id string) (*supervision.Task, error) {
	reader := auth.Actor(ctx)
	if err := officialsOnly(reader); err != nil {
		return nil, err
	}
	t := &supervision.Task{}
	if err := k.States.Load(ctx, casefile.Task, id, t); err != nil {
		return nil, err
	}
	if !casefile.Sees(reader, t.Parties()) {
		return nil, fault.New(fault.NotFound, "task.not_found", "%s may not see task %s", reader.UserID, id)
	}
	return t, nil
}

func (k paperDesk) taskLetter(ctx context.Context, in *IDIn) (*letter, error) {
	t, err := k.task(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	return &letter{kind: documents.TaskLetter, name: "任务交办单 " + t.No, values: documents.TaskLetterOf(t, k.Office, t.No, workcal.DateOf(t.BornAt))}, nil
}

type slipIn struct {
	IDIn
	N int `path:"n" minimum:"1" doc:"第几张督办单"`
}

func (k paperDesk) slip(ctx context.Context, in *slipIn) (*letter, error) {
	t, err := k.task(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	for _, s := range t.Slips {
		if s.N == in.N {
			return &letter{kind: documents.SlipLetter, name: s.No, values: documents.SlipLetterOf(t, s, k.Office)}, nil
		}
	}
	return nil, fault.New(fault.NotFound, "document.no_slip", "task %s has no slip %d", t.ID, in.N)
}
