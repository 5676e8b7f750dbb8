package seed

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/issue"
	"github.com/diaodu/diaodu/domain/org"
	"github.com/diaodu/diaodu/domain/workcal"
	"github.com/diaodu/diaodu/store"
	"github.com/diaodu/diaodu/store/storetest"
)

var cutNow = workcal.MustDate("2026-11-23").At(10, 0)

// cutOff begins a filling and ends it in the midst, as a killed process would:
// after a part, or, after the last of the register, once issues are closed.
func cutOff(t *testing.T, s *store.Store, after string) {
	t.Helper()
	ctx, cut := context.WithCancel(context.Background())
	defer cut()
	_, err := fill(ctx, s, filesOf(t, s), cutNow, func(part string) {
		if part != after {
			return
		}
		if part != "项目与集中开工活动" {
			cut()
			return
		}
		go func() { // somewhere within the year's cases
			for ctx.Err() == nil {
				counts, err := s.Counts(context.Background(), "issue.status")
				if n := counts[string(issue.Closed)]; err == nil && n >= 5 {
					cut()
				}
			}
		}()
	})
	require.True(t, errors.Is(err, context.Canceled), "%v", err)
}

// A filling that was cut off anywhere is begun anew by itself and ends as if it
// had never been.
func TestSeedCutOffIsBegunAnew(t *testing.T) {
	ctx := context.Background()
	s := storetest.New(t)
	require.NoError(t, s.AdoptShippedCalendar(ctx))
	for _, after := range []string{"单位与镇街", "账号", "项目与集中开工活动"} {
		cutOff(t, s, after)
		needed, err := Needed(ctx, s)
		require.NoError(t, err)
		require.True(t, needed, "cut off after %s", after)
		users, _, err := s.Users(ctx, store.UserFilter{Limit: 1})
		require.NoError(t, err)
		require.Empty(t, users, "what was there is gone")
	}
	d, err := fill(ctx, s, filesOf(t, s), cutNow, quietly)
	require.NoError(t, err)
	require.Empty(t, d.refused)
	needed, err := Needed(ctx, s)
	require.NoError(t, err)
	require.False(t, needed)
	checked, err := s.VerifyAudit(ctx)
	require.NoError(t, err)
	require.Empty(t, checked.Broken)
	startEvents(t, s)
	everyState(t, s)
	calendars, err := s.CalendarVersions(ctx)
	require.NoError(t, err)
	require.Len(t, calendars, 1, "the calendar is adopted again")
}

// What anybody else has entered since is never cleared away.
func TestSeedCutOffLeavesAloneWhatPeopleEntered(t *testing.T) {
	ctx := context.Background()
	admin := casefile.Meta{RequestID: "console", Actor: org.Actor{UserID: "console", Name: "服务器控制台", Roles: []org.Role{org.Admin}}}
	for name, enter := range map[string]func(s *store.Store) error{
		"an administrator made at the server": func(s *store.Store) error {
			_, err := s.CreateUser(ctx, admin, store.NewUser{Login: "someone", Name: "某人", Hash: "x", Roles: []org.Role{org.Admin}}, cutNow)
			return err
		},
		"somebody signed in as a demo account": func(s *store.Store) error {
			return s.StartSession(ctx, store.NewSession{ID: "s1", UserID: "demo-yezhu"}, cutNow)
		},
		"the program went on without the demo": func(s *store.Store) error { return Take(ctx, s, time.Now()) },
	} {
		t.Run(name, func(t *testing.T) {
			s := storetest.New(t)
			cutOff(t, s, "账号")
			require.NoError(t, enter(s))
			before, _, err := s.Users(ctx, store.UserFilter{Limit: 200})
			require.NoError(t, err)
			for range 2 {
				needed, err := Needed(ctx, s)
				require.ErrorIs(t, err, ErrTaken)
				require.False(t, needed)
			}
			after, _, err := s.Users(ctx, store.UserFilter{Limit: 200})
			require.NoError(t, err)
			require.Equal(t, before, after)
		})
	}
}
