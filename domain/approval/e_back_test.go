package approval

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/org"
	"github.com/diaodu/diaodu/domain/workcal"
)

// rejecting is a block of two branches with a step before and one after; %s is
// what a branch's stage and the block do on rejection.
const rejecting = `
process: rejecting
name: 分支否决
matter: {code: R, authority: bureau}
steps:
  - stage: first
    by: {role: dept_receiver}
  - parallel: both
    on_reject: %s
    branches:
      - steps:
          - {stage: a1, by: {role: handler, org: fire}, on_reject: %s}
          - {stage: a2, by: {role: handler, org: water}}
      - steps:
          - {stage: b1, by: {role: handler, org: road}}
  - stage: last
    by: {role: dept_lead}
`

func TestE06ARejectionThatEndsTheCaseEndsIt(t *testing.T) {
	d := newDesk(t, fmt.Sprintf(rejecting, "end", "end"))
	d.yes(window)
	d.no(fire)
	require.Equal(t, Rejected, d.a.Status)
	require.Equal(t, "a1", d.a.End.Step)
	require.Equal(t, Lifted, d.a.seat("s3").State, "the other branch's seat is lifted, with its row")
	require.Equal(t, Cancelled, d.a.seat("s3").Why)
}

func TestE06ARejectionMayCancelItsBlockAndReturn(t *testing.T) {
	d := newDesk(t, fmt.Sprintf(rejecting, "end", "first"))
	d.yes(window)
	d.no(fire)
	require.Equal(t, []string{"first"}, d.open())
	require.Equal(t, 2, d.a.latest("first", "").Round)
	require.Equal(t, 2, d.a.Round)
	require.Equal(t, Cancelled, d.a.latest("both", "").Outcome)
	d.yes(window)
	require.Equal(t, []string{"a1", "b1"}, d.open())
	d.yes(road)
	d.yes(fire)
	d.yes(water)
	require.Equal(t, []string{"last"}, d.open(), "the join fires once for its round")
	require.Equal(t, 1, d.ended("both", Pass))
}

func TestE06ARejectedBranchIsDeliveredAndTheJoinDecides(t *testing.T) {
	d := newDesk(t, fmt.Sprintf(rejecting, "end", "branch"))
	d.yes(window)
	d.no(fire)
	require.Equal(t, []string{"b1"}, d.open(), "a rejection of one branch leaves the other alone")
	require.Equal(t, Open, d.a.seat("s3").State)
	d.yes(road)
	require.Equal(t, Rejected, d.a.Status)
	require.Equal(t, "both", d.a.End.Step)

	d = newDesk(t, fmt.Sprintf(rejecting, "first", "branch"))
	d.yes(window)
	d.yes(road)
	d.no(fire)
	require.Equal(t, []string{"first"}, d.open(), "the block's own policy")
}

// Only seats inside the named scope are cancelled: a rejection that goes back
// inside its own branch leaves the others as they are.
func TestE06OnlyTheScopeIsCancelled(t *testing.T) {
	d := newDesk(t, `
process: scope
name: 范围
matter: {code: R, authority: bureau}
steps:
  - parallel: both
    branches:
      - steps:
          - {stage: a1, by: {role: handler, org: fire}}
          - {stage: a2, by: {role: handler, org: water}, on_reject: a1}
      - steps:
          - {stage: b1, by: {role: handler, org: road}}
  - {stage: last, by: {role: dept_lead}}
`)
	d.must(road, ActClaim, Form{})
	d.yes(fire)
	d.no(water)
	require.Equal(t, []string{"b1", "a1"}, d.open())
	require.Equal(t, "road", d.a.seat("s2").User.UserID)
	require.Equal(t, 1, d.a.latest("b1", "").Round)
}

// returning is a 会签 that may come back directly, with a field it is shown and
// one it is not.
const returning = `
process: returning
name: 退回
matter: {code: R, authority: bureau}
form: {type: object, properties: {area: {type: integer}, secret: {type: string}, to: {type: string}}}
steps:
  - {stage: draft, by: {role: dept_receiver}, fields: {write: [area, secret]}}
  - {stage: check, by: {role: handler, org: eco}, when: form.area > 10}
  - stage: sign
    mode: all
    by: [{role: handler, org: fire}, {role: handler, org: water}, {role: handler, org: road}]
    fields: {hidden: [secret]}
    return: {resume: choice}
  - {stage: last, by: {role: dept_lead}}
`

func TestE08ReplayWalksForwardAndAsksConditionsAgain(t *testing.T) {
	d := newDesk(t, returning, "area", 50)
	d.yes(window)
	d.yes(eco)
	d.yes(fire)
	d.must(water, ActReturn, Form{To: "draft", Opinion: "面积不符", Resume: "replay"})
	d.must(window, ActApprove, Form{Fields: filled("area", 5)})
	require.Equal(t, []string{"sign"}, d.open(), "the condition of check no longer holds")
	for _, s := range d.a.seated(d.a.latest("sign", "").N) {
		require.Equal(t, Open, s.State, "everybody signs again")
	}
}

func TestE08DirectKeepsThePassesOfOthersWhileTheyWereShownTheSame(t *testing.T) {
	for _, c := range []struct {
		name  string
		patch Form
		kept  bool
	}{
		{"nothing changed", Form{}, true},
		{"a hidden field changed", Form{Fields: filled("secret", "x")}, true},
		{"a field they were shown changed", Form{Fields: filled("area", 51)}, false},
		{"a field was filled with what it was", Form{Fields: filled("area", 50)}, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			d := newDesk(t, returning, "area", 50)
			d.yes(window)
			d.yes(eco)
			d.yes(fire)
			d.must(water, ActReturn, Form{To: "draft", Opinion: "请说明", Resume: "direct"})
			require.Equal(t, []string{"draft"}, d.open())
			d.must(window, ActApprove, c.patch)
			require.Equal(t, []string{"sign"}, d.open(), "straight back, past check")
			seats := d.a.seated(d.a.latest("sign", "").N)
			if c.kept {
				require.Equal(t, Yes, seats[0].State)
				require.Equal(t, "kept", seats[0].Why)
				require.Equal(t, "fire", seats[0].By.UserID)
			} else {
				require.Equal(t, Open, seats[0].State)
				d.yes(fire)
			}
			require.Equal(t, Open, seats[1].State, "whoever returned it decides anew")
			require.Equal(t, Open, seats[2].State)
			d.yes(water)
			d.yes(road)
			require.Equal(t, []string{"last"}, d.open())
		})
	}
}

// A rejection or abstention is not kept, nor is anything kept on a replay.
func TestE08ADirectReturnToTheApplicantComesStraightBack(t *testing.T) {
	d := newDesk(t, returning, "area", 50)
	d.yes(window)
	d.yes(eco)
	d.must(road, ActReturn, Form{To: ToStarter, Opinion: "请申请人修改", Resume: "direct"})
	require.Equal(t, []string{ToStarter}, d.open())
	d.refuses("approval.hand_in_again", owner, ActApprove, Form{})
	d.refuses("approval.no_field", owner, ActResubmit, Form{Fields: filled("nothing", 1)})
	d.must(owner, ActResubmit, Form{Fields: filled("area", 60)})
	require.Equal(t, []string{"sign"}, d.open())

	d = newDesk(t, returning, "area", 50)
	d.yes(window)
	d.must(eco, ActReturn, Form{To: ToStarter, Opinion: "请申请人修改"})
	d.must(owner, ActResubmit, Form{})
	require.Equal(t, []string{"draft"}, d.open(), "replay begins at the beginning")
}

// A return of a return comes back through both.
func TestE08DirectReturnsInsideEachOther(t *testing.T) {
	d := newDesk(t, `
process: nested
name: 连环退回
matter: {code: R, authority: bureau}
steps:
  - {stage: a, by: {role: dept_receiver}, return: {resume: direct}}
  - {stage: b, by: {role: handler, org: fire}, return: {resume: direct}}
  - {stage: c, by: {role: handler, org: water}, return: {resume: direct}}
`)
	d.yes(window)
	d.yes(fire)
	d.must(water, ActReturn, Form{To: "b", Opinion: "退"})
	d.must(fire, ActReturn, Form{To: ToStarter, Opinion: "退"})
	d.must(owner, ActResubmit, Form{})
	require.Equal(t, []string{"b"}, d.open())
	d.yes(fire)
	require.Equal(t, []string{"c"}, d.open())
	d.yes(water)
	require.Equal(t, Approved, d.a.Status)
}

// nested is a split inside a split.
const nestedSplit = `
process: splits
name: 嵌套并行
matter: {code: R, authority: bureau}
steps:
  - {stage: first, by: {role: dept_receiver}}
  - parallel: outer
    branches:
      - steps:
          - {stage: a, by: {role: handler, org: fire}}
          - parallel: inner
            branches:
              - steps: [{stage: x, by: {role: handler, org: water}}]
              - steps: [{stage: y, by: {role: handler, org: road}}]
      - steps: [{stage: z, by: {role: handler, org: eco}}]
  - {stage: last, by: {role: dept_lead}}
`

func TestE09AReturnAcrossNestedSplitsCancelsThemWhole(t *testing.T) {
	d := newDesk(t, nestedSplit)
	d.yes(window)
	d.yes(fire)
	require.Equal(t, []string{"z", "x", "y"}, d.open())
	d.yes(water)
	d.must(road, ActReturn, Form{To: "first", Opinion: "退"})
	require.Equal(t, []string{"first"}, d.open())
	d.yes(window)
	require.Equal(t, []string{"a", "z"}, d.open())
	d.yes(eco)
	d.yes(fire)
	d.yes(water)
	require.Equal(t, []string{"y"}, d.open(), "what x delivered in the first round does not count in the second")
	d.yes(road)
	require.Equal(t, []string{"last"}, d.open())
	require.Equal(t, 1, d.ended("outer", Pass))
	require.Equal(t, 1, d.ended("outer", Cancelled))
	require.Equal(t, 2, d.a.latest("inner", "").Round)
}

func TestE09AReturnInsideTheOuterBranchCancelsOnlyTheInnerSplit(t *testing.T) {
	d := newDesk(t, nestedSplit)
	d.yes(window)
	d.yes(fire)
	d.must(road, ActReturn, Form{To: "a", Opinion: "退"})
	require.Equal(t, []string{"z", "a"}, d.open())
	require.Equal(t, 1, d.a.latest("z", "").Round)
	d.refuses("approval.sideways", fire, ActReturn, Form{To: "z", Opinion: "旁支"})
	d.yes(fire)
	d.yes(water)
	d.yes(road)
	d.yes(eco)
	require.Equal(t, []string{"last"}, d.open())
}

func TestE09AReturnIntoASplitThatIsOverWalksItsBranchAlone(t *testing.T) {
	d := newDesk(t, nestedSplit)
	for _, p := range []org.Actor{window, fire, water, road, eco} {
		d.yes(p)
	}
	d.must(head, ActReturn, Form{To: "x", Opinion: "复核"})
	require.Equal(t, []string{"x"}, d.open())
	d.must(water, ActReturn, Form{To: "a", Opinion: "再退"})
	require.Equal(t, []string{"a"}, d.open())
	d.yes(fire)
	require.Equal(t, []string{"x", "y"}, d.open(), "the inner split is walked again, and z had passed")
	d.yes(water)
	d.yes(road)
	require.Equal(t, []string{"last"}, d.open())
}

// E10: the stages' clocks stop with what they have used, the new one is fresh,
// and the clock of the case runs on.
func TestE10ClocksAtAReturn(t *testing.T) {
	d := newDesk(t, permit, "area", 500)
	d.yes(window) // accepted on Thursday 05-12: the case has 20 workdays
	law := d.a.Law
	d.until("2022-05-17", 10, 0)
	d.must(fire, ActReturn, Form{To: "accept", Opinion: "重核"})
	for _, step := range []string{"fire", "water"} {
		c := d.a.latest(step, "").Clock
		require.Equal(t, "2022-05-17", c.Stopped.String())
		require.Equal(t, 3, c.Read(d.a.Cal, casefile.Today(d.now)).Elapsed, "Friday, Monday, Tuesday")
	}
	fresh := d.a.latest("accept", "").Clock
	require.Equal(t, "2022-05-24", fresh.Due(d.a.Cal, casefile.Today(d.now)).Date.String(), "five workdays from the return")
	require.Equal(t, law, d.a.Law, "an internal return does not stop the law")
	d.until("2022-05-18", 10, 0)
	d.yes(window)
	require.Equal(t, law, d.a.Law, "nor does accepting again start it anew")
	require.Equal(t, "2022-06-10", d.a.Law.Due(d.a.Cal, workcal.MustDate("2022-05-18")).Date.String())
}
