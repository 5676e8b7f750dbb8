package store

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/issue"
	"github.com/diaodu/diaodu/domain/org"
	"github.com/diaodu/diaodu/domain/workcal"
)

// IssueRow is an issue as lists and statistics show it.
type IssueRow struct {
	ID             string     `gorm:"primaryKey" json:"id"`
	No             string     `json:"no"`
	Status         string     `json:"status"`
	Open           bool       `json:"open"`
	Heading        string     `json:"heading"`
	Pinyin         string     `json:"-"`
	Class          string     `json:"class"`
	ClassL1        string     `gorm:"column:class_l1" json:"class_l1"`
	ClassName      string     `json:"-"` // as it was when the issue was put into it
	ClassL1Name    string     `gorm:"column:class_l1_name" json:"-"`
	Grade          string     `json:"grade,omitempty"`
	Source         string     `json:"source"`
	Cause          string     `json:"cause,omitempty"`
	ProjectID      string     `json:"project_id"`
	ProjectName    string     `json:"project_name"`
	EnterpriseID   string     `json:"enterprise_id"`
	EnterpriseName string     `json:"enterprise_name"`
	TownCode       string     `json:"town_code,omitempty"`
	LeadID         string     `json:"lead_id,omitempty"`
	LeadName       string     `json:"lead_name,omitempty"`
	Restricted     bool       `json:"restricted,omitempty"`
	RaisedBy       string     `json:"-"`
	RaisedName     string     `json:"raised_name"`
	RaisedAt       time.Time  `json:"raised_at"`
	ReceivedOn     dateCol    `json:"received_on"`
	AcceptedOn     dateCol    `json:"accepted_on,omitzero"`
	AckDue         dateCol    `json:"ack_due,omitzero"`
	DispatchedAt   *time.Time `json:"dispatched_at,omitempty"`
	FirstActAt     *time.Time `json:"first_act_at,omitempty"`
	Due            dateCol    `json:"due,omitzero"`
	OriginalDue    dateCol    `json:"original_due,omitzero"`
	Provisional    bool       `json:"provisional,omitempty"`
	Paused         bool       `json:"paused,omitempty"`
	BallOrg        string     `json:"ball_org,omitempty"`
	BallOwner      bool       `json:"ball_owner,omitempty"`
	BallWhat       string     `json:"ball_what,omitempty"`
	BallDue        dateCol    `json:"ball_due,omitzero"` // by when whoever has it must move
	RefusalBy      string     `json:"-"`                 // who proposed a refusal that is to be judged
	MeetingID      string     `json:"meeting_id,omitempty"`
	Forum          string     `json:"forum,omitempty"` // where it stands on the ladder (F-16)
	ForumSince     dateCol    `json:"forum_since,omitzero"`
	BlocksUntil    dateCol    `json:"-"`
	Slot           string     `json:"slot,omitempty"`     // where the owner's wish to be heard stands (I-9)
	SlotWay        string     `json:"slot_way,omitempty"` // how they would be heard
	SlotAnswer     dateCol    `json:"slot_answer,omitzero"`
	Waits          int        `json:"waits,omitempty"`
	Rounds         int        `json:"rounds,omitempty"`
	Reopened       int        `json:"reopened,omitempty"`
	Verified       bool       `json:"verified,omitempty"`
	Rating         int        `json:"rating,omitempty"`
	DeliveredOn    dateCol    `json:"delivered_on,omitzero"`
	ResolvedOn     dateCol    `json:"resolved_on,omitzero"`
	ClosedOn       dateCol    `json:"closed_on,omitzero"`
	Result         string     `json:"result,omitempty"`
	Ask            string     `json:"ask"`
	ProjectKey     bool       `json:"project_key,omitempty"`
	ProjectPhase   string     `json:"project_phase,omitempty"`
	Seq            int        `json:"seq"`
	ChangedAt      time.Time  `json:"changed_at"`
	// For 响应率: the first dispatch and the last day of its first answer.
	FirstDispatchedAt *time.Time `json:"-"`
	RespondBy         dateCol    `json:"-"`
}

// TableName is issues.
func (IssueRow) TableName() string { return "issues" }

// issueNoun is how issues are folded and projected.
var issueNoun = noun{
	blank: func() casefile.State { return &issue.Issue{} },
	project: func(tx *gorm.DB, before, after casefile.State, ev casefile.Event) error {
		return projectIssue(tx, before, after.(*issue.Issue), ev)
	},
	sight: sight{
		may:  func(s casefile.State, a org.Actor) bool { return s.(*issue.Issue).MaySee(a) },
		view: func(s casefile.State, a org.Actor, at time.Time) any { return s.(*issue.Issue).ViewFor(a, at) },
		change: func(s casefile.State, ev casefile.Event, a org.Actor) any {
			if c, ok := s.(*issue.Issue).Shows(ev, a); ok {
				return c
			}
			return nil
		},
	},
}

func projectIssue(tx *gorm.DB, before casefile.State, i *issue.Issue, ev casefile.Event) error {
	row := issueRow(i, ev)
	was, _ := before.(*issue.Issue)
	resolvedNow := was == nil || was.ResolvedOn != i.ResolvedOn
	if resolvedNow && !i.ResolvedOn.IsZero() {
		if err := noteResolution(tx, &row); err != nil {
			return err
		}
	}
	if err := decidedTaskForce(tx, i, ev); err != nil {
		return err
	}
	ctx := tx.Statement.Context
	if before == nil {
		row.Pinyin = initials(i.Heading)
		return rowsOf[IssueRow](tx).Create(ctx, &row)
	}
	var kept []string
	if was.Heading == i.Heading {
		kept = append(kept, "pinyin")
	} else {
		row.Pinyin = initials(i.Heading)
	}
	if !resolvedNow {
		kept = append(kept, "project_key", "project_phase") // as they were at resolution
	}
	return overwrite(ctx, tx, &row, kept...)
}

func issueRow(i *issue.Issue, ev casefile.Event) IssueRow {
	today := workcal.DateOf(ev.At)
	row := IssueRow{
		ID: i.ID, No: i.No, Status: string(i.State), Open: i.Open(), Heading: i.Heading,
		Class: i.Class, ClassL1: i.ClassNow().L1, ClassName: i.ClassNow().Name, ClassL1Name: i.ClassNow().L1Name, Grade: string(i.Grade), Source: i.Source, Cause: i.Cause,
		ProjectID: i.Project.ID, ProjectName: i.Project.Name, EnterpriseID: i.Project.EnterpriseID,
		EnterpriseName: i.Project.EnterpriseName, TownCode: i.Project.TownCode, LeadID: i.Lead.ID, LeadName: i.Lead.Name,
		Restricted: i.Restricted, RaisedBy: i.RaisedBy, RaisedName: i.RaisedName, RaisedAt: i.RaisedAt,
		ReceivedOn: dateCol{i.ReceivedOn}, AcceptedOn: dateCol{i.AcceptedOn}, AckDue: dateCol{i.AckDue},
		DispatchedAt: instant(i.DispatchAt), FirstActAt: instant(i.FirstActAt),
		MeetingID: i.Meeting.ID, Waits: i.Waits, Rounds: i.Rounds, Reopened: i.Reopened, Verified: i.Verified, Rating: i.Rating,
		DeliveredOn: dateCol{i.DeliveredOn}, ResolvedOn: dateCol{i.ResolvedOn}, ClosedOn: dateCol{i.ClosedOn},
		Result: i.Result, Ask: i.Demand, Seq: i.Seq, ChangedAt: ev.At,
		FirstDispatchedAt: instant(i.FirstSentAt), RespondBy: dateCol{i.RespondBy}, RefusalBy: i.RefusalBy(),
	}
	if !i.Clock.Start.IsZero() {
		r := i.Clock.Read(i.Cal, today)
		row.Due, row.OriginalDue = dateCol{r.Due}, dateCol{r.OriginalDue}
		row.Provisional, row.Paused = r.Provisional, r.Paused
	}
	row.Forum, row.ForumSince, row.BlocksUntil = string(i.Stands()), dateCol{i.StandsSince()}, dateCol{i.Impact.Until}
	if w := i.Slot; w != nil {
		row.Slot, row.SlotWay = string(w.State), w.Way
		if w.State == issue.SlotAsked {
			row.SlotAnswer = dateCol{w.AnswerBy}
		}
	}
	if b := i.Ball(); b != nil {
		row.BallOrg, row.BallOwner, row.BallWhat, row.BallDue = b.OrgID, b.Owner, b.What, dateCol{b.Due}
	}
	return row
}

// instant is nil for no time.
func instant(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}

// Issue reads one issue's state.
func (s *Store) Issue(ctx context.Context, id string) (*issue.Issue, error) {
	var i issue.Issue
	if err := s.Load(ctx, casefile.Issue, id, &i); err != nil {
		return nil, err
	}
	return &i, nil
}

// SlotWishes are the wishes to be heard of the owners of some issues, by issue;
// those taken back or past are left out.
func (s *Store) SlotWishes(ctx context.Context, ids []string) (map[string]issue.SlotWish, error) {
	wishes := map[string]issue.SlotWish{}
	if len(ids) == 0 {
		return wishes, nil
	}
	var rows []struct{ ID, State string }
	err := s.db.WithContext(ctx).Raw(`SELECT i.id, f.state FROM issues i JOIN case_files f ON f.id = i.id
		WHERE i.id IN ? AND i.slot IN ?`, ids, []issue.SlotState{issue.SlotAsked, issue.SlotPlacing, issue.SlotAdmitted, issue.SlotDeclined, issue.SlotHeard}).Scan(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("wishes to be heard: %w", err)
	}
	for _, r := range rows {
		var i issue.Issue
		if err := json.Unmarshal([]byte(r.State), &i); err != nil {
			return nil, fmt.Errorf("wish of %s: %w", r.ID, err)
		}
		if i.Slot != nil {
			wishes[r.ID] = *i.Slot
		}
	}
	return wishes, nil
}

// SimilarIssues are other issues of the same project and first-level class
// within 90 days, newest first: perhaps the same matter (D-10).
func (s *Store) SimilarIssues(ctx context.Context, projectID, classL1, except string, since time.Time) ([]IssueRow, error) {
	rows, err := rowsOf[IssueRow](s.db).
		Where("project_id = ? AND class_l1 = ? AND raised_at >= ? AND id <> ?", projectID, classL1, since, except).
		Order(clause.OrderByColumn{Column: clause.Column{Name: "raised_at"}, Desc: true}).Limit(10).Find(ctx)
	if err != nil {
		return nil, fmt.Errorf("similar issues: %w", err)
	}
	return rows, nil
}
