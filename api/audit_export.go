package api

import (
	"context"
	"fmt"
	"net/http"
	"strconv"

	"github.com/danielgtaylor/huma/v2"

	"github.com/diaodu/diaodu/documents"
	"github.com/diaodu/diaodu/domain/errand"
	"github.com/diaodu/diaodu/domain/workcal"
	"github.com/diaodu/diaodu/store"
)

const csvFile = "text/csv; charset=utf-8"

type auditOrderIn struct {
	AuditListIn
	AskIn
	Format errand.Format `query:"format" enum:"xlsx,csv" default:"xlsx" doc:"xlsx 为 Excel 工作簿；csv 不限条数，长内容不截断"`
}

func registerAuditExport(api huma.API, d Deps) {
	huma.Register(api, op("audit-export-order", http.MethodPost, "/api/audit/export", "审计", "按当前查询后台导出审计日志", answers(http.StatusAccepted)),
		func(ctx context.Context, in *auditOrderIn) (*bodyOut[ErrandView], error) {
			return d.orderExport(ctx, errand.Audit, in.AskIn, &in.AuditListIn, d.auditLedger(&in.AuditListIn, in.Format))
		})
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

// auditPage is how many entries are held at once while exporting.
const auditPage = 1000

// auditLedger is the audit log as a query finds it when the writing begins, oldest
// first. A page's cursor says after which entry it comes and up to which all go.
func (d Deps) auditLedger(in *AuditListIn, format errand.Format) ledger {
	l := ledger{
		name: "审计日志", title: d.Office.District + "审计日志", sheet: "审计日志", dated: true, format: format, may: mayAudit, columns: auditColumns,
		notes: []string{"每条的摘要由流水、序号、时间、操作人、来自、操作代码、对象、内容摘要和前一条摘要算出；案件的内容在案件办理记录里，这里只有其摘要。"},
	}
	l.count = func(ctx context.Context) (int64, error) {
		found, err := d.Audits.AuditFound(ctx, in.query(), format)
		return found.Rows, err
	}
	var begun *store.AuditExtent
	l.begin = func(ctx context.Context, by store.By) error {
		found, err := d.Audits.AuditFound(ctx, in.query(), format)
		if err != nil {
			return err
		}
		begun = &found
		return d.Audits.AuditTaken(ctx, by, in.query(), format, found)
	}
	l.page = func(ctx context.Context, cursor string) (p ledgerPage, err error) {
		if begun == nil {
			return p, fmt.Errorf("the audit log is read before it is noted that it is")
		}
		var after int64
		if cursor != "" {
			if after, err = strconv.ParseInt(cursor, 10, 64); err != nil {
				return p, fmt.Errorf("cursor %q: %w", cursor, err)
			}
		}
		entries, err := d.Audits.SealedEntries(ctx, in.query(), after, begun.UpTo, auditPage)
		for _, e := range entries {
			p.rows = append(p.rows, auditCells(e))
		}
		if p.items = len(entries); p.items == auditPage {
			p.next = strconv.FormatInt(entries[auditPage-1].ID, 10)
		}
		return p, err
	}
	return l
}

func auditCells(e store.SealedEntry) []any {
	return []any{
		e.Stream, e.N, e.At.In(workcal.CST).Format(auditInstant), e.Actor, e.ActorID, e.IP, auditText(chinese, e.Stream, e.What), e.What, e.Subject,
		e.Body, e.BodySHA, e.Prev, e.Hash,
	}
}

func (in *AuditListIn) query() store.AuditQuery {
	return store.AuditQuery{
		Q: in.Q, Stream: in.Stream, ActorID: in.Actor, What: in.What, Subject: in.Subject, From: in.From, To: in.To, Cursor: in.Cursor, Limit: in.Limit,
	}
}
