package meeting

import (
	"fmt"
	"slices"
	"time"

	"github.com/diaodu/diaodu/domain/between"
	"github.com/diaodu/diaodu/domain/workcal"
)

// Series 会议系列 is the rule by which meetings come about: one a month, or one
// every so many months (F-1, R1). It is administration, not a case.
type Series struct {
	ID      string            `json:"id"`
	Name    string            `json:"name"`
	Forum   between.Forum     `json:"forum"`
	Rule    Rule              `json:"rule"`
	Start   workcal.TimeOfDay `json:"start"`
	Minutes int               `json:"minutes"`
	Place   string            `json:"place,omitempty"`
	Chair   Person            `json:"chair"`
	From    string            `json:"from"` // first month, "2022-05"
	Paused  bool              `json:"paused,omitempty"`
	Version int               `json:"version"` // 1 for a new one, one more with every change
}

// Rule says on which day of a month a series meets: a day of the month (31 is
// the last day, whatever its number), or the nth weekday (-1 is the last).
type Rule struct {
	Day     int          `json:"day,omitempty"`
	Nth     int          `json:"nth,omitempty"`
	Weekday time.Weekday `json:"weekday,omitempty"` // 0 is Sunday
	Every   int          `json:"every,omitempty"`   // months between meetings; 0 means 1
}

// Check refuses a series that could not be planned.
func (s Series) Check() error {
	r := s.Rule
	switch {
	case (r.Day == 0) == (r.Nth == 0):
		return wrong("meeting.rule", "rule", "either a day of the month or an nth weekday")
	case r.Day < 0 || r.Day > 31 || r.Nth < -1 || r.Nth > 4 || r.Weekday < 0 || r.Weekday > 6 || r.Every < 0 || r.Every > 12:
		return wrong("meeting.rule", "rule", "no such day: %+v", r)
	case s.Start < 6*60 || s.Start > 22*60:
		return wrong("meeting.start", "start", "start %s", s.Start)
	case s.Minutes < 10 || s.Minutes > 24*60:
		return wrong("meeting.minutes", "minutes", "%d minutes", s.Minutes)
	}
	if _, err := month(s.From); err != nil {
		return wrong("meeting.period", "from", "%q is not a month like 2022-05", s.From)
	}
	if _, ok := map[between.Forum]bool{between.Monthly: true, between.Quarterly: true, between.Special: true, between.OnSite: true, between.DailyGroup: true}[s.Forum]; !ok {
		return wrong("meeting.forum", "forum", "unknown forum %q", s.Forum)
	}
	return each(needText("id", s.ID, 32), needText("name", s.Name, 60), needText("chair", s.Chair.Name, longLine), mayText("place", s.Place, longLine))
}

func month(period string) (time.Time, error) { return time.Parse("2006-01", period) }

// DateIn is the day the rule names in a month, before any holiday moves it.
func (r Rule) DateIn(year int, mon time.Month) workcal.Date {
	first := workcal.NewDate(year, mon, 1)
	last := workcal.NewDate(year, mon+1, 0)
	if r.Day > 0 {
		return workcal.NewDate(year, mon, min(r.Day, last.Day()))
	}
	if r.Nth < 0 {
		return last.AddDays(-((int(last.Weekday()) - int(r.Weekday) + 7) % 7))
	}
	return first.AddDays((int(r.Weekday)-int(first.Weekday())+7)%7 + 7*(r.Nth-1))
}

// Periods are the months for which a meeting should stand by now and does not
// (have lists those that do): from last month, which a broken-down system may
// have slept through, to next month. A series that never met does not begin in
// the past.
func (s Series) Periods(have []string, today workcal.Date) ([]string, error) {
	from, err := month(s.From)
	if err != nil {
		return nil, fmt.Errorf("series %s begins in %q: %w", s.ID, s.From, err)
	}
	thisMonth := time.Date(today.Year(), today.Month(), 1, 0, 0, 0, 0, time.UTC)
	earliest := thisMonth.AddDate(0, -1, 0)
	if len(have) == 0 {
		earliest = thisMonth
	}
	var periods []string
	for at := from; !at.After(thisMonth.AddDate(0, 1, 0)); at = at.AddDate(0, max(s.Rule.Every, 1), 0) {
		if period := at.Format("2006-01"); !at.Before(earliest) && !slices.Contains(have, period) {
			periods = append(periods, period)
		}
	}
	return periods, nil
}

// PlanFor is the plan of the month's meeting. A month that was missed meets as
// soon as its agenda can be prepared.
func (s Series) PlanFor(period string, cal workcal.Calendar, today workcal.Date) (Plan, error) {
	at, err := month(period)
	if err != nil {
		return Plan{}, fmt.Errorf("plan of series %s for %q: %w", s.ID, period, err)
	}
	date := s.Rule.DateIn(at.Year(), at.Month())
	if earliest := cal.AddWorkdays(today, lockBefore+1).Date; date.Before(earliest) {
		date = earliest
	}
	return Plan{
		Series: s.ID, Period: period, Forum: s.Forum, Name: s.Name, Date: date, Start: s.Start,
		Minutes: s.Minutes, Place: s.Place, Chair: s.Chair,
	}, nil
}
