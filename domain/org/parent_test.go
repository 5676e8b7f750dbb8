package org

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/diaodu/diaodu/domain/fault"
	"github.com/diaodu/diaodu/domain/workcal"
)

func TestAParentIsInBeingAndNotBelow(t *testing.T) {
	on := workcal.MustDate("2024-01-01")
	unit := func(id, parent, from, to string) Unit {
		u := Unit{ID: id, Name: id, ParentID: parent, ValidFrom: workcal.MustDate(from)}
		if to != "" {
			u.ValidTo = workcal.MustDate(to)
		}
		return u
	}
	units := map[string]Unit{}
	for _, u := range []Unit{
		unit("a", "", "2016-01-01", ""), unit("b", "a", "2016-01-01", ""), unit("c", "b", "2016-01-01", ""),
		unit("ended", "", "2016-01-01", "2023-12-31"), unit("last", "", "2016-01-01", "2024-01-01"), unit("later", "", "2024-01-02", ""),
		unit("ring1", "ring2", "2016-01-01", ""), unit("ring2", "ring1", "2016-01-01", ""), unit("orphan", "gone", "2016-01-01", ""),
	} {
		units[u.ID] = u
	}
	for parent, code := range map[string]string{
		"": "", "b": "org.parent_below", "c": "org.parent_below", "a": "org.parent_self", "x": "org.parent_unknown",
		"ended": "org.parent_ended", "last": "", "later": "org.parent_ended", "ring1": "org.parent_below", "orphan": "",
	} {
		u := units["a"]
		u.ParentID = parent
		err := CheckParent(u, on, units)
		if code == "" {
			require.NoError(t, err, parent)
			continue
		}
		require.True(t, fault.Is(err, code), "%s: %v", parent, err)
	}
}
