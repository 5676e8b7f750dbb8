package issue

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/diaodu/diaodu/domain/between"
	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/org"
)

// An owner sees nothing of other owners' issues, whichever way they are tied to
// this one, and whoever leaves the enterprise leaves its issues behind.
func TestSightOfAnOwner(t *testing.T) {
	you := org.Actor{UserID: "u1", Roles: []org.Role{org.Owner}, EnterpriseID: "e1"}
	officer := org.Actor{UserID: "u2", Roles: []org.Role{org.Coordinator}}
	for _, restricted := range []bool{false, true} {
		i := &Issue{
			Head: casefile.Head{ID: "i1", Kind: casefile.Issue}, RaisedBy: "u1", Restricted: restricted,
			Project: between.ProjectRef{ID: "p1", EnterpriseID: "e1"},
			Related: []Ref{{ID: "i2", No: "R-2"}}, Absorbed: []Ref{{ID: "i3", No: "R-3"}},
		}
		require.True(t, i.MaySee(you))
		v := i.ViewFor(you, time.Unix(0, 0))
		require.Empty(t, v.Related)
		require.Empty(t, v.Absorbed)
		v = i.ViewFor(officer, time.Unix(0, 0))
		require.Len(t, v.Related, 1)
		require.Len(t, v.Absorbed, 1)

		gone := you
		gone.EnterpriseID = "e2"
		require.False(t, i.MaySee(gone), "restricted %v", restricted)
		mate := you
		mate.UserID = "u3"
		require.Equal(t, !restricted, i.MaySee(mate))
	}
}
