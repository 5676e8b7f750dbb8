package approval

import (
	"fmt"
	"strings"

	"github.com/diaodu/diaodu/domain/between"
	"github.com/diaodu/diaodu/domain/process"
	"github.com/diaodu/diaodu/domain/workcal"
)

// steady is what changes in an application only by migration (E31), with a new
// calendar and when the directory answers: more than half of it, for real
// processes.
type steady struct {
	Cal    workcal.Calendar      `json:"cal,omitzero"`
	Birth  between.ApprovalBirth `json:"birth,omitzero"`
	Def    process.Definition    `json:"def,omitzero"`
	Roster []Found               `json:"roster,omitempty"`
}

// SteadyVersion names the definition that the application follows, what it keeps
// of the calendar (years and local days), and the directory's answers.
func (a *Approval) SteadyVersion() string {
	days := 0
	for _, y := range a.Cal.Years {
		days += y.Year + len(y.Off) + len(y.Work)
	}
	var v strings.Builder
	fmt.Fprint(&v, len(a.Migrations), "/", a.Def.Version, "/", a.Def.Hash, "/", a.Cal.Version, "/", days, "/", len(a.Cal.LocalOff)+len(a.Cal.LocalWork))
	for _, f := range a.Roster {
		fmt.Fprint(&v, "/", f.Key, "@", f.At.UnixNano())
		for _, p := range f.People {
			v.WriteString("," + p.UserID)
		}
	}
	return v.String()
}

// Split parts off what SteadyVersion names, and the birth, which never changes.
func (a *Approval) Split() (any, any) {
	moving := *a
	moving.Cal, moving.Birth, moving.Def, moving.Roster = workcal.Calendar{}, between.ApprovalBirth{}, process.Definition{}, nil
	return steady{a.Cal, a.Birth, a.Def, a.Roster}, &moving
}
