package seed

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/issue"
	"github.com/diaodu/diaodu/domain/meeting"
	"github.com/diaodu/diaodu/domain/project"
	"github.com/diaodu/diaodu/domain/supervision"
	"github.com/diaodu/diaodu/domain/workcal"
	"github.com/diaodu/diaodu/store"
	"github.com/diaodu/diaodu/store/storetest"
)

// One filling, looked at from every side: it takes seconds.
func TestSeedShowsAYearOfIssues(t *testing.T) {
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

	t.Run("start events with their totals", func(t *testing.T) { startEvents(t, s) })
	t.Run("every state of issue and task", func(t *testing.T) { everyState(t, s) })
	t.Run("board and lists are lively", func(t *testing.T) { lively(t, s, now) })
	t.Run("applications in every state", func(t *testing.T) { seenApprovals(t, d) })
	t.Run("plans with what they moved", func(t *testing.T) { seenPlans(t, d) })
	t.Run("plans of the past", func(t *testing.T) { eventsOfPlansArePast(t, d, now) })
	t.Run("twelve months without a gap", func(t *testing.T) { twelveMonths(t, s, now) })
	t.Run("nobody says the same twice", func(t *testing.T) { noCopies(t, s) })
	t.Run("figures equal the lists behind them", func(t *testing.T) {
		checked, err := s.VerifyAudit(ctx)
		require.NoError(t, err)
		require.Empty(t, checked.Broken)
		before, err := s.Counts(ctx, "issue.status")
		require.NoError(t, err)
		_, err = s.Rebuild(ctx)
		require.NoError(t, err)
		after, err := s.Counts(ctx, "issue.status")
		require.NoError(t, err)
		require.Equal(t, before, after, "counters kept act by act equal counters made anew")
	})
}

func startEvents(t *testing.T, s *store.Store) {
	ctx := context.Background()
	events, err := s.StartEvents(ctx, keeper)
	require.NoError(t, err)
	require.Len(t, events, 2)
	event, err := s.StartEvent(ctx, keeper, events[0].ID)
	require.NoError(t, err)
	require.True(t, event.Held)
	require.Len(t, event.Members, 22)
	require.EqualValues(t, 1_400_320, event.Totals.InvestWan)
	require.Equal(t, "22个项目, 总投资约140亿元", event.Totals.Sentence)
	all, err := s.Projects(ctx, keeper, project.Query{Limit: 100})
	require.NoError(t, err)
	require.Len(t, all.Items, 22+len(earlier)+len(others))
	names, err := s.Towns(ctx)
	require.NoError(t, err)
	require.Len(t, names, 21)
}

func everyState(t *testing.T, s *store.Store) {
	ctx := context.Background()
	issues, err := s.Counts(ctx, "issue.status")
	require.NoError(t, err)
	for _, state := range []issue.State{
		issue.Submitted, issue.ReturnedForInfo, issue.Accepted, issue.Dispatched, issue.Objected, issue.InProgress, issue.OnAgenda, issue.Tasked,
		issue.PendingConfirm, issue.Disputed, issue.LongTerm, issue.Closed, issue.ClosedUnconfirmed, issue.Rejected, issue.Withdrawn, issue.Merged,
	} {
		require.NotZero(t, issues[string(state)], "no issue is %s", state)
	}
	require.EqualValues(t, 3, issues[string(issue.OnAgenda)], "three items wait for the next meeting")
	tasks, err := s.Counts(ctx, "task.status")
	require.NoError(t, err)
	for _, status := range []supervision.Status{
		supervision.Issued, supervision.Signed, supervision.Objected, supervision.Reporting, supervision.Returned, supervision.ApplyClose,
		supervision.OwnerConfirm, supervision.Closed, supervision.ClosedUnconfirmed, supervision.Graded, supervision.Cancelled,
	} {
		require.NotZero(t, tasks[string(status)], "no task is %s", status)
	}
	seen := map[string]int{}
	eachTask(t, s, func(k *supervision.Task) {
		seen["slips"] += len(k.Slips)
		seen["extensions"] += len(k.Extensions)
		seen["pauses"] += len(k.Pauses)
		seen["disputes"] += len(k.Closing.Disputes)
		if k.Grade != nil {
			seen["grade "+k.Grade.Grade]++
		}
	})
	for _, what := range []string{"slips", "extensions", "pauses", "disputes", "grade excellent", "grade good", "grade pass", "grade fail"} {
		require.GreaterOrEqual(t, seen[what], 1, "%s in %v", what, seen)
	}
}

func lively(t *testing.T, s *store.Store, now time.Time) {
	ctx := context.Background()
	b, err := s.Board(ctx, keeper, now)
	require.NoError(t, err)
	require.GreaterOrEqual(t, b.Headline.N, int64(41), "今年已帮助重点在建项目解决40余项难题")
	require.LessOrEqual(t, b.Headline.N, int64(49))
	require.NotEmpty(t, b.Red, "something is late")
	require.NotEmpty(t, b.Yellow)
	require.Less(t, b.RedN, b.OpenIssue+b.OpenTask, "not everything is red")
	for days, ahead := range map[int]int{30: len(b.In30), 60: len(b.In60), 90: len(b.In90)} {
		require.GreaterOrEqual(t, ahead, 2, "within %d days", days)
		require.LessOrEqual(t, ahead, 12, "within %d days", days)
	}
	counts, err := s.ProjectCounts(ctx)
	require.NoError(t, err)
	for _, light := range []string{"green", "yellow", "red"} {
		require.NotZero(t, counts["project.light"][light], light)
	}
	require.NotZero(t, counts["project.doubts"]["all"])
}

// twelveMonths wants issues in every month and the month's meeting, held on the
// tenth or the next workday, with its minutes numbered without gaps.
func twelveMonths(t *testing.T, s *store.Store, now time.Time) {
	ctx := context.Background()
	reported := map[string]int{}
	eachCase(t, s, casefile.Issue, func(state casefile.State) {
		reported[workcal.DateOf(state.CaseHead().BornAt).String()[:7]]++
	})
	meetings, _, err := s.Meetings(ctx, keeper, store.MeetingQuery{Limit: 50})
	require.NoError(t, err)
	require.Equal(t, "2026-12", meetings[0].Period, "the next one is announced")
	numbers := map[int][]string{}
	held := map[string]bool{}
	for _, m := range slices.Backward(meetings[1:]) {
		require.Equal(t, string(meeting.Issued), m.Status)
		on := workcal.MustDate(m.Period + "-10")
		require.Equal(t, workcal.Embedded().NextWorkday(on), m.HeldOn.Date, m.Period)
		numbers[on.Year()] = append(numbers[on.Year()], m.DocNo)
		held[m.Period] = true
	}
	for year, list := range numbers {
		for n, no := range list {
			require.Contains(t, no, fmt.Sprintf("〔%d〕%d号", year, n+1), "minutes without gaps")
		}
	}
	for n := range 12 {
		month := workcal.NewDate(now.Year(), now.Month()-time.Month(n), 1).String()[:7]
		require.GreaterOrEqual(t, reported[month], 3, "issues of %s", month)
		if n < 11 {
			require.True(t, held[month], "the meeting of %s", month)
		}
	}
}

// noCopies wants no sentence of the year to be said twice about two things.
func noCopies(t *testing.T, s *store.Store) {
	said := map[string]string{}
	say := func(where, text string) {
		t.Helper()
		if strings.TrimSpace(text) == "" {
			return
		}
		if first, again := said[text]; again {
			t.Errorf("%q is said of %s and of %s", text, first, where)
		}
		said[text] = where
	}
	eachCase(t, s, casefile.Issue, func(state casefile.State) {
		i := state.(*issue.Issue)
		say(i.No, i.Heading)
		say(i.No, i.Demand)
		say(i.No, i.Facts.Course)
	})
	eachTask(t, s, func(k *supervision.Task) {
		if k.Status != supervision.Cancelled {
			say(k.No, k.Content)
		}
		for _, r := range k.Reports {
			say(fmt.Sprintf("%s report %d", k.No, r.N), r.Form.Deployment+r.Form.Measures+r.Form.Progress+r.Form.Result+r.Form.Next+r.Form.Problems)
		}
	})
	eachCase(t, s, casefile.Meeting, func(state casefile.State) {
		m := state.(*meeting.Meeting)
		for _, p := range m.Minutes.Parts {
			say(m.No+" "+p.Anchor, p.Hash)
		}
	})
	require.Greater(t, len(said), 300)
}

func eachTask(t *testing.T, s *store.Store, see func(*supervision.Task)) {
	eachCase(t, s, casefile.Task, func(state casefile.State) { see(state.(*supervision.Task)) })
}

// eachCase reads every case of a kind.
func eachCase(t *testing.T, s *store.Store, kind casefile.Kind, see func(casefile.State)) {
	t.Helper()
	ctx := context.Background()
	ids := casesOf(t, s, kind)
	require.NotEmpty(t, ids)
	for _, id := range ids {
		var state casefile.State
		switch kind {
		case casefile.Issue:
			state = &issue.Issue{}
		case casefile.Meeting:
			state = &meeting.Meeting{}
		default:
			state = &supervision.Task{}
		}
		require.NoError(t, s.Load(ctx, kind, id, state))
		see(state)
	}
}

func casesOf(t *testing.T, s *store.Store, kind casefile.Kind) (ids []string) {
	t.Helper()
	ctx := context.Background()
	for cursor := ""; ; {
		var next string
		var err error
		switch kind {
		case casefile.Issue:
			var rows []store.IssueRow
			rows, next, err = s.Issues(ctx, keeper, store.IssueQuery{Limit: 100, Cursor: cursor})
			for _, r := range rows {
				ids = append(ids, r.ID)
			}
		case casefile.Meeting:
			var rows []store.MeetingRow
			rows, next, err = s.Meetings(ctx, keeper, store.MeetingQuery{Limit: 100, Cursor: cursor})
			for _, r := range rows {
				ids = append(ids, r.ID)
			}
		default:
			var rows []store.TaskRow
			rows, next, err = s.Tasks(ctx, keeper, store.TaskQuery{Limit: 100, Cursor: cursor})
			for _, r := range rows {
				ids = append(ids, r.ID)
			}
		}
		require.NoError(t, err)
		if cursor = next; next == "" {
			return ids
		}
	}
}
