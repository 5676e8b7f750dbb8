package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"github.com/diaodu/diaodu/domain/fault"
)

// DraftLife is how long a draft is kept after it was last touched.
const DraftLife = 30 * 24 * time.Hour

// draftsEach bounds how many drafts one person keeps.
const draftsEach = 50

type draftRow struct {
	UserID    string `gorm:"primaryKey"`
	Kind      string `gorm:"primaryKey"`
	Name      string `gorm:"primaryKey"`
	Body      string
	UpdatedAt time.Time `gorm:"autoUpdateTime:false"`
	ExpiresAt time.Time
}

// TableName is drafts.
func (draftRow) TableName() string { return "drafts" }

// Draft is a form somebody began; only they see it, on any of their devices.
type Draft struct {
	Kind      string          `json:"kind"` // such as "issue"
	Name      string          `json:"name"` // such as a project's id
	Body      json.RawMessage `json:"body"`
	UpdatedAt time.Time       `json:"updated_at"`
	ExpiresAt time.Time       `json:"expires_at"`
}

func (r draftRow) draft() Draft {
	return Draft{Kind: r.Kind, Name: r.Name, Body: json.RawMessage(r.Body), UpdatedAt: r.UpdatedAt, ExpiresAt: r.ExpiresAt}
}

// SaveDraft keeps a draft, replacing what the person had under the name. Drafts
// are nobody's business but theirs, so they are not audited.
func (s *Store) SaveDraft(ctx context.Context, userID, kind, name string, body json.RawMessage, at time.Time) (Draft, error) {
	row := draftRow{UserID: userID, Kind: kind, Name: name, Body: string(body), UpdatedAt: at, ExpiresAt: at.Add(DraftLife)}
	err := s.inTransaction(ctx, func(tx *gorm.DB) error {
		if err := tx.Exec("DELETE FROM drafts WHERE user_id = ? AND expires_at < ?", userID, at).Error; err != nil {
			return err
		}
		if err := tx.Clauses(clause.OnConflict{UpdateAll: true}).Create(&row).Error; err != nil {
			return err
		}
		n, err := rowsOf[draftRow](tx).Where("user_id = ?", userID).Count(ctx, "name")
		if err == nil && n > draftsEach {
			err = fault.New(fault.Conflict, "draft.too_many", "%d drafts", n).With("limit", draftsEach)
		}
		return err
	})
	if err != nil && fault.Of(err) == nil {
		err = fmt.Errorf("save draft %s/%s: %w", kind, name, err)
	}
	return row.draft(), err
}

// Drafts lists a person's drafts of a kind (every kind where empty), latest first.
func (s *Store) Drafts(ctx context.Context, userID, kind string, at time.Time) ([]Draft, error) {
	q := rowsOf[draftRow](s.db).Where("user_id = ? AND expires_at >= ?", userID, at)
	if kind != "" {
		q = q.Where("kind = ?", kind)
	}
	rows, err := q.Order("updated_at DESC").Limit(draftsEach).Find(ctx)
	if err != nil {
		return nil, fmt.Errorf("drafts of %s: %w", userID, err)
	}
	out := make([]Draft, len(rows))
	for i, r := range rows {
		out[i] = r.draft()
	}
	return out, nil
}

// Draft is one of a person's drafts.
func (s *Store) Draft(ctx context.Context, userID, kind, name string, at time.Time) (Draft, error) {
	row, err := rowsOf[draftRow](s.db).Where("user_id = ? AND kind = ? AND name = ? AND expires_at >= ?", userID, kind, name, at).Take(ctx)
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return Draft{}, fault.New(fault.NotFound, "draft.not_found", "no draft %s/%s", kind, name)
	}
	if err != nil {
		return Draft{}, fmt.Errorf("draft %s/%s: %w", kind, name, err)
	}
	return row.draft(), nil
}

// DropDraft forgets a draft; forgetting twice is fine.
func (s *Store) DropDraft(ctx context.Context, userID, kind, name string) error {
	if _, err := rowsOf[draftRow](s.db).Where("user_id = ? AND kind = ? AND name = ?", userID, kind, name).Delete(ctx); err != nil {
		return fmt.Errorf("drop draft %s/%s: %w", kind, name, err)
	}
	return nil
}
