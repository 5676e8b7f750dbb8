// Package fault names the mistakes a caller can make. A fault is always the
// caller's to mend: it refuses an act before anything has changed. Everything
// that is ours to mend (a database away, a bug) is an ordinary error instead.
package fault

import (
	"errors"
	"fmt"
	"maps"
)

// Kind says what the caller can do about a fault. The door maps it to an HTTP status.
type Kind string

const (
	Invalid   Kind = "invalid"   // mend the input (422)
	Forbidden Kind = "forbidden" // not yours to do (403)
	NotFound  Kind = "not_found" // not there, or not yours to see (404)
	Conflict  Kind = "conflict"  // somebody was first, or the state does not allow it (409)
	Stale     Kind = "stale"     // what you saw has changed since; look again (412)
	Reused    Kind = "reused"    // the request id was used for something else (422)
	Busy      Kind = "busy"      // try again shortly (503)
)

// Fault is one refusal. Code is a stable key for messages (see api/messages.go),
// Text is for logs, Args fill the message, Field names the offending input.
type Fault struct {
	Kind  Kind           `json:"kind"`
	Code  string         `json:"code"`
	Text  string         `json:"text"`
	Field string         `json:"field,omitempty"`
	Args  map[string]any `json:"args,omitempty"`
}

func (f *Fault) Error() string { return f.Code + ": " + f.Text }

// New makes a fault. Text is for logs and never shown to people.
func New(kind Kind, code, text string, args ...any) *Fault {
	return &Fault{Kind: kind, Code: code, Text: fmt.Sprintf(text, args...)}
}

// On names the input field at fault.
func (f *Fault) On(field string) *Fault {
	c := *f
	c.Field = field
	return &c
}

// With adds a value that the shown message uses, such as who was first.
func (f *Fault) With(key string, value any) *Fault {
	c := *f
	c.Args = maps.Clone(f.Args)
	if c.Args == nil {
		c.Args = map[string]any{}
	}
	c.Args[key] = value
	return &c
}

// Of returns the fault inside err, or nil where err is not the caller's.
func Of(err error) *Fault {
	var f *Fault
	if errors.As(err, &f) {
		return f
	}
	return nil
}

// Is tells whether err is a fault with this code.
func Is(err error, code string) bool {
	f := Of(err)
	return f != nil && f.Code == code
}
