package supervision

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/diaodu/diaodu/domain/between"
	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/fault"
	"github.com/diaodu/diaodu/domain/workcal"
)

// signWithin is the workdays a unit has to sign for a task (G-2).
const signWithin = 1

// objectFreely is the working hours in which a lead unit may object without
// naming a better one (R4).
const objectFreely = 8

// issue gives birth to the task. R3 is enforced again here, whoever asks.
func (d *draft) issue() error {
	b := d.cmd.Birth
	if b == nil {
		return missing("birth")
	}
	decided := d.at
	if d.cmd.System() && !b.DecidedAt.IsZero() && b.DecidedAt.Before(d.at) {
		decided = b.DecidedAt // a meeting's word counts from when it fell, however late it arrives
	}
	cal := d.t.Cal
	if d.cmd.Calendar != nil {
		cal = *d.cmd.Calendar
	}
	d.ch.Calendar = &cal // the store folds from nothing
	if err := checkBirth(cal, *b, workcal.DateOf(decided)); err != nil {
		return err
	}
	plan := d.cmd.Plan
	if plan == nil {
		plan = Plan13710()
	}
	if err := checkPlan(plan); err != nil {
		return err
	}
	born := *b
	if born.DecidedAt.IsZero() {
		born.DecidedAt = d.at.UTC()
	}
	if born.Forum == "" {
		born.Forum = between.Monthly
	}
	start := cal.ReceivedOn(decided)
	clock := workcal.NewClockUntil(start, born.Due)
	clock.Lights.Yellow = warnWorkdays
	d.ch.Birth, d.ch.Plan, d.ch.Clock = &born, plan, &clock
	d.ch.Lead, d.ch.Co, d.ch.Forum = &born.Lead, born.Co, born.Forum
	d.ch.Content, d.ch.Standard = born.Content, born.Standard
	d.ch.Dates = []DateChange{{On: workcal.DateOf(decided), By: born.DecidedBy, New: born.Due, Kind: "issued"}}
	d.dispatch(1, start)
	d.series = d.number("task", "督办")
	d.serve("task.issued", toUnits, arg("due", born.Due.String()))
	if born.Leader != "" {
		d.tell("task.issued_leader", toLeader, arg("due", born.Due.String()))
	}
	d.tell("task.issued_owner", toOwner, arg("due", born.Due.String()))
	return nil
}

// number asks for the next official number of a series of this year (R17).
func (d *draft) number(name, word string) *casefile.Series {
	year := d.today.Year()
	return &casefile.Series{Name: fmt.Sprintf("%s/%d", name, year), Format: fmt.Sprintf("%s〔%d〕%%d号", word, year)}
}

// dispatch starts the clocks of a round: signing, and the report plan anew.
func (d *draft) dispatch(round int, start workcal.Date) {
	sign := workcal.NewClock(start, signWithin)
	since := d.at.UTC()
	d.ch.Round, d.ch.SignBy, d.ch.Since = round, &sign, &since
	plan := d.t.Plan
	if d.ch.Plan != nil {
		plan = d.ch.Plan
	}
	d.startPlan(plan, d.lead(), d.co(), start)
}

// checkBirth is R3: exactly one lead unit, any co-organizers, a standard, and a
// due date on or after the next workday.
func checkBirth(cal workcal.Calendar, b between.TaskBirth, decided workcal.Date) error {
	// As short as a meeting may be: 通水 is a standard. What decides is whether
	// anything is said at all.
	for _, text := range []struct{ field, words string }{{"birth.content", b.Content}, {"birth.standard", b.Standard}} {
		if strings.TrimSpace(text.words) == "" {
			return missing(text.field)
		}
		if err := atMost(text.field, text.words, longest); err != nil {
			return err
		}
	}
	if b.Lead.ID == "" || b.Lead.Name == "" {
		return missing("birth.lead")
	}
	if err := boundedBirth(b); err != nil {
		return err
	}
	seen := []string{b.Lead.ID}
	for _, u := range b.Co {
		if u.ID == "" || u.Name == "" {
			return missing("birth.co")
		}
		if slices.Contains(seen, u.ID) {
			return fault.New(fault.Invalid, "task.unit_twice", "unit %s is named twice", u.ID).On("birth.co").With("org", u.Name)
		}
		seen = append(seen, u.ID)
	}
	if err := checkDue(cal, "birth.due", b.Due, decided); err != nil {
		return err
	}
	for _, e := range b.Evidence {
		if e.Type == "" {
			return missing("birth.evidence")
		}
		if err := atMost("birth.evidence", e.Type, 16); err != nil {
			return err
		}
	}
	if q := b.Target; q != nil && (q.Amount <= 0 || q.Unit == "" || q.Item == "") {
		return fault.New(fault.Invalid, "task.bad_target", "the target has no amount, unit or item").On("birth.target")
	}
	return needFiles("birth.attachments", b.Attachments)
}

// boundedBirth refuses ids and names that are no ids and names.
func boundedBirth(b between.TaskBirth) error {
	for _, u := range append([]between.Unit{b.Lead}, b.Co...) {
		if err := boundedUnit("birth.units", u); err != nil {
			return err
		}
	}
	for _, id := range []string{
		b.MeetingID, b.ItemID, b.Resolution, b.IssueID, b.Leader, b.Parent, b.Project.ID, b.Project.EnterpriseID,
	} {
		if err := atMost("birth", id, idLength); err != nil {
			return err
		}
	}
	for _, name := range []string{b.DecidedBy, b.LeaderName, b.MeetingNo, b.IssueNo} {
		if err := atMost("birth", name, nameLength); err != nil {
			return err
		}
	}
	for _, name := range []string{b.Project.Name, b.Project.EnterpriseName} {
		if err := atMost("birth.project", name, titleLength); err != nil {
			return err
		}
	}
	for _, code := range []string{string(b.Forum), b.Grade, b.Project.TownCode} {
		if err := atMost("birth", code, 16); err != nil {
			return err
		}
	}
	return nil
}

// checkDue wants a due date on or after the next workday (R3).
func checkDue(cal workcal.Calendar, field string, due, today workcal.Date) error {
	if due.IsZero() {
		return missing(field)
	}
	if first := cal.AddWorkdays(today, 1).Date; due.Before(first) {
		return fault.New(fault.Invalid, "task.due_too_early", "due %s, the next workday is %s", due, first).
			On(field).With("first", first.String())
	}
	return nil
}

var nodeName = regexp.MustCompile(`^[a-z][a-z0-9]{0,7}$`)

func checkPlan(plan []PlanNode) error {
	bad := func(why string) error {
		return fault.New(fault.Invalid, "task.bad_plan", "report plan: %s", why).On("plan")
	}
	if len(plan) == 0 || len(plan) > 12 {
		return bad("between 1 and 12 nodes")
	}
	var seen []string
	for _, n := range plan {
		reserved := n.Node == NodeWeekly || n.Node == NodeExplain || n.Node == NodePart
		if !nodeName.MatchString(n.Node) || reserved || slices.Contains(seen, n.Node) {
			return bad("node " + n.Node)
		}
		if (n.Workdays > 0) == (n.Months > 0) || n.Workdays > 250 || n.Months > 12 || n.Workdays < 0 || n.Months < 0 {
			return bad("either workdays or months")
		}
		seen = append(seen, n.Node)
	}
	return nil
}

// sign takes the task over and names who handles it (G-2).
func (d *draft) sign() error {
	d.ch.Handler = d.handler()
	by := d.t.SignBy
	by.Stop(d.today)
	d.ch.SignBy = &by
	d.tell("task.signed", toCoordinators, arg("org", d.t.Lead.Name), arg("handler", d.ch.Handler.Name))
	return nil
}

func (d *draft) handler() *Person {
	p := Person{UserID: d.cmd.HandlerID, Name: d.cmd.HandlerName}
	if p.Name == "" {
		p = d.actor()
	}
	return &p
}

// handOver gives the task to a colleague of the lead unit.
func (d *draft) handOver() error {
	if d.cmd.HandlerName == "" {
		return missing("handler_name")
	}
	d.ch.Handler = d.handler()
	d.tell("task.handed_over", func(*draft) []casefile.Audience {
		if d.cmd.HandlerID == "" {
			return nil // known by name alone
		}
		return []casefile.Audience{{UserID: d.cmd.HandlerID}}
	})
	return nil
}

// object says the task is another unit's (R4). After 8 working hours that unit
// must be named. The second objection goes to arbitration the same day.
func (d *draft) object() error {
	c := d.cmd
	if err := needText("reason", c.Reason); err != nil {
		return err
	}
	if c.Unit != nil && (c.Unit.ID == "" || c.Unit.ID == d.t.Lead.ID) {
		return fault.New(fault.Invalid, "task.better_unit", "not another unit").On("unit")
	}
	free := d.t.Cal.AddWorkingHours(d.t.Since, objectFreely)
	if c.Unit == nil && d.at.After(free) {
		return fault.New(fault.Conflict, "task.name_better_unit", "8 working hours passed at %s", free).On("unit").
			With("until", free.In(workcal.CST).Format("2006-01-02 15:04"))
	}
	o := Objection{N: len(d.t.Objections) + 1, By: d.actor(), Org: d.t.Lead, Reason: c.Reason, Better: c.Unit, At: d.at.UTC()}
	d.ch.Objections, d.ch.Text = []Objection{o}, c.Reason
	d.to = Objected
	if o.N >= 2 {
		d.to = Arbitrating
		d.serve("task.arbitration", both(toCoordinators, toChair), arg("reason", c.Reason))
		return nil
	}
	d.tell("task.objected", toCoordinators, arg("org", d.t.Lead.Name), arg("reason", c.Reason))
	return nil
}

// keep leaves the task with its lead unit; its clocks start anew.
func (d *draft) keep() error {
	if err := needText("reason", d.cmd.Reason); err != nil {
		return err
	}
	d.rule("kept", nil)
	d.serve("task.kept", toLead, arg("reason", d.cmd.Reason))
	return nil
}

// reassign gives the task to another lead unit; its clocks start anew.
func (d *draft) reassign() error {
	if err := needText("reason", d.cmd.Reason); err != nil {
		return err
	}
	u := d.cmd.Unit
	if u == nil || u.ID == "" || u.Name == "" {
		return missing("unit")
	}
	if u.ID == d.t.Lead.ID {
		return fault.New(fault.Invalid, "task.better_unit", "the same unit").On("unit")
	}
	d.rule("reassigned", u)
	d.serve("task.issued", toUnits, arg("due", d.t.DueOn(d.today).String()))
	return nil
}

// arbitrate fixes the lead unit for good: the present one where none is named.
func (d *draft) arbitrate() error {
	d.ch.Fixed = true
	if u := d.cmd.Unit; u != nil && u.ID != d.t.Lead.ID {
		return d.reassign()
	}
	return d.keep()
}

// rule decides the open objection.
func (d *draft) rule(verdict string, to *between.Unit) {
	o := d.t.Objections[len(d.t.Objections)-1]
	o.Verdict, o.Ruling, o.To = verdict, d.cmd.Reason, to
	d.ch.Objections, d.ch.Text = []Objection{o}, d.cmd.Reason
	d.voidAll()
	if to != nil {
		lead := *to
		d.ch.Lead, d.ch.Handler = &lead, &Person{}
		d.ch.Co = slices.DeleteFunc(slices.Clone(d.t.Co), func(u between.Unit) bool { return u.ID == lead.ID })
	}
	d.dispatch(d.t.Round+1, d.t.Cal.ReceivedOn(d.at))
}
