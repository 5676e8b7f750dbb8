package store_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/diaodu/diaodu/domain/between"
	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/fault"
	"github.com/diaodu/diaodu/domain/issue"
	"github.com/diaodu/diaodu/domain/org"
	"github.com/diaodu/diaodu/domain/taskforce"
	"github.com/diaodu/diaodu/domain/workcal"
	"github.com/diaodu/diaodu/store"
	"github.com/diaodu/diaodu/store/storetest"
)

func forceBirth() *between.TaskForceBirth {
	return &between.TaskForceBirth{
		Name: "艾珀耐特用水专班", LeadID: "u-lead", LeadName: "王专班", Liaison: "游少卿",
		Members: []between.TaskForceMember{
			{UserID: "u-lin", Name: "林园", Org: between.Unit{ID: "o-green", Name: "园林绿化"}},
			{UserID: "u-lin", Name: "林园", Org: between.Unit{ID: "o-green", Name: "园林绿化"}}, // named twice by mistake
			{UserID: "u-water", Name: "周供水", Org: between.Unit{ID: "o-water", Name: "水务公司"}},
			{UserID: "u-gao", Name: "高新", Org: between.Unit{ID: "o-park", Name: "高新区管委会"}},
		},
	}
}

// S1-12: the force is there when the event that decided it is.
func TestTaskForceIsSetUpWithTheEventThatDecidedIt(t *testing.T) {
	ctx := context.Background()
	b := newBench(t)
	b.issue("t-1", func(x *between.TaskBirth) { x.TaskForce = forceBirth() })
	lines, next, err := b.store.TaskForces(ctx, taskCoord, store.TaskForceQuery{Project: "p-1", Active: true})
	require.NoError(t, err)
	require.Empty(t, next)
	require.Len(t, lines, 1)
	require.Equal(t, 0, lines[0].LagDays, "第一时间")
	require.Equal(t, 3, lines[0].Orgs)

	v, err := b.store.TaskForce(ctx, taskWater, lines[0].ID)
	require.NoError(t, err, "a member reads it")
	require.Equal(t, "task/t-1:1", v.Origin)
	require.Len(t, v.Members, 4)
	_, err = b.store.TaskForce(ctx, taskOther, v.ID)
	require.True(t, fault.Is(err, "taskforce.not_found"))
	_, err = b.store.TaskForce(ctx, taskOwner, v.ID)
	require.True(t, fault.Is(err, "taskforce.not_found"))
	mine, _, err := b.store.TaskForces(ctx, taskOther, store.TaskForceQuery{})
	require.NoError(t, err)
	require.Empty(t, mine)
}

func TestTaskForceChangesAreVersionedAndAudited(t *testing.T) {
	ctx := context.Background()
	b := newBench(t)
	by := store.By{Actor: taskCoord, IP: "10.0.0.1", At: b.now}
	v, err := b.store.SetUpTaskForce(ctx, by, *forceBirthOnce(), "i-1", "p-1")
	require.NoError(t, err)
	_, err = b.store.SetUpTaskForce(ctx, store.By{Actor: taskOther, At: b.now}, *forceBirthOnce(), "", "")
	require.True(t, fault.Is(err, "taskforce.not_yours"))

	today := workcal.DateOf(b.now)
	log := func(f *taskforce.Force) error {
		_, err := f.Log(taskforce.Contact{Kind: "visit", People: "游少卿", Findings: "管线须穿越绿化带", Forward: today.AddDays(7)}, taskCoord, today)
		return err
	}
	v, err = b.store.ChangeTaskForce(ctx, by, v.ID, "log", v.Version, log)
	require.NoError(t, err)
	require.Equal(t, 2, v.Version)
	_, err = b.store.ChangeTaskForce(ctx, by, v.ID, "log", 1, log)
	require.True(t, fault.Is(err, "stale"))
	due, err := b.store.TaskForceForwards(ctx, "u-coord", today.AddDays(7))
	require.NoError(t, err)
	require.Len(t, due, 1)
	_, err = b.store.ChangeTaskForce(ctx, by, v.ID, "resolve", 0, func(f *taskforce.Force) error { _, err := f.Resolve(1); return err })
	require.NoError(t, err)
	due, err = b.store.TaskForceForwards(ctx, "u-coord", today.AddDays(7))
	require.NoError(t, err)
	require.Empty(t, due)

	loads, err := b.store.TaskForceLoads(ctx, today)
	require.NoError(t, err)
	require.Len(t, loads, 4)
	audit, err := b.store.VerifyAudit(ctx)
	require.NoError(t, err)
	require.Empty(t, audit.Broken)
	require.Equal(t, 3, audit.Entries)
}

func forceBirthOnce() *between.TaskForceBirth {
	b := forceBirth()
	b.Members = append(b.Members[:1:1], b.Members[2:]...)
	return b
}

// The issue's own resolution sets up the force too, once, in its event's transaction.
func TestTaskForceIsSetUpWithTheIssuesResolution(t *testing.T) {
	ctx, s := context.Background(), storetest.New(t)
	d := desk{s, workcal.MustDate("2026-12-20").At(9, 0)}
	require.NoError(t, s.AdoptShippedCalendar(ctx))
	d.working(t, "i-1")
	i := issueAt(t, s, "i-1")
	held := workcal.MustDate("2026-12-22")
	for n, step := range []struct {
		by  org.Actor
		act string
		f   issue.Form
	}{
		{taskCoord, issue.PreCoordinate, issue.Form{PreCoord: "已会商", Tendency: "同意"}},
		{taskCoord, issue.PutOnAgenda, issue.Form{Meeting: &issue.Ref{ID: "m1"}}},
		{org.Clock, issue.Resolve, issue.Form{Outcome: &between.Outcome{
			MeetingID: "m1", HeldOn: held, Kinds: []between.ResolutionKind{between.DecideTask}, TaskIDs: []string{"t1"}, TaskForce: forceBirth(),
		}}},
	} {
		cmd := issue.Command{Form: step.f, Order: casefile.Order{Meta: casefile.Meta{RequestID: fmt.Sprint("f", n), Actor: step.by}, Act: step.act}}
		require.NoError(t, d.act(ctx, i, cmd, held.At(15, n)), step.act)
	}
	lines, _, err := s.TaskForces(ctx, taskCoord, store.TaskForceQuery{Issue: "i-1"})
	require.NoError(t, err)
	require.Len(t, lines, 1)
	require.Equal(t, 0, lines[0].LagDays)
	require.Equal(t, "p1", lines[0].ProjectID)
	audit, err := s.VerifyAudit(ctx)
	require.NoError(t, err)
	require.Empty(t, audit.Broken)
}
