package seed

import (
	"context"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/diaodu/diaodu/domain/approval"
	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/issue"
	"github.com/diaodu/diaodu/domain/project"
	"github.com/diaodu/diaodu/domain/workcal"
	"github.com/diaodu/diaodu/store"
)

// seenApprovals wants applications in every interesting state, and something to
// do on every desk that takes part.
func seenApprovals(t *testing.T, d *district) {
	ctx, s := context.Background(), d.store
	ask := func(login string, q store.ApprovalQuery) []store.ApprovalLine {
		t.Helper()
		a, err := d.actor(ctx, "demo-"+login)
		require.NoError(t, err)
		q.At, q.Today, q.Limit = d.now, workcal.DateOf(d.now), 100
		lines, _, err := s.Approvals(ctx, a, q)
		require.NoError(t, err)
		return lines
	}
	for _, login := range []string{"zhujian", "zhujian-fz", "chengguan", "chuangkou", "gongdian", "shuiwu", "fenguan", "yezhu"} {
		require.NotEmpty(t, ask(login, store.ApprovalQuery{Box: store.BoxTodo}), "%s has nothing to do", login)
	}
	owed := ask("yezhu", store.ApprovalQuery{Box: store.BoxTodo})
	require.True(t, slices.ContainsFunc(owed, func(l store.ApprovalLine) bool { return l.What == approval.ActSupply }), "a 补正 to answer: %+v", owed)
	require.NotEmpty(t, ask("chengguan", store.ApprovalQuery{Box: store.BoxCC, Unread: true}), "an unread copy")
	require.NotEmpty(t, ask("tongchou", store.ApprovalQuery{Held: true}), "a seat that nobody holds")
	for _, status := range []approval.Status{approval.Running, approval.Waiting, approval.Suspended, approval.Approved, approval.Rejected} {
		require.NotEmpty(t, ask("tongchou", store.ApprovalQuery{Status: []string{string(status)}}), "none is %s", status)
	}
	for _, state := range []string{"filed", "deciding", "supplement"} {
		require.NotEmpty(t, ask("tongchou", store.ApprovalQuery{State: []string{state}, Live: true}), "none is %s", state)
	}
	for _, light := range []string{"green", "yellow", "red", "paused"} {
		require.NotEmpty(t, ask("tongchou", store.ApprovalQuery{Light: light, Live: true}), "no light is %s", light)
	}
	seatsOf(t, s, ask("tongchou", store.ApprovalQuery{}))
}

// seatsOf looks for what lists do not show.
func seatsOf(t *testing.T, s *store.Store, lines []store.ApprovalLine) {
	seen := map[string]bool{}
	for _, l := range lines {
		a, err := s.Approval(context.Background(), l.ID)
		require.NoError(t, err)
		signed, open := 0, 0
		for _, seat := range a.Seats {
			seen["加签"] = seen["加签"] || seat.Parent != "" && seat.State == approval.Open
			seen["退回"] = seen["退回"] || seat.State == approval.SentBack && a.Status.Live()
			switch {
			case !a.Status.Live():
			case seat.State == approval.Open:
				open++
			case seat.State == approval.Yes:
				signed++
			}
		}
		seen["并联会签"] = seen["并联会签"] || signed > 1 && open > 1
		for _, m := range a.Materials {
			seen["容缺"] = seen["容缺"] || m.State == approval.Deferred && !m.Due.IsZero()
		}
		seen["踏勘"] = seen["踏勘"] || slices.ContainsFunc(a.Runs, func(r approval.Run) bool { return len(r.Visits) > 0 })
	}
	for _, what := range []string{"加签", "退回", "并联会签", "容缺", "踏勘"} {
		require.True(t, seen[what], what)
	}
}

// seenPlans wants the plans with what they moved: milestones of projects, and an
// issue over an application beyond its limit that went to its unit.
func seenPlans(t *testing.T, d *district) {
	ctx, s := context.Background(), d.store
	reached := map[project.MilestoneType]bool{}
	late := 0
	for _, story := range planStories {
		p, err := s.Plan(ctx, casefile.DerivedID(casefile.Plan, d.projects[story.project], 0))
		require.NoError(t, err)
		require.Empty(t, p.Warnings, "%s: what it told was refused", story.project)
		require.Len(t, p.Stages, 4)
		v, err := s.Project(ctx, keeper, d.projects[story.project], workcal.DateOf(d.now))
		require.NoError(t, err)
		for _, r := range p.Reached {
			kind := project.MilestoneType(r.Milestone)
			reached[kind] = true
			require.True(t, slices.ContainsFunc(v.Milestones, func(m project.MilestoneView) bool { return m.Type == kind && m.Actual == r.On }), r.Milestone)
		}
		for _, i := range p.Issues {
			late++
			var raised issue.Issue
			require.NoError(t, s.Load(ctx, casefile.Issue, i.ID, &raised))
			require.Equal(t, issue.Dispatched, raised.State)
		}
	}
	require.Equal(t, map[project.MilestoneType]bool{project.OfApproval: true, project.OfLand: true, project.OfPermit: true}, reached)
	require.Equal(t, 1, late)
}

// What is read from the rows is what the events say, and nothing of the plans
// lies in the time to come.
func eventsOfPlansArePast(t *testing.T, d *district, now time.Time) {
	ctx := context.Background()
	for _, story := range planStories {
		events, err := d.store.History(ctx, casefile.DerivedID(casefile.Plan, d.projects[story.project], 0), 0)
		require.NoError(t, err)
		require.NotEmpty(t, events)
		require.False(t, events[len(events)-1].At.After(now), story.project)
	}
}
