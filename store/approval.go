package store

import (
	"context"
	"fmt"
	"time"

	"gorm.io/gorm"

	"github.com/diaodu/diaodu/domain/approval"
	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/org"
	"github.com/diaodu/diaodu/domain/workcal"
)

// ApprovalRow is an application as lists and figures show it.
type ApprovalRow struct {
	ID              string    `gorm:"primaryKey" json:"id"`
	No              string    `json:"no"`
	Status          string    `json:"status"`
	State           string    `json:"state"`
	Live            bool      `json:"live"`
	Title           string    `json:"title"`
	Pinyin          string    `json:"-"`
	Process         string    `json:"process"`
	ProcessName     string    `json:"process_name"`
	Version         int       `json:"version"`
	MatterCode      string    `json:"matter_code,omitempty"`
	Phase           string    `json:"phase,omitempty"`
	AuthorityID     string    `json:"authority_id,omitempty"`
	ProjectID       string    `json:"project_id,omitempty"`
	ProjectName     string    `json:"project_name,omitempty"`
	TownCode        string    `json:"town_code,omitempty"`
	PlanID          string    `json:"plan_id,omitempty"`
	MatterID        string    `json:"matter_id,omitempty"`
	Batch           string    `json:"batch,omitempty"`
	EnterpriseID    string    `json:"enterprise_id,omitempty"`
	EnterpriseName  string    `json:"enterprise_name,omitempty"`
	ApplicantID     string    `json:"applicant_id,omitempty"`
	ApplicantName   string    `json:"applicant_name"`
	SubmittedBy     string    `json:"submitted_by,omitempty"`
	SubmittedName   string    `json:"submitted_name,omitempty"`
	ByWindow        bool      `json:"by_window,omitempty"`
	ParentID        string    `json:"parent_id,omitempty"`
	ItemID          string    `json:"item_id,omitempty"`
	Round           int       `json:"round"`
	Steps           string    `json:"steps,omitempty"`
	StepNames       string    `json:"step_names,omitempty"`
	Held            bool      `json:"held,omitempty"`
	BallOrg         string    `json:"ball_org,omitempty"`
	BallName        string    `json:"ball_name,omitempty"`
	BallUser        string    `json:"-"`
	BallOwner       bool      `json:"ball_owner,omitempty"`
	BallWhat        string    `json:"ball_what,omitempty"`
	BallDue         dateCol   `json:"ball_due,omitzero"`
	AcceptedOn      dateCol   `json:"accepted_on,omitzero"`
	LawDue          dateCol   `json:"law_due,omitzero"`
	LawYellowOn     dateCol   `json:"law_yellow_on,omitzero"`
	LawRedOn        dateCol   `json:"law_red_on,omitzero"`
	PromiseDue      dateCol   `json:"promise_due,omitzero"`
	PromiseYellowOn dateCol   `json:"promise_yellow_on,omitzero"`
	PromiseRedOn    dateCol   `json:"promise_red_on,omitzero"`
	Paused          bool      `json:"paused,omitempty"`
	PauseWhy        string    `json:"pause_why,omitempty"`
	NextPaper       dateCol   `json:"next_paper,omitzero"`
	Supplements     int       `json:"supplements,omitempty"`
	ResultName      string    `json:"result_name,omitempty"`
	ResultNo        string    `json:"result_no,omitempty"`
	EndedOn         dateCol   `json:"ended_on,omitzero"`
	Late            bool      `json:"late,omitempty"` // decided after the law's date
	Refusals        int       `json:"-"`
	Seq             int       `json:"seq"`
	BornAt          time.Time `json:"born_at"`
	ChangedAt       time.Time `json:"changed_at"`
}

// TableName is approvals.
func (ApprovalRow) TableName() string { return "approvals" }

// approvalNoun is how applications are folded and projected.
var approvalNoun = noun{
	blank: func() casefile.State { return &approval.Approval{} },
	workOut: func(before, after casefile.State, ev casefile.Event) (func(tx *gorm.DB) error, error) {
		was, _ := before.(*approval.Approval)
		return workOutApproval(was, after.(*approval.Approval), ev)
	},
	sight: sight{
		may:  func(s casefile.State, a org.Actor) bool { return s.(*approval.Approval).SeenBy(a) },
		view: func(s casefile.State, a org.Actor, at time.Time) any { return s.(*approval.Approval).See(a, at) },
		change: func(s casefile.State, ev casefile.Event, a org.Actor) any {
			if c, ok := s.(*approval.Approval).Shows(ev, a); ok {
				return c
			}
			return nil
		},
	},
}

// workOutApproval makes an application's rows of an event, and says how to write them.
func workOutApproval(was, a *approval.Approval, ev casefile.Event) (func(tx *gorm.DB) error, error) {
	c, err := approval.ReadChange(ev)
	if err != nil {
		return nil, err
	}
	row := approvalRow(a, ev)
	if was == nil {
		row.Pinyin = initials(row.Title)
	}
	seats, err := seatRows(was, a, c, ev)
	if err != nil {
		return nil, err
	}
	boxes, consults := boxRows(was, a, c, ev), consultRows(a, c, ev)
	return func(tx *gorm.DB) error {
		ctx := tx.Statement.Context
		var err error
		if was == nil {
			err = rowsOf[ApprovalRow](tx).Create(ctx, &row)
		} else {
			err = overwrite(ctx, tx, &row, "pinyin", "born_at")
		}
		if err != nil {
			return fmt.Errorf("approval: %w", err)
		}
		if err := upsertRows(ctx, tx, "approval_seats", 2, seatColumns, ownWords, seats); err != nil {
			return err
		}
		if err := upsertRows(ctx, tx, "approval_boxes", 2, boxColumns, copiedOnce, boxes); err != nil {
			return err
		}
		return upsertRows(ctx, tx, "approval_consults", 2, consultColumns, ownQuestion, consults)
	}, nil
}

// approvalRow is the list's row. What comes from a definition is cut to its
// column: a name too long must not hold a case up.
func approvalRow(a *approval.Approval, ev casefile.Event) ApprovalRow {
	today := workcal.DateOf(ev.At)
	b, s, m := a.Birth, a.Stands(today), a.Def.Matter
	row := ApprovalRow{
		ID: a.ID, No: a.No, Status: string(a.Status), State: string(a.State()), Live: a.Status.Live(), Title: a.Title(),
		Process: clip(a.Def.Code, 64), ProcessName: clip(a.Def.Name, 200), Version: a.Def.Version,
		MatterCode: clip(m.Code, 64), Phase: clip(string(m.Stage), 16), AuthorityID: clip(m.Authority, 32), ResultName: clip(m.Result, 200),
		ProjectID: b.Project.ID, ProjectName: clip(b.Project.Name, 200), TownCode: b.Project.TownCode, PlanID: b.PlanID,
		MatterID: clip(b.MatterID, 64), Batch: clip(b.Batch, 64), EnterpriseID: b.Applicant.EnterpriseID,
		EnterpriseName: clip(b.Applicant.EnterpriseName, 200), ApplicantID: b.Applicant.UserID, ApplicantName: clip(b.Applicant.Name, 200),
		SubmittedBy: b.Submitted.UserID, SubmittedName: clip(b.Submitted.Name, 64), ByWindow: b.Submitted.Window, ParentID: b.Parent,
		ItemID: clip(b.Item.ID, 32), Round: a.Round, Steps: clip(s.Steps, 500), StepNames: clip(s.StepNames, 500), Held: s.Held,
		AcceptedOn: dateCol{s.AcceptedOn}, LawDue: dateCol{s.Law.Due}, LawYellowOn: dateCol{s.Law.YellowOn}, LawRedOn: dateCol{s.Law.RedOn},
		PromiseDue: dateCol{s.Promise.Due}, PromiseYellowOn: dateCol{s.Promise.YellowOn}, PromiseRedOn: dateCol{s.Promise.RedOn},
		Paused: s.Paused, PauseWhy: s.PauseWhy, NextPaper: dateCol{s.NextPaper}, Supplements: len(a.Supplements),
		Refusals: len(a.Refusals), Seq: a.Seq, BornAt: a.BornAt, ChangedAt: ev.At,
	}
	if ball := a.Ball(today); ball != nil {
		row.BallOrg, row.BallName, row.BallUser = ball.OrgID, clip(ball.OrgName, 200), ball.UserID
		row.BallOwner, row.BallWhat, row.BallDue = ball.Owner, ball.What, dateCol{ball.Due}
	}
	if a.End != nil {
		row.ResultNo, row.EndedOn, row.Late = a.End.Number, dateCol{a.End.On}, a.End.Late
	}
	return row
}

// Approval reads one application's state.
func (s *Store) Approval(ctx context.Context, id string) (*approval.Approval, error) {
	var a approval.Approval
	if err := s.Load(ctx, casefile.Approval, id, &a); err != nil {
		return nil, err
	}
	return &a, nil
}
