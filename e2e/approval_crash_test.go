package e2e

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"
	enumspb "go.temporal.io/api/enums/v1"

	"github.com/diaodu/diaodu/contract"
	"github.com/diaodu/diaodu/domain/approval"
	"github.com/diaodu/diaodu/domain/casefile"
)

// crashedOffice leaves an application whose worker was killed at the point of
// accepting it; the order that was under way is returned, with nobody waiting.
func crashedOffice(t *testing.T, point string) (o *office, id string, cmd approval.Command) {
	o = officeOn(t, idleRig(t))
	killed := o.child(approval.ActApprove, point)
	id = o.permit()
	cmd = ordering(receiver, request(), approval.ActApprove, approval.Form{Opinion: "予以受理"})
	o.orphaned(killed, casefile.Approval, id, cmd)
	return o, id, cmd
}

func TestADecisionKilledBeforeCommitIsDoneByTheRetry(t *testing.T) {
	o, id, cmd := crashedOffice(t, "before-commit")
	require.Equal(t, 1, o.approval(id).Seq)
	require.Equal(t, "accept", o.open(id))
	o.work()
	answer, err := o.cases.Do(context.Background(), casefile.Approval, id, cmd)
	require.NoError(t, err)
	require.Equal(t, 2, answer.Seq)
	require.Equal(t, "fire,water,road,eco,power", o.open(id))
	o.even(id)
	o.verify()
}

func TestADecisionKilledAfterCommitIsAnsweredOnce(t *testing.T) {
	o, id, cmd := crashedOffice(t, "after-commit")
	require.Equal(t, 2, o.approval(id).Seq, "MySQL holds what the workflow never saw")
	o.work()
	answer, err := o.cases.Do(context.Background(), casefile.Approval, id, cmd)
	require.NoError(t, err)
	require.Equal(t, 2, answer.Seq)
	require.Equal(t, "fire,water,road,eco,power", o.open(id), "the block was opened once")
	require.Len(t, o.approval(id).Seats, 6)
	o.even(id)
	o.replays("approval_crash_adopted", casefile.Approval, id, "")
}

// Whoever comes first after the crash is judged against what was committed.
func TestADecisionKilledAfterCommitIsKnownToTheNextPerson(t *testing.T) {
	o, id, _ := crashedOffice(t, "after-commit")
	o.work()
	_, err := o.act(id, receiver, approval.ActReject, approval.Form{Opinion: "不予受理"})
	require.Error(t, err, "the acceptance stands")
	o.yes(id, fireman)
	require.Equal(t, "water,road,eco,power", o.open(id))
	o.even(id)
}

func TestADecisionKilledAfterCommitIsLevelledByTheSweep(t *testing.T) {
	o, id, _ := crashedOffice(t, "after-commit")
	o.work()
	o.swept(casefile.Approval, id, 2)
	o.even(id)
}

// Temporal lost the application; it goes on from MySQL, deadlines and all.
func TestAnApplicationTemporalLostGoesOn(t *testing.T) {
	o := newOffice(t)
	id := o.permit()
	o.yes(id, receiver)
	require.NoError(t, o.client.TerminateWorkflow(context.Background(), contract.CaseID(casefile.Approval, id), "", "lost"))
	o.yes(id, fireman)
	require.Equal(t, "water,road,eco,power", o.open(id))
	require.True(t, o.timerRuns(id))
	o.even(id)
}

// timerRuns tells whether the present run waits for a timer.
func (o *office) timerRuns(id string) bool {
	open := map[int64]bool{}
	events := o.client.GetWorkflowHistory(context.Background(), contract.CaseID(casefile.Approval, id), "", false, enumspb.HISTORY_EVENT_FILTER_TYPE_ALL_EVENT)
	for events.HasNext() {
		ev, err := events.Next()
		require.NoError(o.t, err)
		switch {
		case ev.GetTimerStartedEventAttributes() != nil:
			open[ev.EventId] = true
		case ev.GetTimerFiredEventAttributes() != nil:
			delete(open, ev.GetTimerFiredEventAttributes().StartedEventId)
		case ev.GetTimerCanceledEventAttributes() != nil:
			delete(open, ev.GetTimerCanceledEventAttributes().StartedEventId)
		}
	}
	return len(open) > 0
}
