package project

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/diaodu/diaodu/domain/fault"
)

func newOne(phase Phase, stones ...NewMilestone) New {
	name, owner := "项目", "e1"
	return New{Patch: Patch{Name: &name, EnterpriseID: &owner}, Phase: phase, Milestones: stones}
}

// TestR11HoldsAtBirth: a project may be registered late in its life, but not in
// production without the day it was completed.
func TestR11HoldsAtBirth(t *testing.T) {
	_, _, _, err := newOne(InProduction).Born("p1", today)
	require.True(t, fault.Is(err, "phase.needs_completed"), "%v", err)

	completed := NewMilestone{Type: OfCompletion, MilestonePatch: MilestonePatch{Actual: at("2022-03-01")}}
	produced := NewMilestone{Type: OfProduction, MilestonePatch: MilestonePatch{Actual: at("2022-05-01")}}
	p, stones, changes, err := newOne(InProduction, produced, completed).Born("p1", today)
	require.NoError(t, err, "the order of a form's lines does not matter")
	require.Equal(t, InProduction, p.Phase)
	require.Equal(t, []MilestoneType{OfCompletion, OfProduction}, []MilestoneType{stones[0].Type, stones[1].Type})
	require.Len(t, changes, 2)

	_, _, _, err = newOne(Planned, completed, completed).Born("p1", today)
	require.True(t, fault.Is(err, "milestone.twice"), "%v", err)
}

func TestASuspendedBirthSaysWhereItStopped(t *testing.T) {
	n := newOne(Suspended)
	_, _, _, err := n.Born("p1", today)
	require.True(t, fault.Is(err, "phase.before_unknown"), "%v", err)
	n.PhaseBefore = Terminated
	_, _, _, err = n.Born("p1", today)
	require.True(t, fault.Is(err, "phase.before_unknown"), "%v", err)
	n.PhaseBefore = Building
	p, _, _, err := n.Born("p1", today)
	require.NoError(t, err)
	require.Equal(t, []Phase{Building, Terminated}, p.Next())
	require.Empty(t, p.Choices()[0].Evidence, "resuming needs no new proof")
}

func TestDefaultsAtBirth(t *testing.T) {
	p, _, _, err := newOne("").Born("p1", today)
	require.NoError(t, err)
	require.Equal(t, Planned, p.Phase)
	require.Equal(t, OtherSector, p.Sector)
}

func TestMerging(t *testing.T) {
	p := Project{ID: "a", EnterpriseID: "e1"}
	for code, survivor := range map[string]Project{
		"project.merge_self":  {ID: "a", EnterpriseID: "e1"},
		"project.merge_owner": {ID: "b", EnterpriseID: "e2"},
	} {
		_, err := p.MergedWith(survivor, "重复")
		require.True(t, fault.Is(err, code), "%v", err)
	}
	coded := Project{ID: "a", EnterpriseID: "e1", Code: "AAAA-1"}
	_, err := coded.MergedWith(Project{ID: "b", EnterpriseID: "e1", Code: "BBBB-1"}, "重复")
	require.True(t, fault.Is(err, "project.merge_codes"), "%v", err)
	_, err = p.MergedWith(Project{ID: "b", EnterpriseID: "e1"}, " ")
	require.True(t, fault.Is(err, "project.missing"), "%v", err)
	m, err := coded.MergedWith(Project{ID: "b", EnterpriseID: "e1"}, "重复")
	require.NoError(t, err)
	require.Equal(t, "b", m.MergedInto)
	require.Empty(t, m.Code, "the code goes over to the survivor")
}

func TestMonths(t *testing.T) {
	for code, m := range map[string]InvestMonth{
		"project.month":        {Month: "2022-13"},
		"project.invest_range": {Month: "2022-05", PlanWan: -1},
		"project.month_future": {Month: "2022-07", ActualWan: 1},
	} {
		err := CheckMonths([]InvestMonth{m}, today)
		require.True(t, fault.Is(err, code), "%v", err)
	}
	require.NoError(t, CheckMonths([]InvestMonth{{"2022-12", 100, 0}, {"2022-06", 100, 20}}, today))
}

func TestClaimsNeedASource(t *testing.T) {
	require.Error(t, Claim{Statement: "正式投产"}.Check())
	require.Error(t, Claim{Source: "日报"}.Check())
	require.NoError(t, Claim{Statement: "正式投产", Source: "日报"}.Check())
}
