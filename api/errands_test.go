package api_test

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/diaodu/diaodu/api"
	"github.com/diaodu/diaodu/api/apitest"
	"github.com/diaodu/diaodu/documents"
	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/errand"
	"github.com/diaodu/diaodu/domain/org"
	"github.com/diaodu/diaodu/domain/project"
	"github.com/diaodu/diaodu/store/storetest"
)

// exportWorld has tasks of two units.
func exportWorld(t *testing.T) *apitest.World {
	w, _ := taskWorld(t)
	w.Official("auditor", "", org.Auditor)
	w.Official("admin", "", org.Admin)
	for n, content := range []string{"接通供水", "修路", "修桥"} {
		post(w.Login("coord"), "/api/tasks", map[string]any{
			"content": content, "standard": "80米供水管道牵入施工范围", "lead_id": []string{"o-water", "o-water", "o-build"}[n],
			"due": due(w, 15), "decided_by": "李区长", "evidence": []map[string]string{{"type": "photo", "name": "现场照片"}},
		}).Want(http.StatusCreated)
	}
	return w
}

func ordered(t *testing.T, a *apitest.Answer) (v api.ErrandView) {
	t.Helper()
	a.Want(http.StatusAccepted).JSON(&v)
	return v
}

func errandOf(c *apitest.Client, id string) (v api.ErrandView) {
	c.Get("/api/errands/" + id).Want(http.StatusOK).JSON(&v)
	return v
}

// titlesIn are the tasks' contents in a sheet.
func titlesIn(t *testing.T, body []byte) (found []string) {
	t.Helper()
	for _, r := range sheetRows(t, body)[3:] {
		found = append(found, r[1])
	}
	return found
}

func TestAnExportIsOrderedDoneAndFetchedByItsOrdererAlone(t *testing.T) {
	w := exportWorld(t)
	coord, water := w.Login("coord"), w.Login("water")
	order := func(key, query string) *apitest.Answer {
		return coord.Do(http.MethodPost, "/api/tasks/ledger"+query, nil, "Idempotency-Key", key)
	}
	v := ordered(t, order("e-1", "?q=修&limit=1"))
	require.Equal(t, errand.Waiting, v.State)
	require.Equal(t, map[string]any{"q": "修"}, v.Filters)
	require.Equal(t, []string{"cancel"}, v.Actions)
	require.Equal(t, v.ID, ordered(t, order("e-1", "?q=修")).ID, "the same click orders once")
	order("e-1", "?q=桥").Refused(http.StatusUnprocessableEntity, "request.reused")
	coord.Get("/api/errands/"+v.ID+"/file.xlsx").Refused(http.StatusConflict, "errand.wrong_state")

	w.Errands()
	v = errandOf(coord, v.ID)
	require.Equal(t, errand.Done, v.State)
	require.EqualValues(t, []int64{2, 2}, []int64{v.Rows, v.Expected})
	a := coord.Get("/api/errands/" + v.ID + "/file.xlsx").Want(http.StatusOK)
	require.Contains(t, a.Header.Get("Content-Disposition"), "attachment")
	require.Equal(t, fmt.Sprint(v.FileSize), a.Header.Get("Content-Length"), "a workbook is not packed twice")
	require.ElementsMatch(t, []string{"修路", "修桥"}, titlesIn(t, a.Body))
	require.Equal(t, v.ID, ordered(t, order("e-1", "?q=修")).ID, "however late it is asked again")

	water.Get("/api/errands/"+v.ID).Refused(http.StatusNotFound, "errand.not_found")
	water.Get("/api/errands/"+v.ID+"/file.xlsx").Refused(http.StatusNotFound, "errand.not_found")
	water.Post("/api/errands/"+v.ID+"/cancel", nil).Refused(http.StatusNotFound, "errand.not_found")
	var list api.List[api.ErrandView]
	water.Get("/api/errands").Want(http.StatusOK).JSON(&list)
	require.Empty(t, list.Items)
	w.Login("you").Post("/api/tasks/ledger", nil).Refused(http.StatusForbidden, "request.forbidden")

	var log api.List[api.AuditView]
	w.Login("auditor").Get("/api/audit?stream=errand").Want(http.StatusOK).JSON(&log)
	var what []string
	for _, l := range log.Items {
		what = append(what, l.What)
		require.Equal(t, v.ID, l.Subject)
		require.Regexp(t, `\p{Han}`, l.Text)
	}
	require.Equal(t, []string{"export.download", "export.done", "export.order"}, what)
	require.Contains(t, string(log.Items[0].Body), v.SHA256)

	// After some days the sheet is gone, and the order says so.
	w.Clock.Pass(errand.KeepFor)
	coord = w.Login("coord")
	coord.Get("/api/errands/"+v.ID+"/file.xlsx").Refused(http.StatusConflict, "errand.wrong_state")
	require.NoError(t, w.Desk.Tidy(t.Context()))
	require.Equal(t, errand.Expired, errandOf(coord, v.ID).State)
	w.Clock.Pass(errand.RememberFor)
	require.NoError(t, w.Desk.Tidy(t.Context()))
	w.Login("coord").Get("/api/errands/"+v.ID).Refused(http.StatusNotFound, "errand.not_found")
}

// Scope is asked when the work is done, not when it was ordered.
func TestAnExportHoldsWhatItsOrdererMaySeeWhenItIsWritten(t *testing.T) {
	w := exportWorld(t)
	water, build, other := w.Login("water"), w.Login("build"), w.Login("other")
	one, two, three := ordered(t, post(water, "/api/tasks/ledger", nil)), ordered(t, post(build, "/api/tasks/ledger", nil)), ordered(t, post(other, "/api/tasks/ledger", nil))
	admin := casefile.Meta{Actor: org.Actor{UserID: "system", Roles: []org.Role{org.System}}}
	_, err := w.Store.SetPlace(t.Context(), admin, w.UserID("build"), 0, []org.Role{org.Handler}, "o-other", w.Clock.Now())
	require.NoError(t, err)
	_, err = w.Store.SetDisabled(t.Context(), admin, w.UserID("other"), true, w.Clock.Now())
	require.NoError(t, err)
	w.Errands()

	require.ElementsMatch(t, []string{"接通供水", "修路"}, titlesIn(t, water.Get("/api/errands/"+one.ID+"/file.xlsx").Want(http.StatusOK).Body))
	build = w.Login("build")
	require.Empty(t, titlesIn(t, build.Get("/api/errands/"+two.ID+"/file.xlsx").Want(http.StatusOK).Body), "they have left the unit since")
	e, err := w.Store.Errand(t.Context(), w.UserID("other"), three.ID)
	require.NoError(t, err)
	require.Equal(t, errand.Failed, e.State)
	require.Equal(t, "errand.no_account", e.Fault.Code)
	require.Zero(t, e.FileSize)
}

func TestOrdersAreCancelledRetriedAndBounded(t *testing.T) {
	w := exportWorld(t)
	coord := w.Login("coord")
	v := ordered(t, post(coord, "/api/tasks/ledger", nil))
	for range errand.EachMost - 1 {
		ordered(t, post(coord, "/api/issues/ledger", nil))
	}
	post(coord, "/api/tasks/ledger", nil).Refused(http.StatusConflict, "errand.too_many")
	coord.Post("/api/errands/"+v.ID+"/retry", nil).Refused(http.StatusConflict, "errand.wrong_state")
	var c api.ErrandView
	coord.Post("/api/errands/"+v.ID+"/cancel", nil).Want(http.StatusOK).JSON(&c)
	require.Equal(t, errand.Cancelled, c.State)
	w.Errands()
	require.Equal(t, errand.Cancelled, errandOf(coord, v.ID).State, "nobody carries it out")
	coord.Post("/api/errands/"+v.ID+"/retry", nil).Want(http.StatusOK)
	w.Errands()
	require.Equal(t, errand.Done, errandOf(coord, v.ID).State)

	for _, bad := range []string{"/api/tasks/ledger?light=purple", "/api/approvals/ledger?box=none", "/api/tasks/ledger?due_days=-1"} {
		post(coord, bad, nil).Want(http.StatusUnprocessableEntity)
	}
	coord.Do(http.MethodPost, "/api/tasks/ledger", nil).Refused(http.StatusUnprocessableEntity, "request.key_missing")
}

// A run whose process died is silent; another takes over, and what the dead one
// might still say does not count.
func TestASilentRunIsTakenOverAndNoLongerCounts(t *testing.T) {
	w := exportWorld(t)
	ctx, coord := context.Background(), w.Login("coord")
	v := ordered(t, post(coord, "/api/tasks/ledger", nil))
	dead, ok, err := w.Store.TakeErrand(ctx, w.Clock.Now())
	require.NoError(t, err)
	require.True(t, ok)
	still, err := w.Store.KeepErrand(ctx, dead, 1, 3, w.Clock.Now())
	require.NoError(t, err)
	require.True(t, still)
	w.Errands()
	require.Equal(t, errand.Running, errandOf(coord, v.ID).State, "it is held")
	w.Clock.Pass(errand.Lease + time.Second)
	w.Errands()
	require.Equal(t, errand.Done, errandOf(coord, v.ID).State)

	still, err = w.Store.KeepErrand(ctx, dead, 2, 3, w.Clock.Now())
	require.NoError(t, err)
	require.False(t, still)
	still, err = w.Store.ErrandDone(ctx, dead, w.Clock.Now())
	require.NoError(t, err)
	require.False(t, still)
	done := errandOf(coord, v.ID)
	require.EqualValues(t, 3, done.Rows)
	require.Len(t, titlesIn(t, coord.Get("/api/errands/"+v.ID+"/file.xlsx").Want(http.StatusOK).Body), 3)

	// What kills its process every time is given up.
	v = ordered(t, post(coord, "/api/tasks/ledger", nil))
	for range errand.TriesMost {
		_, ok, err := w.Store.TakeErrand(ctx, w.Clock.Now())
		require.NoError(t, err)
		require.True(t, ok)
		w.Clock.Pass(errand.Lease)
	}
	w.Errands()
	require.Equal(t, errand.Failed, errandOf(coord, v.ID).State)
	require.Equal(t, "errand.gave_up", errandOf(coord, v.ID).Problem.Code)
}

// sheetOf is a sheet to import: code, name, town of each project.
func sheetOf(t *testing.T, rows ...[3]string) []byte {
	t.Helper()
	columns := documents.ProjectColumns(nil, nil, nil, nil)
	var cells [][]any
	for _, r := range rows {
		values := map[string]any{
			"code": r[0], "name": r[1], "owner": "重庆艾珀耐特高分子材料有限公司", "sector": "新材料", "invest_total": int64(5000), "town": r[2], "phase": "前期",
		}
		row := make([]any, len(columns))
		for i, c := range columns {
			row[i] = values[c.Key]
		}
		cells = append(cells, row)
	}
	var b bytes.Buffer
	require.NoError(t, documents.WriteTables(&b, "项目库", documents.Table{Sheet: "项目库", Title: "项目库", Columns: columns, Rows: documents.RowsOf(cells...)}))
	return b.Bytes()
}

// reasonsOf are the cells below 原因, in the order of the rows.
func reasonsOf(t *testing.T, sheet []byte) (out []string) {
	t.Helper()
	at := -1
	for _, cells := range sheetRows(t, sheet) {
		switch {
		case at < 0:
			at = slices.Index(cells, documents.ReasonColumn)
		case at < len(cells):
			out = append(out, cells[at])
		default:
			out = append(out, "")
		}
	}
	return out
}

func TestAnImportTellsEachRowAndTakesItOnceHoweverOftenItIsTried(t *testing.T) {
	w, keeper, mine, _ := registry(t)
	file := func(c *apitest.Client, content []byte) string {
		var f api.FileView
		c.Upload("项目库.xlsx", content).Want(http.StatusCreated).JSON(&f)
		return f.ID
	}
	id := file(keeper, sheetOf(t, [3]string{"2604-500153-04-01-000001", "甲", "广顺街道"}, [3]string{"2604-500153-04-01-000002", "乙", "无名镇"}, [3]string{"2604-500153-04-01-000003", "", "广顺街道"}))
	post(mine, "/api/projects/imports", map[string]any{"file_id": id}).Refused(http.StatusForbidden, "project.keeper_only")
	post(keeper, "/api/projects/imports", map[string]any{"file_id": "f-none"}).Refused(http.StatusNotFound, "file.not_found")

	check := ordered(t, post(keeper, "/api/projects/imports", map[string]any{"file_id": id, "dry_run": true}))
	w.Errands()
	checked := errandOf(keeper, check.ID)
	require.Equal(t, errand.Done, checked.State)
	require.Equal(t, []int{1, 2}, []int{checked.Import.Created, checked.Import.Refused})
	v := ordered(t, post(keeper, "/api/projects/imports", map[string]any{"file_id": id}))
	w.Errands()
	done := errandOf(keeper, v.ID)
	require.Equal(t, []int{1, 2}, []int{done.Import.Created, done.Import.Refused}, "the check wrote nothing")
	for _, r := range done.Import.Rows {
		if r.Outcome == project.Refused {
			require.Regexp(t, `\p{Han}`, r.Problems[0].Text)
		}
	}
	// What was left out comes back as the same sheet with the reasons, after a check as well.
	for _, v := range []api.ErrandView{checked, done} {
		require.Equal(t, []any{[]string{"download"}, "项目库（原因）.xlsx"}, []any{v.Actions, v.FileName})
		why := reasonsOf(t, keeper.Get("/api/errands/"+v.ID+"/file.xlsx").Want(http.StatusOK).Body)
		require.Equal(t, []string{"", "镇街“无名镇”不在系统名录中。", "项目名称不能为空"}, why)
	}
	// The same rows, kept in Chinese, for somebody who reads English.
	var english api.ErrandView
	keeper.Do(http.MethodGet, "/api/errands/"+v.ID, nil, "Accept-Language", "en").Want(http.StatusOK).JSON(&english)
	said := []string{}
	for _, r := range english.Import.Rows {
		for _, p := range r.Problems {
			said = append(said, p.Column+"|"+p.Text)
		}
	}
	require.ElementsMatch(t, []string{"|Town: “无名镇” is not in the register.", "Project name|Project name must not be empty"}, said)

	// A run that goes over the same rows again finds them taken, and its order still says who took them.
	_, err := storetest.SQL(t, w.DSN).Exec("UPDATE errands SET state = 'failed', fault = ? WHERE id = ?", `{"kind":"busy","code":"errand.gave_up","text":""}`, v.ID)
	require.NoError(t, err)
	keeper.Post("/api/errands/"+v.ID+"/retry", nil).Want(http.StatusOK)
	w.Errands()
	again := errandOf(keeper, v.ID)
	require.Equal(t, done.Import, again.Import)
	var n int
	require.NoError(t, storetest.SQL(t, w.DSN).QueryRow("SELECT COUNT(*) FROM projects WHERE code LIKE '2604-500153-04-01-00000%'").Scan(&n))
	require.Equal(t, 1, n)
}
