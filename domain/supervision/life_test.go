package supervision

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/life/lifetest"
	"github.com/diaodu/diaodu/domain/org"
	"github.com/diaodu/diaodu/internal/golden"
)

// choices are the statuses an act chooses itself, where the table leaves To empty.
var choices = map[string][]Status{
	ActObject: {Objected, Arbitrating}, ActReport: {Reporting}, ActVerify: {OwnerConfirm, Closed},
}

// Every status can be reached, and every status but the last can be left; every
// act of the table is carried out by somebody, and one row decides.
func TestTheTableIsWhole(t *testing.T) {
	lifetest.NoDeadEnds(t, lives[Life], Statuses, Cancelled, choices)
	lifetest.Whole(t, lives[Life], acts, whos)
}

// The system may ring, bring answers and change the calendar wherever the task
// still acts; nobody else may.
func TestCommonActsAreTheSystems(t *testing.T) {
	for _, s := range lives[Life] {
		if common(s.Act) {
			require.Equal(t, []Who{System}, s.Who)
		}
	}
	s := signed(t, birth(), water)
	for _, act := range []string{casefile.ActRing, casefile.ActTold, casefile.ActRecalendar} {
		for _, a := range []org.Actor{coordinator, chair, water, owner, auditor, admin} {
			s.refused("task.not_yours", a, order(act))
		}
	}
}

// Shipped lives are frozen: open cases replay by them.
func TestShippedLivesAreFrozen(t *testing.T) {
	golden.Same(t, golden.Frozen, "testdata/lives.golden", lives.Lines())
}

// What is published is what lights follow: every rule a light can name.
func TestLightRulesArePublished(t *testing.T) {
	var codes []string
	for _, r := range LightRules {
		require.NotEmpty(t, r.Text)
		codes = append(codes, r.Code)
	}
	s := signed(t, birth(), water)
	for range 60 {
		lit := Light(s.task, casefile.Today(s.now))
		require.Contains(t, codes, lit.Rule)
		i := slices.Index(codes, lit.Rule)
		require.Equal(t, LightRules[i].Colour, lit.Colour)
		s.until(s.now.AddDate(0, 0, 1))
	}
}

// A task nobody ever touches goes on ringing for a year, each key once, and
// never gets stuck.
func TestForgottenTaskNeverFallsSilent(t *testing.T) {
	s := issued(t, birth())
	rang := s.on("2023-05-10")
	require.Greater(t, len(rang), 20)
	require.False(t, s.task.Wake().At.IsZero())
	require.Less(t, len(s.dump()), 200_000, "the state stays small enough to travel")
}
