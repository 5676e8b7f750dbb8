package approval

import (
	"cmp"
	"slices"

	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/fault"
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

// step says: from this status, this act leads there, and these may order it.
// An empty To stays, or lets the act choose.
type step struct {
	From Status
	Act  string
	To   Status
	Who  []Who
}

func steps(from []Status, act string, to Status, who ...Who) []step {
	rows := make([]step, len(from))
	for i, f := range from {
		rows[i] = step{f, act, to, who}
	}
	return rows
}

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
var lives = map[int][]step{1: first, 2: first, 3: first}

var first = slices.Concat(
	steps([]Status{unborn}, ActSubmit, Running, Applicant, System),

	steps([]Status{Running}, ActApprove, "", Sitter),
	steps([]Status{Running}, ActReject, "", Sitter),
	steps([]Status{Running}, ActAbstain, "", Sitter),
	steps([]Status{Running}, ActChoose, "", Sitter),
	steps([]Status{Running}, ActReturn, "", Sitter),
	steps([]Status{Running}, ActTakeBack, "", Sitter),
	steps([]Status{Running}, ActClaim, "", Sitter),
	steps([]Status{Running}, ActUnclaim, "", Sitter, Keeper),
	steps([]Status{Running}, ActTransfer, "", Sitter, Keeper),
	steps([]Status{Running}, ActDelegate, "", Sitter),
	steps([]Status{Running}, ActAnswer, "", Sitter),
	steps([]Status{Running}, ActRecall, "", Sitter),
	steps([]Status{Running}, ActAddSign, "", Sitter),
	steps([]Status{Running}, ActCutSign, "", Sitter, Keeper),
	steps([]Status{Running}, ActRecuse, "", Sitter),
	steps([]Status{Running}, ActConsult, "", Sitter),
	steps([]Status{Running, Waiting, Suspended}, ActReply, "", Party),
	steps([]Status{Running}, ActVisit, "", Sitter),
	steps([]Status{Running}, ActFinding, "", Sitter),
	steps([]Status{Running}, ActPause, "", Sitter),
	steps([]Status{Running}, ActResume, "", Sitter, Keeper),
	steps([]Status{Running}, ActExtend, "", Head),

	steps([]Status{Running}, ActSupplement, Waiting, Sitter),
	steps([]Status{Waiting}, ActSupply, "", Applicant),
	steps([]Status{Waiting}, ActTakeIn, Running, Sitter),
	steps([]Status{Waiting}, ActSupplement, Waiting, Sitter), // handed in, and still not all there
	steps([]Status{Running}, ActResubmit, "", Applicant),
	steps([]Status{Running, Waiting, Suspended, Approved}, ActFollow, "", Applicant),
	steps([]Status{Running, Waiting, Approved}, ActCheck, "", Officer),
	steps([]Status{Running, Waiting}, ActWithdraw, Withdrawn, Applicant),
	steps([]Status{Approved}, ActVerifyWord, "", Officer),

	steps([]Status{Running}, ActCallback, "", Sitter, System),
	steps([]Status{Waiting, Suspended}, ActCallback, "", System), // taken up when the case goes on
	steps(live, ActObject, "", Sitter),
	steps([]Status{Running}, ActSettle, "", Sitter),
	steps(slices.Concat(live, ended), ActSubEnded, "", System), // nobody may wait any more

	steps(live, ActCC, "", Party, Keeper),
	steps(slices.Concat(live, ended), ActRead, "", Party),
	steps(slices.Concat(live, ended), ActNote, "", Party, Keeper, Watcher),
	steps([]Status{Running, Waiting}, ActUrge, "", Applicant, Keeper, Watcher),

	steps([]Status{Running, Waiting}, ActAppoint, "", Keeper),
	steps(live, ActHandOver, "", Keeper),
	steps([]Status{Running, Waiting}, ActSuspend, Suspended, Keeper, Head, System),
	steps([]Status{Suspended}, ActSuspend, "", System), // with its parent, too
	steps([]Status{Suspended}, ActActivate, "", Keeper, Head, System),
	steps(live, ActTerminate, Terminated, Keeper, Head, System),
	steps([]Status{Approved, Rejected, Refused}, ActVoid, Voided, Head),
	steps([]Status{Running}, ActJump, "", Keeper),
	steps([]Status{Running, Suspended}, ActMigrate, "", Keeper),
	steps(live, ActPeople, "", System),

	steps(slices.Concat(live, ended), casefile.ActRing, "", System),
	steps(slices.Concat(live, ended), casefile.ActTold, "", System),
	steps(slices.Concat(live, ended), casefile.ActRecalendar, "", System),
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
	version := a.life()
	known := false
	for _, s := range lives[version] {
		if s.Act != act {
			continue
		}
		known = true
		if s.From != a.Status {
			continue
		}
		if !a.Born() || slices.ContainsFunc(s.Who, func(w Who) bool { return a.is(actor, w) }) {
			return s, nil
		}
		return s, fault.New(fault.Forbidden, "approval.not_yours", "%s may not %s this application", actor.UserID, act).With("act", act)
	}
	if !known {
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
