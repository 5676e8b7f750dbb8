package issue

import (
	"fmt"

	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/workcal"
)

// Keys of the deadlines; what follows the slash makes each ring once.
const (
	keyAck       = "ack"       // not accepted in time
	keySign      = "sign"      // not signed for in time
	keyArbitrate = "arbitrate" // objected twice and not arbitrated the same day
	keySoon      = "soon"      // due next workday
	keyLate      = "late"      // overdue
	keyRemind    = "remind"    // owner has not answered for three workdays
	keySilent    = "silent"    // owner has not answered for five (R9)
	keyReview    = "review"    // a long-term issue must be reviewed
	keyRectify   = "rectify"   // a bad rating was not mended
	keySlot      = "slot"      // the owner's wish to be heard was not answered (I-9)
	keyArchive   = "archive"   // nothing can happen any more
)

// morning is when reminders are sent, China time.
const (
	morningHour   = 8
	morningMinute = 30
)

// Wake is the next moment at which the issue acts by itself.
func (i *Issue) Wake() casefile.Alarm { return i.Next(append(i.alarms(), i.slotAlarms()...)...) }

func (i *Issue) alarms() []casefile.Alarm {
	switch i.State {
	case Submitted:
		return i.due(alarm(keyAck, i.AckDue, i.Returns, i.AckDue))
	case Dispatched:
		return i.due(alarm(keySign, i.SignDue, i.Dispatches, i.SignDue))
	case Objected:
		if i.Arbitrate {
			day := workcal.DateOf(i.Last.At)
			return i.due(casefile.Alarm{Key: fmt.Sprintf("%s/%d", keyArbitrate, i.Rounds), At: day.At(18, 0)})
		}
		return i.due()
	case Accepted, InProgress, OnAgenda, ResolvedInMeeting, Tasked, Disputed, Escalated:
		return i.due()
	case PendingConfirm:
		start := i.Cal.AddWorkdays(i.DeliveredOn, remindDays).Date
		return []casefile.Alarm{
			{Key: fmt.Sprintf("%s/%d", keyRemind, i.ConfirmAsks), At: start.At(morningHour, morningMinute)},
			alarm(keySilent, i.ConfirmDue, i.ConfirmAsks, i.ConfirmDue),
		}
	case LongTerm:
		return []casefile.Alarm{{Key: keyReview + "/" + i.ReviewOn.String(), At: i.ReviewOn.At(morningHour, morningMinute)}}
	case Closed, ClosedUnconfirmed:
		alarms := []casefile.Alarm{{Key: i.archiveKey(), At: i.ClosedOn.AddDays(reopenDays).End()}}
		if !i.RectifyDue.IsZero() && !i.Rectified {
			alarms = append(alarms, alarm(keyRectify, i.RectifyDue, i.Reopened, i.RectifyDue))
		}
		return alarms
	case Rejected:
		return []casefile.Alarm{{Key: i.archiveKey(), At: i.Cal.AddWorkdays(i.ClosedOn, appealDays).Date.End()}}
	}
	return nil
}

// alarm rings when a day is over; n and the date tell one deadline from the next.
func alarm(key string, day workcal.Date, n int, name workcal.Date) casefile.Alarm {
	return casefile.Alarm{Key: fmt.Sprintf("%s/%d/%s", key, n, name), At: day.End()}
}

// due adds the issue's own clock to other alarms. A paused clock does not ring:
// its date is not known yet.
func (i *Issue) due(others ...casefile.Alarm) []casefile.Alarm {
	if !i.Clock.Running() {
		return others
	}
	due := i.Clock.Due(i.Cal, workcal.DateOf(i.Last.At)).Date
	soon := i.Cal.AddWorkdays(due, -1).Date
	return append(others,
		casefile.Alarm{Key: keySoon + "/" + due.String(), At: soon.At(morningHour, morningMinute)},
		casefile.Alarm{Key: keyLate + "/" + due.String(), At: due.End()},
	)
}

// archiveKey ends the life of one closing: an appeal or a reopening makes the next.
func (i *Issue) archiveKey() string {
	return fmt.Sprintf("%s/%s/%d", keyArchive, i.ClosedOn, i.Reopened)
}
