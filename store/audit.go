package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/go-sql-driver/mysql"
	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"github.com/diaodu/diaodu/contract"
	"github.com/diaodu/diaodu/domain/audit"
	"github.com/diaodu/diaodu/domain/casefile"
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
	err := tx.WithContext(ctx).Exec("INSERT INTO audit_entries (stream, n, at, actor_id, actor, ip, what, subject, body, body_sha, prev, hash)"+
		" VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
		e.Stream, e.N, e.At, e.ActorID, e.Actor, e.IP, e.What, e.Subject, body, e.BodySHA, e.Prev, e.Hash).Error
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

// Verified is the result of checking the whole audit log.
type Verified struct {
	Streams int `json:"streams"`
	Entries int `json:"entries"`
	// Broken lists what is wrong, for a person to look at.
	Broken []string `json:"broken"`
}

// VerifyAudit checks every chain, every event's text, and that each case's
// present state is the fold of its events.
func (s *Store) VerifyAudit(ctx context.Context) (Verified, error) {
	v := Verified{Broken: []string{}}
	var streams []string
	err := s.db.WithContext(ctx).Raw("SELECT DISTINCT stream FROM audit_entries ORDER BY stream").Scan(&streams).Error
	if err != nil {
		return v, fmt.Errorf("audit streams: %w", err)
	}
	for _, stream := range streams {
		n, err := s.verifyStream(ctx, stream)
		if err != nil {
			v.Broken = append(v.Broken, err.Error())
		}
		v.Streams++
		v.Entries += n
	}
	var orphans []string
	err = s.db.WithContext(ctx).Raw("SELECT f.id FROM case_files f LEFT JOIN audit_entries a ON a.stream = CONCAT(f.kind, '/', f.id) WHERE a.id IS NULL").Scan(&orphans).Error
	if err != nil {
		return v, fmt.Errorf("cases without audit: %w", err)
	}
	for _, id := range orphans {
		v.Broken = append(v.Broken, "case "+id+" has no audit entries")
	}
	return v, nil
}

func (s *Store) verifyStream(ctx context.Context, stream string) (int, error) {
	rows, err := rowsOf[auditEntry](s.db).Where("stream = ?", stream).Order("n").Find(ctx)
	if err != nil {
		return 0, err
	}
	kind, caseID, isCase := strings.Cut(stream, "/")
	bodies := map[int]string{}
	if isCase {
		events, err := rowsOf[caseEvent](s.db).Where("case_id = ?", caseID).Find(ctx)
		if err != nil {
			return 0, err
		}
		if len(events) != len(rows) {
			return len(rows), fmt.Errorf("stream %s: %d events, %d entries", stream, len(events), len(rows))
		}
		for _, e := range events {
			bodies[e.Seq] = e.Body
		}
	}
	var chain audit.Chain
	for _, r := range rows {
		body := r.Body
		if isCase {
			body = bodies[r.N]
		}
		if err := chain.Next(r.entry(), []byte(body)); err != nil {
			return len(rows), err
		}
	}
	if isCase {
		return len(rows), s.verifyCase(ctx, casefile.Kind(kind), caseID, &chain)
	}
	head, err := rowsOf[auditStream](s.db).Where("stream = ?", stream).Take(ctx)
	if err != nil {
		return len(rows), err
	}
	if n, hash := chain.End(); n != head.N || hash != head.Hash {
		return len(rows), fmt.Errorf("stream %s: ends at %d, its head says %d", stream, n, head.N)
	}
	return len(rows), nil
}

// verifyCase checks that the case's row is where its chain ends and that its
// state is the fold of its events.
func (s *Store) verifyCase(ctx context.Context, kind casefile.Kind, id string, chain *audit.Chain) error {
	file, err := rowsOf[caseFile](s.db).Where("id = ?", id).Take(ctx)
	if err != nil {
		return fmt.Errorf("case %s: %w", contract.CaseID(kind, id), err)
	}
	if n, hash := chain.End(); n != file.Seq || hash != file.Chain {
		return fmt.Errorf("case %s: chain ends at %d, the case says %d", id, n, file.Seq)
	}
	state, err := s.foldAll(ctx, kind, id)
	if err != nil {
		return err
	}
	body, err := json.Marshal(state)
	if err != nil {
		return fmt.Errorf("case %s: %w", id, err)
	}
	if string(body) != file.State {
		return fmt.Errorf("case %s: its state is not the fold of its events", id)
	}
	return nil
}

func (s *Store) foldAll(ctx context.Context, kind casefile.Kind, id string) (casefile.State, error) {
	state, _, err := s.LoadAt(ctx, kind, id, time.Now().AddDate(100, 0, 0))
	return state, err
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
