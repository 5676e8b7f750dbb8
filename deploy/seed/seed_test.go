package seed

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/diaodu/diaodu/auth"
	"github.com/diaodu/diaodu/domain/issue"
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
	require.EqualValues(t, 1_400_320, event.Totals.InvestWan)
	require.Equal(t, "22个项目, 总投资约140亿元", event.Totals.Sentence)

	counts, err := s.Projects(ctx, keeper, project.Query{Limit: 100})
	require.NoError(t, err)
	require.Len(t, counts.Items, 22+len(others))
	names, err := s.Towns(ctx)
	require.NoError(t, err)
	require.Len(t, names, 21)

	requireLively(t, s)
	checked, err := s.VerifyAudit(ctx)
	require.NoError(t, err)
	require.Empty(t, checked.Broken)
}

// requireLively wants something in every list of the console.
func requireLively(t *testing.T, s *store.Store) {
	t.Helper()
	ctx := context.Background()
	counts, err := s.ProjectCounts(ctx)
	require.NoError(t, err)
	for _, light := range []string{"green", "yellow", "red"} {
		require.NotZero(t, counts["project.light"][light], light)
	}
	require.NotZero(t, counts["project.doubts"]["all"])
	states, err := s.Counts(ctx, "issue.status")
	require.NoError(t, err)
	for _, state := range []issue.State{
		issue.Submitted, issue.Accepted, issue.ReturnedForInfo, issue.Dispatched, issue.Objected, issue.InProgress, issue.Tasked,
		issue.PendingConfirm, issue.Disputed, issue.LongTerm, issue.Rejected, issue.Withdrawn, issue.Closed,
	} {
		require.NotZero(t, states[string(state)], "%s in %v", state, states)
	}
	require.GreaterOrEqual(t, states[string(issue.Closed)], int64(41), "今年已解决40余项难题")
	require.LessOrEqual(t, states[string(issue.Closed)], int64(49))
	tasks, err := s.Counts(ctx, "task.status")
	require.NoError(t, err)
	require.GreaterOrEqual(t, len(tasks), 2, "%v", tasks)
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

// The demo must come up on any day of the year: nothing it plays is refused.
func TestDemoDistrictFillsOnAnyDay(t *testing.T) {
	ctx := context.Background()
	for _, day := range []string{"2026-06-07", "2026-06-30", "2026-09-18", "2027-01-02", "2027-06-06", "2022-06-13"} {
		t.Run(day, func(t *testing.T) {
			s := storetest.New(t)
			d, err := fill(ctx, s, filesOf(t, s), workcal.MustDate(day).At(8, 30), func(string) {})
			require.NoError(t, err)
			require.Empty(t, d.refused)
			checked, err := s.VerifyAudit(ctx)
			require.NoError(t, err)
			require.Empty(t, checked.Broken, "every case is the fold of its events")
		})
	}
}
