package meeting_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/diaodu/diaodu/domain/between"
	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/meeting"
	"github.com/diaodu/diaodu/domain/org"
	"github.com/diaodu/diaodu/domain/workcal"
)

// Whatever people order, in whatever order: an accepted act folds, refusing
// changes nothing, and folding the events again gives the same meeting. room.try
// checks the first two at every step.
func TestRandomActsNeverBreakAMeeting(t *testing.T) {
	furthest := map[meeting.Status]int{}
	rapid.Check(t, func(rt *rapid.T) {
		r := rapid.SampledFrom(beginnings).Draw(rt, "beginning").room(t)
		for range 80 {
			if rapid.IntRange(0, 3).Draw(rt, "time") == 0 {
				r.sleepUntil(r.at.Add(time.Duration(rapid.IntRange(1, 100).Draw(rt, "hours")) * time.Hour))
			}
			who := rapid.SampledFrom([]org.Actor{coordinator, coordinator, chair, chair, chair, reviewer, water, owner, admin, clock}).Draw(rt, "who")
			cmd := anything(rt, r)
			if may := r.m.Actions(who); len(may) > 0 && rapid.IntRange(0, 4).Draw(rt, "allowed") > 0 {
				cmd.Act = rapid.SampledFrom(may).Draw(rt, "may")
				if ends := cmd.Act == meeting.ActCancel || cmd.Act == meeting.ActPostpone; ends && rapid.IntRange(0, 9).Draw(rt, "ends") > 0 {
					cmd.Act = meeting.ActConvene
				}
			}
			_ = r.try(who, cmd) // a refusal is as good as an event here; try checks both
			furthest[r.m.Status]++
			requireInvariants(t, r)
			if rapid.Bool().Draw(rt, "settle") {
				r.settle()
			}
		}
		requireRefold(t, r)
	})
	require.NotZero(t, furthest[meeting.Signed], "the acts got somewhere: %v", furthest)
}

// beginnings are where the random acts set in.
var beginnings = []struct {
	name string
	room func(*testing.T) *room
}{
	{"planned", opened},
	{"in session", inSession},
	{"closed", func(t *testing.T) *room {
		r := inSession(t)
		r.do(chair, deciding("i1", task("协调绿化用地", waterworks, 3)))
		r.do(chair, act(meeting.ActClose))
		return r
	}},
}

var acts = []string{
	meeting.ActReschedule, meeting.ActCollect, meeting.ActAddItem, meeting.ActAddItem, meeting.ActAddItem, meeting.ActRemoveItem,
	meeting.ActReorder, meeting.ActSetSlot, meeting.ActPosition, meeting.ActTendency, meeting.ActMaterial, meeting.ActLock,
	meeting.ActUnlock, meeting.ActAttendees, meeting.ActUninvite, meeting.ActSignIn, meeting.ActSignIn, meeting.ActWaive, meeting.ActConvene,
	meeting.ActConvene, meeting.ActCall, meeting.ActCall, meeting.ActSpeak, meeting.ActDecide, meeting.ActDecide, meeting.ActDecide,
	meeting.ActCarry, meeting.ActClose, meeting.ActDraft, meeting.ActEdit, meeting.ActReview, meeting.ActReturn, meeting.ActSign,
	meeting.ActIssue, meeting.ActAmend, meeting.ActPropose, meeting.ActConsent, meeting.ActRefuse, meeting.ActHearTask,
	meeting.ActPostpone, meeting.ActSettle, casefile.ActRing, casefile.ActTold, casefile.ActRecalendar, "nonsense",
}

// anything is a command whose fields are plausible, whatever the act.
func anything(rt *rapid.T, r *room) meeting.Command {
	cmd := act(rapid.SampledFrom(acts).Draw(rt, "act"))
	n := func(name string) int { return rapid.IntRange(1, 3).Draw(rt, name) }
	cal := workcal.Embedded()
	cmd.Calendar = &cal
	cmd.Reason, cmd.Text, cmd.Speaker = "工作需要", "意见", "游少卿"
	cmd.Plan = &meeting.Plan{Date: workcal.MustDate("2022-05-01").AddDays(rapid.IntRange(0, 60).Draw(rt, "date"))}
	cmd.ItemID = fmt.Sprintf("i%d", n("item"))
	if r.m.Current != "" && rapid.Bool().Draw(rt, "current") {
		cmd.ItemID = r.m.Current
	}
	e := entry(n("issue"))
	if cmd.Act == meeting.ActAddItem && rapid.Bool().Draw(rt, "plain") {
		e, cmd.Section = between.AgendaEntry{Title: "其他事项"}, meeting.Other
	}
	e.OverrideBy = rapid.SampledFrom([]string{"", "李区长"}).Draw(rt, "override")
	cmd.Entry, cmd.IssueID = &e, e.IssueID
	cmd.Before = fmt.Sprintf("i%d", n("before"))
	cmd.Position = &between.Position{Org: waterworks, Stand: "同意"}
	cmd.Attachment = &casefile.Attachment{FileID: "f-1", Name: "图.pdf"}
	cmd.Attendees = []meeting.Attendee{{Org: waterworks, Name: fmt.Sprint("人", n("guest")), Role: meeting.Attend}}
	cmd.AttendeeID = fmt.Sprintf("a%d", n("attendee"))
	cmd.Presence = rapid.SampledFrom([]meeting.Presence{meeting.Attend, meeting.Excused, meeting.Substitute}).Draw(rt, "presence")
	cmd.Substitute = "郑代会"
	cmd.Resolutions = []meeting.Resolution{task("协调绿化用地", waterworks, n("days"))}
	if rapid.Bool().Draw(rt, "study") {
		cmd.Resolutions = []meeting.Resolution{{Kind: between.DecideStudy, Text: "继续研究"}}
	}
	cmd.Carry = rapid.SampledFrom([]meeting.Carry{meeting.Move, meeting.Duplicate}).Draw(rt, "carry")
	cmd.Parts = []meeting.Paragraph{{Anchor: rapid.SampledFrom([]string{meeting.Preface, "i1", "r1"}).Draw(rt, "anchor"), Text: "会议议定。"}}
	cmd.Version = r.m.Minutes.Version
	cmd.ResolutionID, cmd.AmendmentID = fmt.Sprintf("r%d", n("resolution")), fmt.Sprintf("c%d", n("amendment"))
	cmd.Change = &meeting.Amended{Text: "改为原则同意"}
	if it := r.m.Items; len(it) > 0 && len(it[0].Outcomes) > 0 {
		cmd.Result = &between.TaskResult{TaskID: it[0].Outcomes[0].Task, State: "closed"}
	}
	cmd.Key = r.m.Wake().Key
	return cmd
}

// requireInvariants holds of every meeting at every moment.
func requireInvariants(t *testing.T, r *room) {
	t.Helper()
	ids, issues, tasks := map[string]bool{}, map[string]bool{}, map[string]bool{}
	for _, it := range r.m.Items {
		require.False(t, ids[it.ID], "item %s twice", it.ID)
		require.False(t, it.Issue != "" && issues[it.Issue], "issue %s twice", it.Issue)
		ids[it.ID], issues[it.Issue] = true, true
		require.False(t, it.Carry == meeting.Move && len(it.Outcomes) > 0, "%s is decided and moved", it.ID)
		require.LessOrEqual(t, it.Project, len(r.m.Projects))
		for _, out := range it.Outcomes {
			require.False(t, out.Task != "" && tasks[out.Task], "task %s twice", out.Task)
			tasks[out.Task] = true
		}
	}
	require.True(t, r.m.Current == "" || ids[r.m.Current], "the item being heard is on the agenda")
	require.True(t, r.m.Cal.IsWorkday(r.m.Date), "meetings are on workdays (R1)")
	if r.m.Status == meeting.Issued {
		require.NotEmpty(t, r.m.Minutes.DocNo)
		require.NotEmpty(t, r.m.Minutes.Sealed, "issued unsigned")
	}
	require.Equal(t, r.m.Seq, len(r.events))
}
