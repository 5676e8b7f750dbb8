package meeting

import (
	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/workcal"
)

// Clocks are the deadlines that run now, so that a change of the calendar can
// be foretold.
func (m *Meeting) Clocks(today workcal.Date) []casefile.ClockView { return m.clocks(today) }
