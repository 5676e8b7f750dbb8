package plan

import (
	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/workcal"
)

// Table is the life new plans are born with, for docs/states.
func Table() []casefile.Row { return lives.Rows(Life) }

// Acts are those that people may order of a plan, of whatever version, for the
// API's document.
func Acts() []string { return casefile.ByHand(Life, lives.Rows, string(System)) }

// Clocks are the deadlines that run now, so that a change of the calendar can
// be foretold.
func (p *Plan) Clocks(today workcal.Date) []casefile.ClockView { return p.clocks(today) }
