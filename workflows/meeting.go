package workflows

import (
	"go.temporal.io/sdk/workflow"

	"github.com/diaodu/diaodu/domain/meeting"
)

// Meeting carries one dispatch meeting from its plan to the end of its tasks.
func Meeting(ctx workflow.Context, in meeting.Meeting) error {
	return carry[meeting.Command](ctx, &in)
}
