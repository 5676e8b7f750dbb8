package e2e

import (
	"context"
	"fmt"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/diaodu/diaodu/contract"
	"github.com/diaodu/diaodu/domain/approval"
	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/org"
)

// longest is how large an application's state may become, in bytes: Temporal
// warns of inputs above 256 KB.
const longest = 200 << 10

// longAct is one of three thousand.
type longAct struct {
	who  org.Actor
	act  string
	form approval.Form
}

// chapter is some acts that lead an application back to where it was: a round of
// every kind of act that changes nothing for good.
func chapter(n int) []longAct {
	person := func(a org.Actor) []approval.Person {
		return []approval.Person{{UserID: a.UserID, Name: a.Name, OrgID: a.OrgID, OrgName: a.OrgName}}
	}
	return []longAct{
		{receiver, approval.ActClaim, approval.Form{}},
		{receiver, approval.ActUnclaim, approval.Form{}},
		{receiver, approval.ActConsult, approval.Form{Opinion: fmt.Sprint("请教", n), People: person(bureau)}},
		{bureau, approval.ActReply, approval.Form{Opinion: fmt.Sprint("答复", n)}},
		{receiver, approval.ActCC, approval.Form{People: person(bureau)}},
		{receiver, approval.ActApprove, approval.Form{Opinion: fmt.Sprint("受理", n)}},
		{waterer, approval.ActDelegate, approval.Form{People: person(clerk)}},
		{clerk, approval.ActAnswer, approval.Form{Opinion: fmt.Sprint("协助", n)}},
		{waterer, approval.ActAddSign, approval.Form{Position: approval.BeforeMe, Advisory: true, People: person(greenman)}},
		{greenman, approval.ActApprove, approval.Form{Opinion: fmt.Sprint("可以", n)}},
		{applicant, approval.ActUrge, approval.Form{Opinion: "请尽快"}},
		{fireman, approval.ActApprove, approval.Form{Opinion: fmt.Sprint("消防同意", n)}},
		{fireman, approval.ActTakeBack, approval.Form{}},
		{waterer, approval.ActReturn, approval.Form{To: "accept", Opinion: fmt.Sprint("退回", n)}},
	}
}

// long is two departments side by side after an acceptance, with clocks.
const long = `
process: long
name: 长案
matter: {code: LONG, authority: o-build, kind: 许可}
limits: {statutory: 20, promised: 10}
steps:
  - {stage: accept, name: 受理, by: {role: dept_receiver}, within: 5}
  - parallel: both
    name: 并联
    branches:
      - {name: 消防, steps: [{stage: fire, name: 消防, by: {role: handler, org: o-fire}, within: 5}]}
      - {name: 供水, steps: [{stage: water, name: 供水, by: {role: handler, org: o-water}, within: 5}]}
  - {stage: sign, name: 签发, by: {role: dept_lead}, within: 3}
`

// An application of three thousand acts goes on over several runs with its
// request ids, open seats, timers and clocks, and does not grow without bound.
func TestThreeThousandActsGoOnAcrossRuns(t *testing.T) {
	o := newOffice(t)
	id := o.submit(parsed(t, long))
	workflowID := contract.CaseID(casefile.Approval, id)
	first, err := o.client.DescribeWorkflowExecution(context.Background(), workflowID, "")
	require.NoError(t, err)
	born := o.approval(id)

	done, early, runs, largest := o.write(t, id, 3000)
	a := o.approval(id)
	require.Equal(t, done, a.Seq)
	size := len(inJSON(t, a))
	t.Logf("%d acts over %d runs seen; the state is %d bytes, at most %d, of %d at birth", a.Seq, runs, size, largest, len(inJSON(t, born)))
	require.Greater(t, runs, 1, "it continued as new")
	require.Less(t, max(size, largest), longest)
	require.Less(t, size, largest+20<<10, "it has stopped growing")

	// Requests of long ago and of just now are answered, not repeated.
	again, err := o.cases.Do(context.Background(), casefile.Approval, id, early)
	require.NoError(t, err)
	require.Equal(t, 7, again.Seq)
	require.Equal(t, done, o.approval(id).Seq)

	// Seats, clocks and the timer are those of the present round.
	require.Equal(t, "accept", o.open(id))
	o.even(id)
	require.False(t, a.Wake().At.IsZero())
	require.True(t, o.timerRuns(id), "the deadline has its timer in the new run")
	o.yes(id, receiver)
	for _, who := range []org.Actor{fireman, waterer, bureau} {
		o.yes(id, who)
	}
	a = o.approval(id)
	require.Equal(t, approval.Approved, a.Status)
	require.Equal(t, born.BornAt, a.BornAt)
	o.even(id)
	o.verify()
	o.replays("approval_continue_as_new", casefile.Approval, id, first.WorkflowExecutionInfo.Execution.RunId)
}

// write orders so many acts, chapter by chapter. It tells how many it did, one of
// the first orders, how many runs it saw, and how large the state became.
func (o *office) write(t *testing.T, id string, acts int) (done int, early approval.Command, runs, largest int) {
	seen := map[string]bool{}
	done = 1
	for n := 0; done < acts; n++ {
		for _, a := range chapter(n) {
			if n > 0 && a.act == approval.ActCC {
				continue // nobody is told twice (E29)
			}
			cmd := ordering(a.who, request(), a.act, a.form)
			answer, err := o.cases.Do(context.Background(), casefile.Approval, id, cmd)
			require.NoError(t, err, "%s by %s in chapter %d", a.act, a.who.UserID, n)
			if n == 0 && a.act == approval.ActApprove && a.who.UserID == receiver.UserID {
				early = cmd
				require.Equal(t, 7, answer.Seq)
			}
			done++
		}
		done += o.talk(t, id, 16, n)
		if n%20 == 0 {
			largest = max(largest, len(inJSON(t, o.approval(id))))
			d, err := o.client.DescribeWorkflowExecution(context.Background(), contract.CaseID(casefile.Approval, id), "")
			require.NoError(t, err)
			seen[d.WorkflowExecutionInfo.Execution.RunId] = true
		}
	}
	return done, early, len(seen), largest
}

// talk adds notes, several people at once.
func (o *office) talk(t *testing.T, id string, n, chapter int) int {
	var all sync.WaitGroup
	errs := make([]error, n)
	people := []org.Actor{receiver, clerk, bureau, waterer}
	for i := range n {
		all.Go(func() {
			_, errs[i] = o.act(id, people[i%len(people)], approval.ActNote, approval.Form{Opinion: fmt.Sprintf("第%d次记录%d", chapter, i)})
		})
	}
	all.Wait()
	for _, err := range errs {
		require.NoError(t, err)
	}
	return n
}
