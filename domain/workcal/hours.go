package workcal

import (
	"fmt"
	"time"

	"github.com/diaodu/diaodu/domain/fault"
)

// Hours are the office hours of a workday (C-12), the same on every workday.
type Hours struct {
	// Spans are ascending and do not touch; none means DefaultSpans.
	Spans []Span `json:"spans,omitempty"`
	// AsReceived turns the after-hours rule off: what comes in after closing or
	// on a rest day then counts as received that very day.
	AsReceived bool `json:"as_received,omitempty"`
}

// Span is a stretch of office hours: From is inside, To is not.
type Span struct {
	From TimeOfDay `json:"from"`
	To   TimeOfDay `json:"to"`
}

// TimeOfDay is minutes after 00:00 CST, written "13:30".
type TimeOfDay int

// DefaultSpans are the hours of a district office where none are set.
func DefaultSpans() []Span { return []Span{{9 * 60, 12 * 60}, {13*60 + 30, 17*60 + 30}} }

// spans are the hours to count with. Hours that Check refuses are never counted
// with: a day without an open minute would be searched for forever.
func (h Hours) spans() []Span {
	if len(h.Spans) == 0 || h.Check() != nil {
		return DefaultSpans()
	}
	return h.Spans
}

// Check refuses hours that are empty, overlap or leave the day (calendar.hours).
func (h Hours) Check() error {
	last := TimeOfDay(-1)
	for _, s := range h.Spans {
		if s.From <= last || s.To <= s.From || s.To > 24*60 {
			return fault.New(fault.Invalid, "calendar.hours", "office hours %s–%s are not in order", s.From, s.To).On("hours")
		}
		last = s.To
	}
	return nil
}

// String writes the time of day as "13:30".
func (t TimeOfDay) String() string { return fmt.Sprintf("%02d:%02d", int(t)/60, int(t)%60) }

// MarshalText writes "13:30".
func (t TimeOfDay) MarshalText() ([]byte, error) { return []byte(t.String()), nil }

// UnmarshalText reads "13:30"; "24:00" is the end of the day.
func (t *TimeOfDay) UnmarshalText(text []byte) error {
	if string(text) == "24:00" {
		*t = 24 * 60
		return nil
	}
	parsed, err := time.Parse("15:04", string(text))
	if err != nil {
		return fault.New(fault.Invalid, "calendar.hours", "%q is not a time like 13:30", text).With("value", string(text))
	}
	*t = TimeOfDay(parsed.Hour()*60 + parsed.Minute())
	return nil
}

// InHours tells whether the office is open at t.
func (c Calendar) InHours(t time.Time) bool {
	d := DateOf(t)
	if !c.IsWorkday(d) {
		return false
	}
	for _, s := range c.Hours.spans() {
		if !t.Before(s.From.on(d)) && t.Before(s.To.on(d)) {
			return true
		}
	}
	return false
}

// ReceivedOn is the day something counts as received: what comes after closing
// or on a rest day counts as the next workday's (C-12), what comes before
// opening or at noon as that day's.
func (c Calendar) ReceivedOn(t time.Time) Date {
	d := DateOf(t)
	if d.IsZero() || c.Hours.AsReceived {
		return d
	}
	spans := c.Hours.spans()
	if t.After(spans[len(spans)-1].To.on(d)) {
		d = d.AddDays(1)
	}
	return c.NextWorkday(d)
}

// AddWorkingHours is the instant at which the office will have been open for so
// many hours since t. No hours, or no time, gives t.
func (c Calendar) AddWorkingHours(t time.Time, hours int) time.Time {
	left := time.Duration(hours) * time.Hour
	if left <= 0 || t.IsZero() {
		return t
	}
	for d := DateOf(t); ; d = d.AddDays(1) {
		if !c.IsWorkday(d) {
			continue
		}
		for _, s := range c.Hours.spans() {
			from, to := s.From.on(d), s.To.on(d)
			if from.Before(t) {
				from = t
			}
			open := to.Sub(from)
			if open <= 0 {
				continue
			}
			if left <= open {
				return from.Add(left).In(CST)
			}
			left -= open
		}
	}
}

func (t TimeOfDay) on(d Date) time.Time { return d.At(0, int(t)) }
