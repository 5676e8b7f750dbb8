package seed

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/diaodu/diaodu/auth"
	"github.com/diaodu/diaodu/domain/org"
	"github.com/diaodu/diaodu/domain/project"
	"github.com/diaodu/diaodu/domain/workcal"
	"github.com/diaodu/diaodu/store"
	"github.com/diaodu/diaodu/store/storetest"
)

func filesOf(t *testing.T, s *store.Store) *store.Files {
	t.Helper()
	files, err := s.Files(t.TempDir())
	require.NoError(t, err)
	return files
}

func TestDemoDistrictIsWholeAndPassesEveryRule(t *testing.T) {
	ctx := context.Background()
	s := storetest.New(t)
	require.NoError(t, s.AdoptShippedCalendar(ctx))
	needed, err := Needed(ctx, s)
	require.NoError(t, err)
	require.True(t, needed)

	now := workcal.MustDate("2026-11-23").At(10, 0)
	var said []string
	d, err := fill(ctx, s, filesOf(t, s), now, func(what string) { said = append(said, what) })
	require.NoError(t, err)
	require.Empty(t, d.refused, "every act of the year is allowed")
	require.NotEmpty(t, said)

	needed, err = Needed(ctx, s)
	require.NoError(t, err)
	require.False(t, needed, "a filled installation is left alone")

	events, err := s.StartEvents(ctx, keeper)
	require.NoError(t, err)
	require.Len(t, events, 1)
	event, err := s.StartEvent(ctx, keeper, events[0].ID)
	require.NoError(t, err)
	require.True(t, event.Held)
	require.Len(t, event.Members, 22)
	require.EqualValues(t, 1_400_000, event.Totals.InvestWan, "约140亿元")

	counts, err := s.Projects(ctx, keeper, project.Query{Limit: 100})
	require.NoError(t, err)
	require.Len(t, counts.Items, 22)
	names, err := s.Towns(ctx)
	require.NoError(t, err)
	require.Len(t, names, 21)

	checked, err := s.VerifyAudit(ctx)
	require.NoError(t, err)
	require.Empty(t, checked.Broken)
}

func TestEveryRoleHasAnAccountThatCanSignIn(t *testing.T) {
	ctx := context.Background()
	s := storetest.New(t)
	require.NoError(t, Fill(ctx, s, filesOf(t, s), time.Now(), func(string) {}))
	login := auth.NewLocal(s)
	held := map[org.Role]bool{}
	for _, p := range Shown {
		id, err := login.Authenticate(ctx, auth.Credentials{Login: p.Login, Password: Password}, time.Now())
		require.NoError(t, err, p.Login)
		u, err := s.User(ctx, id)
		require.NoError(t, err)
		require.False(t, u.MustChange, p.Login)
		for _, r := range u.Roles {
			held[r] = true
		}
	}
	for _, r := range org.Roles {
		require.True(t, held[r], "no demo account has role %s", r)
	}
}
