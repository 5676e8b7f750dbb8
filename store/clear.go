package store

import (
	"context"
	"fmt"
	"slices"

	"github.com/diaodu/diaodu/domain/org"
)

// kept are the tables that a cleared installation keeps: what migrations wrote, and
// the lock held meanwhile.
var kept = []string{"goose_db_version", "schema_lock", "calendar_settings", "search_ready"}

// OnlyBy tells whether nobody but one writer and the accounts it made, whose ids
// begin with the writer's and a dash, has written anything or signed in.
func (s *Store) OnlyBy(ctx context.Context, writer string) (bool, error) {
	var others int64
	err := s.db.WithContext(ctx).Raw("SELECT COUNT(*) FROM audit_entries WHERE stream = 'session' OR (actor_id NOT IN ? AND actor_id NOT LIKE ?)",
		[]string{writer, org.Clock.UserID}, writer+"-%").Scan(&others).Error
	if err == nil && others == 0 {
		err = s.db.WithContext(ctx).Raw("SELECT COUNT(*) FROM users WHERE id NOT LIKE ?", writer+"-%").Scan(&others).Error
	}
	if err != nil {
		return false, fmt.Errorf("look for other writers: %w", err)
	}
	return others == 0, nil
}

// Clear empties an installation whose first filling was cut off; the caller has
// seen OnlyBy. The settings go last: a clearing that is cut off itself is found
// and begun again.
func (s *Store) Clear(ctx context.Context) error {
	unlock, err := s.lockSchema(ctx)
	if err != nil {
		return err
	}
	defer unlock()
	var tables []string
	err = s.db.WithContext(ctx).Raw("SELECT TABLE_NAME FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE() AND TABLE_TYPE = 'BASE TABLE' " +
		"ORDER BY TABLE_NAME = 'settings', TABLE_NAME").Scan(&tables).Error
	if err != nil {
		return fmt.Errorf("tables: %w", err)
	}
	for _, t := range tables {
		if slices.Contains(kept, t) {
			continue
		}
		if err := s.db.WithContext(ctx).Exec("TRUNCATE TABLE `" + t + "`").Error; err != nil {
			return fmt.Errorf("clear %s: %w", t, err)
		}
	}
	return nil
}
