package issue

import (
	"fmt"
	"slices"
	"strings"

	"github.com/diaodu/diaodu/domain/between"
	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/fault"
	"github.com/diaodu/diaodu/domain/workcal"
)

// SlotState is where the owner's wish to be heard at a meeting stands (I-9).
type SlotState string

const (
	SlotAsked    SlotState = "asked"    // 已申请, 待答复
	SlotPlacing  SlotState = "placing"  // 正在排入会议: admitted, and the meeting has not answered yet
	SlotAdmitted SlotState = "admitted" // 已安排上会
	SlotDeclined SlotState = "declined" // 不予安排
	SlotDropped  SlotState = "dropped"  // 业主已撤回
	SlotHeard    SlotState = "heard"    // 已上会
	SlotLapsed   SlotState = "lapsed"   // 已失效: the issue needs no meeting any more
)

// slotAnswerDays are the workdays within which a wish is answered; ours, as no
// source names a term. The coordinators are reminded when they are over.
const slotAnswerDays = 2

// SlotWays are how an owner may be heard.
var SlotWays = []Choice{{"onsite", "到会发言"}, {"phone", "电话接入"}, {"video", "视频接入"}}

// SlotWish is the owner's wish to be heard at a meeting 上会申请, with the answer.
// When and where is kept by the meeting, which may move: Slot is what was promised
// at the admission.
type SlotWish struct {
	State     SlotState          `json:"state" enum:"asked,placing,admitted,declined,dropped,heard,lapsed"`
	Way       string             `json:"way"` // one of SlotWays
	Note      string             `json:"note,omitempty"`
	AskedBy   string             `json:"asked_by"` // name
	AskedOn   workcal.Date       `json:"asked_on"`
	AnswerBy  workcal.Date       `json:"answer_by,omitzero"` // last day of the answer
	Asks      int                `json:"asks"`               // wishes of this issue so far
	Answered  string             `json:"answered_by,omitempty"`
	AnswerOn  workcal.Date       `json:"answered_on,omitzero"`
	Reason    string             `json:"reason,omitempty"` // of declining, or why an admitted wish stands again
	Meeting   string             `json:"meeting_id,omitempty"`
	Slot      *between.OwnerSlot `json:"slot,omitempty"`
	Bring     string             `json:"bring,omitempty"`     // 请携带
	Admission int                `json:"admission,omitempty"` // seq of the admission
}

func (i *Issue) slotIs(states ...SlotState) bool {
	return i.Slot != nil && slices.Contains(states, i.Slot.State)
}

func (f *Form) checkWay() error {
	if !among(f.Way, SlotWays) {
		return fault.New(fault.Invalid, "issue.slot_way", "no way %q of being heard", f.Way).On("way")
	}
	return nil
}

func (f *Form) checkSlot() error {
	if s := f.Slot; s == nil || s.To <= s.From || s.To > 24*60 {
		return fault.New(fault.Invalid, "issue.slot_time", "slot %v", f.Slot).On("slot")
	}
	return nil
}

// checkSlotAct: one wish at a time; what was asked is answered; onto an agenda
// leads the same door as for any issue (R2).
func (i *Issue) checkSlotAct(cmd Command) error {
	switch cmd.Act {
	case AskSlot:
		if i.slotIs(SlotAsked, SlotPlacing, SlotAdmitted) {
			return i.Beaten(fault.New(fault.Conflict, "issue.slot_asked", "the wish is %s", i.Slot.State))
		}
		return nil
	case AdmitSlot:
		if !i.slotIs(SlotAsked) {
			return i.Beaten(fault.New(fault.Conflict, "issue.slot_not_asked", "nothing is asked"))
		}
		return i.checkAdmission(cmd)
	}
	if !i.slotIs(SlotAsked, SlotAdmitted) {
		return i.Beaten(fault.New(fault.Conflict, "issue.slot_not_asked", "nothing is asked"))
	}
	return nil
}

func (i *Issue) checkAdmission(cmd Command) error {
	if i.State == OnAgenda {
		if cmd.Meeting != nil && cmd.Meeting.ID != i.Meeting.ID {
			return fault.New(fault.Conflict, "issue.slot_other_meeting", "on the agenda of %s", i.Meeting.ID).On("meeting")
		}
		return nil
	}
	if err := needRef("meeting", cmd.Meeting); err != nil {
		return err
	}
	return i.checkAgenda(cmd)
}

// applySlot folds the four acts. The wish is replaced, never written into.
func (i *Issue) applySlot(ev casefile.Event, c Change, today workcal.Date) error {
	w := SlotWish{}
	if i.Slot != nil {
		w = *i.Slot
	}
	was := w.State
	switch ev.Act {
	case AskSlot:
		w = SlotWish{
			State: SlotAsked, Way: c.Way, Note: c.Text, AskedBy: ev.Actor.Name, AskedOn: today,
			AnswerBy: i.Cal.AddWorkdays(today, slotAnswerDays).Date, Asks: w.Asks + 1,
		}
	case DropSlot:
		w.State = SlotDropped
	case DeclineSlot:
		w.State, w.Reason, w.Answered, w.AnswerOn = SlotDeclined, c.Reason, ev.Actor.Name, today
	case AdmitSlot:
		w.State, w.Reason, w.Answered, w.AnswerOn = SlotPlacing, "", ev.Actor.Name, today
		w.Slot, w.Bring, w.Admission = c.Slot, c.Bring, ev.Seq
	}
	i.Slot = &w
	switch {
	case ev.Act == AdmitSlot:
		return i.placeSlot(ev, c)
	case was == SlotAdmitted && i.State == OnAgenda:
		return i.oweSlot(ev, "clear_slot", c)
	}
	return nil
}

// placeSlot asks the meeting for the time: with the item, or for the item that is there.
func (i *Issue) placeSlot(ev casefile.Event, c Change) error {
	if i.State == OnAgenda {
		i.Slot.Meeting = i.Meeting.ID
		return i.oweSlot(ev, "set_slot", c)
	}
	i.Slot.Meeting = c.Meeting.ID
	i.State = OnAgenda
	return i.joinAgenda(ev, c)
}

func (i *Issue) oweSlot(ev casefile.Event, act string, c Change) error {
	return i.Owe(ev.Seq, casefile.Meeting, i.Meeting.ID, act, false, struct {
		Act     string             `json:"act"`
		IssueID string             `json:"issue_id"`
		Slot    *between.OwnerSlot `json:"slot,omitempty"`
		Text    string             `json:"text,omitempty"`
	}{act, i.ID, c.Slot, c.Bring})
}

// hearSlot takes the meeting's answer to an admission. A meeting that has no room
// leaves the wish as it was; the refusal stays among the warnings.
func (i *Issue) hearSlot(t casefile.Told) {
	if !i.slotIs(SlotPlacing) || !strings.HasPrefix(t.Key, fmt.Sprintf("%s:%d:", i.ID, i.Slot.Admission)) {
		return
	}
	w := *i.Slot
	w.State = SlotAdmitted
	if t.Refused != "" {
		w.State, w.Meeting, w.Slot, w.Bring = SlotAsked, "", nil, ""
		w.Answered, w.AnswerOn = "", workcal.Date{}
	}
	i.Slot = &w
}

// followSlot keeps the wish true to where the issue went: it was heard, it waits
// for the next meeting, or there is no meeting left to ask for.
func (i *Issue) followSlot(ev casefile.Event, c Change) {
	if !i.slotIs(SlotAsked, SlotPlacing, SlotAdmitted) {
		return
	}
	w := *i.Slot
	promised := w.State != SlotAsked
	switch {
	case i.State == OnAgenda:
		return
	case ev.Act == Resolve && c.Outcome != nil && !c.Outcome.CarriedOver && promised:
		w.State = SlotHeard
	case !slices.Contains(heard, i.State):
		w.State = SlotLapsed
	case promised: // carried over or taken off: the wish stands for the next meeting
		today := workcal.DateOf(ev.At)
		w.State, w.AnswerBy = SlotAsked, i.Cal.AddWorkdays(today, slotAnswerDays).Date
		w.Asks++
		w.Reason, w.Meeting, w.Slot, w.Bring, w.Answered, w.AnswerOn = c.Reason, "", nil, "", "", workcal.Date{}
	}
	i.Slot = &w
}

// slotAlarms remind the coordinators of a wish that was not answered in time.
func (i *Issue) slotAlarms() []casefile.Alarm {
	if !i.slotIs(SlotAsked) {
		return nil
	}
	return []casefile.Alarm{alarm(keySlot, i.Slot.AnswerBy, i.Slot.Asks, i.Slot.AnswerBy)}
}
