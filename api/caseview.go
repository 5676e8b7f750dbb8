package api

import (
	"slices"
	"strings"
	"time"

	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/store"
)

// CaseHead is what every case's view begins with; a noun's view embeds it.
// Codes stay beside their words, so that screens need no table.
type CaseHead struct {
	ID         string        `json:"id"`
	Kind       casefile.Kind `json:"kind" enum:"issue,meeting,task,approval,plan"`
	No         string        `json:"no" doc:"编号"`
	Seq        int           `json:"seq" doc:"版本，也是 ETag"`
	Status     string        `json:"status"`
	StatusText string        `json:"status_text" doc:"状态（中文）"`
	Actions    []ActionView  `json:"actions" nullable:"false" doc:"当前用户此刻可办的事"`
	Clocks     []ClockView   `json:"clocks" nullable:"false" doc:"时限"`
	Ball       *BallView     `json:"ball,omitempty" doc:"谁在办"`
	LastActor  string        `json:"last_actor,omitempty"`
	BornAt     time.Time     `json:"born_at"`
	ChangedAt  time.Time     `json:"changed_at"`
}

// CaseSeq makes every view that embeds CaseHead answer with its ETag.
func (h CaseHead) CaseSeq() int { return h.Seq }

// ActionView is one act the reader may order now.
type ActionView struct {
	Act    string `json:"act"`
	Text   string `json:"text" doc:"按钮文字"`
	Danger bool   `json:"danger,omitempty" doc:"不可轻易撤回，应再次确认"`
}

// ClockView is one deadline with the sum behind it. Days are working days.
type ClockView struct {
	Key         string `json:"key"`
	Text        string `json:"text"`
	Due         string `json:"due" doc:"到期日，如 2022-05-10"`
	OriginalDue string `json:"original_due,omitempty"`
	Provisional bool   `json:"provisional,omitempty" doc:"暂定：节假日安排未公布"`
	DaysLeft    int    `json:"days_left" doc:"剩余工作日，超期为负"`
	Elapsed     int    `json:"elapsed"`
	PausedDays  int    `json:"paused_days,omitempty"`
	Paused      bool   `json:"paused,omitempty"`
	Reason      string `json:"reason,omitempty" doc:"暂停原因"`
	Light       string `json:"light,omitempty"`
	Why         string `json:"why,omitempty" doc:"亮灯规则与数字"`
}

// BallView says who must move next.
type BallView struct {
	Who  string `json:"who" doc:"业主、单位或人"`
	Org  string `json:"org,omitempty"`
	What string `json:"what" doc:"等待办理的事"`
	Due  string `json:"due,omitempty"`
	// Owner tells that the project's owner must move.
	Owner bool `json:"owner,omitempty" doc:"轮到项目业主"`
}

// projectOwner is whom a case waits for when its owner must move.
var projectOwner = word{"项目业主", "The project’s owner"}

// caseWords are the words of one noun's codes.
type caseWords struct {
	Status map[string]word
	Act    map[string]word
	Clock  map[string]word
	Danger []string // acts to be confirmed twice
	// Waits says what a case waits for where that is nothing to press.
	Waits map[string]word
}

// wait names what a case waits for.
func (w caseWords) wait(l lang, what string) string {
	if said, ok := w.Waits[what]; ok {
		return said.in(l)
	}
	return wordOf(l, w.Act, what)
}

// headOf puts the shared part of a view into words.
func headOf(l lang, v casefile.View, w caseWords) CaseHead {
	h := CaseHead{
		ID: v.ID, Kind: v.Kind, No: v.No, Seq: v.Seq, Status: v.Status, StatusText: wordOf(l, w.Status, v.Status),
		Actions: make([]ActionView, 0, len(v.Actions)), Clocks: make([]ClockView, 0, len(v.Clocks)),
		LastActor: phrase(l, v.Last.Name), BornAt: v.BornAt, ChangedAt: v.Last.At,
	}
	for _, act := range v.Actions {
		h.Actions = append(h.Actions, actionOf(l, act, w))
	}
	for _, c := range v.Clocks {
		h.Clocks = append(h.Clocks, clockOf(l, c, w))
	}
	if b := v.Ball; b != nil {
		h.Ball = &BallView{Who: phrase(l, b.OrgName), Org: b.OrgID, What: w.wait(l, b.What), Due: dateText(b.Due), Owner: b.Owner}
		if b.Owner {
			h.Ball.Who = projectOwner.in(l)
		}
	}
	return h
}

// held names who has the case in hand where it waits for several, such as an issue
// for its tasks (谁在办); an application that waits for its parts has no ball of its own.
func (h *CaseHead) held(l lang, all []store.Holder) {
	if len(all) == 0 {
		return
	}
	if h.Ball == nil {
		h.Ball = &BallView{}
	}
	var names []string
	for _, n := range store.Movers(all, projectOwner.zh) {
		names = append(names, phrase(l, n))
	}
	h.Ball.Who, h.Ball.Org = strings.Join(names, comma.in(l)), ""
}

func actionOf(l lang, act string, w caseWords) ActionView {
	return ActionView{Act: act, Text: wordOf(l, w.Act, act), Danger: slices.Contains(w.Danger, act)}
}

func clockOf(l lang, c casefile.ClockView, w caseWords) ClockView {
	return ClockView{
		Key: c.Key, Text: clockWord(l, w.Clock, c.Key), Due: dateText(c.Due), OriginalDue: dateText(c.OriginalDue),
		Provisional: c.Provisional, DaysLeft: c.DaysLeft, Elapsed: c.Elapsed, PausedDays: c.PausedDays,
		Paused: c.Paused, Reason: c.Reason, Light: c.Light, Why: c.Why,
	}
}

// clockWord names a clock; those that are numbered, as an application's steps
// are ("step/3"), share one name.
func clockWord(l lang, words map[string]word, key string) string {
	if w, ok := words[key]; ok {
		return w.in(l)
	}
	if kind, _, numbered := strings.Cut(key, "/"); numbered {
		if w, ok := words[kind]; ok {
			return w.in(l)
		}
	}
	return key
}

func dateText(d interface {
	IsZero() bool
	String() string
}) string {
	if d.IsZero() {
		return ""
	}
	return d.String()
}
