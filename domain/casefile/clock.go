package casefile

import (
	"slices"
	"time"
)

// Alarm is a moment at which the case must act by itself. Key names it for
// ever: a deadline that moved gets a new key ("due/2"), so each rings once.
type Alarm struct {
	Key string    `json:"key"`
	At  time.Time `json:"at"`
}

// Next is the earliest alarm that has not rung; a zero Alarm where none is
// left. Equal moments ring in the order of their keys.
func (h *Head) Next(alarms ...Alarm) Alarm {
	var next Alarm
	for _, a := range alarms {
		if a.At.IsZero() || slices.Contains(h.Fired, a.Key) {
			continue
		}
		if next.At.IsZero() || a.At.Before(next.At) || (a.At.Equal(next.At) && a.Key < next.Key) {
			next = a
		}
	}
	return next
}

// Rang remembers that an alarm has rung.
func (h *Head) Rang(key string) {
	if !slices.Contains(h.Fired, key) {
		h.Fired = append(h.Fired, key)
	}
}

// HasRung tells whether the alarm has rung.
func (h *Head) HasRung(key string) bool { return slices.Contains(h.Fired, key) }
