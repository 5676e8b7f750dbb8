package store_test

import (
	"context"
	"database/sql"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/supervision"
	"github.com/diaodu/diaodu/store"
)

// Workers that take a case over from each other know what the other wrote.
func TestWorkersTakeTurnsOnOneCase(t *testing.T) {
	b := newBench(t)
	b.issue("t-1", nil)
	first := b.store
	second, err := store.Open(context.Background(), b.dsn)
	require.NoError(t, err)
	defer second.Close()
	for n := range 9 {
		b.store = []*store.Store{first, second}[(n/2)%2]
		b.do("t-1", taskCoord, supervision.ActNote, supervision.Form{Reason: "现场又看了一次"})
	}
	var task supervision.Task
	require.NoError(t, first.Load(context.Background(), casefile.Task, "t-1", &task))
	require.Equal(t, 10, task.Seq)
	checked, err := first.VerifyAudit(context.Background())
	require.NoError(t, err)
	require.Empty(t, checked.Broken)
}

// A state that was made anew beside a running worker is what goes on.
func TestARebuiltStateIsNotOverwrittenFromMemory(t *testing.T) {
	b := newBench(t)
	b.issue("t-1", nil)
	db, err := sql.Open("mysql", b.dsn)
	require.NoError(t, err)
	defer db.Close()
	done, err := db.Exec("UPDATE case_files SET state = REPLACE(state, '80米供水管道牵入施工范围', '90米供水管道牵入施工范围') WHERE id = 't-1'")
	require.NoError(t, err)
	n, err := done.RowsAffected()
	require.NoError(t, err)
	require.EqualValues(t, 1, n)
	b.do("t-1", taskCoord, supervision.ActNote, supervision.Form{Reason: "现场又看了一次"})
	var state string
	require.NoError(t, db.QueryRow("SELECT state FROM case_files WHERE id = 't-1' AND seq = 2").Scan(&state))
	require.Contains(t, state, "90米供水管道牵入施工范围")
}

// A request that was carried out before leaves nothing behind, though the case's
// row is written first.
func TestARepeatedRequestWritesNothingFromMemory(t *testing.T) {
	b := newBench(t)
	b.issue("t-1", nil)
	b.do("t-1", taskCoord, supervision.ActNote, supervision.Form{Reason: "第一次现场核对"})
	task := *b.tasks["t-1"]
	again := casefile.Order{Act: supervision.ActNote, Meta: casefile.Meta{RequestID: task.Recent[len(task.Recent)-1].RequestID, Actor: taskCoord}}
	ev, err := task.Decide(supervision.Command{Order: again, Form: supervision.Form{Reason: "第一次现场核对"}}, b.now)
	require.NoError(t, err)
	ev.Fingerprint = task.Recent[len(task.Recent)-1].Fingerprint
	rec, err := b.store.Record(context.Background(), ev)
	require.NoError(t, err)
	require.NotNil(t, rec.Earlier)
	require.Equal(t, 2, rec.Earlier.Seq)
	b.do("t-1", taskCoord, supervision.ActNote, supervision.Form{Reason: "第二次现场核对"})
	checked, err := b.store.VerifyAudit(context.Background())
	require.NoError(t, err)
	require.Empty(t, checked.Broken)
	var stored supervision.Task
	require.NoError(t, b.store.Load(context.Background(), casefile.Task, "t-1", &stored))
	require.Equal(t, 3, stored.Seq)
}
