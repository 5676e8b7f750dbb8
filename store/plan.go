package store

import (
	"context"
	"fmt"
	"time"

	"gorm.io/gorm"

	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/org"
	"github.com/diaodu/diaodu/domain/plan"
	"github.com/diaodu/diaodu/domain/workcal"
)

// PlanRow is an approval plan as lists show it.
type PlanRow struct {
	ID             string    `gorm:"primaryKey" json:"id"`
	No             string    `json:"no"`
	Status         string    `json:"status"`
	Open           bool      `json:"open"`
	Type           string    `json:"type"`
	TypeName       string    `json:"type_name"`
	ProjectID      string    `json:"project_id"`
	ProjectName    string    `json:"project_name"`
	Pinyin         string    `json:"-"`
	EnterpriseID   string    `json:"enterprise_id"`
	EnterpriseName string    `json:"enterprise_name"`
	TownCode       string    `json:"town_code,omitempty"`
	WindowID       string    `json:"window_id"`
	Phase          string    `json:"phase,omitempty"`
	Matters        int       `json:"matters"`
	Approved       int       `json:"approved"`
	Running        int       `json:"running"`
	Failed         int       `json:"failed"`
	Blocked        int       `json:"blocked"`
	IssuesOpen     int       `json:"issues_open"`
	Slipped        int       `json:"slipped"`
	UsedDays       int       `json:"used_days"`
	Paused         bool      `json:"paused,omitempty"`
	PromiseDue     dateCol   `json:"promise_due,omitzero"`
	LawDue         dateCol   `json:"law_due,omitzero"`
	PlannedEnd     dateCol   `json:"planned_end,omitzero"`
	BaselineEnd    dateCol   `json:"baseline_end,omitzero"`
	BallOrg        string    `json:"ball_org,omitempty"`
	BallName       string    `json:"ball_name,omitempty"`
	BallOwner      bool      `json:"ball_owner,omitempty"`
	BallWhat       string    `json:"ball_what,omitempty"`
	BallDue        dateCol   `json:"ball_due,omitzero"`
	Warnings       int       `json:"warnings,omitempty"`
	EndedOn        dateCol   `json:"ended_on,omitzero"`
	Seq            int       `json:"seq"`
	BornAt         time.Time `json:"born_at"`
	ChangedAt      time.Time `json:"changed_at"`
}

// TableName is plans.
func (PlanRow) TableName() string { return "plans" }

// PlanMatterRow is one matter of a plan as lists show it.
type PlanMatterRow struct {
	PlanID        string  `gorm:"primaryKey" json:"plan_id"`
	ID            string  `gorm:"primaryKey" json:"id"`
	Name          string  `json:"name"`
	Phase         string  `json:"phase"`
	AuthorityID   string  `json:"authority_id"`
	AuthorityName string  `json:"authority_name"`
	Standing      string  `json:"standing"`
	Running       bool    `json:"running"`
	ApprovalID    string  `json:"approval_id,omitempty"`
	ApprovalNo    string  `json:"approval_no,omitempty"`
	Stage         string  `json:"stage,omitempty"`
	Tries         int     `json:"tries"`
	Statutory     int     `json:"statutory"`
	Promised      int     `json:"promised"`
	BaselineStart dateCol `json:"baseline_start,omitzero"`
	BaselineEnd   dateCol `json:"baseline_end,omitzero"`
	TargetStart   dateCol `json:"target_start,omitzero"`
	TargetEnd     dateCol `json:"target_end,omitzero"`
	SubmittedOn   dateCol `json:"submitted_on,omitzero"`
	AcceptedOn    dateCol `json:"accepted_on,omitzero"`
	LawDue        dateCol `json:"law_due,omitzero"`
	PromiseDue    dateCol `json:"promise_due,omitzero"`
	EndedOn       dateCol `json:"ended_on,omitzero"`
	RedOn         dateCol `json:"red_on,omitzero"`
	YellowOn      dateCol `json:"yellow_on,omitzero"`
	ResultNo      string  `json:"result_no,omitempty"`
	BallOrg       string  `json:"ball_org,omitempty"`
	BallName      string  `json:"ball_name,omitempty"`
	BallOwner     bool    `json:"ball_owner,omitempty"`
}

// TableName is plan_matters.
func (PlanMatterRow) TableName() string { return "plan_matters" }

// planShift is one planned date that moved.
type planShift struct {
	PlanID   string `gorm:"primaryKey"`
	N        int    `gorm:"primaryKey"`
	OnDate   dateCol
	MatterID string
	Why      string
	CauseID  string
	OldStart dateCol
	OldEnd   dateCol
	NewStart dateCol
	NewEnd   dateCol
	Days     int
}

// TableName is plan_shifts.
func (planShift) TableName() string { return "plan_shifts" }

// planNoun is how plans are folded and projected.
var planNoun = noun{
	blank: func() casefile.State { return &plan.Plan{} },
	project: func(tx *gorm.DB, before, after casefile.State, ev casefile.Event) error {
		return projectPlan(tx, before == nil, after.(*plan.Plan), ev)
	},
	sight: sight{
		may:  func(s casefile.State, a org.Actor) bool { return s.(*plan.Plan).SeenBy(a) },
		view: func(s casefile.State, a org.Actor, at time.Time) any { return s.(*plan.Plan).ViewFor(a, at) },
		change: func(s casefile.State, ev casefile.Event, a org.Actor) any {
			if c, ok := s.(*plan.Plan).Shows(ev, a); ok {
				return c
			}
			return nil
		},
	},
}

func projectPlan(tx *gorm.DB, born bool, p *plan.Plan, ev casefile.Event) error {
	c, err := plan.ReadChange(ev)
	if err != nil {
		return err
	}
	ctx := tx.Statement.Context
	row := planRow(p, ev)
	if born {
		row.Pinyin = initials(p.Project.Name)
		err = rowsOf[PlanRow](tx).Create(ctx, &row)
	} else {
		err = overwrite(ctx, tx, &row, "born_at", "pinyin")
	}
	if err != nil {
		return fmt.Errorf("plan: %w", err)
	}
	if err := put(ctx, tx, matterRows(p, c)); err != nil {
		return fmt.Errorf("matters of plan %s: %w", p.ID, err)
	}
	var shifts []planShift
	for _, s := range c.Shifts {
		shifts = append(shifts, planShift{
			PlanID: p.ID, N: s.N, OnDate: dateCol{s.On}, MatterID: s.Matter, Why: s.Why, CauseID: s.Cause,
			OldStart: dateCol{s.Old.Start}, OldEnd: dateCol{s.Old.End}, NewStart: dateCol{s.New.Start}, NewEnd: dateCol{s.New.End},
			Days: p.Cal.WorkdaysBetween(s.Old.End, s.New.End),
		})
	}
	if err := put(ctx, tx, shifts); err != nil {
		return fmt.Errorf("shifts of plan %s: %w", p.ID, err)
	}
	return nil
}

func planRow(p *plan.Plan, ev casefile.Event) PlanRow {
	today := workcal.DateOf(ev.At)
	row := PlanRow{
		ID: p.ID, No: p.No, Status: string(p.Status), Open: p.Status.Open(), Type: p.Type, TypeName: p.TypeName,
		ProjectID: p.Project.ID, ProjectName: p.Project.Name, EnterpriseID: p.Project.EnterpriseID, EnterpriseName: p.Project.EnterpriseName,
		TownCode: p.Project.TownCode, WindowID: p.Window.ID, Warnings: len(p.Warnings), EndedOn: dateCol{p.EndedOn},
		Seq: p.Seq, BornAt: p.BornAt, ChangedAt: ev.At,
	}
	for _, m := range p.Matters {
		standing := p.Standing(m)
		if standing == plan.Dropped {
			continue
		}
		row.Matters++
		switch standing {
		case plan.Approved:
			row.Approved++
		case plan.Failed:
			row.Failed++
		case plan.Waiting, plan.Ready:
		default:
			row.Running++
		}
		if m.Target.End.After(m.Baseline.End) {
			row.Slipped++
		}
		row.PlannedEnd.Date, row.BaselineEnd.Date = workcal.Later(row.PlannedEnd.Date, m.Target.End), workcal.Later(row.BaselineEnd.Date, m.Baseline.End)
	}
	row.Phase = string(p.PhaseNow())
	for _, b := range p.Blocks {
		if b.Ended.IsZero() {
			row.Blocked++
		}
	}
	for _, i := range p.Issues {
		if i.Ended.IsZero() {
			row.IssuesOpen++
		}
	}
	if promise := p.Total.Promise; !promise.Start.IsZero() {
		r := promise.Read(p.Cal, today)
		row.UsedDays, row.Paused, row.PromiseDue = r.Elapsed, r.Paused, dateCol{r.Due}
		row.LawDue = dateCol{p.Total.Law.Read(p.Cal, today).Due}
	}
	if b := p.Ball(); b != nil {
		row.hold(b)
	}
	return row
}

// matterRows are the rows of the matters that an event touched. A matter's
// standing hangs on others, so one change writes them all.
func matterRows(p *plan.Plan, c plan.Change) []PlanMatterRow {
	if len(c.Matters) == 0 {
		return nil
	}
	rows := make([]PlanMatterRow, 0, len(p.Matters))
	for _, m := range p.Matters {
		standing := p.Standing(m)
		row := PlanMatterRow{
			PlanID: p.ID, ID: m.ID, Name: m.Name, Phase: string(m.Phase), AuthorityID: m.Authority.ID, AuthorityName: m.Authority.Name,
			Standing: string(standing), Running: m.State != "" && !m.State.Ended(), ApprovalID: m.Approval, ApprovalNo: m.No,
			Stage: clip(m.At, 200), Tries: m.Try, Statutory: m.Statutory, Promised: m.Promised,
			BaselineStart: dateCol{m.Baseline.Start}, BaselineEnd: dateCol{m.Baseline.End}, TargetStart: dateCol{m.Target.Start}, TargetEnd: dateCol{m.Target.End},
			SubmittedOn: dateCol{m.SubmittedOn}, AcceptedOn: dateCol{m.AcceptedOn}, LawDue: dateCol{m.LawDue}, PromiseDue: dateCol{m.PromiseDue},
			EndedOn: dateCol{m.EndedOn}, ResultNo: clip(m.ResultNo, 200),
		}
		red, yellow := p.LightDates(m)
		row.RedOn, row.YellowOn = dateCol{red}, dateCol{yellow}
		if b := p.BallOf(m); b != nil {
			row.BallOrg, row.BallName, row.BallOwner = b.OrgID, b.OrgName, b.Owner
		}
		rows = append(rows, row)
	}
	return rows
}

// Plan reads one plan's state.
func (s *Store) Plan(ctx context.Context, id string) (*plan.Plan, error) {
	var p plan.Plan
	if err := s.Load(ctx, casefile.Plan, id, &p); err != nil {
		return nil, err
	}
	return &p, nil
}
