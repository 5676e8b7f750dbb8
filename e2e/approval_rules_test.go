package e2e

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/diaodu/diaodu/contract"
	"github.com/diaodu/diaodu/domain/approval"
	"github.com/diaodu/diaodu/domain/between"
	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/fault"
	"github.com/diaodu/diaodu/domain/org"
	"github.com/diaodu/diaodu/domain/process"
	"github.com/diaodu/diaodu/domain/workcal"
)

// ruleJourney plays one rule of the engine on real servers, to leave the history
// that later releases must still replay. It says which application it was.
type ruleJourney struct {
	rule int // E1 to E34
	name string
	play func(o *office) (id string)
}

// Every rule of the engine leaves a history of its running, and it replays.
func TestEveryRuleOfTheEngineReplays(t *testing.T) {
	o := newOffice(t)
	rules := map[int]bool{}
	for _, j := range append(ruleJourneys, moreRuleJourneys...) {
		situation := fmt.Sprintf("approval_e%02d_%s", j.rule, j.name)
		require.False(t, rules[j.rule], situation)
		rules[j.rule] = true
		t.Run(situation, func(t *testing.T) {
			here := o.in(t)
			id := j.play(here)
			here.even(id)
			here.replays(situation, casefile.Approval, id, "")
		})
	}
	for n := 1; n <= 34; n++ {
		require.True(t, rules[n], "E%d leaves no history", n)
	}
	o.verify()
}

// in is the same office, whose failures are another test's.
func (o *office) in(t *testing.T) *office {
	r := *o.rig
	r.t = t
	return &office{rig: &r, t: t, units: o.units}
}

// process makes a definition of steps, with rules before them where any are given.
func (o *office) process(steps string, rules ...string) process.Definition {
	return parsed(o.t, "process: rule\nname: 规则\nmatter: {code: RULE, authority: o-build, kind: 许可}\n"+strings.Join(rules, "\n")+"\nsteps:\n"+steps)
}

// refuses orders an act that has to be refused with that code.
func (o *office) refuses(code, id string, a org.Actor, act string, f approval.Form) {
	o.t.Helper()
	_, err := o.act(id, a, act, f)
	require.True(o.t, fault.Is(err, code), "%s by %s: %v", act, a.UserID, err)
}

func (o *office) no(id string, a org.Actor) {
	o.t.Helper()
	o.must(id, a, approval.ActReject, approval.Form{Opinion: "不同意"})
}

// at asserts which steps wait for somebody.
func (o *office) at(id, steps string) {
	o.t.Helper()
	require.Equal(o.t, steps, o.open(id))
}

func (o *office) ended(id string, as approval.Status) string {
	o.t.Helper()
	require.Equal(o.t, as, o.approval(id).Status)
	return id
}

// people makes the list of people that an act names.
func people(actors ...org.Actor) []approval.Person {
	var list []approval.Person
	for _, a := range actors {
		list = append(list, approval.Person{UserID: a.UserID, Name: a.Name, OrgID: a.OrgID, OrgName: a.OrgName})
	}
	return list
}

// since hands an application in ten days ago, as MySQL has it of a case whose
// servers were away since; what was due meanwhile rings when it is taken up.
func (o *office) since(def process.Definition) string {
	o.t.Helper()
	id := casefile.DerivedID(casefile.Approval, o.env.Namespace, requests.Add(1))
	cal := workcal.Embedded().Slice(time.Now().Year()-1, time.Now().Year()+2)
	day := casefile.Today(time.Now()).AddDays(-10)
	for !cal.IsWorkday(day) {
		day = day.AddDays(-1)
	}
	birth := &between.ApprovalBirth{
		ApprovalID: id, Definition: def, Applicant: between.Applicant{UserID: applicant.UserID, Name: applicant.Name, EnterpriseID: "e1"},
	}
	roster, err := o.store.Found(context.Background(), approval.AsksOf(birth))
	require.NoError(o.t, err)
	a := &approval.Approval{Head: casefile.Head{ID: id, Kind: casefile.Approval, Cal: cal}}
	ev, err := a.Decide(ordering(applicant, request(), approval.ActSubmit, approval.Form{Birth: birth, Roster: roster}), day.At(9, 0))
	require.NoError(o.t, err)
	_, err = o.store.Record(context.Background(), ev)
	require.NoError(o.t, err)
	require.NoError(o.t, o.cases.Wake(context.Background(), contract.Level{Kind: casefile.Approval, CaseID: id, Seq: 1}))
	return id
}

// soon waits until the application is as it will be by itself.
func (o *office) soon(id, what string, holds func(a *approval.Approval) bool) {
	o.t.Helper()
	require.Eventually(o.t, func() bool { return holds(o.approval(id)) }, 30*time.Second, 20*time.Millisecond, what)
}

const (
	threeOf = "  - {stage: sign, mode: %s, by: [{role: handler, org: o-fire}, {role: handler, org: o-water}, {role: handler, org: o-road}], within: 5}\n  - {stage: last, by: {role: dept_lead}, within: 3}\n"
	twoStep = "  - {stage: work, by: {role: handler}, within: 5}\n  - {stage: last, by: {role: dept_lead}}\n"
	sides   = `
  - {stage: first, by: {role: dept_receiver}, within: 5}
  - parallel: outer
    branches:
      - steps:
          - {stage: a, by: {role: handler, org: o-fire}, within: 5, on_reject: %s}
          - parallel: inner
            branches:
              - steps: [{stage: x, by: {role: handler, org: o-water}}]
              - steps: [{stage: y, by: {role: handler, org: o-road}}]
      - steps: [{stage: z, by: {role: handler, org: o-eco}}]
  - {stage: last, by: {role: dept_lead}}
`
)

var ruleJourneys = []ruleJourney{
	{1, "both_clicks_count_once", func(o *office) string {
		id := o.submit(o.process(fmt.Sprintf(threeOf, "all")))
		o.yes(id, fireman)
		done := make(chan error, 2)
		for _, who := range []org.Actor{waterer, roadman} {
			go func() {
				_, err := o.act(id, who, approval.ActApprove, approval.Form{Opinion: "同意"})
				done <- err
			}()
		}
		require.NoError(o.t, <-done)
		require.NoError(o.t, <-done)
		o.at(id, "last")
		require.Len(o.t, o.approval(id).Runs, 2, "the next stage opened once")
		o.yes(id, bureau)
		return o.ended(id, approval.Approved)
	}},
	{2, "the_second_is_told_who_decided", func(o *office) string {
		id := o.submit(o.process(fmt.Sprintf(threeOf, "any")))
		o.yes(id, fireman)
		o.refuses("approval.already_decided", id, waterer, approval.ActApprove, approval.Form{Opinion: "我也同意"})
		o.no(id, bureau)
		return o.ended(id, approval.Rejected)
	}},
	{3, "a_repeated_request_is_answered_once", func(o *office) string {
		id := o.submit(o.process(twoStep))
		cmd := ordering(clerk, request(), approval.ActApprove, approval.Form{Opinion: "同意"})
		for range 3 {
			answer, err := o.cases.Do(context.Background(), casefile.Approval, id, cmd)
			require.NoError(o.t, err)
			require.Equal(o.t, 2, answer.Seq)
		}
		o.yes(id, bureau)
		require.Equal(o.t, 3, o.approval(id).Seq)
		return id
	}},
	{4, "after_the_end_words_only", func(o *office) string {
		id := o.submit(o.process(twoStep))
		o.no(id, clerk)
		o.refuses("approval.ended", id, clerk, approval.ActApprove, approval.Form{Opinion: "同意"})
		o.must(id, clerk, approval.ActNote, approval.Form{Opinion: "已告知申请人"})
		return o.ended(id, approval.Rejected)
	}},
	{5, "a_tie_is_the_chairs", func(o *office) string {
		id := o.submit(o.process("  - {stage: vote, mode: vote, by: [{role: handler, org: o-fire}, {role: handler, org: o-water}], vote: {threshold: 51, tie: chair, chair: {role: dept_lead}}}\n"))
		o.yes(id, fireman)
		o.no(id, waterer)
		o.yes(id, bureau)
		return o.ended(id, approval.Approved)
	}},
	{6, "a_rejection_cancels_its_block", func(o *office) string {
		id := o.submit(o.process(fmt.Sprintf(sides, "first")))
		o.yes(id, receiver)
		o.no(id, fireman)
		o.at(id, "first")
		o.yes(id, receiver)
		o.at(id, "a,z")
		return id
	}},
	{7, "siblings_are_lifted", func(o *office) string {
		id := o.submit(o.process(fmt.Sprintf(threeOf, "any")))
		o.must(id, waterer, approval.ActClaim, approval.Form{})
		o.yes(id, fireman)
		require.Equal(o.t, approval.Lifted, seatOf(o.approval(id), "sign", 1).State)
		return id
	}},
	{8, "a_direct_return_keeps_passes", func(o *office) string {
		id := o.submit(o.process("  - {stage: draft, by: {role: dept_receiver}}\n  - {stage: check, by: {role: handler, org: o-eco}}\n  - {stage: sign, mode: all, by: [{role: handler, org: o-fire}, {role: handler, org: o-water}], return: {resume: choice}}\n"))
		o.yes(id, receiver)
		o.yes(id, greenman)
		o.yes(id, fireman)
		o.must(id, waterer, approval.ActReturn, approval.Form{To: "draft", Opinion: "请说明", Resume: "direct"})
		o.yes(id, receiver)
		o.at(id, "sign")
		o.yes(id, waterer)
		return o.ended(id, approval.Approved)
	}},
	{9, "a_return_across_splits", func(o *office) string {
		id := o.submit(o.process(fmt.Sprintf(sides, "end")))
		for _, who := range []org.Actor{receiver, fireman, waterer} {
			o.yes(id, who)
		}
		o.must(id, roadman, approval.ActReturn, approval.Form{To: "first", Opinion: "请核对"})
		o.at(id, "first")
		for _, who := range []org.Actor{receiver, greenman, fireman, waterer} {
			o.yes(id, who)
		}
		o.at(id, "y")
		o.yes(id, roadman)
		o.at(id, "last")
		return id
	}},
	{10, "a_return_gives_a_fresh_clock", func(o *office) string {
		id := o.permit()
		o.yes(id, receiver)
		law := o.approval(id).Law
		o.must(id, fireman, approval.ActReturn, approval.Form{To: "accept", Opinion: "请核对"})
		require.Equal(o.t, law, o.approval(id).Law, "the law's clock runs on")
		o.yes(id, receiver)
		o.at(id, "fire,water,road,eco,power")
		return id
	}},
	{11, "withdrawn_before_a_decision", func(o *office) string {
		id := o.submit(o.process(twoStep))
		o.must(id, applicant, approval.ActWithdraw, approval.Form{Reason: "不办了"})
		return o.ended(id, approval.Withdrawn)
	}},
	{12, "a_join_is_taken_back", func(o *office) string {
		id := o.permit()
		o.yes(id, receiver)
		for _, who := range departments {
			o.yes(id, who)
		}
		o.must(id, fireman, approval.ActTakeBack, approval.Form{})
		o.at(id, "fire")
		o.yes(id, fireman)
		o.at(id, "sign")
		return id
	}},
	{13, "a_return_to_a_step_that_would_be_passed_over_now", func(o *office) string {
		def := o.process("  - {stage: draft, by: {role: dept_receiver}, fields: {write: [area]}}\n  - {stage: check, by: {role: handler, org: o-eco}, when: form.area > 10}\n  - {stage: last, by: {role: dept_lead}, return: {resume: choice}}\n",
			"form: {type: object, properties: {area: {type: integer}}}")
		id := o.submit(def, "area", 50)
		o.yes(id, receiver)
		o.yes(id, greenman)
		o.must(id, bureau, approval.ActReturn, approval.Form{To: "draft", Opinion: "改", Resume: "direct"})
		o.must(id, receiver, approval.ActApprove, approval.Form{Fields: values(o.t, "area", 1)})
		o.at(id, "last")
		o.must(id, bureau, approval.ActReturn, approval.Form{To: "check", Opinion: "请生态局看"})
		o.at(id, "check")
		return id
	}},
	{14, "the_clock_came_first", func(o *office) string {
		id := o.since(o.process("  - {stage: work, by: {role: handler}, within: 1, late: {then: reject, remind: []}}\n"))
		o.soon(id, "the clock rejects", func(a *approval.Approval) bool { return a.Status == approval.Rejected })
		o.refuses("approval.ended", id, clerk, approval.ActApprove, approval.Form{Opinion: "同意"})
		return id
	}},
	{15, "the_clock_passes_for_nobody", func(o *office) string {
		id := o.since(o.process("  - {stage: work, mode: all, by: [{role: handler, org: o-fire}, {role: handler, org: o-water}], within: 1, late: {then: pass, basis: 行政许可法第五十条}}\n  - {stage: last, by: {role: dept_lead}}\n"))
		o.soon(id, "silence passes", func(a *approval.Approval) bool { return len(a.Runs) == 2 && len(a.Owed) == 0 })
		require.Equal(o.t, approval.TimedOut, o.approval(id).Runs[0].By)
		o.yes(id, bureau)
		return o.ended(id, approval.Approved)
	}},
	{16, "reminders_ring_each_once", func(o *office) string {
		id := o.since(o.process("  - {stage: work, by: {role: handler}, within: 2, late: {remind: [-1, 0, 1]}}\n  - {stage: last, by: {role: dept_lead}}\n"))
		o.soon(id, "everything due has rung", func(a *approval.Approval) bool { return a.Seq >= 4 && a.Wake().At.IsZero() })
		o.yes(id, clerk)
		o.at(id, "last")
		return id
	}},
	{17, "suspended_and_activated", func(o *office) string {
		id := o.permit()
		o.yes(id, receiver)
		o.must(id, keeper, approval.ActSuspend, approval.Form{Reason: "涉诉"})
		o.refuses("approval.wrong_state", id, fireman, approval.ActApprove, approval.Form{Opinion: "同意"})
		require.True(o.t, o.approval(id).Wake().At.IsZero(), "nothing rings while it stands still")
		o.must(id, keeper, approval.ActActivate, approval.Form{})
		require.Eventually(o.t, func() bool { return o.timerRuns(id) }, 20*time.Second, 20*time.Millisecond)
		o.yes(id, fireman)
		return id
	}},
}
