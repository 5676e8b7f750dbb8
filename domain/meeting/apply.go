package meeting

import (
	"slices"
	"strings"

	"github.com/diaodu/diaodu/domain/between"
	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/workcal"
)

// Apply folds one event: a function of the state and the event alone.
func (m *Meeting) Apply(ev casefile.Event) error {
	c, err := ReadChange(ev)
	if err != nil {
		return err
	}
	if err := m.Take(ev); err != nil {
		return err
	}
	m.ID, m.Kind, m.Status = ev.CaseID, casefile.Meeting, Status(ev.To)
	if fold := folds[ev.Act]; fold != nil {
		return fold(m, ev, &c)
	}
	return nil
}

// folds change the state, act by act. Acts that only change the status have none.
var folds = map[string]func(*Meeting, casefile.Event, *Change) error{
	ActOpen: foldOpen, ActReschedule: foldReschedule, ActCancel: foldCancel, ActUnlock: foldCutoffs,
	ActAddItem: foldAddItem, ActRemoveItem: foldRemoveItem, ActReorder: foldReorder, ActSetSlot: foldSetSlot, ActClearSlot: foldClearSlot,
	ActPosition: onItem(func(it *Item, _ *Change) { it.Positions++ }),
	ActTendency: onItem(func(it *Item, _ *Change) { it.Tendency = true }),
	ActPrepare: onItem(func(it *Item, c *Change) {
		it.Positions, it.Tendency = max(it.Positions, len(c.Prepared.Positions)), it.Tendency || c.Prepared.Tendency != ""
	}),
	ActMaterial: onItem(func(it *Item, c *Change) {
		if c.Late {
			it.LateFiles++
		}
	}),
	ActAttendees: foldAttendees, ActUninvite: foldUninvite, ActSignIn: foldSignIn,
	ActWaive:   onItem(func(it *Item, _ *Change) { it.Waived = true }),
	ActConvene: foldConvene, ActCall: foldCall,
	ActSpeak:  onItem(func(it *Item, _ *Change) { it.Spoke = true }),
	ActDecide: foldDecide, ActCarry: foldCarry, ActClose: foldClose,
	ActDraft: foldParts, ActEdit: foldParts, ActReview: foldReview, ActReturn: foldReturn, ActSign: foldSign, ActIssue: foldIssue,
	ActAmend: foldConsent, ActPropose: foldPropose, ActConsent: foldConsent, ActRefuse: foldRefuse,
	ActHearTask: foldHearTask, ActSettle: foldSettle,
	casefile.ActRing: foldRing, casefile.ActTold: foldTold, casefile.ActRecalendar: foldRecalendar,
}

// onItem folds what touches one item.
func onItem(do func(*Item, *Change)) func(*Meeting, casefile.Event, *Change) error {
	return func(m *Meeting, _ casefile.Event, c *Change) error {
		if it := m.item(c.ItemID); it != nil {
			do(it, c)
		}
		return nil
	}
}

func foldOpen(m *Meeting, ev casefile.Event, c *Change) error {
	p := c.Plan
	m.Series, m.Period, m.Extra, m.Forum, m.Name, m.Chair = p.Series, p.Period, p.Extra, p.Forum, p.Name, p.Chair
	m.Cal = *c.Calendar
	return foldReschedule(m, ev, c)
}

func foldReschedule(m *Meeting, ev casefile.Event, c *Change) error {
	m.Date, m.Wanted, m.Cutoffs, m.Fixed = c.Plan.Date, c.Wanted, *c.Cutoffs, c.Plan.Cutoffs
	m.Start, m.Budget, m.Place = c.Plan.Start, c.Plan.Minutes, c.Plan.Place
	m.Round++
	m.agendaOpened(ev)
	return nil
}

func foldCutoffs(m *Meeting, ev casefile.Event, c *Change) error {
	m.agendaOpened(ev)
	m.Cutoffs, m.Fixed.Lock = *c.Cutoffs, c.Cutoffs.Lock
	return nil
}

// agendaOpened remembers since when the agenda is open as planned; meetings born
// before version 3 lock at their beginning in any case.
func (m *Meeting) agendaOpened(ev casefile.Event) {
	if m.life() >= 3 {
		m.OpenedAt = ev.At
	}
}

func foldCancel(m *Meeting, ev casefile.Event, c *Change) error {
	return m.finish(ev, c.Reason)
}

// finish sends what was not decided to the next meeting.
func (m *Meeting) finish(ev casefile.Event, reason string) error {
	m.ClosedAt, m.Current = ev.At, ""
	for i := range m.Items {
		if it := &m.Items[i]; it.Carry == "" && len(it.Outcomes) == 0 {
			it.Carry = Move
		}
	}
	return m.tellCarried(ev, reason)
}

func foldAddItem(m *Meeting, ev casefile.Event, c *Change) error {
	n := c.Item
	it := Item{
		ID: n.ID, Issue: n.Entry.IssueID, No: n.Entry.IssueNo, Section: n.Section, Minutes: n.Minutes, Score: n.Score,
		Late: n.Late, Override: n.Override, Project: m.place(n.Entry.Project), Lead: m.placeUnit(n.Entry.Lead),
		Positions: len(n.Entry.Positions), Tendency: n.Entry.Tendency != "",
	}
	for _, co := range n.Entry.Co {
		it.Co = append(it.Co, m.placeUnit(co))
	}
	if n.Slot != nil {
		it.From, it.To = n.Slot.From, n.Slot.To
		m.invitedLate(ev)
	}
	m.Items = append(m.Items, it)
	m.ItemsEver++
	return nil
}

// place remembers a project once and returns its place; 0 for none.
func (m *Meeting) place(p between.ProjectRef) int {
	if p.ID == "" {
		return 0
	}
	for i := range m.Projects {
		if m.Projects[i].ID == p.ID {
			m.Projects[i] = p
			return i + 1
		}
	}
	m.Projects = append(m.Projects, p)
	return len(m.Projects)
}

func (m *Meeting) placeUnit(u between.Unit) int {
	if u.ID == "" {
		return 0
	}
	for i := range m.Units {
		if m.Units[i].ID == u.ID {
			return i + 1
		}
	}
	m.Units = append(m.Units, u)
	return len(m.Units)
}

func foldRemoveItem(m *Meeting, ev casefile.Event, c *Change) error {
	if it := m.item(c.ItemID); it != nil && it.Issue != "" && !c.Quiet {
		if err := m.tellComesAgain(ev, it, c.Reason); err != nil {
			return err
		}
	}
	m.Items = slices.DeleteFunc(m.Items, func(it Item) bool { return it.ID == c.ItemID })
	if m.Current == c.ItemID {
		m.Current = ""
	}
	return nil
}

func foldReorder(m *Meeting, _ casefile.Event, c *Change) error {
	if c.ByScore {
		slices.SortStableFunc(m.Items, func(a, b Item) int {
			if d := slices.Index(Sections, a.Section) - slices.Index(Sections, b.Section); d != 0 {
				return d
			}
			return b.Score - a.Score
		})
		return nil
	}
	moved := m.item(c.ItemID)
	if moved == nil {
		return nil
	}
	it := *moved
	m.Items = slices.DeleteFunc(m.Items, func(other Item) bool { return other.ID == it.ID })
	at := slices.IndexFunc(m.Items, func(other Item) bool { return other.ID == c.Before })
	if at < 0 {
		at = len(m.Items)
	}
	m.Items = slices.Insert(m.Items, at, it)
	return nil
}

func foldSetSlot(m *Meeting, ev casefile.Event, c *Change) error {
	it := m.item(c.ItemID)
	if it == nil {
		return nil
	}
	if c.Section != "" {
		it.Section = c.Section
	}
	if c.Minutes > 0 {
		it.Minutes = c.Minutes
	}
	if c.Slot != nil {
		it.From, it.To = c.Slot.From, c.Slot.To
		m.invitedLate(ev)
	}
	return nil
}

func foldAttendees(m *Meeting, _ casefile.Event, c *Change) error {
	for _, a := range c.Attendees {
		if old := m.attendee(a.ID); old != nil {
			old.UserID, old.Name, old.Org, old.Duty, old.Role = a.UserID, a.Name, a.Org, a.Duty, a.Role
			continue
		}
		m.Attendees = append(m.Attendees, a)
		m.AttendeesEver++
	}
	return nil
}

func foldUninvite(m *Meeting, _ casefile.Event, c *Change) error {
	m.Attendees = slices.DeleteFunc(m.Attendees, func(a Attendee) bool { return a.ID == c.AttendeeID })
	return nil
}

func foldSignIn(m *Meeting, ev casefile.Event, c *Change) error {
	if a := m.attendee(c.AttendeeID); a != nil {
		a.Signed, a.SignedAt, a.Substitute = c.Presence, ev.At, c.Substitute
	}
	return nil
}

func foldConvene(m *Meeting, _ casefile.Event, c *Change) error {
	m.HeldOn, m.Last = c.HeldOn, &c.Last.LastTotals
	return nil
}

func foldCall(m *Meeting, _ casefile.Event, c *Change) error {
	m.Current = c.ItemID
	if it := m.item(c.ItemID); it != nil {
		it.Heard = true
	}
	return nil
}

func foldCarry(m *Meeting, ev casefile.Event, c *Change) error {
	it := m.item(c.ItemID)
	if it == nil {
		return nil
	}
	if m.Current == it.ID {
		m.Current = ""
	}
	it.Carry, it.CarryTold = c.Carry, true
	if it.Issue == "" {
		return nil
	}
	return m.tellComesAgain(ev, it, c.Reason)
}

func foldClose(m *Meeting, ev casefile.Event, c *Change) error {
	m.Minutes.Due = c.MinutesDue
	return m.finish(ev, "")
}

func foldRing(m *Meeting, ev casefile.Event, c *Change) error {
	m.Rang(c.Key)
	name, _, _ := strings.Cut(c.Key, "/")
	switch name {
	case "minutes":
		m.Minutes.Late = true
	case "carry":
		return m.tellCarried(ev, "")
	case "archive":
		m.ArchiveRun++
		m.Archived = m.tasksOver()
	}
	return nil
}

// tasksOver tells whether every task born here has ended.
func (m *Meeting) tasksOver() bool {
	for i := range m.Items {
		for _, out := range m.Items[i].Outcomes {
			if out.Task != "" && out.Follow != "closed" && out.Follow != "cancelled" {
				return false
			}
		}
	}
	return true
}

func foldRecalendar(m *Meeting, _ casefile.Event, c *Change) error {
	m.Cal = *c.Calendar
	if c.Plan != nil {
		m.Date, m.Wanted = c.Plan.Date, c.Wanted
	}
	if c.Cutoffs != nil {
		m.Cutoffs, m.Fixed = *c.Cutoffs, fixedBefore(m.Fixed, m.Date)
	}
	if !c.MinutesDue.IsZero() {
		m.Minutes.Due = c.MinutesDue
	}
	return nil
}

func heldOn(m *Meeting, ev casefile.Event) workcal.Date {
	if !m.HeldOn.IsZero() {
		return m.HeldOn
	}
	return casefile.Today(ev.At)
}
