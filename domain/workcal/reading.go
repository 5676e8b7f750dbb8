package workcal

// The lights of a clock, as screens colour it.
const (
	Green  = "green"
	Yellow = "yellow" // due soon
	Red    = "red"    // overdue, from 00:00 CST of the day after the due date
	Grey   = "paused"
	Done   = "done"
)

// Why a clock shows its light; keys for messages.
const (
	WhyOnTime  = "on_time"
	WhySoon    = "due_soon"
	WhyToday   = "due_today"
	WhyOverdue = "overdue"
	WhyPaused  = "paused"
	WhyDone    = "done"
	WhyLate    = "done_late"
)

// Reading is what a clock shows on one day, in workdays.
type Reading struct {
	Due         Date `json:"due,omitzero"`
	OriginalDue Date `json:"original_due,omitzero"`
	// Provisional 暂定: Due may move when the holiday notice comes out.
	Provisional bool `json:"provisional,omitempty"`
	// DaysLeft counts the workdays after today up to the due date; it is negative
	// by the workdays overdue, and 0 on the due day and on rest days beside it.
	DaysLeft int `json:"days_left"`
	// Elapsed counts the workdays since the start that were not paused.
	Elapsed    int    `json:"elapsed"`
	PausedDays int    `json:"paused_days,omitempty"`
	Paused     bool   `json:"paused,omitempty"`
	Reason     string `json:"reason,omitempty"` // of the pause that lasts
	Light      string `json:"light,omitempty"`
	Why        string `json:"why,omitempty"`
}

// Read shows the clock on a day. A stopped clock shows the day it stopped; one
// never started shows nothing.
func (c Clock) Read(cal Calendar, today Date) Reading {
	if c.Start.IsZero() {
		return Reading{}
	}
	if !c.Stopped.IsZero() {
		today = c.Stopped
	}
	due := c.Due(cal, today)
	r := Reading{
		Due:         due.Date,
		OriginalDue: c.OriginalDue(cal).Date,
		Provisional: due.Provisional,
		DaysLeft:    cal.WorkdaysBetween(today, due.Date),
		PausedDays:  c.PausedWorkdays(cal, today),
		Paused:      c.Paused(),
	}
	r.Elapsed = max(cal.WorkdaysBetween(c.Start, today)-r.PausedDays, 0)
	if r.Paused {
		r.Reason = c.Pauses[len(c.Pauses)-1].Reason
	}
	r.Light, r.Why = c.light(r, today)
	return r
}

// light puts overdue before paused: a pause must not hide what is missed.
func (c Clock) light(r Reading, today Date) (light, why string) {
	yellow := c.Lights.Yellow
	if yellow == 0 {
		yellow = 1
	}
	late := today.After(r.Due)
	switch {
	case !c.Stopped.IsZero() && late:
		return Done, WhyLate
	case !c.Stopped.IsZero():
		return Done, WhyDone
	case late:
		return Red, WhyOverdue
	case r.Paused:
		return Grey, WhyPaused
	case today == r.Due:
		return Yellow, WhyToday
	case r.DaysLeft <= yellow:
		return Yellow, WhySoon
	}
	return Green, WhyOnTime
}

// WhatIf shows the clock as if it were paused for so many workdays from a day
// on (C-14); a pause that lasts is taken to go on for so many. Nothing changes.
func (c Clock) WhatIf(cal Calendar, today, pauseFrom Date, workdays int) Reading {
	if workdays > 0 && c.On() {
		lastDay := cal.AddWorkdays(pauseFrom.AddDays(-1), workdays).Date
		if c.Paused() {
			p := c.Pauses[len(c.Pauses)-1]
			p.To = lastDay
			c.replaceLastPause(p)
		} else {
			c.Pauses = append(c.Pauses[:len(c.Pauses):len(c.Pauses)], Pause{From: pauseFrom, To: lastDay, Expected: lastDay})
		}
	}
	return c.Read(cal, today)
}

// Moved compares the date in force under two calendars. A clock that has
// stopped does not move: what is past is not rewritten (C-11).
func Moved(old, renewed Calendar, clock Clock, today Date) (was, now Due, moved bool) {
	was = clock.Due(old, today)
	if !clock.On() {
		return was, was, false
	}
	now = clock.Due(renewed, today)
	return was, now, was.Date != now.Date
}

// Change is one line of a deadline's history (C-15).
type Change struct {
	On     Date   `json:"on"`
	Kind   string `json:"kind"` // "set", "extended" or "paused"
	Was    Date   `json:"was,omitzero"`
	Now    Date   `json:"now"`
	Reason string `json:"reason,omitempty"`
	By     string `json:"by,omitempty"`
	Basis  string `json:"basis,omitempty"` // the notice document of a pause
}

// History tells how the date came to be what it is, oldest first.
func (c Clock) History(cal Calendar, today Date) []Change {
	if c.Start.IsZero() {
		return nil
	}
	past := c
	past.Pauses, past.Extensions = nil, nil
	changes := []Change{{On: c.Start, Kind: "set", Now: c.OriginalDue(cal).Date}}
	was := changes[0].Now
	add := func(change Change) {
		change.Was, change.Now = was, past.Due(cal, today).Date
		was = change.Now
		changes = append(changes, change)
	}
	for _, e := range c.Extensions {
		for len(past.Pauses) < e.Pauses {
			p := c.Pauses[len(past.Pauses)]
			past.Pauses = c.Pauses[:len(past.Pauses)+1]
			add(Change{On: p.From, Kind: "paused", Reason: p.Reason, Basis: p.Notice})
		}
		past.Extensions = c.Extensions[:len(past.Extensions)+1]
		add(Change{On: e.On, Kind: "extended", Reason: e.Reason, By: e.By})
	}
	for len(past.Pauses) < len(c.Pauses) {
		p := c.Pauses[len(past.Pauses)]
		past.Pauses = c.Pauses[:len(past.Pauses)+1]
		add(Change{On: p.From, Kind: "paused", Reason: p.Reason, Basis: p.Notice})
	}
	return changes
}
