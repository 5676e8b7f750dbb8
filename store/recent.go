package store

import (
	"errors"

	lru "github.com/hashicorp/golang-lru/v2"

	"github.com/diaodu/diaodu/domain/casefile"
)

// remembersCases bounds how many cases the recorder knows without reading them;
// each takes some ten kilobytes.
const remembersCases = 512

// known is a case between two events: its row, and its state where this process
// folded it. The state is shared by whoever records next and never changed.
type known struct {
	file  caseFile
	state casefile.State
}

// unread tells that the row was not read and locked in this transaction, but
// written here before: writing the next one must check that it stands.
func (k known) unread() bool { return k.state != nil }

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

// before is the case as it was before the event, nil where it is not known. An
// event that asks for a number reads the case first: counters are taken after
// cases, everywhere in the same order.
func (r recent) before(ev casefile.Event) *known {
	last, ok := r.cases.Get(ev.CaseID)
	if !ok || last.file.Seq != ev.Seq-1 || ev.Series != nil {
		return nil
	}
	return last
}

// keep remembers what was committed.
func (r recent) keep(now *known) {
	if now != nil {
		r.cases.Add(now.file.ID, now)
	}
}
