package app

import (
	"context"
	"fmt"
	"time"

	"github.com/diaodu/diaodu/activities"
	"github.com/diaodu/diaodu/worker"
)

// Work starts a worker, what it is woken by, and the post. The function it
// returns lets running activities finish and stops them.
func (p *Parts) Work(ctx context.Context) (stop func(), err error) {
	w := worker.New(p.Temporal, p.workerDeps(), "")
	if err := w.Start(); err != nil {
		return nil, fmt.Errorf("start the worker: %w", err)
	}
	if err := worker.EnsureSchedules(ctx, p.Temporal, ""); err != nil {
		w.Stop()
		return nil, err
	}
	if err := p.planSeries(ctx); err != nil {
		w.Stop()
		return nil, err
	}
	// A new release may ship a new year's holidays.
	if err := p.Cases.Recalendar(ctx); err != nil {
		w.Stop()
		return nil, err
	}
	closePost := p.post(ctx)
	return func() { closePost(); w.Stop() }, nil
}

// workerDeps gives the worker every part it can use; a test finds what is left out.
func (p *Parts) workerDeps() worker.Deps {
	return worker.Deps{
		Records:     activities.Records{Store: p.Store},
		Tells:       activities.Tells{Cases: p.Cases, Roster: p.Store, Register: p.Store, Classes: p.Store},
		Sweeps:      activities.Sweeps{Levels: p.Store, Cases: p.Cases},
		Recalendars: activities.Recalendars{Calendars: p.Store, Cases: p.Cases},
		People:      activities.People{Book: p.Store, Cases: p.Cases, Now: time.Now},
		Meetings:    activities.Meetings{Book: p.Store, Cases: p.Cases, Now: time.Now},
	}
}

// planSeries wakes every series of meetings: a month slept through is planned now.
func (p *Parts) planSeries(ctx context.Context) error {
	list, err := p.Store.SeriesList(ctx)
	if err != nil {
		return err
	}
	planner := worker.Planner{Client: p.Temporal}
	for _, s := range list {
		if err := planner.PlanSeries(ctx, s.ID); err != nil {
			return err
		}
	}
	return nil
}
