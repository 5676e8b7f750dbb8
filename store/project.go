package store

import (
	"context"
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

// projectRow is one project; covered, light, warnings and the names of leader
// and lead unit are worked out from the rest on every write.
type projectRow struct {
	ID                  string `gorm:"primaryKey"`
	Code                *string
	Name                string
	Pinyin              string
	EnterpriseID        string
	ParentID            string
	InvestIncludesParts bool
	Covered             bool
	Level               project.Level
	KeyYear             int
	Sector              project.Sector
	Kind                string
	InvestTotalWan      int64
	InvestYearWan       int64
	TownCode            string
	ParkID              string
	Address             string
	Lat                 *float64
	Lon                 *float64
	Geojson             string
	Phase               project.Phase
	PhaseBefore         project.Phase
	Light               project.Colour
	Warnings            int
	StatRegisteredOn    dateCol
	Content             string
	Benefits            string
	Tags                []string `gorm:"serializer:json"`
	MergedInto          string
	LeaderID            string
	LeaderName          string
	LeadOrgID           string
	LeadOrgName         string
	Demo                bool
	Version             int
	CreatedBy           string
	CreatedAt           time.Time `gorm:"autoCreateTime:false"`
	UpdatedAt           time.Time `gorm:"autoUpdateTime:false"`
}

// TableName is projects.
func (projectRow) TableName() string { return "projects" }

func (r projectRow) project() project.Project {
	p := project.Project{
		ID: r.ID, Name: r.Name, EnterpriseID: r.EnterpriseID, ParentID: r.ParentID, InvestIncludesParts: r.InvestIncludesParts,
		Level: r.Level, KeyYear: r.KeyYear, Sector: r.Sector, Kind: r.Kind, InvestTotalWan: r.InvestTotalWan,
		InvestYearWan: r.InvestYearWan, TownCode: r.TownCode, ParkID: r.ParkID, Address: r.Address, Lat: r.Lat, Lon: r.Lon,
		GeoJSON: r.Geojson, Phase: r.Phase, PhaseBefore: r.PhaseBefore, StatRegisteredOn: r.StatRegisteredOn.Date,
		Content: r.Content, Benefits: r.Benefits, Tags: r.Tags, MergedInto: r.MergedInto, Demo: r.Demo,
	}
	if r.Code != nil {
		p.Code = *r.Code
	}
	return p
}

// put writes the record's fields into the row.
func (r *projectRow) put(p project.Project) {
	r.Name, r.Pinyin = p.Name, initials(p.Name)
	r.Code = nil
	if p.Code != "" {
		r.Code = &p.Code
	}
	r.EnterpriseID, r.ParentID, r.InvestIncludesParts = p.EnterpriseID, p.ParentID, p.InvestIncludesParts
	r.Level, r.KeyYear, r.Sector, r.Kind = p.Level, p.KeyYear, p.Sector, p.Kind
	r.InvestTotalWan, r.InvestYearWan = p.InvestTotalWan, p.InvestYearWan
	r.TownCode, r.ParkID, r.Address, r.Lat, r.Lon, r.Geojson = p.TownCode, p.ParkID, p.Address, p.Lat, p.Lon, p.GeoJSON
	r.Phase, r.PhaseBefore, r.StatRegisteredOn = p.Phase, p.PhaseBefore, dateCol{p.StatRegisteredOn}
	r.Content, r.Benefits, r.Tags, r.MergedInto, r.Demo = p.Content, p.Benefits, p.Tags, p.MergedInto, p.Demo
	if r.Tags == nil {
		r.Tags = []string{}
	}
}

func (r projectRow) line() project.Line {
	p := r.project()
	return project.Line{
		ID: r.ID, Code: p.Code, Name: r.Name, EnterpriseID: r.EnterpriseID, ParentID: r.ParentID, Level: r.Level,
		LevelText: r.Level.Text(), KeyYear: r.KeyYear, Sector: r.Sector, SectorText: r.Sector.Text(),
		InvestTotalWan: r.InvestTotalWan, TownCode: r.TownCode, ParkID: r.ParkID, Phase: r.Phase, PhaseText: r.Phase.Text(),
		Light: r.Light, Doubts: r.Warnings, Tags: r.Tags, Demo: r.Demo, Version: r.Version, UpdatedAt: r.UpdatedAt,
		Names: project.Names{LeaderID: r.LeaderID, LeaderName: r.LeaderName, LeadOrgID: r.LeadOrgID, LeadOrgName: r.LeadOrgName},
	}
}

func noProject(id string) error {
	return fault.New(fault.NotFound, "project.not_found", "no project %s in sight", id)
}

// seen limits a query on projects p to what the actor may see.
func seen(q *gorm.DB, a org.Actor) *gorm.DB {
	switch sight := project.SightOf(a); {
	case sight.All:
		return q
	case sight.EnterpriseID != "":
		return q.Where("p.enterprise_id = ?", sight.EnterpriseID)
	case sight.OrgID != "":
		return q.Where("p.lead_org_id = ? OR EXISTS (SELECT 1 FROM project_roles r WHERE r.project_id = p.id AND r.subject_id = ?)",
			sight.OrgID, sight.OrgID)
	}
	return q.Where("1 = 0")
}

// visible finds a project the actor may see; a merged one gives its survivor.
func visible(ctx context.Context, db *gorm.DB, a org.Actor, id string) (projectRow, error) {
	for range 8 { // a chain of merges is short; a loop cannot be made, see MergeProject
		var row projectRow
		err := seen(db.WithContext(ctx).Table("projects p").Select("p.*"), a).Where("p.id = ?", id).Take(&row).Error
		if errors.Is(err, gorm.ErrRecordNotFound) {
			return row, noProject(id)
		}
		if err != nil {
			return row, fmt.Errorf("project %s: %w", id, err)
		}
		if row.MergedInto == "" {
			return row, nil
		}
		id = row.MergedInto
	}
	return projectRow{}, fmt.Errorf("project %s: merged in a circle", id)
}

// Project is one project as the reader may see it today. The id of a merged
// project gives the one it went into.
func (s *Store) Project(ctx context.Context, reader org.Actor, id string, today workcal.Date) (project.View, error) {
	row, err := visible(ctx, s.db, reader, id)
	if err != nil {
		return project.View{}, err
	}
	return s.projectView(ctx, row, reader, today)
}

func (s *Store) projectView(ctx context.Context, row projectRow, reader org.Actor, today workcal.Date) (project.View, error) {
	f, err := factsOf(ctx, s.db, row, today)
	if err != nil {
		return project.View{}, err
	}
	v := project.View{
		Project: row.project(), LevelText: row.Level.Text(), SectorText: row.Sector.Text(), PhaseText: row.Phase.Text(),
		Version: row.Version, UpdatedAt: row.UpdatedAt, Names: row.line().Names, Next: f.Project.Choices(),
		Warnings: []project.Warning{}, Claims: []project.Claim{}, Months: f.Months, Parts: []project.Line{},
		Milestones: []project.MilestoneView{}, Roles: []project.RoleView{}, LightWhy: []project.LightReason{},
	}
	cal, err := s.CurrentCalendar(ctx)
	if err != nil {
		return v, err
	}
	for _, m := range f.Milestones {
		mv := project.MilestoneView{Milestone: m, Text: m.Type.Text()}
		if slip, ok := project.SlipOf(m, cal); ok {
			mv.Slip = &slip
		}
		v.Milestones = append(v.Milestones, mv)
	}
	if lead, ok := project.LevelledToStarted(f.Milestones, cal); ok {
		v.Lead = &lead
	}
	for _, r := range f.roles {
		v.Roles = append(v.Roles, project.RoleView{Role: r, Text: r.Kind.Text(), Today: r.On(today)})
	}
	var why []project.LightReason
	v.Light, why = project.Light(f.Facts, today)
	v.LightWhy = append(v.LightWhy, why...)
	v.MayKeep = project.MayKeep(reader) == nil
	v.MayReport = project.MayReport(reader, row.LeadOrgID) == nil
	if project.SightOf(reader).All {
		v.Warnings = append(v.Warnings, project.Warnings(f.Facts, today)...)
		v.Claims = append(v.Claims, f.Claims...)
	}
	if v.RollupWan, err = s.parts(ctx, row, reader, &v); err != nil {
		return v, err
	}
	lines := []project.Line{row.line()}
	if err := s.nameLines(ctx, lines); err != nil {
		return v, err
	}
	v.Names = lines[0].Names
	return v, nil
}

// parts lists the projects under this one and adds up the money, none twice.
func (s *Store) parts(ctx context.Context, row projectRow, reader org.Actor, v *project.View) (int64, error) {
	below, err := descendants(ctx, s.db, row.ID)
	if err != nil {
		return 0, err
	}
	all := []project.Project{row.project()}
	all[0].ParentID = ""
	for _, b := range below {
		all = append(all, b.project())
		if b.ParentID == row.ID && sees(reader, b) {
			v.Parts = append(v.Parts, b.line())
		}
	}
	var sum int64
	for _, p := range project.Roots(all) {
		sum += p.InvestTotalWan
	}
	return sum, s.nameLines(ctx, v.Parts)
}

func sees(a org.Actor, r projectRow) bool {
	sight := project.SightOf(a)
	return sight.All || (sight.EnterpriseID != "" && r.EnterpriseID == sight.EnterpriseID)
}

// descendants are the projects under one, at any depth, nearest first.
func descendants(ctx context.Context, db *gorm.DB, id string) ([]projectRow, error) {
	var all []projectRow
	ids, met := []string{id}, map[string]bool{id: true}
	for len(ids) > 0 {
		rows, err := rowsOf[projectRow](db).Where("parent_id IN ? AND merged_into = ''", ids).Order("id").Find(ctx)
		if err != nil {
			return nil, fmt.Errorf("parts of project %s: %w", id, err)
		}
		ids = nil
		for _, r := range rows {
			if !met[r.ID] {
				met[r.ID] = true
				ids, all = append(ids, r.ID), append(all, r)
			}
		}
	}
	return all, nil
}

// ProjectBrief is what a case keeps of a project. A merged one gives its survivor.
func (s *Store) ProjectBrief(ctx context.Context, id string) (project.Brief, error) {
	row, err := visible(ctx, s.db, org.Clock, id)
	if err != nil {
		return project.Brief{}, err
	}
	stones, err := milestonesOf(ctx, s.db, row.ID)
	if err != nil {
		return project.Brief{}, err
	}
	lines := []project.Line{row.line()}
	if err := s.nameLines(ctx, lines); err != nil {
		return project.Brief{}, err
	}
	l := lines[0]
	b := project.Brief{
		ID: l.ID, Code: l.Code, Name: l.Name, EnterpriseID: l.EnterpriseID, EnterpriseName: l.EnterpriseName, Level: l.Level,
		KeyYear: l.KeyYear, Phase: l.Phase, Sector: l.Sector, TownCode: l.TownCode, ParkID: l.ParkID, InvestWan: l.InvestTotalWan,
		LeaderID: l.LeaderID, LeadOrgID: l.LeadOrgID, LeadOrgName: l.LeadOrgName, Demo: l.Demo,
	}
	for _, m := range stones {
		switch m.Type {
		case project.OfLevelling:
			b.LevelledOn = m.Actual
		case project.OfStart:
			b.StartedOn = m.Actual
		case project.OfCompletion:
			b.CompleteBy = m.Target
			if !m.HardBy.IsZero() && (m.Target.IsZero() || m.HardBy.Before(m.Target)) {
				b.CompleteBy = m.HardBy
			}
		}
	}
	return b, nil
}

// ProjectIDs lists a project's id and those of the projects merged into it, so
// that what was filed under the old ids is still found.
func (s *Store) ProjectIDs(ctx context.Context, id string) ([]string, error) {
	ids, met := []string{id}, map[string]bool{id: true}
	for next := ids; len(next) > 0; {
		rows, err := rowsOf[projectRow](s.db).Select("id").Where("merged_into IN ?", next).Order("id").Find(ctx)
		if err != nil {
			return nil, fmt.Errorf("projects merged into %s: %w", id, err)
		}
		next = nil
		for _, r := range rows {
			if !met[r.ID] {
				met[r.ID] = true
				next = append(next, r.ID)
			}
		}
		ids = append(ids, next...)
	}
	return ids, nil
}

// lockProject reads a project for change, if the actor may see it.
func lockProject(ctx context.Context, tx *gorm.DB, a org.Actor, id string) (projectRow, error) {
	row, err := visible(ctx, tx, a, id)
	if err != nil {
		return row, err
	}
	row, err = rowsOf[projectRow](tx, clause.Locking{Strength: "UPDATE"}).Where("id = ?", row.ID).Take(ctx)
	if err != nil {
		return row, fmt.Errorf("lock project %s: %w", id, err)
	}
	return row, nil
}
