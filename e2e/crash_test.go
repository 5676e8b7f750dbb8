package e2e

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	enumspb "go.temporal.io/api/enums/v1"
	"go.temporal.io/sdk/client"

	"github.com/diaodu/diaodu/activities"
	"github.com/diaodu/diaodu/contract"
	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/fault"
	"github.com/diaodu/diaodu/domain/issue"
	"github.com/diaodu/diaodu/engine"
	"github.com/diaodu/diaodu/store"
)

func storeIssueQuery() store.IssueQuery { return store.IssueQuery{} }

// idleRig has nobody who works: a child process will, until it is killed.
func idleRig(t *testing.T) *rig {
	r := newRig(t)
	r.cases = engine.NewCases(r.client, r.store, "")
	return r
}

// orphaned gives an order whose worker is killed under it and whose caller has
// gone away by then.
func (r *rig) orphaned(killed func(), kind casefile.Kind, id string, cmd any) {
	r.t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	gone := make(chan struct{})
	go func() {
		defer close(gone)
		_, _ = r.cases.Do(ctx, kind, id, cmd)
	}()
	killed()
	cancel() // the browser was closed
	<-gone
}

// swept lets the sweep find what MySQL holds and the workflow never saw, until the
// workflow is as far.
func (r *rig) swept(kind casefile.Kind, id string, seq int) activities.Sweeps {
	r.t.Helper()
	sweep := activities.Sweeps{Levels: r.store, Cases: r.cases, Quiet: time.Millisecond}
	require.Eventually(r.t, func() bool {
		_, err := sweep.Sweep(context.Background())
		require.NoError(r.t, err)
		var running casefile.Head
		require.NoError(r.t, r.cases.State(context.Background(), kind, id, &running))
		return running.Seq == seq
	}, 30*time.Second, 200*time.Millisecond)
	return sweep
}

// crashed leaves an issue whose worker was killed at the point of accepting it;
// the request that was under way is returned, with nobody waiting for it.
func crashed(t *testing.T, point string) (r *rig, id string, cmd issue.Command) {
	r = idleRig(t)
	killed := r.child(issue.Accept, point)
	id = r.newIssue("断电")
	cmd = command(coordinator, request(), issue.Accept, issue.Form{})
	r.orphaned(killed, casefile.Issue, id, cmd)
	return r, id, cmd
}

func TestKilledBeforeCommitTheRetryDoesIt(t *testing.T) {
	r, id, cmd := crashed(t, "before-commit")
	require.Equal(t, 1, r.issue(id).Seq)
	r.work()
	a, err := r.cases.Do(context.Background(), casefile.Issue, id, cmd)
	require.NoError(t, err)
	require.Equal(t, 2, a.Seq)
	require.Equal(t, 2, r.issue(id).Seq)
	r.level(id)
}

func TestKilledAfterCommitTheRetryGetsItsRecordedAnswer(t *testing.T) {
	r, id, cmd := crashed(t, "after-commit")
	require.Equal(t, 2, r.issue(id).Seq, "MySQL holds what the workflow never saw")
	r.work()
	a, err := r.cases.Do(context.Background(), casefile.Issue, id, cmd)
	require.NoError(t, err)
	require.Equal(t, 2, a.Seq)
	require.Equal(t, 2, r.issue(id).Seq, "it happened once")
	r.level(id)
	r.replays("issue_crash_adopted", casefile.Issue, id, "")
}

func TestKilledAfterCommitAnotherRequestComesFirst(t *testing.T) {
	r, id, cmd := crashed(t, "after-commit")
	r.work()
	// The colleague's note is judged against the acceptance, not beside it.
	a, err := r.do(id, colleague, issue.Note, issue.Form{Text: "后到"})
	require.NoError(t, err)
	require.Equal(t, 3, a.Seq)
	first, err := r.cases.Do(context.Background(), casefile.Issue, id, cmd)
	require.NoError(t, err)
	require.Equal(t, 2, first.Seq)
	r.level(id)
}

func TestKilledAfterCommitNobodyComesBackTheSweepDoes(t *testing.T) {
	r, id, _ := crashed(t, "after-commit")
	r.work()
	sweep := r.swept(casefile.Issue, id, 2)
	r.level(id)
	n, err := sweep.Sweep(context.Background())
	require.NoError(t, err)
	require.Zero(t, n, "what was found level is not looked at again")
}

func TestACaseTemporalLostGoesOnFromMySQL(t *testing.T) {
	r := newRig(t).work()
	id := r.newIssue("失忆")
	_, err := r.do(id, coordinator, issue.Accept, issue.Form{})
	require.NoError(t, err)
	require.NoError(t, r.client.TerminateWorkflow(context.Background(), contract.CaseID(casefile.Issue, id), "", "lost"))
	require.NoError(t, r.cases.Wake(context.Background(), contract.Level{Kind: casefile.Issue, CaseID: id, Seq: 2}))
	a, err := r.do(id, coordinator, issue.Note, issue.Form{Text: "继续"})
	require.NoError(t, err)
	require.Equal(t, 3, a.Seq)
	r.level(id)
}

// A case that Temporal lost and nobody touches is found by the day's round, and
// rings what it missed meanwhile.
func TestTheDaysRoundFindsACaseThatTemporalLost(t *testing.T) {
	r := newRig(t).work()
	id := r.newIssue("失忆无人问")
	sweep := activities.Sweeps{Levels: r.store, Cases: r.cases, Quiet: time.Millisecond, Shares: 3}
	for range 2 { // level and quiet: the sweep of changes has nothing to do
		_, err := sweep.Sweep(context.Background())
		require.NoError(t, err)
	}
	require.NoError(t, r.client.TerminateWorkflow(context.Background(), contract.CaseID(casefile.Issue, id), "", "lost"))
	var running issue.Issue
	found := 0
	for minute := range 3 {
		sweep.Now = func() time.Time { return time.Unix(int64(minute)*60, 0) }
		n, err := sweep.Sweep(context.Background())
		require.NoError(t, err)
		require.Zero(t, n, "nothing has changed")
		info, err := r.client.DescribeWorkflowExecution(context.Background(), contract.CaseID(casefile.Issue, id), "")
		require.NoError(t, err)
		if info.WorkflowExecutionInfo.Status == enumspb.WORKFLOW_EXECUTION_STATUS_RUNNING {
			found++
		}
	}
	require.NotZero(t, found, "one of the shares holds it")
	require.NoError(t, r.cases.State(context.Background(), casefile.Issue, id, &running))
	require.Equal(t, 1, running.Seq)
	r.level(id)
}

func TestAnOrderFindsALostCaseInMySQL(t *testing.T) {
	r := newRig(t).work()
	id := r.newIssue("失忆")
	require.NoError(t, r.client.TerminateWorkflow(context.Background(), contract.CaseID(casefile.Issue, id), "", "lost"))
	a, err := r.do(id, coordinator, issue.Accept, issue.Form{})
	require.NoError(t, err)
	require.Equal(t, 2, a.Seq)
	r.level(id)
}

// emptyRun starts a run that knows nothing of a case that was there before, as a
// report sent again does for a moment.
func (r *rig) emptyRun(id string) {
	r.t.Helper()
	_, err := r.client.ExecuteWorkflow(context.Background(), client.StartWorkflowOptions{
		ID: contract.CaseID(casefile.Issue, id), TaskQueue: contract.TaskQueue,
	}, contract.WorkflowName(casefile.Issue), head(id))
	require.NoError(r.t, err)
}

func TestAnEndedCaseIsClosedAlsoWhileAnEmptyRunOfItLives(t *testing.T) {
	r := newRig(t).work()
	id := r.newIssue("无水")
	withdraw := command(owner, request(), issue.Withdraw, issue.Form{Reason: "已自行解决"})
	first, err := r.cases.Do(context.Background(), casefile.Issue, id, withdraw)
	require.NoError(t, err)
	require.NoError(t, r.client.GetWorkflow(context.Background(), contract.CaseID(casefile.Issue, id), "").Get(context.Background(), nil))
	r.emptyRun(id)
	_, err = r.do(id, owner, issue.Urge, issue.Form{Text: "请尽快"})
	require.True(t, fault.Is(err, "case.closed"), "%v", err)
	again, err := r.cases.Do(context.Background(), casefile.Issue, id, withdraw)
	require.NoError(t, err)
	require.Equal(t, first.Seq, again.Seq, "and what was done before is answered as it was")
	_, err = r.do("i-never", owner, issue.Urge, issue.Form{Text: "请尽快"})
	require.Error(t, err)
	r.verify()
}

func TestALostCaseGoesOnAlsoFromAnEmptyRunOfIt(t *testing.T) {
	r := newRig(t).work()
	id := r.newIssue("失忆")
	require.NoError(t, r.client.TerminateWorkflow(context.Background(), contract.CaseID(casefile.Issue, id), "", "lost"))
	r.emptyRun(id)
	a, err := r.do(id, coordinator, issue.Accept, issue.Form{})
	require.NoError(t, err)
	require.Equal(t, 2, a.Seq)
	r.level(id)
}
