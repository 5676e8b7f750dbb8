package approval

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/diaodu/diaodu/domain/casefile"
)

// permit is acceptance, three departments side by side, and the head's word.
const permit = `
process: permit
name: 施工许可
matter: {code: PERMIT, authority: bureau, kind: 许可, result: 施工许可证, number: "P-%06d"}
limits: {statutory: 20, promised: 10, extension: 10}
form:
  type: object
  properties:
    area: {type: integer, title: 面积}
    note: {type: string, title: 备注}
materials:
  - {id: plan, name: 设计图, required: true}
  - {id: safety, name: 安全措施, required: true, deferrable: true, defer_days: 5}
steps:
  - stage: accept
    name: 受理
    accepts: true
    by: {role: dept_receiver}
    within: 5
    late: {then: pass, basis: 行政许可法第三十二条}
    may: [supplement, return, transfer, pause, take_back]
  - parallel: consult
    name: 并联审批
    branches:
      - name: 消防
        steps: [{stage: fire, name: 消防, by: {role: handler, org: fire}, within: 5}]
      - name: 供水
        steps: [{stage: water, name: 供水, by: {role: handler, org: water}, within: 5}]
      - name: 道路
        when: form.area > 1000
        steps: [{stage: road, name: 道路, by: {role: handler, org: road}, within: 5}]
  - stage: sign
    name: 签发
    by: {role: dept_lead}
    within: 3
`

func TestAnApplicationGoesThroughAndIsGranted(t *testing.T) {
	d := newDesk(t, permit, "area", 500)
	require.Equal(t, []string{"accept"}, d.open())
	require.Equal(t, "SP-2022-000001", d.a.No)
	d.yes(window)
	require.Equal(t, []string{"fire", "water"}, d.open())
	require.Equal(t, "2022-06-10", d.a.Law.Due(d.a.Cal, casefile.Today(d.now)).Date.String())
	d.yes(water)
	d.yes(fire)
	require.Equal(t, []string{"sign"}, d.open())
	d.yes(head)
	require.Equal(t, Approved, d.a.Status)
	require.Equal(t, "P-000001", d.a.End.Number)
	require.Equal(t, 1, d.heard("approval.ended_approved"))
	d.pass(d.now.AddDate(0, 4, 0))
	require.True(t, d.a.Done())
}

func TestAReturnAcrossASplitCancelsTheBlockAndWalksItAgain(t *testing.T) {
	d := newDesk(t, permit, "area", 5000)
	d.yes(window)
	require.Equal(t, []string{"fire", "water", "road"}, d.open())
	d.yes(fire)
	d.must(water, ActReturn, Form{To: "accept", Opinion: "图纸不符"})
	require.Equal(t, []string{"accept"}, d.open())
	d.yes(window)
	require.Equal(t, []string{"fire", "water", "road"}, d.open())
	for _, r := range d.a.Runs {
		if r.Step == "consult" && r.Open {
			require.Equal(t, 2, r.Round)
			require.Empty(t, r.Done)
		}
	}
}

func TestADirectReturnOpensOnlyWhatWasCut(t *testing.T) {
	d := newDesk(t, permit, "area", 5000)
	d.yes(window)
	d.yes(fire)
	f := Form{To: "accept", Opinion: "图纸不符", Resume: "direct"}
	d.refuses("approval.resume", water, ActReturn, f)
	d.a.Def.Steps[1].Branches[1].Steps[0].Stage.Return.Resume = "choice"
	d.must(water, ActReturn, f)
	d.yes(window)
	require.Equal(t, []string{"water", "road"}, d.open())
	d.yes(road)
	d.yes(water)
	require.Equal(t, []string{"sign"}, d.open())
}

func TestAReturnIntoABlockThatIsOverWalksOnlyThatBranch(t *testing.T) {
	d := newDesk(t, permit, "area", 5000)
	for _, p := range []string{"window", "fire", "water", "road"} {
		for _, x := range everyone {
			if x.UserID == p {
				d.yes(x)
			}
		}
	}
	d.must(head, ActReturn, Form{To: "water", Opinion: "请复核"})
	require.Equal(t, []string{"water"}, d.open())
	d.yes(water)
	require.Equal(t, []string{"sign"}, d.open())
}

func TestASupplementStopsTheClockAndMovesTheDates(t *testing.T) {
	d := newDesk(t, permit, "area", 1)
	d.yes(window)
	d.a.Def.Steps[1].Branches[0].Steps[0].Stage.May = nil
	d.refuses("approval.not_offered", fire, ActSupplement, Form{Gaps: []Gap{{Code: "missing", Text: "缺图"}}})
	d = newDesk(t, permit, "area", 1)
	d.until("2022-05-13", 10, 0)
	d.must(window, ActSupplement, Form{Gaps: []Gap{{Material: "plan", Code: "unclear", Text: "第三页看不清"}}})
	require.Equal(t, Waiting, d.a.Status)
	d.refuses("approval.wrong_state", window, ActApprove, Form{})
	d.until("2022-05-18", 10, 0)
	d.must(owner, ActSupply, Form{Materials: []MaterialGiven{{ID: "plan", Files: []casefile.Attachment{{FileID: "f2", Name: "图"}}}}})
	d.until("2022-05-20", 10, 0)
	d.must(window, ActTakeIn, Form{})
	require.Equal(t, Running, d.a.Status)
	// Five workdays from Thursday 05-12, paused on 05-13, 16, 17, 18 and 19.
	require.Equal(t, "2022-05-26", d.a.Runs[0].Clock.Due(d.a.Cal, casefile.Today(d.now)).Date.String())
	d.pass(d.now.AddDate(0, 0, 6))
	require.Equal(t, []string{"accept"}, d.open())
	d.until("2022-05-27", 0, 0)
	require.Equal(t, []string{"fire", "water"}, d.open(), "silence accepts (B-4)")
}

func TestNothingIsForeseenThatWouldNotHappen(t *testing.T) {
	d := newDesk(t, permit, "area", 5000)
	var names []string
	for _, f := range d.a.Foresee(d.now) {
		names = append(names, f.Step)
	}
	require.Equal(t, []string{"fire", "water", "road", "sign"}, names)
}

func TestAReturnIntoABlockThatWasCutWalksEveryBranchThatHadNotPassed(t *testing.T) {
	d := newDesk(t, permit, "area", 5000)
	d.yes(window)
	d.yes(fire)
	d.must(water, ActReturn, Form{To: "accept", Opinion: "图纸不符"})
	d.must(window, ActReturn, Form{To: "water", Opinion: "图纸无误"})
	require.Equal(t, []string{"water", "road"}, d.open(), "fire had passed; road had not")
	d.yes(road)
	d.yes(water)
	require.Equal(t, []string{"sign"}, d.open())
}
