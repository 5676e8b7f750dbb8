package life

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/diaodu/diaodu/domain/casefile"
)

type status string

type who string

var lives = Lives[status, who]{
	1: Steps([]status{"open", "held"}, "close", status("closed"), who("lead")),
	2: append(Steps([]status{"open"}, "close", status("closed"), who("lead"), who("chair")), Step[status, who]{From: "", Act: "open", To: "open", Who: []who{"lead"}}),
}

// A table answers four ways, and each version for itself.
func TestFind(t *testing.T) {
	lead, chair := only("lead"), only("chair")
	for _, c := range []struct {
		version int
		in      status
		act     string
		is      func(who) bool
		want    Found
	}{
		{1, "open", "close", lead, Yours},
		{1, "held", "close", lead, Yours},
		{1, "open", "close", chair, Theirs},
		{2, "open", "close", chair, Yours},
		{2, "held", "close", lead, NotNow},
		{1, "", "open", lead, Unknown},
		{2, "", "open", lead, Yours},
		{3, "open", "close", lead, Unknown},
	} {
		s, found := lives.Find(c.version, c.in, c.act, c.is)
		require.Equal(t, c.want, found, "%+v", c)
		if found == Yours {
			require.Equal(t, c.act, s.Act)
			require.Equal(t, c.in, s.From)
		}
	}
}

func TestRows(t *testing.T) {
	require.Equal(t, []casefile.Row{
		{From: []string{"open"}, Act: "close", To: "closed", By: []string{"lead"}},
		{From: []string{"held"}, Act: "close", To: "closed", By: []string{"lead"}},
	}, lives.Rows(1))
}

func TestLines(t *testing.T) {
	require.Equal(t, `1 open --close--> closed by lead
1 held --close--> closed by lead
2 open --close--> closed by lead,chair
2 - --open--> open by lead
`, lives.Lines())
}

func only(w who) func(who) bool { return func(other who) bool { return other == w } }
