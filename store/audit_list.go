package store

import (
	"context"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/diaodu/diaodu/domain/fault"
)

// AuditQuery narrows the audit log. Empty fields do not.
type AuditQuery struct {
	Q       string // a person's name, or the start of an id, a stream or an operation
	Stream  string // such as "user" or "issue/i-12ab"
	ActorID string
	What    string
	Subject string
	From    time.Time // inclusive
	To      time.Time // exclusive
	Cursor  string
	Limit   int
}

// AuditLine is one sealed entry as the auditor reads it. Body is what a write
// to the register was before and after; an act on a case is told by the case.
type AuditLine struct {
	ID      int64           `json:"id"`
	Stream  string          `json:"stream"`
	N       int             `json:"n" doc:"流水内序号"`
	At      time.Time       `json:"at"`
	ActorID string          `json:"actor_id"`
	Actor   string          `json:"actor"`
	IP      string          `json:"ip,omitempty"`
	What    string          `json:"what"`
	Subject string          `json:"subject"`
	Body    json.RawMessage `json:"body,omitempty"`
	Hash    string          `json:"hash"`
}

// AuditLog lists sealed entries, newest first.
func (s *Store) AuditLog(ctx context.Context, q AuditQuery) (lines []AuditLine, next string, err error) {
	where, args := []string{"1 = 1"}, []any{}
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
			return nil, "", fault.New(fault.Invalid, "request.cursor", "cursor %q", q.Cursor).On("cursor")
		}
		add("id < ?", before)
	}
	var rows []auditEntry
	err = s.db.WithContext(ctx).Raw("SELECT * FROM audit_entries WHERE "+strings.Join(where, " AND ")+" ORDER BY id DESC LIMIT ?",
		append(args, q.Limit+1)...).Scan(&rows).Error
	if err != nil {
		return nil, "", fmt.Errorf("read the audit log: %w", err)
	}
	if len(rows) > q.Limit {
		rows = rows[:q.Limit]
		next = strconv.FormatInt(rows[q.Limit-1].ID, 10)
	}
	for _, r := range rows {
		l := AuditLine{ID: r.ID, Stream: r.Stream, N: r.N, At: r.At, ActorID: r.ActorID, Actor: r.Actor, IP: r.IP, What: r.What, Subject: r.Subject, Hash: r.Hash}
		if r.Body != "" {
			l.Body = json.RawMessage(r.Body)
		}
		lines = append(lines, l)
	}
	return lines, next, nil
}
