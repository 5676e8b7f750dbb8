package meeting_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/meeting"
	"github.com/diaodu/diaodu/domain/workcal"
)

var afternoon = meeting.Slot{From: 15*60 + 20, To: 15*60 + 35}

// I-9: an issue whose owner was admitted joins with its slot, and the owner
// hears when, where and what to bring.
func TestI9_AnIssueJoinsWithItsOwnersSlot(t *testing.T) {
	r := opened(t)
	other := entry(2)
	other.Project.ID, other.Project.EnterpriseID = "p-other", "e-other"
	joining := adding(other)
	joining.Slot, joining.Text = &afternoon, "规划许可复印件"
	r.do(clock, joining)
	from, to, ok := r.m.SlotOf(other.IssueID)
	require.True(t, ok)
	require.Equal(t, afternoon, meeting.Slot{From: from, To: to})
	told := r.events[len(r.events)-1].Notices
	require.Equal(t, "meeting.owner_invited", told[0].Code)
	require.Equal(t, "e-other", told[0].To[0].EnterpriseID)
	require.Contains(t, told[0].Args, casefile.Arg{Key: "bring", Value: "请准备：规划许可复印件"})

	third := entry(3)
	third.Project.ID, third.Project.EnterpriseID = "p-third", "e-third"
	joining = adding(third)
	joining.Slot = &afternoon
	r.refused("meeting.slot_taken", clock, joining)
}

// I-9: an issue on the agenda gives its owner a time, and takes it back.
func TestI9_AnIssueSetsAndClearsItsOwnSlot(t *testing.T) {
	r := opened(t)
	issueOf := r.m.Items[0].Issue
	set := act(meeting.ActSetSlot)
	set.IssueID, set.Slot = "i-nobody", &afternoon
	r.refused("meeting.no_item", clock, set)
	set.IssueID = issueOf
	r.do(clock, set)
	require.Equal(t, afternoon.To, r.m.Items[0].To)

	clear := act(meeting.ActClearSlot)
	clear.IssueID = issueOf
	r.do(clock, clear)
	require.Zero(t, r.m.Items[0].To)
	r.refused("meeting.no_slot", clock, clear)
}

// A coordinator takes a slot back with a reason, and the owner is told it.
func TestASlotIsTakenBackWithItsReason(t *testing.T) {
	r := opened(t)
	set := onItem(meeting.ActSetSlot, "i1")
	set.Slot = &afternoon
	r.do(coordinator, set)
	r.refused("meeting.missing", coordinator, onItem(meeting.ActClearSlot, "i1"))
	r.refused("meeting.forbidden", owner, because(onItem(meeting.ActClearSlot, "i1")))
	r.do(coordinator, because(onItem(meeting.ActClearSlot, "i1")))
	told := r.events[len(r.events)-1].Notices
	require.Equal(t, "meeting.owner_uninvited", told[0].Code)
}

// T-2: owners with a slot are reminded on the workday before, once; who is asked
// in on that day or later is not told twice.
func TestOwnersAreRemindedTheWorkdayBefore(t *testing.T) {
	r := opened(t)
	set := onItem(meeting.ActSetSlot, "i1")
	set.Slot = &afternoon
	r.do(coordinator, set)
	require.Contains(t, r.sleepUntil(day("2022-05-10")), "owners/1/2022-05-10")
	reminders := 0
	for _, ev := range r.events {
		for _, n := range ev.Notices {
			if n.Code == "meeting.owner_reminded" {
				reminders++
				require.Equal(t, workcal.MustDate("2022-05-09").At(9, 0).UTC(), ev.At)
			}
		}
	}
	require.Equal(t, 1, reminders)

	late := opened(t)
	late.sleepUntil(day("2022-05-09"))
	late.at = day("2022-05-09")
	late.do(coordinator, set)
	require.NotContains(t, late.sleepUntil(day("2022-05-10")), "owners/1/2022-05-10")
}

// A meeting born by the first rules goes on by them: it reminds nobody, and an
// issue gives it no slot.
func TestMeetingsOfTheFirstLifeKeepTheirRules(t *testing.T) {
	r := newRoom(t)
	r.m.Life = 1
	r.do(coordinator, opening("2022-05-10"))
	r.do(clock, adding(entry(1)))
	require.Equal(t, 1, r.m.Life)
	set := act(meeting.ActSetSlot)
	set.IssueID, set.Slot = r.m.Items[0].Issue, &afternoon
	r.refused("meeting.forbidden", clock, set)
	byHand := onItem(meeting.ActSetSlot, "i1")
	byHand.Slot = &afternoon
	r.do(coordinator, byHand)
	require.NotContains(t, r.sleepUntil(day("2022-05-10")), "owners/1/2022-05-10")
}
