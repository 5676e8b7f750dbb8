package workflows

import (
	"fmt"

	"go.temporal.io/sdk/workflow"

	"github.com/diaodu/diaodu/contract"
)

// OpenMeetings plans the meetings that a series lacks; its Schedule starts it
// every month, and somebody who changes the series at once. It says for which
// months it planned one.
func OpenMeetings(ctx workflow.Context, in contract.OpenMeetings) ([]string, error) {
	var planned []string
	err := workflow.ExecuteActivity(workflow.WithActivityOptions(ctx, surely), contract.OpenMeetingsActivity, in).Get(ctx, &planned)
	if err != nil {
		return nil, fmt.Errorf("open meetings of %s: %w", in.Series, err)
	}
	return planned, nil
}
