package issue

import (
	"encoding/json"
	"reflect"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/internal/golden"
)

// Every state can be reached, and every state but the last ones can be left.
func TestStepsHaveNoDeadEnds(t *testing.T) {
	// States that acts lead to by what they carry, not by their row.
	byContent := map[State]string{ResolvedInMeeting: Resolve}
	reached := map[State]bool{}
	left := map[State]bool{OnAgenda: true, Tasked: true} // by Resolve and HearTask
	for _, s := range lives[Life] {
		if s.to != "" {
			reached[s.to] = true
		}
		for _, from := range s.from {
			if s.to != "" && s.to != from {
				left[from] = true
			}
		}
	}
	for _, state := range every {
		require.True(t, reached[state] || byContent[state] != "", "%s is never reached", state)
		if slices.Contains([]State{Merged}, state) {
			continue // it follows the issue it was merged into
		}
		require.True(t, left[state], "%s is a dead end", state)
	}
}

// No transition is without its notice (J-4).
func TestEveryTransitionHasItsNotice(t *testing.T) {
	for _, s := range lives[Life] {
		if s.to == "" {
			continue
		}
		require.NotEmpty(t, listeners[s.act], "%s changes the state and tells nobody", s.act)
	}
}

// Shipped lives are frozen: open cases replay by them. A new rule is a new
// version; only an unshipped version may be written anew, with UPDATE_FROZEN=1.
func TestShippedLivesAreFrozen(t *testing.T) {
	type row struct {
		From []State `json:"from"`
		Act  string  `json:"act"`
		To   State   `json:"to,omitempty"`
		By   string  `json:"by"`
	}
	frozen := map[int][]row{}
	for version, life := range lives {
		for _, s := range life {
			name := runtime.FuncForPC(reflect.ValueOf(s.by).Pointer()).Name()
			frozen[version] = append(frozen[version], row{s.from, s.act, s.to, name[strings.LastIndex(name, ".")+1:]})
		}
	}
	got, err := json.MarshalIndent(frozen, "", " ")
	require.NoError(t, err)
	golden.Same(t, golden.Frozen, "testdata/lives.json", string(got))
}

// The system's own acts are possible wherever the case lives on.
func TestSystemActsAreAlwaysPossible(t *testing.T) {
	for _, act := range []string{casefile.ActRing, casefile.ActTold, casefile.ActRecalendar} {
		for _, state := range every {
			i := Issue{State: state}
			i.Seq, i.Head.Life = 1, Life
			_, here, known := i.find(act)
			require.True(t, here && known, "%s in %s", act, state)
		}
	}
}
