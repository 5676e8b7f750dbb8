package e2e

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/diaodu/diaodu/domain/between"
	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/fault"
	"github.com/diaodu/diaodu/domain/issue"
	"github.com/diaodu/diaodu/domain/org"
	"github.com/diaodu/diaodu/domain/supervision"
	"github.com/diaodu/diaodu/domain/workcal"
)

var (
	districtHead = org.Actor{UserID: "u-chair", Name: "李区长", Roles: []org.Role{org.Chair}}
	waterman     = org.Actor{UserID: "u-water", Name: "周供水", Roles: []org.Role{org.UtilityAgent}, OrgID: "o-water", OrgName: "水务公司"}
	waterworks   = between.Unit{ID: "o-water", Name: "水务公司", Type: org.Utility}
)

func (r *rig) doTask(id string, a org.Actor, act string, f supervision.Form) error {
	_, err := r.cases.Do(context.Background(), casefile.Task, id, supervision.Command{
		Order: casefile.Order{Meta: casefile.Meta{RequestID: request(), Actor: a}, Act: act}, Form: f,
	})
	return err
}

func (r *rig) mustTask(id string, a org.Actor, act string, f supervision.Form) {
	r.t.Helper()
	require.NoError(r.t, r.doTask(id, a, act, f), act)
}

func (r *rig) task(id string) *supervision.Task {
	r.t.Helper()
	task, err := r.store.Task(context.Background(), id)
	require.NoError(r.t, err)
	return task
}

// levelTask asserts that MySQL and the workflow hold the same task.
func (r *rig) levelTask(id string) {
	r.t.Helper()
	var running supervision.Task
	require.NoError(r.t, r.cases.State(context.Background(), casefile.Task, id, &running))
	require.Equal(r.t, *r.task(id), running, "MySQL equals the workflow")
	r.verify()
}

func taskBirth(workdays int) between.TaskBirth {
	today := workcal.DateOf(time.Now())
	return between.TaskBirth{
		Content: "供水管道牵入施工范围", Standard: "80米供水管道牵入施工范围", Lead: waterworks,
		Due: workcal.Embedded().AddWorkdays(today, workdays).Date, Evidence: []between.Evidence{{Type: "photo", Name: "现场照片"}},
	}
}

// applied is a task, without an owner, whose closing is applied for.
func (r *rig) applied() string {
	r.t.Helper()
	id := r.bare()
	r.finish(id)
	return id
}

// bare is a task, without an owner, that was just issued.
func (r *rig) bare() string {
	r.t.Helper()
	b := taskBirth(15)
	b.DecidedBy = "李区长"
	id := casefile.DerivedID(casefile.Task, r.env.Namespace, requests.Add(1))
	year := time.Now().Year()
	_, err := r.cases.Begin(context.Background(), casefile.Head{ID: id, Kind: casefile.Task, Cal: workcal.Embedded().Slice(year-1, year+1)},
		supervision.Command{
			Order: casefile.Order{Meta: casefile.Meta{RequestID: request(), Actor: coordinator}, Act: supervision.ActIssue},
			Form:  supervision.Form{Birth: &b},
		})
	require.NoError(r.t, err)
	return id
}

// finish signs, reports and applies for closing.
func (r *rig) finish(id string) {
	r.t.Helper()
	r.mustTask(id, waterman, supervision.ActSign, supervision.Form{})
	r.mustTask(id, waterman, supervision.ActReport, supervision.Form{Node: supervision.NodeD1,
		Report: &supervision.ReportForm{Deployment: "成立三人小组，明确现场负责人"}})
	r.mustTask(id, waterman, supervision.ActApplyClose, supervision.Form{Result: "供水管道已牵入施工范围",
		Files: []casefile.Attachment{{FileID: "f1", Name: "现场.jpg", Type: "photo"}}})
}

// A leader's word on the spot makes a task; its end comes back to the issue.
func TestTaskOrderedAtAnIssueIsDoneAndComesBack(t *testing.T) {
	r := newRig(t).work()
	id := r.newIssue("生产区域未接入主供水管道")
	_, err := r.do(id, coordinator, issue.Accept, issue.Form{})
	require.NoError(t, err)
	b := taskBirth(15)
	_, err = r.do(id, districtHead, issue.OrderOnSite, issue.Form{Task: &b})
	require.NoError(t, err)
	taskID := r.issue(id).Tasks[0].ID
	require.Equal(t, supervision.Issued, r.task(taskID).Status, "issued before the order is answered")
	require.Regexp(t, `^督办〔\d{4}〕1号$`, r.task(taskID).No)
	r.oneClock(casefile.Issue, id)

	r.finish(taskID)
	require.True(t, fault.Is(r.doTask(taskID, waterman, supervision.ActVerify, supervision.Form{}), "task.not_yours"))
	r.mustTask(taskID, coordinator, supervision.ActVerify, supervision.Form{})
	r.mustTask(taskID, owner, supervision.ActConfirm, supervision.Form{})
	require.Equal(t, supervision.Closed, r.task(taskID).Status)
	require.Empty(t, r.task(taskID).Owed, "the issue has heard")
	require.Empty(t, r.task(taskID).Refusals)
	require.Equal(t, issue.PendingConfirm, r.issue(id).State)
	r.levelTask(taskID)
	r.level(id)
	_, err = r.do(id, owner, issue.Confirm, issue.Form{Rating: 5, Comment: "已通水"})
	require.NoError(t, err)
	require.Equal(t, issue.Closed, r.issue(id).State)
	r.replays("issue_closed", casefile.Issue, id, "")
}

// One official verifies while another returns the work, at the same instant:
// exactly one wins each time and the loser learns who did.
func TestTwoOfficialsOnOneTaskExactlyOneWins(t *testing.T) {
	r := newRig(t).work()
	for n := range 25 {
		id := r.applied()
		errs := [2]error{}
		start := make(chan struct{})
		var pair sync.WaitGroup
		race := func(n int, a org.Actor, act string) {
			defer pair.Done()
			<-start
			errs[n] = r.doTask(id, a, act, supervision.Form{Reason: "照片看不清管径"})
		}
		pair.Add(2)
		go race(0, coordinator, supervision.ActVerify)
		go race(1, colleague, supervision.ActReturnWork)
		close(start)
		pair.Wait()
		require.True(t, (errs[0] == nil) != (errs[1] == nil), "trial %d: %v, %v", n, errs[0], errs[1])
		lost, won := errs[0], colleague
		if lost == nil {
			lost, won = errs[1], coordinator
		}
		require.True(t, fault.Is(lost, "task.wrong_state"), "%v", lost)
		require.Equal(t, won.Name, fmt.Sprint(fault.Of(lost).Args["winner"]))
	}
	r.verify()
}

// What is due while no worker runs rings when one comes back, each once (G-15).
func TestDeadlinesPassedWhileNobodyWorkedRingOnceInOrder(t *testing.T) {
	r := newRig(t).work()
	// A meeting's word that arrives a month late: its dates have all passed.
	decided := time.Now().AddDate(0, 0, -40)
	b := taskBirth(1)
	b.DecidedBy, b.DecidedAt, b.Due = "李区长", decided, workcal.Embedded().AddWorkdays(workcal.DateOf(decided), 5).Date
	id := casefile.DerivedID(casefile.Task, r.env.Namespace, "late")
	year := time.Now().Year()
	_, err := r.cases.Begin(context.Background(), casefile.Head{ID: id, Kind: casefile.Task, Cal: workcal.Embedded().Slice(year-1, year+1)},
		supervision.Command{
			Order: casefile.Order{Meta: casefile.Meta{RequestID: request(), Actor: org.Clock}, Act: supervision.ActIssue},
			Form:  supervision.Form{Birth: &b},
		})
	require.NoError(t, err)
	quiet := func() bool {
		next := r.task(id).Wake().At
		return next.IsZero() || next.After(time.Now())
	}
	require.Eventually(t, quiet, 30*time.Second, 50*time.Millisecond)
	task := r.task(id)
	require.False(t, task.Overdue.Since.IsZero())
	events, err := r.store.History(context.Background(), id, 0)
	require.NoError(t, err)
	rang := map[string]int{}
	for _, ev := range events {
		c, err := supervision.ReadChange(ev)
		require.NoError(t, err)
		if c.Rang != "" {
			rang[c.Rang]++
		}
	}
	require.NotEmpty(t, rang)
	for key, n := range rang {
		require.Equal(t, 1, n, key)
	}
	require.Equal(t, len(rang), len(task.Fired))
	r.levelTask(id)
}
