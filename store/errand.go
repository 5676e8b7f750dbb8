package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"github.com/diaodu/diaodu/domain/account"
	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/errand"
	"github.com/diaodu/diaodu/domain/fault"
	"github.com/diaodu/diaodu/domain/org"
)

// NewErrandID makes an order's id, which sorts by time.
func NewErrandID(at time.Time) string { return registerID("x", at) }

// errandsShown is how many of a person's orders are listed.
const errandsShown = 30

type errandRow struct {
	ID        string `gorm:"primaryKey"`
	Kind      errand.Kind
	List      errand.List
	Format    errand.Format
	Filters   string
	Source    string
	SourceID  string
	DryRun    bool
	UserID    string
	UserName  string
	InPlaceOf string
	RequestID string
	IP        string
	State     errand.State
	Run       int
	Tries     int
	HeldUntil time.Time
	RowN      int64
	Expected  int64
	FileName  string
	FileSize  int64
	SHA256    string `gorm:"column:sha256"`
	Fault     *string
	OrderedAt time.Time
	StartedAt *time.Time
	EndedAt   *time.Time
	ExpiresAt time.Time
}

// TableName is errands.
func (errandRow) TableName() string { return "errands" }

func (r errandRow) errand() (errand.Errand, error) {
	e := errand.Errand{
		ID: r.ID, Kind: r.Kind, List: r.List, Format: r.Format, Filters: r.Filters, Source: r.Source, SourceID: r.SourceID, DryRun: r.DryRun, UserID: r.UserID, UserName: r.UserName,
		InPlaceOf: r.InPlaceOf, RequestID: r.RequestID, IP: r.IP, State: r.State, Run: r.Run, Tries: r.Tries, Rows: r.RowN, Expected: r.Expected,
		FileName: r.FileName, FileSize: r.FileSize, SHA256: r.SHA256, OrderedAt: r.OrderedAt, ExpiresAt: r.ExpiresAt,
	}
	if r.StartedAt != nil {
		e.StartedAt = *r.StartedAt
	}
	if r.EndedAt != nil {
		e.EndedAt = *r.EndedAt
	}
	if r.Fault != nil {
		if err := json.Unmarshal([]byte(*r.Fault), &e.Fault); err != nil {
			return e, fmt.Errorf("order %s: %w", r.ID, err)
		}
	}
	return e, nil
}

// toldOf is what the audit log keeps of an order.
func toldOf(e errand.Errand) map[string]any {
	told := map[string]any{"kind": e.Kind, "list": e.List, "filters": json.RawMessage(e.Filters)}
	if e.Format == errand.CSV {
		told["format"] = e.Format
	}
	if e.Source != "" {
		told["source"], told["source_id"], told["dry_run"] = e.Source, e.SourceID, e.DryRun
	}
	if e.SHA256 != "" {
		told["file"], told["rows"], told["size"], told["sha256"] = e.FileName, e.Rows, e.FileSize, e.SHA256
	}
	if e.InPlaceOf != "" {
		told["in_place_of"] = e.InPlaceOf
	}
	return told
}

func errandTrace(by casefile.Meta, what string, e errand.Errand) *Trace {
	return &Trace{Stream: "errand", Actor: by.Actor, IP: by.IP, What: what, Subject: e.ID, After: toldOf(e)}
}

// byOrderer is the person who ordered, for what is done in their name.
func byOrderer(e errand.Errand) casefile.Meta {
	return casefile.Meta{Actor: org.Actor{UserID: e.UserID, Name: e.UserName, StandsInFor: e.InPlaceOf}, IP: e.IP}
}

// OrderErrand takes an order. The same request id is one order: its first one is
// answered again, and asking something else under it is refused
// (request.reused). More than errand.EachMost at once are errand.too_many.
func (s *Store) OrderErrand(ctx context.Context, e errand.Errand) (errand.Errand, error) {
	trace := errandTrace(byOrderer(e), string(e.Kind)+".order", e)
	var before *errandRow
	err := s.inTransaction(ctx, func(tx *gorm.DB) error {
		before = nil
		// Locking the person keeps two clicks from both finding room.
		if err := tx.Exec("SELECT id FROM users WHERE id = ? FOR UPDATE", e.UserID).Error; err != nil {
			return fmt.Errorf("order of %s: %w", e.UserID, err)
		}
		row, err := rowsOf[errandRow](tx).Where("user_id = ? AND request_id = ?", e.UserID, e.RequestID).Take(ctx)
		if err == nil {
			before = &row
			return nil
		}
		if !errors.Is(err, gorm.ErrRecordNotFound) {
			return fmt.Errorf("order of %s: %w", e.UserID, err)
		}
		n, err := rowsOf[errandRow](tx).Where("user_id = ? AND state IN ?", e.UserID, []errand.State{errand.Waiting, errand.Running}).Count(ctx, "id")
		if err != nil {
			return fmt.Errorf("orders of %s: %w", e.UserID, err)
		}
		if n >= errand.EachMost {
			return fault.New(fault.Conflict, "errand.too_many", "%s has %d orders", e.UserID, n).With("limit", errand.EachMost)
		}
		row = errandRow{
			ID: e.ID, Kind: e.Kind, List: e.List, Format: e.Format, Filters: e.Filters, Source: e.Source, SourceID: e.SourceID, DryRun: e.DryRun, UserID: e.UserID, UserName: e.UserName,
			InPlaceOf: e.InPlaceOf, RequestID: e.RequestID, IP: e.IP, State: errand.Waiting, HeldUntil: e.OrderedAt, OrderedAt: e.OrderedAt,
			ExpiresAt: e.OrderedAt.Add(errand.KeepFor),
		}
		if err := rowsOf[errandRow](tx).Create(ctx, &row); err != nil {
			return fmt.Errorf("order %s: %w", e.ID, err)
		}
		return seal(ctx, tx, trace)
	})
	if err != nil {
		return e, err
	}
	if before == nil {
		return s.Errand(ctx, e.UserID, e.ID)
	}
	old, err := before.errand()
	if err == nil && !old.Same(e) {
		err = fault.New(fault.Reused, "request.reused", "request %s was order %s", e.RequestID, old.ID)
	}
	return old, err
}

// Errands lists a person's orders, newest first.
func (s *Store) Errands(ctx context.Context, userID string) ([]errand.Errand, error) {
	rows, err := rowsOf[errandRow](s.db).Where("user_id = ?", userID).Order("ordered_at DESC, id DESC").Limit(errandsShown).Find(ctx)
	if err != nil {
		return nil, fmt.Errorf("orders of %s: %w", userID, err)
	}
	list := make([]errand.Errand, len(rows))
	for i, r := range rows {
		if list[i], err = r.errand(); err != nil {
			return nil, err
		}
	}
	return list, nil
}

// Errand is one order, for whoever gave it; to others it is not there.
func (s *Store) Errand(ctx context.Context, userID, id string) (errand.Errand, error) {
	return mineErrand(ctx, s.db, userID, id)
}

func mineErrand(ctx context.Context, tx *gorm.DB, userID, id string, clauses ...clause.Expression) (errand.Errand, error) {
	row, err := rowsOf[errandRow](tx, clauses...).Where("id = ? AND user_id = ?", id, userID).Take(ctx)
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return errand.Errand{}, fault.New(fault.NotFound, "errand.not_found", "%s has no order %s", userID, id)
	}
	if err != nil {
		return errand.Errand{}, fmt.Errorf("order %s: %w", id, err)
	}
	return row.errand()
}

// CancelErrand calls an order off. A run in the middle notices at its next sign of life.
func (s *Store) CancelErrand(ctx context.Context, by casefile.Meta, id string, at time.Time) (errand.Errand, error) {
	return s.turnErrand(ctx, by, id, "cancel", "state = ?, ended_at = ?", errand.Cancelled, at)
}

// RetryErrand puts an order that failed or was called off back in the queue.
func (s *Store) RetryErrand(ctx context.Context, by casefile.Meta, id string, at time.Time) (errand.Errand, error) {
	return s.turnErrand(ctx, by, id, "retry", "state = ?, tries = 0, row_n = 0, fault = NULL, ended_at = NULL, held_until = ?, expires_at = ?",
		errand.Waiting, at, at.Add(errand.KeepFor))
}

func (s *Store) turnErrand(ctx context.Context, by casefile.Meta, id, act, set string, args ...any) (errand.Errand, error) {
	trace := &Trace{}
	err := s.traced(ctx, trace, func(tx *gorm.DB) error {
		e, err := mineErrand(ctx, tx, by.Actor.UserID, id, clause.Locking{Strength: "UPDATE"})
		if err != nil {
			return err
		}
		if err := e.May(act); err != nil {
			return err
		}
		*trace = *errandTrace(by, string(e.Kind)+"."+act, e)
		return tx.Exec("UPDATE errands SET "+set+" WHERE id = ?", append(args, id)...).Error
	})
	if err != nil {
		return errand.Errand{}, err
	}
	return s.Errand(ctx, by.Actor.UserID, id)
}

// ErrandFetched notes in the audit log that the person took the file.
func (s *Store) ErrandFetched(ctx context.Context, by casefile.Meta, e errand.Errand) error {
	return s.traced(ctx, errandTrace(by, "export.download", e), func(*gorm.DB) error { return nil })
}

// OrdererNow is the person of an order as they stand now: what they may see is
// asked when the work is done. A disabled account is errand.no_account; a place
// that was only stood in for and has ended is standin.ended.
func (s *Store) OrdererNow(ctx context.Context, e errand.Errand, at time.Time) (org.Actor, error) {
	p, err := s.person(ctx, s.db, e.UserID, at)
	if err != nil {
		return org.Actor{}, err
	}
	if p.DisabledAt != nil {
		return org.Actor{}, fault.New(fault.Forbidden, "errand.no_account", "%s is disabled", e.UserID)
	}
	if e.InPlaceOf == "" {
		return p.actor(), nil
	}
	absent, err := s.absent(ctx, e.UserID, e.InPlaceOf, at)
	if err != nil {
		return org.Actor{}, err
	}
	return account.StandingIn(p.actor(), absent), nil
}
