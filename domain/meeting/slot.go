package meeting

import (
	"time"

	"github.com/diaodu/diaodu/domain/between"
	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/fault"
	"github.com/diaodu/diaodu/domain/workcal"
)

// remindHour is when the owners asked in are reminded, on the workday before, CST.
const remindHour = 9

// slotItem is the item an order on a slot or a preparation means: people name the item, an issue
// names itself.
func (m *Meeting) slotItem(o *order) (*Item, error) {
	if !o.System() {
		return m.needItem(o.ItemID)
	}
	if it := m.itemOf(o.IssueID); it != nil && o.IssueID != "" {
		return it, nil
	}
	return nil, fault.New(fault.NotFound, "meeting.no_item", "no item of issue %q", o.IssueID).On("issue_id")
}

// judgeSetSlot gives an item its minutes, its section, its presenter and the
// owner their time (F-3, F-6).
func judgeSetSlot(m *Meeting, o *order) error {
	it, err := m.slotItem(o)
	if err != nil {
		return err
	}
	if o.Section != "" {
		if err := checkSection(o.Section); err != nil {
			return err
		}
	}
	if o.Minutes != 0 {
		if err := checkMinutes(o.Minutes); err != nil {
			return err
		}
	}
	if err := mayText("presenter", o.Presenter, longLine); err != nil {
		return err
	}
	if o.Slot != nil {
		p := m.project(it.Project)
		if err := m.checkSlot(it, p.EnterpriseID, *o.Slot); err != nil {
			return err
		}
		m.invite(o, "meeting.owner_invited", it.No, p, *o.Slot, o.Text)
	}
	o.change.ItemID, o.change.Section, o.change.Minutes = it.ID, o.Section, o.Minutes
	o.change.Presenter, o.change.Slot = o.Presenter, o.Slot
	return nil
}

// checkSlot keeps two owners from being asked in at once: each sees only their
// own item. Two items of one owner may share a slot.
func (m *Meeting) checkSlot(it *Item, mine string, s Slot) error {
	if s.From < m.Start || s.To <= s.From || s.To > 24*60 {
		return wrong("meeting.slot", "slot", "slot %s to %s of a meeting at %s", s.From, s.To, m.Start).With("start", m.Start.String())
	}
	for i := range m.Items {
		other := &m.Items[i]
		theirs := m.project(other.Project).EnterpriseID
		if other == it || other.To == 0 || (mine != "" && mine == theirs) {
			continue
		}
		if other.From < s.To && s.From < other.To {
			return m.Beaten(clash("meeting.slot_taken", "item %s is heard from %s to %s", other.ID, other.From, other.To)).
				With("from", other.From.String()).With("to", other.To.String()).On("slot")
		}
	}
	return nil
}

// SlotOf is when an issue's owner is heard here, and whether they are.
func (m *Meeting) SlotOf(issueID string) (from, to workcal.TimeOfDay, ok bool) {
	it := m.itemOf(issueID)
	if it == nil || it.To == 0 {
		return 0, 0, false
	}
	return it.From, it.To, true
}

// joinWithSlot gives an item its owner's time as it joins, where the issue says
// that the owner is admitted to speak (I-9).
func (m *Meeting) joinWithSlot(o *order, e between.AgendaEntry) error {
	if o.Slot == nil || !o.System() {
		return nil
	}
	if err := m.checkSlot(nil, e.Project.EnterpriseID, *o.Slot); err != nil {
		return err
	}
	o.change.Item.Slot = o.Slot
	m.invite(o, "meeting.owner_invited", e.IssueNo, e.Project, *o.Slot, o.Text)
	return nil
}

// invite tells an owner when and where they are heard on an item.
func (m *Meeting) invite(o *order, code, no string, p between.ProjectRef, s Slot, bring string) {
	if p.EnterpriseID == "" {
		return
	}
	if bring != "" {
		bring = "请准备：" + bring
	}
	o.notify(code, []casefile.Audience{{EnterpriseID: p.EnterpriseID}},
		m.named(arg("issue", no), arg("project", p.Name), arg("from", s.From.String()), arg("to", s.To.String()), arg("place", m.Place), arg("bring", bring))...)
}

// judgeClearSlot takes an owner's time back; the item stays on the agenda. The
// issue that gives it up by itself tells its owner itself.
func judgeClearSlot(m *Meeting, o *order) error {
	it, err := m.slotItem(o)
	if err != nil {
		return err
	}
	if it.To == 0 {
		return clash("meeting.no_slot", "item %s has no slot", it.ID).On("item_id")
	}
	o.change.ItemID = it.ID
	if o.System() {
		return nil
	}
	if err := o.needReason(); err != nil {
		return err
	}
	if p := m.project(it.Project); p.EnterpriseID != "" {
		o.notify("meeting.owner_uninvited", []casefile.Audience{{EnterpriseID: p.EnterpriseID}},
			m.named(arg("issue", it.No), arg("project", p.Name), arg("reason", o.Reason))...)
	}
	return nil
}

func foldClearSlot(m *Meeting, _ casefile.Event, c *Change) error {
	if it := m.item(c.ItemID); it != nil {
		it.From, it.To = 0, 0
	}
	return nil
}

// remindsOwners tells whether somebody asked in has yet to be reminded; meetings
// born before version 2 do not remind.
func (m *Meeting) remindsOwners() bool {
	return m.Life >= 2 && (m.Status == Collecting || m.Status == Locked) && len(m.owners()) > 0
}

// remindAt is the morning of the workday before the meeting.
func (m *Meeting) remindAt() time.Time { return m.Cal.AddWorkdays(m.Date, -1).Date.At(remindHour, 0) }

func (m *Meeting) remindOwners(o *order) {
	for i := range m.Items {
		if it := &m.Items[i]; it.To > 0 {
			m.invite(o, "meeting.owner_reminded", it.No, m.project(it.Project), Slot{From: it.From, To: it.To}, "")
		}
	}
}

// invitedLate spares an owner who is asked in on the last day the reminder of it.
func (m *Meeting) invitedLate(ev casefile.Event) {
	if m.Life >= 2 && !ev.At.Before(m.remindAt()) {
		m.Rang(m.alarmKey("owners", m.Date))
	}
}
