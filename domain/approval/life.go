package approval

import (
	"cmp"
	"slices"

	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/fault"
	"github.com/diaodu/diaodu/domain/life"
	"github.com/diaodu/diaodu/domain/org"
	"github.com/diaodu/diaodu/domain/process"
)

// Who is a place a person can have towards one application.
type Who string

const (
	Applicant Who = "applicant" // 申请人, and the window on their behalf at birth
	Sitter    Who = "seat"      // 办理人: holds, or may take, the seat acted on
	Officer   Who = "officer"   // 承办单位: works for the matter's authority
	Head      Who = "head"      // 实施机关负责人
	Keeper    Who = "keeper"    // 流程管理员: the definition's keeper, else the coordinators
	Watcher   Who = "watcher"   // 统筹、督查、主要领导: may urge
	Party     Who = "party"     // 相关人: anybody who has or had a part
	System    Who = "system"    // the clock and other cases
)

type step = life.Step[Status, Who]

const unborn Status = ""

// Life is the version new applications are born with. Version 1 told its plan of
// every change of stage and ball; since 2 it tells what the plan uses. Since 3 a
// vote whose rules find fewer people than its quorum waits for the keeper, a direct
// way back leads out of the blocks that the return had opened again, and results
// are numbered by what is printed, not by their matter and year.
const Life = 3

// lives holds every version of the life of an application as a whole; what
// happens inside is its definition's. A case keeps the version it was born with;
// a shipped version is never edited (testdata/lives.golden).
var lives = life.Lives[Status, Who]{1: first, 2: first, 3: first}

var first = slices.Concat(
	life.Steps([]Status{unborn}, ActSubmit, Running, Applicant, System),

	life.Steps([]Status{Running}, ActApprove, "", Sitter),
	life.Steps([]Status{Running}, ActReject, "", Sitter),
	life.Steps([]Status{Running}, ActAbstain, "", Sitter),
	life.Steps([]Status{Running}, ActChoose, "", Sitter),
	life.Steps([]Status{Running}, ActReturn, "", Sitter),
	life.Steps([]Status{Running}, ActTakeBack, "", Sitter),
	life.Steps([]Status{Running}, ActClaim, "", Sitter),
	life.Steps([]Status{Running}, ActUnclaim, "", Sitter, Keeper),
	life.Steps([]Status{Running}, ActTransfer, "", Sitter, Keeper),
	life.Steps([]Status{Running}, ActDelegate, "", Sitter),
	life.Steps([]Status{Running}, ActAnswer, "", Sitter),
	life.Steps([]Status{Running}, ActRecall, "", Sitter),
	life.Steps([]Status{Running}, ActAddSign, "", Sitter),
	life.Steps([]Status{Running}, ActCutSign, "", Sitter, Keeper),
	life.Steps([]Status{Running}, ActRecuse, "", Sitter),
	life.Steps([]Status{Running}, ActConsult, "", Sitter),
	life.Steps([]Status{Running, Waiting, Suspended}, ActReply, "", Party),
	life.Steps([]Status{Running}, ActVisit, "", Sitter),
	life.Steps([]Status{Running}, ActFinding, "", Sitter),
	life.Steps([]Status{Running}, ActPause, "", Sitter),
	life.Steps([]Status{Running}, ActResume, "", Sitter, Keeper),
	life.Steps([]Status{Running}, ActExtend, "", Head),

	life.Steps([]Status{Running}, ActSupplement, Waiting, Sitter),
	life.Steps([]Status{Waiting}, ActSupply, "", Applicant),
	life.Steps([]Status{Waiting}, ActTakeIn, Running, Sitter),
	life.Steps([]Status{Waiting}, ActSupplement, Waiting, Sitter), // handed in, and still not all there
	life.Steps([]Status{Running}, ActResubmit, "", Applicant),
	life.Steps([]Status{Running, Waiting, Suspended, Approved}, ActFollow, "", Applicant),
	life.Steps([]Status{Running, Waiting, Approved}, ActCheck, "", Officer),
	life.Steps([]Status{Running, Waiting}, ActWithdraw, Withdrawn, Applicant),
	life.Steps([]Status{Approved}, ActVerifyWord, "", Officer),

	life.Steps([]Status{Running}, ActCallback, "", Sitter, System),
	life.Steps([]Status{Waiting, Suspended}, ActCallback, "", System), // taken up when the case goes on
	life.Steps(live, ActObject, "", Sitter),
	life.Steps([]Status{Running}, ActSettle, "", Sitter),
	life.Steps(slices.Concat(live, ended), ActSubEnded, "", System), // nobody may wait any more

	life.Steps(live, ActCC, "", Party, Keeper),
	life.Steps(slices.Concat(live, ended), ActRead, "", Party),
	life.Steps(slices.Concat(live, ended), ActNote, "", Party, Keeper, Watcher),
	life.Steps([]Status{Running, Waiting}, ActUrge, "", Applicant, Keeper, Watcher),

	life.Steps([]Status{Running, Waiting}, ActAppoint, "", Keeper),
	life.Steps(live, ActHandOver, "", Keeper),
	life.Steps([]Status{Running, Waiting}, ActSuspend, Suspended, Keeper, Head, System),
	life.Steps([]Status{Suspended}, ActSuspend, "", System), // with its parent, too
	life.Steps([]Status{Suspended}, ActActivate, "", Keeper, Head, System),
	life.Steps(live, ActTerminate, Terminated, Keeper, Head, System),
	life.Steps([]Status{Approved, Rejected, Refused}, ActVoid, Voided, Head),
	life.Steps([]Status{Running}, ActJump, "", Keeper),
	life.Steps([]Status{Running, Suspended}, ActMigrate, "", Keeper),
	life.Steps(live, ActPeople, "", System),

	life.Steps(slices.Concat(live, ended), casefile.ActRing, "", System),
	life.Steps(slices.Concat(live, ended), casefile.ActTold, "", System),
	life.Steps(slices.Concat(live, ended), casefile.ActRecalendar, "", System),
)

// is tells whether the actor has that place towards this application. An
// administrator of the system has none, whatever else they are (R16).
func (a *Approval) is(actor org.Actor, who Who) bool {
	if actor.Has(org.Admin) {
		return false
	}
	switch who {
	case Applicant:
		return a.applicant(actor)
	case Sitter:
		return a.sits(actor)
	case Officer:
		return actor.ActsFor(a.Def.Matter.Authority)
	case Head:
		return actor.Has(org.DeptLead) && actor.OrgID == a.Def.Matter.Authority && actor.OrgID != ""
	case Keeper:
		return a.keeps(actor)
	case Watcher:
		return actor.Has(org.Coordinator, org.Supervisor, org.Chair, org.Leader)
	case Party:
		return casefile.Sees(actor, a.Parties())
	case System:
		return actor.Has(org.System)
	}
	return false
}

// sits tells whether the actor may work on some seat of the application, or did.
func (a *Approval) sits(actor org.Actor) bool {
	for i := range a.Seats {
		s := &a.Seats[i]
		if a.mine(s, actor) || s.lentOn(actor) >= 0 || is(actor, s.By.UserID) || s.inPost(actor) {
			return true
		}
	}
	return a.reports(actor)
}

// reports tells whether the actor may report for a wait or a notice that is open.
func (a *Approval) reports(actor org.Actor) bool {
	g := process.NewGraph(&a.Def)
	for _, r := range a.Runs {
		if !r.Open {
			continue
		}
		if n, ok := g.Node(r.Step); ok && (n.Wait != nil && a.inRule(n.Wait.By, r, actor) || n.Notice != nil && a.inRule(n.Notice.By, r, actor)) {
			return true
		}
	}
	return false
}

// Keeps tells whether the actor keeps the process, and so may jump, migrate and
// hand over.
func (a *Approval) Keeps(actor org.Actor) bool { return a.is(actor, Keeper) }

// keeps tells whether the actor keeps the process 流程管理员.
func (a *Approval) keeps(actor org.Actor) bool {
	if k := a.Def.Rules.Keeper; k != nil {
		return a.inRule(*k, Run{}, actor)
	}
	return actor.Has(org.Coordinator)
}

// inRule tells whether a rule that names a post or a person names the actor.
func (a *Approval) inRule(w process.Who, r Run, actor org.Actor) bool {
	switch {
	case w.User != "":
		return is(actor, w.User)
	case w.Starter:
		return a.applicant(actor)
	case w.UserField != "":
		return slices.ContainsFunc(process.Texts(a.Form, w.UserField), func(id string) bool { return is(actor, id) })
	}
	unit := a.unitOf(w, r)
	return actor.Has(w.Role) && (unit == "" || actor.OrgID == unit)
}

// life is the version of the rules by which the application is judged.
func (a *Approval) life() int { return cmp.Or(a.Life, Life) }

// rule finds the step of an act in the present status, and refuses the act
// where there is none or the actor has no part in it.
func (a *Approval) rule(act string, actor org.Actor) (step, error) {
	s, found := lives.Find(a.life(), a.Status, act, func(w Who) bool { return !a.Born() || a.is(actor, w) })
	switch found {
	case life.Yours:
		return s, nil
	case life.Theirs:
		return s, fault.New(fault.Forbidden, "approval.not_yours", "%s may not %s this application", actor.UserID, act).With("act", act)
	case life.Unknown:
		return step{}, fault.New(fault.Invalid, "approval.unknown_act", "no act %q", act).On("act")
	}
	if !a.Born() {
		return step{}, fault.New(fault.NotFound, "approval.not_found", "no application %s", a.ID)
	}
	if !a.Status.Live() && a.End != nil {
		return step{}, a.Beaten(fault.New(fault.Conflict, "approval.ended", "the application is %s", a.Status).
			With("status", string(a.Status)).With("act", act).
			With("by", a.End.By.Name).With("by_id", a.End.By.UserID).With("at", stamp(a.End.At)).With("outcome", string(a.End.Status))) // E2, E4
	}
	return step{}, a.Beaten(fault.New(fault.Conflict, "approval.wrong_state", "cannot %s an application that is %s", act, a.Status).
		With("status", string(a.Status)).With("act", act))
}
