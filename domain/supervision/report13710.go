package supervision

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/diaodu/diaodu/domain/between"
	"github.com/diaodu/diaodu/domain/fault"
	"github.com/diaodu/diaodu/domain/workcal"
)

// Nodes of the 13710 plan: deployed within 1 workday, measures within 3, result
// within 7, a month for the hard ones, and every week after that until 0 is left.
const (
	NodeD1      = "d1"      // 部署
	NodeD3      = "d3"      // 措施与进展
	NodeD7      = "d7"      // 结果
	NodeM1      = "m1"      // 一个月
	NodeWeekly  = "weekly"  // 周报
	NodeExplain = "explain" // 超期说明 (R6)
	NodePart    = "part"    // 分项
)

// PlanNode is one report that a task's plan asks for. A plan travels with its
// task, so that changing the plan never changes an open task.
type PlanNode struct {
	Node     string `json:"node"`
	Workdays int    `json:"workdays,omitempty"` // after the start day, which is day 0
	Months   int    `json:"months,omitempty"`   // calendar months, moved on to a workday
	Everyone bool   `json:"everyone,omitempty"` // the co-organizers report too, each for themselves
}

// Plan13710 is the plan of a task that was given no other.
func Plan13710() []PlanNode {
	return []PlanNode{
		{Node: NodeD1, Workdays: 1},
		{Node: NodeD3, Workdays: 3, Everyone: true},
		{Node: NodeD7, Workdays: 7},
		{Node: NodeM1, Months: 1},
	}
}

// explainWithin is the workdays R6 leaves for reason and alternative date.
const explainWithin = 2

// Obligation is one thing one unit owes by one day: a report, an explanation or
// its part. Missed stays true however late it is done.
type Obligation struct {
	ID     string        `json:"id"` // node:unit, with a number where a node comes again
	Node   string        `json:"node"`
	Org    between.Unit  `json:"org"`
	Clock  workcal.Clock `json:"clock"` // without pauses: those are the task's
	Since  time.Time     `json:"since"` // reminders before this instant never ring
	State  string        `json:"state"` // open, filed, accepted, void
	Missed bool          `json:"missed,omitempty"`
	Report int           `json:"report,omitempty"` // number of the report that answered it
}

// States of an obligation.
const (
	StateOpen     = "open"
	StateFiled    = "filed"
	StateAccepted = "accepted"
	StateVoid     = "void" // no longer owed
)

// DueOf is the day an obligation is due, moved by the task's pauses (R7).
func (t *Task) DueOf(o Obligation, today workcal.Date) workcal.Date {
	c := o.Clock
	c.Pauses = t.workPauses()
	return c.Due(t.Cal, today).Date
}

// workPauses is the pauses as a clock counts them.
func (t *Task) workPauses() []workcal.Pause {
	ps := make([]workcal.Pause, len(t.Pauses))
	for i, p := range t.Pauses {
		ps[i] = workcal.Pause{From: p.From, To: p.To, Expected: p.Expected, Reason: p.Reason, Notice: p.Notice.FileID}
	}
	return ps
}

// watched is the open obligations that count now: none while somebody else must
// move (objection, verification, the owner) or the task is over.
func (t *Task) watched() []Obligation {
	if !slices.Contains(working, t.Status) && t.Status != Issued {
		return nil
	}
	var out []Obligation
	for _, o := range t.Obligations {
		if o.State == StateOpen {
			out = append(out, o)
		}
	}
	return out
}

// startPlan opens the obligations of a plan for these units from a day on. What
// a unit has answered already it does not owe again.
func (d *draft) startPlan(plan []PlanNode, lead between.Unit, co []between.Unit, start workcal.Date) {
	for _, node := range plan {
		units := []between.Unit{lead}
		if node.Everyone {
			units = append(units, co...)
		}
		for _, u := range units {
			clock := workcal.NewClock(start, node.Workdays)
			if node.Months > 0 {
				clock = workcal.NewClockUntil(start, d.calendar().NextWorkday(addMonths(start, node.Months)))
			}
			id := node.Node + ":" + u.ID
			if d.t.answered(id) {
				continue
			}
			d.oblige(Obligation{ID: id, Node: node.Node, Org: u, Clock: clock, Since: d.at.UTC(), State: StateOpen})
		}
	}
}

func (t *Task) answered(id string) bool {
	return slices.ContainsFunc(t.Obligations, func(o Obligation) bool {
		return o.ID == id && (o.State == StateFiled || o.State == StateAccepted)
	})
}

// addMonths keeps the day of the month, or takes the month's last.
func addMonths(d workcal.Date, n int) workcal.Date {
	t := d.Time()
	first := time.Date(t.Year(), t.Month()+time.Month(n), 1, 0, 0, 0, 0, workcal.CST)
	last := first.AddDate(0, 1, -1).Day()
	return workcal.DateOf(first).AddDays(min(t.Day(), last) - 1)
}

// calendar is the one in force after this act.
func (d *draft) calendar() workcal.Calendar {
	if d.ch.Calendar != nil {
		return *d.ch.Calendar
	}
	return d.t.Cal
}

// oblige replaces an obligation in the change, or adds it.
func (d *draft) oblige(o Obligation) {
	i := slices.IndexFunc(d.ch.Obligations, func(e Obligation) bool { return e.ID == o.ID })
	if i < 0 {
		d.ch.Obligations = append(d.ch.Obligations, o)
		return
	}
	d.ch.Obligations[i] = o
}

// voidAll strikes off everything that is still owed.
func (d *draft) voidAll() {
	for _, o := range d.t.Obligations {
		if o.State == StateOpen {
			o.State = StateVoid
			d.oblige(o)
		}
	}
}

// dropAll ends everything that waits for somebody, when the task itself ends.
func (d *draft) dropAll() {
	d.voidAll()
	d.lapse()
	d.ch.PauseAskDone = d.t.PauseAsk != nil
}

// lapse ends a pending extension that nobody decided in time.
func (d *draft) lapse() {
	if e := d.t.pendingExtension(); e != nil {
		lapsed := *e
		lapsed.State = "lapsed"
		d.ch.Extensions = []Extension{lapsed}
	}
}

// weekly opens the next weekly report of the lead unit, seven days after a day;
// the lead always owes one report until the task is closed (the 0 of 13710).
func (d *draft) weekly(after workcal.Date) {
	k := 1
	for _, o := range d.t.Obligations {
		if o.Node == NodeWeekly {
			k++
		}
	}
	due := d.calendar().NextWorkday(after.AddDays(7))
	d.oblige(Obligation{
		ID: "w" + strconv.Itoa(k) + ":" + d.t.Lead.ID, Node: NodeWeekly, Org: d.t.Lead,
		Clock: workcal.NewClockUntil(d.today, due), Since: d.at.UTC(), State: StateOpen,
	})
}

// keepReporting opens the next weekly report unless the lead unit owes a coming
// one already, besides one obligation. While the task is overdue only a weekly
// one will do (R6).
func (d *draft) keepReporting(besides string, after workcal.Date) {
	for _, o := range d.t.Obligations {
		if o.ID == besides || o.State != StateOpen || o.Org.ID != d.t.Lead.ID || d.t.DueOf(o, d.today).Before(d.today) {
			continue
		}
		if o.Node == NodeWeekly || planned(o.Node) && d.t.Overdue.Since.IsZero() {
			return
		}
	}
	d.weekly(after)
}

func planned(node string) bool { return node != NodeExplain && node != NodePart }

// report files what a unit owes, or an extra report where no node is named.
func (d *draft) report() error {
	c := d.cmd
	own := d.unit()
	if c.Report == nil {
		return missing("report")
	}
	if err := needFiles("files", c.Files); err != nil {
		return err
	}
	if err := checkForm(c.Node, *c.Report); err != nil {
		return err
	}
	r := Report{N: len(d.t.Reports) + 1, Node: c.Node, Org: own, By: d.actor(), At: d.at.UTC(), Form: *c.Report, Files: c.Files}
	if c.Node != "" {
		o, err := d.t.owedBy(own.ID, c.Node)
		if err != nil {
			return err
		}
		due := d.t.DueOf(o, d.today)
		r.Obligation, r.Late = o.ID, d.today.After(due)
		o.State, o.Report, o.Clock.Stopped = StateFiled, r.N, d.today
		d.oblige(o)
		if own.ID == d.t.Lead.ID {
			d.keepReporting(o.ID, workcal.Later(due, d.today.AddDays(-6)))
		}
	}
	d.ch.Reports = []Report{r}
	if own.ID == d.t.Lead.ID {
		if d.t.Status == Signed || d.t.Status == Returned {
			d.to = Reporting
		}
		d.ch.Percent = c.Report.Percent
	}
	d.tell("task.reported", toCoordinators, arg("org", own.Name), arg("node", NodeName(c.Node)))
	return nil
}

// owedBy finds the earliest open obligation of a unit at a node.
func (t *Task) owedBy(orgID, node string) (Obligation, error) {
	var found *Obligation
	for i, o := range t.Obligations {
		if o.State == StateOpen && o.Org.ID == orgID && o.Node == node && planned(node) &&
			(found == nil || t.DueOf(o, o.Clock.Start).Before(t.DueOf(*found, found.Clock.Start))) {
			found = &t.Obligations[i]
		}
	}
	if found == nil {
		return Obligation{}, fault.New(fault.Invalid, "task.node_not_owed", "unit %s owes no %q report", orgID, node).
			On("node").With("node", node)
	}
	return *found, nil
}

// Verdicts are what can be said of a report: 认可, 退回.
var Verdicts = []string{"accept", "return"}

// review accepts a report, or returns it to be written again by the next
// workday. The second return brings a yellow slip for poor work.
func (d *draft) review() error {
	if err := needOneOf("verdict", d.cmd.Verdict, Verdicts); err != nil {
		return err
	}
	i := slices.IndexFunc(d.t.Reports, func(r Report) bool { return r.N == d.cmd.N })
	if i < 0 {
		return noSuch(d.cmd.N)
	}
	r := d.t.Reports[i]
	if r.Review != "" {
		return d.t.conflict("task.reviewed", "the report was reviewed before")
	}
	r.Comment, d.ch.Text = d.cmd.Reason, d.cmd.Reason
	if d.cmd.Verdict == "accept" {
		r.Review = "accepted"
		d.ch.Reports = []Report{r}
		d.settle(r.Obligation, r.N, StateAccepted)
		return nil
	}
	if err := needText("reason", d.cmd.Reason); err != nil {
		return err
	}
	r.Review = "returned"
	d.ch.Reports = []Report{r}
	d.settle(r.Obligation, r.N, StateOpen)
	d.tell("task.report_returned", toUnit(r.Org), arg("reason", d.cmd.Reason))
	if d.t.returnedReports(r.Org.ID) == 1 {
		d.issueSlip(Yellow, "quality", r.Org, r.Obligation)
	}
	return nil
}

// settle marks the obligation a report answered; reopening it gives one workday.
func (d *draft) settle(id string, report int, state string) {
	for _, o := range d.t.Obligations {
		if o.ID != id || o.Report != report || o.State != StateFiled {
			continue
		}
		o.State = state
		if state == StateOpen {
			o.Clock, o.Since, o.Report = workcal.NewClock(d.today, 1), d.at.UTC(), 0
		}
		d.oblige(o)
	}
}

func (t *Task) unreviewed() *Report {
	for i, r := range t.Reports {
		if r.Review == "" {
			return &t.Reports[i]
		}
	}
	return nil
}

func (t *Task) returnedReports(orgID string) int {
	n := 0
	for _, r := range t.Reports {
		if r.Org.ID == orgID && r.Review == "returned" {
			n++
		}
	}
	return n
}

// pendingExplanation is R6's open obligation after a missed due date.
func (t *Task) pendingExplanation() *Obligation {
	for i, o := range t.Obligations {
		if o.Node == NodeExplain && o.State == StateOpen {
			return &t.Obligations[i]
		}
	}
	return nil
}

// explain is R6: the written reason of a miss and an alternative date. The task
// stays overdue; the alternative is a promise, not an extension.
func (d *draft) explain() error {
	c := d.cmd
	if err := needText("reason", c.Reason); err != nil {
		return err
	}
	if Vacuous(c.Reason) {
		return vacuous("reason")
	}
	if !c.NewDue.After(d.today) {
		return fault.New(fault.Invalid, "task.alternative_date", "%s is not ahead", c.NewDue).On("new_due")
	}
	o := *d.t.pendingExplanation()
	o.State, o.Clock.Stopped = StateFiled, d.today
	d.oblige(o)
	r := Report{
		N: len(d.t.Reports) + 1, Node: NodeExplain, Obligation: o.ID, Org: d.unit(), By: d.actor(), At: d.at.UTC(),
		Form: ReportForm{Problems: c.Reason, Next: strings.TrimSpace(c.Work + " 替代完成日期：" + c.NewDue.String())},
		Late: d.today.After(d.t.DueOf(o, d.today)),
	}
	o.Report = r.N
	d.oblige(o)
	d.ch.Reports, d.ch.Text = []Report{r}, c.Reason
	d.ch.Dates = []DateChange{{
		On: d.today, By: d.actor().Name, Old: d.t.DueOn(d.today), New: c.NewDue, Kind: alternative, Reason: c.Reason,
	}}
	d.tell("task.explained", toCoordinators, arg("reason", c.Reason), arg("date", c.NewDue.String()))
	return nil
}
