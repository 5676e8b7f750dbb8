package store

import (
	"context"
	"fmt"
	"time"

	"gorm.io/gorm"

	"github.com/diaodu/diaodu/domain/project"
	"github.com/diaodu/diaodu/domain/workcal"
)

type milestoneRow struct {
	ID             string `gorm:"primaryKey"`
	ProjectID      string
	Type           project.MilestoneType
	BaselineDate   dateCol
	TargetDate     dateCol
	AltDate        dateCol
	ActualDate     dateCol
	HardBy         dateCol
	HardConstraint string
	Reason         string
	BlockedBy      []string `gorm:"serializer:json"`
	NotNeeded      bool
}

// TableName is project_milestones.
func (milestoneRow) TableName() string { return "project_milestones" }

func (r milestoneRow) milestone() project.Milestone {
	return project.Milestone{
		ID: r.ID, Type: r.Type, Baseline: r.BaselineDate.Date, Target: r.TargetDate.Date, Alt: r.AltDate.Date,
		Actual: r.ActualDate.Date, HardBy: r.HardBy.Date, HardReason: r.HardConstraint, Reason: r.Reason,
		BlockedBy: r.BlockedBy, NotNeeded: r.NotNeeded,
	}
}

func milestoneOf(projectID string, m project.Milestone) milestoneRow {
	if m.BlockedBy == nil {
		m.BlockedBy = []string{}
	}
	return milestoneRow{
		ID: m.ID, ProjectID: projectID, Type: m.Type, BaselineDate: dateCol{m.Baseline}, TargetDate: dateCol{m.Target},
		AltDate: dateCol{m.Alt}, ActualDate: dateCol{m.Actual}, HardBy: dateCol{m.HardBy}, HardConstraint: m.HardReason,
		Reason: m.Reason, BlockedBy: m.BlockedBy, NotNeeded: m.NotNeeded,
	}
}

type projectRole struct {
	ID        string `gorm:"primaryKey"`
	ProjectID string
	Kind      project.RoleKind
	SubjectID string
	Name      string
	FromDate  dateCol
	ToDate    dateCol
	Basis     string
}

// TableName is project_roles.
func (projectRole) TableName() string { return "project_roles" }

func (r projectRole) role() project.Role {
	return project.Role{
		ID: r.ID, Kind: r.Kind, SubjectID: r.SubjectID, Name: r.Name, From: r.FromDate.Date, To: r.ToDate.Date, Basis: r.Basis,
	}
}

func roleOf(projectID string, r project.Role) projectRole {
	return projectRole{
		ID: r.ID, ProjectID: projectID, Kind: r.Kind, SubjectID: r.SubjectID, Name: r.Name,
		FromDate: dateCol{r.From}, ToDate: dateCol{r.To}, Basis: r.Basis,
	}
}

type monthRow struct {
	ProjectID string `gorm:"primaryKey"`
	Month     string `gorm:"primaryKey"`
	PlanWan   int64
	ActualWan int64
}

// TableName is project_months.
func (monthRow) TableName() string { return "project_months" }

type claimRow struct {
	ID          int64 `gorm:"primaryKey"`
	ProjectID   string
	Field       string
	Statement   string
	Source      string
	Contradicts bool
}

// TableName is project_claims.
func (claimRow) TableName() string { return "project_claims" }

type milestoneChange struct {
	ID        int64 `gorm:"primaryKey"`
	ProjectID string
	Type      project.MilestoneType
	Field     string
	Was       string
	Became    string
	Reason    string
	Basis     string
	ByID      string
	ByName    string
	At        time.Time
}

// TableName is milestone_changes.
func (milestoneChange) TableName() string { return "milestone_changes" }

type phaseRow struct {
	ID         int64 `gorm:"primaryKey"`
	ProjectID  string
	Was        project.Phase
	Became     project.Phase
	OnDate     dateCol
	Evidence   string
	Reason     string
	Correction bool
	ByID       string
	ByName     string
	At         time.Time
}

// TableName is project_phases.
func (phaseRow) TableName() string { return "project_phases" }

// facts is what the register knows of a project around its record.
type facts struct {
	project.Facts
	roles []project.Role // whole history, oldest first
}

// factsOf reads what the warnings, the light and the view look at.
func factsOf(ctx context.Context, db *gorm.DB, row projectRow, today workcal.Date) (facts, error) {
	many, err := factsOfMany(ctx, db, []projectRow{row}, today)
	if err != nil {
		return facts{}, err
	}
	return many[0], nil
}

// factsOfMany reads the facts of several projects in a fixed number of queries.
func factsOfMany(ctx context.Context, db *gorm.DB, rows []projectRow, today workcal.Date) ([]facts, error) {
	ids, at, out := make([]string, len(rows)), make(map[string]int, len(rows)), make([]facts, len(rows))
	for i, r := range rows {
		ids[i], at[r.ID] = r.ID, i
		out[i].Project = r.project()
		out[i].Months = []project.InvestMonth{}
	}
	stones, err := rowsOf[milestoneRow](db).Where("project_id IN ?", ids).Find(ctx)
	if err != nil {
		return nil, fmt.Errorf("milestones: %w", err)
	}
	for _, m := range stones {
		f := &out[at[m.ProjectID]]
		f.Milestones = append(f.Milestones, m.milestone())
	}
	roles, err := rowsOf[projectRole](db).Where("project_id IN ?", ids).Order("from_date, id").Find(ctx)
	if err != nil {
		return nil, fmt.Errorf("roles: %w", err)
	}
	for _, r := range roles {
		f := &out[at[r.ProjectID]]
		f.roles = append(f.roles, r.role())
		if r.role().On(today) {
			f.Roles = append(f.Roles, r.Kind)
		}
	}
	months, err := rowsOf[monthRow](db).Where("project_id IN ?", ids).Order("month").Find(ctx)
	if err != nil {
		return nil, fmt.Errorf("months: %w", err)
	}
	for _, m := range months {
		f := &out[at[m.ProjectID]]
		f.Months = append(f.Months, project.InvestMonth{Month: m.Month, PlanWan: m.PlanWan, ActualWan: m.ActualWan})
	}
	claims, err := rowsOf[claimRow](db).Where("project_id IN ?", ids).Order("id").Find(ctx)
	if err != nil {
		return nil, fmt.Errorf("claims: %w", err)
	}
	for _, c := range claims {
		f := &out[at[c.ProjectID]]
		f.Claims = append(f.Claims, project.Claim{Field: c.Field, Statement: c.Statement, Source: c.Source, Contradicts: c.Contradicts})
	}
	var sums []struct {
		ParentID string
		Wan      int64
	}
	err = db.WithContext(ctx).Raw("SELECT parent_id, SUM(invest_total_wan) AS wan FROM projects "+
		"WHERE parent_id IN ? AND merged_into = '' GROUP BY parent_id", ids).Scan(&sums).Error
	if err != nil {
		return nil, fmt.Errorf("sums of parts: %w", err)
	}
	for _, s := range sums {
		out[at[s.ParentID]].PartsWan = s.Wan
	}
	for i := range out {
		project.SortMilestones(out[i].Milestones)
	}
	return out, nil
}

func milestonesOf(ctx context.Context, db *gorm.DB, id string) ([]project.Milestone, error) {
	rows, err := rowsOf[milestoneRow](db).Where("project_id = ?", id).Find(ctx)
	if err != nil {
		return nil, fmt.Errorf("milestones of %s: %w", id, err)
	}
	out := make([]project.Milestone, len(rows))
	for i, r := range rows {
		out[i] = r.milestone()
	}
	project.SortMilestones(out)
	return out, nil
}
