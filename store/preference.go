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

// preferencesEach bounds how many preferences one person keeps, preferenceBytes
// how large each is: they are choices, not documents.
const (
	preferencesEach = 60
	preferenceBytes = 16 << 10
)

type preferenceRow struct {
	UserID    string `gorm:"primaryKey"`
	Name      string `gorm:"primaryKey"`
	Body      string
	UpdatedAt time.Time `gorm:"autoUpdateTime:false"`
}

// TableName is preferences.
func (preferenceRow) TableName() string { return "preferences" }

// Preference is how a person likes to see one list 个人设置: its columns, its
// saved views. It is JSON that the console alone understands; empty where the
// person has not chosen.
func (s *Store) Preference(ctx context.Context, userID, name string) (json.RawMessage, error) {
	row, err := rowsOf[preferenceRow](s.db).Where("user_id = ? AND name = ?", userID, name).Take(ctx)
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("preference %s of %s: %w", name, userID, err)
	}
	return json.RawMessage(row.Body), nil
}

// SetPreference keeps a preference in place of what the person had under the
// name. Errors: preference.too_large, preference.too_many.
func (s *Store) SetPreference(ctx context.Context, userID, name string, body json.RawMessage, at time.Time) error {
	if len(body) > preferenceBytes {
		return fault.New(fault.Invalid, "preference.too_large", "%s: %d bytes", name, len(body)).With("limit", preferenceBytes>>10)
	}
	row := preferenceRow{UserID: userID, Name: name, Body: string(body), UpdatedAt: at}
	err := s.inTransaction(ctx, func(tx *gorm.DB) error {
		if err := tx.Clauses(clause.OnConflict{UpdateAll: true}).Create(&row).Error; err != nil {
			return err
		}
		n, err := rowsOf[preferenceRow](tx).Where("user_id = ?", userID).Count(ctx, "name")
		if err == nil && n > preferencesEach {
			err = fault.New(fault.Conflict, "preference.too_many", "%d preferences", n).With("limit", preferencesEach)
		}
		return err
	})
	if err != nil && fault.Of(err) == nil {
		err = fmt.Errorf("set preference %s of %s: %w", name, userID, err)
	}
	return err
}
