package approval

import (
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/diaodu/diaodu/domain/between"
	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/fault"
	"github.com/diaodu/diaodu/domain/org"
)

// office is one stage of a unit with many people, and one after it.
const office = `
process: office
name: 办公
matter: {code: O, authority: bureau}
rules: {%s}
steps:
  - {stage: work, name: 审查, by: {role: handler}, within: 5}
  - {stage: last, by: {role: dept_lead}}
`

// clerks are people of the bureau.
var clerks = []org.Actor{
	someone("c1", "bureau", org.Handler), someone("c2", "bureau", org.Handler), someone("c3", "bureau", org.Handler),
	someone("c4", "bureau", org.Handler), someone("c5", "bureau", org.Handler), someone("c6", "bureau", org.Handler), someone("c7", "bureau", org.Handler),
}

func officeDesk(t *testing.T, rules string) *desk {
	d := newDesk(t, strings.Replace(office, "%s", rules, 1))
	d.must(clerks[0], ActClaim, Form{})
	return d
}

func to(p org.Actor) Form { return Form{People: []Person{row(p)}} }

// moved transfers the seat and goes on as the one who has it.
func (d *desk) moved(from, target org.Actor) org.Actor {
	d.t.Helper()
	d.must(from, ActTransfer, to(target))
	return target
}

func TestE20ATransferMovesResponsibilityAndNotTheClock(t *testing.T) {
	d := officeDesk(t, "")
	d.until("2022-05-17", 10, 0)
	clock := d.a.Runs[0].Clock
	d.moved(clerks[0], clerks[1])
	require.Equal(t, clock, d.a.Runs[0].Clock)
	require.Equal(t, "c2", d.a.seat("s1").User.UserID)
	require.Equal(t, []Person{row(clerks[0])}, d.a.seat("s1").Chain)
	d.refuses("approval.claimed", clerks[2], ActTransfer, to(clerks[3]))
	d.refuses("approval.claimed", clerks[0], ActApprove, Form{Seat: "s1"})
	d.refuses("approval.other_unit", clerks[1], ActTransfer, to(fire))
	d.yes(clerks[1])
	require.Equal(t, []string{"last"}, d.open())
}

func TestE20NoCyclesNoCoDecidersNoApplicantAndFiveHops(t *testing.T) {
	d := officeDesk(t, "")
	d.must(clerks[0], ActAddSign, Form{Position: Beside, People: []Person{row(clerks[6])}})
	d.refuses("approval.seated", clerks[0], ActTransfer, to(clerks[6]))
	d.refuses("approval.seated", clerks[0], ActTransfer, to(clerks[0]))
	d.refuses("approval.is_applicant", clerks[0], ActTransfer, Form{People: []Person{{UserID: owner.UserID, OrgID: "bureau"}}})
	holder := d.moved(clerks[0], clerks[1])
	d.refuses("approval.had_it", holder, ActTransfer, to(clerks[0]))
	d.must(keeper, ActTransfer, Form{Seat: "s1", People: []Person{row(clerks[0])}})
	require.Equal(t, "c1", d.a.seat("s1").User.UserID, "the keeper may")

	d = officeDesk(t, "")
	holder = clerks[0]
	for _, next := range clerks[1:6] {
		holder = d.moved(holder, next)
	}
	f := d.refuses("approval.hops", holder, ActTransfer, to(clerks[6]))
	require.Equal(t, 5, f.Args["max"])
	d = officeDesk(t, "hops: 1")
	d.refuses("approval.hops", d.moved(clerks[0], clerks[1]), ActTransfer, to(clerks[2]))
}

// Where the process lets applicants decide for themselves a transfer may reach them.
func TestE20AStarterMayBeGivenASeatWhereSelfApprovalIsOn(t *testing.T) {
	d := officeDesk(t, "starter: allow")
	d.must(clerks[0], ActTransfer, Form{People: []Person{{UserID: owner.UserID, Name: owner.Name, OrgID: "bureau"}}})
	d.yes(owner)
	require.Equal(t, []string{"last"}, d.open())
}

func TestE21HelpComesBackTheWayItWent(t *testing.T) {
	d := officeDesk(t, "")
	a, b, c := clerks[0], clerks[1], clerks[2]
	d.must(a, ActDelegate, to(b))
	d.must(b, ActDelegate, to(c))
	for _, act := range []string{ActApprove, ActReject, ActAbstain, ActReturn, ActRecuse} {
		for _, who := range []org.Actor{a, b, c} {
			code := fault.Of(d.do(who, act, Form{Seat: "s1", Opinion: "x", Reason: "x", To: ToStarter})).Code
			require.Contains(t, []string{"approval.lent"}, code, "%s by %s", act, who.UserID)
		}
	}
	d.refuses("approval.lent", c, ActTransfer, to(clerks[3]))
	d.refuses("approval.lent", a, ActTransfer, to(clerks[3]))
	d.must(c, ActAnswer, Form{Opinion: "C 的意见"})
	require.Equal(t, "c2", d.a.seat("s1").holder().UserID, "to B, who had asked")
	d.refuses("approval.lent", b, ActApprove, Form{Seat: "s1"})
	d.must(b, ActAnswer, Form{Opinion: "B 的意见"})
	require.False(t, d.a.seat("s1").lent())
	d.refuses("approval.claimed", b, ActApprove, Form{Seat: "s1"})
	d.yes(a)
	require.Equal(t, "c1", d.a.seat("s1").By.UserID)
}

func TestE21NobodyIsAskedTwiceInOneChain(t *testing.T) {
	d := officeDesk(t, "")
	a, b, c := clerks[0], clerks[1], clerks[2]
	d.must(a, ActDelegate, to(b))
	d.refuses("approval.had_it", b, ActDelegate, to(a))
	d.refuses("approval.had_it", b, ActDelegate, to(b))
	d.refuses("approval.lent", a, ActDelegate, to(c))
	d.refuses("approval.is_applicant", b, ActDelegate, to(owner))
	d.must(b, ActDelegate, to(c))
	d.refuses("approval.had_it", c, ActDelegate, to(b))
	d.must(a, ActRecall, Form{})
	require.False(t, d.a.seat("s1").lent(), "the owner takes it back from whoever has it")
	require.Equal(t, 1, d.heard("approval.recalled"))
	d.refuses("approval.not_lent", a, ActRecall, Form{})
	d.must(a, ActDelegate, to(b))
	d.must(b, ActDelegate, to(c))
	d.must(b, ActRecall, Form{})
	require.Equal(t, "c2", d.a.seat("s1").holder().UserID)
	// transfer A→B then delegate B→C comes back to B, not to A (as in flowlong)
	d = officeDesk(t, "")
	d.moved(a, b)
	d.must(b, ActDelegate, to(c))
	d.must(c, ActAnswer, Form{Opinion: "意见"})
	d.yes(b)
	require.Equal(t, "c2", d.a.seat("s1").By.UserID)
}

func TestE21WhoeverLendsAPostsSeatHasClaimedIt(t *testing.T) {
	d := newDesk(t, strings.Replace(office, "%s", "", 1))
	d.must(clerks[0], ActDelegate, to(clerks[1]))
	d.must(clerks[1], ActAnswer, Form{Opinion: "意见"})
	d.refuses("approval.claimed", clerks[2], ActApprove, Form{})
	d.yes(clerks[0])
}

// standIn is b in a's place, as the door makes it.
func standIn(b, a org.Actor) org.Actor {
	a.StandsInFor, a.UserID, a.Name = a.UserID, b.UserID, b.Name
	return a
}

func TestE22AStandInIsAskedWhenActingAndIsWrittenDown(t *testing.T) {
	d := officeDesk(t, "")
	a, b := clerks[0], fire
	d.refuses("approval.not_yours", b, ActApprove, Form{Opinion: "同意"})
	d.yes(standIn(b, a))
	s := d.a.seat("s1")
	require.Equal(t, "fire", s.By.UserID)
	require.Equal(t, "c1", s.InPlace, "B 代 A")

	d = officeDesk(t, "")
	d.yes(a)
	require.Empty(t, d.a.seat("s1").InPlace)
	f := d.refuses("approval.already_decided", standIn(b, a), ActApprove, Form{Seat: "s1"})
	require.Equal(t, "c1", f.Args["by_id"], "either may act, the first wins")
}

func TestE22TheApplicantStandsInForNobodyAndASignatureIsOnesOwn(t *testing.T) {
	d := officeDesk(t, "")
	d.refuses("approval.stand_in_applicant", standIn(owner, clerks[0]), ActApprove, Form{Opinion: "同意"})
	d.refuses("approval.recuse_in_place", standIn(fire, clerks[0]), ActRecuse, Form{Reason: "x"})

	d = newDesk(t, strings.Replace(strings.Replace(office, "%s", "", 1), "within: 5", "within: 5, signature: true", 1))
	d.refuses("approval.signature", standIn(fire, clerks[0]), ActClaim, Form{})
	d.must(clerks[0], ActClaim, Form{})
	d.refuses("approval.signature", standIn(fire, clerks[0]), ActApprove, Form{Opinion: "同意"})
	d.yes(clerks[0])
}

// One's own seat is one's own also in the session of another.
func TestE22OnesOwnSeatIsNotWrittenAsAnothers(t *testing.T) {
	d := newDesk(t, `
process: two
name: 两席
matter: {code: O, authority: bureau}
steps:
  - {stage: a, mode: all, by: [{user: clerk}, {user: clerk2}]}
`)
	d.must(standIn(clerk, clerk2), ActApprove, Form{Seat: "s1", Opinion: "同意"})
	d.must(standIn(clerk, clerk2), ActApprove, Form{Seat: "s2", Opinion: "同意"})
	require.Equal(t, []string{"", "clerk2"}, []string{d.a.Seats[0].InPlace, d.a.Seats[1].InPlace})
}

const nobodyThere = `
process: nobody
name: 无人
matter: {code: N, authority: bureau}
rules: {%s}
steps:
  - {stage: work, by: {role: utility_agent}}
  - {stage: last, by: {role: chair}}
`

// E25: the fallback, then the unit's head, then the keeper that the process names,
// then nobody: the seat is held and the keeper told. Nothing passes.
func TestE25NobodyFoundGoesInOrderAndNeverPasses(t *testing.T) {
	all := "nobody: {fallback: {user: clerk}}, keeper: {role: dept_receiver, org: bureau}"
	desk := func(rules string, gone ...org.Actor) *desk {
		d := blankDesk(t)
		for _, p := range gone {
			d.leaves(p)
		}
		require.NoError(t, d.submit(parse(t, strings.Replace(nobodyThere, "%s", rules, 1))))
		require.Equal(t, []string{"work"}, d.open())
		return d
	}
	d := desk(all)
	require.Equal(t, "clerk", d.a.Seats[0].User.UserID)
	d = desk(all, clerk)
	require.Equal(t, org.DeptLead, d.a.Seats[0].Role)
	d.yes(head)
	require.Equal(t, []string{"last"}, d.open())
	d = desk(all, clerk, head)
	require.Equal(t, org.DeptReceiver, d.a.Seats[0].Role)
	d.yes(window)
	d = desk(all, clerk, head, window)
	require.Equal(t, Held, d.a.Seats[0].State)
	require.Equal(t, 1, d.heard("approval.nobody"))
	d = desk("", head)
	require.Equal(t, Held, d.a.Seats[0].State)
	d = desk("nobody: {then: hold}")
	require.Equal(t, Held, d.a.Seats[0].State, "hold asks nobody else")
	require.Equal(t, 1, d.heard("approval.nobody"))
	for _, act := range []string{ActApprove, ActReject, ActClaim} {
		for _, who := range []org.Actor{clerk, head, window, keeper, owner} {
			require.Error(t, d.do(who, act, Form{Seat: "s1", Opinion: "x"}), "%s by %s", act, who.UserID)
		}
	}
	require.Equal(t, ActAppoint, d.a.Ball(casefile.Today(d.now)).What)
	d.refuses("approval.not_yours", head, ActAppoint, to(clerk))
	d.refuses("approval.is_applicant", keeper, ActAppoint, Form{Seat: "s1", People: []Person{{UserID: owner.UserID}}, Reason: "x"})
	d.must(keeper, ActAppoint, Form{Seat: "s1", People: []Person{row(clerk)}, Reason: "指定"})
	d.yes(clerk)
	require.Equal(t, []string{"last"}, d.open())
}

// Of several people who are named, one who is not there leaves a held seat: a
// 会签 does not pass without them unseen.
func TestE25OneOfSeveralNamedPeopleMissingIsHeld(t *testing.T) {
	d := blankDesk(t)
	d.leaves(eco)
	def := parse(t, `
process: named
name: 点名会签
matter: {code: N, authority: bureau}
form: {type: object, properties: {who: {type: array, items: {type: string}}}}
steps:
  - {stage: sign, by: {user_field: who}}
`)
	require.NoError(t, d.submit(def, "who", []string{"fire", "eco", "water", "fire"}))
	require.Equal(t, []SeatState{Open, Open, Held}, states(d, 1))
	d.yes(fire)
	d.yes(water)
	require.Equal(t, Running, d.a.Status)
	d.must(keeper, ActCutSign, Form{Seat: "s3"})
	require.Equal(t, Approved, d.a.Status, "the keeper let the seat go")
}

// official applies and holds a post that would decide.
func officialDesk(t *testing.T, policy string, people ...org.Actor) *desk {
	d := blankDesk(t)
	for _, p := range people {
		d.know(p)
	}
	d.leaves(clerk2)
	def := parse(t, `
process: own
name: 本人
matter: {code: N, authority: bureau}
rules: {starter: `+policy+`}
form: {type: object, properties: {who: {type: array, items: {type: string}}}}
steps:
  - {stage: sign, mode: all, by: {user_field: who}}
  - {stage: post, by: {role: handler}}
  - {stage: last, by: {role: dept_lead}}
`)
	b := d.birth(def, "who", []string{"clerk", "fire"})
	b.Applicant.UserID, b.Applicant.EnterpriseID, b.Applicant.Name = "clerk", "", "名clerk"
	require.NoError(t, d.do(org.Clock, ActSubmit, Form{Birth: b, Roster: d.find(AsksOf(b))}))
	return d
}

func TestE26AnApproverWhoIsTheStarter(t *testing.T) {
	d := officialDesk(t, "allow")
	require.Equal(t, []SeatState{Open, Open}, states(d, 1))
	d.must(clerk, ActApprove, Form{Seat: "s1"})
	d.yes(fire)
	d.yes(clerk)
	require.Equal(t, []string{"last"}, d.open())

	d = officialDesk(t, "skip")
	require.Equal(t, []SeatState{Passed, Open}, states(d, 1))
	d.yes(fire)
	require.Equal(t, []string{"last"}, d.open(), "the post has nobody but the starter, and is skipped")

	d = officialDesk(t, "superior")
	require.Equal(t, org.DeptLead, d.a.Seats[0].Role, "the head of the starter's own unit")
	d.yes(fire)
	d.yes(head)
	require.Equal(t, org.DeptLead, d.a.Seats[2].Role)
	d.yes(head)
	require.Equal(t, []string{"last"}, d.open())

	d = officialDesk(t, "hold")
	require.Equal(t, []SeatState{Held, Open}, states(d, 1))
	require.Equal(t, 1, d.heard("approval.starter"))
	d.refuses("approval.held", clerk, ActApprove, Form{Seat: "s1"})
}

// Where the starter holds a post with others, the others decide; a unit without a
// head holds the seat (ruoyi passes it).
func TestE26TheStarterDoesNotDecideByAPostOfTheirs(t *testing.T) {
	d := officialDesk(t, "skip", clerks[0])
	d.yes(fire)
	require.Equal(t, []string{"post"}, d.open())
	d.refuses("approval.is_applicant", clerk, ActApprove, Form{})
	d.refuses("approval.is_applicant", clerk, ActClaim, Form{})
	require.NotContains(t, d.a.See(clerk, d.now).Seats[0].Acts, ActApprove)
	d.yes(clerks[0])

	d = blankDesk(t)
	d.leaves(head)
	d.leaves(clerk2)
	def := parse(t, `
process: own
name: 本人
matter: {code: N, authority: bureau}
rules: {starter: superior}
steps: [{stage: post, by: {role: handler}}]
`)
	b := d.birth(def)
	b.Applicant.UserID, b.Applicant.EnterpriseID = "clerk", ""
	require.NoError(t, d.do(org.Clock, ActSubmit, Form{Birth: b, Roster: d.find(AsksOf(b))}))
	require.Equal(t, Held, d.a.Seats[0].State)
}

const twice = `
process: twice
name: 重复
matter: {code: T, authority: bureau}
rules: {repeat: %s}
form: {type: object, properties: {area: {type: integer}, note: {type: string}}}
steps:
  - {stage: a, by: {user: clerk}, fields: {write: [area, note]}}
  - {stage: b, by: {user: clerk}, fields: {write: [area]}}
  - {stage: m, by: {user: clerk2}, fields: {write: [area]}}
  - {stage: c, by: {user: clerk}, %s}
  - {stage: last, by: {role: dept_lead}}
`

func twiceDesk(t *testing.T, repeat, c string) *desk {
	return newDesk(t, strings.Replace(strings.Replace(twice, "%s", repeat, 1), "%s", c, 1), "area", 1)
}

func TestE27TheSamePersonIsSparedOnlyWhatTheyHaveApproved(t *testing.T) {
	d := twiceDesk(t, "none", "within: 5")
	d.yes(clerk)
	require.Equal(t, []string{"b"}, d.open())

	d = twiceDesk(t, "consecutive", "within: 5")
	d.yes(clerk)
	require.Equal(t, []string{"m"}, d.open())
	require.Equal(t, "repeat", d.a.latest("b", "").spared(d.a))
	d.yes(clerk2)
	require.Equal(t, []string{"c"}, d.open(), "somebody else came between")

	d = twiceDesk(t, "case", "within: 5")
	d.yes(clerk)
	d.yes(clerk2)
	require.Equal(t, []string{"last"}, d.open())

	d = twiceDesk(t, "case", "within: 5")
	d.yes(clerk)
	d.must(clerk2, ActApprove, Form{Fields: filled("area", 2)})
	require.Equal(t, []string{"c"}, d.open(), "what is shown has changed since")

	d = twiceDesk(t, "case", "signature: true")
	d.yes(clerk)
	d.yes(clerk2)
	require.Equal(t, []string{"c"}, d.open(), "the stage wants a signature")

	d = twiceDesk(t, "case", "within: 5")
	d.yes(clerk)
	d.must(clerk2, ActReturn, Form{To: "a", Opinion: "退"})
	require.Equal(t, []string{"a"}, d.open(), "an approval from before a return spares nothing (as it does in ruoyi)")
	d.yes(clerk)
	require.Equal(t, []string{"m"}, d.open(), "and one after it does")
}

// spared is why the only seat of an opening passed by itself.
func (r *Run) spared(a *Approval) string {
	s := a.seated(r.N)[0]
	if s.State != Passed {
		return ""
	}
	return s.Why
}

func TestE27ALoopWantsANewWord(t *testing.T) {
	d := newDesk(t, `
process: loop
name: 循环
matter: {code: T, authority: bureau}
rules: {repeat: case}
steps:
  - {stage: a, by: {user: clerk}}
  - stage: b
    by: {user: clerk2}
    outcomes: [{id: again, name: 再来, to: a}, {id: done, name: 完成, end: approved}]
`)
	d.yes(clerk)
	d.must(clerk2, ActChoose, Form{Outcome: "again"})
	require.Equal(t, []string{"a"}, d.open())
	require.Equal(t, 2, d.a.Round)
}

func TestE28ADepartedPersonsSeatIsFoundAnewOrHeld(t *testing.T) {
	d := officeDesk(t, "")
	d.leaves(clerks[0])
	left := func(p org.Actor) {
		d.must(org.Clock, ActPeople, Form{People: []Person{row(p)}, Roster: d.find([]Ask{userAsk(p.UserID), postAsk(org.Handler, "bureau")})})
	}
	left(clerks[0])
	require.Equal(t, Open, d.a.seat("s1").State)
	require.Empty(t, d.a.seat("s1").User, "back to the post")
	require.Equal(t, "c1", d.a.seat("s1").Chain[0].UserID, "both names stay")
	d.must(clerk, ActClaim, Form{})
	for _, p := range []org.Actor{clerk, clerk2} {
		d.leaves(p)
	}
	left(clerk)
	require.Equal(t, Held, d.a.seat("s1").State)
	require.Equal(t, 1, d.heard("approval.nobody"))
	d.know(clerks[3])
	left(clerks[3]) // somebody new has come
	require.Equal(t, Open, d.a.seat("s1").State)
	d.yes(clerks[3])
}

func TestE28AHelperWhoLeftGivesTheSeatBack(t *testing.T) {
	d := officeDesk(t, "")
	d.must(clerks[0], ActDelegate, to(eco))
	d.leaves(eco)
	d.must(org.Clock, ActPeople, Form{People: []Person{row(eco)}, Roster: d.find([]Ask{userAsk("eco")})})
	require.False(t, d.a.seat("s1").lent())
	d.yes(clerks[0])
}

func TestE28AnAddedSignerWhoLeftIsHeldAndNothingPassesWithoutThem(t *testing.T) {
	d := officeDesk(t, "")
	d.must(clerks[0], ActAddSign, Form{Position: AfterMe, People: []Person{row(eco)}})
	d.leaves(eco)
	d.must(org.Clock, ActPeople, Form{People: []Person{row(eco)}, Roster: d.find([]Ask{userAsk("eco")})})
	require.Equal(t, []SeatState{Open, Held}, states(d, 1))
	d.yes(clerks[0])
	require.Equal(t, []SeatState{Provisional, Held}, states(d, 1))
	d.must(keeper, ActAppoint, Form{Seat: "s2", People: []Person{row(water)}, Reason: "接替"})
	d.yes(water)
	require.Equal(t, []string{"last"}, d.open())
}

// 离职转办 moves everything one person holds in the case.
func TestE28HandingOverMovesEverySeat(t *testing.T) {
	d := officeDesk(t, "")
	d.must(clerks[0], ActAddSign, Form{Position: Beside, People: []Person{row(clerks[1])}})
	d.refuses("approval.two_people", keeper, ActHandOver, to(clerks[0]))
	d.refuses("approval.nothing_to_hand_over", keeper, ActHandOver, Form{People: []Person{row(eco), row(clerks[2])}})
	d.refuses("approval.seated", keeper, ActHandOver, Form{People: []Person{row(clerks[0]), row(clerks[1])}})
	d.refuses("approval.not_yours", head, ActHandOver, Form{People: []Person{row(clerks[0]), row(clerks[2])}})
	d.must(keeper, ActHandOver, Form{People: []Person{row(clerks[0]), row(clerks[2])}})
	require.Equal(t, "c3", d.a.seat("s1").User.UserID)
	require.Equal(t, "c1", d.a.seat("s1").Chain[0].UserID)
	d.yes(clerks[2])
	require.Equal(t, []string{"work"}, d.open(), "one more of the stage is awaited")
	d.yes(clerks[1])
	require.Equal(t, []string{"last"}, d.open())
}

func TestE29CopiesBlockNothingAndComeOncePerPerson(t *testing.T) {
	d := newDesk(t, `
process: cc
name: 抄送
matter: {code: T, authority: bureau}
steps:
  - {stage: a, by: {role: dept_receiver}}
  - cc: [{role: handler, org: eco}, {user: fire}]
  - {stage: b, by: {role: dept_lead}}
`)
	d.must(window, ActCC, Form{People: []Person{row(fire), row(water), row(fire)}})
	require.Len(t, d.a.Copies, 2)
	d.yes(window)
	require.Equal(t, []string{"b"}, d.open())
	require.Len(t, d.a.Copies, 3, "eco; fire had been told")
	d.must(head, ActReturn, Form{To: "a", Opinion: "退"})
	d.must(fire, ActRead, Form{})
	d.refuses("approval.read_already", fire, ActRead, Form{})
	d.refuses("approval.no_copy", window, ActRead, Form{})
	d.yes(window)
	require.Len(t, d.a.Copies, 3, "moves change no copy and send none twice")
	require.True(t, slices.ContainsFunc(d.a.Copies, func(c Copy) bool { return c.Person.UserID == "fire" && c.Read }))
	d.yes(head)
	require.Equal(t, Approved, d.a.Status)
	d.must(water, ActRead, Form{})
}

// Whom the directory must be asked for is told when it has answered; the flow
// does not wait.
func TestE29ACopyThatMustBeLookedUpBlocksNothing(t *testing.T) {
	d := blankDesk(t)
	def := parse(t, `
process: cc
name: 抄送
matter: {code: T, authority: bureau}
form: {type: object, properties: {who: {type: array, items: {type: string}}}}
steps:
  - {stage: a, by: {role: dept_receiver}, fields: {write: [who]}}
  - cc: [{user_field: who}]
  - {stage: b, by: {role: dept_lead}}
`)
	require.NoError(t, d.submit(def))
	d.must(window, ActApprove, Form{Fields: filled("who", []string{"fire", "water"})})
	require.Equal(t, []string{"b"}, d.open())
	require.Len(t, d.a.Copies, 2)
	require.Empty(t, d.a.Owed)
}

// The people of a step are chosen by whom the definition says, and by nobody else.
func TestChosenPeopleAreChosenByTheirChooserOnly(t *testing.T) {
	d := newDesk(t, `
process: chosen
name: 选人
matter: {code: T, authority: bureau}
steps:
  - {stage: a, by: {role: dept_receiver}}
  - {stage: b, by: {role: handler, org: fire}}
  - {stage: c, by: {chosen: a}}
`)
	choice := Form{Chosen: []between.ChosenPeople{{Step: "c", Users: []string{"eco"}}}}
	d.must(window, ActApprove, choice)
	choice.Chosen[0].Users[0] = "fire"
	d.refuses("approval.not_yours_to_choose", fire, ActApprove, choice)
	d.yes(fire)
	d.refuses("approval.not_your_seat", fire, ActApprove, Form{Seat: "s3"})
	d.yes(eco)
	require.Equal(t, Approved, d.a.Status)
}
