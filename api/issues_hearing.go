package api

import (
	"context"

	"github.com/diaodu/diaodu/auth"
	"github.com/diaodu/diaodu/domain/fault"
	"github.com/diaodu/diaodu/domain/issue"
	"github.com/diaodu/diaodu/domain/meeting"
	"github.com/diaodu/diaodu/domain/org"
	"github.com/diaodu/diaodu/domain/workcal"
)

// Hearing is when and where an owner is heard on an issue. It is read from the
// meeting, so that a meeting that moves takes its owners along.
type Hearing struct {
	MeetingID  string            `json:"meeting_id"`
	Title      string            `json:"title" doc:"会议"`
	Date       workcal.Date      `json:"date"`
	From       workcal.TimeOfDay `json:"from" doc:"发言时段"`
	To         workcal.TimeOfDay `json:"to"`
	Place      string            `json:"place,omitempty"`
	StatusText string            `json:"status_text" doc:"会议状态"`
	Way        string            `json:"way,omitempty" doc:"到会、电话或视频"`
	Bring      string            `json:"bring,omitempty" doc:"请准备的材料"`
}

// hearing is the owner's slot on the agenda, nil where there is none: also where
// the coordinator asked the owner in of their own accord.
func (k issueDesk) hearing(ctx context.Context, i *issue.Issue) (*Hearing, error) {
	if i.Meeting.ID == "" {
		return nil, nil
	}
	m, err := k.hears(ctx, i.Meeting.ID)
	if err != nil || m == nil {
		return nil, err
	}
	return hearingAt(langOf(ctx), m, i.ID, i.Slot), nil
}

// hears reads a meeting that is to hear an owner; nil where the order has not reached it yet.
func (k issueDesk) hears(ctx context.Context, id string) (*meeting.Meeting, error) {
	m, err := k.Meetings.Meeting(ctx, id)
	if fault.Is(err, "meeting.not_found") {
		return nil, nil
	}
	return m, err
}

func hearingAt(l lang, m *meeting.Meeting, issueID string, w *issue.SlotWish) *Hearing {
	from, to, ok := m.SlotOf(issueID)
	if !ok {
		return nil
	}
	h := &Hearing{
		MeetingID: m.ID, Title: m.Title(), Date: m.Date, From: from, To: to, Place: m.Place,
		StatusText: wordOf(l, meetingWords.Status, string(m.Status)),
	}
	if w != nil && w.Meeting == m.ID {
		h.Way, h.Bring = wordOf(l, slotWays, w.Way), w.Bring
	}
	return h
}

// agendaOpen refuses an order onto an agenda that is known to take no more, while
// the person can still choose another meeting: the order itself is answered before
// the meeting is asked. One carried out before is not asked again.
func (k issueDesk) agendaOpen(ctx context.Context, i *issue.Issue, cmd issue.Command) error {
	joins := cmd.Act == issue.PutOnAgenda || (cmd.Act == issue.AdmitSlot && i.State != issue.OnAgenda)
	if !joins || cmd.Meeting == nil || cmd.Meeting.ID == "" || i.Did(cmd.Meta.RequestID) {
		return nil
	}
	if i.Expected(cmd.Meta) != nil || i.Check(cmd, k.Now()) != nil {
		return nil // what is wrong with the issue comes first, and the issue says it
	}
	m, err := k.Meetings.Meeting(ctx, cmd.Meeting.ID)
	if err == nil {
		err = m.MayTake(i.ID, cmd.Override)
	}
	if f := fault.Of(err); f != nil {
		return f.On("meeting")
	}
	return err
}

// hearings tells an owner in their list when and where they are heard. Their wishes
// are read together, each meeting once.
func (k issueDesk) hearings(ctx context.Context, lines []IssueLine) error {
	if !auth.Actor(ctx).Has(org.Owner) {
		return nil
	}
	var heard []*IssueLine
	var ids []string
	for n := range lines {
		if l := &lines[n]; l.MeetingID != "" && l.Status == string(issue.OnAgenda) {
			heard, ids = append(heard, l), append(ids, l.ID)
		}
	}
	wishes, err := k.Issues.SlotWishes(ctx, ids)
	if err != nil {
		return err
	}
	meetings := map[string]*meeting.Meeting{}
	for _, l := range heard {
		m, read := meetings[l.MeetingID]
		if !read {
			if m, err = k.hears(ctx, l.MeetingID); err != nil {
				return err
			}
			meetings[l.MeetingID] = m
		}
		if m == nil {
			continue
		}
		var wish *issue.SlotWish
		if w, asked := wishes[l.ID]; asked {
			wish = &w
		}
		l.Hearing = hearingAt(langOf(ctx), m, l.ID, wish)
	}
	return nil
}

// ownersWish is what the agenda shows of an owner's wish to be heard.
type ownersWish struct {
	State     string       `json:"state"`
	StateText string       `json:"state_text"`
	Way       string       `json:"way" doc:"到会、电话或视频"`
	Note      string       `json:"note,omitempty"`
	AskedBy   string       `json:"asked_by"`
	AskedOn   workcal.Date `json:"asked_on"`
	AnswerBy  workcal.Date `json:"answer_by,omitzero"`
	Bring     string       `json:"bring,omitempty"`
}

// wishes joins to the agenda which owners asked to be heard (I-9).
func (k meetingDesk) wishes(ctx context.Context, v *MeetingView) error {
	var ids []string
	for _, it := range v.Items {
		if it.IssueID != "" {
			ids = append(ids, it.IssueID)
		}
	}
	wishes, err := k.Issues.SlotWishes(ctx, ids)
	if err != nil {
		return err
	}
	for n := range v.Items {
		w, asked := wishes[v.Items[n].IssueID]
		if !asked {
			continue
		}
		v.Items[n].Wish = &ownersWish{
			State: string(w.State), StateText: wordOf(langOf(ctx), slotWords, string(w.State)), Way: wordOf(langOf(ctx), slotWays, w.Way), Note: w.Note,
			AskedBy: w.AskedBy, AskedOn: w.AskedOn, AnswerBy: w.AnswerBy, Bring: w.Bring,
		}
	}
	return nil
}

// slotWords and slotWays are the words of an owner's wish to be heard.
var (
	slotWords = map[string]word{
		string(issue.SlotAsked):    {"已申请上会，待答复", "Asked to speak, to be answered"},
		string(issue.SlotPlacing):  {"正在排入会议", "Being put on the agenda"},
		string(issue.SlotAdmitted): {"已安排上会发言", "Will speak at the meeting"},
		string(issue.SlotDeclined): {"未安排上会", "Declined"},
		string(issue.SlotDropped):  {"已撤回上会申请", "Wish withdrawn"},
		string(issue.SlotHeard):    {"已上会", "Heard at the meeting"},
		string(issue.SlotLapsed):   {"上会申请已失效", "Wish lapsed"},
	}
	slotWays = choiceWords(issue.SlotWays)
)

func choiceWords(choices []issue.Choice) map[string]word {
	words := map[string]word{}
	for _, c := range choices {
		words[c.Code] = word{c.Name, phrase(english, c.Name)}
	}
	return words
}
