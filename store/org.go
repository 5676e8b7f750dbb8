package store

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"github.com/diaodu/diaodu/domain/fault"
	"github.com/diaodu/diaodu/domain/org"
	"github.com/diaodu/diaodu/domain/project"
	"github.com/diaodu/diaodu/domain/workcal"
)

type orgRow struct {
	ID        string `gorm:"primaryKey"`
	Name      string
	ShortName string
	Pinyin    string
	Type      org.Type
	ParentID  string
	TownCode  string
	Phone     string
	SortNo    int
	ValidFrom dateCol
	ValidTo   dateCol
	Demo      bool
	Version   int
	CreatedAt time.Time `gorm:"autoCreateTime:false"`
	UpdatedAt time.Time `gorm:"autoUpdateTime:false"`
}

// TableName is orgs.
func (orgRow) TableName() string { return "orgs" }

func (r orgRow) unit() org.Unit {
	return org.Unit{
		ID: r.ID, Name: r.Name, ShortName: r.ShortName, Type: r.Type, ParentID: r.ParentID, TownCode: r.TownCode,
		Phone: r.Phone, SortNo: r.SortNo, ValidFrom: r.ValidFrom.Date, ValidTo: r.ValidTo.Date, Demo: r.Demo, Version: r.Version,
	}
}

func (r *orgRow) put(u org.Unit) {
	r.Name, r.ShortName, r.Pinyin, r.Type = u.Name, u.ShortName, initials(u.Name), u.Type
	r.ParentID, r.TownCode, r.Phone, r.SortNo, r.Demo = u.ParentID, u.TownCode, u.Phone, u.SortNo, u.Demo
	r.ValidFrom, r.ValidTo = dateCol{u.ValidFrom}, dateCol{u.ValidTo}
}

// OrgQuery filters units; empty fields filter nothing.
type OrgQuery struct {
	Text string
	Type org.Type
	On   workcal.Date // those in being on the day
	Next workcal.Date // those that will be set up after the day
}

// Orgs lists units in the order people know them. A district has a hundred or
// two, so there are no pages.
func (s *Store) Orgs(ctx context.Context, q OrgQuery) ([]org.Unit, error) {
	db := s.db.WithContext(ctx).Table("orgs").Order("sort_no, id").Limit(2000)
	if q.Type != "" {
		db = db.Where("type = ?", q.Type)
	}
	if !q.On.IsZero() {
		db = db.Where("valid_from <= ? AND (valid_to IS NULL OR valid_to >= ?)", q.On.String(), q.On.String())
	}
	if !q.Next.IsZero() {
		db = db.Where("valid_from > ?", q.Next.String())
	}
	if text := strings.TrimSpace(q.Text); text != "" {
		like := containing(text)
		db = db.Where("name LIKE ? OR short_name LIKE ? OR pinyin LIKE ?", like, like, like)
	}
	var rows []orgRow
	if err := db.Find(&rows).Error; err != nil {
		return nil, fmt.Errorf("list units: %w", err)
	}
	out := make([]org.Unit, len(rows))
	for i, r := range rows {
		out[i] = r.unit()
	}
	return out, nil
}

// Org is one unit, whether in being or ended.
func (s *Store) Org(ctx context.Context, id string) (org.Unit, error) {
	row, err := rowsOf[orgRow](s.db).Where("id = ?", id).Take(ctx)
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return org.Unit{}, noOrg(id)
	}
	if err != nil {
		return org.Unit{}, fmt.Errorf("unit %s: %w", id, err)
	}
	return row.unit(), nil
}

func noOrg(id string) error { return fault.New(fault.NotFound, "org.not_found", "no unit %s", id) }

// CreateOrg adds a unit. An id may be given, so that a seed's units keep theirs.
func (s *Store) CreateOrg(ctx context.Context, by By, u org.Unit) (org.Unit, error) {
	if err := project.MayKeepOrgs(by.Actor); err != nil {
		return u, err
	}
	var row orgRow
	trace := &Trace{Stream: "org", Actor: by.Actor, IP: by.IP, What: "org.create"}
	err := s.traced(ctx, trace, func(tx *gorm.DB) error {
		if err := holdOrgs(ctx, tx); err != nil {
			return err
		}
		row = orgRow{ID: u.ID, Version: 1, CreatedAt: by.At, UpdatedAt: by.At}
		if row.ID == "" {
			row.ID = registerID("o", by.At)
		}
		if err := u.Check(); err != nil {
			return err
		}
		u.ID = row.ID
		if err := checkParent(ctx, tx, u, workcal.Later(by.today(), u.ValidFrom)); err != nil {
			return err
		}
		row.put(u)
		trace.Subject, trace.After = row.ID, row.unit()
		return leavingNone(ctx, tx, row.ID, judgedFrom(u, by.today()), func() error {
			return orgFault(rowsOf[orgRow](tx).Create(ctx, &row), row)
		})
	})
	return row.unit(), err
}

func orgFault(err error, row orgRow) error {
	if errors.Is(err, gorm.ErrDuplicatedKey) {
		return fault.New(fault.Conflict, "org.exists", "unit %s exists", row.Name).On("name").With("name", row.Name)
	}
	if err != nil {
		return fmt.Errorf("write unit %s: %w", row.ID, err)
	}
	return nil
}

// UpdateOrg changes a unit at once; ending it is setting its last day, by which no
// unit may be left below it.
func (s *Store) UpdateOrg(ctx context.Context, by By, id string, expect int, change func(*org.Unit)) (org.Unit, error) {
	if err := project.MayKeepOrgs(by.Actor); err != nil {
		return org.Unit{}, err
	}
	var row orgRow
	trace := &Trace{Stream: "org", Actor: by.Actor, IP: by.IP, What: "org.update", Subject: id}
	err := s.traced(ctx, trace, func(tx *gorm.DB) (err error) {
		if err = holdOrgs(ctx, tx); err != nil {
			return err
		}
		if row, err = lockOrg(ctx, tx, id, expect); err != nil {
			return err
		}
		before, u := row.unit(), row.unit()
		change(&u)
		if err := u.Check(); err != nil {
			return err
		}
		if u.ParentID != before.ParentID {
			if err := checkParent(ctx, tx, u, workcal.Later(by.today(), u.ValidFrom)); err != nil {
				return err
			}
		}
		err = leavingNone(ctx, tx, id, judgedFrom(u, by.today()), func() error { return row.become(ctx, tx, u, by.At) })
		if err != nil {
			return err
		}
		trace.Before, trace.After = before, row.unit()
		if changes := org.Between(before, u); changes != (org.Edit{}) {
			_, err = addOrgChange(ctx, tx, by, before, by.today(), changes, org.ChangeApplied)
		}
		return err
	})
	return row.unit(), err
}

// lockOrg holds a unit's row; expect is the version somebody saw, 0 for any.
func lockOrg(ctx context.Context, tx *gorm.DB, id string, expect int) (orgRow, error) {
	row, err := rowsOf[orgRow](tx, clause.Locking{Strength: "UPDATE"}).Where("id = ?", id).Take(ctx)
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return row, noOrg(id)
	}
	if err != nil {
		return row, fmt.Errorf("lock unit %s: %w", id, err)
	}
	if expect > 0 && row.Version != expect {
		return row, stale(expect, row.Version)
	}
	return row, nil
}

// become writes the held row's next version.
func (r *orgRow) become(ctx context.Context, tx *gorm.DB, u org.Unit, at time.Time) error {
	r.put(u)
	r.Version++
	r.UpdatedAt = at
	_, err := rowsOf[orgRow](tx).Where("id = ?", r.ID).Select("*").Updates(ctx, *r)
	return orgFault(err, *r)
}

type townRow struct {
	Code   string `gorm:"primaryKey"`
	Name   string
	Pinyin string
	SortNo int
}

// TableName is towns.
func (townRow) TableName() string { return "towns" }

// Towns lists the district's towns by code.
func (s *Store) Towns(ctx context.Context) ([]org.TownName, error) {
	rows, err := rowsOf[townRow](s.db).Order("sort_no, code").Find(ctx)
	if err != nil {
		return nil, fmt.Errorf("list towns: %w", err)
	}
	out := make([]org.TownName, len(rows))
	for i, r := range rows {
		out[i] = org.TownName{Code: r.Code, Name: r.Name}
	}
	return out, nil
}

// SetTowns writes the district's towns, adding and renaming; none is removed,
// because old records name it.
func (s *Store) SetTowns(ctx context.Context, by By, towns []org.TownName) error {
	if err := project.MayKeepOrgs(by.Actor); err != nil {
		return err
	}
	trace := &Trace{Stream: "org", Actor: by.Actor, IP: by.IP, What: "town.set", Subject: "towns", After: towns}
	return s.traced(ctx, trace, func(tx *gorm.DB) error {
		for i, t := range towns {
			row := townRow{Code: t.Code, Name: t.Name, Pinyin: initials(t.Name), SortNo: i + 1}
			if err := tx.WithContext(ctx).Clauses(clause.OnConflict{UpdateAll: true}).Create(&row).Error; err != nil {
				return fmt.Errorf("town %s: %w", t.Code, err)
			}
		}
		return nil
	})
}
