package api_test

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/diaodu/diaodu/api"
	"github.com/diaodu/diaodu/api/apitest"
	"github.com/diaodu/diaodu/domain/issue"
	"github.com/diaodu/diaodu/store/storetest"
)

// The catalogue changes what can be chosen and how long it may take from now on;
// what is in a class keeps its name and its limit.
func TestAChangedCatalogueHoldsForNewIssuesAlone(t *testing.T) {
	w := guarded(t)
	co, admin := w.Login("coordinator"), w.Login("admin")
	old := w.reported(co, 1, "water.supply")
	const path = "/api/issue-class-catalogue"
	co.Get(path).Refused(http.StatusForbidden, "setting.admin_only")
	var now api.ClassCatalogueView
	admin.Get(path).Want(http.StatusOK).JSON(&now)
	require.Zero(t, now.Version)
	form := api.ClassCatalogueForm{Reason: "按本区口径调整"}
	for _, c := range now.Classes {
		one := api.ClassForm{Code: c.Code, Name: c.Name, L1: c.L1, Default: c.Default, Days: c.Days}
		switch c.Code {
		case "water.supply":
			require.GreaterOrEqual(t, c.Used, 2)
			one.Name, one.Days, one.Default = "自来水接入", 3, "o-water"
		case "fire.review":
			one.Retired = true
		}
		form.Classes = append(form.Classes, one)
	}
	form.Classes = append(form.Classes, api.ClassForm{Code: "water.reuse", Name: "中水回用", L1: "water", Days: 20})
	set := func(seen string) int { return admin.Do(http.MethodPut, path, form, "If-Match", seen).Status }
	co.Do(http.MethodPut, path, form, "If-Match", `"0"`).Refused(http.StatusForbidden, "setting.admin_only")
	form.Classes[1].Default = "o-nowhere"
	admin.Do(http.MethodPut, path, form, "If-Match", `"0"`).Refused(http.StatusUnprocessableEntity, "class.unit")
	form.Classes[1].Default = "ecology"
	require.Equal(t, http.StatusOK, set(`"0"`))
	require.Equal(t, http.StatusPreconditionFailed, set(`"0"`))

	var offered api.IssueCatalogue
	w.Login("you").Get("/api/issue-classes").Want(http.StatusOK).JSON(&offered)
	require.Len(t, offered.Classes, len(issue.Classes))
	fresh := w.reported(co, 2, "water.supply")
	require.Equal(t, "用水 · 自来水接入", fresh.ClassText)
	require.Equal(t, 3, fresh.SuggestedDays)
	require.Equal(t, "o-water", fresh.SuggestedLead.ID)
	require.Less(t, fresh.Clocks[0].DaysLeft, old.Clocks[0].DaysLeft)
	require.Equal(t, "用水 · 中水回用", w.reported(co, 3, "water.reuse").ClassText)
	require.Equal(t, "其他", w.reported(co, 8, "other.other").ClassText, "one name for both levels is said once")

	var kept api.IssueView
	co.Get("/api/issues/" + old.ID).Want(http.StatusOK).JSON(&kept)
	require.Equal(t, "用水 · 供水接入", kept.ClassText)
	require.Equal(t, old.Clocks[0].Due, kept.Clocks[0].Due)
	var list api.List[api.IssueLine]
	co.Get("/api/issues?class=water&limit=50").Want(http.StatusOK).JSON(&list)
	texts := map[string]int{}
	for _, l := range list.Items {
		texts[l.ClassText]++
	}
	require.Equal(t, 1, texts["用水 · 自来水接入"])
	require.Equal(t, 1, texts["用水 · 中水回用"])
	require.GreaterOrEqual(t, texts["用水 · 供水接入"], 2)
	w.retiredClasses(form, list.Items)
}

// A class once retired is offered no more, but an issue may stay in it.
func (w *guardWorld) retiredClasses(form api.ClassCatalogueForm, list []api.IssueLine) {
	w.T.Helper()
	co := w.Login("coordinator")
	body := map[string]any{"project_id": w.ids["projects"], "class": "fire.review", "source": "phone", "heading": "消防", "ask": "请协调", "unclassified": true}
	co.Post("/api/issues", body).Refused(http.StatusUnprocessableEntity, "class.retired")
	for i := range form.Classes {
		form.Classes[i].Retired = form.Classes[i].Code == "water.reuse"
	}
	in := list[0]
	w.Login("admin").Do(http.MethodPut, "/api/issue-class-catalogue", form, "If-Match", `"1"`).Want(http.StatusOK)
	for _, l := range list {
		if l.Class == "water.reuse" {
			in = l
		}
	}
	var still api.IssueView
	co.Post("/api/issues/"+in.ID+"/acts", map[string]any{"act": "accept", "reason": "情况清楚，先行受理"}).Want(http.StatusOK)
	co.Post("/api/issues/"+in.ID+"/acts", map[string]any{"act": "triage", "class": "water.reuse", "grade": "ordinary"}).Want(http.StatusOK).JSON(&still)
	require.Equal(w.T, "用水 · 中水回用", still.ClassText)
	co.Post("/api/issues/"+in.ID+"/acts", map[string]any{"act": "triage", "class": "water.supply", "grade": "ordinary"}).Want(http.StatusOK).JSON(&still)
	require.Equal(w.T, "用水 · 自来水接入", still.ClassText)
}

// wentWith looks that the catalogue keeps which classes went with their first level.
func (w *guardWorld) wentWith(level string) {
	w.T.Helper()
	var now api.ClassCatalogueView
	w.Login("admin").Get("/api/issue-class-catalogue").Want(http.StatusOK).JSON(&now)
	for _, c := range now.Classes {
		require.Equal(w.T, c.L1 == level, c.WithLevel, c.Code)
	}
}

// First levels come and are renamed; what was counted under a code stays under it,
// and an issue keeps the name it was reported under.
func TestFirstLevelsAreTheDistrictsToo(t *testing.T) {
	w := guarded(t)
	co, admin := w.Login("coordinator"), w.Login("admin")
	old := w.reported(co, 1, "water.drain")
	const path = "/api/issue-class-catalogue"
	var now api.ClassCatalogueView
	admin.Get(path).Want(http.StatusOK).JSON(&now)
	form := api.ClassCatalogueForm{Reason: "增设一级类别"}
	for _, c := range now.Classes {
		one := api.ClassForm{Code: c.Code, Name: c.Name, L1: c.L1, Default: c.Default, Days: c.Days, Retired: c.L1 == "fire", WithLevel: c.L1 == "fire"}
		if c.L1 == "water" {
			one.L1Name = "水务"
		}
		form.Classes = append(form.Classes, one)
	}
	form.Classes = append(form.Classes, api.ClassForm{Code: "heat.supply", Name: "供热接入", L1: "heat", Default: "town", Days: 10})
	set := func() *apitest.Answer { return admin.Do(http.MethodPut, path, form, "If-Match", `"0"`) }
	set().Refused(http.StatusUnprocessableEntity, "class.first_level")
	form.Classes[len(form.Classes)-1].L1Name = "用热"
	set().Want(http.StatusOK)
	w.wentWith("fire")

	_, err := storetest.SQL(t, w.DSN).Exec("UPDATE projects SET town_code = '500153003' WHERE id = ?", w.ids["projects"])
	require.NoError(t, err)
	fresh := w.reported(co, 2, "heat.supply")
	require.Equal(t, "用热 · 供热接入", fresh.ClassText)
	require.Nil(t, fresh.SuggestedLead, "no unit of the project's town yet")
	var town struct{ ID string }
	admin.Post("/api/orgs", map[string]any{"name": "昌州街道办事处", "type": "town", "town_code": fresh.Project.TownCode, "valid_from": "2020-01-01"}).
		Want(http.StatusCreated).JSON(&town)
	co.Get("/api/issues/" + fresh.ID).Want(http.StatusOK).JSON(&fresh)
	require.Equal(t, town.ID, fresh.SuggestedLead.ID, "the project's town leads")
	renamed := w.reported(co, 3, "water.drain")
	require.Equal(t, "水务 · 排水排污", renamed.ClassText)
	var list api.List[api.IssueLine]
	co.Get("/api/issues?class=water&limit=50").Want(http.StatusOK).JSON(&list)
	texts := map[string]string{}
	for _, l := range list.Items {
		texts[l.ID] = l.ClassText
	}
	require.Equal(t, "用水 · 排水排污", texts[old.ID], "by the name it had")
	require.Equal(t, "水务 · 排水排污", texts[renamed.ID])

	var offered api.IssueCatalogue
	co.Get("/api/issue-classes").Want(http.StatusOK).JSON(&offered)
	require.Contains(t, offered.Levels, issue.Level{Code: "fire", Name: "消防", Retired: true}, "old issues are still found by it")
	var figures struct {
		ByClass []struct {
			Key, Name string
			Measures  map[string]struct{ Value *float64 }
		} `json:"by_class"`
	}
	co.Get("/api/statistics").Want(http.StatusOK).JSON(&figures)
	names := map[string]string{}
	for _, l := range figures.ByClass {
		names[l.Key] = l.Name
	}
	require.Equal(t, "水务", names["water"], "one line for the code, by the name of now")
	require.Equal(t, "用热", names["heat"])
}
