package store_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/diaodu/diaodu/domain/between"
	"github.com/diaodu/diaodu/domain/issue"
	"github.com/diaodu/diaodu/domain/org"
	"github.com/diaodu/diaodu/domain/workcal"
	"github.com/diaodu/diaodu/store"
)

// A refusal that was proposed waits for somebody else than who proposed it (E-9),
// and until it is judged nobody is asked to take the issue in.
func TestARefusalWaitsForASecondPerson(t *testing.T) {
	c := newCounty(t)
	ctx := context.Background()
	c.at("2022-05-09", 10)
	c.act("i-1", taskOwner, issue.Report, issue.Form{Report: &issue.ReportForm{
		Project: between.ProjectRef{ID: "p-key", Name: "高分子材料项目", EnterpriseID: "e-apnt", EnterpriseName: "重庆艾珀耐特高分子材料有限公司", TownCode: "500153001"},
		Class:   "water.supply", Heading: "解除查封", Demand: "请协调解决", Unclassified: true,
	}})
	c.act("i-1", taskCoord, issue.AskReject, issue.Form{Basis: "条例第五条", Reason: "超出职权"})
	colleague, inspector := taskCoord, taskCoord
	colleague.UserID = "u-colleague"
	inspector.UserID, inspector.Roles = "u-inspector", []org.Role{org.Supervisor}

	waits := func(a org.Actor) (keys []string) {
		heaps, err := c.store.MyTodos(ctx, a, workcal.DateOf(c.now), workcal.DateOf(c.now).AddDays(1))
		require.NoError(t, err)
		for _, h := range heaps {
			if !h.Watch && h.Key != store.TodoDueSoon {
				keys = append(keys, h.Key)
			}
		}
		return keys
	}
	require.Empty(t, waits(taskCoord), "who proposed it waits")
	require.Equal(t, []string{"to_judge_refusal"}, waits(colleague))
	require.Equal(t, []string{"to_judge_refusal"}, waits(inspector))

	c.sql("UPDATE issues SET refusal_by = ''")
	require.Equal(t, []string{"to_accept"}, waits(colleague))
	c.backfill("0245_issue_refusal.sql")
	require.Equal(t, []string{"to_judge_refusal"}, waits(colleague), "proposed before the migration")

	c.act("i-1", colleague, issue.RefuseReject, issue.Form{Reason: "属于调度范围"})
	require.Equal(t, []string{"to_accept"}, waits(taskCoord))
	require.Empty(t, waits(inspector))
}
