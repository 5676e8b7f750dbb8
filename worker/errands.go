package worker

import (
	"context"
	"log/slog"
	"sync"
	"time"
)

// Errands carries out what people ordered in the background. Its rows decide who
// does what, so any number may run beside each other.
type Errands struct {
	// Step carries out the next order; n is 0 where none waits.
	Step func(ctx context.Context) (n int, err error)
	// Tidy removes what is past its time.
	Tidy func(ctx context.Context) error
	Log  *slog.Logger
}

// desks is how many orders are carried out at once: one long list must not hold up
// a short one, and people at work come first.
const desks = 2

// tidyEvery is how often results past their time are looked for.
const tidyEvery = 10 * time.Minute

// Run works until ctx ends.
func (e Errands) Run(ctx context.Context) {
	loop := Post{Log: e.Log}
	var all sync.WaitGroup
	for range desks {
		all.Go(func() { loop.loop(ctx, "errand", e.Step) })
	}
	all.Go(func() {
		for ctx.Err() == nil {
			if err := e.Tidy(ctx); err != nil && ctx.Err() == nil {
				e.Log.Error("errands", "step", "tidy", "err", err)
			}
			select {
			case <-ctx.Done():
			case <-time.After(tidyEvery):
			}
		}
	})
	all.Wait()
}
