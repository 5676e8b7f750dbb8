package meeting

import (
	"strconv"
	"time"

	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/workcal"
)

// Cutoffs are the days on which a meeting's preparation steps are due, each
// included: the agenda locks when the lock day is over.
type Cutoffs struct {
	Collect   workcal.Date `json:"collect,omitzero"`   // 征集开始
	Triage    workcal.Date `json:"triage,omitzero"`    // 会前协调
	Lock      workcal.Date `json:"lock,omitzero"`      // 议程锁定
	Materials workcal.Date `json:"materials,omitzero"` // 材料送呈
}

// Default distances of the steps from the meeting, in workdays (domain.md 2.1.5).
const (
	collectBefore   = 10
	triageBefore    = 5
	lockBefore      = 3
	materialsBefore = 2
	minutesWithin   = 3 // after the meeting
)

// archiveAfter is how long a meeting keeps listening to its tasks once its
// minutes are out: longer than the 90 days in which a task may reopen (R10).
const archiveAfter = 180 // calendar days

// cutoffsOf computes the cutoffs of a date; those set by hand stand. Of a meeting
// called at short notice none has passed before it was called (version 3), or its
// agenda would close before anybody could be put on it.
func (m *Meeting) cutoffsOf(cal workcal.Calendar, date workcal.Date, fixed Cutoffs, today workcal.Date) Cutoffs {
	or := func(fixed workcal.Date, workdays int) workcal.Date {
		if !fixed.IsZero() {
			return fixed
		}
		day := cal.AddWorkdays(date, -workdays).Date
		if m.life() >= 3 && day.Before(today) && !date.Before(today) {
			return today
		}
		return day
	}
	return Cutoffs{
		Collect: or(fixed.Collect, collectBefore), Triage: or(fixed.Triage, triageBefore),
		Lock: or(fixed.Lock, lockBefore), Materials: or(fixed.Materials, materialsBefore),
	}
}

// Begins is the moment the meeting is due to begin.
func (m *Meeting) Begins() time.Time { return m.Date.At(0, int(m.Start)) }

// lockAt is when the agenda locks by itself: when the lock day is over, and
// never later than the meeting begins. An agenda that was opened after that
// beginning, because the meeting was called on the spot or began late, stays open
// until the day is over or somebody locks it (version 3).
func (m *Meeting) lockAt() time.Time {
	at := m.Cutoffs.Lock.End()
	if begins := m.Begins(); at.After(begins) && begins.After(m.OpenedAt) {
		return begins
	}
	return at
}

// Wake is the next moment at which the meeting acts by itself.
func (m *Meeting) Wake() casefile.Alarm { return m.Next(m.alarms()...) }

// alarms lists the deadlines of the present status. A key carries its date, so
// a deadline that moved rings anew and one that did not stays silent.
func (m *Meeting) alarms() []casefile.Alarm {
	var alarms []casefile.Alarm
	add := func(name string, day workcal.Date, at time.Time) {
		alarms = append(alarms, casefile.Alarm{Key: m.alarmKey(name, day), At: at})
	}
	switch m.Status {
	case Draft:
		add("collect", m.Cutoffs.Collect, m.Cutoffs.Collect.At(9, 0))
	case Collecting:
		add("triage", m.Cutoffs.Triage, m.Cutoffs.Triage.At(9, 0))
		add("lock", m.Cutoffs.Lock, m.lockAt())
	case Locked:
		add("materials", m.Cutoffs.Materials, m.Cutoffs.Materials.End())
		add("not_held", m.Date, m.Date.End())
	case Closed, MinutesDraft, Reviewed, Signed:
		add("minutes_soon", m.Minutes.Due, m.Minutes.Due.At(9, 0))
		add("minutes", m.Minutes.Due, m.Minutes.Due.End())
	case Issued:
		if !m.Archived {
			day := m.Minutes.IssuedOn.AddDays(archiveAfter * (m.ArchiveRun + 1))
			add("archive", day, day.At(3, 0))
		}
	}
	if m.remindsOwners() {
		add("owners", m.Date, m.remindAt())
	}
	if m.untold() > 0 && len(m.Owed) < carryBatch { // the last batch is answered first
		alarms = append(alarms, casefile.Alarm{Key: carryKey(m.CarryRun), At: m.ClosedAt})
	}
	return alarms
}

func (m *Meeting) alarmKey(name string, day workcal.Date) string {
	return name + "/" + strconv.Itoa(m.Round) + "/" + day.String()
}

// clocks are the deadlines a reader sees.
func (m *Meeting) clocks(today workcal.Date) []casefile.ClockView {
	var views []casefile.ClockView
	show := func(key string, start, due workcal.Date) {
		clock := workcal.NewClockUntil(start, due)
		views = append(views, casefile.ClockView{Key: key, Reading: clock.Read(m.Cal, today)})
	}
	bornOn := casefile.Today(m.BornAt)
	switch m.Status {
	case Draft:
		show("collect", bornOn, m.Cutoffs.Collect)
	case Collecting:
		show("triage", bornOn, m.Cutoffs.Triage)
		show("lock", bornOn, m.Cutoffs.Lock)
	case Locked:
		show("materials", bornOn, m.Cutoffs.Materials)
		show("meeting", bornOn, m.Date)
	case Closed, MinutesDraft, Reviewed, Signed:
		show("minutes", m.HeldOn, m.Minutes.Due)
	}
	return views
}
