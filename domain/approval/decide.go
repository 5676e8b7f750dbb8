package approval

import (
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"github.com/diaodu/diaodu/domain/between"
	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/fault"
	"github.com/diaodu/diaodu/domain/org"
	"github.com/diaodu/diaodu/domain/process"
	"github.com/diaodu/diaodu/domain/workcal"
)

// Check refuses an order with a fault, or returns nil. It asks the same judge
// as Decide.
func (a *Approval) Check(cmd Command, at time.Time) error {
	_, err := a.judge(cmd, at)
	return err
}

// Decide checks the order and returns the event it becomes. The application
// itself does not change; Apply changes it.
func (a *Approval) Decide(cmd Command, at time.Time) (casefile.Event, error) {
	d, err := a.judge(cmd, at)
	if err != nil {
		return casefile.Event{}, err
	}
	data, err := json.Marshal(d.change())
	if err != nil {
		return casefile.Event{}, fmt.Errorf("write the change of approval %s: %w", a.ID, err)
	}
	ev := a.Event(&d.cmd.Order, at, string(a.Status))
	if !a.Born() {
		ev.Life = a.life()
	}
	ev.To, ev.Data, ev.Series, ev.Notices = string(d.a.Status), data, d.series, d.notices
	return ev, nil
}

// draft is a decision in the making. It works on a copy of the application and
// notes which rows it touched; the change is those rows.
type draft struct {
	a     *Approval // the copy
	g     *process.Graph
	cmd   Command
	at    time.Time
	today workcal.Date
	seq   int // of the event in the making

	ch       Change
	runs     []int
	seats    []string
	opened   int    // steps opened by this order, bounded
	planNews bool   // the plan must hear of it
	again    []spot // branches to open again, see reenter
	series   *casefile.Series
	notices  []casefile.Notice
}

// acts is what each act checks and changes, once the rules of lives allow it.
var acts map[string]func(*draft) error

func init() {
	acts = map[string]func(*draft) error{
		ActSubmit: (*draft).submit, ActWithdraw: (*draft).withdraw, ActResubmit: (*draft).resubmit,
		ActSupply: (*draft).supply, ActFollow: (*draft).followUp,
		ActApprove: (*draft).approve, ActReject: (*draft).reject, ActAbstain: (*draft).abstain, ActChoose: (*draft).choose,
		ActReturn: (*draft).returnTo, ActTakeBack: (*draft).takeBack,
		ActClaim: (*draft).claim, ActUnclaim: (*draft).unclaim, ActTransfer: (*draft).transfer,
		ActDelegate: (*draft).delegate, ActAnswer: (*draft).answer, ActRecall: (*draft).recall,
		ActAddSign: (*draft).addSign, ActCutSign: (*draft).cutSign, ActRecuse: (*draft).recuse,
		ActConsult: (*draft).consult, ActReply: (*draft).reply, ActCC: (*draft).copyTo, ActRead: (*draft).read,
		ActNote: (*draft).note, ActUrge: (*draft).urge,
		ActSupplement: (*draft).supplement, ActTakeIn: (*draft).takeIn, ActCheck: (*draft).checkMaterial,
		ActPause: (*draft).pause, ActResume: (*draft).resume, ActExtend: (*draft).extend,
		ActVisit: (*draft).visit, ActFinding: (*draft).finding, ActVerifyWord: (*draft).verifyWord,
		ActCallback: (*draft).callback, ActObject: (*draft).object, ActSettle: (*draft).settleObjection, ActSubEnded: (*draft).subEnded,
		ActAppoint: (*draft).appoint, ActHandOver: (*draft).handOver, ActSuspend: (*draft).suspend, ActActivate: (*draft).activate,
		ActTerminate: (*draft).terminate, ActVoid: (*draft).void, ActJump: (*draft).jump, ActMigrate: (*draft).migrate,
		ActPeople:        (*draft).peopleChanged,
		casefile.ActRing: (*draft).ring, casefile.ActTold: (*draft).told, casefile.ActRecalendar: (*draft).recalendar,
	}
}

// judge is the one judge: the rules of the life first, then the act's own.
func (a *Approval) judge(cmd Command, at time.Time) (*draft, error) {
	if a.Born() && cmd.Act == ActSubmit {
		return nil, a.Beaten(fault.New(fault.Conflict, "approval.exists", "application %s was submitted before", a.ID))
	}
	rule, err := a.rule(cmd.Act, cmd.Meta.Actor)
	if fault.Is(err, "approval.ended") {
		return nil, fault.Of(err).With("opinion", cmd.Opinion) // E2: the words go back to whoever came second
	}
	if err != nil {
		return nil, err
	}
	if err := cmd.bounded(); err != nil {
		return nil, err
	}
	d := a.draft(cmd, at)
	if rule.To != "" {
		d.a.Status = rule.To
	}
	if err := acts[cmd.Act](d); err != nil {
		return nil, err
	}
	return d, d.plan(a)
}

// draft starts a decision on a copy.
func (a *Approval) draft(cmd Command, at time.Time) *draft {
	d := &draft{a: a.clone(), cmd: cmd, at: at, today: casefile.Today(at), seq: a.Seq + 1}
	d.g = process.NewGraph(&d.a.Def)
	d.ch.Batch, d.ch.Opinion, d.ch.Reason, d.ch.Files = cmd.Batch, cmd.Opinion, cmd.Reason, cmd.Files
	return d
}

// clone copies what a decision may change.
func (a *Approval) clone() *Approval {
	w := *a
	w.Form, w.Runs, w.Seats = slices.Clone(a.Form), slices.Clone(a.Runs), slices.Clone(a.Seats)
	w.Stops, w.Materials, w.Supplements = slices.Clone(a.Stops), slices.Clone(a.Materials), slices.Clone(a.Supplements)
	w.Copies, w.Consults, w.Objections = slices.Clone(a.Copies), slices.Clone(a.Consults), slices.Clone(a.Objections)
	w.Chosen, w.Roster = slices.Clone(a.Chosen), slices.Clone(a.Roster)
	return &w
}

// attempt carries something out or, where that meets a fault, nothing of it, and
// tells whether it did. The clock and other cases cannot be refused: what they
// cannot move, the keeper is told of (E16).
func (d *draft) attempt(n int, do func() error) (bool, error) {
	before := *d
	before.a = d.a.clone()
	err := do()
	f := fault.Of(err)
	if f == nil {
		return err == nil, err
	}
	*d = before
	d.say("approval.stuck", true, d.toKeeper(), d.stepArg(n))
	return false, nil
}

// actor is who orders.
func (d *draft) actor() org.Actor { return d.cmd.Meta.Actor }

// person is who orders, as the application remembers them.
func (d *draft) person() Person {
	a := d.actor()
	return Person{UserID: a.UserID, Name: a.Name, OrgID: a.OrgID, OrgName: a.OrgName}
}

// by is who ends something by this order: a clock that ran out is nobody.
func (d *draft) by() Person {
	if d.cmd.Act == casefile.ActRing {
		return TimedOut
	}
	return d.person()
}

// change collects the touched rows.
func (d *draft) change() Change {
	c := d.ch
	slices.Sort(d.runs)
	for _, n := range slices.Compact(d.runs) {
		c.Runs = append(c.Runs, *d.a.run(n))
	}
	var seen []string
	for _, id := range d.seats {
		if !slices.Contains(seen, id) {
			seen = append(seen, id)
			c.Seats = append(c.Seats, *d.a.seat(id))
		}
	}
	return c
}

// touch gives a run to change.
func (d *draft) touch(n int) *Run {
	d.runs = append(d.runs, n)
	return d.a.run(n)
}

// touchSeat gives a seat to change.
func (d *draft) touchSeat(id string) *Seat {
	d.seats = append(d.seats, id)
	return d.a.seat(id)
}

// worked notes that somebody worked on a seat, so that whoever came before cannot
// take their decision back (E12).
func (d *draft) worked(id string) {
	d.touchSeat(id).Touched = true
	d.ch.Seat = id
}

// Keep a row of a small list: in the copy, and in the change.
func keep[T any, K comparable](rows, change *[]T, row T, key func(T) K) {
	*rows = casefile.Upsert(*rows, []T{row}, key)
	*change = casefile.Upsert(*change, []T{row}, key)
}

func (d *draft) keepStop(s Stop) {
	keep(&d.a.Stops, &d.ch.Stops, s, func(x Stop) string { return x.Key })
}

func (d *draft) keepMaterial(m Material) {
	keep(&d.a.Materials, &d.ch.Materials, m, func(x Material) string { return x.ID })
}

func (d *draft) keepSupplement(s Supplement) {
	keep(&d.a.Supplements, &d.ch.Supplements, s, func(x Supplement) int { return x.N })
}

func (d *draft) keepCopy(c Copy) {
	keep(&d.a.Copies, &d.ch.Copies, c, func(x Copy) string { return x.Person.UserID })
}

func (d *draft) keepConsult(c Consult) {
	keep(&d.a.Consults, &d.ch.Consults, c, func(x Consult) int { return x.N })
}

func (d *draft) keepObjection(o Objection) {
	keep(&d.a.Objections, &d.ch.Objections, o, func(x Objection) int { return x.N })
}

func (d *draft) keepChoice(c between.ChosenPeople) {
	keep(&d.a.Chosen, &d.ch.Chosen, c, func(x between.ChosenPeople) string { return x.Step })
}

func (d *draft) keepFound(f Found) {
	keep(&d.a.Roster, &d.ch.Roster, f, func(x Found) string { return x.Key })
}

func (d *draft) setLaw(c workcal.Clock) { d.a.Law, d.ch.Law = c, &c }

func (d *draft) setPromise(c workcal.Clock) { d.a.Promise, d.ch.Promise = c, &c }

func (d *draft) setClockSeq(seq int) { d.a.ClockSeq, d.ch.ClockSeq = seq, &seq }

// owe notes an effect on another case, or a question to the directory.
func (d *draft) owe(kind casefile.Kind, caseID, act string, start bool, command any) error {
	body, err := json.Marshal(command)
	if err != nil {
		return fmt.Errorf("effect %s: %w", act, err)
	}
	d.ch.Owe = append(d.ch.Owe, Owed{Kind: kind, CaseID: caseID, Act: act, Start: start, Command: body})
	return nil
}

// conflict is a fault of the present state, naming who changed it last.
func (d *draft) conflict(code, text string, args ...any) *fault.Fault {
	return d.a.Beaten(fault.New(fault.Conflict, code, text, args...)).With("act", d.cmd.Act)
}

var _ casefile.Life[Command] = (*Approval)(nil)
