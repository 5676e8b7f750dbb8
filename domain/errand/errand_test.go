package errand

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/diaodu/diaodu/domain/fault"
)

func TestWhatMayBeDoneWithAnOrderFollowsItsState(t *testing.T) {
	for _, c := range []struct {
		name string
		e    Errand
		acts []string
	}{
		{"one that waits can be called off", Errand{State: Waiting}, []string{"cancel"}},
		{"one that runs can be called off", Errand{State: Running}, []string{"cancel"}},
		{"one that failed can be tried again", Errand{State: Failed}, []string{"retry"}},
		{"one that was called off can be tried again", Errand{State: Cancelled}, []string{"retry"}},
		{"a finished sheet can be fetched", Errand{State: Done, FileSize: 9}, []string{"download"}},
		{"an import that left no row out has no sheet", Errand{State: Done}, nil},
		{"one that did has the sheet with the reasons", Errand{Kind: Import, State: Done, FileSize: 9}, []string{"download"}},
		{"what is past its time is gone", Errand{State: Expired, FileSize: 9}, nil},
	} {
		require.Equal(t, c.acts, c.e.Acts(), c.name)
		for _, act := range []string{"cancel", "retry", "download"} {
			err := c.e.May(act)
			if len(c.acts) == 1 && c.acts[0] == act {
				require.NoError(t, err, c.name)
			} else {
				require.True(t, fault.Is(err, "errand.wrong_state"), "%s: %s", c.name, act)
			}
		}
	}
}

func TestAFailureOfOursIsTriedAgainLaterEachTimeAndNotForEver(t *testing.T) {
	for tries, want := range map[int]time.Duration{1: 5 * time.Second, 2: 10 * time.Second, 4: 40 * time.Second} {
		wait, more := Again(tries)
		require.Equal(t, want, wait)
		require.True(t, more)
	}
	wait, more := Again(TriesMost)
	require.False(t, more)
	require.Equal(t, time.Minute, wait)
}

func TestTheSameRequestIdMeansTheSameOrder(t *testing.T) {
	e := Errand{Kind: Export, List: Tasks, Filters: `{"q":"桥"}`, RequestID: "k"}
	again := e
	again.OrderedAt, again.State = time.Now(), Done
	require.True(t, e.Same(again))
	again.Filters = `{}`
	require.False(t, e.Same(again))
}
