package api

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"io"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/diaodu/diaodu/auth"
	"github.com/diaodu/diaodu/documents"
	"github.com/diaodu/diaodu/domain/errand"
	"github.com/diaodu/diaodu/domain/fault"
	"github.com/diaodu/diaodu/domain/project"
	"github.com/diaodu/diaodu/domain/workcal"
	"github.com/diaodu/diaodu/store"
)

// maxLedger is how many items of a list are answered while somebody waits; a
// longer one is ordered (errands.go).
const maxLedger = 2000

// ledger is a list as the reader filtered it 台账, as a sheet: the same rows in
// the same order, all pages of them. Where people left off reading plays no part.
type ledger struct {
	name    string // of the list, and of its file
	title   string // above the table
	sheet   string
	dated   bool          // the table says as of when it is
	owners  bool          // owners may have it too: it says no more than their list does
	notes   []string      // above the table, after that
	format  errand.Format // of the file; "" for a workbook
	columns []documents.Column
	// may refuses those who may not have it; nil lets officials.
	may func(ctx context.Context) error
	// begin is done before the first page is read, nil for nothing.
	begin func(ctx context.Context, by store.By) error
	// count is how many items there are; 0 where that is not worth asking.
	count func(ctx context.Context) (int64, error)
	// page reads the items after a cursor, "" for the first; an item may fill
	// several rows, or none.
	page func(ctx context.Context, cursor string) (p ledgerPage, err error)
}

// ledgerPage is one page of a list in cells.
type ledgerPage struct {
	rows  [][]any
	items int
	next  string // "" at the end
}

// pagesOf makes a ledger's pages of a list that answers lines.
func pagesOf[L any](page *PageQuery, list func(context.Context) (*listOut[L], error), cells func(L) []any) func(context.Context, string) (ledgerPage, error) {
	return func(ctx context.Context, cursor string) (ledgerPage, error) {
		page.Cursor, page.Limit = cursor, 100
		out, err := list(ctx)
		if err != nil {
			return ledgerPage{}, err
		}
		p := ledgerPage{items: len(out.Body.Items), next: out.Body.Next}
		for _, l := range out.Body.Items {
			p.rows = append(p.rows, cells(l))
		}
		return p, nil
	}
}

// table is the sheet, read page by page while it is written. After each page,
// seen is told how many items there were so far; its error ends the writing.
func (l ledger) table(ctx context.Context, asOf time.Time, seen func(items int64) error) documents.Table {
	t := documents.Table{Sheet: l.sheet, Title: l.title, Columns: l.columns}
	if l.dated {
		t.Notes = []string{"数据截至：" + documents.ChineseTime(asOf)}
	}
	t.Notes = append(t.Notes, l.notes...)
	t.Rows = func(yield func([]any, error) bool) {
		cursor, items := "", int64(0)
		for {
			p, err := l.page(ctx, cursor)
			if items += int64(p.items); err == nil {
				err = seen(items)
			}
			if err != nil {
				yield(nil, err)
				return
			}
			for _, row := range p.rows {
				if !yield(row, nil) {
					return
				}
			}
			if cursor = p.next; cursor == "" {
				return
			}
		}
	}
	return t
}

// fileName is what the sheet is saved as.
func (l ledger) fileName(asOf time.Time) string {
	return l.name + "-" + workcal.DateOf(asOf).String() + "." + string(cmp.Or(l.format, errand.XLSX))
}

// write writes the table as what it was ordered.
func (l ledger) write(w io.Writer, t documents.Table) error {
	if l.format == errand.CSV {
		return documents.WriteCSV(w, t.Columns, t.Rows)
	}
	return documents.WriteTables(w, t.Title, t)
}

// try asks the list, so that a filter it would refuse is refused now.
func (l ledger) try(ctx context.Context) error {
	if l.begin != nil { // what begins with being noted is not read for a try
		_, err := l.count(ctx)
		return err
	}
	_, err := l.page(ctx, "")
	return err
}

// mayHave refuses those who are not shown the list as a sheet.
func (l ledger) mayHave(ctx context.Context) error {
	switch {
	case l.may != nil:
		return l.may(ctx)
	case l.owners:
		return nil
	}
	return officialsOnly(auth.Actor(ctx))
}

// answer writes a short list at once; more than maxLedger items are refused with
// how to go on.
func (l ledger) answer(ctx context.Context, d Deps) (*paperOut, error) {
	if err := l.mayHave(ctx); err != nil {
		return nil, err
	}
	table := l.table(speaking(ctx, chinese), d.Now(), func(items int64) error {
		if items > maxLedger {
			return fault.New(fault.Invalid, "document.ledger_too_long", "more than %d items", maxLedger).With("rows", maxLedger)
		}
		return nil
	})
	var b bytes.Buffer
	if err := documents.WriteTables(&b, table.Title, table); err != nil {
		return nil, fmt.Errorf("ledger %s: %w", l.name, err)
	}
	return paper(l.fileName(d.Now()), excelFile, &b), nil
}

func registerLedgers(api huma.API, d Deps) {
	atOnce := func(id, path, name string) huma.Operation {
		return op(id, http.MethodGet, path, "文书", name, slowAnswer)
	}
	huma.Register(api, atOnce("issues-ledger", "/api/issues/ledger.xlsx", "问题台账"),
		func(ctx context.Context, in *IssueListIn) (*paperOut, error) { return d.issueLedger(in).answer(ctx, d) })
	huma.Register(api, atOnce("tasks-ledger", "/api/tasks/ledger.xlsx", "督办任务台账"),
		func(ctx context.Context, in *TaskListIn) (*paperOut, error) { return d.taskLedger(in).answer(ctx, d) })
	huma.Register(api, atOnce("approvals-ledger", "/api/approvals/ledger.xlsx", "审批办件台账"),
		func(ctx context.Context, in *ApprovalListIn) (*paperOut, error) {
			return d.approvalLedger(in).answer(ctx, d)
		})
	huma.Register(api, atOnce("projects-export", "/api/projects/export", "导出项目"),
		func(ctx context.Context, in *ProjectQueryIn) (*paperOut, error) {
			return d.projectLedger(in).answer(ctx, d)
		})
}

// official is a ledger with the district's name above it, for officials.
func (d Deps) official(name string, columns []documents.Column) ledger {
	return ledger{name: name, title: d.Office.District + name, sheet: "台账", dated: true, columns: columns}
}

// issueLedger has a row for each task of an issue.
func (d Deps) issueLedger(in *IssueListIn) ledger {
	l := d.official("重点问题台账", documents.LedgerColumns)
	l.count = func(ctx context.Context) (int64, error) {
		return d.Issues.CountIssues(ctx, auth.Actor(ctx), in.query(d.today()))
	}
	n := 0
	l.page = func(ctx context.Context, cursor string) (p ledgerPage, err error) {
		q := in.query(d.today())
		if q.Cursor, q.Limit = cursor, 100; cursor == "" {
			n = 0
		}
		rows, next, err := d.Issues.Issues(ctx, auth.Actor(ctx), q)
		if err != nil {
			return p, err
		}
		p.items, p.next = len(rows), next
		ids := make([]string, len(rows))
		for i, r := range rows {
			ids[i] = r.ID
		}
		lines, err := paperDesk{d}.ledgerRows(ctx, ids, d.today())
		for _, line := range lines {
			n++
			p.rows = append(p.rows, line.Cells(n))
		}
		return p, err
	}
	return l
}

var taskLedgerColumns = []documents.Column{
	{Key: "no", Name: "编号", Type: documents.Code, Width: 18},
	{Key: "title", Name: "任务内容", Width: 28},
	{Key: "standard", Name: "完成标准", Width: 28},
	{Key: "project", Name: "项目", Width: 18},
	{Key: "enterprise", Name: "企业", Width: 18},
	{Key: "lead", Name: "牵头单位", Width: 14},
	{Key: "leader", Name: "责任领导", Width: 9},
	{Key: "handler", Name: "承办人", Width: 9},
	{Key: "status", Name: "状态", Width: 12},
	{Key: "light", Name: "亮灯", Width: 7},
	{Key: "percent", Name: "进度（%）", Type: documents.Whole, Width: 8},
	{Key: "issued", Name: "交办日期", Type: documents.Day},
	{Key: "due", Name: "完成时限", Type: documents.Day},
	{Key: "left", Name: "剩余工作日", Type: documents.Whole, Width: 9},
	{Key: "issue", Name: "来自问题", Type: documents.Code, Width: 16},
	{Key: "meeting", Name: "来自会议", Width: 14},
}

func (d Deps) taskLedger(in *TaskListIn) ledger {
	sheet := d.official("督办任务台账", taskLedgerColumns)
	sheet.count = func(ctx context.Context) (int64, error) {
		return d.Tasks.CountTasks(ctx, auth.Actor(ctx), in.query(d.today()))
	}
	sheet.page = pagesOf(&in.PageQuery,
		func(ctx context.Context) (*listOut[TaskLine], error) { return taskDesk{d}.list(ctx, in) },
		func(l TaskLine) []any {
			var left any
			if l.Open {
				left = l.DaysLeft
			}
			return []any{
				l.No, l.Title, l.Standard, l.ProjectName, l.EnterpriseName, l.LeadName, l.LeaderName, l.HandlerName, l.StatusText,
				lightWord(l.Light), l.Percent, l.StartedOn.Date, l.Due.Date, left, l.IssueNo, l.MeetingNo,
			}
		})
	return sheet
}

var approvalLedgerColumns = []documents.Column{
	{Key: "no", Name: "编号", Type: documents.Code, Width: 16},
	{Key: "matter", Name: "事项", Width: 26},
	{Key: "project", Name: "项目", Width: 18},
	{Key: "applicant", Name: "申请人", Width: 22},
	{Key: "status", Name: "状态", Width: 10},
	{Key: "steps", Name: "所在环节", Width: 16},
	{Key: "ball", Name: "谁在办", Width: 18},
	{Key: "accepted", Name: "受理日期", Type: documents.Day},
	{Key: "promise", Name: "承诺时限", Type: documents.Day},
	{Key: "promise_light", Name: "承诺亮灯", Width: 8},
	{Key: "law", Name: "法定时限", Type: documents.Day},
	{Key: "law_light", Name: "法定亮灯", Width: 8},
	{Key: "left", Name: "剩余工作日", Type: documents.Whole, Width: 9},
}

func (d Deps) approvalLedger(in *ApprovalListIn) ledger {
	sheet := d.official("审批办件台账", approvalLedgerColumns)
	sheet.count = func(ctx context.Context) (int64, error) {
		return d.Approvals.CountApprovals(ctx, auth.Actor(ctx), in.query(d.Now()))
	}
	sheet.page = pagesOf(&in.PageQuery,
		func(ctx context.Context) (*listOut[ApprovalLine], error) { return approvalDesk{d}.list(ctx, in) },
		func(l ApprovalLine) []any {
			var left any
			if l.DaysLeft != nil {
				left = *l.DaysLeft
			}
			return []any{
				l.No, l.ProcessName, l.ProjectName, l.ApplicantName, l.StatusText, l.StepNames, l.BallName, l.AcceptedOn.Date,
				l.PromiseDue.Date, lightWord(l.PromiseLight), l.LawDue.Date, lightWord(l.LawLight), left,
			}
		})
	return sheet
}

// lightWords are the lights in one word each; paper may have no colours.
var lightWords = map[string]string{"green": "绿", "yellow": "黄", "red": "红", "blue": "蓝", "grey": "暂停", "paused": "暂停", "done": "已办结"}

func lightWord(code string) string {
	if code == "" {
		return ""
	}
	if word, ok := lightWords[code]; ok {
		return word
	}
	return code
}

// projectLedger writes the same columns that an import reads, so that an exported
// sheet can be corrected and imported again.
func (d Deps) projectLedger(in *ProjectQueryIn) ledger {
	columns := documents.ProjectColumns(nil, nil, nil, nil)
	l := ledger{name: "重点项目库", title: "重点项目库", sheet: "项目库", owners: true, columns: columns}
	l.count = func(ctx context.Context) (int64, error) {
		return d.Projects.CountProjects(ctx, auth.Actor(ctx), in.query())
	}
	l.page = func(ctx context.Context, cursor string) (p ledgerPage, err error) {
		q := in.query()
		q.Cursor, q.Limit = cursor, 100
		var sheet []project.ImportRow
		sheet, p.next, err = d.Projects.ProjectSheet(ctx, auth.Actor(ctx), q)
		p.items = len(sheet)
		for _, r := range sheet {
			p.rows = append(p.rows, exportCells(columns, r))
		}
		return p, err
	}
	return l
}
