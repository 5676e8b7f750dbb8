package store_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/diaodu/diaodu/domain/between"
	"github.com/diaodu/diaodu/domain/org"
	"github.com/diaodu/diaodu/domain/supervision"
	"github.com/diaodu/diaodu/domain/workcal"
	"github.com/diaodu/diaodu/store"
)

// K-10: what is red today, who has it, why, and what comes next.
func TestBoardSaysWhoWhyAndWhatNext(t *testing.T) {
	c := newCounty(t)
	c.sql("INSERT INTO project_milestones (id, project_id, type, target_date, blocked_by) VALUES ('m1', 'p-key', 'completed', '2022-07-01', '[]'), ('m2', 'p-key', 'structure', '2022-05-30', '[]')")
	c.at("2022-05-09", 10)
	c.report("i-1", "p-key", "water.supply")
	c.deliver("i-1")
	c.report("i-2", "p-key", "power.temporary")
	c.at("2022-05-10", 15)
	c.issue("t-1", func(b *between.TaskBirth) { b.Due, b.Co = workcal.MustDate("2022-05-19"), nil })
	c.do("t-1", taskWater, supervision.ActSign, supervision.Form{})
	c.report2("t-1")
	c.until("2022-05-20")

	b, err := c.store.Board(context.Background(), taskCoord, c.now)
	require.NoError(t, err)
	require.EqualValues(t, 2, b.RedN, "a task and the issue nobody answered")
	require.Equal(t, "t-1", b.Red[0].ID)
	require.Equal(t, "水务公司", b.Red[0].Lead)
	require.NotEmpty(t, b.Red[0].Why)
	require.Equal(t, "下周接驳并申请验收", b.Red[0].Next)
	require.Negative(t, b.Red[0].Days)
	require.Equal(t, "i-2", b.Red[1].ID)
	require.Len(t, b.Confirm, 1)
	require.EqualValues(t, 1, b.ConfirmN)
	require.Len(t, b.In30, 1)
	require.Equal(t, "主体完工", b.In30[0].Text)
	require.Len(t, b.In60, 1)
	require.Equal(t, 42, b.In60[0].Days)

	b, err = c.store.Board(context.Background(), taskOwner, c.now)
	require.NoError(t, err)
	require.Equal(t, "t-1", b.Red[0].ID)
	require.Empty(t, b.Red[0].Next, "reports not published are not the owner's (R14)")
	require.Empty(t, b.Red[0].Numbers)
	require.Equal(t, map[string]int64{"dispatched": 1, "pending_confirm": 1}, b.Issues)

	b, err = c.store.Board(context.Background(), taskOther, c.now)
	require.NoError(t, err)
	require.Empty(t, b.Red, "another unit's cases are not listed")
	stranger := org.Actor{UserID: "u-s", Roles: []org.Role{org.Owner}, EnterpriseID: "e-2"}
	b, err = c.store.Board(context.Background(), stranger, c.now)
	require.NoError(t, err)
	require.Empty(t, b.Issues)
	require.Empty(t, b.In30)
}

func TestEverybodyFindsWhatTheyMustDo(t *testing.T) {
	c := newCounty(t)
	c.at("2022-05-09", 10)
	c.report("i-1", "p-key", "water.supply")
	c.report("i-2", "p-key", "water.supply")
	c.deliver("i-2")
	c.at("2022-05-10", 15)
	c.issue("t-1", func(b *between.TaskBirth) { b.Due, b.Co = workcal.MustDate("2022-05-19"), nil })

	heaps := func(a org.Actor) map[string]int64 {
		list, err := c.store.MyTodos(context.Background(), a, workcal.DateOf(c.now), workcal.DateOf(c.now).AddDays(1))
		require.NoError(t, err)
		counts := map[string]int64{}
		for _, h := range list {
			counts[h.Key] = h.N
			require.True(t, len(h.Items) > 0 || h.Key == store.TodoOverdue || h.Key == store.TodoDueSoon, "what is late is listed where it says what to do")
		}
		return counts
	}
	water := heaps(taskWater)
	require.EqualValues(t, 2, water["to_sign"], "an issue and a task")
	require.EqualValues(t, 1, heaps(taskOwner)["to_confirm"])
	require.Empty(t, heaps(taskOther))
	c.do("t-1", taskWater, supervision.ActSign, supervision.Form{})
	require.EqualValues(t, 1, heaps(taskWater)["to_sign"])
	require.NotZero(t, heaps(taskWater)["to_report"])
	c.until("2022-05-20")
	require.NotZero(t, heaps(taskWater)["overdue"])
	require.NotZero(t, heaps(taskCoord)[store.WatchOverdue])
}
