package store_test

import (
	"context"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/diaodu/diaodu/domain/between"
	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/issue"
	"github.com/diaodu/diaodu/domain/org"
	"github.com/diaodu/diaodu/domain/supervision"
	"github.com/diaodu/diaodu/domain/workcal"
	"github.com/diaodu/diaodu/store"
)

var (
	taskChair  = org.Actor{UserID: "u-chair", Name: "李区长", Roles: []org.Role{org.Chair}}
	buildersIn = between.Unit{ID: "o-build", Name: "区住建委", Type: org.Department}
)

// handedOut has an issue that nobody leads ordered on the spot as a task of the builders'.
func handedOut(c *county) {
	c.act("i-1", taskOwner, issue.Report, issue.Form{Report: &issue.ReportForm{
		Project: between.ProjectRef{ID: "p-key", Name: "项目p-key", EnterpriseID: "e-apnt", EnterpriseName: "艾珀耐特", TownCode: "500153001"},
		Class:   "water.supply", Heading: "难题i-1", Demand: "请协调解决", Unclassified: true,
	}})
	c.act("i-1", taskCoord, issue.Accept, issue.Form{Reason: "情况清楚，先行受理"})
	c.act("i-1", taskChair, issue.OrderOnSite, issue.Form{Task: &between.TaskBirth{Content: "接通供水", Standard: "通水", Lead: buildersIn, Due: workcal.MustDate("2022-05-20")}})
	c.issue("t-1", func(b *between.TaskBirth) { b.Lead, b.Co, b.Due = buildersIn, nil, workcal.MustDate("2022-05-20") })
}

// Who has an issue in hand is never nobody: what was handed out as tasks names the
// units that have those, is found by them, and waits for no coordinator.
func TestAnIssueHandedOutNamesWhoHasItsTasks(t *testing.T) {
	c := newCounty(t)
	c.at("2022-05-09", 10)
	handedOut(c)
	ctx := context.Background()
	ids := func(q store.IssueQuery) (ids []string) {
		rows, _, err := c.store.Issues(ctx, taskCoord, q)
		require.NoError(t, err)
		for _, r := range rows {
			require.Equal(t, "区住建委", r.LeadName)
			ids = append(ids, r.ID)
		}
		n, err := c.store.CountIssues(ctx, taskCoord, q)
		require.NoError(t, err)
		require.EqualValues(t, len(rows), n)
		return ids
	}
	require.Equal(t, []string{"i-1"}, ids(store.IssueQuery{}))
	require.Equal(t, []string{"i-1"}, ids(store.IssueQuery{LeadID: "o-build"}))
	require.Empty(t, ids(store.IssueQuery{LeadID: "o-water"}))
	require.Empty(t, ids(store.IssueQuery{Mine: true}))

	rows, err := c.store.Ladder(ctx, store.LadderQuery{Lead: "o-build"})
	require.NoError(t, err)
	require.Len(t, rows, 2)
	require.Equal(t, "区住建委", rows[0].LeadName)

	by, err := c.store.TaskHolders(ctx, []string{"i-1", "i-none"})
	require.NoError(t, err)
	require.Equal(t, map[string][]store.Holder{"i-1": {{Lead: "区住建委", Mover: "区住建委", What: supervision.ActSign}}}, by)
	b, err := c.store.Board(ctx, taskCoord, workcal.MustDate("2022-08-01").At(10, 0))
	require.NoError(t, err)
	late := slices.IndexFunc(b.Red, func(al store.Alarm) bool { return al.ID == "i-1" })
	require.GreaterOrEqual(t, late, 0)
	require.Equal(t, "区住建委", b.Red[late].Who, "the cockpit names whoever has its tasks")

	c.do("t-1", taskBuild, supervision.ActObject, supervision.Form{Reason: "供水不归我委", Unit: &between.Unit{ID: "o-water", Name: "水务公司", Type: org.Utility}})
	by, err = c.store.TaskHolders(ctx, []string{"i-1"})
	require.NoError(t, err)
	require.Equal(t, []string{casefile.Coordination}, store.Movers(by["i-1"], "业主"), "the objection is the coordinators' to judge")
	require.Equal(t, []string{"区住建委"}, store.Leads(by["i-1"]))
}

// What somebody watches over is apart from what they must do, and says whose it is.
func TestWhatOthersMustDoIsSaidToBeTheirs(t *testing.T) {
	c := newCounty(t)
	c.at("2022-05-09", 10)
	handedOut(c)
	heaps := func(a org.Actor) map[string]store.TodoHeap {
		today := workcal.DateOf(c.now)
		list, err := c.store.MyTodos(context.Background(), a, today, workcal.Embedded().Slice(2021, 2024).AddWorkdays(today, 1).Date)
		require.NoError(t, err)
		by := map[string]store.TodoHeap{}
		for _, h := range list {
			by[h.Key] = h
		}
		return by
	}
	c.do("t-1", taskBuild, supervision.ActObject, supervision.Form{Reason: "供水不归我委", Unit: &between.Unit{ID: "o-water", Name: "水务公司", Type: org.Utility}})
	c.at("2022-05-13", 10)
	require.NotContains(t, heaps(taskBuild), "to_report", "nothing is owed while the objection is judged")
	require.NotContains(t, heaps(taskBuild), store.TodoOverdue)
	c.do("t-1", taskCoord, supervision.ActKeep, supervision.Form{Reason: "仍由住建委牵头"})
	c.do("t-1", taskBuild, supervision.ActSign, supervision.Form{})
	c.until("2022-05-23")

	dept := heaps(taskBuild)
	require.EqualValues(t, 1, dept[store.TodoOverdue].N, "one task, however many of its reports are late")
	require.False(t, dept[store.TodoOverdue].Watch)
	require.NotZero(t, dept["to_report"].N)

	over := heaps(taskCoord)[store.WatchOverdue]
	require.True(t, over.Watch)
	require.EqualValues(t, 1, over.N)
	for _, it := range over.Items {
		require.Equal(t, "区住建委", it.Who, it.ID)
		require.True(t, it.Late, it.ID)
	}
	require.NotContains(t, heaps(taskCoord), store.TodoOverdue, "the coordinator has nothing late")
}
