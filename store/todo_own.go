package store

import (
	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/org"
	"github.com/diaodu/diaodu/domain/workcal"
)

// noDue is the due date of what has none.
const noDue = "NULL"

// Requests to move a task's date. One for a later date lapses where nobody decides
// until the task's own date passes (R6), so it is to be decided by then; for a pause
// no rule gives a day.
const (
	toDecide       = "to_decide"
	askedExtension = " LEFT JOIN task_extensions e ON e.task_id = tasks.id AND e.state = 'asked'"
	decideBy       = "IF(e.task_id IS NULL, NULL, tasks.due)"
)

// unreviewed keeps open tasks with a report that nobody has judged yet.
const unreviewed = "tasks.open = 1 AND EXISTS (SELECT 1 FROM task_reports r WHERE r.task_id = tasks.id AND r.review = '')"

// todoSources gathers the sources of a reader's to-dos.
type todoSources []todo

func (l *todoSources) add(key, text string, kind casefile.Kind, what, due, from, where string, args ...any) {
	*l = append(*l, todo{key, text, kind, what, due, from, where, args})
}

func (l *todoSources) issues(key, text, what, due, where string, args ...any) {
	l.add(key, text, casefile.Issue, what, due, "", where, args...)
}

func (l *todoSources) tasks(key, text, what, due, where string, args ...any) {
	l.add(key, text, casefile.Task, what, due, "", where, args...)
}

// requests are those to move a task's date.
func (l *todoSources) requests(where string, args ...any) {
	l.add(toDecide, "待审批", casefile.Task, "'decide_request'", decideBy, askedExtension, where, args...)
}

// ownTodos are what waits for the reader, or their unit, to do something. Each
// condition is served by an index of its table.
func ownTodos(a org.Actor, today workcal.Date) []todo {
	var all todoSources
	if a.Has(org.Owner) && a.EnterpriseID != "" {
		all.owner(a)
	}
	if a.Has(org.Coordinator, org.ServiceOfficer) {
		all.issues("to_accept", "待我受理", "'accept'", "issues.ack_due", "issues.status = 'submitted' AND issues.refusal_by = '' AND (issues.restricted = 0 OR ?)", a.Has(org.Coordinator))
	}
	if a.Has(org.Coordinator, org.Supervisor) { // leaders may judge it as well, and are not asked to
		all.issues("to_judge_refusal", "待复核不予受理", "'approve_reject'", "issues.ball_due", "issues.refusal_by > '' AND issues.refusal_by <> ?", a.UserID)
	}
	if a.Has(org.Coordinator) {
		all.coordinator(today)
	}
	if a.Has(org.MinutesReviewer) {
		all.add("to_review_minutes", "待审核纪要", casefile.Meeting, "'review'", "meetings.minutes_due", "", "meetings.status = 'minutes_draft'")
	}
	if a.Has(org.Chair) {
		all.add("to_sign_minutes", "待签发纪要", casefile.Meeting, "'sign'", "meetings.minutes_due", "", "meetings.status = 'reviewed'")
		all.requests("tasks.open = 1 AND tasks.ask_role = 'chair'")
	}
	if a.Has(org.Leader) {
		all.requests("tasks.open = 1 AND tasks.ask_role = 'leader' AND tasks.leader_id IN ('', ?)", a.UserID)
	}
	if a.Has(org.Supervisor) {
		all.tasks("to_interview", "待约谈", "'interview'", "tasks.due", "tasks.open = 1 AND tasks.interviews_due > 0")
		all.tasks("to_grade", "待评价", "'grade'", noDue, "tasks.status IN ('closed', 'closed_unconfirmed')")
	}
	if a.Has(org.DeptRoles...) && a.OrgID != "" {
		all.unit(a.OrgID)
	}
	return all
}

// owner adds what waits for an enterprise's people.
func (l *todoSources) owner(a org.Actor) {
	const mine = "issues.enterprise_id = ? AND issues.open = 1 AND (issues.restricted = 0 OR issues.raised_by = ?) AND issues.ball_what = ?"
	l.issues("to_supplement", "待补充", "'supplement'", "issues.due", mine, a.EnterpriseID, a.UserID, "supplement")
	l.issues("to_confirm", "待确认", "'confirm'", "issues.ball_due", mine, a.EnterpriseID, a.UserID, "confirm")
	l.tasks("to_confirm", "待确认", "'confirm'", "tasks.ball_due", "tasks.enterprise_id = ? AND tasks.open = 1 AND tasks.ball_owner = 1", a.EnterpriseID)
	l.add("to_submit", "待申报", casefile.Plan, "'submit'", "m.target_start", " JOIN plan_matters m ON m.plan_id = plans.id",
		"plans.enterprise_id = ? AND plans.status = 'active' AND m.standing IN ('ready', 'failed')", a.EnterpriseID)
}

// coordinator adds what waits for the coordinating office.
func (l *todoSources) coordinator(today workcal.Date) {
	l.issues("to_dispatch", "待派单", "'dispatch'", "issues.due", "issues.status = 'accepted'")
	l.issues("to_arbitrate", "待裁定", "'arbitrate'", "issues.due", "issues.status = 'objected'")
	l.tasks("to_arbitrate", "待裁定", "tasks.ball_what", "tasks.ball_due", "tasks.status IN ('objected', 'arbitrating')")
	l.issues("to_answer_slot", "待答复上会申请", "'admit_slot'", "issues.slot_answer", "issues.slot = 'asked' AND issues.open = 1")
	l.issues("to_rework", "待重新办理", "'rework'", "issues.due", "issues.status = 'disputed'")
	l.tasks("to_verify", "待核实", "'verify'", "tasks.ball_due", "tasks.status = 'apply_close'")
	l.tasks("to_review", "待审核反馈", "'review_report'", noDue, unreviewed)
	// Their owner was asked and is silent past the last day (R9).
	l.issues("to_call", "待回访业主", "'log_call'", noDue, "issues.status = 'pending_confirm' AND issues.ball_due < ?", dateCol{today})
	l.tasks("to_call", "待回访业主", "'log_call'", noDue, "tasks.status = 'owner_confirm' AND tasks.ball_due < ?", dateCol{today})
	l.issues("to_revisit", "待复核挂账", "'review'", "issues.ball_due", "issues.status = 'long_term' AND issues.ball_due <= ?", dateCol{today})
	l.add("minutes", "待办纪要", casefile.Meeting, "meetings.status", "meetings.minutes_due", "", "meetings.status IN ('closed', 'minutes_draft', 'signed')")
}

// owing is what a unit owes reports on: nothing while somebody else must move, as
// while its objection is judged. supervision counts them by the same statuses.
const owing = "o.org_id = ? AND o.state = 'open' AND tasks.status IN ('issued', 'signed', 'reporting', 'returned')"

// unit adds what a unit owes.
func (l *todoSources) unit(unit string) {
	l.issues("to_sign", "待签收", "'sign'", "issues.ball_due", "issues.lead_id = ? AND issues.open = 1 AND issues.status = 'dispatched'", unit)
	l.tasks("to_sign", "待签收", "'sign'", "tasks.ball_due", "tasks.open = 1 AND tasks.ball_org = ? AND tasks.ball_what = 'sign'", unit)
	l.add("to_report", "待反馈", casefile.Task, "o.node", "o.due", " JOIN task_owed o ON o.task_id = tasks.id", owing+" AND tasks.suspended = 0", unit)
	l.add("to_reply", "待回复督办单", casefile.Task, "'reply_slip'", "l.reply_due", " JOIN task_slips l ON l.task_id = tasks.id",
		"l.org_id = ? AND l.replied_on IS NULL AND tasks.open = 1", unit)
	l.issues("to_solve", "办理中", "issues.ball_what", "issues.due", "issues.lead_id = ? AND issues.open = 1 AND issues.status IN ('in_progress', 'resolved_in_meeting')", unit)
}
