package issue_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/diaodu/diaodu/domain/between"
	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/issue"
	"github.com/diaodu/diaodu/domain/org"
	"github.com/diaodu/diaodu/domain/workcal"
)

var everybody = []org.Actor{
	youShaoqing, youShaoqing, stranger, coordinator, coordinator, colleague, chair, admin,
	dept(housing), dept(housing), dept(water), dept(greening), org.Clock, org.Clock, org.Clock,
}

// Whatever people do, at whatever hour and on whatever day: judging agrees with
// deciding and a refusal is a fault (play checks both), every alarm rings once, an
// open issue is in somebody's hands, and its clock stands exactly while it is with
// its owner.
func TestIssuesSurviveAnything(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		r := &run{stage: newStage(rt), now: at("01-01 00:00").Add(time.Duration(rapid.IntRange(0, 300*24).Draw(rt, "begins")) * time.Hour)}
		require.NoError(rt, r.orders(youShaoqing, issue.Report, waterReport()))
		if rapid.Bool().Draw(rt, "at work") {
			require.NoError(rt, r.orders(coordinator, issue.Accept, issue.Form{}))
			require.NoError(rt, r.orders(coordinator, issue.Dispatch, issue.Form{Grade: issue.Major, Lead: &housing}))
		}
		for range rapid.IntRange(5, 40).Draw(rt, "steps") {
			switch rapid.IntRange(0, 4).Draw(rt, "what") {
			case 0:
				r.sleep(rt, time.Duration(rapid.IntRange(1, 100).Draw(rt, "hours"))*time.Hour)
			case 1:
				r.answer(rt)
			default:
				r.act(rt)
			}
			r.holds(rt)
		}
		r.sleep(rt, 120*24*time.Hour)
		r.holds(rt)
	})
}

// run is one random story of an issue.
type run struct {
	*stage
	now  time.Time
	rang []string
}

func (r *run) orders(a org.Actor, act string, f issue.Form) error {
	r.n++
	return r.play(issue.Command{
		Order: casefile.Order{Meta: casefile.Meta{RequestID: fmt.Sprint("r", r.n), Actor: a}, Act: act}, Form: f,
	}, r.now)
}

func (r *run) sleep(rt *rapid.T, d time.Duration) {
	r.now = r.now.Add(d)
	for _, key := range r.ringTill(r.now) {
		require.NotContains(rt, r.rang, key, "an alarm rings once")
		r.rang = append(r.rang, key)
	}
}

// answer takes in what other cases say to what the issue owes them.
func (r *run) answer(rt *rapid.T) {
	if len(r.issue.Owed) == 0 {
		return
	}
	e := r.issue.Owed[0]
	o := casefile.Order{
		Meta: casefile.Meta{RequestID: "told:" + e.Key, Actor: org.Clock}, Act: casefile.ActTold,
		Told: []casefile.Told{{
			Key: e.Key, Kind: e.Kind, CaseID: e.CaseID, Act: e.Act,
			Refused: rapid.SampledFrom([]string{"", "", "meeting.agenda_locked"}).Draw(rt, "told"),
		}},
	}
	require.NoError(rt, r.play(r.issue.Order(o), r.now))
}

// act lets somebody try something, most often something they may do.
func (r *run) act(rt *rapid.T) {
	able := slices.DeleteFunc(slices.Clone(everybody), func(a org.Actor) bool { return len(r.mayDo(a)) == 0 })
	a, names := rapid.SampledFrom(able).Draw(rt, "who"), []string(nil)
	if rapid.IntRange(0, 9).Draw(rt, "wild") == 0 {
		a = rapid.SampledFrom(everybody).Draw(rt, "anybody")
		names = []string{issue.Accept, issue.ReturnInfo, issue.Supplement, issue.Dispatch, issue.Confirm, issue.Reopen, issue.Verify, issue.Withdraw, issue.Merge, issue.AskReject}
	} else {
		names = r.mayDo(a)
	}
	_ = r.orders(a, rapid.SampledFrom(names).Draw(rt, "act"), r.form(rt)) // refusals are fine; play checks that they are clean
}

func (r *run) mayDo(a org.Actor) []string {
	if a.Has(org.System) {
		return []string{issue.Resolve, issue.HearTask}
	}
	// What ends an issue early is tried among the wild ones, or few stories got far.
	return slices.DeleteFunc(r.issue.Allowed(a), func(act string) bool {
		return act == issue.Withdraw || act == issue.Merge || act == issue.AskReject
	})
}

// form fills every field with something that might do.
func (r *run) form(rt *rapid.T) issue.Form {
	today := workcal.DateOf(r.now)
	unit := rapid.SampledFrom([]*between.Unit{nil, &housing, &water, &greening}).Draw(rt, "unit")
	outcome := between.Outcome{
		MeetingID: may.ID, HeldOn: today, ItemID: "i1", Kinds: []between.ResolutionKind{"note"}, Texts: []string{"同意"},
		DecidedBy: "李区长", CarriedOver: rapid.Bool().Draw(rt, "carried"),
	}
	result := between.TaskResult{On: today, State: rapid.SampledFrom([]string{"closed", "cancelled", "reopened"}).Draw(rt, "ended")}
	if n := len(r.issue.Tasks); n > 0 {
		result.TaskID = r.issue.Tasks[rapid.IntRange(0, n-1).Draw(rt, "task")].ID
	}
	return issue.Form{
		Reason: rapid.SampledFrom([]string{"情况有变化，请重新安排", ""}).Draw(rt, "reason"), Basis: "条例第五条", Text: "已联系现场",
		Facts: &fiveElements, Grade: rapid.SampledFrom([]issue.Grade{issue.Ordinary, issue.Coordination, issue.Major}).Draw(rt, "grade"),
		Lead: unit, Better: unit, Class: "water.supply", Into: &issue.Ref{ID: "i-other", No: "R-2022-05-0099"}, PreCoord: "已会商", Tendency: "同意",
		Meeting: may, Forum: rapid.SampledFrom([]between.Forum{"", between.Monthly, between.Quarterly, between.OnSite}).Draw(rt, "forum"),
		Way: "phone", Slot: at1520, Outcome: &outcome, Result: &result,
		Task:   &between.TaskBirth{Content: "敷设供水管道80米", Standard: "通水", Lead: water, Due: today.AddDays(30)},
		Rating: rapid.IntRange(0, 5).Draw(rt, "rating"), Comment: "已解决", Channel: "phone", Reached: rapid.Bool().Draw(rt, "reached"),
		ReviewOn: today.AddDays(rapid.IntRange(0, 60).Draw(rt, "review")),
	}
}

// holds checks what must always be true.
func (r *run) holds(rt *rapid.T) {
	i, over := &r.issue, []issue.State{issue.Closed, issue.ClosedUnconfirmed, issue.Rejected, issue.Withdrawn, issue.Merged}
	if !slices.Contains(over, i.State) {
		require.NotNil(rt, i.Ball(), "nobody has to move: %s", i.State)
	}
	if i.Clock.Paused() {
		require.Equal(rt, issue.ReturnedForInfo, i.State, "the clock stands though the owner has answered")
	}
	if i.State == issue.ReturnedForInfo {
		require.False(rt, i.Clock.Running(), "the clock runs while the owner is asked")
	}
	for n, p := range i.Clock.Pauses {
		require.False(rt, !p.To.IsZero() && p.To.Before(p.From.AddDays(-1)), "pause %d ends before it begins", n)
		require.False(rt, p.From.Before(i.Clock.Start), "pause %d begins before the clock", n)
	}
	_ = i.ViewFor(rapid.SampledFrom(everybody).Draw(rt, "reader"), r.now)
}
