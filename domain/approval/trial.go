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

// Trial 试运行 tries a definition on sample data before it is published: with
// people made up for every post, everybody approving unless the script says
// otherwise. It is judged by the very rules that judge real applications.
type Trial struct {
	Definition process.Definition   `json:"definition"`
	Form       []process.Field      `json:"form,omitempty"`
	Facts      process.ProjectFacts `json:"project,omitzero"`
	Script     []TrialAct           `json:"script,omitempty"`
	// Empty lists posts ("role@unit") that nobody holds, to see what happens then.
	Empty []string `json:"empty,omitempty"`
	// Pace is how many workdays each act takes; 0 does everything on one day.
	Pace int       `json:"pace,omitempty"`
	At   time.Time `json:"at"`
}

// TrialAct says what happens the first time a step waits, instead of approval.
type TrialAct struct {
	Step string `json:"step"`
	Act  string `json:"act"` // "wait" lets the step's clock run out
	Form
}

// TrialLine is one thing that happened.
type TrialLine struct {
	On     workcal.Date `json:"on"`
	Act    string       `json:"act"`
	Step   string       `json:"step,omitempty"`
	Name   string       `json:"name,omitempty"`
	By     string       `json:"by,omitempty"`
	Opened []string     `json:"opened,omitempty"` // names of the steps it opened
	Status Status       `json:"status"`
}

// Tried is how a trial went.
type Tried struct {
	Lines  []TrialLine          `json:"lines"`
	Status Status               `json:"status"`
	Stuck  *fault.Fault         `json:"stuck,omitempty"` // why it went no further
	Held   []string             `json:"held,omitempty"`  // steps where nobody was found
	Clocks []casefile.ClockView `json:"clocks,omitempty"`
	Unused []TrialAct           `json:"unused,omitempty"` // of the script: the step never waited
	State  *Approval            `json:"-"`
}

// trialSteps bounds a trial.
const trialSteps = 300

type trial struct {
	Trial
	a     *Approval
	now   time.Time
	out   Tried
	n     int
	empty map[string]bool
}

// Try runs a trial with a calendar. The definition must have passed Check.
func Try(in Trial, cal workcal.Calendar) Tried {
	t := &trial{Trial: in, a: &Approval{}, now: in.At, empty: map[string]bool{}}
	for _, key := range in.Empty {
		t.empty[key] = true
	}
	t.a.ID, t.a.Kind, t.a.Cal = "trial", casefile.Approval, cal
	if err := t.submit(); err != nil {
		t.out.Stuck = fault.Of(err)
	}
	for range trialSteps {
		if t.out.Stuck != nil || !t.a.Status.Live() || !t.step() {
			break
		}
	}
	t.out.Status, t.out.Unused, t.out.State = t.a.Status, t.Script, t.a
	t.out.Clocks = t.a.Clocks(casefile.Today(t.now))
	return t.out
}

var trialOwner = org.Actor{UserID: "trial-owner", Name: "试运行申请人", EnterpriseID: "trial", Roles: []org.Role{org.Owner}}

func (t *trial) submit() error {
	b := &between.ApprovalBirth{
		ApprovalID: t.a.ID, Definition: t.Definition, Facts: t.Facts, Form: t.Form,
		Applicant: between.Applicant{UserID: trialOwner.UserID, Name: trialOwner.Name, EnterpriseID: trialOwner.EnterpriseID},
		Submitted: between.Submitter{UserID: trialOwner.UserID, Name: trialOwner.Name, At: t.now},
		Item:      between.Unit{ID: "item", Name: "某单位"}, // for a process that is called once for each unit
	}
	for _, m := range t.Definition.Material {
		b.Materials = append(b.Materials, between.GivenMaterial{ID: m.ID, Files: []casefile.Attachment{{FileID: m.ID, Name: m.Name}}})
	}
	return t.do(trialOwner, "", ActSubmit, Form{Birth: b, Roster: t.find(AsksOf(b))})
}

// find makes people up: one for each post that is not said to be empty.
func (t *trial) find(asks []Ask) []Found {
	found := make([]Found, 0, len(asks))
	for _, q := range asks {
		f := Found{Key: q.Key, At: t.now}
		if q.Org != "" {
			f.Org = between.Unit{ID: q.Org, Name: q.Org}
		}
		switch {
		case t.empty[q.Key]:
		case q.User != "":
			f.People = []Person{{UserID: q.User, Name: q.User}}
		default:
			f.People = []Person{{UserID: q.Key, Name: q.Key, OrgID: q.Org, OrgName: q.Org}}
		}
		found = append(found, f)
	}
	return found
}

// do orders an act, and answers what the case asks and owes.
func (t *trial) do(who org.Actor, step, act string, f Form) error {
	t.n++
	cmd := Command{Order: casefile.Order{Act: act, Meta: casefile.Meta{RequestID: fmt.Sprint(t.n), Actor: who}}, Form: f}
	return t.order(cmd, step)
}

func (t *trial) order(cmd Command, step string) error {
	known := len(t.a.Runs)
	ev, err := t.a.Decide(cmd, t.now)
	if err != nil {
		return err
	}
	if err := t.a.Apply(ev); err != nil {
		return err
	}
	g := t.a.Graph()
	line := TrialLine{On: casefile.Today(t.now), Act: cmd.Act, Step: step, By: cmd.Meta.Actor.Name, Status: t.a.Status}
	if n, ok := g.Node(step); ok {
		line.Name = n.Name
	}
	for _, r := range t.a.Runs[known:] {
		if n, ok := g.Node(r.Step); ok && r.Outcome != Skipped && !n.Kind.Block() {
			name := n.Name
			if name == "" {
				name = r.Step
			}
			line.Opened = append(line.Opened, name)
		}
	}
	if cmd.Act != casefile.ActTold || len(line.Opened) > 0 {
		t.out.Lines = append(t.out.Lines, line)
	}
	return t.answer()
}

func (t *trial) answer() error {
	if len(t.a.Owed) == 0 {
		return nil
	}
	var told []casefile.Told
	var ends []SubCase
	for _, e := range t.a.Owed {
		x := casefile.Told{Key: e.Key, Kind: e.Kind, CaseID: e.CaseID, Act: e.Act}
		if e.Kind == casefile.Directory {
			raw, err := t.found(e.Command)
			if err != nil {
				return err
			}
			x.Found = raw
		}
		if e.Kind == casefile.Approval && e.Act == ActSubmit {
			ends = append(ends, SubCase{CaseID: e.CaseID, Outcome: Pass})
		}
		told = append(told, x)
	}
	t.n++
	err := t.order(Command{Order: casefile.Order{Act: casefile.ActTold, Told: told, Meta: casefile.Meta{RequestID: fmt.Sprint(t.n), Actor: org.Clock}}}, "")
	for i := range ends {
		if err == nil && t.a.Status.Live() {
			err = t.do(org.Clock, "", ActSubEnded, Form{Sub: &ends[i]})
		}
	}
	return err
}

// step lets the first thing that waits happen; false where nothing waits.
func (t *trial) step() bool {
	if t.Pace > 0 {
		if err := t.pass(t.a.Cal.AddWorkdays(casefile.Today(t.now), t.Pace).Date.At(10, 0)); err != nil {
			t.out.Stuck = fault.Of(err)
			return false
		}
	}
	if !t.a.Status.Live() {
		return false
	}
	err := t.next()
	if err != nil {
		t.out.Stuck = fault.Of(err)
		if t.out.Stuck == nil {
			t.out.Stuck = fault.New(fault.Conflict, "approval.condition", "%v", err).With("condition", err.Error())
		}
	}
	return err == nil
}

// next does what waits first.
func (t *trial) next() error {
	if t.a.Status == Waiting {
		if s := t.a.Supplements[len(t.a.Supplements)-1]; s.Answered.IsZero() {
			return t.do(trialOwner, "", ActSupply, Form{Opinion: "试运行"})
		}
		return t.do(t.sitter(t.a.seated(t.a.Supplements[len(t.a.Supplements)-1].Run)[0]), "", ActTakeIn, Form{})
	}
	g := t.a.Graph()
	for i := range t.a.Runs {
		r := t.a.Runs[i]
		n, ok := g.Node(r.Step)
		switch {
		case !r.Open || ok && n.Kind.Block():
		case r.Step == ToStarter:
			return t.do(trialOwner, r.Step, ActResubmit, Form{})
		case n.Kind == process.KindNotice:
			return t.pass(r.Until)
		case n.Kind == process.KindWait:
			return t.do(org.Clock, r.Step, ActCallback, Form{Outcome: Pass, N: r.N})
		case n.Kind == process.KindStage:
			if done, err := t.decide(r, n.Stage); done || err != nil {
				return err
			}
		}
	}
	return fault.New(fault.Conflict, "approval.nothing_waits", "nobody can go on")
}

// decide lets a seat of a stage decide, by the script or by approving.
func (t *trial) decide(r Run, st *process.Stage) (bool, error) {
	if i := slices.IndexFunc(t.Script, func(x TrialAct) bool { return x.Step == r.Step }); i >= 0 {
		x := t.Script[i]
		t.Script = slices.Delete(slices.Clone(t.Script), i, i+1)
		if x.Act == "wait" {
			return true, t.pass(t.a.Wake().At)
		}
		return true, t.act(r, x.Act, x.Form)
	}
	for _, s := range t.a.seated(r.N) {
		switch s.State {
		case Held:
			if !slices.Contains(t.out.Held, r.Step) {
				t.out.Held = append(t.out.Held, r.Step)
			}
			keeper := org.Actor{UserID: "trial-keeper", Name: "流程管理员", Roles: []org.Role{org.Coordinator}}
			return true, t.do(keeper, r.Step, ActAppoint, Form{Seat: s.ID, Reason: "试运行", People: []Person{{UserID: "appointed-" + s.ID, Name: "指定办理人", OrgID: s.Org.ID}}})
		case Open:
			if st.Visit && len(t.a.run(r.N).Visits) == 0 {
				if err := t.do(t.sitter(s), r.Step, ActVisit, Form{Seat: s.ID, Date: casefile.Today(t.now), Place: "试运行"}); err != nil {
					return true, err
				}
			}
			if st.Visit {
				if err := t.do(t.sitter(s), r.Step, ActFinding, Form{Seat: s.ID, Pass: true, Opinion: "试运行"}); err != nil {
					return true, err
				}
			}
			return true, t.do(t.sitter(s), r.Step, ActApprove, Form{Seat: s.ID, Opinion: "试运行", Chosen: t.choose(r.Step)})
		}
	}
	return false, nil
}

// choose makes up the people that a step's decider has to choose.
func (t *trial) choose(step string) []between.ChosenPeople {
	var chosen []between.ChosenPeople
	for _, x := range t.a.ToChoose(step) {
		c := between.ChosenPeople{Step: x.Step}
		for i := range x.Least {
			c.Users = append(c.Users, fmt.Sprintf("%s-%d", x.Step, i+1))
		}
		chosen = append(chosen, c)
	}
	return chosen
}

// act gives a scripted order on the stage's first open seat.
func (t *trial) act(r Run, act string, f Form) error {
	for _, s := range t.a.seated(r.N) {
		if s.State == Open {
			if f.Opinion == "" {
				f.Opinion = "试运行"
			}
			f.Seat = s.ID
			return t.do(t.sitter(s), r.Step, act, f)
		}
	}
	return fault.New(fault.Conflict, "approval.no_open_seat", "no open seat at %s", r.Step)
}

// sitter is somebody who may work on a seat.
func (t *trial) sitter(s *Seat) org.Actor {
	switch {
	case s.Owner:
		return trialOwner
	case s.holder().UserID != "":
		p := s.holder()
		return org.Actor{UserID: p.UserID, Name: p.Name, OrgID: s.Org.ID, OrgName: s.Org.Name, Roles: roleOf(s)}
	}
	key := postAsk(s.Role, s.Org.ID).Key
	return org.Actor{UserID: key, Name: key, OrgID: s.Org.ID, OrgName: s.Org.Name, Roles: roleOf(s)}
}

func roleOf(s *Seat) []org.Role {
	if s.Role == "" {
		return nil
	}
	return []org.Role{s.Role}
}

// pass lets time go by, ringing on the way.
func (t *trial) pass(to time.Time) error {
	for range trialSteps {
		w := t.a.Wake()
		if w.At.IsZero() || w.At.After(to) {
			break
		}
		if w.At.After(t.now) {
			t.now = w.At
		}
		t.n++
		cmd := Command{Order: casefile.Order{Act: casefile.ActRing, Key: w.Key, Meta: casefile.Meta{RequestID: fmt.Sprint(t.n), Actor: org.Clock}}}
		if err := t.order(cmd, ""); err != nil {
			return err
		}
	}
	if to.After(t.now) {
		t.now = to
	}
	return nil
}

// found answers the questions of a stage.
func (t *trial) found(command json.RawMessage) (json.RawMessage, error) {
	var q Asks
	if err := json.Unmarshal(command, &q); err != nil {
		return nil, fmt.Errorf("trial: %w", err)
	}
	return json.Marshal(t.find(q.Asks))
}
