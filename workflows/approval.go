package workflows

import (
	"go.temporal.io/sdk/workflow"

	"github.com/diaodu/diaodu/domain/approval"
)

// Approval carries one application through its process, to the end of the time
// in which its decision can be voided.
func Approval(ctx workflow.Context, in approval.Approval) error {
	return carry[approval.Command](ctx, &in)
}
