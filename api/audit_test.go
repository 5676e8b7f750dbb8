package api_test

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/diaodu/diaodu/api"
	"github.com/diaodu/diaodu/api/apitest"
	"github.com/diaodu/diaodu/domain/org"
	"github.com/diaodu/diaodu/store"
	"github.com/diaodu/diaodu/store/storetest"
)

func TestOnlyTheAuditorReadsTheLog(t *testing.T) {
	w := apitest.New(t)
	for login, role := range map[string]org.Role{"admin": org.Admin, "auditor": org.Auditor, "chair": org.Chair} {
		w.Official(login, "", role)
	}
	admin := w.Login("admin")
	admin.Post("/api/users", map[string]any{"login": "zhao", "name": "赵", "roles": []string{"leader"}}).Want(http.StatusCreated)
	for _, login := range []string{"admin", "chair"} {
		w.Login(login).Get("/api/audit").Refused(http.StatusForbidden, "audit.auditor_only")
		w.Login(login).Post("/api/audit/verify", nil).Refused(http.StatusForbidden, "audit.auditor_only")
	}
	auditor := w.Login("auditor")
	var page api.List[api.AuditView]
	auditor.Get("/api/audit?stream=user&limit=2").Want(http.StatusOK).JSON(&page)
	require.Len(t, page.Items, 2)
	require.Equal(t, "user.create", page.Items[0].What)
	require.Equal(t, "新建账号", page.Items[0].Text)
	require.Equal(t, w.UserID("admin"), page.Items[0].ActorID)
	require.Equal(t, "127.0.0.1", page.Items[0].IP)
	require.Equal(t, "赵", page.Items[0].Name, "an id says nothing to a person")
	require.NotContains(t, string(page.Items[0].Body), "argon2")
	var rest api.List[api.AuditView]
	auditor.Get("/api/audit?stream=user&limit=2&cursor=" + page.Next).Want(http.StatusOK).JSON(&rest)
	require.Len(t, rest.Items, 2)
	require.Empty(t, rest.Next)
	var found api.List[api.AuditView]
	auditor.Get("/api/audit?q=session.st").Want(http.StatusOK).JSON(&found)
	require.NotEmpty(t, found.Items)
	require.Equal(t, "登录", found.Items[0].Text)
	auditor.Get("/api/audit?cursor=x").Refused(http.StatusUnprocessableEntity, "request.cursor")

	var v store.Verified
	auditor.Post("/api/audit/verify", nil).Want(http.StatusOK).JSON(&v)
	require.Empty(t, v.Broken)
	_, err := storetest.SQL(t, w.DSN).Exec("UPDATE audit_entries SET actor = '别人' WHERE stream = 'user' AND n = 2")
	require.NoError(t, err)
	auditor.Post("/api/audit/verify", nil).Want(http.StatusOK).JSON(&v)
	require.Len(t, v.Broken, 1)
}
