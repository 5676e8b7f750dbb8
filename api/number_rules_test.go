package api_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/diaodu/diaodu/api"
	"github.com/diaodu/diaodu/api/apitest"
	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/numberrule"
	"github.com/diaodu/diaodu/domain/org"
	"github.com/diaodu/diaodu/domain/workcal"
	"github.com/diaodu/diaodu/store/storetest"
)

// reported is an issue told by telephone, as its reader sees it.
func (w *guardWorld) reported(as *apitest.Client, n int, class string) (v api.IssueView) {
	w.T.Helper()
	as.Post("/api/issues", map[string]any{
		"project_id": w.ids["projects"], "class": class, "source": "phone", "heading": fmt.Sprintf("园区供水不足之%d", n), "ask": "请协调解决", "unclassified": true,
	}).Want(http.StatusCreated).JSON(&v)
	return v
}

// What the console says ships is what cases ask for: every series that the acts of
// a whole world drew is the shipped rule's.
func TestShippedNumberRulesAreWhatCasesAskFor(t *testing.T) {
	w := guarded(t)
	rows, err := storetest.SQL(t, w.DSN).Query("SELECT body FROM case_events WHERE number <> ''")
	require.NoError(t, err)
	defer rows.Close()
	seen := map[string]bool{}
	for rows.Next() {
		var body string
		require.NoError(t, rows.Scan(&body))
		var ev casefile.Event
		require.NoError(t, json.Unmarshal([]byte(body), &ev))
		n, ok := numberrule.Of(numberrule.KindOf(ev.Series.Name))
		if !ok {
			require.True(t, strings.HasPrefix(ev.Series.Name, "result/"), ev.Series.Name)
			continue
		}
		require.Equal(t, n.Shipped.Series(*ev.Series, workcal.DateOf(ev.At)), *ev.Series)
		seen[n.Kind] = true
	}
	require.NoError(t, rows.Err())
	require.GreaterOrEqual(t, len(seen), 4, "%v", seen)
}

func TestANumberRuleHoldsFromTheNextNumberOnAndNeverGivesOneTwice(t *testing.T) {
	w := guarded(t)
	co, admin := w.Login("coordinator"), w.Login("admin")
	old := w.reported(co, 0, "water.supply")
	year := strconv.Itoa(workcal.DateOf(w.Clock.Now()).Year())
	const one = "/api/number-rules/issue"
	rule := map[string]any{"layout": "荣问〔{year}〕%03d号", "reset": "year", "reason": "按区里行文习惯"}

	co.Get("/api/number-rules").Refused(http.StatusForbidden, "setting.admin_only")
	co.Do(http.MethodPut, one, rule, "If-Match", `"0"`).Refused(http.StatusForbidden, "setting.admin_only")
	admin.Do(http.MethodPut, one, rule).Refused(http.StatusUnprocessableEntity, "request.version")
	admin.Do(http.MethodPut, one, map[string]any{"layout": "督办〔{year}〕%d号", "reset": "year", "reason": "试试"}, "If-Match", `"0"`).
		Refused(http.StatusConflict, "number.used")

	var next api.NumberPreview
	admin.Post(one+"/preview", map[string]any{"layout": "荣问〔{year}〕%03d号", "reset": "year"}).Want(http.StatusOK).JSON(&next)
	require.Equal(t, "荣问〔"+year+"〕001号", next.Counters[0].Next)
	admin.Do(http.MethodPut, one, rule, "If-Match", `"0"`).Want(http.StatusOK)
	admin.Do(http.MethodPut, one, rule, "If-Match", `"0"`).Refused(http.StatusPreconditionFailed, "stale")
	require.Equal(t, next.Counters[0].Next, w.reported(co, 1, "water.supply").No)
	require.Equal(t, "荣问〔"+year+"〕002号", w.reported(co, 2, "water.supply").No)
	var kept api.IssueView
	co.Get("/api/issues/" + old.ID).Want(http.StatusOK).JSON(&kept)
	require.Equal(t, old.No, kept.No, "what was numbered keeps its number")

	// Taken over from a register on paper: forward, never back.
	rule["next"] = 38
	admin.Do(http.MethodPut, one, rule, "If-Match", `"1"`).Want(http.StatusOK)
	require.Equal(t, "荣问〔"+year+"〕038号", w.reported(co, 3, "water.supply").No)
	rule["next"] = 38
	admin.Do(http.MethodPut, one, rule, "If-Match", `"2"`).Refused(http.StatusConflict, "number.backwards")

	// Many at once get each its own, without gaps.
	var all sync.WaitGroup
	got := make([]string, 12)
	for i := range got {
		all.Go(func() { got[i] = w.reported(co, 100+i, "water.supply").No })
	}
	all.Wait()
	seen := map[string]bool{}
	for _, no := range got {
		seen[no] = true
	}
	for n := range got {
		require.True(t, seen[fmt.Sprintf("荣问〔%s〕%03d号", year, 39+n)], "%v", got)
	}
	w.Clock.Pass(366 * 24 * time.Hour)
	later := strconv.Itoa(workcal.DateOf(w.Clock.Now()).Year())
	require.Equal(t, "荣问〔"+later+"〕001号", w.reported(w.Login("coordinator"), 200, "water.supply").No, "a new year begins at 1")

	var past api.List[api.NumberRulePast]
	w.Login("admin").Get(one + "/versions").Want(http.StatusOK).JSON(&past)
	require.Len(t, past.Items, 2)
	w.Official("auditor", "", org.Auditor)
	var log api.List[api.AuditView]
	w.Login("auditor").Get("/api/audit?what=number.set").Want(http.StatusOK).JSON(&log)
	require.Len(t, log.Items, 2)
	require.Equal(t, "设定编号规则", log.Items[0].Text)
	require.JSONEq(t, `{"before":{"layout":"荣问〔{year}〕%03d号","reset":"year"},"after":{"layout":"荣问〔{year}〕%03d号","reset":"year","next":38}}`, string(log.Items[0].Body))
}
