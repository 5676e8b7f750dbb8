package plan

import (
	"cmp"
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"time"

	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/fault"
	"github.com/diaodu/diaodu/domain/workcal"
)

// Check refuses an order with a fault, or returns nil. It asks the same judge
// as Decide.
func (p *Plan) Check(cmd Command, at time.Time) error {
	_, err := p.judge(cmd, at)
	return err
}

// Decide checks the order and returns the event it becomes. The plan itself
// does not change; Apply changes it.
func (p *Plan) Decide(cmd Command, at time.Time) (casefile.Event, error) {
	d, err := p.judge(cmd, at)
	if err != nil {
		return casefile.Event{}, err
	}
	data, err := json.Marshal(d.ch)
	if err != nil {
		return casefile.Event{}, fmt.Errorf("write the change of plan %s: %w", p.ID, err)
	}
	ev := p.Event(&d.cmd.Order, at, string(p.Status))
	if !p.Born() {
		ev.Life = cmp.Or(p.Life, Life)
		year := d.today.Year()
		ev.Series = &casefile.Series{Name: fmt.Sprintf("plan/%d", year), Format: fmt.Sprintf("PL-%d-%%04d", year)}
	}
	ev.To, ev.Data, ev.Notices = string(d.p.Status), data, d.notices
	return ev, nil
}

// draft is a decision in the making. p is the plan as it will be: a copy, which
// the act changes; what then differs from the plan as it was is the change.
type draft struct {
	was     *Plan
	p       *Plan
	cmd     Command
	at      time.Time
	today   workcal.Date
	ch      Change
	notices []casefile.Notice
	// Why dates move, where a person or the calendar moves them.
	why, by, reason string
}

// acts is what each act checks and changes, once the rules of lives allow it.
var acts = map[string]func(*draft) error{
	ActDraw: (*draft).draw, ActAdd: (*draft).add, ActDrop: (*draft).drop, ActReschedule: (*draft).reschedule,
	ActSubmit: (*draft).submit, ActMoved: (*draft).moved, ActHear: (*draft).hear,
	ActBlock: (*draft).block, ActUnblock: (*draft).unblock, ActHold: (*draft).hold, ActResume: (*draft).resume,
	ActClose: (*draft).close, ActNote: (*draft).note, ActPublish: (*draft).publish,
	casefile.ActRing: (*draft).ring, casefile.ActTold: (*draft).told, casefile.ActRecalendar: (*draft).recalendar,
}

// judge is the one judge: the rules of the life first, then the act's own, then
// what follows from it.
func (p *Plan) judge(cmd Command, at time.Time) (*draft, error) {
	if p.Born() && cmd.Act == ActDraw {
		return nil, p.Beaten(fault.New(fault.Conflict, "plan.exists", "plan %s was drawn before", p.ID))
	}
	rule, err := p.rule(cmd)
	if err != nil {
		return nil, err
	}
	if err := p.ready(cmd.Act); err != nil {
		return nil, err
	}
	d := &draft{was: p, p: p.copied(), cmd: cmd, at: at, today: casefile.Today(at)}
	if rule.To != "" {
		d.p.Status = rule.To
	}
	if err := acts[cmd.Act](d); err != nil {
		return nil, err
	}
	d.follow()
	d.compare()
	return d, nil
}

// copied is a copy whose lists may be changed. What hangs deeper is replaced,
// never written into.
func (p *Plan) copied() *Plan {
	c := *p
	c.Stages, c.Matters, c.Library, c.Common = slices.Clone(p.Stages), slices.Clone(p.Matters), slices.Clone(p.Library), slices.Clone(p.Common)
	c.Batches, c.Blocks, c.Issues, c.Reached = slices.Clone(p.Batches), slices.Clone(p.Blocks), slices.Clone(p.Issues), slices.Clone(p.Reached)
	c.Shifts, c.Holds, c.Notes, c.Warnings = slices.Clone(p.Shifts), slices.Clone(p.Holds), slices.Clone(p.Notes), slices.Clone(p.Warnings)
	c.Fired = slices.Clone(p.Fired)
	return &c
}

// follow works out what follows from the act: clocks, dates, milestones, the
// end of the plan.
func (d *draft) follow() {
	if d.p.Status.Open() || d.was.Status.Open() {
		d.runClocks()
	}
	if d.p.Status.Open() {
		for _, s := range d.p.reforecast(d.today, d.why, d.by, d.reason) {
			d.tellShift(s)
		}
	}
	d.unreach()
	d.reach()
	d.finish()
}

// finish completes the plan with its last matter, and opens it again when an
// approval is voided.
func (d *draft) finish() {
	p := d.p
	left, done := 0, 0
	for _, m := range p.Matters {
		switch {
		case m.Dropped != nil:
		case m.approved():
			done++
		default:
			left++
		}
	}
	switch {
	case p.Status.Open() && left == 0 && done > 0:
		p.Status, p.EndedOn = Completed, d.today
		d.stopClocks()
		d.tell("plan.completed", both(toOwner, toWindow, toCoordinators))
	case p.Status == Completed && left > 0:
		p.Status = Active
	}
	if p.Status == Active && !p.EndedOn.IsZero() {
		p.EndedOn, p.Ending = workcal.Date{}, ""
	}
}

// compare writes down what differs from the plan as it was.
func (d *draft) compare() {
	was, p := d.was, d.p
	if !reflect.DeepEqual(was.Total, p.Total) {
		d.ch.Total = &p.Total
	}
	if !reflect.DeepEqual(was.Common, p.Common) {
		d.ch.Common = p.Common
	}
	if was.EndedOn != p.EndedOn {
		d.ch.EndedOn, d.ch.Ending = &p.EndedOn, p.Ending
	}
	d.ch.Stages = changed(was.Stages, p.Stages, stageKey)
	d.ch.Matters = changed(was.Matters, p.Matters, matterKey)
	d.ch.Library = changed(was.Library, p.Library, givenKey)
	d.ch.Batches = changed(was.Batches, p.Batches, batchKey)
	d.ch.Blocks = changed(was.Blocks, p.Blocks, blockKey)
	d.ch.Issues = changed(was.Issues, p.Issues, issueKey)
	d.ch.Reached = changed(was.Reached, p.Reached, reachedKey)
	d.ch.Shifts = changed(was.Shifts, p.Shifts, shiftKey)
	d.ch.Holds = changed(was.Holds, p.Holds, holdKey)
	d.ch.Notes = changed(was.Notes, p.Notes, noteKey)
	d.ch.Warnings = p.Warnings[len(was.Warnings):]
}

// changed lists the things that are new or differ.
func changed[T any, K comparable](was, now []T, key func(T) K) []T {
	var out []T
	for _, n := range now {
		i := slices.IndexFunc(was, func(w T) bool { return key(w) == key(n) })
		if i < 0 || !reflect.DeepEqual(was[i], n) {
			out = append(out, n)
		}
	}
	return out
}

func (d *draft) actor() Person {
	return Person{UserID: d.cmd.Meta.Actor.UserID, Name: d.cmd.Meta.Actor.Name}
}

// cite names the event this becomes, where a clock's pause asks for its paper.
func (d *draft) cite() string { return fmt.Sprintf("event %d", d.was.Seq+1) }

// told settles what others answered. An approval that could not be born gives
// its matter back; every refusal stays visible.
func (d *draft) told() error {
	if len(d.cmd.Told) == 0 {
		return missing("told")
	}
	d.ch.Told = d.cmd.Told
	for _, t := range d.cmd.Told {
		d.hearTold(t)
	}
	return nil
}

func (d *draft) hearTold(t casefile.Told) {
	w := Warning{Kind: t.Kind, CaseID: t.CaseID, Act: t.Act, Code: t.Refused, Why: t.Why, On: d.today}
	for i, m := range d.p.Matters {
		if t.Kind != casefile.Approval || m.Approval != t.CaseID {
			continue
		}
		w.Matter = m.ID
		switch {
		case t.Refused != "" && m.Heard == 0:
			d.p.Matters[i] = m.returned(d.today, t.Refused)
		case m.No == "":
			d.p.Matters[i].No = t.No
		}
	}
	for i, r := range d.p.Issues {
		switch {
		case t.Kind != casefile.Issue || r.ID != t.CaseID:
		case t.Refused != "":
			d.p.Issues[i].State, d.p.Issues[i].Ended = "refused", d.today
		case r.No == "":
			d.p.Issues[i].No = t.No
		}
	}
	if t.Refused == "" {
		return
	}
	d.p.Warnings = append(d.p.Warnings, w)
	d.tell("plan.effect_refused", both(toCoordinators, toWindow), arg("kind", kindName(t.Kind)), arg("why", t.Refused))
}

// note keeps a remark; only the window and the coordinator publish at once (R14).
func (d *draft) note() error {
	if err := needText("reason", d.cmd.Reason, longest); err != nil {
		return err
	}
	a := d.cmd.Meta.Actor
	if d.cmd.Publish && !d.was.is(a, Coord) && !d.was.is(a, Window) {
		return fault.New(fault.Forbidden, "plan.not_yours", "only the window and the coordinator publish").With("act", ActPublish)
	}
	n := Note{N: len(d.p.Notes) + 1, At: d.at.UTC(), By: d.actor(), OrgName: a.OrgName, Text: d.cmd.Reason, Published: d.cmd.Publish}
	d.p.Notes = append(d.p.Notes, n)
	if n.Published {
		d.tell("plan.published", toOwner)
	}
	return nil
}

// publish lets the owner read note n (R14).
func (d *draft) publish() error {
	for i, n := range d.p.Notes {
		if n.N == d.cmd.N {
			d.p.Notes[i].Published = true
			d.tell("plan.published", toOwner)
			return nil
		}
	}
	return noSuch(d.cmd.N)
}

func noSuch(n int) error {
	return fault.New(fault.Invalid, "plan.no_such_number", "nothing has number %d", n).On("n").With("n", n)
}
