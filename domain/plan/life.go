package plan

import (
	"cmp"
	"slices"

	"github.com/diaodu/diaodu/domain/between"
	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/fault"
	"github.com/diaodu/diaodu/domain/life"
	"github.com/diaodu/diaodu/domain/org"
)

// Who is a place a person can have towards one plan.
type Who string

const (
	Owner   Who = "owner"       // the project's owner
	Window  Who = "window"      // works for the window 综合窗口
	Unit    Who = "unit"        // works for a stage's lead unit or a matter's authority
	Officer Who = "officer"     // 服务专员
	Coord   Who = "coordinator" // 统筹协调人员
	Super   Who = "supervisor"  // 督查室
	Leader  Who = "leader"      // 分管/包联领导
	Chair   Who = "chair"       // 区级主要领导
	System  Who = "system"      // the clock and other cases
)

// whos lists every place, in a fixed order.
var whos = []Who{Owner, Window, Unit, Officer, Coord, Super, Leader, Chair, System}

type step = life.Step[Status, Who]

const unborn Status = ""

// Life is the version new plans are born with. Since version 2 a milestone whose
// approval is voided is taken back; before, it stayed told.
const Life = 2

var open = []Status{Active, Held}

// lives holds every version of the life of a plan. A plan keeps the version it
// was born with; a shipped version is never edited (testdata/lives.golden).
var lives = life.Lives[Status, Who]{1: first, 2: first}

var first = slices.Concat(
	life.Steps([]Status{unborn}, ActDraw, Active, Coord, Window, Officer),
	life.Steps([]Status{Active, Completed}, ActAdd, Active, Coord, Window),
	life.Steps([]Status{Active}, ActDrop, "", Coord, Window), // completed where it was the last one open
	life.Steps([]Status{Active}, ActReschedule, "", Coord, Window),
	life.Steps([]Status{Active}, ActSubmit, "", Owner, Window, Officer),
	life.Steps([]Status{Active, Held}, ActBlock, "", Owner, Window, Unit, Officer, Coord),
	life.Steps([]Status{Active, Held}, ActUnblock, "", Window, Unit, Officer, Coord),
	life.Steps([]Status{Active}, ActHold, Held, Coord, Leader, Chair),
	life.Steps([]Status{Held}, ActResume, Active, Coord, Leader, Chair),
	life.Steps(open, ActClose, Closed, Coord),
	life.Steps(Statuses, ActNote, "", Window, Unit, Officer, Coord, Super, Leader, Chair),
	life.Steps(Statuses, ActPublish, "", Window, Coord),

	life.Steps(Statuses, ActMoved, "", System), // completed by the last approval, active again when one is voided
	life.Steps(Statuses, ActHear, "", System),
	life.Steps(Statuses, casefile.ActRing, "", System),
	life.Steps(Statuses, casefile.ActTold, "", System),
	life.Steps(Statuses, casefile.ActRecalendar, "", System),
)

// is tells whether the actor has that place towards this plan. An administrator
// has none, whatever else they are (R16).
func (p *Plan) is(a org.Actor, who Who) bool {
	if a.Has(org.Admin) {
		return false
	}
	switch who {
	case Owner:
		return a.Has(org.Owner) && a.EnterpriseID != "" && a.EnterpriseID == p.Project.EnterpriseID
	case Window:
		return a.ActsFor(p.Window.ID)
	case Unit:
		return slices.ContainsFunc(p.units(), func(u between.Unit) bool { return a.ActsFor(u.ID) })
	case Officer:
		return a.Has(org.ServiceOfficer)
	case Coord:
		return a.Has(org.Coordinator)
	case Super:
		return a.Has(org.Supervisor)
	case Leader:
		return a.Has(org.Leader)
	case Chair:
		return a.Has(org.Chair)
	case System:
		return a.Has(org.System)
	}
	return false
}

// SeenBy tells whether the actor may see the plan at all.
func (p *Plan) SeenBy(a org.Actor) bool {
	if a.Has(org.Owner) {
		return p.is(a, Owner)
	}
	return a.Has(org.Leader, org.ServiceOfficer) || casefile.Sees(a, p.Parties())
}

// rule finds the step of an act in the present status, and refuses the act
// where there is none or the actor has no part in it. At birth the window is
// the one the drawing names.
func (p *Plan) rule(cmd Command) (step, error) {
	act, a := cmd.Act, cmd.Meta.Actor
	as := p
	if !p.Born() && cmd.Draw != nil {
		as = &Plan{Window: cmd.Draw.Window}
	}
	s, found := lives.Find(cmp.Or(p.Life, Life), p.Status, act, func(w Who) bool { return as.is(a, w) })
	switch found {
	case life.Yours:
		return s, nil
	case life.Theirs:
		return s, fault.New(fault.Forbidden, "plan.not_yours", "%s may not %s this plan", a.UserID, act).With("act", act)
	case life.Unknown:
		return step{}, fault.New(fault.Invalid, "plan.unknown_act", "no act %q", act).On("act")
	}
	if !p.Born() {
		return step{}, fault.New(fault.NotFound, "plan.not_found", "no plan %s", p.ID)
	}
	return step{}, p.Beaten(fault.New(fault.Conflict, "plan.wrong_state", "cannot %s a plan that is %s", act, p.Status).
		With("status", string(p.Status)).With("act", act))
}

// Actions lists the acts the actor may order now, in the life's order. Acts of
// the system are never among them.
func (p *Plan) Actions(a org.Actor) []string {
	acts := []string{}
	for _, s := range lives[max(p.Life, 1)] {
		may := slices.ContainsFunc(s.Who, func(w Who) bool { return w != System && p.is(a, w) })
		if s.From == p.Status && may && p.ready(s.Act) == nil {
			acts = append(acts, s.Act)
		}
	}
	return acts
}

// ready refuses an act that the present facts do not allow, whatever its
// fields. What it refuses is not offered as an action either.
func (p *Plan) ready(act string) error {
	switch act {
	case ActSubmit:
		if !slices.ContainsFunc(p.Matters, p.submittable) {
			return p.conflict("plan.nothing_ready", "no matter can be handed in now")
		}
	case ActUnblock:
		if !slices.ContainsFunc(p.Blocks, func(b Block) bool { return b.Ended.IsZero() }) {
			return p.conflict("plan.not_blocked", "nothing blocks the plan")
		}
	case ActClose:
		if running := p.names(func(m Matter) bool { return m.running() }); running != "" {
			return p.conflict("plan.approvals_open", "approvals are open").With("matters", running)
		}
	}
	return nil
}

func (p *Plan) conflict(code, text string) *fault.Fault {
	return fault.New(fault.Conflict, code, "%s", text).With("status", string(p.Status))
}
