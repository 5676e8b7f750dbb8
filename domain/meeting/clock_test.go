package meeting_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/diaodu/diaodu/domain/meeting"
	"github.com/diaodu/diaodu/domain/workcal"
)

// A meeting called on the spot, and one called for tomorrow, keep their agenda
// open: no deadline of theirs had passed before they were called (R2, F-3).
func TestAMeetingCalledAtShortNoticeCanStillTakeItems(t *testing.T) {
	onTheSpot := newRoom(t)
	onTheSpot.at = workcal.MustDate("2022-05-10").At(14, 45) // it began at 14:30
	onTheSpot.do(coordinator, opening("2022-05-10"))
	require.Equal(t, []string{"collect/1/2022-05-10", "triage/1/2022-05-10"}, onTheSpot.sleepUntil(onTheSpot.at.Add(time.Hour)))
	onTheSpot.do(clock, adding(entry(1)))
	require.Equal(t, meeting.Collecting, onTheSpot.m.Status)
	require.Contains(t, onTheSpot.sleepUntil(day("2022-05-11")), "lock/1/2022-05-10", "nobody locked it: the day's end does")

	tomorrow := newRoom(t)
	tomorrow.at = workcal.MustDate("2022-05-09").At(17, 0)
	tomorrow.do(coordinator, opening("2022-05-10"))
	require.Equal(t, workcal.MustDate("2022-05-09"), tomorrow.m.Cutoffs.Lock)
	tomorrow.sleepUntil(workcal.MustDate("2022-05-09").At(23, 0))
	tomorrow.do(clock, adding(entry(1)))

	// A meeting that begins late: the chair opens the agenda once more.
	late := opened(t)
	late.sleepUntil(workcal.MustDate("2022-05-10").At(14, 40))
	require.Equal(t, meeting.Locked, late.m.Status)
	unlock := act(meeting.ActUnlock)
	unlock.Reason = "推迟开会"
	late.do(chair, unlock)
	late.sleepUntil(workcal.MustDate("2022-05-10").At(15, 0))
	late.do(clock, adding(entry(7)))

	old := newRoom(t)
	old.m.Life = 2
	old.at = workcal.MustDate("2022-05-10").At(14, 45)
	old.do(coordinator, opening("2022-05-10"))
	old.sleepUntil(old.at.Add(time.Minute))
	require.Equal(t, meeting.Locked, old.m.Status, "version 2 goes on by its rules")
}
