// Package inbox tells what a notice 消息 wants of its reader: to act 要我办, or only
// to know 知悉. It goes by the notice's code alone; whether the act is still to be
// done is read from the to-do list, never from whether the notice was read.
package inbox

import (
	"maps"
	"slices"
	"strings"

	"github.com/diaodu/diaodu/domain/casefile"
)

// The two kinds of notices, as tabs of the inbox.
const (
	Act  = "act"  // 要我办: asks the reader to act, and the act is still to be done
	News = "news" // 知悉: everything else
)

// Ask is what a notice asks for.
type Ask struct {
	// Todos are the heaps of the to-do list in which the case stands for whoever is
	// asked, as long as the act is to be done. None: no list tells, and the notice
	// asks until it is read.
	Todos []string
	// News tells that the notice is also for people it does not ask, such as the
	// units that help; to them it is unread news, not spent.
	News bool
}

// ByHand tells whether only its reader knows when the notice is done with.
func (a Ask) ByHand() bool { return len(a.Todos) == 0 }

// Heaps that no to-do list shows but notices ask for, with the condition in store.
const (
	TodoFinish   = "to_finish"   // work on a task that one's unit leads
	TodoPrepare  = "to_prepare"  // give material and position before a meeting
	TodoTriage   = "to_triage"   // settle what can be settled before a meeting
	TodoHold     = "to_hold"     // hold or move a meeting whose day has passed
	TodoContinue = "to_continue" // resume or review a task whose clock stands still
)

func of(todos ...string) Ask   { return Ask{Todos: todos} }
func also(todos ...string) Ask { return Ask{Todos: todos, News: true} }

var byHand = Ask{}

// asks are the codes that ask for an act; every other code is news.
var asks = joined(issueAsks, meetingAsks, taskAsks, approvalAsks, planAsks)

func joined(tables ...map[string]Ask) map[string]Ask {
	all := map[string]Ask{}
	for _, t := range tables {
		maps.Copy(all, t)
	}
	return all
}

// untilSolved asks whoever has an issue, at whichever step it stands.
var untilSolved = also("to_accept", "to_judge_refusal", "to_dispatch", "to_arbitrate", "to_rework", "to_sign", "to_solve")

var issueAsks = map[string]Ask{
	"issue.report":          of("to_accept"),
	"issue.supplement":      of("to_accept"),
	"issue.appeal":          of("to_accept"),
	"issue.refuse_reject":   of("to_accept"),
	"issue.ring.ack":        of("to_accept", "to_judge_refusal"),
	"issue.ask_reject":      of("to_judge_refusal"),
	"issue.return_for_info": of("to_supplement"),
	"issue.dispatch":        also("to_sign"),
	"issue.arbitrate":       also("to_sign"),
	"issue.ring.sign":       also("to_sign"),
	"issue.object":          of("to_arbitrate"),
	"issue.ring.arbitrate":  of("to_arbitrate"),
	"issue.ask_slot":        of("to_answer_slot"),
	"issue.ring.slot":       of("to_answer_slot"),
	"issue.resolve":         also("to_solve"),
	"issue.solve_offline":   also("to_confirm"),
	"issue.ring.remind":     of("to_confirm"),
	"issue.ring.silent":     of("to_confirm", "to_call"),
	"issue.dispute":         also("to_rework"),
	"issue.rework":          also("to_sign", "to_solve"),
	"issue.reopen":          also("to_accept", "to_dispatch"),
	"issue.urge":            untilSolved,
	"issue.ring.soon":       untilSolved,
	"issue.ring.late":       untilSolved,
	"issue.ring.review":     of("to_revisit"),
	"issue.ring.rectify":    byHand,
	"issue.told_refused":    byHand,
}

var meetingAsks = map[string]Ask{
	"meeting.item_added":         of(TodoPrepare),
	"meeting.position_due":       of(TodoPrepare),
	"meeting.triage_due":         of(TodoTriage),
	"meeting.not_held":           of(TodoHold),
	"meeting.closed":             of("minutes", "to_review_minutes"),
	"meeting.minutes_drafted":    of("to_review_minutes"),
	"meeting.minutes_to_sign":    of("to_sign_minutes"),
	"meeting.minutes_returned":   of("minutes"),
	"meeting.minutes_signed":     of("minutes"),
	"meeting.minutes_soon":       of("minutes", "to_review_minutes"),
	"meeting.minutes_overdue":    of("minutes"),
	"meeting.amendment_proposed": byHand,
	"meeting.effect_refused":     byHand,
}

var taskAsks = map[string]Ask{
	"task.issued":             also("to_sign"),
	"task.reopened":           also("to_sign", TodoFinish),
	"task.kept":               of("to_sign"),
	"task.sign_today":         of("to_sign"),
	"task.unsigned":           also("to_sign"),
	"task.objected":           of("to_arbitrate"),
	"task.objection_waits":    of("to_arbitrate"),
	"task.arbitration":        also("to_arbitrate"),
	"task.arbitration_late":   also("to_arbitrate"),
	"task.handed_over":        of("to_sign", "to_report", TodoFinish),
	"task.reported":           of("to_review"),
	"task.explained":          of("to_review"),
	"task.report_due":         of("to_report"),
	"task.report_overdue":     also("to_report"),
	"task.report_returned":    of("to_report"),
	"task.part_given":         of("to_report"),
	"task.part_returned":      of("to_report"),
	"task.part_done":          byHand,
	"task.extension_asked":    of("to_decide"),
	"task.extension_waits":    of("to_decide"),
	"task.suspend_asked":      of("to_decide"),
	"task.pause_review_due":   also(TodoContinue),
	"task.pause_end_passed":   also(TodoContinue),
	"task.due_soon":           also(TodoFinish),
	"task.due_today":          also(TodoFinish),
	"task.overdue":            also(TodoFinish, "to_report"),
	"task.urged":              also("to_sign", "to_report", TodoFinish),
	"task.returned":           also(TodoFinish),
	"task.disputed":           also(TodoFinish),
	"task.slip_blue":          of("to_reply"),
	"task.slip_yellow":        of("to_reply"),
	"task.slip_red":           of("to_reply"),
	"task.slip_unanswered":    of("to_reply"),
	"task.interview_proposed": of("to_interview"),
	"task.interviewed":        also(TodoFinish),
	"task.close_applied":      of("to_verify"),
	"task.verify_waits":       of("to_verify"),
	"task.confirm_asked":      of("to_confirm"),
	"task.confirm_waits":      of("to_confirm"),
	"task.owner_silent":       of("to_confirm", "to_call"),
	"task.effect_refused":     byHand,
}

// inBox: the boxes of applications tell who is asked, an official or the applicant.
var inBox, inBoxToo = of("to_approve", "to_supply"), also("to_approve", "to_supply")

var approvalAsks = map[string]Ask{
	"approval.your_turn":       inBox,
	"approval.urged":           inBox,
	"approval.delegated":       inBox,
	"approval.answered":        inBox,
	"approval.consulted":       inBox,
	"approval.nobody":          inBox,
	"approval.quorum":          inBox,
	"approval.starter":         inBox,
	"approval.stuck":           byHand,
	"approval.sub_refused":     byHand,
	"approval.escalated":       byHand,
	"approval.word_unchecked":  inBoxToo,
	"approval.supplied":        inBox,
	"approval.followed":        inBox,
	"approval.objection_open":  inBox,
	"approval.due_soon":        inBoxToo,
	"approval.overdue":         inBoxToo,
	"approval.law_soon":        inBoxToo,
	"approval.law_late":        inBoxToo,
	"approval.promise_soon":    inBoxToo,
	"approval.promise_late":    inBoxToo,
	"approval.returned_to_you": inBox,
	"approval.supplement":      inBox,
	"approval.supplement_due":  inBox,
	"approval.deferred":        inBox,
	"approval.deferred_late":   inBoxToo,
	"approval.faulty":          inBox,
}

var planAsks = map[string]Ask{
	"plan.ready":          also("to_submit"),
	"plan.failed":         also("to_submit"),
	"plan.unsubmitted":    also("to_submit"),
	"plan.effect_refused": byHand,
}

// Asks tells what a notice asks for; ok is false where it is only news.
func Asks(code string) (ask Ask, ok bool) {
	ask, ok = asks[code]
	return ask, ok
}

// Codes are the codes that ask for an act, in order.
func Codes() []string { return slices.Sorted(maps.Keys(asks)) }

// For are the codes about a kind of case that ask for what a heap holds, in order.
func For(kind casefile.Kind, todo string) []string {
	var codes []string
	for _, code := range Codes() {
		if strings.HasPrefix(code, string(kind)+".") && slices.Contains(asks[code].Todos, todo) {
			codes = append(codes, code)
		}
	}
	return codes
}
