package issue_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/diaodu/diaodu/domain/between"
	"github.com/diaodu/diaodu/domain/issue"
	"github.com/diaodu/diaodu/domain/workcal"
)

// F-16: an issue climbs rung by rung, and each step is on record.
func TestF16_AnIssueClimbsRungByRung(t *testing.T) {
	s := newStage(t)
	s.toWork("05-07 10:00")
	require.Equal(t, between.DailyGroup, s.issue.Stands())
	s.must("05-16 10:00", coordinator, issue.Escalate, issue.Form{Reason: "五日未解决"})
	require.Equal(t, between.OnSite, s.issue.Stands())
	require.Equal(t, issue.Escalated, s.issue.State)
	s.must("06-20 10:00", chair, issue.Escalate, issue.Form{Reason: "现场未解决"})
	require.Equal(t, between.Monthly, s.issue.Stands())
	s.refused("issue.forum_up", "06-20 11:00", coordinator, issue.Escalate, issue.Form{Reason: "走错了", Forum: between.OnSite})
	s.must("06-20 11:00", coordinator, issue.Escalate, issue.Form{Reason: "提请点名", Forum: between.Quarterly})
	s.refused("issue.top_forum", "06-20 12:00", coordinator, issue.Escalate, issue.Form{Reason: "再提"})
	require.NotContains(t, s.issue.Allowed(coordinator), issue.Escalate)
	require.Len(t, s.issue.Moves, 4)
	last := s.issue.Moves[3]
	require.Equal(t, between.Monthly, last.From)
	require.Equal(t, workcal.MustDate("2022-06-20"), last.On)
	require.Equal(t, "提请点名", last.Why)
	require.Equal(t, coordinator.Name, last.By)
}

// F-16: down with a reason; what was escalated is worked on again.
func TestF16_AnIssueComesDownWithItsReason(t *testing.T) {
	s := newStage(t)
	s.toWork("05-07 10:00")
	s.refused("issue.bottom_forum", "05-08 10:00", coordinator, issue.Descend, issue.Form{Reason: "已无障碍"})
	s.must("05-16 10:00", coordinator, issue.Escalate, issue.Form{Reason: "五日未解决", Forum: between.Monthly})
	s.refused("issue.needs_text", "05-17 10:00", coordinator, issue.Descend, issue.Form{})
	s.refused("issue.not_yours", "05-17 10:00", dept(housing), issue.Descend, issue.Form{Reason: "不必上会"})
	s.refused("issue.forum_down", "05-17 10:00", coordinator, issue.Descend, issue.Form{Reason: "不必上会", Forum: between.Quarterly})
	s.must("05-17 10:00", coordinator, issue.Descend, issue.Form{Reason: "现场可解决"})
	require.Equal(t, between.OnSite, s.issue.Stands())
	require.Equal(t, issue.InProgress, s.issue.State)
	require.Equal(t, workcal.MustDate("2022-05-17"), s.issue.StandsSince())
	require.NotEmpty(t, s.events[len(s.events)-1].Notices)
	require.Empty(t, s.issue.ViewFor(youShaoqing, at("05-18 10:00")).Moves, "where it is dealt with is for officials")
}

// F-16: an agenda is the month's forum, and an order on the spot the week's.
func TestF16_TheWayLeadsToItsForum(t *testing.T) {
	s := newStage(t)
	s.prepared("05-07 10:00")
	s.must("05-08 09:00", coordinator, issue.PutOnAgenda, issue.Form{Meeting: may})
	require.Equal(t, between.Monthly, s.issue.Stands())
	require.Equal(t, workcal.MustDate("2022-05-08"), s.issue.StandsSince())

	s = newStage(t)
	s.toWork("05-07 10:00")
	s.must("05-09 10:00", chair, issue.OrderOnSite, issue.Form{Task: &between.TaskBirth{
		Content: "接入主管", Standard: "通水", Lead: water, Due: workcal.MustDate("2022-05-20"),
	}})
	require.Equal(t, between.OnSite, s.issue.Stands())
}

// An issue of an earlier life goes to the top at once, as its rules say.
func TestIssuesOfEarlierLivesClimbAsTheyDid(t *testing.T) {
	s := newStage(t)
	s.issue.Head.Life = 4
	s.toWork("05-07 10:00")
	s.must("05-16 10:00", coordinator, issue.Escalate, issue.Form{Reason: "五日未解决"})
	require.Equal(t, between.Quarterly, s.issue.Stands())
	s.refused("issue.no_such_act", "05-17 10:00", coordinator, issue.Descend, issue.Form{Reason: "现场可解决"})
}
