package store_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/diaodu/diaodu/domain/account"
	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/fault"
	"github.com/diaodu/diaodu/domain/org"
	"github.com/diaodu/diaodu/domain/workcal"
	"github.com/diaodu/diaodu/store"
	"github.com/diaodu/diaodu/store/storetest"
)

var (
	noon    = time.Date(2022, 5, 10, 12, 0, 0, 0, workcal.CST)
	byAdmin = casefile.Meta{Actor: org.Actor{UserID: "u-admin", Name: "管理员", Roles: []org.Role{org.Admin}}, IP: "10.0.0.1"}
)

// newStore is a database with a unit and an enterprise to belong to.
func newStore(t *testing.T) *store.Store {
	t.Helper()
	dsn := storetest.DSN(t)
	for _, q := range []string{
		"INSERT INTO orgs (id, name, type, valid_from, version, created_at, updated_at) VALUES ('o-1', '区水务局', 'department', '2020-01-01', 1, NOW(6), NOW(6))",
		"INSERT INTO enterprises (id, name, tags, version, created_at, updated_at) VALUES ('e-1', '艾珀耐特', '[]', 1, NOW(6), NOW(6))",
	} {
		_, err := storetest.SQL(t, dsn).Exec(q)
		require.NoError(t, err)
	}
	s, err := store.Open(context.Background(), dsn)
	require.NoError(t, err)
	t.Cleanup(func() { s.Close() })
	return s
}

func newUser(t *testing.T, s *store.Store, n store.NewUser) account.User {
	t.Helper()
	if n.Name == "" {
		n.Name = n.Login
	}
	n.Hash = "hash of " + n.Login
	u, err := s.CreateUser(context.Background(), byAdmin, n, noon)
	require.NoError(t, err)
	return u
}

func owner(login string, role org.OwnerRole) store.NewUser {
	return store.NewUser{Login: login, Roles: []org.Role{org.Owner}, EnterpriseID: "e-1", OwnerRole: role}
}

func signIn(t *testing.T, s *store.Store, id, user string, at time.Time) {
	t.Helper()
	require.NoError(t, s.StartSession(context.Background(), store.NewSession{ID: id, UserID: user, IP: "10.0.0.2"}, at))
}

func refusedAs(t *testing.T, err error, code string) {
	t.Helper()
	require.True(t, fault.Is(err, code), "want %s, got %v", code, err)
}

func TestAnAccountIsReadBackAsItWasMade(t *testing.T) {
	s := newStore(t)
	made := newUser(t, s, store.NewUser{Login: "li.wei", Name: "李伟", Phone: "13800000000", Roles: []org.Role{org.Handler, org.DeptLead}, OrgID: "o-1", MustChange: true})
	require.Equal(t, []org.Role{org.Handler, org.DeptLead}, made.Roles)
	require.Equal(t, "o-1", made.OrgID)
	require.True(t, made.MustChange)
	_, err := s.CreateUser(context.Background(), byAdmin, store.NewUser{Login: "li.wei", Name: "别人", Roles: []org.Role{org.Leader}}, noon)
	refusedAs(t, err, "account.login_taken")
	list, next, err := s.Users(context.Background(), store.UserFilter{Q: "李", Limit: 10})
	require.NoError(t, err)
	require.Len(t, list, 1)
	require.Empty(t, next)
	none, _, err := s.Users(context.Background(), store.UserFilter{Q: "%", Limit: 10})
	require.NoError(t, err)
	require.Empty(t, none, "a percent sign is a character, not a pattern")
}

func TestNobodyIsAdministratorAndAuditor(t *testing.T) {
	dsn := storetest.DSN(t)
	s, err := store.Open(context.Background(), dsn)
	require.NoError(t, err)
	defer s.Close()
	_, err = s.CreateUser(context.Background(), byAdmin, store.NewUser{Login: "both", Name: "两权", Roles: []org.Role{org.Admin, org.Auditor}}, noon)
	refusedAs(t, err, "account.roles_apart")
	u := newUser(t, s, store.NewUser{Login: "sys", Roles: []org.Role{org.Admin}})
	_, err = storetest.SQL(t, dsn).Exec("INSERT INTO user_roles (user_id, role, granted_by, granted_at) VALUES (?, 'auditor', 'x', NOW(6))", u.ID)
	require.ErrorContains(t, err, "user_roles_apart", "the table itself refuses")
}

func TestTheLastAdministratorStays(t *testing.T) {
	s := newStore(t)
	u := newUser(t, s, store.NewUser{Login: "sys", Roles: []org.Role{org.Admin}})
	_, err := s.SetDisabled(context.Background(), byAdmin, u.ID, true, noon)
	refusedAs(t, err, "account.last_admin")
	_, err = s.SetPlace(context.Background(), byAdmin, u.ID, 0, []org.Role{org.Leader}, "", noon)
	refusedAs(t, err, "account.last_admin")
}

// Two administrators have one person's card open: the second to save is told,
// whichever of the two forms it was, and nothing of theirs is in.
func TestTwoAdministratorsDoNotOverwriteEachOther(t *testing.T) {
	s := newStore(t)
	ctx := context.Background()
	newUser(t, s, store.NewUser{Login: "sys", Roles: []org.Role{org.Admin}})
	seen := newUser(t, s, store.NewUser{Login: "wang", Name: "王一", Roles: []org.Role{org.Handler}, OrgID: "o-1"})
	require.Equal(t, 1, seen.Version)

	outcomes := make(chan error, 2)
	for _, roles := range [][]org.Role{{org.DeptLead}, {org.Handler, org.DeptLead}} {
		go func() {
			_, err := s.SetPlace(ctx, byAdmin, seen.ID, seen.Version, roles, "o-1", noon)
			outcomes <- err
		}()
	}
	a, b := <-outcomes, <-outcomes
	require.True(t, (a == nil) != (b == nil), "one of them, not both: %v, %v", a, b)
	refusedAs(t, errors.Join(a, b), "stale")
	now, err := s.User(ctx, seen.ID)
	require.NoError(t, err)
	require.Equal(t, 2, now.Version)

	_, err = s.Rename(ctx, byAdmin, seen.ID, seen.Version, "王二", "", "")
	refusedAs(t, err, "stale")
	_, err = s.SetPlace(ctx, byAdmin, seen.ID, seen.Version, []org.Role{org.Leader}, "", noon)
	refusedAs(t, err, "stale")
	after, err := s.User(ctx, seen.ID)
	require.NoError(t, err)
	require.Equal(t, now, after)
	named, err := s.Rename(ctx, byAdmin, seen.ID, now.Version, "王二", "13800000000", "")
	require.NoError(t, err)
	require.Equal(t, 3, named.Version)
	require.Equal(t, now.Roles, named.Roles)
	verified, err := s.VerifyAudit(ctx)
	require.NoError(t, err)
	require.Empty(t, verified.Broken)
	require.Equal(t, 4, verified.Entries, "two made, one given roles, one named anew")
}

func TestSessionsEndWhenIdleOldOrRevoked(t *testing.T) {
	s := newStore(t)
	newUser(t, s, store.NewUser{Login: "sys", Roles: []org.Role{org.Admin}})
	u := newUser(t, s, store.NewUser{Login: "wang", Roles: []org.Role{org.Handler}, OrgID: "o-1"})
	ctx := context.Background()
	signIn(t, s, "idle", u.ID, noon)
	got, err := s.Session(ctx, "idle", noon.Add(29*time.Minute))
	require.NoError(t, err)
	require.Equal(t, "o-1", got.Actor.OrgID)
	_, err = s.Session(ctx, "idle", noon.Add(58*time.Minute))
	require.NoError(t, err, "every use starts the half hour again")
	_, err = s.Session(ctx, "idle", noon.Add(89*time.Minute))
	refusedAs(t, err, "session.required")

	signIn(t, s, "old", u.ID, noon)
	for at := noon; at.Before(noon.Add(account.LiveFor)); at = at.Add(20 * time.Minute) {
		_, err = s.Session(ctx, "old", at)
		require.NoError(t, err)
	}
	_, err = s.Session(ctx, "old", noon.Add(account.LiveFor))
	refusedAs(t, err, "session.required")

	for name, change := range map[string]func() error{
		"role": func() error {
			_, err := s.SetPlace(ctx, byAdmin, u.ID, 0, []org.Role{org.DeptLead}, "o-1", noon)
			return err
		},
		"password": func() error { return s.ResetPassword(ctx, byAdmin, u.ID, "new", noon) },
		"disable":  func() error { _, err := s.SetDisabled(ctx, byAdmin, u.ID, true, noon); return err },
	} {
		_, err := s.SetDisabled(ctx, byAdmin, u.ID, false, noon)
		require.NoError(t, err)
		signIn(t, s, name, u.ID, noon)
		require.NoError(t, change())
		_, err = s.Session(ctx, name, noon)
		refusedAs(t, err, "session.required")
	}
}

func TestFiveFailuresLockForHalfAnHour(t *testing.T) {
	s := newStore(t)
	ctx := context.Background()
	u := newUser(t, s, store.NewUser{Login: "wang", Roles: []org.Role{org.Leader}})
	var wg sync.WaitGroup
	for range account.MaxFailures {
		wg.Add(1)
		go func() { defer wg.Done(); require.NoError(t, s.LoginFailed(ctx, u.ID, noon)) }()
	}
	wg.Wait()
	ok, err := s.LoginPassed(ctx, u.ID, noon.Add(time.Second))
	require.NoError(t, err)
	require.False(t, ok, "the right password does not count while locked")
	ok, err = s.LoginPassed(ctx, u.ID, noon.Add(account.LockFor))
	require.NoError(t, err)
	require.True(t, ok)
	require.NoError(t, s.LoginFailed(ctx, u.ID, noon.Add(account.LockFor)))
	secret, _, err := s.Secret(ctx, "wang")
	require.NoError(t, err)
	require.True(t, secret.LockedUntil.IsZero(), "the count starts again")
}

func TestThePrimaryMovesOnlyByTransfer(t *testing.T) {
	s := newStore(t)
	ctx := context.Background()
	boss, aide := newUser(t, s, owner("boss", org.Primary)), newUser(t, s, owner("aide", org.Member))
	_, err := s.CreateUser(ctx, byAdmin, owner("second", org.Primary), noon)
	refusedAs(t, err, "team.has_primary")
	hand := func(u account.User) casefile.Meta {
		return casefile.Meta{Actor: org.Actor{UserID: u.ID, Name: u.Name, Roles: u.Roles}}
	}
	refusedAs(t, s.SetTeamRole(ctx, hand(boss), "e-1", boss.ID, org.Member, noon), "team.primary_stays")
	refusedAs(t, s.SetTeamRole(ctx, hand(boss), "e-1", aide.ID, org.Primary, noon), "team.transfer_needed")
	require.NoError(t, s.SetTeamRole(ctx, hand(boss), "e-1", aide.ID, org.Manager, noon))

	_, err = s.OfferPrimary(ctx, hand(boss), "e-1", aide.ID, noon)
	require.NoError(t, err)
	_, err = s.OfferPrimary(ctx, hand(boss), "e-1", aide.ID, noon)
	refusedAs(t, err, "team.offer_open")
	refusedAs(t, s.SettleOffer(ctx, hand(boss), "e-1", true, noon), "team.not_offered")
	require.NoError(t, s.SettleOffer(ctx, hand(aide), "e-1", true, noon))
	team, err := s.Team(ctx, "e-1")
	require.NoError(t, err)
	require.Equal(t, "aide", team[0].Login)
	require.Equal(t, org.Primary, team[0].Role)
	require.Equal(t, org.Manager, team[1].Role)
	refusedAs(t, s.SettleOffer(ctx, hand(aide), "e-1", true, noon), "team.no_offer")

	require.NoError(t, s.RemoveFromTeam(ctx, hand(aide), "e-1", boss.ID, noon))
	team, err = s.Team(ctx, "e-1")
	require.NoError(t, err)
	require.Len(t, team, 1)
}

func TestAStandInActsOnlyInTheDaysGiven(t *testing.T) {
	s := newStore(t)
	ctx := context.Background()
	lead := newUser(t, s, store.NewUser{Login: "lead", Name: "局长", Roles: []org.Role{org.DeptLead}, OrgID: "o-1"})
	deputy := newUser(t, s, store.NewUser{Login: "deputy", Name: "副局长", Roles: []org.Role{org.Handler}, OrgID: "o-1"})
	self := casefile.Meta{Actor: org.Actor{UserID: lead.ID, Roles: lead.Roles}}
	day := workcal.DateOf(noon)
	made, err := s.CreateStandIn(ctx, self, lead.ID, deputy.ID, day.AddDays(1), day.AddDays(2), noon)
	require.NoError(t, err)
	signIn(t, s, "d", deputy.ID, noon)
	refusedAs(t, s.TakePlace(ctx, "d", deputy.ID, lead.ID, noon), "standin.ended")

	for n, stands := range map[int]bool{0: false, 1: true, 2: true, 3: false} {
		at := noon.AddDate(0, 0, n)
		id := fmt.Sprint("day", n)
		signIn(t, s, id, deputy.ID, at)
		require.NoError(t, s.TakePlace(ctx, id, deputy.ID, lead.ID, noon.AddDate(0, 0, 1)))
		got, err := s.Session(ctx, id, at)
		require.NoError(t, err)
		require.Equal(t, stands, got.Actor.StandsInFor == lead.ID, "day %d", n)
		require.Equal(t, deputy.ID, got.Actor.UserID)
		require.Equal(t, stands, got.Actor.Has(org.DeptLead))
	}
	require.NoError(t, s.RevokeStandIn(ctx, self, made.ID, noon))
	refusedAs(t, s.TakePlace(ctx, "day1", deputy.ID, lead.ID, noon.AddDate(0, 0, 1)), "standin.ended")
}
