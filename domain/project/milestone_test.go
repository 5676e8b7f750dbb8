package project

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/diaodu/diaodu/domain/fault"
	"github.com/diaodu/diaodu/domain/workcal"
)

func at(s string) *workcal.Date { v := d(s); return &v }

func TestFirstTargetBecomesTheBaseline(t *testing.T) {
	m, changes, err := Milestone{Type: OfCompletion}.Revise(MilestonePatch{Target: at("2022-12-31")}, nil, today)
	require.NoError(t, err)
	require.Equal(t, d("2022-12-31"), m.Baseline)
	require.Equal(t, []Change{{"baseline_date", "", "2022-12-31"}, {"target_date", "", "2022-12-31"}}, changes)

	m, changes, err = m.Revise(MilestonePatch{Target: at("2023-01-15"), Reason: "供水晚了"}, nil, today)
	require.NoError(t, err)
	require.Equal(t, d("2022-12-31"), m.Baseline, "the baseline never changes silently")
	require.Equal(t, []Change{{"target_date", "2022-12-31", "2023-01-15"}}, changes)
	require.Equal(t, "供水晚了", m.Reason)
}

func TestReviseRefuses(t *testing.T) {
	planned := Milestone{
		Type: OfCompletion, Baseline: d("2022-12-31"), Target: d("2022-12-31"),
		HardBy: d("2022-12-31"), HardReason: "春节空档搬迁",
	}
	started := Milestone{Type: OfStart, Actual: d("2022-06-06")}
	yes := true
	for _, c := range []struct {
		name  string
		m     Milestone
		patch MilestonePatch
		code  string
	}{
		{"a silent new baseline", planned, MilestonePatch{Baseline: at("2023-01-31"), Reason: "x"}, "milestone.baseline_fixed"},
		{"a new baseline without a document", planned, MilestonePatch{Baseline: at("2023-01-31"), Rebaseline: true, Reason: "x"}, "milestone.basis_needed"},
		{"a moved target without a reason", planned, MilestonePatch{Target: at("2022-12-01")}, "milestone.reason_needed"},
		{"a target behind the hard date", planned, MilestonePatch{Target: at("2023-01-15"), Reason: "x"}, "milestone.past_constraint"},
		{"a hard date moved without a reason", planned, MilestonePatch{HardBy: at("2023-01-15")}, "milestone.reason_needed"},
		{"an alternative without a reason", planned, MilestonePatch{Alt: at("2023-01-15")}, "milestone.reason_needed"},
		{"an alternative before the target", planned, MilestonePatch{Alt: at("2022-12-30"), Reason: "x"}, "milestone.alt_not_later"},
		{"a fact in the future", Milestone{Type: OfStart}, MilestonePatch{Actual: at("2022-06-07")}, "milestone.actual_future"},
		{"a rewritten fact without a document", started, MilestonePatch{Actual: at("2022-06-01"), Reason: "x"}, "milestone.basis_needed"},
		{"a start before levelling", Milestone{Type: OfStart}, MilestonePatch{Actual: at("2022-05-08")}, "milestone.out_of_sequence"},
		{"not needed, yet planned", planned, MilestonePatch{NotNeeded: &yes}, "milestone.not_needed"},
		{"an unknown milestone", Milestone{Type: "party"}, MilestonePatch{Target: at("2022-12-01")}, "milestone.type_unknown"},
	} {
		t.Run(c.name, func(t *testing.T) {
			after, changes, err := c.m.Revise(c.patch, []Milestone{done(OfLevelling, "2022-05-09")}, today)
			require.True(t, fault.Is(err, c.code), "%v", err)
			require.Empty(t, changes)
			require.Equal(t, c.m, after)
		})
	}
}

func TestReviseAllows(t *testing.T) {
	planned := Milestone{Type: OfCompletion, Baseline: d("2022-12-31"), Target: d("2022-12-31"), HardBy: d("2022-12-31")}
	m, _, err := planned.Revise(MilestonePatch{Alt: at("2023-01-15"), Reason: "连续降雨"}, nil, today)
	require.NoError(t, err, "an alternative may pass a hard date; the light turns red")
	require.Equal(t, d("2023-01-15"), m.Alt)

	m, changes, err := planned.Revise(MilestonePatch{Baseline: at("2023-01-31"), Rebaseline: true, Reason: "调整", Basis: "纪要〔2022〕5号"}, nil, today)
	require.NoError(t, err)
	require.Equal(t, d("2023-01-31"), m.Baseline)
	require.Len(t, changes, 1)

	m, changes, err = planned.Revise(MilestonePatch{BlockedBy: &[]string{"i2", "i1", "i2"}}, nil, today)
	require.NoError(t, err)
	require.Equal(t, []string{"i1", "i2"}, m.BlockedBy)
	require.Equal(t, []Change{{"blocked_by", "", "i1,i2"}}, changes)

	_, changes, err = planned.Revise(MilestonePatch{Target: at("2022-12-31")}, nil, today)
	require.NoError(t, err)
	require.Empty(t, changes, "the same again is no change")
}

// TestLevelledToStarted is S1-20: 28 calendar days, 19 working days, under a month.
func TestLevelledToStarted(t *testing.T) {
	lead, ok := LevelledToStarted([]Milestone{done(OfLevelling, "2022-05-09"), done(OfStart, "2022-06-06")}, workcal.Embedded())
	require.True(t, ok)
	require.Equal(t, Lead{CalendarDays: 28, WorkingDays: 19, UnderMonth: true}, lead)

	lead, ok = LevelledToStarted([]Milestone{done(OfLevelling, "2022-05-06"), done(OfStart, "2022-06-06")}, workcal.Embedded())
	require.True(t, ok)
	require.False(t, lead.UnderMonth, "the same day of the next month is a month")

	_, ok = LevelledToStarted([]Milestone{done(OfLevelling, "2022-05-09")}, workcal.Embedded())
	require.False(t, ok)
}

func TestSlipInWorkingAndCalendarDays(t *testing.T) {
	m := Milestone{Baseline: d("2022-05-31"), Target: d("2022-06-06")}
	slip, ok := SlipOf(m, workcal.Embedded())
	require.True(t, ok)
	require.Equal(t, Slip{CalendarDays: 6, WorkingDays: 3, Against: "target"}, slip, "端午 is not worked")

	m.Actual = d("2022-05-30")
	slip, _ = SlipOf(m, workcal.Embedded())
	require.Equal(t, Slip{CalendarDays: -1, WorkingDays: -1, Against: "actual"}, slip)
}

func TestMonthLater(t *testing.T) {
	for from, want := range map[string]string{
		"2022-01-31": "2022-02-28", "2024-01-31": "2024-02-29", "2022-05-09": "2022-06-09", "2022-12-15": "2023-01-15",
	} {
		require.Equal(t, want, monthLater(d(from)).String())
	}
}
