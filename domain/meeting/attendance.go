package meeting

import (
	"slices"
	"strconv"

	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/fault"
	"github.com/diaodu/diaodu/domain/org"
)

// maxAttendees bounds the list of attendees.
const maxAttendees = 300

// judgeAttendees adds people and units to the list, or changes those named by
// their id. Nobody else on the list is touched.
func judgeAttendees(m *Meeting, o *order) error {
	if len(o.Attendees) == 0 || len(o.Attendees) > 50 {
		return wrong("meeting.attendees", "attendees", "%d attendees in one act", len(o.Attendees))
	}
	if len(m.Attendees)+len(o.Attendees) > maxAttendees {
		return wrong("meeting.attendees", "attendees", "more than %d attendees", maxAttendees)
	}
	var to []casefile.Audience
	next := m.AttendeesEver
	for _, a := range o.Attendees {
		if a.UserID == "" && a.Org.ID == "" && a.Name == "" {
			return wrong("meeting.missing", "attendees", "an attendee without person or unit").With("field", "attendees")
		}
		if !slices.Contains(Invited, a.Role) {
			return wrong("meeting.presence", "attendees.role", "invited as %q", a.Role)
		}
		if err := each(mayText("attendees.name", a.Name, longLine), mayText("attendees.duty", a.Duty, longLine),
			mayText("attendees.org", a.Org.ID, 32), mayText("attendees.org", a.Org.Name, longLine), mayText("attendees.user_id", a.UserID, 32)); err != nil {
			return err
		}
		clean := Attendee{ID: a.ID, UserID: a.UserID, Name: a.Name, Org: a.Org, Duty: a.Duty, Role: a.Role}
		if a.ID == "" {
			if m.invited(a) {
				return clash("meeting.invited_twice", "%s %s is on the list", a.Org.ID, a.Name).With("name", a.Name).With("org", a.Org.Name)
			}
			next++
			clean.ID = "a" + strconv.Itoa(next)
			to = append(to, audienceOf(a))
		} else if m.attendee(a.ID) == nil {
			return fault.New(fault.NotFound, "meeting.no_attendee", "no attendee %q", a.ID).On("attendees")
		}
		o.change.Attendees = append(o.change.Attendees, clean)
	}
	o.notify("meeting.invited", to, m.named(arg("place", m.Place))...)
	return nil
}

func audienceOf(a Attendee) casefile.Audience {
	if a.UserID != "" {
		return casefile.Audience{UserID: a.UserID}
	}
	return casefile.Audience{OrgID: a.Org.ID}
}

// invited tells whether the same person, or the unit without a person, is listed.
func (m *Meeting) invited(a Attendee) bool {
	for _, b := range m.Attendees {
		if b.UserID == a.UserID && b.Org.ID == a.Org.ID && b.Name == a.Name {
			return true
		}
	}
	return false
}

func judgeUninvite(m *Meeting, o *order) error {
	a := m.attendee(o.AttendeeID)
	if a == nil {
		return fault.New(fault.NotFound, "meeting.no_attendee", "no attendee %q", o.AttendeeID).On("attendee_id")
	}
	if a.Signed != "" {
		return clash("meeting.signed_in", "attendee %s has signed in", a.ID)
	}
	o.change.AttendeeID = a.ID
	return nil
}

// judgeSignIn records who came, and as what (F-5). People sign for themselves
// or their unit, a coordinator for anybody; leave may be asked for beforehand.
func judgeSignIn(m *Meeting, o *order) error {
	a := m.attendee(o.AttendeeID)
	if a == nil {
		return fault.New(fault.NotFound, "meeting.no_attendee", "no attendee %q", o.AttendeeID).On("attendee_id")
	}
	actor := o.actor()
	if !actor.Has(org.Coordinator) && a.UserID != actor.UserID && !actor.ActsFor(a.Org.ID) {
		return fault.New(fault.Forbidden, "meeting.not_you", "%s is not attendee %s", actor.UserID, a.ID)
	}
	switch o.Presence {
	case Attend, Observe:
	case Excused:
		if err := o.mayReason(); err != nil {
			return err
		}
	case Substitute:
		if err := needText("substitute", o.Substitute, longLine); err != nil {
			return err
		}
	default:
		return wrong("meeting.presence", "presence", "unknown presence %q", o.Presence)
	}
	if o.Presence != Excused && o.today.Before(m.Date) {
		return clash("meeting.too_early", "the meeting is on %s", m.Date).With("date", m.Date.String())
	}
	o.change.AttendeeID, o.change.Presence = a.ID, o.Presence
	if o.Presence == Substitute {
		o.change.Substitute = o.Substitute
	}
	return nil
}

// present tells whether somebody of the unit is in the room.
func (m *Meeting) present(orgID string) bool {
	for i := range m.Attendees {
		a := &m.Attendees[i]
		if a.Org.ID == orgID && (a.Signed == Attend || a.Signed == Observe || a.Signed == Substitute) {
			return true
		}
	}
	return false
}
