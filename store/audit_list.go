package store

import (
	"context"
	"encoding/json"
	"fmt"
	"strconv"
	"time"
)

// AuditQuery narrows the audit log. Empty fields do not.
type AuditQuery struct {
	Q       string    `json:"q,omitempty"`      // a person's name, or the start of an id, a stream or an operation
	Stream  string    `json:"stream,omitempty"` // such as "user" or "issue/i-12ab"
	ActorID string    `json:"actor,omitempty"`
	What    string    `json:"what,omitempty"`
	Subject string    `json:"subject,omitempty"`
	From    time.Time `json:"from,omitzero"` // inclusive
	To      time.Time `json:"to,omitzero"`   // exclusive
	Cursor  string    `json:"-"`
	Limit   int       `json:"-"`
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
	where, args, err := q.where()
	if err != nil {
		return nil, "", err
	}
	var rows []auditEntry
	err = s.db.WithContext(ctx).Raw("SELECT * FROM audit_entries WHERE "+where+" ORDER BY id DESC LIMIT ?",
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
