package worker

import (
	"context"
	"log/slog"
	"strings"
	"sync"
	"time"

	"github.com/diaodu/diaodu/activities"
	"github.com/diaodu/diaodu/domain/casefile"
)

// Post is the post office: it expands what cases announced to people's inboxes
// and hands deliveries to their channels. It runs beside the Temporal worker,
// as many as there are workers; the rows decide who does what.
type Post struct {
	Book   activities.PostBook
	Ways   func(ctx context.Context) (activities.Ways, error)
	Render func(code string, args []casefile.Arg) string
	Link   string // public address of the console
	Log    *slog.Logger
	Now    func() time.Time
}

// idle is how long the post rests when nothing waits.
const idle = 500 * time.Millisecond

// Run works until ctx ends.
func (p Post) Run(ctx context.Context) {
	desk := activities.Post{Book: p.Book, Ways: p.Ways, Render: p.Render, Link: strings.TrimSuffix(p.Link, "/"), Now: p.Now}
	var all sync.WaitGroup
	all.Go(func() { p.loop(ctx, "deliver", desk.Deliver) })
	all.Go(func() { p.loop(ctx, "digest", desk.Digest) })
	all.Go(func() { p.loop(ctx, "spread", desk.Spread) })
	all.Wait()
}

// loop repeats a step, at once while there is work. Its trouble is logged and
// tried again: the rows keep what waits.
func (p Post) loop(ctx context.Context, name string, step func(context.Context) (int, error)) {
	for ctx.Err() == nil {
		n, err := step(ctx)
		if err != nil && ctx.Err() == nil {
			p.Log.Error("post", "step", name, "err", err)
		}
		if n > 0 && err == nil {
			continue
		}
		select {
		case <-ctx.Done():
		case <-time.After(idle):
		}
	}
}
