package casefile

import "time"

// State is what the recorder needs of a noun's state: fold one event, and say
// how lists and counters should show the result. Every noun's pointer fits it.
type State interface {
	CaseHead() *Head
	// Apply folds one event. It must be a function of the state and the event alone.
	Apply(ev Event) error
	StatusCode() string
	Title() string
	Parties() []Party
	Tallies() []Tally
	// Done tells whether the case needs nothing more and its workflow may end.
	Done() bool
}

// Steady is a State of which a large part hardly ever changes, such as the
// definition an application follows. Recorders keep that part apart and write it
// only when its version changes.
type Steady interface {
	State
	// SteadyVersion names the steady part: equal versions mean an equal part.
	SteadyVersion() string
	// Split parts the state in two that marshal to JSON objects without a common
	// key. Unmarshalled one after the other, they make the state.
	Split() (steady, moving any)
}

// Life is what the workflow needs of a noun: one judge, asked twice. Check and
// Decide answer the same; Decide also says what happened.
type Life[C any] interface {
	State
	// Check refuses an order with a fault, or returns nil.
	Check(cmd C, at time.Time) error
	// Decide checks again and returns the event the order becomes.
	Decide(cmd C, at time.Time) (Event, error)
	// Wake is the next moment at which the case acts by itself; zero for none.
	Wake() Alarm
	// Order makes the noun's command out of a shared one, for the system's own acts.
	Order(o Order) C
}
