package workcal

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/diaodu/diaodu/domain/fault"
)

// Calendar says which days are worked. It travels inside each case as JSON, so
// it keeps only the exceptional days: weekdays off and weekend days worked.
// It is a value: no method changes it, and its slices must not be written to.
type Calendar struct {
	// Version names this calendar in the record of what was computed with it.
	Version string `json:"version"`
	// Years holds one entry per year with a notice, ascending.
	Years []Year `json:"years,omitempty"`
	// LocalOff are rest days of this district only, ascending; they beat the notice.
	LocalOff []Date `json:"local_off,omitempty"`
	// LocalWork are workdays of this district only, ascending; they beat LocalOff.
	LocalWork []Date `json:"local_work,omitempty"`
	// Hours are the office hours; the zero value is 09:00–12:00, 13:30–17:30.
	Hours Hours `json:"hours,omitzero"`
}

// Year is what one year's State Council notice changes about plain Monday to
// Friday weeks. Its days may lie in the neighbouring years: the notice of 2019
// made 2018-12-29 a workday.
type Year struct {
	Year int `json:"year"`
	// Provisional 暂定: no notice is published yet, only the statutory days are known.
	Provisional bool   `json:"provisional,omitempty"`
	Off         []Date `json:"off,omitempty"`
	Work        []Date `json:"work,omitempty"`
}

// Due is a computed date. Provisional 暂定 means a day was counted in a year
// whose notice is not published, so the date may yet move.
type Due struct {
	Date        Date `json:"date"`
	Provisional bool `json:"provisional,omitempty"`
}

// DayKind says why a day is worked or not.
type DayKind string

// The kinds of days, strongest rule first.
const (
	LocalWork DayKind = "local_work" // 本区上班
	LocalRest DayKind = "local_rest" // 本区休息
	MakeUp    DayKind = "make_up"    // 调休上班
	Holiday   DayKind = "holiday"    // 放假
	Weekend   DayKind = "weekend"    // 周末
	Weekday   DayKind = "weekday"    // 平日
)

// KindOf tells why d is worked or not. A holiday on a weekend is a weekend:
// the calendar keeps only what differs from Monday to Friday.
func (c Calendar) KindOf(d Date) DayKind {
	if has(c.LocalWork, d) {
		return LocalWork
	}
	if has(c.LocalOff, d) {
		return LocalRest
	}
	year := d.Year()
	// The notice of the next year is the later word on a December day.
	for _, y := range []int{year + 1, year, year - 1} {
		exceptions, ok := c.year(y)
		if !ok {
			continue
		}
		if has(exceptions.Work, d) {
			return MakeUp
		}
		if has(exceptions.Off, d) {
			return Holiday
		}
	}
	if d.weekend() {
		return Weekend
	}
	return Weekday
}

// IsWorkday tells whether d is worked.
func (c Calendar) IsWorkday(d Date) bool {
	switch c.KindOf(d) {
	case LocalWork, MakeUp, Weekday:
		return true
	}
	return false
}

// Provisional 暂定 tells whether no notice is published for the year of d.
func (c Calendar) Provisional(d Date) bool {
	y, ok := c.year(d.Year())
	return !ok || y.Provisional
}

// AddWorkdays is the n-th workday after d; d itself is day 0 and not counted.
// n = 0 gives d, negative n walks back. No date stays no date.
func (c Calendar) AddWorkdays(d Date, n int) Due {
	due := Due{Date: d}
	if d.IsZero() {
		return due
	}
	step := 1
	if n < 0 {
		step, n = -1, -n
	}
	for n > 0 {
		due.Date = due.Date.AddDays(step)
		if c.Provisional(due.Date) {
			due.Provisional = true
		}
		if c.IsWorkday(due.Date) {
			n--
		}
	}
	return due
}

// WorkdaysBetween counts the workdays after a up to and including b. It is
// negative when b is before a, and 0 when either is no date.
func (c Calendar) WorkdaysBetween(a, b Date) int {
	if a.IsZero() || b.IsZero() {
		return 0
	}
	if b.Before(a) {
		return -c.WorkdaysBetween(b, a)
	}
	n := 0
	for d := a.AddDays(1); !d.After(b); d = d.AddDays(1) {
		if c.IsWorkday(d) {
			n++
		}
	}
	return n
}

// NextWorkday is d itself where it is worked, else the first workday after it.
func (c Calendar) NextWorkday(d Date) Date {
	for !d.IsZero() && !c.IsWorkday(d) {
		d = d.AddDays(1)
	}
	return d
}

// Slice keeps the days from fromYear to toYear, both included, with the days of
// those years that a neighbouring notice changed. Other years count as unpublished.
func (c Calendar) Slice(fromYear, toYear int) Calendar {
	within := func(d Date) bool { return d.Year() >= fromYear && d.Year() <= toYear }
	out := c
	out.Years = nil
	for _, y := range c.Years {
		if y.Year >= fromYear && y.Year <= toYear {
			out.Years = append(out.Years, y)
		}
	}
	for _, y := range c.Years {
		if y.Year >= fromYear && y.Year <= toYear {
			continue
		}
		out.adopt(keep(y.Off, within), func(y *Year) *[]Date { return &y.Off })
		out.adopt(keep(y.Work, within), func(y *Year) *[]Date { return &y.Work })
	}
	out.LocalOff = keep(c.LocalOff, within)
	out.LocalWork = keep(c.LocalWork, within)
	return out
}

// adopt files days under the year they fall in; years the slice lacks stay lacking.
func (c *Calendar) adopt(days []Date, list func(*Year) *[]Date) {
	for _, d := range days {
		i := slices.IndexFunc(c.Years, func(y Year) bool { return y.Year == d.Year() })
		if i < 0 {
			continue
		}
		l := list(&c.Years[i])
		*l = sorted(append(slices.Clone(*l), d))
	}
}

// With replaces the years of the notices by what the notices say, and gives the
// result a version of its own. A notice without papers makes its year
// provisional, and is refused (calendar.downgrade) where the year is published.
func (c Calendar) With(notices ...Notice) (Calendar, error) {
	out := c
	out.Years = slices.Clone(c.Years)
	for _, n := range notices {
		if err := n.check(); err != nil {
			return Calendar{}, err
		}
		year := n.exceptions()
		if old, ok := out.year(n.Year); ok && year.Provisional && !old.Provisional {
			return Calendar{}, fault.New(fault.Conflict, "calendar.downgrade",
				"year %d is published; a notice without papers cannot replace it", n.Year).With("year", n.Year)
		}
		out.Years = slices.DeleteFunc(out.Years, func(y Year) bool { return y.Year == n.Year })
		for i := range out.Years {
			out.Years[i] = out.Years[i].without(n)
		}
		out.Years = append(out.Years, year)
		slices.SortFunc(out.Years, func(a, b Year) int { return a.Year - b.Year })
	}
	out.Version = out.fingerprint()
	return out, nil
}

// WithLocal replaces the district's own rest days and workdays (C-12). A day in
// both lists is the fault calendar.local_clash.
func (c Calendar) WithLocal(off, work []Date) (Calendar, error) {
	out := c
	out.LocalOff, out.LocalWork = sorted(slices.Clone(off)), sorted(slices.Clone(work))
	for _, d := range out.LocalOff {
		if has(out.LocalWork, d) {
			return Calendar{}, fault.New(fault.Invalid, "calendar.local_clash",
				"%s is both a rest day and a workday", d).With("date", d.String())
		}
	}
	out.Version = out.fingerprint()
	return out, nil
}

// WithHours replaces the office hours; bad ones are the fault calendar.hours.
func (c Calendar) WithHours(h Hours) (Calendar, error) {
	if err := h.Check(); err != nil {
		return Calendar{}, err
	}
	c.Hours = h
	c.Version = c.fingerprint()
	return c, nil
}

// Coverage is the first run of published years without a gap, from its first to
// its last day; both are no date where nothing is published.
func (c Calendar) Coverage() (from, to Date) {
	for _, y := range c.Years {
		switch {
		case y.Provisional:
		case from.IsZero():
			from, to = NewDate(y.Year, 1, 1), NewDate(y.Year, 12, 31)
		case y.Year == to.Year()+1:
			to = NewDate(y.Year, 12, 31)
		}
	}
	return from, to
}

func (c Calendar) year(y int) (Year, bool) {
	i, ok := slices.BinarySearchFunc(c.Years, y, func(e Year, y int) int { return e.Year - y })
	if !ok {
		return Year{}, false
	}
	return c.Years[i], true
}

// fingerprint names a calendar by its last published year and its content, so
// that the same days always have the same version.
func (c Calendar) fingerprint() string {
	c.Version = ""
	content, err := json.Marshal(c)
	if err != nil {
		panic(fmt.Errorf("write calendar: %w", err)) // only plain values inside
	}
	sum := sha256.Sum256(content)
	_, to := c.Coverage()
	return fmt.Sprintf("%d-%s", to.Year(), hex.EncodeToString(sum[:6]))
}

func has(days []Date, d Date) bool {
	_, ok := slices.BinarySearchFunc(days, d, Date.Compare)
	return ok
}

func sorted(days []Date) []Date {
	if len(days) == 0 {
		return nil
	}
	slices.SortFunc(days, Date.Compare)
	return slices.Compact(days)
}

func keep(days []Date, want func(Date) bool) []Date {
	var out []Date
	for _, d := range days {
		if want(d) {
			out = append(out, d)
		}
	}
	return out
}
