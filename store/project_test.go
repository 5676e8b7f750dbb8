package store_test

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/diaodu/diaodu/domain/enterprise"
	"github.com/diaodu/diaodu/domain/fault"
	"github.com/diaodu/diaodu/domain/org"
	"github.com/diaodu/diaodu/domain/project"
	"github.com/diaodu/diaodu/domain/workcal"
	"github.com/diaodu/diaodu/store"
	"github.com/diaodu/diaodu/store/storetest"
)

var (
	keeper   = org.Actor{UserID: "u-keeper", Name: "统筹员", Roles: []org.Role{org.Coordinator}}
	admin    = org.Actor{UserID: "u-admin", Name: "管理员", Roles: []org.Role{org.Admin}}
	startDay = time.Date(2022, 6, 6, 10, 0, 0, 0, workcal.CST)
)

func on(day string) store.By {
	return store.By{Actor: keeper, IP: "10.0.0.1", At: workcal.MustDate(day).At(10, 0)}
}

func as(a org.Actor, day string) store.By { b := on(day); b.Actor = a; return b }

func ptr[T any](v T) *T { return &v }

func date(s string) *workcal.Date { return ptr(workcal.MustDate(s)) }

// register is a store with towns, two units, two enterprises.
type register struct {
	*store.Store
	ctx      context.Context
	e1, e2   string
	lead     string
	park     string
	ownerOne org.Actor
	ownerTwo org.Actor
}

func newRegister(t *testing.T) register {
	t.Helper()
	r := register{Store: storetest.New(t), ctx: context.Background()}
	require.NoError(t, r.SetTowns(r.ctx, as(admin, "2022-01-01"), []org.TownName{{Code: "500153001", Name: "昌元街道"}, {Code: "500153003", Name: "广顺街道"}}))
	unit := func(name, short string, kind org.Type) string {
		u, err := r.CreateOrg(r.ctx, as(admin, "2022-01-01"), org.Unit{Name: name, ShortName: short, Type: kind, ValidFrom: workcal.MustDate("2020-01-01")})
		require.NoError(t, err)
		return u.ID
	}
	r.lead = unit("荣昌区住房和城乡建设委员会", "区住建委", org.Department)
	r.park = unit("荣昌高新技术产业开发区管委会", "荣昌高新区", org.Park)
	firm := func(name string) string {
		e, err := r.CreateEnterprise(r.ctx, on("2022-01-01"), enterprise.Enterprise{Name: name})
		require.NoError(t, err)
		return e.ID
	}
	r.e1, r.e2 = firm("重庆艾珀耐特高分子材料有限公司"), firm("重庆测试装备有限公司")
	r.ownerOne = org.Actor{UserID: "u-o1", Name: "游少卿", Roles: []org.Role{org.Owner}, EnterpriseID: r.e1, OwnerRole: org.Primary}
	r.ownerTwo = org.Actor{UserID: "u-o2", Name: "别家", Roles: []org.Role{org.Owner}, EnterpriseID: r.e2, OwnerRole: org.Primary}
	return r
}

func (r register) named(name string) project.New {
	return project.New{Patch: project.Patch{
		Name: &name, EnterpriseID: &r.e1, Sector: ptr(project.Materials), InvestTotalWan: ptr(int64(50_000)), TownCode: ptr("500153003"),
	}}
}

func (r register) create(t *testing.T, n project.New) project.View {
	t.Helper()
	v, err := r.CreateProject(r.ctx, on("2022-02-01"), n)
	require.NoError(t, err)
	return v
}

// TestS1RegisterProject is S1-01, S1-03, S1-20 and S1-21 in the register.
func TestS1RegisterProject(t *testing.T) {
	r := newRegister(t)
	n := r.named("钢结构防腐材料项目")
	n.Phase, n.Tags = project.Prep, &[]string{"新材料", "总部+生产基地"}
	n.Key = &project.Listing{Year: 2022, Level: project.DistrictKey, Basis: "荣昌府办〔2022〕1号", On: workcal.MustDate("2022-01-20")}
	n.Milestones = []project.NewMilestone{
		{Type: project.OfCompletion, MilestonePatch: project.MilestonePatch{
			Target: date("2022-12-31"), HardBy: date("2022-12-31"), HardReason: ptr("成都总公司产线春节空档搬迁, 年底前完工"),
		}},
		{Type: project.OfProduction, MilestonePatch: project.MilestonePatch{Target: date("2023-03-31")}},
	}
	v := r.create(t, n)
	require.Equal(t, project.Prep, v.Phase)
	require.Equal(t, project.Green, v.Light)
	require.Equal(t, project.DistrictKey, v.Level)
	require.Equal(t, 2022, v.KeyYear)
	require.Equal(t, "广顺街道", v.TownName)
	require.Equal(t, []string{"新材料", "总部+生产基地"}, v.Tags)

	v, err := r.MoveProject(r.ctx, on("2022-05-09"), v.ID, v.Version, project.Move{To: project.Levelled, On: workcal.MustDate("2022-05-09"), Evidence: "交地单"})
	require.NoError(t, err)
	e, err := r.PlanStartEvent(r.ctx, on("2022-06-01"), project.StartEvent{
		Name: "2022年第二季度项目开工活动", Quarter: "2022Q2", Date: workcal.MustDate("2022-06-06"), Basis: "开工活动方案",
	}, []string{v.ID}, 0)
	require.NoError(t, err)
	_, err = r.HoldStartEvent(r.ctx, on("2022-06-05"), e.ID, 0)
	require.True(t, fault.Is(err, "start_event.future"), "%v", err)
	_, err = r.HoldStartEvent(r.ctx, on("2022-06-06"), e.ID, 0)
	require.NoError(t, err)

	v, err = r.Project(r.ctx, keeper, v.ID, workcal.MustDate("2022-06-06"))
	require.NoError(t, err)
	require.Equal(t, project.Started, v.Phase)
	require.Equal(t, &project.Lead{CalendarDays: 28, WorkingDays: 19, UnderMonth: true}, v.Lead)

	_, err = r.MoveProject(r.ctx, on("2022-06-06"), v.ID, 0, project.Move{To: project.InProduction, On: workcal.MustDate("2022-06-06"), Evidence: "重庆日报"})
	require.True(t, fault.Is(err, "phase.needs_completed"), "%v", err)
	v, err = r.AddClaim(r.ctx, on("2022-06-13"), v.ID, 0, project.Claim{Field: "phase", Statement: "当天正式投产", Source: "重庆日报2022-06-13第003版", Contradicts: true})
	require.NoError(t, err)
	require.Equal(t, project.Started, v.Phase, "a claim never changes the record")
	require.Len(t, v.Claims, 1)

	b, err := r.ProjectBrief(r.ctx, v.ID)
	require.NoError(t, err)
	require.Equal(t, "重庆艾珀耐特高分子材料有限公司", b.EnterpriseName)
	require.Equal(t, "2022-06-06", b.StartedOn.String())
	require.Equal(t, "2022-12-31", b.CompleteBy.String())
	require.True(t, b.Key(2022))

	lines, err := r.ProjectHistory(r.ctx, keeper, v.ID)
	require.NoError(t, err)
	require.Equal(t, "开工", lines[0].New)
	audit, err := r.VerifyAudit(r.ctx)
	require.NoError(t, err)
	require.Empty(t, audit.Broken)
}

func TestEveryIdIsInScope(t *testing.T) {
	r := newRegister(t)
	mine := r.create(t, r.named("一号项目"))
	theirs := r.named("二号项目")
	theirs.EnterpriseID = &r.e2
	other := r.create(t, theirs)
	today := workcal.MustDate("2022-06-06")

	_, err := r.Project(r.ctx, r.ownerOne, mine.ID, today)
	require.NoError(t, err)
	for name, try := range map[string]func() error{
		"read":    func() error { _, err := r.Project(r.ctx, r.ownerOne, other.ID, today); return err },
		"history": func() error { _, err := r.ProjectHistory(r.ctx, r.ownerOne, other.ID); return err },
		"update": func() error {
			_, err := r.UpdateProject(r.ctx, as(r.ownerOne, "2022-06-06"), other.ID, 1, project.Patch{})
			return err
		},
		"milestone": func() error {
			_, err := r.ReviseMilestone(r.ctx, as(r.ownerOne, "2022-06-06"), other.ID, 0, project.OfStart, project.MilestonePatch{})
			return err
		},
		"nobody reads": func() error { _, err := r.Project(r.ctx, org.Actor{UserID: "x"}, mine.ID, today); return err },
	} {
		require.True(t, fault.Is(try(), "project.not_found"), name)
	}
	_, err = r.UpdateProject(r.ctx, as(r.ownerOne, "2022-06-06"), mine.ID, 1, project.Patch{Name: ptr("改名")})
	require.True(t, fault.Is(err, "project.keeper_only"), "what one sees but may not change is refused, not hidden: %v", err)

	page, err := r.Projects(r.ctx, r.ownerOne, project.Query{})
	require.NoError(t, err)
	require.Len(t, page.Items, 1)
	require.Equal(t, mine.ID, page.Items[0].ID)
	_, err = r.Enterprise(r.ctx, r.ownerOne, r.e2)
	require.True(t, fault.Is(err, "enterprise.not_found"), "%v", err)

	utility := org.Actor{UserID: "u-w", Roles: []org.Role{org.UtilityAgent}, OrgID: r.lead}
	page, err = r.Projects(r.ctx, utility, project.Query{})
	require.NoError(t, err)
	require.Empty(t, page.Items)
	_, err = r.AssignRole(r.ctx, on("2022-06-06"), mine.ID, 0, project.Role{Kind: project.LeadOrg, SubjectID: r.lead, From: today})
	require.NoError(t, err)
	page, err = r.Projects(r.ctx, utility, project.Query{})
	require.NoError(t, err)
	require.Len(t, page.Items, 1, "a unit sees the projects it has a part in")

	v, err := r.Project(r.ctx, r.ownerOne, mine.ID, today)
	require.NoError(t, err)
	require.Empty(t, v.Warnings, "doubts are for the coordinators")
	require.False(t, v.MayKeep)
}

func TestOfTwoChangesToOneVersionOneWins(t *testing.T) {
	r := newRegister(t)
	v := r.create(t, r.named("争改项目"))
	for round := range 10 {
		var wg sync.WaitGroup
		errs := make([]error, 2)
		for i := range errs {
			wg.Add(1)
			go func() {
				defer wg.Done()
				_, errs[i] = r.UpdateProject(r.ctx, on("2022-06-06"), v.ID, round+1, project.Patch{Address: ptr(fmt.Sprintf("%d-%d", round, i))})
			}()
		}
		wg.Wait()
		won := 0
		for _, err := range errs {
			if err == nil {
				won++
				continue
			}
			f := fault.Of(err)
			require.NotNil(t, f, "%v", err)
			require.Equal(t, "stale", f.Code)
			require.Equal(t, round+1, f.Args["yours"])
			require.Equal(t, round+2, f.Args["current"])
		}
		require.Equal(t, 1, won)
	}
}

func TestCodesComeLateAndAreUnique(t *testing.T) {
	r := newRegister(t)
	a, b := r.create(t, r.named("谋划项目")), r.create(t, r.named("谋划项目（另报）"))
	require.Empty(t, a.Code)
	a, err := r.UpdateProject(r.ctx, on("2022-03-01"), a.ID, a.Version, project.Patch{Code: ptr("2203-500153-04-01-000001")})
	require.NoError(t, err)
	_, err = r.UpdateProject(r.ctx, on("2022-03-01"), b.ID, b.Version, project.Patch{Code: ptr("2203－500153-04-01-000001")})
	require.True(t, fault.Is(err, "project.code_taken"), "%v", err)

	part := r.named("谋划项目一期")
	part.ParentID = &b.ID
	r.create(t, part)
	_, err = r.ReviseMilestone(r.ctx, on("2022-03-02"), b.ID, 0, project.OfStart, project.MilestonePatch{Target: date("2022-06-30")})
	require.NoError(t, err)
	kept, err := r.MergeProject(r.ctx, on("2022-03-03"), b.ID, a.ID, 0, "重复登记")
	require.NoError(t, err)
	require.Equal(t, a.ID, kept.ID)
	require.Len(t, kept.Parts, 1, "parts go over to the survivor")

	found, err := r.Project(r.ctx, keeper, b.ID, workcal.MustDate("2022-03-03"))
	require.NoError(t, err)
	require.Equal(t, a.ID, found.ID, "the old id finds the survivor")
	ids, err := r.ProjectIDs(r.ctx, a.ID)
	require.NoError(t, err)
	require.Equal(t, []string{a.ID, b.ID}, ids)
	lines, err := r.ProjectHistory(r.ctx, keeper, a.ID)
	require.NoError(t, err)
	require.Contains(t, fmt.Sprint(lines), "2022-06-30", "history is not lost")
	_, err = r.MergeProject(r.ctx, on("2022-03-03"), a.ID, a.ID, 0, "x")
	require.True(t, fault.Is(err, "project.merge_self"), "%v", err)
}

func TestMilestoneHistoryIsAppended(t *testing.T) {
	r := newRegister(t)
	v := r.create(t, r.named("节点项目"))
	for _, p := range []project.MilestonePatch{
		{Target: date("2022-10-31")}, {Target: date("2022-11-30"), Reason: "用地未交", Basis: "纪要〔2022〕3号"}, {Alt: date("2022-12-31"), Reason: "降雨"},
	} {
		var err error
		v, err = r.ReviseMilestone(r.ctx, on("2022-06-06"), v.ID, v.Version, project.OfCompletion, p)
		require.NoError(t, err)
	}
	require.Equal(t, "2022-10-31", v.Milestones[0].Baseline.String())
	require.Equal(t, 61, v.Milestones[0].Slip.CalendarDays)
	lines, err := r.ProjectHistory(r.ctx, keeper, v.ID)
	require.NoError(t, err)
	require.Equal(t, "alt_date", lines[0].Field)
	require.Equal(t, project.HistoryLine{
		At: lines[1].At, By: "统筹员", What: "completed", Text: "竣工", Field: "target_date", Old: "2022-10-31", New: "2022-11-30",
		Reason: "用地未交", Basis: "纪要〔2022〕3号",
	}, lines[1])

	lead := org.Actor{UserID: "u-d", Roles: []org.Role{org.DeptLead}, OrgID: r.lead}
	patch := project.MilestonePatch{Target: date("2022-08-01")}
	_, err = r.ReviseMilestone(r.ctx, as(lead, "2022-06-06"), v.ID, 0, project.OfStructure, patch)
	require.True(t, fault.Is(err, "project.keeper_only"), "%v", err)
	_, err = r.AssignRole(r.ctx, on("2022-06-06"), v.ID, 0, project.Role{Kind: project.LeadOrg, SubjectID: r.lead, From: workcal.MustDate("2022-06-06")})
	require.NoError(t, err)
	_, err = r.ReviseMilestone(r.ctx, as(lead, "2022-06-06"), v.ID, 0, project.OfStructure, patch)
	require.NoError(t, err, "the lead unit reports its project")

	due, err := r.DueMilestones(r.ctx, keeper, workcal.MustDate("2022-07-15"), workcal.MustDate("2022-08-14"))
	require.NoError(t, err)
	require.Len(t, due, 1)
	require.Equal(t, 17, due[0].DaysLeft)
}

func TestStartEventIsAllOrNothing(t *testing.T) {
	r := newRegister(t)
	ready := r.named("备好的项目")
	ready.Phase = project.Prep
	a := r.create(t, ready)
	b := r.create(t, r.named("谋划中的项目"))
	e, err := r.PlanStartEvent(r.ctx, on("2022-06-01"), project.StartEvent{Name: "活动", Quarter: "2022Q2", Date: workcal.MustDate("2022-06-06")}, []string{a.ID, b.ID}, 0)
	require.NoError(t, err)
	require.Equal(t, "2个项目, 总投资10亿元", e.Totals.Sentence)
	_, err = r.HoldStartEvent(r.ctx, on("2022-06-06"), e.ID, 0)
	require.True(t, fault.Is(err, "start_event.not_ready"), "%v", err)
	require.Equal(t, []string{"谋划中的项目"}, fault.Of(err).Args["names"])
	v, err := r.Project(r.ctx, keeper, a.ID, workcal.MustDate("2022-06-06"))
	require.NoError(t, err)
	require.Equal(t, project.Prep, v.Phase, "nobody starts when not all can")

	_, err = r.PlanStartEvent(r.ctx, on("2022-06-01"), project.StartEvent{Name: "另一活动", Quarter: "2022Q2", Date: workcal.MustDate("2022-06-06")}, []string{a.ID}, 0)
	require.True(t, fault.Is(err, "start_event.elsewhere"), "%v", err)
	ev := project.StartEvent{ID: e.ID, Name: "活动", Quarter: "2022Q2", Date: workcal.MustDate("2022-06-06")}
	e, err = r.PlanStartEvent(r.ctx, on("2022-06-02"), ev, []string{a.ID}, e.Version)
	require.NoError(t, err)
	_, err = r.PlanStartEvent(r.ctx, on("2022-06-02"), ev, []string{a.ID}, e.Version-1)
	require.True(t, fault.Is(err, "stale"), "%v", err)
	e, err = r.HoldStartEvent(r.ctx, on("2022-06-06"), e.ID, e.Version)
	require.NoError(t, err)
	require.True(t, e.Held)
	_, err = r.PlanStartEvent(r.ctx, on("2022-06-07"), ev, nil, 0)
	require.True(t, fault.Is(err, "start_event.held"), "%v", err)

	seen, err := r.StartEvent(r.ctx, r.ownerTwo, e.ID)
	require.NoError(t, err)
	require.Equal(t, 1, seen.Totals.Count)
	require.Empty(t, seen.Members, "another enterprise's projects are not shown")
}
