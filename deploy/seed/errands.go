package seed

import (
	"context"
	"time"

	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/issue"
	"github.com/diaodu/diaodu/domain/org"
	"github.com/diaodu/diaodu/domain/supervision"
	"github.com/diaodu/diaodu/domain/workcal"
)

// errand is the task that a meeting of the year ordered for an issue.
type errand struct {
	*trouble
	m *sitting
}

// firstErrand numbers the tasks' steps apart from their issues'.
const firstErrand = 2000

// task plans an act on the task.
func (e *errand) task(at time.Time, actor org.Actor, act string, form supervision.Form) {
	e.plan(firstErrand+e.n, at, func(ctx context.Context) error {
		s, ok := e.meeting(e.m)
		if !ok {
			return nil // the meeting is not there yet
		}
		return e.do(ctx, at, casefile.Task, taskOf(s, e.id), actor, supervision.Command{Order: casefile.Order{Act: act}, Form: form})
	})
}

// after is the n-th workday after the meeting.
func (e *errand) after(n int) workcal.Date { return e.workday(e.m.on, n) }

// carryOut lets the unit sign for the task, report as 13710 asks, and close it
// with proof. Most are in time; the rest show what else happens to tasks.
func (e *errand) carryOut() {
	e.task(e.m.on.At(17, 0), e.desk(), supervision.ActSign, supervision.Form{})
	for _, r := range []struct {
		node string
		days int
	}{{supervision.NodeD1, 1}, {supervision.NodeD3, 3}, {supervision.NodeD7, 7}} {
		if r.node == supervision.NodeD7 && e.m.last && e.m.brings[0] == e.trouble {
			continue // one unit forgets: red light and red slip
		}
		e.task(e.after(r.days).At(10, 0), e.desk(), supervision.ActReport, e.reportAt(r.node))
	}
	for i, unit := range e.story.co {
		e.task(e.after(3).At(11, i), e.desks[unit], supervision.ActReport, e.shareOf(unit))
	}
	switch (e.m.n*3 + e.place()) % 7 {
	case 1:
		e.extended()
	case 2:
		e.paused()
	case 3:
		e.disputed()
	case 4:
		e.late()
	case 5:
		e.unanswered()
	default:
		e.finish(e.after(9+e.n%4), "good", verdicts)
	}
}

// place is the errand's among its meeting's.
func (e *errand) place() int {
	for i, t := range e.m.brings {
		if t == e.trouble {
			return i
		}
	}
	return 0
}

func (e *errand) desk() org.Actor { return e.desks[e.story.lead] }

// apply hands the result in with proof.
func (e *errand) apply(at time.Time, result string) {
	e.task(at, e.desk(), supervision.ActApplyClose, supervision.Form{Result: result, Files: []casefile.Attachment{e.proof}})
}

// finish closes the task with both keys, has it graded and the issue confirmed.
func (e *errand) finish(done workcal.Date, grade string, why []string) {
	e.apply(done.At(11, 0), e.story.result)
	e.task(e.workday(done, 1).At(9, 30), e.people["tongchou"], supervision.ActVerify, supervision.Form{})
	e.task(e.workday(done, 1).At(16, 0), e.owner, supervision.ActConfirm, supervision.Form{Reason: e.say(confirms)})
	if grade == "good" && e.n%3 == 0 {
		grade = "excellent"
	}
	if e.n%8 != 3 { // some wait for their grade
		e.task(e.workday(done, 3).At(10, 0), e.people["ducha"], supervision.ActGrade, supervision.Form{Grade: grade, Reason: e.say(why)})
	}
	e.order(e.workday(done, 2).At(10, 0), e.people["tongchou"], issue.Verify, issue.Form{})
	rating, comment := 5, e.say(thanks)
	if grade == "pass" || grade == "fail" {
		rating, comment = 3, e.say(lukewarm)
	}
	e.order(e.workday(done, 2).At(15, 0), e.owner, issue.Confirm, issue.Form{Rating: rating, Comment: comment})
}

// extended is granted three workdays and needs them.
func (e *errand) extended() {
	e.task(e.after(8).At(14, 30), e.desk(), supervision.ActExtendAsk, supervision.Form{
		Code: "upstream", Reason: e.words().Replace("{where}需等待上级批复，预计推迟三个工作日"),
		Work: e.words().Replace("批复到后两日内{task}"), NewDue: e.after(18), Basis: &e.proof,
	})
	e.task(e.after(9).At(10, 0), e.people["fenguan"], supervision.ActExtendYes, supervision.Form{
		Reason: e.words().Replace("同意延期，{lead}盯紧批复进度"),
	})
	e.finish(e.after(17), "good", verdicts)
}

// paused stands still while experts look at it, and moves by those days (R7).
func (e *errand) paused() {
	e.task(e.after(4).At(9, 30), e.desk(), supervision.ActSuspendAsk, supervision.Form{
		Code: "expert", Reason: e.words().Replace("{where}方案须经专家评审，评审期间无法实施"), Notice: &e.proof, EndsOn: e.after(9),
	})
	e.task(e.after(4).At(15, 0), e.people["fenguan"], supervision.ActSuspend, supervision.Form{})
	e.task(e.after(9).At(9, 30), e.people["tongchou"], supervision.ActResume, supervision.Form{Reason: e.words().Replace("评审通过，{lead}恢复办理")})
	e.finish(e.after(16), "good", verdicts)
}

// disputed does not satisfy the owner at first.
func (e *errand) disputed() {
	done := e.after(8)
	e.apply(done.At(11, 0), e.story.result)
	e.task(e.workday(done, 1).At(9, 30), e.people["tongchou"], supervision.ActVerify, supervision.Form{})
	e.task(e.workday(done, 1).At(16, 0), e.owner, supervision.ActDispute, supervision.Form{Reason: e.say(complaints)})
	e.finish(e.workday(done, 5), "pass", verdicts)
}

// late lets the day pass: red light, explanation (R6), answered slips, and a
// grade to match.
func (e *errand) late() {
	e.task(e.after(16).At(15, 0), e.desk(), supervision.ActExplain, supervision.Form{
		Reason: e.words().Replace("{course}，协调用时超出预计，未能按期{task}"), Work: e.words().Replace("两日内完成剩余事项，做到{standard}"), NewDue: e.after(18),
	})
	e.answerSlips(e.after(17).At(9, 0))
	grade := "pass"
	if e.n%2 == 0 {
		grade = "fail"
	}
	e.finish(e.after(18), grade, lates)
}

// answerSlips replies to every slip the lead unit has got by then.
func (e *errand) answerSlips(at time.Time) {
	e.plan(firstErrand+e.n, at, func(ctx context.Context) error {
		s, ok := e.meeting(e.m)
		if !ok {
			return nil
		}
		id := taskOf(s, e.id)
		t, ok := e.player.State(casefile.Task, id).(*supervision.Task)
		if !ok {
			return nil
		}
		for _, slip := range t.Slips {
			if slip.Org.ID != e.story.lead || !slip.RepliedOn.IsZero() {
				continue
			}
			cmd := supervision.Command{Order: casefile.Order{Act: supervision.ActSlipReply}, Form: supervision.Form{
				N: slip.N, Reason: e.words().Replace("已由{lead}主要负责人约谈经办科室，明日完成{task}"),
			}}
			if err := e.do(ctx, at, casefile.Task, id, e.desk(), cmd); err != nil {
				return err
			}
		}
		return nil
	})
}

// unanswered is closed after two calls without the owner's word (R9).
func (e *errand) unanswered() {
	coordinator, done := e.people["tongchou"], e.after(9)
	e.apply(done.At(11, 0), e.story.result)
	e.task(e.workday(done, 1).At(9, 30), coordinator, supervision.ActVerify, supervision.Form{})
	for i, day := range []int{3, 5} {
		e.task(e.workday(done, day).At(15, 0), coordinator, supervision.ActLogCall, supervision.Form{
			Channel: []string{"phone", "message"}[i], Reason: e.words().Replace([]string{"致电{owner}无人接听", "短信告知{result}，未获回复"}[i]),
		})
	}
	over := e.workday(done, 9)
	e.task(over.At(10, 0), coordinator, supervision.ActCloseSilent, supervision.Form{Reason: e.words().Replace("{where}已核实，业主五个工作日未答复")})
	e.order(e.workday(over, 1).At(10, 0), coordinator, issue.Verify, issue.Form{})
	e.order(e.workday(over, 3).At(16, 0), e.owner, issue.Confirm, issue.Form{Rating: 4, Comment: e.say(lukewarm)})
}
