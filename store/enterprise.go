package store

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"github.com/diaodu/diaodu/domain/enterprise"
	"github.com/diaodu/diaodu/domain/fault"
	"github.com/diaodu/diaodu/domain/org"
	"github.com/diaodu/diaodu/domain/project"
)

type enterpriseRow struct {
	ID         string `gorm:"primaryKey"`
	Name       string
	ShortName  string
	Pinyin     string
	CreditCode *string
	LegalRep   string
	Contact    string
	Phone      string
	TownCode   string
	Address    string
	Tags       []string `gorm:"serializer:json"`
	Demo       bool
	Version    int
	CreatedAt  time.Time `gorm:"autoCreateTime:false"`
	UpdatedAt  time.Time `gorm:"autoUpdateTime:false"`
}

// TableName is enterprises.
func (enterpriseRow) TableName() string { return "enterprises" }

func (r enterpriseRow) view() enterprise.View {
	v := enterprise.View{
		Enterprise: enterprise.Enterprise{
			ID: r.ID, Name: r.Name, ShortName: r.ShortName, LegalRep: r.LegalRep, Contact: r.Contact, Phone: r.Phone,
			TownCode: r.TownCode, Address: r.Address, Tags: r.Tags, Demo: r.Demo,
		},
		Version: r.Version, UpdatedAt: r.UpdatedAt,
	}
	if r.CreditCode != nil {
		v.CreditCode = *r.CreditCode
	}
	return v
}

func (r *enterpriseRow) put(e enterprise.Enterprise) {
	r.Name, r.ShortName, r.Pinyin = e.Name, e.ShortName, initials(e.Name+e.ShortName)
	r.CreditCode = nil
	if e.CreditCode != "" {
		r.CreditCode = &e.CreditCode
	}
	r.LegalRep, r.Contact, r.Phone, r.TownCode, r.Address, r.Tags, r.Demo = e.LegalRep, e.Contact, e.Phone, e.TownCode, e.Address, e.Tags, e.Demo
	if r.Tags == nil {
		r.Tags = []string{}
	}
}

// seenEnterprises limits a query to the enterprises the actor may see: officials
// all, owners their own, public utilities the owners of their projects.
func seenEnterprises(q *gorm.DB, a org.Actor) *gorm.DB {
	switch sight := project.SightOf(a); {
	case sight.All:
		return q
	case sight.EnterpriseID != "":
		return q.Where("e.id = ?", sight.EnterpriseID)
	case sight.OrgID != "":
		return q.Where("EXISTS (SELECT 1 FROM projects p JOIN project_roles r ON r.project_id = p.id "+
			"WHERE p.enterprise_id = e.id AND r.subject_id = ?)", sight.OrgID)
	}
	return q.Where("1 = 0")
}

// Enterprise is one enterprise the reader may see.
func (s *Store) Enterprise(ctx context.Context, reader org.Actor, id string) (enterprise.View, error) {
	row, err := visibleEnterprise(ctx, s.db, reader, id)
	return row.view(), err
}

func visibleEnterprise(ctx context.Context, db *gorm.DB, reader org.Actor, id string) (row enterpriseRow, err error) {
	err = seenEnterprises(db.WithContext(ctx).Table("enterprises e").Select("e.*"), reader).Where("e.id = ?", id).Take(&row).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return row, fault.New(fault.NotFound, "enterprise.not_found", "no enterprise %s in sight", id)
	}
	if err != nil {
		return row, fmt.Errorf("enterprise %s: %w", id, err)
	}
	return row, nil
}

// Enterprises lists what the reader may see, newest first; text looks in name,
// credit code and pinyin initials.
func (s *Store) Enterprises(ctx context.Context, reader org.Actor, text, cursor string, limit int) (project.Page[enterprise.View], error) {
	var page project.Page[enterprise.View]
	after, err := keysetOf(cursor)
	if err != nil {
		return page, err
	}
	db := seenEnterprises(s.db.WithContext(ctx).Table("enterprises e").Select("e.*"), reader).Order("e.id DESC").Limit(pageSize(limit) + 1)
	if after.I != "" {
		db = db.Where("e.id < ?", after.I)
	}
	if text = strings.TrimSpace(text); text != "" {
		like := containing(text)
		db = db.Where("e.name LIKE ? OR e.credit_code LIKE ? OR e.pinyin LIKE ?", like, like, like)
	}
	var rows []enterpriseRow
	if err := db.Find(&rows).Error; err != nil {
		return page, fmt.Errorf("list enterprises: %w", err)
	}
	if n := pageSize(limit); len(rows) > n {
		rows = rows[:n]
		page.Next = keyset{I: rows[n-1].ID}.cursor()
	}
	for _, r := range rows {
		page.Items = append(page.Items, r.view())
	}
	return page, nil
}

// CreateEnterprise registers an enterprise. Its name and credit code are unique.
func (s *Store) CreateEnterprise(ctx context.Context, by By, e enterprise.Enterprise) (enterprise.View, error) {
	if err := project.MayKeepEnterprises(by.Actor, ""); err != nil {
		return enterprise.View{}, err
	}
	var row enterpriseRow
	trace := &Trace{Stream: "enterprise", Actor: by.Actor, IP: by.IP, What: "enterprise.create"}
	err := s.traced(ctx, trace, func(tx *gorm.DB) (err error) {
		row, err = createEnterprise(ctx, tx, by, e)
		trace.Subject, trace.After = row.ID, row.view()
		return err
	})
	return row.view(), err
}

func createEnterprise(ctx context.Context, tx *gorm.DB, by By, e enterprise.Enterprise) (enterpriseRow, error) {
	e = e.Normal()
	row := enterpriseRow{ID: registerID("e", by.At), Version: 1, CreatedAt: by.At, UpdatedAt: by.At}
	if err := e.Check(); err != nil {
		return row, err
	}
	row.put(e)
	if err := rowsOf[enterpriseRow](tx).Create(ctx, &row); err != nil {
		return row, enterpriseFault(err, row)
	}
	return row, nil
}

func enterpriseFault(err error, row enterpriseRow) error {
	if errors.Is(err, gorm.ErrDuplicatedKey) {
		return fault.New(fault.Conflict, "enterprise.exists", "enterprise %s is registered", row.Name).On("name").With("name", row.Name)
	}
	return fmt.Errorf("write enterprise %s: %w", row.ID, err)
}

// UpdateEnterprise changes an enterprise's record. Its own people may correct
// everything but the name and the credit code.
func (s *Store) UpdateEnterprise(ctx context.Context, by By, id string, expect int, patch enterprise.Patch) (enterprise.View, error) {
	var row enterpriseRow
	trace := &Trace{Stream: "enterprise", Actor: by.Actor, IP: by.IP, What: "enterprise.update", Subject: id}
	err := s.traced(ctx, trace, func(tx *gorm.DB) error {
		if _, err := visibleEnterprise(ctx, tx, by.Actor, id); err != nil {
			return err
		}
		if err := project.MayKeepEnterprises(by.Actor, id); err != nil {
			return err
		}
		var err error
		row, err = rowsOf[enterpriseRow](tx, clause.Locking{Strength: "UPDATE"}).Where("id = ?", id).Take(ctx)
		if err != nil {
			return fmt.Errorf("lock enterprise %s: %w", id, err)
		}
		if expect > 0 && row.Version != expect {
			return stale(expect, row.Version)
		}
		before := row.view().Enterprise
		after := before.Patched(patch).Normal()
		if err := after.Check(); err != nil {
			return err
		}
		if by.Actor.EnterpriseID != "" && (after.Name != before.Name || after.CreditCode != before.CreditCode) {
			return fault.New(fault.Forbidden, "enterprise.identity", "owners do not change name or credit code").On("name")
		}
		row.put(after)
		row.Version++
		row.UpdatedAt = by.At
		trace.Before, trace.After = before, after
		if _, err := rowsOf[enterpriseRow](tx).Where("id = ?", id).Select("*").Updates(ctx, row); err != nil {
			return enterpriseFault(err, row)
		}
		return nil
	})
	return row.view(), err
}
