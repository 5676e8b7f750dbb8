package api

import (
	"cmp"
	"context"
	"net/http"
	"slices"

	"github.com/danielgtaylor/huma/v2"

	"github.com/diaodu/diaodu/auth"
	"github.com/diaodu/diaodu/domain/between"
	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/fault"
	"github.com/diaodu/diaodu/domain/issue"
	"github.com/diaodu/diaodu/domain/ladder"
	"github.com/diaodu/diaodu/domain/org"
	"github.com/diaodu/diaodu/domain/workcal"
	"github.com/diaodu/diaodu/store"
)

// Ladders reads where open cases stand. store fits it.
type Ladders interface {
	Ladder(ctx context.Context, q store.LadderQuery) ([]store.LadderRow, error)
	LadderMoves(ctx context.Context, ids []string) (map[string][]ladder.RungMove, error)
}

// LadderView is the four-level ladder of forums (F-16): a column each, from the
// day to the quarter.
type LadderView struct {
	Columns []LadderColumn `json:"columns" nullable:"false"`
}

// LadderColumn is one forum with what stands there.
type LadderColumn struct {
	Forum between.Forum `json:"forum"`
	Text  string        `json:"text"`
	Limit int           `json:"limit,omitempty" doc:"停留期限（工作日），最高一级没有"`
	Total int           `json:"total"`
	Ripe  int           `json:"ripe" doc:"符合升级条件的件数"`
	Items []LadderItem  `json:"items" nullable:"false" doc:"符合升级条件的在前，至多 50 件"`
}

// LadderItem is one case on it.
type LadderItem struct {
	Kind       casefile.Kind  `json:"kind" enum:"issue,task"`
	ID         string         `json:"id"`
	No         string         `json:"no"`
	Title      string         `json:"title"`
	StatusText string         `json:"status_text"`
	Project    string         `json:"project_name,omitempty"`
	LeadName   string         `json:"lead_name,omitempty"`
	ForumText  string         `json:"forum_text"`
	Since      workcal.Date   `json:"since,omitzero" doc:"到达本级的日期"`
	Due        workcal.Date   `json:"due,omitzero"`
	Days       int            `json:"days" doc:"在本级停留的工作日"`
	NextText   string         `json:"next_text,omitempty" doc:"上一级平台"`
	Why        []LadderReason `json:"why" nullable:"false"`
	Moves      []LadderMove   `json:"moves" nullable:"false" doc:"升降经过，最近的在前"`
}

// LadderReason is a rule that would move the case up, in words with its numbers.
type LadderReason struct {
	ladder.RungReason
	Text string `json:"text"`
}

// LadderMove is one step up or down in words.
type LadderMove struct {
	FromText string       `json:"from_text,omitempty"`
	ToText   string       `json:"to_text"`
	Down     bool         `json:"down,omitempty"`
	On       workcal.Date `json:"on"`
	By       string       `json:"by,omitempty"`
	Why      string       `json:"why,omitempty"`
}

// columnAtMost bounds what one column shows; its counts are whole.
const columnAtMost = 50

func registerLadder(api huma.API, d Deps) {
	huma.Register(api, op("ladder", http.MethodGet, "/api/ladder", "四级联动", "日、周、月、季各级平台上的事项"), d.ladder)
}

type ladderIn struct {
	Kind string `query:"kind" enum:"issue,task," doc:"问题或任务，空为都看"`
	Org  string `query:"org" maxLength:"32" doc:"主办或牵头单位"`
	Town string `query:"town" maxLength:"16"`
	Q    string `query:"q" maxLength:"100"`
	Ripe bool   `query:"ripe" doc:"只看符合升级条件的"`
}

func (d Deps) ladder(ctx context.Context, in *ladderIn) (*bodyOut[LadderView], error) {
	reader := auth.Actor(ctx)
	if !casefile.SeesAll(reader) || reader.Has(org.Admin) {
		return nil, fault.New(fault.Forbidden, "ladder.forbidden", "%s may not see the ladder", reader.UserID)
	}
	rows, err := d.Ladders.Ladder(ctx, store.LadderQuery{Kind: casefile.Kind(in.Kind), Lead: in.Org, Town: in.Town, Q: in.Q})
	if err != nil {
		return nil, err
	}
	cal, err := d.Calendars.CurrentCalendar(ctx)
	if err != nil {
		return nil, err
	}
	view := ladderView(langOf(ctx), rows, cal, workcal.DateOf(d.Now()), in.Ripe)
	return answer(view, d.ladderMoves(ctx, &view))
}

// ladderView sorts the cases into their columns, what would climb first, then
// what stands longest.
func ladderView(l lang, rows []store.LadderRow, cal workcal.Calendar, today workcal.Date, ripeOnly bool) LadderView {
	var v LadderView
	for _, f := range between.Ladder {
		v.Columns = append(v.Columns, LadderColumn{Forum: f, Text: wordOf(l, forumWords, string(f)), Limit: ladder.LimitOf(f), Items: []LadderItem{}})
	}
	for _, r := range rows {
		reading := ladder.Read(ladder.Fact{
			Forum: between.Forum(r.Forum), Since: r.ForumSince.Date, Due: r.Due.Date, Blocks: r.BlocksUntil.Date, Paused: r.Paused, Waits: r.Waits,
			Shelved: r.Status == string(issue.LongTerm),
		}, cal, today)
		c := &v.Columns[slices.Index(between.Ladder, reading.Column)]
		c.Total++
		if len(reading.Why) > 0 {
			c.Ripe++
		} else if ripeOnly {
			continue
		}
		c.Items = append(c.Items, ladderItem(l, r, reading))
	}
	for n := range v.Columns {
		c := &v.Columns[n]
		slices.SortStableFunc(c.Items, func(a, b LadderItem) int {
			return cmp.Or(cmp.Compare(min(len(b.Why), 1), min(len(a.Why), 1)), cmp.Compare(b.Days, a.Days), cmp.Compare(a.ID, b.ID))
		})
		c.Items = c.Items[:min(len(c.Items), columnAtMost)]
	}
	return v
}

func ladderItem(l lang, r store.LadderRow, reading ladder.Reading) LadderItem {
	words := issueWords
	if r.Kind == casefile.Task {
		words = taskWords
	}
	item := LadderItem{
		Kind: r.Kind, ID: r.ID, No: r.No, Title: r.Title, StatusText: wordOf(l, words.Status, r.Status), Project: r.ProjectName,
		LeadName: r.LeadName, ForumText: wordOf(l, forumWords, cmp.Or(r.Forum, string(between.DailyGroup))), Since: r.ForumSince.Date, Due: r.Due.Date,
		Days: reading.Days, NextText: wordOf(l, forumWords, string(reading.Next)), Why: []LadderReason{}, Moves: []LadderMove{},
	}
	for _, w := range reading.Why {
		item.Why = append(item.Why, LadderReason{w, reasonText(l, w)})
	}
	return item
}

// reasonText says a rule with its numbers, so that a reader can check it.
func reasonText(l lang, w ladder.RungReason) string {
	switch w.Code {
	case ladder.Stood:
		return word{"停留 %d 个工作日，本级期限 %d 个", "Stood for %d working days; the limit here is %d"}.with(l, w.N, w.Limit)
	case ladder.Overdue:
		return word{"超过办理时限 %d 个工作日", "%d working days past its due date"}.with(l, w.N)
	case ladder.Waited:
		return word{"连续 %d 次会议未议定，满 %d 次即升级", "Left undecided by %d meetings in a row; moves up after %d"}.with(l, w.N, w.Limit)
	case ladder.Milestone:
		if w.N < 0 {
			return word{"所影响的节点已过 %d 天", "The milestone it holds up passed %d days ago"}.with(l, -w.N)
		}
		return word{"距所影响的节点 %d 天，%d 天以内即升级", "%d days to the milestone it holds up; moves up within %d days"}.with(l, w.N, w.Limit)
	}
	return w.Code
}

// ladderMoves joins how what is shown has moved so far.
func (d Deps) ladderMoves(ctx context.Context, v *LadderView) error {
	var ids []string
	for _, c := range v.Columns {
		for _, it := range c.Items {
			ids = append(ids, it.ID)
		}
	}
	moves, err := d.Ladders.LadderMoves(ctx, ids)
	if err != nil {
		return err
	}
	l := langOf(ctx)
	for _, c := range v.Columns {
		for n := range c.Items {
			for _, m := range slices.Backward(moves[c.Items[n].ID]) {
				c.Items[n].Moves = append(c.Items[n].Moves, LadderMove{
					FromText: wordOf(l, forumWords, string(m.From)), ToText: wordOf(l, forumWords, string(m.To)),
					Down: m.From != "" && ladder.Below(m.To, m.From), On: m.On, By: m.By, Why: phrase(l, m.Why),
				})
			}
		}
	}
	return nil
}
