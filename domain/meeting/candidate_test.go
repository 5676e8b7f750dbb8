package meeting_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/diaodu/diaodu/domain/meeting"
	"github.com/diaodu/diaodu/domain/workcal"
)

func TestIssuesAreProposedWithTheirReasons(t *testing.T) {
	on := workcal.MustDate("2022-05-10")
	plain, blocking, bare := entry(1), entry(2), entry(3)
	plain.BlocksUntil = workcal.MustDate("2022-09-01")
	bare.BlocksUntil, bare.PreCoord = workcal.Date{}, ""
	got := meeting.Propose([]meeting.Facts{
		{Entry: plain, SameClass: 2},
		{Entry: bare, Waits: 1, OverdueTasks: 1, SameClass: 3, Tasked: true},
		{Entry: blocking},
	}, on)
	require.Equal(t, []string{"i-issue3", "i-issue2", "i-issue1"}, []string{got[0].IssueID, got[1].IssueID, got[2].IssueID})
	require.Equal(t, []string{meeting.WhyOverdue, meeting.WhyCluster, meeting.WhyWaited}, got[0].Why)
	require.False(t, got[0].Ready, "its task brings it up by itself")
	require.Equal(t, meeting.FollowUp, got[0].Section)
	require.Equal(t, []string{meeting.WhyMilestone}, got[1].Why)
	require.True(t, got[1].Ready)
	require.Empty(t, got[2].Why)
}
