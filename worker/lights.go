package worker

import (
	"context"
	"log/slog"
	"time"
)

// Lights works out the projects' lights and data warnings again as days pass:
// a light may turn although nobody wrote anything (K-1). Several workers may do
// so at once; each change is written once.
type Lights struct {
	Refresh func(ctx context.Context, now time.Time) (changed int, err error)
	Log     *slog.Logger
	Now     func() time.Time
}

// Run refreshes at its start and then every full hour until ctx ends.
func (l Lights) Run(ctx context.Context) {
	for ctx.Err() == nil {
		now := l.Now()
		if _, err := l.Refresh(ctx, now); err != nil && ctx.Err() == nil {
			l.Log.Error("project lights", "err", err)
		}
		select {
		case <-ctx.Done():
		case <-time.After(now.Truncate(time.Hour).Add(time.Hour).Sub(now)):
		}
	}
}
