package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/go-sql-driver/mysql"
	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"github.com/diaodu/diaodu/domain/audit"
	"github.com/diaodu/diaodu/domain/org"
)

type auditStream struct {
	Stream string `gorm:"primaryKey"`
	N      int
	Hash   string
}

// TableName is audit_streams.
func (auditStream) TableName() string { return "audit_streams" }

type auditEntry struct {
	ID      int64 `gorm:"primaryKey"`
	Stream  string
	N       int
	At      time.Time
	ActorID string
	Actor   string
	IP      string
	What    string
	Subject string
	Body    string
	BodySHA string `gorm:"column:body_sha"`
	Prev    string
	Hash    string
}

// TableName is audit_entries.
func (auditEntry) TableName() string { return "audit_entries" }

func (r auditEntry) entry() audit.Entry {
	return audit.Entry{
		Stream: r.Stream, N: r.N, At: r.At, ActorID: r.ActorID, Actor: r.Actor, IP: r.IP,
		What: r.What, Subject: r.Subject, BodySHA: r.BodySHA, Prev: r.Prev, Hash: r.Hash,
	}
}

func writeEntry(ctx context.Context, tx *gorm.DB, e audit.Entry, body string) error {
	_, err := execOften(ctx, tx, "INSERT INTO audit_entries (stream, n, at, actor_id, actor, ip, what, subject, body, body_sha, prev, hash)"+
		" VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
		e.Stream, e.N, e.At, e.ActorID, e.Actor, e.IP, e.What, e.Subject, body, e.BodySHA, e.Prev, e.Hash)
	if err != nil {
		return fmt.Errorf("audit entry: %w", err)
	}
	return nil
}

// Trace says who changes what in the register, for the audit log.
type Trace struct {
	Stream  string // the register's part: "project", "user"…
	Actor   org.Actor
	IP      string
	What    string // such as "project.update"
	Subject string // id of the row
	Before  any    // nil for a creation
	After   any    // nil for a removal
}

// traced does a register write and its audit entry in one transaction. Before
// and After are read after do has run, so do may fill what they point to.
func (s *Store) traced(ctx context.Context, t *Trace, do func(tx *gorm.DB) error) error {
	return s.inTransaction(ctx, func(tx *gorm.DB) error {
		if err := do(tx); err != nil {
			return err
		}
		return seal(ctx, tx, t)
	})
}

func seal(ctx context.Context, tx *gorm.DB, t *Trace) error {
	body, err := json.Marshal(struct {
		Before any `json:"before,omitempty"`
		After  any `json:"after,omitempty"`
	}{t.Before, t.After})
	if err != nil {
		return fmt.Errorf("audit entry: %w", err)
	}
	err = tx.WithContext(ctx).Clauses(clause.OnConflict{DoNothing: true}).Create(&auditStream{Stream: t.Stream}).Error
	if err != nil {
		return fmt.Errorf("audit stream: %w", err)
	}
	stream, err := rowsOf[auditStream](tx, clause.Locking{Strength: "UPDATE"}).Where("stream = ?", t.Stream).Take(ctx)
	if err != nil {
		return fmt.Errorf("audit stream: %w", err)
	}
	entry := audit.Entry{
		Stream: t.Stream, N: stream.N + 1, At: time.Now().Truncate(time.Microsecond), ActorID: t.Actor.UserID, Actor: t.Actor.Name,
		IP: t.IP, What: t.What, Subject: t.Subject, BodySHA: audit.HashBody(body), Prev: stream.Hash,
	}
	entry.Seal()
	if err := writeEntry(ctx, tx, entry, string(body)); err != nil {
		return err
	}
	_, err = rowsOf[auditStream](tx).Where("stream = ?", t.Stream).Select("n", "hash").
		Updates(ctx, auditStream{N: entry.N, Hash: entry.Hash})
	if err != nil {
		return fmt.Errorf("audit stream: %w", err)
	}
	return nil
}

// lostRace tells whether a transaction lost to another and may be repeated: a
// deadlock, a lock wait too long, or a row somebody else inserted first.
func lostRace(err error) bool {
	if errors.Is(err, gorm.ErrDuplicatedKey) {
		return true
	}
	var my *mysql.MySQLError
	return errors.As(err, &my) && (my.Number == 1213 || my.Number == 1205 || my.Number == 1062)
}
