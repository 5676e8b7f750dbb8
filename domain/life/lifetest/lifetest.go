// Package lifetest holds what every table of a life must keep, for the tests of
// the nouns that have one.
package lifetest

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/diaodu/diaodu/domain/life"
)

// Whole wants every act of the table carried out (done) and the other way round,
// every place known, and a status and an act to meet once.
func Whole[S, W ~string, F any](t *testing.T, steps []life.Step[S, W], done map[string]F, whos []W) {
	t.Helper()
	inTable, seen := map[string]bool{}, map[string]bool{}
	for _, s := range steps {
		key := string(s.From) + "/" + s.Act
		require.False(t, seen[key], "%s twice", key)
		seen[key], inTable[s.Act] = true, true
		require.Contains(t, done, s.Act)
		for _, w := range s.Who {
			require.Contains(t, whos, w)
		}
	}
	for act := range done {
		require.True(t, inTable[act], "%s is in no life", act)
	}
}

// NoDeadEnds wants every status reached, and every one but the last left again.
// Choices are the statuses an act chooses itself, where the table leaves To empty.
func NoDeadEnds[S, W ~string](t *testing.T, steps []life.Step[S, W], all []S, last S, choices map[string][]S) {
	t.Helper()
	reached, left := map[S]bool{}, map[S]bool{}
	for _, s := range steps {
		targets := choices[s.Act]
		if s.To != "" {
			targets = []S{s.To}
		}
		for _, to := range targets {
			if to != s.From && s.From != last {
				reached[to], left[s.From] = true, true
			}
		}
	}
	for _, s := range all {
		require.True(t, reached[s], "%s is never reached", s)
		require.Equal(t, s != last, left[s], "%s", s)
	}
}
