package supervision

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/diaodu/diaodu/domain/between"
	"github.com/diaodu/diaodu/domain/casefile"
)

// S1-11: the meeting's word makes an issued, numbered task with its plan.
func TestS1_11DecideAndTask(t *testing.T) {
	s := issued(t, birth())
	require.Equal(t, Issued, s.task.Status)
	require.Equal(t, "督办〔2022〕1号", s.task.No)
	require.Equal(t, "2022-05-10", s.task.Clock.Start.String())
	require.Equal(t, "2022-05-31", s.task.DueOn(date("2022-05-10")).String())
	require.Equal(t, "2022-05-11", s.task.SignBy.Due(s.task.Cal, date("2022-05-10")).Date.String())
	due := map[string]string{}
	for _, o := range s.task.Obligations {
		due[o.ID] = s.task.DueOf(o, date("2022-05-10")).String()
	}
	require.Equal(t, map[string]string{
		"d1:o-water": "2022-05-11", "d3:o-water": "2022-05-13", "d3:o-build": "2022-05-13",
		"d7:o-water": "2022-05-19", "m1:o-water": "2022-06-10",
	}, due)
	require.Equal(t, []string{"task.issued", "task.issued_owner"}, s.told())
	require.True(t, s.events[0].Notices[0].Legal)
}

// S1-13: one co-organizer misses the day-3 report.
func TestS1_13SignAndReport(t *testing.T) {
	s := signed(t, birth(), water)
	s.do(water, reporting(NodeD1))
	require.Equal(t, Reporting, s.task.Status)
	s.on("2022-05-11")
	require.Equal(t, Green, s.light())
	rang := s.until(date("2022-05-12").At(9, 0))
	require.Equal(t, []string{"owed/d3:o-build/2022-05-13/t-1", "owed/d3:o-water/2022-05-13/t-1"}, rang)
	require.Equal(t, Yellow, s.light(), "yellow on T-1")
	s.on("2022-05-13")
	s.do(water, reporting(NodeD3))
	require.Equal(t, Yellow, s.light())

	s.until(date("2022-05-13").At(23, 59))
	require.Equal(t, Yellow, s.light())
	require.Empty(t, s.task.Misses)
	rang = s.until(date("2022-05-14").At(0, 0))
	require.Equal(t, []string{"owed/d3:o-build/2022-05-13/late"}, rang, "red from 05-14 00:00")
	require.Equal(t, Red, s.light())
	require.Equal(t, Lit{Colour: Red, Rule: "report_overdue", Org: "区住建委", Numbers: []Number{
		{"due", "2022-05-13"}, {"today", "2022-05-14"}, {"days", "0"}, {"percent", "0"}}}, Light(s.task, date("2022-05-14")))

	require.Empty(t, s.until(date("2022-05-16").At(8, 29)))
	rang = s.until(date("2022-05-16").At(8, 30))
	require.Equal(t, []string{"owed/d3:o-build/2022-05-13/slip"}, rang, "red slip on the next workday, Monday")
	slip := s.task.Slips[0]
	require.Equal(t, "督办单〔2022〕1号", slip.No)
	require.Equal(t, Red, slip.Colour)
	require.Equal(t, building, slip.Org)
	require.Equal(t, "2022-05-18", slip.ReplyDue.String())

	s.on("2022-05-16")
	s.do(builder, reporting(NodeD3))
	require.Equal(t, Red, s.light(), "the report alone leaves the slip unanswered")
	s.do(builder, with(ActSlipReply, Form{Reason: "因人员调整漏报，已补报并指定专人负责"}))
	require.Equal(t, Green, s.light(), "reply and report clear the red")
	require.Equal(t, []Miss{{What: "d3:o-build", Node: NodeD3, Org: building, Due: date("2022-05-13")}}, s.task.Misses, "the miss stays")
	require.True(t, s.task.Reports[2].Late)
	require.NotContains(t, s.until(date("2022-05-19").At(9, 0)), "slip/1/reply", "an answered slip calls nobody")
}

// S1-15: no closing without the consent document; then two keys.
func TestS1_15LandConsent(t *testing.T) {
	s := signed(t, landTask(), greener)
	s.do(greener, reporting(NodeD1))
	s.on("2022-05-13")
	s.do(greener, reporting(NodeD3))
	s.on("2022-05-18")
	apply := with(ActApplyClose, Form{Result: "周边绿化用地已同意用于管网改造"})
	s.refused("task.evidence_missing", greener, apply)
	apply.Files = []casefile.Attachment{file("照片.jpg", "photo")}
	s.refused("task.evidence_missing", greener, apply)
	apply.Files = append(apply.Files, file("同意书.pdf", "consent"))
	s.do(greener, apply)
	require.Equal(t, ApplyClose, s.task.Status)
	s.do(coordinator, order(ActVerify))
	require.Equal(t, OwnerConfirm, s.task.Status)
	require.Equal(t, []string{"task.confirm_asked", "task.verified"}, s.told())
	s.refused("task.not_yours", stranger, order(ActConfirm))
	s.refused("task.not_yours", coordinator, order(ActConfirm))
	s.do(owner, order(ActConfirm))
	require.Equal(t, Closed, s.task.Status)
	require.False(t, s.task.Closing.Late)

	require.Len(t, s.task.Owed, 2, "issue and meeting hear of it")
	var heard struct {
		Act    string             `json:"act"`
		Result between.TaskResult `json:"result"`
	}
	require.NoError(t, json.Unmarshal(s.task.Owed[0].Command, &heard))
	require.Equal(t, casefile.Issue, s.task.Owed[0].Kind)
	require.Equal(t, "hear_task", heard.Act)
	require.Equal(t, between.TaskResult{TaskID: "t-1", TaskNo: "督办〔2022〕1号", State: "closed", On: date("2022-05-18"), Result: apply.Result}, heard.Result)
	s.settle()
	require.Empty(t, s.task.Owed)
}

// S1-16: suspended 05-20…05-24 is 3 paused workdays; 05-31 becomes 06-06, for
// 06-03…05 are 端午. A calendar without holidays would say 06-03.
func TestS1_16SuspendResume(t *testing.T) {
	s := signed(t, birth(), water)
	s.do(water, reporting(NodeD1))
	s.on("2022-05-12")
	s.do(water, reporting(NodeD3))
	s.do(builder, reporting(NodeD3))
	s.on("2022-05-19")
	s.do(water, reporting(NodeD7))
	notice := file("暂停告知书.pdf", "other")
	s.do(water, with(ActSuspendAsk, Form{Code: "weather", Reason: "持续暴雨，沟槽施工存在安全风险", Notice: &notice, EndsOn: date("2022-05-24")}))
	s.on("2022-05-20")
	s.do(leader, order(ActSuspend))
	require.True(t, s.task.Suspended())
	require.Equal(t, Paused, s.light())
	seen := s.task.ViewFor(owner, s.now)
	require.True(t, seen.Suspended)
	require.Equal(t, "持续暴雨，沟槽施工存在安全风险", seen.Pauses[0].Reason, "the owner reads why")
	require.Equal(t, "持续暴雨，沟槽施工存在安全风险", seen.Clocks[0].Reason)

	rang := s.on("2022-05-25")
	require.Equal(t, []string{"pause/1/end/2022-05-24"}, rang, "the estimated end has passed")
	s.do(water, order(ActResume))
	require.Equal(t, 3, s.task.Pauses[0].Workdays)
	require.Equal(t, "2022-05-24", s.task.Pauses[0].To.String())
	require.Equal(t, "2022-06-06", s.task.DueOn(date("2022-05-25")).String())
	require.NotEqual(t, "2022-06-03", s.task.DueOn(date("2022-05-25")).String())
	last := s.task.Dates[len(s.task.Dates)-1]
	require.Equal(t, DateChange{On: date("2022-05-25"), By: "周供水", Old: date("2022-05-31"), New: date("2022-06-06"),
		Kind: "resumed", Reason: "持续暴雨，沟槽施工存在安全风险", Basis: notice.FileID}, last)
	require.NotContains(t, s.until(date("2022-06-01").At(7, 0)), "due/2022-05-31/late", "the old date rings no more")
}

// S1-18: 79 m of 80 m is refused; 82 m with map and photo closes.
func TestS1_18PipeDone(t *testing.T) {
	s := signed(t, birth(), water)
	s.do(water, reporting(NodeD1))
	s.on("2022-05-13")
	s.do(water, reporting(NodeD3))
	s.do(builder, reporting(NodeD3))
	s.on("2022-05-30")
	apply := with(ActApplyClose, Form{
		Result: "供水管道已牵入施工范围并通水", Files: []casefile.Attachment{file("图.pdf", "map"), file("照片.jpg", "photo")},
		Reached: &between.Quantity{Item: "供水管道", Amount: 79, Unit: "米"},
	})
	s.refused("task.target_not_reached", water, apply)
	apply.Reached.Unit = "千米"
	s.refused("task.other_unit", water, apply)
	apply.Reached = nil
	s.refused("task.missing", water, apply)
	apply.Reached = &between.Quantity{Item: "供水管道", Amount: 82.5, Unit: "米"}
	s.do(water, apply)
	s.do(coordinator, order(ActVerify))
	s.on("2022-06-02")
	s.do(owner, with(ActConfirm, Form{Reason: "水已通到生产区域"}))
	require.Equal(t, Closed, s.task.Status)
	require.Equal(t, 82.5, s.task.Closing.Reached.Amount)
	require.Equal(t, "2022-05-30", s.task.Closing.AppliedOn.String())
	s.do(supervisor, with(ActGrade, Form{Grade: "excellent", Reason: "提前完成，业主满意"}))
	require.Equal(t, Graded, s.task.Status)
}

// Twin (a): a utility that leaves a red slip unanswered is called up to the
// quarterly roll call.
func TestTwinAUtilityMissesAndIsCalledToTheQuarterlyForum(t *testing.T) {
	s := signed(t, birth(), water)
	s.on("2022-06-01")
	require.Equal(t, "2022-06-01", s.task.Overdue.Since.String())
	s.until(date("2022-06-08").At(8, 30))
	require.Equal(t, between.Quarterly, s.task.Forum)
	for _, v := range s.task.Interviews {
		require.NotEqual(t, waterworks, v.Org, "a utility is no department to be interviewed")
	}
}

// Twin (b): the owner disputes the closure and the work goes on.
func TestTwinBOwnerDisputesAndTheWorkGoesOn(t *testing.T) {
	s := closing(t)
	s.do(coordinator, order(ActVerify))
	s.refused("task.missing", owner, order(ActDispute))
	s.do(owner, with(ActDispute, Form{Reason: "水压不足，二楼无水"}))
	require.Equal(t, Returned, s.task.Status)
	require.True(t, s.task.Clock.On(), "the clock runs on")
	require.Contains(t, s.task.Actions(greener, s.now), ActApplyClose)
	require.NotEmpty(t, s.task.watched(), "the lead unit owes a report again")
}

// closing is T1 with its closing applied for on 05-18.
func closing(t tb) *stage {
	s := signed(t, landTask(), greener)
	s.do(greener, reporting(NodeD1))
	s.on("2022-05-13")
	s.do(greener, reporting(NodeD3))
	s.on("2022-05-18")
	s.do(greener, with(ActApplyClose, Form{Result: "周边绿化用地已同意用于管网改造", Files: []casefile.Attachment{file("同意书.pdf", "consent")}}))
	return s
}

// F-16: a task climbs and comes down with its reasons, and both stay on record.
func TestF16_ATaskClimbsAndComesDown(t *testing.T) {
	s := signed(t, birth(), water)
	at := s.task.Forum
	s.refused("task.missing", coordinator, order(ActDescend))
	s.do(coordinator, with(ActEscalate, Form{Reason: "两周没有进展"}))
	s.refused("task.not_yours", water, with(ActDescend, Form{Reason: "已有进展"}))
	s.do(coordinator, with(ActDescend, Form{Reason: "已有进展，现场即可"}))
	require.Equal(t, at, s.task.Forum)
	require.Len(t, s.task.Moves, 3, "the birth's forum, up, down")
	require.Equal(t, "已有进展，现场即可", s.task.Moves[2].Why)
	require.Equal(t, between.Quarterly, s.task.Moves[2].From)
	require.Contains(t, s.told(), "task.descended")
	s.roundTrip()
}
