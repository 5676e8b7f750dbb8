package supervision

import (
	"cmp"
	"slices"

	"github.com/diaodu/diaodu/domain/between"
	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/fault"
	"github.com/diaodu/diaodu/domain/life"
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

type step = life.Step[Status, Who]

const unborn Status = ""

// Life is the version new tasks are born with.
const Life = 3

// lives holds every version of the life of a task. A task keeps the version it
// was born with; a shipped version is never edited (testdata/lives.golden).
//
// Version 2 lets a task come down the ladder of forums again. Version 3 has the same
// steps; a task is suspended also before its clock has begun (timing.go).
var lives = life.Lives[Status, Who]{
	1: sinceOne,
	2: sinceTwo,
	3: sinceTwo,
}

// sinceTwo is what versions 2 and 3 have in common.
var sinceTwo = slices.Concat(sinceOne, life.Steps(open, ActDescend, "", Coord, Chair))

// sinceOne is what every version has in common.
var sinceOne = slices.Concat(
	life.Steps([]Status{unborn}, ActIssue, Issued, Coord, System),
	life.Steps([]Status{Issued}, ActSign, Signed, Lead),
	life.Steps([]Status{Issued}, ActObject, "", Lead), // objected, or arbitrating from the second on (R4)
	life.Steps([]Status{Objected}, ActKeep, Issued, Coord),
	life.Steps([]Status{Objected}, ActReassign, Issued, Coord),
	life.Steps([]Status{Arbitrating}, ActArbitrate, Issued, Coord, Chair),
	life.Steps(working, ActHandOver, "", Lead),

	life.Steps([]Status{Signed, Returned}, ActReport, "", Lead, Co), // the lead's report moves on to reporting
	life.Steps([]Status{Reporting}, ActReport, "", Lead, Co),
	life.Steps([]Status{Issued, ApplyClose, OwnerConfirm}, ActReport, "", Co),
	life.Steps(open, ActReview, "", Coord, Super),
	life.Steps(working, ActExplain, "", Lead),
	life.Steps(working, ActSplit, "", Lead, Coord),
	life.Steps(working, ActPartDone, "", Co),
	life.Steps(working, ActPartAccept, "", Lead, Coord),
	life.Steps(working, ActPartReturn, "", Lead, Coord),
	life.Steps(working, ActBlock, "", Lead, Coord),
	life.Steps(working, ActUnblock, "", Lead, Coord),
	life.Steps(slices.Concat(working, []Status{Issued, ApplyClose}), ActUpload, "", Lead, Co),

	life.Steps(working, ActExtendAsk, "", Lead),
	life.Steps(working, ActExtendYes, "", Leader, Chair),
	life.Steps(working, ActExtendNo, "", Leader, Chair),
	life.Steps(working, ActSuspendAsk, "", Lead),
	life.Steps(working, ActSuspend, "", Leader, Chair),
	life.Steps(working, ActSuspendNo, "", Leader, Chair),
	life.Steps(working, ActPauseReview, "", Leader, Chair, Coord),
	life.Steps(working, ActResume, "", Lead, Coord, Leader, Chair),

	life.Steps([]Status{Reporting, Returned}, ActApplyClose, ApplyClose, Lead),
	life.Steps([]Status{ApplyClose}, ActVerify, "", Coord), // to the owner, or closed where there is none
	life.Steps([]Status{ApplyClose}, ActReturnWork, Returned, Coord),
	life.Steps([]Status{OwnerConfirm}, ActConfirm, Closed, Owner),
	life.Steps([]Status{OwnerConfirm}, ActDispute, Returned, Owner),
	life.Steps([]Status{OwnerConfirm}, ActLogCall, "", Coord, Super, Officer),
	life.Steps([]Status{OwnerConfirm}, ActCloseSilent, ClosedUnconfirmed, Coord),
	life.Steps([]Status{Closed, ClosedUnconfirmed}, ActGrade, Graded, Super, Coord),
	life.Steps(over, ActReopen, Returned, Coord, System),

	life.Steps(open, ActUrge, "", Coord, Super, Leader, Chair),
	life.Steps(open, ActSlip, "", Coord, Super),
	life.Steps(open, ActSlipReceive, "", Lead, Co),
	life.Steps(open, ActSlipReply, "", Lead, Co),
	life.Steps(open, ActInterview, "", Super, Chair, Leader),
	life.Steps(open, ActEscalate, "", Coord, Chair),
	life.Steps(open, ActAmend, "", System, Chair),
	life.Steps(open, ActCancel, Cancelled, Coord, System),
	life.Steps(slices.Concat(open, over), ActNote, "", Lead, Co, Coord, Super, Leader, Chair),
	life.Steps(slices.Concat(open, over), ActPublish, "", Coord),

	life.Steps(slices.Concat(open, over), casefile.ActRing, "", System),
	life.Steps(Statuses, casefile.ActTold, "", System),
	life.Steps(slices.Concat(open, over), casefile.ActRecalendar, "", System),
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
	s, found := lives.Find(cmp.Or(t.Life, Life), t.Status, act, func(w Who) bool { return t.is(a, w) })
	switch found {
	case life.Yours:
		return s, nil
	case life.Theirs:
		return s, fault.New(fault.Forbidden, "task.not_yours", "%s may not %s this task", a.UserID, act).With("act", act)
	case life.Unknown:
		return step{}, fault.New(fault.Invalid, "task.unknown_act", "no act %q", act).On("act")
	}
	if !t.Born() {
		return step{}, fault.New(fault.NotFound, "task.not_found", "no task %s", t.ID)
	}
	return step{}, t.Beaten(fault.New(fault.Conflict, "task.wrong_state", "cannot %s a task that is %s", act, t.Status).
		With("status", string(t.Status)).With("act", act))
}
