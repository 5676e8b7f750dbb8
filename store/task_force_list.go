package store

import (
	"context"
	"errors"
	"fmt"
	"time"

	"gorm.io/gorm"

	"github.com/diaodu/diaodu/domain/org"
	"github.com/diaodu/diaodu/domain/taskforce"
	"github.com/diaodu/diaodu/domain/workcal"
)

// TaskForceView is a task force with its version and lag.
type TaskForceView struct {
	taskforce.Force
	Version int  `json:"version"`
	LagDays int  `json:"lag_days"` // from resolution to set-up
	Orgs    int  `json:"orgs"`     // units the members come from
	Manage  bool `json:"manage"`   // the reader may change it
	Log     bool `json:"log"`      // the reader may log contacts
}

// TaskForceLine is a task force in a list.
type TaskForceLine struct {
	ID          string    `json:"id"`
	Name        string    `json:"name"`
	IssueID     string    `json:"issue_id,omitempty"`
	ProjectID   string    `json:"project_id,omitempty"`
	LeadID      string    `json:"lead_id,omitempty"`
	LeadName    string    `json:"lead_name"`
	Orgs        int       `json:"orgs"`
	SetUpAt     time.Time `json:"set_up_at"`
	LagDays     int       `json:"lag_days"`
	DissolvedOn dateCol   `json:"dissolved_on,omitzero"`
}

// TaskForceQuery is what a reader asks of the list. Empty fields do not filter.
type TaskForceQuery struct {
	Issue   string
	Project string
	Active  bool // not dissolved
	Mine    bool // the reader is a member
	Q       string
	Cursor  string
	Limit   int
}

// TaskForces lists the task forces the reader may see, newest first.
func (s *Store) TaskForces(ctx context.Context, a org.Actor, q TaskForceQuery) (lines []TaskForceLine, next string, err error) {
	db := s.db.WithContext(ctx).Model(&taskForceRow{})
	switch {
	case q.Mine:
		db = db.Where("(lead_id = ? OR EXISTS (SELECT 1 FROM task_force_people p WHERE p.force_id = task_forces.id AND p.user_id = ?))", a.UserID, a.UserID)
	case a.Has(org.Coordinator, org.ServiceOfficer, org.Supervisor, org.Chair, org.Leader, org.Auditor):
	case a.Has(org.DeptRoles...) && a.OrgID != "":
		db = db.Where("(lead_id = ? OR EXISTS (SELECT 1 FROM task_force_people p WHERE p.force_id = task_forces.id AND (p.user_id = ? OR p.org_id = ?)))",
			a.UserID, a.UserID, a.OrgID)
	default:
		db = db.Where("(lead_id = ? OR EXISTS (SELECT 1 FROM task_force_people p WHERE p.force_id = task_forces.id AND p.user_id = ?))", a.UserID, a.UserID)
	}
	if q.Issue != "" {
		db = db.Where("issue_id = ?", q.Issue)
	}
	if q.Project != "" {
		db = db.Where("project_id = ?", q.Project)
	}
	if q.Active {
		db = db.Where("dissolved_on IS NULL")
	}
	if q.Q != "" {
		like := containing(q.Q)
		db = db.Where("(name LIKE ? OR lead_name LIKE ?)", like, like)
	}
	if q.Cursor != "" {
		at, id, err := cursorOf(q.Cursor)
		if err != nil {
			return nil, "", err
		}
		db = db.Where("(set_up_at < ? OR (set_up_at = ? AND id < ?))", at, at, id)
	}
	limit := pageLimit(q.Limit)
	if err := db.Order("set_up_at DESC, id DESC").Limit(limit + 1).Find(&lines).Error; err != nil {
		return nil, "", fmt.Errorf("task forces: %w", err)
	}
	if len(lines) > limit {
		lines = lines[:limit]
		next = cursorAt(lines[limit-1].SetUpAt, lines[limit-1].ID)
	}
	return lines, next, nil
}

// TaskForce is one task force the reader may see.
func (s *Store) TaskForce(ctx context.Context, a org.Actor, id string) (TaskForceView, error) {
	row, err := rowsOf[taskForceRow](s.db).Where("id = ?", id).Take(ctx)
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return TaskForceView{}, noTaskForce(id)
	}
	if err != nil {
		return TaskForceView{}, fmt.Errorf("task force %s: %w", id, err)
	}
	f := row.force()
	if f == nil {
		return TaskForceView{}, fmt.Errorf("task force %s cannot be read", id)
	}
	if !f.MayRead(a) {
		return TaskForceView{}, noTaskForce(id)
	}
	return TaskForceView{Force: *f, Version: row.Version, LagDays: f.LagDays(), Orgs: f.Orgs(), Manage: f.MayManage(a), Log: f.MayLog(a)}, nil
}

// TaskForceLoads counts what each person carries over all living forces (H-6).
func (s *Store) TaskForceLoads(ctx context.Context, today workcal.Date) ([]taskforce.Load, error) {
	rows, err := rowsOf[taskForceRow](s.db).Where("dissolved_on IS NULL").Order("id").Find(ctx)
	if err != nil {
		return nil, fmt.Errorf("task forces: %w", err)
	}
	forces := make([]*taskforce.Force, 0, len(rows))
	for _, r := range rows {
		f := r.force()
		if f == nil {
			return nil, fmt.Errorf("task force %s cannot be read", r.ID)
		}
		forces = append(forces, f)
	}
	return taskforce.Loads(forces, today), nil
}

// TaskForceForwards lists what a person wanted to be reminded of up to a day.
func (s *Store) TaskForceForwards(ctx context.Context, userID string, upTo workcal.Date) ([]TaskForceForward, error) {
	rows, err := rowsOf[TaskForceForward](s.db).Where("user_id = ? AND on_date <= ?", userID, dateCol{upTo}).
		Order("on_date, force_id, n").Limit(100).Find(ctx)
	if err != nil {
		return nil, fmt.Errorf("bring-forwards: %w", err)
	}
	return rows, nil
}
