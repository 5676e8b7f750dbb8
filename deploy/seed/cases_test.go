package seed

import (
	"context"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/diaodu/diaodu/domain/issue"
	"github.com/diaodu/diaodu/domain/meeting"
	"github.com/diaodu/diaodu/domain/supervision"
	"github.com/diaodu/diaodu/domain/workcal"
	"github.com/diaodu/diaodu/store"
	"github.com/diaodu/diaodu/store/storetest"
)

// The year of the demo district shows everything that can happen to a case.
func TestDemoYearShowsEveryState(t *testing.T) {
	ctx := context.Background()
	s := storetest.New(t)
	require.NoError(t, s.AdoptShippedCalendar(ctx))
	now := workcal.MustDate("2026-11-23").At(10, 0)
	d, err := fill(ctx, s, filesOf(t, s), now, func(string) {})
	require.NoError(t, err)
	require.Empty(t, d.refused)

	board, err := s.Board(ctx, keeper, now)
	require.NoError(t, err)
	require.GreaterOrEqual(t, board.Headline.N, int64(41), "今年已帮助重点在建项目解决40余项难题")
	require.LessOrEqual(t, board.Headline.N, int64(49))
	issues, err := s.Counts(ctx, "issue.status")
	require.NoError(t, err)
	for _, state := range []issue.State{
		issue.Submitted, issue.ReturnedForInfo, issue.Accepted, issue.Dispatched, issue.Objected, issue.InProgress, issue.OnAgenda, issue.Tasked,
		issue.PendingConfirm, issue.Disputed, issue.LongTerm, issue.Closed, issue.Rejected, issue.Withdrawn, issue.Merged,
	} {
		require.NotZero(t, issues[string(state)], "no issue is %s", state)
	}
	tasks, err := s.Counts(ctx, "task.status")
	require.NoError(t, err)
	for _, status := range []supervision.Status{supervision.Issued, supervision.Reporting, supervision.ApplyClose, supervision.OwnerConfirm, supervision.Graded} {
		require.NotZero(t, tasks[string(status)], "no task is %s", status)
	}
	require.NotEmpty(t, board.Red, "something is late")
	require.NotEmpty(t, board.Yellow)

	meetings, _, err := s.Meetings(ctx, keeper, store.MeetingQuery{Limit: 50})
	require.NoError(t, err)
	next := meetings[0]
	require.Equal(t, "2026-12", next.Period)
	require.EqualValues(t, 3, issues[string(issue.OnAgenda)], "three items wait for it")
	for n, m := range meetings[1:] {
		require.Equal(t, string(meeting.Issued), m.Status)
		require.Contains(t, m.DocNo, fmt.Sprintf("〔2026〕%d号", len(meetings)-1-n), "minutes without gaps")
	}
	checked, err := s.VerifyAudit(ctx)
	require.NoError(t, err)
	require.Empty(t, checked.Broken)
}
