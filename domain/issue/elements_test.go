package issue_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/diaodu/diaodu/domain/fault"
	"github.com/diaodu/diaodu/domain/issue"
	"github.com/diaodu/diaodu/domain/workcal"
)

// reportLacking reports with two of the five elements.
func (s *stage) reportLacking(when string) {
	f := waterReport()
	f.Report.Facts = issue.Facts{Where: "生产区域", Course: "围墙外80米有主管，未接入"}
	s.must(when, youShaoqing, issue.Report, f)
}

func TestD4AnIssueThatLacksElementsIsNotAccepted(t *testing.T) {
	s := newStage(t)
	s.reportLacking("05-09 10:00")
	err := s.refused("issue.elements_missing", "05-09 10:10", coordinator, issue.Accept, issue.Form{})
	require.Equal(t, "何人、何时、何因", err.Args["missing"])
	require.Equal(t, fault.Invalid, err.Kind)
	err = s.refused("issue.elements_missing", "05-09 10:20", coordinator, issue.Accept, issue.Form{Facts: &issue.Facts{Who: "艾珀耐特公司", When: " "}})
	require.Equal(t, "何时、何因", err.Args["missing"])
	require.Equal(t, issue.Submitted, s.issue.State)

	s.must("05-09 10:30", coordinator, issue.Accept, issue.Form{Facts: &issue.Facts{
		Who: "艾珀耐特公司", When: "2022年3月", Cause: "前期规划", Where: "别处",
	}})
	require.Empty(t, s.issue.Facts.Lacking())
	require.Equal(t, "生产区域", s.issue.Facts.Where, "the officer adds to the owner's words and replaces none")
}

func TestD4AnOfficerMayAcceptItAnywayAndSaysWhy(t *testing.T) {
	s := newStage(t)
	s.reportLacking("05-09 10:00")
	s.refused("issue.elements_missing", "05-09 10:10", coordinator, issue.Accept, issue.Form{Reason: "  "})
	s.must("05-09 10:20", coordinator, issue.Accept, issue.Form{Reason: "险情紧急，先行受理"})
	require.Equal(t, issue.Accepted, s.issue.State)
	require.Equal(t, []string{"who", "when", "cause"}, s.issue.ViewFor(coordinator, at("05-09 10:30")).Lacking)
}

// Missing element: asked back, clock not started; the day it is complete is the
// day it is received.
func TestD4TheClockStartsOnTheDayTheElementsAreComplete(t *testing.T) {
	s := newStage(t)
	s.reportLacking("05-09 10:00")
	limit := s.issue.Clock.Limit
	s.must("05-10 10:00", coordinator, issue.ReturnInfo, issue.Form{Reason: "请补充"})
	require.False(t, s.issue.Clock.On(), "no clock runs")
	require.Equal(t, []string{"who", "when", "cause"}, s.issue.ViewFor(youShaoqing, at("05-10 11:00")).Asked, "the owner reads what is asked")
	require.Empty(t, s.issue.ViewFor(youShaoqing, at("05-10 11:00")).Clocks)
	require.Empty(t, s.ring("05-20 10:00"), "nothing is late while the owner has it")

	s.must("05-20 10:00", youShaoqing, issue.Supplement, issue.Form{
		Text: "已补充", Facts: &issue.Facts{Who: "艾珀耐特公司", When: "2022年3月", Cause: "前期规划"},
	})
	require.Equal(t, workcal.MustDate("2022-05-20"), s.issue.ReceivedOn)
	require.Equal(t, s.issue.Cal.AddWorkdays(s.issue.ReceivedOn, limit).Date, s.issue.Clock.Due(s.issue.Cal, s.issue.ReceivedOn).Date)
	require.Empty(t, s.issue.Asked)
	s.must("05-20 11:00", coordinator, issue.Accept, issue.Form{})

	// The notice is complete and given once: asked again, the days so far count.
	second := newStage(t)
	second.reportLacking("05-09 10:00")
	second.must("05-10 10:00", coordinator, issue.ReturnInfo, issue.Form{Reason: "请补充", Missing: []string{"who"}})
	second.must("05-11 10:00", youShaoqing, issue.Supplement, issue.Form{Text: "艾珀耐特", Facts: &issue.Facts{Who: "艾珀耐特公司"}})
	second.must("05-12 10:00", coordinator, issue.ReturnInfo, issue.Form{Reason: "还缺时间", Missing: []string{"when"}})
	require.True(t, second.issue.Clock.Paused())
	require.Equal(t, workcal.MustDate("2022-05-11"), second.issue.Clock.Start)
}

func TestD4AnAppealStartsTheClockThatNeverRan(t *testing.T) {
	s := newStage(t)
	s.reportLacking("05-09 10:00")
	s.must("05-10 10:00", coordinator, issue.ReturnInfo, issue.Form{Reason: "请补充"})
	s.must("05-11 10:00", coordinator, issue.AskReject, issue.Form{Reason: "逾期未补", Basis: "条例第五条"})
	s.must("05-11 11:00", colleague, issue.ApproveReject, issue.Form{})
	s.must("05-12 10:00", youShaoqing, issue.Appeal, issue.Form{Reason: "已补齐"})
	require.True(t, s.issue.Clock.Running())
	require.Equal(t, workcal.MustDate("2022-05-12"), s.issue.Clock.Start)
}

func TestD4OnlyElementsAreAskedFor(t *testing.T) {
	s := newStage(t)
	s.report("05-09 10:00")
	s.refused("issue.element", "05-09 10:10", coordinator, issue.ReturnInfo, issue.Form{Reason: "请补充", Missing: []string{"why"}})
}

// Cases born by the first rules go on by them.
func TestAnIssueOfTheFirstLifeIsAcceptedAsItIs(t *testing.T) {
	s := newStage(t)
	s.reportLacking("05-09 10:00")
	s.issue.Head.Life = 1
	s.must("05-09 10:10", coordinator, issue.ReturnInfo, issue.Form{Reason: "请补充"})
	require.True(t, s.issue.Clock.Paused())
	s.must("05-10 10:10", youShaoqing, issue.Supplement, issue.Form{Text: "无"})
	s.must("05-10 10:20", coordinator, issue.Accept, issue.Form{})
	require.Equal(t, issue.Accepted, s.issue.State)
}

// Received on a Saturday, its clock begins on Monday: sent back and answered on the
// weekend it lost no day, and it is not left standing.
func TestAnIssueIsSentBackAlsoBeforeItsClockBegins(t *testing.T) {
	s := newStage(t)
	s.report("05-14 10:00") // a Saturday
	require.Equal(t, "2022-05-16", s.issue.Clock.Start.String())
	due := s.issue.Clock.Due(s.issue.Cal, s.issue.Clock.Start).Date
	s.must("05-14 10:30", coordinator, issue.Accept, issue.Form{})
	s.must("05-14 11:00", coordinator, issue.ReturnInfo, issue.Form{Reason: "请补充管线图"})
	require.True(t, s.issue.Clock.Paused())
	s.must("05-14 15:00", youShaoqing, issue.Supplement, issue.Form{Text: "已补充"})
	require.True(t, s.issue.Clock.Running())
	require.Equal(t, due, s.issue.Clock.Due(s.issue.Cal, s.issue.Clock.Start).Date)
}
