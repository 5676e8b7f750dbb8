package approval

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/fault"
	"github.com/diaodu/diaodu/domain/org"
	"github.com/diaodu/diaodu/domain/process"
)

// E30: what the case owes others is in the event, under a key that the same event
// always gives; folding it again owes the same and nothing twice.
func TestE30EffectsAreOwedUnderTheSameKeyHoweverOftenTheEventIsFolded(t *testing.T) {
	d := callingDesk(t, "end", "all", "fire", "water")
	before := mustJSON(t, d.a)
	cmd := Command{Order: casefile.Order{Act: ActApprove, Meta: casefile.Meta{RequestID: "go", Actor: window}}}
	ev, err := d.a.Decide(cmd, d.now)
	require.NoError(t, err)
	again, err := d.a.Decide(cmd, d.now)
	require.NoError(t, err)
	require.Equal(t, mustJSON(t, ev), mustJSON(t, again))
	var first, second Approval
	for _, a := range []*Approval{&first, &second} {
		require.NoError(t, json.Unmarshal([]byte(before), a))
		require.NoError(t, a.Apply(ev))
		require.Error(t, a.Apply(ev), "an event is folded once")
	}
	require.Len(t, first.Owed, 2)
	require.Equal(t, mustJSON(t, first.Owed), mustJSON(t, second.Owed))
	for i, e := range first.Owed {
		require.Equal(t, casefile.DerivedID(casefile.Approval, "a-1", "call", "2", []string{"fire", "water"}[i]), e.CaseID)
		require.True(t, e.Start)
	}
	require.NotEqual(t, first.Owed[0].Key, first.Owed[1].Key)
}

// Nothing is told before its event: a refused order owes nothing.
func TestE30ARefusedOrderOwesNothing(t *testing.T) {
	d := callingDesk(t, "end", "all", "fire")
	before := mustJSON(t, d.a)
	d.refuses("approval.not_yours", fire, ActApprove, Form{})
	require.JSONEq(t, before, mustJSON(t, d.a))
	require.Empty(t, d.owed)
}

// second is another version of permit: fire is called police and has more time,
// the road is gone, water has a reminder.
func second(t *testing.T, change func(string) string) *process.Definition {
	def := parse(t, change(permit))
	def.Version, def.Hash = 2, "second"
	return &def
}

func migrating(def *process.Definition, steps ...StepMap) Form {
	return Form{Definition: def, Map: steps, Reason: "流程修订"}
}

// Who abstained from a vote has decided nothing for the others, where one word
// suffices from now on; and where those step aside, the keeper is asked.
func TestE31AnAbstentionDoesNotDecideWhereAnyOneDecides(t *testing.T) {
	const ballot = `
process: ballot
name: 会商
matter: {code: V, authority: bureau, kind: 许可}
limits: {statutory: 20, promised: 7}
steps:
  - {stage: talk, name: 会商, mode: vote, vote: {threshold: 50, abstain: counted}, by: [{role: handler, org: fire}, {role: handler, org: road}], within: 5}
`
	d := newDesk(t, ballot)
	d.must(fire, ActAbstain, Form{})
	def := parse(t, strings.Replace(ballot, "mode: vote, vote: {threshold: 50, abstain: counted}", "mode: any", 1))
	def.Version, def.Hash = 2, "second"
	d.must(keeper, ActMigrate, migrating(&def))
	require.Equal(t, []SeatState{Abstained, Open}, states(d, 1))
	d.must(road, ActRecuse, Form{Reason: "亲属"})
	require.Equal(t, Running, d.a.Status)
	require.Equal(t, 1, d.heard("approval.nobody"), "nobody is left: the keeper is asked")
	d.must(keeper, ActAppoint, Form{Seat: "s3", People: []Person{row(eco)}, Reason: "指定"})
	d.must(eco, ActReject, Form{Opinion: "不可行"})
	require.Equal(t, Rejected, d.a.Status)
}

func TestE31MigrationIsAllOrNothingAndKeepsVotesClocksAndPeople(t *testing.T) {
	d := newDesk(t, strings.Replace(permit, "by: {role: handler, org: fire}", "by: [{role: handler, org: fire}, {role: handler, org: eco}]", 1), "area", 500)
	d.yes(window)
	d.yes(eco)
	d.must(fire, ActClaim, Form{})
	d.until("2022-05-17", 10, 0)
	clock, law := d.a.latest("fire", "").Clock, d.a.Law
	def := second(t, func(s string) string {
		s = strings.Replace(s, "{stage: fire, name: 消防, by: {role: handler, org: fire}, within: 5}",
			"{stage: police, name: 消防救援, by: [{role: handler, org: nowhere}, {role: handler, org: road}], within: 1}", 1)
		return strings.ReplaceAll(s, "when: form.area > 1000", "when: form.area > 1")
	})
	before := mustJSON(t, d.a)
	f := d.refuses("approval.cannot_migrate", keeper, ActMigrate, migrating(def))
	require.Equal(t, []string{"fire"}, f.Args["steps"])
	require.JSONEq(t, before, mustJSON(t, d.a), "nothing of it")
	d.refuses("approval.not_yours", head, ActMigrate, migrating(def, StepMap{"fire", "police"}))
	d.refuses("approval.words_missing", keeper, ActMigrate, Form{Definition: def, Map: []StepMap{{"fire", "police"}}})
	d.refuses("approval.no_step", keeper, ActMigrate, migrating(def, StepMap{"fire", "nowhere"}))

	plan, err := d.a.Migrating(Command{Order: casefile.Order{Act: ActMigrate, Meta: casefile.Meta{Actor: keeper, RequestID: "?"}},
		Form: migrating(def, StepMap{"fire", "police"})}, d.now)
	require.NoError(t, err)
	require.Equal(t, "police", plan[1].To)
	require.Equal(t, []int{1, 1}, []int{plan[1].Votes, plan[1].Seats})
	require.Equal(t, "2022-05-19", plan[1].Due.String())
	require.JSONEq(t, before, mustJSON(t, d.a), "a preview changes nothing")

	d.must(keeper, ActMigrate, migrating(def, StepMap{"fire", "police"}))
	require.Equal(t, []string{"police", "water"}, d.open(), "conditions are not asked again")
	require.Equal(t, clock, d.a.latest("police", "").Clock, "a clock that was there keeps its date")
	require.Equal(t, law, d.a.Law)
	require.Equal(t, []SeatState{Open, Yes}, states(d, d.a.latest("police", "").N), "people are not looked up again, votes stay")
	require.Equal(t, Migration{Seq: d.events[len(d.events)-1].Seq, From: 0, To: 2, Hash: "second"}, d.a.Migrations[0])
	d.refuses("approval.same_definition", keeper, ActMigrate, migrating(def))
	d.yes(fire)
	d.yes(water)
	require.Equal(t, []string{"sign"}, d.open())
	d.must(head, ActReturn, Form{To: "police", Opinion: "退"})
	require.Equal(t, Held, d.a.seated(d.a.latest("police", "").N)[0].State, "a step opened later follows the new version")
}

func TestE31AStepWithoutAClockGetsTheOneItHasThere(t *testing.T) {
	d := newDesk(t, strings.Replace(permit, "by: {role: handler, org: fire}, within: 5", "by: {role: handler, org: fire}", 1), "area", 500)
	d.yes(window)
	d.until("2022-05-17", 10, 0)
	require.False(t, d.a.latest("fire", "").Clock.On())
	d.must(keeper, ActMigrate, migrating(second(t, func(s string) string { return s })))
	require.Equal(t, "2022-05-24", d.a.latest("fire", "").Clock.Due(d.a.Cal, casefile.Today(d.now)).Date.String(), "from now on")
	require.Equal(t, "2022-05-19", d.a.latest("water", "").Clock.Due(d.a.Cal, casefile.Today(d.now)).Date.String())
}

// What a direct return is to open again must have its place, too; names may be
// exchanged.
func TestE31WhatADirectReturnAwaitsMustFitToo(t *testing.T) {
	d := newDesk(t, strings.Replace(permit, "{stage: water, name: 供水, by: {role: handler, org: water}, within: 5}",
		"{stage: water, name: 供水, by: {role: handler, org: water}, within: 5, return: {resume: direct}}", 1), "area", 500)
	d.yes(window)
	d.must(water, ActReturn, Form{To: "accept", Opinion: "退"})
	gone := second(t, func(s string) string { return strings.ReplaceAll(s, "stage: water", "stage: pipes") })
	f := d.refuses("approval.cannot_migrate", keeper, ActMigrate, migrating(gone))
	require.Equal(t, []string{"water"}, f.Args["steps"])
	d.must(keeper, ActMigrate, migrating(gone, StepMap{"water", "pipes"}))
	d.yes(window)
	require.Equal(t, []string{"fire", "pipes"}, d.open())

	swapped := second(t, func(s string) string {
		return strings.NewReplacer("stage: fire", "stage: water", "stage: water", "stage: fire").Replace(s)
	})
	swapped.Hash = "third"
	d = newDesk(t, permit, "area", 500)
	d.yes(window)
	d.must(keeper, ActMigrate, migrating(swapped, StepMap{"fire", "water"}, StepMap{"water", "fire"}))
	require.Equal(t, []string{"water", "fire"}, d.open())
}

// Under another mode the votes given decide, and nobody waits for a turn that
// never comes.
func TestE31AnotherModeTakesTheVotesAsTheyAre(t *testing.T) {
	mode := func(m string) string { return strings.Replace(threeSign, "mode: all", "mode: "+m, 1) }
	d := newDesk(t, mode("all"))
	d.yes(water)
	anyone := parse(t, mode("any"))
	anyone.Hash = "2"
	d.must(keeper, ActMigrate, migrating(&anyone))
	require.Equal(t, []string{"next"}, d.open())

	d = newDesk(t, mode("ordered"))
	require.Equal(t, []SeatState{Open, Queued, Queued}, states(d, 1))
	all := parse(t, mode("all"))
	all.Hash = "2"
	d.must(keeper, ActMigrate, migrating(&all))
	require.Equal(t, []SeatState{Open, Open, Open}, states(d, 1))

	d = newDesk(t, permit, "area", 500)
	other := second(t, func(s string) string {
		return strings.Replace(s, "{type: integer, title: 面积}", "{type: string, title: 面积}", 1)
	})
	d.refuses("approval.cannot_migrate", keeper, ActMigrate, migrating(other)).On("fields")
}

// E32: each item of a batch is an order of its own, judged alone; the batch is in
// its event.
func TestE32ABatchIsInTheEventOfEachItem(t *testing.T) {
	first, second := newDesk(t, permit, "area", 500), newDesk(t, permit, "area", 500)
	second.a.Materials[0].State = Missing
	f := Form{Opinion: "批量同意", Batch: "b-7"}
	first.must(window, ActApprove, f)
	second.refuses("approval.material_missing", window, ActApprove, f)
	c, err := ReadChange(first.events[len(first.events)-1])
	require.NoError(t, err)
	require.Equal(t, "b-7", c.Batch)
	require.Equal(t, []string{"fire", "water"}, first.open())
	require.Equal(t, []string{"accept"}, second.open(), "one item's refusal is no other's")
}

// E33: the definition travels with the case; whatever happens to the original or
// is published later, this case goes the way it was born with.
func TestE33EditingTheDefinitionChangesNoRunningCase(t *testing.T) {
	d := blankDesk(t)
	def := parse(t, permit)
	require.NoError(t, d.submit(def, "area", 500))
	def.Steps[1].Branches[0].Steps[0].Stage.By[0].Org = "nowhere"
	def.Steps[1].Branches = def.Steps[1].Branches[:1]
	def.Rules.Withdraw = "never"
	d.yes(window)
	require.Equal(t, []string{"fire", "water"}, d.open())
	d.yes(fire)
	var travelled Approval
	require.NoError(t, json.Unmarshal([]byte(mustJSON(t, d.a)), &travelled))
	require.Equal(t, mustJSON(t, d.a.Def), mustJSON(t, travelled.Def))
	require.Empty(t, d.a.Birth.Definition.Steps, "it is kept once")
}

// E34: a stage writes what its definition lets it write, and nothing the form
// does not have.
func TestE34FieldPermissionIsJudgedWithTheOrder(t *testing.T) {
	text := strings.Replace(permit, "    accepts: true\n", "    accepts: true\n    fields: {write: [note], required: [area], hidden: []}\n", 1)
	d := newDesk(t, text)
	f := d.refuses("approval.field_forbidden", window, ActApprove, Form{Fields: filled("nothing", 1)})
	require.Equal(t, fault.Forbidden, f.Kind)
	d.refuses("approval.field_missing", window, ActApprove, Form{Fields: filled("note", "x")})
	d.refuses("approval.field_type", window, ActApprove, Form{Fields: filled("area", "many")})
	d.must(window, ActApprove, Form{Fields: filled("area", 500, "note", "x")})
	require.Len(t, d.a.Form, 2)
	seq := d.a.Seq
	d.refuses("approval.field_forbidden", fire, ActApprove, Form{Fields: filled("note", "y")})
	d.refuses("approval.field_forbidden", fire, ActApprove, Form{Fields: filled("area", nil)})
	require.Equal(t, seq, d.a.Seq)
	v := d.a.See(fire, d.now)
	for _, f := range v.Fields {
		require.False(t, f.Write, f.Key)
	}
}

// A field that a stage hides is not sent to its people; an applicant may fill
// only fields of the form.
func TestE34HiddenFieldsAreNotSent(t *testing.T) {
	d := newDesk(t, strings.Replace(permit, "by: {role: handler, org: fire}, within: 5", "by: {role: handler, org: fire}, within: 5, fields: {hidden: [note]}", 1),
		"area", 500, "note", "商业秘密")
	d.yes(window)
	has := func(who org.Actor) bool {
		v := d.a.See(who, d.now)
		_, ok := process.Get(v.Form, "note")
		for _, f := range v.Fields {
			ok = ok || f.Key == "note"
		}
		return ok
	}
	require.False(t, has(fire))
	require.True(t, has(water))
	require.True(t, has(owner))
	require.False(t, has(someone("colleague", "fire", org.Handler)))
	require.False(t, has(someone("receiver", "fire", org.DeptReceiver)), "a colleague without a seat sees no more than who has one")
	d = blankDesk(t)
	require.Equal(t, "approval.no_field", fault.Of(d.submit(parse(t, permit), "nothing", 1)).Code)
}

// E34: what a stage filled in stays as the authority wrote it, however the
// application comes back; the rest of the form is the applicant's to mend.
func TestE34TheApplicantDoesNotOverwriteWhatAStageFilled(t *testing.T) {
	const text = `
process: filled
name: 填写
matter: {code: "1", stage: permit, authority: eco, kind: 许可}
form:
  type: object
  properties:
    area: {type: integer, title: 面积}
    found: {type: string, title: 核查结论}
steps:
  - stage: look
    name: 核查
    by: {role: handler}
    fields: {write: [found, area]}
  - stage: sign
    name: 审定
    by: {role: handler}
    return: {to: [starter]}
    may: [return, supplement]
  - end: approved
`
	d := newDesk(t, text, "area", 50)
	d.must(eco, ActApprove, Form{Fields: filled("found", "一致", "area", 50)})
	d.must(eco, ActSupplement, Form{Gaps: []Gap{{Code: "other", Text: "请补充面积说明"}}})
	f := d.refuses("approval.field_filled", owner, ActSupply, Form{Fields: filled("found", "改了")})
	require.Equal(t, "found", f.Field)
	d.refuses("approval.field_filled", owner, ActSupply, Form{Fields: filled("found", nil)})
	d.must(owner, ActSupply, Form{Fields: filled("found", "一致", "area", 60)}) // the area was confirmed, not filled
	d.must(eco, ActTakeIn, Form{})
	d.must(eco, ActReturn, Form{To: ToStarter, Opinion: "请改面积"})
	d.refuses("approval.field_filled", owner, ActResubmit, Form{Fields: filled("found", "又改了")})
	d.must(owner, ActResubmit, Form{Fields: filled("area", 70)})
	require.Equal(t, []string{"look"}, d.open())
}
