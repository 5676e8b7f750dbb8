package e2e

import (
	"context"
	"fmt"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/diaodu/diaodu/contract"
	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/fault"
	"github.com/diaodu/diaodu/domain/issue"
	"github.com/diaodu/diaodu/domain/org"
)

func TestAnAcceptedActIsInMySQLWhenItIsAnswered(t *testing.T) {
	r := newRig(t).work()
	id := r.newIssue("无水")
	i := r.issue(id)
	require.Equal(t, issue.Submitted, i.State)
	require.Regexp(t, `^R-\d{4}-\d{2}-0001$`, i.No)

	a, err := r.do(id, coordinator, issue.Accept, issue.Form{})
	require.NoError(t, err)
	require.Equal(t, 2, a.Seq)
	require.Equal(t, issue.Accepted, r.issue(id).State)
	rows, _, err := r.store.Issues(context.Background(), coordinator, storeIssueQuery())
	require.NoError(t, err)
	require.Len(t, rows, 1)
	require.Equal(t, string(issue.Accepted), rows[0].Status)
	r.level(id)
}

func TestARefusedActNeverEntersHistory(t *testing.T) {
	r := newRig(t).work()
	id := r.newIssue("无水")
	before := r.historyLength(id)
	_, err := r.do(id, owner, issue.Accept, issue.Form{})
	require.True(t, fault.Is(err, "issue.not_yours"), "%v", err)
	_, err = r.do(id, coordinator, issue.Confirm, issue.Form{})
	require.True(t, fault.Is(err, "issue.wrong_state"), "%v", err)
	require.Equal(t, before, r.historyLength(id))
}

func TestARetriedRequestIsAnsweredNotRepeated(t *testing.T) {
	r := newRig(t).work()
	id := r.newIssue("无水")
	cmd := command(coordinator, request(), issue.Note, issue.Form{Text: "已联系"})
	first, err := r.cases.Do(context.Background(), casefile.Issue, id, cmd)
	require.NoError(t, err)
	again, err := r.cases.Do(context.Background(), casefile.Issue, id, cmd)
	require.NoError(t, err)
	require.Equal(t, first.Seq, again.Seq)

	// Beyond the workflow's own memory MySQL answers.
	for n := range 40 {
		_, err := r.do(id, coordinator, issue.Note, issue.Form{Text: fmt.Sprint("记录", n)})
		require.NoError(t, err)
	}
	late, err := r.cases.Do(context.Background(), casefile.Issue, id, cmd)
	require.NoError(t, err)
	require.Equal(t, first.Seq, late.Seq)

	cmd.Text = "另一件事"
	_, err = r.cases.Do(context.Background(), casefile.Issue, id, command(coordinator, cmd.Meta.RequestID, issue.Note, cmd.Form))
	require.Error(t, err)
	r.level(id)
}

func TestTheSameRequestForAnotherOrderIsRefused(t *testing.T) {
	r := newRig(t).work()
	id := r.newIssue("无水")
	key := request()
	_, err := r.cases.Do(context.Background(), casefile.Issue, id, command(coordinator, key, issue.Note, issue.Form{Text: "甲"}))
	require.NoError(t, err)
	// Another act under the same key: the server must not answer it with the first.
	_, err = r.cases.Do(context.Background(), casefile.Issue, id, command(coordinator, key, issue.Note, issue.Form{Text: "乙"}))
	require.True(t, fault.Is(err, "request.reused"), "%v", err)
}

// Two officials act at the same instant, 300 times: exactly one wins each time,
// and the loser is told who did.
func TestTwoOfficialsAtOnceExactlyOneWins(t *testing.T) {
	r := newRig(t).work()
	const trials = 300
	ids := make([]string, trials)
	for n := range ids {
		ids[n] = r.newIssue(fmt.Sprint("争先", n))
	}
	type outcome struct{ first, second error }
	outcomes := make([]outcome, trials)
	var all sync.WaitGroup
	atOnce := make(chan struct{}, 4)
	for n, id := range ids {
		all.Add(1)
		atOnce <- struct{}{}
		go func() {
			defer func() { <-atOnce; all.Done() }()
			start := make(chan struct{})
			var pair sync.WaitGroup
			pair.Add(2)
			race := func(err *error, a org.Actor, act string, f issue.Form) {
				defer pair.Done()
				<-start
				_, *err = r.do(id, a, act, f)
			}
			go race(&outcomes[n].first, coordinator, issue.Accept, issue.Form{})
			go race(&outcomes[n].second, colleague, issue.ReturnInfo, issue.Form{Reason: "请补充"})
			close(start)
			pair.Wait()
		}()
	}
	all.Wait()

	doubles, firsts := 0, 0
	for n, o := range outcomes {
		// A return may follow an acceptance by the rules; what may never happen is
		// an acceptance of what was returned, or both claiming the same sequence.
		i := r.issue(ids[n])
		switch {
		case o.first == nil && o.second == nil:
			require.Equal(t, issue.ReturnedForInfo, i.State)
			require.Equal(t, 3, i.Seq)
			doubles++
		case o.first == nil:
			firsts++
			f := fault.Of(o.second)
			require.NotNil(t, f, "%v", o.second)
		default:
			f := fault.Of(o.first)
			require.NotNil(t, f, "%v", o.first)
			require.Equal(t, "issue.wrong_state", f.Code)
			require.Equal(t, colleague.Name, f.Args["winner"])
			require.Equal(t, 2, i.Seq)
		}
	}
	t.Logf("%d trials: %d by the first, %d in lawful order", trials, firsts, doubles)
	r.verify()
}

// With If-Match both saw the same page, so the second must lose, whoever it is.
func TestTwoOfficialsOnTheSamePageOneIsStale(t *testing.T) {
	r := newRig(t).work()
	const trials = 300
	won := 0
	for n := range trials {
		id := r.newIssue(fmt.Sprint("同页", n))
		errs := make([]error, 2)
		var pair sync.WaitGroup
		for k, a := range []org.Actor{coordinator, colleague} {
			pair.Add(1)
			go func() {
				defer pair.Done()
				cmd := command(a, request(), issue.Note, issue.Form{Text: "抢先"})
				cmd.Meta.Expect = 1
				_, errs[k] = r.cases.Do(context.Background(), casefile.Issue, id, cmd)
			}()
		}
		pair.Wait()
		require.True(t, (errs[0] == nil) != (errs[1] == nil), "exactly one wins: %v, %v", errs[0], errs[1])
		loser, winner := errs[0], colleague
		if errs[0] == nil {
			loser, winner = errs[1], coordinator
			won++
		}
		f := fault.Of(loser)
		require.NotNil(t, f, "%v", loser)
		require.Equal(t, "case.stale", f.Code)
		require.Equal(t, winner.Name, f.Args["winner"])
		require.Equal(t, 2, r.issue(id).Seq)
	}
	t.Logf("%d trials, 0 doubles; the first won %d", trials, won)
	r.verify()
}

// A long case goes on in a new run with its whole state and its request ids.
func TestContinueAsNewCarriesStateAndRequests(t *testing.T) {
	r := newRig(t).work()
	id := r.newIssue("长案")
	workflowID := contract.CaseID(casefile.Issue, id)
	first, err := r.client.DescribeWorkflowExecution(context.Background(), workflowID, "")
	require.NoError(t, err)
	var last issue.Command
	for n := range 1000 {
		last = command(coordinator, request(), issue.Note, issue.Form{Text: fmt.Sprint("记录", n)})
		_, err := r.cases.Do(context.Background(), casefile.Issue, id, last)
		require.NoError(t, err, "note %d", n)
	}
	now, err := r.client.DescribeWorkflowExecution(context.Background(), workflowID, "")
	require.NoError(t, err)
	require.NotEqual(t, first.WorkflowExecutionInfo.Execution.RunId, now.WorkflowExecutionInfo.Execution.RunId, "it continued as new")
	again, err := r.cases.Do(context.Background(), casefile.Issue, id, last)
	require.NoError(t, err)
	require.Equal(t, 1001, again.Seq, "the new run remembers the request")
	require.Equal(t, 1001, r.issue(id).Seq)
	r.level(id)
	r.replays("continue_as_new", casefile.Issue, id, first.WorkflowExecutionInfo.Execution.RunId)
}
