package store_test

import (
	"context"
	"fmt"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/diaodu/diaodu/domain/supervision"
	"github.com/diaodu/diaodu/store"
)

// An auditor who verifies during office hours must not be told of a forgery
// that is only an act recorded while the chain was being read.
func TestVerifyingWhilePeopleWorkFindsNothing(t *testing.T) {
	b := newBench(t)
	b.issue("t-1", nil)
	var over atomic.Bool
	var times int
	var wrong []string
	auditor := make(chan struct{})
	go func() {
		defer close(auditor)
		for ; !over.Load(); times++ {
			checked, err := b.store.VerifyAudit(context.Background())
			if wrong = append(wrong, checked.Broken...); err != nil {
				wrong = append(wrong, err.Error())
			}
		}
	}()
	for n := range 150 {
		b.do("t-1", taskCoord, supervision.ActNote, supervision.Form{Reason: fmt.Sprintf("现场情况%d", n)})
	}
	over.Store(true)
	<-auditor
	require.Empty(t, wrong)
	require.Greater(t, times, 3, "it verified while acts were recorded")
}

// What could not be read is no forgery: an interrupted verification says so itself.
func TestInterruptedVerificationAccusesNobody(t *testing.T) {
	b := newBench(t)
	b.issue("t-1", nil)
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	checked, err := b.store.VerifyAudit(ctx)
	require.ErrorIs(t, err, context.Canceled)
	require.Equal(t, store.Verified{Broken: []string{}}, checked)
}

// Nobody knows a case by its id: its number finds its entries, which say its name.
func TestTheLogIsSearchedByTheNumberOfACase(t *testing.T) {
	b := newBench(t)
	b.issue("t-1", nil)
	b.do("t-1", taskCoord, supervision.ActNote, supervision.Form{Reason: "现场情况"})
	task, err := b.store.Task(t.Context(), "t-1")
	require.NoError(t, err)
	require.NotEmpty(t, task.No)
	lines, _, err := b.store.AuditLog(t.Context(), store.AuditQuery{Q: task.No, Limit: 10})
	require.NoError(t, err)
	require.Len(t, lines, 2)
	require.Equal(t, task.No+" "+task.Title(), lines[0].Name)
	lines, _, err = b.store.AuditLog(t.Context(), store.AuditQuery{Q: task.No + "9", Limit: 10})
	require.NoError(t, err)
	require.Empty(t, lines)
}
