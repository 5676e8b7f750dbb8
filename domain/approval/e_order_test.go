package approval

import (
	"encoding/json"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/fault"
)

const threeSign = `
process: sign
name: 会签
matter: {code: S, authority: bureau}
steps:
  - stage: all
    name: 会签
    mode: all
    by: [{role: handler, org: fire}, {role: handler, org: water}, {role: handler, org: road}]
    within: 5
  - stage: next
    name: 签发
    by: {role: dept_lead}
    within: 2
`

const anyOf = `
process: any
name: 或签
matter: {code: S, authority: bureau}
steps:
  - stage: any
    name: 或签
    mode: any
    by: [{role: handler, org: fire}, {role: handler, org: water}, {role: handler, org: road}]
    within: 5
  - stage: next
    name: 签发
    by: {role: dept_lead}
`

// ended counts the openings of a step that ended with an outcome.
func (d *desk) ended(step, outcome string) int {
	n := 0
	for _, r := range d.a.Runs {
		if r.Step == step && !r.Open && r.Outcome == outcome {
			n++
		}
	}
	return n
}

// E1: in whatever order the last votes are put, each is recorded, the stage
// decides once and the next one opens once.
func TestE01EveryOrderOfTheVotesDecidesTheStageOnce(t *testing.T) {
	for _, order := range [][]int{{0, 1, 2}, {0, 2, 1}, {1, 0, 2}, {1, 2, 0}, {2, 0, 1}, {2, 1, 0}} {
		d := newDesk(t, threeSign)
		people := everyone[5:8] // fire, water, road
		for i, k := range order {
			require.Equal(t, []string{"all"}, d.open(), "%d votes", i)
			d.yes(people[k])
		}
		require.Equal(t, []string{"next"}, d.open())
		require.Equal(t, 1, d.ended("all", Pass))
		for _, s := range d.a.seated(1) {
			require.Equal(t, Yes, s.State)
			require.NotEmpty(t, s.By.UserID)
		}
		require.Len(t, d.a.Runs, 2)
	}
}

// Both clicks were judged on the same state; the one that comes second is judged
// anew, as the workflow does, and decides nothing twice.
func TestE01TheSecondOfTwoClicksIsJudgedOnWhatTheFirstMade(t *testing.T) {
	d := newDesk(t, threeSign)
	d.yes(fire)
	second := Command{Order: casefile.Order{Act: ActApprove, Meta: casefile.Meta{RequestID: "w", Actor: water}}, Form: Form{Opinion: "同意"}}
	require.NoError(t, d.a.Check(second, d.now))
	d.yes(road)
	require.Equal(t, []string{"all"}, d.open())
	require.NoError(t, d.order(second))
	require.Equal(t, []string{"next"}, d.open())
	stale, err := d.a.Decide(second, d.now)
	require.Equal(t, "approval.already_decided", fault.Of(err).Code)
	require.Zero(t, stale.Seq)
}

// E2: the first decides; the second is told by whom, when and how, gets the words
// back, and leaves no event.
func TestE02TheSecondOf或签IsToldWhoDecided(t *testing.T) {
	for _, first := range []string{ActApprove, ActReject} {
		d := newDesk(t, anyOf)
		d.must(fire, first, Form{Opinion: "先到"})
		seq := d.a.Seq
		if first == ActReject {
			f := d.refuses("approval.ended", water, ActApprove, Form{Opinion: "我也同意"})
			require.Equal(t, fault.Conflict, f.Kind)
			require.Equal(t, "名fire", f.Args["winner"])
			require.Equal(t, "fire", f.Args["by_id"])
			require.Equal(t, "rejected", f.Args["outcome"])
			require.Equal(t, "我也同意", f.Args["opinion"])
			require.Equal(t, seq, d.a.Seq)
			continue
		}
		f := d.refuses("approval.already_decided", water, ActApprove, Form{Opinion: "我也同意"})
		require.Equal(t, fault.Conflict, f.Kind)
		require.Equal(t, "名fire", f.Args["by"])
		require.Equal(t, "fire", f.Args["by_id"])
		require.Equal(t, "approved", f.Args["outcome"])
		require.Equal(t, "2022-05-12 10:00:00", f.Args["at"])
		require.Equal(t, "我也同意", f.Args["opinion"])
		require.Equal(t, seq, d.a.Seq)
		require.Equal(t, []string{"next"}, d.open())
	}
}

// E3: a request id is carried out once, also after the state has travelled to
// another run and after the case has ended; another order under it is refused.
func TestE03TheSameRequestIsAnsweredOnce(t *testing.T) {
	d := newDesk(t, anyOf)
	d.yes(fire)
	last := d.events[len(d.events)-1]
	check := func(a *Approval) {
		seq, err := a.Answered(last.RequestID, last.Fingerprint)
		require.NoError(t, err)
		require.Equal(t, last.Seq, seq)
		_, err = a.Answered(last.RequestID, "something else")
		require.Equal(t, fault.Reused, fault.Of(err).Kind)
	}
	check(d.a)
	var travelled Approval
	require.NoError(t, json.Unmarshal([]byte(mustJSON(t, d.a)), &travelled))
	check(&travelled)
	d.no(head)
	require.False(t, d.a.Status.Live())
	check(d.a)
}

// E4: whatever is ordered after the end is refused with the end, never with
// anything that looks like a failure of ours.
func TestE04AnOrderAfterTheEndIsRefusedWithTheEnd(t *testing.T) {
	d := newDesk(t, anyOf)
	d.no(fire)
	require.Equal(t, Rejected, d.a.Status)
	allowed := []string{ActNote, ActRead, ActVoid, ActSubEnded, casefile.ActRing, casefile.ActTold, casefile.ActRecalendar, ActSubmit}
	for act := range acts {
		if slices.Contains(allowed, act) {
			continue
		}
		err := d.do(owner, act, Form{Opinion: "晚了", Reason: "晚了"})
		require.Equal(t, "approval.ended", fault.Of(err).Code, act)
		require.Equal(t, fault.Conflict, fault.Of(err).Kind)
		require.Equal(t, "rejected", fault.Of(err).Args["status"])
	}
}

// A command for an old round is refused, never applied.
func TestE01ACommandOfAnOldRoundIsStale(t *testing.T) {
	d := newDesk(t, permit, "area", 500)
	d.yes(window)
	d.must(fire, ActReturn, Form{To: "accept", Opinion: "重核"})
	d.yes(window)
	f := d.refuses("approval.stale_round", water, ActApprove, Form{Seat: "s3", Round: 1})
	require.Equal(t, 2, f.Args["now"])
	d.refuses("approval.stale_round", water, ActApprove, Form{Round: 1})
	d.must(water, ActApprove, Form{Round: 2})
}

// E7: whoever had not decided keeps a row that says why and by which event, and
// hears of it; so does a post that nobody had claimed.
func TestE07SiblingsAreLiftedWithAReasonAndTold(t *testing.T) {
	d := newDesk(t, anyOf)
	d.must(water, ActClaim, Form{})
	before := d.heard("approval.lifted")
	d.yes(fire)
	var to []casefile.Audience
	for _, n := range d.told {
		if n.Code == "approval.lifted" {
			to = append(to, n.To...)
		}
	}
	require.Equal(t, before+1, d.heard("approval.lifted"))
	require.ElementsMatch(t, []casefile.Audience{{UserID: "water"}, {Role: "handler", OrgID: "road"}}, to)
	for _, id := range []string{"s2", "s3"} {
		s := d.a.seat(id)
		require.Equal(t, Lifted, s.State)
		require.Equal(t, Open, s.Was)
		require.Equal(t, Pass, s.Why)
		require.Equal(t, d.events[len(d.events)-1].Seq, s.Seq)
	}
	require.Len(t, d.a.Seats, 4, "no row is gone")
}

// E7, 一票否决: the rest of a vote is lifted, not deleted.
func TestE07AVetoLiftsTheRest(t *testing.T) {
	d := newDesk(t, `
process: veto
name: 否决
matter: {code: S, authority: bureau}
steps:
  - stage: vote
    mode: vote
    veto: [dept_lead]
    by: [{role: dept_lead}, {role: handler, org: fire}, {role: handler, org: water}, {role: handler, org: road}]
    vote: {threshold: 50}
`)
	d.no(fire)
	require.Equal(t, Running, d.a.Status, "one of four vetoes nothing")
	d.no(head)
	require.Equal(t, Rejected, d.a.Status)
	require.Equal(t, Lifted, d.a.seat("s3").State)
	require.Equal(t, Fail, d.a.seat("s3").Why)
}
