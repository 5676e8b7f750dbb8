package documents

import (
	"io"
	"strings"
	"time"

	ics "github.com/arran4/golang-ical"

	"github.com/diaodu/diaodu/domain/workcal"
)

// CalendarEntry is one thing in a person's calendar: at an hour (Start, End), or
// on a whole Day.
type CalendarEntry struct {
	UID       string // the same for ever, so that a moved thing moves
	Seq       int    // grows with every change
	Start     time.Time
	End       time.Time
	Day       workcal.Date // in China; zero where Start is given
	Title     string
	Note      string
	Place     string
	Link      string
	Cancelled bool
	Tentative bool // has lost its date and waits for a new one
}

// WriteCalendar writes an iCalendar file 日历订阅 (RFC 5545). Hours are written in
// UTC, which every program shows in its reader's zone: the library cannot write a
// valid VTIMEZONE. Now is when it was read.
func WriteCalendar(w io.Writer, name string, entries []CalendarEntry, now time.Time) error {
	cal := ics.NewCalendarFor("diaodu")
	cal.SetProductId("-//diaodu//diaodu//ZH")
	cal.SetXWRCalName(plainLine(name))
	cal.SetXWRTimezone("Asia/Shanghai")
	cal.SetRefreshInterval("PT1H")
	cal.SetXPublishedTTL("PT1H")
	for _, e := range entries {
		ev := cal.AddEvent(e.UID)
		ev.SetDtStampTime(now)
		ev.SetSequence(e.Seq)
		if e.Day.IsZero() {
			ev.SetStartAt(e.Start)
			ev.SetEndAt(e.End)
		} else {
			ev.SetAllDayStartAt(e.Day.Time())
			ev.SetAllDayEndAt(e.Day.AddDays(1).Time())
			ev.SetTimeTransparency(ics.TransparencyTransparent) // a due day keeps nobody busy
		}
		ev.SetSummary(plainLine(e.Title))
		ev.SetStatus(statusOf(e))
		if e.Note != "" {
			ev.SetDescription(clean(e.Note))
		}
		if e.Place != "" {
			ev.SetLocation(plainLine(e.Place))
		}
		if e.Link != "" {
			ev.SetURL(e.Link)
		}
	}
	return cal.SerializeTo(w, ics.WithNewLineWindows)
}

func statusOf(e CalendarEntry) ics.ObjectStatus {
	switch {
	case e.Cancelled:
		return ics.ObjectStatusCancelled
	case e.Tentative:
		return ics.ObjectStatusTentative
	}
	return ics.ObjectStatusConfirmed
}

func plainLine(s string) string { return strings.Join(strings.Fields(clean(s)), " ") }
