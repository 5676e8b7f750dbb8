package issue

import (
	"encoding/json"
	"fmt"
	"slices"

	"github.com/diaodu/diaodu/domain/between"
	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/org"
	"github.com/diaodu/diaodu/domain/workcal"
)

// Apply folds one event. Slices are replaced, never written into: Decide folds
// into a shallow copy to see what would come of an order.
func (i *Issue) Apply(ev casefile.Event) error {
	var c Change
	if err := json.Unmarshal(ev.Data, &c); err != nil {
		return fmt.Errorf("change %d of %s: %w", ev.Seq, ev.CaseID, err)
	}
	if ev.Seq > 1 {
		i.Recent = slices.Clip(i.Recent)
	}
	i.Owed, i.Fired = slices.Clip(i.Owed), slices.Clip(i.Fired)
	if err := i.Take(ev); err != nil {
		return err
	}
	if c.Calendar != nil {
		i.Cal = *c.Calendar
	}
	was := i.State
	if err := i.fold(ev, c); err != nil {
		return err
	}
	i.followSlot(ev, c)
	i.noteRung(ev, c)
	if ev.Seq == 1 {
		return nil
	}
	return i.tellPlan(ev, was)
}

// fold changes the state as the act says.
func (i *Issue) fold(ev casefile.Event, c Change) error {
	today := workcal.DateOf(ev.At)
	if row, ok := i.row(ev.Act); ok && row.to != "" {
		i.enter(row.to, today)
	}
	i.firstAct(ev)
	switch ev.Act {
	case casefile.ActRing:
		i.Rang(c.Key)
		return nil
	case casefile.ActTold:
		i.hearTold(c.Told)
		return nil
	case casefile.ActRecalendar:
		return nil
	}
	return i.applyAct(ev, c, today)
}

func (i *Issue) row(act string) (step, bool) {
	for _, s := range lives[i.Head.Life] {
		if s.act == act {
			return s, true
		}
	}
	return step{}, false
}

// firstAct remembers when a unit first did something: 马上办, hours to first action.
func (i *Issue) firstAct(ev casefile.Event) {
	if i.FirstActAt.IsZero() && ev.Seq > 1 && ev.Actor.Has(org.DeptRoles...) {
		i.FirstActAt = ev.At
	}
}

// enter moves to a state and does what entering it always means.
func (i *Issue) enter(to State, today workcal.Date) {
	i.State = to
	switch to {
	case PendingConfirm:
		i.DeliveredOn = today
		i.Clock.Stop(today)
		i.ConfirmAsks++
		i.ConfirmDue = i.Cal.AddWorkdays(today, confirmDays).Date
		i.Verified = false
		i.Calls = nil
	case Closed, ClosedUnconfirmed:
		i.ResolvedOn, i.ClosedOn = today, today
		i.Clock.Stop(today)
	case Rejected, Withdrawn, Merged:
		i.ClosedOn = today
		i.Clock.Stop(today)
	}
}

func (i *Issue) applyAct(ev casefile.Event, c Change, today workcal.Date) error {
	switch ev.Act {
	case Report, Supplement, SolveOffline:
		i.Attachments = append(slices.Clip(i.Attachments), c.Files...)
	}
	switch ev.Act {
	case Report:
		i.report(ev, c)
	case Supplement:
		i.supplement(c, today, ev)
	case Accept:
		i.AcceptedOn, i.Facts = today, i.Facts.filled(c.Facts)
		if ev.Actor.OrgID != "" && i.Receiver.ID == "" {
			i.Receiver = between.Unit{ID: ev.Actor.OrgID, Name: ev.Actor.OrgName}
		}
	case ReturnInfo:
		i.Returns++
		i.ReturnedOn = today
		if i.sendBack(c) {
			return nil
		}
		from := today
		if i.Head.Life >= 6 { // earlier ones cannot be returned before their clock begins, or twice a day
			from = i.Clock.PauseFrom(today)
		}
		return i.Clock.Pause(from, "issue.returned", fmt.Sprintf("event %d", ev.Seq), i.Cal.AddWorkdays(from, confirmDays).Date)
	case AskReject:
		i.Refusal = &RejectAsk{Basis: c.Basis, Reason: c.Reason, AskedBy: ev.Actor.UserID, AskName: ev.Actor.Name}
	case ApproveReject:
		r := *i.Refusal
		r.Approved = ev.Actor.Name
		i.Refusal = &r
	case RefuseReject:
		i.Refusal = nil
	case Appeal:
		i.Refusal, i.ClosedOn = nil, workcal.Date{}
		i.Clock.Stopped = workcal.Date{}
		i.AckDue = i.Cal.AddWorkdays(today, ackDays).Date
		if i.Clock.Start.IsZero() { // refused while elements were missing
			i.receive(i.Cal.ReceivedOn(ev.At))
		}
	case Merge:
		i.Into = *c.Into
		return i.Owe(ev.Seq, casefile.Issue, c.Into.ID, Absorb, false, orderFor(Absorb, Form{Into: &Ref{ID: i.ID, No: i.No}}))
	case Absorb:
		i.Absorbed = append(slices.Clip(i.Absorbed), *c.Into)
	case Follow:
		i.Rang(i.archiveKey())
	case Triage:
		i.triage(c)
	case Dispatch, Arbitrate:
		i.dispatch(ev, c, today)
	case Object:
		i.object(c, today)
	default:
		return i.applyLater(ev, c, today)
	}
	return nil
}

func (i *Issue) report(ev casefile.Event, c Change) {
	r := c.Report
	i.Project, i.Class, i.Heading, i.Cause, i.Demand = r.Project, r.Class, r.Heading, r.Cause, r.Demand
	i.Catalogued = c.Catalogued
	i.Facts, i.Impact, i.Restricted, i.Source = r.Facts, r.Impact, r.Restricted, r.Source
	i.Origin = r.Origin
	if i.Source == "" {
		i.Source = "platform"
	}
	i.RaisedBy, i.RaisedName, i.RaisedAt = ev.Actor.UserID, ev.Actor.Name, ev.At
	i.State = Submitted
	i.receive(i.Cal.ReceivedOn(ev.At))
	i.AckDue = i.Cal.AddWorkdays(i.ReceivedOn, ackDays).Date
}

// supplement answers what was asked; the days it took do not count (D-4).
func (i *Issue) supplement(c Change, today workcal.Date, ev casefile.Event) {
	i.Asked = nil
	if i.Clock.Start.IsZero() {
		i.receive(i.Cal.ReceivedOn(ev.At))
	}
	if i.Clock.Paused() {
		_ = i.Clock.Resume(i.Clock.PauseTo(today.AddDays(-1))) // never early
	}
	i.AckDue = i.Cal.AddWorkdays(i.Cal.ReceivedOn(ev.At), ackDays).Date
	i.Facts = i.Facts.answered(c.Facts)
	if r := c.Report; r != nil {
		if r.Heading != "" {
			i.Heading = r.Heading
		}
		if r.Demand != "" {
			i.Demand = r.Demand
		}
		if r.Facts != (Facts{}) {
			i.Facts = r.Facts
		}
		if r.Impact.Note != "" || len(r.Impact.Blocks) > 0 {
			i.Impact = r.Impact
		}
	}
}

func (i *Issue) triage(c Change) {
	if c.Class != "" {
		if c.Class != i.Class || c.Catalogued != nil {
			i.Catalogued = c.Catalogued
		}
		i.Class = c.Class
	}
	if c.Grade != "" && c.Grade != i.Grade {
		i.Grade = c.Grade
		i.Clock.Limit = limits[c.Grade]
	}
	if c.Limit > 0 {
		i.Clock.Limit = c.Limit
	}
}

func (i *Issue) dispatch(ev casefile.Event, c Change, today workcal.Date) {
	i.triage(c)
	if i.Grade == "" {
		i.Grade = Coordination
	}
	i.Lead, i.Co, i.Better = *c.Lead, c.Co, between.Unit{}
	i.DispatchAt = ev.At
	i.Dispatches++
	i.SignDue = i.Cal.AddWorkdays(i.Cal.ReceivedOn(ev.At), signDays).Date
	if i.FirstSentAt.IsZero() {
		i.FirstSentAt, i.RespondBy = ev.At, i.SignDue
	}
	i.LeadFixed = i.LeadFixed || ev.Act == Arbitrate
	i.Arbitrate = false
	if !i.Clock.On() { // a disputed or escalated issue counts on from its start (R10)
		i.Clock.Stopped = workcal.Date{}
	}
	_ = today
}

// object counts the round; the second goes to arbitration the same day (R4).
func (i *Issue) object(c Change, _ workcal.Date) {
	i.Rounds++
	i.Arbitrate = i.Rounds >= maxRounds
	if c.Better != nil {
		i.Better = *c.Better
	}
}

// hearTold reads the answers of other cases; a refusal becomes visible and
// undoes what depended on it.
func (i *Issue) hearTold(told []casefile.Told) {
	i.Settle(told)
	for _, t := range told {
		if t.Kind == casefile.Task {
			state := "issued"
			if t.Refused != "" {
				state = "refused"
			}
			i.setTask(t.CaseID, t.No, state)
		}
		i.hearSlot(t)
		if t.Refused == "" {
			continue
		}
		i.Warnings = append(slices.Clip(i.Warnings), t.Act+":"+t.Refused)
		switch {
		case t.Act == "add_item" && i.State == OnAgenda && t.CaseID == i.Meeting.ID:
			i.State, i.Meeting = i.Back, Ref{}
		case t.Act == Absorb && i.State == Merged:
			i.State, i.Into, i.ClosedOn = InProgress, Ref{}, workcal.Date{}
			i.Clock.Stopped = workcal.Date{}
		}
	}
}

func (i *Issue) task(id string) *TaskRef {
	for n := range i.Tasks {
		if i.Tasks[n].ID == id {
			return &i.Tasks[n]
		}
	}
	return nil
}

func (i *Issue) setTask(id, no, state string) {
	i.Tasks = slices.Clone(i.Tasks)
	t := i.task(id)
	if t == nil {
		return
	}
	t.State = state
	if no != "" {
		t.No = no
	}
}

// message is an order to another noun, spelled the way every noun's command is.
type message struct {
	Act string `json:"act"`
	Form
}

func orderFor(act string, f Form) message { return message{Act: act, Form: f} }
