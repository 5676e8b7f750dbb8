package plan

import (
	"slices"

	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/org"
)

// Shows tells whether the reader may read about an event of this plan, and gives
// the change as far as they may read it. What was handed in is read in the
// approvals, by those whom each concerns (B-2).
func (p *Plan) Shows(ev casefile.Event, a org.Actor) (Change, bool) {
	c, err := ReadChange(ev)
	if err != nil {
		return c, false
	}
	c.Births, c.Opens, c.Tells, c.Library, c.Common, c.Calendar = nil, nil, nil, nil, nil, nil
	if !a.Has(org.Owner) {
		return c, true
	}
	switch ev.Act {
	case casefile.ActTold:
		return c, false
	case casefile.ActRing:
		if len(c.Shifts) == 0 {
			return c, false
		}
	case ActNote:
		published := slices.ContainsFunc(c.Notes, func(n Note) bool {
			return slices.ContainsFunc(p.Notes, func(now Note) bool { return now.N == n.N && now.Published })
		})
		if !published {
			return c, false
		}
	}
	c.Warnings, c.Told = nil, nil
	return c, true
}
