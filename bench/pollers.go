package main

import (
	"context"
	"fmt"
	"os"
	"time"

	"github.com/diaodu/diaodu/activities"
	"github.com/diaodu/diaodu/engine"
	"github.com/diaodu/diaodu/worker"
)

// pollerCounts are the numbers compared; the first is what ratios are of.
var pollerCounts = []int{2, 4, 8, 16}

// comparePollers measures throughput by turns with different numbers of
// workflow pollers, each on a queue and worker of its own.
func comparePollers(ctx context.Context, clients, rounds int, length time.Duration) error {
	dir, err := os.MkdirTemp("", "diaodu-bench")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	p, err := open(ctx, dir)
	if err != nil {
		return err
	}
	defer p.close()
	ways := map[int][]way{}
	for _, n := range pollerCounts {
		queue := fmt.Sprintf("pollers-%d", n)
		cases := engine.NewCases(p.client, p.store, queue)
		w := worker.New(p.client, worker.Deps{
			Records: activities.Records{Store: p.store}, Tells: activities.Tells{Cases: cases, Roster: p.store, Classes: p.store},
			Sweeps: activities.Sweeps{Levels: p.store, Cases: cases}, Pollers: n,
		}, queue)
		if err := w.Start(); err != nil {
			return err
		}
		p.ends = append(p.ends, w.Stop)
		for c := range clients {
			one, err := p.oursBy(ctx, cases, fmt.Sprintf("%s-%d", queue, c))
			if err != nil {
				return err
			}
			ways[n] = append(ways[n], one)
		}
	}
	done := map[int]int{}
	for range rounds {
		for _, n := range pollerCounts {
			did, err := load(ctx, ways[n], length)
			if err != nil {
				return err
			}
			done[n] += did
		}
	}
	for _, n := range pollerCounts {
		perSecond := float64(done[n]) / (length.Seconds() * float64(rounds))
		fmt.Printf("%2d workflow pollers: %7.1f decisions/s, ratio %.2f\n", n, perSecond, float64(done[n])/float64(done[pollerCounts[0]]))
	}
	return nil
}
