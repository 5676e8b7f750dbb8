package approval

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/diaodu/diaodu/domain/between"
	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/fault"
	"github.com/diaodu/diaodu/domain/org"
	"github.com/diaodu/diaodu/domain/workcal"
)

// E17: while a case is suspended its seats refuse, its clocks keep what is left,
// nothing rings; words and reading stay.
func TestE17SuspensionFreezesSeatsAndClocks(t *testing.T) {
	d := newDesk(t, permit, "area", 500)
	d.yes(window)
	d.refuses("approval.words_missing", keeper, ActSuspend, Form{})
	d.refuses("approval.not_yours", fire, ActSuspend, Form{Reason: "x"})
	d.until("2022-05-17", 10, 0) // three of five workdays are used, the third is today
	d.must(keeper, ActSuspend, Form{Reason: "涉诉"})
	require.Equal(t, Suspended, d.a.Status)
	for _, act := range []string{
		ActApprove, ActReject, ActAbstain, ActReturn, ActTakeBack, ActClaim, ActTransfer, ActDelegate, ActAddSign, ActCutSign,
		ActRecuse, ActConsult, ActSupplement, ActPause, ActVisit, ActFinding, ActUrge, ActJump, ActExtend, ActWithdraw, ActResubmit, ActSupply,
	} {
		for _, who := range []org.Actor{fire, owner, keeper, head} {
			code := fault.Of(d.do(who, act, Form{Opinion: "x", Reason: "x"})).Code
			require.Contains(t, []string{"approval.wrong_state", "approval.not_yours"}, code, "%s by %s", act, who.UserID)
		}
	}
	require.True(t, d.a.Wake().At.IsZero(), "nothing rings, not even for what was let follow")
	d.must(fire, ActNote, Form{Opinion: "备注"})
	require.Equal(t, "permit", d.a.See(fire, d.now).Process)
	for _, r := range d.a.Runs {
		require.False(t, r.Clock.Running(), r.Step)
	}
	require.False(t, d.a.Law.Running())
	reminders := d.heard("approval.due_soon") + d.heard("approval.overdue")
	d.until("2022-05-31", 10, 0)
	require.Equal(t, reminders, d.heard("approval.due_soon")+d.heard("approval.overdue"))

	shown := d.a.See(fire, d.now).Stops[0]
	require.Equal(t, 11, shown.Days, "so far, with today, as the clocks count")
	require.Zero(t, d.a.Stops[0].Days)

	d.must(keeper, ActActivate, Form{})
	require.Equal(t, Running, d.a.Status)
	today := casefile.Today(d.now)
	// 05-17 to 05-30 are ten workdays.
	require.Equal(t, "2022-06-02", d.a.latest("fire", "").Clock.Due(d.a.Cal, today).Date.String())
	require.Equal(t, "2022-06-24", d.a.Law.Due(d.a.Cal, today).Date.String())
	require.Equal(t, 10, d.a.Stops[0].Days)
	d.yes(fire)
}

func TestE17SuspensionInside补正LeavesTheApplicantTheirDays(t *testing.T) {
	d := newDesk(t, permit, "area", 500)
	d.must(window, ActSupplement, Form{Gaps: []Gap{{Material: "plan", Code: "unclear", Text: "看不清"}}})
	require.Equal(t, "2022-05-26", d.a.Supplements[0].Due.String())
	d.until("2022-05-16", 10, 0)
	d.must(keeper, ActSuspend, Form{Reason: "涉诉"})
	require.Equal(t, Waiting, d.a.Before)
	require.Empty(t, d.runs())
	d.refuses("approval.wrong_state", owner, ActSupply, Form{Opinion: "x"})
	d.until("2022-06-10", 10, 0)
	require.Equal(t, Suspended, d.a.Status, "nobody abandons a case that stands still")
	d.must(keeper, ActActivate, Form{})
	require.Equal(t, Waiting, d.a.Status)
	// One of ten workdays had passed (05-13); 05-16 to 06-09 do not count.
	require.Equal(t, "2022-06-22", d.a.Supplements[0].Due.String())
	d.until("2022-06-20", 10, 0)
	d.must(owner, ActSupply, Form{Materials: []MaterialGiven{{ID: "plan", Files: []casefile.Attachment{{FileID: "f", Name: "图"}}}}})
	d.must(window, ActTakeIn, Form{})
	require.Equal(t, Running, d.a.Status)
	require.True(t, d.a.Runs[0].Clock.Running())
}

func TestE17SuspensionMovesWhatWasLetFollowAndNotices(t *testing.T) {
	d := newDesk(t, `
process: notice
name: 公示
matter: {code: N, authority: bureau}
materials: [{id: safety, name: 安全措施, required: true, deferrable: true, defer_days: 5}]
steps:
  - {stage: accept, accepts: true, by: {role: dept_receiver}}
  - {notice: show, name: 公示, days: 4, calendar: true, by: {role: dept_receiver}}
  - {stage: sign, by: {role: dept_lead}}
`)
	d.a.Materials[0].State, d.a.Materials[0].Files = Missing, nil
	d.must(window, ActApprove, Form{Defer: []string{"safety"}})
	require.Equal(t, "2022-05-19", d.a.Materials[0].Due.String())
	require.Equal(t, workcal.MustDate("2022-05-16").End().UTC(), d.a.latest("show", "").Until)
	d.until("2022-05-13", 10, 0)
	d.must(keeper, ActSuspend, Form{Reason: "涉诉"})
	d.until("2022-05-20", 10, 0)
	d.must(keeper, ActActivate, Form{})
	require.Equal(t, "2022-05-26", d.a.Materials[0].Due.String(), "five workdays stood still")
	require.Equal(t, workcal.MustDate("2022-05-23").End().UTC(), d.a.latest("show", "").Until, "seven days stood still")
	d.until("2022-05-24", 0, 0)
	require.Equal(t, []string{"sign"}, d.open())
	require.Equal(t, 0, d.heard("approval.deferred_late"))
	d.until("2022-05-27", 0, 0)
	require.Equal(t, 1, d.heard("approval.deferred_late"))
}

const calling = `
process: parent
name: 主流程
matter: {code: P, authority: bureau}
form: {type: object, properties: {units: {type: array, items: {type: string}}}}
steps:
  - {stage: first, by: {role: dept_receiver}}
  - {call: subs, name: 各部门, process: child, over: units, on_reject: %s, gather: %s}
  - {stage: last, by: {role: dept_lead}}
`

const child = `
process: child
name: 子流程
matter: {code: C, authority: bureau}
steps:
  - {stage: look, by: {role: handler, org_field: item}}
`

// callingDesk hands a case in whose second step calls a sub-case for each unit.
func callingDesk(t *testing.T, onReject, gather string, units ...string) *desk {
	d := blankDesk(t)
	text := strings.Replace(strings.Replace(calling, "%s", onReject, 1), "%s", gather, 1)
	def := parse(t, text)
	def.Subs = append(def.Subs, parse(t, child))
	require.NoError(t, d.submit(def, "units", units))
	return d
}

// sub tells the parent how its n-th sub-case ended.
func (d *desk) sub(n int, outcome string) error {
	c := d.a.latest("subs", "").Calls[n]
	return d.do(org.Clock, ActSubEnded, Form{Sub: &SubCase{CaseID: c.CaseID, Item: c.Item, No: "SP-1", Outcome: outcome}})
}

func (d *desk) owes(act string) []string {
	var ids []string
	for _, e := range d.owed {
		if e.Act == act && e.Kind == casefile.Approval {
			ids = append(ids, e.CaseID)
		}
	}
	return ids
}

func TestE17SubCasesAreSuspendedWithTheirParent(t *testing.T) {
	d := callingDesk(t, "end", "all", "fire", "water")
	d.yes(window)
	born := d.owes(ActSubmit)
	require.Len(t, born, 2)
	d.must(keeper, ActSuspend, Form{Reason: "涉诉"})
	require.Equal(t, born, d.owes(ActSuspend))
	require.NoError(t, d.sub(0, Pass))
	require.NoError(t, d.sub(1, Pass))
	require.Equal(t, []string{"subs"}, d.open(), "what has ended meanwhile waits")
	d.must(keeper, ActActivate, Form{})
	require.Empty(t, d.owes(ActActivate), "none is at work any more")
	require.Equal(t, []string{"last"}, d.open(), "and is taken up when the case goes on")
}

// A sub-case suspended for its own sake stays so when its parent goes on.
func TestE17ASuspensionOfItsOwnOutlastsTheParents(t *testing.T) {
	d := newDesk(t, permit, "area", 500)
	d.must(keeper, ActSuspend, Form{Reason: "本案涉诉"})
	d.must(org.Clock, ActSuspend, Form{})
	d.must(org.Clock, ActActivate, Form{})
	require.Equal(t, Suspended, d.a.Status)
	d.must(keeper, ActActivate, Form{})
	require.Equal(t, Running, d.a.Status)

	d.must(org.Clock, ActSuspend, Form{})
	d.refuses("approval.suspended_above", keeper, ActActivate, Form{})
	d.must(org.Clock, ActActivate, Form{})
	require.Equal(t, Running, d.a.Status)
	d.must(keeper, ActSuspend, Form{Reason: "再次"})
	d.must(org.Clock, ActActivate, Form{})
	require.Equal(t, Suspended, d.a.Status, "a parent that goes on ends nothing else")
}

// Suspended is suspended also for the directory's answers and other systems.
func TestE17WhatComesWhileSuspendedIsTakenUpLater(t *testing.T) {
	d := newDesk(t, `
process: waits
name: 等待
matter: {code: W, authority: bureau}
steps:
  - {wait: w, name: 等待, from: 外部系统, by: {role: dept_receiver}, within: 5}
  - {stage: last, by: {role: dept_lead}}
`)
	d.must(keeper, ActSuspend, Form{Reason: "涉诉"})
	d.refuses("approval.not_yours", window, ActCallback, Form{Outcome: Pass, Files: []casefile.Attachment{{FileID: "f"}}})
	d.must(org.Clock, ActCallback, Form{Outcome: Pass})
	require.Equal(t, []string{"w"}, d.open())
	d.must(keeper, ActActivate, Form{})
	require.Equal(t, []string{"last"}, d.open())
}

// E18: 补正 stops the clocks from its notice to the taking in, has its own
// deadline, its rounds are counted, and every stop is a row.
func TestE18补正StopsTheClocksAndItsIntervalsAreRows(t *testing.T) {
	text := strings.Replace(permit, "limits: {", "limits: {supplement: 3, supplements: 2, from: accept0, ", 1)
	text = strings.Replace(text, "steps:\n", "steps:\n  - {stage: accept0, accepts: true, by: {role: dept_receiver}, may: [supplement]}\n", 1)
	text = strings.Replace(text, "    accepts: true\n", "", 1)
	d := newDesk(t, text, "area", 500)
	gaps := []Gap{{Material: "plan", Code: "unclear", Text: "看不清"}, {Field: "note", Code: "missing", Text: "请填写备注"}}
	d.refuses("approval.no_gaps", window, ActSupplement, Form{})
	d.refuses("approval.gap_code", window, ActSupplement, Form{Gaps: []Gap{{Code: "whim", Text: "x"}}})
	d.refuses("approval.no_material", window, ActSupplement, Form{Gaps: []Gap{{Code: "missing", Text: "x", Material: "none"}}})
	d.yes(window)
	require.True(t, d.a.Law.Running())
	d.until("2022-05-16", 10, 0)
	d.must(window, ActSupplement, Form{Gaps: gaps})
	require.Equal(t, Waiting, d.a.Status)
	require.Equal(t, gaps, d.a.Supplements[0].Items)
	require.Equal(t, Faulty, d.a.material("plan").State)
	require.False(t, d.a.Law.Running())
	require.Equal(t, "2022-05-19", d.a.Supplements[0].Due.String(), "three workdays of the applicant's own")
	require.Equal(t, "supply 2022-05-19", d.runs())
	d.refuses("approval.supplement_open", window, ActSupplement, Form{Gaps: gaps})
	d.refuses("approval.not_answered", window, ActTakeIn, Form{})
	d.until("2022-05-17", 10, 0)
	d.must(owner, ActSupply, Form{Fields: filled("note", "已补")})
	require.Equal(t, "take_in 2022-05-24", d.runs(), "past it silence accepts")
	d.until("2022-05-18", 10, 0)
	d.must(window, ActSupplement, Form{Gaps: gaps[:1]}) // still not all there
	require.Equal(t, "again", d.a.Supplements[0].End)
	d.refuses("approval.not_yours", fire, ActTakeIn, Form{})
	d.until("2022-05-19", 10, 0)
	d.must(owner, ActSupply, Form{Materials: []MaterialGiven{{ID: "plan", Files: []casefile.Attachment{{FileID: "f2"}}}}})
	d.until("2022-05-23", 10, 0)
	d.must(window, ActTakeIn, Form{})
	require.Equal(t, Running, d.a.Status)
	require.NotContains(t, d.runs(), "take_in")
	d.refuses("approval.supplements_spent", window, ActSupplement, Form{Gaps: gaps})
	require.Len(t, d.a.Stops, 2)
	require.Equal(t, []string{"2022-05-16", "2022-05-17"}, []string{d.a.Stops[0].From.String(), d.a.Stops[0].To.String()})
	require.Equal(t, []string{"2022-05-18", "2022-05-22"}, []string{d.a.Stops[1].From.String(), d.a.Stops[1].To.String()})
	require.Equal(t, []int{2, 3}, []int{d.a.Stops[0].Days, d.a.Stops[1].Days})
	today := casefile.Today(d.now)
	read := d.a.Law.Read(d.a.Cal, today)
	require.Equal(t, 5, read.PausedDays)
	require.Equal(t, 2, read.Elapsed, "05-13 and 05-23; 05-16 to 05-20 stood still")
	require.Equal(t, "2022-06-17", read.Due.String(), "06-10 and five workdays")
}

// runs are the clocks that count days now, with the last day of each.
func (d *desk) runs() string {
	var running []string
	for _, c := range d.a.Clocks(casefile.Today(d.now)) {
		if !c.Paused && c.Light != workcal.Done {
			running = append(running, c.Key+" "+c.Due.String())
		}
	}
	return strings.Join(running, ", ")
}

func TestE18AnUnanswered补正HasItsOwnOutcome(t *testing.T) {
	gaps := Form{Gaps: []Gap{{Material: "plan", Code: "unclear", Text: "看不清"}}}
	d := newDesk(t, permit, "area", 500)
	d.must(window, ActSupplement, gaps)
	d.until("2022-05-26", 9, 0)
	require.Equal(t, 1, d.heard("approval.supplement_due"))
	d.until("2022-05-27", 0, 0)
	require.Equal(t, Abandoned, d.a.Status)
	require.Equal(t, "unanswered", d.a.Supplements[0].End)
	require.Equal(t, TimedOut, d.a.End.By)

	d = newDesk(t, strings.Replace(permit, "limits: {", "limits: {unanswered: return, ", 1), "area", 500)
	d.must(window, ActSupplement, gaps)
	d.until("2022-05-27", 0, 0)
	require.Equal(t, Running, d.a.Status, "decided on what is there")
	d.refuses("approval.material_missing", window, ActApprove, Form{})
	d.no(window)
	require.Equal(t, Refused, d.a.Status)
}

func TestE18WhoeverMayAskIsAPermissionAndSilenceTakesIn(t *testing.T) {
	d := newDesk(t, permit, "area", 500)
	d.yes(window)
	d.refuses("approval.not_offered", fire, ActSupplement, Form{Gaps: []Gap{{Code: "missing", Text: "x"}}})
	d = newDesk(t, permit, "area", 500)
	d.must(window, ActSupplement, Form{Gaps: []Gap{{Code: "missing", Text: "x"}}})
	d.until("2022-05-16", 18, 0) // after office hours: received on the 17th
	d.must(owner, ActSupply, Form{Opinion: "已补"})
	require.Equal(t, "2022-05-24", d.a.Supplements[0].AcceptBy.String())
	d.until("2022-05-25", 0, 0)
	require.Equal(t, Running, d.a.Status)
	require.Equal(t, "silent", d.a.Supplements[0].End)
}

// A case withdrawn while its applicant was asked leaves no question open.
func TestE18AWithdrawalEndsThe补正(t *testing.T) {
	d := newDesk(t, permit, "area", 500)
	d.must(window, ActSupplement, Form{Gaps: []Gap{{Code: "missing", Text: "x"}}})
	d.must(owner, ActWithdraw, Form{Reason: "不办了"})
	require.Equal(t, "ended", d.a.Supplements[0].End)
	require.Equal(t, between.ApprovalWithdrawn, d.a.State())
	var travelled Approval
	require.NoError(t, json.Unmarshal([]byte(mustJSON(t, d.a)), &travelled))
	require.Equal(t, d.a.Stops, travelled.Stops)
}
