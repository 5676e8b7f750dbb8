package workflows

import (
	"go.temporal.io/sdk/workflow"

	"github.com/diaodu/diaodu/domain/supervision"
)

// Task carries one task under supervision from issue to the end of its
// reopening window.
func Task(ctx workflow.Context, in supervision.Task) error {
	return carry[supervision.Command](ctx, &in)
}
