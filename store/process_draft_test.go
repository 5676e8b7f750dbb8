package store_test

import (
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/fault"
	"github.com/diaodu/diaodu/domain/process"
	"github.com/diaodu/diaodu/store"
	"github.com/diaodu/diaodu/store/storetest"
)

// drafting is a store in which two people write one process, all at one instant: no
// clock helps to tell their drafts apart.
type drafting struct {
	*testing.T
	*store.Store
}

func (d drafting) save(text string, expect int) (store.ProcessDraft, error) {
	by := casefile.Meta{Actor: admin}
	return d.SaveProcessDraft(d.Context(), by, store.ProcessDraft{Code: "p", Text: text, Source: store.ProcessEdited}, expect, startDay)
}

func (d drafting) saved(text string, expect int) int {
	d.Helper()
	row, err := d.save(text, expect)
	require.NoError(d, err)
	return row.Version
}

func (d drafting) publish(name string, draft int) error {
	by := casefile.Meta{Actor: admin}
	def := &process.Definition{Code: "p", Name: name, Hash: name}
	_, err := d.PublishProcess(d.Context(), by, def, store.ProcessVersion{Source: store.ProcessEdited}, draft, startDay)
	return err
}

func (d drafting) refused(code string, err error) {
	d.Helper()
	require.True(d, fault.Is(err, code), "%s: %v", code, err)
}

// Somebody who opened a draft that was thrown away or published since, and begun
// anew, is at no version of the new one: nothing they do reaches it.
func TestADraftsVersionNamesOneTextOnly(t *testing.T) {
	d := drafting{t, storetest.New(t)}
	opened := d.saved("mine", 0)
	require.NoError(t, d.DropProcessDraft(t.Context(), "p", opened))
	_, err := d.save("mine still", opened)
	d.refused("process.draft_gone", err)

	theirs := d.saved("theirs", 0)
	_, err = d.save("mine still", opened)
	d.refused("process.draft_changed", err)
	d.refused("process.draft_changed", d.DropProcessDraft(t.Context(), "p", opened))
	d.refused("process.draft_changed", d.publish("mine", opened))

	require.NoError(t, d.publish("theirs", theirs))
	d.refused("process.draft_gone", d.publish("theirs again", theirs))
	third := d.saved("third", 0)
	fourth := d.saved("fourth", third)
	all := []int{opened, theirs, third, fourth}
	require.IsIncreasing(t, all, "after a draft is gone the count goes on")
	now, err := d.ProcessDraft(t.Context(), "p")
	require.NoError(t, err)
	require.Equal(t, "fourth", now.Text)
}

// What is saved while somebody publishes is not thrown away unread.
func TestPublishingTakesOnlyTheDraftItWasReadFrom(t *testing.T) {
	d := drafting{t, storetest.New(t)}
	read := d.saved("read", 0)
	d.saved("typed meanwhile", read)
	d.refused("process.draft_changed", d.publish("read", read))
	now, err := d.ProcessDraft(t.Context(), "p")
	require.NoError(t, err)
	require.Equal(t, "typed meanwhile", now.Text)
	_, err = d.Process(t.Context(), "p")
	d.refused("process.not_found", err)
}

// Two people begin a draft at one moment: the second meets the first one's.
func TestOfTwoDraftsBegunAtOnceOneIsKept(t *testing.T) {
	d := drafting{t, storetest.New(t)}
	errs := make([]error, 2)
	var both sync.WaitGroup
	for i, text := range []string{"a", "b"} {
		both.Go(func() { _, errs[i] = d.save(text, 0) })
	}
	both.Wait()
	if errs[0] != nil {
		errs[0], errs[1] = errs[1], errs[0]
	}
	require.NoError(t, errs[0])
	d.refused("process.draft_changed", errs[1])
}
