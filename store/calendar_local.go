package store

import (
	"context"
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"time"

	"gorm.io/gorm"

	"github.com/diaodu/diaodu/contract"
	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/fault"
	"github.com/diaodu/diaodu/domain/workcal"
)

type calendarLocalDay struct {
	Day  time.Time `gorm:"primaryKey"`
	Work bool
	Name string
}

// TableName is calendar_local_days.
func (calendarLocalDay) TableName() string { return "calendar_local_days" }

type calendarSettings struct {
	ID      int `gorm:"primaryKey"`
	Hours   string
	Basis   string
	Version int
}

// TableName is calendar_settings.
func (calendarSettings) TableName() string { return "calendar_settings" }

// LocalDays are the district's own days, ascending, and its office hours.
func (s *Store) LocalDays(ctx context.Context) (contract.LocalDays, error) {
	return localDays(ctx, s.db)
}

// SetLocalDays replaces the district's own days and hours and returns the
// version then in force. What is set already changes and records nothing; other
// days than somebody saw (l.Version, 0 expects nothing) are stale.
func (s *Store) SetLocalDays(ctx context.Context, by casefile.Meta, l contract.LocalDays, at time.Time) (contract.CalendarVersion, error) {
	l, err := inOrder(l)
	if err != nil {
		return contract.CalendarVersion{}, err
	}
	if _, err := s.CandidateCalendar(ctx, nil, &l); err != nil {
		return contract.CalendarVersion{}, err
	}
	before, err := s.LocalDays(ctx)
	if err != nil {
		return contract.CalendarVersion{}, err
	}
	seen := l.Version
	if l.Version = before.Version; reflect.DeepEqual(before, l) {
		return s.versionInForce(ctx)
	}
	trace := &Trace{Stream: "calendar", Actor: by.Actor, IP: by.IP, What: "calendar.local", Subject: "local"}
	version := calendarVersion{What: contract.CalendarLocal, Basis: l.Basis, MadeAt: at}
	return s.changeCalendar(ctx, trace, version, func(tx *gorm.DB) error {
		now, err := localDays(ctx, tx) // the settings' row is locked
		if err != nil {
			return err
		}
		if seen > 0 && seen != now.Version {
			return stale(seen, now.Version)
		}
		l.Version = now.Version + 1
		trace.Before, trace.After = now, l
		return writeLocalDays(ctx, tx, l)
	})
}

func localDays(ctx context.Context, db *gorm.DB) (contract.LocalDays, error) {
	l := contract.LocalDays{Days: []contract.LocalDay{}}
	rows, err := rowsOf[calendarLocalDay](db).Order("day").Find(ctx)
	if err != nil {
		return l, fmt.Errorf("local days: %w", err)
	}
	for _, r := range rows {
		l.Days = append(l.Days, contract.LocalDay{Date: workcal.DateOf(r.Day), Work: r.Work, Name: r.Name})
	}
	settings, err := rowsOf[calendarSettings](db).Where("id = 1").Take(ctx)
	if err != nil {
		return l, fmt.Errorf("office hours: %w", err)
	}
	if err := json.Unmarshal([]byte(settings.Hours), &l.Hours); err != nil {
		return l, fmt.Errorf("office hours: %w", err)
	}
	l.Basis, l.Version = settings.Basis, settings.Version
	return l, nil
}

func writeLocalDays(ctx context.Context, tx *gorm.DB, l contract.LocalDays) error {
	if _, err := rowsOf[calendarLocalDay](tx).Where("1 = 1").Delete(ctx); err != nil {
		return fmt.Errorf("local days: %w", err)
	}
	for _, d := range l.Days {
		row := calendarLocalDay{Day: d.Date.Time(), Work: d.Work, Name: d.Name}
		if err := rowsOf[calendarLocalDay](tx).Create(ctx, &row); err != nil {
			return fmt.Errorf("local day %s: %w", d.Date, err)
		}
	}
	hours, err := json.Marshal(l.Hours)
	if err != nil {
		return fmt.Errorf("office hours: %w", err)
	}
	_, err = rowsOf[calendarSettings](tx).Where("id = 1").Select("hours", "basis", "version").
		Updates(ctx, calendarSettings{Hours: string(hours), Basis: l.Basis, Version: l.Version})
	if err != nil {
		return fmt.Errorf("office hours: %w", err)
	}
	return nil
}

// inOrder sorts the days; a day named twice is the fault calendar.local_clash.
func inOrder(l contract.LocalDays) (contract.LocalDays, error) {
	l.Days = append([]contract.LocalDay{}, l.Days...)
	slices.SortFunc(l.Days, func(a, b contract.LocalDay) int { return a.Date.Compare(b.Date) })
	for i, d := range l.Days {
		if i > 0 && l.Days[i-1].Date == d.Date {
			return l, fault.New(fault.Invalid, "calendar.local_clash", "%s is named twice", d.Date).
				With("date", d.Date.String()).On("days")
		}
	}
	return l, nil
}
