package approval

import (
	"fmt"

	"github.com/diaodu/diaodu/domain/process"
	"github.com/diaodu/diaodu/domain/workcal"
)

// steady is what changes in an application only by migration (E31) and with a new
// calendar: more than half of it, for real processes.
type steady struct {
	Cal workcal.Calendar   `json:"cal,omitzero"`
	Def process.Definition `json:"def,omitzero"`
}

// SteadyVersion names the definition and the calendar that the application follows,
// and what a case keeps of its calendar: years and local days.
func (a *Approval) SteadyVersion() string {
	days := 0
	for _, y := range a.Cal.Years {
		days += y.Year + len(y.Off) + len(y.Work)
	}
	return fmt.Sprint(len(a.Migrations), "/", a.Def.Version, "/", a.Def.Hash, "/", a.Cal.Version, "/", days, "/", len(a.Cal.LocalOff)+len(a.Cal.LocalWork))
}

// Split parts off the definition and the calendar.
func (a *Approval) Split() (any, any) {
	moving := *a
	moving.Cal, moving.Def = workcal.Calendar{}, process.Definition{}
	return steady{a.Cal, a.Def}, &moving
}
