package api_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/diaodu/diaodu/api"
	"github.com/diaodu/diaodu/api/apitest"
	"github.com/diaodu/diaodu/domain/account"
	"github.com/diaodu/diaodu/domain/org"
	"github.com/diaodu/diaodu/domain/workcal"
	"github.com/diaodu/diaodu/store"
)

func credentials(login, password string) map[string]string {
	return map[string]string{"login": login, "password": password}
}

func TestSignInAndOut(t *testing.T) {
	w := apitest.New(t)
	w.Official("chair", "", org.Chair)
	c := w.Anybody()
	a := c.Do(http.MethodPost, "/api/session", credentials(" Chair ", apitest.Password)).Want(http.StatusOK)
	cookie := a.Header.Get("Set-Cookie")
	for _, part := range []string{api.SessionCookie + "=", "HttpOnly", "SameSite=Lax", "Path=/"} {
		require.Contains(t, cookie, part)
	}
	var v api.SessionView
	c.Get("/api/session").Want(http.StatusOK).JSON(&v)
	require.Equal(t, []org.Role{org.Chair}, v.User.Roles)
	c.Do(http.MethodDelete, "/api/session", nil).Want(http.StatusNoContent)
	c.Get("/api/session").Refused(http.StatusUnauthorized, "session.required")
}

func TestAWrongLoginIsToldLikeAWrongPassword(t *testing.T) {
	w := apitest.New(t)
	w.Official("chair", "", org.Chair)
	for _, login := range []string{"chair", "nobody", "Ｃhair", "chair'--"} {
		p := w.Anybody().Do(http.MethodPost, "/api/session", credentials(login, "wrong")).Refused(http.StatusUnauthorized, "session.refused")
		require.Equal(t, "用户名或密码不正确。", p.Detail)
	}
	require.NotContains(t, w.Logs.String(), "wrong\"", "no password in the log")
}

func TestFiveWrongPasswordsLockTheAccount(t *testing.T) {
	w := apitest.New(t)
	w.Official("chair", "", org.Chair)
	c := w.Anybody()
	for range account.MaxFailures {
		c.Do(http.MethodPost, "/api/session", credentials("chair", "wrong")).Refused(http.StatusUnauthorized, "session.refused")
	}
	p := c.Do(http.MethodPost, "/api/session", credentials("chair", apitest.Password)).Refused(http.StatusUnauthorized, "session.locked")
	require.Contains(t, p.Detail, "30 分钟")
	w.Clock.Pass(account.LockFor)
	c.Do(http.MethodPost, "/api/session", credentials("chair", apitest.Password)).Want(http.StatusOK)
}

func TestAnIdleSessionEnds(t *testing.T) {
	w := apitest.New(t)
	w.Official("chair", "", org.Chair)
	c := w.Login("chair")
	w.Clock.Pass(account.IdleFor - time.Minute)
	c.Get("/api/session").Want(http.StatusOK)
	w.Clock.Pass(account.IdleFor)
	c.Get("/api/session").Refused(http.StatusUnauthorized, "session.required")
}

func TestWhoIsSignedInMayBeAskedByAnybody(t *testing.T) {
	w := apitest.New(t)
	w.Official("chair", "", org.Chair)
	c := w.Login("chair")
	who := func(c *apitest.Client) *api.SessionView {
		var v api.WhoView
		c.Get("/api/session/who").Want(http.StatusOK).JSON(&v)
		return v.Session
	}
	require.Equal(t, "chair", who(c).User.Login)
	require.Nil(t, who(w.Anybody()))
	w.Clock.Pass(account.IdleFor)
	require.Nil(t, who(c), "the session has ended")
}

func TestAFirstPasswordMustBeChanged(t *testing.T) {
	w := apitest.New(t)
	w.Official("admin", "", org.Admin)
	admin := w.Login("admin")
	var made api.AccountView
	admin.Post("/api/users", map[string]any{"login": "zhao", "name": "赵", "roles": []string{"leader"}}).Want(http.StatusCreated).JSON(&made)
	require.NotEmpty(t, made.InitialPassword)

	c := w.Anybody()
	c.Do(http.MethodPost, "/api/session", credentials("zhao", made.InitialPassword)).Want(http.StatusOK)
	c.Get("/api/stand-ins").Refused(http.StatusForbidden, "account.must_change")
	change := func(current, next string) *apitest.Answer {
		return c.Do(http.MethodPost, "/api/session/password", map[string]string{"current": current, "new": next})
	}
	for next, code := range map[string]string{
		"Short-1a": "password.short", "alllowercase": "password.simple", "Zhao-is-here-1": "password.login", made.InitialPassword: "password.same",
	} {
		p := change(made.InitialPassword, next).Refused(http.StatusUnprocessableEntity, code)
		require.Equal(t, "new", p.Field)
	}
	change("not it", "Another-One-9").Refused(http.StatusUnprocessableEntity, "password.wrong")
	change(made.InitialPassword, "Another-One-9").Want(http.StatusNoContent)
	c.Get("/api/stand-ins").Want(http.StatusOK)
	w.Anybody().Do(http.MethodPost, "/api/session", credentials("zhao", made.InitialPassword)).Refused(http.StatusUnauthorized, "session.refused")
}

func TestOnlyTheAdministratorKeepsAccounts(t *testing.T) {
	w := apitest.New(t)
	w.Official("admin", "", org.Admin)
	w.Official("auditor", "", org.Auditor)
	w.Official("chair", "", org.Chair)
	body := map[string]any{"login": "x.y", "name": "某", "roles": []string{"leader"}}
	w.Login("chair").Post("/api/users", body).Refused(http.StatusForbidden, "account.admin_only")
	w.Login("auditor").Post("/api/users", body).Refused(http.StatusForbidden, "account.admin_only")
	w.Login("auditor").Get("/api/users").Want(http.StatusOK)
	w.Login("chair").Get("/api/users").Refused(http.StatusForbidden, "account.admin_only")
	body["roles"] = []string{"admin", "auditor"}
	w.Login("admin").Post("/api/users", body).Refused(http.StatusUnprocessableEntity, "account.roles_apart")
	body["roles"] = []string{"emperor"}
	w.Login("admin").Post("/api/users", body).Refused(http.StatusUnprocessableEntity, "account.unknown_role")
	verified, err := w.Store.VerifyAudit(t.Context())
	require.NoError(t, err)
	require.Empty(t, verified.Broken)
	require.Positive(t, verified.Entries)
}

func TestANewRoleSignsOut(t *testing.T) {
	w := apitest.New(t)
	w.Official("admin", "", org.Admin)
	li := w.Official("liwei", "", org.Leader)
	c := w.Login("liwei")
	admin, body := w.Login("admin"), map[string]any{"roles": []string{"chair"}}
	admin.Do(http.MethodPut, "/api/users/"+li.ID+"/roles", body).Refused(http.StatusUnprocessableEntity, "request.version")
	c.Get("/api/session").Want(http.StatusOK)
	admin.Do(http.MethodPut, "/api/users/"+li.ID+"/roles", body, "If-Match", `"1"`).Want(http.StatusOK)
	admin.Do(http.MethodPut, "/api/users/"+li.ID+"/roles", body, "If-Match", `"1"`).Refused(http.StatusPreconditionFailed, "stale")
	admin.Do(http.MethodPatch, "/api/users/"+li.ID, map[string]any{"name": "李薇"}, "If-Match", `"1"`).Refused(http.StatusPreconditionFailed, "stale")
	admin.Do(http.MethodPatch, "/api/users/"+li.ID, map[string]any{"name": "李薇"}, "If-Match", admin.Get("/api/users/"+li.ID).Header.Get("ETag")).Want(http.StatusOK)
	c.Get("/api/session").Refused(http.StatusUnauthorized, "session.required")
}

func TestATeamIsItsPrimarysAffair(t *testing.T) {
	w := apitest.New(t)
	w.Enterprise("e-1", "艾珀耐特")
	w.Enterprise("e-2", "另一家")
	w.Official("admin", "", org.Admin)
	w.Owner("boss", "e-1", org.Primary)
	w.Owner("other", "e-2", org.Primary)
	const team = "/api/enterprises/e-1/team"
	boss := w.Login("boss")
	var made api.AccountView
	boss.Post(team, map[string]any{"login": "aide", "name": "助理", "role": "MEMBER"}).Want(http.StatusCreated).JSON(&made)
	aide := w.Anybody()
	aide.Do(http.MethodPost, "/api/session", credentials("aide", made.InitialPassword)).Want(http.StatusOK)
	aide.Do(http.MethodPost, "/api/session/password", map[string]string{"current": made.InitialPassword, "new": apitest.Password}).Want(http.StatusNoContent)

	promote := map[string]string{"role": "ADMIN"}
	aide.Do(http.MethodPatch, team+"/"+made.UserID, promote).Refused(http.StatusForbidden, "team.not_primary")
	w.Login("admin").Do(http.MethodPatch, team+"/"+made.UserID, promote).Refused(http.StatusForbidden, "team.officials")
	w.Login("other").Get(team).Refused(http.StatusNotFound, "team.not_found")
	w.Login("other").Do(http.MethodPatch, team+"/"+made.UserID, promote).Refused(http.StatusNotFound, "team.not_found")
	boss.Do(http.MethodPatch, team+"/"+made.UserID, promote).Want(http.StatusOK)

	boss.Post(team+"/transfer", map[string]string{"user_id": made.UserID}).Want(http.StatusOK)
	aide = w.Login("aide")
	aide.Do(http.MethodPut, team+"/transfer", map[string]bool{"accept": true}).Want(http.StatusOK)
	w.Login("boss").Do(http.MethodPatch, team+"/"+made.UserID, promote).Refused(http.StatusForbidden, "team.not_primary")
	var v api.TeamView
	aide.Get(team).Want(http.StatusOK).JSON(&v)
	require.Equal(t, "aide", v.Items[0].Login)
	require.Nil(t, v.Offer)
}

func TestAnAccountNeedsAUnitThatExists(t *testing.T) {
	w := apitest.New(t)
	w.Official("admin", "", org.Admin)
	body := map[string]any{"login": "x.y", "name": "某", "roles": []string{"handler"}, "org_id": "o-none"}
	w.Login("admin").Post("/api/users", body).Refused(http.StatusUnprocessableEntity, "account.no_unit")
}

func TestAnotherPlaceIsTakenByStandIn(t *testing.T) {
	w := apitest.New(t)
	w.Org("o-1", "区水务局")
	lead := w.Person(store.NewUser{Login: "lead", Name: "局长", Roles: []org.Role{org.DeptLead}, OrgID: "o-1"})
	deputy := w.Person(store.NewUser{Login: "deputy", Name: "副局长", Roles: []org.Role{org.Handler}, OrgID: "o-1"})
	today := workcal.DateOf(w.Clock.Now()).String()
	w.Login("lead").Post("/api/stand-ins", map[string]string{"by_user": deputy.ID, "from": today, "to": today}).Want(http.StatusCreated)
	c := w.Login("deputy")
	arranges := func() []api.ActionView {
		var list api.List[api.StandInView]
		c.Get("/api/stand-ins").Want(http.StatusOK).JSON(&list)
		return list.Actions
	}
	require.Equal(t, []api.ActionView{{Act: "add", Text: "安排代理"}}, arranges())
	var v api.SessionView
	c.Do(http.MethodPut, "/api/session/place", map[string]string{"user_id": lead.ID}).Want(http.StatusOK).JSON(&v)
	require.Equal(t, lead.ID, v.User.StandsInFor)
	require.Equal(t, "副局长", v.User.Name)
	require.Equal(t, "区水务局", v.User.OrgName)
	c.Post("/api/stand-ins", map[string]string{"by_user": deputy.ID, "from": today, "to": today}).Refused(http.StatusForbidden, "standin.chain")
	require.Empty(t, arranges(), "whoever stands in arranges no further")
}

func TestAPasswordIsNeverEchoed(t *testing.T) {
	w := apitest.New(t)
	long := strings.Repeat("秘", 300)
	a := w.Anybody().Do(http.MethodPost, "/api/session", credentials("chair", long)).Want(http.StatusUnprocessableEntity)
	require.NotContains(t, string(a.Body), "秘秘")
	require.Contains(t, string(a.Body), "不得超过 256 个字")
}
