package worker

import (
	"context"
	"log/slog"
	"time"
)

// Hourly does again what changes as days pass although nobody wrote anything: the
// projects' lights (K-1), the units' changes whose day has come. Several workers may
// do so at once; what is done writes each change once.
type Hourly struct {
	What string // for the log
	Do   func(ctx context.Context, now time.Time) (changed int, err error)
	Log  *slog.Logger
	Now  func() time.Time
}

// Run does it at its start and then every full hour, midnight in China among them,
// until ctx ends.
func (h Hourly) Run(ctx context.Context) {
	for ctx.Err() == nil {
		now := h.Now()
		if _, err := h.Do(ctx, now); err != nil && ctx.Err() == nil {
			h.Log.Error(h.What, "err", err)
		}
		select {
		case <-ctx.Done():
		case <-time.After(now.Truncate(time.Hour).Add(time.Hour).Sub(now)):
		}
	}
}
