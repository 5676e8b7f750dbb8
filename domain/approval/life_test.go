package approval

import (
	"fmt"
	"maps"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/fault"
	"github.com/diaodu/diaodu/domain/life/lifetest"
	"github.com/diaodu/diaodu/domain/org"
	"github.com/diaodu/diaodu/internal/golden"
)

// Every act of the table is carried out by somebody, and the other way round;
// a status and an act meet once.
func TestEveryActIsInTheTableOnceAndDone(t *testing.T) {
	lifetest.Whole(t, lives[Life], acts, []Who{Applicant, Sitter, Officer, Head, Keeper, Watcher, Party, System})
}

// Each cell of status × act is tried by everybody: what the table has no row for
// is refused as the state's, what it has a row for only to those it names.
func TestEveryCellOfTheTableIsKept(t *testing.T) {
	people := map[string]org.Actor{
		"owner": owner, "window": window, "clerk": clerk, "head": head, "keeper": keeper, "fire": fire, "system": org.Clock,
		"supervisor": someone("super", "office", org.Supervisor), "stranger": someone("far", "elsewhere", org.Handler),
		"administrator": someone("admin", "", org.Admin, org.Coordinator),
	}
	names, all := slices.Sorted(maps.Keys(people)), slices.Sorted(maps.Keys(acts))
	cells := 0
	for _, status := range Statuses {
		d := newDesk(t, permit, "area", 5000)
		d.yes(window)
		a := *d.a
		if a.Status = status; !status.Live() {
			a.End = &End{Status: status, On: casefile.Today(d.now), At: d.now, Seq: a.Seq}
		}
		for _, act := range all {
			i := slices.IndexFunc(lives[Life], func(s step) bool { return s.From == status && s.Act == act })
			for _, name := range names {
				cells++
				who := people[name]
				_, err := a.rule(act, who)
				where := fmt.Sprintf("%s in %s by %s", act, status, name)
				switch {
				case act == ActSubmit || i < 0:
					code := fault.Of(a.Check(Command{Order: casefile.Order{Act: act, Meta: casefile.Meta{RequestID: "r", Actor: who}}}, d.now)).Code
					require.Contains(t, []string{"approval.wrong_state", "approval.ended", "approval.exists", "approval.not_yours"}, code, where)
				case slices.ContainsFunc(lives[Life][i].Who, func(w Who) bool { return a.is(who, w) }):
					require.NoError(t, err, where)
				default:
					require.True(t, fault.Is(err, "approval.not_yours"), "%s: %v", where, err)
				}
				if name == "administrator" || name == "stranger" {
					require.Error(t, err, "%s: neither the system's administrator nor a stranger has a part (R16)", where)
				}
			}
		}
	}
	t.Logf("%d cells", cells)
}

// Shipped lives are frozen: open applications replay by them.
func TestShippedLivesAreFrozen(t *testing.T) {
	golden.Same(t, golden.Frozen, "testdata/lives.golden", lives.Lines())
}
