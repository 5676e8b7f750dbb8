package engine

import (
	"context"
	"fmt"

	"go.temporal.io/sdk/client"

	"github.com/diaodu/diaodu/contract"
)

// Recalendar has the open cases brought to the calendar in force. It returns
// once that is sure to happen, not once it has. Called at every start too: a
// new release may ship new notices.
func (c *Cases) Recalendar(ctx context.Context) error {
	options := client.StartWorkflowOptions{ID: contract.RecalendarWorkflow, TaskQueue: c.queue}
	_, err := c.temporal.SignalWithStartWorkflow(ctx, contract.RecalendarWorkflow, contract.CalendarChanged, nil,
		options, contract.RecalendarWorkflow)
	if err != nil {
		return fmt.Errorf("recalendar: %w", err)
	}
	return nil
}
