package approval

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/diaodu/diaodu/domain/between"
	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/org"
)

const wantsPermit = `
process: building
name: 施工许可
matter: {authority: bureau, code: "1", result: 施工许可证, number: "建%06d"}
materials:
  - {id: planning-permit, name: 规划许可证, required: true}
steps:
  - stage: accept
    name: 受理
    accepts: true
    by: {role: dept_receiver}
`

// 免交: what the district issued itself stands for its paper, on a plan's word
// and nobody else's.
func TestAResultOfTheDistrictStandsForItsPaper(t *testing.T) {
	for who, accepted := range map[string]bool{"plan": true, "owner": false} {
		d := blankDesk(t)
		def := parse(t, wantsPermit)
		b := &between.ApprovalBirth{
			ApprovalID: d.a.ID, PlanID: "p-1", MatterID: "building", Definition: def, Project: between.ProjectRef{ID: "p1", EnterpriseID: "e1"},
			Applicant: between.Applicant{UserID: owner.UserID, Name: owner.Name, EnterpriseID: "e1"},
			Materials: []between.GivenMaterial{{ID: "planning-permit", Result: "建字第500153000001号"}},
		}
		by := owner
		if who == "plan" {
			by = org.Clock
		}
		require.NoError(t, d.do(by, ActSubmit, Form{Birth: b, Roster: d.find(AsksOf(b))}))
		err := d.do(window, ActApprove, Form{Opinion: "受理"})
		require.Equal(t, accepted, err == nil, "%s: %v", who, err)
		if accepted {
			require.Equal(t, "建字第500153000001号", d.a.material("planning-permit").Result)
			last := d.owed[len(d.owed)-1]
			require.Equal(t, casefile.Plan, last.Kind)
			var word struct{ Moved between.MatterMoved }
			require.NoError(t, json.Unmarshal(last.Command, &word))
			require.Equal(t, between.ApprovalApproved, word.Moved.State)
			require.Equal(t, "建000001", word.Moved.ResultNo, "the number is allotted when the end is recorded, and told with it")
		}
	}
}
