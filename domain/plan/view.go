package plan

import (
	"slices"
	"time"

	"github.com/diaodu/diaodu/domain/between"
	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/org"
	"github.com/diaodu/diaodu/domain/process"
	"github.com/diaodu/diaodu/domain/workcal"
)

// View is a plan as one reader may see it: who has the ball, how many workdays
// are left, what to do.
type View struct {
	casefile.View
	Title    string             `json:"title"`
	Project  between.ProjectRef `json:"project"`
	Type     string             `json:"type"`
	TypeName string             `json:"type_name"`
	Window   between.Unit       `json:"window"`
	Total    TimingView         `json:"total"`
	Stages   []StageView        `json:"stages"`
	Matters  []MatterView       `json:"matters"`
	Edges    []Edge             `json:"edges"` // of the graph of what waits for what
	Todo     []Todo             `json:"todo"`  // what the owner must do now
	Batches  []Batch            `json:"batches"`
	Blocks   []Block            `json:"blocks"`
	Issues   []IssueRef         `json:"issues"`
	Reached  []Reached          `json:"reached"`
	Shifts   []Shift            `json:"shifts"`
	Holds    []Hold             `json:"holds"`
	Notes    []Note             `json:"notes"`
	EndedOn  workcal.Date       `json:"ended_on,omitzero"`
	Ending   string             `json:"ending,omitempty"`
	// Library and Common are what the owner has handed in so far; only the owner and
	// whoever hands in for them see it (B-2).
	Library []Given         `json:"library,omitempty"`
	Common  []process.Field `json:"common,omitempty"`
	// Warnings are for the people who can do something about them.
	Warnings []Warning `json:"warnings,omitempty"`
}

// TimingView is a limit with what its clocks show.
type TimingView struct {
	Statutory int              `json:"statutory"`
	Promised  int              `json:"promised"`
	Law       workcal.Reading  `json:"law"`
	Promise   workcal.Reading  `json:"promise"`
	Light     string           `json:"light,omitempty"` // red beyond the law, yellow near it or beyond the promise
	Pauses    []workcal.Pause  `json:"pauses"`          // when nothing lay with the authorities
	History   []workcal.Change `json:"history"`
}

// StageView is one stage with its clocks and how far it is.
type StageView struct {
	Phase    process.Phase `json:"phase"`
	Name     string        `json:"name"`
	Lead     between.Unit  `json:"lead"`
	State    string        `json:"state"` // waiting, running, with_owner, done
	Matters  int           `json:"matters"`
	Approved int           `json:"approved"`
	TimingView
}

// MatterView is one matter with its standing and the days it has left.
type MatterView struct {
	Matter
	Standing Standing `json:"standing"`
	// Blockers are the matters that must be approved before it can be handed in,
	// Deferred those whose results may follow.
	Blockers []Cause `json:"blockers"`
	Deferred []Cause `json:"deferred"`
	// Holds are the matters that wait for this one.
	Holds    []string       `json:"holds"`
	Blocked  []int          `json:"blocked"`   // numbers of its open blocks
	DaysLeft int            `json:"days_left"` // workdays to the promise's date, else to the planned end
	Light    string         `json:"light,omitempty"`
	SlipDays int            `json:"slip_days"` // workdays the planned end lies behind the baseline
	Who      *casefile.Ball `json:"who,omitempty"`
}

// Cause is a matter something waits for, and how it stands.
type Cause struct {
	ID       string       `json:"id"`
	Name     string       `json:"name"`
	Standing Standing     `json:"standing"`
	Until    workcal.Date `json:"until,omitzero"` // planned end
}

// Edge is one line of the graph.
type Edge struct {
	From       string `json:"from"`
	To         string `json:"to"`
	Deferrable bool   `json:"deferrable,omitempty"`
	Lag        int    `json:"lag,omitempty"`
	Open       bool   `json:"open"` // the other is not approved yet
}

// Todo is one thing the owner must do.
type Todo struct {
	Matter string       `json:"matter"`
	Name   string       `json:"name"`
	What   string       `json:"what"` // submit, resubmit, supplement
	Due    workcal.Date `json:"due,omitzero"`
}

// Version is the sequence number, for ETags.
func (v View) Version() int64 { return int64(v.Seq) }

// ViewFor is the plan as the actor may see it at a moment. Who may see it at all
// is SeenBy; this only decides how much.
func (p *Plan) ViewFor(a org.Actor, at time.Time) View {
	today := casefile.Today(at)
	v := View{
		View: p.ViewOf(string(p.Status), p.Actions(a)), Title: p.Title(), Project: p.Project, Type: p.Type, TypeName: p.TypeName,
		Window: p.Window, Total: p.Total.view(p.Cal, today), Stages: []StageView{}, Matters: []MatterView{}, Edges: []Edge{},
		Todo: p.Todos(), Batches: orEmpty(p.Batches), Blocks: orEmpty(p.Blocks), Issues: orEmpty(p.Issues), Reached: p.standing(),
		Shifts: orEmpty(p.Shifts), Holds: orEmpty(p.Holds), Notes: orEmpty(p.Notes), EndedOn: p.EndedOn, Ending: p.Ending,
	}
	v.Clocks, v.Ball = p.clocks(today), p.Ball()
	for _, s := range p.Stages {
		v.Stages = append(v.Stages, p.stageView(s, today))
	}
	for _, m := range p.Matters {
		v.Matters = append(v.Matters, p.matterView(m, today))
		for _, n := range m.Needs {
			if up := p.matter(n.ID); up != nil {
				v.Edges = append(v.Edges, Edge{From: n.ID, To: m.ID, Deferrable: n.Deferrable, Lag: n.Lag, Open: up.Dropped == nil && !up.approved()})
			}
		}
	}
	if p.HandsIn(a) || a.Has(org.Auditor) {
		v.Library, v.Common = orEmpty(p.Library), orEmpty(p.Common)
	}
	if p.is(a, Coord) || p.is(a, Window) || a.Has(org.Auditor) {
		v.Warnings = p.Warnings
	}
	if a.Has(org.Owner) {
		v.forOwner()
	}
	return v
}

// forOwner leaves what the owner may see (R14).
func (v *View) forOwner() {
	v.Notes = slices.DeleteFunc(slices.Clone(v.Notes), func(n Note) bool { return !n.Published })
	for i := range v.Notes {
		v.Notes[i].By = Person{}
	}
	v.Shifts = slices.Clone(v.Shifts)
	for i := range v.Shifts {
		v.Shifts[i].By = ""
	}
	if v.Last.Act == ActNote {
		v.Last = casefile.LastAct{At: v.Last.At}
	}
}

func (t Timing) view(cal workcal.Calendar, today workcal.Date) TimingView {
	return TimingView{
		Statutory: t.Statutory, Promised: t.Promised, Law: t.Law.Read(cal, today), Promise: t.Promise.Read(cal, today),
		Light: t.light(cal, today), Pauses: orEmpty(t.Promise.Pauses), History: orEmpty(t.Promise.History(cal, today)),
	}
}

func (p *Plan) stageView(s Stage, today workcal.Date) StageView {
	v := StageView{Phase: s.Phase, Name: s.Phase.Text(), Lead: s.Lead, State: "waiting", TimingView: s.Timing.view(p.Cal, today)}
	busy := false
	for _, m := range p.Matters {
		if m.Phase != s.Phase || m.Dropped != nil {
			continue
		}
		v.Matters++
		busy = busy || m.inHands()
		if m.approved() {
			v.Approved++
		}
	}
	switch {
	case v.Matters == v.Approved:
		v.State = "done"
	case busy:
		v.State = "running"
	case !s.Promise.Start.IsZero():
		v.State = "with_owner"
	}
	return v
}

func (p *Plan) matterView(m Matter, today workcal.Date) MatterView {
	v := MatterView{
		Matter: m, Standing: p.Standing(m), Blockers: p.causes(m, false), Deferred: p.causes(m, true), Holds: []string{}, Blocked: []int{},
		Light: p.Light(m, today), SlipDays: p.Cal.WorkdaysBetween(m.Baseline.End, finish(m)), Who: p.BallOf(m),
	}
	v.Matter.Ball = nil // in words it is Who
	if v.Standing == Approved || v.Standing == Dropped {
		v.Blockers, v.Deferred = []Cause{}, []Cause{}
	} else {
		v.DaysLeft = p.Cal.WorkdaysBetween(today, p.dueOf(m))
		v.Holds = orEmpty(p.downstream(m.ID))
	}
	for _, b := range p.Blocks {
		if b.Matter == m.ID && b.Ended.IsZero() {
			v.Blocked = append(v.Blocked, b.N)
		}
	}
	return v
}

func (p *Plan) causes(m Matter, deferrable bool) []Cause {
	out := []Cause{}
	for _, id := range p.pending(m, deferrable) {
		up := p.matter(id)
		out = append(out, Cause{ID: id, Name: up.Name, Standing: p.Standing(*up), Until: finish(*up)})
	}
	return out
}

// dueOf is the day that counts for a matter now: the promise's while an approval
// is under way, the day to hand in while none is.
func (p *Plan) dueOf(m Matter) workcal.Date {
	switch {
	case m.running() && !m.PromiseDue.IsZero():
		return m.PromiseDue
	case m.running():
		return m.Target.End
	}
	return m.Target.Start
}

// LightDates are the days from which a matter's light is red and yellow if
// nobody acts; none where it never is. Red is beyond the law. Yellow is near or
// beyond the promise, or not handed in or decided as first planned. While the
// owner has the ball, or days are excluded, the law's day is not known.
func (p *Plan) LightDates(m Matter) (red, yellow workcal.Date) {
	switch {
	case m.Dropped != nil || m.approved():
	case m.running():
		if !m.LawDue.IsZero() && (m.inHands() || m.Law == workcal.Red) {
			red = m.LawDue.AddDays(1)
		}
		yellow = m.Baseline.End.AddDays(1)
		if near := p.Cal.AddWorkdays(m.PromiseDue, -1).Date; m.inHands() && !near.IsZero() && near.Before(yellow) {
			yellow = near
		}
	case p.submittable(m):
		yellow = m.Baseline.Start.AddDays(1)
	}
	return red, yellow
}

// Light is a matter's light on a day; lists say the same by LightDates.
func (p *Plan) Light(m Matter, today workcal.Date) string {
	red, yellow := p.LightDates(m)
	switch {
	case m.Dropped != nil || m.approved():
		return workcal.Done
	case !red.IsZero() && !red.After(today):
		return workcal.Red
	case m.State == between.ApprovalSuspended:
		return workcal.Grey
	case !yellow.IsZero() && !yellow.After(today):
		return workcal.Yellow
	}
	return workcal.Green
}

// PhaseNow is the first stage with something left to approve; empty where all is done.
func (p *Plan) PhaseNow() process.Phase {
	for _, s := range p.Stages {
		for _, m := range p.Matters {
			if m.Phase == s.Phase && m.Dropped == nil && !m.approved() {
				return s.Phase
			}
		}
	}
	return ""
}

// Todos are what the owner must do now, in the plan's order.
func (p *Plan) Todos() []Todo {
	todos := []Todo{}
	if p.Status != Active {
		return todos
	}
	for _, m := range p.Matters {
		t := Todo{Matter: m.ID, Name: m.Name, Due: m.Target.Start}
		switch p.Standing(m) {
		case Ready:
			t.What = "submit"
		case Failed:
			t.What = "resubmit"
		case Standing(between.ApprovalSupplement):
			t.What, t.Due = "supplement", workcal.Date{}
			if m.Ball != nil {
				t.Due = m.Ball.Due
			}
		default:
			continue
		}
		todos = append(todos, t)
	}
	return todos
}

// Ball says who must move next: the authority whose promise runs out first, or
// the owner where nothing lies with an authority.
func (p *Plan) Ball() *casefile.Ball {
	if p.Status != Active {
		return nil
	}
	var next *casefile.Ball
	for _, m := range p.Matters {
		if b := p.BallOf(m); b != nil && Ahead(b, next) {
			next = b
		}
	}
	return next
}

// clocks are the plan's own deadlines that run or have run: the whole first, then
// the stages.
func (p *Plan) clocks(today workcal.Date) []casefile.ClockView {
	var out []casefile.ClockView
	add := func(key string, c workcal.Clock) {
		if !c.Start.IsZero() {
			out = append(out, casefile.ClockView{Key: key, Reading: c.Read(p.Cal, today)})
		}
	}
	add("total_promise", p.Total.Promise)
	add("total_law", p.Total.Law)
	for _, s := range p.Stages {
		add(string(s.Phase)+"_promise", s.Promise)
		add(string(s.Phase)+"_law", s.Law)
	}
	return out
}

// standing are the milestones that are reached now.
func (p *Plan) standing() []Reached {
	return slices.DeleteFunc(orEmpty(slices.Clone(p.Reached)), func(r Reached) bool { return !r.Undone.IsZero() })
}

func orEmpty[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}
