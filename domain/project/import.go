package project

import (
	"reflect"

	"github.com/diaodu/diaodu/domain/fault"
	"github.com/diaodu/diaodu/domain/workcal"
)

// ImportRow is one project of an imported sheet. Owner, town, park, lead unit
// and leader are names, as typed.
type ImportRow struct {
	Line           int
	Code           string
	Name           string
	Owner          string
	CreditCode     string
	Sector         Sector
	Level          Level
	KeyYear        int
	InvestTotalWan int64
	InvestYearWan  int64
	Town           string
	Park           string
	Phase          Phase
	LeadOrg        string
	Leader         string
	Milestones     []ImportDates
	Tags           []string
}

// ImportDates are a milestone's planned and actual day; either may be none.
type ImportDates struct {
	Type    MilestoneType
	Planned workcal.Date
	Actual  workcal.Date
}

// Outcome is what an import did with a row.
type Outcome string

const (
	Created   Outcome = "created"   // 新增
	Updated   Outcome = "updated"   // 更新
	Unchanged Outcome = "unchanged" // 无变化
	Refused   Outcome = "refused"   // 未导入
)

// ImportResult is what became of one row; Fault says why it was refused.
type ImportResult struct {
	Line    int
	Code    string
	Name    string
	ID      string
	Outcome Outcome
	Fault   *fault.Fault
}

// New is the project a row registers, with ids looked up by the caller.
func (r ImportRow) New(ids ImportIDs, source string) New {
	n := New{Patch: r.Patch(ids), Phase: r.Phase}
	for _, d := range r.Milestones {
		m := NewMilestone{Type: d.Type}
		m.MilestonePatch, _ = d.Patch(Milestone{}, source)
		n.Milestones = append(n.Milestones, m)
	}
	return n
}

// ImportIDs are what a row's names stand for.
type ImportIDs struct {
	EnterpriseID string
	TownCode     string
	ParkID       string
	LeadOrgID    string
	LeaderID     string
}

// Patch is the row's part of the record. What the sheet has no column for, and
// empty optional cells, leave the record as it is.
func (r ImportRow) Patch(ids ImportIDs) Patch {
	p := Patch{
		Code: &r.Code, Name: &r.Name, EnterpriseID: &ids.EnterpriseID, Sector: &r.Sector, InvestTotalWan: &r.InvestTotalWan,
		TownCode: &ids.TownCode,
	}
	if r.InvestYearWan > 0 {
		p.InvestYearWan = &r.InvestYearWan
	}
	if ids.ParkID != "" {
		p.ParkID = &ids.ParkID
	}
	if len(r.Tags) > 0 {
		p.Tags = &r.Tags
	}
	return p
}

// Patch is the change that makes the milestone's dates those of the sheet, and
// whether there is any. The sheet is the reason and the basis.
func (d ImportDates) Patch(now Milestone, source string) (p MilestonePatch, changed bool) {
	p = MilestonePatch{Reason: "批量导入", Basis: source}
	if !d.Planned.IsZero() && d.Planned != now.Target {
		p.Target, changed = &d.Planned, true
	}
	if !d.Actual.IsZero() && d.Actual != now.Actual {
		p.Actual, changed = &d.Actual, true
	}
	return p, changed
}

// ActualOf is the actual day the row gives for a milestone, none where it has none.
func (r ImportRow) ActualOf(t MilestoneType) workcal.Date {
	for _, d := range r.Milestones {
		if d.Type == t {
			return d.Actual
		}
	}
	return workcal.Date{}
}

// Same tells whether two records hold the same.
func Same(a, b Project) bool {
	if len(a.Tags) == 0 && len(b.Tags) == 0 {
		a.Tags, b.Tags = nil, nil
	}
	return reflect.DeepEqual(a, b)
}
