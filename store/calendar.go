package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"strconv"
	"strings"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"github.com/diaodu/diaodu/contract"
	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/org"
	"github.com/diaodu/diaodu/domain/workcal"
)

type calendarNotice struct {
	ID         int64 `gorm:"primaryKey"`
	Year       int
	Body       string
	ImportedBy string
	ImportedAt time.Time
}

// TableName is calendar_notices.
func (calendarNotice) TableName() string { return "calendar_notices" }

type calendarVersion struct {
	ID          int64 `gorm:"primaryKey"`
	Version     string
	Fingerprint string
	What        string
	Year        int
	Basis       string
	Body        string
	MadeBy      string
	MadeByName  string
	MadeAt      time.Time
}

// TableName is calendar_versions.
func (calendarVersion) TableName() string { return "calendar_versions" }

// CurrentCalendar is the calendar in force: a case about to be born counts with it.
func (s *Store) CurrentCalendar(ctx context.Context) (workcal.Calendar, error) {
	row, err := latestCalendar(ctx, s.db)
	if err != nil || row == nil {
		return workcal.Embedded(), err
	}
	return row.calendar()
}

// CalendarVersions lists the calendars that were in force, newest first.
func (s *Store) CalendarVersions(ctx context.Context) ([]contract.CalendarVersion, error) {
	rows, err := rowsOf[calendarVersion](s.db).Order("id DESC").Find(ctx)
	if err != nil {
		return nil, fmt.Errorf("calendar versions: %w", err)
	}
	versions := make([]contract.CalendarVersion, 0, len(rows))
	for _, r := range rows {
		v, err := r.view()
		if err != nil {
			return nil, err
		}
		versions = append(versions, v)
	}
	return versions, nil
}

// CalendarNotices are the notices in force, ascending by year, shipped or
// imported; they know the names of the holidays.
func (s *Store) CalendarNotices(ctx context.Context) ([]workcal.Notice, error) {
	imported, err := importedNotices(ctx, s.db)
	if err != nil {
		return nil, err
	}
	return workcal.NoticesInForce(imported), nil
}

// CandidateCalendar is the calendar as it would be with one more notice, or
// with other local days; nil leaves a part as it is. Nothing is written.
func (s *Store) CandidateCalendar(ctx context.Context, n *workcal.Notice, l *contract.LocalDays) (workcal.Calendar, error) {
	now, err := composed(ctx, s.db)
	if err != nil {
		return workcal.Calendar{}, err
	}
	if n != nil {
		if now, err = now.With(*n); err != nil {
			return workcal.Calendar{}, err
		}
	}
	if l != nil {
		return l.On(now)
	}
	return now, nil
}

// ImportNotice puts a year's notice in force and returns the version that then
// is. A notice that is in force already changes and records nothing.
func (s *Store) ImportNotice(ctx context.Context, by casefile.Meta, n workcal.Notice, at time.Time) (contract.CalendarVersion, error) {
	if _, err := s.CandidateCalendar(ctx, &n, nil); err != nil {
		return contract.CalendarVersion{}, err
	}
	before, err := s.noticeOf(ctx, n.Year)
	if err != nil {
		return contract.CalendarVersion{}, err
	}
	if before != nil && reflect.DeepEqual(*before, n) {
		return s.versionInForce(ctx)
	}
	body, err := json.Marshal(n)
	if err != nil {
		return contract.CalendarVersion{}, fmt.Errorf("import notice of %d: %w", n.Year, err)
	}
	trace := &Trace{Stream: "calendar", Actor: by.Actor, IP: by.IP, What: "calendar.import", Subject: strconv.Itoa(n.Year), Before: before, After: n}
	version := calendarVersion{What: contract.CalendarImported, Year: n.Year, Basis: strings.Join(n.Papers, "\n"), MadeAt: at}
	return s.changeCalendar(ctx, trace, version, func(tx *gorm.DB) error {
		return rowsOf[calendarNotice](tx).Create(ctx, &calendarNotice{
			Year: n.Year, Body: string(body), ImportedBy: by.Actor.UserID, ImportedAt: at,
		})
	})
}

// AdoptShippedCalendar puts the notices of a new release in force, beneath what
// was imported here. It is called at every start and mostly changes nothing.
func (s *Store) AdoptShippedCalendar(ctx context.Context) error {
	now, err := composed(ctx, s.db)
	if err != nil {
		return err
	}
	latest, err := latestCalendar(ctx, s.db)
	if err != nil || latest != nil && latest.Fingerprint == now.Version {
		return err
	}
	trace := &Trace{Stream: "calendar", Actor: org.Clock, What: "calendar.shipped", Subject: now.Version, After: now}
	_, err = s.changeCalendar(ctx, trace, calendarVersion{What: contract.CalendarShipped, MadeAt: time.Now()}, func(*gorm.DB) error { return nil })
	return err
}

// changeCalendar makes a change and, where it changes any day, a version of it.
// Changes wait for one another, so that none composes without the other's.
func (s *Store) changeCalendar(ctx context.Context, t *Trace, v calendarVersion, change func(tx *gorm.DB) error) (contract.CalendarVersion, error) {
	v.MadeBy, v.MadeByName = t.Actor.UserID, t.Actor.Name
	var out contract.CalendarVersion
	err := s.traced(ctx, t, func(tx *gorm.DB) error {
		if _, err := rowsOf[calendarSettings](tx, clause.Locking{Strength: "UPDATE"}).Where("id = 1").Take(ctx); err != nil {
			return err
		}
		if err := change(tx); err != nil {
			return err
		}
		row, err := makeVersion(ctx, tx, v)
		if err != nil {
			return err
		}
		out, err = row.view()
		return err
	})
	if err != nil {
		return contract.CalendarVersion{}, fmt.Errorf("%s: %w", t.What, err)
	}
	return out, nil
}

// makeVersion writes the calendar that the tables now make, unless it is the
// one in force. Days that were in force before get a version of their own
// again: cases are given each version once.
func makeVersion(ctx context.Context, tx *gorm.DB, v calendarVersion) (calendarVersion, error) {
	cal, err := composed(ctx, tx)
	if err != nil {
		return v, err
	}
	latest, err := latestCalendar(ctx, tx)
	if err != nil {
		return v, err
	}
	if latest != nil && latest.Fingerprint == cal.Version {
		return *latest, nil
	}
	v.Fingerprint = cal.Version
	if latest != nil {
		cal.Version += "-" + strconv.FormatInt(latest.ID+1, 10)
	}
	body, err := json.Marshal(cal)
	if err != nil {
		return v, err
	}
	v.Version, v.Body, v.MadeAt = cal.Version, string(body), v.MadeAt.In(workcal.CST).Truncate(time.Microsecond)
	return v, rowsOf[calendarVersion](tx).Create(ctx, &v)
}

func (s *Store) versionInForce(ctx context.Context) (contract.CalendarVersion, error) {
	row, err := latestCalendar(ctx, s.db)
	if err != nil {
		return contract.CalendarVersion{}, err
	}
	if row == nil {
		if err := s.AdoptShippedCalendar(ctx); err != nil {
			return contract.CalendarVersion{}, err
		}
		return s.versionInForce(ctx)
	}
	return row.view()
}

// composed is the calendar that the tables make with the shipped notices.
func composed(ctx context.Context, db *gorm.DB) (workcal.Calendar, error) {
	imported, err := importedNotices(ctx, db)
	if err != nil {
		return workcal.Calendar{}, err
	}
	local, err := localDays(ctx, db)
	if err != nil {
		return workcal.Calendar{}, err
	}
	cal, err := workcal.Compose(imported)
	if err == nil {
		cal, err = local.On(cal)
	}
	if err != nil {
		return cal, fmt.Errorf("compose calendar: %w", err)
	}
	return cal, nil
}

func latestCalendar(ctx context.Context, db *gorm.DB) (*calendarVersion, error) {
	row, err := rowsOf[calendarVersion](db).Order("id DESC").Limit(1).Take(ctx)
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("calendar in force: %w", err)
	}
	return &row, nil
}

// importedNotices brings the last import of each year, in the order of import.
func importedNotices(ctx context.Context, db *gorm.DB) ([]workcal.Notice, error) {
	rows, err := rowsOf[calendarNotice](db).
		Where("id IN (SELECT MAX(id) FROM calendar_notices GROUP BY year)").Order("id").Find(ctx)
	if err != nil {
		return nil, fmt.Errorf("imported notices: %w", err)
	}
	notices := make([]workcal.Notice, 0, len(rows))
	for _, r := range rows {
		var n workcal.Notice
		if err := json.Unmarshal([]byte(r.Body), &n); err != nil {
			return nil, fmt.Errorf("imported notice %d: %w", r.ID, err)
		}
		notices = append(notices, n)
	}
	return notices, nil
}

func (s *Store) noticeOf(ctx context.Context, year int) (*workcal.Notice, error) {
	notices, err := s.CalendarNotices(ctx)
	if err != nil {
		return nil, err
	}
	for _, n := range notices {
		if n.Year == year {
			return &n, nil
		}
	}
	return nil, nil
}

func (r calendarVersion) calendar() (workcal.Calendar, error) {
	var cal workcal.Calendar
	if err := json.Unmarshal([]byte(r.Body), &cal); err != nil {
		return cal, fmt.Errorf("calendar %s: %w", r.Version, err)
	}
	return cal, nil
}

func (r calendarVersion) view() (contract.CalendarVersion, error) {
	cal, err := r.calendar()
	v := contract.CalendarVersion{Version: r.Version, What: r.What, Year: r.Year, ByID: r.MadeBy, By: r.MadeByName, At: r.MadeAt}
	if r.Basis != "" {
		v.Basis = strings.Split(r.Basis, "\n")
	}
	v.From, v.To = cal.Coverage()
	return v, err
}
