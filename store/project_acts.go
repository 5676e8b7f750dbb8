package store

import (
	"context"
	"fmt"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"github.com/diaodu/diaodu/domain/fault"
	"github.com/diaodu/diaodu/domain/project"
)

// CreateProject registers a project with its milestones and, where asked, its
// place on a year's list.
func (s *Store) CreateProject(ctx context.Context, by By, n project.New) (project.View, error) {
	if err := project.MayKeep(by.Actor); err != nil {
		return project.View{}, err
	}
	id := registerID("p", by.At)
	trace := &Trace{Stream: "project", Actor: by.Actor, IP: by.IP, What: "project.create", Subject: id}
	err := s.traced(ctx, trace, func(tx *gorm.DB) error {
		c, err := createProject(ctx, tx, by, id, n)
		if err != nil {
			return err
		}
		trace.After = audited{c.After, n.Milestones}
		return nil
	})
	if err != nil {
		return project.View{}, err
	}
	return s.Project(ctx, by.Actor, id, by.today())
}

// createProject writes a new project's rows in a transaction.
func createProject(ctx context.Context, tx *gorm.DB, by By, id string, n project.New) (*projectChange, error) {
	p, stones, changes, err := n.Born(id, by.today())
	if err != nil {
		return nil, err
	}
	c := &projectChange{tx: tx, by: by, After: p}
	c.row = projectRow{ID: id, Version: 1, CreatedBy: by.Actor.UserID, CreatedAt: by.At, UpdatedAt: by.At, Light: project.Green}
	if err := c.references(ctx); err != nil {
		return nil, err
	}
	if err := refuseTwin(ctx, tx, p); err != nil {
		return nil, err
	}
	c.row.put(p)
	if c.row.Covered, err = coveredAbove(ctx, tx, c.row); err != nil {
		return nil, err
	}
	if err := rowsOf[projectRow](tx).Create(ctx, &c.row); err != nil {
		return nil, writeFault(err, c.row)
	}
	for i, m := range stones {
		given := n.Milestones[0].MilestonePatch
		for _, nm := range n.Milestones {
			if nm.Type == m.Type {
				given = nm.MilestonePatch
			}
		}
		if err := c.writeMilestone(ctx, m, changes[i], given.Reason, given.Basis); err != nil {
			return nil, err
		}
	}
	if err := c.writePhase(ctx, project.Move{To: p.Phase, Reason: "登记"}); err != nil {
		return nil, err
	}
	if err := countProject(ctx, tx, nil, &c.row); err != nil {
		return nil, err
	}
	if n.Key != nil {
		entry := project.ListEntry{Year: n.Key.Year, ProjectID: id, Act: project.Enters, Level: n.Key.Level, Basis: n.Key.Basis, On: n.Key.On}
		if _, err := publishNotice(ctx, tx, by, n.Key.Year, []project.ListEntry{entry}); err != nil {
			return nil, err
		}
	}
	return c, c.rederive(ctx)
}

// refuseTwin refuses a second project of the same name and owner, such as a
// form sent twice. Two codes tell two projects apart.
func refuseTwin(ctx context.Context, tx *gorm.DB, p project.Project) error {
	twins, err := rowsOf[projectRow](tx).Select("id", "code").
		Where("enterprise_id = ? AND name = ? AND merged_into = ''", p.EnterpriseID, p.Name).Limit(100).Find(ctx)
	if err != nil {
		return fmt.Errorf("twins of %s: %w", p.Name, err)
	}
	for _, t := range twins {
		if p.Code == "" || t.Code == nil {
			return fault.New(fault.Conflict, "project.exists", "project %s has that name", t.ID).
				On("name").With("name", p.Name).With("project_id", t.ID)
		}
	}
	return nil
}

// rederive works out light and warnings of a project just written.
func (c *projectChange) rederive(ctx context.Context) error {
	row, err := rowsOf[projectRow](c.tx).Where("id = ?", c.row.ID).Take(ctx)
	if err != nil {
		return fmt.Errorf("project %s: %w", c.row.ID, err)
	}
	old := row
	c.row, c.After = row, row.project()
	if err := c.derive(ctx); err != nil {
		return err
	}
	if _, err := rowsOf[projectRow](c.tx).Where("id = ?", c.row.ID).Select("*").Updates(ctx, c.row); err != nil {
		return fmt.Errorf("project %s: %w", c.row.ID, err)
	}
	return countProject(ctx, c.tx, &old, &c.row)
}

// UpdateProject changes a project's record. expect is the version the person saw.
func (s *Store) UpdateProject(ctx context.Context, by By, id string, expect int, patch project.Patch) (project.View, error) {
	return s.changeProject(ctx, by, keeping, "project.update", id, expect, func(c *projectChange) error {
		c.After = c.before.Patched(patch)
		return nil
	})
}

// MoveProject takes a project to another phase (R11).
func (s *Store) MoveProject(ctx context.Context, by By, id string, expect int, m project.Move) (project.View, error) {
	return s.changeProject(ctx, by, keeping, "project.phase", id, expect, func(c *projectChange) error {
		return c.move(ctx, m)
	})
}

// move enters a phase inside a change, with its milestone's actual date.
func (c *projectChange) move(ctx context.Context, m project.Move) error {
	after, stone, err := c.before.Enter(m, c.facts.Milestones, c.by.today())
	if err != nil {
		return err
	}
	c.After, c.Detail = after, m
	if stone != nil {
		changed := []project.Change{{Field: "actual_date", New: stone.Actual.String()}}
		if err := c.writeMilestone(ctx, *stone, changed, m.Reason, m.Evidence); err != nil {
			return err
		}
	}
	return c.writePhase(ctx, m)
}

// ReviseMilestone changes the dates of one milestone; the history keeps what was.
func (s *Store) ReviseMilestone(ctx context.Context, by By, id string, expect int, kind project.MilestoneType, patch project.MilestonePatch) (project.View, error) {
	return s.changeProject(ctx, by, reporting, "project.milestone", id, expect, func(c *projectChange) error {
		return c.revise(ctx, kind, patch)
	})
}

func (c *projectChange) revise(ctx context.Context, kind project.MilestoneType, patch project.MilestonePatch) error {
	stone := project.Milestone{Type: kind}
	for _, m := range c.facts.Milestones {
		if m.Type == kind {
			stone = m
		}
	}
	after, changes, err := stone.Revise(patch, c.facts.Milestones, c.by.today())
	if err != nil {
		return err
	}
	c.Detail = map[string]any{"milestone": kind, "changes": changes, "reason": patch.Reason, "basis": patch.Basis}
	return c.writeMilestone(ctx, after, changes, patch.Reason, patch.Basis)
}

// AssignRole gives a standing part in a project to somebody from a day on.
func (s *Store) AssignRole(ctx context.Context, by By, id string, expect int, r project.Role) (project.View, error) {
	return s.changeProject(ctx, by, keeping, "project.role", id, expect, func(c *projectChange) error {
		return c.assign(ctx, r)
	})
}

func (c *projectChange) assign(ctx context.Context, r project.Role) error {
	if err := c.nameSubject(ctx, &r); err != nil {
		return err
	}
	closed, err := project.Assign(c.facts.roles, r)
	if err != nil {
		return err
	}
	if closed != nil {
		_, err := rowsOf[projectRole](c.tx).Where("id = ?", closed.ID).Update(ctx, "to_date", dateCol{closed.To})
		if err != nil {
			return fmt.Errorf("end role %s: %w", closed.ID, err)
		}
	}
	r.ID = registerID("r", c.by.At)
	row := roleOf(c.row.ID, r)
	if err := rowsOf[projectRole](c.tx).Create(ctx, &row); err != nil {
		return fmt.Errorf("role of %s: %w", c.row.ID, err)
	}
	c.Detail = r
	return nil
}

// nameSubject takes a unit's name from the unit, so that it cannot be mistyped.
func (c *projectChange) nameSubject(ctx context.Context, r *project.Role) error {
	if r.Kind != project.LeadOrg {
		return nil
	}
	var name string
	err := c.tx.WithContext(ctx).Raw("SELECT name FROM orgs WHERE id = ?", r.SubjectID).Scan(&name).Error
	if err != nil {
		return fmt.Errorf("unit %s: %w", r.SubjectID, err)
	}
	if name == "" {
		return fault.New(fault.Invalid, "org.not_found", "no unit %s", r.SubjectID).On("subject_id")
	}
	r.Name = name
	return nil
}

// SetMonths records planned and actual investment by month. Months not
// named stay as they are.
func (s *Store) SetMonths(ctx context.Context, by By, id string, expect int, months []project.InvestMonth) (project.View, error) {
	return s.changeProject(ctx, by, reporting, "project.months", id, expect, func(c *projectChange) error {
		if err := project.CheckMonths(months, by.today()); err != nil {
			return err
		}
		c.Detail = map[string]any{"before": c.facts.Months, "months": months}
		for _, m := range months {
			row := monthRow{ProjectID: c.row.ID, Month: m.Month, PlanWan: m.PlanWan, ActualWan: m.ActualWan}
			if err := c.tx.WithContext(ctx).Clauses(clause.OnConflict{UpdateAll: true}).Create(&row).Error; err != nil {
				return fmt.Errorf("month %s of %s: %w", m.Month, id, err)
			}
		}
		return nil
	})
}

// AddClaim keeps what a source says of a project beside its record (2.1.2-21).
func (s *Store) AddClaim(ctx context.Context, by By, id string, expect int, claim project.Claim) (project.View, error) {
	return s.changeProject(ctx, by, keeping, "project.claim", id, expect, func(c *projectChange) error {
		if err := claim.Check(); err != nil {
			return err
		}
		c.Detail = claim
		row := claimRow{ProjectID: c.row.ID, Field: claim.Field, Statement: claim.Statement, Source: claim.Source, Contradicts: claim.Contradicts}
		if err := rowsOf[claimRow](c.tx).Create(ctx, &row); err != nil {
			return fmt.Errorf("claim on %s: %w", id, err)
		}
		return nil
	})
}

// MergeProject folds a project registered without a code into the one that has
// it. Nothing is deleted: the id goes on to find the survivor, and the
// history stays readable. A code the survivor lacks goes over to it.
func (s *Store) MergeProject(ctx context.Context, by By, id, into string, expect int, reason string) (project.View, error) {
	if err := project.MayKeep(by.Actor); err != nil {
		return project.View{}, err
	}
	survivor, err := visible(ctx, s.db, by.Actor, into)
	if err != nil {
		return project.View{}, err
	}
	_, err = s.changeProject(ctx, by, keeping, "project.merge", id, expect, func(c *projectChange) error {
		keep, err := rowsOf[projectRow](c.tx, clause.Locking{Strength: "UPDATE"}).Where("id = ?", survivor.ID).Take(ctx)
		if err != nil {
			return fmt.Errorf("survivor %s: %w", into, err)
		}
		if c.After, err = c.before.MergedWith(keep.project(), reason); err != nil {
			return err
		}
		c.Detail = map[string]any{"into": keep.ID, "reason": reason}
		if _, err := rowsOf[projectRow](c.tx).Where("parent_id = ?", c.row.ID).Update(ctx, "parent_id", keep.ID); err != nil {
			return fmt.Errorf("parts of %s: %w", id, err)
		}
		if err := coverParts(ctx, c.tx, keep.ID); err != nil {
			return err
		}
		if c.before.Code == "" || keep.Code != nil {
			return nil
		}
		// The code is unique: free it here before the survivor takes it.
		if _, err := rowsOf[projectRow](c.tx).Where("id = ?", c.row.ID).Update(ctx, "code", nil); err != nil {
			return fmt.Errorf("code of %s: %w", id, err)
		}
		_, err = rowsOf[projectRow](c.tx).Where("id = ?", keep.ID).Select("code", "version", "updated_at").
			Updates(ctx, projectRow{Code: &c.before.Code, Version: keep.Version + 1, UpdatedAt: by.At})
		return err
	})
	if err != nil {
		return project.View{}, err
	}
	return s.Project(ctx, by.Actor, into, by.today())
}
