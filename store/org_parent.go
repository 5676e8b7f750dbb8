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
// unit above their own, or one that ends a unit while the other goes below it, would
// otherwise both pass. Units are changed a few times a year.
func holdOrgs(ctx context.Context, tx *gorm.DB) error {
	if _, err := rowsOf[orgRow](tx, clause.Locking{Strength: "UPDATE"}).Order("id").Find(ctx); err != nil {
		return fmt.Errorf("hold units: %w", err)
	}
	return nil
}

// orgsAndPlans are all units as they are, by id, and the changes that are to come, in
// the order in which they will be made.
func orgsAndPlans(ctx context.Context, tx *gorm.DB) (map[string]org.Unit, []org.Change, error) {
	rows, err := rowsOf[orgRow](tx).Find(ctx)
	if err != nil {
		return nil, nil, fmt.Errorf("all units: %w", err)
	}
	units := make(map[string]org.Unit, len(rows))
	for _, r := range rows {
		units[r.ID] = r.unit()
	}
	planned, err := orgChanges(ctx, rowsOf[orgChangeRow](tx).Where("status = ?", org.ChangePending).Order("effective_on, made_at, id"))
	return units, planned, err
}

// orgsOn are all units as they will be on a day, by id.
func orgsOn(ctx context.Context, tx *gorm.DB, on workcal.Date) (map[string]org.Unit, error) {
	units, planned, err := orgsAndPlans(ctx, tx)
	if err != nil {
		return nil, err
	}
	return org.UnitsOn(units, planned, on), nil
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

// leavingNone writes a change of a unit and refuses it where it leaves units below one
// that has ended, on a day or later, which were not so before. The transaction holds
// all units.
func leavingNone(ctx context.Context, tx *gorm.DB, id string, from workcal.Date, write func() error) error {
	before, err := leftBelow(ctx, tx, from)
	if err != nil {
		return err
	}
	if err := write(); err != nil {
		return err
	}
	after, err := leftBelow(ctx, tx, from)
	if err != nil {
		return err
	}
	return org.CheckLeft(id, before, after)
}

func leftBelow(ctx context.Context, tx *gorm.DB, from workcal.Date) ([]org.Left, error) {
	units, planned, err := orgsAndPlans(ctx, tx)
	if err != nil {
		return nil, err
	}
	return org.LeftBelow(units, planned, from), nil
}

// judgedFrom is the first day on which a unit as it becomes is judged: today, or its
// last day where that is over already.
func judgedFrom(u org.Unit, today workcal.Date) workcal.Date {
	if !u.ValidTo.IsZero() && u.ValidTo.Before(today) {
		return u.ValidTo
	}
	return today
}
