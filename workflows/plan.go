package workflows

import (
	"go.temporal.io/sdk/workflow"

	"github.com/diaodu/diaodu/domain/plan"
)

// Plan carries one project's approval plan from its drawing until, some while
// after its end, nothing can come from its approvals and issues any more.
func Plan(ctx workflow.Context, in plan.Plan) error {
	return carry[plan.Command](ctx, &in)
}
