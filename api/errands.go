package api

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"os"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humaecho"

	"github.com/diaodu/diaodu/auth"
	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/errand"
	"github.com/diaodu/diaodu/domain/fault"
	"github.com/diaodu/diaodu/domain/org"
	"github.com/diaodu/diaodu/domain/project"
	"github.com/diaodu/diaodu/store"
)

const errandTag = "后台办理"

// Errands keeps what people had done in the background. store fits it.
type Errands interface {
	OrderErrand(ctx context.Context, e errand.Errand) (errand.Errand, error)
	Errands(ctx context.Context, userID string) ([]errand.Errand, error)
	Errand(ctx context.Context, userID, id string) (errand.Errand, error)
	ErrandLines(ctx context.Context, id string) ([]json.RawMessage, error)
	CancelErrand(ctx context.Context, by casefile.Meta, id string, at time.Time) (errand.Errand, error)
	RetryErrand(ctx context.Context, by casefile.Meta, id string, at time.Time) (errand.Errand, error)
	ErrandFetched(ctx context.Context, by casefile.Meta, e errand.Errand) error

	// What a desk asks and says (errands_desk.go).
	TakeErrand(ctx context.Context, now time.Time) (e errand.Errand, ok bool, err error)
	OrdererNow(ctx context.Context, e errand.Errand, at time.Time) (org.Actor, error)
	KeepErrand(ctx context.Context, e errand.Errand, rows, expected int64, now time.Time) (still bool, err error)
	ErrandLine(ctx context.Context, id string, line int, taken bool, body []byte) error
	PutBackErrand(ctx context.Context, e errand.Errand, now time.Time) error
	ErrandTroubled(ctx context.Context, e errand.Errand, now time.Time) error
	ErrandFailed(ctx context.Context, e errand.Errand, why *fault.Fault, now time.Time) (bool, error)
	ErrandDone(ctx context.Context, e errand.Errand, now time.Time) (bool, error)
	ExpireErrands(ctx context.Context, now time.Time) (ids []string, err error)
}

// ErrandFiles keeps the sheets. *store.Files fits it.
type ErrandFiles interface {
	KeepErrandFile(name string, write func(io.Writer) error) (size int64, sum string, err error)
	OpenErrandFile(name string) (*os.File, error)
	DropErrandFiles(id string) error
	SweepErrandFiles(now time.Time) error
}

// ErrandView is one order as its person sees it.
type ErrandView struct {
	ID        string         `json:"id"`
	Kind      errand.Kind    `json:"kind" enum:"export,import"`
	List      errand.List    `json:"list" enum:"issues,tasks,approvals,projects,audit"`
	Format    errand.Format  `json:"format" enum:"xlsx,csv"`
	Title     string         `json:"title" doc:"办什么（中文）"`
	Filters   map[string]any `json:"filters" doc:"列表的筛选条件"`
	Source    string         `json:"source,omitempty" doc:"导入的表格文件名"`
	DryRun    bool           `json:"dry_run,omitempty" doc:"只检查，不写入"`
	State     errand.State   `json:"state" enum:"waiting,running,done,failed,cancelled,expired"`
	StateText string         `json:"state_text"`
	Rows      int64          `json:"rows" doc:"已办项数"`
	Expected  int64          `json:"expected" doc:"共多少项，0 表示不详"`
	FileName  string         `json:"file_name,omitempty"`
	FileSize  int64          `json:"file_size,omitempty" doc:"字节"`
	SHA256    string         `json:"sha256,omitempty"`
	Problem   *ErrandProblem `json:"problem,omitempty" doc:"未完成的原因"`
	Actions   []string       `json:"actions" nullable:"false" doc:"可做：cancel、retry、download"`
	OrderedAt time.Time      `json:"ordered_at"`
	EndedAt   time.Time      `json:"ended_at,omitzero"`
	ExpiresAt time.Time      `json:"expires_at" doc:"文件保留至"`
	// Import is what became of the rows so far; only where one order is asked for.
	Import *ImportView `json:"import,omitempty" doc:"逐行结果"`
}

// ErrandProblem is why an order was not carried out.
type ErrandProblem struct {
	Code string `json:"code"`
	Text string `json:"text"`
}

var errandStates = map[string]word{
	"waiting":   {"排队中", "Waiting"},
	"running":   {"办理中", "Running"},
	"done":      {"已完成", "Done"},
	"failed":    {"未完成", "Failed"},
	"cancelled": {"已取消", "Cancelled"},
	"expired":   {"已过期", "Expired"},
}

var errandLists = map[string]word{
	"issues":    {"重点问题台账", "key issues"},
	"tasks":     {"督办任务台账", "tasks"},
	"approvals": {"审批办件台账", "applications"},
	"projects":  {"项目库", "projects"},
	"audit":     {"审计日志", "the audit log"},
}

func errandView(l lang, e errand.Errand) (ErrandView, error) {
	v := ErrandView{
		ID: e.ID, Kind: e.Kind, List: e.List, Format: e.Format, Title: word{"导出%s", "Export of %s"}.with(l, wordOf(l, errandLists, string(e.List))), Filters: map[string]any{}, Source: e.Source,
		DryRun: e.DryRun, State: e.State, StateText: wordOf(l, errandStates, string(e.State)), Rows: e.Rows, Expected: e.Expected, FileName: e.FileName,
		FileSize: e.FileSize, SHA256: e.SHA256, Actions: e.Acts(), OrderedAt: e.OrderedAt, EndedAt: e.EndedAt, ExpiresAt: e.ExpiresAt,
	}
	if e.Kind == errand.Import {
		title := word{"导入%s", "Import of %s"}
		if e.DryRun {
			title = word{"检查%s", "Check of %s"}
		}
		v.Title = title.with(l, wordOf(l, errandLists, string(e.List)))
	}
	if v.Actions == nil {
		v.Actions = []string{}
	}
	if e.Fault != nil {
		v.Problem = &ErrandProblem{Code: e.Fault.Code, Text: message(l, e.Fault.Code, e.Fault.Args)}
	}
	return v, json.Unmarshal([]byte(e.Filters), &v.Filters)
}

func errandAnswer(ctx context.Context, e errand.Errand, err error) (*bodyOut[ErrandView], error) {
	if err != nil {
		return nil, err
	}
	return answer(errandView(langOf(ctx), e))
}

type (
	issueOrderIn struct {
		IssueListIn
		AskIn
	}
	taskOrderIn struct {
		TaskListIn
		AskIn
	}
	approvalOrderIn struct {
		ApprovalListIn
		AskIn
	}
	projectOrderIn struct {
		ProjectQueryIn
		AskIn
	}
	importOrderIn struct {
		AskIn
		Body ImportOrder
	}
)

// ImportOrder asks to take a sheet in.
type ImportOrder struct {
	FileID string `json:"file_id" minLength:"1" maxLength:"32" doc:"已上传的表格（.xlsx）"`
	DryRun bool   `json:"dry_run,omitempty" doc:"只检查，不写入"`
}

func registerErrands(api huma.API, d Deps) {
	order := func(id, path, summary string) huma.Operation {
		return op(id, http.MethodPost, path, errandTag, summary, answers(http.StatusAccepted))
	}
	huma.Register(api, order("issues-ledger-order", "/api/issues/ledger", "后台导出问题台账"),
		func(ctx context.Context, in *issueOrderIn) (*bodyOut[ErrandView], error) {
			return d.orderExport(ctx, errand.Issues, in.AskIn, &in.IssueListIn, d.issueLedger(&in.IssueListIn))
		})
	huma.Register(api, order("tasks-ledger-order", "/api/tasks/ledger", "后台导出督办任务台账"),
		func(ctx context.Context, in *taskOrderIn) (*bodyOut[ErrandView], error) {
			return d.orderExport(ctx, errand.Tasks, in.AskIn, &in.TaskListIn, d.taskLedger(&in.TaskListIn))
		})
	huma.Register(api, order("approvals-ledger-order", "/api/approvals/ledger", "后台导出审批办件台账"),
		func(ctx context.Context, in *approvalOrderIn) (*bodyOut[ErrandView], error) {
			return d.orderExport(ctx, errand.Approvals, in.AskIn, &in.ApprovalListIn, d.approvalLedger(&in.ApprovalListIn))
		})
	huma.Register(api, order("projects-export-order", "/api/projects/export", "后台导出项目"),
		func(ctx context.Context, in *projectOrderIn) (*bodyOut[ErrandView], error) {
			return d.orderExport(ctx, errand.Projects, in.AskIn, &in.ProjectQueryIn, d.projectLedger(&in.ProjectQueryIn))
		})
	huma.Register(api, order("projects-import-order", "/api/projects/imports", "后台导入项目"), d.orderImport)

	const one = "/api/errands/{id}"
	huma.Register(api, op("errands-list", http.MethodGet, "/api/errands", errandTag, "我的导出与导入"), d.errands)
	huma.Register(api, op("errands-get", http.MethodGet, one, errandTag, "一次导出或导入"), d.errand)
	huma.Register(api, op("errands-cancel", http.MethodPost, one+"/cancel", errandTag, "取消"), d.cancelErrand)
	huma.Register(api, op("errands-retry", http.MethodPost, one+"/retry", errandTag, "重试"), d.retryErrand)
	huma.Register(api, op("errands-file", http.MethodGet, one+"/file.xlsx", errandTag, "下载导出的表格"), d.errandFile(errand.XLSX, excelFile))
	huma.Register(api, op("errands-csv", http.MethodGet, one+"/file.csv", errandTag, "下载导出的 CSV"), d.errandFile(errand.CSV, csvFile))
}

// newErrand is an order by whoever asks, under their request id.
func (d Deps) newErrand(ctx context.Context, kind errand.Kind, list errand.List, ask AskIn) (errand.Errand, error) {
	by, err := ask.by(ctx)
	if err != nil {
		return errand.Errand{}, err
	}
	return errand.Errand{
		ID: store.NewErrandID(d.Now()), Kind: kind, List: list, Format: errand.XLSX, Filters: "{}", UserID: by.Actor.UserID, UserName: by.Actor.Name,
		InPlaceOf: by.Actor.StandsInFor, RequestID: by.RequestID, IP: by.IP, OrderedAt: d.Now(),
	}, nil
}

// orderExport takes the order and answers at once. The list is asked for its
// first page, so that a filter it would refuse is refused now and not later.
func (d Deps) orderExport(ctx context.Context, list errand.List, ask AskIn, filters any, l ledger) (*bodyOut[ErrandView], error) {
	if err := l.mayHave(ctx); err != nil {
		return nil, err
	}
	e, err := d.newErrand(ctx, errand.Export, list, ask)
	if err != nil {
		return nil, err
	}
	if e.Filters, err = filtersOf(filters); err != nil {
		return nil, err
	}
	if l.format != "" {
		e.Format = l.format
	}
	if err := l.try(ctx); err != nil {
		return nil, err
	}
	e, err = d.Errands.OrderErrand(ctx, e)
	return errandAnswer(ctx, e, err)
}

func (d Deps) orderImport(ctx context.Context, in *importOrderIn) (*bodyOut[ErrandView], error) {
	actor := auth.Actor(ctx)
	if err := project.MayKeep(actor); err != nil {
		return nil, err
	}
	file, content, err := d.Files.Open(ctx, actor, in.Body.FileID)
	if err != nil {
		return nil, err
	}
	content.Close()
	e, err := d.newErrand(ctx, errand.Import, errand.Projects, in.AskIn)
	if err != nil {
		return nil, err
	}
	e.Source, e.SourceID, e.DryRun = file.Name, file.ID, in.Body.DryRun
	e, err = d.Errands.OrderErrand(ctx, e)
	return errandAnswer(ctx, e, err)
}

func (d Deps) errands(ctx context.Context, _ *struct{}) (*listOut[ErrandView], error) {
	list, err := d.Errands.Errands(ctx, auth.Actor(ctx).UserID)
	views := make([]ErrandView, len(list))
	for i, e := range list {
		if err == nil {
			views[i], err = errandView(langOf(ctx), e)
		}
	}
	if err != nil {
		return nil, err
	}
	return newList(views, ""), nil
}

func (d Deps) errand(ctx context.Context, in *IDIn) (*bodyOut[ErrandView], error) {
	e, err := d.Errands.Errand(ctx, auth.Actor(ctx).UserID, in.ID)
	if err != nil {
		return nil, err
	}
	l := langOf(ctx)
	v, err := errandView(l, e)
	if err != nil || e.Kind != errand.Import {
		return answer(v, err)
	}
	lines, err := d.Errands.ErrandLines(ctx, e.ID)
	if err != nil {
		return nil, err
	}
	kept := ImportView{DryRun: e.DryRun, Rows: make([]ImportRowView, len(lines))}
	for i, raw := range lines {
		if err := json.Unmarshal(raw, &kept.Rows[i]); err != nil {
			return nil, err
		}
	}
	kept.tally()
	kept = kept.in(l)
	v.Import = &kept
	return answer(v, nil)
}

func (d Deps) cancelErrand(ctx context.Context, in *IDIn) (*bodyOut[ErrandView], error) {
	e, err := d.Errands.CancelErrand(ctx, hand(ctx), in.ID, d.Now())
	return errandAnswer(ctx, e, err)
}

func (d Deps) retryErrand(ctx context.Context, in *IDIn) (*bodyOut[ErrandView], error) {
	e, err := d.Errands.RetryErrand(ctx, hand(ctx), in.ID, d.Now())
	return errandAnswer(ctx, e, err)
}

// errandFile hands the sheet to whoever ordered it, and to nobody else; that it
// was taken is in the audit log before its first byte leaves.
func (d Deps) errandFile(format errand.Format, kind string) func(context.Context, *IDIn) (*huma.StreamResponse, error) {
	return func(ctx context.Context, in *IDIn) (*huma.StreamResponse, error) {
		e, err := d.Errands.Errand(ctx, auth.Actor(ctx).UserID, in.ID)
		if err != nil {
			return nil, err
		}
		if e.Format != format {
			return nil, fault.New(fault.NotFound, "errand.not_found", "order %s is no %s", e.ID, format)
		}
		if err := e.May("download"); err != nil {
			return nil, err
		}
		if !d.Now().Before(e.ExpiresAt) {
			return nil, fault.New(fault.Conflict, "errand.wrong_state", "order %s is past its time", e.ID)
		}
		content, err := d.ErrandFiles.OpenErrandFile(errandFileName(e))
		if err != nil {
			return nil, err
		}
		if err := d.Errands.ErrandFetched(ctx, hand(ctx), e); err != nil {
			content.Close()
			return nil, err
		}
		return &huma.StreamResponse{Body: func(hctx huma.Context) {
			defer content.Close()
			c := humaecho.UnwrapV4(hctx)
			h := c.Response().Header()
			h.Set("Content-Type", kind)
			h.Set("Content-Disposition", disposition(e.FileName))
			h.Set("Content-Security-Policy", "sandbox; default-src 'none'")
			h.Set("Cache-Control", "private, no-store")
			http.ServeContent(c.Response(), c.Request(), "", e.EndedAt, content)
		}}, nil
	}
}
