package api

import (
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestALimiterRefusesUntilItsWindowHasPassed(t *testing.T) {
	l, now := newLimiter(3, time.Minute), time.Unix(1_700_000_000, 0)
	for range 3 {
		_, full := l.full("a", now)
		require.False(t, full)
		l.count("a", now)
	}
	left, full := l.full("a", now.Add(20*time.Second))
	require.True(t, full)
	require.Equal(t, 40*time.Second, left)
	_, full = l.full("b", now)
	require.False(t, full, "each for itself")
	_, full = l.full("a", now.Add(time.Minute))
	require.False(t, full)
	l.count("a", now.Add(time.Minute))
	_, full = l.full("a", now.Add(time.Minute))
	require.False(t, full, "a new window begins at nothing")
}

func TestALimiterNeverGrowsWithoutBound(t *testing.T) {
	l, now := newLimiter(3, time.Minute), time.Unix(1_700_000_000, 0)
	for i := range 2*limitKeys + 5 {
		l.count(strconv.Itoa(i), now)
	}
	require.Len(t, l.seen, limitKeys)
	l.count("later", now.Add(time.Hour))
	require.Len(t, l.seen, 1, "what has passed is forgotten first")
}
