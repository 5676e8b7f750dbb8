package store

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"gorm.io/gorm"

	"github.com/diaodu/diaodu/domain/audit"
	"github.com/diaodu/diaodu/domain/errand"
	"github.com/diaodu/diaodu/domain/fault"
)

// maxAuditSheet bounds an export as a workbook, in entries: a sheet holds no more.
const maxAuditSheet = 1_000_000

// AuditExtent is what a query finds in the audit log at one moment: how many
// entries, and the id of the last one.
type AuditExtent struct {
	Rows int64 `json:"rows"`
	UpTo int64 `json:"up_to"`
}

// SealedEntry is one entry with the text that is sealed beside it, empty where the
// text is the event of a case.
type SealedEntry struct {
	audit.Entry
	ID   int64
	Body string
}

// AuditFound counts what a query finds. More than a workbook holds is fault
// audit.export_too_long where one is asked for.
func (s *Store) AuditFound(ctx context.Context, q AuditQuery, format errand.Format) (found AuditExtent, err error) {
	q.Cursor = ""
	where, args, err := s.auditWhere(ctx, q)
	if err != nil {
		return found, err
	}
	err = s.db.WithContext(ctx).Raw("SELECT COUNT(*), COALESCE(MAX(id), 0) FROM audit_entries WHERE "+where, args...).Row().Scan(&found.Rows, &found.UpTo)
	if err != nil {
		return found, fmt.Errorf("count the audit log: %w", err)
	}
	if format == errand.XLSX && found.Rows > maxAuditSheet {
		return found, fault.New(fault.Invalid, "audit.export_too_long", "%d entries", found.Rows).With("rows", found.Rows).With("most", maxAuditSheet)
	}
	return found, nil
}

// AuditTaken writes into the audit log that what a query found is being handed
// out. It is called before the first entry is read, and is not among them.
func (s *Store) AuditTaken(ctx context.Context, by By, q AuditQuery, format errand.Format, found AuditExtent) error {
	trace := &Trace{Stream: "audit", Actor: by.Actor, IP: by.IP, What: "audit.export", Subject: string(format), After: struct {
		Query AuditQuery `json:"query"`
		AuditExtent
	}{q, found}}
	return s.traced(ctx, trace, func(*gorm.DB) error { return nil })
}

// SealedEntries reads entries that a query finds, oldest first, after one id and up
// to another, with the hashes that chain them: whoever has them can verify them
// without us.
func (s *Store) SealedEntries(ctx context.Context, q AuditQuery, after, upTo int64, limit int) ([]SealedEntry, error) {
	q.Cursor = ""
	where, args, err := s.auditWhere(ctx, q)
	if err != nil {
		return nil, err
	}
	var rows []auditEntry
	err = s.db.WithContext(ctx).Raw("SELECT * FROM audit_entries WHERE "+where+" AND id > ? AND id <= ? ORDER BY id LIMIT ?",
		append(args, after, upTo, limit)...).Scan(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("read the audit log: %w", err)
	}
	entries := make([]SealedEntry, len(rows))
	for i, r := range rows {
		entries[i] = SealedEntry{Entry: r.entry(), ID: r.ID, Body: r.Body}
	}
	return entries, nil
}

// auditWhere is the query as a condition.
func (s *Store) auditWhere(ctx context.Context, q AuditQuery) (cond string, args []any, err error) {
	where := []string{"1 = 1"}
	add := func(cond string, value any) { where, args = append(where, cond), append(args, value) }
	for _, f := range []struct{ column, value string }{
		{"stream", q.Stream}, {"actor_id", q.ActorID}, {"what", q.What}, {"subject", q.Subject},
	} {
		if f.value != "" {
			add(f.column+" = ?", f.value)
		}
	}
	if q.Q != "" {
		start := strings.TrimPrefix(containing(q.Q), "%")
		cases, err := s.numbered(ctx, q.Q)
		if err != nil {
			return "", nil, err
		}
		cond, values := "actor LIKE ? OR subject LIKE ? OR stream LIKE ? OR what LIKE ?", []any{containing(q.Q), start, start, start}
		if len(cases) > 0 {
			cond, values = cond+" OR subject IN ?", append(values, cases)
		}
		where, args = append(where, "("+cond+")"), append(args, values...)
	}
	if !q.From.IsZero() {
		add("at >= ?", q.From)
	}
	if !q.To.IsZero() {
		add("at < ?", q.To)
	}
	if q.Cursor != "" {
		before, err := strconv.ParseInt(q.Cursor, 10, 64)
		if err != nil {
			return "", nil, fault.New(fault.Invalid, "request.cursor", "cursor %q", q.Cursor).On("cursor")
		}
		add("id < ?", before)
	}
	return strings.Join(where, " AND "), args, nil
}
