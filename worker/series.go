package worker

import (
	"context"
	"fmt"
	"time"

	enumspb "go.temporal.io/api/enums/v1"
	"go.temporal.io/sdk/client"

	"github.com/diaodu/diaodu/contract"
)

// seriesCatchUp is how late a month's start may still be made good. Whatever a
// run finds missing it plans, so one late run makes up for all.
const seriesCatchUp = 62 * 24 * time.Hour

// monthly is the first of each month at 08:30 in China, when next month's
// meeting is planned: early enough for its agenda to be collected.
func monthly() client.ScheduleSpec {
	at := func(n int) []client.ScheduleRange { return []client.ScheduleRange{{Start: n}} }
	return client.ScheduleSpec{Calendars: []client.ScheduleCalendarSpec{{DayOfMonth: at(1), Hour: at(0), Minute: at(30)}}} // UTC
}

// Planner has the meetings of series come about by themselves.
type Planner struct {
	Client client.Client
	Queue  string // empty means contract.TaskQueue
}

// PlanSeries sees to it that the series is woken every month, and wakes it now.
func (p Planner) PlanSeries(ctx context.Context, id string) error {
	if err := p.schedule(id).ensure(ctx, p.Client.ScheduleClient(), p.queue()); err != nil {
		return fmt.Errorf("plan series %s: %w", id, err)
	}
	handle := p.Client.ScheduleClient().GetHandle(ctx, contract.SeriesSchedule(id))
	if err := handle.Trigger(ctx, client.ScheduleTriggerOptions{Overlap: enumspb.SCHEDULE_OVERLAP_POLICY_ALLOW_ALL}); err != nil {
		return fmt.Errorf("wake series %s: %w", id, err)
	}
	return nil
}

func (p Planner) schedule(id string) schedule {
	return schedule{
		id: contract.SeriesSchedule(id), workflow: contract.OpenMeetingsWorkflow, spec: monthly(), catchUp: seriesCatchUp,
		args: []any{contract.OpenMeetings{Series: id}}, overlap: enumspb.SCHEDULE_OVERLAP_POLICY_ALLOW_ALL,
	}
}

func (p Planner) queue() string {
	if p.Queue == "" {
		return contract.TaskQueue
	}
	return p.Queue
}
