package org

import (
	"github.com/diaodu/diaodu/domain/fault"
	"github.com/diaodu/diaodu/domain/workcal"
)

// CheckParent refuses a parent that cannot be above u on a day: units are all
// units as they are then, by id. None is fine. Codes: org.parent_self, .parent_unknown,
// .parent_ended (not in being on the day), .parent_below.
func CheckParent(u Unit, on workcal.Date, units map[string]Unit) error {
	if u.ParentID == "" {
		return nil
	}
	if u.ParentID == u.ID {
		return fault.New(fault.Invalid, "org.parent_self", "unit %s above itself", u.ID).On("parent_id")
	}
	parent, ok := units[u.ParentID]
	if !ok {
		return fault.New(fault.Invalid, "org.parent_unknown", "no unit %s to be above %s", u.ParentID, u.ID).On("parent_id")
	}
	if !parent.lasts(on) {
		return fault.New(fault.Conflict, "org.parent_ended", "unit %s is not in being on %s", parent.ID, on).On("parent_id").
			With("name", parent.Name).With("date", on.String())
	}
	seen := map[string]bool{u.ID: true}
	for above, there := parent, true; there; above, there = units[above.ParentID] {
		if seen[above.ID] { // u itself, or a ring that older data holds
			return fault.New(fault.Conflict, "org.parent_below", "unit %s is below %s", parent.ID, u.ID).On("parent_id").With("name", parent.Name)
		}
		seen[above.ID] = true
	}
	return nil
}
