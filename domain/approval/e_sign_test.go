package approval

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/diaodu/diaodu/domain/fault"
	"github.com/diaodu/diaodu/domain/org"
)

// adds makes the order of adding signers.
func adds(position string, advisory bool, people ...org.Actor) Form {
	f := Form{Position: position, Advisory: advisory}
	for _, p := range people {
		f.People = append(f.People, row(p))
	}
	return f
}

// one is a stage of one person, then another.
const one = `
process: one
name: 加签
matter: {code: O, authority: bureau}
steps:
  - {stage: first, by: {role: dept_receiver}}
  - {stage: work, by: {user: clerk}, within: 3, return: {to: [first]}%s}
  - {stage: last, by: {role: dept_lead}}
`

func oneDesk(t *testing.T, more string) *desk {
	d := newDesk(t, strings.Replace(one, "%s", more, 1))
	d.yes(window)
	return d
}

func (d *desk) seatOf(user string) *Seat {
	for i := len(d.a.Seats) - 1; i >= 0; i-- {
		if d.a.Seats[i].User.UserID == user {
			return &d.a.Seats[i]
		}
	}
	d.t.Fatalf("no seat of %s", user)
	return nil
}

func TestE23BeforeMeTheSeatWaits(t *testing.T) {
	d := oneDesk(t, "")
	d.must(clerk, ActAddSign, adds(BeforeMe, false, fire, water))
	d.refuses("approval.signers_first", clerk, ActApprove, Form{})
	d.refuses("approval.signers_first", clerk, ActReject, Form{Opinion: "x"})
	d.yes(fire)
	d.refuses("approval.signers_first", clerk, ActApprove, Form{})
	d.yes(water)
	require.Equal(t, Open, d.seatOf("clerk").State)
	d.yes(clerk)
	require.Equal(t, []string{"last"}, d.open())
}

func TestE23ABindingRejectionIsTheSeatsAnAdvisoryOneIsNot(t *testing.T) {
	d := oneDesk(t, "")
	d.must(clerk, ActAddSign, adds(BeforeMe, false, fire, water))
	d.no(fire)
	require.Equal(t, Rejected, d.a.Status)
	s := d.seatOf("clerk")
	require.Equal(t, []any{No, "fire", "signer"}, []any{s.State, s.By.UserID, s.Why}, "never written as if the clerk had rejected")
	require.Equal(t, Lifted, d.seatOf("water").State)

	d = oneDesk(t, "")
	d.must(clerk, ActAddSign, adds(BeforeMe, true, fire))
	d.no(fire)
	require.Equal(t, []any{Advised, Fail}, []any{d.seatOf("fire").State, d.seatOf("fire").Out})
	d.yes(clerk)
	require.Equal(t, []string{"last"}, d.open())
}

func TestE23AfterMeTheApprovalIsProvisional(t *testing.T) {
	d := oneDesk(t, "")
	d.must(clerk, ActAddSign, adds(AfterMe, false, fire, water))
	require.Equal(t, Queued, d.seatOf("fire").State)
	d.refuses("approval.not_your_turn", fire, ActApprove, Form{})
	d.yes(clerk)
	require.Equal(t, Provisional, d.seatOf("clerk").State)
	require.Equal(t, []string{"work"}, d.open())
	d.refuses("approval.already_decided", clerk, ActApprove, Form{})
	d.yes(fire)
	d.yes(water)
	require.Equal(t, []any{Yes, "clerk"}, []any{d.seatOf("clerk").State, d.seatOf("clerk").By.UserID})
	require.Equal(t, []string{"last"}, d.open())

	d = oneDesk(t, "")
	d.must(clerk, ActAddSign, adds(AfterMe, false, fire))
	d.no(clerk)
	require.Equal(t, Rejected, d.a.Status, "only an approval waits")
	require.Equal(t, []any{Lifted, "parent"}, []any{d.seatOf("fire").State, d.seatOf("fire").Why})

	d = oneDesk(t, "")
	d.must(clerk, ActAddSign, adds(AfterMe, false, fire))
	d.yes(clerk)
	d.no(fire)
	require.Equal(t, Rejected, d.a.Status)
}

// One more beside a single approver is awaited, too: the stage does not pass
// without whoever was added to it.
func TestE23BesideMeIsOneMoreOfTheStage(t *testing.T) {
	d := oneDesk(t, "")
	d.must(clerk, ActAddSign, adds(Beside, false, fire))
	d.yes(clerk)
	require.Equal(t, []string{"work"}, d.open())
	d.yes(fire)
	require.Equal(t, []string{"last"}, d.open())

	d = oneDesk(t, "")
	d.must(clerk, ActAddSign, adds(Beside, true, fire))
	d.yes(clerk)
	require.Equal(t, []string{"last"}, d.open(), "an advisory one is not waited for")
	require.Equal(t, Lifted, d.seatOf("fire").State)

	d = newDesk(t, anyOf)
	d.must(fire, ActAddSign, adds(Beside, false, eco))
	d.yes(eco)
	require.Equal(t, []string{"next"}, d.open(), "或签 stays 或签")

	d = newDesk(t, strings.Replace(threeSign, "mode: all", "mode: ordered", 1))
	d.must(fire, ActAddSign, adds(Beside, false, eco, power))
	d.yes(fire)
	d.refuses("approval.not_your_turn", water, ActApprove, Form{})
	d.yes(eco)
	d.yes(power)
	d.yes(water)
	d.yes(road)
	require.Equal(t, []string{"next"}, d.open(), "依次 stays 依次")
}

func TestE23SignersOfSignersNest(t *testing.T) {
	d := oneDesk(t, "")
	d.must(clerk, ActAddSign, adds(BeforeMe, false, fire))
	d.must(fire, ActAddSign, adds(AfterMe, false, water))
	d.must(fire, ActAddSign, adds(BeforeMe, true, road))
	d.refuses("approval.signers_first", fire, ActApprove, Form{})
	d.no(road)
	d.yes(fire)
	require.Equal(t, []SeatState{Queued, Provisional, Open, Advised}, states(d, 2))
	d.yes(water)
	require.Equal(t, []SeatState{Open, Yes, Yes, Advised}, states(d, 2))
	d.yes(clerk)
	require.Equal(t, []string{"last"}, d.open())

	d = oneDesk(t, "")
	d.must(clerk, ActAddSign, adds(AfterMe, true, fire))
	d.yes(clerk)
	d.must(fire, ActAddSign, adds(BeforeMe, false, water))
	d.no(water)
	require.Equal(t, []any{Advised, Fail}, []any{d.seatOf("fire").State, d.seatOf("fire").Out}, "advice stays advice, whoever gave it")
	require.Equal(t, []string{"last"}, d.open())

	d = oneDesk(t, "")
	people := []org.Actor{clerk, fire, water, road}
	for i := range 3 {
		d.must(people[i], ActAddSign, adds(BeforeMe, false, people[i+1]))
	}
	f := d.refuses("approval.depth", road, ActAddSign, adds(BeforeMe, false, eco))
	require.Equal(t, maxDepth, f.Args["max"])
	d.no(road)
	require.Equal(t, Rejected, d.a.Status, "up through all of them")
}

// Whatever ends the parent's stage ends the signers: the clock, a veto, a return.
func TestE23TheParentsEndEndsTheSigners(t *testing.T) {
	for _, position := range []string{BeforeMe, AfterMe, Beside} {
		for _, advisory := range []bool{false, true} {
			for name, end := range map[string]func(*desk){
				"timeout": func(d *desk) { d.until("2022-05-18", 0, 0) },
				"jump":    func(d *desk) { d.must(keeper, ActJump, Form{To: "first", Reason: "x"}) },
				"end":     func(d *desk) { d.must(keeper, ActTerminate, Form{Reason: "x"}) },
			} {
				d := oneDesk(t, ", late: {then: reject}")
				d.must(clerk, ActAddSign, adds(position, advisory, fire))
				if position == AfterMe {
					d.yes(clerk)
				}
				end(d)
				what := fmt.Sprint(position, advisory, name)
				for _, user := range []string{"clerk", "fire"} {
					s := d.seatOf(user)
					require.Equal(t, Lifted, s.State, "%s: %s", what, user)
					require.NotEmpty(t, s.Why, what)
					require.NotZero(t, s.Seq, what)
				}
				require.Error(t, d.do(fire, ActApprove, Form{Seat: "s3"}))
			}
		}
	}
	d := newDesk(t, strings.Replace(threeSign, "mode: all", "mode: all\n    return: {to: [starter]}", 1))
	d.must(fire, ActAddSign, adds(AfterMe, false, eco))
	d.yes(fire)
	d.must(water, ActReturn, Form{To: ToStarter, Opinion: "退"})
	require.Equal(t, []SeatState{Lifted, SentBack, Lifted, Lifted}, states(d, 1))
}

// The choice of an outcome waits for signers after it, as an approval does.
func TestE23AnOutcomeWaitsForItsSigners(t *testing.T) {
	more := `, outcomes: [{id: back, name: 退件, to: first}, {id: fine, name: 办结, end: approved}]`
	d := oneDesk(t, more)
	d.must(clerk, ActAddSign, adds(AfterMe, false, fire))
	d.must(clerk, ActChoose, Form{Outcome: "fine"})
	require.Equal(t, Provisional, d.seatOf("clerk").State)
	d.yes(fire)
	require.Equal(t, Approved, d.a.Status)
	require.Equal(t, []any{Chose, "fine"}, []any{d.seatOf("clerk").State, d.seatOf("clerk").Out})
	require.Equal(t, "fine", d.a.latest("work", "").Outcome)

	d = oneDesk(t, more)
	d.must(clerk, ActAddSign, adds(AfterMe, false, fire))
	d.must(clerk, ActChoose, Form{Outcome: "fine"})
	d.no(fire)
	require.Equal(t, Rejected, d.a.Status)

	d = oneDesk(t, more)
	d.must(clerk, ActAddSign, adds(Beside, false, fire))
	d.refuses("approval.one_decides", clerk, ActChoose, Form{Outcome: "fine"})
}

func TestE23WhoMayNotBeAdded(t *testing.T) {
	d := oneDesk(t, "")
	d.refuses("approval.position", clerk, ActAddSign, adds("above", false, fire))
	d.refuses("approval.people", clerk, ActAddSign, adds(BeforeMe, false))
	d.refuses("approval.is_applicant", clerk, ActAddSign, adds(BeforeMe, false, owner))
	d.refuses("approval.seated", clerk, ActAddSign, adds(BeforeMe, false, clerk))
	d.refuses("approval.seated", clerk, ActAddSign, adds(BeforeMe, false, fire, fire))
	d = oneDesk(t, ", may: [return]")
	d.refuses("approval.not_offered", clerk, ActAddSign, adds(BeforeMe, false, fire))
}

func TestE24OnlyWhoeverAddedAndOnlyWhoHasNotVoted(t *testing.T) {
	d := newDesk(t, threeSign)
	d.must(fire, ActAddSign, adds(Beside, false, eco, power))
	require.Equal(t, "approval.not_added_by_you", fault.Of(d.do(water, ActCutSign, Form{Seat: "s4"})).Code)
	require.Equal(t, "approval.not_added_by_you", fault.Of(d.do(fire, ActCutSign, Form{Seat: "s2"})).Code, "nor the stage's own")
	d.yes(power)
	d.refuses("approval.already_decided", fire, ActCutSign, Form{Seat: "s5"})
	d.yes(fire)
	d.yes(water)
	d.yes(road)
	require.Equal(t, []string{"all"}, d.open())
	d.must(fire, ActCutSign, Form{Seat: "s4"})
	require.Equal(t, []string{"next"}, d.open(), "judged at once")
	s := d.a.seat("s4")
	require.Equal(t, []any{Removed, "fire", "removed"}, []any{s.State, s.By.UserID, s.Why}, "with its row")
	require.Equal(t, 1, d.heard("approval.removed"))
	d.refuses("approval.already_decided", eco, ActApprove, Form{Seat: "s4"})
}

func TestE24NeverBelowTheQuorumOrOne(t *testing.T) {
	d := newDesk(t, `
process: q
name: 法定人数
matter: {code: Q, authority: bureau}
steps:
  - stage: vote
    mode: vote
    by: [{role: handler, org: fire}, {role: handler, org: water}, {role: handler, org: road}]
    vote: {threshold: 100, quorum: 2}
`)
	d.must(keeper, ActCutSign, Form{Seat: "s1"})
	f := d.refuses("approval.too_few", keeper, ActCutSign, Form{Seat: "s2"})
	require.Equal(t, 2, f.Args["need"])
	d = oneDesk(t, "")
	d.refuses("approval.too_few", keeper, ActCutSign, Form{Seat: "s2"})
}

// A seat that waited for the removed signer goes on; one that was approved
// provisionally is approved.
func TestE24ASeatThatWaitedForTheRemovedGoesOn(t *testing.T) {
	d := oneDesk(t, "")
	d.must(clerk, ActAddSign, adds(BeforeMe, false, fire))
	d.must(clerk, ActCutSign, Form{Seat: "s3"})
	d.yes(clerk)
	require.Equal(t, []string{"last"}, d.open())

	d = oneDesk(t, "")
	d.must(clerk, ActAddSign, adds(AfterMe, false, fire))
	d.yes(clerk)
	d.must(clerk, ActCutSign, Form{Seat: "s3"})
	require.Equal(t, []string{"last"}, d.open())
	require.Equal(t, Yes, d.seatOf("clerk").State)

	// A provisional approval is a vote given: it is not removed.
	d = oneDesk(t, "")
	d.must(clerk, ActAddSign, adds(BeforeMe, false, fire))
	d.must(fire, ActAddSign, adds(AfterMe, false, water))
	d.yes(fire)
	d.refuses("approval.already_decided", clerk, ActCutSign, Form{Seat: "s3"})
}

// A signer who steps aside takes their own signers along.
func TestE24RecusalPassesTheSeatOn(t *testing.T) {
	d := newDesk(t, strings.Replace(office, "%s", "", 1))
	d.must(clerk, ActClaim, Form{})
	d.must(clerk, ActAddSign, adds(AfterMe, false, eco))
	d.refuses("approval.words_missing", clerk, ActRecuse, Form{})
	d.must(clerk, ActRecuse, Form{Reason: "亲属"})
	require.Equal(t, []SeatState{Recused, Open, Lifted}, states(d, 1), "another of the post takes it")
	require.Equal(t, "clerk2", d.seatOf("clerk2").User.UserID)
	d.must(clerk2, ActRecuse, Form{Reason: "同学"})
	require.Equal(t, 1, d.heard("approval.nobody"), "nobody else holds the post")
	d.must(keeper, ActAppoint, Form{Seat: "s4", People: []Person{row(fire)}, Reason: "指定"})
	d.yes(fire)
	require.Equal(t, []string{"last"}, d.open())
}
