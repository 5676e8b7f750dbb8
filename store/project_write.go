package store

import (
	"context"
	"errors"
	"fmt"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/fault"
	"github.com/diaodu/diaodu/domain/org"
	"github.com/diaodu/diaodu/domain/project"
)

// projectChange is one write to a project in progress. The step changes After
// and writes the rows around it; the rest follows.
type projectChange struct {
	tx     *gorm.DB
	by     By
	row    projectRow
	facts  facts
	before project.Project
	After  project.Project
	// Detail is what the audit entry says besides the record itself.
	Detail any
}

// audited is the after-image of a project in the audit log.
type audited struct {
	project.Project
	Detail any `json:"detail,omitempty"`
}

// permission judges whether somebody may make a kind of change to a project.
type permission func(a org.Actor, row projectRow) error

// keeping is for changes that only coordinators make.
func keeping(a org.Actor, _ projectRow) error { return project.MayKeep(a) }

// reporting is for what the lead unit may record as well.
func reporting(a org.Actor, row projectRow) error { return project.MayReport(a, row.LeadOrgID) }

// changeProject does one write to a project: scope, lock, right, version, step, what
// follows from it, audit; all in one transaction. expect 0 expects nothing.
func (s *Store) changeProject(ctx context.Context, by By, may permission, what, id string, expect int, step func(*projectChange) error) (project.View, error) {
	var c *projectChange
	trace := &Trace{Stream: "project", Actor: by.Actor, IP: by.IP, What: what}
	err := s.traced(ctx, trace, func(tx *gorm.DB) error {
		row, err := lockProject(ctx, tx, by.Actor, id)
		if err != nil {
			return err
		}
		if err := may(by.Actor, row); err != nil {
			return err
		}
		if expect > 0 && row.Version != expect {
			return stale(expect, row.Version)
		}
		c = &projectChange{tx: tx, by: by, row: row, before: row.project(), After: row.project()}
		if c.facts, err = factsOf(ctx, tx, row, by.today()); err != nil {
			return err
		}
		if err := step(c); err != nil {
			return err
		}
		if err := c.save(ctx); err != nil {
			return err
		}
		trace.Subject, trace.Before, trace.After = row.ID, c.before, audited{c.After, c.Detail}
		return nil
	})
	if err != nil {
		return project.View{}, err
	}
	return s.Project(ctx, by.Actor, c.row.ID, by.today())
}

// stale tells both versions, so that the person can be shown what changed.
func stale(yours, now int) error {
	return fault.New(fault.Stale, "stale", "version %d expected, %d found", yours, now).
		With("yours", yours).With("current", now)
}

// save writes the record and what is worked out from it.
func (c *projectChange) save(ctx context.Context) error {
	if err := c.After.Check(); err != nil {
		return err
	}
	if err := c.references(ctx); err != nil {
		return err
	}
	old := c.row
	c.row.put(c.After)
	if err := c.derive(ctx); err != nil {
		return err
	}
	c.row.Version++
	c.row.UpdatedAt = c.by.At
	n, err := rowsOf[projectRow](c.tx).Where("id = ? AND version = ?", c.row.ID, old.Version).Select("*").Updates(ctx, c.row)
	if err != nil {
		return writeFault(err, c.row)
	}
	if n == 0 {
		return stale(old.Version, old.Version+1)
	}
	if err := countProject(ctx, c.tx, &old, &c.row); err != nil {
		return err
	}
	if old.ParentID != c.row.ParentID || old.InvestIncludesParts != c.row.InvestIncludesParts || old.MergedInto != c.row.MergedInto {
		return coverParts(ctx, c.tx, c.row.ID)
	}
	return nil
}

// derive fills the columns that follow from the facts: light, number of
// warnings, whether the money is counted above, present leader and lead unit.
func (c *projectChange) derive(ctx context.Context) error {
	f, err := factsOf(ctx, c.tx, c.row, c.by.today())
	if err != nil {
		return err
	}
	c.row.derive(f, c.by)
	c.row.Covered, err = coveredAbove(ctx, c.tx, c.row)
	return err
}

func (r *projectRow) derive(f facts, by By) {
	f.Project = r.project()
	r.Light, _ = project.Light(f.Facts, by.today())
	r.Warnings = len(project.Warnings(f.Facts, by.today()))
	r.LeaderID, r.LeaderName, r.LeadOrgID, r.LeadOrgName = "", "", "", ""
	for _, role := range f.roles {
		switch {
		case !role.On(by.today()):
		case role.Kind == project.LinkedLeader:
			r.LeaderID, r.LeaderName = role.SubjectID, role.Name
		case role.Kind == project.LeadOrg:
			r.LeadOrgID, r.LeadOrgName = role.SubjectID, role.Name
		}
	}
}

// references refuses ids that name nothing, and a circle of parents.
func (c *projectChange) references(ctx context.Context) error {
	p := c.After
	for _, ref := range []struct{ table, column, id, field string }{
		{"enterprises", "id", p.EnterpriseID, "enterprise_id"},
		{"towns", "code", p.TownCode, "town_code"},
		{"orgs", "id", p.ParkID, "park_id"},
	} {
		if ref.id == "" {
			continue
		}
		var one int
		err := c.tx.WithContext(ctx).Raw("SELECT COUNT(*) FROM "+ref.table+" WHERE "+ref.column+" = ?", ref.id).Scan(&one).Error
		if err != nil {
			return fmt.Errorf("look up %s: %w", ref.field, err)
		}
		if one == 0 {
			return fault.New(fault.Invalid, "project.unknown_reference", "no %s %s", ref.table, ref.id).On(ref.field)
		}
	}
	above, err := ancestors(ctx, c.tx, p.ParentID)
	if err != nil {
		return err
	}
	return p.CheckParent(above)
}

// ancestors are a project's parent and its parents, nearest first.
func ancestors(ctx context.Context, tx *gorm.DB, parentID string) ([]project.Project, error) {
	var above []project.Project
	for id, n := parentID, 0; id != "" && n < 20; n++ {
		row, err := rowsOf[projectRow](tx).Where("id = ? AND merged_into = ''", id).Take(ctx)
		if errors.Is(err, gorm.ErrRecordNotFound) {
			return nil, fault.New(fault.Invalid, "project.unknown_reference", "no project %s", id).On("parent_id")
		}
		if err != nil {
			return nil, fmt.Errorf("parent %s: %w", id, err)
		}
		above, id = append(above, row.project()), row.ParentID
	}
	return above, nil
}

func coveredAbove(ctx context.Context, tx *gorm.DB, row projectRow) (bool, error) {
	above, err := ancestors(ctx, tx, row.ParentID)
	if err != nil {
		return false, err
	}
	for _, up := range above {
		if up.InvestIncludesParts {
			return true, nil
		}
	}
	return false, nil
}

// coverParts works out again, for every project below, whether its money is
// counted above, after the one they hang on changed.
func coverParts(ctx context.Context, tx *gorm.DB, id string) error {
	below, err := descendants(ctx, tx, id)
	if err != nil {
		return err
	}
	for _, row := range below {
		old := row
		if row.Covered, err = coveredAbove(ctx, tx, row); err != nil {
			return err
		}
		if row.Covered == old.Covered {
			continue
		}
		if _, err := rowsOf[projectRow](tx).Where("id = ?", row.ID).Update(ctx, "covered", row.Covered); err != nil {
			return fmt.Errorf("part %s: %w", row.ID, err)
		}
		if err := countProject(ctx, tx, &old, &row); err != nil {
			return err
		}
	}
	return nil
}

// writeFault turns a duplicate code into a refusal that names the other project's code.
func writeFault(err error, row projectRow) error {
	if errors.Is(err, gorm.ErrDuplicatedKey) && row.Code != nil {
		return fault.New(fault.Conflict, "project.code_taken", "code %s is in use", *row.Code).On("code").With("code", *row.Code)
	}
	return fmt.Errorf("write project %s: %w", row.ID, err)
}

// tallies are the register's counters a project is in; nil and merged projects are in none.
func (r *projectRow) tallies() []casefile.Tally {
	if r == nil || r.MergedInto != "" {
		return nil
	}
	t := []casefile.Tally{
		{Measure: "project.phase", Key: string(r.Phase)},
		{Measure: "project.light", Key: string(r.Light)},
		{Measure: "project.sector", Key: string(r.Sector)},
		{Measure: "project.town", Key: r.TownCode},
	}
	if r.Level != project.NotKey {
		t = append(t,
			casefile.Tally{Measure: "project.key_year", Key: fmt.Sprint(r.KeyYear)},
			casefile.Tally{Measure: "project.key_phase", Key: fmt.Sprintf("%d/%s", r.KeyYear, r.Phase)})
	}
	if r.Warnings > 0 {
		t = append(t, casefile.Tally{Measure: "project.doubts", Key: "all"})
	}
	return t
}

// money is what the project adds to the district's total.
func (r *projectRow) money() int64 {
	if r == nil || r.MergedInto != "" || r.Covered || r.Phase == project.Terminated {
		return 0
	}
	return r.InvestTotalWan
}

// countProject keeps the counters, so that boards need not scan the register.
func countProject(ctx context.Context, tx *gorm.DB, old, now *projectRow) error {
	id := now.ID
	if err := count(ctx, tx, id, old.tallies(), now.tallies()); err != nil {
		return fmt.Errorf("count project %s: %w", id, err)
	}
	delta := now.money() - old.money()
	if delta == 0 {
		return nil
	}
	err := tx.WithContext(ctx).Exec("INSERT INTO counters (measure, k, shard, n) VALUES ('project.invest_wan', 'all', 0, ?) "+
		"ON DUPLICATE KEY UPDATE n = n + VALUES(n)", delta).Error
	if err != nil {
		return fmt.Errorf("count money of project %s: %w", id, err)
	}
	return nil
}

// writeMilestone stores a milestone and what changed about it.
func (c *projectChange) writeMilestone(ctx context.Context, m project.Milestone, changes []project.Change, reason, basis string) error {
	if m.ID == "" {
		m.ID = registerID("m", c.by.At)
	}
	row := milestoneOf(c.row.ID, m)
	err := c.tx.WithContext(ctx).Clauses(clause.OnConflict{UpdateAll: true}).Create(&row).Error
	if err != nil {
		return fmt.Errorf("milestone %s of %s: %w", m.Type, c.row.ID, err)
	}
	for _, ch := range changes {
		line := milestoneChange{
			ProjectID: c.row.ID, Type: m.Type, Field: ch.Field, Was: ch.Old, Became: ch.New, Reason: reason, Basis: basis,
			ByID: c.by.Actor.UserID, ByName: c.by.Actor.Name, At: c.by.At,
		}
		if err := rowsOf[milestoneChange](c.tx).Create(ctx, &line); err != nil {
			return fmt.Errorf("history of %s: %w", c.row.ID, err)
		}
	}
	return nil
}

func (c *projectChange) writePhase(ctx context.Context, m project.Move) error {
	line := phaseRow{
		ProjectID: c.row.ID, Was: c.before.Phase, Became: m.To, OnDate: dateCol{m.On}, Evidence: m.Evidence, Reason: m.Reason,
		Correction: m.Correction, ByID: c.by.Actor.UserID, ByName: c.by.Actor.Name, At: c.by.At,
	}
	if err := rowsOf[phaseRow](c.tx).Create(ctx, &line); err != nil {
		return fmt.Errorf("phases of %s: %w", c.row.ID, err)
	}
	return nil
}

// RefreshLights works out lights and warnings again for today, a batch at a
// time; the worker runs it daily. It gives how many projects changed.
func (s *Store) RefreshLights(ctx context.Context, now time.Time) (int, error) {
	by, after, changed := By{At: now}, "", 0
	for {
		rows, err := rowsOf[projectRow](s.db).Where("id > ? AND merged_into = ''", after).Order("id").Limit(200).Find(ctx)
		if err != nil || len(rows) == 0 {
			return changed, err
		}
		all, err := factsOfMany(ctx, s.db, rows, by.today())
		if err != nil {
			return changed, err
		}
		for i, old := range rows {
			row := old
			row.derive(all[i], by)
			if row.Light == old.Light && row.Warnings == old.Warnings && row.LeaderID == old.LeaderID && row.LeadOrgID == old.LeadOrgID {
				continue
			}
			moved, err := s.refreshLight(ctx, old, row)
			if err != nil {
				return changed, err
			}
			changed += moved
		}
		after = rows[len(rows)-1].ID
	}
}

// refreshLight writes one project's derived columns unless somebody wrote the
// project meanwhile, which derived them already. The version stays: nothing a
// person entered has changed.
func (s *Store) refreshLight(ctx context.Context, old, row projectRow) (moved int, err error) {
	err = s.inTransaction(ctx, func(tx *gorm.DB) error {
		n, err := rowsOf[projectRow](tx).Where("id = ? AND version = ? AND light = ? AND warnings = ?", row.ID, old.Version, old.Light, old.Warnings).
			Select("light", "warnings", "leader_id", "leader_name", "lead_org_id", "lead_org_name").Updates(ctx, row)
		if err != nil || n == 0 {
			return err
		}
		moved = n
		return countProject(ctx, tx, &old, &row)
	})
	if err != nil {
		return 0, fmt.Errorf("light of project %s: %w", row.ID, err)
	}
	return moved, nil
}
