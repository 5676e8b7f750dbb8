package workflows_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.temporal.io/sdk/activity"
	"go.temporal.io/sdk/testsuite"

	"github.com/diaodu/diaodu/contract"
	"github.com/diaodu/diaodu/workflows"
)

// passes plays the workflow with the calendar changing at the given moments
// after its start, and says when open cases were brought level.
func passes(t *testing.T, changes ...time.Duration) []time.Duration {
	t.Helper()
	var suite testsuite.WorkflowTestSuite
	env := suite.NewTestWorkflowEnvironment()
	began := env.Now()
	var seen []time.Duration
	env.RegisterActivityWithOptions(func() (int, error) {
		seen = append(seen, env.Now().Sub(began).Round(time.Second))
		return 0, nil
	}, activity.RegisterOptions{Name: contract.RecalendarActivity})
	for _, at := range changes {
		env.RegisterDelayedCallback(func() { env.SignalWorkflow(contract.CalendarChanged, nil) }, at)
	}
	env.ExecuteWorkflow(workflows.Recalendar)
	require.True(t, env.IsWorkflowCompleted())
	require.NoError(t, env.GetWorkflowError())
	return seen
}

func TestChangedCalendarIsLookedAfterTwice(t *testing.T) {
	require.Equal(t, []time.Duration{0, 5 * time.Minute}, passes(t, 0), "once more for late births")
}

func TestCalendarChangedAgainStartsOver(t *testing.T) {
	require.Equal(t, []time.Duration{0, 2 * time.Minute, 7 * time.Minute}, passes(t, 0, 2*time.Minute))
	require.Equal(t, []time.Duration{0, 2 * time.Minute, 4 * time.Minute, 9 * time.Minute}, passes(t, 0, 2*time.Minute, 4*time.Minute))
}
