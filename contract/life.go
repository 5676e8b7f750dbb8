package contract

import (
	"github.com/diaodu/diaodu/domain/approval"
	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/issue"
	"github.com/diaodu/diaodu/domain/meeting"
	"github.com/diaodu/diaodu/domain/plan"
	"github.com/diaodu/diaodu/domain/supervision"
)

// LifeOf is the version of its rules that a case of a kind is born with today.
// It is part of what a case is started with: its workflow never takes it from
// the code it happens to run on.
func LifeOf(kind casefile.Kind) int {
	switch kind {
	case casefile.Issue:
		return issue.Life
	case casefile.Meeting:
		return meeting.Life
	case casefile.Task:
		return supervision.Life
	case casefile.Approval:
		return approval.Life
	case casefile.Plan:
		return plan.Life
	}
	return 1
}
