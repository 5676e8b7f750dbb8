package store

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/org"
	"github.com/diaodu/diaodu/domain/supervision"
	"github.com/diaodu/diaodu/domain/workcal"
)

// TaskRow is a task as lists and statistics show it.
type TaskRow struct {
	ID             string    `gorm:"primaryKey" json:"id"`
	No             string    `json:"no"`
	Status         string    `json:"status"`
	Open           bool      `json:"open"`
	Title          string    `json:"title"`
	Pinyin         string    `json:"-"`
	Standard       string    `json:"standard"`
	Forum          string    `json:"forum"`
	ForumSince     dateCol   `json:"forum_since,omitzero"`
	MeetingID      string    `json:"meeting_id,omitempty"`
	MeetingNo      string    `json:"meeting_no,omitempty"`
	ItemID         string    `json:"item_id,omitempty"`
	ResolutionID   string    `json:"resolution_id,omitempty"`
	IssueID        string    `json:"issue_id,omitempty"`
	IssueNo        string    `json:"issue_no,omitempty"`
	ProjectID      string    `json:"project_id,omitempty"`
	ProjectName    string    `json:"project_name,omitempty"`
	EnterpriseID   string    `json:"enterprise_id,omitempty"`
	EnterpriseName string    `json:"enterprise_name,omitempty"`
	TownCode       string    `json:"town_code,omitempty"`
	LeadID         string    `json:"lead_id"`
	LeadName       string    `json:"lead_name"`
	LeadType       string    `json:"lead_type,omitempty"`
	LeaderID       string    `json:"leader_id,omitempty"`
	LeaderName     string    `json:"leader_name,omitempty"`
	HandlerID      string    `json:"handler_id,omitempty"`
	HandlerName    string    `json:"handler_name,omitempty"`
	Grade          string    `json:"grade,omitempty"`
	DecidedBy      string    `json:"decided_by"`
	DecidedAt      time.Time `json:"decided_at"`
	StartedOn      dateCol   `json:"started_on"`
	Due            dateCol   `json:"due"`
	OriginalDue    dateCol   `json:"original_due"`
	Provisional    bool      `json:"provisional,omitempty"`
	NextOwedOn     dateCol   `json:"next_owed_on,omitzero"` // earliest open report or part
	RedOn          dateCol   `json:"red_on,omitzero"`
	YellowOn       dateCol   `json:"yellow_on,omitzero"`
	Suspended      bool      `json:"suspended,omitempty"`
	OverdueSince   dateCol   `json:"overdue_since,omitzero"`
	Extended       int       `json:"extended,omitempty"`
	PausedDays     int       `json:"paused_days,omitempty"`
	Percent        int       `json:"percent"`
	SignedOn       dateCol   `json:"signed_on,omitzero"`
	AppliedOn      dateCol   `json:"applied_on,omitzero"`
	VerifiedOn     dateCol   `json:"verified_on,omitzero"`
	ConfirmedOn    dateCol   `json:"confirmed_on,omitzero"`
	ClosedOn       dateCol   `json:"closed_on,omitzero"`
	Late           bool      `json:"late,omitempty"` // closing was applied for after the due date
	Evaluation     string    `json:"evaluation,omitempty"`
	Rounds         int       `json:"rounds"`
	Returns        int       `json:"returns,omitempty"`
	Disputes       int       `json:"disputes,omitempty"`
	Reopened       int       `json:"reopened,omitempty"`
	Misses         int       `json:"misses,omitempty"`
	AskRole        string    `json:"ask_role,omitempty"` // who must decide an extension or a suspension
	InterviewsDue  int       `json:"interviews_due,omitempty"`
	BallOrg        string    `json:"ball_org,omitempty"`
	BallName       string    `json:"ball_name,omitempty"`
	BallOwner      bool      `json:"ball_owner,omitempty"`
	BallWhat       string    `json:"ball_what,omitempty"`
	BallDue        dateCol   `json:"ball_due,omitzero"`
	Result         string    `json:"result,omitempty"`
	Seq            int       `json:"seq"`
	BornAt         time.Time `json:"born_at"`
	ChangedAt      time.Time `json:"changed_at"`
	// Light is computed from RedOn and YellowOn on the day of asking.
	Light string `gorm:"->;-:migration" json:"light"`
}

// TableName is tasks.
func (TaskRow) TableName() string { return "tasks" }

// taskNoun is how tasks are folded and projected.
var taskNoun = noun{
	blank: func() casefile.State { return &supervision.Task{} },
	project: func(tx *gorm.DB, before, after casefile.State, ev casefile.Event) error {
		return projectTask(tx, before == nil, after.(*supervision.Task), ev)
	},
	sight: sight{
		may:  func(s casefile.State, a org.Actor) bool { return s.(*supervision.Task).SeenBy(a) },
		view: func(s casefile.State, a org.Actor, at time.Time) any { return s.(*supervision.Task).ViewFor(a, at) },
		change: func(s casefile.State, ev casefile.Event, a org.Actor) any {
			if c, ok := s.(*supervision.Task).Shows(ev, a); ok {
				return c
			}
			return nil
		},
	},
}

func projectTask(tx *gorm.DB, born bool, t *supervision.Task, ev casefile.Event) error {
	c, err := supervision.ReadChange(ev)
	if err != nil {
		return err
	}
	ctx := tx.Statement.Context
	row := taskRow(t, ev)
	if born {
		err = rowsOf[TaskRow](tx).Omit("light").Create(ctx, &row)
	} else {
		err = overwrite(ctx, tx, &row, "born_at", "light")
	}
	if err != nil {
		return fmt.Errorf("task: %w", err)
	}
	if err := projectTaskLists(ctx, tx, t, c, ev); err != nil {
		return err
	}
	if b := c.Birth; b != nil && b.TaskForce != nil {
		return createTaskForce(tx, *b.TaskForce, b.IssueID, b.Project.ID, b.DecidedAt, ev)
	}
	return nil
}

func taskRow(t *supervision.Task, ev casefile.Event) TaskRow {
	today := workcal.DateOf(ev.At)
	b := t.Birth
	row := TaskRow{
		ID: t.ID, No: t.No, Status: string(t.Status), Open: t.Status.Open(), Title: t.Title(), Pinyin: initials(t.Title()),
		Standard: t.Standard, Forum: string(t.Forum), ForumSince: dateCol{t.StandsSince()}, MeetingID: b.MeetingID, MeetingNo: b.MeetingNo, ItemID: b.ItemID,
		ResolutionID: b.Resolution, IssueID: b.IssueID, IssueNo: b.IssueNo, ProjectID: b.Project.ID, ProjectName: b.Project.Name,
		EnterpriseID: b.Project.EnterpriseID, EnterpriseName: b.Project.EnterpriseName, TownCode: b.Project.TownCode,
		LeadID: t.Lead.ID, LeadName: t.Lead.Name, LeadType: string(t.Lead.Type), LeaderID: b.Leader, LeaderName: b.LeaderName,
		HandlerID: t.Handler.UserID, HandlerName: t.Handler.Name, Grade: b.Grade, DecidedBy: b.DecidedBy, DecidedAt: b.DecidedAt,
		StartedOn: dateCol{t.Clock.Start}, OriginalDue: dateCol{t.FirstDue()}, Suspended: t.Suspended(),
		OverdueSince: dateCol{t.Overdue.Since}, Extended: len(t.Clock.Extensions), PausedDays: t.Clock.PausedWorkdays(t.Cal, today),
		Percent: t.Percent, SignedOn: dateCol{t.SignBy.Stopped}, AppliedOn: dateCol{t.Closing.AppliedOn},
		VerifiedOn: dateCol{t.Closing.Verified}, ConfirmedOn: dateCol{t.Closing.Confirmed}, ClosedOn: dateCol{t.Closing.ClosedOn},
		Late: t.Closing.Late, Rounds: t.Round, Returns: t.Closing.Returns, Disputes: len(t.Closing.Disputes),
		Reopened: t.Closing.Reopened, Misses: len(t.Misses), AskRole: t.AskRole(), InterviewsDue: t.InterviewsDue(),
		Result: t.Closing.Result, Seq: t.Seq, BornAt: t.BornAt, ChangedAt: ev.At,
	}
	due := t.Clock.Due(t.Cal, today)
	row.Due, row.Provisional = dateCol{due.Date}, due.Provisional
	red, yellow := t.LightDates(today)
	row.RedOn, row.YellowOn = dateCol{red}, dateCol{yellow}
	if o := t.NextOwed(today); o != nil {
		row.NextOwedOn = dateCol{t.DueOf(*o, today)}
	}
	if ball := t.Ball(today); ball != nil {
		row.BallOrg, row.BallName, row.BallOwner = ball.OrgID, ball.OrgName, ball.Owner
		row.BallWhat, row.BallDue = ball.What, dateCol{ball.Due}
	}
	if t.Grade != nil {
		row.Evaluation = t.Grade.Grade
	}
	return row
}

// projectTaskLists writes what an event added to the task's lists. Rows have the
// task's own numbers, so a rebuild writes the same rows again.
func projectTaskLists(ctx context.Context, tx *gorm.DB, t *supervision.Task, c supervision.Change, ev casefile.Event) error {
	today := workcal.DateOf(ev.At)
	var owed []taskOwed
	// Pauses, a new calendar and a reopened date move what is owed as well.
	if len(c.Obligations)+len(c.Pauses) > 0 || c.Calendar != nil {
		for _, o := range t.Obligations {
			owed = append(owed, taskOwed{
				TaskID: t.ID, ID: o.ID, Node: o.Node, OrgID: o.Org.ID, OrgName: o.Org.Name, Due: dateCol{t.DueOf(o, today)},
				State: o.State, Missed: o.Missed,
			})
		}
	}
	var reports []taskReport
	for _, r := range c.Reports {
		form, err := json.Marshal(r.Form)
		if err != nil {
			return fmt.Errorf("report %d: %w", r.N, err)
		}
		reports = append(reports, taskReport{
			TaskID: t.ID, N: r.N, Node: r.Node, Obligation: r.Obligation, OrgID: r.Org.ID, OrgName: r.Org.Name, ByName: r.By.Name,
			At: r.At, Form: string(form), Late: r.Late, Review: r.Review, Comment: r.Comment, Published: r.Published,
		})
	}
	var slips []TaskSlip
	for _, changed := range c.Slips {
		for _, s := range t.Slips { // with the number it was given
			if s.N == changed.N {
				slips = append(slips, TaskSlip{
					TaskID: t.ID, N: s.N, No: s.No, Colour: s.Colour, Rule: s.Rule, About: s.For, OrgID: s.Org.ID, OrgName: s.Org.Name,
					IssuedOn: dateCol{s.IssuedOn}, ReplyDue: dateCol{s.ReplyDue}, ReceivedOn: dateCol{s.ReceivedOn},
					RepliedOn: dateCol{s.RepliedOn}, Reply: s.Reply,
				})
			}
		}
	}
	extensions, pauses, evidence := taskSpans(t, c)
	for _, err := range []error{
		put(ctx, tx, owed), put(ctx, tx, reports), put(ctx, tx, slips), put(ctx, tx, extensions), put(ctx, tx, pauses), put(ctx, tx, evidence),
	} {
		if err != nil {
			return fmt.Errorf("lists of task %s: %w", t.ID, err)
		}
	}
	return nil
}

func taskSpans(t *supervision.Task, c supervision.Change) (extensions []taskExtension, pauses []taskPause, evidence []taskEvidence) {
	for _, e := range c.Extensions {
		extensions = append(extensions, taskExtension{
			TaskID: t.ID, N: e.N, AskedOn: dateCol{e.On}, OldDue: dateCol{e.Old}, NewDue: dateCol{e.New}, Code: e.Code, Reason: e.Reason,
			Approver: e.Approver, State: e.State, DecidedBy: e.Decided.Name,
		})
	}
	for _, p := range c.Pauses {
		pauses = append(pauses, taskPause{
			TaskID: t.ID, N: p.N, Code: p.Code, Reason: p.Reason, FromOn: dateCol{p.From}, ToOn: dateCol{p.To},
			Expected: dateCol{p.Expected}, Approver: p.Approver.Name, Workdays: p.Workdays,
		})
	}
	for _, e := range c.Evidence {
		evidence = append(evidence, taskEvidence{
			TaskID: t.ID, N: e.N, FileID: e.File.FileID, Name: e.File.Name, SHA256: e.File.SHA256, Type: e.File.Type,
			OrgID: e.Org.ID, ByName: e.By.Name, At: e.At,
		})
	}
	return extensions, pauses, evidence
}

// put writes rows over those with the same key.
func put[T any](ctx context.Context, tx *gorm.DB, rows []T) error {
	if len(rows) == 0 {
		return nil
	}
	return tx.WithContext(ctx).Clauses(clause.OnConflict{UpdateAll: true}).Create(&rows).Error
}

// Task reads one task's state.
func (s *Store) Task(ctx context.Context, id string) (*supervision.Task, error) {
	var t supervision.Task
	if err := s.Load(ctx, casefile.Task, id, &t); err != nil {
		return nil, err
	}
	return &t, nil
}
