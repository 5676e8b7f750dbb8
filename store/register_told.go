package store

import (
	"context"
	"errors"
	"fmt"
	"time"

	"gorm.io/gorm"

	"github.com/diaodu/diaodu/domain/between"
	"github.com/diaodu/diaodu/domain/fault"
	"github.com/diaodu/diaodu/domain/org"
	"github.com/diaodu/diaodu/domain/project"
	"github.com/diaodu/diaodu/domain/workcal"
)

// registerTold is one order of a case to the register that was carried out.
type registerTold struct {
	ToldKey   string `gorm:"primaryKey"`
	ProjectID string
	Milestone string
	OnDate    dateCol
	PlanID    string
	At        time.Time
}

// TableName is register_told.
func (registerTold) TableName() string { return "register_told" }

// byApproval is the reason of a date that came from a plan.
const byApproval = "审批办结"

// planKeeping lets the system record what approvals reached.
func planKeeping(a org.Actor, _ projectRow) error {
	if a.Has(org.System) {
		return nil
	}
	return project.MayKeep(a)
}

// ReachMilestone records, for the effect of that key, that a plan's approvals
// reached a milestone: its actual date, with what was issued as its basis. Once:
// the same key again changes nothing, and a date that a person recorded before
// stays. One that is taken back (Undone) loses the date again where it is still the
// one that was told; a date that a person recorded stays. The register may refuse, as it may a person: milestone.out_of_sequence,
// phase.needs_completed, milestone.type_unknown, project.not_found.
func (s *Store) ReachMilestone(ctx context.Context, key string, m between.MilestoneReached, at time.Time) error {
	kind := project.MilestoneType(m.Milestone)
	if !kind.Known() {
		return fault.New(fault.Invalid, "milestone.type_unknown", "no milestone type %q", m.Milestone).On("type")
	}
	by := By{Actor: org.Clock, At: at}
	_, err := s.changeProject(ctx, by, planKeeping, "project.milestone", m.ProjectID, 0, func(c *projectChange) error {
		row := registerTold{ToldKey: key, ProjectID: c.row.ID, Milestone: m.Milestone, OnDate: dateCol{m.On}, PlanID: m.PlanID, At: at}
		switch err := rowsOf[registerTold](c.tx).Create(ctx, &row); {
		case errors.Is(err, gorm.ErrDuplicatedKey):
			return errToldBefore
		case err != nil:
			return fmt.Errorf("note %s: %w", key, err)
		}
		var now project.Milestone
		for _, stone := range c.facts.Milestones {
			if stone.Type == kind {
				now = stone
			}
		}
		switch {
		case m.Undone && (now.Actual != m.On || now.Reason != byApproval):
			return nil // a person has recorded it since, or taken it back
		case m.Undone:
			return c.revise(ctx, kind, project.MilestonePatch{Actual: &workcal.Date{}, Reason: "审批办结后被撤销：" + m.Why, Basis: m.Evidence})
		case !now.Actual.IsZero():
			return nil // a person knew before
		}
		return c.revise(ctx, kind, project.MilestonePatch{Actual: &m.On, Reason: byApproval, Basis: m.Evidence})
	})
	if errors.Is(err, errToldBefore) {
		return nil
	}
	return err
}

// errToldBefore ends a transaction whose order was carried out before.
var errToldBefore = errors.New("the register was told before")
