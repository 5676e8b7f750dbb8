package worker

import (
	"context"
	"errors"
	"fmt"
	"time"

	enumspb "go.temporal.io/api/enums/v1"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/temporal"

	"github.com/diaodu/diaodu/contract"
)

// schedule is one thing Temporal starts by the clock.
type schedule struct {
	id       string
	workflow string
	spec     client.ScheduleSpec
	// catchUp is how late a start may still be made good after an outage.
	catchUp time.Duration
	args    []any
	overlap enumspb.ScheduleOverlapPolicy // zero skips a start while the last still runs
}

// schedules lists them all. Zones are not named: the server's zone database is
// not ours, and China is UTC+8 all year.
var schedules = []schedule{
	{
		id: "sweep", workflow: contract.SweepWorkflow,
		spec:    client.ScheduleSpec{Intervals: []client.ScheduleIntervalSpec{{Every: time.Minute}}},
		catchUp: time.Minute,
	},
	{
		id: "people", workflow: contract.PeopleWorkflow,
		spec:    client.ScheduleSpec{Intervals: []client.ScheduleIntervalSpec{{Every: time.Minute, Offset: 30 * time.Second}}},
		catchUp: time.Minute,
	},
}

// EnsureSchedules creates the schedules that are missing and brings the others
// to this release's times. Every worker calls it at its start.
func EnsureSchedules(ctx context.Context, c client.Client, queue string) error {
	if queue == "" {
		queue = contract.TaskQueue
	}
	for _, s := range schedules {
		if err := s.ensure(ctx, c.ScheduleClient(), queue); err != nil {
			return fmt.Errorf("schedule %s: %w", s.id, err)
		}
	}
	return nil
}

func (s schedule) ensure(ctx context.Context, c client.ScheduleClient, queue string) error {
	_, err := c.Create(ctx, client.ScheduleOptions{
		ID: s.id, Spec: s.spec, CatchupWindow: s.catchUp, Overlap: s.overlap,
		Action: &client.ScheduleWorkflowAction{ID: s.id, Workflow: s.workflow, Args: s.args, TaskQueue: queue},
	})
	if err == nil || !errors.Is(err, temporal.ErrScheduleAlreadyRunning) {
		return err
	}
	return c.GetHandle(ctx, s.id).Update(ctx, client.ScheduleUpdateOptions{
		DoUpdate: func(in client.ScheduleUpdateInput) (*client.ScheduleUpdate, error) {
			spec := s.spec
			in.Description.Schedule.Spec = &spec
			return &client.ScheduleUpdate{Schedule: &in.Description.Schedule}, nil
		},
	})
}
