package store_test

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/diaodu/diaodu/domain/approval"
	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/store"
	"github.com/diaodu/diaodu/store/storetest"
)

// prepared reads how many statements MariaDB was asked to prepare, and to run
// prepared, since it started.
func (r *fileRoom) prepared() (prepared, ran int) {
	r.t.Helper()
	for name, into := range map[string]*int{"Com_stmt_prepare": &prepared, "Com_stmt_execute": &ran} {
		var n string
		require.NoError(r.t, r.db.QueryRow("SHOW GLOBAL STATUS WHERE Variable_name = '"+name+"'").Scan(&n, into))
	}
	return prepared, ran
}

// What every act runs is prepared once for a connection, and not once for an act.
func TestStatementsOfEveryActStayPrepared(t *testing.T) {
	r := newRoom(t)
	s, err := store.Open(context.Background(), r.dsn, store.WithPool(2))
	require.NoError(t, err)
	defer s.Close()
	r.store = s
	r.submit("a-1", roomPermit)
	note := func() { r.do("a-1", fileKeeper, approval.ActNote, approval.Form{Opinion: "已电话核对"}) }
	require.Eventually(t, func() bool { // what is prepared beside the acts is prepared soon
		p0, _ := r.prepared()
		note()
		p1, _ := r.prepared()
		return p0 == p1
	}, 20*time.Second, 20*time.Millisecond)
	p0, ran0 := r.prepared()
	for range 20 {
		note()
	}
	p1, ran1 := r.prepared()
	require.Less(t, p1-p0, 10, "prepared anew for every act")
	require.GreaterOrEqual(t, ran1-ran0, 60, "three statements of every act")
	checked, err := s.VerifyAudit(context.Background())
	require.NoError(t, err)
	require.Empty(t, checked.Broken)
}

// Preparing takes a connection of its own: acts that hold the only one, or all of
// them, do not wait for it.
func TestActsDoNotWaitForAPreparation(t *testing.T) {
	r := newRoom(t)
	s, err := store.Open(context.Background(), r.dsn, store.WithPool(1))
	require.NoError(t, err)
	defer s.Close()
	r.store = s
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	var events []casefile.Event
	for n := range 8 {
		a := r.submit(fmt.Sprint("a-", n), roomPermit)
		ev, err := a.Decide(approval.Command{
			Order: casefile.Order{Act: approval.ActNote, Meta: casefile.Meta{RequestID: fmt.Sprint("n", n), Actor: fileKeeper}}, Form: approval.Form{Opinion: "已电话核对"},
		}, r.now)
		require.NoError(t, err)
		events = append(events, ev)
	}
	var all sync.WaitGroup
	failed := make([]error, len(events))
	for n, ev := range events {
		all.Go(func() { _, failed[n] = s.Record(ctx, ev) })
	}
	all.Wait()
	for _, err := range failed {
		require.NoError(t, err)
	}
}

// The same event offered many times at once is one act, whoever folded it.
func TestOneEventOfferedAtOnceIsRecordedOnce(t *testing.T) {
	r := newRoom(t)
	a := r.submit("a-1", roomPermit)
	for n := range 12 {
		ev, err := a.Decide(approval.Command{
			Order: casefile.Order{Act: approval.ActNote, Meta: casefile.Meta{RequestID: fmt.Sprint("n", n), Actor: fileKeeper}}, Form: approval.Form{Opinion: "已电话核对"},
		}, r.now)
		require.NoError(t, err)
		var all sync.WaitGroup
		for range 4 {
			all.Go(func() { _, _ = r.store.Record(context.Background(), ev) })
		}
		all.Wait()
		require.NoError(t, a.Apply(ev))
	}
	var events int
	require.NoError(t, storetest.SQL(t, r.dsn).QueryRow("SELECT COUNT(*) FROM case_events WHERE act = 'note'").Scan(&events))
	require.Equal(t, 12, events)
	checked, err := r.store.VerifyAudit(context.Background())
	require.NoError(t, err)
	require.Empty(t, checked.Broken, "the state is the fold of the events")
}
