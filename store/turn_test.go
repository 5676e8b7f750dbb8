package store_test

import (
	"context"
	"os"
	"regexp"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/diaodu/diaodu/domain/between"
	"github.com/diaodu/diaodu/domain/org"
	"github.com/diaodu/diaodu/domain/supervision"
	"github.com/diaodu/diaodu/domain/workcal"
	"github.com/diaodu/diaodu/store"
)

// Whoever has an issue has days of their own for it (签收、确认), which their to-dos,
// the lists and the cockpit count, not the issue's.
func TestWhoeverHasAnIssueHasDaysOfTheirOwn(t *testing.T) {
	c := newCounty(t)
	ctx := context.Background()
	c.at("2022-05-09", 10)
	c.report("i-1", "p-key", "water.supply")
	c.report("i-2", "p-key", "water.supply")
	c.deliver("i-2")

	todo := func(a org.Actor, key string) store.TodoItem {
		heaps, err := c.store.MyTodos(ctx, a, workcal.DateOf(c.now), workcal.DateOf(c.now).AddDays(1))
		require.NoError(t, err)
		for _, h := range heaps {
			if h.Key == key {
				require.Len(t, h.Items, 1)
				return h.Items[0]
			}
		}
		require.Fail(t, "no such to-do", key)
		return store.TodoItem{}
	}
	sent, delivered := c.issues["i-1"], c.issues["i-2"]
	sign := todo(taskWater, "to_sign")
	require.Equal(t, sent.SignDue, sign.Due.Date)
	require.NotEqual(t, sent.Clock.Due(sent.Cal, workcal.DateOf(c.now)).Date, sign.Due.Date)
	confirm := todo(taskOwner, "to_confirm")
	require.Equal(t, delivered.ConfirmDue, confirm.Due.Date)
	b, err := c.store.Board(ctx, taskCoord, c.now)
	require.NoError(t, err)
	require.Len(t, b.Confirm, 1)
	require.Equal(t, delivered.ConfirmDue, b.Confirm[0].Due.Date)
	require.Equal(t, 5, b.Confirm[0].Days)

	c.at("2022-05-12", 9)
	require.True(t, todo(taskWater, "to_sign").Late, "not signed for in time, long before the issue is late")

	c.backfilled()
}

// backfilled tells that the migration gives issues recorded before it what
// recording gives them since.
func (c *county) backfilled() {
	ctx := context.Background()
	turns := func() map[string]string {
		rows, _, err := c.store.Issues(ctx, taskCoord, store.IssueQuery{Open: true})
		require.NoError(c.t, err)
		dues := map[string]string{}
		for _, r := range rows {
			dues[r.ID] = r.BallDue.String()
		}
		return dues
	}
	want := turns()
	require.Len(c.t, want, 2)
	c.sql("UPDATE issues SET ball_due = NULL")
	c.backfill("0230_issue_turn_due.sql")
	require.Equal(c.t, want, turns())
}

// backfill gives issues what a migration gives those that are there already.
func (c *county) backfill(migration string) {
	c.t.Helper()
	text, err := os.ReadFile("migrations/" + migration)
	require.NoError(c.t, err)
	c.sql(regexp.MustCompile(`(?s)UPDATE issues.*`).FindString(string(text)))
}

// A report that nobody has judged, and an owner who was asked and is silent, wait
// for the coordinators.
func TestCoordinatorsFindWhatTheyMustJudgeAndWhomToCall(t *testing.T) {
	c := newCounty(t)
	ctx := context.Background()
	c.at("2022-05-09", 10)
	c.report("i-1", "p-key", "water.supply")
	c.deliver("i-1")
	c.at("2022-05-10", 15)
	c.issue("t-1", func(b *between.TaskBirth) { b.Due, b.Co = workcal.MustDate("2022-06-30"), nil })
	c.issue("t-2", func(b *between.TaskBirth) { b.Due, b.Co = workcal.MustDate("2022-06-30"), nil })
	c.do("t-1", taskWater, supervision.ActSign, supervision.Form{})
	c.report2("t-1")

	waits := func(key string) (ids []string) {
		heaps, err := c.store.MyTodos(ctx, taskCoord, workcal.DateOf(c.now), workcal.DateOf(c.now).AddDays(1))
		require.NoError(t, err)
		for _, h := range heaps {
			for _, it := range h.Items {
				if h.Key == key {
					ids = append(ids, it.ID)
				}
			}
		}
		return ids
	}
	require.Equal(t, []string{"t-1"}, waits("to_review"))
	rows, _, err := c.store.Tasks(ctx, taskCoord, store.TaskQuery{Unreviewed: true, Today: workcal.DateOf(c.now)})
	require.NoError(t, err)
	require.Len(t, rows, 1)
	require.Empty(t, waits("to_call"))
	c.do("t-1", taskCoord, supervision.ActReview, supervision.Form{N: 1, Verdict: "accept"})
	require.Empty(t, waits("to_review"))

	c.at("2022-05-16", 9) // the last of the owner's five workdays
	require.Empty(t, waits("to_call"))
	c.at("2022-05-17", 9)
	require.Equal(t, []string{"i-1"}, waits("to_call"))
}
