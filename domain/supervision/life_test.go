package supervision

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
var choices = map[string][]Status{
	ActObject: {Objected, Arbitrating}, ActReport: {Reporting}, ActVerify: {OwnerConfirm, Closed},
}

// Every status can be reached, and every status but the last can be left.
func TestStepsHaveNoDeadEnds(t *testing.T) {
	reached, left := map[Status]bool{}, map[Status]bool{}
	for _, s := range lives[Life] {
		targets := choices[s.Act]
		if s.To != "" {
			targets = []Status{s.To}
		}
		for _, to := range targets {
			if to != s.From {
				reached[to], left[s.From] = true, true
			}
		}
	}
	for _, s := range Statuses {
		require.True(t, reached[s], "%s is never reached", s)
		require.Equal(t, s != Cancelled, left[s], "%s", s)
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

// Shipped lives are frozen: open tasks replay by them. A new rule is a new
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
			who := make([]string, len(s.Who))
			for i, w := range s.Who {
				who[i] = string(w)
			}
			fmt.Fprintf(&b, "%d %s --%s--> %s by %s\n", v, orDash(s.From), s.Act, orDash(s.To), strings.Join(who, ","))
		}
	}
	const golden = "testdata/lives.golden"
	if os.Getenv("UPDATE_FROZEN") == "1" {
		require.NoError(t, os.MkdirAll("testdata", 0o755))
		require.NoError(t, os.WriteFile(golden, []byte(b.String()), 0o644))
	}
	want, err := os.ReadFile(golden)
	require.NoError(t, err)
	require.Equal(t, string(want), b.String(), "a shipped life was changed: open tasks would stop. Make a new version instead.")
}

func orDash(s Status) string {
	if s == "" {
		return "-"
	}
	return string(s)
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
