package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"github.com/diaodu/diaodu/domain/between"
	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/fault"
	"github.com/diaodu/diaodu/domain/issue"
	"github.com/diaodu/diaodu/domain/taskforce"
	"github.com/diaodu/diaodu/domain/workcal"
)

type taskForceRow struct {
	ID          string `gorm:"primaryKey"`
	Name        string
	IssueID     string
	ProjectID   string
	LeadID      string
	LeadName    string
	Orgs        int
	DecidedAt   time.Time
	SetUpAt     time.Time
	LagDays     int
	DissolvedOn dateCol
	Body        string
	Version     int
	ChangedAt   time.Time
}

// TableName is task_forces.
func (taskForceRow) TableName() string { return "task_forces" }

type taskForcePerson struct {
	ForceID string `gorm:"primaryKey"`
	N       int    `gorm:"primaryKey"`
	UserID  string
	OrgID   string
}

// TableName is task_force_people.
func (taskForcePerson) TableName() string { return "task_force_people" }

// TaskForceForward is a reminder of a contact that needs another look.
type TaskForceForward struct {
	ForceID string  `gorm:"primaryKey" json:"force_id"`
	N       int     `gorm:"primaryKey" json:"n"`
	OnDate  dateCol `json:"on"`
	UserID  string  `json:"-"`
	Text    string  `json:"text"`
}

// TableName is task_force_forwards.
func (TaskForceForward) TableName() string { return "task_force_forwards" }

// createTaskForce sets up the force that an event decided, in the event's own
// transaction. A decision is never lost over a blank: what is missing gets a
// plain word that the lead corrects later. Projecting the event again changes nothing.
func createTaskForce(tx *gorm.DB, b between.TaskForceBirth, issueID, projectID string, decided time.Time, ev casefile.Event) error {
	members := b.Members
	b.Members = nil
	if name := []rune(b.Name); len(name) < 2 {
		b.Name = "工作专班"
	} else if len(name) > 100 {
		b.Name = string(name[:100])
	}
	if name := []rune(b.LeadName); len(name) == 0 {
		b.LeadName = "待定"
	} else if len(name) > 50 {
		b.LeadName = string(name[:50])
	}
	f, err := taskforce.New(casefile.DerivedID("force", ev.CaseID, ev.Seq), b, issueID, projectID, decided, ev.At)
	if err != nil {
		return fmt.Errorf("task force: %w", err)
	}
	f.Origin = fmt.Sprintf("%s/%s:%d", ev.Kind, ev.CaseID, ev.Seq)
	for _, m := range members {
		if _, err := f.AddMember(m, workcal.DateOf(ev.At)); err != nil && fault.Of(err) == nil {
			return fmt.Errorf("task force: %w", err)
		}
	}
	ctx := tx.Statement.Context
	if _, err := rowsOf[taskForceRow](tx).Where("id = ?", f.ID).Take(ctx); !errors.Is(err, gorm.ErrRecordNotFound) {
		return err // there already, or unreadable
	}
	if err := writeTaskForce(ctx, tx, f, 1, ev.At); err != nil {
		return err
	}
	return seal(ctx, tx, &Trace{Stream: "task_force", Actor: ev.Actor, IP: ev.IP, What: "task_force.set_up", Subject: f.ID, After: f})
}

// decidedTaskForce sets up the force that a meeting decided on an issue (S1-12).
func decidedTaskForce(tx *gorm.DB, i *issue.Issue, ev casefile.Event) error {
	if ev.Act != issue.Resolve {
		return nil
	}
	var c issue.Change
	if err := json.Unmarshal(ev.Data, &c); err != nil {
		return fmt.Errorf("event %d: %w", ev.Seq, err)
	}
	if c.Outcome == nil || c.Outcome.TaskForce == nil {
		return nil
	}
	return createTaskForce(tx, *c.Outcome.TaskForce, i.ID, i.Project.ID, c.Outcome.HeldOn.Time(), ev)
}

func writeTaskForce(ctx context.Context, tx *gorm.DB, f *taskforce.Force, version int, at time.Time) error {
	body, err := json.Marshal(f)
	if err != nil {
		return fmt.Errorf("task force: %w", err)
	}
	row := taskForceRow{
		ID: f.ID, Name: f.Name, IssueID: f.IssueID, ProjectID: f.ProjectID, LeadID: f.LeadID, LeadName: f.LeadName, Orgs: f.Orgs(),
		DecidedAt: f.DecidedAt, SetUpAt: f.SetUpAt, LagDays: f.LagDays(), DissolvedOn: dateCol{f.DissolvedOn},
		Body: string(body), Version: version, ChangedAt: at,
	}
	if err := put(ctx, tx, []taskForceRow{row}); err != nil {
		return fmt.Errorf("task force: %w", err)
	}
	if _, err := rowsOf[taskForcePerson](tx).Where("force_id = ?", f.ID).Delete(ctx); err != nil {
		return fmt.Errorf("task force: %w", err)
	}
	if _, err := rowsOf[TaskForceForward](tx).Where("force_id = ?", f.ID).Delete(ctx); err != nil {
		return fmt.Errorf("task force: %w", err)
	}
	var people []taskForcePerson
	for _, m := range f.Members {
		if m.To.IsZero() {
			people = append(people, taskForcePerson{ForceID: f.ID, N: m.N, UserID: m.UserID, OrgID: m.Org.ID})
		}
	}
	var forwards []TaskForceForward
	for _, c := range f.Contacts {
		if !c.Forward.IsZero() && !c.Resolved && f.DissolvedOn.IsZero() {
			text := []rune(c.Findings)
			forwards = append(forwards, TaskForceForward{
				ForceID: f.ID, N: c.N, OnDate: dateCol{c.Forward}, UserID: c.ByID, Text: string(text[:min(len(text), 300)]),
			})
		}
	}
	if err := put(ctx, tx, people); err != nil {
		return fmt.Errorf("task force: %w", err)
	}
	if err := put(ctx, tx, forwards); err != nil {
		return fmt.Errorf("task force: %w", err)
	}
	return nil
}

// SetUpTaskForce makes a task force that no meeting decided, such as by an order
// on the spot.
func (s *Store) SetUpTaskForce(ctx context.Context, by By, b between.TaskForceBirth, issueID, projectID string) (TaskForceView, error) {
	if err := taskforce.MaySetUp(by.Actor); err != nil {
		return TaskForceView{}, err
	}
	f, err := taskforce.New(registerID("f", by.At), b, issueID, projectID, by.At, by.At)
	if err != nil {
		return TaskForceView{}, err
	}
	err = s.traced(ctx, &Trace{Stream: "task_force", Actor: by.Actor, IP: by.IP, What: "task_force.set_up", Subject: f.ID, After: f},
		func(tx *gorm.DB) error { return writeTaskForce(ctx, tx, f, 1, by.At) })
	if err != nil {
		return TaskForceView{}, err
	}
	return s.TaskForce(ctx, by.Actor, f.ID)
}

// ChangeTaskForce does one act to a force the actor sees: do judges and changes
// it. expect is the version the person looked at; 0 expects nothing.
func (s *Store) ChangeTaskForce(ctx context.Context, by By, id, what string, expect int, do func(f *taskforce.Force) error) (TaskForceView, error) {
	trace := &Trace{Stream: "task_force", Actor: by.Actor, IP: by.IP, What: "task_force." + what, Subject: id}
	err := s.traced(ctx, trace, func(tx *gorm.DB) error {
		row, err := rowsOf[taskForceRow](tx, clause.Locking{Strength: "UPDATE"}).Where("id = ?", id).Take(ctx)
		if errors.Is(err, gorm.ErrRecordNotFound) {
			return noTaskForce(id)
		}
		if err != nil {
			return fmt.Errorf("task force %s: %w", id, err)
		}
		before, f := row.force(), row.force()
		if before == nil || f == nil {
			return fmt.Errorf("task force %s cannot be read", id)
		}
		if !f.MayRead(by.Actor) {
			return noTaskForce(id)
		}
		if expect != 0 && expect != row.Version {
			return stale(expect, row.Version)
		}
		if err := do(f); err != nil {
			return err
		}
		trace.Before, trace.After = before, f
		return writeTaskForce(ctx, tx, f, row.Version+1, by.At)
	})
	if err != nil {
		return TaskForceView{}, err
	}
	return s.TaskForce(ctx, by.Actor, id)
}

func noTaskForce(id string) error {
	return fault.New(fault.NotFound, "taskforce.not_found", "no task force %s", id)
}

// force reads the row's body; nil where it cannot be read.
func (r taskForceRow) force() *taskforce.Force {
	var f taskforce.Force
	if json.Unmarshal([]byte(r.Body), &f) != nil {
		return nil
	}
	return &f
}
