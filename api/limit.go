package api

import (
	"sync"
	"time"
)

// limitKeys is how many addresses or tokens one limiter watches at once. Beyond
// it one is forgotten for each new one: memory stays bounded whoever knocks.
const limitKeys = 10_000

// limiter counts, within a window, what one address or token does at a public
// door. It is this process's own: several of them allow as many times more. What
// lies behind such doors is kept by secrets too long to guess; this only keeps
// guessing from costing us anything.
type limiter struct {
	most   int
	window time.Duration

	mu   sync.Mutex
	seen map[string]tally
}

type tally struct {
	n     int
	until time.Time
}

func newLimiter(most int, window time.Duration) *limiter {
	return &limiter{most: most, window: window, seen: map[string]tally{}}
}

// full tells whether a key has used up its window, and how long until it may again.
func (l *limiter) full(key string, now time.Time) (left time.Duration, full bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	t := l.seen[key]
	return t.until.Sub(now), t.n >= l.most && now.Before(t.until)
}

// count notes one more use of a key.
func (l *limiter) count(key string, now time.Time) {
	l.mu.Lock()
	defer l.mu.Unlock()
	t, known := l.seen[key]
	if !known && len(l.seen) >= limitKeys {
		l.sweep(now)
	}
	if !now.Before(t.until) {
		t = tally{until: now.Add(l.window)}
	}
	t.n++
	l.seen[key] = t
}

// sweep forgets what has passed, and where that makes no room, any one.
func (l *limiter) sweep(now time.Time) {
	for key, t := range l.seen {
		if !now.Before(t.until) {
			delete(l.seen, key)
		}
	}
	for key := range l.seen {
		if len(l.seen) < limitKeys {
			return
		}
		delete(l.seen, key)
	}
}
