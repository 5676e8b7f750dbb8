package store

import (
	"context"
	"encoding/base64"
	"fmt"
	"strings"
	"time"

	"gorm.io/gorm"

	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/fault"
	"github.com/diaodu/diaodu/domain/org"
	"github.com/diaodu/diaodu/domain/supervision"
	"github.com/diaodu/diaodu/domain/workcal"
)

// TaskQuery is what a reader asks of the list of tasks. Empty fields do not filter.
type TaskQuery struct {
	Status  []string
	Light   string // green, yellow, red, paused, done
	Org     string // lead unit or co-organizer
	LeadID  string
	Issue   string
	Meeting string
	Project string
	Owner   string // enterprise
	Forum   string
	Open    bool
	Overdue bool
	Mine    bool // the reader must move next
	// Unreviewed keeps those with a report that nobody has judged yet.
	Unreviewed bool
	// DueBy keeps open tasks due on or before the day.
	DueBy  workcal.Date
	ByDue  bool // earliest due date first; newest first otherwise
	Today  workcal.Date
	Q      string
	Cursor string
	Limit  int
	found  matches // of Q
}

// taskLight is the light of a row on a day (two places for the day). It says
// what supervision.Light says; a test compares them.
const taskLight = "CASE WHEN tasks.open = 0 THEN 'done' WHEN tasks.red_on <= ? THEN 'red' " +
	"WHEN tasks.suspended = 1 THEN 'paused' WHEN tasks.yellow_on <= ? THEN 'yellow' ELSE 'green' END"

// Tasks lists what the reader may see, one page by keyset.
func (s *Store) Tasks(ctx context.Context, a org.Actor, q TaskQuery) (rows []TaskRow, next string, err error) {
	if q.found, err = s.matching(ctx, casefile.Task, q.Q); err != nil {
		return nil, "", err
	}
	today := dateCol{q.Today}
	db, err := q.filter(seenTasks(s.db.WithContext(ctx).Model(&TaskRow{}), a), a)
	if err != nil {
		return nil, "", err
	}
	order := "tasks.born_at DESC, tasks.id DESC"
	if q.ByDue {
		order = "tasks.due, tasks.id"
	}
	limit := pageLimit(q.Limit)
	err = db.Select("tasks.*, "+taskLight+" AS light", today, today).Order(order).Limit(limit + 1).Find(&rows).Error
	if err != nil {
		return nil, "", fmt.Errorf("tasks: %w", err)
	}
	if len(rows) > limit {
		rows = rows[:limit]
		last := rows[limit-1]
		next = cursorAt(last.BornAt, last.ID)
		if q.ByDue {
			next = cursorOn(last.Due.Date, last.ID)
		}
	}
	return rows, next, nil
}

// CountTasks counts what Tasks lists on all its pages.
func (s *Store) CountTasks(ctx context.Context, a org.Actor, q TaskQuery) (n int64, err error) {
	q.Cursor = ""
	if q.found, err = s.matching(ctx, casefile.Task, q.Q); err != nil {
		return 0, err
	}
	db, err := q.filter(seenTasks(s.db.WithContext(ctx).Model(&TaskRow{}), a), a)
	if err != nil {
		return 0, err
	}
	if err := db.Count(&n).Error; err != nil {
		return 0, fmt.Errorf("count tasks: %w", err)
	}
	return n, nil
}

// seenTasks keeps what the reader may see; supervision.SeenBy says the same of one task.
func seenTasks(db *gorm.DB, a org.Actor) *gorm.DB {
	if a.Has(org.Leader, org.ServiceOfficer) {
		return db
	}
	return seenCases(db, a, casefile.Task, "tasks")
}

func (q TaskQuery) filter(db *gorm.DB, a org.Actor) (*gorm.DB, error) {
	equal := func(column, value string) {
		if value != "" {
			db = db.Where("tasks."+column+" = ?", value)
		}
	}
	equal("lead_id", q.LeadID)
	equal("issue_id", q.Issue)
	equal("meeting_id", q.Meeting)
	equal("project_id", q.Project)
	equal("enterprise_id", q.Owner)
	equal("forum", q.Forum)
	if len(q.Status) > 0 {
		db = db.Where("tasks.status IN ?", q.Status)
	}
	db = q.lit(db)
	if q.Org != "" {
		db = db.Where("EXISTS (SELECT 1 FROM case_parties u WHERE u.case_id = tasks.id AND u.type = ? AND u.party_id = ?)", casefile.PartyOrg, q.Org)
	}
	if q.Open || q.Overdue || q.Mine || !q.DueBy.IsZero() {
		db = db.Where("tasks.open = 1")
	}
	if q.Overdue {
		db = db.Where("tasks.red_on <= ?", dateCol{q.Today})
	}
	if q.Mine {
		db = mineTask(db, a)
	}
	if q.Unreviewed {
		db = db.Where(unreviewed)
	}
	if !q.DueBy.IsZero() {
		db = db.Where("tasks.due <= ? AND tasks.suspended = 0", dateCol{q.DueBy})
	}
	return q.after(q.found.filter(db, casefile.Task, q.Q))
}

// lit keeps one colour, in words that an index can follow; it says what taskLight says.
func (q TaskQuery) lit(db *gorm.DB) *gorm.DB {
	today := dateCol{q.Today}
	const notRed = " AND (tasks.red_on IS NULL OR tasks.red_on > ?)"
	switch q.Light {
	case "":
		return db
	case supervision.Done:
		return db.Where("tasks.open = 0")
	case supervision.Red:
		return db.Where("tasks.open = 1 AND tasks.red_on <= ?", today)
	case supervision.Paused:
		return db.Where("tasks.open = 1 AND tasks.suspended = 1"+notRed, today)
	case supervision.Yellow:
		return db.Where("tasks.open = 1 AND tasks.suspended = 0 AND tasks.yellow_on <= ?"+notRed, today, today)
	case supervision.Green:
		return db.Where("tasks.open = 1 AND tasks.suspended = 0 AND (tasks.yellow_on IS NULL OR tasks.yellow_on > ?)"+notRed, today, today)
	}
	return db.Where("1 = 0")
}

// after starts behind the last row of the page before.
func (q TaskQuery) after(db *gorm.DB) (*gorm.DB, error) {
	switch {
	case q.Cursor == "":
		return db, nil
	case q.ByDue:
		on, id, err := cursorDay(q.Cursor)
		if err != nil {
			return nil, err
		}
		return db.Where("(tasks.due > ? OR (tasks.due = ? AND tasks.id > ?))", dateCol{on}, dateCol{on}, id), nil
	default:
		at, id, err := cursorOf(q.Cursor)
		if err != nil {
			return nil, err
		}
		return db.Where("(tasks.born_at < ? OR (tasks.born_at = ? AND tasks.id < ?))", at, at, id), nil
	}
}

// mineTask keeps the tasks on which the reader must move next.
func mineTask(db *gorm.DB, a org.Actor) *gorm.DB {
	var ors []string
	var args []any
	add := func(where string, arg ...any) {
		ors = append(ors, where)
		args = append(args, arg...)
	}
	if a.Has(org.Owner) {
		add("tasks.ball_owner = 1")
	}
	if a.Has(org.Coordinator) {
		add("tasks.status IN ('objected', 'arbitrating', 'apply_close')")
	}
	if a.Has(org.Chair) {
		add("tasks.ask_role = 'chair'")
	}
	if a.Has(org.Leader) {
		add("(tasks.ask_role = 'leader' AND tasks.leader_id IN ('', ?))", a.UserID)
	}
	if a.Has(org.Supervisor) {
		add("tasks.interviews_due > 0")
	}
	if a.Has(org.DeptRoles...) && a.OrgID != "" {
		add("tasks.ball_org = ?", a.OrgID)
		add("EXISTS (SELECT 1 FROM task_owed o WHERE o.task_id = tasks.id AND "+owing+")", a.OrgID)
		add("EXISTS (SELECT 1 FROM task_slips l WHERE l.task_id = tasks.id AND l.org_id = ? AND l.replied_on IS NULL)", a.OrgID)
	}
	if len(ors) == 0 {
		return db.Where("1 = 0")
	}
	return db.Where("("+strings.Join(ors, " OR ")+")", args...)
}

// cursorOn names the last row of a page by its day and id.
func cursorOn(on workcal.Date, id string) string {
	return base64.RawURLEncoding.EncodeToString([]byte(on.String() + "," + id))
}

func cursorDay(cursor string) (workcal.Date, string, error) {
	bad := fault.New(fault.Invalid, "request.cursor", "cursor %q", cursor).On("cursor")
	raw, err := base64.RawURLEncoding.DecodeString(cursor)
	if err != nil {
		return workcal.Date{}, "", bad
	}
	day, id, ok := strings.Cut(string(raw), ",")
	on, err := workcal.ParseDate(day)
	if err != nil || !ok {
		return workcal.Date{}, "", bad
	}
	return on, id, nil
}

// TaskTodo is one thing the reader must do on a task.
type TaskTodo struct {
	TaskID  string    `json:"task_id"`
	No      string    `json:"no"`
	Title   string    `json:"title"`
	What    string    `json:"what"` // act code, or the node of a report
	Due     dateCol   `json:"due,omitzero"`
	Light   string    `json:"light"`
	BornAt  time.Time `json:"born_at"`
	Project string    `json:"project,omitempty"`
}

// TaskTodos lists what the reader must do on tasks, earliest day first: what the
// tasks wait for them to do, what their unit owes, slips to answer, requests to decide.
func (s *Store) TaskTodos(ctx context.Context, a org.Actor, today workcal.Date, limit int) ([]TaskTodo, error) {
	var parts []string
	var args []any
	day := dateCol{today}
	add := func(what, due, from string, more ...any) {
		parts = append(parts, "SELECT tasks.id AS task_id, tasks.no, tasks.title, tasks.project_name AS project, tasks.born_at, "+
			what+" AS what, "+due+" AS due, "+taskLight+" AS light FROM tasks "+from)
		args = append(append(args, day, day), more...)
	}
	if a.Has(org.Owner) && a.EnterpriseID != "" {
		add("tasks.ball_what", "tasks.ball_due", "WHERE tasks.open = 1 AND tasks.ball_owner = 1 AND tasks.enterprise_id = ?", a.EnterpriseID)
	}
	if a.Has(org.Coordinator) {
		add("tasks.ball_what", "tasks.ball_due", "WHERE tasks.status IN ('objected', 'arbitrating', 'apply_close')")
	}
	if a.Has(org.Leader) {
		add("'decide_request'", decideBy, askedExtension+" WHERE tasks.open = 1 AND tasks.ask_role = 'leader' AND tasks.leader_id IN ('', ?)", a.UserID)
	}
	if a.Has(org.Chair) {
		add("'decide_request'", decideBy, askedExtension+" WHERE tasks.open = 1 AND tasks.ask_role = 'chair'")
	}
	if a.Has(org.Supervisor) {
		add("'interview'", "tasks.due", "WHERE tasks.open = 1 AND tasks.interviews_due > 0")
		add("'grade'", noDue, "WHERE tasks.status IN ('closed', 'closed_unconfirmed')")
	}
	if a.Has(org.DeptRoles...) && a.OrgID != "" {
		add("tasks.ball_what", "tasks.ball_due",
			"WHERE tasks.open = 1 AND tasks.ball_org = ? AND tasks.ball_what IN ('sign', 'resume', 'apply_close')", a.OrgID)
		add("o.node", "o.due", "JOIN task_owed o ON o.task_id = tasks.id WHERE "+owing+" AND tasks.suspended = 0", a.OrgID)
		add("'reply_slip'", "l.reply_due", "JOIN task_slips l ON l.task_id = tasks.id WHERE l.org_id = ? AND l.replied_on IS NULL AND tasks.open = 1", a.OrgID)
	}
	if len(parts) == 0 {
		return nil, nil
	}
	var todos []TaskTodo
	err := s.db.WithContext(ctx).Raw("SELECT * FROM ("+strings.Join(parts, " UNION ALL ")+") t ORDER BY due IS NULL, due, task_id, what LIMIT ?",
		append(args, pageLimit(limit))...).Scan(&todos).Error
	if err != nil {
		return nil, fmt.Errorf("to-dos on tasks: %w", err)
	}
	return todos, nil
}
