package plan

import (
	"fmt"
	"os"
	"slices"
	"sort"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/org"
)

// choices are the statuses an act chooses itself, where the table leaves To empty.
var choices = map[string][]Status{ActDrop: {Completed}, ActMoved: {Completed, Active}}

// Every status can be reached, and every status but the last can be left.
func TestStepsHaveNoDeadEnds(t *testing.T) {
	reached, left := map[Status]bool{}, map[Status]bool{}
	for _, s := range lives[Life] {
		targets := choices[s.Act]
		if s.To != "" {
			targets = []Status{s.To}
		}
		for _, to := range targets {
			if to != s.From && s.From != Closed {
				reached[to], left[s.From] = true, true
			}
		}
	}
	for _, s := range Statuses {
		require.True(t, reached[s], "%s is never reached", s)
		require.Equal(t, s != Closed, left[s], "%s", s)
	}
}

// Every act of the table is carried out by somebody, and the other way round.
func TestEveryActIsInTheTableAndDone(t *testing.T) {
	inTable := map[string]bool{}
	for _, s := range lives[Life] {
		inTable[s.Act] = true
		require.Contains(t, acts, s.Act)
		for _, w := range s.Who {
			require.Contains(t, whos, w)
		}
	}
	for act := range acts {
		require.True(t, inTable[act], "%s is in no life", act)
	}
}

// One row decides: a status and an act meet once.
func TestRowsAreUnique(t *testing.T) {
	seen := map[string]bool{}
	for _, s := range lives[Life] {
		key := string(s.From) + "/" + s.Act
		require.False(t, seen[key], "%s twice", key)
		seen[key] = true
	}
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

// Shipped lives are frozen: open plans replay by them. A new rule is a new
// version. Only an unshipped version may be written anew, with UPDATE_FROZEN=1.
func TestShippedLivesAreFrozen(t *testing.T) {
	versions := []int{}
	for v := range lives {
		versions = append(versions, v)
	}
	sort.Ints(versions)
	var b strings.Builder
	for _, v := range versions {
		for _, s := range lives[v] {
			from, to := string(s.From), string(s.To)
			if from == "" {
				from = "-"
			}
			if to == "" {
				to = "-"
			}
			fmt.Fprintf(&b, "%d %s --%s--> %s by %s\n", v, from, s.Act, to, strings.Join(casefile.Names(s.Who), ","))
		}
	}
	const golden = "testdata/lives.golden"
	if os.Getenv("UPDATE_FROZEN") == "1" {
		require.NoError(t, os.MkdirAll("testdata", 0o755))
		require.NoError(t, os.WriteFile(golden, []byte(b.String()), 0o644))
	}
	want, err := os.ReadFile(golden)
	require.NoError(t, err)
	require.Equal(t, string(want), b.String(), "a shipped life was changed: open plans would stop. Make a new version instead.")
}
