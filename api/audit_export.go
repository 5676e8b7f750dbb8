package api

import (
	"bytes"
	"context"
	"fmt"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"github.com/diaodu/diaodu/documents"
	"github.com/diaodu/diaodu/domain/audit"
	"github.com/diaodu/diaodu/domain/workcal"
	"github.com/diaodu/diaodu/store"
)

const csvFile = "text/csv; charset=utf-8"

func registerAuditExport(api huma.API, d Deps) {
	const tag = "审计"
	huma.Register(api, op("audit-export-sheet", http.MethodGet, "/api/audit/export.xlsx", tag, "按当前查询导出审计日志（Excel）", slowAnswer), d.auditSheet)
	huma.Register(api, op("audit-export-csv", http.MethodGet, "/api/audit/export.csv", tag, "按当前查询导出审计日志（CSV）", slowAnswer), d.auditCSV)
}

// auditColumns are an entry with everything that its hash is made of.
var auditColumns = []documents.Column{
	{Key: "stream", Name: "流水", Type: documents.Code, Width: 22},
	{Key: "n", Name: "流水内序号", Type: documents.Whole, Width: 9},
	{Key: "at", Name: "时间", Type: documents.Code, Width: 28},
	{Key: "actor", Name: "操作人", Width: 12},
	{Key: "actor_id", Name: "操作人编号", Type: documents.Code, Width: 20},
	{Key: "ip", Name: "来自", Type: documents.Code, Width: 14},
	{Key: "text", Name: "做了什么", Width: 22},
	{Key: "what", Name: "操作代码", Type: documents.Code, Width: 18},
	{Key: "subject", Name: "对象", Type: documents.Code, Width: 22},
	{Key: "body", Name: "内容", Width: 40},
	{Key: "body_sha", Name: "内容摘要", Type: documents.Code, Width: 20},
	{Key: "prev", Name: "前一条摘要", Type: documents.Code, Width: 20},
	{Key: "hash", Name: "本条摘要", Type: documents.Code, Width: 20},
}

// auditInstant is an entry's time to the microsecond, which is what is sealed.
const auditInstant = "2006-01-02T15:04:05.000000-07:00"

// auditRows are the entries of one export; the first that is asked for is written
// into the audit log before it is handed out.
func (d Deps) auditRows(ctx context.Context, in *auditIn, format string) func(yield func([]any, error) bool) {
	q := in.query()
	return func(yield func([]any, error) bool) {
		stopped := fmt.Errorf("reader stopped")
		err := d.Audits.ExportAudit(ctx, d.by(ctx), q, format, func(e audit.Entry, body string) error {
			row := []any{
				e.Stream, e.N, e.At.In(workcal.CST).Format(auditInstant), e.Actor, e.ActorID, e.IP, auditText(e.Stream, e.What), e.What, e.Subject,
				body, e.BodySHA, e.Prev, e.Hash,
			}
			if !yield(row, nil) {
				return stopped
			}
			return nil
		})
		if err != nil && err != stopped {
			yield(nil, err)
		}
	}
}

func (in *auditIn) query() store.AuditQuery {
	return store.AuditQuery{
		Q: in.Q, Stream: in.Stream, ActorID: in.Actor, What: in.What, Subject: in.Subject, From: in.From, To: in.To, Cursor: in.Cursor, Limit: in.Limit,
	}
}

func (d Deps) auditSheet(ctx context.Context, in *auditIn) (*paperOut, error) {
	if err := mayAudit(ctx); err != nil {
		return nil, err
	}
	table := documents.Table{
		Sheet: "审计日志", Title: d.Office.District + "审计日志", Columns: auditColumns, Rows: d.auditRows(ctx, in, "xlsx"),
		Notes: []string{
			"导出时间：" + documents.ChineseTime(d.Now()),
			"每条的摘要由流水、序号、时间、操作人、来自、操作代码、对象、内容摘要和前一条摘要算出；案件的内容在案件办理记录里，这里只有其摘要。",
		},
	}
	var b bytes.Buffer
	if err := documents.WriteTables(&b, table.Title, table); err != nil {
		return nil, fmt.Errorf("export the audit log: %w", err)
	}
	return paper("审计日志-"+d.today().String()+".xlsx", excelFile, &b), nil
}

func (d Deps) auditCSV(ctx context.Context, in *auditIn) (*paperOut, error) {
	if err := mayAudit(ctx); err != nil {
		return nil, err
	}
	var b bytes.Buffer
	if err := documents.WriteCSV(&b, auditColumns, d.auditRows(ctx, in, "csv")); err != nil {
		return nil, fmt.Errorf("export the audit log: %w", err)
	}
	return paper("审计日志-"+d.today().String()+".csv", csvFile, &b), nil
}
