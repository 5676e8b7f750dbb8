// Package workcal counts working days and runs deadlines on them: the State
// Council's holidays, its make-up workdays 调休, local rest days, office hours,
// pauses and extensions. It does no I/O and never asks the time: what day it
// is always comes in.
package workcal

import (
	"fmt"
	"time"

	"github.com/diaodu/diaodu/domain/fault"
)

// CST is China Standard Time. It is a fixed zone, not a loaded one: China keeps
// no summer time, and a missing zone file must not move a deadline.
var CST = time.FixedZone("CST", 8*3600)

// secondsBeforeEpoch is the distance from the day before 0001-01-01 to 1970-01-01.
const secondsBeforeEpoch = 719163 * 86400

// Date is one day of the civil calendar in CST. It is comparable and may be a
// map key; the zero Date means "no date" and is written as "".
type Date struct {
	// days counts from 0001-01-01, which is day 1.
	days int32
}

// NewDate makes a Date; months and days out of range roll over, as in time.Date.
func NewDate(year int, month time.Month, day int) Date {
	return DateOf(time.Date(year, month, day, 0, 0, 0, 0, CST))
}

// DateOf is the day it is in CST at the instant t; the zero time has no date.
func DateOf(t time.Time) Date {
	if t.IsZero() {
		return Date{}
	}
	seconds := t.Unix() + 8*3600 + secondsBeforeEpoch
	return Date{days: int32(seconds / 86400)}
}

// ParseDate reads "2022-05-10". Anything else is the fault date.invalid.
func ParseDate(s string) (Date, error) {
	t, err := time.ParseInLocation(time.DateOnly, s, CST)
	if err != nil || t.Year() < 1 {
		return Date{}, fault.New(fault.Invalid, "date.invalid", "%q is not a date like 2022-05-10", s).With("value", s)
	}
	return DateOf(t), nil
}

// Later is the later of two days.
func Later(a, b Date) Date {
	if a.Before(b) {
		return b
	}
	return a
}

// weekend tells whether d is a Saturday or a Sunday, whatever a notice makes of it.
func (d Date) weekend() bool { return d.Weekday() == time.Saturday || d.Weekday() == time.Sunday }

// MustDate is ParseDate for dates written in code; it panics on a bad one.
func MustDate(s string) Date {
	d, err := ParseDate(s)
	if err != nil {
		panic(err)
	}
	return d
}

// Time is 00:00 CST of the day; the zero time for no date.
func (d Date) Time() time.Time { return d.At(0, 0) }

// At is an instant of the day, in CST.
func (d Date) At(hour, minute int) time.Time {
	if d.IsZero() {
		return time.Time{}
	}
	midnight := int64(d.days)*86400 - secondsBeforeEpoch - 8*3600
	return time.Unix(midnight+int64(hour)*3600+int64(minute)*60, 0).In(CST)
}

// End is the first instant after the day: 00:00 CST of the next. A deadline on
// this day is missed from End on, and not before.
func (d Date) End() time.Time { return d.At(24, 0) }

// AddDays moves by calendar days; no date stays no date.
func (d Date) AddDays(n int) Date {
	if d.IsZero() {
		return d
	}
	return Date{days: d.days + int32(n)}
}

// Sub is the number of calendar days from other to d.
func (d Date) Sub(other Date) int { return int(d.days) - int(other.days) }

// Before tells whether d is an earlier day than other.
func (d Date) Before(other Date) bool { return d.days < other.days }

// After tells whether d is a later day than other.
func (d Date) After(other Date) bool { return d.days > other.days }

// Compare orders dates for sorting; no date sorts first.
func (d Date) Compare(other Date) int { return d.Sub(other) }

// IsZero tells whether there is no date.
func (d Date) IsZero() bool { return d == Date{} }

// Weekday is the day of the week; day 1 of the calendar was a Monday.
func (d Date) Weekday() time.Weekday { return time.Weekday(d.days % 7) }

// Year is the year of the date.
func (d Date) Year() int {
	year, _, _ := d.civil()
	return year
}

// Month is the month of the date.
func (d Date) Month() time.Month {
	_, month, _ := d.civil()
	return month
}

// Day is the day of the month.
func (d Date) Day() int {
	_, _, day := d.civil()
	return day
}

// civil is the year, month and day; 1 January of year 1 for no date, as in the
// zero time. Walking over workdays asks for the year of each day, some hundreds
// for one decision; going through time.Time took most of that. Years begin with
// March here, so that the leap day is their last.
func (d Date) civil() (year int, month time.Month, day int) {
	if d.IsZero() {
		return 1, time.January, 1
	}
	const (
		in400Years = 146097
		toMarch    = 305 // from 1 March of year 0 to day 0
	)
	days := int(d.days) + toMarch
	era, days := days/in400Years, days%in400Years
	year = (days - days/1460 + days/36524 - days/146096) / 365
	days -= 365*year + year/4 - year/100
	fromMarch := (5*days + 2) / 153
	day = days - (153*fromMarch+2)/5 + 1
	month = time.Month((fromMarch+2)%12 + 1)
	if year += 400 * era; month <= time.February {
		year++
	}
	return year, month, day
}

// String writes the date as "2022-05-10", and no date as "".
func (d Date) String() string {
	if d.IsZero() {
		return ""
	}
	year, month, day := d.civil()
	return fmt.Sprintf("%04d-%02d-%02d", year, month, day)
}

// GoString shows the date in the differences tests print.
func (d Date) GoString() string { return fmt.Sprintf("workcal.MustDate(%q)", d.String()) }

// MarshalText writes the date for JSON values, JSON keys and URLs.
func (d Date) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText reads what MarshalText wrote; "" is no date.
func (d *Date) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		*d = Date{}
		return nil
	}
	parsed, err := ParseDate(string(text))
	if err != nil {
		return err
	}
	*d = parsed
	return nil
}
