package issue

import (
	"slices"

	"github.com/diaodu/diaodu/domain/between"
	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/workcal"
)

// applyLater folds what happens once the issue is being worked on.
func (i *Issue) applyLater(ev casefile.Event, c Change, today workcal.Date) error {
	switch ev.Act {
	case PreCoordinate:
		i.PreCoord, i.Tendency = c.PreCoord, c.Tendency
		for _, p := range c.Position {
			i.setPosition(p)
		}
		return i.followAgenda(ev, between.AgendaEntry{PreCoord: c.PreCoord, Tendency: c.Tendency, Positions: c.Position})
	case TakePosition:
		p := between.Position{Org: between.Unit{ID: ev.Actor.OrgID, Name: ev.Actor.OrgName}, Stand: c.Text, Basis: c.Basis}
		i.setPosition(p)
		return i.followAgenda(ev, between.AgendaEntry{Positions: []between.Position{p}})
	case PutOnAgenda:
		return i.joinAgenda(ev, c)
	case TakeOffAgenda:
		meeting := i.Meeting
		i.State, i.Meeting = i.Back, Ref{}
		return i.Owe(ev.Seq, casefile.Meeting, meeting.ID, "remove_item", false, struct {
			Act     string `json:"act"`
			IssueID string `json:"issue_id"`
			Reason  string `json:"reason"`
		}{"remove_item", i.ID, c.Reason})
	case Resolve:
		i.resolve(*c.Outcome)
	case OrderOnSite:
		i.Tasks = append(slices.Clip(i.Tasks), TaskRef{ID: c.Task.TaskID, State: "issued"})
		return i.Owe(ev.Seq, casefile.Task, c.Task.TaskID, "issue", true, struct {
			Act   string            `json:"act"`
			Birth between.TaskBirth `json:"birth"`
		}{"issue", *c.Task})
	case HearTask:
		i.hearTask(*c.Result, today)
	case AskSlot, DropSlot, AdmitSlot, DeclineSlot:
		return i.applySlot(ev, c, today)
	default:
		return i.applyEnd(ev, c, today)
	}
	return nil
}

// applyEnd folds what the owner says and what follows.
func (i *Issue) applyEnd(ev casefile.Event, c Change, today workcal.Date) error {
	switch ev.Act {
	case SolveOffline:
		i.Result = c.Text
	case Verify:
		i.Verified = true
	case Confirm, Rate:
		i.rate(c.Rating, today)
		return i.releaseAbsorbed(ev)
	case CloseUnsettled:
		return i.releaseAbsorbed(ev)
	case Dispute, Reopen:
		i.reopen(ev.Act)
	case LogCall:
		i.Calls = append(slices.Clip(i.Calls), Call{At: ev.At, By: ev.Actor.Name, Channel: c.Channel, Reached: c.Reached, Text: c.Text})
	case Rectify:
		i.Rectified = true
	case Note:
		if c.Public {
			i.Published = append(slices.Clip(i.Published), ev.Seq)
		}
	case Publish:
		if !slices.Contains(i.Published, c.NoteSeq) {
			i.Published = append(slices.Clip(i.Published), c.NoteSeq)
		}
	case Escalate, Descend:
		i.moveRung(ev.Act, c)
	case Shelve, Review:
		i.ReviewOn = c.ReviewOn
		if i.ReviewOn.IsZero() {
			i.ReviewOn = i.Cal.NextWorkday(today.AddDays(reviewDays))
		}
	case Link:
		if !slices.Contains(i.Related, *c.Into) {
			i.Related = append(slices.Clip(i.Related), *c.Into)
		}
	case Urge:
		i.UrgedOn = today
	}
	return nil
}

// joinAgenda owes a meeting the item, with the owner's slot where they were
// admitted to speak.
func (i *Issue) joinAgenda(ev casefile.Event, c Change) error {
	i.Back = State(ev.From)
	i.Meeting = *c.Meeting
	return i.Owe(ev.Seq, casefile.Meeting, c.Meeting.ID, "add_item", false, struct {
		Act      string              `json:"act"`
		Entry    between.AgendaEntry `json:"entry"`
		Override bool                `json:"override,omitempty"`
		Slot     *between.OwnerSlot  `json:"slot,omitempty"`
		Text     string              `json:"text,omitempty"`
	}{"add_item", i.entry(ev, c), c.Override, c.Slot, c.Bring})
}

// followAgenda owes the meeting on whose agenda the issue is what was said anew, so
// that the room does not read what is no longer so. Since version 6.
func (i *Issue) followAgenda(ev casefile.Event, said between.AgendaEntry) error {
	if i.State != OnAgenda || i.Head.Life < 6 {
		return nil
	}
	return i.Owe(ev.Seq, casefile.Meeting, i.Meeting.ID, "prepare_item", false, struct {
		Act     string              `json:"act"`
		IssueID string              `json:"issue_id"`
		Entry   between.AgendaEntry `json:"entry"`
	}{"prepare_item", i.ID, said})
}

func (i *Issue) setPosition(p between.Position) {
	i.Positions = slices.Clone(i.Positions)
	for n := range i.Positions {
		if i.Positions[n].Org.ID == p.Org.ID {
			i.Positions[n] = p
			return
		}
	}
	i.Positions = append(i.Positions, p)
}

// entry is what the meeting must know of the issue.
func (i *Issue) entry(ev casefile.Event, c Change) between.AgendaEntry {
	e := between.AgendaEntry{
		IssueID: i.ID, IssueNo: i.No, Title: i.Heading, Project: i.Project, Lead: i.Lead, Co: i.Co,
		RaisedOn: i.ReceivedOn, BlocksUntil: i.Impact.Until,
		PreCoord: i.PreCoord, Positions: i.Positions, Tendency: i.Tendency,
	}
	if c.Override {
		e.OverrideBy = ev.Actor.Name
	}
	return e
}

// resolve folds what the meeting decided.
func (i *Issue) resolve(o between.Outcome) {
	i.HeldOn = o.HeldOn
	if o.CarriedOver {
		i.Waits++
		i.State, i.Meeting = i.Back, Ref{}
		return
	}
	for _, id := range o.TaskIDs {
		i.Tasks = append(slices.Clip(i.Tasks), TaskRef{ID: id, State: "issued"})
	}
	switch {
	case len(o.TaskIDs) > 0, i.State == Tasked:
		i.State = Tasked
	case slices.Contains(o.Kinds, between.DecideEscalate):
		i.State, i.Forum = Escalated, nextForum(between.Monthly)
	default:
		i.State = ResolvedInMeeting
	}
}

// hearTask moves the issue on once every task is done, and back when one is not.
func (i *Issue) hearTask(r between.TaskResult, today workcal.Date) {
	i.setTask(r.TaskID, r.TaskNo, r.State)
	switch {
	case r.State == "reopened":
		if i.State == PendingConfirm || i.State == Disputed {
			i.State = Tasked
			i.Clock.Stopped = workcal.Date{}
		}
	case i.State == Tasked && i.allTasksOver():
		if r.Result != "" {
			i.Result = r.Result
		}
		i.enter(PendingConfirm, today)
	}
}

func (i *Issue) allTasksOver() bool {
	done := false
	for _, t := range i.Tasks {
		switch t.State {
		case "closed":
			done = true
		case "cancelled", "refused":
		default:
			return false
		}
	}
	return done
}

func (i *Issue) rate(rating int, today workcal.Date) {
	if rating == 0 {
		return
	}
	i.Rating = rating
	if rating <= badRating {
		i.RectifyDue = i.Cal.AddWorkdays(today, rectifyDays).Date
	}
}

// reopen goes on with the clock it always had (R10): the days since delivery
// count, as the owner waited through them.
func (i *Issue) reopen(act string) {
	i.Clock.Stopped = workcal.Date{}
	i.ResolvedOn, i.ClosedOn, i.DeliveredOn = workcal.Date{}, workcal.Date{}, workcal.Date{}
	if act == Reopen {
		i.Reopened++
		i.Rating, i.RectifyDue, i.Rectified = 0, workcal.Date{}, false
	}
}

// releaseAbsorbed closes the issues that were merged into this one.
func (i *Issue) releaseAbsorbed(ev casefile.Event) error {
	if ev.Act == Rate {
		return nil
	}
	for _, r := range i.Absorbed {
		if err := i.Owe(ev.Seq, casefile.Issue, r.ID, Follow, false, orderFor(Follow, Form{Into: &Ref{ID: i.ID, No: i.No}})); err != nil {
			return err
		}
	}
	return nil
}

// nextForum is one rung up the ladder (F-16); the top stays the top.
func nextForum(f between.Forum) between.Forum {
	for n, rung := range between.Ladder {
		if rung == f && n+1 < len(between.Ladder) {
			return between.Ladder[n+1]
		}
	}
	return between.Quarterly
}
