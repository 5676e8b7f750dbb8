package issue

import (
	"cmp"
	"encoding/json"
	"fmt"
	"time"

	"github.com/diaodu/diaodu/domain/between"
	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/fault"
	"github.com/diaodu/diaodu/domain/org"
	"github.com/diaodu/diaodu/domain/workcal"
)

// Change is an event's data: what was filled in, and what followed from the
// day it was done.
type Change struct {
	Form
	Key      string            `json:"key,omitempty"`  // ring
	Told     []casefile.Told   `json:"told,omitempty"` // told
	Calendar *workcal.Calendar `json:"calendar,omitempty"`
	// Catalogued is the class as the catalogue had it: report, triage, dispatch.
	Catalogued *Class `json:"catalogued,omitempty"`
	// Moves are deadlines that a new calendar moved (C-10).
	Moves []Move `json:"moves,omitempty"`
}

// Move is one deadline under two calendars.
type Move struct {
	Clock string       `json:"clock"`
	Was   workcal.Date `json:"was"`
	Now   workcal.Date `json:"now"`
}

// Order makes a command of a shared order.
func (i *Issue) Order(o casefile.Order) Command { return Command{Order: o} }

// Check says whether the order may be carried out now; the fault says why not.
func (i *Issue) Check(cmd Command, at time.Time) error {
	row, here, known := i.find(cmd.Act)
	switch {
	case !known:
		return fault.New(fault.Invalid, "issue.no_such_act", "no act %q", cmd.Act).On("act").With("act", cmd.Act)
	case !here && !i.Born():
		return fault.New(fault.NotFound, "issue.not_found", "issue %s was never reported", i.ID)
	case !here:
		return i.Beaten(fault.New(fault.Conflict, "issue.wrong_state", "cannot %s an issue that is %s", cmd.Act, i.State)).
			With("act", cmd.Act).With("state", string(i.State))
	}
	if cmd.Act == Report && cmd.Report != nil {
		if err := mayReport(cmd.Meta.Actor, cmd.Report); err != nil {
			return err
		}
	}
	if !row.by(cmd.Meta.Actor, i) {
		return fault.New(fault.Forbidden, "issue.not_yours", "%s may not %s", cmd.Meta.Actor.UserID, cmd.Act).With("act", cmd.Act)
	}
	if err := i.checkClass(cmd); err != nil {
		return err
	}
	if err := cmd.checkForm(cmd.Act); err != nil {
		return err
	}
	return i.checkRules(cmd, at)
}

// mayReport keeps an owner to their own enterprise's projects.
func mayReport(a org.Actor, r *ReportForm) error {
	if r.Origin != nil && !a.Has(org.System) {
		return fault.New(fault.Forbidden, "issue.origin", "only a plan names itself as origin").On("origin")
	}
	if a.Has(org.Owner) && a.EnterpriseID != r.Project.EnterpriseID {
		return fault.New(fault.NotFound, "project.not_found", "project %s is another enterprise's", r.Project.ID).On("project_id")
	}
	return nil
}

// checkRules are the conditions beyond the table.
func (i *Issue) checkRules(cmd Command, at time.Time) error {
	switch cmd.Act {
	case Accept:
		return i.checkAccept(cmd)
	case Object:
		return i.checkObjection(cmd, at)
	case Dispatch:
		if i.State == Objected && i.Arbitrate {
			return fault.New(fault.Conflict, "issue.arbitrate", "two objections: arbitrate")
		}
	case Arbitrate:
		if !i.Arbitrate {
			return fault.New(fault.Conflict, "issue.not_arbitrable", "%d objections so far", i.Rounds)
		}
	case AskReject, ApproveReject, RefuseReject:
		return i.checkRefusal(cmd.Act)
	case Merge:
		if cmd.Into.ID == i.ID {
			return fault.New(fault.Invalid, "issue.merge_self", "an issue cannot merge into itself").On("into")
		}
	case PutOnAgenda:
		return i.checkAgenda(cmd)
	case OrderOnSite:
		return i.checkOnSite(cmd, at)
	case Resolve:
		return i.checkOutcome(cmd)
	case HearTask:
		return i.checkResult(cmd)
	case Publish:
		if cmd.NoteSeq <= 0 || cmd.NoteSeq > i.Seq {
			return fault.New(fault.Invalid, "issue.note", "no note %d", cmd.NoteSeq).On("note_seq")
		}
	case Rate, Confirm:
		if i.Rating > 0 && cmd.Rating > 0 {
			return fault.New(fault.Conflict, "issue.rated", "rated already")
		}
	case CloseUnsettled:
		return i.checkUnsettled(at)
	case Rectify:
		return i.checkRectify()
	case Reopen:
		return i.checkReopen(at)
	case Shelve, Review:
		return i.checkReview(cmd, at)
	case Urge:
		if !i.UrgedOn.IsZero() && workcal.DateOf(at).Sub(i.UrgedOn) < urgePauseDays {
			return fault.New(fault.Conflict, "issue.urged", "urged today already")
		}
	case Escalate, Descend:
		return i.checkRung(cmd)
	case AskSlot, DropSlot, AdmitSlot, DeclineSlot:
		return i.checkSlotAct(cmd)
	case casefile.ActRecalendar:
		if cmd.Calendar == nil {
			return fault.New(fault.Invalid, "issue.calendar", "no calendar")
		}
	}
	return nil
}

// checkRefusal: a refusal is asked for once, and decided once it was (E-9).
func (i *Issue) checkRefusal(act string) error {
	switch {
	case act == AskReject && i.Refusal != nil:
		return fault.New(fault.Conflict, "issue.reject_asked", "a refusal is asked for already")
	case act != AskReject && i.Refusal == nil:
		return fault.New(fault.Conflict, "issue.reject_not_asked", "no refusal is asked for")
	}
	return nil
}

// checkObjection keeps the rule of the first receiver (R4): within eight
// working hours a unit may just object; later it must name a better one.
func (i *Issue) checkObjection(cmd Command, at time.Time) error {
	if i.LeadFixed {
		return fault.New(fault.Conflict, "issue.lead_fixed", "the lead was arbitrated")
	}
	named := cmd.Better != nil && cmd.Better.ID != ""
	if named && cmd.Better.ID == i.Lead.ID {
		return fault.New(fault.Invalid, "issue.better_self", "the better unit is the same unit").On("better")
	}
	if !named && at.After(i.Cal.AddWorkingHours(i.DispatchAt, objectHours)) {
		return fault.New(fault.Invalid, "issue.better", "after %d working hours a better unit must be named", objectHours).On("better")
	}
	return nil
}

// checkAgenda keeps R2: no item without a lead and pre-coordination, unless the
// chair goes beyond it, which is logged.
func (i *Issue) checkAgenda(cmd Command) error {
	if cmd.Override {
		if !cmd.Meta.Actor.Has(org.Chair) {
			return fault.New(fault.Forbidden, "issue.override", "only the chair goes beyond R2")
		}
		return need("reason", cmd.Reason)
	}
	if i.Lead.ID == "" {
		return fault.New(fault.Conflict, "issue.agenda_lead", "no lead unit")
	}
	if i.PreCoord == "" {
		return fault.New(fault.Conflict, "issue.agenda_coordination", "no pre-coordination")
	}
	return nil
}

// checkOnSite keeps R15 and R3: an order outside a meeting is a resolution too.
func (i *Issue) checkOnSite(cmd Command, at time.Time) error {
	t := cmd.Task
	switch {
	case t == nil || t.Content == "":
		return fault.New(fault.Invalid, "issue.task_content", "no content").On("task.content")
	case t.Standard == "":
		return fault.New(fault.Invalid, "issue.task_standard", "no completion standard").On("task.standard")
	case t.Lead.ID == "":
		return fault.New(fault.Invalid, "issue.lead", "no lead unit").On("task.lead")
	case t.Due.IsZero() || t.Due.Before(i.Cal.AddWorkdays(workcal.DateOf(at), 1).Date):
		return fault.New(fault.Invalid, "issue.task_due", "due %s", t.Due).On("task.due")
	}
	seen := map[string]bool{t.Lead.ID: true}
	for _, u := range t.Co {
		if u.ID == "" || seen[u.ID] {
			return fault.New(fault.Invalid, "issue.co", "unit %q twice or empty", u.ID).On("task.co")
		}
		seen[u.ID] = true
	}
	for _, e := range t.Evidence {
		if e.Type == "" {
			return fault.New(fault.Invalid, "issue.task_evidence", "evidence without a type").On("task.evidence")
		}
	}
	if q := t.Target; q != nil && (q.Amount <= 0 || q.Item == "" || q.Unit == "") {
		return fault.New(fault.Invalid, "issue.task_target", "a target without amount, item or unit").On("task.target")
	}
	return nil
}

func (i *Issue) checkOutcome(cmd Command) error {
	if cmd.Outcome == nil || cmd.Outcome.MeetingID != i.Meeting.ID {
		return fault.New(fault.Conflict, "issue.other_meeting", "the issue is not on that agenda")
	}
	return nil
}

func (i *Issue) checkResult(cmd Command) error {
	if cmd.Result == nil || i.task(cmd.Result.TaskID) == nil {
		return fault.New(fault.Conflict, "issue.other_task", "the issue has no such task")
	}
	return nil
}

// checkUnsettled keeps R9: five workdays of silence and two logged calls.
func (i *Issue) checkUnsettled(at time.Time) error {
	if today := workcal.DateOf(at); !today.After(i.ConfirmDue) {
		return fault.New(fault.Conflict, "issue.still_waiting", "the owner has until %s", i.ConfirmDue).With("due", i.ConfirmDue.String())
	}
	if len(i.Calls) < minCalls {
		return fault.New(fault.Conflict, "issue.calls", "%d calls logged", len(i.Calls)).With("need", minCalls).With("have", len(i.Calls))
	}
	return nil
}

func (i *Issue) checkRectify() error {
	if i.RectifyDue.IsZero() || i.Rectified {
		return fault.New(fault.Conflict, "issue.nothing_to_rectify", "rating %d", i.Rating)
	}
	if len(i.Calls) == 0 {
		return fault.New(fault.Conflict, "issue.call_first", "a bad rating asks for a call back")
	}
	return nil
}

// checkReopen keeps R10: within 90 days of closing.
func (i *Issue) checkReopen(at time.Time) error {
	if last := i.ClosedOn.AddDays(reopenDays); workcal.DateOf(at).After(last) {
		return fault.New(fault.Conflict, "issue.too_late", "could be reopened until %s", last).With("until", last.String())
	}
	return nil
}

func (i *Issue) checkReview(cmd Command, at time.Time) error {
	if cmd.ReviewOn.IsZero() {
		return nil // a quarter from now
	}
	today := workcal.DateOf(at)
	if !cmd.ReviewOn.After(today) || cmd.ReviewOn.After(today.AddDays(reviewDays+2)) {
		return fault.New(fault.Invalid, "issue.review_on", "review on %s", cmd.ReviewOn).On("review_on")
	}
	return nil
}

// Decide checks the order and says what happens.
func (i *Issue) Decide(cmd Command, at time.Time) (casefile.Event, error) {
	if err := i.Check(cmd, at); err != nil {
		return casefile.Event{}, err
	}
	ev := i.Event(&cmd.Order, at, string(i.State))
	if !i.Born() {
		ev.Life = cmp.Or(i.Head.Life, Life)
		month := workcal.DateOf(at).Time().Format("2006-01")
		ev.Series = &casefile.Series{Name: "issue/" + month, Format: "R-" + month + "-%04d"}
	}
	change := Change{Form: cmd.Form, Key: cmd.Key, Told: cmd.Told, Calendar: cmd.Calendar, Catalogued: cmd.Catalogued}
	if !i.Born() && change.Calendar == nil {
		change.Calendar = &i.Cal // a fold elsewhere has nothing but the events
	}
	if cmd.Act == OrderOnSite {
		change.Task = i.onSiteBirth(ev, *cmd.Task)
	}
	if i.Born() && cmd.Calendar != nil {
		change.Moves = i.moves(*cmd.Calendar, workcal.DateOf(at))
	}
	data, err := json.Marshal(change)
	if err != nil {
		return casefile.Event{}, fmt.Errorf("change of %s: %w", i.ID, err)
	}
	ev.Data = data
	after := *i
	if err := after.Apply(ev); err != nil {
		return casefile.Event{}, fmt.Errorf("foresee %s of %s: %w", cmd.Act, i.ID, err)
	}
	ev.To = string(after.State)
	ev.Notices = i.notices(&after, ev, change)
	return ev, nil
}

// onSiteBirth completes the birth of a task ordered outside a meeting (R15).
func (i *Issue) onSiteBirth(ev casefile.Event, t between.TaskBirth) *between.TaskBirth {
	t.TaskID = casefile.DerivedID(casefile.Task, i.ID, ev.Seq)
	t.Forum = between.OnSite
	t.IssueID, t.IssueNo, t.Project, t.Grade = i.ID, i.No, i.Project, string(i.Grade)
	t.DecidedBy, t.DecidedAt = ev.Actor.Name, ev.At
	return &t
}

// moves lists the deadlines that another calendar moves; what is past stays (C-11).
func (i *Issue) moves(renewed workcal.Calendar, today workcal.Date) []Move {
	was, now, moved := workcal.Moved(i.Cal, renewed, i.Clock, today)
	if !moved {
		return nil
	}
	return []Move{{Clock: "due", Was: was.Date, Now: now.Date}}
}
