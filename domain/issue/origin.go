package issue

import (
	"github.com/diaodu/diaodu/domain/between"
	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/workcal"
)

// SourceApproval is the source of issues that an approval plan opened over a
// breach or a block.
const SourceApproval = "approval"

// hearIssue is the order a plan understands.
type hearIssue struct {
	Act   string           `json:"act"`
	Issue between.IssueEnd `json:"issue"`
}

// tellPlan owes the plan that opened the issue the news of its end, and of its
// return from there.
func (i *Issue) tellPlan(ev casefile.Event, was State) error {
	o := i.Origin
	if o == nil {
		return nil
	}
	before := Issue{State: was}
	settled := ev.Act == Follow // the issue it was merged into is closed
	if before.Open() == i.Open() && !settled {
		return nil
	}
	end := between.IssueEnd{
		IssueID: i.ID, IssueNo: i.No, Key: o.Key, State: string(i.State), Over: !i.Open(),
		Solved: settled || i.State == Closed || i.State == ClosedUnconfirmed, Result: i.Result, On: workcal.DateOf(ev.At),
	}
	const act = "hear_issue"
	return i.Owe(ev.Seq, casefile.Plan, o.PlanID, act, false, hearIssue{act, end})
}
