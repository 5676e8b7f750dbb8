package e2e

import (
	"context"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/diaodu/diaodu/api"
	"github.com/diaodu/diaodu/api/apitest"
	"github.com/diaodu/diaodu/domain/approval"
	"github.com/diaodu/diaodu/domain/between"
	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/issue"
	"github.com/diaodu/diaodu/domain/org"
	"github.com/diaodu/diaodu/domain/plan"
	"github.com/diaodu/diaodu/domain/project"
	"github.com/diaodu/diaodu/domain/workcal"
	"github.com/diaodu/diaodu/processes"
	"github.com/diaodu/diaodu/store"
)

// planDoor is the API on a rig with the units, people and definitions that an
// approval plan needs.
type planDoor struct {
	*rig
	world   *apitest.World
	project string
	plan    string
}

func newPlanDoor(t *testing.T) *planDoor {
	r := newRig(t).work()
	library, err := processes.NewLibrary()
	require.NoError(t, err)
	d := &planDoor{rig: r}
	d.world = apitest.On(t, r.dsn, func(deps *api.Deps) {
		s, ok := deps.Users.(*store.Store)
		require.True(t, ok)
		deps.Cases, deps.Directory, deps.Histories, deps.States, deps.Issues, deps.Plans, deps.Meetings = r.cases, s, s, s, s, s, s
		deps.Definitions = library
	})
	w := d.world
	w.Enterprise("e1", "重庆艾珀耐特高分子材料有限公司")
	for _, unit := range []string{"approval", "planning", "housing", "reform", "ecology", "waterworks", "greening", "taxation", "emergency"} {
		w.Org(unit, "区"+unit)
	}
	w.Official("tongchou", "", org.Coordinator)
	w.Official("chuangkou", "approval", org.DeptReceiver)
	w.Official("fagai", "reform", org.Handler)
	w.Official("zhujian", "housing", org.DeptReceiver)
	w.Official("shenpi", "housing", org.Handler)
	w.Official("zhuren", "housing", org.DeptLead)
	w.Official("guizi", "planning", org.Handler)
	w.Owner("you", "e1", org.Primary)
	var p struct{ ID string }
	w.Login("tongchou").Post("/api/projects", map[string]any{
		"name": "钢结构防腐材料项目", "enterprise_id": "e1", "sector": "materials", "invest_total_wan": 50000, "phase": "prep",
	}).Want(http.StatusCreated).JSON(&p)
	d.project = p.ID
	var drawn struct{ ID string }
	w.Login("tongchou").Post("/api/plans", map[string]any{"project_id": d.project, "type": "tech_upgrade"}).Want(http.StatusCreated).JSON(&drawn)
	d.plan = drawn.ID
	return d
}

// as is a person as the door would make them after signing in.
func (d *planDoor) as(login string) org.Actor {
	d.t.Helper()
	u, err := d.store.User(context.Background(), d.world.UserID(login))
	require.NoError(d.t, err)
	return org.Actor{UserID: u.ID, Name: u.Name, Roles: u.Roles, OrgID: u.OrgID, OrgName: "区" + u.OrgID, EnterpriseID: u.EnterpriseID, OwnerRole: u.OwnerRole}
}

func (d *planDoor) state() *plan.Plan {
	d.t.Helper()
	p, err := d.store.Plan(context.Background(), d.plan)
	require.NoError(d.t, err)
	return p
}

func (d *planDoor) matter(id string) plan.Matter {
	d.t.Helper()
	for _, m := range d.state().Matters {
		if m.ID == id {
			return m
		}
	}
	require.Fail(d.t, "no matter", id)
	return plan.Matter{}
}

// seenMatter is a matter as the plan's page shows it.
type seenMatter struct {
	ID, At string
	Who    struct{ Who string }
}

func (d *planDoor) seen(id string) seenMatter {
	d.t.Helper()
	var page struct{ Matters []seenMatter }
	d.world.Login("you").Get("/api/plans/" + d.plan).Want(http.StatusOK).JSON(&page)
	for _, m := range page.Matters {
		if m.ID == id {
			return m
		}
	}
	require.Fail(d.t, "no matter", id)
	return seenMatter{}
}

// shown asserts that page and lists show where an application of the plan is now,
// which the plan itself was not told.
func (d *planDoor) shown(id string) {
	d.t.Helper()
	a, err := d.store.Approval(context.Background(), d.matter(id).Approval)
	require.NoError(d.t, err)
	now := a.Stands(workcal.DateOf(time.Now())).StepNames
	require.NotEmpty(d.t, now)
	require.NotEqual(d.t, now, d.matter(id).At, "a change of stage is no news to the plan")
	require.Equal(d.t, now, d.seen(id).At)
	var matters struct{ Items []store.PlanMatterRow }
	d.world.Login("you").Get("/api/plan-matters?matter=" + id).Want(http.StatusOK).JSON(&matters)
	require.Len(d.t, matters.Items, 1)
	require.Equal(d.t, now, matters.Items[0].Stage)
	require.Equal(d.t, "区housing", matters.Items[0].BallName)
	var plans struct{ Items []store.PlanRow }
	d.world.Login("zhujian").Get("/api/plans?mine=true").Want(http.StatusOK).JSON(&plans)
	require.Len(d.t, plans.Items, 1)
	require.Equal(d.t, []string{"housing", approval.ActApprove}, []string{plans.Items[0].BallOrg, plans.Items[0].BallWhat})
}

// staffed waits until the directory has said who decides on an application.
func (d *planDoor) staffed(id string) {
	d.t.Helper()
	d.soon("its people are found", func() bool {
		a, err := d.store.Approval(context.Background(), d.matter(id).Approval)
		return err == nil && len(a.Owed) == 0
	})
}

// approve lets somebody approve the open stage of a matter's approval.
func (d *planDoor) approve(matter, login string, fields ...any) {
	d.t.Helper()
	f := approval.Form{Opinion: "同意", Fields: values(d.t, fields...)}
	_, err := d.cases.Do(context.Background(), casefile.Approval, d.matter(matter).Approval, ordering(d.as(login), request(), approval.ActApprove, f))
	require.NoError(d.t, err, "%s by %s", matter, login)
}

// sooner or later: what one case tells another arrives when it arrives.
func (d *planDoor) soon(what string, holds func() bool) {
	d.t.Helper()
	require.Eventually(d.t, holds, 20*time.Second, 20*time.Millisecond, what)
}

func (d *planDoor) milestone(kind project.MilestoneType) workcal.Date {
	d.t.Helper()
	v, err := d.store.Project(context.Background(), coordinator, d.project, workcal.DateOf(time.Now()))
	require.NoError(d.t, err)
	for _, m := range v.Milestones {
		if m.Type == kind {
			return m.Actual
		}
	}
	return workcal.Date{}
}

func (d *planDoor) act(login string, body map[string]any) *apitest.Answer {
	d.t.Helper()
	return d.world.Login(login).Post("/api/plans/"+d.plan+"/acts", body)
}

// A project's plan, from its drawing through one window to real approvals and
// the project's milestones.
func TestAPlanGoesThroughItsApprovalsToTheMilestones(t *testing.T) {
	d := newPlanDoor(t)
	var file api.FileView
	d.world.Login("you").Upload("信息表.txt", []byte("备案信息")).Want(http.StatusCreated).JSON(&file)
	paper := []map[string]any{{"file_id": file.ID, "name": "信息表.txt"}}
	submit := map[string]any{"act": "submit", "submit": map[string]any{
		"form":      map[string]any{"address": "昌州街道", "invest": 30000.5, "content": "技改", "industry": "新材料"},
		"materials": []map[string]any{{"id": "filing-statement", "files": paper}, {"id": "licence", "files": paper}},
		"matters":   []map[string]any{{"matter": "investment-filing"}},
	}}
	d.act("you", submit).Want(http.StatusOK)
	filing := d.matter("investment-filing")
	require.Regexp(t, `^SP-\d{4}-000001$`, filing.No, "the approval was born before the page returned")
	d.soon("the plan hears of it", func() bool { return d.matter("investment-filing").Heard > 0 })
	d.staffed("investment-filing")
	require.Equal(t, "区reform", d.seen("investment-filing").Who.Who)
	require.Equal(t, "核对备案信息", d.seen("investment-filing").At)

	d.approve("investment-filing", "fagai", "catalogue", "鼓励类")
	d.soon("the plan hears the approval", func() bool { return d.state().Standing(d.matter("investment-filing")) == plan.Approved })
	today := workcal.DateOf(time.Now())
	d.soon("the register is told", func() bool { return d.milestone(project.OfApproval) == today })
	require.Equal(t, plan.Ready, d.state().Standing(d.matter("construction-permit")))

	// The window hands in for the owner; what the district has is not asked for again.
	permit := map[string]any{"act": "submit", "submit": map[string]any{
		"applicant": map[string]any{"user_id": d.world.UserID("you")},
		"form":      map[string]any{"contract_price": 1200.5, "builder": "建筑公司"},
		"materials": []map[string]any{{"id": "permit-application", "files": []any{}}, {"id": "safety-measures", "committed": true}, {"id": "fund-arrangement", "committed": true}},
		"commitments": []map[string]any{
			{"material": "safety-measures", "text": "承诺已落实质量安全措施", "by": "游少卿"}, {"material": "fund-arrangement", "text": "承诺资金已经落实", "by": "游少卿"},
		},
		"matters": []map[string]any{{"matter": "construction-permit"}},
	}}
	d.act("chuangkou", permit).Want(http.StatusOK)
	born, err := d.store.Approval(context.Background(), d.matter("construction-permit").Approval)
	require.NoError(t, err)
	require.True(t, born.Birth.Submitted.Window)
	require.Equal(t, d.world.UserID("you"), born.Birth.Applicant.UserID)
	require.Equal(t, `"昌州街道"`, fieldOf(born, "address"), "the shared field was filled in once, with the filing")
	d.endedWithout(t, born)
}

func fieldOf(a *approval.Approval, key string) string {
	for _, f := range a.Form {
		if f.Key == key {
			return string(f.Value)
		}
	}
	return ""
}

// endedWithout ends a permit that lacks its papers: refused, it holds up what
// needs it, and can be handed in again.
func (d *planDoor) endedWithout(t *testing.T, born *approval.Approval) {
	d.staffed("construction-permit")
	reject := approval.Form{Opinion: "未提交施工合同"}
	_, err := d.cases.Do(context.Background(), casefile.Approval, born.ID, ordering(d.as("zhujian"), request(), approval.ActReject, reject))
	require.NoError(t, err)
	d.soon("the plan hears the refusal", func() bool { return d.state().Standing(d.matter("construction-permit")) == plan.Failed })
	require.Equal(t, "未提交施工合同", d.matter("construction-permit").Reason)
	require.Zero(t, d.milestone(project.OfPermit))
	d.handInAgain()
	d.approve("construction-permit", "zhujian")
	back := approval.Form{To: "accept", Opinion: "请补齐受理意见"}
	_, err = d.cases.Do(context.Background(), casefile.Approval, d.matter("construction-permit").Approval, ordering(d.as("zhuren"), request(), approval.ActReturn, back))
	require.NoError(t, err)
	d.shown("construction-permit")
	d.approve("construction-permit", "zhujian")
	d.approve("construction-permit", "zhuren")
	d.soon("the register is told of the permit", func() bool { return d.milestone(project.OfPermit) == workcal.DateOf(time.Now()) })
	require.Equal(t, 2, d.matter("construction-permit").Try)
	require.NotEmpty(t, d.matter("construction-permit").ResultNo)
	require.Empty(t, d.state().Warnings, "nobody refused what the plan told")

	var running plan.Plan
	d.soon("MySQL equals the workflow", func() bool {
		require.NoError(t, d.cases.State(context.Background(), casefile.Plan, d.plan, &running))
		return inJSON(t, d.state()) == inJSON(t, &running)
	})
	d.verify()
	d.replays("plan_to_milestone", casefile.Plan, d.plan, "")
	d.replays("approval_of_a_plan", casefile.Approval, d.matter("construction-permit").Approval, "")
}

// handInAgain is the owner's second application, with the papers; what was handed
// in before is not handed in again.
func (d *planDoor) handInAgain() {
	d.t.Helper()
	var file api.FileView
	d.world.Login("you").Upload("合同.txt", []byte("施工合同")).Want(http.StatusCreated).JSON(&file)
	paper := []map[string]any{{"file_id": file.ID, "name": "合同.txt"}}
	word := func(material string) map[string]any {
		return map[string]any{"material": material, "text": "承诺已经落实", "by": "游少卿"}
	}
	d.act("you", map[string]any{"act": "submit", "submit": map[string]any{
		"matters": []map[string]any{{
			"matter": "construction-permit", "form": map[string]any{"contract_price": 1200.5, "builder": "建筑公司"},
			"materials": []map[string]any{
				{"id": "permit-application", "files": paper}, {"id": "construction-contract", "files": paper},
				{"id": "safety-measures", "committed": true}, {"id": "fund-arrangement", "committed": true},
			},
			"commitments": []map[string]any{word("safety-measures"), word("fund-arrangement")},
		}},
	}}).Want(http.StatusOK)
	d.staffed("construction-permit")
}

// renames has the district call a class otherwise and give it other days.
func (d *planDoor) renames(code, name string, days int) {
	list := issue.Shipped()
	for i := range list {
		if list[i].Code == code {
			list[i].Name, list[i].Days = name, days
		}
	}
	require.NoError(d.t, d.store.SetIssueClasses(context.Background(), store.By{Actor: d.as("tongchou"), At: time.Now()}, 0, list, "按本区口径"))
}

// A block opens an issue of the core chain; its end lifts the block.
func TestABlockOpensAnIssueAndItsEndLiftsIt(t *testing.T) {
	d := newPlanDoor(t)
	d.renames("land.demolition", "征收拆迁", 9)
	d.act("you", map[string]any{"act": "block", "block": map[string]any{"kind": "land", "text": "红线内两户未搬迁", "org_id": "planning", "matter": "construction-permit"}}).
		Want(http.StatusOK)
	id := d.state().Issues[0].ID
	i := d.rig.issue(id)
	require.Equal(t, issue.Submitted, i.State)
	require.Equal(t, d.plan, i.Origin.PlanID)
	require.Equal(t, "征收拆迁", i.ClassNow().Name, "the district's class, not the shipped one")
	require.Equal(t, 9, i.ClassNow().Days)
	require.Regexp(t, `^R-\d{4}-\d{2}-0001$`, d.state().Issues[0].No)

	unit := between.Unit{ID: "planning", Name: "区planning", Type: org.Department}
	lead := issue.Form{Lead: &unit, Grade: issue.Ordinary, Class: "land.demolition"}
	for _, step := range []struct {
		who, act string
		form     issue.Form
	}{
		{"tongchou", issue.Accept, issue.Form{}}, {"tongchou", issue.Dispatch, lead}, {"guizi", issue.Sign, issue.Form{}},
		{"guizi", issue.SolveOffline, issue.Form{Text: "两户已签约并腾房"}}, {"you", issue.Confirm, issue.Form{Rating: 5}},
	} {
		_, err := d.cases.Do(context.Background(), casefile.Issue, id, command(d.as(step.who), request(), step.act, step.form))
		require.NoError(t, err, step.act)
	}
	d.soon("the block is lifted", func() bool { return !d.state().Blocks[0].Ended.IsZero() })
	p := d.state()
	require.Equal(t, "两户已签约并腾房", p.Blocks[0].How)
	require.Equal(t, "closed", p.Issues[0].State)
	d.verify()
	d.replays("plan_block", casefile.Plan, d.plan, "")
	d.replays("issue_of_a_plan", casefile.Issue, id, "")
}
