package e2e

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/diaodu/diaodu/domain/between"
	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/issue"
	"github.com/diaodu/diaodu/domain/meeting"
	"github.com/diaodu/diaodu/domain/org"
	"github.com/diaodu/diaodu/domain/supervision"
	"github.com/diaodu/diaodu/domain/workcal"
	"github.com/diaodu/diaodu/store"
)

// TestS1 is the story the product is measured by: 艾珀耐特用水难题, with its dates
// of 2022, from the owner's phone to the June meeting. Steps are named as in the
// specification; what a step leaves the next one needs.
func TestS1(t *testing.T) {
	d := newDistrict(t)
	for n, m := range []struct{ open, month, date, solved string }{
		{"01-04 10:00", "01", "01-11", "01-13"}, {"02-08 10:00", "02", "02-15", "02-17"},
		{"03-01 10:00", "03", "03-08", "03-10"}, {"04-01 10:00", "04", "04-12", "04-14"},
	} {
		d.quietMeeting(m.open, m.month, m.date)
		d.solvedEarlier(10*n, 10+n/3, m.solved) // 41 in all
	}
	s := &story{district: d}
	for _, step := range []struct {
		name string
		play func(*testing.T)
	}{
		{"S1-01 RegisterProject", s.registered}, {"S1-02 InviteOwner", s.invited}, {"S1-04 FileIssue", s.filed}, {"S1-05 AckIssue", s.acknowledged},
		{"S1-07 ObjectAndArbitrate", s.objected}, {"S1-08 PreCoordinate", s.preCoordinated}, {"S1-09 AddToAgenda", s.onAgenda},
		{"S1-10 OwnerSpeaks", s.ownerSpoke}, {"S1-11 DecideAndTask", s.decided}, {"S1-12 SetUpTaskForce", s.taskForce},
		{"S1-13 SignAndReport", s.reported}, {"S1-14 IssueMinutes", s.minuted}, {"S1-15 LandConsent", s.landConsent},
		{"S1-16 SuspendResume", s.suspended}, {"S1-17 PowerDone", s.powerDone}, {"S1-18 PipeDone", s.pipeDone},
		{"S1-19 OwnerConfirmRate", s.confirmed}, {"S1-20 StartEvent", s.started},
		{"S1-21 RejectWrongPhase", s.rejectedPhase}, {"S1-22 YearCounter", s.yearCounter}, {"S1-23 JuneMeetingAutoReport", s.june},
		{"S1-24 AuditReplay", s.replayed},
	} {
		if !t.Run(step.name, func(t *testing.T) { d.t = t; step.play(t) }) {
			t.Fatalf("the story ends at %s", step.name)
		}
	}
}

// story is what S1 has come to.
type story struct {
	*district
	water, power string // issues
	may          string // the meeting of 10 May
	itemW, itemP string
	t1, t2, t3   string // tasks
}

func (s *story) registered(t *testing.T) {
	require.Equal(t, "重庆艾珀耐特高分子材料有限公司", s.pipes.EnterpriseName)
	require.Equal(t, day("05-09"), s.pipes.LevelledOn)
	require.Equal(t, workcal.MustDate("2022-12-31"), s.pipes.CompleteBy, "成都总公司产线春节空档搬迁")
}

func (s *story) filed(t *testing.T) {
	s.water = s.report("05-07 10:05", "i-water", "water.supply", "生产区域未接入主供水管道")
	i := s.issue(s.water)
	require.Equal(t, "R-2022-05-0001", i.No)
	require.Equal(t, day("05-07"), i.Clock.Start, "a make-up Saturday is a workday")
	require.False(t, (workcal.Calendar{}).IsWorkday(day("05-07")), "a plain weekend calendar would start on 05-09")
}

func (s *story) acknowledged(t *testing.T) {
	require.Equal(t, day("05-09"), s.issue(s.water).AckDue)
	s.do("05-07 10:30", casefile.Issue, s.water, wangMin, issue.Accept, issue.Form{})
}

func (s *story) objected(t *testing.T) {
	co := []between.Unit{cityMgmt, parkUnit, waterCo}
	s.do("05-07 10:40", casefile.Issue, s.water, wangMin, issue.Dispatch, issue.Form{Grade: issue.Major, Lead: &housing, Co: co})
	s.do("05-07 11:00", casefile.Issue, s.water, zhengTao, issue.Object, issue.Form{Reason: "红线外管网不属我单位", Better: &waterCo})
	s.do("05-07 11:10", casefile.Issue, s.water, wangMin, issue.Dispatch, issue.Form{Lead: &waterCo, Co: []between.Unit{cityMgmt, parkUnit, housing}})
	s.do("05-07 14:00", casefile.Issue, s.water, hanMei, issue.Object, issue.Form{Reason: "管网建设不由我公司出资", Better: &housing})
	s.refused("issue.arbitrate", "05-07 14:10", casefile.Issue, s.water, wangMin, issue.Dispatch, issue.Form{Lead: &housing})
	s.do("05-07 14:30", casefile.Issue, s.water, wangMin, issue.Arbitrate, issue.Form{Lead: &housing, Co: co})
	s.do("05-07 15:00", casefile.Issue, s.water, zhengTao, issue.Sign, issue.Form{})
	require.Equal(t, 2, s.issue(s.water).Rounds, "history shows two rounds")
	require.Equal(t, "housing", s.issue(s.water).Lead.ID)
}

func (s *story) preCoordinated(t *testing.T) {
	s.refused("issue.agenda_coordination", "05-07 15:30", casefile.Issue, s.water, wangMin, issue.PutOnAgenda, issue.Form{Meeting: &issue.Ref{ID: "m"}})
	s.do("05-07 16:00", casefile.Issue, s.water, wangMin, issue.PreCoordinate, issue.Form{
		PreCoord: "5月7日会商，各方同意协调绿化用地敷设管道", Tendency: "同意临时占用绿地，由水务公司敷设管道",
		Position: []between.Position{{Org: cityMgmt, Stand: "需办理临时占用绿地手续"}, {Org: waterCo, Stand: "需确定管线路由"}},
	})
	seen := s.issue(s.water).ViewFor(s.you, when("05-07 16:10"))
	require.Empty(t, seen.Positions, "R14: the owner does not read the units' positions")
}

func (s *story) onAgenda(t *testing.T) {
	s.power = s.report("05-07 16:20", "i-power", "power.temporary", "施工需要临时用电")
	s.do("05-07 16:30", casefile.Issue, s.power, wangMin, issue.Accept, issue.Form{})
	s.do("05-07 16:31", casefile.Issue, s.power, wangMin, issue.Dispatch, issue.Form{Grade: issue.Coordination, Lead: &powerCo})
	s.do("05-07 16:40", casefile.Issue, s.power, shenJie, issue.Sign, issue.Form{})
	s.do("05-07 16:45", casefile.Issue, s.power, wangMin, issue.PreCoordinate, issue.Form{PreCoord: "已会商", Tendency: "架设变压器"})
	s.do("05-07 16:46", casefile.Issue, s.power, wangMin, issue.Link, issue.Form{Into: &issue.Ref{ID: s.water, No: s.issue(s.water).No}})

	s.may = s.openMeeting("05-07 16:50", "05", "05-10")
	s.until("05-07 16:51")
	require.Equal(t, meeting.Collecting, s.meeting(s.may).Status, "T-3 had passed when it was called: it locks when the day is over")
	for _, id := range []string{s.water, s.power} {
		s.do("05-07 16:55", casefile.Issue, id, wangMin, issue.PutOnAgenda, issue.Form{Meeting: &issue.Ref{ID: s.may}})
		require.Empty(t, s.issue(id).Warnings)
		require.Equal(t, issue.OnAgenda, s.issue(id).State)
	}
	for _, it := range s.meeting(s.may).Items {
		if it.Issue == s.water {
			s.itemW = it.ID
		} else {
			s.itemP = it.ID
		}
	}
	s.do("05-07 17:00", casefile.Meeting, s.may, wangMin, meeting.ActSetSlot, meeting.Form{ItemID: s.itemW, Slot: &meeting.Slot{From: 15*60 + 20, To: 15*60 + 35}})
	s.until("05-09 09:00")
	require.Equal(t, meeting.Locked, s.meeting(s.may).Status, "only the chair lets more in")
	s.refused("meeting.forbidden", "05-09 09:00", casefile.Meeting, s.may, wangMin, meeting.ActUnlock, meeting.Form{Reason: "补报", Until: day("05-09")})
	s.do("05-09 09:10", casefile.Meeting, s.may, districtMan, meeting.ActUnlock, meeting.Form{Reason: "补报重大问题", Until: day("05-09")})
}

func (s *story) ownerSpoke(t *testing.T) {
	s.until("05-10 15:00")
	cal := s.meeting(s.may).Cal
	last, err := s.store.LastResolutions(context.Background(), "monthly", s.may, cal, when("05-10 15:00"))
	require.NoError(t, err)
	s.do("05-10 15:00", casefile.Meeting, s.may, wangMin, meeting.ActConvene, meeting.Form{Last: &last})
	s.do("05-10 15:20", casefile.Meeting, s.may, wangMin, meeting.ActCall, meeting.Form{ItemID: s.itemW})
	s.do("05-10 15:21", casefile.Meeting, s.may, wangMin, meeting.ActSpeak, meeting.Form{ItemID: s.itemW, Speaker: "游少卿", Text: "生产区域没有接入主供水管道，用水成了最大难题。"})
	stranger := s.you
	stranger.EnterpriseID, stranger.UserID = "e-other", "u-other"
	require.Len(t, s.meeting(s.may).ViewFor(s.you, when("05-10 15:22")).Items, 2, "both items are this owner's")
	require.Empty(t, s.meeting(s.may).ViewFor(stranger, when("05-10 15:22")).Items, "R14: another owner sees none")
}

func (s *story) decided(t *testing.T) {
	give := func(content, standard string, lead between.Unit, days int, evidence ...between.Evidence) meeting.Resolution {
		return meeting.Resolution{Kind: between.DecideTask, Task: &meeting.TaskForm{
			Content: content, Standard: standard, Lead: lead, DueWorkdays: days, Leader: zhaoYi.UserID, LeaderName: zhaoYi.Name, Evidence: evidence,
		}}
	}
	land := give("协调周边绿化用地用于管网改造", "取得绿化用地同意文件", cityMgmt, 7, between.Evidence{Type: "consent", Name: "绿化用地同意书"})
	pipe := give("供水管道牵入项目施工范围", "供水管道80米以上，通水", waterCo, 15, between.Evidence{Type: "map", Name: "管线图"}, between.Evidence{Type: "photo", Name: "现场照片"})
	pipe.Task.Co = []between.Unit{housing}
	pipe.Task.Target = &between.Quantity{Item: "供水管道", Amount: 80, Unit: "米"}
	power := give("对接电力公司架设变压器，提供临时用电", "临时用电接通", powerCo, 15, between.Evidence{Type: "photo", Name: "变压器照片"}, between.Evidence{Type: "agreement_no", Name: "临时用电协议"})
	force := meeting.Resolution{Kind: between.DecideTaskForce, Text: "成立工作专班", TaskForce: &between.TaskForceBirth{
		Name: "艾珀耐特项目工作专班", LeadID: "demo-zhuanban", LeadName: "吴磊", Liaison: "刘洋", Members: []between.TaskForceMember{
			{UserID: jiangYong.UserID, Name: "蒋勇", Org: cityMgmt}, {UserID: hanMei.UserID, Name: "韩梅", Org: waterCo}, {UserID: shenJie.UserID, Name: "沈杰", Org: powerCo},
		},
	}}
	early := land
	form := *land.Task
	form.DueWorkdays, form.Due = 0, day("05-10")
	early.Task = &form
	_, err := s.try("05-10 15:25", casefile.Meeting, s.may, districtMan, meeting.ActDecide, meeting.Form{ItemID: s.itemW, Resolutions: []meeting.Resolution{early}})
	require.Error(t, err, "R3: due on the next workday at the earliest")
	for _, item := range []string{s.itemW, s.itemP} {
		_, _ = s.try("05-10 15:26", casefile.Meeting, s.may, districtMan, meeting.ActWaive, meeting.Form{ItemID: item, Reason: "牵头单位已书面表态"})
	}
	s.do("05-10 15:30", casefile.Meeting, s.may, districtMan, meeting.ActDecide, meeting.Form{ItemID: s.itemW, Resolutions: []meeting.Resolution{land, pipe, force}})
	s.do("05-10 15:36", casefile.Meeting, s.may, wangMin, meeting.ActCall, meeting.Form{ItemID: s.itemP})
	s.do("05-10 15:40", casefile.Meeting, s.may, districtMan, meeting.ActDecide, meeting.Form{ItemID: s.itemP, Resolutions: []meeting.Resolution{power}})

	w := s.issue(s.water)
	require.Equal(t, issue.Tasked, w.State, "tasks are issued before the item is left")
	require.Len(t, w.Tasks, 2)
	s.t1, s.t2, s.t3 = w.Tasks[0].ID, w.Tasks[1].ID, s.issue(s.power).Tasks[0].ID
	for id, due := range map[string]string{s.t1: "05-19", s.t2: "05-31", s.t3: "05-31"} {
		task := s.task(id)
		require.Equal(t, supervision.Issued, task.Status)
		require.Equal(t, day(due), task.DueOn(day("05-10")))
	}
	require.Equal(t, "督办〔2022〕1号", s.task(s.t1).No)
}

func (s *story) taskForce(t *testing.T) {
	forces, _, err := s.store.TaskForces(context.Background(), wangMin, store.TaskForceQuery{})
	require.NoError(t, err)
	require.Len(t, forces, 1, "one, though a meeting and an issue told of it")
	require.Equal(t, "艾珀耐特项目工作专班", forces[0].Name)
	require.Zero(t, forces[0].LagDays, "第一时间")
	require.GreaterOrEqual(t, forces[0].Orgs, 3)
}

// reportOf is a report with something in it; "正在推进" would be refused.
func reportOf(node string) supervision.Form {
	return supervision.Form{Node: node, Report: &supervision.ReportForm{
		Deployment: "成立三人小组，明确现场负责人和进场时间", Measures: "已完成管线踏勘并确定走向", Progress: "沟槽开挖30米，管材到场80米",
		Result: "管道全部敷设并通过打压试验", Next: "下周完成接驳并申请通水验收",
	}}
}

func (s *story) reported(t *testing.T) {
	s.do("05-10 16:30", casefile.Meeting, s.may, districtMan, meeting.ActClose, meeting.Form{})
	for _, by := range []struct {
		task string
		a    org.Actor
	}{{s.t1, jiangYong}, {s.t2, hanMei}, {s.t3, shenJie}} {
		require.Equal(t, day("05-11"), s.task(by.task).SignBy.Due(s.task(by.task).Cal, day("05-10")).Date)
		s.do("05-10 16:50", casefile.Task, by.task, by.a, supervision.ActSign, supervision.Form{})
		s.do("05-10 16:50", casefile.Task, by.task, by.a, supervision.ActReport, reportOf(supervision.NodeD1))
	}
	light := func(on string) supervision.Lit { return supervision.Light(s.task(s.t2), day(on)) }
	s.until("05-11 18:00")
	require.Equal(t, supervision.Green, light("05-11").Colour)
	s.until("05-12 09:00")
	require.Equal(t, supervision.Yellow, light("05-12").Colour, "T-1 of the day-3 report")
	s.do("05-13 09:00", casefile.Task, s.t1, jiangYong, supervision.ActReport, reportOf(supervision.NodeD3))
	s.do("05-13 09:10", casefile.Task, s.t2, hanMei, supervision.ActReport, reportOf(supervision.NodeD3))
	s.do("05-13 09:20", casefile.Task, s.t3, shenJie, supervision.ActReport, reportOf(supervision.NodeD3))
}

func (s *story) minuted(t *testing.T) {
	require.Equal(t, day("05-13"), s.meeting(s.may).Minutes.Due)
	s.minutes(s.may, "05-13 14:00")
	require.Equal(t, "专题会议纪要〔2022〕5号", s.meeting(s.may).Minutes.DocNo, "the fifth of the year, without gaps")
	require.False(t, s.meeting(s.may).Minutes.Late)
	s.missed(t)
}

// missed is the rest of S1-13: the co-organiser's day-3 report of T2 is late.
func (s *story) missed(t *testing.T) {
	s.until("05-13 23:59")
	require.Empty(t, s.task(s.t2).Misses)
	s.until("05-14 00:00")
	require.Equal(t, supervision.Red, supervision.Light(s.task(s.t2), day("05-14")).Colour, "red from 05-14 00:00")
	require.Empty(t, s.task(s.t2).Slips)
	s.until("05-16 08:30")
	require.Len(t, s.task(s.t2).Slips, 1, "red slip on the next workday")
	require.Equal(t, supervision.Red, s.task(s.t2).Slips[0].Colour)
	s.do("05-16 10:00", casefile.Task, s.t2, zhengTao, supervision.ActReport, reportOf(supervision.NodeD3))
	s.do("05-16 10:10", casefile.Task, s.t2, zhengTao, supervision.ActSlipReply, supervision.Form{Reason: "因人员调整漏报，已补报并指定专人负责"})
	require.Equal(t, supervision.Green, supervision.Light(s.task(s.t2), day("05-16")).Colour)
	require.Len(t, s.task(s.t2).Misses, 1, "the miss stays in the record")
}

func paper(name, kind string) casefile.Attachment {
	return casefile.Attachment{FileID: "f-" + kind, Name: name, Type: kind, SHA256: "0", Size: 1}
}

func (s *story) landConsent(t *testing.T) {
	apply := supervision.Form{Result: "周边绿化用地已同意用于管网改造"}
	s.refused("task.evidence_missing", "05-18 10:00", casefile.Task, s.t1, jiangYong, supervision.ActApplyClose, apply)
	apply.Files = []casefile.Attachment{paper("同意书.pdf", "consent")}
	s.do("05-18 10:10", casefile.Task, s.t1, jiangYong, supervision.ActApplyClose, apply)
	s.do("05-18 15:00", casefile.Task, s.t1, wangMin, supervision.ActVerify, supervision.Form{})
	s.do("05-18 16:00", casefile.Task, s.t1, s.you, supervision.ActConfirm, supervision.Form{})
	require.Equal(t, supervision.Closed, s.task(s.t1).Status)
	require.Equal(t, issue.Tasked, s.issue(s.water).State, "T2 is still open")
}

func (s *story) suspended(t *testing.T) {
	s.do("05-19 10:00", casefile.Task, s.t2, hanMei, supervision.ActReport, reportOf(supervision.NodeD7))
	s.do("05-19 10:10", casefile.Task, s.t3, shenJie, supervision.ActReport, reportOf(supervision.NodeD7))
	notice := paper("暂停告知书.pdf", "other")
	s.do("05-19 17:00", casefile.Task, s.t2, hanMei, supervision.ActSuspendAsk, supervision.Form{
		Code: "weather", Reason: "持续暴雨，沟槽施工存在安全风险", Notice: &notice, EndsOn: day("05-24"),
	})
	s.do("05-20 08:40", casefile.Task, s.t2, zhaoYi, supervision.ActSuspend, supervision.Form{})
	seen := s.task(s.t2).ViewFor(s.you, when("05-20 09:00"))
	require.True(t, seen.Suspended)
	require.Equal(t, "持续暴雨，沟槽施工存在安全风险", seen.Clocks[0].Reason, "the owner reads why")
	s.do("05-25 09:00", casefile.Task, s.t2, hanMei, supervision.ActResume, supervision.Form{})
	require.Equal(t, day("06-06"), s.task(s.t2).DueOn(day("05-25")), "three paused workdays, and 端午")
	plain := s.task(s.t2).Clock
	require.Equal(t, day("06-03"), plain.Due(workcal.Calendar{}, day("05-25")).Date, "a calendar without holidays would say 06-03")
}

func (s *story) powerDone(t *testing.T) {
	s.do("05-30 10:00", casefile.Task, s.t3, shenJie, supervision.ActApplyClose, supervision.Form{
		Result: "变压器已架设，临时用电已接通", Files: []casefile.Attachment{paper("变压器.jpg", "photo"), paper("临时用电协议2022-118号.pdf", "agreement_no")},
	})
	s.do("05-30 14:00", casefile.Task, s.t3, wangMin, supervision.ActVerify, supervision.Form{})
	s.do("05-30 15:00", casefile.Task, s.t3, s.you, supervision.ActConfirm, supervision.Form{})
	require.Equal(t, supervision.Closed, s.task(s.t3).Status)
	require.Equal(t, issue.PendingConfirm, s.issue(s.power).State)
}

func (s *story) pipeDone(t *testing.T) {
	apply := supervision.Form{
		Result: "供水管道已牵入施工范围并通水", Files: []casefile.Attachment{paper("管线图.pdf", "map"), paper("现场.jpg", "photo")},
		Reached: &between.Quantity{Item: "供水管道", Amount: 79, Unit: "米"},
	}
	s.refused("task.target_not_reached", "06-02 10:00", casefile.Task, s.t2, hanMei, supervision.ActApplyClose, apply)
	apply.Reached = &between.Quantity{Item: "供水管道", Amount: 82, Unit: "米"}
	s.do("06-02 10:05", casefile.Task, s.t2, hanMei, supervision.ActApplyClose, apply)
	s.do("06-02 14:00", casefile.Task, s.t2, wangMin, supervision.ActVerify, supervision.Form{})
	s.do("06-02 15:00", casefile.Task, s.t2, s.you, supervision.ActConfirm, supervision.Form{})
	require.Equal(t, supervision.Closed, s.task(s.t2).Status)
	require.False(t, s.task(s.t2).Closing.Late)
	require.Equal(t, issue.PendingConfirm, s.issue(s.water).State, "every task is done")
}

// confirmed is on 06-06 after the ceremony: then the project is under construction.
func (s *story) confirmed(t *testing.T) {
	before, err := s.store.Counts(context.Background(), "issue.status")
	require.NoError(t, err)
	for _, id := range []string{s.water, s.power} {
		s.do("06-06 11:00", casefile.Issue, id, s.you, issue.Confirm, issue.Form{Rating: 5, Comment: "说了算、定了干、马上办"})
		require.Equal(t, issue.Closed, s.issue(id).State)
	}
	after, err := s.store.Counts(context.Background(), "issue.status")
	require.NoError(t, err)
	require.Equal(t, before["closed"]+2, after["closed"])
	require.Equal(t, before["pending_confirm"]-2, after["pending_confirm"])
}

func (s *story) started(t *testing.T) {
	require.Equal(t, day("06-06"), s.pipes.StartedOn)
	require.Equal(t, 28, s.pipes.StartedOn.Sub(s.pipes.LevelledOn), "calendar days, less than a month")
	require.Equal(t, 19, workcal.Embedded().WorkdaysBetween(s.pipes.LevelledOn, s.pipes.StartedOn))
	events, err := s.store.StartEvents(context.Background(), wangMin)
	require.NoError(t, err)
	require.Len(t, events, 2, "this one and the one of the year before")
	event, err := s.store.StartEvent(context.Background(), wangMin, events[0].ID)
	require.NoError(t, err)
	require.Len(t, event.Members, 22)
	require.InEpsilon(t, 1_400_000, event.Totals.InvestWan, 0.001, "约140亿元, in 万元")
}

func (s *story) june(t *testing.T) {
	id := s.openMeeting("06-06 14:00", "06", "06-14")
	s.until("06-14 15:00")
	page, err := s.store.LastResolutions(context.Background(), "monthly", id, s.meeting(id).Cal, when("06-14 15:00"))
	require.NoError(t, err)
	s.do("06-14 15:00", casefile.Meeting, id, wangMin, meeting.ActConvene, meeting.Form{Last: &page})
	require.Equal(t, 3, page.Total, "上次议定事项 3 项")
	require.Equal(t, 3, page.Done, "办结 3")
}

func (s *story) replayed(t *testing.T) {
	state, ok, err := s.store.LoadAt(context.Background(), casefile.Task, s.t2, when("05-20 23:59"))
	require.NoError(t, err)
	require.True(t, ok)
	then := state.(*supervision.Task)
	require.True(t, then.Suspended(), "as of 20 May T2 was suspended")
	state, ok, err = s.store.LoadAt(context.Background(), casefile.Issue, s.water, when("05-20 23:59"))
	require.NoError(t, err)
	require.True(t, ok)
	require.Equal(t, issue.Tasked, state.(*issue.Issue).State)
	v, err := s.store.VerifyAudit(context.Background())
	require.NoError(t, err)
	require.Empty(t, v.Broken)
}
