package casefile

import (
	"fmt"
	"time"

	"github.com/diaodu/diaodu/domain/workcal"
)

// Timed is a state that shows the deadlines it runs.
type Timed interface {
	State
	Clocks(today workcal.Date) []ClockView
}

// Rehearse carries out an order of the system on a state that is thrown away
// afterwards, to foretell what it would do. Nothing is recorded.
func Rehearse[C any](state Life[C], o Order, at time.Time) error {
	ev, err := state.Decide(state.Order(o), at)
	if err != nil {
		return fmt.Errorf("rehearse %s of %s: %w", o.Act, state.CaseHead().ID, err)
	}
	return state.Apply(ev)
}
