package documents

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/diaodu/diaodu/domain/between"
	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/issue"
	"github.com/diaodu/diaodu/domain/meeting"
	"github.com/diaodu/diaodu/domain/org"
	"github.com/diaodu/diaodu/domain/supervision"
	"github.com/diaodu/diaodu/domain/workcal"
)

var anticorrosion = between.ProjectRef{ID: "p1", Name: "钢结构防腐材料项目", EnterpriseID: "e1", EnterpriseName: "重庆艾珀耐特高分子材料有限公司"}

// pipeTask is T2 of scenario S1 on 2022-05-10: the pipe, due in 15 workdays.
func pipeTask(t *testing.T) *supervision.Task {
	start := day(t, "2022-05-10")
	task := &supervision.Task{
		Head: casefile.Head{ID: "t2", No: "T-2022-0002", Cal: workcal.Embedded()}, Status: supervision.Issued,
		Birth: between.TaskBirth{
			Forum: between.Monthly, MeetingNo: "2022年第5次", IssueID: "i1", IssueNo: "R-2022-05-0012", Project: anticorrosion, Due: day(t, "2022-05-31"),
			LeaderName: "周某某", DecidedBy: "李区长", Evidence: []between.Evidence{{Type: "map", Name: "管网走向图"}, {Type: "photo"}},
			Target: &between.Quantity{Item: "供水管道", Amount: 80, Unit: "米"},
		},
		Content: "将供水管道牵入项目施工范围", Standard: "敷设供水管道并通水", Lead: waterworks, Co: []between.Unit{greening},
		SignBy: workcal.NewClock(start, 1), Clock: workcal.NewClock(start, 15),
	}
	for _, n := range supervision.Plan13710()[:3] {
		task.Obligations = append(task.Obligations, supervision.Obligation{
			ID: n.Node + ":o-water", Node: n.Node, Org: waterworks, Clock: workcal.NewClock(start, n.Workdays), State: supervision.StateOpen,
		})
	}
	return task
}

func read1(t *testing.T, name string, v Values) string {
	t.Helper()
	return allText(firstOf(readDocx(t, letter(t, letters(t), name, v))))
}

func TestTaskLetterOfATask(t *testing.T) {
	text := read1(t, TaskLetter, TaskLetterOf(pipeTask(t), office, "荣调度交办〔2022〕12号", day(t, "2022-05-10")))
	for _, want := range []string{
		"荣调度交办〔2022〕12号", "区水务公司：", "根据重点问题月调度会（2022年第5次）李区长议定意见", "敷设供水管道并通水（供水管道不少于80米）",
		"2022年5月31日", "区城市管理局", "管网走向图、照片", "2022年5月11日", "第3个工作日\n2022年5月13日\n措施与进展", "第7个工作日\n2022年5月19日",
	} {
		require.Contains(t, text, want)
	}
}

func TestSlipAndUrgeOfATask(t *testing.T) {
	task := pipeTask(t)
	slip := supervision.Slip{N: 1, No: "督办单〔2022〕3号", Colour: supervision.Red, Rule: "overdue", For: "d3:o-water", Org: waterworks, IssuedOn: day(t, "2022-05-16"), ReplyDue: day(t, "2022-05-18")}
	text := read1(t, SlipLetter, SlipLetterOf(task, slip, office))
	for _, want := range []string{"督办单〔2022〕3号", "红色督办", "第3个工作日反馈时限为2022年5月13日", "第3个工作日反馈超过时限未办理", "回复时限\n2022年5月18日"} {
		require.Contains(t, text, want)
	}
	urge := supervision.Urge{N: 1, No: "催办〔2022〕1号", On: day(t, "2022-06-02")}
	text = read1(t, UrgeLetter, UrgeLetterOf(task, urge, office))
	require.Contains(t, text, "已逾期2个工作日")
	require.Contains(t, text, "于2022年6月6日前反馈办理进展", "the Dragon Boat days do not count")
	urge.On = day(t, "2022-05-30")
	require.NotContains(t, read1(t, UrgeLetter, UrgeLetterOf(task, urge, office)), "逾期")
}

// S1-16: the pause of 2022-05-20 to 05-24 moves the date from 05-31 to 06-06.
func TestSuspensionAndExtensionNotices(t *testing.T) {
	task := pipeTask(t)
	require.NoError(t, task.Clock.Pause(day(t, "2022-05-20"), "weather", "f1", day(t, "2022-05-24")))
	pause := supervision.Pause{N: 1, Code: "weather", Reason: "连续强降雨，沟槽开挖不安全", From: day(t, "2022-05-20"), Expected: day(t, "2022-05-24"), Approver: supervision.Person{Name: "周某某"}}
	text := read1(t, SuspensionNotice, SuspensionNoticeOf(task, pause, anticorrosion.EnterpriseName, office, "特别程序〔2022〕1号", day(t, "2022-05-20")))
	require.Contains(t, text, "因天气及安全，依规定进入特别程序")
	require.Contains(t, text, "天气及安全")
	require.NoError(t, task.Clock.Resume(day(t, "2022-05-24")))
	pause.To, pause.Workdays = day(t, "2022-05-24"), 3
	text = read1(t, SuspensionNotice, SuspensionNoticeOf(task, pause, anticorrosion.EnterpriseName, office, "特别程序〔2022〕1号", day(t, "2022-05-25")))
	require.Contains(t, text, "共暂停3个工作日，完成时限顺延至2022年6月6日")

	ext := supervision.Extension{N: 1, Old: day(t, "2022-06-06"), New: day(t, "2022-06-10"), Reason: "管材到货推迟", Plan: "6月8日前完成敷设", State: "approved", Decided: supervision.Person{Name: "周某某"}}
	task.Extensions = []supervision.Extension{ext}
	text = read1(t, ExtensionNotice, ExtensionNoticeOf(task, ext, waterworks.Name, office, "延期〔2022〕1号", day(t, "2022-06-01")))
	require.Contains(t, text, "延期至\n2022年6月10日\n延期次数\n第1次")
}

func waterIssue(t *testing.T) *issue.Issue {
	return &issue.Issue{
		Head: casefile.Head{ID: "i1", No: "R-2022-05-0012", Cal: workcal.Embedded()}, State: issue.InProgress, Project: anticorrosion,
		Source: "platform", Class: "water.supply", Heading: "生产区域未接入主供水管道", Demand: "尽快接通生产用水", Grade: issue.Major,
		RaisedAt: day(t, "2022-05-07").At(9, 0), Receiver: between.Unit{Name: "区住房城乡建委"}, Lead: waterworks, Co: []between.Unit{greening},
		Clock: workcal.NewClock(day(t, "2022-05-07"), 22),
	}
}

func TestNoticesOfAnIssue(t *testing.T) {
	i, on := waterIssue(t), day(t, "2022-05-09")
	text := read1(t, AcceptanceNotice, AcceptanceNoticeOf(i, office, "受理〔2022〕12号", "登录平台查看", on))
	require.Contains(t, text, "你单位于2022年5月7日就“钢结构防腐材料项目”提出的“生产区域未接入主供水管道”")
	require.Contains(t, text, "由区住房城乡建委首接办理")
	text = read1(t, CorrectionNotice, CorrectionNoticeOf(i, []CorrectionItem{{"厂区给水总平面图", "核定接口位置"}}, day(t, "2022-05-12"), office, "补正〔2022〕1号", on))
	require.Contains(t, text, "1\n厂区给水总平面图\n核定接口位置")

	i.State = issue.PendingConfirm
	text = read1(t, ProgressLetter, ProgressLetterOf(anticorrosion, "平场", []IssueLine{{Issue: i}}, []PermitLine{
		{No: "S-2022-0031", Name: "建设工程规划许可", State: "补正中", Holder: anticorrosion.EnterpriseName, Paused: true, Yours: "补正材料"},
		{No: "S-2022-0018", Name: "建设用地规划许可", State: "准予"},
	}, office, "进展〔2022〕1号", on))
	require.Contains(t, text, "S-2022-0031\n建设工程规划许可\n补正中\n"+anticorrosion.EnterpriseName+"\n暂停计时")
	require.Contains(t, text, "S-2022-0018\n建设用地规划许可\n准予\n—\n—")
	require.Contains(t, text, "已办理，待业主确认\n"+anticorrosion.EnterpriseName, "the owner has it in hand")
	i.State = issue.Tasked
	tasked := read1(t, ProgressLetter, ProgressLetterOf(anticorrosion, "平场", []IssueLine{{i, "荣昌水务公司、区住房城乡建委"}}, nil, office, "进展〔2022〕1号", on))
	require.Contains(t, tasked, "已交办\n荣昌水务公司、区住房城乡建委")
	require.Contains(t, text, "需贵单位配合：确认“生产区域未接入主供水管道”是否解决；就“建设工程规划许可”补正材料。")
}

func TestClosingReportAndLedgerOfAnIssue(t *testing.T) {
	i, task, today := waterIssue(t), pipeTask(t), day(t, "2022-06-06")
	open := LedgerRowsOf(i, nil, today)
	require.Len(t, open, 1)
	require.Equal(t, "用水/供水接入", open[0].Class)
	require.Equal(t, "重大", open[0].Grade)
	require.Equal(t, "办理中", open[0].Progress)
	require.False(t, open[0].Done)
	require.False(t, open[0].Overdue, "22 workdays from 05-07 end on %s", open[0].Due)
	require.True(t, LedgerRowsOf(i, nil, day(t, "2022-07-01"))[0].Overdue)

	i.State, i.HeldOn, i.ClosedOn, i.DeliveredOn, i.Result, i.Rating = issue.Closed, day(t, "2022-05-10"), today, day(t, "2022-06-02"), "80余米的供水管道成功牵入项目施工范围", 5
	task.Status, task.Closing = supervision.Graded, supervision.Closing{Result: "管道86米", ClosedOn: day(t, "2022-06-02")}
	task.Evidence = []supervision.Evidence{{N: 1, File: casefile.Attachment{Name: "走向图.pdf", SHA256: "ab12"}}}
	rows := LedgerRowsOf(i, []*supervision.Task{task, pipeTask(t)}, today)
	require.Len(t, rows, 2)
	require.Equal(t, "管道86米", rows[0].Progress)
	require.True(t, rows[0].Done)
	require.Equal(t, "是", rows[0].OwnerAgrees)
	require.Equal(t, "已交办，待签收", rows[1].Progress)
	require.False(t, rows[1].Done)

	text := read1(t, ClosingReport, ClosingReportOf(i, []*supervision.Task{task}, office, "办结〔2022〕1号", today))
	for _, want := range []string{"2022年5月10日经会议议定，交办任务1项。", "T-2022-0002", "80余米的供水管道", "《走向图.pdf》（SHA-256：ab12）", "业主已确认问题解决。", "5分（满分5分）"} {
		require.Contains(t, text, want)
	}
	require.Contains(t, read1(t, ClosingReport, ClosingReportOf(i, nil, office, "办结〔2022〕2号", today)), "未下达督办任务。")
}

// A code without a word would print an empty field.
func TestEveryCodeHasAWord(t *testing.T) {
	for _, s := range supervision.Statuses {
		require.NotEmpty(t, taskWords[s], s)
	}
	for _, p := range supervision.PauseReasons {
		require.NotEmpty(t, pauseWords[p], p)
	}
	for _, n := range supervision.Plan13710() {
		require.NotEmpty(t, nodeWords[n.Node], n.Node)
	}
}

func TestAgendaPaperOfAnIssue(t *testing.T) {
	i := waterIssue(t)
	long := strings.Repeat("现场查看绿化用地。", 80)
	i.PreCoord, i.Tendency = long, "后来改的意见"
	i.Facts = issue.Facts{When: "2022年3月起", Where: "高新区", Course: "生产区域未接入主供水管道"}
	i.Impact = issue.Impact{Blocks: []string{"started", "completed"}, Until: day(t, "2022-06-06"), LossWan: 300}
	r := newRoom(t)
	r.do(org.Clock, meeting.ActAddItem, func(c *meeting.Command) {
		c.Presenter = "吴某"
		c.Entry = &between.AgendaEntry{
			IssueID: "i1", IssueNo: i.No, Title: i.Heading, Project: anticorrosion, Lead: waterworks, Co: []between.Unit{greening}, RaisedOn: day(t, "2022-05-07"),
			PreCoord: long, Tendency: "建议由水务公司牵头", Positions: []between.Position{{Org: greening, Stand: "暂不同意"}, {Org: waterworks, Stand: "同意牵头"}},
		}
	})
	r.do(coordinator, meeting.ActPosition, func(c *meeting.Command) {
		c.ItemID, c.Position = "i1", &between.Position{Org: greening, Stand: "同意临时占用", Basis: "绿化条例"}
	})
	paper := func() string {
		t.Helper()
		v, err := AgendaPaperOf(r.events, r.m.Items[0], i, office, "议题〔2022〕12号", day(t, "2022-04-27"))
		require.NoError(t, err)
		return read1(t, AgendaPaper, v)
	}
	text := paper()
	for _, want := range []string{
		"议题〔2022〕12号", "2022年5月重点问题月调度会", "时间：2022年3月起；地点：高新区；经过：生产区域未接入主供水管道。",
		"影响开工、竣工；最近受影响节点目标日期2022年6月6日；预计损失300万元", "区城市管理局\n同意临时占用（依据：绿化条例）", "区水务公司\n同意牵头",
		"建议由水务公司牵头", "吴某", "10分钟", long,
	} {
		require.Contains(t, text, want)
	}
	require.NotContains(t, text, "暂不同意", "a unit says one thing")
	require.NotContains(t, text, "后来改的意见", "the meeting has before it what it was given")
	r.do(coordinator, meeting.ActTendency, func(c *meeting.Command) { c.ItemID, c.Text = "i1", "提请会议议定由区水务公司牵头" })
	r.do(coordinator, meeting.ActSetSlot, func(c *meeting.Command) { c.ItemID, c.Presenter, c.Minutes = "i1", "郑某", 8 })
	text = paper()
	for _, want := range []string{"提请会议议定由区水务公司牵头", "郑某", "8分钟"} {
		require.Contains(t, text, want)
	}
	require.NotContains(t, text, "吴某")
	r.do(org.Clock, meeting.ActPrepare, func(c *meeting.Command) {
		c.IssueID, c.Entry = "i1", &between.AgendaEntry{PreCoord: "再次现场复核", Positions: []between.Position{{Org: greening, Stand: "同意永久占用"}}}
	})
	text = paper()
	require.Contains(t, text, "再次现场复核")
	require.Contains(t, text, "同意永久占用")
	require.NotContains(t, text, "同意临时占用")
	require.Contains(t, text, "提请会议议定由区水务公司牵头", "what is not said anew stays")
}

// Papers of a meeting keep the day they were settled, however late they are printed.
func TestPapersOfAMeetingAreDatedTheDayItsAgendaWasLocked(t *testing.T) {
	r, on := newRoom(t), day(t, "2022-11-01")
	r.do(org.Clock, meeting.ActAddItem, func(c *meeting.Command) {
		c.Entry = &between.AgendaEntry{IssueID: "i1", Title: "用水", Project: anticorrosion, Lead: waterworks, PreCoord: "已协调"}
	})
	dated := func() workcal.Date {
		t.Helper()
		notice, err := MeetingNoticeOf(r.events, "", office, "n", on)
		require.NoError(t, err)
		paper, err := AgendaPaperOf(r.events, r.m.Items[0], waterIssue(t), office, "n", on)
		require.NoError(t, err)
		require.Equal(t, notice["issued_on"], paper["issued_on"])
		return paper["issued_on"].(workcal.Date)
	}
	require.Equal(t, on, dated(), "the agenda is open")
	r.do(coordinator, meeting.ActLock, nil)
	require.Equal(t, day(t, "2022-04-26"), dated())
	r.at = day(t, "2022-04-27").At(9, 0)
	r.do(chairman, meeting.ActUnlock, func(c *meeting.Command) { c.Reason = "再补一项议题" })
	require.Equal(t, on, dated())
	r.do(coordinator, meeting.ActLock, nil)
	r.at = day(t, "2022-04-28").At(9, 0)
	r.do(coordinator, meeting.ActAttendees, func(c *meeting.Command) {
		c.Attendees = []meeting.Attendee{{Org: waterworks, Name: "吴某", Role: meeting.Attend}}
	})
	require.Equal(t, day(t, "2022-04-27"), dated())
	r.do(coordinator, meeting.ActReschedule, func(c *meeting.Command) {
		c.Reason, c.Plan = "会场冲突", &meeting.Plan{Date: day(t, "2022-05-12")}
	})
	require.Equal(t, day(t, "2022-04-28"), dated(), "another day is told anew")
	r.at = day(t, "2022-05-12").At(14, 30)
	r.do(coordinator, meeting.ActConvene, func(c *meeting.Command) { c.Last = &meeting.LastPage{LastTotals: meeting.LastTotals{AsOf: r.at}} })
	require.Equal(t, day(t, "2022-04-28"), dated())
}
