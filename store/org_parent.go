package store

import (
	"context"
	"fmt"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"github.com/diaodu/diaodu/domain/org"
	"github.com/diaodu/diaodu/domain/workcal"
)

// holdOrgs holds every unit's row, in one order: two changes that each put the other's
// unit above their own would otherwise both pass. Units are changed a few times a year.
func holdOrgs(ctx context.Context, tx *gorm.DB) error {
	if _, err := rowsOf[orgRow](tx, clause.Locking{Strength: "UPDATE"}).Order("id").Find(ctx); err != nil {
		return fmt.Errorf("hold units: %w", err)
	}
	return nil
}

// orgsOn are all units as they will be on a day, by id: as they are, and then the
// planned changes up to that day, in their order.
func orgsOn(ctx context.Context, tx *gorm.DB, on workcal.Date) (map[string]org.Unit, error) {
	rows, err := rowsOf[orgRow](tx).Find(ctx)
	if err != nil {
		return nil, fmt.Errorf("units on %s: %w", on, err)
	}
	units := make(map[string]org.Unit, len(rows))
	for _, r := range rows {
		units[r.ID] = r.unit()
	}
	planned, err := orgChanges(ctx, rowsOf[orgChangeRow](tx).Where("status = ? AND effective_on <= ?", org.ChangePending, on.String()).
		Order("effective_on, made_at, id"))
	if err != nil {
		return nil, err
	}
	for _, c := range planned {
		u := units[c.OrgID]
		if c.After.Apply(&u, c.EffectiveOn) == nil { // one that cannot be made changes nothing
			units[c.OrgID] = u
		}
	}
	return units, nil
}

// checkParent refuses a parent that cannot be above u on a day.
func checkParent(ctx context.Context, tx *gorm.DB, u org.Unit, on workcal.Date) error {
	if u.ParentID == "" {
		return nil
	}
	units, err := orgsOn(ctx, tx, on)
	if err != nil {
		return err
	}
	return org.CheckParent(u, on, units)
}
