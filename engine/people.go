package engine

import (
	"context"
	"fmt"

	"go.temporal.io/sdk/client"

	"github.com/diaodu/diaodu/contract"
)

// PeopleChanged has open applications told of a change in the register of
// people at once. Where it fails the change is told by the clock: it was written
// down with the change itself.
func (c *Cases) PeopleChanged(ctx context.Context) error {
	options := client.StartWorkflowOptions{ID: contract.PeopleWorkflow, TaskQueue: c.queue}
	_, err := c.temporal.SignalWithStartWorkflow(ctx, contract.PeopleWorkflow, contract.PeopleChanged, nil,
		options, contract.PeopleWorkflow)
	if err != nil {
		return fmt.Errorf("tell of people: %w", err)
	}
	return nil
}
