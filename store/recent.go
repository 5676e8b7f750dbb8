package store

import (
	"errors"
	"fmt"
	"sync"

	lru "github.com/hashicorp/golang-lru/v2"

	"github.com/diaodu/diaodu/domain/casefile"
)

// remembersCases bounds how many cases the recorder knows without reading them;
// each takes some tens of kilobytes.
const remembersCases = 512

// known is a case between two events: its row, and where this process folded it,
// its state there and a second one, an event behind. The second catches up between
// acts and is what the next fold starts from, in a tenth of the time that reading
// the state anew would take. Whoever takes a known case owns it.
type known struct {
	file   caseFile
	state  casefile.State
	behind casefile.State
	last   casefile.Event // what behind lacks, until it has caught up
	catch  sync.Once
	failed error
}

// second is the second state, caught up.
func (k *known) second() (casefile.State, error) {
	k.catch.Do(func() { k.failed = k.behind.Apply(k.last) })
	return k.behind, k.failed
}

// unread tells that the row was not read and locked in this transaction, but
// written here before: writing the next one must check that it stands.
func (k *known) unread() bool { return k.state != nil }

// errMovedOn says that a case is not what this process wrote of it last: another
// worker took it on, or a rebuild made its state anew.
var errMovedOn = errors.New("the case has moved on")

// recent is what this process recorded last. Acts on a case come one after the
// other to the same worker, which then need not ask MySQL for what it wrote
// there itself, nor read it twice.
type recent struct{ cases *lru.Cache[string, *known] }

func newRecent() recent {
	cases, err := lru.New[string, *known](remembersCases)
	if err != nil {
		panic(err) // the size is not positive
	}
	return recent{cases}
}

// take hands the case out as it was before the event, nil where it is not known.
// It is gone from memory until it is kept again, so that nobody else folds it
// meanwhile. An event that asks for a number reads the case first: counters are
// taken after cases, everywhere in the same order.
func (r recent) take(ev casefile.Event) *known {
	last, ok := r.cases.Get(ev.CaseID)
	if !ok || last.file.Seq != ev.Seq-1 || ev.Series != nil || !r.cases.Remove(ev.CaseID) {
		return nil
	}
	return last
}

// keep remembers what was committed, and makes it ready for the next act.
func (r recent) keep(now *known) {
	if now == nil {
		return
	}
	r.cases.Add(now.file.ID, now)
	go func() { _, _ = now.second() }() // whoever folds next hears what failed
}

// between is the case after an event and before the next.
func (n noun) between(file caseFile, before, after casefile.State, ev casefile.Event) *known {
	if before == nil {
		before = n.unborn(ev.Kind, ev.CaseID)
	}
	return &known{file: file, state: after, behind: before, last: ev}
}

// folded is the case before and after an event, by the domain's own code.
func (k *known) folded(n noun, ev casefile.Event) (before, after casefile.State, err error) {
	switch {
	case k.unread():
		before = k.state
		after, err = k.second()
	case k.file.Seq > 0:
		if before, err = n.read(&k.file); err == nil {
			after, err = n.read(&k.file)
		}
	default:
		after = n.unborn(ev.Kind, ev.CaseID)
	}
	if err != nil {
		return nil, nil, fmt.Errorf("state: %w", err)
	}
	if err := after.Apply(ev); err != nil {
		return nil, nil, fmt.Errorf("fold: %w", err)
	}
	return before, after, nil
}
