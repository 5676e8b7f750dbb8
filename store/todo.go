package store

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/issue"
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
	// Watch heaps are for others to do; the reader watches over them.
	Watch bool `json:"watch,omitempty"`
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
	Who     string        `json:"who,omitempty"` // must move, where it is for others to do
	Owner   bool          `json:"-"`             // the project's owner must
	Turn    string        `json:"-"`             // the unit that must
	Status  string        `json:"-"`
	Part    string        `json:"-"` // which of a case's several things, such as a matter of a plan
	Seq     int           `json:"-"` // of the case's last event
	// DueNow and Asked are, of a request for a later date, what stands and what is asked for.
	DueNow dateCol `gorm:"-" json:"-"`
	Asked  dateCol `gorm:"-" json:"-"`
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

// Heaps of what is late or soon will be, whatever else it is.
const (
	TodoOverdue  = "overdue"
	TodoDueSoon  = "due_soon"
	WatchOverdue = "watch_overdue"
	WatchDueSoon = "watch_due_soon"
)

// lateness is what makes a to-do late, or soon so, on a day.
type lateness struct {
	key, text, where string
	args             []any
}

// MyTodos lists what the reader must do, heap by heap, and what of it is late or
// due by the day soon; then, for who watches over the district, what of others' is.
// Heaps without anything are left out.
func (s *Store) MyTodos(ctx context.Context, a org.Actor, today, soon workcal.Date) ([]TodoHeap, error) {
	own, err := s.boxTodos(ctx, a, today)
	if err != nil {
		return nil, err
	}
	own = append(own, ownTodos(a, today)...)
	heaps := heapList{list: []TodoHeap{}, at: map[string]int{}}
	gather := func(sources []todo, watch bool) error {
		for _, t := range sources {
			n, items, err := s.todoItems(ctx, t, today, todoRows)
			if err != nil {
				return fmt.Errorf("to-dos, %s: %w", t.key, err)
			}
			heaps.add(TodoHeap{t.key, t.text, n, items, watch})
		}
		return nil
	}
	if err := gather(own, false); err != nil {
		return nil, err
	}
	led, watched := clockTodos(a, today)
	for _, l := range []lateness{
		{TodoOverdue, "已超期", "< ?", []any{dateCol{today}}},
		{TodoDueSoon, "将到期", "BETWEEN ? AND ?", []any{dateCol{today}, dateCol{soon}}},
	} {
		if err := s.lateTodos(ctx, &heaps, l, own, led, today); err != nil {
			return nil, fmt.Errorf("to-dos, %s: %w", l.key, err)
		}
	}
	return heaps.list, gather(watched, true)
}

// heapList is heaps in the order they were begun.
type heapList struct {
	list []TodoHeap
	at   map[string]int
}

func (l *heapList) add(h TodoHeap) {
	if h.N == 0 {
		return
	}
	place, known := l.at[h.Key]
	if !known {
		l.at[h.Key] = len(l.list)
		l.list = append(l.list, h)
		return
	}
	l.list[place].N += h.N
	l.list[place].Items = append(l.list[place].Items, h.Items...)
}

// lateTodos counts what of the reader's own to-dos, and of what they lead, is late
// or soon so, each case once; it lists what they lead.
func (s *Store) lateTodos(ctx context.Context, heaps *heapList, l lateness, own, led []todo, today workcal.Date) error {
	var parts []string
	var args []any
	h := TodoHeap{Key: l.key, Text: l.text}
	for _, t := range own {
		if t.due != noDue {
			parts = append(parts, "SELECT "+todoTables[t.kind][0]+".id"+t.rows()+" AND ("+t.due+") "+l.where)
			args = append(append(args, t.args...), l.args...)
		}
	}
	for _, t := range led {
		if t.key != l.key {
			continue
		}
		parts = append(parts, "SELECT "+todoTables[t.kind][0]+".id"+t.rows())
		args = append(args, t.args...)
		_, items, err := s.todoItems(ctx, t, today, todoRows)
		if err != nil {
			return err
		}
		h.Items = append(h.Items, items...)
	}
	if len(parts) == 0 {
		return nil
	}
	count := "SELECT COUNT(*) FROM (" + strings.Join(parts, " UNION ") + ") u"
	if err := s.db.WithContext(ctx).Raw(count, args...).Scan(&h.N).Error; err != nil {
		return err
	}
	heaps.add(h)
	return nil
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
	// What ends first binds: the step's date, or the promise's or the law's where they run.
	running := func(column string) string {
		return "IF(approvals.paused = 1 OR approvals." + column + " IS NULL, '" + noDate.String() + "', approvals." + column + ")"
	}
	first := "NULLIF(LEAST(b.due, " + running("promise_due") + ", " + running("law_due") + "), '" + noDate.String() + "')"
	return []todo{
		{key, text, casefile.Approval, "b.what", first, from, "b.aud IN ? AND b.box = '" + BoxTodo + "' AND b.live = 1", []any{auds}},
		{"to_read", "待阅抄送", casefile.Approval, "b.what", due, from, "b.aud = ? AND b.box = '" + BoxCC + "' AND b.live = 1", []any{"u:" + a.UserID}},
	}, nil
}

// noDue is the due date of what has none.
const noDue = "NULL"

// Requests to move a task's date. One for a later date lapses where nobody decides
// until the task's own date passes (R6), so it is to be decided by then; for a pause
// no rule gives a day.
const (
	toDecide       = "to_decide"
	askedExtension = " LEFT JOIN task_extensions e ON e.task_id = tasks.id AND e.state = 'asked'"
	decideBy       = "IF(e.task_id IS NULL, NULL, tasks.due)"
)

// unreviewed keeps open tasks with a report that nobody has judged yet.
const unreviewed = "tasks.open = 1 AND EXISTS (SELECT 1 FROM task_reports r WHERE r.task_id = tasks.id AND r.review = '')"

// ownTodos are what waits for the reader, or their unit, to do something. Each
// condition is served by an index of its table.
func ownTodos(a org.Actor, today workcal.Date) []todo {
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
	requests := func(where string, args ...any) {
		add(toDecide, "待审批", casefile.Task, "'decide_request'", decideBy, askedExtension, where, args...)
	}
	if a.Has(org.Owner) && a.EnterpriseID != "" {
		mine := "issues.enterprise_id = ? AND issues.open = 1 AND (issues.restricted = 0 OR issues.raised_by = ?) AND issues.ball_what = ?"
		issues("to_supplement", "待补充", "'supplement'", "issues.due", mine, a.EnterpriseID, a.UserID, "supplement")
		issues("to_confirm", "待确认", "'confirm'", "issues.ball_due", mine, a.EnterpriseID, a.UserID, "confirm")
		tasks("to_confirm", "待确认", "'confirm'", "tasks.ball_due", "tasks.enterprise_id = ? AND tasks.open = 1 AND tasks.ball_owner = 1", a.EnterpriseID)
		add("to_submit", "待申报", casefile.Plan, "'submit'", "m.target_start", " JOIN plan_matters m ON m.plan_id = plans.id",
			"plans.enterprise_id = ? AND plans.status = 'active' AND m.standing IN ('ready', 'failed')", a.EnterpriseID)
	}
	if a.Has(org.Coordinator, org.ServiceOfficer) {
		issues("to_accept", "待我受理", "'accept'", "issues.ack_due", "issues.status = 'submitted' AND issues.refusal_by = '' AND (issues.restricted = 0 OR ?)", a.Has(org.Coordinator))
	}
	if a.Has(org.Coordinator, org.Supervisor) { // leaders may judge it as well, and are not asked to
		issues("to_judge_refusal", "待复核不予受理", "'approve_reject'", "issues.ball_due", "issues.refusal_by > '' AND issues.refusal_by <> ?", a.UserID)
	}
	if a.Has(org.Coordinator) {
		issues("to_dispatch", "待派单", "'dispatch'", "issues.due", "issues.status = 'accepted'")
		issues("to_arbitrate", "待裁定", "'arbitrate'", "issues.due", "issues.status = 'objected'")
		tasks("to_arbitrate", "待裁定", "tasks.ball_what", "tasks.ball_due", "tasks.status IN ('objected', 'arbitrating')")
		issues("to_answer_slot", "待答复上会申请", "'admit_slot'", "issues.slot_answer", "issues.slot = 'asked' AND issues.open = 1")
		issues("to_rework", "待重新办理", "'rework'", "issues.due", "issues.status = 'disputed'")
		tasks("to_verify", "待核实", "'verify'", "tasks.ball_due", "tasks.status = 'apply_close'")
		tasks("to_review", "待审核反馈", "'review_report'", noDue, unreviewed)
		// Their owner was asked and is silent past the last day (R9).
		issues("to_call", "待回访业主", "'log_call'", noDue, "issues.status = 'pending_confirm' AND issues.ball_due < ?", dateCol{today})
		tasks("to_call", "待回访业主", "'log_call'", noDue, "tasks.status = 'owner_confirm' AND tasks.ball_due < ?", dateCol{today})
		issues("to_revisit", "待复核挂账", "'review'", "issues.ball_due", "issues.status = 'long_term' AND issues.ball_due <= ?", dateCol{today})
		add("minutes", "待办纪要", casefile.Meeting, "meetings.status", "meetings.minutes_due", "", "meetings.status IN ('closed', 'minutes_draft', 'signed')")
	}
	if a.Has(org.MinutesReviewer) {
		add("to_review_minutes", "待审核纪要", casefile.Meeting, "'review'", "meetings.minutes_due", "", "meetings.status = 'minutes_draft'")
	}
	if a.Has(org.Chair) {
		add("to_sign_minutes", "待签发纪要", casefile.Meeting, "'sign'", "meetings.minutes_due", "", "meetings.status = 'reviewed'")
		requests("tasks.open = 1 AND tasks.ask_role = 'chair'")
	}
	if a.Has(org.Leader) {
		requests("tasks.open = 1 AND tasks.ask_role = 'leader' AND tasks.leader_id IN ('', ?)", a.UserID)
	}
	if a.Has(org.Supervisor) {
		tasks("to_interview", "待约谈", "'interview'", "tasks.due", "tasks.open = 1 AND tasks.interviews_due > 0")
		tasks("to_grade", "待评价", "'grade'", noDue, "tasks.status IN ('closed', 'closed_unconfirmed')")
	}
	if a.Has(org.DeptRoles...) && a.OrgID != "" {
		all = append(all, unitTodos(a.OrgID)...)
	}
	return all
}

// owing is what a unit owes reports on: nothing while somebody else must move, as
// while its objection is judged. supervision counts them by the same statuses.
const owing = "o.org_id = ? AND o.state = 'open' AND tasks.status IN ('issued', 'signed', 'reporting', 'returned')"

// unitTodos are what a unit owes.
func unitTodos(unit string) []todo {
	return []todo{
		{"to_sign", "待签收", casefile.Issue, "'sign'", "issues.ball_due", "", "issues.lead_id = ? AND issues.open = 1 AND issues.status = 'dispatched'", []any{unit}},
		{"to_sign", "待签收", casefile.Task, "'sign'", "tasks.ball_due", "", "tasks.open = 1 AND tasks.ball_org = ? AND tasks.ball_what = 'sign'", []any{unit}},
		{"to_report", "待反馈", casefile.Task, "o.node", "o.due", " JOIN task_owed o ON o.task_id = tasks.id",
			owing + " AND tasks.suspended = 0", []any{unit}},
		{"to_reply", "待回复督办单", casefile.Task, "'reply_slip'", "l.reply_due", " JOIN task_slips l ON l.task_id = tasks.id",
			"l.org_id = ? AND l.replied_on IS NULL AND tasks.open = 1", []any{unit}},
		{"to_solve", "办理中", casefile.Issue, "issues.ball_what", "issues.due", "",
			"issues.lead_id = ? AND issues.open = 1 AND issues.status IN ('in_progress', 'resolved_in_meeting')", []any{unit}},
	}
}

// whole are the keys and texts of heaps that hold the whole district's.
var whole = map[string][2]string{TodoOverdue: {WatchOverdue, "全区已超期"}, TodoDueSoon: {WatchDueSoon, "全区将到期"}}

// clockTodos are what will be or is late: what a unit or a leader leads, and for
// an official over all what anybody does.
func clockTodos(a org.Actor, today workcal.Date) (led, watched []todo) {
	switch {
	case casefile.SeesAll(a) && !a.Has(org.Auditor):
		watched = append(lateTasks("", nil, today), lateIssues("", nil, today))
		for n := range watched {
			name := whole[watched[n].key]
			watched[n].key, watched[n].text = name[0], name[1]
		}
	case a.Has(org.DeptRoles...) && a.OrgID != "":
		led = append(lateTasks(" AND tasks.lead_id = ?", []any{a.OrgID}, today), lateIssues(" AND issues.lead_id = ?", []any{a.OrgID}, today))
	case a.Has(org.Leader):
		led = lateTasks(" AND tasks.leader_id = ?", []any{a.UserID}, today) // issues have no leader of their own
	}
	return led, watched
}

// lateTasks are the tasks within a scope whose light is yellow, and red. A task
// may be red for a report long before it is due itself: its next step's date tells.
func lateTasks(scope string, args []any, today workcal.Date) []todo {
	day := dateCol{today}
	const due = "LEAST(COALESCE(tasks.ball_due, tasks.due), tasks.due)"
	return []todo{
		{TodoDueSoon, "将到期", casefile.Task, "tasks.ball_what", due, "",
			"tasks.open = 1 AND tasks.suspended = 0 AND tasks.yellow_on <= ? AND (tasks.red_on IS NULL OR tasks.red_on > ?)" + scope, append([]any{day, day}, args...)},
		{TodoOverdue, "已超期", casefile.Task, "tasks.ball_what", due, "", "tasks.open = 1 AND tasks.red_on <= ?" + scope, append([]any{day}, args...)},
	}
}

func lateIssues(scope string, args []any, today workcal.Date) todo {
	return todo{TodoOverdue, "已超期", casefile.Issue, "issues.ball_what", "issues.due", "",
		"issues.open = 1 AND issues.paused = 0 AND issues.due < ? AND issues.status NOT IN ('pending_confirm', 'long_term')" + scope, append([]any{dateCol{today}}, args...)}
}

// todoTables names each noun's table and its columns for a line.
var todoTables = map[casefile.Kind][2]string{
	casefile.Issue:    {"issues", "issues.id, issues.no, issues.heading AS title, issues.project_name AS project, issues.seq, issues.lead_name AS who, issues.ball_owner AS owner, issues.ball_org AS turn, issues.status"},
	casefile.Task:     {"tasks", "tasks.id, tasks.no, tasks.title, tasks.project_name AS project, tasks.seq, tasks.ball_name AS who, tasks.ball_owner AS owner"},
	casefile.Plan:     {"plans", "plans.id, plans.no, m.name AS title, plans.project_name AS project, plans.seq, m.id AS part"}, // one line for each matter
	casefile.Approval: {"approvals", "approvals.id, approvals.no, approvals.title, approvals.project_name AS project, approvals.seq"},
	casefile.Meeting:  {"meetings", "meetings.id, meetings.no, meetings.title, '' AS project, meetings.seq"},
}

// rows are the rows of a source.
func (t todo) rows() string { return " FROM " + todoTables[t.kind][0] + t.from + " WHERE " + t.where }

func (s *Store) todoItems(ctx context.Context, t todo, today workcal.Date, rows int) (n int64, items []TodoItem, err error) {
	table := todoTables[t.kind]
	db := s.db.WithContext(ctx)
	if err := db.Raw("SELECT COUNT(*)"+t.rows(), t.args...).Scan(&n).Error; err != nil || n == 0 {
		return 0, nil, err
	}
	err = db.Raw("SELECT "+table[1]+", "+t.what+" AS what, "+t.due+" AS due"+t.rows()+
		" ORDER BY ("+t.due+") IS NULL, "+t.due+", "+table[0]+".id LIMIT ?", append(append([]any{}, t.args...), rows)...).Scan(&items).Error
	if err != nil {
		return 0, nil, err
	}
	tasked := map[string]*string{}
	for i := range items {
		it := &items[i]
		it.Kind = t.kind
		it.Late = !it.Due.IsZero() && it.Due.Before(today)
		switch {
		case it.Owner:
			it.Who = ownerWord
		case it.Status == string(issue.Tasked):
			tasked[it.ID] = &it.Who
		case t.kind == casefile.Issue && it.Turn == "":
			it.Who = casefile.Coordination
		}
	}
	if t.key == toDecide {
		if err := s.askedDates(ctx, items); err != nil {
			return 0, nil, err
		}
	}
	return n, items, s.name(ctx, s.TaskHolders, tasked, movers)
}

// askedDates tells of requests for a later date which date stands and which is asked for.
func (s *Store) askedDates(ctx context.Context, items []TodoItem) error {
	ids := make([]string, len(items))
	for i, it := range items {
		ids[i] = it.ID
	}
	var rows []struct {
		TaskID      string
		Due, NewDue dateCol
	}
	err := s.db.WithContext(ctx).Raw("SELECT e.task_id, t.due, e.new_due FROM task_extensions e JOIN tasks t ON t.id = e.task_id"+
		" WHERE e.task_id IN ? AND e.state = 'asked'", ids).Scan(&rows).Error
	if err != nil {
		return fmt.Errorf("dates asked for: %w", err)
	}
	for _, r := range rows {
		i := slices.Index(ids, r.TaskID)
		items[i].DueNow, items[i].Asked = r.Due, r.NewDue
	}
	return nil
}
