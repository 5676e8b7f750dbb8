package worker

import (
	"context"
	"log/slog"
	"time"
)

// Words makes searchable what a version recorded that did not keep the words of
// its cases; beside a new version one may still be at work for a while. Several
// workers may do so at once.
type Words struct {
	Index func(ctx context.Context) (cases int, err error)
	Log   *slog.Logger
	Every time.Duration // an hour where not given; after trouble a minute at most
}

// Run looks at its start and then now and then until ctx ends.
func (w Words) Run(ctx context.Context) {
	for ctx.Err() == nil {
		wait := w.Every
		if wait == 0 {
			wait = time.Hour
		}
		cases, err := w.Index(ctx)
		if err != nil && ctx.Err() == nil {
			w.Log.Error("words of cases", "err", err)
			wait = min(wait, time.Minute)
		}
		if cases > 0 {
			w.Log.Info("cases made searchable", "cases", cases)
		}
		select {
		case <-ctx.Done():
		case <-time.After(wait):
		}
	}
}
