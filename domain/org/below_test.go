package org

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/diaodu/diaodu/domain/fault"
	"github.com/diaodu/diaodu/domain/workcal"
)

// above ends on 31 December, and is looked at on 1 June; one other unit is what the case
// says, and what is planned for it.
func TestWhoIsLeftBelowAUnitThatEnds(t *testing.T) {
	day := func(s string) (d workcal.Date) {
		if s != "" {
			d = workcal.MustDate(s)
		}
		return d
	}
	move := func(on, to string) Change {
		return Change{OrgID: "u", EffectiveOn: day(on), After: Edit{ParentID: &to}}
	}
	for name, c := range map[string]struct {
		parent, from, to string
		planned          []Change
		left             bool
	}{
		"below it without end":                      {parent: "above", left: true},
		"ends before":                               {parent: "above", to: "2023-06-30"},
		"ends on the same day":                      {parent: "above", to: "2023-12-31"},
		"ends a day later":                          {parent: "above", to: "2024-01-01", left: true},
		"below another":                             {parent: "other"},
		"below none":                                {},
		"is moved before":                           {parent: "above", planned: []Change{move("2023-09-01", "other")}},
		"is moved the day after the last":           {parent: "above", planned: []Change{move("2024-01-01", "other")}},
		"is moved too late":                         {parent: "above", planned: []Change{move("2024-01-02", "other")}, left: true},
		"is moved below it":                         {parent: "other", planned: []Change{move("2023-09-01", "above")}, left: true},
		"is moved below it once it has ended":       {parent: "other", planned: []Change{move("2024-05-01", "above")}, left: true},
		"is moved below it for a while":             {parent: "other", planned: []Change{move("2023-09-01", "above"), move("2023-12-01", "other")}},
		"ended before it is looked at":              {parent: "above", to: "2023-05-31"},
		"is set up below it once it has ended":      {parent: "above", from: "2024-06-01", left: true},
		"is set up later and by then below another": {parent: "above", from: "2024-06-01", planned: []Change{move("2024-03-01", "other")}},
	} {
		if c.from == "" {
			c.from = "2016-01-01"
		}
		units := map[string]Unit{
			"above": {ID: "above", Name: "上级", Type: Department, ValidFrom: day("2016-01-01"), ValidTo: day("2023-12-31")},
			"other": {ID: "other", Name: "别处", Type: Department, ValidFrom: day("2016-01-01")},
			"u":     {ID: "u", Name: "本单位", Type: Department, ParentID: c.parent, ValidFrom: day(c.from), ValidTo: day(c.to)},
		}
		left := LeftBelow(units, c.planned, day("2023-06-01"))
		if !c.left {
			require.Empty(t, left, name)
			continue
		}
		require.Len(t, left, 1, name)
		require.Equal(t, [2]string{"u", "above"}, [2]string{left[0].Unit.ID, left[0].Above.ID}, name)
	}
}

// The refusal names the units below, not all of a long list, and none that were so before.
func TestARefusalNamesWhoWouldBeLeft(t *testing.T) {
	above := Unit{ID: "above", Name: "上级", ValidTo: workcal.MustDate("2023-12-31")}
	var left []Left
	for _, name := range strings.Split("甲乙丙丁戊己庚", "") {
		left = append(left, Left{Unit{ID: name, Name: name}, above})
	}
	require.NoError(t, CheckLeft("above", left, left), "it was so before")
	require.NoError(t, CheckLeft("above", left, nil))

	f := fault.Of(CheckLeft("above", left[:1], left[:3]))
	require.Equal(t, "org.units_below", f.Code)
	require.Equal(t, "乙、丙", f.Args["units"])
	require.Equal(t, 2, f.Args["n"])
	f = fault.Of(CheckLeft("above", nil, left))
	require.Equal(t, "甲、乙、丙、丁、戊、……", f.Args["units"])
	require.Equal(t, 7, f.Args["n"])
	f = fault.Of(CheckLeft("甲", nil, left[:1]))
	require.Equal(t, "org.above_ends", f.Code)
	require.Equal(t, "2023-12-31", f.Args["date"])
}
