package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
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

// Version names what the draft says now; saving gives a higher one. It is the
// instant of the save in microseconds, so no two saves of one draft share it.
func (d Draft) Version() int { return int(d.UpdatedAt.UnixMicro()) }

func (r draftRow) draft() Draft {
	return Draft{Kind: r.Kind, Name: r.Name, Body: json.RawMessage(r.Body), UpdatedAt: r.UpdatedAt, ExpiresAt: r.ExpiresAt}
}

func draftStale() error {
	return fault.New(fault.Stale, "draft.stale", "another device saved the draft first")
}

// AnyDraft as the expected version overwrites whatever is there.
const AnyDraft = -1

// SaveDraft keeps a draft, replacing what the person had under the name. Where
// that is not the version expected (0: none), another device of theirs was faster
// and nothing is replaced (stale). Drafts are nobody's business but theirs, so they
// are not audited.
func (s *Store) SaveDraft(ctx context.Context, userID, kind, name string, expect int, body json.RawMessage, at time.Time) (Draft, error) {
	row := draftRow{UserID: userID, Kind: kind, Name: name, Body: string(body), UpdatedAt: at.Truncate(time.Microsecond), ExpiresAt: at.Add(DraftLife)}
	err := s.inTransaction(ctx, func(tx *gorm.DB) error {
		if err := tx.Exec("DELETE FROM drafts WHERE user_id = ? AND expires_at < ?", userID, at).Error; err != nil {
			return err
		}
		before, err := expectedDraft(ctx, tx, row, expect)
		if err != nil {
			return err
		}
		if !row.UpdatedAt.After(before) {
			row.UpdatedAt = before.Add(time.Microsecond)
		}
		if err := putDraft(tx, &row, expect); errors.Is(err, gorm.ErrDuplicatedKey) {
			return draftStale() // begun on two devices at the same moment
		} else if err != nil {
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

// putDraft writes the draft over the one that was locked, or as a new one, which
// another device may have begun since: gorm.ErrDuplicatedKey.
func putDraft(tx *gorm.DB, row *draftRow, expect int) error {
	if expect == 0 {
		return tx.Create(row).Error
	}
	return tx.Clauses(clause.OnConflict{UpdateAll: true}).Create(row).Error
}

// lockedDraft locks the person's draft of that name; the zero row for none.
func lockedDraft(ctx context.Context, tx *gorm.DB, row draftRow) (draftRow, error) {
	there, err := rowsOf[draftRow](tx, clause.Locking{Strength: "UPDATE"}).Where("user_id = ? AND kind = ? AND name = ?", row.UserID, row.Kind, row.Name).Take(ctx)
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return draftRow{}, nil
	}
	return there, err
}

// expectedDraft locks the draft and answers when it was last saved, the zero time
// for none; another version than the expected is stale.
func expectedDraft(ctx context.Context, tx *gorm.DB, row draftRow, expect int) (time.Time, error) {
	now, err := lockedDraft(ctx, tx, row)
	if err != nil {
		return time.Time{}, err
	}
	there := 0
	if !now.UpdatedAt.IsZero() {
		there = now.draft().Version()
	}
	if expect != AnyDraft && expect != there {
		return now.UpdatedAt, draftStale()
	}
	return now.UpdatedAt, nil
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

// DropDraft forgets a draft; forgetting twice is fine. One that is neither the
// version expected nor was saved by the form that asks (as the body says under "by")
// holds what the person typed elsewhere and stays (stale).
func (s *Store) DropDraft(ctx context.Context, userID, kind, name string, expect int, by ...string) error {
	row := draftRow{UserID: userID, Kind: kind, Name: name}
	err := s.inTransaction(ctx, func(tx *gorm.DB) error {
		there, err := lockedDraft(ctx, tx, row)
		if err != nil || there.UpdatedAt.IsZero() { // gone already
			return err
		}
		if expect != AnyDraft && expect != there.draft().Version() && !there.savedBy(by) {
			return draftStale()
		}
		_, err = rowsOf[draftRow](tx).Where("user_id = ? AND kind = ? AND name = ?", userID, kind, name).Delete(ctx)
		return err
	})
	if err != nil && fault.Of(err) == nil {
		err = fmt.Errorf("drop draft %s/%s: %w", kind, name, err)
	}
	return err
}

// savedBy tells whether one of these openings of a form saved the draft last. The
// answer to that may never have come back, so the form need not know the version.
func (r draftRow) savedBy(forms []string) bool {
	var body struct {
		By string `json:"by"`
	}
	return json.Unmarshal([]byte(r.Body), &body) == nil && body.By != "" && slices.Contains(forms, body.By)
}
