package api_test

import (
	"bytes"
	"encoding/csv"
	"net/http"
	"net/url"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/diaodu/diaodu/api"
	"github.com/diaodu/diaodu/api/apitest"
	"github.com/diaodu/diaodu/domain/audit"
	"github.com/diaodu/diaodu/domain/errand"
	"github.com/diaodu/diaodu/domain/org"
)

// auditWorld has an administrator who did a few things and an auditor.
func auditWorld(t *testing.T) *apitest.World {
	w := apitest.New(t)
	w.Official("admin", "", org.Admin)
	w.Official("auditor", "", org.Auditor)
	w.Official("chair", "", org.Chair)
	for _, name := range []string{"=HYPERLINK(1)", "赵"} {
		w.Login("admin").Post("/api/users", map[string]any{"login": "leader-" + strconv.Itoa(len(name)), "name": name, "roles": []string{"leader"}}).Want(http.StatusCreated)
	}
	return w
}

func csvRows(t *testing.T, body []byte) (rows [][]string) {
	t.Helper()
	require.True(t, bytes.HasPrefix(body, []byte("\ufeff")))
	rows, err := csv.NewReader(bytes.NewReader(body[3:])).ReadAll()
	require.NoError(t, err)
	return rows
}

// exported is what a query finds in the audit log, ordered, written and fetched.
func exported(t *testing.T, w *apitest.World, c *apitest.Client, format, query string) *apitest.Answer {
	t.Helper()
	v := ordered(t, post(c, "/api/audit/export?format="+format+"&"+query, nil))
	w.Errands()
	done := errandOf(c, v.ID)
	require.Equal(t, errand.Done, done.State, "%+v", done.Problem)
	require.Equal(t, done.Expected, done.Rows)
	for _, other := range []string{"xlsx", "csv"} {
		if other != format {
			c.Get("/api/errands/"+v.ID+"/file."+other).Refused(http.StatusNotFound, "errand.not_found")
		}
	}
	return c.Get("/api/errands/" + v.ID + "/file." + format).Want(http.StatusOK)
}

// Who has the export can verify the chain without us: every hash is made of what
// is written beside it.
func TestAnExportedAuditLogVerifiesByItself(t *testing.T) {
	w := auditWorld(t)
	auditor := w.Login("auditor")
	a := exported(t, w, auditor, "csv", "stream=user")
	require.Contains(t, a.Header.Get("Content-Disposition"), "attachment")
	rows := csvRows(t, a.Body)
	var chain audit.Chain
	for _, r := range rows[1:] {
		n, err := strconv.Atoi(r[1])
		require.NoError(t, err)
		at, err := time.Parse("2006-01-02T15:04:05.000000-07:00", r[2])
		require.NoError(t, err)
		e := audit.Entry{Stream: r[0], N: n, At: at, Actor: r[3], ActorID: r[4], IP: r[5], What: r[7], Subject: r[8], BodySHA: r[10], Prev: r[11], Hash: r[12]}
		require.NoError(t, chain.Next(e, []byte(r[9])))
	}
	n, _ := chain.End()
	require.Equal(t, 5, n)
	require.NotContains(t, string(a.Body), "argon2")

	sheet := sheetRows(t, exported(t, w, auditor, "xlsx", "stream=user").Body)
	require.Equal(t, rows[len(rows)-1][12], sheet[len(sheet)-1][12], "the same entries in the same order")
	require.Equal(t, "新建账号", rows[1][6])
}

func TestTakingTheAuditLogIsItselfAudited(t *testing.T) {
	w := auditWorld(t)
	for _, login := range []string{"admin", "chair"} {
		for _, kind := range []string{"xlsx", "csv"} {
			post(w.Login(login), "/api/audit/export?format="+kind, nil).Refused(http.StatusForbidden, "audit.auditor_only")
		}
	}
	auditor := w.Login("auditor")
	rows := csvRows(t, exported(t, w, auditor, "csv", "what=user.create&q="+url.QueryEscape("adm")).Body)
	require.Len(t, rows, 3)
	var log api.List[api.AuditView]
	auditor.Get("/api/audit?what=audit.export").Want(http.StatusOK).JSON(&log)
	require.Len(t, log.Items, 1, "refused exports are none")
	require.Equal(t, "导出审计日志", log.Items[0].Text)
	require.Equal(t, w.UserID("auditor"), log.Items[0].ActorID)
	require.Contains(t, string(log.Items[0].Body), `"rows":2`)
	require.Contains(t, string(log.Items[0].Body), `"what":"user.create"`)
	auditor.Post("/api/audit/verify", nil).Want(http.StatusOK)

	// The auditor looks and changes nothing.
	rule := map[string]any{"layout": "荣督〔{year}〕%d号", "reset": "year", "reason": "试试"}
	auditor.Do(http.MethodPut, "/api/number-rules/task", rule, "If-Match", `"0"`).Refused(http.StatusForbidden, "setting.admin_only")
	auditor.Get("/api/channels").Refused(http.StatusForbidden, "setting.admin_only")
}
