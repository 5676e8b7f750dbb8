package store

import (
	"context"
	"errors"
	"fmt"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"github.com/diaodu/diaodu/domain/project"
)

type keyList struct {
	Year    int `gorm:"primaryKey"`
	Version int `gorm:"primaryKey"`
	Basis   string
	OnDate  dateCol
	ByID    string
	ByName  string
	At      time.Time
}

// TableName is key_lists.
func (keyList) TableName() string { return "key_lists" }

type keyEntry struct {
	ID        int64 `gorm:"primaryKey"`
	Year      int
	Version   int
	ProjectID string
	Act       project.ListAct
	Level     project.Level
}

// TableName is key_list_entries.
func (keyEntry) TableName() string { return "key_list_entries" }

// PublishNotice enters projects into one year's key-project list, or takes them
// off it, by a notice; each notice is a new version of the list.
func (s *Store) PublishNotice(ctx context.Context, by By, year int, entries []project.ListEntry) (version int, err error) {
	if err := project.MayKeep(by.Actor); err != nil {
		return 0, err
	}
	trace := &Trace{Stream: "key_list", Actor: by.Actor, IP: by.IP, What: "key_list.notice", Subject: fmt.Sprint(year)}
	err = s.traced(ctx, trace, func(tx *gorm.DB) error {
		version, err = publishNotice(ctx, tx, by, year, entries)
		trace.After = map[string]any{"version": version, "entries": entries}
		return err
	})
	return version, err
}

func publishNotice(ctx context.Context, tx *gorm.DB, by By, year int, entries []project.ListEntry) (int, error) {
	// The newest version's row is the lock; the first version's key decides a race.
	latest, err := rowsOf[keyList](tx, clause.Locking{Strength: "UPDATE"}).Where("year = ?", year).Order("version DESC").Take(ctx)
	if err != nil && !errors.Is(err, gorm.ErrRecordNotFound) {
		return 0, fmt.Errorf("list of %d: %w", year, err)
	}
	all, err := listEntries(ctx, tx, year)
	if err != nil {
		return 0, err
	}
	if err := project.CheckNotice(project.ListAsOf(all, year, 0), entries); err != nil {
		return 0, err
	}
	version := latest.Version + 1
	head := keyList{
		Year: year, Version: version, Basis: entries[0].Basis, OnDate: dateCol{entries[0].On},
		ByID: by.Actor.UserID, ByName: by.Actor.Name, At: by.At,
	}
	if err := rowsOf[keyList](tx).Create(ctx, &head); err != nil {
		return 0, fmt.Errorf("list of %d: %w", year, err)
	}
	for _, e := range entries {
		if err := enterList(ctx, tx, by, year, version, e); err != nil {
			return 0, err
		}
	}
	return version, nil
}

// enterList writes one line of a notice and the project's present level.
func enterList(ctx context.Context, tx *gorm.DB, by By, year, version int, e project.ListEntry) error {
	row, err := lockProject(ctx, tx, by.Actor, e.ProjectID)
	if err != nil {
		return err
	}
	line := keyEntry{Year: year, Version: version, ProjectID: row.ID, Act: e.Act, Level: e.Level}
	if err := rowsOf[keyEntry](tx).Create(ctx, &line); err != nil {
		return fmt.Errorf("list line of %s: %w", row.ID, err)
	}
	old := row
	switch {
	case e.Act == project.Enters && year >= row.KeyYear:
		row.Level, row.KeyYear = e.Level, year
	case e.Act == project.Leaves && year == row.KeyYear:
		row.Level = project.NotKey
	default:
		return nil
	}
	f, err := factsOf(ctx, tx, row, by.today())
	if err != nil {
		return err
	}
	row.derive(f, by)
	row.Version++
	row.UpdatedAt = by.At
	if _, err := rowsOf[projectRow](tx).Where("id = ?", row.ID).Select("*").Updates(ctx, row); err != nil {
		return fmt.Errorf("level of %s: %w", row.ID, err)
	}
	return countProject(ctx, tx, &old, &row)
}

func listEntries(ctx context.Context, db *gorm.DB, year int) ([]project.ListEntry, error) {
	heads, err := rowsOf[keyList](db).Where("year = ?", year).Order("version").Find(ctx)
	if err != nil {
		return nil, fmt.Errorf("list of %d: %w", year, err)
	}
	of := make(map[int]keyList, len(heads))
	for _, h := range heads {
		of[h.Version] = h
	}
	rows, err := rowsOf[keyEntry](db).Where("year = ?", year).Order("id").Find(ctx)
	if err != nil {
		return nil, fmt.Errorf("list of %d: %w", year, err)
	}
	out := make([]project.ListEntry, len(rows))
	for i, r := range rows {
		h := of[r.Version]
		out[i] = project.ListEntry{
			Year: r.Year, Version: r.Version, ProjectID: r.ProjectID, Act: r.Act, Level: r.Level, Basis: h.Basis, On: h.OnDate.Date,
		}
	}
	return out, nil
}

// KeyList is one year's key-project list as of a version, 0 for the newest.
func (s *Store) KeyList(ctx context.Context, year, version int) ([]project.ListEntry, error) {
	all, err := listEntries(ctx, s.db, year)
	if err != nil {
		return nil, err
	}
	return project.ListAsOf(all, year, version), nil
}

// ProjectNames are the names of projects by id; ids that are unknown are left out.
func (s *Store) ProjectNames(ctx context.Context, ids []string) (map[string]string, error) {
	names := make(map[string]string, len(ids))
	if len(ids) == 0 {
		return names, nil
	}
	var rows []struct{ ID, Name string }
	if err := s.db.WithContext(ctx).Raw("SELECT id, name FROM projects WHERE id IN ?", ids).Scan(&rows).Error; err != nil {
		return nil, fmt.Errorf("names of projects: %w", err)
	}
	for _, r := range rows {
		names[r.ID] = r.Name
	}
	return names, nil
}
