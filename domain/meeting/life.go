package meeting

import (
	"cmp"
	"slices"
	"strings"

	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/fault"
	"github.com/diaodu/diaodu/domain/org"
)

// step is one line of a life: in one of From, one of Who may Act, and the
// meeting is then To. An empty To stays. Deadlines are acts "ring/<name>".
type step struct {
	From []Status
	Act  string
	To   Status
	Who  []org.Role
}

// Life is the version a meeting is born with today.
const Life = 4

var (
	coordinator = []org.Role{org.Coordinator}
	chair       = []org.Role{org.Chair}
	leading     = []org.Role{org.Coordinator, org.Chair}
	system      = []org.Role{org.System}
	reviewer    = []org.Role{org.MinutesReviewer}
	departments = append([]org.Role{org.Coordinator}, org.DeptRoles...)
	everybody   = append([]org.Role{org.Coordinator, org.Chair, org.Leader, org.Supervisor, org.ServiceOfficer, org.TaskForceLead}, org.DeptRoles...)

	before = []Status{Draft, Collecting, Locked}
	upTo   = []Status{Draft, Collecting, Locked, InSession}
	after  = []Status{Closed, MinutesDraft, Reviewed, Signed, Issued}
	born   = []Status{Draft, Collecting, Locked, InSession, Closed, MinutesDraft, Reviewed, Signed, Issued, Cancelled, Postponed}
)

// lives holds every version of the life of a meeting. A meeting keeps the
// version it was born with, so old versions stay until their last meeting is
// done. No administrator appears here (R16). Version 2 lets an issue ask for its
// owner's slot, takes a slot back, and reminds the owners the day before. Version 3
// has the same table; a meeting called at short notice keeps its agenda open. Version 4
// lets an issue on the agenda say what was prepared anew.
var lives = map[int][]step{
	1: sinceOne,
	2: sinceTwo,
	3: sinceTwo,
	4: slices.Concat(sinceTwo, []step{{upTo, ActPrepare, "", system}}),
}

// sinceTwo is what versions from 2 on have in common.
var sinceTwo = slices.Concat(sinceOne, []step{
	{upTo, ActSetSlot, "", system},
	{upTo, ActClearSlot, "", append([]org.Role{org.System}, leading...)},
	{[]Status{Collecting, Locked}, "ring/owners", "", system},
})

// sinceOne is what every version has in common.
var sinceOne = []step{
	{[]Status{Unborn}, ActOpen, Draft, []org.Role{org.Coordinator, org.System}},
	{before, ActReschedule, "", leading},
	{[]Status{Postponed}, ActReschedule, Draft, leading},
	{before, ActPostpone, Postponed, leading},
	{[]Status{Draft, Collecting, Locked, Postponed}, ActCancel, Cancelled, leading},

	{[]Status{Draft}, ActCollect, Collecting, coordinator},
	{[]Status{Draft}, "ring/collect", Collecting, system},
	{[]Status{Draft, Collecting}, ActAddItem, "", []org.Role{org.Coordinator, org.Chair, org.System}},
	{[]Status{Locked, InSession}, ActAddItem, "", []org.Role{org.Chair, org.System}},
	{before, ActRemoveItem, "", []org.Role{org.Coordinator, org.Chair, org.System}},
	{[]Status{InSession, Postponed}, ActRemoveItem, "", system},
	{[]Status{Draft, Collecting}, ActReorder, "", leading},
	{[]Status{Locked}, ActReorder, "", chair},
	{upTo, ActSetSlot, "", leading},
	{before, ActPosition, "", departments},
	{before, ActTendency, "", coordinator},
	{upTo, ActMaterial, "", append([]org.Role{org.Chair, org.Owner}, departments...)},
	{[]Status{Collecting}, "ring/triage", "", system},
	{[]Status{Collecting}, ActLock, Locked, leading},
	{[]Status{Collecting}, "ring/lock", Locked, system},
	{[]Status{Locked}, ActUnlock, Collecting, chair},
	{[]Status{Locked}, "ring/materials", "", system},
	{[]Status{Locked}, "ring/not_held", "", system},

	{upTo, ActAttendees, "", coordinator},
	{upTo, ActUninvite, "", coordinator},
	{[]Status{Locked, InSession}, ActSignIn, "", everybody},
	{[]Status{Locked}, ActConvene, InSession, leading},
	{[]Status{InSession}, ActCall, "", leading},
	{[]Status{InSession}, ActSpeak, "", leading},
	{[]Status{InSession}, ActWaive, "", chair},
	{[]Status{InSession}, ActDecide, "", leading},
	{[]Status{InSession}, ActAmend, "", leading},
	{[]Status{InSession}, ActCarry, "", leading},
	{[]Status{InSession}, ActClose, Closed, leading},

	{[]Status{Closed}, ActDraft, MinutesDraft, coordinator},
	{[]Status{MinutesDraft}, ActEdit, "", []org.Role{org.Coordinator, org.MinutesReviewer}},
	{[]Status{MinutesDraft}, ActReview, Reviewed, reviewer},
	{[]Status{Reviewed}, ActReturn, MinutesDraft, []org.Role{org.MinutesReviewer, org.Chair}},
	{[]Status{Reviewed}, ActSign, Signed, chair},
	{[]Status{Signed}, ActIssue, Issued, coordinator},
	{[]Status{Closed, MinutesDraft, Reviewed, Signed}, "ring/minutes_soon", "", system},
	{[]Status{Closed, MinutesDraft, Reviewed, Signed}, "ring/minutes", "", system},
	{after, ActPropose, "", leading},
	{[]Status{Closed, MinutesDraft, Issued}, ActConsent, "", chair},
	{[]Status{Reviewed, Signed}, ActConsent, MinutesDraft, chair},
	{after, ActRefuse, "", chair},

	{append([]Status{InSession}, after...), ActHearTask, "", system},
	{append([]Status{Cancelled}, after...), "ring/carry", "", system},
	{[]Status{Issued}, "ring/archive", "", system},
	{born, casefile.ActTold, "", system},
	{born, casefile.ActRecalendar, "", system},
	{born, ActSettle, "", coordinator},
}

// steps is the life the meeting was born with, or will be born with.
func (m *Meeting) steps() []step {
	return lives[m.life()]
}

// life is the version the meeting goes by.
func (m *Meeting) life() int { return cmp.Or(m.Life, Life) }

// lookUp names the row of the table an order stands for: deadlines by their name.
func lookUp(o casefile.Order) string {
	if o.Act != casefile.ActRing {
		return o.Act
	}
	name, _, _ := strings.Cut(o.Key, "/")
	return casefile.ActRing + "/" + name
}

// allow finds the step an order takes. Unknown acts, wrong states and strangers
// are three different faults.
func (m *Meeting) allow(o casefile.Order) (step, error) {
	if judges[o.Act] == nil {
		return step{}, unknown(o.Act)
	}
	act, known, inState := lookUp(o), false, false
	for _, s := range m.steps() {
		if s.Act != act {
			continue
		}
		known = true
		if !slices.Contains(s.From, m.Status) {
			continue
		}
		inState = true
		if o.Meta.Actor.Has(s.Who...) {
			return s, nil
		}
	}
	switch {
	case !known:
		return step{}, unknown(o.Act)
	case !inState && !m.Born():
		return step{}, fault.New(fault.NotFound, "meeting.not_found", "meeting %s does not exist", m.ID)
	case !inState:
		f := fault.New(fault.Conflict, "meeting.wrong_state", "cannot %s a meeting that is %s", act, m.Status)
		return step{}, m.Beaten(f).With("status", string(m.Status)).With("act", o.Act)
	}
	return step{}, fault.New(fault.Forbidden, "meeting.forbidden", "%s may not %s", o.Meta.Actor.UserID, act).With("act", o.Act)
}

func unknown(act string) error {
	return fault.New(fault.Invalid, "meeting.unknown_act", "a meeting does not understand %q", act).On("act").With("act", act)
}

// Actions are the acts the actor may order now, in the table's order. Deadlines
// are nobody's to order.
func (m *Meeting) Actions(actor org.Actor) []string {
	acts := []string{}
	for _, s := range m.steps() {
		if slices.Contains(s.From, m.Status) && actor.Has(s.Who...) && judges[s.Act] != nil && !slices.Contains(acts, s.Act) {
			acts = append(acts, s.Act)
		}
	}
	return acts
}
