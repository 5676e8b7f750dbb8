package api_test

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/diaodu/diaodu/api"
	"github.com/diaodu/diaodu/api/apitest"
	"github.com/diaodu/diaodu/domain/between"
	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/org"
	"github.com/diaodu/diaodu/domain/plan"
	"github.com/diaodu/diaodu/domain/workcal"
	"github.com/diaodu/diaodu/processes"
	"github.com/diaodu/diaodu/store"
)

func library(t *testing.T) *processes.Library {
	l, err := processes.NewLibrary()
	require.NoError(t, err)
	return l
}

// planUnits makes the units that plans and their definitions name.
func planUnits(w *apitest.World) {
	for _, id := range []string{"approval", "planning", "housing", "reform", "ecology", "waterworks", "greening"} {
		w.Org(id, "区"+id)
	}
}

// planWorld is a server on which plans are judged by the domain and written by
// the recorder. What Temporal adds is tested where it runs.
type planWorld struct {
	*apitest.World
	cases   *allCases
	project string
}

func newPlanWorld(t *testing.T) *planWorld {
	w := &planWorld{cases: &allCases{}}
	w.World = apitest.New(t, func(d *api.Deps) {
		s, ok := d.Users.(*store.Store)
		require.True(t, ok)
		w.cases.store, w.cases.now = s, d.Now
		d.Cases, d.Directory, d.Histories, d.Plans, d.Definitions = w.cases, s, s, s, library(t)
	})
	planUnits(w.World)
	w.Enterprise("e1", "重庆艾珀耐特高分子材料有限公司")
	w.Enterprise("e2", "别家公司")
	w.Official("coord", "", org.Coordinator)
	w.Official("window", "approval", org.DeptReceiver)
	w.Official("build", "housing", org.Handler)
	w.Official("water", "waterworks", org.Handler)
	w.Owner("you", "e1", org.Primary)
	w.Owner("other", "e2", org.Primary)
	made := newProject("钢结构防腐材料项目")
	made["enterprise_id"] = "e1"
	delete(made, "town_code")
	var p struct{ ID string }
	w.Login("coord").Post("/api/projects", made).Want(http.StatusCreated).JSON(&p)
	w.project = p.ID
	return w
}

type planBody struct {
	ID         string
	No         string
	Seq        int
	Status     string
	StatusText string `json:"status_text"`
	Actions    []struct{ Act, Text string }
	Ball       *struct{ Who, What string }
	Stages     []struct {
		Phase     string
		StateText string `json:"state_text"`
		Promised  int
		Lead      struct{ Name string }
	}
	Matters []struct {
		ID           string
		Name         string
		Standing     string
		StandingText string `json:"standing_text"`
		ApprovalID   string `json:"approval_id"`
		Blockers     []struct{ ID string }
		Who          *struct{ Who, What string }
	}
	Todo   []struct{ Text string }
	Blocks []struct {
		KindText string `json:"kind_text"`
		Org      struct{ Name string }
	}
	Issues []struct {
		KindText string `json:"kind_text"`
	}
	Edges   []plan.Edge
	Library []plan.Given
	Notes   []struct{ Text string }
}

func (p planBody) matter(id string) (standing string, blockers int) {
	for _, m := range p.Matters {
		if m.ID == id {
			return m.Standing, len(m.Blockers)
		}
	}
	return "", 0
}

func (w *planWorld) draw(kind string, with ...string) planBody {
	w.T.Helper()
	var v planBody
	w.Login("coord").Post("/api/plans", map[string]any{"project_id": w.project, "type": kind, "with": with}).Want(http.StatusCreated).JSON(&v)
	return v
}

func TestPlanIsDrawnOncePerProject(t *testing.T) {
	w := newPlanWorld(t)
	coord, body := w.Login("coord"), map[string]any{"project_id": w.project, "type": "social_general", "with": []string{"eia"}}
	w.Login("you").Post("/api/plans", body).Refused(http.StatusForbidden, "plan.not_yours")
	w.Login("build").Post("/api/plans", body).Refused(http.StatusForbidden, "plan.not_yours")
	var preview planBody
	w.Login("window").Post("/api/plan-previews", body).Want(http.StatusOK).JSON(&preview)
	coord.Get("/api/plans/"+preview.ID).Refused(http.StatusNotFound, "plan.not_found")

	first := coord.Do(http.MethodPost, "/api/plans", body, "Idempotency-Key", "draw-1").Want(http.StatusCreated)
	var v planBody
	first.JSON(&v)
	require.Regexp(t, `^PL-\d{4}-0001$`, v.No)
	require.Equal(t, "推进中", v.StatusText)
	require.Len(t, v.Matters, 10)
	require.Equal(t, preview.Stages, v.Stages)
	require.Equal(t, "企业投资项目备案", v.Matters[0].Name)
	require.Equal(t, "区housing", v.Stages[2].Lead.Name)
	coord.Post("/api/plans", body).Refused(http.StatusConflict, "plan.exists")

	bad := func(change func(map[string]any)) *apitest.Answer {
		b := map[string]any{"project_id": w.project, "type": "social_general"}
		change(b)
		return coord.Post("/api/plans", b)
	}
	bad(func(b map[string]any) { b["type"] = "palace" }).Refused(http.StatusUnprocessableEntity, "plan.type_unknown")
	bad(func(b map[string]any) { b["project_id"] = "p-none" }).Refused(http.StatusNotFound, "project.not_found")
	bad(func(b map[string]any) { b["window_id"] = "nowhere" }).Refused(http.StatusNotFound, "org.not_found")

	coord.Post("/api/plans/"+v.ID+"/acts", map[string]any{"act": "close", "reason": "企业放弃投资"}).Want(http.StatusOK)
	require.NotEqual(t, v.ID, w.draw("social_small").ID, "a plan that has ended makes room for another")
}

func TestPlanIsSubmittedThroughOneWindow(t *testing.T) {
	w := newPlanWorld(t)
	v := w.draw("social_small")
	you, window, path := w.Login("you"), w.Login("window"), "/api/plans/"+v.ID
	var file api.FileView
	you.Upload("备案信息表.txt", []byte("备案信息")).Want(http.StatusCreated).JSON(&file)
	attached := []map[string]any{{"file_id": file.ID, "name": "备案信息表.txt"}}

	form := map[string]any{"address": "昌州街道", "land_area": 12000, "supply": "出让", "use": "工业", "content": "厂房一座", "invest": 30000, "industry": "新材料"}
	submit := map[string]any{"act": "submit", "submit": map[string]any{
		"form":      form,
		"materials": []map[string]any{{"id": "filing-statement", "files": attached}, {"id": "licence", "files": attached}},
		"matters":   []map[string]any{{"matter": "investment-filing"}, {"matter": "land-planning-permit"}},
	}}
	w.Login("build").Post(path+"/acts", submit).Refused(http.StatusNotFound, "file.not_found")
	paperless := map[string]any{"act": "submit", "submit": map[string]any{"matters": []map[string]any{{"matter": "investment-filing"}}}}
	w.Login("build").Post(path+"/acts", paperless).Refused(http.StatusForbidden, "plan.not_yours")
	w.Login("other").Post(path+"/acts", paperless).Refused(http.StatusNotFound, "plan.not_found")

	// What an approval would refuse is refused to the person, and nothing goes out.
	form["supply"] = "赠与"
	p := you.Post(path+"/acts", submit).Refused(http.StatusUnprocessableEntity, "process.form_enum")
	require.Contains(t, p.Detail, "供地方式")
	require.Equal(t, "submit.matters.land-planning-permit.form.supply", p.Field)
	form["supply"] = "出让"

	w.refusesAllFaults(path, v.ID, submit, form)

	ahead := map[string]any{"act": "submit", "submit": map[string]any{"matters": []map[string]any{{"matter": "construction-permit"}}}}
	p = you.Post(path+"/acts", ahead).Refused(http.StatusConflict, "plan.needs_open")
	require.Contains(t, p.Detail, "建设工程规划许可证核发")

	var after planBody
	first := you.Do(http.MethodPost, path+"/acts", submit, "Idempotency-Key", "submit-1").Want(http.StatusOK)
	first.JSON(&after)
	for _, id := range []string{"investment-filing", "land-planning-permit"} {
		standing, _ := after.matter(id)
		require.Equal(t, "filed", standing, id)
	}
	require.Len(t, after.Library, 2)
	state, err := w.Store.Plan(t.Context(), v.ID)
	require.NoError(t, err)
	require.Len(t, state.Owed, 2)
	require.Equal(t, "you", state.Batches[0].Applicant.Name, "names come from the register")

	// The window sees what was handed in; the authorities read theirs in the approvals.
	window.Get(path).Want(http.StatusOK).JSON(&after)
	require.Len(t, after.Library, 2)
	body := string(w.Login("build").Get(path).Want(http.StatusOK).Body) + string(w.Login("build").Get(path+"/events").Want(http.StatusOK).Body)
	require.NotContains(t, body, file.ID)
	require.NotContains(t, body, "昌州街道")
	w.Login("build").Get("/api/files/"+file.ID).Refused(http.StatusNotFound, "file.not_found")
	window.Get("/api/files/" + file.ID).Want(http.StatusOK)
}

// refusesAllFaults wants the faults of several matters all at once, each with its
// matter, its field and why, and nothing handed in.
func (w *planWorld) refusesAllFaults(path, id string, submit, form map[string]any) {
	w.T.Helper()
	t := w.T
	delete(form, "content")
	form["land_area"], form["invest"] = 0, "很多"
	p := w.Login("you").Post(path+"/acts", submit).Refused(http.StatusUnprocessableEntity, "process.form_required")
	type fault struct{ matter, field string }
	var found []fault
	for _, e := range p.Errors {
		found = append(found, fault{e.Matter, e.Field})
		require.Regexp(t, `^“(企业投资项目备案|建设用地规划许可证核发)”：.+。$`, e.Message)
	}
	require.ElementsMatch(t, []fault{
		{"investment-filing", "submit.matters.investment-filing.form.content"},
		{"investment-filing", "submit.matters.investment-filing.form.invest"},
		{"land-planning-permit", "submit.matters.land-planning-permit.form.land_area"},
	}, found)
	untouched, err := w.Store.Plan(t.Context(), id)
	require.NoError(t, err)
	require.Empty(t, untouched.Batches, "nothing is half submitted")
	form["content"], form["land_area"], form["invest"] = "厂房一座", 12000, 30000
}

// One form and one list of materials for several matters.
func TestPlanGuide(t *testing.T) {
	w := newPlanWorld(t)
	v := w.draw("social_small")
	var guide struct {
		Matters   []struct{ ID string }
		Shared    []string
		Materials []struct {
			ID      string
			Matters []string
			Have    string
		}
	}
	w.Login("you").Get("/api/plans/" + v.ID + "/guide?matters=investment-filing,land-planning-permit").Want(http.StatusOK).JSON(&guide)
	require.Len(t, guide.Matters, 2)
	require.Equal(t, []string{"address"}, guide.Shared)

	asked := map[string][]string{}
	for _, m := range guide.Materials {
		asked[m.ID] = m.Matters
		require.Empty(t, m.Have)
	}
	require.Equal(t, []string{"investment-filing"}, asked["licence"])
	require.Equal(t, []string{"land-planning-permit"}, asked["red-line"])
	w.Login("other").Get("/api/plans/"+v.ID+"/guide").Refused(http.StatusNotFound, "plan.not_found")
}

func TestPlanActsOverHTTP(t *testing.T) {
	w := newPlanWorld(t)
	v := w.draw("social_small")
	coord, path := w.Login("coord"), "/api/plans/"+v.ID+"/acts"
	var after planBody
	w.Login("you").Post(path, map[string]any{"act": "block", "block": map[string]any{"kind": "land", "text": "红线内两户未搬迁", "org_id": "planning", "matter": "land-supply"}}).
		Want(http.StatusOK).JSON(&after)
	require.Equal(t, "征地拆迁", after.Blocks[0].KindText)
	require.Equal(t, "区planning", after.Blocks[0].Org.Name, "names come from the register")
	require.Equal(t, "卡点", after.Issues[0].KindText)
	coord.Post(path, map[string]any{"act": "add_matter", "add": map[string]any{"process": "palace"}, "reason": "需要增加事项", "basis": "有关规定"}).
		Refused(http.StatusNotFound, "plan.no_such_process")
	coord.Post(path, map[string]any{
		"act": "add_matter", "add": map[string]any{"process": "green-occupation", "needed_by": []string{"construction-permit"}}, "reason": "管网改造需临时占用绿化用地", "basis": "城市绿化条例",
	}).Want(http.StatusOK).JSON(&after)
	_, blockers := after.matter("construction-permit")
	require.Equal(t, 2, blockers)
	coord.Post(path, map[string]any{"act": "matter_moved"}).Refused(http.StatusForbidden, "plan.not_yours")
	w.Login("build").Post(path, map[string]any{"act": "note", "reason": "施工图尚未送审"}).Want(http.StatusOK)
	w.Login("you").Get("/api/plans/" + v.ID).Want(http.StatusOK).JSON(&after)
	require.Empty(t, after.Notes)
	require.NotContains(t, string(w.Login("you").Get("/api/plans/"+v.ID+"/events").Want(http.StatusOK).Body), "施工图尚未送审")
	coord.Post(path, map[string]any{"act": "publish", "n": 1}).Want(http.StatusOK)
	w.Login("you").Get("/api/plans/" + v.ID).Want(http.StatusOK).JSON(&after)
	require.Len(t, after.Notes, 1)
	coord.Do(http.MethodPost, path, map[string]any{"act": "note", "reason": "看到的是旧版本"}, "Idempotency-Key", "stale-1", "If-Match", `"1"`).
		Refused(http.StatusPreconditionFailed, "case.stale")
}

func TestPlanListsOverHTTP(t *testing.T) {
	w := newPlanWorld(t)
	v := w.draw("social_small", "water-soil")
	var plans struct {
		Items []struct {
			ID         string
			StatusText string `json:"status_text"`
			PhaseText  string `json:"phase_text"`
		}
	}
	for login, sees := range map[string]int{"coord": 1, "you": 1, "window": 1, "build": 1, "water": 1, "other": 0} {
		w.Login(login).Get("/api/plans?project=" + w.project).Want(http.StatusOK).JSON(&plans)
		require.Len(t, plans.Items, sees, login)
	}
	w.Login("you").Get("/api/plans?mine=true").Want(http.StatusOK).JSON(&plans)
	require.Len(t, plans.Items, 1)
	require.Equal(t, "立项用地规划许可", plans.Items[0].PhaseText)
	var matters struct {
		Items []struct {
			ID           string
			PlanNo       string `json:"plan_no"`
			StandingText string `json:"standing_text"`
			Light        string
		}
	}
	w.Login("water").Get("/api/plan-matters?authority=waterworks").Want(http.StatusOK).JSON(&matters)
	require.Len(t, matters.Items, 1)
	require.Equal(t, "water-soil", matters.Items[0].ID)
	require.Equal(t, v.No, matters.Items[0].PlanNo)
	require.Equal(t, "可申报", matters.Items[0].StandingText)
	w.Login("coord").Get("/api/plan-matters?cursor=nonsense").Refused(http.StatusUnprocessableEntity, "request.cursor")

	var catalogue struct {
		Types []struct {
			Code    string
			Matters []struct {
				Spec struct{ Name string }
			}
		}
		BlockKinds []struct{ Name string } `json:"block_kinds"`
		National   int                     `json:"national_limit"`
	}
	w.Login("you").Get("/api/plan-types").Want(http.StatusOK).JSON(&catalogue)
	require.Len(t, catalogue.Types, len(plan.Types))
	require.Equal(t, 120, catalogue.National)
	require.Equal(t, "企业投资项目备案", catalogue.Types[0].Matters[0].Spec.Name)
}

// Every code of a plan that reaches a screen has its words.
func TestPlanCodesHaveWords(t *testing.T) {
	w := newPlanWorld(t)
	v := w.draw("government", "eia", "fire-design")
	path := "/api/plans/" + v.ID
	form := map[string]any{"address": "昌州街道", "land_area": 12000, "new_land": true, "farmland_area": 300}
	w.Login("you").Post(path+"/acts", map[string]any{"act": "submit", "submit": map[string]any{
		"form": form, "matters": []map[string]any{{"matter": "land-preview"}},
	}}).Want(http.StatusOK)
	w.Login("window").Post(path+"/acts", map[string]any{"act": "block", "block": map[string]any{"kind": "power", "text": "高压线未迁改"}}).Want(http.StatusOK)
	now := workcal.DateOf(w.Clock.Now())
	for seq, state := range []between.ApprovalState{
		between.ApprovalFiled, between.ApprovalDeciding, between.ApprovalSupplement, between.ApprovalSuspended, between.ApprovalRejected, between.ApprovalApproved, between.ApprovalVoided,
	} {
		p, err := w.Store.Plan(t.Context(), v.ID)
		require.NoError(t, err)
		told := between.MatterMoved{
			ApprovalID: p.Matters[0].Approval, MatterID: p.Matters[0].ID, Seq: seq + 1, State: state, On: now, Law: workcal.Red, LawDue: now.AddDays(-1),
			Ball: &casefile.Ball{OrgID: "planning", OrgName: "区planning", What: "approve"},
		}
		cmd := plan.Command{Order: casefile.Order{Act: plan.ActMoved, Meta: casefile.Meta{RequestID: fmt.Sprint("m", seq), Actor: org.Clock}}, Form: plan.Form{Moved: &told}}
		_, err = w.cases.Do(t.Context(), casefile.Plan, v.ID, cmd)
		require.NoError(t, err)
		body := string(w.Login("coord").Get(path).Want(http.StatusOK).Body)
		for _, key := range []string{"status_text", "standing_text", "phase_text", "state_text", "kind_text", "why_text", "text", "what"} {
			require.NotContains(t, body, `"`+key+`":""`, "%s while %s", key, state)
		}
		require.NotContains(t, body, `"what":"approve"`)
		require.NotContains(t, body, `"`+"why_text"+`":"`+plan.Upstream)
	}
	require.False(t, strings.Contains(string(w.Login("coord").Get(path+"/events").Want(http.StatusOK).Body), `"text":"plan.`))
}

// A long history is never one answer: the latest page comes first, each page
// names the one before it, and together they are the whole.
func TestAHistoryIsReadPageByPage(t *testing.T) {
	w := newPlanWorld(t)
	v := w.draw("social_small")
	window, path := w.Login("window"), "/api/plans/"+v.ID
	for i := range 9 {
		window.Post(path+"/acts", map[string]any{"act": "note", "reason": fmt.Sprintf("第%d次沟通记录", i+1)}).Want(http.StatusOK)
	}
	var whole api.List[api.EventView]
	window.Get(path + "/events").Want(http.StatusOK).JSON(&whole)
	require.GreaterOrEqual(t, len(whole.Items), 10)
	require.Empty(t, whole.Next, "what people have today fits one page")

	var read []api.EventView
	pages := 0
	for cursor := ""; ; pages++ {
		var page api.List[api.EventView]
		window.Get(path + "/events?limit=4&cursor=" + cursor).Want(http.StatusOK).JSON(&page)
		require.NotEmpty(t, page.Items)
		require.LessOrEqual(t, len(page.Items), 4)
		read = append(slices.Clone(page.Items), read...)
		if cursor = page.Next; cursor == "" {
			break
		}
		require.Equal(t, strconv.Itoa(page.Items[0].Seq), cursor)
	}
	require.Equal(t, whole.Items, read)
	require.GreaterOrEqual(t, pages, 2)

	// The owner is not shown the officials' notes: a page of nothing but those is passed over.
	var owners api.List[api.EventView]
	w.Login("you").Get(path + "/events?limit=2").Want(http.StatusOK).JSON(&owners)
	require.NotEmpty(t, owners.Items)
	require.Equal(t, 1, owners.Items[0].Seq)
	require.Empty(t, owners.Next)
	window.Get(path+"/events?cursor=x").Refused(http.StatusUnprocessableEntity, "request.cursor")
	w.Login("other").Get(path+"/events?limit=2").Refused(http.StatusNotFound, "plan.not_found")
}
