package approval

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/diaodu/diaodu/domain/between"
	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/org"
	"github.com/diaodu/diaodu/domain/workcal"
)

// C-6: once, before the day has passed, by at most what the process allows, by
// the authority's head, with the reason told to the applicant.
func TestAnExtensionIsGrantedOnceByTheHeadBeforeTheDay(t *testing.T) {
	d := newDesk(t, permit, "area", 500)
	d.refuses("approval.no_extension", head, ActExtend, Form{Reason: "疑难"})
	d.yes(window)
	d.refuses("approval.not_yours", fire, ActExtend, Form{Reason: "疑难"})
	d.refuses("approval.not_yours", someone("head2", "fire", org.DeptLead), ActExtend, Form{Reason: "疑难"})
	d.refuses("approval.words_missing", head, ActExtend, Form{})
	d.refuses("approval.extension_days", head, ActExtend, Form{Reason: "疑难", N: 11})
	d.must(head, ActExtend, Form{Reason: "疑难复杂"})
	require.Equal(t, "2022-06-24", d.a.Law.Due(d.a.Cal, casefile.Today(d.now)).Date.String(), "06-10 and ten workdays")
	require.Equal(t, "2022-06-10", d.a.Promise.Due(d.a.Cal, casefile.Today(d.now)).Date.String())
	require.Equal(t, []string{"2022-06-10", "2022-06-24"}, []string{d.a.Extended.Old.String(), d.a.Extended.New.String()})
	told := d.told[len(d.told)-1]
	require.Equal(t, []any{"approval.extended", true, "e1"}, []any{told.Code, told.Legal, told.To[0].EnterpriseID})
	d.refuses("approval.extended", head, ActExtend, Form{Reason: "再次"})

	d = newDesk(t, permit, "area", 500)
	d.yes(window)
	d.until("2022-06-10", 17, 0)
	require.NoError(t, d.a.Check(Command{Order: casefile.Order{Act: ActExtend, Meta: casefile.Meta{RequestID: "x", Actor: head}}, Form: Form{Reason: "x"}}, d.now))
	d.until("2022-06-11", 9, 0)
	d.refuses("approval.extension_late", head, ActExtend, Form{Reason: "太晚"})
}

// B-5: what may follow has a date; what comes late or never is told.
func TestWhatIsLetFollowHasADateAndIsTold(t *testing.T) {
	d := newDesk(t, permit, "area", 500)
	for i := range d.a.Materials {
		d.a.Materials[i].State, d.a.Materials[i].Files = Missing, nil
	}
	f := d.refuses("approval.material_missing", window, ActApprove, Form{Defer: []string{"plan", "safety"}})
	require.Equal(t, []string{"设计图"}, f.Args["materials"], "only the deferrable may follow")
	d.a.Materials[0].State = Given
	f = d.refuses("approval.material_missing", window, ActApprove, Form{})
	require.Equal(t, []string{"安全措施"}, f.Args["materials"])
	d.must(window, ActApprove, Form{Defer: []string{"safety"}})
	require.Equal(t, []any{Deferred, "2022-05-19"}, []any{d.a.Materials[1].State, d.a.Materials[1].Due.String()})
	d.refuses("approval.not_deferred", owner, ActFollow, Form{Materials: []MaterialGiven{{ID: "plan", Files: []casefile.Attachment{{FileID: "x"}}}}})
	d.refuses("approval.no_files", owner, ActFollow, Form{Materials: []MaterialGiven{{ID: "safety"}}})
	d.until("2022-05-20", 9, 0)
	require.True(t, d.a.Materials[1].Late)
	require.Equal(t, 1, d.heard("approval.deferred_late"))
	d.must(owner, ActFollow, Form{Materials: []MaterialGiven{{ID: "safety", Files: []casefile.Attachment{{FileID: "x"}}}}})
	require.True(t, d.a.Materials[1].Late)
	d.refuses("approval.not_yours", fire, ActCheck, Form{Materials: []MaterialGiven{{ID: "safety"}}})
	d.must(clerk, ActCheck, Form{Gaps: []Gap{{Material: "safety", Code: "unsigned", Text: "未盖章"}}})
	require.Equal(t, []any{Deferred, "2022-05-25", false}, []any{d.a.Materials[1].State, d.a.Materials[1].Due.String(), d.a.Materials[1].Late})
	d.must(owner, ActFollow, Form{Materials: []MaterialGiven{{ID: "safety", Files: []casefile.Attachment{{FileID: "y"}}}}})
	d.must(clerk, ActCheck, Form{Materials: []MaterialGiven{{ID: "safety"}}})
	require.Equal(t, Checked, d.a.Materials[1].State)
}

const onWord = `
process: word
name: 告知承诺
matter: {code: W, authority: bureau, commitment: %s, check_within: 120}
materials: [{id: paper, name: 证明, required: true, commit: true}, {id: plan, name: 图纸, required: true}]
steps:
  - {stage: accept, accepts: true, by: {role: dept_receiver}}
`

func wordDesk(t *testing.T, whole string, change func(*between.ApprovalBirth)) (*desk, error) {
	d := blankDesk(t)
	b := d.birth(parse(t, strings.Replace(onWord, "%s", whole, 1)))
	b.Materials[0] = MaterialGiven{ID: "paper", Committed: true}
	b.Promises = []between.Commitment{{Material: "paper", Text: "承诺属实", By: "张三"}}
	change(b)
	return d, d.do(owner, ActSubmit, Form{Birth: b, Roster: d.find(AsksOf(b))})
}

// B-6: a word stands for proof, is checked by its day, and one that proves false
// revokes what was granted on it.
func TestAWordIsCheckedLaterAndRevokesWhatWasGrantedOnIt(t *testing.T) {
	d, err := wordDesk(t, "false", func(*between.ApprovalBirth) {})
	require.NoError(t, err)
	d.yes(window)
	require.Equal(t, Approved, d.a.Status)
	require.Equal(t, "2022-11-03", d.a.Word.CheckBy.String(), "120 workdays")
	d.pass(d.now.AddDate(0, 4, 0))
	require.False(t, d.a.Done(), "the case waits for the check, longer than for a voiding")
	d.until("2022-11-04", 0, 0)
	require.Equal(t, 1, d.heard("approval.word_unchecked"))
	d.refuses("approval.words_missing", clerk, ActVerifyWord, Form{Pass: true})
	d.must(clerk, ActVerifyWord, Form{Opinion: "查实不符"})
	require.Equal(t, []any{Revoked, "broken", true}, []any{d.a.Status, d.a.Word.Result, d.a.Word.Late})
	d.pass(d.now.AddDate(0, 4, 0))
	require.True(t, d.a.Done())

	d, err = wordDesk(t, "false", func(*between.ApprovalBirth) {})
	require.NoError(t, err)
	d.yes(window)
	d.must(clerk, ActVerifyWord, Form{Opinion: "属实", Pass: true})
	require.Equal(t, []any{Approved, "kept"}, []any{d.a.Status, d.a.Word.Result})
	d.refuses("approval.no_word", clerk, ActVerifyWord, Form{Opinion: "x"})
}

func TestAWordThatNobodyGaveStandsForNothing(t *testing.T) {
	code := func(whole string, change func(*between.ApprovalBirth)) string {
		d, err := wordDesk(t, whole, change)
		if err == nil {
			return ""
		}
		return codeOf(d, err)
	}
	require.Equal(t, "approval.no_promise", code("false", func(b *between.ApprovalBirth) { b.Promises = nil }))
	require.Equal(t, "approval.no_word_here", code("false", func(b *between.ApprovalBirth) { b.Promises[0].Material = "" }))
	require.Empty(t, code("true", func(b *between.ApprovalBirth) { b.Promises[0].Material = "" }))
	require.Equal(t, "approval.no_commitment", code("true", func(b *between.ApprovalBirth) {
		b.Materials[1] = MaterialGiven{ID: "plan", Committed: true}
		b.Promises[0].Material = ""
	}))
}

const visiting = `
process: visit
name: 联合验收
matter: {code: V, authority: bureau}
steps:
  - {stage: look, mode: all, by: [{role: dept_receiver}, {role: handler, org: fire}, {role: handler, org: water}], visit: true}
`

// B-17: nobody approves without their own finding in order; a second visit keeps
// what was found in order.
func TestAJointVisitHasEachUnitsFindingAndItsRoundsAreCounted(t *testing.T) {
	d := newDesk(t, visiting)
	on := workcal.MustDate("2022-05-16")
	d.refuses("approval.no_finding", fire, ActApprove, Form{})
	d.refuses("approval.no_visit", fire, ActFinding, Form{Opinion: "x"})
	d.refuses("approval.visit_date", window, ActVisit, Form{Date: workcal.MustDate("2022-05-11"), Place: "现场"})
	d.must(window, ActVisit, Form{Date: on, Place: "现场"})
	d.refuses("approval.visit_to_come", fire, ActFinding, Form{Opinion: "符合", Pass: true})
	d.until("2022-05-16", 15, 0)
	d.must(fire, ActFinding, Form{Opinion: "符合", Pass: true})
	d.must(water, ActFinding, Form{Opinion: "水表未装"})
	require.Equal(t, 1, d.heard("approval.finding_failed"))
	d.yes(fire)
	d.refuses("approval.finding_open", water, ActApprove, Form{})
	d.refuses("approval.no_finding", window, ActApprove, Form{})
	d.must(window, ActVisit, Form{Date: workcal.MustDate("2022-05-18"), Place: "现场"})
	d.until("2022-05-18", 15, 0)
	d.must(window, ActFinding, Form{Opinion: "符合", Pass: true})
	d.must(water, ActFinding, Form{Opinion: "已装", Pass: true})
	visits := d.a.Runs[0].Visits
	require.Len(t, visits, 2)
	require.Len(t, visits[1].Findings, 3, "fire's was in order and is kept")
	d.yes(water)
	d.yes(window)
	require.Equal(t, Approved, d.a.Status)
}

const posted = `
process: posted
name: 公示
matter: {code: N, authority: bureau}
steps:
  - {stage: first, by: {role: dept_receiver}}
  - {notice: show, name: 公示, days: 5, by: {role: handler}, on_objection: %s, excluded: true}
  - {stage: last, by: {role: dept_lead}}
`

func TestANoticeWaitsForItsDaysAndForOpenObjections(t *testing.T) {
	d := newDesk(t, strings.Replace(strings.Replace(posted, "%s", "first", 1), "matter:", "limits: {statutory: 20}\nmatter:", 1))
	d.yes(window)
	require.Equal(t, workcal.MustDate("2022-05-19").End().UTC(), d.a.latest("show", "").Until)
	require.False(t, d.a.Law.Running(), "the days of the notice do not count")
	d.refuses("approval.not_yours", fire, ActObject, Form{From: "邻居", Opinion: "挡光"})
	d.must(clerk, ActObject, Form{From: "邻居", Opinion: "挡光"})
	d.until("2022-05-20", 9, 0)
	require.Equal(t, []string{"show"}, d.open())
	require.Equal(t, 1, d.heard("approval.objection_open"))
	d.refuses("approval.no_outcome", clerk, ActSettle, Form{N: 1, Outcome: "maybe", Opinion: "x"})
	d.refuses("approval.no_objection", clerk, ActSettle, Form{N: 2, Outcome: "dismissed", Opinion: "x"})
	d.must(clerk, ActSettle, Form{N: 1, Outcome: "dismissed", Opinion: "距离符合规范"})
	require.Equal(t, []string{"last"}, d.open())
	require.True(t, d.a.Law.Running())
	require.Equal(t, "2022-06-17", d.a.Law.Due(d.a.Cal, casefile.Today(d.now)).Date.String(), "05-12 to 05-19 stood still; day 0 costs nobody a day")

	d = newDesk(t, strings.Replace(posted, "%s", "first", 1))
	d.yes(window)
	d.must(clerk, ActObject, Form{From: "邻居", Opinion: "挡光"})
	d.must(clerk, ActSettle, Form{N: 1, Outcome: "upheld", Opinion: "属实"})
	require.Equal(t, []string{"first"}, d.open())
	d.yes(window)
	require.Equal(t, 2, d.a.latest("show", "").Round)
	d.until("2022-05-20", 0, 0)
	require.Equal(t, []string{"last"}, d.open(), "the old objection holds no new notice")

	d = newDesk(t, strings.Replace(posted, "%s", "end", 1))
	d.yes(window)
	d.must(clerk, ActObject, Form{From: "邻居", Opinion: "挡光"})
	d.must(clerk, ActSettle, Form{N: 1, Outcome: "upheld", Opinion: "属实"})
	require.Equal(t, Rejected, d.a.Status)
}

func TestAWaitEndsByTheOtherSystemOrByAnOfficersPaper(t *testing.T) {
	text := `
process: wait
name: 等待
matter: {code: W, authority: bureau}
limits: {statutory: 20}
steps:
  - {wait: w, name: 上级审批, from: 省平台, by: {role: handler}, within: 5, excluded: true, on_reject: %s, late: {then: reject}}
  - {stage: last, by: {role: dept_lead}}
`
	d := newDesk(t, strings.Replace(text, "%s", "end", 1))
	require.False(t, d.a.Law.Running())
	require.True(t, d.a.latest("w", "").Clock.Running(), "its own clock runs")
	d.refuses("approval.no_files", clerk, ActCallback, Form{Outcome: Pass})
	d.refuses("approval.no_outcome", org.Clock, ActCallback, Form{Outcome: "perhaps"})
	d.must(clerk, ActCallback, Form{Outcome: Pass, Files: []casefile.Attachment{{FileID: "f"}}})
	require.Equal(t, []string{"last"}, d.open())
	require.True(t, d.a.Law.Running())
	d.refuses("approval.nothing_waits", org.Clock, ActCallback, Form{Outcome: Pass})

	d = newDesk(t, strings.Replace(text, "%s", "end", 1))
	d.must(org.Clock, ActCallback, Form{Outcome: Fail})
	require.Equal(t, Rejected, d.a.Status)
	d = newDesk(t, strings.Replace(text, "%s", "end", 1))
	d.until("2022-05-20", 0, 0)
	require.Equal(t, Rejected, d.a.Status, "nobody reported in time")
}

func codeOf(d *desk, err error) string {
	d.t.Helper()
	return faultOf(d.t, err).Code
}
