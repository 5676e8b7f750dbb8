package meeting_test

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/diaodu/diaodu/domain/between"
	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/meeting"
	"github.com/diaodu/diaodu/domain/workcal"
)

// S1-09 to S1-14: the May meeting of 艾珀耐特, from the agenda to the minutes.
func TestMayMeetingFromAgendaToMinutes(t *testing.T) {
	r := opened(t)
	require.Equal(t, "2022年第1次", r.m.No)
	prepareMay(r)
	require.Equal(t, []string{"triage/1/2022-04-29", "lock/1/2022-05-06", "materials/1/2022-05-07", "owners/1/2022-05-10"}, r.sleepUntil(day("2022-05-10")))
	require.Equal(t, meeting.Locked, r.m.Status)
	holdMay(r)
	requireBirths(t, r)
	r.settle()

	r.do(chair, act(meeting.ActClose))
	require.Equal(t, "2022-05-13", r.m.Minutes.Due.String())
	issueMinutes(r)
	require.Equal(t, "专题会议纪要〔2022〕1号", r.m.Minutes.DocNo)
	require.Equal(t, meeting.Issued, r.m.Status)
	require.False(t, r.m.Minutes.Late)

	for _, out := range r.m.Items[0].Outcomes[:3] {
		r.do(clock, hearing(out.Task, "closed"))
	}
	require.Equal(t, []string{"archive/1/2022-11-06"}, r.sleepUntil(day("2022-12-01")))
	require.True(t, r.m.Done())
	requireRefold(t, r)
}

func hearing(taskID, state string) meeting.Command {
	cmd := act(meeting.ActHearTask)
	cmd.Result = &between.TaskResult{TaskID: taskID, State: state, On: workcal.MustDate("2022-06-02")}
	return cmd
}

func prepareMay(r *room) {
	slot := onItem(meeting.ActSetSlot, "i1")
	slot.Slot = &meeting.Slot{From: 15*60 + 20, To: 15*60 + 35}
	r.do(coordinator, slot)
	invite := act(meeting.ActAttendees)
	invite.Attendees = []meeting.Attendee{{Org: waterworks, Role: meeting.Attend}}
	r.do(coordinator, invite)
}

func holdMay(r *room) {
	r.do(water, signing("a1", meeting.Attend))
	convene := act(meeting.ActConvene)
	convene.Last = &meeting.LastPage{LastTotals: meeting.LastTotals{AsOf: r.at, Total: 3, Done: 3}}
	r.do(coordinator, convene)
	r.do(coordinator, onItem(meeting.ActCall, "i1"))
	speak := onItem(meeting.ActSpeak, "i1")
	speak.Speaker, speak.Text = "游少卿", "生产区域没有接入主供水管道，用水成了最大难题。"
	r.do(coordinator, speak)
	r.do(chair, deciding("i1",
		task("绿化用地协调用于管网改造", greening, 7), task("供水管道牵入施工范围", waterworks, 15), task("架设变压器，提供临时用电", powerworks, 15),
		meeting.Resolution{Kind: between.DecideTaskForce, Text: "成立工作专班", TaskForce: &between.TaskForceBirth{Name: "艾珀耐特用水专班", LeadName: "王统筹"}}))
}

// requireBirths reads what the tasks and the issue are told.
func requireBirths(t *testing.T, r *room) {
	t.Helper()
	require.Len(t, r.m.Owed, 4)
	var first struct {
		Act   string            `json:"act"`
		Birth between.TaskBirth `json:"birth"`
	}
	require.NoError(t, json.Unmarshal(r.m.Owed[0].Command, &first))
	require.Equal(t, "issue", first.Act)
	require.Equal(t, "2022-05-19", first.Birth.Due.String())
	require.Equal(t, "李区长", first.Birth.DecidedBy)
	require.Nil(t, first.Birth.TaskForce, "the issue sets it up, once")
	require.True(t, r.m.Owed[0].Start)
	var word struct {
		Outcome between.Outcome `json:"outcome"`
	}
	require.NoError(t, json.Unmarshal(r.m.Owed[3].Command, &word))
	require.Len(t, word.Outcome.TaskIDs, 3)
	require.Equal(t, "艾珀耐特用水专班", word.Outcome.TaskForce.Name)
}

// issueMinutes takes the minutes of a closed meeting through all four hands.
func issueMinutes(r *room) {
	draft := act(meeting.ActDraft)
	draft.Parts = []meeting.Paragraph{{Anchor: meeting.Preface, Text: "5月10日，区政府召开会议。"}, {Anchor: "i1", Text: "由园林绿化牵头……"}}
	r.do(coordinator, draft)
	signMinutes(r)
	r.do(coordinator, act(meeting.ActIssue))
}

// signMinutes has the present version reviewed and signed.
func signMinutes(r *room) {
	review := act(meeting.ActReview)
	review.Version = r.m.Minutes.Version
	r.do(reviewer, review)
	sign := act(meeting.ActSign)
	sign.Version = r.m.Minutes.Version
	r.do(chair, sign)
}

// requireRefold folds the events again, from JSON, and expects the same state.
func requireRefold(t *testing.T, r *room) {
	t.Helper()
	again := &meeting.Meeting{Head: casefile.Head{ID: r.m.ID, Kind: casefile.Meeting}}
	for _, ev := range r.events {
		body, err := json.Marshal(ev)
		require.NoError(t, err)
		var copied casefile.Event
		require.NoError(t, json.Unmarshal(body, &copied))
		require.NoError(t, again.Apply(copied))
	}
	body, err := json.Marshal(again)
	require.NoError(t, err)
	require.JSONEq(t, r.state(), string(body))
}
