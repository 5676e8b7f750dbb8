package issue

import (
	"encoding/json"
	"slices"
	"time"

	"github.com/diaodu/diaodu/domain/between"
	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/ladder"
	"github.com/diaodu/diaodu/domain/org"
	"github.com/diaodu/diaodu/domain/workcal"
)

// View is an issue as one reader may see it.
type View struct {
	casefile.View
	Project between.ProjectRef `json:"project"`
	Source  string             `json:"source"`
	// Origin is the approval plan that opened it.
	Origin     *between.IssueOrigin `json:"origin,omitempty"`
	Class      string               `json:"class"`
	Heading    string               `json:"heading"`
	Cause      string               `json:"cause,omitempty"`
	Demand     string               `json:"ask"`
	Facts      Facts                `json:"facts"`
	Impact     Impact               `json:"impact"`
	Restricted bool                 `json:"restricted"`
	RaisedName string               `json:"raised_name"`
	ReceivedOn workcal.Date         `json:"received_on,omitzero"`
	Grade      Grade                `json:"grade,omitempty"`
	Receiver   between.Unit         `json:"first_receiver,omitzero"`
	Lead       between.Unit         `json:"lead,omitzero"`
	Co         []between.Unit       `json:"co,omitempty"`
	Rounds     int                  `json:"rounds"`
	Better     *between.Unit        `json:"better,omitempty"`
	PreCoord   string               `json:"pre_coord,omitempty"`
	Positions  []between.Position   `json:"positions,omitempty"`
	Tendency   string               `json:"tendency,omitempty"`
	Meeting    *Ref                 `json:"meeting,omitempty"`
	HeldOn     workcal.Date         `json:"held_on,omitzero"`
	Waits      int                  `json:"waits"`
	Forum      between.Forum        `json:"forum,omitempty"`
	// Moves are its steps up and down the ladder of forums, for officials.
	Moves []ladder.RungMove `json:"moves,omitempty"`
	// Slot is the owner's wish to be heard at a meeting, and the answer to it (I-9).
	Slot     *SlotWish  `json:"slot_wish,omitempty"`
	Tasks    []TaskRef  `json:"tasks"`
	Related  []Ref      `json:"related,omitempty"`
	Absorbed []Ref      `json:"absorbed,omitempty"`
	Into     *Ref       `json:"into,omitempty"`
	Refusal  *RejectAsk `json:"refusal,omitempty"`
	Result   string     `json:"result,omitempty"`
	// Attachments are what the owner sent and what proves the result.
	Attachments []casefile.Attachment `json:"attachments,omitempty"`
	Verified    bool                  `json:"verified"`
	DeliveredOn workcal.Date          `json:"delivered_on,omitzero"`
	ConfirmDue  workcal.Date          `json:"confirm_due,omitzero"`
	Calls       []Call                `json:"calls,omitempty"`
	Rating      int                   `json:"rating,omitempty"`
	ResolvedOn  workcal.Date          `json:"resolved_on,omitzero"`
	ClosedOn    workcal.Date          `json:"closed_on,omitzero"`
	Reopened    int                   `json:"reopened"`
	ReviewOn    workcal.Date          `json:"review_on,omitzero"`
	Warnings    []string              `json:"warnings,omitempty"`
	// Lacking names the five elements nobody has filled in (D-4), for the officer.
	Lacking []string `json:"lacking,omitempty"`
	// Published are the seqs of those notes that the owner may read, for the officer.
	Published []int `json:"published,omitempty"`
	// Asked names the elements the owner is asked for, while the issue is returned.
	Asked []string `json:"asked,omitempty"`
}

// Version is the sequence number, for ETags.
func (v View) Version() int64 { return int64(v.Seq) }

// official tells whether the reader works for the district rather than owns the project.
func official(a org.Actor) bool { return !a.Has(org.Owner) }

// ViewFor shows the issue to one reader at one moment. An owner does not see the
// units' positions, the coordinator's opinion, logged calls, warnings (R14) or
// what other issues it is linked with.
func (i *Issue) ViewFor(a org.Actor, at time.Time) View {
	today := workcal.DateOf(at)
	v := View{
		View:    i.ViewOf(string(i.State), i.Allowed(a)),
		Project: i.Project, Source: i.Source, Origin: i.Origin, Class: i.Class, Heading: i.Heading, Cause: i.Cause, Demand: i.Demand,
		Facts: i.Facts, Impact: i.Impact, Restricted: i.Restricted, RaisedName: i.RaisedName, ReceivedOn: i.ReceivedOn,
		Grade: i.Grade, Receiver: i.Receiver, Lead: i.Lead, Co: i.Co, Rounds: i.Rounds, HeldOn: i.HeldOn, Waits: i.Waits,
		Forum: i.Forum, Slot: i.Slot, Tasks: i.Tasks, Attachments: i.Attachments, Related: i.Related, Absorbed: i.Absorbed, Result: i.Result, Verified: i.Verified,
		DeliveredOn: i.DeliveredOn, ConfirmDue: i.ConfirmDue, Rating: i.Rating, ResolvedOn: i.ResolvedOn,
		ClosedOn: i.ClosedOn, Reopened: i.Reopened, ReviewOn: i.ReviewOn, Asked: i.Asked,
	}
	if v.Tasks == nil {
		v.Tasks = []TaskRef{}
	}
	v.Clocks, v.Ball = i.clocks(today), i.Ball()
	if i.Meeting.ID != "" {
		v.Meeting = &i.Meeting
	}
	if i.Into.ID != "" {
		v.Into = &i.Into
	}
	if i.Refusal != nil && (official(a) || i.State == Rejected) {
		v.Refusal = i.Refusal
	}
	if official(a) {
		v.PreCoord, v.Positions, v.Tendency = i.PreCoord, i.Positions, i.Tendency
		v.Calls, v.Warnings, v.Moves = i.Calls, i.Warnings, i.Moves
		v.Lacking, v.Published = i.Facts.Lacking(), i.Published
		if i.Better.ID != "" {
			v.Better = &i.Better
		}
		if i.RefusalBy() != "" { // its owner is told nothing of it yet
			v.Ball = &casefile.Ball{OrgName: casefile.Coordination, What: ApproveReject, Due: v.Ball.Due}
		}
	} else {
		if slices.Contains(hidden, v.Last.Act) || (v.Last.Act == Note && !slices.Contains(i.Published, i.Seq)) {
			v.Last = casefile.LastAct{At: v.Last.At} // who did what they do not read about (R14)
		}
		// What it is linked with or has absorbed may be another owner's.
		v.Rounds, v.Related, v.Absorbed = 0, nil, nil
	}
	return v
}

// clocks are the deadlines that run now.
func (i *Issue) clocks(today workcal.Date) []casefile.ClockView {
	var list []casefile.ClockView
	add := func(key string, c workcal.Clock) {
		list = append(list, casefile.ClockView{Key: key, Reading: c.Read(i.Cal, today)})
	}
	if !i.Clock.Start.IsZero() {
		add("due", i.Clock)
	}
	switch i.State {
	case Submitted:
		add("ack", workcal.NewClockUntil(i.ReceivedOn, i.AckDue))
	case Dispatched:
		add("sign", workcal.NewClockUntil(workcal.DateOf(i.DispatchAt), i.SignDue))
	case PendingConfirm:
		add("confirm", workcal.NewClockUntil(i.DeliveredOn, i.ConfirmDue))
	}
	return list
}

// Ball says who must move next.
func (i *Issue) Ball() *casefile.Ball {
	coordination := func(what string, due workcal.Date) *casefile.Ball {
		return &casefile.Ball{OrgName: casefile.Coordination, What: what, Due: due}
	}
	switch i.State {
	case Submitted:
		return coordination(Accept, i.AckDue)
	case ReturnedForInfo:
		return &casefile.Ball{Owner: true, OrgName: i.Project.EnterpriseName, What: Supplement}
	case Accepted:
		return coordination(Dispatch, i.dueDate())
	case Dispatched:
		return &casefile.Ball{OrgID: i.Lead.ID, OrgName: i.Lead.Name, What: Sign, Due: i.SignDue}
	case Objected:
		return coordination(Arbitrate, workcal.DateOf(i.Last.At))
	case InProgress, ResolvedInMeeting:
		return &casefile.Ball{OrgID: i.Lead.ID, OrgName: i.Lead.Name, What: SolveOffline, Due: i.dueDate()}
	case OnAgenda:
		return &casefile.Ball{OrgName: "月调度会", What: Resolve, Due: i.dueDate()}
	case Tasked:
		return &casefile.Ball{OrgID: i.Lead.ID, OrgName: i.Lead.Name, What: HearTask, Due: i.dueDate()}
	case PendingConfirm:
		return &casefile.Ball{Owner: true, OrgName: i.Project.EnterpriseName, What: Confirm, Due: i.ConfirmDue}
	case Disputed:
		return coordination(Rework, i.dueDate())
	case Escalated:
		return coordination(PutOnAgenda, i.dueDate())
	case LongTerm:
		return coordination(Review, i.ReviewOn)
	}
	return nil
}

func (i *Issue) dueDate() workcal.Date {
	if !i.Clock.Running() {
		return workcal.Date{}
	}
	return i.Clock.Due(i.Cal, workcal.DateOf(i.Last.At)).Date
}

// hidden are the acts an owner does not read about (R14); a note only once published.
var hidden = []string{
	PreCoordinate, TakePosition, Object, LogCall, AskReject, RefuseReject, Triage, Absorb, Verify, Link,
	casefile.ActTold,
}

// Shows tells whether the reader may read about an event of this issue, and
// gives the change as far as they may read it.
func (i *Issue) Shows(ev casefile.Event, a org.Actor) (Change, bool) {
	var c Change
	if json.Unmarshal(ev.Data, &c) != nil {
		return c, false
	}
	if official(a) {
		return c, true
	}
	switch {
	case slices.Contains(hidden, ev.Act),
		ev.Act == Note && !slices.Contains(i.Published, ev.Seq),
		ev.Act == casefile.ActRing:
		return c, false
	}
	c.PreCoord, c.Tendency, c.Position, c.Better, c.Calendar, c.Told = "", "", nil, nil, nil, nil
	return c, true
}
