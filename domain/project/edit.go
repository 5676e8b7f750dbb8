package project

import (
	"slices"
	"strings"

	"github.com/diaodu/diaodu/domain/fault"
	"github.com/diaodu/diaodu/domain/workcal"
)

// Patch changes the record of a project; a nil field stays as it is. Phase,
// list level, roles and milestones have their own acts.
type Patch struct {
	Code                *string       `json:"code,omitempty" maxLength:"40" doc:"项目代码，可后补"`
	Name                *string       `json:"name,omitempty" maxLength:"200"`
	EnterpriseID        *string       `json:"enterprise_id,omitempty" maxLength:"32"`
	ParentID            *string       `json:"parent_id,omitempty" maxLength:"32"`
	InvestIncludesParts *bool         `json:"invest_includes_parts,omitempty"`
	Sector              *Sector       `json:"sector,omitempty"`
	Kind                *string       `json:"kind,omitempty" maxLength:"32"`
	InvestTotalWan      *int64        `json:"invest_total_wan,omitempty" doc:"总投资，万元"`
	InvestYearWan       *int64        `json:"invest_year_wan,omitempty" doc:"年度计划投资，万元"`
	TownCode            *string       `json:"town_code,omitempty" maxLength:"16"`
	ParkID              *string       `json:"park_id,omitempty" maxLength:"32"`
	Address             *string       `json:"address,omitempty" maxLength:"255"`
	Lat                 *float64      `json:"lat,omitempty"`
	Lon                 *float64      `json:"lon,omitempty"`
	GeoJSON             *string       `json:"geojson,omitempty" maxLength:"200000"`
	StatRegisteredOn    *workcal.Date `json:"stat_registered_on,omitempty" doc:"入库日期"`
	Content             *string       `json:"content,omitempty" maxLength:"4000"`
	Benefits            *string       `json:"benefits,omitempty" maxLength:"4000"`
	Tags                *[]string     `json:"tags,omitempty" maxItems:"20"`
}

// Patched gives the project with the patch applied, spelled one way.
func (p Project) Patched(c Patch) Project {
	set(&p.Code, c.Code)
	set(&p.Name, c.Name)
	set(&p.EnterpriseID, c.EnterpriseID)
	set(&p.ParentID, c.ParentID)
	set(&p.InvestIncludesParts, c.InvestIncludesParts)
	set(&p.Sector, c.Sector)
	set(&p.Kind, c.Kind)
	set(&p.InvestTotalWan, c.InvestTotalWan)
	set(&p.InvestYearWan, c.InvestYearWan)
	set(&p.TownCode, c.TownCode)
	set(&p.ParkID, c.ParkID)
	set(&p.Address, c.Address)
	set(&p.GeoJSON, c.GeoJSON)
	set(&p.StatRegisteredOn, c.StatRegisteredOn)
	set(&p.Content, c.Content)
	set(&p.Benefits, c.Benefits)
	if c.Lat != nil {
		p.Lat = c.Lat
	}
	if c.Lon != nil {
		p.Lon = c.Lon
	}
	if c.Tags != nil {
		p.Tags = slices.Clone(*c.Tags)
	}
	p.Code = NormalCode(p.Code)
	p.Name = strings.TrimSpace(p.Name)
	return p
}

// NewMilestone is a milestone that comes with a new project.
type NewMilestone struct {
	Type MilestoneType `json:"type"`
	MilestonePatch
}

// Listing puts a new project on a year's list by a notice.
type Listing struct {
	Year  int          `json:"year" minimum:"2000" maximum:"2100"`
	Level Level        `json:"level"`
	Basis string       `json:"basis" maxLength:"500" doc:"列入通知"`
	On    workcal.Date `json:"on"`
}

// New is a project to be registered. An existing project may be registered in
// the phase it is in; R11 holds for it all the same.
type New struct {
	Patch
	Phase       Phase          `json:"phase,omitempty" doc:"不填为谋划"`
	PhaseBefore Phase          `json:"phase_before,omitempty" doc:"停工前阶段"`
	Milestones  []NewMilestone `json:"milestones,omitempty" maxItems:"20"`
	Key         *Listing       `json:"key,omitempty"`
	Demo        bool           `json:"-"`
}

// Born makes the project and its milestones, or refuses them.
func (n New) Born(id string, today workcal.Date) (Project, []Milestone, [][]Change, error) {
	p := Project{ID: id, Phase: n.Phase, PhaseBefore: n.PhaseBefore, Demo: n.Demo}.Patched(n.Patch)
	if p.Phase == "" {
		p.Phase = Planned
	}
	if p.Sector == "" {
		p.Sector = OtherSector
	}
	if err := p.Check(); err != nil {
		return p, nil, nil, err
	}
	if (p.Phase == Suspended) != (p.PhaseBefore != "") || (p.PhaseBefore != "" && p.PhaseBefore.rank() < 0) {
		return p, nil, nil, invalid("phase.before_unknown", "phase_before", "suspended from %q", p.PhaseBefore)
	}
	var stones []Milestone
	var changes [][]Change
	ordered := slices.Clone(n.Milestones)
	slices.SortStableFunc(ordered, func(a, b NewMilestone) int {
		return slices.Index(MilestoneTypes, a.Type) - slices.Index(MilestoneTypes, b.Type)
	})
	for _, nm := range ordered {
		if _, twice := find(stones, nm.Type); twice {
			return p, nil, nil, fault.New(fault.Invalid, "milestone.twice", "two milestones %s", nm.Type).
				On("milestones").With("name", nm.Type.Text())
		}
		m, c, err := Milestone{Type: nm.Type}.Revise(nm.MilestonePatch, stones, today)
		if err != nil {
			return p, nil, nil, err
		}
		stones, changes = append(stones, m), append(changes, c)
	}
	at := p.Phase
	if at == Suspended {
		at = p.PhaseBefore
	}
	return p, stones, changes, needsCompleted(MilestoneType(at), stones)
}

// MergedWith marks the project as taken over by another. Of two projects
// with different codes neither can be the other.
func (p Project) MergedWith(survivor Project, reason string) (Project, error) {
	switch {
	case survivor.ID == p.ID || survivor.MergedInto != "":
		return p, fault.New(fault.Conflict, "project.merge_self", "%s into %s", p.ID, survivor.ID).On("into")
	case survivor.EnterpriseID != p.EnterpriseID:
		return p, fault.New(fault.Conflict, "project.merge_owner", "owners %s and %s", p.EnterpriseID, survivor.EnterpriseID).On("into")
	case p.Code != "" && survivor.Code != "" && p.Code != survivor.Code:
		return p, fault.New(fault.Conflict, "project.merge_codes", "codes %s and %s", p.Code, survivor.Code).On("into").
			With("code", p.Code).With("other", survivor.Code)
	case strings.TrimSpace(reason) == "":
		return p, missing("reason", "合并原因")
	}
	p.MergedInto, p.Code = survivor.ID, ""
	return p, nil
}

// CheckMonths refuses months that are none, negative money, and money spent in
// months to come.
func CheckMonths(months []InvestMonth, today workcal.Date) error {
	for _, m := range months {
		first, err := workcal.ParseDate(m.Month + "-01")
		switch {
		case err != nil:
			return invalid("project.month", "months", "no month %q", m.Month).With("month", m.Month)
		case m.PlanWan < 0 || m.ActualWan < 0 || m.PlanWan > maxInvestWan || m.ActualWan > maxInvestWan:
			return invalid("project.invest_range", "months", "money of %s out of range", m.Month)
		case m.ActualWan > 0 && first.After(today):
			return invalid("project.month_future", "months", "money spent in %s", m.Month).With("month", m.Month)
		}
	}
	return nil
}

// Check refuses a claim without words or source.
func (c Claim) Check() error {
	switch {
	case strings.TrimSpace(c.Statement) == "":
		return missing("statement", "原文表述")
	case strings.TrimSpace(c.Source) == "":
		return missing("source", "出处")
	}
	return nil
}
