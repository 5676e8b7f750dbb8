package approval

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/fault"
	"github.com/diaodu/diaodu/domain/org"
)

func faultOf(t testing.TB, err error) *fault.Fault {
	t.Helper()
	f := fault.Of(err)
	require.NotNil(t, f, "not a fault: %v", err)
	return f
}

func TestOneSubCaseForEachUnitIsGathered(t *testing.T) {
	d := callingDesk(t, "end", "all", "fire", "water", "fire")
	d.yes(window)
	born := d.owes(ActSubmit)
	require.Len(t, born, 2, "one for each unit, named once")
	var cmd Command
	for _, e := range d.owed {
		if e.Act == ActSubmit {
			require.NoError(t, json.Unmarshal(e.Command, &cmd))
		}
	}
	require.Equal(t, []any{"a-1", "subs", "water"}, []any{cmd.Birth.Parent, cmd.Birth.ParentStep, cmd.Birth.Item.ID})
	require.NoError(t, d.sub(0, Pass))
	require.NoError(t, d.sub(0, Fail), "heard before")
	require.Equal(t, []string{"subs"}, d.open())
	require.NoError(t, d.sub(1, Pass))
	require.Equal(t, []string{"last"}, d.open())
	require.NoError(t, d.do(org.Clock, ActSubEnded, Form{Sub: &SubCase{CaseID: "stranger", Outcome: Pass}}), "no news to anybody")

	for gather, want := range map[string][]string{"all": {}, "done": {"last"}} {
		d = callingDesk(t, "end", gather, "fire", "water")
		d.yes(window)
		require.NoError(t, d.sub(1, Fail))
		require.Equal(t, []string{"subs"}, d.open(), "the others are waited for")
		require.NoError(t, d.sub(0, Pass))
		require.Equal(t, want, d.open())
	}
	d = callingDesk(t, "first", "all", "fire")
	d.yes(window)
	require.NoError(t, d.sub(0, Fail))
	require.Equal(t, []string{"first"}, d.open())
	d.yes(window)
	require.NotEqual(t, d.owes(ActSubmit)[0], d.owes(ActSubmit)[1], "another round is another case")
	d = callingDesk(t, "end", "all")
	d.yes(window)
	require.Equal(t, []string{"last"}, d.open(), "no unit, nothing to wait for")
}

// A sub-case runs through and tells its parent, once, whatever its end.
func TestASubCaseTellsItsParentHowItEnded(t *testing.T) {
	d := callingDesk(t, "end", "all", "fire")
	d.yes(window)
	var cmd Command
	require.NoError(t, json.Unmarshal(d.owed[len(d.owed)-1].Command, &cmd))
	for decide, want := range map[string]string{ActApprove: Pass, ActReject: Fail} {
		sub := blankDesk(t)
		sub.a.ID = cmd.Birth.ApprovalID
		require.NoError(t, sub.do(org.Clock, ActSubmit, cmd.Form))
		sub.must(fire, decide, Form{Opinion: "x"})
		require.Len(t, sub.owed, 1)
		require.Equal(t, []any{"a-1", ActSubEnded}, []any{sub.owed[0].CaseID, sub.owed[0].Act})
		var told Command
		require.NoError(t, json.Unmarshal(sub.owed[0].Command, &told))
		require.Equal(t, SubCase{CaseID: cmd.Birth.ApprovalID, Item: "fire", No: "SP-2022-000001", Outcome: want}, *told.Sub)
	}
}

func TestWhatCutsACallEndsItsSubCasesButNotDetachedOnes(t *testing.T) {
	d := callingDesk(t, "end", "all", "fire", "water")
	d.yes(window)
	require.NoError(t, d.sub(0, Pass))
	d.must(keeper, ActTerminate, Form{Reason: "x"})
	require.Equal(t, d.owes(ActSubmit)[1:], d.owes(ActTerminate), "only the one still at work")
	require.NoError(t, d.do(org.Clock, ActSubEnded, Form{Sub: &SubCase{CaseID: d.owes(ActTerminate)[0], Outcome: Fail}}), "its end surprises nobody")

	d = blankDesk(t)
	def := parse(t, strings.NewReplacer("gather: %s", "detached: true", "on_reject: %s, ", "").Replace(calling))
	def.Subs = append(def.Subs, parse(t, child))
	require.NoError(t, d.submit(def, "units", []string{"fire"}))
	d.yes(window)
	require.Equal(t, []string{"last"}, d.open(), "nobody waits")
	d.must(keeper, ActTerminate, Form{Reason: "x"})
	require.Empty(t, d.owes(ActTerminate))
}

// A sub-case that cannot be born is a rejection that the keeper hears of.
func TestASubCaseThatIsRefusedIsARejection(t *testing.T) {
	d := callingDesk(t, "first", "all", "fire")
	cmd := Command{Order: casefile.Order{Act: ActApprove, Meta: casefile.Meta{RequestID: "go", Actor: window}}}
	ev, err := d.a.Decide(cmd, d.now)
	require.NoError(t, err)
	require.NoError(t, d.a.Apply(ev))
	e := d.a.Owed[0]
	require.NoError(t, d.order(Command{Order: casefile.Order{Act: casefile.ActTold, Meta: casefile.Meta{RequestID: "told", Actor: org.Clock},
		Told: []casefile.Told{{Key: e.Key, Kind: e.Kind, CaseID: e.CaseID, Act: e.Act, Refused: "approval.no_material"}}}}))
	require.Equal(t, []string{"first"}, d.open())
	require.Equal(t, 1, d.heard("approval.sub_refused"))
	require.Len(t, d.a.Refusals, 1)
}

const routes = `
process: routes
name: 路由
matter: {code: R, authority: bureau}
form: {type: object, properties: {n: {type: integer}, units: {type: array, items: {type: string}}}}
steps:
  - {stage: first, by: {role: dept_receiver}, fields: {write: [n, units]}}
  - parallel: inclusive
    branches:
      - {when: form.n > 10, steps: [{stage: fire, by: {role: handler, org: fire}}]}
      - {when: form.n > 20, steps: [{stage: water, by: {role: handler, org: water}}]}
      - {otherwise: true, steps: [{stage: road, by: {role: handler, org: road}}]}
  - choose: exclusive
    branches:
      - {when: form.n > 15, steps: [{stage: eco, by: {role: handler, org: eco}}]}
      - {when: form.n > 5, steps: [{stage: power, by: {role: handler, org: power}}]}
      - {otherwise: true}
  - each: units
    over: units
    steps:
      - {stage: unit, by: {role: handler, org_field: item}}
      - {stage: unit2, by: {role: handler, org_field: item}, when: form.n > 30}
  - {goto: first, when: form.n == 0}
  - {stage: last, by: {role: dept_lead}}
`

func TestInclusiveExclusiveEachAndGoto(t *testing.T) {
	d := newDesk(t, routes, "n", 12)
	d.yes(window)
	require.Equal(t, []string{"fire"}, d.open(), "the join waits only for branches that were taken")
	d.yes(fire)
	require.Equal(t, []string{"power"}, d.open(), "the first that holds")
	d.yes(power)
	require.Equal(t, []string{"last"}, d.open(), "no unit, nothing to do")

	d = newDesk(t, routes, "n", 25, "units", []string{"fire", "water"})
	d.yes(window)
	require.Equal(t, []string{"fire", "water"}, d.open())
	d.yes(water)
	d.yes(fire)
	d.yes(eco)
	require.Equal(t, []string{"unit@fire", "unit@water"}, d.open())
	d.yes(water)
	require.Equal(t, []string{"unit@fire"}, d.open())
	d.must(fire, ActReturn, Form{To: "first", Opinion: "退"})
	d.must(window, ActApprove, Form{Fields: filled("n", 3, "units", []string{"eco"})})
	require.Equal(t, []string{"road"}, d.open(), "otherwise")
	d.yes(road)
	require.Equal(t, []string{"unit@eco"}, d.open(), "the units as they are now")
	d.yes(eco)
	require.Equal(t, []string{"last"}, d.open())

	d = newDesk(t, routes, "n", 0)
	d.yes(window)
	d.yes(road)
	require.Equal(t, []string{"first"}, d.open(), "round again")
	require.Equal(t, 2, d.a.Round)
	d.must(window, ActApprove, Form{Fields: filled("n", 1)})
	d.yes(road)
	require.Equal(t, []string{"last"}, d.open())
}

// A return goes inside one's own unit's copy of the steps.
func TestAReturnInsideAnEachBlockStaysWithItsUnit(t *testing.T) {
	d := newDesk(t, routes, "n", 31, "units", []string{"fire", "water"})
	d.yes(window)
	d.yes(fire)
	d.yes(water)
	d.yes(eco)
	d.yes(fire)
	d.yes(water)
	require.Equal(t, []string{"unit2@fire", "unit2@water"}, d.open())
	d.must(fire, ActReturn, Form{To: "unit", Opinion: "退"})
	require.Equal(t, []string{"unit2@water", "unit@fire"}, d.open())
	d.yes(fire)
	d.yes(fire)
	d.yes(water)
	require.Equal(t, []string{"last"}, d.open())
}

// A state machine as other systems write them: every act is an outcome, states
// are left in circles, a closed application may be opened again.
const machine = `
process: pgr
name: 诉求办理
matter: {code: M, authority: bureau}
steps:
  - stage: pending
    by: {role: dept_receiver}
    outcomes:
      - {id: assign, name: 派单, to: working}
      - {id: decline, name: 不予受理, end: refused, opinion: true}
  - stage: working
    by: {role: handler}
    outcomes:
      - {id: resolve, name: 办结, to: resolved}
      - {id: reassign, name: 改派, to: pending}
  - stage: resolved
    by: {starter: true}
    outcomes:
      - {id: reopen, name: 重新打开, to: pending, opinion: true}
      - {id: rate, name: 评价, end: approved}
`

func TestAStateMachineGoesRoundByItsOwnOutcomes(t *testing.T) {
	d := newDesk(t, machine)
	choose := func(who org.Actor, outcome string) {
		t.Helper()
		d.must(who, ActChoose, Form{Outcome: outcome, Opinion: "说明"})
	}
	d.refuses("approval.no_outcome", window, ActChoose, Form{Outcome: "rate"})
	d.refuses("approval.words_missing", window, ActChoose, Form{Outcome: "decline"})
	for round := 1; round <= 3; round++ {
		choose(window, "assign")
		choose(clerk, "reassign")
		choose(window, "assign")
		choose(clerk2, "resolve")
		require.Equal(t, []string{"resolved"}, d.open())
		require.Equal(t, 2*round, d.a.latest("pending", "").Round)
		if round < 3 {
			d.refuses("approval.not_yours", clerk, ActTerminate, Form{Reason: "x"})
			choose(owner, "reopen")
		}
	}
	d.refuses("approval.stale_round", window, ActChoose, Form{Outcome: "assign", Seat: "s1"})
	choose(owner, "rate")
	require.Equal(t, Approved, d.a.Status)

	d = newDesk(t, machine)
	choose(window, "decline")
	require.Equal(t, Refused, d.a.Status)
}

// Sent back to its applicant and moved to a version in which nobody would decide, a case
// has no step to jump to: the page does not offer to (found by the random walk).
func TestAJumpThatCouldLandNowhereIsNotOffered(t *testing.T) {
	const text = `
process: small
name: 会审
matter: {code: S, authority: bureau, kind: 许可}
form:
  type: object
  properties: {units: {type: array, items: {type: string}}}
limits: {statutory: 20, promised: 7}
steps:
  - {stage: first, by: {role: handler, org: fire}}
  - each: all
    over: units
    steps:
      - {stage: unit, by: {role: handler, org_field: item}}
`
	d := newDesk(t, text)
	d.must(fire, ActReturn, Form{To: ToStarter, Opinion: "请修改"})
	require.Contains(t, d.a.Actions(keeper, d.now), ActJump)
	def := parse(t, strings.Replace(text, "  - {stage: first, by: {role: handler, org: fire}}\n", "", 1))
	def.Version, def.Hash = 2, "second"
	d.must(keeper, ActMigrate, migrating(&def))
	require.Equal(t, Running, d.a.Status)
	d.refuses("approval.jump_approves", keeper, ActJump, Form{To: "all", Reason: "x"})
	d.refuses("approval.sideways", keeper, ActJump, Form{To: "unit", Reason: "x"})
	require.NotContains(t, d.a.Actions(keeper, d.now), ActJump)
}

// A jump leaves what is open, says so, and never ends a case as approved.
func TestTheKeeperJumpsButNeverApproves(t *testing.T) {
	d := newDesk(t, permit, "area", 500)
	d.yes(window)
	d.refuses("approval.words_missing", keeper, ActJump, Form{To: "sign"})
	d.refuses("approval.no_step", keeper, ActJump, Form{To: "nowhere", Reason: "x"})
	d.refuses("approval.not_yours", head, ActJump, Form{To: "sign", Reason: "x"})
	d.must(keeper, ActJump, Form{To: "sign", Reason: "部门会签在线下完成"})
	require.Equal(t, []string{"sign"}, d.open())
	require.Equal(t, Moved, d.a.latest("fire", "").Outcome)
	d.refuses("approval.sideways", keeper, ActJump, Form{To: "fire", Reason: "块已关闭"})
	d.must(keeper, ActJump, Form{To: "consult", Reason: "重新会签"})
	require.Equal(t, []string{"fire", "water"}, d.open())
	d.yes(fire)
	d.must(keeper, ActJump, Form{To: "water", Reason: "换人重办"})
	require.Equal(t, []string{"water"}, d.open(), "only its own branch is left")

	d = newDesk(t, strings.Replace(permit, "  - stage: sign", "  - {cc: [{user: fire}], id: tell}\n  - {goto: tell2, id: go}\n  - stage: sign", 1)+
		"  - {cc: [{user: water}], id: tell2}\n", "area", 500)
	d.refuses("approval.jump_approves", keeper, ActJump, Form{To: "tell2", Reason: "x"})
	d.refuses("approval.jump_approves", keeper, ActJump, Form{To: "go", Reason: "x"})
	d.refuses("approval.jump_approves", keeper, ActJump, Form{To: "tell", Reason: "x"})
	require.Equal(t, []string{"accept"}, d.open())
}

// Voiding keeps the history and tells; only the authority's head may.
func TestADecisionIsVoidedByTheHead(t *testing.T) {
	d := newDesk(t, anyOf)
	d.no(fire)
	d.refuses("approval.not_yours", keeper, ActVoid, Form{Reason: "x"})
	d.must(head, ActVoid, Form{Reason: "程序违法"})
	require.Equal(t, []any{Voided, Voided, "head"}, []any{d.a.Status, d.a.End.Status, d.a.End.By.UserID})
	require.Equal(t, 1, d.heard("approval.ended_voided"))
	d.refuses("approval.ended", head, ActVoid, Form{Reason: "x"})
}

// A consulted person answers once; the seat did not wait.
func TestAConsultationDoesNotHoldTheSeat(t *testing.T) {
	d := newDesk(t, threeSign)
	d.must(fire, ActConsult, Form{Opinion: "请提意见", People: []Person{row(eco)}})
	d.refuses("approval.not_yours", power, ActReply, Form{Opinion: "x"})
	d.yes(fire)
	d.must(eco, ActReply, Form{Opinion: "无意见"})
	d.refuses("approval.not_asked", eco, ActReply, Form{Opinion: "再答"})
	require.Equal(t, 1, d.heard("approval.replied"))
}
