package api

import (
	"context"
	"fmt"
	"log/slog"
	"sort"
	"sync"
	"time"

	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/store"
)

const (
	feedEvery = 250 * time.Millisecond
	// gapWindow is how long an id that was passed over may still be committed.
	// Recording takes milliseconds; a gap this old belongs to a rolled-back one.
	gapWindow = time.Minute
	gapsMost  = 1000 // ids watched at once; a wider hole is a jump of the counter
	feedBatch = 500
	lookBack  = 200 // ids before the start among which gaps are looked for
	clientLag = 256 // changes a reader may be behind before it must reconnect
)

// Changes is what the feed reads. store fits it.
type Changes interface {
	ChangesAfter(ctx context.Context, after int64, missing []int64, limit int) ([]store.Change, error)
	ChangesBetween(ctx context.Context, from, to int64, limit int) ([]store.Change, error)
	LastChange(ctx context.Context) (int64, error)
	PartiesOf(ctx context.Context, caseIDs []string) (map[string][]casefile.Party, error)
}

// change is one event on its way to readers. Settled is the id up to which
// nothing is missing any more: what a reader gives as Last-Event-ID, so that an
// event committed late is never skipped by a reconnect.
type change struct {
	store.Change
	parties []casefile.Party
	settled int64
}

// feed tails the events table once for all readers, while there are any.
// Ids are given out before they are committed, so a lower one can appear after
// a higher one: passed-over ids are looked at again until gapWindow has gone by.
type feed struct {
	from Changes
	log  *slog.Logger
	now  func() time.Time

	mu      sync.Mutex
	readers map[*reader]struct{}
	stop    context.CancelFunc // of the running tail; nil when nobody reads
	closed  bool

	last int64               // greatest id seen
	gaps map[int64]time.Time // passed-over ids, since when
}

// reader is one open stream. changes is closed when it cannot keep up or the
// server stops; the browser then reconnects.
type reader struct {
	changes chan change
	start   int64              // what lies after it comes through changes
	missing map[int64]struct{} // ids up to start that will come through changes too
	settled int64
}

func newFeed(from Changes, log *slog.Logger) *feed {
	return &feed{from: from, log: log, now: time.Now, readers: map[*reader]struct{}{}, gaps: map[int64]time.Time{}}
}

// join opens a reader at the present. The first one starts the tail.
func (f *feed) join(ctx context.Context) (*reader, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.closed {
		return nil, context.Canceled
	}
	if f.stop == nil {
		if err := f.begin(ctx); err != nil {
			return nil, err
		}
		tail, stop := context.WithCancel(context.WithoutCancel(ctx))
		f.stop = stop
		go f.run(tail)
	}
	r := &reader{changes: make(chan change, clientLag), start: f.last, settled: f.settled(), missing: map[int64]struct{}{}}
	for id := range f.gaps {
		r.missing[id] = struct{}{}
	}
	f.readers[r] = struct{}{}
	return r, nil
}

// leave closes a reader. The last one stops the tail.
func (f *feed) leave(r *reader) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.drop(r)
	if len(f.readers) == 0 && f.stop != nil {
		f.stop()
		f.stop = nil
	}
}

func (f *feed) drop(r *reader) {
	if _, open := f.readers[r]; open {
		delete(f.readers, r)
		close(r.changes)
	}
}

// close ends every stream, for a server that stops.
func (f *feed) close() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.closed = true
	for r := range f.readers {
		f.drop(r)
	}
	if f.stop != nil {
		f.stop()
		f.stop = nil
	}
}

// begin finds the present, and ids shortly before it that may yet appear.
func (f *feed) begin(ctx context.Context) error {
	last, err := f.from.LastChange(ctx)
	if err != nil {
		return err
	}
	f.gaps = map[int64]time.Time{}
	f.last = max(0, last-lookBack)
	recent, err := f.from.ChangesBetween(ctx, f.last, last, lookBack)
	if err != nil {
		return err
	}
	for _, c := range recent {
		f.see(c.ID)
	}
	return nil
}

// see notes an id and the ids it passed over.
func (f *feed) see(id int64) {
	delete(f.gaps, id)
	for missing := max(f.last+1, id-gapsMost); missing < id; missing++ {
		if len(f.gaps) < gapsMost {
			f.gaps[missing] = f.now()
		}
	}
	f.last = max(f.last, id)
}

// settled is the id up to which nothing is missing any more.
func (f *feed) settled() int64 {
	lowest := f.last + 1
	for id, since := range f.gaps {
		if f.now().Sub(since) > gapWindow {
			delete(f.gaps, id)
			continue
		}
		lowest = min(lowest, id)
	}
	return lowest - 1
}

func (f *feed) run(ctx context.Context) {
	tick := time.NewTicker(feedEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		if err := f.poll(ctx); err != nil && ctx.Err() == nil {
			f.log.WarnContext(ctx, "stream of changes waits for the database", "error", err)
		}
	}
}

// poll reads what is new and hands it to every reader.
func (f *feed) poll(ctx context.Context) error {
	f.mu.Lock()
	last, missing := f.last, make([]int64, 0, len(f.gaps))
	for id := range f.gaps {
		missing = append(missing, id)
	}
	f.mu.Unlock()
	sort.Slice(missing, func(i, j int) bool { return missing[i] < missing[j] })
	list, err := f.from.ChangesAfter(ctx, last, missing, feedBatch)
	if err != nil || len(list) == 0 {
		return err
	}
	changes, err := withParties(ctx, f.from, list)
	if err != nil {
		return err
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if ctx.Err() != nil {
		return ctx.Err() // another tail has taken over
	}
	for _, c := range changes {
		f.see(c.ID)
	}
	settled := f.settled()
	for _, c := range changes {
		c.settled = settled
		for r := range f.readers {
			select {
			case r.changes <- c:
			default:
				f.drop(r)
			}
		}
	}
	return nil
}

func withParties(ctx context.Context, from Changes, list []store.Change) ([]change, error) {
	seen := map[string]bool{}
	var ids []string
	for _, c := range list {
		if !seen[c.CaseID] {
			seen[c.CaseID] = true
			ids = append(ids, c.CaseID)
		}
	}
	if len(ids) == 0 {
		return nil, nil
	}
	parties, err := from.PartiesOf(ctx, ids)
	if err != nil {
		return nil, fmt.Errorf("who sees the changes: %w", err)
	}
	changes := make([]change, len(list))
	for i, c := range list {
		changes[i] = change{Change: c, parties: parties[c.CaseID]}
	}
	return changes, nil
}
