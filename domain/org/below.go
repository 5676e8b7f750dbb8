package org

import (
	"maps"
	"slices"
	"strings"

	"github.com/diaodu/diaodu/domain/fault"
	"github.com/diaodu/diaodu/domain/workcal"
)

// UnitsOn are units as they will be on a day, by id: as they are, and then the planned
// changes up to that day, in the order given. One that cannot be made changes nothing.
func UnitsOn(units map[string]Unit, planned []Change, on workcal.Date) map[string]Unit {
	then := maps.Clone(units)
	for _, c := range planned {
		u := then[c.OrgID]
		if !c.EffectiveOn.After(on) && c.After.Apply(&u, c.EffectiveOn) == nil {
			then[c.OrgID] = u
		}
	}
	return then
}

// Left is a unit that is below another one after that one's last day.
type Left struct{ Unit, Above Unit }

// LeftBelow are the units that will be below one that has ended, on a day or later,
// when nothing changes but what is planned: each such pair once, the earliest first. A
// unit that ends no later than the one above it, or is below another one by the day
// after, is not left.
func LeftBelow(units map[string]Unit, planned []Change, from workcal.Date) []Left {
	days := []workcal.Date{from}
	for _, u := range units {
		days = append(days, u.ValidFrom)
		if !u.ValidTo.IsZero() {
			days = append(days, u.ValidTo.AddDays(1))
		}
	}
	for _, c := range planned {
		days = append(days, c.EffectiveOn)
	}
	days = slices.DeleteFunc(days, func(d workcal.Date) bool { return d.Before(from) })
	slices.SortFunc(days, workcal.Date.Compare)

	ids := slices.Sorted(maps.Keys(units))
	var found []Left
	for _, day := range slices.Compact(days) {
		then := UnitsOn(units, planned, day)
		for _, id := range ids {
			u := then[id]
			above, below := then[u.ParentID]
			if below && u.lasts(day) && above.ended(day) && !has(found, u, above) {
				found = append(found, Left{u, above})
			}
		}
	}
	return found
}

func has(found []Left, u, above Unit) bool {
	return slices.ContainsFunc(found, func(l Left) bool { return l.Unit.ID == u.ID && l.Above.ID == above.ID })
}

// ended tells whether the unit's last day was before a day.
func (u Unit) ended(on workcal.Date) bool { return !u.ValidTo.IsZero() && u.ValidTo.Before(on) }

// lasts tells whether the unit is in being on a day.
func (u Unit) lasts(on workcal.Date) bool { return !on.Before(u.ValidFrom) && !u.ended(on) }

// namedLeft is how many units a refusal names.
const namedLeft = 5

// CheckLeft refuses a change of the unit of that id which leaves a unit below one that
// has ended, and was not so before: before and after are what LeftBelow says. Codes:
// org.units_below where the unit itself ends above others, org.above_ends where
// it, or what was planned for it, would outlast the one above.
func CheckLeft(id string, before, after []Left) error {
	fresh := slices.DeleteFunc(slices.Clone(after), func(l Left) bool { return has(before, l.Unit, l.Above) })
	if len(fresh) == 0 {
		return nil
	}
	var names []string
	for _, l := range fresh {
		if l.Above.ID == id {
			names = append(names, l.Unit.Name)
		}
	}
	above := fresh[0].Above
	if len(names) == 0 {
		return fault.New(fault.Conflict, "org.above_ends", "unit %s would be below %s, which ends on %s", fresh[0].Unit.ID, above.ID, above.ValidTo).
			On("parent_id").With("unit", fresh[0].Unit.Name).With("name", above.Name).With("date", above.ValidTo.String())
	}
	n := len(names)
	if n > namedLeft {
		names = append(names[:namedLeft], "……")
	}
	return fault.New(fault.Conflict, "org.units_below", "%d units are below %s when it ends", n, id).
		On("valid_to").With("n", n).With("units", strings.Join(names, "、"))
}
