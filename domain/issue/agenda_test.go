package issue_test

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/diaodu/diaodu/domain/between"
	"github.com/diaodu/diaodu/domain/issue"
)

// E-7: what is prepared anew while on an agenda, the meeting is told; before, the
// agenda takes it along by itself. Issues born before version 6 keep it to themselves.
func TestE7_TheAgendaIsToldWhatIsPreparedAnew(t *testing.T) {
	s := newStage(t)
	s.prepared("04-25 10:00")
	require.Empty(t, s.issue.Owed)
	s.must("04-26 09:00", coordinator, issue.PutOnAgenda, issue.Form{Meeting: may})
	s.told("04-26 09:01", "")

	s.must("04-27 09:00", coordinator, issue.PreCoordinate, issue.Form{PreCoord: "现场复核", Tendency: "改由城管牵头"})
	e := s.told("04-27 09:01", "")
	require.Equal(t, "prepare_item", e.Act)
	require.Equal(t, "m-may", e.CaseID)
	var sent struct {
		IssueID string              `json:"issue_id"`
		Entry   between.AgendaEntry `json:"entry"`
	}
	require.NoError(t, json.Unmarshal(e.Command, &sent))
	require.Equal(t, s.issue.ID, sent.IssueID)
	require.Equal(t, "现场复核", sent.Entry.PreCoord)
	require.Equal(t, "改由城管牵头", sent.Entry.Tendency)

	s.must("04-27 10:00", coordinator, issue.PreCoordinate, issue.Form{PreCoord: "再次复核", Tendency: "同意"})
	s.told("04-27 10:01", "meeting.item_decided")
	require.Equal(t, issue.OnAgenda, s.issue.State, "a meeting that has decided keeps the issue")
	require.Equal(t, []string{"prepare_item:meeting.item_decided"}, s.issue.Warnings)

	s.issue.Head.Life = 5
	s.must("04-27 11:00", coordinator, issue.PreCoordinate, issue.Form{PreCoord: "又一次", Tendency: "同意"})
	require.Empty(t, s.issue.Owed)
}
