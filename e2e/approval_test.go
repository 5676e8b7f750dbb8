package e2e

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/diaodu/diaodu/domain/approval"
	"github.com/diaodu/diaodu/domain/casefile"
)

// An application of five departments goes through on real servers.
func TestAnApplicationGoesThroughFiveDepartments(t *testing.T) {
	o := newOffice(t)
	id := o.permit()
	require.Equal(t, "accept", o.open(id))
	o.yes(id, receiver)
	require.Equal(t, "fire,water,road,eco,power", o.open(id))
	for _, who := range departments {
		o.yes(id, who)
	}
	require.Equal(t, "sign", o.open(id))
	o.yes(id, bureau)
	a := o.approval(id)
	require.Equal(t, approval.Approved, a.Status)
	require.Equal(t, "500153000001", a.End.Number)
	require.Regexp(t, `^SP-\d{4}-000001$`, a.No)
	o.even(id)
	o.verify()
	o.replays("approval_five_departments", casefile.Approval, id, "")
}

// A stage whose people the door could not know asks the directory, and is
// filled when it answers.
func TestAStageAsksTheDirectoryForItsPeople(t *testing.T) {
	o := newOffice(t)
	id := o.submit(parsed(t, `
process: ask
name: 逐单位征求
matter: {code: ASK, authority: o-build, kind: 审查}
form:
  type: object
  properties:
    units: {type: array, title: 单位, items: {type: string}}
steps:
  - stage: choose
    name: 选定单位
    by: {role: dept_receiver}
    fields: {required: [units]}
  - each: asked
    name: 逐单位
    over: units
    steps: [{stage: reply, name: 答复, by: {role: handler, org_field: item}}]
`))
	o.must(id, receiver, approval.ActApprove, approval.Form{Fields: values(t, "units", []string{"o-fire", "o-water"})})
	require.Equal(t, "reply,reply", o.open(id))
	o.oneClock(casefile.Approval, id)
	require.Equal(t, "单位o-fire", o.approval(id).Seats[1].Org.Name)
	require.Equal(t, "单位o-water", o.approval(id).Seats[2].Org.Name)
	o.yes(id, fireman)
	o.yes(id, waterer)
	require.Equal(t, approval.Approved, o.approval(id).Status)
	o.even(id)
	o.replays("approval_asks_directory", casefile.Approval, id, "")
}
