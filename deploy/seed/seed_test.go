package seed

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/diaodu/diaodu/auth"
	"github.com/diaodu/diaodu/domain/org"
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

func quietly(string) {}

func TestEveryRoleHasAnAccountThatCanSignIn(t *testing.T) {
	ctx := context.Background()
	s := storetest.New(t)
	require.NoError(t, FillRegister(ctx, s, time.Now()))
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

// The demo must come up on any day of the year, rest days and January among
// them: nothing it plays is refused, and the figures fit the month.
func TestSeedFillsOnAnyDay(t *testing.T) {
	ctx := context.Background()
	for _, c := range []struct {
		day         string
		least, most int64 // of the year's headline
	}{
		{"2027-01-02", 0, 2},   // a rest day, the year has just begun
		{"2027-01-20", 1, 6},   // three weeks into it
		{"2026-06-07", 12, 28}, // a Sunday, the day after the start event
		{"2026-10-04", 28, 45}, // in the middle of the National Day holidays
		{"2022-06-13", 12, 28},
	} {
		t.Run(c.day, func(t *testing.T) {
			s := storetest.New(t)
			now := workcal.MustDate(c.day).At(8, 30)
			d, err := fill(ctx, s, filesOf(t, s), now, quietly)
			require.NoError(t, err)
			require.Empty(t, d.refused)
			b, err := s.Board(ctx, keeper, now)
			require.NoError(t, err)
			require.GreaterOrEqual(t, b.Headline.N, c.least, "今年已帮助")
			require.LessOrEqual(t, b.Headline.N, c.most, "今年已帮助")
			counts, err := s.ProjectCounts(ctx)
			require.NoError(t, err)
			require.NotZero(t, counts["project.light"]["green"])
			checked, err := s.VerifyAudit(ctx)
			require.NoError(t, err)
			require.Empty(t, checked.Broken, "every case is the fold of its events")
		})
	}
}
