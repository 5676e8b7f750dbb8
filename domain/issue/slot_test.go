package issue_test

import (
	"encoding/json"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/diaodu/diaodu/domain/between"
	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/issue"
	"github.com/diaodu/diaodu/domain/org"
	"github.com/diaodu/diaodu/domain/workcal"
)

var (
	wish   = issue.Form{Way: "onsite", Text: "想当面说明接管方案"}
	may    = &issue.Ref{ID: "m-may"}
	at1520 = &between.OwnerSlot{From: 15*60 + 20, To: 15*60 + 35}
)

func (s *stage) prepared(when string) {
	s.toWork(when)
	s.must(when, coordinator, issue.PreCoordinate, issue.Form{PreCoord: "已协调", Tendency: "由水务公司牵头"})
}

// told answers what the issue owes last, as the workflow would.
func (s *stage) told(when, refused string) casefile.Effect {
	s.t.Helper()
	require.NotEmpty(s.t, s.issue.Owed)
	e := s.issue.Owed[len(s.issue.Owed)-1]
	o := casefile.Order{
		Meta: casefile.Meta{RequestID: "told:" + e.Key, Actor: org.Clock}, Act: casefile.ActTold,
		Told: []casefile.Told{{Key: e.Key, Kind: e.Kind, CaseID: e.CaseID, Act: e.Act, Refused: refused}},
	}
	require.NoError(s.t, s.play(s.issue.Order(o), at(when)))
	return e
}

// I-9: the owner asks, the coordinator admits: the issue joins the agenda with
// the slot, and the wish is admitted once the meeting has taken it.
func TestI9_AnAdmittedWishPutsTheIssueOnTheAgendaWithItsSlot(t *testing.T) {
	s := newStage(t)
	s.prepared("04-25 10:00")
	s.must("04-26 10:00", youShaoqing, issue.AskSlot, wish)
	require.Equal(t, issue.SlotAsked, s.issue.Slot.State)
	require.Equal(t, workcal.MustDate("2022-04-28"), s.issue.Slot.AnswerBy)
	require.Equal(t, "issue.ask_slot", s.events[len(s.events)-1].Notices[0].Code)

	s.refused("issue.ref", "04-26 11:00", coordinator, issue.AdmitSlot, issue.Form{Slot: at1520})
	s.refused("issue.slot_time", "04-26 11:00", coordinator, issue.AdmitSlot, issue.Form{Meeting: may})
	s.must("04-26 11:00", coordinator, issue.AdmitSlot, issue.Form{Meeting: may, Slot: at1520, Bring: "管线图"})
	require.Equal(t, issue.OnAgenda, s.issue.State)
	require.Equal(t, issue.SlotPlacing, s.issue.Slot.State)
	e := s.told("04-26 11:01", "")
	require.Equal(t, "add_item", e.Act)
	var sent struct {
		Slot *between.OwnerSlot
		Text string
	}
	require.NoError(t, json.Unmarshal(e.Command, &sent))
	require.Equal(t, at1520, sent.Slot)
	require.Equal(t, "管线图", sent.Text)
	require.Equal(t, issue.SlotAdmitted, s.issue.Slot.State)
	require.Equal(t, "管线图", s.issue.ViewFor(youShaoqing, at("04-26 12:00")).Slot.Bring)
}

// I-9: what is on the agenda stays there and gets its slot.
func TestI9_AnIssueOnTheAgendaOnlyGetsTheSlot(t *testing.T) {
	s := newStage(t)
	s.prepared("04-25 10:00")
	s.must("04-26 09:00", coordinator, issue.PutOnAgenda, issue.Form{Meeting: may})
	s.told("04-26 09:01", "")
	s.must("04-26 10:00", youShaoqing, issue.AskSlot, wish)
	s.refused("issue.slot_other_meeting", "04-26 11:00", coordinator, issue.AdmitSlot, issue.Form{Meeting: &issue.Ref{ID: "m-june"}, Slot: at1520})
	s.must("04-26 11:00", coordinator, issue.AdmitSlot, issue.Form{Slot: at1520})
	require.Equal(t, "set_slot", s.told("04-26 11:01", "").Act)
	require.Equal(t, issue.SlotAdmitted, s.issue.Slot.State)
}

// I-9: a meeting that has no room leaves the wish as it was, and a warning.
func TestI9_ARefusedSlotLeavesTheWishAsked(t *testing.T) {
	s := newStage(t)
	s.prepared("04-25 10:00")
	s.must("04-26 10:00", youShaoqing, issue.AskSlot, wish)
	s.must("04-26 11:00", coordinator, issue.AdmitSlot, issue.Form{Meeting: may, Slot: at1520})
	s.told("04-26 11:01", "meeting.slot_taken")
	require.Equal(t, issue.SlotAsked, s.issue.Slot.State)
	require.Nil(t, s.issue.Slot.Slot)
	require.Equal(t, issue.InProgress, s.issue.State)
	require.Equal(t, []string{"add_item:meeting.slot_taken"}, s.issue.Warnings)
}

// I-9: R2 holds on this way onto the agenda, too.
func TestI9_AdmissionNeedsPreCoordination(t *testing.T) {
	s := newStage(t)
	s.toWork("04-25 10:00")
	s.must("04-26 10:00", youShaoqing, issue.AskSlot, wish)
	s.refused("issue.agenda_coordination", "04-26 11:00", coordinator, issue.AdmitSlot, issue.Form{Meeting: may, Slot: at1520})
}

// I-9: declined with a reason that the owner reads, and may be asked for again.
func TestI9_ADeclinedWishHasItsReason(t *testing.T) {
	s := newStage(t)
	s.prepared("04-25 10:00")
	s.must("04-26 10:00", youShaoqing, issue.AskSlot, wish)
	s.refused("issue.needs_text", "04-26 11:00", coordinator, issue.DeclineSlot, issue.Form{})
	s.must("04-26 11:00", coordinator, issue.DeclineSlot, issue.Form{Reason: "本次会议专题研究用电"})
	last := s.events[len(s.events)-1]
	require.Equal(t, "issue.decline_slot", last.Notices[0].Code)
	require.Equal(t, "e1", last.Notices[0].To[0].EnterpriseID)
	v := s.issue.ViewFor(youShaoqing, at("04-26 12:00"))
	require.Equal(t, issue.SlotDeclined, v.Slot.State)
	require.Equal(t, "本次会议专题研究用电", v.Slot.Reason)
	s.must("04-27 10:00", youShaoqing, issue.AskSlot, wish)
	require.Equal(t, 2, s.issue.Slot.Asks)
}

// I-9: whoever withdraws an admitted wish gives the time back to the meeting.
func TestI9_AWithdrawnWishFreesTheSlot(t *testing.T) {
	s := newStage(t)
	s.prepared("04-25 10:00")
	s.refused("issue.slot_not_asked", "04-26 09:00", youShaoqing, issue.DropSlot, issue.Form{})
	s.must("04-26 10:00", youShaoqing, issue.AskSlot, wish)
	s.refused("issue.slot_asked", "04-26 10:05", youShaoqing, issue.AskSlot, wish)
	s.must("04-26 11:00", coordinator, issue.AdmitSlot, issue.Form{Meeting: may, Slot: at1520})
	s.told("04-26 11:01", "")
	s.must("04-27 10:00", youShaoqing, issue.DropSlot, issue.Form{})
	require.Equal(t, "clear_slot", s.told("04-27 10:01", "").Act)
	require.Equal(t, issue.SlotDropped, s.issue.Slot.State)
	require.Equal(t, issue.OnAgenda, s.issue.State, "the issue is heard without its owner")
}

// I-9: who may: the owner of the project asks, those who keep the agenda answer.
func TestI9_WhoAsksAndWhoAnswers(t *testing.T) {
	s := newStage(t)
	s.prepared("04-25 10:00")
	s.refused("issue.not_yours", "04-26 10:00", stranger, issue.AskSlot, wish)
	s.refused("issue.not_yours", "04-26 10:00", coordinator, issue.AskSlot, wish)
	s.refused("issue.slot_way", "04-26 10:00", youShaoqing, issue.AskSlot, issue.Form{Way: "letter"})
	s.must("04-26 10:00", youShaoqing, issue.AskSlot, wish)
	s.refused("issue.not_yours", "04-26 11:00", youShaoqing, issue.AdmitSlot, issue.Form{Meeting: may, Slot: at1520})
	s.refused("issue.not_yours", "04-26 11:00", dept(housing), issue.DeclineSlot, issue.Form{Reason: "不便"})
	s.refused("issue.not_yours", "04-26 11:00", admin, issue.DeclineSlot, issue.Form{Reason: "不便"})
	require.Contains(t, s.issue.Allowed(youShaoqing), issue.DropSlot)
	require.NotContains(t, s.issue.Allowed(youShaoqing), issue.AskSlot)
	require.Contains(t, s.issue.Allowed(chair), issue.AdmitSlot)
}

// I-9: a wish that a meeting did not hear stands for the next one; one that was
// heard is over, and one whose issue was settled elsewhere has lapsed.
func TestI9_TheWishFollowsTheIssue(t *testing.T) {
	admitted := func() *stage {
		s := newStage(t)
		s.prepared("04-25 10:00")
		s.must("04-26 10:00", youShaoqing, issue.AskSlot, wish)
		s.must("04-26 11:00", coordinator, issue.AdmitSlot, issue.Form{Meeting: may, Slot: at1520})
		s.told("04-26 11:01", "")
		return s
	}
	outcome := func(carried bool) issue.Form {
		return issue.Form{Outcome: &between.Outcome{MeetingID: "m-may", HeldOn: workcal.MustDate("2022-05-10"), CarriedOver: carried}}
	}
	s := admitted()
	s.must("05-10 16:00", org.Clock, issue.Resolve, outcome(true))
	require.Equal(t, issue.SlotAsked, s.issue.Slot.State)
	require.Equal(t, 2, s.issue.Slot.Asks)

	s = admitted()
	s.must("05-10 16:00", org.Clock, issue.Resolve, outcome(false))
	require.Equal(t, issue.SlotHeard, s.issue.Slot.State)

	s = admitted()
	s.must("05-06 16:00", coordinator, issue.TakeOffAgenda, issue.Form{Reason: "会外解决"})
	require.Equal(t, issue.SlotAsked, s.issue.Slot.State)
	s.must("05-06 17:00", dept(housing), issue.SolveOffline, issue.Form{Text: "已接通"})
	require.Equal(t, issue.SlotLapsed, s.issue.Slot.State)
}

// I-9: an unanswered wish reminds the coordinators when its two workdays are over.
func TestI9_AnUnansweredWishReminds(t *testing.T) {
	s := newStage(t)
	s.prepared("04-25 10:00")
	s.must("04-26 10:00", youShaoqing, issue.AskSlot, wish)
	require.Contains(t, s.ring("05-01 10:00"), "slot/1/2022-04-28")
	last := s.events[len(s.events)-1]
	require.Equal(t, "issue.ring.slot", last.Notices[0].Code)
	require.Equal(t, "coordinator", last.Notices[0].To[0].Role)
	require.False(t, slices.Contains(s.ring("05-20 10:00"), "slot/1/2022-04-28"))
}

// An issue born by an earlier life has no such act: its rules stay as they were.
func TestIssuesOfEarlierLivesKnowNoWish(t *testing.T) {
	s := newStage(t)
	s.issue.Head.Life = 3
	s.report("04-25 10:00")
	s.refused("issue.no_such_act", "04-26 10:00", youShaoqing, issue.AskSlot, wish)
}
