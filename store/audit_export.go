package store

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"gorm.io/gorm"

	"github.com/diaodu/diaodu/domain/audit"
	"github.com/diaodu/diaodu/domain/fault"
)

// maxAuditExport bounds one export, in entries: about what one opens as a sheet.
const maxAuditExport = 50_000

// auditChunk is how many entries are held at once while exporting.
const auditChunk = 1000

// ExportAudit hands out the entries that a query finds, oldest first, with the
// hashes that chain them: whoever has them can verify them without us. That they
// were taken is itself an entry, written before the first is handed out; it is not
// among them. More than fit one export is fault audit.export_too_long.
func (s *Store) ExportAudit(ctx context.Context, by By, q AuditQuery, format string, each func(e audit.Entry, body string) error) error {
	q.Cursor = ""
	where, args, err := q.where()
	if err != nil {
		return err
	}
	var found struct{ N, UpTo int64 }
	err = s.db.WithContext(ctx).Raw("SELECT COUNT(*) AS n, COALESCE(MAX(id), 0) AS up_to FROM audit_entries WHERE "+where, args...).Scan(&found).Error
	if err != nil {
		return fmt.Errorf("count the audit log: %w", err)
	}
	if found.N > maxAuditExport {
		return fault.New(fault.Invalid, "audit.export_too_long", "%d entries", found.N).With("rows", found.N).With("most", maxAuditExport)
	}
	trace := &Trace{Stream: "audit", Actor: by.Actor, IP: by.IP, What: "audit.export", Subject: format, After: struct {
		Query AuditQuery `json:"query"`
		Rows  int64      `json:"rows"`
		UpTo  int64      `json:"up_to"`
	}{q, found.N, found.UpTo}}
	if err := s.traced(ctx, trace, func(*gorm.DB) error { return nil }); err != nil {
		return err
	}
	for after := int64(0); after < found.UpTo; {
		var rows []auditEntry
		err := s.db.WithContext(ctx).Raw("SELECT * FROM audit_entries WHERE "+where+" AND id > ? AND id <= ? ORDER BY id LIMIT ?",
			append(append([]any{}, args...), after, found.UpTo, auditChunk)...).Scan(&rows).Error
		if err != nil {
			return fmt.Errorf("read the audit log: %w", err)
		}
		if len(rows) == 0 {
			return nil
		}
		for _, r := range rows {
			if err := each(r.entry(), r.Body); err != nil {
				return err
			}
		}
		after = rows[len(rows)-1].ID
	}
	return nil
}

// where is the query as a condition.
func (q AuditQuery) where() (cond string, args []any, err error) {
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
		where = append(where, "(actor LIKE ? OR subject LIKE ? OR stream LIKE ? OR what LIKE ?)")
		args = append(args, containing(q.Q), start, start, start)
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
