package meeting

import (
	"strconv"
	"strings"

	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/org"
	"github.com/diaodu/diaodu/domain/workcal"
)

// judgeRing accepts the deadline that is due now, and no other.
func judgeRing(m *Meeting, o *order) error {
	due := m.Wake()
	if o.Key != due.Key || o.at.Before(due.At) {
		return clash("meeting.not_due", "%s is not due; next is %s", o.Key, due.Key)
	}
	o.change.Key = o.Key
	name, _, _ := strings.Cut(o.Key, "/")
	switch name {
	case "collect":
		return judgeCollect(m, o)
	case "triage":
		o.notify("meeting.triage_due", who(org.Coordinator), m.named(arg("lock", m.Cutoffs.Lock.String()))...)
		o.notify("meeting.position_due", m.units(), m.named(arg("lock", m.Cutoffs.Lock.String()))...)
	case "lock":
		return judgeLock(m, o)
	case "owners":
		m.remindOwners(o)
	case "materials":
		o.notify("meeting.materials_closed", who(org.Coordinator), m.named()...)
	case "not_held":
		o.notify("meeting.not_held", who(org.Coordinator), m.named()...)
	case "minutes_soon":
		o.notify("meeting.minutes_soon", who(org.Coordinator, org.MinutesReviewer), m.named(arg("due", m.Minutes.Due.String()))...)
	case "minutes":
		o.notify("meeting.minutes_overdue", who(org.Coordinator, org.Supervisor), m.named(arg("due", m.Minutes.Due.String()), arg("status", string(m.Status)))...)
	}
	return nil
}

// judgeCollect opens the agenda for items.
func judgeCollect(m *Meeting, o *order) error {
	o.notify("meeting.collecting", who(org.Coordinator, org.ServiceOfficer), m.named(arg("lock", m.Cutoffs.Lock.String()))...)
	return nil
}

// judgeRecalendar takes a new working-day calendar (C-10). A meeting that was
// not held and now falls on a rest day moves to the next workday (R1).
func judgeRecalendar(m *Meeting, o *order) error {
	if o.Calendar == nil {
		return wrong("meeting.no_calendar", "calendar", "no working-day calendar")
	}
	cal := o.Calendar.Slice(m.Date.Year()-1, m.Date.Year()+1)
	o.change.Calendar = &cal
	if !m.HeldOn.IsZero() {
		o.change.MinutesDue = m.Minutes.Due
		if m.Minutes.IssuedOn.IsZero() && !m.Minutes.Due.IsZero() {
			o.change.MinutesDue = cal.AddWorkdays(m.HeldOn, minutesWithin).Date
		}
		return nil
	}
	date := m.Date
	if !date.Before(o.today) {
		date = cal.NextWorkday(date)
	}
	cut := m.cutoffsOf(cal, date, fixedBefore(m.Fixed, date), o.today)
	if m.Status == Locked {
		cut.Lock = m.Cutoffs.Lock
	}
	o.change.Cutoffs = &cut
	if date != m.Date {
		o.change.Wanted = m.Date
		o.change.Plan = &Plan{Date: date}
		to := append(append(who(org.Coordinator), m.units()...), m.owners()...)
		o.notify("meeting.moved", to, arg("title", m.Title()), arg("was", m.Date.String()), arg("date", date.String()),
			arg("start", m.Start.String()), arg("reason", "calendar "+o.Calendar.Version))
	}
	return nil
}

// fixedBefore keeps the cutoffs set by hand that still lie before the meeting.
func fixedBefore(fixed Cutoffs, date workcal.Date) Cutoffs {
	for _, day := range []*workcal.Date{&fixed.Collect, &fixed.Triage, &fixed.Lock, &fixed.Materials} {
		if day.After(date) {
			*day = workcal.Date{}
		}
	}
	return fixed
}

// carryBatch is how many issues are told at once that they wait for the next
// meeting; more would swell the state of a meeting that decided little.
const carryBatch = 50

// tellCarried owes the next batch of issues the word that they come again.
func (m *Meeting) tellCarried(ev casefile.Event, reason string) error {
	told := 0
	for i := range m.Items {
		it := &m.Items[i]
		if it.Carry == "" || it.CarryTold {
			continue
		}
		if it.Issue != "" {
			if told == carryBatch {
				break
			}
			if err := m.tellComesAgain(ev, it, reason); err != nil {
				return err
			}
			told++
		}
		it.CarryTold = true
	}
	m.CarryRun++
	return nil
}

func carryKey(run int) string { return "carry/" + strconv.Itoa(run) }
