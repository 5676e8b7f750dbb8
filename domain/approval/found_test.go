package approval

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/diaodu/diaodu/domain/org"
	"github.com/diaodu/diaodu/domain/workcal"
)

// What random processes (TestApprovalsSurviveAnything) found, each by itself.

const acceptedInANotice = `
process: notice-first
name: 公示中受理
matter: {code: N, authority: bureau}
limits: {statutory: 20, promised: 10}
steps:
  - parallel: both
    branches:
      - {steps: [{notice: publish, name: 公示, days: 5, excluded: true, by: {role: dept_lead}}]}
      - {steps: [{stage: accept, name: 受理, accepts: true, by: {role: dept_receiver}}]}
  - {stage: sign, by: {role: dept_lead}}
`

// The clocks of the case stand still, too, where they start while it does.
func TestE18AClockThatStartsWhileTheCaseStandsStillStandsStill(t *testing.T) {
	d := newDesk(t, acceptedInANotice)
	d.yes(window)
	require.True(t, d.a.Law.Paused() && d.a.Promise.Paused())
	d.until("2022-05-25", 10, 0)
	require.Equal(t, []string{"sign"}, d.open(), "the notice ended on the 19th")
	r := d.a.Law.Read(d.a.Cal, workcal.MustDate("2022-05-25"))
	require.Equal(t, []int{4, 5}, []int{r.Elapsed, r.PausedDays}, "the 20th, 23rd, 24th and 25th count; the 13th to 19th do not")
}

const looping = `
process: looping
name: 循环
matter: {code: L, authority: bureau}
rules: {starter: skip}
steps:
  - {stage: first, by: {role: dept_receiver}}
  - {stage: own, by: {user: owner}}
  - {goto: own, id: again, when: case.round < 3}
  - {stage: last, by: {role: dept_lead}}
`

// A loop until some round comes to it, also where nobody has to decide on the way.
func TestALoopThatNobodyHasToDecideEndsByItsRound(t *testing.T) {
	d := blankDesk(t)
	d.people["user:owner"] = []Person{row(owner)}
	require.NoError(t, d.submit(parse(t, looping)))
	d.yes(window)
	require.Equal(t, []string{"last"}, d.open())
	require.Equal(t, []int{3, 3}, []int{d.a.Round, d.a.latest("own", "").Round})
}

const afterEach = `
process: after-each
name: 逐单位之后
matter: {code: A, authority: bureau}
form: {type: object, properties: {units: {type: array, items: {type: string}}}}
steps:
  - each: units
    over: units
    steps: [{stage: unit, by: {role: handler, org_field: item}}]
  - {stage: sum, by: {role: dept_receiver}, within: 2, late: {then: return}, return: {to: [previous]}}
`

// What came before may be one unit's step of an each block that is over: a return,
// by a person or by the clock, leads into it and leaves the other units' decisions.
func TestE13AReturnToThePreviousStepGoesIntoAnEachBlock(t *testing.T) {
	for _, late := range []bool{false, true} {
		d := newDesk(t, afterEach, "units", []string{"fire", "water"})
		d.yes(water)
		d.yes(fire)
		require.Equal(t, []StepRef{{Step: "unit"}}, d.a.See(window, d.now).Seats[0].ReturnTo)
		if late {
			d.until("2022-05-17", 0, 1)
		} else {
			d.must(window, ActReturn, Form{Opinion: "退"})
		}
		require.Equal(t, []string{"unit@fire"}, d.open(), "the last who decided")
		d.yes(fire)
		require.Equal(t, []string{"sum"}, d.open())
	}
}

const ownQuorum = `
process: own-quorum
name: 法定人数
matter: {code: Q, authority: bureau}
rules: {starter: skip}
steps:
  - {stage: vote, mode: vote, by: [{user: owner}, {user: fire}], vote: {quorum: %d}}
`

// The applicant's own seat is not skipped where the vote would then lack its
// quorum, and so be lost whatever the others say: somebody else is appointed.
func TestE26ASkippedSeatLeavesTheVoteItsQuorum(t *testing.T) {
	for quorum, state := range map[int]SeatState{1: Passed, 2: Held} {
		d := blankDesk(t)
		d.know(owner)
		require.NoError(t, d.submit(parse(t, fmt.Sprintf(ownQuorum, quorum))))
		require.Equal(t, state, d.a.Seats[0].State)
		d.yes(fire)
		if state == Held {
			require.Equal(t, 1, d.heard("approval.starter"))
			d.must(keeper, ActAppoint, Form{Seat: d.a.Seats[0].ID, People: []Person{row(eco)}, Reason: "申请人回避"})
			d.yes(eco)
		}
		require.Equal(t, Approved, d.a.Status)
	}
}

// The applicant's turn after a return is no seat that was added.
func TestE24TheApplicantsTurnCannotBeRemoved(t *testing.T) {
	d := newDesk(t, permit, "area", 500)
	d.must(window, ActReturn, Form{To: ToStarter, Opinion: "退"})
	seat := d.a.Seats[len(d.a.Seats)-1].ID
	d.refuses("approval.hand_in_again", keeper, ActCutSign, Form{Seat: seat})
}

// Where whoever lent a post's seat has left, the post takes it back.
func TestE21ThePostTakesBackWhatALeaverLent(t *testing.T) {
	d := newDesk(t, acceptedInANotice)
	seat := d.a.Seats[0].ID
	d.know(someone("window2", "bureau", org.DeptReceiver))
	d.must(window, ActDelegate, Form{Seat: seat, People: []Person{row(eco)}})
	d.leaves(window)
	d.must(org.Clock, ActPeople, Form{People: []Person{row(window)}, Roster: d.find(d.a.AsksAbout("window", nil))})
	require.Empty(t, d.a.seat(seat).User.UserID)
	window2 := someone("window2", "bureau", org.DeptReceiver)
	d.refuses("approval.lent", window2, ActApprove, Form{Seat: seat})
	d.must(window2, ActRecall, Form{Seat: seat})
	d.must(window2, ActApprove, Form{Seat: seat})
}

const fewToVote = `
process: few-to-vote
name: 人数不足
matter: {code: Q, authority: bureau}
steps:
  - {stage: vote, mode: vote, by: [{role: handler, org: water, each: true}], vote: {quorum: 2}}
`

// A vote that finds fewer people than its quorum is held for the keeper; an
// application born before goes on as it did, and loses it.
func TestE05AVoteWithoutItsQuorumWaitsForTheKeeper(t *testing.T) {
	d := newDesk(t, fewToVote)
	require.Equal(t, 1, d.heard("approval.quorum"))
	require.Equal(t, []any{Held, "quorum"}, []any{d.a.Seats[1].State, d.a.Seats[1].Why})
	d.yes(water)
	require.Equal(t, []string{"vote"}, d.open())
	d.refuses("approval.too_few", keeper, ActCutSign, Form{Seat: "s2"})
	d.must(keeper, ActAppoint, Form{Seat: "s2", People: []Person{row(eco)}, Reason: "只有一人"})
	d.yes(eco)
	require.Equal(t, Approved, d.a.Status)

	d = blankDesk(t)
	d.a.Life = 2
	require.NoError(t, d.submit(parse(t, fewToVote)))
	d.yes(water)
	require.Equal(t, Rejected, d.a.Status)
}

// Whoever comes to the post fills the vote, too.
func TestE28WhoeverComesFillsTheVote(t *testing.T) {
	d := newDesk(t, fewToVote)
	water2 := someone("water2", "water", org.Handler)
	d.know(water2)
	d.must(org.Clock, ActPeople, Form{People: []Person{row(water2)}, Roster: d.find(d.a.AsksAbout("water2", []string{PostKey(string(org.Handler), "water")}))})
	d.yes(water2)
	d.yes(water)
	require.Equal(t, Approved, d.a.Status)
}

// A running vote that moves to a definition with a higher quorum is not lost by it.
func TestE31AMigrationToAHigherQuorumWaitsForTheKeeper(t *testing.T) {
	d := newDesk(t, strings.Replace(fewToVote, "quorum: 2", "quorum: 1, late: true", 1))
	to := parse(t, fewToVote)
	d.must(keeper, ActMigrate, Form{Reason: "新版", Definition: &to})
	require.Equal(t, []any{2, Held}, []any{len(d.a.Seats), d.a.Seats[1].State})
}

// The number of a result shows the year of the decision and its place in it.
func TestAResultIsNumberedByYear(t *testing.T) {
	const text = `
process: land
name: 供地
matter: {code: L, authority: bureau, number: "%s"}
steps: [{stage: sign, by: {role: handler, org: water}}]
`
	for _, c := range []struct {
		life             int
		template, series string
	}{
		{Life, "荣府地〔{year}〕%d号", "result/荣府地〔2023〕%d号"}, {2, "荣府地〔{year}〕%d号", "result/荣府地〔2023〕%d号"},
		{Life, "荣地%04d号", "result/荣地%d号"}, {2, "荣地%04d号", "result/L/2023"},
	} {
		d := blankDesk(t)
		d.a.Life = c.life
		require.NoError(t, d.submit(parse(t, strings.Replace(text, "%s", c.template, 1))))
		d.now = workcal.MustDate("2022-12-31").At(23, 59).Add(2 * time.Minute)
		d.yes(water)
		require.Equal(t, Approved, d.a.Status)
		s := d.events[len(d.events)-1].Series
		require.Equal(t, c.series, s.Name)
		require.Equal(t, fmt.Sprintf(s.Format, 1), d.a.End.Number)
	}
}

const twoBlocks = `
process: two-blocks
name: 两段
matter: {code: B, authority: bureau}
form: {type: object, properties: {units: {type: array, items: {type: string}}}}
steps:
  - each: first
    over: units
    steps:
      - {stage: unit, by: {role: handler, org_field: item}}
      - {stage: check, by: {role: dept_receiver}}
  - {stage: sum, by: {role: dept_lead}, return: {resume: direct}}
`

// A direct return into a block that was left leads straight back out of it: the
// block does not wait on, and opens nothing a second time.
func TestE08ADirectReturnLeavesTheBlockItOpenedAgain(t *testing.T) {
	d := newDesk(t, twoBlocks, "units", []string{"fire"})
	d.yes(fire)
	d.yes(window)
	require.Equal(t, []string{"sum"}, d.open())
	d.must(head, ActReturn, Form{To: "unit", Item: "fire", Opinion: "退"})
	require.Equal(t, []string{"unit@fire"}, d.open())
	d.yes(fire)
	require.Equal(t, []string{"sum"}, d.open())
	require.False(t, d.a.latest("first", "").Open)
	require.Equal(t, 1, len(d.a.latest("first", "").Done))
	d.must(fire, ActTakeBack, Form{Seat: d.a.seated(d.a.latest("unit", "fire").N)[0].ID, Reason: "再看"})
	require.Equal(t, []string{"unit@fire"}, d.open())
	require.True(t, d.a.latest("first", "").Open)
	d.yes(fire)
	d.yes(head)
	require.Equal(t, Approved, d.a.Status)
}
