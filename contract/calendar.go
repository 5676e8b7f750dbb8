package contract

import (
	"time"

	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/workcal"
)

// Names of what brings open cases to the working-day calendar in force. The
// workflow's name is its id too: there is one.
const (
	RecalendarWorkflow = "recalendar"
	CalendarChanged    = "calendar_changed" // signal
	RecalendarActivity = "recalendar"
)

// RecalendarRequest is the request id under which a case is given a version of
// the calendar, so that it is given each version once.
func RecalendarRequest(version string) string { return "cal:" + version }

// Why a version of the calendar was made.
const (
	CalendarShipped  = "shipped"  // came with a release of the product
	CalendarImported = "imported" // a notice of the State Council
	CalendarLocal    = "local"    // the district's own days or hours
)

// CalendarVersion is one working-day calendar that was in force.
type CalendarVersion struct {
	Version string       `json:"version"`
	What    string       `json:"what"`           // CalendarShipped, CalendarImported or CalendarLocal
	Year    int          `json:"year,omitempty"` // of an imported notice
	Basis   []string     `json:"basis,omitempty"`
	ByID    string       `json:"by_id"`
	By      string       `json:"by"`
	At      time.Time    `json:"at"`
	From    workcal.Date `json:"from"` // first and last day with a published notice
	To      workcal.Date `json:"to"`
}

// LocalDay is a day the district itself declares off or worked, with the name
// people read.
type LocalDay struct {
	Date workcal.Date `json:"date"`
	Work bool         `json:"work"`
	Name string       `json:"name"`
}

// LocalDays is everything the district sets for itself (C-12).
type LocalDays struct {
	Days  []LocalDay    `json:"days"`
	Hours workcal.Hours `json:"hours"`
	Basis string        `json:"basis,omitempty"` // the document it rests on

	// Version is the one read, and of those to be set the one that was seen.
	Version int `json:"version"`
}

// On is the calendar with these days and hours in place of its own.
func (l LocalDays) On(cal workcal.Calendar) (workcal.Calendar, error) {
	var off, work []workcal.Date
	for _, d := range l.Days {
		if d.Work {
			work = append(work, d.Date)
		} else {
			off = append(off, d.Date)
		}
	}
	cal, err := cal.WithHours(l.Hours)
	if err != nil {
		return cal, err
	}
	return cal.WithLocal(off, work)
}

// CalendarMove is one deadline that a change of the calendar moves.
type CalendarMove struct {
	Kind   casefile.Kind `json:"kind"`
	CaseID string        `json:"case_id"`
	No     string        `json:"no"`
	Title  string        `json:"title"`
	Key    string        `json:"key"` // of the clock
	Was    workcal.Date  `json:"was"`
	Now    workcal.Date  `json:"now"`
}

// CalendarPreview is what a change of the calendar would do.
type CalendarPreview struct {
	Cases int            `json:"cases"` // open cases looked at
	Moves []CalendarMove `json:"moves"`
}
