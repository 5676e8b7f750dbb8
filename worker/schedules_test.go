package worker

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/diaodu/diaodu/embedded/temporal/temporaltest"
)

func TestSchedulesAreMadeOnceHoweverManyWorkersStart(t *testing.T) {
	c := temporaltest.New(t).Client(t)
	for range 3 {
		require.NoError(t, EnsureSchedules(context.Background(), c, "q"))
	}
	for _, s := range schedules {
		d, err := c.ScheduleClient().GetHandle(context.Background(), s.id).Describe(context.Background())
		require.NoError(t, err)
		require.NotEmpty(t, d.Info.NextActionTimes, s.id)
	}
}
