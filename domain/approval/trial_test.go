package approval

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/diaodu/diaodu/domain/workcal"
)

func TestATrialWalksTheDefinitionByItsOwnRules(t *testing.T) {
	def := parse(t, permit)
	out := Try(Trial{Definition: def, Form: filled("area", 5000), At: born, Pace: 1}, workcal.Embedded())
	require.Nil(t, out.Stuck)
	require.Equal(t, Approved, out.Status)
	var names []string
	for _, l := range out.Lines {
		names = append(names, l.Act+":"+l.Step)
	}
	require.Subset(t, names, []string{"submit:", "approve:accept", "approve:fire", "approve:water", "approve:road", "approve:sign"})

	out = Try(Trial{Definition: def, Form: filled("area", 1), At: born, Pace: 1,
		Script: []TrialAct{{Step: "water", Act: ActReturn, Form: Form{To: "accept"}}, {Step: "sign", Act: ActReject}, {Step: "road", Act: ActReject}}}, workcal.Embedded())
	require.Nil(t, out.Stuck)
	require.Equal(t, Rejected, out.Status)
	require.Equal(t, []TrialAct{{Step: "road", Act: ActReject}}, out.Unused)

	out = Try(Trial{Definition: def, Form: filled("area", 1), At: born, Empty: []string{"handler@fire", "dept_lead@fire"}}, workcal.Embedded())
	require.Equal(t, []string{"fire"}, out.Held)
	require.Equal(t, Approved, out.Status)
}
