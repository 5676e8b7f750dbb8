package supervision

import (
	"cmp"
	"slices"

	"github.com/diaodu/diaodu/domain/between"
	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/fault"
	"github.com/diaodu/diaodu/domain/org"
)

// Who is a place a person can have towards one task.
type Who string

const (
	Lead    Who = "lead"        // works for the lead unit
	Co      Who = "co"          // works for a co-organizer
	Coord   Who = "coordinator" // 统筹协调人员
	Super   Who = "supervisor"  // 督查室
	Leader  Who = "leader"      // the task's leader 分管/包联领导
	Chair   Who = "chair"       // 区级主要领导
	Owner   Who = "owner"       // the project's owner
	Officer Who = "officer"     // 服务专员
	System  Who = "system"      // the clock and other cases
)

// whos lists every place, in a fixed order.
var whos = []Who{Lead, Co, Coord, Super, Leader, Chair, Owner, Officer, System}

// step says: from this status, this act leads there, and these may order it.
// An empty To leaves the status as it is, or lets the act choose.
type step struct {
	From Status
	Act  string
	To   Status
	Who  []Who
}

// steps writes one rule for several statuses.
func steps(from []Status, act string, to Status, who ...Who) []step {
	rows := make([]step, len(from))
	for i, f := range from {
		rows[i] = step{f, act, to, who}
	}
	return rows
}

const unborn Status = ""

// Life is the version new tasks are born with.
const Life = 3

// lives holds every version of the life of a task. A task keeps the version it
// was born with; a shipped version is never edited (testdata/lives.golden).
//
// Version 2 lets a task come down the ladder of forums again. Version 3 has the same
// steps; a task is suspended also before its clock has begun (timing.go).
var lives = map[int][]step{
	1: sinceOne,
	2: sinceTwo,
	3: sinceTwo,
}

// sinceTwo is what versions 2 and 3 have in common.
var sinceTwo = slices.Concat(sinceOne, steps(open, ActDescend, "", Coord, Chair))

// sinceOne is what every version has in common.
var sinceOne = slices.Concat(
	steps([]Status{unborn}, ActIssue, Issued, Coord, System),
	steps([]Status{Issued}, ActSign, Signed, Lead),
	steps([]Status{Issued}, ActObject, "", Lead), // objected, or arbitrating from the second on (R4)
	steps([]Status{Objected}, ActKeep, Issued, Coord),
	steps([]Status{Objected}, ActReassign, Issued, Coord),
	steps([]Status{Arbitrating}, ActArbitrate, Issued, Coord, Chair),
	steps(working, ActHandOver, "", Lead),

	steps([]Status{Signed, Returned}, ActReport, "", Lead, Co), // the lead's report moves on to reporting
	steps([]Status{Reporting}, ActReport, "", Lead, Co),
	steps([]Status{Issued, ApplyClose, OwnerConfirm}, ActReport, "", Co),
	steps(open, ActReview, "", Coord, Super),
	steps(working, ActExplain, "", Lead),
	steps(working, ActSplit, "", Lead, Coord),
	steps(working, ActPartDone, "", Co),
	steps(working, ActPartAccept, "", Lead, Coord),
	steps(working, ActPartReturn, "", Lead, Coord),
	steps(working, ActBlock, "", Lead, Coord),
	steps(working, ActUnblock, "", Lead, Coord),
	steps(slices.Concat(working, []Status{Issued, ApplyClose}), ActUpload, "", Lead, Co),

	steps(working, ActExtendAsk, "", Lead),
	steps(working, ActExtendYes, "", Leader, Chair),
	steps(working, ActExtendNo, "", Leader, Chair),
	steps(working, ActSuspendAsk, "", Lead),
	steps(working, ActSuspend, "", Leader, Chair),
	steps(working, ActSuspendNo, "", Leader, Chair),
	steps(working, ActPauseReview, "", Leader, Chair, Coord),
	steps(working, ActResume, "", Lead, Coord, Leader, Chair),

	steps([]Status{Reporting, Returned}, ActApplyClose, ApplyClose, Lead),
	steps([]Status{ApplyClose}, ActVerify, "", Coord), // to the owner, or closed where there is none
	steps([]Status{ApplyClose}, ActReturnWork, Returned, Coord),
	steps([]Status{OwnerConfirm}, ActConfirm, Closed, Owner),
	steps([]Status{OwnerConfirm}, ActDispute, Returned, Owner),
	steps([]Status{OwnerConfirm}, ActLogCall, "", Coord, Super, Officer),
	steps([]Status{OwnerConfirm}, ActCloseSilent, ClosedUnconfirmed, Coord),
	steps([]Status{Closed, ClosedUnconfirmed}, ActGrade, Graded, Super, Coord),
	steps(over, ActReopen, Returned, Coord, System),

	steps(open, ActUrge, "", Coord, Super, Leader, Chair),
	steps(open, ActSlip, "", Coord, Super),
	steps(open, ActSlipReceive, "", Lead, Co),
	steps(open, ActSlipReply, "", Lead, Co),
	steps(open, ActInterview, "", Super, Chair, Leader),
	steps(open, ActEscalate, "", Coord, Chair),
	steps(open, ActAmend, "", System, Chair),
	steps(open, ActCancel, Cancelled, Coord, System),
	steps(slices.Concat(open, over), ActNote, "", Lead, Co, Coord, Super, Leader, Chair),
	steps(slices.Concat(open, over), ActPublish, "", Coord),

	steps(slices.Concat(open, over), casefile.ActRing, "", System),
	steps(Statuses, casefile.ActTold, "", System),
	steps(slices.Concat(open, over), casefile.ActRecalendar, "", System),
)

// is tells whether the actor has that place towards this task. An administrator
// has none, whatever else they are (R16).
func (t *Task) is(a org.Actor, who Who) bool {
	if a.Has(org.Admin) {
		return false
	}
	switch who {
	case Lead:
		return a.ActsFor(t.Lead.ID)
	case Co:
		return slices.ContainsFunc(t.Co, func(u between.Unit) bool { return a.ActsFor(u.ID) })
	case Coord:
		return a.Has(org.Coordinator)
	case Super:
		return a.Has(org.Supervisor)
	case Leader:
		own := t.Birth.Leader == "" || t.Birth.Leader == a.UserID || t.Birth.Leader == a.StandsInFor
		return a.Has(org.Leader) && own
	case Chair:
		return a.Has(org.Chair)
	case Owner:
		return a.Has(org.Owner) && a.EnterpriseID != "" && a.EnterpriseID == t.Birth.Project.EnterpriseID
	case Officer:
		return a.Has(org.ServiceOfficer)
	case System:
		return a.Has(org.System)
	}
	return false
}

// May refuses an act that the actor may not order now, or nobody may, before
// anything else of the order is looked at (task.not_yours, task.wrong_state,
// task.not_found, task.unknown_act).
func (t *Task) May(act string, a org.Actor) error {
	_, err := t.rule(act, a)
	return err
}

// rule finds the step of an act in the present status, and refuses the act
// where there is none or the actor has no part in it.
func (t *Task) rule(act string, a org.Actor) (step, error) {
	version := cmp.Or(t.Life, Life)
	known := false
	for _, s := range lives[version] {
		if s.Act != act {
			continue
		}
		known = true
		if s.From != t.Status {
			continue
		}
		if slices.ContainsFunc(s.Who, func(w Who) bool { return t.is(a, w) }) {
			return s, nil
		}
		return s, fault.New(fault.Forbidden, "task.not_yours", "%s may not %s this task", a.UserID, act).With("act", act)
	}
	if !known {
		return step{}, fault.New(fault.Invalid, "task.unknown_act", "no act %q", act).On("act")
	}
	if !t.Born() {
		return step{}, fault.New(fault.NotFound, "task.not_found", "no task %s", t.ID)
	}
	return step{}, t.Beaten(fault.New(fault.Conflict, "task.wrong_state", "cannot %s a task that is %s", act, t.Status).
		With("status", string(t.Status)).With("act", act))
}
