package api

import (
	"context"
	"net/http"
	"slices"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/diaodu/diaodu/auth"
	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/org"
	"github.com/diaodu/diaodu/domain/project"
	"github.com/diaodu/diaodu/domain/supervision"
	"github.com/diaodu/diaodu/domain/workcal"
	"github.com/diaodu/diaodu/store"
)

// Board reads the leaders' screen and each person's to-dos; store fits it.
type Board interface {
	Board(ctx context.Context, a org.Actor, now time.Time) (store.Board, error)
	MyTodos(ctx context.Context, a org.Actor, today, soon workcal.Date) ([]store.TodoHeap, error)
	CurrentCalendar(ctx context.Context) (workcal.Calendar, error)
}

// BoardView is the screen with the words of its codes.
type BoardView struct {
	store.Board
	// IssueTexts and TaskTexts are the statuses counted, in words.
	IssueTexts map[string]string `json:"issue_texts"`
	TaskTexts  map[string]string `json:"task_texts"`
	// WhatTexts are the acts that the listed cases wait for.
	WhatTexts    map[string]string `json:"what_texts"`
	HeadlineText string            `json:"headline_text" doc:"可直接引用的一句话"`
}

// TodoView is one thing the reader must do. Days are working days.
type TodoView struct {
	Kind        casefile.Kind `json:"kind" enum:"issue,meeting,task,approval,plan"`
	ID          string        `json:"id"`
	No          string        `json:"no"`
	Title       string        `json:"title"`
	Bucket      string        `json:"bucket" doc:"所属一类，见 counts"`
	What        string        `json:"what" doc:"待办动作"`
	WhatText    string        `json:"what_text"`
	Due         string        `json:"due,omitempty"`
	DaysLeft    int           `json:"days_left"`
	Light       string        `json:"light,omitempty"`
	ProjectName string        `json:"project_name,omitempty"`
	// Also are the other heaps it is counted in, such as what is overdue.
	Also  []string `json:"also,omitempty" doc:"同时计入的其他类别，见 counts"`
	Watch bool     `json:"watch,omitempty" doc:"由他人办理，读者只督看"`
	Who   string   `json:"who,omitempty" doc:"谁在办（由他人办理的）"`
	Note  string   `json:"note,omitempty" doc:"要决定的是什么，如现期限与申请延至的日期"`
}

// soonWorkdays is how many workdays before its date a to-do is due soon.
const soonWorkdays = 1

// TodoCount is how many of one kind of to-do there are in all.
type TodoCount struct {
	Key  string `json:"key"`
	Text string `json:"text"`
	N    int64  `json:"n"`
	// Watch counts what others must do.
	Watch bool `json:"watch,omitempty" doc:"由他人办理，读者只督看"`
}

// MyTodos is what the reader must do, most pressing first. Counts are whole,
// items the first of each kind; a case is listed once.
type MyTodos struct {
	Counts []TodoCount `json:"counts" nullable:"false"`
	Items  []TodoView  `json:"items" nullable:"false"`
	Next   string      `json:"next"`
}

// LightRuleView is one published rule of the lights with its numbers (K-1).
type LightRuleView struct {
	Of     string `json:"of" enum:"task,project,issue"`
	Code   string `json:"code"`
	Colour string `json:"colour"`
	Text   string `json:"text"`
}

type boardDesk struct{ Deps }

func registerBoard(api huma.API, d Deps) {
	desk := boardDesk{d}
	const tag = "看板"
	huma.Register(api, op("board", http.MethodGet, "/api/board", tag, "调度看板"), desk.board)
	huma.Register(api, op("my-todos", http.MethodGet, "/api/my-todos", tag, "我的待办"), desk.todos)
	huma.Register(api, op("light-rules", http.MethodGet, "/api/light-rules", tag, "亮灯规则"), desk.rules)
}

func (k boardDesk) board(ctx context.Context, _ *struct{}) (*bodyOut[BoardView], error) {
	b, err := k.Board.Board(ctx, auth.Actor(ctx), k.Now())
	if err != nil {
		return nil, err
	}
	l := langOf(ctx)
	v := BoardView{Board: b, IssueTexts: map[string]string{}, TaskTexts: map[string]string{}, WhatTexts: map[string]string{}}
	for status := range b.Issues {
		v.IssueTexts[status] = wordOf(l, issueWords.Status, status)
	}
	for status := range b.Tasks {
		v.TaskTexts[status] = wordOf(l, taskWords.Status, status)
	}
	for _, list := range [][]store.Alarm{b.Red, b.Yellow, b.Confirm} {
		for _, a := range list {
			v.WhatTexts[a.What] = todoText(l, a.Kind, a.What)
		}
	}
	v.HeadlineText = headlineText(l, b.Headline)
	return answer(v, nil)
}

func (k boardDesk) todos(ctx context.Context, _ *struct{}) (*bodyOut[MyTodos], error) {
	today := workcal.DateOf(k.Now())
	cal, err := k.Board.CurrentCalendar(ctx)
	if err != nil {
		return nil, err
	}
	heaps, err := k.Board.MyTodos(ctx, auth.Actor(ctx), today, cal.AddWorkdays(today, soonWorkdays).Date)
	if err != nil {
		return nil, err
	}
	l := langOf(ctx)
	out := MyTodos{Counts: []TodoCount{}, Items: []TodoView{}}
	for _, h := range heaps {
		out.Counts = append(out.Counts, TodoCount{Key: h.Key, Text: phrase(l, h.Text), N: h.N, Watch: h.Watch})
		for _, it := range h.Items {
			out.list(todoView(l, h, it, cal, today))
		}
	}
	slices.SortStableFunc(out.Items, func(a, b TodoView) int {
		switch {
		case a.Watch != b.Watch: // one's own come first
			if a.Watch {
				return 1
			}
			return -1
		case a.Due == b.Due:
			return 0
		case a.Due == "" || (b.Due != "" && a.Due > b.Due):
			return 1
		}
		return -1
	})
	return answer(out, nil)
}

// list adds a line. What is late is listed already where it says what to do
// about it; it is told there that it is late.
func (m *MyTodos) list(v TodoView) {
	again := false
	if slices.Contains([]string{store.TodoOverdue, store.TodoDueSoon, store.WatchOverdue, store.WatchDueSoon}, v.Bucket) {
		for n := range m.Items {
			if m.Items[n].ID == v.ID {
				m.Items[n].also(v.Bucket)
				again = true
			}
		}
	}
	if !again {
		m.Items = append(m.Items, v)
	}
}

func (v *TodoView) also(bucket string) {
	if v.Bucket != bucket && !slices.Contains(v.Also, bucket) {
		v.Also = append(v.Also, bucket)
	}
}

func todoView(l lang, h store.TodoHeap, it store.TodoItem, cal workcal.Calendar, today workcal.Date) TodoView {
	v := TodoView{
		Kind: it.Kind, ID: it.ID, No: it.No, Title: it.Title, Bucket: h.Key, What: it.What, WhatText: todoText(l, it.Kind, it.What), ProjectName: it.Project,
		Watch: h.Watch,
	}
	if v.Watch {
		v.Who = phraseList(l, it.Who)
	}
	if !it.Asked.IsZero() {
		v.WhatText = extensionTodo.in(l)
		v.Note = extensionNote.with(l, monthDay(l, it.DueNow.Date, today), monthDay(l, it.Asked.Date, today))
	} else if it.What == "decide_request" {
		v.WhatText = pauseTodo.in(l)
	}
	if it.Due.IsZero() {
		return v
	}
	v.Due, v.DaysLeft, v.Light = it.Due.String(), cal.WorkdaysBetween(today, it.Due.Date), supervision.Green
	switch {
	case it.Late:
		v.Light = supervision.Red
	case v.DaysLeft <= soonWorkdays:
		v.Light = supervision.Yellow
	}
	// A task's light may burn before its date comes.
	switch h.Key {
	case store.TodoOverdue, store.WatchOverdue:
		v.Light = supervision.Red
	case store.TodoDueSoon, store.WatchDueSoon:
		v.Light = supervision.Yellow
	default:
		if v.Light == supervision.Red {
			v.also(store.TodoOverdue)
		} else if v.Light == supervision.Yellow {
			v.also(store.TodoDueSoon)
		}
	}
	return v
}

// What a request to move a task's date asks for. Undecided until the task's own date
// passes, one for a later date lapses: that is its day.
var (
	extensionTodo = word{"审批延期", "Decide on an extension"}
	extensionNote = word{"现期限 %s，申请延至 %s；到现期限未决定的，申请失效", "Due %s, asked until %s; lapses if undecided by then"}
	pauseTodo     = word{"审批暂停", "Decide on a pause"}
)

// A date as it is said: day, month's number and name, year.
var (
	dayOfMonth = word{"%[2]d月%[1]d日", "%[1]d %[3]s"}
	dayOfYear  = word{"%[4]d年%[2]d月%[1]d日", "%[1]d %[3]s %[4]d"}
)

// monthDay is a date in words, with its year only where that is not today's.
func monthDay(l lang, d, today workcal.Date) string {
	said := dayOfYear
	if d.Year() == today.Year() {
		said = dayOfMonth
	}
	return said.with(l, d.Day(), int(d.Month()), d.Month(), d.Year())
}

// todoTexts are words for what a case waits for where it is no act.
var todoTexts = map[string]word{
	"d1":             {"1日反馈", "Day 1 report"},
	"d3":             {"3日反馈", "Day 3 report"},
	"d7":             {"7日反馈", "Day 7 report"},
	"m1":             {"月度反馈", "Monthly report"},
	"weekly":         {"每周反馈", "Weekly report"},
	"explain":        {"超期说明", "Explain the delay"},
	"part":           {"分项任务", "Share of the task"},
	"decide_request": {"审批延期或暂停", "Decide on an extension or pause"},
	"interview":      {"约谈", "Formal talk"},
	"closed":         {"起草纪要", "Draft the minutes"},
	"minutes_draft":  {"纪要送审", "Send the minutes for review"},
	"signed":         {"印发纪要", "Issue the minutes"},
}

func todoText(l lang, kind casefile.Kind, what string) string {
	if w, ok := todoTexts[what]; ok && kind != casefile.Issue {
		return w.in(l)
	}
	switch kind {
	case casefile.Task:
		return wordOf(l, taskWords.Act, what)
	case casefile.Meeting:
		return wordOf(l, meetingWords.Act, what)
	case casefile.Plan:
		return wordOf(l, planWords.Act, what)
	case casefile.Approval:
		return wordOf(l, approvalWords.Act, what)
	default:
		return issueWords.wait(l, what)
	}
}

func (k boardDesk) rules(ctx context.Context, _ *struct{}) (*listOut[LightRuleView], error) {
	l := langOf(ctx)
	rules := make([]LightRuleView, 0, len(supervision.LightRules)+len(project.LightRules)+1)
	for _, r := range supervision.LightRules {
		rules = append(rules, LightRuleView{Of: string(casefile.Task), Code: r.Code, Colour: r.Colour, Text: phrase(l, r.Text)})
	}
	rules = append(rules, LightRuleView{Of: string(casefile.Issue), Code: store.IssueOverdue, Colour: supervision.Red, Text: phrase(l, store.IssueOverdueText)})
	for _, text := range project.LightRules {
		rules = append(rules, LightRuleView{Of: "project", Text: phrase(l, text)})
	}
	return newList(rules, ""), nil
}

// headlineText is the year's headline as a newspaper would print it.
func headlineText(l lang, h store.Headline) string {
	if h.N == 0 {
		return word{"%d年尚无重点在建项目难题办结", "No issue of a key project under construction was solved in %d yet"}.with(l, h.Year)
	}
	var classes []string
	for _, c := range h.ByClass {
		if len(classes) < 3 && c.Class != "other" {
			classes = append(classes, phrase(l, c.Text))
		}
	}
	of := listed(l, classes)
	if len(h.ByClass) > len(classes) && of != "" {
		of += word{"等", " and others"}.in(l)
	}
	if l == english && of != "" {
		of = " (" + of + ")"
	}
	return word{"%[1]d年已帮助重点在建项目解决%[2]s%[3]d项难题", "%[3]d issues%[2]s of key projects under construction solved in %[1]d"}.with(l, h.Year, of, h.N)
}
