package app

import (
	"context"
	"sync"
	"time"

	"github.com/diaodu/diaodu/notify"
	"github.com/diaodu/diaodu/worker"
)

// post starts the post office, the project lights and the changes of units that
// come with the days, and what makes older cases searchable; the function it
// returns stops it and waits.
func (p *Parts) post(ctx context.Context) (stop func()) {
	office := worker.Post{
		Book: p.Store, Ways: p.Switchboard.Ways, Render: notify.Render,
		Link: p.Config.PublicURL, Log: p.Log, Now: time.Now,
	}
	ctx, cancel := context.WithCancel(ctx)
	var done sync.WaitGroup
	done.Go(func() { office.Run(ctx) })
	lights := worker.Hourly{What: "project lights", Do: p.Store.RefreshLights, Log: p.Log, Now: time.Now}
	done.Go(func() { lights.Run(ctx) })
	units := worker.Hourly{What: "changes of units", Do: p.Store.ApplyOrgChanges, Log: p.Log, Now: time.Now}
	done.Go(func() { units.Run(ctx) })
	words := worker.Words{Index: p.Store.IndexWords, Log: p.Log}
	done.Go(func() { words.Run(ctx) })
	return func() { cancel(); done.Wait() }
}
