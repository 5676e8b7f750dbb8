package store_test

import (
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/diaodu/diaodu/domain/enterprise"
	"github.com/diaodu/diaodu/domain/fault"
	"github.com/diaodu/diaodu/domain/org"
	"github.com/diaodu/diaodu/domain/project"
	"github.com/diaodu/diaodu/domain/workcal"
	"github.com/diaodu/diaodu/store"
)

func TestListsPageSearchAndFilter(t *testing.T) {
	r := newRegister(t)
	for i := range 25 {
		n := r.named(fmt.Sprintf("批次%02d", i))
		n.InvestTotalWan = ptr(int64(1000 * (i % 5)))
		r.create(t, n)
	}
	for _, order := range []project.Order{"", project.MostInvest, project.MostDoubts, project.ByPhaseName} {
		met := map[string]bool{}
		q := project.Query{Order: order, Limit: 7}
		for pages := 0; ; pages++ {
			page, err := r.Projects(r.ctx, keeper, q)
			require.NoError(t, err)
			for i, l := range page.Items {
				require.False(t, met[l.ID], "%s shows %s twice", order, l.Name)
				met[l.ID] = true
				if i > 0 && order == project.MostInvest {
					require.GreaterOrEqual(t, page.Items[i-1].InvestTotalWan, l.InvestTotalWan)
				}
			}
			if q.Cursor = page.Next; page.Next == "" {
				require.Equal(t, 3, pages)
				break
			}
		}
		require.Len(t, met, 25, "order %q", order)
	}
	n := r.named("100%纯棉_面料")
	n.EnterpriseID, n.Sector = &r.e2, ptr(project.Food)
	r.create(t, n)
	for text, want := range map[string]int{"%": 1, "_": 1, "pc0": 10, "cmml": 1, "测试装备": 1, "艾珀": 25, "无此": 0, "PC07": 1} {
		page, err := r.Projects(r.ctx, keeper, project.Query{Text: text, Limit: 100})
		require.NoError(t, err)
		require.Len(t, page.Items, want, "search %q", text)
	}
	page, err := r.Projects(r.ctx, keeper, project.Query{Sector: project.Food, TownCode: "500153003"})
	require.NoError(t, err)
	require.Len(t, page.Items, 1)
	require.Equal(t, "重庆测试装备有限公司", page.Items[0].EnterpriseName)
	for _, cursor := range []string{"x", "e30", "🙂"} {
		_, err = r.Projects(r.ctx, keeper, project.Query{Cursor: cursor})
		require.True(t, fault.Is(err, "request.cursor"), "%q: %v", cursor, err)
	}
	_, err = r.Projects(r.ctx, keeper, project.Query{Order: "name; DROP TABLE projects"})
	require.True(t, fault.Is(err, "request.order"), "%v", err)
}

// The counters say what a scan of the register would say, after every kind of write.
func TestCountersEqualAScan(t *testing.T) {
	r := newRegister(t)
	whole := r.named("总部")
	whole.InvestIncludesParts = ptr(true)
	hq := r.create(t, whole)
	part := r.named("基地")
	part.ParentID, part.InvestTotalWan = &hq.ID, ptr(int64(30_000))
	base := r.create(t, part)
	lone := r.create(t, r.named("独立"))

	money := func() int64 {
		counts, err := r.ProjectCounts(r.ctx)
		require.NoError(t, err)
		return counts["project.invest_wan"]["all"]
	}
	require.EqualValues(t, 100_000, money(), "the base is inside the headquarters")
	v, err := r.Project(r.ctx, keeper, hq.ID, workcal.MustDate("2022-06-06"))
	require.NoError(t, err)
	require.EqualValues(t, 50_000, v.RollupWan)
	hq, err = r.UpdateProject(r.ctx, on("2022-03-01"), hq.ID, hq.Version, project.Patch{InvestIncludesParts: ptr(false)})
	require.NoError(t, err)
	require.EqualValues(t, 130_000, money())
	require.EqualValues(t, 80_000, hq.RollupWan)
	_, err = r.UpdateProject(r.ctx, on("2022-03-01"), hq.ID, hq.Version, project.Patch{ParentID: &base.ID})
	require.True(t, fault.Is(err, "project.parent_loop"), "%v", err)

	_, err = r.PublishNotice(r.ctx, on("2022-03-01"), 2022, []project.ListEntry{
		{Year: 2022, ProjectID: lone.ID, Act: project.Enters, Level: project.DistrictKey, Basis: "通知", On: workcal.MustDate("2022-03-01")},
	})
	require.NoError(t, err)
	_, err = r.MoveProject(r.ctx, on("2022-03-02"), lone.ID, 0, project.Move{To: project.Prep, On: workcal.MustDate("2022-03-02")})
	require.NoError(t, err)
	_, err = r.MoveProject(r.ctx, on("2022-03-03"), base.ID, 0, project.Move{To: project.Terminated, On: workcal.MustDate("2022-03-03"), Evidence: "函", Reason: "企业放弃"})
	require.NoError(t, err)
	require.EqualValues(t, 100_000, money(), "an ended project adds no money")
	_, err = r.RefreshLights(r.ctx, workcal.MustDate("2023-03-01").At(8, 30))
	require.NoError(t, err)

	counts, err := r.ProjectCounts(r.ctx)
	require.NoError(t, err)
	require.Equal(t, map[string]int64{"planned": 1, "prep": 1, "terminated": 1}, counts["project.phase"])
	require.Equal(t, map[string]int64{"2022/prep": 1}, counts["project.key_phase"])
	page, err := r.DoubtfulProjects(r.ctx, keeper, project.Query{}, workcal.MustDate("2023-03-01"))
	require.NoError(t, err)
	require.EqualValues(t, len(page.Items), counts["project.doubts"]["all"])
	require.NotEmpty(t, page.Items)
	require.Equal(t, lone.ID, page.Items[0].ID, "the key project lacks its four parts")
	require.Len(t, page.Items[0].Warnings, page.Items[0].Doubts)
	page, err = r.DoubtfulProjects(r.ctx, r.ownerOne, project.Query{}, workcal.MustDate("2023-03-01"))
	require.NoError(t, err)
	require.Empty(t, page.Items)
}

func TestLightsFollowTheDays(t *testing.T) {
	r := newRegister(t)
	n := r.named("未开工")
	n.Phase = project.Prep
	n.Milestones = []project.NewMilestone{{Type: project.OfStart, MilestonePatch: project.MilestonePatch{Target: date("2022-03-10")}}}
	v := r.create(t, n)
	for day, want := range map[string]project.Colour{"2022-03-31": project.Green, "2022-04-01": project.Yellow, "2022-06-11": project.Red} {
		_, err := r.RefreshLights(r.ctx, workcal.MustDate(day).At(8, 30))
		require.NoError(t, err)
		page, err := r.Projects(r.ctx, keeper, project.Query{Light: want})
		require.NoError(t, err)
		require.Len(t, page.Items, 1, day)
		counts, err := r.ProjectCounts(r.ctx)
		require.NoError(t, err)
		require.Equal(t, map[string]int64{string(want): 1}, counts["project.light"])
	}
	again, err := r.Project(r.ctx, keeper, v.ID, workcal.MustDate("2022-06-11"))
	require.NoError(t, err)
	require.Equal(t, v.Version, again.Version, "a light is nobody's change")
	require.Contains(t, again.LightWhy[0].Rule, "3个月")
}

func TestYearlyListKeepsItsVersions(t *testing.T) {
	r := newRegister(t)
	a, b := r.create(t, r.named("甲")), r.create(t, r.named("乙"))
	line := func(id string, act project.ListAct, level project.Level) project.ListEntry {
		return project.ListEntry{Year: 2022, ProjectID: id, Act: act, Level: level, Basis: "荣发改〔2022〕8号", On: workcal.MustDate("2022-02-10")}
	}
	version, err := r.PublishNotice(r.ctx, on("2022-02-10"), 2022, []project.ListEntry{line(a.ID, project.Enters, project.CityKey), line(b.ID, project.Enters, project.DistrictKey)})
	require.NoError(t, err)
	require.Equal(t, 1, version)
	version, err = r.PublishNotice(r.ctx, on("2022-07-10"), 2022, []project.ListEntry{line(a.ID, project.Leaves, "")})
	require.NoError(t, err)
	require.Equal(t, 2, version)
	_, err = r.PublishNotice(r.ctx, on("2022-07-11"), 2022, []project.ListEntry{line(a.ID, project.Leaves, "")})
	require.True(t, fault.Is(err, "key_list.not_listed"), "%v", err)
	_, err = r.PublishNotice(r.ctx, on("2022-07-11"), 2022, nil)
	require.True(t, fault.Is(err, "project.missing"), "%v", err)

	for version, want := range map[int]int{1: 2, 2: 1, 0: 1} {
		list, err := r.KeyList(r.ctx, 2022, version)
		require.NoError(t, err)
		require.Len(t, list, want, "version %d", version)
	}
	v, err := r.Project(r.ctx, keeper, a.ID, workcal.MustDate("2022-07-11"))
	require.NoError(t, err)
	require.Equal(t, project.NotKey, v.Level)
	brief, err := r.ProjectBrief(r.ctx, b.ID)
	require.NoError(t, err)
	require.True(t, brief.Key(2022))
	require.False(t, brief.Key(2023))
}

func TestEnterprisesAndUnits(t *testing.T) {
	r := newRegister(t)
	_, err := r.CreateEnterprise(r.ctx, on("2022-01-02"), enterprise.Enterprise{Name: "重庆测试装备有限公司"})
	require.True(t, fault.Is(err, "enterprise.exists"), "%v", err)
	code := "91350100M000100Y43"
	e, err := r.UpdateEnterprise(r.ctx, on("2022-01-02"), r.e1, 1, enterprise.Patch{CreditCode: ptr(" 91350100m000100y43 ")})
	require.NoError(t, err)
	require.Equal(t, code, e.CreditCode)
	_, err = r.UpdateEnterprise(r.ctx, on("2022-01-02"), r.e2, 1, enterprise.Patch{CreditCode: &code})
	require.True(t, fault.Is(err, "enterprise.exists"), "%v", err)
	_, err = r.UpdateEnterprise(r.ctx, on("2022-01-02"), r.e1, 1, enterprise.Patch{Phone: ptr("1")})
	require.True(t, fault.Is(err, "stale"), "%v", err)
	_, err = r.UpdateEnterprise(r.ctx, as(r.ownerOne, "2022-01-02"), r.e1, 2, enterprise.Patch{Phone: ptr("023-1")})
	require.NoError(t, err, "owners correct their own record")
	_, err = r.UpdateEnterprise(r.ctx, as(r.ownerOne, "2022-01-02"), r.e1, 3, enterprise.Patch{Name: ptr("别名")})
	require.True(t, fault.Is(err, "enterprise.identity"), "%v", err)
	_, err = r.UpdateEnterprise(r.ctx, as(r.ownerOne, "2022-01-02"), r.e2, 1, enterprise.Patch{})
	require.True(t, fault.Is(err, "enterprise.not_found"), "%v", err)
	page, err := r.Enterprises(r.ctx, keeper, "cqcs", "", 0)
	require.NoError(t, err)
	require.Len(t, page.Items, 1)

	_, err = r.CreateOrg(r.ctx, on("2022-01-02"), org.Unit{Name: "新单位", Type: org.Department, ValidFrom: workcal.MustDate("2022-01-01")})
	require.True(t, fault.Is(err, "org.admin_only"), "%v", err)
	_, err = r.UpdateOrg(r.ctx, as(admin, "2022-12-01"), r.lead, 1, func(u *org.Unit) { u.ValidTo = workcal.MustDate("2022-12-31") })
	require.NoError(t, err)
	for day, want := range map[string]int{"2022-12-31": 2, "2023-01-01": 1, "2019-12-31": 0} {
		units, err := r.Orgs(r.ctx, storeOn(day))
		require.NoError(t, err)
		require.Len(t, units, want, day)
	}
	_, err = r.CreateOrg(r.ctx, as(admin, "2022-01-02"), org.Unit{Name: "荣昌区住房和城乡建设委员会", Type: org.Department, ValidFrom: workcal.MustDate("2022-01-01")})
	require.True(t, fault.Is(err, "org.exists"), "%v", err)
}

func TestDraftsAreOnesOwnAndExpire(t *testing.T) {
	r := newRegister(t)
	body := json.RawMessage(`{"title":"用水"}`)
	_, err := r.SaveDraft(r.ctx, "u-1", "issue", "p1", store.AnyDraft, body, startDay)
	require.NoError(t, err)
	_, err = r.SaveDraft(r.ctx, "u-1", "issue", "p1", store.AnyDraft, json.RawMessage(`{"title":"用水难"}`), startDay.Add(time.Hour))
	require.NoError(t, err)
	d, err := r.Draft(r.ctx, "u-1", "issue", "p1", startDay.Add(time.Hour))
	require.NoError(t, err)
	require.JSONEq(t, `{"title":"用水难"}`, string(d.Body))
	_, err = r.Draft(r.ctx, "u-2", "issue", "p1", startDay)
	require.True(t, fault.Is(err, "draft.not_found"), "%v", err)
	_, err = r.Draft(r.ctx, "u-1", "issue", "p1", d.ExpiresAt.Add(time.Second))
	require.True(t, fault.Is(err, "draft.not_found"), "%v", err)
	require.NoError(t, r.DropDraft(r.ctx, "u-1", "issue", "p1", store.AnyDraft))
	require.NoError(t, r.DropDraft(r.ctx, "u-1", "issue", "p1", store.AnyDraft))
	all, err := r.Drafts(r.ctx, "u-1", "", startDay)
	require.NoError(t, err)
	require.Empty(t, all)
}

func TestSameNameSameOwnerIsRefusedOnce(t *testing.T) {
	r := newRegister(t)
	r.create(t, r.named("同名"))
	_, err := r.CreateProject(r.ctx, on("2022-02-01"), r.named("同名"))
	require.True(t, fault.Is(err, "project.exists"), "%v", err)
}

// Two devices that began on the same draft: who saves second is told, and what the
// first one typed is still there.
func TestADraftSavedOnAnotherDeviceIsNotOverwritten(t *testing.T) {
	r := newRegister(t)
	save := func(expect int, title string) (store.Draft, error) {
		return r.SaveDraft(r.ctx, "u-1", "issue", "p1", expect, json.RawMessage(`{"title":"`+title+`"}`), startDay)
	}
	begun, err := save(0, "用水")
	require.NoError(t, err)
	_, err = save(0, "用电")
	require.True(t, fault.Is(err, "draft.stale"), "begun on both: %v", err)
	phone, err := save(begun.Version(), "用水难")
	require.NoError(t, err)
	require.Greater(t, phone.Version(), begun.Version(), "also within the same moment")
	_, err = save(begun.Version(), "用水贵")
	require.True(t, fault.Is(err, "draft.stale"), "%v", err)
	require.True(t, fault.Is(r.DropDraft(r.ctx, "u-1", "issue", "p1", begun.Version()), "draft.stale"), "what was never seen is not thrown away")
	d, err := r.Draft(r.ctx, "u-1", "issue", "p1", startDay)
	require.NoError(t, err)
	require.JSONEq(t, `{"title":"用水难"}`, string(d.Body))
	require.Equal(t, phone.Version(), d.Version(), "as it comes back from the database")

	require.NoError(t, r.DropDraft(r.ctx, "u-1", "issue", "p1", d.Version()))
	require.NoError(t, r.DropDraft(r.ctx, "u-1", "issue", "p1", d.Version()), "gone already")
	_, err = save(d.Version(), "用水难")
	require.True(t, fault.Is(err, "draft.stale"), "sent on the other device: %v", err)
}

// The answer to a save may be lost, so a form does not know the version of what it
// saved itself; what it was typed into is sent now, and its draft goes.
func TestAFormDropsTheDraftItSavedWhateverItsVersion(t *testing.T) {
	r := newRegister(t)
	_, err := r.SaveDraft(r.ctx, "u-1", "issue", "p1", 0, json.RawMessage(`{"by":"phone","value":{"title":"用水"}}`), startDay)
	require.NoError(t, err)
	for _, other := range []string{"", "desk"} {
		require.True(t, fault.Is(r.DropDraft(r.ctx, "u-1", "issue", "p1", 0, other), "draft.stale"), "typed elsewhere, seen from %q", other)
	}
	require.NoError(t, r.DropDraft(r.ctx, "u-2", "issue", "p1", 0, "phone"), "somebody else's is not theirs to drop")
	all, err := r.Drafts(r.ctx, "u-1", "issue", startDay)
	require.NoError(t, err)
	require.Len(t, all, 1)
	require.NoError(t, r.DropDraft(r.ctx, "u-1", "issue", "p1", 0, "phone"))
	all, err = r.Drafts(r.ctx, "u-1", "issue", startDay)
	require.NoError(t, err)
	require.Empty(t, all)
}
