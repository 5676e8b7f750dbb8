package api_test

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/diaodu/diaodu/api"
)

// F-16: the ladder shows each open case at its forum with the rule and numbers
// that would move it up, follows what people move, and is for those who see all.
func TestTheLadderShowsWhatStandsWhereAndWhy(t *testing.T) {
	w := guarded(t)
	for _, who := range []string{"you", "water", "stranger", "admin"} {
		w.Login(who).Get("/api/ladder").Refused(http.StatusForbidden, "ladder.forbidden")
	}
	co := w.Login("coordinator")
	read := func(query string) []api.LadderColumn {
		var v api.LadderView
		co.Get("/api/ladder" + query).Want(http.StatusOK).JSON(&v)
		require.Len(t, v.Columns, 4)
		return v.Columns
	}
	day := read("?kind=issue")[0]
	require.Equal(t, "每日群", day.Text)
	require.Equal(t, 1, day.Total)
	codes := func(c api.LadderColumn) (codes []string) {
		for _, w := range c.Items[0].Why {
			codes = append(codes, w.Code)
		}
		return codes
	}
	// It was reported years ago: the limit of five workdays is long over.
	day = read("?kind=issue&ripe=true")[0]
	require.Equal(t, 1, day.Ripe)
	require.Contains(t, codes(day), "stood")
	require.Contains(t, day.Items[0].Why[0].Text, "本级期限 5 个")
	require.Equal(t, "现场办公", day.Items[0].NextText)

	co.Post("/api/issues/i1/acts", map[string]any{"act": "escalate", "reason": "一周未解决"}).Want(http.StatusOK)
	columns := read("?kind=issue")
	require.Zero(t, columns[0].Total)
	require.Equal(t, 1, columns[1].Total)
	moves := columns[1].Items[0].Moves
	require.Equal(t, "一周未解决", moves[0].Why)
	require.False(t, moves[0].Down)

	co.Post("/api/issues/i1/acts", map[string]any{"act": "descend", "reason": "已有办法"}).Want(http.StatusOK)
	item := read("?kind=issue")[0].Items[0]
	require.True(t, item.Moves[0].Down)
	require.Equal(t, "已有办法", item.Moves[0].Why)
	require.Empty(t, read("?kind=task&q=没有这样的事")[2].Items)
}
