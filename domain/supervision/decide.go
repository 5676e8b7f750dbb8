package supervision

import (
	"cmp"
	"encoding/json"
	"fmt"
	"time"

	"github.com/diaodu/diaodu/domain/between"
	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/fault"
	"github.com/diaodu/diaodu/domain/ladder"
	"github.com/diaodu/diaodu/domain/org"
	"github.com/diaodu/diaodu/domain/workcal"
)

// Check refuses an order with a fault, or returns nil. It asks the same judge
// as Decide.
func (t *Task) Check(cmd Command, at time.Time) error {
	_, err := t.judge(cmd, at)
	return err
}

// Decide checks the order and returns the event it becomes. The task itself
// does not change; Apply changes it.
func (t *Task) Decide(cmd Command, at time.Time) (casefile.Event, error) {
	d, err := t.judge(cmd, at)
	if err != nil {
		return casefile.Event{}, err
	}
	data, err := json.Marshal(d.ch)
	if err != nil {
		return casefile.Event{}, fmt.Errorf("write the change of task %s: %w", t.ID, err)
	}
	ev := t.Event(&d.cmd.Order, at, string(t.Status))
	if !t.Born() {
		ev.Life = cmp.Or(t.Life, Life)
	}
	ev.To, ev.Data, ev.Series, ev.Notices = string(d.to), data, d.series, d.notices
	return ev, nil
}

// draft is a decision in the making.
type draft struct {
	t       *Task
	cmd     Command
	at      time.Time
	today   workcal.Date
	to      Status
	ch      Change
	series  *casefile.Series
	notices []casefile.Notice
}

// acts is what each act checks and changes, once the rules of lives allow it.
var acts = map[string]func(*draft) error{
	ActIssue: (*draft).issue, ActSign: (*draft).sign, ActHandOver: (*draft).handOver,
	ActObject: (*draft).object, ActKeep: (*draft).keep, ActReassign: (*draft).reassign, ActArbitrate: (*draft).arbitrate,
	ActReport: (*draft).report, ActReview: (*draft).review, ActExplain: (*draft).explain,
	ActSplit: (*draft).split, ActPartDone: (*draft).partDone, ActPartAccept: (*draft).partAccept, ActPartReturn: (*draft).partReturn,
	ActBlock: (*draft).block, ActUnblock: (*draft).unblock, ActUpload: (*draft).upload,
	ActExtendAsk: (*draft).extendAsk, ActExtendYes: (*draft).extendApprove, ActExtendNo: (*draft).extendRefuse,
	ActSuspendAsk: (*draft).suspendAsk, ActSuspend: (*draft).suspend, ActSuspendNo: (*draft).suspendRefuse,
	ActPauseReview: (*draft).pauseReview, ActResume: (*draft).resume,
	ActApplyClose: (*draft).applyClose, ActVerify: (*draft).verify, ActReturnWork: (*draft).returnWork,
	ActConfirm: (*draft).confirm, ActDispute: (*draft).dispute, ActLogCall: (*draft).logCall, ActCloseSilent: (*draft).closeSilent,
	ActGrade: (*draft).grade, ActUrge: (*draft).urge, ActSlip: (*draft).slip, ActSlipReceive: (*draft).receiveSlip,
	ActSlipReply: (*draft).replySlip, ActInterview: (*draft).interview, ActEscalate: (*draft).escalate, ActDescend: (*draft).descend,
	ActAmend: (*draft).amend, ActCancel: (*draft).cancel, ActReopen: (*draft).reopen,
	ActNote: (*draft).note, ActPublish: (*draft).publish,
	casefile.ActRing: (*draft).ring, casefile.ActTold: (*draft).told, casefile.ActRecalendar: (*draft).recalendar,
}

// judge is the one judge: the rules of the life first, then the act's own.
func (t *Task) judge(cmd Command, at time.Time) (*draft, error) {
	if t.Born() && cmd.Act == ActIssue {
		return nil, t.Beaten(fault.New(fault.Conflict, "task.exists", "task %s was issued before", t.ID))
	}
	rule, err := t.rule(cmd.Act, cmd.Meta.Actor)
	if err != nil {
		return nil, err
	}
	d := &draft{t: t, cmd: cmd, at: at, today: casefile.Today(at), to: rule.To}
	if d.to == "" {
		d.to = t.Status
	}
	if err := cmd.bounded(); err != nil {
		return nil, err
	}
	if err := t.ready(cmd.Act, cmd.Meta.Actor, d.today); err != nil {
		return nil, err
	}
	if err := acts[cmd.Act](d); err != nil {
		return nil, err
	}
	return d, nil
}

// ready refuses an act that the present facts do not allow, whatever its
// fields. What it refuses is not offered as an action either.
func (t *Task) ready(act string, a org.Actor, today workcal.Date) error {
	switch act {
	case ActObject:
		if t.Fixed {
			return t.conflict("task.arbitrated", "the lead unit was fixed by arbitration")
		}
	case ActExplain:
		if t.pendingExplanation() == nil {
			return t.conflict("task.nothing_to_explain", "no missed deadline waits for words")
		}
	case ActPartDone, ActPartAccept, ActPartReturn:
		return t.partReady(act, a)
	case ActUnblock:
		if len(t.blocked()) == 0 {
			return t.conflict("task.not_blocked", "nothing blocks the task")
		}
	case ActReview:
		if t.unreviewed() == nil {
			return t.conflict("task.no_report", "no report waits for review")
		}
	case ActSlipReceive, ActSlipReply:
		if t.slipFor(a, act) == nil {
			return t.conflict("task.no_slip", "no slip waits for this unit")
		}
	case ActCloseSilent:
		return t.silentEnough(today)
	case ActReopen:
		return t.reopenable(today)
	case ActInterview:
		if t.interviewDue() == nil {
			return t.conflict("task.no_interview", "no interview is proposed")
		}
	case ActEscalate:
		if nextForum(t.Forum) == "" {
			return t.conflict("task.top_forum", "the task is at the highest forum already")
		}
	case ActDescend:
		if ladder.Down(t.Forum) == "" {
			return t.conflict("task.bottom_forum", "the task is at the lowest forum already")
		}
	case ActUrge:
		return t.urgeable(today)
	}
	return t.timingReady(act, a, today)
}

func (t *Task) conflict(code, text string) error {
	return fault.New(fault.Conflict, code, "%s", text).With("status", string(t.Status))
}

func (d *draft) actor() Person {
	return Person{UserID: d.cmd.Meta.Actor.UserID, Name: d.cmd.Meta.Actor.Name}
}

// unit is the actor's own unit as the task knows it.
func (d *draft) unit() between.Unit {
	a := d.cmd.Meta.Actor
	if u, ok := d.t.unitByID(a.OrgID); ok {
		return u
	}
	return between.Unit{ID: a.OrgID, Name: a.OrgName}
}

// unitByID finds the lead or a co-organizer.
func (t *Task) unitByID(id string) (between.Unit, bool) {
	if id != "" && t.Lead.ID == id {
		return t.Lead, true
	}
	for _, u := range t.Co {
		if id != "" && u.ID == id {
			return u, true
		}
	}
	return between.Unit{}, false
}

// told settles what other cases answered; a refusal stays visible.
func (d *draft) told() error {
	if len(d.cmd.Told) == 0 {
		return missing("told")
	}
	d.ch.Told = d.cmd.Told
	for _, t := range d.cmd.Told {
		if t.Refused != "" {
			d.tell("task.effect_refused", toCoordinators, arg("kind", string(t.Kind)), arg("why", t.Refused))
		}
	}
	return nil
}

// note keeps a remark; only the coordinator publishes at once (R14).
func (d *draft) note() error {
	if err := needText("reason", d.cmd.Reason); err != nil {
		return err
	}
	if d.cmd.Publish && !d.t.is(d.cmd.Meta.Actor, Coord) {
		return fault.New(fault.Forbidden, "task.not_yours", "only the coordinator publishes").With("act", ActPublish)
	}
	n := Note{N: len(d.t.Notes) + 1, At: d.at.UTC(), By: d.actor(), Org: d.unit(), Text: d.cmd.Reason, Published: d.cmd.Publish}
	d.ch.Notes = []Note{n}
	if n.Published {
		d.tell("task.published", toOwner)
	}
	return nil
}

// publish lets the owner read note n or, with node "report", report n (R14).
func (d *draft) publish() error {
	if d.cmd.Node == "report" {
		for _, r := range d.t.Reports {
			if r.N == d.cmd.N {
				r.Published = true
				d.ch.Reports = []Report{r}
				d.tell("task.published", toOwner)
				return nil
			}
		}
		return noSuch(d.cmd.N)
	}
	for _, n := range d.t.Notes {
		if n.N == d.cmd.N {
			n.Published = true
			d.ch.Notes = []Note{n}
			d.tell("task.published", toOwner)
			return nil
		}
	}
	return noSuch(d.cmd.N)
}

func noSuch(n int) error {
	return fault.New(fault.Invalid, "task.no_such_number", "nothing has number %d", n).On("n").With("n", n)
}

// cancel ends the task without a result; its issue and meeting hear of it.
func (d *draft) cancel() error {
	if err := needText("reason", d.cmd.Reason); err != nil {
		return err
	}
	d.ch.Text = d.cmd.Reason
	clock := d.t.Clock
	clock.Stop(d.today)
	d.ch.Clock = &clock
	d.ch.Overdue = &Overdue{}
	d.dropAll()
	d.tell("task.cancelled", toUnits, arg("reason", d.cmd.Reason))
	return nil
}
