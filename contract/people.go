package contract

import (
	"fmt"
	"time"
)

// Names of what tells open applications that somebody left, came or changed
// posts. The workflow's name is its id too: there is one beside those that its
// Schedule starts.
const (
	PeopleWorkflow = "people"
	PeopleChanged  = "people_changed" // signal
	PeopleActivity = "people"
)

// PeopleChange is one change of the register of people that applications have
// yet to hear of. Posts are those the person had or has, "role@unit".
type PeopleChange struct {
	ID      int64
	UserID  string
	Name    string
	OrgID   string
	OrgName string
	Posts   []string
	At      time.Time
}

// PeopleRequest is the request id under which one application hears of a
// change, so that it hears once.
func PeopleRequest(change int64) string { return fmt.Sprintf("people:%d", change) }

// Stray is a seat that waits for somebody who can no longer take it: they were
// shut out, or work for another unit. It comes of a directory asked shortly
// before a change and a stage opened shortly after.
type Stray struct {
	ApprovalID string
	Seat       string
	UserID     string
	Name       string
	OrgID      string
	OrgName    string
}

// Request is the request id under which the application hears of the stray seat.
func (s Stray) Request() string { return "stray:" + s.Seat + ":" + s.UserID }
