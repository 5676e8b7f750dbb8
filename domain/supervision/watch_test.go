package supervision

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/diaodu/diaodu/domain/between"
	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/org"
)

func TestUnsignedTaskIsRemindedAndTheHeadIsTold(t *testing.T) {
	s := issued(t, birth())
	rang := s.until(date("2022-05-12").At(9, 0))
	require.Contains(t, rang, "sign/1/t0")
	require.Contains(t, rang, "sign/1/late")
	require.Equal(t, Miss{What: "sign", Org: waterworks, Due: date("2022-05-11")}, s.task.Misses[len(s.task.Misses)-1])
	require.Equal(t, "unsigned", func() string {
		for _, sig := range s.task.signals(date("2022-05-12")) {
			if sig.rule == "unsigned" {
				return sig.rule
			}
		}
		return ""
	}())
	s.do(water, with(ActSign, Form{HandlerID: "u-9", HandlerName: "孙工"}))
	require.Equal(t, Person{UserID: "u-9", Name: "孙工"}, s.task.Handler)
	require.Equal(t, Signed, s.task.Status)
}

func TestRemindersBeforeOnAndAfterTheDueDay(t *testing.T) {
	b := landTask() // due 05-19
	s := signed(t, b, greener)
	due := []string{}
	for _, k := range s.until(date("2022-05-20").At(23, 0)) {
		if k[:3] == "due" {
			due = append(due, k)
		}
	}
	require.Equal(t, []string{
		"due/2022-05-19/half", "due/2022-05-19/t-3", "due/2022-05-19/t-1", "due/2022-05-19/t0", "due/2022-05-19/late", "due/2022-05-19/slip",
	}, due)
	var colours []string
	for _, slip := range s.task.Slips {
		if slip.For == "due" {
			colours = append(colours, slip.Colour)
		}
	}
	require.Equal(t, []string{Yellow, Blue, Red}, colours)
}

func TestG14OverdueTaskClimbsTheLadderEveryThirtyDays(t *testing.T) {
	b := landTask()
	b.Forum = between.DailyGroup
	s := signed(t, b, greener)
	s.on("2022-06-19") // 30 days after 05-19 is Saturday 06-18: Monday the 20th
	require.Equal(t, between.DailyGroup, s.task.Forum)
	s.on("2022-06-20")
	require.Equal(t, between.OnSite, s.task.Forum)
	s.on("2022-07-18")
	require.Equal(t, between.Monthly, s.task.Forum)
}

func TestRedSlipLeftUnansweredProposesAnInterview(t *testing.T) {
	s := signed(t, landTask(), greener)
	s.on("2022-05-27")
	require.NotEmpty(t, s.task.Interviews)
	require.Contains(t, s.task.Actions(supervisor, s.now), ActInterview)
	s.do(supervisor, with(ActInterview, Form{Reason: "约谈主要负责人，限期整改"}))
	require.Equal(t, "2022-05-27", s.task.Interviews[0].HeldOn.String())
}

func TestG6UrgingIsLimitedToOnceADay(t *testing.T) {
	s := signed(t, birth(), water)
	s.do(supervisor, with(ActUrge, Form{Reason: "请加快管线接驳"}))
	require.Equal(t, "催办〔2022〕1号", s.task.Urges[0].No)
	s.refused("task.urged_today", coordinator, with(ActUrge, Form{Reason: "再催一次"}))
	s.on("2022-05-11")
	s.do(coordinator, with(ActUrge, Form{Reason: "请报送进展"}))
}

func TestG11WholeClosesOnlyWhenEveryPartIsAccepted(t *testing.T) {
	s := signed(t, birth(), water)
	s.do(water, reporting(NodeD1))
	s.refused("task.not_co", water, with(ActSplit, Form{Parts: []PartForm{{OrgID: "o-green", Content: "绿化恢复", Due: date("2022-05-20")}}}))
	s.refused("task.part_late", water, with(ActSplit, Form{Parts: []PartForm{{OrgID: "o-build", Content: "破路审批", Due: date("2022-06-20")}}}))
	s.do(water, with(ActSplit, Form{Parts: []PartForm{
		{OrgID: "o-build", Content: "破路审批", Due: date("2022-05-20")}, {OrgID: "o-build", Content: "路面恢复", Due: date("2022-05-27"), BlockedBy: 1},
	}}))
	apply := with(ActApplyClose, Form{Result: "供水管道已牵入施工范围", Reached: &between.Quantity{Item: "供水管道", Amount: 81, Unit: "米"},
		Files: []casefile.Attachment{file("图.pdf", "map"), file("照片.jpg", "photo")}})
	s.refused("task.parts_open", water, apply)
	second := with(ActPartDone, Form{N: 2, Result: "路面已按原标准恢复"})
	s.refused("task.part_blocked", builder, second)
	s.refused("task.not_yours", water, with(ActPartDone, Form{N: 1, Result: "代办破路审批"}))
	s.do(builder, with(ActPartDone, Form{N: 1, Result: "破路许可已核发"}))
	s.do(water, with(ActPartReturn, Form{N: 1, Reason: "许可缺附图"}))
	s.do(water, reporting(NodeD3))
	s.do(water, reporting(NodeD7))
	s.do(builder, reporting(NodeD3))
	require.Contains(t, s.on("2022-05-21"), "owed/part-1/2022-05-20/late")
	require.Equal(t, "part_overdue", Light(s.task, date("2022-05-21")).Rule)
	require.Equal(t, "o-build", s.task.Ball(date("2022-05-21")).OrgID, "the true blocker")
	s.do(builder, with(ActPartDone, Form{N: 1, Result: "破路许可及附图齐全"}))
	s.do(water, with(ActPartAccept, Form{N: 1}))
	s.do(builder, second)
	s.do(water, with(ActPartAccept, Form{N: 2}))
	s.do(water, apply)
}

func TestG3VacuousReportsAreRefused(t *testing.T) {
	for _, text := range []string{"正在推进", "正在积极推进中。", "已部署，高度重视", "目前工作正在有序推进！！！", "按计划推进，无"} {
		require.True(t, Vacuous(text), text)
	}
	for _, text := range []string{"沟槽开挖30米，管材到场80米", "与园林绿化签订占用协议"} {
		require.False(t, Vacuous(text), text)
	}
	s := signed(t, birth(), water)
	s.refused("task.vacuous", water, with(ActReport, Form{Node: NodeD1, Report: &ReportForm{Deployment: "正在推进"}}))
	s.refused("task.missing", water, with(ActReport, Form{Node: NodeD1, Report: &ReportForm{Progress: "沟槽开挖30米"}}))
	s.refused("task.node_not_owed", builder, reporting(NodeD7))
}

func TestReturnedReportIsOwedAgainAndTheSecondBringsAYellowSlip(t *testing.T) {
	s := signed(t, birth(), water)
	for n := 1; n <= 2; n++ {
		s.do(water, reporting(NodeD1))
		s.refused("task.missing", coordinator, with(ActReview, Form{N: n, Verdict: "return"}))
		s.do(coordinator, with(ActReview, Form{N: n, Verdict: "return", Reason: "没有写明责任人"}))
		_, err := s.task.owedBy("o-water", NodeD1)
		require.NoError(t, err)
	}
	require.Len(t, s.task.Slips, 1)
	require.Equal(t, "quality", s.task.Slips[0].Rule)
	s.do(water, reporting(NodeD1))
	s.do(coordinator, with(ActReview, Form{N: 3, Verdict: "accept"}))
	s.refused("task.no_report", coordinator, with(ActReview, Form{N: 3, Verdict: "accept"}))
}

func TestTaskWithoutOwnerIsClosedByTheCoordinatorAlone(t *testing.T) {
	b := landTask()
	b.IssueID, b.IssueNo = "", ""
	s := signed(t, b, greener)
	s.do(greener, reporting(NodeD1))
	s.do(greener, with(ActApplyClose, Form{Result: "用地同意书已取得", Files: []casefile.Attachment{file("同意书.pdf", "consent")}}))
	s.do(coordinator, order(ActVerify))
	require.Equal(t, Closed, s.task.Status)
	require.Len(t, s.task.Owed, 1, "only the meeting hears")
}

func TestSecondOfTwoOfficialsLearnsWhoWasFirst(t *testing.T) {
	s := closing(t)
	s.do(coordinator, order(ActVerify))
	err := s.try(coordinator, with(ActReturnWork, Form{Reason: "同意书页数不全"}))
	require.ErrorContains(t, err, "task.wrong_state")
	s.refused("task.not_due", org.Clock, Command{Order: casefile.Order{Act: casefile.ActRing, Key: "due/2022-05-19/late"}})
}

func TestClosureIsLateOnlyWhenAppliedForLate(t *testing.T) {
	s := closing(t) // applied on 05-18, due 05-19
	s.on("2022-05-24")
	require.Zero(t, s.task.Overdue, "verifying is not the unit's time")
	s.do(coordinator, with(ActReturnWork, Form{Reason: "同意书页数不全"}))
	require.Equal(t, "due/2022-05-19/late", s.task.Wake().Key, "returned after the date: late at once")
	s.until(s.now.Add(time.Minute))
	require.False(t, s.task.Overdue.Since.IsZero())
}
