package project

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/diaodu/diaodu/domain/fault"
	"github.com/diaodu/diaodu/domain/workcal"
)

func d(s string) workcal.Date { return workcal.MustDate(s) }

var today = d("2022-06-06")

func done(kind MilestoneType, on string) Milestone { return Milestone{Type: kind, Actual: d(on)} }

// TestR11PhaseOrder walks every pair of phases: only the published ways are open.
func TestR11PhaseOrder(t *testing.T) {
	stones := []Milestone{done(OfCompletion, "2022-06-01")}
	open := map[Phase][]Phase{
		Planned:      {Signed, Prep, Suspended, Terminated},
		Signed:       {Prep, Suspended, Terminated},
		Prep:         {Levelled, Started, Suspended, Terminated},
		Levelled:     {Started, Suspended, Terminated},
		Started:      {Building, Suspended, Terminated},
		Building:     {Completed, Suspended, Terminated},
		Completed:    {InProduction, Suspended, Terminated},
		InProduction: {AtCapacity, Suspended, Terminated},
		AtCapacity:   {Terminated},
		Suspended:    {Building, Terminated},
		Terminated:   {},
	}
	for _, from := range Phases {
		for _, to := range Phases {
			p := Project{Phase: from}
			if from == Suspended {
				p.PhaseBefore = Building
			}
			m := Move{To: to, On: today, Evidence: "文件", Reason: "原因"}
			if to != Completed && to != InProduction && to != AtCapacity {
				m.On = d("2022-05-01")
			}
			after, _, err := p.Enter(m, stones, today)
			if contains(open[from], to) {
				require.NoError(t, err, "%s → %s", from, to)
				require.Equal(t, to, after.Phase)
				continue
			}
			require.True(t, fault.Is(err, "phase.order"), "%s → %s gave %v", from, to, err)
			require.Equal(t, from, after.Phase, "a refused move changes nothing")
			require.NotEmpty(t, fault.Of(err).Args["why"])
		}
	}
}

func contains(ps []Phase, p Phase) bool {
	for _, x := range ps {
		if x == p {
			return true
		}
	}
	return false
}

// TestR11ProductionNeedsCompletion is S1-21: the newspaper says 投产 on the day
// of 开工; the register refuses it and says why.
func TestR11ProductionNeedsCompletion(t *testing.T) {
	p := Project{Phase: Started}
	_, _, err := p.Enter(Move{To: InProduction, On: today, Evidence: "报道"}, nil, today)
	require.True(t, fault.Is(err, "phase.needs_completed"), "%v", err)
	require.Contains(t, fault.Of(err).Args["why"], "竣工")

	t.Run("not by the milestone's back door either", func(t *testing.T) {
		on := today
		_, _, err := Milestone{Type: OfProduction}.Revise(MilestonePatch{Actual: &on}, nil, today)
		require.True(t, fault.Is(err, "phase.needs_completed"), "%v", err)
	})
	t.Run("a completion target is not a completion", func(t *testing.T) {
		stones := []Milestone{{Type: OfCompletion, Target: d("2022-06-01")}}
		_, _, err := Project{Phase: Completed}.Enter(Move{To: InProduction, On: today, Evidence: "x"}, stones, today)
		require.True(t, fault.Is(err, "phase.needs_completed"), "%v", err)
	})
}

func TestEnterAsksForProofAndDate(t *testing.T) {
	levelled := []Milestone{done(OfLevelling, "2022-05-09")}
	for _, c := range []struct {
		name string
		from Phase
		move Move
		code string
	}{
		{"starting needs evidence", Levelled, Move{To: Started, On: today}, "phase.needs_evidence"},
		{"a phase is entered on a day", Levelled, Move{To: Started, Evidence: "x"}, "phase.needs_date"},
		{"not on a day to come", Levelled, Move{To: Started, On: d("2022-06-07"), Evidence: "x"}, "phase.future"},
		{"not before the land was level", Levelled, Move{To: Started, On: d("2022-05-08"), Evidence: "x"}, "milestone.out_of_sequence"},
		{"stopping needs a reason", Building, Move{To: Suspended, On: today, Evidence: "x"}, "phase.needs_reason"},
		{"ending needs a document", Suspended, Move{To: Terminated, On: today, Reason: "x"}, "phase.needs_evidence"},
		{"an unknown phase", Building, Move{To: "finished", On: today}, "phase.unknown"},
		{"a correction needs a reason", Building, Move{To: Started, Correction: true}, "phase.needs_reason"},
		{"a correction never goes forward", Started, Move{To: Building, Correction: true, Reason: "x"}, "phase.order"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, _, err := Project{Phase: c.from, PhaseBefore: Started}.Enter(c.move, levelled, today)
			require.True(t, fault.Is(err, c.code), "%v", err)
		})
	}
}

func TestEnteringSetsTheActualDateOnce(t *testing.T) {
	stones := []Milestone{done(OfLevelling, "2022-05-09"), {Type: OfStart, Target: d("2022-06-10")}}
	after, stone, err := Project{Phase: Levelled}.Enter(Move{To: Started, On: today, Evidence: "许可证"}, stones, today)
	require.NoError(t, err)
	require.Equal(t, Started, after.Phase)
	require.Equal(t, today, stone.Actual)
	require.Equal(t, d("2022-06-10"), stone.Target, "the plan stays beside the fact")

	stones[1].Actual = d("2022-06-01")
	_, stone, err = Project{Phase: Levelled}.Enter(Move{To: Started, On: today, Evidence: "许可证"}, stones, today)
	require.NoError(t, err)
	require.Nil(t, stone, "a recorded fact is not rewritten")
}

func TestSuspendedResumesWhereItStopped(t *testing.T) {
	p, _, err := Project{Phase: Building}.Enter(Move{To: Suspended, On: today, Evidence: "通知", Reason: "资金"}, nil, today)
	require.NoError(t, err)
	require.Equal(t, Building, p.PhaseBefore)
	p, _, err = p.Enter(Move{To: Building, On: today}, nil, today)
	require.NoError(t, err)
	require.Equal(t, Building, p.Phase)
	require.Empty(t, p.PhaseBefore)
}

func TestPhasesAreNamedAndParsed(t *testing.T) {
	for _, p := range Phases {
		require.NotEmpty(t, p.Text())
		got, ok := ParsePhase(p.Text())
		require.True(t, ok)
		require.Equal(t, p, got)
	}
	_, ok := ParsePhase("建成")
	require.False(t, ok)
}
