package store

import (
	"context"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// AuditQuery narrows the audit log. Empty fields do not.
type AuditQuery struct {
	Q       string    `json:"q,omitempty"`      // a person's name, a case's number, or the start of an id, a stream or an operation
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
	Name    string          `json:"name,omitempty" doc:"对象现在的编号或名称"`
	Body    json.RawMessage `json:"body,omitempty"`
	Hash    string          `json:"hash"`
}

// AuditLog lists sealed entries, newest first.
func (s *Store) AuditLog(ctx context.Context, q AuditQuery) (lines []AuditLine, next string, err error) {
	where, args, err := s.auditWhere(ctx, q)
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
	return lines, next, s.nameSubjects(ctx, lines)
}

// named says where the entries of a part of the log find the name of what they
// tell of; the empty part is that of the cases.
var named = map[string]string{
	"":           "SELECT id, CONCAT_WS(' ', NULLIF(no, ''), title) AS name FROM case_files WHERE id IN ?",
	"org":        "SELECT id, name FROM orgs WHERE id IN ?",
	"user":       "SELECT id, name FROM users WHERE id IN ?",
	"session":    "SELECT id, name FROM users WHERE id IN ?",
	"enterprise": "SELECT id, name FROM enterprises WHERE id IN ?",
	"project":    "SELECT id, name FROM projects WHERE id IN ?",
}

// nameSubjects puts names beside the ids that were sealed: nobody knows a case by
// its id. They are today's, and no part of what was sealed.
func (s *Store) nameSubjects(ctx context.Context, lines []AuditLine) error {
	asked := map[string][]string{}
	for _, l := range lines {
		asked[l.part()] = append(asked[l.part()], l.Subject)
	}
	names := map[[2]string]string{}
	for part, sql := range named {
		if len(asked[part]) == 0 {
			continue
		}
		var found []struct{ ID, Name string }
		if err := s.db.WithContext(ctx).Raw(sql, asked[part]).Scan(&found).Error; err != nil {
			return fmt.Errorf("names of what the audit log tells of: %w", err)
		}
		for _, f := range found {
			names[[2]string{part, f.ID}] = f.Name
		}
	}
	for i, l := range lines {
		lines[i].Name = names[[2]string{l.part(), l.Subject}]
	}
	return nil
}

// part is what the stream is about: a case has a stream of its own.
func (l AuditLine) part() string {
	if strings.Contains(l.Stream, "/") {
		return ""
	}
	return l.Stream
}
