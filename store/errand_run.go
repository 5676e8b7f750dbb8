package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"gorm.io/gorm"

	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/errand"
	"github.com/diaodu/diaodu/domain/fault"
	"github.com/diaodu/diaodu/domain/org"
)

// TakeErrand takes the next order that is due; ok is false where none is. One
// whose run fell silent is due again. An order that was begun too often is failed
// here: it may be what kills the process.
func (s *Store) TakeErrand(ctx context.Context, now time.Time) (e errand.Errand, ok bool, err error) {
	row, err := rowsOf[errandRow](s.db).Where("state IN ? AND held_until <= ?", []errand.State{errand.Waiting, errand.Running}, now).
		Order("held_until, id").Take(ctx)
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return e, false, nil
	}
	if err != nil {
		return e, false, fmt.Errorf("take an order: %w", err)
	}
	if e, err = row.errand(); err != nil {
		return e, false, err
	}
	if e.Tries >= errand.TriesMost {
		_, err := s.ErrandFailed(ctx, e, fault.New(fault.Busy, "errand.gave_up", "order %s was begun %d times", e.ID, e.Tries), now)
		return e, false, err
	}
	// Whoever changes the row first has it.
	got := s.db.WithContext(ctx).Exec("UPDATE errands SET state = ?, run = run + 1, tries = tries + 1, held_until = ?, started_at = COALESCE(started_at, ?)"+
		" WHERE id = ? AND run = ? AND state = ?", errand.Running, now.Add(errand.Lease), now, e.ID, e.Run, e.State)
	if got.Error != nil {
		return e, false, fmt.Errorf("take order %s: %w", e.ID, got.Error)
	}
	e.State, e.Run, e.Tries = errand.Running, e.Run+1, e.Tries+1
	return e, got.RowsAffected == 1, nil
}

// stillHeld changes what only the present run may change.
func stillHeld(ctx context.Context, tx *gorm.DB, e errand.Errand, set string, args ...any) (still bool, err error) {
	args = append(args, e.ID, e.Run, errand.Running)
	got := tx.WithContext(ctx).Exec("UPDATE errands SET "+set+" WHERE id = ? AND run = ? AND state = ?", args...)
	if got.Error != nil {
		return false, fmt.Errorf("order %s: %w", e.ID, got.Error)
	}
	return got.RowsAffected == 1, nil
}

// KeepErrand shows that the run lives and how far it is; still is false where the
// order was called off or taken over.
func (s *Store) KeepErrand(ctx context.Context, e errand.Errand, rows, expected int64, now time.Time) (still bool, err error) {
	return stillHeld(ctx, s.db, e, "row_n = ?, expected = ?, held_until = ?", rows, expected, now.Add(errand.Lease))
}

// PutBackErrand returns an order that could not be carried on now, such as when
// the process is asked to stop; that is no failure of its own.
func (s *Store) PutBackErrand(ctx context.Context, e errand.Errand, now time.Time) error {
	_, err := stillHeld(ctx, s.db, e, "state = 'waiting', tries = tries - 1, held_until = ?", now)
	return err
}

// ErrandTroubled notes a failure of ours: the order waits for another try.
func (s *Store) ErrandTroubled(ctx context.Context, e errand.Errand, now time.Time) error {
	wait, more := errand.Again(e.Tries)
	if !more {
		_, err := s.ErrandFailed(ctx, e, fault.New(fault.Busy, "errand.gave_up", "order %s failed %d times", e.ID, e.Tries), now)
		return err
	}
	_, err := stillHeld(ctx, s.db, e, "state = 'waiting', held_until = ?", now.Add(wait))
	return err
}

// ErrandFailed ends an order with the reason its person can read.
func (s *Store) ErrandFailed(ctx context.Context, e errand.Errand, why *fault.Fault, now time.Time) (bool, error) {
	raw, err := json.Marshal(why)
	if err != nil {
		return false, fmt.Errorf("order %s: %w", e.ID, err)
	}
	return s.endErrand(ctx, e, ".failed", "state = ?, fault = ?, ended_at = ?, expires_at = ?", errand.Failed, string(raw), now, now.Add(errand.KeepFor))
}

// ErrandDone ends an order well; its result is kept errand.KeepFor from now.
func (s *Store) ErrandDone(ctx context.Context, e errand.Errand, now time.Time) (bool, error) {
	return s.endErrand(ctx, e, ".done", "state = ?, row_n = ?, expected = ?, file_name = ?, file_size = ?, sha256 = ?, ended_at = ?, expires_at = ?",
		errand.Done, e.Rows, e.Expected, e.FileName, e.FileSize, e.SHA256, now, now.Add(errand.KeepFor))
}

// errLostErrand rolls back the end of a run that no longer holds its order.
var errLostErrand = errors.New("order is no longer held")

func (s *Store) endErrand(ctx context.Context, e errand.Errand, what, set string, args ...any) (still bool, err error) {
	err = s.traced(ctx, errandTrace(byOrderer(e), string(e.Kind)+what, e), func(tx *gorm.DB) error {
		still, err := stillHeld(ctx, tx, e, set, args...)
		if err == nil && !still {
			err = errLostErrand
		}
		return err
	})
	if errors.Is(err, errLostErrand) {
		return false, nil
	}
	return err == nil, err
}

// ErrandLine keeps what became of one row of a sheet. That it was taken stands,
// whatever a later run finds.
func (s *Store) ErrandLine(ctx context.Context, id string, line int, taken bool, body []byte) error {
	err := s.db.WithContext(ctx).Exec("INSERT INTO errand_lines (errand_id, line, taken, body) VALUES (?, ?, ?, ?)"+
		" ON DUPLICATE KEY UPDATE body = IF(taken, body, VALUES(body)), taken = taken OR VALUES(taken)", id, line, taken, string(body)).Error
	if err != nil {
		return fmt.Errorf("row %d of order %s: %w", line, id, err)
	}
	return nil
}

type errandLine struct {
	ErrandID string `gorm:"primaryKey"`
	Line     int    `gorm:"primaryKey;autoIncrement:false"`
	Taken    bool
	Body     string
}

// TableName is errand_lines.
func (errandLine) TableName() string { return "errand_lines" }

// ErrandLines are the rows kept so far, by line.
func (s *Store) ErrandLines(ctx context.Context, id string) ([]json.RawMessage, error) {
	rows, err := rowsOf[errandLine](s.db).Where("errand_id = ?", id).Order("line").Find(ctx)
	if err != nil {
		return nil, fmt.Errorf("rows of order %s: %w", id, err)
	}
	out := make([]json.RawMessage, len(rows))
	for i, r := range rows {
		out[i] = json.RawMessage(r.Body)
	}
	return out, nil
}

// ExpireErrands marks what is past its time and forgets what is long past; the
// ids are those whose files are to go. The files go after the rows: a file left
// by a death between the two is swept with the folder.
func (s *Store) ExpireErrands(ctx context.Context, now time.Time) (ids []string, err error) {
	rows, err := rowsOf[errandRow](s.db).Where("expires_at <= ? AND state IN ?", now,
		[]errand.State{errand.Done, errand.Failed, errand.Cancelled}).Limit(100).Find(ctx)
	if err != nil {
		return nil, fmt.Errorf("expired orders: %w", err)
	}
	for _, r := range rows {
		e, err := r.errand()
		if err != nil {
			return ids, err
		}
		trace := errandTrace(casefile.Meta{Actor: org.Clock}, string(e.Kind)+".expire", e)
		err = s.traced(ctx, trace, func(tx *gorm.DB) error {
			got := tx.Exec("UPDATE errands SET state = ? WHERE id = ? AND state = ?", errand.Expired, r.ID, r.State)
			if got.Error == nil && got.RowsAffected == 0 {
				return errLostErrand
			}
			return got.Error
		})
		if errors.Is(err, errLostErrand) {
			continue
		}
		if err != nil {
			return ids, fmt.Errorf("expire order %s: %w", r.ID, err)
		}
		ids = append(ids, r.ID)
	}
	for _, q := range []string{
		"DELETE l FROM errand_lines l JOIN errands e ON e.id = l.errand_id WHERE e.state = 'expired' AND e.expires_at <= ?",
		"DELETE FROM errands WHERE state = 'expired' AND expires_at <= ?",
	} {
		if err := s.db.WithContext(ctx).Exec(q, now.Add(-errand.RememberFor)).Error; err != nil {
			return ids, fmt.Errorf("forget orders: %w", err)
		}
	}
	return ids, nil
}
