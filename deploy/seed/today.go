package seed

import (
	"github.com/diaodu/diaodu/domain/issue"
	"github.com/diaodu/diaodu/domain/workcal"
)

// planToday leaves work on every desk: issues of the last days, each in another
// state, so that every list of the console has something to show.
func (y *year) planToday(today workcal.Date) {
	coordinator := y.people["tongchou"]
	// Counted from the last full workday, so that nothing here is still to come.
	ago := func(workdays int) workcal.Date { return y.cal.AddWorkdays(today, -workdays-1).Date }
	n := 100
	fresh := func(workdays, which int) *trouble {
		n++
		return y.reported(n, stories[which], ago(workdays))
	}
	fresh(0, 10) // 待受理
	fresh(0, 1)
	t := fresh(1, 6) // 已受理
	t.order(t.on.At(11, 5), coordinator, issue.Accept, issue.Form{})
	t = fresh(2, 9) // 退回补充
	t.order(t.on.At(14, 0), coordinator, issue.ReturnInfo, issue.Form{Reason: "请补充公示文件和申报年度", Missing: []string{"when"}})
	t = fresh(1, 8) // 待签收
	t.dispatch(t.story.lead)
	t = fresh(1, 17) // 派单异议
	t.dispatch(t.story.lead)
	t.order(t.on.At(16, 40), y.desks[t.story.lead], issue.Object, issue.Form{Reason: "红线外管网由水务公司运营维护，不属我单位职责", Better: t.unit("water_company")})
	t = fresh(12, 0) // 待业主确认
	t.toWork(t.story.lead)
	t.order(ago(1).At(10, 0), y.desks[t.story.lead], issue.SolveOffline, issue.Form{Text: t.story.result})
	t = fresh(14, 3)
	t.toWork(t.story.lead)
	t.order(ago(2).At(10, 0), y.desks[t.story.lead], issue.SolveOffline, issue.Form{Text: t.story.result})
	t.order(ago(1).At(9, 0), coordinator, issue.Verify, issue.Form{})
	t = fresh(16, 5) // 业主不认可
	t.toWork(t.story.lead)
	t.order(ago(3).At(10, 0), y.desks[t.story.lead], issue.SolveOffline, issue.Form{Text: t.story.result})
	t.order(ago(2).At(10, 0), t.owner, issue.Dispute, issue.Form{Reason: "路口虽已拓宽，但路缘石未处理，板车仍剐蹭"})
	t = fresh(25, 14) // 挂账
	t.toWork(t.story.lead)
	t.order(ago(5).At(10, 0), y.people["fenguan"], issue.Shelve, issue.Form{Reason: "线路跨越规划道路，须待道路规划批复后实施"})
	t = fresh(9, 19) // 不予受理
	t.order(t.on.At(11, 0), coordinator, issue.AskReject, issue.Form{Reason: "公交班次调整属企业职工班车范畴", Basis: "《公交线网管理办法》第八条"})
	t.order(ago(8).At(10, 0), y.people["ducha"], issue.ApproveReject, issue.Form{})
}

// dispatch accepts an issue and hands it to a unit the same day.
func (t *trouble) dispatch(unit string) {
	coordinator := t.people["tongchou"]
	t.order(t.on.At(11, 20), coordinator, issue.Accept, issue.Form{})
	t.order(t.on.At(15, 20), coordinator, issue.Dispatch, issue.Form{Grade: t.story.grade, Lead: t.unit(unit), Co: t.unitsOf(t.story.co)})
}

// toWork has the unit sign the next morning.
func (t *trouble) toWork(unit string) {
	t.dispatch(unit)
	t.order(t.workday(t.on, 1).At(9, 40), t.desks[unit], issue.Sign, issue.Form{})
}
