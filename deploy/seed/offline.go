package seed

import (
	"github.com/diaodu/diaodu/domain/issue"
	"github.com/diaodu/diaodu/domain/workcal"
)

// settleOffline lets the unit solve the issue without a meeting. Most go well; a
// few are withdrawn, refused, quarrelled over, come back or wait for years.
func (t *trouble) settleOffline() {
	switch t.n % 23 {
	case 7, 17:
		t.toWork(t.story.lead)
		t.order(t.workday(t.on, 2).At(16, 0), t.owner, issue.Withdraw, issue.Form{Reason: t.say(withdrawals)})
	case 10:
		t.refuse()
	case 12:
		t.quarrel()
		t.solve(t.workday(t.on, 12))
	case 14:
		t.toWork(t.story.lead)
		t.wait()
	case 2, 20:
		t.toWork(t.story.lead)
		t.silent(t.workday(t.on, t.days()))
	default:
		t.toWork(t.story.lead)
		t.order(t.workday(t.on, 2).At(10, 20), t.desks[t.story.lead], issue.Note, issue.Form{Text: t.say(notes), Public: true})
		t.solve(t.workday(t.on, t.days()))
	}
}

// days is how many workdays the unit takes.
func (t *trouble) days() int {
	return map[issue.Grade]int{issue.Ordinary: 4, issue.Coordination: 9, issue.Major: 15}[t.story.grade] + t.n%3
}

// solve delivers, is verified and confirmed; one in six owners does not agree at
// first, one in fifteen comes back within weeks (R10).
func (t *trouble) solve(on workcal.Date) {
	desk, coordinator := t.desks[t.story.lead], t.people["tongchou"]
	t.order(on.At(15, 0), desk, issue.SolveOffline, issue.Form{Text: t.story.result})
	if t.n%6 == 4 {
		t.order(t.workday(on, 1).At(9, 20), t.owner, issue.Dispute, issue.Form{Reason: t.say(complaints)})
		t.order(t.workday(on, 1).At(14, 0), coordinator, issue.Rework, issue.Form{Reason: t.say(reworks)})
		on = t.workday(on, 4)
		t.order(on.At(16, 0), desk, issue.SolveOffline, issue.Form{Text: t.say(finished)})
	}
	t.confirm(on)
	if t.n%15 != 8 {
		return
	}
	back := t.workday(on, 14)
	t.order(back.At(10, 0), t.owner, issue.Reopen, issue.Form{Reason: t.say(complaints)})
	on = t.workday(back, 5)
	t.order(on.At(16, 0), desk, issue.SolveOffline, issue.Form{Text: t.say(finished)})
	t.confirm(on)
}

// confirm has the coordinator verify the next day and the owner confirm after.
func (t *trouble) confirm(solved workcal.Date) {
	t.order(t.workday(solved, 1).At(10, 0), t.people["tongchou"], issue.Verify, issue.Form{})
	rating, comment := 5, t.say(thanks)
	if t.n%7 >= 5 { // mostly five, some four and three
		rating, comment = t.n%7-2, t.say(lukewarm)
	}
	t.order(t.workday(solved, 1+t.n%3).At(17, 0), t.owner, issue.Confirm, issue.Form{Rating: rating, Comment: comment})
}

// silent closes without the owner's word, after two calls (R9).
func (t *trouble) silent(on workcal.Date) {
	coordinator := t.people["tongchou"]
	t.order(on.At(15, 0), t.desks[t.story.lead], issue.SolveOffline, issue.Form{Text: t.story.result})
	t.order(t.workday(on, 1).At(10, 0), coordinator, issue.Verify, issue.Form{})
	for i, day := range []int{3, 6} {
		t.order(t.workday(on, day).At(11, 0), t.people["fuwu"], issue.LogCall, issue.Form{
			Channel: []string{"phone", "visit"}[i], Text: t.words().Replace([]string{"{owner}电话未接，已发短信告知{result}", "到{project}项目部，{owner}出差，同事称{where}已正常"}[i]),
		})
	}
	t.order(t.workday(on, 9).At(10, 0), coordinator, issue.CloseUnsettled, issue.Form{Reason: t.words().Replace("已核实{result}，两次联系未获答复")})
}

// refuse is not the district's to solve, and a second person agrees.
func (t *trouble) refuse() {
	t.order(t.on.At(11, 0), t.people["tongchou"], issue.AskReject, issue.Form{
		Reason: t.words().Replace("“{ask}”属企业与合同相对方的约定事项，不属协调范围"), Basis: "《重点项目问题协调办法》第六条",
	})
	t.order(t.workday(t.on, 1).At(10, 0), t.people["ducha"], issue.ApproveReject, issue.Form{})
}

// quarrel is over who should have it; the coordinator keeps to the catalogue (R4).
func (t *trouble) quarrel() {
	t.dispatch(t.story.lead)
	desk := t.desks[t.story.lead]
	better := t.unit("coordination")
	if len(t.story.co) > 0 {
		better = t.unit(t.story.co[0])
	}
	t.order(t.on.At(16, 40), desk, issue.Object, issue.Form{Reason: t.say(objections), Better: better})
	t.order(t.workday(t.on, 1).At(10, 0), t.people["tongchou"], issue.Dispatch, issue.Form{
		Reason: t.say(rulings), Grade: t.story.grade, Lead: t.unit(t.story.lead), Co: t.unitsOf(t.story.co),
	})
	t.order(t.workday(t.on, 1).At(15, 0), desk, issue.Sign, issue.Form{})
}

// wait is put on the long list and comes back when its time has come.
func (t *trouble) wait() {
	t.order(t.workday(t.on, 6).At(10, 0), t.people["fenguan"], issue.Shelve, issue.Form{Reason: t.words().Replace("{task}须待上级批复，先行挂账，{lead}每月报告一次")})
	again := t.workday(t.on, 34)
	t.order(again.At(9, 30), t.people["tongchou"], issue.Dispatch, issue.Form{Grade: t.story.grade, Lead: t.unit(t.story.lead), Co: t.unitsOf(t.story.co)})
	t.order(t.workday(again, 1).At(9, 40), t.desks[t.story.lead], issue.Sign, issue.Form{})
	t.solve(t.workday(again, t.days()))
}
