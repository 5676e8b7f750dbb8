package seed

import (
	"context"
	"time"

	"github.com/diaodu/diaodu/domain/between"
	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/issue"
	"github.com/diaodu/diaodu/domain/meeting"
	"github.com/diaodu/diaodu/domain/supervision"
	"github.com/diaodu/diaodu/domain/workcal"
)

// firstCase numbers the cases of this file apart from the year's and today's.
const firstCase = 140

// planCases adds what the year does not show by itself: an issue merged, one
// reopened, the next meeting with its first items, and tasks in every light.
func (y *year) planCases(today workcal.Date) {
	ago := func(workdays int) workcal.Date { return y.cal.AddWorkdays(today, -workdays-1).Date }
	if ago(45).Before(y.d.event.AddDays(3)) {
		return // the year is too young
	}
	n := firstCase
	fresh := func(workdays, which int) *trouble {
		n++
		return y.reported(n, stories[which], ago(workdays))
	}
	y.mergeAndReopen(fresh, ago)
	y.nextMeeting(fresh, ago, today)
	for _, plan := range tasksInHand {
		t := fresh(plan.ordered+1, plan.story)
		y.orderOnSite(t, ago(plan.ordered), plan.workdays)
		plan.play(&hand{trouble: t, ago: ago}, ago(plan.ordered))
	}
}

func (y *year) mergeAndReopen(fresh func(int, int) *trouble, ago func(int) workcal.Date) {
	coordinator := y.people["tongchou"]
	main, again := fresh(4, 4), fresh(3, 4)
	main.toWork(main.story.lead)
	again.order(again.on.At(11, 0), coordinator, issue.Merge, issue.Form{Into: &issue.Ref{ID: main.id}})

	back := fresh(40, 12)
	back.toWork(back.story.lead)
	back.order(back.workday(back.on, 3).At(15, 0), y.desks[back.story.lead], issue.SolveOffline, issue.Form{Text: back.story.result})
	back.order(back.workday(back.on, 4).At(10, 0), coordinator, issue.Verify, issue.Form{})
	back.order(back.workday(back.on, 5).At(10, 0), back.owner, issue.Confirm, issue.Form{Rating: 4, Comment: "问题已解决"})
	back.order(ago(2).At(10, 0), back.owner, issue.Reopen, issue.Form{Reason: "便道手续到期，续办时又被要求重新申请"})
}

// nextMeeting opens the next month's regular meeting, unless the month's is
// about to be locked, and puts three issues on its agenda.
func (y *year) nextMeeting(fresh func(int, int) *trouble, ago func(int) workcal.Date, today workcal.Date) {
	month := workcal.NewDate(today.Year(), today.Month(), 10)
	for y.cal.NextWorkday(month).Before(y.cal.AddWorkdays(today, 7).Date) {
		month = workcal.NewDate(month.Year(), month.Month()+1, 10)
	}
	period := month.String()[:7]
	m := &sitting{n: 3000, period: period, id: meeting.RegularID("monthly", period), on: y.cal.NextWorkday(month)}
	y.open(m, ago(2).At(9, 0))
	coordinator := y.people["tongchou"]
	for _, which := range []int{7, 12, 18} {
		t := fresh(6, which)
		t.toWork(t.story.lead)
		lead := t.units[t.story.lead]
		t.order(ago(1).At(10, 0), coordinator, issue.PreCoordinate, issue.Form{
			PreCoord: "会前已召集" + lead.Name + "等单位现场协调，尚需会议明确责任", Tendency: "建议由" + lead.Name + "牵头，" + t.story.task,
			Position: []between.Position{{Org: lead, Stand: "同意牵头，需相关单位配合", Basis: "部门职责"}},
		})
		t.order(ago(1).At(11, 0), coordinator, issue.PutOnAgenda, issue.Form{Meeting: &issue.Ref{ID: m.id}})
	}
}

// orderOnSite has the leader in charge order a task at the site (R15), due some
// workdays later.
func (y *year) orderOnSite(t *trouble, on workcal.Date, workdays int) {
	leader := y.people["fenguan"]
	t.order(t.on.At(11, 0), y.people["tongchou"], issue.Accept, issue.Form{Class: t.story.class})
	t.order(on.At(10, 0), leader, issue.OrderOnSite, issue.Form{Task: &between.TaskBirth{
		Content: t.story.task, Standard: t.story.standard, Lead: *t.unit(t.story.lead), Co: t.unitsOf(t.story.co),
		Leader: leader.UserID, LeaderName: leader.Name, Due: t.workday(on, workdays), Grade: string(t.story.grade),
		Evidence: []between.Evidence{{Type: "photo", Name: "现场照片"}},
	}})
}

// hand is a task in somebody's hands.
type hand struct {
	*trouble
	ago func(int) workcal.Date
}

func (h *hand) task(at time.Time, who string, act string, form supervision.Form) {
	actor := h.desks[h.story.lead]
	switch {
	case who == "owner":
		actor = h.owner
	case who != "":
		actor = h.people[who]
	}
	h.plan(h.n, at, func(ctx context.Context) error {
		i, ok := h.cases[string(casefile.Issue)+"/"+h.id].state.(*issue.Issue)
		if !ok || len(i.Tasks) == 0 {
			return nil // the order was refused, and that is told already
		}
		return h.do(ctx, at, casefile.Task, i.Tasks[0].ID, actor, supervision.Command{Order: casefile.Order{Act: act}, Form: form})
	})
}

// work signs on the day and files the reports due until a number of workdays after.
func (h *hand) work(on workcal.Date, days int) {
	h.task(on.At(15, 0), "", supervision.ActSign, supervision.Form{})
	for _, r := range []struct {
		node string
		days int
	}{{supervision.NodeD1, 1}, {supervision.NodeD3, 3}, {supervision.NodeD7, 7}} {
		if r.days <= days {
			h.task(h.workday(on, r.days).At(10, 0), "", supervision.ActReport, reportAt(r.node))
		}
	}
}

func (h *hand) applied(at time.Time) {
	h.task(at, "", supervision.ActApplyClose, supervision.Form{Result: h.story.result, Files: []casefile.Attachment{h.proof}})
}

func reportAt(node string) supervision.Form {
	return supervision.Form{Node: node, Report: &supervision.ReportForm{
		Deployment: "明确分管领导和经办人，当天到现场对接业主", Measures: "会同配合单位踏勘，确定三步实施方案和时间表",
		Progress: "方案已与业主确认，人员和材料已到位", Result: "主体事项完成，剩余收尾三天内结束", Next: "完成收尾并请业主到场查验",
	}}
}

// tasksInHand are the tasks of these days, by what each of them shows.
var tasksInHand = []struct {
	ordered  int // workdays ago
	workdays int // until due
	story    int
	play     func(h *hand, on workcal.Date)
}{
	{0, 15, 5, func(*hand, workcal.Date) {}},                      // 已交办，待签收
	{6, 20, 13, func(h *hand, on workcal.Date) { h.work(on, 3) }}, // 绿灯
	{8, 20, 15, func(h *hand, on workcal.Date) { h.work(on, 1) }}, // 漏报第三日反馈：红灯、督办单
	{5, 7, 16, func(h *hand, on workcal.Date) { h.work(on, 3) }},  // 临近到期：黄灯
	{15, 8, 3, func(h *hand, on workcal.Date) { h.work(on, 7) }},  // 超期
	{10, 14, 7, func(h *hand, on workcal.Date) { // 批准延期一次
		h.work(on, 7)
		h.task(h.ago(5).At(10, 30), "", supervision.ActExtendAsk, supervision.Form{
			Code: "materials", Reason: "管材到货推迟，厂家已出具说明", Work: "到货后三天内完成敷设，五天内通气", NewDue: h.workday(on, 19), Basis: &h.proof,
		})
		h.task(h.ago(4).At(11, 0), "fenguan", supervision.ActExtendYes, supervision.Form{Reason: "同意，抓紧到货"})
	}},
	{9, 15, 17, func(h *hand, on workcal.Date) { // 暂停
		h.work(on, 3)
		ends := h.workday(h.ago(0), 6)
		h.task(h.ago(4).At(9, 30), "", supervision.ActSuspendAsk, supervision.Form{
			Code: "weather", Reason: "持续降雨，沟槽开挖存在安全风险", Notice: &h.proof, EndsOn: ends,
		})
		h.task(h.ago(3).At(10, 0), "fenguan", supervision.ActSuspend, supervision.Form{Reason: "同意暂停，雨停即复工"})
	}},
	{7, 15, 6, func(h *hand, on workcal.Date) { // 已申请办结
		h.work(on, 3)
		h.applied(h.ago(1).At(16, 0))
	}},
	{8, 15, 2, func(h *hand, on workcal.Date) { // 待业主确认
		h.work(on, 3)
		h.applied(h.ago(2).At(10, 0))
		h.task(h.ago(1).At(10, 0), "tongchou", supervision.ActVerify, supervision.Form{})
	}},
}
