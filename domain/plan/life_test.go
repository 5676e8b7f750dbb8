package plan

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
var choices = map[string][]Status{ActDrop: {Completed}, ActMoved: {Completed, Active}}

// Every status can be reached, and every status but the last can be left; every
// act of the table is carried out by somebody, and one row decides.
func TestTheTableIsWhole(t *testing.T) {
	lifetest.NoDeadEnds(t, lives[Life], Statuses, Closed, choices)
	lifetest.Whole(t, lives[Life], acts, whos)
}

// What the clock, the approvals and the issues say is said by the system alone.
func TestSystemActsAreTheSystems(t *testing.T) {
	s := drawn(t, "social_small")
	for _, act := range []string{casefile.ActRing, casefile.ActTold, casefile.ActRecalendar, ActMoved, ActHear} {
		for _, status := range Statuses {
			require.True(t, slices.ContainsFunc(lives[Life], func(r step) bool { return r.From == status && r.Act == act }), "%s in %s", act, status)
		}
		for _, a := range []org.Actor{coordinator, chair, clerk, builder, owner, auditor, admin} {
			s.refused("plan.not_yours", a, Form{}, act)
		}
	}
}

// An administrator acts on no case (R16), an auditor on none either, and nobody
// on another's plan.
func TestWhoMayActOnAPlan(t *testing.T) {
	s := drawn(t, "social_small")
	for _, a := range []org.Actor{admin, auditor, stranger, police} {
		require.Empty(t, s.plan.Actions(a), a.Name)
		for _, act := range []string{ActAdd, ActDrop, ActSubmit, ActBlock, ActHold, ActClose, ActNote, ActPublish, ActReschedule} {
			s.refused("plan.not_yours", a, Form{}, act)
		}
	}
	require.Equal(t, []string{ActSubmit, ActBlock}, s.plan.Actions(owner))
	require.Equal(t, []string{ActBlock, ActNote}, s.plan.Actions(builder), "an authority reports blocks and writes notes")
	require.Contains(t, s.plan.Actions(clerk), ActSubmit)
	require.Equal(t, []string{ActHold, ActNote}, s.plan.Actions(chair))
	s.refused("plan.unknown_act", coordinator, Form{}, "fly")
	s.refused("plan.exists", coordinator, Form{Draw: drawing("social_small")}, ActDraw)
	s.refused("plan.wrong_state", coordinator, Form{}, ActResume)
	for _, a := range []org.Actor{stranger, police} {
		require.False(t, s.plan.SeenBy(a), a.Name)
	}
	for _, a := range []org.Actor{owner, clerk, builder, planner, coordinator, auditor, chair} {
		require.True(t, s.plan.SeenBy(a), a.Name)
	}
}

// Shipped lives are frozen: open cases replay by them.
func TestShippedLivesAreFrozen(t *testing.T) {
	golden.Same(t, golden.Frozen, "testdata/lives.golden", lives.Lines())
}
