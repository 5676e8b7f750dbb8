package store

import (
	"context"
	"errors"
	"fmt"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/fault"
)

// ProcessDraft is what somebody is writing.
type ProcessDraft struct {
	Code          string    `gorm:"primaryKey" json:"code"`
	Text          string    `json:"text"`
	Source        string    `json:"source"`
	Origin        string    `json:"-"`
	Version       int       `json:"version"` // for If-Match; names one text of this code for ever
	ChangedBy     string    `json:"changed_by"`
	ChangedByName string    `json:"changed_by_name"`
	ChangedAt     time.Time `gorm:"autoUpdateTime:false" json:"changed_at"`
}

// TableName is process_drafts.
func (ProcessDraft) TableName() string { return "process_drafts" }

// processDraftNumber is the last version that a draft of a process had. It outlives
// the drafts, so that a version names one text only, also once a draft was thrown
// away or published and somebody began another.
type processDraftNumber struct {
	Code string `gorm:"primaryKey"`
	Last int
}

// TableName is process_draft_numbers.
func (processDraftNumber) TableName() string { return "process_draft_numbers" }

// ProcessDraft is what is being written; process.no_draft where nothing is.
func (s *Store) ProcessDraft(ctx context.Context, code string) (ProcessDraft, error) {
	row, err := rowsOf[ProcessDraft](s.db).Where("code = ?", code).Take(ctx)
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return row, fault.New(fault.NotFound, "process.no_draft", "no draft of %s", code)
	}
	if err != nil {
		return row, fmt.Errorf("draft of %s: %w", code, err)
	}
	return row, nil
}

// ProcessDrafts lists the codes that have a draft.
func (s *Store) ProcessDrafts(ctx context.Context) ([]ProcessDraft, error) {
	rows, err := rowsOf[ProcessDraft](s.db).Omit("text", "origin").Order("code").Find(ctx)
	if err != nil {
		return nil, fmt.Errorf("drafts of processes: %w", err)
	}
	return rows, nil
}

// SaveProcessDraft keeps a draft under a version that no text of the process had
// before. Expect is the version that was seen, 0 for a new one; somebody else's
// change since is the fault process.draft_changed, or process.draft_gone where they
// published it or threw it away.
func (s *Store) SaveProcessDraft(ctx context.Context, by casefile.Meta, d ProcessDraft, expect int, at time.Time) (ProcessDraft, error) {
	d.ChangedBy, d.ChangedByName, d.ChangedAt = by.Actor.UserID, by.Actor.Name, at.Truncate(time.Microsecond)
	err := s.inTransaction(ctx, func(tx *gorm.DB) error {
		last, err := lockDraftNumber(ctx, tx, d.Code)
		if err != nil {
			return err
		}
		old, err := rowsOf[ProcessDraft](tx, clause.Locking{Strength: "UPDATE"}).Where("code = ?", d.Code).Take(ctx)
		begins := errors.Is(err, gorm.ErrRecordNotFound)
		switch {
		case begins && expect != 0:
			return draftGone(d.Code)
		case begins:
		case err != nil:
			return err
		case old.Version != expect:
			return draftChanged(old)
		}
		// A program of an earlier release beside this one counts up the draft alone.
		d.Version = max(last, old.Version) + 1
		if _, err := rowsOf[processDraftNumber](tx).Where("code = ?", d.Code).Update(ctx, "last", d.Version); err != nil {
			return err
		}
		if begins {
			return rowsOf[ProcessDraft](tx).Create(ctx, &d)
		}
		if d.Origin == "" {
			d.Source, d.Origin = old.Source, old.Origin
		}
		_, err = rowsOf[ProcessDraft](tx).Where("code = ?", d.Code).Select("*").Omit("code").Updates(ctx, d)
		return err
	})
	if err != nil {
		return d, fmt.Errorf("draft of %s: %w", d.Code, err)
	}
	return d, nil
}

// lockDraftNumber holds a process's last draft version for this transaction, so that
// of two who begin a draft at one moment the second meets the first one's.
func lockDraftNumber(ctx context.Context, tx *gorm.DB, code string) (int, error) {
	err := tx.WithContext(ctx).Exec("INSERT INTO process_draft_numbers (code) VALUES (?) ON DUPLICATE KEY UPDATE last = last", code).Error
	if err != nil {
		return 0, err
	}
	row, err := rowsOf[processDraftNumber](tx, clause.Locking{Strength: "UPDATE"}).Where("code = ?", code).Take(ctx)
	return row.Last, err
}

// DropProcessDraft throws a draft away, as somebody saw it; one that changed since
// is the fault process.draft_changed, and one that is gone is gone.
func (s *Store) DropProcessDraft(ctx context.Context, code string, expect int) error {
	err := takeProcessDraft(ctx, s.db, code, expect)
	if fault.Is(err, "process.draft_gone") {
		return nil
	}
	return err
}

// takeProcessDraft removes a draft that is at the version somebody saw;
// process.draft_changed where it is at another, process.draft_gone where there is none.
func takeProcessDraft(ctx context.Context, tx *gorm.DB, code string, seen int) error {
	n, err := rowsOf[ProcessDraft](tx).Where("code = ? AND version = ?", code, seen).Delete(ctx)
	if err != nil {
		return fmt.Errorf("draft of %s: %w", code, err)
	}
	if n > 0 {
		return nil
	}
	now, err := rowsOf[ProcessDraft](tx).Where("code = ?", code).Take(ctx)
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return draftGone(code)
	}
	if err != nil {
		return fmt.Errorf("draft of %s: %w", code, err)
	}
	return draftChanged(now)
}

func draftGone(code string) error {
	return fault.New(fault.Stale, "process.draft_gone", "the draft of %s is gone", code)
}

func draftChanged(now ProcessDraft) error {
	return fault.New(fault.Stale, "process.draft_changed", "the draft of %s is at %d", now.Code, now.Version).With("by", now.ChangedByName)
}
