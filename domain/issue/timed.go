package issue

import (
	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/workcal"
)

// Clocks are the deadlines that run now, so that a change of the calendar can
// be foretold.
func (i *Issue) Clocks(today workcal.Date) []casefile.ClockView { return i.clocks(today) }
