package approval

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/org"
)

func TestE11TheStarterWithdrawsUntilTheFirstDecision(t *testing.T) {
	reason := Form{Reason: "不办了"}
	d := newDesk(t, permit, "area", 500)
	d.refuses("approval.words_missing", owner, ActWithdraw, Form{})
	d.refuses("approval.not_yours", window, ActWithdraw, reason)
	d.yes(window) // acceptance is no decision on the matter
	d.must(fire, ActClaim, Form{})
	d.must(owner, ActWithdraw, reason)
	require.Equal(t, Withdrawn, d.a.Status)
	f := d.refuses("approval.ended", fire, ActApprove, Form{})
	require.Equal(t, "withdrawn", f.Args["outcome"], "the approver who came second hears it")

	d = newDesk(t, permit, "area", 500)
	d.yes(window)
	d.yes(fire)
	f = d.refuses("approval.decided_upon", owner, ActWithdraw, reason)
	require.Equal(t, "名fire", f.Args["by"])
}

func TestE11WithdrawalUntilANamedStageOrNever(t *testing.T) {
	until := func(rule string) *desk {
		return newDesk(t, strings.Replace(permit, "limits:", "rules: {withdraw: "+rule+"}\nlimits:", 1), "area", 500)
	}
	reason := Form{Reason: "不办了"}
	d := until("sign")
	d.yes(window)
	d.yes(fire)
	d.yes(water)
	d.must(owner, ActWithdraw, reason)

	d = until("fire")
	d.yes(window)
	d.yes(water)
	require.NoError(t, d.a.Check(Command{Order: casefile.Order{Act: ActWithdraw, Meta: casefile.Meta{RequestID: "x", Actor: owner}}, Form: reason}, d.now))
	d.yes(fire)
	d.refuses("approval.decided_upon", owner, ActWithdraw, reason)

	d = until("never")
	d.refuses("approval.no_withdrawal", owner, ActWithdraw, reason)
}

func TestE12TheApproverTakesBackWhileNobodyAfterHasActed(t *testing.T) {
	d := newDesk(t, permit, "area", 500)
	d.refuses("approval.nothing_to_take_back", window, ActTakeBack, Form{})
	d.yes(window)
	require.True(t, d.a.Law.On())
	d.must(window, ActTakeBack, Form{})
	require.Equal(t, []string{"accept"}, d.open())
	require.Equal(t, 1, d.a.latest("accept", "").Round, "the same round")
	require.Equal(t, Open, d.a.seat("s1").State)
	require.Empty(t, d.a.seat("s1").By)
	require.False(t, d.a.Law.On(), "acceptance is undone, and its clocks")
	require.False(t, d.a.Promise.On())
	for _, s := range d.a.Seats[1:] {
		require.Equal(t, Lifted, s.State)
		require.Equal(t, TakenBack, s.Why)
	}
	require.Equal(t, 2, d.ended("fire", TakenBack)+d.ended("water", TakenBack))
	d.yes(window)
	require.Equal(t, []string{"fire", "water"}, d.open())
	require.True(t, d.a.Law.On())
	d.must(fire, ActClaim, Form{})
	d.refuses("approval.too_late", window, ActTakeBack, Form{})
}

func TestE12NothingIsTakenBackAfterAnyActOfALaterSeat(t *testing.T) {
	for act, f := range map[string]Form{
		ActClaim: {}, ActApprove: {Opinion: "同意"}, ActDelegate: {People: []Person{{UserID: "clerk"}}},
		ActTransfer: {People: []Person{{UserID: "deputy", OrgID: "bureau"}}}, ActConsult: {Opinion: "请教", People: []Person{{UserID: "eco"}}},
		ActAddSign: {People: []Person{{UserID: "eco"}}, Position: BeforeMe},
		ActPause:   {Reason: "hearing", Notice: "通知1号", Date: born10},
	} {
		d := newDesk(t, strings.ReplaceAll(threeSign, "    within: 2", "    within: 2\n    may: [pause, transfer, delegate, add_sign, consult, take_back]\n  - {stage: end, by: {role: dept_lead}}"))
		d.yes(fire)
		d.yes(water)
		d.yes(road)
		require.NoError(t, d.a.Check(takingBack(road), d.now))
		d.must(head, act, f)
		d.refuses("approval.too_late", road, ActTakeBack, Form{})
	}
}

func takingBack(who org.Actor) Command {
	return Command{Order: casefile.Order{Act: ActTakeBack, Meta: casefile.Meta{RequestID: "x", Actor: who}}}
}

// Of several who signed together only one's own vote goes, also where another's
// was the last; the stage opens again in the same round, the join is undone.
func TestE12AVoteOf会签IsRemovedAndTheStageReopensInTheSameRound(t *testing.T) {
	d := newDesk(t, threeSign)
	d.yes(fire)
	d.must(fire, ActTakeBack, Form{})
	require.Equal(t, Open, d.a.seat("s1").State, "before the stage decided only the vote goes")
	d.yes(fire)
	d.yes(water)
	d.yes(road)
	require.Equal(t, []string{"next"}, d.open())
	d.must(fire, ActTakeBack, Form{})
	require.Equal(t, []string{"all"}, d.open())
	require.Equal(t, 1, d.a.latest("all", "").Round)
	require.Equal(t, []SeatState{Open, Yes, Yes}, []SeatState{d.a.Seats[0].State, d.a.Seats[1].State, d.a.Seats[2].State})
	require.Equal(t, TakenBack, d.a.latest("next", "").Outcome)
	clock := d.a.Runs[0].Clock
	require.True(t, clock.Running(), "its clock runs on from where it began")
	d.no(fire)
	require.Equal(t, Rejected, d.a.Status)
}

func TestE12AJoinIsUndone(t *testing.T) {
	d := newDesk(t, permit, "area", 500)
	d.yes(window)
	d.yes(fire)
	d.yes(water)
	require.Equal(t, []string{"sign"}, d.open())
	d.must(fire, ActTakeBack, Form{})
	require.Equal(t, []string{"fire"}, d.open(), "the join had fired with water's vote; fire's delivery is gone with it")
	block := d.a.latest("consult", "")
	require.True(t, block.Open)
	require.Equal(t, 1, block.Round)
	d.yes(fire)
	require.Equal(t, []string{"sign"}, d.open())
	require.Equal(t, 1, d.ended("consult", Pass))
}

// Seats that a decision lifted come back as they were: of 依次 in their turn, of
// 前加签 behind their signers, held ones held.
func TestE12LiftedSeatsComeBackAsTheyWere(t *testing.T) {
	d := newDesk(t, `
process: any
name: 或签
matter: {code: S, authority: bureau}
steps:
  - stage: any
    mode: any
    by: [{role: handler, org: fire}, {role: handler, org: water}, {role: handler, org: nowhere}]
  - {stage: next, by: {role: dept_lead}}
`)
	d.must(water, ActAddSign, Form{Position: BeforeMe, People: []Person{{UserID: "eco"}}})
	require.Equal(t, []SeatState{Open, Queued, Held, Open}, states(d, 1))
	d.yes(fire)
	require.Equal(t, []SeatState{Yes, Lifted, Lifted, Lifted}, states(d, 1))
	d.must(fire, ActTakeBack, Form{})
	require.Equal(t, []SeatState{Open, Queued, Held, Open}, states(d, 1))
	d.refuses("approval.signers_first", water, ActApprove, Form{})
	d.yes(eco)
	d.yes(water)
	require.Equal(t, []string{"next"}, d.open())
}

func states(d *desk, run int) []SeatState {
	var all []SeatState
	for _, s := range d.a.seated(run) {
		all = append(all, s.State)
	}
	return all
}

func TestE12InOrderNobodyTakesBackOnceTheNextHasActed(t *testing.T) {
	d := newDesk(t, strings.Replace(threeSign, "mode: all", "mode: ordered", 1))
	d.yes(fire)
	require.Equal(t, []SeatState{Yes, Open, Queued}, states(d, 1))
	d.must(fire, ActTakeBack, Form{})
	require.Equal(t, []SeatState{Open, Queued, Queued}, states(d, 1))
	d.yes(fire)
	d.yes(water)
	d.refuses("approval.too_late", fire, ActTakeBack, Form{})
	d.must(water, ActTakeBack, Form{})
	require.Equal(t, []SeatState{Yes, Open, Queued}, states(d, 1))
}

// Whoever approved and is also next may take back (steedos #1179), also where the
// next step passed by itself because they had approved (steedos #1890).
func TestE12TheApproverMayBeTheNextApproverToo(t *testing.T) {
	text := `
process: same
name: 同一人
matter: {code: S, authority: bureau}
steps:
  - {stage: a, by: {user: clerk}}
  - {stage: b, by: {user: clerk}}
  - {stage: c, by: {role: dept_lead}}
`
	d := newDesk(t, text)
	d.yes(clerk)
	require.Equal(t, []string{"b"}, d.open())
	d.must(clerk, ActTakeBack, Form{})
	require.Equal(t, []string{"a"}, d.open())

	d = newDesk(t, strings.Replace(text, "steps:", "rules: {repeat: consecutive}\nsteps:", 1))
	d.yes(clerk)
	require.Equal(t, []string{"c"}, d.open(), "b passed by itself")
	d.must(clerk, ActTakeBack, Form{})
	require.Equal(t, []string{"a"}, d.open())
	require.Equal(t, TakenBack, d.a.latest("b", "").Outcome)
	d.yes(clerk)
	require.Equal(t, []string{"c"}, d.open())
}

func TestE12WhatIsIrreversibleStays(t *testing.T) {
	d := newDesk(t, strings.Replace(threeSign, "    within: 5", "    within: 5\n    irreversible: true", 1))
	d.yes(fire)
	d.refuses("approval.too_late", fire, ActTakeBack, Form{})

	d = newDesk(t, `
process: calls
name: 调用
matter: {code: S, authority: bureau}
steps:
  - {stage: a, by: {role: dept_receiver}}
  - {wait: w, name: 等待, from: 外部系统, by: {role: dept_receiver}}
  - {stage: c, by: {role: dept_lead}}
`)
	d.yes(window)
	d.must(window, ActTakeBack, Form{})
	require.Equal(t, []string{"a"}, d.open(), "waiting for another system can be left")
	d.yes(window)
	d.must(org.Clock, ActCallback, Form{Outcome: Pass})
	d.refuses("approval.too_late", window, ActTakeBack, Form{})
}

func TestE12AReturnOrATimeoutIsNotTakenBack(t *testing.T) {
	d := newDesk(t, permit, "area", 500)
	d.yes(window)
	d.must(fire, ActReturn, Form{To: "accept", Opinion: "退"})
	d.refuses("approval.too_late", fire, ActTakeBack, Form{})

	d = newDesk(t, permit, "area", 500)
	d.until("2022-05-20", 0, 0)
	require.Equal(t, []string{"fire", "water"}, d.open(), "silence accepted")
	d.refuses("approval.nothing_to_take_back", window, ActTakeBack, Form{})
}

func TestE12ARejectionThatWentBackIsTakenBackWithTheBlockItCancelled(t *testing.T) {
	d := newDesk(t, strings.Replace(permit, "{stage: water, name: 供水, by: {role: handler, org: water}, within: 5}",
		"{stage: water, name: 供水, by: {role: handler, org: water}, within: 5, on_reject: accept}", 1), "area", 5000)
	d.yes(window)
	d.yes(fire)
	law := d.a.Law
	d.no(water)
	require.Equal(t, []string{"accept"}, d.open())
	d.must(water, ActTakeBack, Form{})
	require.Equal(t, []string{"water", "road"}, d.open())
	require.Equal(t, law, d.a.Law, "the case's clocks had begun long before")
	require.Equal(t, 1, d.a.latest("consult", "").Round)
	d.yes(road)
	d.yes(water)
	require.Equal(t, []string{"sign"}, d.open())
}

func TestE13AReturnToAPersonWhoHasLeftFindsAnotherOrHolds(t *testing.T) {
	d := newDesk(t, `
process: left
name: 离开
matter: {code: S, authority: bureau}
form: {type: object, properties: {who: {type: string}}}
steps:
  - {stage: a, by: {user_field: who}}
  - {stage: b, by: {role: handler}}
  - {stage: c, by: {role: dept_lead}}
`, "who", "eco")
	d.yes(eco)
	d.yes(clerk)
	d.leaves(eco)
	d.until("2022-05-16", 10, 0) // what the directory said in the morning of 05-12 is no longer trusted
	d.must(head, ActReturn, Form{To: "a", Opinion: "请重新核对"})
	require.Equal(t, []SeatState{Held}, states(d, d.a.latest("a", "").N), "not passed, not given to who left")
	require.Equal(t, 1, d.heard("approval.nobody"))
	d.must(keeper, ActAppoint, Form{Seat: d.a.Seats[len(d.a.Seats)-1].ID, People: []Person{row(clerk2)}, Reason: "原办理人已离职"})
	d.yes(clerk2)
	require.Equal(t, []string{"b"}, d.open())
}

func TestE13AReturnGoesToAnyStepVisitedAlsoWhereItsConditionNoLongerHolds(t *testing.T) {
	d := newDesk(t, returning, "area", 50)
	d.yes(window)
	d.yes(eco)
	d.refuses("approval.not_visited", fire, ActReturn, Form{To: "last", Opinion: "没到过"})
	d.refuses("approval.not_visited", fire, ActReturn, Form{To: "nowhere", Opinion: "没有"})
	d.must(fire, ActReturn, Form{To: "draft", Opinion: "改", Resume: "direct"})
	d.must(window, ActApprove, Form{Fields: filled("area", 1)})
	require.Equal(t, []string{"sign"}, d.open())
	d.must(fire, ActReturn, Form{To: "check", Opinion: "请环保看"})
	require.Equal(t, []string{"check"}, d.open(), "visited in this case, though its condition is false now")

	d = newDesk(t, returning, "area", 5)
	d.yes(window)
	d.refuses("approval.not_visited", fire, ActReturn, Form{To: "check", Opinion: "跳过了"})
}
