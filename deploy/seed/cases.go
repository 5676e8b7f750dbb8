package seed

import (
	"context"
	"time"

	"github.com/diaodu/diaodu/domain/between"
	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/issue"
	"github.com/diaodu/diaodu/domain/meeting"
	"github.com/diaodu/diaodu/domain/org"
	"github.com/diaodu/diaodu/domain/supervision"
	"github.com/diaodu/diaodu/domain/workcal"
)

// firstCase numbers the cases of this file apart from the year's and today's.
const firstCase = 140

// planCases adds what the year does not show by itself: an issue merged, one
// reopened, the next meeting with its first items, and tasks in every light.
func (y *year) planCases(today workcal.Date) {
	ago := func(workdays int) workcal.Date { return y.cal.AddWorkdays(today, -workdays-1).Date }
	n := firstCase
	fresh := func(workdays, which int) *trouble {
		n++
		return y.reported(n, stories[which], ago(workdays))
	}
	y.mergeAndReopen(fresh, ago)
	y.nextMeeting(fresh, ago, today)
	for _, plan := range tasksInHand {
		t := fresh(plan.ordered+1, plan.story)
		t.order(t.on.At(11, 0), y.people["tongchou"], issue.Accept, issue.Form{Class: t.story.class})
		y.orderOnSite(t, ago(plan.ordered), plan.workdays)
		plan.play(&hand{trouble: t, ago: ago}, ago(plan.ordered))
	}
}

func (y *year) mergeAndReopen(fresh func(int, int) *trouble, ago func(int) workcal.Date) {
	coordinator := y.people["tongchou"]
	main, again := fresh(4, 20), fresh(3, 21)
	main.toWork(main.story.lead)
	again.order(again.on.At(11, 0), coordinator, issue.Merge, issue.Form{Into: &issue.Ref{ID: main.id}})

	back := fresh(40, 12)
	back.toWork(back.story.lead)
	back.order(back.workday(back.on, 3).At(15, 0), y.desks[back.story.lead], issue.SolveOffline, issue.Form{Text: back.story.result})
	back.order(back.workday(back.on, 4).At(10, 0), coordinator, issue.Verify, issue.Form{})
	back.order(back.workday(back.on, 5).At(10, 0), back.owner, issue.Confirm, issue.Form{Rating: 4, Comment: back.say(thanks)})
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
	for _, which := range []int{23, 22, 18} {
		t := fresh(6, which)
		t.toWork(t.story.lead)
		t.order(ago(1).At(10, 0), coordinator, issue.PreCoordinate, issue.Form{
			PreCoord: t.say(precoords), Tendency: t.say(tendencies), Position: t.stand(),
		})
		t.order(ago(1).At(11, 0), coordinator, issue.PutOnAgenda, issue.Form{Meeting: &issue.Ref{ID: m.id}})
	}
}

// orderOnSite has the leader in charge order a task at the site (R15), due some
// workdays later.
func (y *year) orderOnSite(t *trouble, on workcal.Date, workdays int) {
	leader := y.people["fenguan"]
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
	h.taskBy(at, actor, act, form)
}

func (h *hand) taskBy(at time.Time, actor org.Actor, act string, form supervision.Form) {
	h.plan(h.n, at, func(ctx context.Context) error {
		i, ok := h.player.State(casefile.Issue, h.id).(*issue.Issue)
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
			h.task(h.workday(on, r.days).At(10, 0), "", supervision.ActReport, h.reportAt(r.node))
		}
	}
	if days >= 3 {
		for i, unit := range h.story.co {
			h.taskBy(h.workday(on, 3).At(11, i), h.desks[unit], supervision.ActReport, h.shareOf(unit))
		}
	}
}

func (h *hand) applied(at time.Time) {
	h.task(at, "", supervision.ActApplyClose, supervision.Form{Result: h.story.result, Files: []casefile.Attachment{h.proof}})
}

// tasksInHand are the tasks of these days, by what each of them shows.
var tasksInHand = []struct {
	ordered  int // workdays ago
	workdays int // until due
	story    int
	play     func(h *hand, on workcal.Date)
}{
	{0, 15, 25, func(*hand, workcal.Date) {}},                     // 已交办，待签收
	{6, 20, 13, func(h *hand, on workcal.Date) { h.work(on, 3) }}, // 绿灯
	{8, 20, 15, func(h *hand, on workcal.Date) { h.work(on, 1) }}, // 漏报第三日反馈：红灯、督办单
	{5, 7, 16, func(h *hand, on workcal.Date) { h.work(on, 3) }},  // 临近到期：黄灯
	{15, 8, 26, func(h *hand, on workcal.Date) { h.work(on, 7) }}, // 超期
	{10, 14, 24, func(h *hand, on workcal.Date) { // 批准延期一次
		h.work(on, 7)
		h.task(h.ago(5).At(10, 30), "", supervision.ActExtendAsk, supervision.Form{
			Code: "materials", Reason: "管材到货推迟，厂家已出具说明", Work: "到货后三天内完成敷设，五天内通气", NewDue: h.workday(on, 19), Basis: &h.proof,
		})
		h.task(h.ago(4).At(11, 0), "fenguan", supervision.ActExtendYes, supervision.Form{Reason: "同意，抓紧到货"})
	}},
	{9, 15, 7, func(h *hand, on workcal.Date) { // 暂停
		h.work(on, 3)
		ends := h.workday(h.ago(0), 6)
		h.task(h.ago(4).At(9, 30), "", supervision.ActSuspendAsk, supervision.Form{
			Code: "weather", Reason: "持续降雨，沟槽开挖存在安全风险", Notice: &h.proof, EndsOn: ends,
		})
		h.task(h.ago(3).At(10, 0), "fenguan", supervision.ActSuspend, supervision.Form{})
	}},
	{7, 15, 27, func(h *hand, on workcal.Date) { // 已申请办结
		h.work(on, 3)
		h.applied(h.ago(1).At(16, 0))
	}},
	{12, 20, 11, func(h *hand, on workcal.Date) { // 核实不过，退回续办
		h.work(on, 7)
		h.applied(h.ago(4).At(10, 0))
		h.task(h.ago(3).At(10, 0), "tongchou", supervision.ActReturnWork, supervision.Form{Reason: "会商意见缺应急局签章，补齐后再报"})
	}},
	{0, 15, 28, func(h *hand, on workcal.Date) { h.work(on, 0) }}, // 已签收
	{1, 15, 29, func(h *hand, on workcal.Date) { // 派单异议
		h.task(on.At(16, 0), "", supervision.ActObject, supervision.Form{Reason: "面积差异出在竣工测绘环节，宜由住建委牵头", Unit: h.unit("housing")})
	}},
	{14, 20, 4, func(h *hand, on workcal.Date) { // 撤销后另行交办
		h.work(on, 3)
		h.task(h.ago(6).At(10, 0), "tongchou", supervision.ActCancel, supervision.Form{Reason: "业主改用加压泵方案，原改管任务不再需要"})
		h.orderOnSite(h.trouble, h.ago(0), 10)
	}},
	{8, 15, 2, func(h *hand, on workcal.Date) { // 待业主确认
		h.work(on, 3)
		h.applied(h.ago(2).At(10, 0))
		h.task(h.ago(1).At(10, 0), "tongchou", supervision.ActVerify, supervision.Form{})
	}},
}
