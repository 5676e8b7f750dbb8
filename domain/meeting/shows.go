package meeting

import (
	"slices"

	"github.com/diaodu/diaodu/domain/between"
	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/org"
)

// ownersMayRead are the acts an owner sees in the history, on their own items
// or on the meeting as a whole.
var ownersMayRead = []string{
	ActAddItem, ActRemoveItem, ActSetSlot, ActClearSlot, ActSpeak, ActDecide, ActCarry,
	ActReschedule, ActPostpone, ActCancel, ActConvene, ActClose, ActIssue,
}

// Shows says whether a reader may see an event, and what of it. Owners see what
// happened to their own items, without what units said of them (R14); what the
// machinery did is for those who run the meeting.
func (m *Meeting) Shows(ev casefile.Event, reader org.Actor) (Change, bool, error) {
	c, err := ReadChange(ev)
	if err != nil {
		return Change{}, false, err
	}
	c.Calendar = nil // long, and known elsewhere
	if SeesAll(reader) {
		return c, true, nil
	}
	if !isOwner(reader) {
		hidden := []string{casefile.ActTold, casefile.ActRecalendar, ActSettle, ActPropose, ActRefuse, ActDraft, ActEdit, ActReview, ActReturn}
		return c, !slices.Contains(hidden, ev.Act), nil
	}
	if !slices.Contains(ownersMayRead, ev.Act) {
		return Change{}, false, nil
	}
	id := c.ItemID
	if c.Item != nil {
		id = c.Item.ID
	}
	if id != "" {
		it := m.item(id)
		if it == nil || !m.takesPart(reader, it) {
			return Change{}, false, nil
		}
	}
	return c.forOwner(), true, nil
}

// forOwner keeps what an owner may read of a change.
func (c Change) forOwner() Change {
	own := Change{ItemID: c.ItemID, Slot: c.Slot, Speaker: c.Speaker, Text: c.Text, DecidedBy: c.DecidedBy, Carry: c.Carry, HeldOn: c.HeldOn, Wanted: c.Wanted}
	if c.Item != nil {
		e := c.Item.Entry
		own.Item = &NewItem{ID: c.Item.ID, Section: c.Item.Section, Slot: c.Item.Slot, Entry: between.AgendaEntry{
			IssueID: e.IssueID, IssueNo: e.IssueNo, Title: e.Title, Project: e.Project, Lead: e.Lead, RaisedOn: e.RaisedOn,
		}}
	}
	if c.Plan != nil {
		own.Plan = &Plan{Date: c.Plan.Date, Start: c.Plan.Start, Place: c.Plan.Place}
	}
	for _, r := range c.Resolutions {
		own.Resolutions = append(own.Resolutions, Resolved{ID: r.ID, Kind: r.Kind, Text: r.Text})
	}
	return own
}
