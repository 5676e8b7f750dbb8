package meeting

import (
	"encoding/json"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/fault"
	"github.com/diaodu/diaodu/domain/org"
	"github.com/diaodu/diaodu/internal/golden"
)

// Every status can be reached from the beginning, and every one but the two
// ends can be left.
func TestLifeHasNoDeadEnds(t *testing.T) {
	for version, steps := range lives {
		reached := map[Status]bool{Unborn: true}
		for again := true; again; {
			again = false
			for _, s := range steps {
				if s.To != "" && !reached[s.To] && slices.ContainsFunc(s.From, func(f Status) bool { return reached[f] }) {
					reached[s.To], again = true, true
				}
			}
		}
		for _, status := range born {
			require.True(t, reached[status], "life %d never reaches %s", version, status)
			left := slices.ContainsFunc(steps, func(s step) bool {
				return s.To != "" && s.To != status && slices.Contains(s.From, status)
			})
			require.Equal(t, status != Issued && status != Cancelled, left, "life %d leaves %s", version, status)
		}
	}
}

// Every act of the table has a judge, and every judge an act.
func TestEveryActIsJudged(t *testing.T) {
	listed := map[string]bool{casefile.ActRing: true}
	for _, s := range lives[Life] {
		if name := s.Act; len(name) > 5 && name[:5] == "ring/" {
			continue
		}
		listed[s.Act] = true
		require.NotNil(t, judges[s.Act], s.Act)
	}
	for act := range judges {
		require.True(t, listed[act], "%s is in no life", act)
	}
}

// An administrator runs the system and decides nothing (R16).
func TestR16_NoStepIsForAdministratorsOrAuditors(t *testing.T) {
	for _, s := range lives[Life] {
		require.NotContains(t, s.Who, org.Admin, s.Act)
		require.NotContains(t, s.Who, org.Auditor, s.Act)
	}
	m := &Meeting{Status: Draft}
	m.Seq, m.Life = 1, 1
	_, err := m.allow(casefile.Order{Act: ActCollect, Meta: casefile.Meta{Actor: org.Actor{Roles: []org.Role{org.Admin}}}})
	require.Equal(t, fault.Forbidden, fault.Of(err).Kind)
}

// A shipped life never changes: open meetings carry its version, and replaying
// their histories asks it again. A new rule is a new version. Only a version
// that was never released may be written anew, with UPDATE_FROZEN=1.
func TestShippedLivesAreFrozen(t *testing.T) {
	got, err := json.MarshalIndent(lives, "", " ")
	require.NoError(t, err)
	golden.Same(t, golden.Frozen, "testdata/lives.json", string(got)+"\n")
}
