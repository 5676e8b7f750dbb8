package seed

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/diaodu/diaodu/domain/org"
	"github.com/diaodu/diaodu/domain/plan"
	"github.com/diaodu/diaodu/domain/process"
	"github.com/diaodu/diaodu/processes"
)

// The demo district has every unit that the shipped processes and plans name.
func TestShippedProcessesNameUnitsOfTheDistrict(t *testing.T) {
	all, err := processes.All()
	require.NoError(t, err)
	known := process.Known{Orgs: func(id string) bool {
		return slices.ContainsFunc(units, func(u org.Unit) bool { return u.ID == id })
	}}
	for _, d := range all {
		for _, p := range process.Check(&d, known) {
			require.NotEqual(t, "process.unknown_org", p.Code, "%s, line %d: %v", d.Code, p.Line, p.Args)
		}
	}
	for _, kind := range plan.Types {
		for _, s := range kind.Stages {
			require.True(t, known.Orgs(s.Lead), "%s of %s", s.Lead, kind.Code)
		}
	}
}
