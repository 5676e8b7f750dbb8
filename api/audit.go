package api

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/diaodu/diaodu/auth"
	"github.com/diaodu/diaodu/domain/errand"
	"github.com/diaodu/diaodu/domain/fault"
	"github.com/diaodu/diaodu/domain/org"
	"github.com/diaodu/diaodu/store"
)

// Audits reads and checks the audit log. store fits it.
type Audits interface {
	AuditLog(ctx context.Context, q store.AuditQuery) ([]store.AuditLine, string, error)
	VerifyAudit(ctx context.Context) (store.Verified, error)
	AuditFound(ctx context.Context, q store.AuditQuery, format errand.Format) (store.AuditExtent, error)
	AuditTaken(ctx context.Context, by store.By, q store.AuditQuery, format errand.Format, found store.AuditExtent) error
	SealedEntries(ctx context.Context, q store.AuditQuery, after, upTo int64, limit int) ([]store.SealedEntry, error)
}

// AuditListIn narrows the audit log.
type AuditListIn struct {
	PageQuery
	Stream  string    `query:"stream" maxLength:"64" doc:"流水，如 user 或 issue/编号"`
	Actor   string    `query:"actor" maxLength:"32" doc:"操作人编号"`
	What    string    `query:"what" maxLength:"64" doc:"操作"`
	Subject string    `query:"subject" maxLength:"64" doc:"对象编号"`
	From    time.Time `query:"from" doc:"起（含）"`
	To      time.Time `query:"to" doc:"止（不含）"`
}

// AuditView is one sealed entry in words. Body is what a write to the register
// was before and after; an act on a case is told by the case itself.
type AuditView struct {
	store.AuditLine
	Text  string            `json:"text" doc:"做了什么（中文）"`
	Names map[string]string `json:"names" nullable:"false" doc:"body 里各项的名称（中文）"`
}

func registerAudit(api huma.API, d Deps) {
	const tag = "审计"
	huma.Register(api, op("audit-list", http.MethodGet, "/api/audit", tag, "审计日志"), d.auditLog)
	huma.Register(api, op("audit-verify", http.MethodPost, "/api/audit/verify", tag, "核对审计链"), d.verifyAudit)
}

// mayAudit is the auditor alone: the administrator must not read, still less
// choose, what is known of the administrator (三员分立).
func mayAudit(ctx context.Context) error {
	if a := auth.Actor(ctx); !a.Has(org.Auditor) {
		return fault.New(fault.Forbidden, "audit.auditor_only", "%s is no auditor", a.UserID)
	}
	return nil
}

func (d Deps) auditLog(ctx context.Context, in *AuditListIn) (*listOut[AuditView], error) {
	if err := mayAudit(ctx); err != nil {
		return nil, err
	}
	lines, next, err := d.Audits.AuditLog(ctx, in.query())
	if err != nil {
		return nil, err
	}
	views := make([]AuditView, len(lines))
	for i, l := range lines {
		views[i] = AuditView{AuditLine: l, Text: auditText(langOf(ctx), l.Stream, l.What), Names: auditNames(langOf(ctx), l.What, l.Body)}
	}
	return newList(views, next), nil
}

func (d Deps) verifyAudit(ctx context.Context, _ *struct{}) (*bodyOut[store.Verified], error) {
	if err := mayAudit(ctx); err != nil {
		return nil, err
	}
	return answer(d.Audits.VerifyAudit(ctx))
}
