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

// Versions of the way a case's workflow waits. Like the life of its rules it is
// given at the start and carried through every run, so that asking for it costs
// the history nothing; workflow.GetVersion would write two events into each run.
const (
	// KeeperStopsItsClock is from when on a wait for effects that ended in time
	// cancels its timer. Before, it rang seconds later and woke the case for nothing.
	KeeperStopsItsClock = 1
	// Keeper is what a case is started with today.
	Keeper = KeeperStopsItsClock
)
