package workflows

import (
	"fmt"
	"time"

	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/workflow"

	"github.com/diaodu/diaodu/contract"
)

// lateBirths is how long after a change cases may still be born with the
// calendar before it: a birth takes its calendar first and is recorded later.
const lateBirths = 5 * time.Minute

// Recalendar brings open cases to the calendar in force, looks once more for
// those born meanwhile, and starts over where the calendar changes again. There
// is one at a time, so that no case is given two versions in the wrong order.
func Recalendar(ctx workflow.Context) error {
	changed := workflow.GetSignalChannel(ctx, contract.CalendarChanged)
	for {
		for changed.ReceiveAsync(nil) {
			// what was signalled until now is in this pass
		}
		if err := recalendar(ctx); err != nil {
			return err
		}
		if again, _ := changed.ReceiveWithTimeout(ctx, lateBirths, nil); again {
			continue
		}
		if err := recalendar(ctx); err != nil {
			return err
		}
		if !changed.ReceiveAsync(nil) {
			return nil
		}
	}
}

func recalendar(ctx workflow.Context) error {
	ctx = workflow.WithActivityOptions(ctx, workflow.ActivityOptions{
		StartToCloseTimeout: 2 * time.Hour, // some thousand cases; a beat after each
		HeartbeatTimeout:    time.Minute,
		RetryPolicy:         &temporal.RetryPolicy{InitialInterval: time.Second, BackoffCoefficient: 2, MaximumInterval: time.Minute},
	})
	if err := workflow.ExecuteActivity(ctx, contract.RecalendarActivity).Get(ctx, nil); err != nil {
		return fmt.Errorf("recalendar: %w", err)
	}
	return nil
}
