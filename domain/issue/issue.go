// Package issue is the life of one reported issue 问题(诉求): its states, what
// may happen in each, and who may make it happen. It does no I/O and never asks
// the time.
package issue

import (
	"slices"
	"time"

	"github.com/diaodu/diaodu/domain/between"
	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/ladder"
	"github.com/diaodu/diaodu/domain/workcal"
)

// State is where an issue stands (domain.md 2.1.4). A draft is not yet a case.
type State string

const (
	Submitted         State = "submitted"           // 已提交, 待受理
	ReturnedForInfo   State = "returned_for_info"   // 待业主补充
	Accepted          State = "accepted"            // 已受理, 待派单
	Dispatched        State = "dispatched"          // 已派单, 待签收
	Objected          State = "objected"            // 派单异议, 待裁定
	InProgress        State = "in_progress"         // 办理中
	OnAgenda          State = "on_agenda"           // 已列入议程
	ResolvedInMeeting State = "resolved_in_meeting" // 会议已议定
	Tasked            State = "tasked"              // 已交办
	PendingConfirm    State = "pending_confirm"     // 待业主确认
	Disputed          State = "disputed"            // 业主不认可
	Closed            State = "closed"              // 已办结
	ClosedUnconfirmed State = "closed_unconfirmed"  // 未经业主确认办结 (R9)
	Withdrawn         State = "withdrawn"           // 已撤回
	Rejected          State = "rejected"            // 不予受理
	Merged            State = "merged"              // 已并入
	Escalated         State = "escalated"           // 已提级
	LongTerm          State = "long_term"           // 挂账
)

// Grade is how high an issue must be dealt with (E-1).
type Grade string

const (
	Ordinary     Grade = "ordinary"     // 一般
	Coordination Grade = "coordination" // 协作
	Major        Grade = "major"        // 重大
)

// Grades are all of them, from the lowest.
var Grades = []Grade{Ordinary, Coordination, Major}

// limits are the workdays a grade has from receipt to delivery: seven for an
// ordinary matter, a month for a major one (13710), between them for the rest.
var limits = map[Grade]int{Ordinary: 7, Coordination: 15, Major: 22}

// Workdays and days of the clocks, with their source.
const (
	ackDays       = 1  // first answer (D-6)
	signDays      = 1  // sign for a dispatch (G-2)
	objectHours   = 8  // working hours to refuse without naming a better unit (R4)
	maxRounds     = 2  // objections before arbitration (R4)
	confirmDays   = 5  // owner's silence (R9)
	remindDays    = 3  // first reminder of a confirmation owed
	minCalls      = 2  // logged calls before closing unconfirmed (R9)
	reopenDays    = 90 // calendar days (R10)
	appealDays    = 15 // workdays to appeal a refusal
	rectifyDays   = 15 // workdays to mend after a bad rating (B5)
	reviewDays    = 90 // calendar days between reviews of a long-term issue
	badRating     = 2  // this or less is bad
	urgePauseDays = 1  // one urge a day
)

// Impact says what the issue holds up.
type Impact struct {
	Blocks  []string     `json:"blocks,omitempty"`      // milestone types, such as "started"
	Since   workcal.Date `json:"since,omitzero"`        // blocked since
	Until   workcal.Date `json:"until,omitzero"`        // target date of the first milestone blocked
	LossWan int64        `json:"loss_wan,omitempty"`    // estimated loss, 万元
	Note    string       `json:"impact_note,omitempty"` // in words
}

// Ref points at another case.
type Ref struct {
	ID string `json:"id"`
	No string `json:"no,omitempty"`
}

// TaskRef is a task of this issue as the issue last heard of it.
type TaskRef struct {
	ID    string `json:"id"`
	No    string `json:"no,omitempty"`
	State string `json:"state"` // issued | closed | cancelled | reopened | refused
}

// Call is one logged attempt to reach the owner (R9, B5).
type Call struct {
	At      time.Time `json:"at"`
	By      string    `json:"by"`
	Channel string    `json:"channel"`
	Reached bool      `json:"reached,omitempty"`
	Text    string    `json:"text,omitempty"`
}

// RejectAsk is a refusal waiting for its second person (E-9).
type RejectAsk struct {
	Basis    string `json:"basis"`
	Reason   string `json:"reason"`
	AskedBy  string `json:"asked_by"`
	AskName  string `json:"ask_name"`
	Approved string `json:"approved,omitempty"`
}

// RefusalBy is the id of whoever proposed a refusal that a second person is to judge;
// empty where none is.
func (i *Issue) RefusalBy() string {
	if i.Refusal == nil || !slices.Contains(beforeWork, i.State) {
		return ""
	}
	return i.Refusal.AskedBy
}

// Issue is one issue's whole state: a fold of its events.
type Issue struct {
	casefile.Head
	State State `json:"status"`
	Back  State `json:"back,omitempty"` // where it returns to from the agenda

	Project between.ProjectRef `json:"project"`
	Source  string             `json:"source"`
	// Origin is the approval plan that opened the issue, nil where a person reported it.
	Origin     *between.IssueOrigin `json:"origin,omitempty"`
	Class      string               `json:"class"`                // second level, see Classes
	Catalogued *Class               `json:"catalogued,omitempty"` // the class as it was then, nil for the shipped one
	Heading    string               `json:"heading"`
	Cause      string               `json:"cause,omitempty"`
	Demand     string               `json:"ask"`
	Facts      Facts                `json:"facts"`
	Impact     Impact               `json:"impact"`
	Restricted bool                 `json:"restricted,omitempty"` // visibility COORDINATOR_ONLY (D-8)
	RaisedBy   string               `json:"raised_by"`
	RaisedName string               `json:"raised_name"`
	RaisedAt   time.Time            `json:"raised_at,omitzero"`
	ReceivedOn workcal.Date         `json:"received_on,omitzero"`
	AcceptedOn workcal.Date         `json:"accepted_on,omitzero"`
	Grade      Grade                `json:"grade,omitempty"`
	// Attachments are what the owner sent and what proves the result.
	Attachments []casefile.Attachment `json:"attachments,omitempty"`
	Receiver    between.Unit          `json:"first_receiver,omitzero"` // 首接单位 (E-2)
	Lead        between.Unit          `json:"lead,omitzero"`
	Co          []between.Unit        `json:"co,omitempty"`
	DispatchAt  time.Time             `json:"dispatched_at,omitzero"`
	FirstSentAt time.Time             `json:"first_dispatched_at,omitzero"` // 响应率 counts from the first dispatch
	RespondBy   workcal.Date          `json:"respond_by,omitzero"`          // and up to this day
	Rounds      int                   `json:"rounds,omitempty"`             // objections so far
	Dispatches  int                   `json:"dispatches,omitempty"`
	Arbitrate   bool                  `json:"arbitrate,omitempty"`  // objections are used up
	LeadFixed   bool                  `json:"lead_fixed,omitempty"` // arbitrated: no more objections
	Better      between.Unit          `json:"better,omitzero"`      // named by the last objection
	Clock       workcal.Clock         `json:"clock,omitzero"`       // receipt to delivery
	AckDue      workcal.Date          `json:"ack_due,omitzero"`
	SignDue     workcal.Date          `json:"sign_due,omitzero"`
	FirstActAt  time.Time             `json:"first_act_at,omitzero"`
	ReturnedOn  workcal.Date          `json:"returned_on,omitzero"`
	Returns     int                   `json:"returns,omitempty"`
	Asked       []string              `json:"asked,omitempty"` // elements the owner is asked for, while returned
	PreCoord    string                `json:"pre_coord,omitempty"`
	Positions   []between.Position    `json:"positions,omitempty"`
	Tendency    string                `json:"tendency,omitempty"`
	Meeting     Ref                   `json:"meeting,omitzero"`
	HeldOn      workcal.Date          `json:"held_on,omitzero"`
	Waits       int                   `json:"waits,omitempty"` // meetings that carried it over
	Forum       between.Forum         `json:"forum,omitempty"`
	Moves       []ladder.RungMove     `json:"moves,omitempty"` // up and down the ladder (F-16)
	Slot        *SlotWish             `json:"slot,omitempty"`  // the owner's wish to be heard at a meeting (I-9)
	Tasks       []TaskRef             `json:"tasks,omitempty"`
	Related     []Ref                 `json:"related,omitempty"`
	Absorbed    []Ref                 `json:"absorbed,omitempty"`
	Into        Ref                   `json:"into,omitzero"`
	Refusal     *RejectAsk            `json:"refusal,omitempty"`
	Result      string                `json:"result,omitempty"`
	Verified    bool                  `json:"verified,omitempty"` // a coordinator checked the evidence
	DeliveredOn workcal.Date          `json:"delivered_on,omitzero"`
	ConfirmAsks int                   `json:"confirm_asks,omitempty"`
	ConfirmDue  workcal.Date          `json:"confirm_due,omitzero"`
	Calls       []Call                `json:"calls,omitempty"`
	Rating      int                   `json:"rating,omitempty"`
	RectifyDue  workcal.Date          `json:"rectify_due,omitzero"`
	Rectified   bool                  `json:"rectified,omitempty"`
	ResolvedOn  workcal.Date          `json:"resolved_on,omitzero"`
	ClosedOn    workcal.Date          `json:"closed_on,omitzero"`
	Reopened    int                   `json:"reopened,omitempty"`
	ReviewOn    workcal.Date          `json:"review_on,omitzero"`
	Published   []int                 `json:"published,omitempty"` // notes the owner may read (R14), by seq
	UrgedOn     workcal.Date          `json:"urged_on,omitzero"`
	Warnings    []string              `json:"warnings,omitempty"` // effects other cases refused
}

// StatusCode is the state, for lists.
func (i *Issue) StatusCode() string { return string(i.State) }

// Title is the issue in one line, for lists.
func (i *Issue) Title() string { return i.Heading }

// Done tells whether nothing can happen any more.
func (i *Issue) Done() bool {
	switch i.State {
	case Withdrawn:
		return true
	case Closed, ClosedUnconfirmed, Rejected, Merged:
		return i.HasRung(i.archiveKey())
	}
	return false
}

// Parties are the owner's team and the units that work on it; a restricted
// issue is the coordinators' and its reporter's alone.
func (i *Issue) Parties() []casefile.Party {
	parties := []casefile.Party{{Type: casefile.PartyUser, ID: i.RaisedBy}}
	if !i.Restricted {
		parties = append(parties, casefile.Party{Type: casefile.PartyEnterprise, ID: i.Project.EnterpriseID})
	}
	for _, u := range i.Units() {
		p := casefile.Party{Type: casefile.PartyOrg, ID: u.ID}
		if !slices.Contains(parties, p) {
			parties = append(parties, p)
		}
	}
	return parties
}

// Units are the lead and the co-organisers.
func (i *Issue) Units() []between.Unit {
	if i.Lead.ID == "" {
		return nil
	}
	return append([]between.Unit{i.Lead}, i.Co...)
}

// CorrectBy is the last day on which an owner may answer a return made on a day.
func (i *Issue) CorrectBy(returned workcal.Date) workcal.Date {
	return i.Cal.AddWorkdays(returned, confirmDays).Date
}

// Open tells whether somebody still has to do something for the owner.
func (i *Issue) Open() bool {
	switch i.State {
	case Closed, ClosedUnconfirmed, Withdrawn, Rejected, Merged:
		return false
	}
	return true
}

// Tallies are the counters this issue adds to.
func (i *Issue) Tallies() []casefile.Tally {
	t := []casefile.Tally{
		{Measure: "issue.status", Key: string(i.State)},
		{Measure: "issue.class", Key: i.ClassNow().L1},
	}
	if i.Open() {
		t = append(t, casefile.Tally{Measure: "issue.open", Key: "all"})
		if i.Lead.ID != "" {
			t = append(t, casefile.Tally{Measure: "issue.open_by_lead", Key: i.Lead.ID})
		}
		if i.Project.TownCode != "" {
			t = append(t, casefile.Tally{Measure: "issue.open_by_town", Key: i.Project.TownCode})
		}
	}
	return t
}
