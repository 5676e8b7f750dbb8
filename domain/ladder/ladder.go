// Package ladder is the four-level ladder of forums 四级联动 (F-16): what is not
// settled at one forum climbs to the next. It says where a matter stands, how
// long, and which rules would move it up, with their numbers. People move it.
package ladder

import (
	"slices"

	"github.com/diaodu/diaodu/domain/between"
	"github.com/diaodu/diaodu/domain/workcal"
)

// Limits in workdays: what one round of the next forum has passed without
// settling climbs (M1 潼南四级联动: 每日群、每周现场、每月集中、每季点名). The
// numbers are ours; the source names the forums and their rounds only.
const (
	dayLimit        = 5  // a week has passed: the weekly round on site takes it
	weekLimit       = 22 // a month has passed: the monthly meeting takes it
	monthLimit      = 66 // a quarter has passed: the quarterly roll call takes it
	waitsLimit      = 2  // meetings that carried it over
	milestoneWithin = 30 // calendar days to the milestone it blocks
)

// Codes of the rules that would move a matter up.
const (
	Stood     = "stood"     // 停留超过本级期限
	Overdue   = "overdue"   // 超过办理时限
	Waited    = "waited"    // 连续结转
	Milestone = "milestone" // 影响近期节点
)

// Fact is what the rules look at.
type Fact struct {
	Forum  between.Forum
	Since  workcal.Date // at this forum
	Due    workcal.Date // zero for none
	Blocks workcal.Date // date of the milestone it blocks, zero for none
	Paused bool
	Waits  int
	// Shelved 挂账: it waits for its review on a date of its own, not for a forum.
	Shelved bool
}

// RungReason is one rule that says: up. N is its number, Limit the bound it passed.
type RungReason struct {
	Code  string `json:"code"`
	N     int    `json:"n"`
	Limit int    `json:"limit"`
}

// Reading is how a matter stands on its forum on a day.
type Reading struct {
	Column between.Forum `json:"column"`
	Days   int           `json:"days"`  // workdays at this forum
	Limit  int           `json:"limit"` // workdays after which it climbs; 0 at the top
	Next   between.Forum `json:"next,omitempty"`
	Why    []RungReason  `json:"why" nullable:"false"`
}

// RungMove is one step up or down, as a case remembers it.
type RungMove struct {
	From between.Forum `json:"from,omitempty"`
	To   between.Forum `json:"to"`
	On   workcal.Date  `json:"on"`
	By   string        `json:"by,omitempty"` // empty for the clock's own
	Why  string        `json:"why,omitempty"`
}

// Column is the rung a forum belongs to; a special meeting stands with the monthly one.
func Column(f between.Forum) between.Forum {
	switch {
	case f == between.Special:
		return between.Monthly
	case slices.Contains(between.Ladder, f):
		return f
	}
	return between.DailyGroup
}

// Up is the next rung; empty at the top.
func Up(f between.Forum) between.Forum {
	at := slices.Index(between.Ladder, Column(f))
	if f == between.Special {
		return between.Monthly
	}
	if at+1 < len(between.Ladder) {
		return between.Ladder[at+1]
	}
	return ""
}

// Down is the rung below; empty at the bottom.
func Down(f between.Forum) between.Forum {
	if at := slices.Index(between.Ladder, Column(f)); at > 0 {
		return between.Ladder[at-1]
	}
	return ""
}

// Below tells whether a is a lower rung than b.
func Below(a, b between.Forum) bool {
	i := slices.Index(between.Ladder, a)
	return i >= 0 && i < slices.Index(between.Ladder, Column(b))
}

// LimitOf is how many workdays a matter may stand at a forum; 0 at the top.
func LimitOf(f between.Forum) int {
	switch Column(f) {
	case between.DailyGroup:
		return dayLimit
	case between.OnSite:
		return weekLimit
	case between.Monthly:
		return monthLimit
	}
	return 0
}

// Read weighs a matter on a day. What is at the top has no rule that moves it;
// what is paused is not late, and what is shelved waits for its review.
func Read(f Fact, cal workcal.Calendar, today workcal.Date) Reading {
	r := Reading{Column: Column(f.Forum), Limit: LimitOf(f.Forum), Next: Up(f.Forum), Why: []RungReason{}}
	if !f.Since.IsZero() && today.After(f.Since) {
		r.Days = cal.WorkdaysBetween(f.Since, today)
	}
	if r.Next == "" || f.Shelved {
		return r
	}
	if r.Days > r.Limit {
		r.Why = append(r.Why, RungReason{Stood, r.Days, r.Limit})
	}
	if !f.Paused && !f.Due.IsZero() && today.After(f.Due) {
		r.Why = append(r.Why, RungReason{Overdue, cal.WorkdaysBetween(f.Due, today), 0})
	}
	if f.Waits >= waitsLimit {
		r.Why = append(r.Why, RungReason{Waited, f.Waits, waitsLimit})
	}
	if left := f.Blocks.Sub(today); !f.Blocks.IsZero() && left <= milestoneWithin && r.Column != between.Monthly {
		r.Why = append(r.Why, RungReason{Milestone, left, milestoneWithin})
	}
	return r
}
