package store

import (
	"encoding/json"
	"fmt"

	"github.com/diaodu/diaodu/domain/casefile"
)

// into reads the state that the row holds.
func (f *caseFile) into(s casefile.State) error {
	for _, part := range []string{f.Steady, f.State} {
		if part == "" {
			continue
		}
		if err := json.Unmarshal([]byte(part), s); err != nil {
			return fmt.Errorf("state of %s: %w", f.ID, err)
		}
	}
	return nil
}

// hold puts the state into the row, its steady part only where that is asked.
func (f *caseFile) hold(s casefile.State, steadyToo bool) error {
	var steady, moving any = nil, s
	if parted, ok := s.(casefile.Steady); ok {
		steady, moving = parted.Split()
	}
	state, err := json.Marshal(moving)
	if err != nil {
		return fmt.Errorf("state of %s: %w", f.ID, err)
	}
	f.State = string(state)
	if steady == nil || !steadyToo {
		return nil
	}
	if state, err = json.Marshal(steady); err != nil {
		return fmt.Errorf("state of %s: %w", f.ID, err)
	}
	f.Steady = string(state)
	return nil
}

// holds tells whether the row holds the state. A row last written before steady
// parts were kept apart holds it whole.
func (f *caseFile) holds(s casefile.State) (bool, error) {
	if f.Steady == "" {
		whole, err := json.Marshal(s)
		return string(whole) == f.State, err
	}
	same := caseFile{ID: f.ID}
	err := same.hold(s, true)
	return same.State == f.State && same.Steady == f.Steady, err
}

// steadyMoved tells whether an event changed what the steady part holds.
func steadyMoved(before, after casefile.State) bool {
	now, ok := after.(casefile.Steady)
	if !ok || before == nil {
		return ok
	}
	return now.SteadyVersion() != before.(casefile.Steady).SteadyVersion()
}

// read makes a state of what a row holds.
func (n noun) read(f *caseFile) (casefile.State, error) {
	s := n.blank()
	return s, f.into(s)
}

// unborn is a case before its first event.
func (n noun) unborn(kind casefile.Kind, id string) casefile.State {
	s := n.blank()
	*s.CaseHead() = casefile.Head{ID: id, Kind: kind}
	return s
}
