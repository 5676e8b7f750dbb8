package api_test

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/diaodu/diaodu/api"
	"github.com/diaodu/diaodu/domain/issue"
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
