package store_test

import (
	"context"
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/diaodu/diaodu/domain/approval"
	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/org"
)

func (r *fileRoom) held(id string) (state, steady string) {
	r.t.Helper()
	require.NoError(r.t, r.db.QueryRow("SELECT state, COALESCE(steady, '') FROM case_files WHERE id = ?", id).Scan(&state, &steady))
	return state, steady
}

// asFolded compares what the store reads of a case with what the acts made of it.
func (r *fileRoom) asFolded(id string) {
	r.t.Helper()
	stored, err := r.store.Approval(context.Background(), id)
	require.NoError(r.t, err)
	want, err := json.Marshal(r.cases[id])
	require.NoError(r.t, err)
	got, err := json.Marshal(stored)
	require.NoError(r.t, err)
	require.JSONEq(r.t, string(want), string(got))
	raw, _, err := r.store.StateJSON(context.Background(), id)
	require.NoError(r.t, err)
	require.JSONEq(r.t, string(want), string(raw))
	checked, err := r.store.VerifyAudit(context.Background())
	require.NoError(r.t, err)
	require.Empty(r.t, checked.Broken)
}

// The definition and the calendar are written once, and again when they change.
func TestTheSteadyPartIsWrittenWhenItChanges(t *testing.T) {
	r := newRoom(t)
	r.submit("a-1", roomPermit)
	state, first := r.held("a-1")
	require.Contains(t, first, "并联")
	require.NotContains(t, state, "并联", "not with every act")
	r.do("a-1", fileWindow, approval.ActApprove, approval.Form{Opinion: "予以受理"})
	_, steady := r.held("a-1")
	require.Equal(t, first, steady)
	r.asFolded("a-1")

	cal := r.cases["a-1"].Cal
	cal.Version = "2022-later"
	r.order("a-1", approval.Command{Order: casefile.Order{Act: casefile.ActRecalendar, Calendar: &cal, Meta: casefile.Meta{Actor: org.Clock}}})
	_, steady = r.held("a-1")
	require.Contains(t, steady, "2022-later")
	var read approval.Approval
	require.NoError(t, r.store.LoadStates(context.Background(), casefile.Approval, []string{"a-1"}, func(string) casefile.State { return &read }))
	require.Equal(t, "2022-later", read.Cal.Version, "read at once, a state is whole, too")
	r.asFolded("a-1")
	r.sql("UPDATE case_files SET steady = '{}' WHERE id = 'a-1'")
	_, err := r.store.Rebuild(context.Background())
	require.NoError(t, err)
	counted, err := r.store.Counts(context.Background(), "approval.process")
	require.NoError(t, err)
	require.Equal(t, map[string]int64{"room-permit": 1}, counted, "counted by what the steady part says")
	r.asFolded("a-1")
}

// A row of the last release holds its state whole; the next act parts it.
func TestAWholeStateIsReadAndGoneOnFrom(t *testing.T) {
	r := newRoom(t)
	r.submit("a-1", roomPermit)
	whole, err := json.Marshal(r.cases["a-1"])
	require.NoError(t, err)
	r.sql("UPDATE case_files SET state = ?, steady = NULL WHERE id = 'a-1'", string(whole))
	r.asFolded("a-1")
	r.do("a-1", fileWindow, approval.ActApprove, approval.Form{Opinion: "予以受理"})
	_, steady := r.held("a-1")
	require.Contains(t, steady, "并联")
	r.asFolded("a-1")
}
