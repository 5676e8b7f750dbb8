package api

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/diaodu/diaodu/domain/workcal"
	"github.com/diaodu/diaodu/store"
)

// A line of the list runs the clocks that its page runs: the issue's own, and that
// of whoever has it.
func TestALineRunsTheClocksOfItsPage(t *testing.T) {
	cal := workcal.Embedded()
	sent := time.Date(2022, 5, 9, 10, 0, 0, 0, time.UTC)
	row := func(status string, turn string) (r store.IssueRow) {
		r.Status, r.Open, r.DispatchedAt = status, true, &sent
		r.ReceivedOn.Date, r.DeliveredOn.Date = workcal.MustDate("2022-05-09"), workcal.MustDate("2022-05-11")
		r.Due.Date, r.BallDue.Date = workcal.MustDate("2022-05-12"), workcal.MustDate(turn)
		return r
	}
	clocks := func(r store.IssueRow) map[string]string {
		lights := map[string]string{}
		for _, c := range issueLine(chinese, r, cal, workcal.MustDate("2022-05-13")).Clocks {
			require.NotEmpty(t, c.Text)
			lights[c.Key] = c.Due + " " + c.Light
		}
		return lights
	}
	require.Equal(t, map[string]string{"due": "2022-05-12 red", "sign": "2022-05-11 red"}, clocks(row("dispatched", "2022-05-11")))
	require.Equal(t, map[string]string{"due": "2022-05-12 red"}, clocks(row("in_progress", "2022-05-12")))
	require.Equal(t, map[string]string{"due": "2022-05-12 done", "confirm": "2022-05-18 green"}, clocks(row("pending_confirm", "2022-05-18")),
		"what was delivered in time is not late while its owner looks at it")
	paused := row("in_progress", "2022-05-20")
	paused.Due.Date, paused.Paused = workcal.MustDate("2022-05-20"), true
	require.Equal(t, map[string]string{"due": "2022-05-20 paused"}, clocks(paused))
	before := row("dispatched", "2022-05-11")
	before.Due.Date, before.BallDue.Date = workcal.Date{}, workcal.Date{}
	require.Empty(t, clocks(before))
	over := row("closed", "2022-05-12")
	over.Open = false
	require.Empty(t, clocks(over))
}
