package workflows

import (
	"fmt"
	"time"

	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/workflow"

	"github.com/diaodu/diaodu/contract"
)

// Sweep looks once for cases that MySQL is ahead of; a Schedule starts it.
func Sweep(ctx workflow.Context) (int, error) {
	ctx = workflow.WithActivityOptions(ctx, workflow.ActivityOptions{
		StartToCloseTimeout: 5 * time.Minute,
		RetryPolicy:         &temporal.RetryPolicy{MaximumAttempts: 3},
	})
	var n int
	if err := workflow.ExecuteActivity(ctx, contract.SweepActivity).Get(ctx, &n); err != nil {
		return 0, fmt.Errorf("sweep: %w", err)
	}
	return n, nil
}
