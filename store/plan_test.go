package store_test

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/diaodu/diaodu/domain/between"
	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/org"
	"github.com/diaodu/diaodu/domain/plan"
	"github.com/diaodu/diaodu/domain/process"
	"github.com/diaodu/diaodu/domain/project"
	"github.com/diaodu/diaodu/domain/workcal"
	"github.com/diaodu/diaodu/store"
)

var (
	planCoord   = org.Actor{UserID: "u-coord", Name: "王统筹", Roles: []org.Role{org.Coordinator}}
	planHousing = org.Actor{UserID: "u-build", Name: "朱建", Roles: []org.Role{org.Handler}, OrgID: "housing", OrgName: "区住建委"}
	planReform  = org.Actor{UserID: "u-fgw", Name: "孙发改", Roles: []org.Role{org.Handler}, OrgID: "reform", OrgName: "区发改委"}
	planPolice  = org.Actor{UserID: "u-ga", Name: "无关部门", Roles: []org.Role{org.Handler}, OrgID: "police"}
)

// planBench is plans of one register whose orders are judged by the domain and
// written by the recorder.
type planBench struct {
	register
	t     *testing.T
	plans map[string]*plan.Plan
	now   time.Time
	n     int
}

func newPlanBench(t *testing.T) *planBench {
	return &planBench{register: newRegister(t), t: t, plans: map[string]*plan.Plan{}, now: workcal.MustDate("2022-05-10").At(10, 0)}
}

func (b *planBench) order(id string, a org.Actor, o casefile.Order, f plan.Form) {
	b.t.Helper()
	p := b.plans[id]
	if p == nil {
		p = &plan.Plan{Head: casefile.Head{ID: id, Kind: casefile.Plan, Cal: workcal.Embedded().Slice(2021, 2025)}}
		b.plans[id] = p
	}
	b.n++
	o.Meta = casefile.Meta{RequestID: fmt.Sprintf("q%d", b.n), Actor: a}
	ev, err := p.Decide(plan.Command{Order: o, Form: f}, b.now)
	require.NoError(b.t, err, "%s %s", id, o.Act)
	rec, err := b.Record(b.ctx, ev)
	require.NoError(b.t, err, "%s %s", id, o.Act)
	ev.Number = rec.Number
	require.NoError(b.t, p.Apply(ev))
}

func (b *planBench) do(id string, a org.Actor, act string, f plan.Form) {
	b.t.Helper()
	b.order(id, a, casefile.Order{Act: act}, f)
}

// until lets the plan's alarms ring up to ten in the morning of a day.
func (b *planBench) until(id, day string) {
	b.t.Helper()
	end := workcal.MustDate(day).At(10, 0)
	for {
		next := b.plans[id].Wake()
		if next.At.IsZero() || next.At.After(end) {
			break
		}
		b.now = next.At
		b.order(id, org.Clock, casefile.Order{Act: casefile.ActRing, Key: next.Key}, plan.Form{})
	}
	b.now = end
}

// draw makes the plan of a technical upgrade, whose matters are few.
func (b *planBench) draw(id, projectID, enterprise string) {
	b.t.Helper()
	unit := func(id string) between.Unit { return between.Unit{ID: id, Name: "区" + id, Type: org.Department} }
	spec := func(code, authority, milestone string, phase process.Phase) plan.Spec {
		return plan.Spec{Process: code, Name: "事项" + code, Phase: phase, Authority: unit(authority), Statutory: 10, Promised: 5, Milestone: milestone}
	}
	b.do(id, planCoord, plan.ActDraw, plan.Form{Draw: &plan.Drawing{
		Project: between.ProjectRef{ID: projectID, Name: "钢结构防腐材料项目" + id, EnterpriseID: enterprise, EnterpriseName: "艾珀耐特"},
		Type:    "tech_upgrade", Window: unit("approval"), Leads: []between.Unit{unit("planning"), unit("housing")},
		Specs: []plan.Spec{
			spec("investment-filing", "reform", "approval", process.LandUse), spec("construction-permit", "housing", "permit", process.Permit),
			spec("joint-acceptance", "housing", "completed", process.Completion), spec("completion-filing", "housing", "completed", process.Completion),
		},
	}})
}

func (b *planBench) submit(id string, a org.Actor, matters ...string) {
	b.t.Helper()
	sub := &plan.Submission{Applicant: between.Applicant{Name: "游少卿"}}
	for _, m := range matters {
		sub.Matters = append(sub.Matters, plan.Application{Matter: m, Definition: process.Definition{Code: m, Version: 1, Hash: "h"}})
	}
	b.do(id, a, plan.ActSubmit, plan.Form{Submit: sub})
}

func (b *planBench) moved(id, matter string, seq int, w between.MatterMoved) {
	b.t.Helper()
	for _, m := range b.plans[id].Matters {
		if m.ID == matter {
			w.ApprovalID = m.Approval
		}
	}
	w.MatterID, w.Seq, w.On, w.At = matter, seq, workcal.DateOf(b.now), b.now
	b.do(id, org.Clock, plan.ActMoved, plan.Form{Moved: &w})
}

func (b *planBench) list(a org.Actor, q store.PlanQuery) []store.PlanRow {
	b.t.Helper()
	q.Today = workcal.DateOf(b.now)
	rows, _, err := b.Plans(b.ctx, a, q)
	require.NoError(b.t, err)
	return rows
}

func (b *planBench) matters(a org.Actor, q store.PlanMatterQuery) []store.PlanMatterLine {
	b.t.Helper()
	q.Today = workcal.DateOf(b.now)
	rows, _, err := b.PlanMatters(b.ctx, a, q)
	require.NoError(b.t, err)
	return rows
}

func TestPlanRowsFollowThePlan(t *testing.T) {
	b := newPlanBench(t)
	b.draw("p-1", "pr-1", b.e1)
	row := b.list(planCoord, store.PlanQuery{})[0]
	require.Equal(t, "PL-2022-0001", row.No)
	require.Equal(t, []int{4, 0, 0, 0}, []int{row.Matters, row.Approved, row.Running, row.Failed})
	require.Equal(t, "land_use", row.Phase)
	require.True(t, row.BallOwner)
	b.submit("p-1", b.ownerOne, "investment-filing")
	b.moved("p-1", "investment-filing", 1, between.MatterMoved{
		State: between.ApprovalDeciding, Status: "running", No: "A-1", Stage: "审查", AcceptedOn: workcal.MustDate("2022-05-10"),
		LawDue: workcal.MustDate("2022-05-24"), PromiseDue: workcal.MustDate("2022-05-17"), Law: "green", Promise: "green",
		Ball: &casefile.Ball{OrgID: "reform", OrgName: "区发改委"},
	})
	row = b.list(planCoord, store.PlanQuery{})[0]
	require.Equal(t, 1, row.Running)
	require.Equal(t, "reform", row.BallOrg)
	m := b.matters(planReform, store.PlanMatterQuery{Authority: "reform"})[0]
	require.Equal(t, "deciding", m.Standing)
	require.Equal(t, "审查", m.Stage)
	require.Equal(t, "2022-05-17", m.PromiseDue.String())
	require.Equal(t, "waiting", b.matters(planCoord, store.PlanMatterQuery{Process: "construction-permit"})[0].Standing)

	b.until("p-1", "2022-05-26")
	require.Equal(t, "red", b.matters(planCoord, store.PlanMatterQuery{Light: "red"})[0].Light)
	require.Len(t, b.list(planCoord, store.PlanQuery{Slipped: true}), 1)
	require.Len(t, b.list(planCoord, store.PlanQuery{Issues: true}), 1, "the stage is beyond its law")
	b.moved("p-1", "investment-filing", 2, between.MatterMoved{State: between.ApprovalRejected, Status: "rejected", Reason: "不符合产业政策"})
	require.Len(t, b.list(planCoord, store.PlanQuery{Failed: true}), 1)
	b.submit("p-1", b.ownerOne, "investment-filing")
	b.moved("p-1", "investment-filing", 1, between.MatterMoved{State: between.ApprovalApproved, Status: "approved", ResultNo: "备案1号"})
	require.Equal(t, "ready", b.matters(planCoord, store.PlanMatterQuery{Process: "construction-permit"})[0].Standing)
	todos, err := b.MyTodos(b.ctx, b.ownerOne, workcal.DateOf(b.now), workcal.DateOf(b.now).AddDays(1))
	require.NoError(t, err)
	require.Equal(t, "to_submit", todos[0].Key)
	require.Equal(t, "事项construction-permit", todos[0].Items[0].Title)
	require.Equal(t, casefile.Plan, todos[0].Items[0].Kind)
}

// The lights of lists are the lights of plans, on every day.
func TestPlanListsAgreeWithPlansOnLights(t *testing.T) {
	b := newPlanBench(t)
	b.draw("p-1", "pr-1", b.e1)
	b.submit("p-1", b.ownerOne, "investment-filing")
	b.moved("p-1", "investment-filing", 1, between.MatterMoved{
		State: between.ApprovalDeciding, LawDue: workcal.MustDate("2022-05-24"), PromiseDue: workcal.MustDate("2022-05-17"),
	})
	seen := map[string]bool{}
	agree := func() {
		t.Helper()
		for _, line := range b.matters(planCoord, store.PlanMatterQuery{}) {
			for _, m := range b.plans["p-1"].Matters {
				if m.ID == line.ID {
					require.Equal(t, b.plans["p-1"].Light(m, workcal.DateOf(b.now)), line.Light, "%s on %s", m.ID, workcal.DateOf(b.now))
					seen[line.Light] = true
				}
			}
		}
	}
	for day := workcal.MustDate("2022-05-10"); day.Before(workcal.MustDate("2022-05-28")); day = day.AddDays(1) {
		b.until("p-1", day.String())
		agree()
	}
	b.moved("p-1", "investment-filing", 2, between.MatterMoved{State: between.ApprovalSuspended})
	agree()
	b.moved("p-1", "investment-filing", 3, between.MatterMoved{State: between.ApprovalApproved})
	agree()
	require.Equal(t, map[string]bool{"green": true, "yellow": true, "red": true, "paused": true, "done": true}, seen)
}

// Lists show what one may see, and SeenBy says the same of each plan.
func TestPlanListsKeepToWhatOneMaySee(t *testing.T) {
	b := newPlanBench(t)
	b.draw("p-1", "pr-1", b.e1)
	b.draw("p-2", "pr-2", b.e2)
	b.do("p-2", planCoord, plan.ActDrop, plan.Form{Matter: "investment-filing", Reason: "已在市级备案", Basis: "市发改委备案证"})
	for _, who := range []struct {
		actor org.Actor
		sees  []string
	}{
		{planCoord, []string{"p-2", "p-1"}}, {b.ownerOne, []string{"p-1"}}, {b.ownerTwo, []string{"p-2"}}, {planHousing, []string{"p-2", "p-1"}},
		{planReform, []string{"p-1"}}, {planPolice, []string{}}, {org.Actor{UserID: "x", Roles: []org.Role{org.Leader}}, []string{"p-2", "p-1"}},
		{org.Actor{UserID: "x", Roles: []org.Role{org.Admin}}, []string{}}, {org.Actor{UserID: "x", Roles: []org.Role{org.Auditor}}, []string{"p-2", "p-1"}},
	} {
		ids := []string{}
		for _, r := range b.list(who.actor, store.PlanQuery{}) {
			ids = append(ids, r.ID)
		}
		require.ElementsMatch(t, who.sees, ids, who.actor.Name)
		seen := map[string]bool{}
		for _, m := range b.matters(who.actor, store.PlanMatterQuery{Limit: 100}) {
			seen[m.PlanID] = true
		}
		require.Len(t, seen, len(who.sees), who.actor.Name)
		for id, p := range b.plans {
			require.Equal(t, seen[id], p.SeenBy(who.actor), "%s and %s", who.actor.Name, id)
		}
	}
	require.Empty(t, b.matters(planCoord, store.PlanMatterQuery{Plan: "p-2", Process: "investment-filing"}), "what is dropped is not listed")
}

func TestPlanListsPageByKeyset(t *testing.T) {
	b := newPlanBench(t)
	for i := range 5 {
		b.now = b.now.Add(time.Minute)
		b.draw(fmt.Sprintf("p-%d", i), "pr", b.e1)
	}
	var ids []string
	for cursor := ""; ; {
		rows, next, err := b.Plans(b.ctx, planCoord, store.PlanQuery{Limit: 2, Cursor: cursor})
		require.NoError(t, err)
		for _, r := range rows {
			ids = append(ids, r.ID)
		}
		if cursor = next; next == "" {
			break
		}
	}
	require.Equal(t, []string{"p-4", "p-3", "p-2", "p-1", "p-0"}, ids)
	matters := map[string]bool{}
	for cursor := ""; ; {
		rows, next, err := b.PlanMatters(b.ctx, planCoord, store.PlanMatterQuery{Limit: 3, Cursor: cursor})
		require.NoError(t, err)
		for _, r := range rows {
			require.False(t, matters[r.PlanID+r.ID], "twice")
			matters[r.PlanID+r.ID] = true
		}
		if cursor = next; next == "" {
			break
		}
	}
	require.Len(t, matters, 20)
	_, _, err := b.PlanMatters(b.ctx, planCoord, store.PlanMatterQuery{Cursor: "nonsense"})
	require.ErrorContains(t, err, "request.cursor")
}

func TestRebuiltPlanIsTheSame(t *testing.T) {
	b := newPlanBench(t)
	b.draw("p-1", "pr-1", b.e1)
	b.submit("p-1", b.ownerOne, "investment-filing")
	b.until("p-1", "2022-06-20")
	before, beforeMatters := b.list(planCoord, store.PlanQuery{}), b.matters(planCoord, store.PlanMatterQuery{})
	done, err := b.Rebuild(b.ctx)
	require.NoError(t, err)
	require.Equal(t, 1, done.Cases)
	require.Equal(t, before, b.list(planCoord, store.PlanQuery{}))
	require.Equal(t, beforeMatters, b.matters(planCoord, store.PlanMatterQuery{}))
	n, err := b.Counts(b.ctx, "plan.running_by_org")
	require.NoError(t, err)
	require.EqualValues(t, 1, n["reform"])
}

// An approval moves the project's milestone once, and never over a person's date.
// A milestone is taken back with its approval and reached anew with the next; a
// date that a person recorded stays.
func TestRegisterTakesAMilestoneBack(t *testing.T) {
	b := newPlanBench(t)
	v := b.create(t, b.named("钢结构防腐材料项目"))
	permit := between.MilestoneReached{ProjectID: v.ID, PlanID: "p-1", Milestone: "permit", On: workcal.MustDate("2022-06-01"), Evidence: "建筑工程施工许可证"}
	tell := func(key string, m between.MilestoneReached) {
		t.Helper()
		require.NoError(t, b.ReachMilestone(b.ctx, key, m, workcal.MustDate("2022-06-10").At(10, 0)))
	}
	stone := func() project.Milestone {
		now, err := b.Project(b.ctx, planCoord, v.ID, workcal.MustDate("2022-06-10"))
		require.NoError(t, err)
		i := slices.IndexFunc(now.Milestones, func(m project.MilestoneView) bool { return m.Type == project.OfPermit })
		return now.Milestones[i].Milestone
	}
	undone, later := permit, permit
	undone.Undone, undone.Why = true, "以欺骗手段取得"
	later.On = workcal.MustDate("2022-06-08")
	tell("p-1:9:1", permit)
	tell("p-1:10:1", undone)
	require.True(t, stone().Actual.IsZero())
	require.Equal(t, "审批办结后被撤销：以欺骗手段取得", stone().Reason)
	tell("p-1:11:1", later)
	require.Equal(t, "2022-06-08", stone().Actual.String())
	tell("p-1:10:1", undone) // told again
	tell("p-1:12:1", undone) // of a date that is no more
	require.Equal(t, "2022-06-08", stone().Actual.String())

	own := workcal.MustDate("2022-06-07")
	_, err := b.ReviseMilestone(b.ctx, store.By{Actor: planCoord, At: b.now.AddDate(0, 1, 0)}, v.ID, 0, project.OfPermit,
		project.MilestonePatch{Actual: &own, Reason: "核对许可证", Basis: "建筑工程施工许可证"})
	require.NoError(t, err)
	undone.On = own
	tell("p-1:13:1", undone)
	require.Equal(t, own, stone().Actual)
}

func TestRegisterIsToldOfAMilestoneOnce(t *testing.T) {
	b := newPlanBench(t)
	v := b.create(t, b.named("钢结构防腐材料项目"))
	reached := func(key string, m between.MilestoneReached) error {
		m.ProjectID, m.PlanID = v.ID, "p-1"
		return b.ReachMilestone(context.Background(), key, m, workcal.MustDate("2022-06-10").At(10, 0))
	}
	permit := between.MilestoneReached{Milestone: "permit", On: workcal.MustDate("2022-06-01"), Evidence: "建筑工程施工许可证 500153001"}
	require.NoError(t, reached("p-1:9:1", permit))
	stone := func(kind project.MilestoneType) project.Milestone {
		now, err := b.Project(b.ctx, planCoord, v.ID, workcal.MustDate("2022-06-10"))
		require.NoError(t, err)
		for _, m := range now.Milestones {
			if m.Type == kind {
				return m.Milestone
			}
		}
		return project.Milestone{}
	}
	require.Equal(t, "2022-06-01", stone(project.OfPermit).Actual.String())
	later := permit
	later.On = workcal.MustDate("2022-06-08")
	require.NoError(t, reached("p-1:9:1", later), "told again")
	require.NoError(t, reached("p-2:3:1", later), "another plan, but the date is known")
	require.Equal(t, "2022-06-01", stone(project.OfPermit).Actual.String())
	lines, err := b.ProjectHistory(b.ctx, planCoord, v.ID)
	require.NoError(t, err)
	told := 0
	for _, l := range lines {
		if l.What == string(project.OfPermit) {
			told++
			require.Equal(t, "系统", l.By)
			require.Equal(t, "建筑工程施工许可证 500153001", l.Basis)
		}
	}
	require.Equal(t, 1, told)

	before := permit
	before.Milestone = "in_production"
	require.ErrorContains(t, reached("p-1:12:1", before), "phase.needs_completed", "the register may refuse, as it may a person")
	before.Milestone = "palace"
	require.ErrorContains(t, reached("p-1:13:1", before), "milestone.type_unknown")
	permit.ProjectID = ""
	require.ErrorContains(t, b.ReachMilestone(b.ctx, "k", permit, b.now), "project.not_found")
}
