package documents

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/diaodu/diaodu/domain/between"
	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/meeting"
	"github.com/diaodu/diaodu/domain/org"
	"github.com/diaodu/diaodu/domain/workcal"
)

var office = Office{District: "荣昌区", Issuer: "荣昌区人民政府办公室", Unit: "荣昌区重点问题调度办公室", Contact: "陈某，023-46700000"}

var (
	coordinator = org.Actor{UserID: "u-coord", Name: "王统筹", Roles: []org.Role{org.Coordinator}}
	chairman    = org.Actor{UserID: "u-chair", Name: "李区长", Roles: []org.Role{org.Chair}}
	reviewer    = org.Actor{UserID: "u-rev", Name: "赵审核", Roles: []org.Role{org.MinutesReviewer}}
	waterworks  = between.Unit{ID: "o-water", Name: "区水务公司", Type: org.Utility}
	greening    = between.Unit{ID: "o-green", Name: "区城市管理局", Type: org.Department}
)

// room runs the real rules of a meeting and keeps its events.
type room struct {
	t      *testing.T
	m      meeting.Meeting
	at     time.Time
	events []casefile.Event
}

func (r *room) do(by org.Actor, act string, fill func(*meeting.Command)) {
	r.t.Helper()
	cmd := meeting.Command{Order: casefile.Order{Act: act}}
	cmd.Meta.Actor, cmd.Meta.RequestID = by, fmt.Sprintf("q%d", len(r.events))
	if fill != nil {
		fill(&cmd)
	}
	ev, err := r.m.Decide(cmd, r.at)
	require.NoError(r.t, err, act)
	if ev.Series != nil {
		ev.Number = fmt.Sprintf(ev.Series.Format, 5)
	}
	require.NoError(r.t, r.m.Apply(ev))
	r.events = append(r.events, ev)
}

func (r *room) sleepUntil(until time.Time) {
	for wake := r.m.Wake(); !wake.At.IsZero() && !wake.At.After(until); wake = r.m.Wake() {
		if wake.At.After(r.at) {
			r.at = wake.At
		}
		r.do(org.Clock, casefile.ActRing, func(c *meeting.Command) { c.Key = wake.Key })
	}
	r.at = until
}

// newRoom is the meeting of 2022-05-10 while it collects its agenda.
func newRoom(t *testing.T) *room {
	at := func(s string) time.Time { return day(t, s).At(10, 0) }
	r := &room{t: t, at: at("2022-04-20"), m: meeting.Meeting{Head: casefile.Head{ID: meeting.RegularID("monthly", "2022-05"), Kind: casefile.Meeting}}}
	r.do(coordinator, meeting.ActOpen, func(c *meeting.Command) {
		cal := workcal.Embedded()
		c.Calendar = &cal
		c.Plan = &meeting.Plan{
			Series: "monthly", Period: "2022-05", Forum: between.Monthly, Name: "重点问题月调度会", Date: day(t, "2022-05-10"),
			Start: 14*60 + 30, Minutes: 120, Place: "区政府三楼会议室", Chair: meeting.Person{UserID: "u-chair", Name: "李区长"},
		}
	})
	r.sleepUntil(at("2022-04-26"))
	return r
}

// mayRoom is S1-09 to S1-13: that meeting up to its closing.
func mayRoom(t *testing.T) *room {
	r := newRoom(t)
	for i, title := range []string{"关于钢结构防腐材料项目生产用水问题", "关于某项目用工问题"} {
		r.do(org.Clock, meeting.ActAddItem, func(c *meeting.Command) {
			c.Entry = &between.AgendaEntry{
				IssueID: fmt.Sprintf("issue-%d", i+1), IssueNo: fmt.Sprintf("R-2022-05-%04d", i+1), Title: title,
				Project: between.ProjectRef{ID: fmt.Sprintf("p%d", i+1), Name: "钢结构防腐材料项目", EnterpriseID: "e1", EnterpriseName: "重庆艾珀耐特高分子材料有限公司"},
				Lead:    waterworks, Co: []between.Unit{greening}, RaisedOn: day(t, "2022-05-07"), PreCoord: "已现场协调",
			}
		})
	}
	r.do(coordinator, meeting.ActAttendees, func(c *meeting.Command) {
		c.Attendees = []meeting.Attendee{
			{Org: waterworks, Name: "吴某", Duty: "经理", Role: meeting.Attend}, {Org: greening, Name: "赵某", Role: meeting.Attend},
			{Org: between.Unit{ID: "o-fin", Name: "区财政局"}, Name: "冯某", Role: meeting.Attend}, {Org: greening, Name: "未到某", Role: meeting.Attend},
		}
	})
	r.sleepUntil(day(t, "2022-05-10").At(14, 0))
	for id, as := range map[string]meeting.Presence{"a1": meeting.Attend, "a2": meeting.Substitute, "a3": meeting.Excused} {
		r.do(coordinator, meeting.ActSignIn, func(c *meeting.Command) {
			c.AttendeeID, c.Presence, c.Substitute, c.Reason = id, as, "孙某", "另有公务"
		})
	}
	r.do(coordinator, meeting.ActConvene, func(c *meeting.Command) {
		c.Last = &meeting.LastPage{LastTotals: meeting.LastTotals{AsOf: r.at, Total: 6, Done: 4, Going: 1, Overdue: 1}}
	})
	r.do(coordinator, meeting.ActCall, func(c *meeting.Command) { c.ItemID = "i1" })
	r.do(coordinator, meeting.ActSpeak, func(c *meeting.Command) {
		c.ItemID, c.Speaker, c.Text = "i1", "游少卿", "用水成了最大难题。"
	})
	r.do(chairman, meeting.ActDecide, func(c *meeting.Command) {
		c.ItemID = "i1"
		task := func(content string, lead between.Unit, days int) meeting.Resolution {
			return meeting.Resolution{Kind: between.DecideTask, Task: &meeting.TaskForm{Content: content, Standard: "敷设不少于80米并通水", Lead: lead, Co: []between.Unit{greening}, DueWorkdays: days}}
		}
		c.Resolutions = []meeting.Resolution{
			task("协调绿化用地用于管网改造", waterworks, 7), task("将供水管道牵入施工范围", waterworks, 15),
			{Kind: between.DecideTaskForce, Text: "成立工作专班", TaskForce: &between.TaskForceBirth{Name: "艾珀耐特用水专班", LeadName: "王统筹"}},
		}
	})
	r.do(chairman, meeting.ActClose, nil)
	return r
}

func TestMinutesAreMadeFromWhatWasDecided(t *testing.T) {
	r := mayRoom(t)
	m, err := MinutesOf(r.events, office)
	require.NoError(t, err)
	require.True(t, m.Draft)
	text := allText(firstOf(readDocx(t, written(t, m))))
	for _, want := range []string{
		"荣昌区重点问题月调度会议纪要", "2022年5月重点问题月调度会纪要", "（文号待编）", "李区长在区政府三楼会议室主持召开2022年5月重点问题月调度会，研究议题2项。会议通报了",
		"通报了上次议定事项落实情况：共6项，办结4项，推进1项，逾期1项。现将会议议定事项纪要如下：", "一、关于钢结构防腐材料项目生产用水问题",
		"（一）协调绿化用地用于管网改造。由区水务公司牵头，区城市管理局配合，于2022年5月19日前完成。完成标准：敷设不少于80米并通水。",
		"于2022年5月31日前完成", "（三）成立工作专班，专班长：王统筹。", "二、关于某项目用工问题", "本议题未作议定，转下次会议研究。",
		"出席：区水务公司经理吴某，区城市管理局孙某（代赵某）。", "请假：区财政局冯某。", "列席：重庆艾珀耐特高分子材料有限公司游少卿。",
	} {
		require.Contains(t, text, want)
	}
	require.NotContains(t, text, "未到某")
}

func TestIssuedMinutesStandAsTheyWereSigned(t *testing.T) {
	r := mayRoom(t)
	r.do(coordinator, meeting.ActDraft, func(c *meeting.Command) {
		c.Parts = []meeting.Paragraph{{Anchor: meeting.Preface, Text: "5月10日，区政府召开会议。"}, {Anchor: "r1", Text: "由水务公司牵头协调绿化用地"}, {Anchor: "i2", Text: "会议听取了情况汇报。"}}
	})
	r.do(reviewer, meeting.ActReview, func(c *meeting.Command) { c.Version = 1 })
	r.do(chairman, meeting.ActSign, func(c *meeting.Command) { c.Version = 1 })
	draft, err := MinutesOf(r.events, office)
	require.NoError(t, err)
	var steps []string
	for _, s := range draft.SignChain {
		steps = append(steps, s.Step+s.Name+ChineseDate(s.On))
	}
	require.Equal(t, []string{"起草王统筹2022年5月10日", "审核赵审核2022年5月10日", "签发李区长2022年5月10日"}, steps)
	r.do(coordinator, meeting.ActIssue, func(c *meeting.Command) { c.Distribution = []between.Unit{greening} })

	issued, err := MinutesOf(r.events, office)
	require.NoError(t, err)
	paras, _ := readDocx(t, written(t, issued))
	text := allText(paras)
	require.Contains(t, text, "专题会议纪要〔2022〕5号")
	require.Contains(t, text, "5月10日，区政府召开会议。")
	require.Contains(t, text, "会议听取了情况汇报。")
	require.Contains(t, text, "分送：区城市管理局。")
	require.NotContains(t, text, "送审稿")
	said := find(t, paras, "（一）由水务公司牵头协调绿化用地。")
	require.Equal(t, "p_r1", said.mark, "every task keeps its paragraph")

	extract := allText(firstOf(readDocx(t, written(t, OwnerExtract(issued, "issue-2")))))
	require.Contains(t, extract, "用工")
	require.NotContains(t, extract, "绿化")
	require.NotContains(t, extract, "区政府召开会议", "the frame may speak of other items")

	// R18: a change after closing prints the new words and keeps the old ones.
	r.do(coordinator, meeting.ActPropose, func(c *meeting.Command) {
		c.ResolutionID, c.Reason, c.Change = "r1", "用地手续变化", &meeting.Amended{Text: "协调周边绿化用地并办理临时占用手续"}
	})
	r.do(chairman, meeting.ActConsent, func(c *meeting.Command) { c.AmendmentID = "c1" })
	changed, err := MinutesOf(r.events, office)
	require.NoError(t, err)
	text = allText(firstOf(readDocx(t, written(t, changed))))
	require.Contains(t, text, "（一）协调周边绿化用地并办理临时占用手续。由区水务公司牵头")
	require.Contains(t, text, "原议定意见：由水务公司牵头协调绿化用地。）")
}

func firstOf[A, B any](a A, _ B) A { return a }

func TestMeetingNoticeListsTheAgendaAndTheInvited(t *testing.T) {
	r := mayRoom(t)
	v, err := MeetingNoticeOf(r.events, "", office, "会议通知〔2022〕5号", day(t, "2022-05-06"))
	require.NoError(t, err)
	text := allText(firstOf(readDocx(t, letter(t, letters(t), MeetingNotice, v))))
	for _, want := range []string{
		"关于召开2022年5月重点问题月调度会的通知", "区水务公司、区城市管理局、区财政局：", "定于2022年5月10日14时30分召开",
		"1\n关于钢结构防腐材料项目生产用水问题\n区水务公司", "2\n关于某项目用工问题", "区水务公司经理吴某，区城市管理局赵某、未到某", "提前10分钟", "请汇报单位于2022年5月7日前报送会议材料",
	} {
		require.Contains(t, text, want)
	}
}
