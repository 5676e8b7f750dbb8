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
