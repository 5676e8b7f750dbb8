package store

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"github.com/diaodu/diaodu/domain/enterprise"
	"github.com/diaodu/diaodu/domain/fault"
	"github.com/diaodu/diaodu/domain/org"
	"github.com/diaodu/diaodu/domain/project"
)

// errDryRun rolls a row back after it has shown what it would do.
var errDryRun = errors.New("dry run")

// importing is one sheet being imported.
type importing struct {
	by     By
	source string // the file's name, kept as reason and basis of what it changes
	dry    bool
	towns  map[string]string
	parks  map[string]string
	orgs   map[string]string
	listed map[int][]project.ListEntry // by year, what the sheet puts on lists
}

// ImportProjects writes a sheet's rows, each in its own transaction: a bad row
// is refused with its reason and the others go in. Rows are matched by project
// code, so importing the same sheet again changes nothing. With dry, it
// only says what it would do. Each result is told to each, where given, as soon
// as it is known; an error of each ends the import, and what is in stays in.
func (s *Store) ImportProjects(ctx context.Context, by By, rows []project.ImportRow, source string, dry bool, each func(project.ImportResult) error) ([]project.ImportResult, error) {
	if err := project.MayKeep(by.Actor); err != nil {
		return nil, err
	}
	im := &importing{by: by, source: source, dry: dry, listed: map[int][]project.ListEntry{}}
	if err := s.readNames(ctx, im); err != nil {
		return nil, err
	}
	out := make([]project.ImportResult, 0, len(rows))
	for _, row := range rows {
		row.Code = project.NormalCode(row.Code)
		result := project.ImportResult{Line: row.Line, Code: row.Code, Name: row.Name}
		var err error
		result.ID, result.Outcome, err = s.importRow(ctx, im, row)
		if result.Fault = fault.Of(err); result.Fault != nil {
			result.Outcome = project.Refused
		} else if err != nil {
			return out, fmt.Errorf("import line %d: %w", row.Line, err)
		}
		out = append(out, result)
		if each == nil {
			continue
		}
		if err := each(result); err != nil {
			return out, err
		}
	}
	return out, s.publishImported(ctx, im)
}

// readNames learns what the names in a sheet may stand for.
func (s *Store) readNames(ctx context.Context, im *importing) error {
	im.towns, im.parks, im.orgs = map[string]string{}, map[string]string{}, map[string]string{}
	towns, err := s.Towns(ctx)
	if err != nil {
		return err
	}
	for _, t := range towns {
		im.towns[t.Name], im.towns[t.Code] = t.Code, t.Code
	}
	units, err := s.Orgs(ctx, OrgQuery{On: im.by.today()})
	if err != nil {
		return err
	}
	for _, u := range units {
		for _, name := range []string{u.Name, u.ShortName} {
			if name == "" {
				continue
			}
			im.orgs[name] = u.ID
			if u.Type == org.Park {
				im.parks[name] = u.ID
			}
		}
	}
	return nil
}

// importRow writes one row and says what it did.
func (s *Store) importRow(ctx context.Context, im *importing, row project.ImportRow) (id string, did project.Outcome, err error) {
	var listing *project.ListEntry
	trace := &Trace{Stream: "project", Actor: im.by.Actor, What: "project.import", IP: im.by.IP}
	err = s.traced(ctx, trace, func(tx *gorm.DB) error {
		ids, err := im.look(ctx, tx, row)
		if err != nil {
			return err
		}
		found, err := rowsOf[projectRow](tx, clause.Locking{Strength: "UPDATE"}).Where("code = ?", row.Code).Take(ctx)
		var c *projectChange
		switch {
		case errors.Is(err, gorm.ErrRecordNotFound):
			did = project.Created
			c, err = im.create(ctx, tx, row, ids)
		case err != nil:
			return fmt.Errorf("project %s: %w", row.Code, err)
		default:
			c, did, err = im.update(ctx, tx, row, ids, found)
		}
		if err != nil {
			return err
		}
		id, listing = c.row.ID, im.listing(c, row)
		trace.Subject, trace.Before, trace.After = id, c.before, audited{c.After, map[string]any{"source": im.source, "line": row.Line}}
		if im.dry || did == project.Unchanged {
			return errDryRun
		}
		return nil
	})
	if errors.Is(err, errDryRun) {
		err = nil
	}
	if err == nil && listing != nil {
		im.listed[row.KeyYear] = append(im.listed[row.KeyYear], *listing)
		if did == project.Unchanged {
			did = project.Updated
		}
	}
	if im.dry && did == project.Created {
		id = ""
	}
	return id, did, err
}

// listing is the row's place on a year's list, nil where the project has it already.
func (im *importing) listing(c *projectChange, row project.ImportRow) *project.ListEntry {
	if row.Level == project.NotKey || (c.row.Level == row.Level && c.row.KeyYear >= row.KeyYear) {
		return nil
	}
	return &project.ListEntry{
		Year: row.KeyYear, ProjectID: c.row.ID, Act: project.Enters, Level: row.Level, Basis: im.source, On: im.by.today(),
	}
}

// publishImported puts the sheet's projects on the lists, one notice a year.
func (s *Store) publishImported(ctx context.Context, im *importing) error {
	if im.dry {
		return nil
	}
	for year := 2000; year <= 2100; year++ {
		if len(im.listed[year]) == 0 {
			continue
		}
		if _, err := s.PublishNotice(ctx, im.by, year, im.listed[year]); err != nil {
			return fmt.Errorf("list of %d: %w", year, err)
		}
	}
	return nil
}

// look finds what the row's names stand for, and registers an unknown owner.
func (im *importing) look(ctx context.Context, tx *gorm.DB, row project.ImportRow) (ids project.ImportIDs, err error) {
	if row.Code == "" {
		return ids, fault.New(fault.Invalid, "import.no_code", "no code").On("code")
	}
	for _, name := range []struct {
		known  map[string]string
		value  string
		to     *string
		column string
	}{
		{im.towns, row.Town, &ids.TownCode, "镇街"},
		{im.parks, row.Park, &ids.ParkID, "园区"},
		{im.orgs, row.LeadOrg, &ids.LeadOrgID, "牵头单位"},
	} {
		if name.value == "" {
			continue
		}
		id, ok := name.known[strings.TrimSpace(name.value)]
		if !ok {
			return ids, fault.New(fault.Invalid, "import.unknown_name", "no %s %s", name.column, name.value).
				With("column", name.column).With("value", name.value)
		}
		*name.to = id
	}
	ids.EnterpriseID, err = im.owner(ctx, tx, row)
	return ids, err
}

// owner finds the row's owner by credit code, else by name, else registers it.
func (im *importing) owner(ctx context.Context, tx *gorm.DB, row project.ImportRow) (string, error) {
	e := enterprise.Enterprise{Name: row.Owner, CreditCode: row.CreditCode}.Normal()
	var found enterpriseRow
	err := tx.WithContext(ctx).Where("name = ?", e.Name).Take(&found).Error
	if errors.Is(err, gorm.ErrRecordNotFound) && e.CreditCode != "" {
		err = tx.WithContext(ctx).Where("credit_code = ?", e.CreditCode).Take(&found).Error
		if err == nil {
			return "", fault.New(fault.Conflict, "import.owner_mismatch", "credit code %s is of %s", e.CreditCode, found.Name).
				With("credit_code", e.CreditCode).With("name", found.Name)
		}
	}
	switch {
	case errors.Is(err, gorm.ErrRecordNotFound):
		created, err := createEnterprise(ctx, tx, im.by, e)
		if err != nil {
			return "", err
		}
		return created.ID, seal(ctx, tx, &Trace{
			Stream: "enterprise", Actor: im.by.Actor, IP: im.by.IP, What: "enterprise.create", Subject: created.ID, After: created.view(),
		})
	case err != nil:
		return "", fmt.Errorf("owner %s: %w", e.Name, err)
	case e.CreditCode != "" && found.CreditCode != nil && *found.CreditCode != e.CreditCode:
		return "", fault.New(fault.Conflict, "import.owner_mismatch", "%s has credit code %s", e.Name, *found.CreditCode).
			With("credit_code", e.CreditCode).With("name", e.Name)
	}
	return found.ID, nil
}

func (im *importing) create(ctx context.Context, tx *gorm.DB, row project.ImportRow, ids project.ImportIDs) (*projectChange, error) {
	c, err := createProject(ctx, tx, im.by, registerID("p", im.by.At), row.New(ids, im.source))
	if err != nil {
		return nil, err
	}
	assigned, err := im.assign(ctx, c, row, ids)
	if err != nil || !assigned {
		return c, err
	}
	return c, c.rederive(ctx)
}

// update brings an existing project in line with the row, by the same rules as
// if a person had typed each change.
func (im *importing) update(ctx context.Context, tx *gorm.DB, row project.ImportRow, ids project.ImportIDs, found projectRow) (*projectChange, project.Outcome, error) {
	c := &projectChange{tx: tx, by: im.by, row: found, before: found.project()}
	var err error
	if c.facts, err = factsOf(ctx, tx, found, im.by.today()); err != nil {
		return nil, "", err
	}
	// Dates go in first: entering 投产 asks for the completion date of the same sheet.
	dated, err := im.reviseAll(ctx, c, row)
	if err != nil {
		return nil, "", err
	}
	moved, err := im.movePhase(ctx, c, row)
	if err != nil {
		return nil, "", err
	}
	entered := c.After
	c.After = c.before.Patched(row.Patch(ids))
	c.After.Phase, c.After.PhaseBefore = entered.Phase, entered.PhaseBefore
	changed := dated || moved || !project.Same(c.After, c.before)
	assigned, err := im.assign(ctx, c, row, ids)
	if err != nil {
		return nil, "", err
	}
	if !changed && !assigned {
		return c, project.Unchanged, nil
	}
	return c, project.Updated, c.save(ctx)
}

// reviseAll sets the dates that differ from the row's.
func (im *importing) reviseAll(ctx context.Context, c *projectChange, row project.ImportRow) (changed bool, err error) {
	for _, d := range row.Milestones {
		patch, differs := d.Patch(stoneOf(c.facts.Milestones, d.Type), im.source)
		if !differs {
			continue
		}
		changed = true
		if err := c.revise(ctx, d.Type, patch); err != nil {
			return true, err
		}
		if c.facts.Milestones, err = milestonesOf(ctx, c.tx, c.row.ID); err != nil {
			return true, err
		}
	}
	return changed, nil
}

func stoneOf(stones []project.Milestone, t project.MilestoneType) project.Milestone {
	for _, m := range stones {
		if m.Type == t {
			return m
		}
	}
	return project.Milestone{Type: t}
}

// movePhase enters the row's phase where it differs; the row's actual date is
// the day, and the sheet the evidence.
func (im *importing) movePhase(ctx context.Context, c *projectChange, row project.ImportRow) (bool, error) {
	c.After = c.before
	if row.Phase == "" || row.Phase == c.before.Phase {
		return false, nil
	}
	on := im.by.today()
	if kind := row.Phase.Milestone(); kind != "" {
		on = row.ActualOf(kind)
	}
	return true, c.move(ctx, project.Move{To: row.Phase, On: on, Evidence: im.source, Reason: "批量导入"})
}

// assign gives lead unit and leader their parts from today, where they differ.
func (im *importing) assign(ctx context.Context, c *projectChange, row project.ImportRow, ids project.ImportIDs) (bool, error) {
	assigned := false
	if ids.LeadOrgID != "" && ids.LeadOrgID != c.row.LeadOrgID {
		assigned = true
		err := c.assign(ctx, project.Role{Kind: project.LeadOrg, SubjectID: ids.LeadOrgID, From: im.by.today(), Basis: im.source})
		if err != nil {
			return false, err
		}
	}
	if row.Leader != "" && row.Leader != c.row.LeaderName {
		assigned = true
		id, err := leaderNamed(ctx, c.tx, row.Leader)
		if err != nil {
			return false, err
		}
		err = c.assign(ctx, project.Role{Kind: project.LinkedLeader, SubjectID: id, Name: row.Leader, From: im.by.today(), Basis: im.source})
		if err != nil {
			return false, err
		}
	}
	return assigned, nil
}

// leaderNamed finds the account of a leader by name; empty where there is none
// or more than one, and the name alone is kept.
func leaderNamed(ctx context.Context, tx *gorm.DB, name string) (string, error) {
	var ids []string
	err := tx.WithContext(ctx).Raw("SELECT DISTINCT u.id FROM users u JOIN user_roles r ON r.user_id = u.id "+
		"WHERE u.name = ? AND r.role IN ('leader','chair') AND u.disabled_at IS NULL", name).Scan(&ids).Error
	if err != nil {
		return "", fmt.Errorf("leader %s: %w", name, err)
	}
	if len(ids) != 1 {
		return "", nil
	}
	return ids[0], nil
}
