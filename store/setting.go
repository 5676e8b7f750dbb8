package store

import (
	"context"
	"errors"
	"fmt"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"
)

type settingRow struct {
	Name      string `gorm:"primaryKey"`
	Value     string
	UpdatedBy string
	UpdatedAt time.Time `gorm:"autoUpdateTime:false"`
}

// TableName is settings.
func (settingRow) TableName() string { return "settings" }

// Setting is a value that was set while the program runs; empty where none was.
func (s *Store) Setting(ctx context.Context, name string) (string, error) {
	row, err := rowsOf[settingRow](s.db).Where("name = ?", name).Take(ctx)
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return "", nil
	}
	if err != nil {
		return "", fmt.Errorf("setting %s: %w", name, err)
	}
	return row.Value, nil
}

// SetSetting changes a value, with its audit entry.
func (s *Store) SetSetting(ctx context.Context, by By, name, value string) error {
	trace := &Trace{Stream: "setting", Actor: by.Actor, IP: by.IP, What: "setting.set", Subject: name, After: value}
	return s.traced(ctx, trace, func(tx *gorm.DB) error {
		row := settingRow{Name: name, Value: value, UpdatedBy: by.Actor.UserID, UpdatedAt: by.At}
		if err := tx.WithContext(ctx).Clauses(clause.OnConflict{UpdateAll: true}).Create(&row).Error; err != nil {
			return fmt.Errorf("setting %s: %w", name, err)
		}
		return nil
	})
}
