package api_test

import (
	"bytes"
	"context"
	"fmt"
	"mime/multipart"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/diaodu/diaodu/api"
	"github.com/diaodu/diaodu/api/apitest"
	"github.com/diaodu/diaodu/documents"
	"github.com/diaodu/diaodu/domain/org"
	"github.com/diaodu/diaodu/domain/project"
	"github.com/diaodu/diaodu/store"
)

// registry is a server with a coordinator, two owners and one town.
func registry(t *testing.T) (w *apitest.World, keeper, mine, other *apitest.Client) {
	t.Helper()
	w = apitest.New(t)
	w.Org("reform", "区发展和改革委员会")
	w.Enterprise("e-1", "重庆艾珀耐特高分子材料有限公司")
	w.Enterprise("e-2", "重庆别家装备有限公司")
	w.Official("tongchou", "reform", org.Coordinator)
	w.Owner("yezhu", "e-1", org.Primary)
	w.Owner("biejia", "e-2", org.Primary)
	by := store.By{Actor: org.Actor{UserID: "seed", Roles: []org.Role{org.Admin}}, At: time.Now()}
	require.NoError(t, w.Store.SetTowns(context.Background(), by, []org.TownName{{Code: "500153003", Name: "广顺街道"}}))
	return w, w.Login("tongchou"), w.Login("yezhu"), w.Login("biejia")
}

func newProject(name string) map[string]any {
	return map[string]any{
		"name": name, "enterprise_id": "e-1", "sector": "materials", "invest_total_wan": 50000, "town_code": "500153003", "phase": "prep",
		"tags": []string{"新材料", "总部+生产基地"},
		"milestones": []map[string]any{
			{"type": "completed", "target_date": "2027-12-31", "hard_by": "2027-12-31", "hard_constraint": "产线春节空档搬迁"},
		},
		"key": map[string]any{"year": 2026, "level": "district", "basis": "名单通知", "on": "2026-01-20"},
	}
}

func TestAProjectOverHTTP(t *testing.T) {
	_, keeper, mine, other := registry(t)
	made := keeper.Post("/api/projects", newProject("钢结构防腐材料项目")).Want(http.StatusCreated)
	require.NotEmpty(t, made.Header.Get("ETag"))
	var v project.View
	made.JSON(&v)
	one := "/api/projects/" + v.ID
	require.Equal(t, "区级重点", v.LevelText)
	require.Equal(t, "广顺街道", v.TownName)

	mine.Get(one).Want(http.StatusOK)
	other.Get(one).Refused(http.StatusNotFound, "project.not_found")
	other.Do(http.MethodPatch, one, map[string]any{"name": "x"}, "If-Match", `"1"`).Refused(http.StatusNotFound, "project.not_found")
	mine.Do(http.MethodPatch, one, map[string]any{"name": "x"}, "If-Match", `"1"`).Refused(http.StatusForbidden, "project.keeper_only")
	mine.Post("/api/projects", newProject("私自登记")).Refused(http.StatusForbidden, "project.keeper_only")

	keeper.Do(http.MethodPatch, one, map[string]any{"address": "工业园"}).Refused(http.StatusUnprocessableEntity, "request.version")
	tag := keeper.Get(one).Header.Get("ETag")
	keeper.Do(http.MethodPatch, one, map[string]any{"address": "广富工业园"}, "If-Match", tag).Want(http.StatusOK)
	stale := keeper.Do(http.MethodPatch, one, map[string]any{"address": "别处"}, "If-Match", tag).Refused(http.StatusPreconditionFailed, "stale")
	require.Contains(t, stale.Detail, "第")
	require.NotEqual(t, stale.Args["yours"], stale.Args["current"])

	wrong := keeper.Post(one+"/phase", map[string]any{"to": "in_production", "on": "2026-01-01", "evidence": "报道"}).
		Refused(http.StatusConflict, "phase.needs_completed")
	require.Contains(t, wrong.Detail, "竣工")
	keeper.Post(one+"/phase", map[string]any{"to": "levelled", "on": "2026-01-02", "evidence": "交地单"}).Want(http.StatusOK)
	keeper.Post(one+"/months", map[string]any{"months": []map[string]any{{"month": "2026-01", "plan_wan": 1, "actual_wan": 1}}}).
		Refused(http.StatusUnprocessableEntity, "request.version")
	seen := func(what string, body map[string]any) *apitest.Answer {
		return keeper.Do(http.MethodPost, one+what, body, "Idempotency-Key", "k", "If-Match", keeper.Get(one).Header.Get("ETag"))
	}
	seen("/milestones", map[string]any{"type": "completed", "target_date": "2028-01-31", "reason": "晚了"}).
		Refused(http.StatusConflict, "milestone.past_constraint")
	seen("/milestones", map[string]any{"type": "started", "target_date": "昨天"}).Want(http.StatusUnprocessableEntity)
	seen("/roles", map[string]any{"kind": "lead_org", "subject_id": "reform", "from": "2026-01-01"}).Want(http.StatusOK)
	seen("/months", map[string]any{"months": []map[string]any{{"month": "2026-01", "plan_wan": 100, "actual_wan": 90}}}).Want(http.StatusOK)
	keeper.Post(one+"/claims", map[string]any{"field": "phase", "statement": "正式投产", "source": "日报", "contradicts": true}).Want(http.StatusOK)

	keeper.Get(one).JSON(&v)
	require.Equal(t, project.Levelled, v.Phase)
	require.Equal(t, "区发展和改革委员会", v.LeadOrgName)
	require.NotEmpty(t, v.Warnings)
	var lines api.List[project.HistoryLine]
	mine.Get(one + "/history").Want(http.StatusOK).JSON(&lines)
	require.NotEmpty(t, lines.Items)
}

func TestRegisterListsOverHTTP(t *testing.T) {
	_, keeper, mine, other := registry(t)
	keeper.Post("/api/projects", newProject("一号")).Want(http.StatusCreated)
	var page api.List[project.Line]
	mine.Get("/api/projects?q=yh").Want(http.StatusOK).JSON(&page)
	require.Len(t, page.Items, 1)
	other.Get("/api/projects").Want(http.StatusOK).JSON(&page)
	require.Empty(t, page.Items)
	other.Get("/api/projects/counts").Refused(http.StatusForbidden, "project.keeper_only")
	var counts api.CountsView
	keeper.Get("/api/projects/counts").Want(http.StatusOK).JSON(&counts)
	require.EqualValues(t, 1, counts.Counts["project.phase"]["prep"])
	for _, path := range []string{
		"/api/projects/words", "/api/projects/warnings", "/api/projects/due?days=366", "/api/key-lists/2026", "/api/start-events",
		"/api/enterprises?q=cq", "/api/orgs", "/api/orgs?on=all", "/api/towns", "/api/drafts",
	} {
		keeper.Get(path).Want(http.StatusOK)
	}
	keeper.Get("/api/projects?cursor=zzz").Refused(http.StatusUnprocessableEntity, "request.cursor")
}

func TestSheetsOverHTTP(t *testing.T) {
	_, keeper, mine, _ := registry(t)
	template := keeper.Get("/api/projects/import-template").Want(http.StatusOK)
	require.Contains(t, template.Header.Get("Content-Disposition"), "attachment; filename*=UTF-8''")

	send := func(c *apitest.Client, path string, file []byte) *apitest.Answer {
		var body bytes.Buffer
		form := multipart.NewWriter(&body)
		part, err := form.CreateFormFile("file", "项目库.xlsx")
		require.NoError(t, err)
		_, err = part.Write(file)
		require.NoError(t, err)
		require.NoError(t, form.Close())
		return c.Do(http.MethodPost, path, &body, "Content-Type", form.FormDataContentType())
	}
	columns := documents.ProjectColumns(nil, nil, nil, nil)
	row := func(code, name, town string) []any {
		cells := map[string]any{
			"code": code, "name": name, "owner": "重庆艾珀耐特高分子材料有限公司", "sector": "新材料", "invest_total": int64(5000), "town": town, "phase": "前期",
		}
		out := make([]any, len(columns))
		for i, c := range columns {
			out[i] = cells[c.Key]
		}
		return out
	}
	var file bytes.Buffer
	require.NoError(t, documents.WriteTables(&file, "项目库", documents.Table{
		Sheet: "项目库", Title: "项目库", Columns: columns,
		Rows: documents.RowsOf(row("2604-500153-04-01-000001", "甲", "广顺街道"), row("2604-500153-04-01-000002", "乙", "无名镇"), row("2604-500153-04-01-000003", "", "广顺街道")),
	}))

	send(mine, "/api/projects/import", file.Bytes()).Refused(http.StatusForbidden, "project.keeper_only")
	var v api.ImportView
	send(keeper, "/api/projects/import?dry_run=true", file.Bytes()).Want(http.StatusOK).JSON(&v)
	require.True(t, v.DryRun)
	require.Equal(t, 1, v.Created)
	send(keeper, "/api/projects/import", file.Bytes()).Want(http.StatusOK).JSON(&v)
	require.Equal(t, 1, v.Created)
	require.Equal(t, 2, v.Refused)
	for _, r := range v.Rows {
		if r.Outcome == project.Refused {
			require.NotEmpty(t, r.Problems)
			require.Regexp(t, `\p{Han}`, r.Problems[0].Text)
		}
	}
	exported := keeper.Get("/api/projects/export").Want(http.StatusOK)
	v = api.ImportView{}
	send(keeper, "/api/projects/import", exported.Body).Want(http.StatusOK).JSON(&v)
	require.Equal(t, 1, v.Unchanged, "an export imports unchanged")
	require.Equal(t, 0, v.Refused)
	send(keeper, "/api/projects/import", []byte("not a workbook")).Refused(http.StatusUnprocessableEntity, "document.not_workbook")
}

func TestStartEventAndDraftsOverHTTP(t *testing.T) {
	_, keeper, mine, other := registry(t)
	var v project.View
	keeper.Post("/api/projects", newProject("开工项目")).Want(http.StatusCreated).JSON(&v)
	var e project.StartEventView
	keeper.Post("/api/start-events", map[string]any{"name": "第二季度开工活动", "date": "2026-06-08", "members": []string{v.ID}}).
		Want(http.StatusCreated).JSON(&e)
	require.Equal(t, "2026Q2", e.Quarter)
	require.Equal(t, "1个项目, 总投资5亿元", e.Totals.Sentence)
	mine.Post("/api/start-events/"+e.ID+"/hold", nil).Refused(http.StatusForbidden, "project.keeper_only")
	keeper.Post("/api/start-events/"+e.ID+"/hold", nil).Want(http.StatusOK)
	keeper.Get("/api/projects/" + v.ID).JSON(&v)
	require.Equal(t, project.Started, v.Phase)

	notice := map[string]any{"basis": "荣重项办〔2026〕3号", "on": "2026-06-09", "lines": []map[string]any{{"project_id": v.ID, "act": "enter", "level": "city"}}}
	mine.Post("/api/key-lists/2026", notice).Refused(http.StatusForbidden, "project.keeper_only")
	keeper.Post("/api/key-lists/2026", notice).Want(http.StatusCreated)
	var list api.KeyListView
	keeper.Get("/api/key-lists/2026").Want(http.StatusOK).JSON(&list)
	require.Len(t, list.Items, 1)
	require.Equal(t, "开工项目", list.Items[0].ProjectName)

	draft := "/api/drafts/issue/" + v.ID
	mine.Do(http.MethodPut, draft, map[string]any{"title": "用水"}).Want(http.StatusOK)
	var d api.DraftView
	mine.Get(draft).Want(http.StatusOK).JSON(&d)
	require.Equal(t, "用水", d.Body["title"])
	other.Get(draft).Refused(http.StatusNotFound, "draft.not_found")
	seen := func(version int) []string { return []string{"If-Match", fmt.Sprintf(`"%d"`, version)} }
	mine.Do(http.MethodPut, draft, map[string]any{"title": "用电"}, seen(0)...).Refused(http.StatusPreconditionFailed, "draft.stale")
	mine.Do(http.MethodPut, draft, map[string]any{"title": "用水难"}, seen(d.Version)...).Want(http.StatusOK)
	mine.Do(http.MethodDelete, draft, nil, seen(d.Version)...).Refused(http.StatusPreconditionFailed, "draft.stale")
	mine.Do(http.MethodDelete, draft, nil).Want(http.StatusNoContent)
}
