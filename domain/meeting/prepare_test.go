package meeting_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/diaodu/diaodu/domain/between"
	"github.com/diaodu/diaodu/domain/meeting"
)

func preparing(issueID string, said between.AgendaEntry) meeting.Command {
	cmd := act(meeting.ActPrepare)
	cmd.IssueID, cmd.Entry = issueID, &said
	return cmd
}

// E-7: the agenda follows its issue until the item is decided; what an issue does not
// say anew stays, and people cannot say it in an issue's place.
func TestE7_AnItemFollowsItsIssuesPreparation(t *testing.T) {
	r := opened(t)
	id := r.m.Items[0].Issue
	said := between.AgendaEntry{PreCoord: "现场复核" + strings.Repeat("、", 600), Positions: []between.Position{{Org: between.Unit{ID: "o-water", Name: "水务公司"}, Stand: "同意"}}}
	r.refused("meeting.forbidden", coordinator, preparing(id, said))
	r.refused("meeting.no_item", clock, preparing("i-nobody", said))
	r.do(clock, preparing(id, said))
	c, err := meeting.ReadChange(r.events[len(r.events)-1])
	require.NoError(t, err)
	require.True(t, strings.HasPrefix(c.Prepared.PreCoord, "现场复核") && strings.HasSuffix(c.Prepared.PreCoord, "…"), "kept short, as when it joined")
	require.Empty(t, c.Prepared.Tendency)
	require.Equal(t, 1, r.m.Items[0].Positions)

	r.m.Items[0].Outcomes = []meeting.Outcome{{ID: "r1"}}
	r.refused("meeting.item_decided", clock, preparing(id, said))
	r.m.Items[0].Outcomes, r.m.Life = nil, 3
	r.refused("meeting.unknown_act", clock, preparing(id, said))
}

// An issue put on an agenda that takes no more is told so at the door.
func TestAnAgendaSaysWhetherItTakesMore(t *testing.T) {
	r := opened(t)
	require.NoError(t, r.m.MayTake("i-new", false))
	for status, code := range map[meeting.Status]string{meeting.Locked: "meeting.agenda_locked", meeting.InSession: "meeting.agenda_locked", meeting.Closed: "meeting.agenda_over", meeting.Cancelled: "meeting.agenda_over"} {
		r.m.Status = status
		require.ErrorContains(t, r.m.MayTake("i-new", false), code, status)
	}
	r.m.Status = meeting.Locked
	require.NoError(t, r.m.MayTake("i-new", true))
	require.ErrorContains(t, r.m.MayTake(r.m.Items[0].Issue, true), "meeting.on_agenda")
}
