package approval

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/diaodu/diaodu/domain/between"
	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/org"
)

// news plays an application of a plan, born with a version of the rules, from the
// window to the permit, and says in which states its plan heard of it.
func news(t *testing.T, life int) (states []between.ApprovalState, stages []string) {
	d := blankDesk(t)
	d.a.Life = life
	b := d.birth(parse(t, permit), "area", 5000)
	b.PlanID, b.MatterID = "p-1", "permit"
	require.NoError(t, d.do(org.Clock, ActSubmit, Form{Birth: b, Roster: d.find(AsksOf(b))}))
	require.Equal(t, life, d.a.Life)
	d.yes(window)
	d.yes(fire)
	d.must(water, ActDelegate, Form{People: []Person{row(power)}})
	d.must(power, ActAnswer, Form{Opinion: "可以"})
	d.yes(water)
	d.yes(road)
	d.must(head, ActReturn, Form{To: "accept", Opinion: "请核对"})
	d.must(window, ActSupplement, Form{Gaps: []Gap{{Material: "plan", Code: GapCodes[0], Text: "图纸缺少图签"}}})
	d.must(owner, ActSupply, Form{Materials: []between.GivenMaterial{{ID: "plan", Files: []casefile.Attachment{{FileID: "f-2", Name: "图.pdf"}}}}})
	d.must(window, ActTakeIn, Form{})
	d.yes(window)
	for _, who := range []org.Actor{fire, water, road, head} {
		d.yes(who)
	}
	require.Equal(t, Approved, d.a.Status)
	for _, e := range d.owed {
		require.Equal(t, casefile.Plan, e.Kind)
		var word struct{ Moved between.MatterMoved }
		require.NoError(t, json.Unmarshal(e.Command, &word))
		states, stages = append(states, word.Moved.State), append(stages, word.Moved.Stage)
	}
	return states, stages
}

// The plan hears what it uses, not every signature; an application born before
// goes on telling it everything, as its recorded history says.
func TestThePlanHearsWhatItUses(t *testing.T) {
	states, stages := news(t, Life)
	require.Equal(t, []between.ApprovalState{
		between.ApprovalFiled, between.ApprovalDeciding, // handed in, accepted
		between.ApprovalSupplement, between.ApprovalSupplement, between.ApprovalDeciding, // asked for papers, handed in, taken in
		between.ApprovalApproved,
	}, states)
	require.Equal(t, []string{"受理", "消防、供水、道路", "受理", "受理", "受理", ""}, stages, "what it hears is whole")

	before, _ := news(t, 1)
	require.Greater(t, len(before), 2*len(states))
}
