package workflows

import (
	"go.temporal.io/sdk/workflow"

	"github.com/diaodu/diaodu/domain/issue"
)

// Issue carries one reported issue from report to archive.
func Issue(ctx workflow.Context, in issue.Issue) error {
	return carry[issue.Command](ctx, &in)
}
