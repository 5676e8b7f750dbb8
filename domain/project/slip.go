package project

import "github.com/diaodu/diaodu/domain/workcal"

// Slip is how far a milestone has moved from its baseline; negative is early.
type Slip struct {
	CalendarDays int `json:"calendar_days"`
	WorkingDays  int `json:"working_days"`
	// Against is the date compared with the baseline: actual, alt or target.
	Against string `json:"against"`
}

// SlipOf compares the best-known date with the baseline: the actual date, else
// the alternative, else the target. It is false where either is missing.
func SlipOf(m Milestone, cal workcal.Calendar) (Slip, bool) {
	if m.Baseline.IsZero() {
		return Slip{}, false
	}
	to, against := m.Actual, "actual"
	if to.IsZero() {
		to, against = m.Alt, "alt"
	}
	if to.IsZero() {
		to, against = m.Target, "target"
	}
	if to.IsZero() {
		return Slip{}, false
	}
	return Slip{to.Sub(m.Baseline), cal.WorkdaysBetween(m.Baseline, to), against}, true
}

// Lead is the time from levelling to the start of construction.
type Lead struct {
	CalendarDays int  `json:"calendar_days"`
	WorkingDays  int  `json:"working_days"`
	UnderMonth   bool `json:"under_month"` // 不到一个月: started before the same day of the next month
}

// LevelledToStarted measures 平场→开工 (2.1.7), the levelling day not counted. It
// is false until both have happened.
func LevelledToStarted(ms []Milestone, cal workcal.Calendar) (Lead, bool) {
	level, ok1 := find(ms, OfLevelling)
	start, ok2 := find(ms, OfStart)
	if !ok1 || !ok2 || level.Actual.IsZero() || start.Actual.IsZero() {
		return Lead{}, false
	}
	a, b := level.Actual, start.Actual
	return Lead{b.Sub(a), cal.WorkdaysBetween(a, b), b.Before(monthLater(a))}, true
}

// monthLater is the same day of the next month, or that month's last day where
// it has no such day.
func monthLater(d workcal.Date) workcal.Date {
	first := workcal.NewDate(d.Year(), d.Month()+1, 1)
	last := workcal.NewDate(d.Year(), d.Month()+2, 1).AddDays(-1)
	if same := first.AddDays(d.Day() - 1); same.Before(last) {
		return same
	}
	return last
}

// monthsApart counts the calendar months from the month of a to that of b,
// whatever the days; negative when b's month is earlier.
func monthsApart(a, b workcal.Date) int {
	return (b.Year()-a.Year())*12 + int(b.Month()) - int(a.Month())
}
