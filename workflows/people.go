package workflows

import (
	"fmt"
	"time"

	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/workflow"

	"github.com/diaodu/diaodu/contract"
)

// People tells open applications of changes in the register of people, and
// once more where one came meanwhile. A Schedule starts it too, so that a
// change whose signal was lost is told within a minute.
func People(ctx workflow.Context) error {
	changed := workflow.GetSignalChannel(ctx, contract.PeopleChanged)
	ctx = workflow.WithActivityOptions(ctx, workflow.ActivityOptions{
		StartToCloseTimeout: time.Hour, // some thousand applications; a beat after each
		HeartbeatTimeout:    time.Minute,
		RetryPolicy:         &temporal.RetryPolicy{InitialInterval: time.Second, BackoffCoefficient: 2, MaximumInterval: time.Minute, MaximumAttempts: 10},
	})
	for {
		for changed.ReceiveAsync(nil) {
			// what was signalled until now is in this pass
		}
		if err := workflow.ExecuteActivity(ctx, contract.PeopleActivity).Get(ctx, nil); err != nil {
			return fmt.Errorf("tell of people: %w", err)
		}
		if !changed.ReceiveAsync(nil) {
			return nil
		}
	}
}
