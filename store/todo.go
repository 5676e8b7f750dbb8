package store

import (
	"context"
	"fmt"
	"strings"

	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/org"
	"github.com/diaodu/diaodu/domain/workcal"
)

// todoRows is how many things each heap shows; its count is whole.
const todoRows = 10

// TodoHeap is one kind of thing the reader must do, such as 待签收.
type TodoHeap struct {
	Key   string     `json:"key"`
	Text  string     `json:"text"`
	N     int64      `json:"n"`
	Items []TodoItem `json:"items" nullable:"false"`
}

// TodoItem is one case that waits for the reader.
type TodoItem struct {
	Kind    casefile.Kind `json:"kind"`
	ID      string        `json:"id"`
	No      string        `json:"no"`
	Title   string        `json:"title"`
	Project string        `json:"project,omitempty"`
	What    string        `json:"what"` // act or report node
	Due     dateCol       `json:"due,omitzero"`
	Late    bool          `json:"late,omitempty"`
	Part    string        `json:"-"` // which of a case's several things, such as a matter of a plan
	Seq     int           `json:"-"` // of the case's last event
}

// todo is one source of a heap: a noun's rows under a condition.
type todo struct {
	key, text string
	kind      casefile.Kind
	what, due string // columns
	from      string // beside the noun's table
	where     string
	args      []any
}

// MyTodos lists what the reader must do, heap by heap, most pressing first.
// Heaps without anything are left out.
func (s *Store) MyTodos(ctx context.Context, a org.Actor, today workcal.Date) ([]TodoHeap, error) {
	heaps := []TodoHeap{}
	at := map[string]int{}
	boxed, err := s.boxTodos(ctx, a, today)
	if err != nil {
		return nil, err
	}
	for _, t := range append(boxed, todosOf(a, today)...) {
		n, items, err := s.todoItems(ctx, t, today, todoRows)
		if err != nil {
			return nil, fmt.Errorf("to-dos, %s: %w", t.key, err)
		}
		if n == 0 {
			continue
		}
		place, known := at[t.key]
		if !known {
			place = len(heaps)
			at[t.key] = place
			heaps = append(heaps, TodoHeap{Key: t.key, Text: t.text})
		}
		heaps[place].N += n
		heaps[place].Items = append(heaps[place].Items, items...)
	}
	return heaps, nil
}

// boxTodos are the applications in the reader's own boxes: what they, or whoever
// they stand in for, must decide, and copies they have not read.
func (s *Store) boxTodos(ctx context.Context, a org.Actor, today workcal.Date) ([]todo, error) {
	meanings, err := s.audiences(ctx, a, today.At(12, 0))
	if err != nil || len(meanings) == 0 {
		return nil, err
	}
	auds := make([]string, len(meanings))
	for i, m := range meanings {
		auds[i] = m.aud
	}
	key, text := "to_approve", "待审批"
	if a.Has(org.Owner) {
		key, text = "to_supply", "待补正、重报"
	}
	from, due := " JOIN approval_boxes b ON b.approval_id = approvals.id", "NULLIF(b.due, '"+noDate.String()+"')"
	return []todo{
		{key, text, casefile.Approval, "b.what", due, from, "b.aud IN ? AND b.box = '" + BoxTodo + "' AND b.live = 1", []any{auds}},
		{"to_read", "待阅抄送", casefile.Approval, "b.what", due, from, "b.aud = ? AND b.box = '" + BoxCC + "' AND b.live = 1", []any{"u:" + a.UserID}},
	}, nil
}

// todosOf says what each role must look for. Each condition is served by an
// index of its table.
func todosOf(a org.Actor, today workcal.Date) []todo {
	return append(ownTodos(a), clockTodos(a, today)...)
}

// ownTodos are what waits for the reader, or their unit, to do something.
func ownTodos(a org.Actor) []todo {
	var all []todo
	add := func(key, text string, kind casefile.Kind, what, due, from, where string, args ...any) {
		all = append(all, todo{key, text, kind, what, due, from, where, args})
	}
	issues := func(key, text, what, due, where string, args ...any) {
		add(key, text, casefile.Issue, what, due, "", where, args...)
	}
	tasks := func(key, text, what, due, where string, args ...any) {
		add(key, text, casefile.Task, what, due, "", where, args...)
	}
	if a.Has(org.Owner) && a.EnterpriseID != "" {
		mine := "issues.enterprise_id = ? AND issues.open = 1 AND (issues.restricted = 0 OR issues.raised_by = ?) AND issues.ball_what = ?"
		issues("to_supplement", "待补充", "'supplement'", "issues.due", mine, a.EnterpriseID, a.UserID, "supplement")
		issues("to_confirm", "待确认", "'confirm'", "NULL", mine, a.EnterpriseID, a.UserID, "confirm")
		tasks("to_confirm", "待确认", "'confirm'", "tasks.ball_due", "tasks.enterprise_id = ? AND tasks.open = 1 AND tasks.ball_owner = 1", a.EnterpriseID)
		add("to_submit", "待申报", casefile.Plan, "'submit'", "m.target_start", " JOIN plan_matters m ON m.plan_id = plans.id",
			"plans.enterprise_id = ? AND plans.status = 'active' AND m.standing IN ('ready', 'failed')", a.EnterpriseID)
	}
	if a.Has(org.Coordinator, org.ServiceOfficer) {
		issues("to_accept", "待我受理", "'accept'", "issues.ack_due", "issues.status = 'submitted' AND (issues.restricted = 0 OR ?)", a.Has(org.Coordinator))
	}
	if a.Has(org.Coordinator) {
		issues("to_dispatch", "待派单", "'dispatch'", "issues.due", "issues.status = 'accepted'")
		issues("to_arbitrate", "待裁定", "'arbitrate'", "issues.due", "issues.status = 'objected'")
		tasks("to_arbitrate", "待裁定", "tasks.ball_what", "tasks.ball_due", "tasks.status IN ('objected', 'arbitrating')")
		issues("to_answer_slot", "待答复上会申请", "'admit_slot'", "issues.slot_answer", "issues.slot = 'asked' AND issues.open = 1")
		issues("to_rework", "待重新办理", "'rework'", "issues.due", "issues.status = 'disputed'")
		tasks("to_verify", "待核实", "'verify'", "tasks.ball_due", "tasks.status = 'apply_close'")
		add("minutes", "待办纪要", casefile.Meeting, "meetings.status", "meetings.minutes_due", "", "meetings.status IN ('closed', 'minutes_draft', 'signed')")
	}
	if a.Has(org.MinutesReviewer) {
		add("to_review_minutes", "待审核纪要", casefile.Meeting, "'review'", "meetings.minutes_due", "", "meetings.status = 'minutes_draft'")
	}
	if a.Has(org.Chair) {
		add("to_sign_minutes", "待签发纪要", casefile.Meeting, "'sign'", "meetings.minutes_due", "", "meetings.status = 'reviewed'")
		tasks("to_decide", "待审批", "'decide_request'", "tasks.due", "tasks.open = 1 AND tasks.ask_role = 'chair'")
	}
	if a.Has(org.Leader) {
		tasks("to_decide", "待审批", "'decide_request'", "tasks.due", "tasks.open = 1 AND tasks.ask_role = 'leader' AND tasks.leader_id IN ('', ?)", a.UserID)
	}
	if a.Has(org.Supervisor) {
		tasks("to_interview", "待约谈", "'interview'", "tasks.due", "tasks.open = 1 AND tasks.interviews_due > 0")
		tasks("to_grade", "待评价", "'grade'", "tasks.closed_on", "tasks.status IN ('closed', 'closed_unconfirmed')")
	}
	if a.Has(org.DeptRoles...) && a.OrgID != "" {
		all = append(all, unitTodos(a.OrgID)...)
	}
	return all
}

// unitTodos are what a unit owes.
func unitTodos(unit string) []todo {
	return []todo{
		{"to_sign", "待签收", casefile.Issue, "'sign'", "issues.due", "", "issues.lead_id = ? AND issues.open = 1 AND issues.status = 'dispatched'", []any{unit}},
		{"to_sign", "待签收", casefile.Task, "'sign'", "tasks.ball_due", "", "tasks.open = 1 AND tasks.ball_org = ? AND tasks.ball_what = 'sign'", []any{unit}},
		{"to_report", "待反馈", casefile.Task, "o.node", "o.due", " JOIN task_owed o ON o.task_id = tasks.id",
			"o.org_id = ? AND o.state = 'open' AND tasks.open = 1 AND tasks.suspended = 0", []any{unit}},
		{"to_reply", "待回复督办单", casefile.Task, "'reply_slip'", "l.reply_due", " JOIN task_slips l ON l.task_id = tasks.id",
			"l.org_id = ? AND l.replied_on IS NULL AND tasks.open = 1", []any{unit}},
		{"to_solve", "办理中", casefile.Issue, "issues.ball_what", "issues.due", "",
			"issues.lead_id = ? AND issues.open = 1 AND issues.status IN ('in_progress', 'resolved_in_meeting')", []any{unit}},
	}
}

// clockTodos are what will be or is late: a unit's own, an official's over all.
func clockTodos(a org.Actor, today workcal.Date) []todo {
	day := dateCol{today}
	scope, args := "", []any{}
	switch {
	case casefile.SeesAll(a) && !a.Has(org.Auditor):
	case a.Has(org.DeptRoles...) && a.OrgID != "":
		scope, args = " AND tasks.lead_id = ?", []any{a.OrgID}
	case a.Has(org.Leader):
		scope, args = " AND tasks.leader_id = ?", []any{a.UserID}
	default:
		return nil
	}
	with := func(more ...any) []any { return append(more, args...) }
	issueScope := strings.ReplaceAll(scope, "tasks.", "issues.")
	list := []todo{
		{"due_soon", "将到期", casefile.Task, "tasks.ball_what", "tasks.due", "",
			"tasks.open = 1 AND tasks.suspended = 0 AND tasks.yellow_on <= ? AND (tasks.red_on IS NULL OR tasks.red_on > ?)" + scope, with(day, day)},
		{"overdue", "已超期", casefile.Task, "tasks.ball_what", "tasks.due", "", "tasks.open = 1 AND tasks.red_on <= ?" + scope, with(day)},
	}
	if !a.Has(org.Leader) { // issues have no leader of their own
		list = append(list, todo{"overdue", "已超期", casefile.Issue, "issues.ball_what", "issues.due", "",
			"issues.open = 1 AND issues.paused = 0 AND issues.due < ? AND issues.status NOT IN ('pending_confirm', 'long_term')" + issueScope, with(day)})
	}
	return list
}

// todoTables names each noun's table and its columns for a line.
var todoTables = map[casefile.Kind][2]string{
	casefile.Issue:    {"issues", "issues.id, issues.no, issues.heading AS title, issues.project_name AS project, issues.seq"},
	casefile.Task:     {"tasks", "tasks.id, tasks.no, tasks.title, tasks.project_name AS project, tasks.seq"},
	casefile.Plan:     {"plans", "plans.id, plans.no, m.name AS title, plans.project_name AS project, plans.seq, m.id AS part"}, // one line for each matter
	casefile.Approval: {"approvals", "approvals.id, approvals.no, approvals.title, approvals.project_name AS project, approvals.seq"},
	casefile.Meeting:  {"meetings", "meetings.id, meetings.no, meetings.title, '' AS project, meetings.seq"},
}

func (s *Store) todoItems(ctx context.Context, t todo, today workcal.Date, rows int) (n int64, items []TodoItem, err error) {
	table := todoTables[t.kind]
	from := " FROM " + table[0] + t.from + " WHERE " + t.where
	db := s.db.WithContext(ctx)
	if err := db.Raw("SELECT COUNT(*)"+from, t.args...).Scan(&n).Error; err != nil || n == 0 {
		return 0, nil, err
	}
	err = db.Raw("SELECT "+table[1]+", "+t.what+" AS what, "+t.due+" AS due"+from+
		" ORDER BY ("+t.due+") IS NULL, "+t.due+", "+table[0]+".id LIMIT ?", append(append([]any{}, t.args...), rows)...).Scan(&items).Error
	for i := range items {
		items[i].Kind = t.kind
		items[i].Late = !items[i].Due.IsZero() && items[i].Due.Before(today)
	}
	return n, items, err
}
