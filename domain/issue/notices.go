package issue

import (
	"strings"

	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/org"
	"github.com/diaodu/diaodu/domain/workcal"
)

// listener is somebody a kind of event is told to.
type listener int

const (
	toOwner        listener = iota // the enterprise's team, or the reporter alone where restricted
	toCoordinators                 // everybody who coordinates
	toLead                         // who receives for the lead unit
	toUnits                        // who receives for the lead and the co-organisers
	toDeptLead                     // the head of the lead unit
	toSecond                       // who may approve a refusal
)

// told says who hears of which act. An act that changes the state and is not
// here would be a transition without its notice (J-4); a test looks.
var listeners = map[string][]listener{
	Report: {toCoordinators}, Supplement: {toCoordinators}, Withdraw: {toCoordinators, toUnits},
	Accept: {toOwner}, ReturnInfo: {toOwner}, AskReject: {toSecond}, ApproveReject: {toOwner}, RefuseReject: {toCoordinators},
	Appeal: {toCoordinators}, Merge: {toOwner, toUnits}, Follow: {toOwner},
	Dispatch: {toOwner, toUnits}, Arbitrate: {toOwner, toUnits}, Sign: {toOwner}, Object: {toCoordinators},
	Publish: {toOwner}, SolveOffline: {toOwner, toCoordinators}, PutOnAgenda: {toOwner, toUnits}, TakeOffAgenda: {toOwner, toUnits},
	Resolve: {toOwner, toUnits}, OrderOnSite: {toOwner, toUnits}, HearTask: {toOwner, toCoordinators},
	Confirm: {toCoordinators, toUnits}, Dispute: {toCoordinators, toUnits}, Rework: {toOwner, toUnits}, Rate: {toCoordinators},
	CloseUnsettled: {toOwner, toUnits}, Rectify: {toOwner}, Reopen: {toCoordinators, toUnits, toOwner},
	Escalate: {toOwner, toUnits}, Shelve: {toOwner, toUnits}, Review: {toOwner}, Urge: {toLead, toCoordinators},
	// An admission is told by the meeting that takes it (meeting.owner_invited), with place and time.
	AskSlot: {toCoordinators}, DropSlot: {toCoordinators}, DeclineSlot: {toOwner},
	Descend: {toOwner, toUnits},
}

// rings says who hears of which deadline.
var rings = map[string][]listener{
	keyAck: {toCoordinators}, keySign: {toDeptLead, toCoordinators}, keyArbitrate: {toCoordinators},
	keySoon: {toLead, toCoordinators}, keyLate: {toDeptLead, toCoordinators, toLead},
	keySlot: {toCoordinators}, keyRemind: {toOwner}, keySilent: {toCoordinators, toOwner}, keyReview: {toCoordinators}, keyRectify: {toCoordinators},
}

// legal are the acts whose notice nobody can mute: they change what the owner
// may or must do (J-3).
var legal = map[string]bool{ReturnInfo: true, ApproveReject: true, CloseUnsettled: true, Merge: true}

func (i *Issue) notices(after *Issue, ev casefile.Event, c Change) []casefile.Notice {
	code, to := "issue."+ev.Act, listeners[ev.Act]
	switch ev.Act {
	case casefile.ActRing:
		key, _, _ := strings.Cut(c.Key, "/")
		code, to = "issue.ring."+key, rings[key]
	case casefile.ActTold:
		if len(after.Warnings) > len(i.Warnings) {
			code, to = "issue.told_refused", []listener{toCoordinators}
		}
	case casefile.ActRecalendar:
		if len(c.Moves) > 0 {
			code, to = "issue.recalendar", []listener{toOwner, toCoordinators, toUnits}
		}
	case Note:
		if c.Public {
			to = []listener{toOwner}
		}
	case HearTask:
		if ev.From == ev.To {
			return nil
		}
	}
	audience := after.audience(to, ev.Actor)
	if len(audience) == 0 {
		return nil
	}
	return []casefile.Notice{{To: audience, Code: code, Args: after.args(ev, c), Legal: legal[ev.Act]}}
}

func (i *Issue) audience(to []listener, _ org.Actor) []casefile.Audience {
	var list []casefile.Audience
	for _, l := range to {
		switch l {
		case toOwner:
			if i.Restricted {
				list = append(list, casefile.Audience{UserID: i.RaisedBy})
			} else {
				list = append(list, casefile.Audience{EnterpriseID: i.Project.EnterpriseID})
			}
		case toCoordinators:
			list = append(list, casefile.Audience{Role: string(org.Coordinator)})
		case toSecond:
			list = append(list, casefile.Audience{Role: string(org.Coordinator)}, casefile.Audience{Role: string(org.Supervisor)})
		case toLead:
			list = append(list, receiver(i.Lead.ID)...)
		case toDeptLead:
			if i.Lead.ID != "" {
				list = append(list, casefile.Audience{OrgID: i.Lead.ID, Role: string(org.DeptLead)})
			}
		case toUnits:
			for _, u := range i.Units() {
				list = append(list, receiver(u.ID)...)
			}
		}
	}
	return list
}

// receiver is whoever takes in papers for a unit; a utility has its agent.
func receiver(orgID string) []casefile.Audience {
	if orgID == "" {
		return nil
	}
	return []casefile.Audience{
		{OrgID: orgID, Role: string(org.DeptReceiver)}, {OrgID: orgID, Role: string(org.UtilityAgent)},
	}
}

func (i *Issue) args(ev casefile.Event, c Change) []casefile.Arg {
	no := i.No
	if no == "" {
		no = i.ID
	}
	args := []casefile.Arg{
		{Key: "no", Value: no}, {Key: "title", Value: i.Heading}, {Key: "project", Value: i.Project.Name},
		{Key: "actor", Value: ev.Actor.Name}, {Key: "lead", Value: i.Lead.Name},
	}
	if i.Clock.On() {
		args = append(args, casefile.Arg{Key: "due", Value: i.Clock.Due(i.Cal, workcal.DateOf(ev.At)).Date.String()})
	}
	if i.Slot != nil && !i.Slot.AnswerBy.IsZero() {
		args = append(args, casefile.Arg{Key: "answer_by", Value: i.Slot.AnswerBy.String()})
	}
	if c.Reason != "" {
		args = append(args, casefile.Arg{Key: "reason", Value: c.Reason})
	}
	if c.Text != "" && (ev.Act == Note || ev.Act == SolveOffline) {
		args = append(args, casefile.Arg{Key: "text", Value: c.Text})
	}
	return args
}
