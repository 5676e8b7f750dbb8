package ladder_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/diaodu/diaodu/domain/between"
	"github.com/diaodu/diaodu/domain/ladder"
	"github.com/diaodu/diaodu/domain/workcal"
)

var (
	cal = workcal.Embedded()
	on  = workcal.MustDate
)

// F-16: what stands longer than its forum's limit climbs, and says by how much.
func TestF16_WhatStandsTooLongClimbs(t *testing.T) {
	at := ladder.Fact{Forum: between.DailyGroup, Since: on("2022-05-09")}
	require.Empty(t, ladder.Read(at, cal, on("2022-05-16")).Why, "five workdays are allowed")
	r := ladder.Read(at, cal, on("2022-05-17"))
	require.Equal(t, []ladder.RungReason{{Code: ladder.Stood, N: 6, Limit: 5}}, r.Why)
	require.Equal(t, between.OnSite, r.Next)
}

// F-16: overdue, carried over twice, and near a milestone each move up by themselves.
func TestF16_EachRuleHasItsNumbers(t *testing.T) {
	today := on("2022-05-17")
	for what, c := range map[string]struct {
		fact ladder.Fact
		want []ladder.RungReason
	}{
		"overdue":              {ladder.Fact{Forum: between.OnSite, Since: today, Due: on("2022-05-13")}, []ladder.RungReason{{Code: ladder.Overdue, N: 2}}},
		"paused is not late":   {ladder.Fact{Forum: between.OnSite, Since: today, Due: on("2022-05-13"), Paused: true}, []ladder.RungReason{}},
		"shelved for review":   {ladder.Fact{Forum: between.DailyGroup, Since: on("2022-01-04"), Due: on("2022-05-13"), Waits: 3, Shelved: true}, []ladder.RungReason{}},
		"carried over once":    {ladder.Fact{Forum: between.Monthly, Since: today, Waits: 1}, []ladder.RungReason{}},
		"carried over twice":   {ladder.Fact{Forum: between.Monthly, Since: today, Waits: 2}, []ladder.RungReason{{Code: ladder.Waited, N: 2, Limit: 2}}},
		"milestone in 30 days": {ladder.Fact{Forum: between.DailyGroup, Since: today, Blocks: on("2022-06-16")}, []ladder.RungReason{{Code: ladder.Milestone, N: 30, Limit: 30}}},
		"milestone in 31 days": {ladder.Fact{Forum: between.DailyGroup, Since: today, Blocks: on("2022-06-17")}, []ladder.RungReason{}},
		"the month knows it":   {ladder.Fact{Forum: between.Monthly, Since: today, Blocks: on("2022-06-01")}, []ladder.RungReason{}},
	} {
		require.Equal(t, c.want, ladder.Read(c.fact, cal, today).Why, what)
	}
}

// F-16: the top is the top, however late.
func TestF16_NothingClimbsBeyondTheQuarter(t *testing.T) {
	r := ladder.Read(ladder.Fact{Forum: between.Quarterly, Since: on("2021-05-09"), Due: on("2021-06-01"), Waits: 5}, cal, on("2022-05-17"))
	require.Empty(t, r.Why)
	require.Empty(t, r.Next)
	require.Zero(t, r.Limit)
}

// F-16: up and down are each other's inverse between neighbouring rungs.
func TestF16_UpAndDownAreNeighbours(t *testing.T) {
	for _, f := range between.Ladder {
		if up := ladder.Up(f); up != "" {
			require.Equal(t, f, ladder.Down(up))
			require.True(t, ladder.Below(f, up))
			require.False(t, ladder.Below(up, f))
		}
	}
	require.Empty(t, ladder.Down(between.DailyGroup))
	require.Equal(t, between.Monthly, ladder.Column(between.Special))
	require.Equal(t, between.Monthly, ladder.Up(between.Special), "a special meeting comes back to the monthly one")
}
