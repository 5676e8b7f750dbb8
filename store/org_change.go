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
	"github.com/diaodu/diaodu/domain/org"
	"github.com/diaodu/diaodu/domain/project"
	"github.com/diaodu/diaodu/domain/workcal"
)

type orgChangeRow struct {
	ID          string `gorm:"primaryKey"`
	OrgID       string
	EffectiveOn dateCol
	Was         string
	Becomes     string
	Status      org.ChangeStatus
	Fault       *string
	MadeBy      string
	MadeName    string
	MadeAt      time.Time
	AppliedAt   *time.Time
}

// TableName is org_changes.
func (orgChangeRow) TableName() string { return "org_changes" }

func (r orgChangeRow) change() (org.Change, error) {
	c := org.Change{
		ID: r.ID, OrgID: r.OrgID, EffectiveOn: r.EffectiveOn.Date, Status: r.Status,
		MadeBy: r.MadeName, MadeAt: r.MadeAt, AppliedAt: r.AppliedAt,
	}
	err := errors.Join(json.Unmarshal([]byte(r.Was), &c.Before), json.Unmarshal([]byte(r.Becomes), &c.After))
	if err == nil && r.Fault != nil {
		if err = json.Unmarshal([]byte(*r.Fault), &c.Fault); err == nil {
			c.Reason = c.Fault.Code
		}
	}
	if err != nil {
		return c, fmt.Errorf("change %s of a unit: %w", r.ID, err)
	}
	return c, nil
}

// addOrgChange keeps a change beside the unit's row, which the transaction holds.
func addOrgChange(ctx context.Context, tx *gorm.DB, by By, u org.Unit, on workcal.Date, after org.Edit, status org.ChangeStatus) (org.Change, error) {
	was, err := json.Marshal(after.Of(u))
	if err != nil {
		return org.Change{}, fmt.Errorf("change of unit %s: %w", u.ID, err)
	}
	becomes, err := json.Marshal(after)
	if err != nil {
		return org.Change{}, fmt.Errorf("change of unit %s: %w", u.ID, err)
	}
	row := orgChangeRow{
		ID: registerID("g", by.At), OrgID: u.ID, EffectiveOn: dateCol{on}, Was: string(was), Becomes: string(becomes), Status: status,
		MadeBy: by.Actor.UserID, MadeName: by.Actor.Name, MadeAt: by.At,
	}
	if status == org.ChangeApplied {
		row.AppliedAt = &by.At
	}
	if err := rowsOf[orgChangeRow](tx).Create(ctx, &row); err != nil {
		return org.Change{}, fmt.Errorf("change of unit %s: %w", u.ID, err)
	}
	return row.change()
}

// PlanOrg plans a change of a unit from a later day on. The unit stays as it is
// until then; one day has one planned change. What it changes, and what stands above
// it, is judged by the units as they will be on that day.
func (s *Store) PlanOrg(ctx context.Context, by By, id string, expect int, on workcal.Date, edit org.Edit) (c org.Change, err error) {
	if err := project.MayKeepOrgs(by.Actor); err != nil {
		return c, err
	}
	trace := &Trace{Stream: "org", Actor: by.Actor, IP: by.IP, What: "org.change_plan", Subject: id}
	err = s.traced(ctx, trace, func(tx *gorm.DB) error {
		if err := holdOrgs(ctx, tx); err != nil {
			return err
		}
		if _, err := lockOrg(ctx, tx, id, expect); err != nil {
			return err
		}
		n, err := rowsOf[orgChangeRow](tx).Where("org_id = ? AND effective_on = ? AND status = ?", id, on.String(), org.ChangePending).Count(ctx, "*")
		if err != nil {
			return fmt.Errorf("planned changes of unit %s: %w", id, err)
		}
		if n > 0 {
			return fault.New(fault.Conflict, "org.change_same_day", "unit %s has a change planned for %s", id, on).On("effective_on").With("date", on.String())
		}
		units, err := orgsOn(ctx, tx, on)
		if err != nil {
			return err
		}
		unit := units[id]
		changes, err := edit.Plan(unit, on, by.today())
		if err != nil {
			return err
		}
		if changes.ParentID != nil {
			after := unit
			changes.Put(&after)
			if err := org.CheckParent(after, on, units); err != nil {
				return err
			}
		}
		err = leavingNone(ctx, tx, id, by.today(), func() (err error) {
			c, err = addOrgChange(ctx, tx, by, unit, on, changes, org.ChangePending)
			return err
		})
		trace.After = c
		return err
	})
	return c, err
}

// OrgChanges are the changes of one unit, the latest day first.
func (s *Store) OrgChanges(ctx context.Context, reader org.Actor, id string) ([]org.Change, error) {
	if err := project.MayReadOrgChanges(reader); err != nil {
		return nil, err
	}
	if _, err := s.Org(ctx, id); err != nil {
		return nil, err
	}
	return orgChanges(ctx, rowsOf[orgChangeRow](s.db).Where("org_id = ?", id).Order("effective_on DESC, made_at DESC, id DESC").Limit(500))
}

// OpenOrgChanges are the changes of all units that are to come, and those that
// failed and were not put aside, the next day first.
func (s *Store) OpenOrgChanges(ctx context.Context, reader org.Actor) ([]org.Change, error) {
	if err := project.MayReadOrgChanges(reader); err != nil {
		return nil, err
	}
	open := []org.ChangeStatus{org.ChangePending, org.ChangeFailed}
	return orgChanges(ctx, rowsOf[orgChangeRow](s.db).Where("status IN ?", open).Order("effective_on, made_at, id").Limit(2000))
}

func orgChanges(ctx context.Context, q query[orgChangeRow]) ([]org.Change, error) {
	rows, err := q.Find(ctx)
	if err != nil {
		return nil, fmt.Errorf("changes of units: %w", err)
	}
	out := make([]org.Change, len(rows))
	for i, r := range rows {
		if out[i], err = r.change(); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// WithdrawOrgChange takes back a change that is to come, or puts one aside that failed.
// A move that the end of another unit rests on stays (org.above_ends).
func (s *Store) WithdrawOrgChange(ctx context.Context, by By, orgID, id string) error {
	if err := project.MayKeepOrgs(by.Actor); err != nil {
		return err
	}
	trace := &Trace{Stream: "org", Actor: by.Actor, IP: by.IP, What: "org.change_withdraw", Subject: orgID}
	return s.traced(ctx, trace, func(tx *gorm.DB) error {
		if err := holdOrgs(ctx, tx); err != nil {
			return err
		}
		row, err := lockOrgChange(ctx, tx, orgID, id)
		if err != nil {
			return err
		}
		c, err := row.change()
		if err != nil {
			return err
		}
		if !c.Open() {
			return fault.New(fault.Conflict, "org.change_done", "change %s is %s", id, c.Status)
		}
		trace.Before = c
		row.Status, c.Status = org.ChangeWithdrawn, org.ChangeWithdrawn
		trace.After = c
		return leavingNone(ctx, tx, orgID, by.today(), func() error { return row.save(ctx, tx) })
	})
}

func lockOrgChange(ctx context.Context, tx *gorm.DB, orgID, id string) (orgChangeRow, error) {
	row, err := rowsOf[orgChangeRow](tx, clause.Locking{Strength: "UPDATE"}).Where("id = ? AND org_id = ?", id, orgID).Take(ctx)
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return row, fault.New(fault.NotFound, "org.change_not_found", "unit %s has no change %s", orgID, id)
	}
	if err != nil {
		return row, fmt.Errorf("lock change %s of unit %s: %w", id, orgID, err)
	}
	return row, nil
}

func (r orgChangeRow) save(ctx context.Context, tx *gorm.DB) error {
	if _, err := rowsOf[orgChangeRow](tx).Where("id = ?", r.ID).Select("*").Updates(ctx, r); err != nil {
		return fmt.Errorf("change %s of unit %s: %w", r.ID, r.OrgID, err)
	}
	return nil
}

// ApplyOrgChanges makes the planned changes whose day has come, in the order of
// their days, and says how many. One that cannot be made is kept as failed with its
// reason; trouble of ours leaves a change for the next time. Neither holds up the
// others, and several may do so at once: each change is made once.
func (s *Store) ApplyOrgChanges(ctx context.Context, now time.Time) (applied int, err error) {
	rows, err := rowsOf[orgChangeRow](s.db).Where("status = ? AND effective_on <= ?", org.ChangePending, workcal.DateOf(now).String()).
		Order("effective_on, made_at, id").Find(ctx)
	if err != nil {
		return 0, fmt.Errorf("due changes of units: %w", err)
	}
	var troubles []error
	for _, r := range rows {
		err := s.applyOrgChange(ctx, r, now)
		if f := fault.Of(err); f != nil {
			err = s.failOrgChange(ctx, r, f)
		} else if err == nil {
			applied++
		}
		if err != nil && !errors.Is(err, errChangeSettled) {
			troubles = append(troubles, err)
		}
	}
	return applied, errors.Join(troubles...)
}

// errChangeSettled rolls back what somebody else did meanwhile.
var errChangeSettled = errors.New("the change is settled already")

// stillPending locks a change, after its unit's row, if it still waits.
func stillPending(ctx context.Context, tx *gorm.DB, r orgChangeRow) (orgChangeRow, error) {
	row, err := lockOrgChange(ctx, tx, r.OrgID, r.ID)
	if err == nil && row.Status != org.ChangePending {
		err = errChangeSettled
	}
	return row, err
}

func (s *Store) applyOrgChange(ctx context.Context, r orgChangeRow, now time.Time) error {
	trace := &Trace{Stream: "org", Actor: org.Clock, What: "org.change_apply", Subject: r.OrgID}
	return s.traced(ctx, trace, func(tx *gorm.DB) error {
		if err := holdOrgs(ctx, tx); err != nil {
			return err
		}
		unit, err := lockOrg(ctx, tx, r.OrgID, 0)
		if err != nil {
			return err
		}
		row, err := stillPending(ctx, tx, r)
		if err != nil {
			return err
		}
		c, err := row.change()
		if err != nil {
			return err
		}
		was, err := json.Marshal(c.After.Of(unit.unit()))
		if err != nil {
			return fmt.Errorf("change %s of unit %s: %w", r.ID, r.OrgID, err)
		}
		trace.Before = unit.unit()
		u := unit.unit()
		if err := c.After.Apply(&u, c.EffectiveOn); err != nil {
			return err
		}
		if u.ParentID != unit.ParentID {
			if err := checkParent(ctx, tx, u, c.EffectiveOn); err != nil {
				return err
			}
		}
		if err := unit.become(ctx, tx, u, now); err != nil {
			return err
		}
		trace.After = unit.unit()
		row.Was, row.Status, row.AppliedAt = string(was), org.ChangeApplied, &now
		return row.save(ctx, tx)
	})
}

func (s *Store) failOrgChange(ctx context.Context, r orgChangeRow, why *fault.Fault) error {
	raw, err := json.Marshal(why)
	if err != nil {
		return fmt.Errorf("change %s of unit %s: %w", r.ID, r.OrgID, err)
	}
	trace := &Trace{Stream: "org", Actor: org.Clock, What: "org.change_fail", Subject: r.OrgID}
	return s.traced(ctx, trace, func(tx *gorm.DB) error {
		row, err := stillPending(ctx, tx, r)
		if err != nil {
			return err
		}
		text := string(raw)
		row.Status, row.Fault = org.ChangeFailed, &text
		c, err := row.change()
		trace.After = c
		if err != nil {
			return err
		}
		return row.save(ctx, tx)
	})
}
