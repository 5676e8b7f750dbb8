package approval

import (
	"slices"
	"time"

	"github.com/diaodu/diaodu/domain/between"
	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/org"
	"github.com/diaodu/diaodu/domain/process"
	"github.com/diaodu/diaodu/domain/workcal"
)

// View is an application as one reader may see it on one day.
type View struct {
	casefile.View
	Process     string                `json:"process"`
	Name        string                `json:"name"`
	Version     int                   `json:"version"`
	Matter      process.Matter        `json:"matter"`
	Project     between.ProjectRef    `json:"project"`
	Applicant   between.Applicant     `json:"applicant"`
	Submitted   between.Submitter     `json:"submitted"`
	PlanID      string                `json:"plan_id,omitempty"`
	Parent      string                `json:"parent,omitempty"`
	State       between.ApprovalState `json:"state"`
	Form        []process.Field       `json:"form"`
	Fields      []FieldView           `json:"fields"`
	Materials   []MaterialView        `json:"materials"`
	Steps       []StepView            `json:"steps"`
	Seats       []SeatActs            `json:"my_seats"`
	Others      []OtherSeat           `json:"other_seats,omitempty"`
	Settles     []int                 `json:"settles,omitempty"` // numbers of the objections the reader may settle
	Stops       []Stop                `json:"stops,omitempty"`
	Supplements []Supplement          `json:"supplements,omitempty"`
	Consults    []Consult             `json:"consults,omitempty"`
	Copies      []Copy                `json:"copies,omitempty"`
	Objections  []Objection           `json:"objections,omitempty"`
	Word        *Word                 `json:"word,omitempty"`
	Extended    *Extended             `json:"extended,omitempty"`
	End         *End                  `json:"end,omitempty"`
	Next        []Foreseen            `json:"next,omitempty"`
	Refusals    []Refusal             `json:"refusals,omitempty"`
	Rules       process.Rules         `json:"rules"`
	Limits      process.Limits        `json:"limits"`
}

// FieldView is one field of the form as the reader may use it.
type FieldView struct {
	Key      string `json:"key"`
	Title    string `json:"title"`
	Type     string `json:"type"`
	Write    bool   `json:"write,omitempty"`
	Required bool   `json:"required,omitempty"`
}

// MaterialView is one material with what the definition says of it.
type MaterialView struct {
	Material
	Name       string `json:"name"`
	Required   bool   `json:"required,omitempty"` // as the form stands now
	When       string `json:"when,omitempty"`     // the condition on which it is needed
	Deferrable bool   `json:"deferrable,omitempty"`
	Commit     bool   `json:"commit,omitempty"`
	Note       string `json:"note,omitempty"`
}

// StepView is one opening of a step, for the timeline and the picture.
type StepView struct {
	N        int              `json:"n"`
	Step     string           `json:"step"`
	Name     string           `json:"name"`
	Kind     process.Kind     `json:"kind"`
	Item     string           `json:"item,omitempty"`
	Round    int              `json:"round"`
	Open     bool             `json:"open"`
	Outcome  string           `json:"outcome,omitempty"`
	Mode     process.Mode     `json:"mode,omitempty"`
	Rule     *process.Ballot  `json:"rule,omitempty"`   // of a vote, shown to whoever signs (B-7)
	Sealed   bool             `json:"sealed,omitempty"` // nobody sees the others' votes yet
	OpenedAt time.Time        `json:"opened_at"`
	EndedAt  time.Time        `json:"ended_at,omitzero"`
	Until    time.Time        `json:"until,omitzero"`
	Clock    *workcal.Reading `json:"clock,omitempty"`
	Promise  *workcal.Reading `json:"promise,omitempty"`
	Seats    []Seat           `json:"seats,omitempty"`
	Visits   []Visit          `json:"visits,omitempty"`
	Calls    []SubCase        `json:"calls,omitempty"`
}

// SeatActs is one seat of the reader's and what they may do on it now.
type SeatActs struct {
	Seat     string            `json:"seat"`
	Run      int               `json:"run"`
	Step     string            `json:"step"`
	Name     string            `json:"name"`
	Round    int               `json:"round"`
	Accepts  bool              `json:"accepts,omitempty"` // its stage is acceptance 受理
	Acts     []string          `json:"acts"`
	Outcomes []process.Outcome `json:"outcomes,omitempty"`
	ReturnTo []StepRef         `json:"return_to,omitempty"`
	Resume   string            `json:"resume,omitempty"`
	Opinion  string            `json:"opinion"` // when words are required
	Write    []string          `json:"write,omitempty"`
	Required []string          `json:"required,omitempty"`
	Rule     string            `json:"rule,omitempty"` // what a rejection leads to
	// Choose is whose people the seat must name when it approves.
	Choose []ToChoose `json:"choose,omitempty"`
}

// StepRef names a step.
type StepRef struct {
	Step string `json:"step"`
	Name string `json:"name"`
}

// See shows the application to an actor. The store has checked that they may see it.
func (a *Approval) See(actor org.Actor, at time.Time) View {
	today := casefile.Today(at)
	g := a.Graph()
	v := View{
		View: a.ViewOf(string(a.Status), a.Actions(actor, at)), Process: a.Def.Code, Name: a.Def.Name, Version: a.Def.Version,
		Matter: a.Def.Matter, Project: a.Birth.Project, Applicant: a.Birth.Applicant, Submitted: a.Birth.Submitted,
		PlanID: a.Birth.PlanID, Parent: a.Birth.Parent, State: a.State(), Stops: a.stopsOn(today), Supplements: a.Supplements,
		Consults: a.Consults, Copies: a.Copies, Objections: a.Objections, Word: a.Word, Extended: a.Extended, End: a.End,
		Rules: a.Def.Rules, Limits: a.Def.Limits,
	}
	v.Ball, v.View.Clocks = a.Ball(today), a.Clocks(today)
	own := a.applicant(actor)
	if a.keeps(actor) {
		v.Refusals = a.Refusals
	}
	v.Seats = a.seatActs(actor, at, g)
	v.Others, v.Settles = a.otherSeats(actor, at), a.settles(actor, at)
	hidden := a.hiddenFrom(actor, g)
	for _, f := range a.Form {
		if !slices.Contains(hidden, f.Key) {
			v.Form = append(v.Form, f)
		}
	}
	v.Fields = a.fieldViews(v.Seats, hidden)
	v.Materials = a.materialViews(actor, g)
	for i := range a.Runs {
		v.Steps = append(v.Steps, a.stepView(&a.Runs[i], actor, own, today, g))
	}
	v.Next = a.Foresee(at)
	return v
}

// hiddenFrom lists the fields that every stage the reader sits at hides from
// them. Who sits nowhere sees what those see who asked them or sit there for
// their unit; else, as the applicant, everything.
func (a *Approval) hiddenFrom(actor org.Actor, g *process.Graph) []string {
	if a.applicant(actor) || casefile.SeesAll(actor) {
		return nil
	}
	for _, sits := range []func(*Seat) bool{
		func(s *Seat) bool { return a.mine(s, actor) || s.inPost(actor) || s.lentOn(actor) >= 0 },
		func(s *Seat) bool {
			return slices.ContainsFunc(a.Consults, func(c Consult) bool { return c.Seat == s.ID && is(actor, c.Of.UserID) })
		},
		func(s *Seat) bool { return actor.ActsFor(s.Org.ID) },
	} {
		if hidden, some := a.hiddenAt(sits, g); some {
			return hidden
		}
	}
	return nil
}

// hiddenAt lists the fields that every stage with such a seat hides, and whether
// there is one.
func (a *Approval) hiddenAt(sits func(*Seat) bool, g *process.Graph) (hidden []string, some bool) {
	for i := range a.Seats {
		s := &a.Seats[i]
		n, ok := g.Node(a.run(s.Run).Step)
		if !ok || n.Stage == nil || !sits(s) {
			continue
		}
		if !some {
			hidden, some = slices.Clone(n.Stage.Fields.Hidden), true
			continue
		}
		hidden = slices.DeleteFunc(hidden, func(k string) bool { return !slices.Contains(n.Stage.Fields.Hidden, k) })
	}
	return hidden, some
}

func (a *Approval) fieldViews(seats []SeatActs, hidden []string) []FieldView {
	views := []FieldView{}
	for _, f := range a.Def.Fields() {
		if slices.Contains(hidden, f.Key) {
			continue
		}
		v := FieldView{Key: f.Key, Title: f.Title, Type: f.Type}
		for _, s := range seats {
			v.Write = v.Write || slices.Contains(s.Write, f.Key) || slices.Contains(s.Required, f.Key)
			v.Required = v.Required || slices.Contains(s.Required, f.Key)
		}
		views = append(views, v)
	}
	return views
}

// materialViews are the materials a reader may see: a department sees those meant
// for its stages (B-2).
func (a *Approval) materialViews(actor org.Actor, g *process.Graph) []MaterialView {
	views := []MaterialView{}
	all := a.applicant(actor) || casefile.SeesAll(actor) || actor.ActsFor(a.Def.Matter.Authority)
	for _, m := range a.Def.Material {
		row := a.material(m.ID)
		if row == nil || !all && !a.meantFor(m, actor, g) {
			continue
		}
		need, err := (&draft{a: a, g: g}).needed(m)
		need = need || err != nil && m.Required // a condition that cannot be asked excuses nobody
		views = append(views, MaterialView{Material: *row, Name: m.Name, Required: need, When: m.When, Deferrable: m.Deferrable, Commit: m.Commit, Note: m.Note})
	}
	return views
}

func (a *Approval) meantFor(m process.Material, actor org.Actor, _ *process.Graph) bool {
	if len(m.For) == 0 {
		return true
	}
	for i := range a.Seats {
		s := &a.Seats[i]
		if slices.Contains(m.For, a.run(s.Run).Step) && (a.mine(s, actor) || s.inPost(actor) || s.lentOn(actor) >= 0) {
			return true
		}
	}
	return false
}

func (a *Approval) stepView(r *Run, actor org.Actor, own bool, today workcal.Date, g *process.Graph) StepView {
	v := StepView{
		N: r.N, Step: r.Step, Name: r.Step, Item: r.Item, Round: r.Round, Open: r.Open, Outcome: r.Outcome,
		OpenedAt: r.OpenedAt, EndedAt: r.EndedAt, Until: r.Until, Visits: r.Visits, Calls: r.Calls,
	}
	if n, ok := g.Node(r.Step); ok {
		v.Kind = n.Kind
		if n.Name != "" {
			v.Name = n.Name
		}
		if n.Stage != nil {
			d := &draft{a: a, g: g}
			if v.Mode = d.mode(n.Stage, r.N); v.Mode == process.Vote {
				v.Rule, v.Sealed = &n.Stage.Ballot, n.Stage.Sight == "sealed" && r.Open
			}
			for _, s := range a.seated(r.N) {
				v.Seats = append(v.Seats, shownSeat(*s, n.Stage, r.Open, own, a.mine(s, actor)))
			}
		}
	}
	if !r.Clock.Start.IsZero() {
		c := r.Clock.Read(a.Cal, today)
		v.Clock = &c
	}
	if !r.Promise.Start.IsZero() {
		c := r.Promise.Read(a.Cal, today)
		v.Promise = &c
	}
	return v
}

// shownSeat hides a sealed vote until the stage has decided, and from the
// applicant who inside a unit has what in hand.
func shownSeat(s Seat, st *process.Stage, open, own, mine bool) Seat {
	s.Hash = ""
	if st.Sight == "sealed" && open && !mine && s.State.Decided() {
		s.State, s.By, s.At, s.Seq, s.Out = Open, Person{}, time.Time{}, 0, ""
	}
	if own && !s.Owner {
		s.Chain, s.Stack, s.Helped = nil, nil, nil
	}
	return s
}

// returnTargets are the steps that a stage may be returned to now.
func (a *Approval) returnTargets(from int, st *process.Stage, g *process.Graph) []StepRef {
	var refs []StepRef
	if st.Return.Never {
		return nil
	}
	d := &draft{a: a, g: g}
	for _, id := range g.IDs() {
		n, _ := g.Node(id)
		if n.Stage == nil || id == a.run(from).Step {
			continue
		}
		t := d.lastOpening(id, from)
		if t == nil || t.Outcome == Skipped {
			continue
		}
		if _, err := d.scope(from, t.N); err != nil {
			continue
		}
		if d.mayReturn(st, from, id) {
			refs = append(refs, StepRef{Step: id, Name: n.Name})
		}
	}
	if allows(st.Return.To, ToStarter) {
		refs = append(refs, StepRef{Step: ToStarter})
	}
	return refs
}
