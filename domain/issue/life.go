package issue

import (
	"cmp"
	"slices"

	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/ladder"
	"github.com/diaodu/diaodu/domain/org"
)

// Act is what can be done to an issue.
const (
	Report         = "report"            // 上报
	Accept         = "accept"            // 受理
	ReturnInfo     = "return_for_info"   // 退回补充
	Supplement     = "supplement"        // 补充
	Withdraw       = "withdraw"          // 撤回
	AskReject      = "ask_reject"        // 拟不予受理
	ApproveReject  = "approve_reject"    // 同意不予受理
	RefuseReject   = "refuse_reject"     // 不同意不予受理
	Appeal         = "appeal"            // 申诉
	Merge          = "merge"             // 并入
	Absorb         = "absorb"            // 合并办理
	Follow         = "follow"            // 随主件办结
	Triage         = "triage"            // 研判
	Dispatch       = "dispatch"          // 派单
	Sign           = "sign"              // 签收
	Object         = "object"            // 派单异议
	Arbitrate      = "arbitrate"         // 裁定
	Note           = "note"              // 办理记录
	Publish        = "publish"           // 公开给业主
	PreCoordinate  = "pre_coordinate"    // 会前协调
	TakePosition   = "take_position"     // 部门意见
	SolveOffline   = "solve_offline"     // 会外解决
	PutOnAgenda    = "put_on_agenda"     // 列入议程
	TakeOffAgenda  = "take_off_agenda"   // 移出议程
	Resolve        = "resolve"           // 会议议定
	OrderOnSite    = "order_on_site"     // 现场交办 (R15)
	HearTask       = "hear_task"         // 任务进展
	Verify         = "verify"            // 核实
	Confirm        = "confirm"           // 业主确认
	Dispute        = "dispute"           // 业主不认可
	Rework         = "rework"            // 重新办理
	Rate           = "rate"              // 评价
	LogCall        = "log_call"          // 回访
	CloseUnsettled = "close_unconfirmed" // 未确认办结 (R9)
	Rectify        = "rectify"           // 差评整改
	Reopen         = "reopen"            // 重新提出 (R10)
	Escalate       = "escalate"          // 提级
	Shelve         = "shelve"            // 挂账
	Review         = "review"            // 挂账复核
	Link           = "link"              // 关联
	Urge           = "urge"              // 催办
	AskSlot        = "ask_slot"          // 申请上会发言 (I-9)
	DropSlot       = "drop_slot"         // 撤回上会申请
	AdmitSlot      = "admit_slot"        // 同意上会发言
	DeclineSlot    = "decline_slot"      // 不安排上会发言
	Descend        = "descend"           // 退回下级平台 (F-16)
)

// who is a relation between the actor and the issue.
type who func(a org.Actor, i *Issue) bool

// step is one row of the life: in these states, this act, by these people. An
// empty To leaves the state to the act itself.
type step struct {
	from []State
	act  string
	to   State
	by   who
}

func owner(a org.Actor, i *Issue) bool {
	if !a.Has(org.Owner) || a.EnterpriseID == "" || a.EnterpriseID != i.Project.EnterpriseID {
		return false
	}
	return !i.Restricted || a.UserID == i.RaisedBy
}
func coordinator(a org.Actor, _ *Issue) bool { return a.Has(org.Coordinator) }
func intake(a org.Actor, _ *Issue) bool      { return a.Has(org.Coordinator, org.ServiceOfficer) }
func lead(a org.Actor, i *Issue) bool        { return a.ActsFor(i.Lead.ID) }
func unit(a org.Actor, i *Issue) bool {
	return slices.ContainsFunc(i.unitIDs(), a.ActsFor)
}
func leader(a org.Actor, _ *Issue) bool { return a.Has(org.Chair, org.Leader, org.Coordinator) }
func second(a org.Actor, i *Issue) bool {
	return a.Has(org.Coordinator, org.Supervisor, org.Leader) && i.Refusal != nil && i.Refusal.AskedBy != a.UserID
}
func system(a org.Actor, _ *Issue) bool { return a.Has(org.System) }

func leadOr(a org.Actor, i *Issue) bool  { return lead(a, i) || coordinator(a, i) }
func ownerOr(a org.Actor, i *Issue) bool { return owner(a, i) || intake(a, i) }
func caller(a org.Actor, i *Issue) bool  { return intake(a, i) || a.Has(org.Supervisor) }
func reporter(a org.Actor, i *Issue) bool {
	return a.Has(org.Owner, org.ServiceOfficer, org.Coordinator)
}
func reporterOrPlan(a org.Actor, i *Issue) bool { return reporter(a, i) || system(a, i) }
func noteTaker(a org.Actor, i *Issue) bool {
	return unit(a, i) || intake(a, i) || a.Has(org.Supervisor)
}
func urger(a org.Actor, i *Issue) bool        { return owner(a, i) || caller(a, i) }
func agendaKeeper(a org.Actor, _ *Issue) bool { return a.Has(org.Coordinator, org.Chair) }

var (
	beforeWork = []State{Submitted, ReturnedForInfo, Accepted}
	atWork     = []State{Dispatched, InProgress, Escalated, LongTerm, Disputed, ResolvedInMeeting}
	open       = []State{
		Submitted, ReturnedForInfo, Accepted, Dispatched, Objected, InProgress, OnAgenda,
		ResolvedInMeeting, Tasked, PendingConfirm, Disputed, Escalated, LongTerm,
	}
	closed = []State{Closed, ClosedUnconfirmed}
	every  = append(append([]State{}, open...), Closed, ClosedUnconfirmed, Rejected, Merged)
)

// lives holds every version of the life of an issue. A case keeps the version
// it was born with, so old versions stay until their last case is closed; a
// shipped version is never edited (frozen_test.go).
//
// Version 2: a plan opens issues too. Version 3 asks for the five elements before
// acceptance (elements.go); its states, acts and people are those of version 2.
// Version 4 lets the owner ask to be heard at a meeting (slot.go). Version 5 climbs
// the ladder of forums rung by rung, and down again (ladder.go). Version 6 has the same
// table; what is prepared anew while on an agenda, the meeting is told (followAgenda),
// and an issue goes back to its owner also before its clock has begun.
var lives = map[int][]step{
	1: slices.Concat([]step{{nil, Report, Submitted, reporter}}, sinceOne),
	2: sinceTwo,
	3: sinceTwo,
	4: slices.Concat(sinceTwo, sinceFour),
	5: slices.Concat(sinceTwo, sinceFour, sinceFive),
	6: slices.Concat(sinceTwo, sinceFour, sinceFive),
}

// sinceFive is what version 5 adds.
var sinceFive = []step{
	{[]State{Escalated}, Escalate, "", agendaKeeper},
	{[]State{Accepted, Dispatched, InProgress, ResolvedInMeeting, Disputed, Escalated, LongTerm}, Descend, "", agendaKeeper},
}

// heard are the states in which an owner may still be heard at a meeting.
var heard = []State{
	Submitted, ReturnedForInfo, Accepted, Dispatched, Objected, InProgress, OnAgenda, ResolvedInMeeting, Disputed, Escalated, LongTerm,
}

// sinceFour is what version 4 adds.
var sinceFour = []step{
	{heard, AskSlot, "", owner},
	{heard, DropSlot, "", owner},
	{append([]State{Accepted, OnAgenda}, atWork...), AdmitSlot, "", agendaKeeper}, // onto the agenda, where it is not there yet
	{heard, DeclineSlot, "", agendaKeeper},
}

var sinceTwo = slices.Concat([]step{{nil, Report, Submitted, reporterOrPlan}}, sinceOne)

// sinceOne is what every version has in common after the report.
var sinceOne = []step{
	{[]State{Submitted}, Accept, Accepted, intake},
	{[]State{Submitted, Accepted}, ReturnInfo, ReturnedForInfo, intake},
	{[]State{ReturnedForInfo}, Supplement, Submitted, ownerOr},
	{[]State{Submitted, ReturnedForInfo, Accepted, Dispatched, Objected, InProgress, Escalated, LongTerm}, Withdraw, Withdrawn, owner},
	{beforeWork, AskReject, "", coordinator},
	{beforeWork, ApproveReject, Rejected, second},
	{beforeWork, RefuseReject, "", second},
	{[]State{Rejected}, Appeal, Submitted, owner},
	{[]State{Submitted, Accepted, Dispatched, InProgress}, Merge, Merged, coordinator},
	{open, Absorb, "", system},
	{[]State{Merged}, Follow, "", system},
	{[]State{Accepted, Dispatched, Objected, InProgress}, Triage, "", coordinator},
	{[]State{Accepted, Objected, InProgress, Disputed, Escalated, LongTerm}, Dispatch, Dispatched, coordinator},
	{[]State{Dispatched}, Sign, InProgress, lead},
	{[]State{Dispatched}, Object, Objected, lead},
	{[]State{Objected}, Arbitrate, Dispatched, coordinator},
	{every, Note, "", noteTaker},
	{every, Publish, "", intake},
	{[]State{Accepted, Dispatched, Objected, InProgress, Escalated, LongTerm, Disputed, ResolvedInMeeting, OnAgenda}, PreCoordinate, "", coordinator},
	{[]State{Dispatched, InProgress, Escalated, LongTerm, Disputed, ResolvedInMeeting, OnAgenda}, TakePosition, "", unit},
	{[]State{Dispatched, InProgress, ResolvedInMeeting, Disputed, LongTerm, Escalated}, SolveOffline, PendingConfirm, leadOr},
	{append([]State{Accepted}, atWork...), PutOnAgenda, OnAgenda, agendaKeeper},
	{[]State{OnAgenda}, TakeOffAgenda, "", agendaKeeper},
	{[]State{OnAgenda, ResolvedInMeeting, Tasked, Escalated}, Resolve, "", system}, // a meeting may decide twice on an item
	{append([]State{Accepted, Tasked}, atWork...), OrderOnSite, Tasked, leader},
	{every, HearTask, "", system},
	{[]State{PendingConfirm}, Verify, "", coordinator},
	{[]State{PendingConfirm}, Confirm, Closed, owner},
	{[]State{PendingConfirm}, Dispute, Disputed, owner},
	{[]State{Disputed}, Rework, InProgress, coordinator},
	{closed, Rate, "", owner},
	{append([]State{PendingConfirm, Disputed}, closed...), LogCall, "", caller},
	{[]State{PendingConfirm}, CloseUnsettled, ClosedUnconfirmed, coordinator},
	{closed, Rectify, "", coordinator},
	{closed, Reopen, InProgress, ownerOr},
	{[]State{Accepted, Dispatched, InProgress, ResolvedInMeeting, Disputed, LongTerm}, Escalate, Escalated, agendaKeeper},
	{[]State{InProgress, ResolvedInMeeting, Disputed, Escalated}, Shelve, LongTerm, leader},
	{[]State{LongTerm}, Review, "", coordinator},
	{every, Link, "", coordinator},
	{open, Urge, "", urger},
	{every, casefile.ActRing, "", system},
	{every, casefile.ActTold, "", system},
	{every, casefile.ActRecalendar, "", system},
}

// Life is the version that new issues are born with.
const Life = 6

func (i *Issue) unitIDs() []string {
	ids := make([]string, 0, 1+len(i.Co))
	for _, u := range i.Units() {
		ids = append(ids, u.ID)
	}
	return ids
}

// find looks an act up in the life the issue was born with.
func (i *Issue) find(act string) (row step, here, known bool) {
	version := cmp.Or(i.Head.Life, Life)
	for _, s := range lives[version] {
		if s.act != act {
			continue
		}
		known = true
		if (len(s.from) == 0 && !i.Born()) || (i.Born() && slices.Contains(s.from, i.State)) {
			return s, true, true
		}
		row = s
	}
	return row, false, known
}

// Allowed lists the acts the actor may order now, in the life's order. Acts of
// the system are never among them.
func (i *Issue) Allowed(a org.Actor) []string {
	acts := []string{}
	for _, s := range lives[max(i.Head.Life, 1)] {
		if slices.Contains(s.from, i.State) && s.by(a, i) && !a.Has(org.System) && !i.pointless(s.act, a) {
			acts = append(acts, s.act)
		}
	}
	return acts
}

// pointless hides acts whose further conditions cannot be met now.
func (i *Issue) pointless(act string, _ org.Actor) bool {
	switch act {
	case Object:
		return i.LeadFixed
	case ApproveReject, RefuseReject:
		return i.Refusal == nil
	case AskReject:
		return i.Refusal != nil
	case Dispatch:
		return i.State == Objected && i.Arbitrate
	case Arbitrate:
		return !i.Arbitrate
	case Rate:
		return i.Rating > 0
	case Rectify:
		return i.RectifyDue.IsZero() || i.Rectified
	case CloseUnsettled:
		return len(i.Calls) < minCalls
	case Verify:
		return i.Verified
	case AskSlot:
		return i.slotIs(SlotAsked, SlotPlacing, SlotAdmitted)
	case DropSlot, DeclineSlot:
		return !i.slotIs(SlotAsked, SlotAdmitted)
	case AdmitSlot:
		return !i.slotIs(SlotAsked)
	case Escalate:
		return i.climbsByRungs() && ladder.Up(i.Stands()) == ""
	case Descend:
		return ladder.Down(i.Stands()) == ""
	}
	return false
}

// MaySee tells whether the actor may see the issue at all. A person who has
// left the enterprise for another sees it no longer, though they reported it.
func (i *Issue) MaySee(a org.Actor) bool {
	if a.Has(org.Owner) && a.EnterpriseID != i.Project.EnterpriseID {
		return false
	}
	if a.Has(org.ServiceOfficer, org.Leader) && !i.Restricted {
		return true
	}
	return casefile.Sees(a, i.Parties())
}
