package meeting

import (
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/fault"
	"github.com/diaodu/diaodu/domain/org"
	"github.com/diaodu/diaodu/domain/workcal"
)

// maxEvent bounds what one act may carry, in bytes: long minutes and long
// decisions come in several acts, so that no act resends everything.
const maxEvent = 9000

// order is a command being judged: what is asked, when, and what it becomes.
type order struct {
	Command
	at      time.Time
	today   workcal.Date
	change  Change
	to      Status // where the table's To is not the whole answer
	notices []casefile.Notice
	series  *casefile.Series
}

// judges says, act by act, what an allowed order becomes or why it is refused.
// None of them changes the meeting.
var judges = map[string]func(*Meeting, *order) error{
	ActOpen: judgeOpen, ActReschedule: judgeReschedule, ActPostpone: judgePostpone, ActCancel: judgeCancel,
	ActCollect: judgeCollect, ActLock: judgeLock, ActUnlock: judgeUnlock,
	ActAddItem: judgeAddItem, ActRemoveItem: judgeRemoveItem, ActReorder: judgeReorder, ActSetSlot: judgeSetSlot, ActClearSlot: judgeClearSlot,
	ActPosition: judgePosition, ActTendency: judgeTendency, ActPrepare: judgePrepare, ActMaterial: judgeMaterial,
	ActAttendees: judgeAttendees, ActUninvite: judgeUninvite, ActSignIn: judgeSignIn, ActWaive: judgeWaive,
	ActConvene: judgeConvene, ActCall: judgeCall, ActSpeak: judgeSpeak,
	ActDecide: judgeDecide, ActCarry: judgeCarry, ActClose: judgeClose,
	ActDraft: judgeParts, ActEdit: judgeParts, ActReview: judgeReview, ActReturn: judgeReturn,
	ActSign: judgeSign, ActIssue: judgeIssue,
	ActAmend: judgeAmend, ActPropose: judgePropose, ActConsent: judgeConsent, ActRefuse: judgeRefuse,
	ActHearTask: judgeHearTask, ActSettle: judgeSettle,
	casefile.ActRing: judgeRing, casefile.ActTold: judgeTold, casefile.ActRecalendar: judgeRecalendar,
}

// Check refuses an order with a fault, or returns nil.
func (m *Meeting) Check(cmd Command, at time.Time) error {
	_, err := m.Decide(cmd, at)
	return err
}

// Decide judges an order and returns the event it becomes. The meeting itself
// does not change; folding the event does that.
func (m *Meeting) Decide(cmd Command, at time.Time) (casefile.Event, error) {
	s, err := m.allow(cmd.Order)
	if err != nil {
		return casefile.Event{}, err
	}
	if err := m.Expected(cmd.Meta); err != nil {
		return casefile.Event{}, err
	}
	o := &order{Command: cmd, at: at.UTC(), today: casefile.Today(at)}
	if err := judges[cmd.Act](m, o); err != nil {
		return casefile.Event{}, err
	}
	return m.event(s, o)
}

func (m *Meeting) event(s step, o *order) (casefile.Event, error) {
	data, err := json.Marshal(o.change)
	if err != nil {
		return casefile.Event{}, fmt.Errorf("write event of meeting %s: %w", m.ID, err)
	}
	if bulky := slices.Contains([]string{ActConvene, ActAddItem, ActPrepare, casefile.ActTold}, o.Act); len(data) > maxEvent && !bulky {
		return casefile.Event{}, fault.New(fault.Invalid, "meeting.too_much", "%d bytes in one act", len(data))
	}
	ev := m.Event(&o.Order, o.at, string(m.Status))
	if !m.Born() {
		ev.Life = m.life()
	}
	if s.To != "" {
		ev.To = string(s.To)
	}
	if o.to != "" {
		ev.To = string(o.to)
	}
	ev.Data, ev.Notices, ev.Series = data, o.notices, o.series
	return ev, nil
}

// Order makes the meeting's command out of a shared one.
func (m *Meeting) Order(o casefile.Order) Command { return Command{Order: o} }

func (o *order) actor() org.Actor { return o.Meta.Actor }

// person is the actor, as the meeting remembers people.
func (o *order) person() Person { return Person{UserID: o.actor().UserID, Name: o.actor().Name} }

// notify adds a notice to the event.
func (o *order) notify(code string, to []casefile.Audience, args ...casefile.Arg) {
	if len(to) > 0 {
		o.notices = append(o.notices, casefile.Notice{To: to, Code: code, Args: args})
	}
}

func arg(key, value string) casefile.Arg { return casefile.Arg{Key: key, Value: value} }

// who names everybody of a district role.
func who(roles ...org.Role) []casefile.Audience {
	var to []casefile.Audience
	for _, r := range roles {
		to = append(to, casefile.Audience{Role: string(r)})
	}
	return to
}

// named are the words every notice about the meeting begins with.
func (m *Meeting) named(more ...casefile.Arg) []casefile.Arg {
	return append([]casefile.Arg{arg("title", m.Title()), arg("date", m.Date.String()), arg("start", m.Start.String())}, more...)
}

// units are the units on the agenda and on the list of attendees, each once.
func (m *Meeting) units() []casefile.Audience {
	var to []casefile.Audience
	seen := map[string]bool{"": true}
	add := func(id string) {
		if !seen[id] {
			seen[id] = true
			to = append(to, casefile.Audience{OrgID: id})
		}
	}
	for _, a := range m.Attendees {
		add(a.Org.ID)
	}
	for i := range m.Items {
		add(m.unit(m.Items[i].Lead).ID)
		for _, co := range m.Items[i].Co {
			add(m.unit(co).ID)
		}
	}
	return to
}

// owners are the enterprises asked in, each once.
func (m *Meeting) owners() []casefile.Audience {
	var to []casefile.Audience
	seen := map[string]bool{"": true}
	for i := range m.Items {
		id := m.project(m.Items[i].Project).EnterpriseID
		if m.Items[i].To > 0 && !seen[id] {
			seen[id] = true
			to = append(to, casefile.Audience{EnterpriseID: id})
		}
	}
	return to
}
