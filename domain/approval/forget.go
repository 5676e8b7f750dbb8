package approval

import (
	"slices"
	"strconv"
	"strings"

	"github.com/diaodu/diaodu/domain/casefile"
)

// A case that goes round for years must still travel from run to run. Once its
// openings and seats are more than manyRows, the oldest that nothing can lead
// back to are let go of until fewRows are left. Their rows are in MySQL and their
// events are kept; here stay the parties they had.
const (
	manyRows  = 600
	fewRows   = 400
	manyFired = 300
)

// forget lets go of rounds long past. Folding calls it, so that a fold anywhere
// forgets the same.
func (a *Approval) forget() {
	if len(a.Fired) > manyFired {
		a.Fired = slices.DeleteFunc(slices.Clone(a.Fired), a.rangOut)
	}
	surplus := len(a.Runs) + len(a.Seats) - fewRows
	if len(a.Runs)+len(a.Seats) <= manyRows {
		return
	}
	seats := map[int]int{}
	for i := range a.Seats {
		seats[a.Seats[i].Run]++
	}
	needed, gone := a.needed(), map[int]bool{}
	for i := range a.Runs {
		if r := &a.Runs[i]; surplus > 0 && !needed[r.N] {
			gone[r.N] = true
			surplus -= 1 + seats[r.N]
		}
	}
	if len(gone) == 0 {
		return
	}
	for i := range a.Seats {
		if s := &a.Seats[i]; gone[s.Run] {
			a.pastParties(s)
		}
	}
	a.Seats = slices.DeleteFunc(slices.Clone(a.Seats), func(s Seat) bool { return gone[s.Run] })
	a.Runs = slices.DeleteFunc(slices.Clone(a.Runs), func(r Run) bool { return gone[r.N] })
}

// needed are the openings that something may still lead back to: open ones, the
// last of every step, what a direct return is to open again, whatever waits for
// an answer, and the blocks around them.
func (a *Approval) needed() map[int]bool {
	needed, latest, backs := map[int]bool{}, map[string]bool{}, map[int]bool{}
	for i := len(a.Runs) - 1; i >= 0; i-- {
		r := &a.Runs[i]
		place := r.Step + "@" + r.Item
		if r.Open || !latest[place] || r.Finding || backs[r.EndSeq] ||
			slices.ContainsFunc(r.Calls, func(c SubCase) bool { return c.Outcome == "" }) {
			needed[r.N] = true
		}
		latest[place] = true
		if needed[r.N] {
			needed[r.Kept], needed[r.In] = true, true
			if r.Back != 0 {
				backs[r.Back] = true
			}
		}
	}
	return needed
}

// pastParties remembers who had a seat.
func (a *Approval) pastParties(s *Seat) {
	add := func(kind casefile.PartyType, id string) {
		if p := (casefile.Party{Type: kind, ID: id}); id != "" && !slices.Contains(a.Past, p) {
			a.Past = append(slices.Clip(a.Past), p)
		}
	}
	add(casefile.PartyOrg, s.Org.ID)
	add(casefile.PartyUser, s.User.UserID)
	for _, p := range slices.Concat(s.Chain, s.Stack, s.Helped) {
		add(casefile.PartyUser, p.UserID)
	}
}

// rangOut tells whether a deadline that rang is of an opening that is over, so
// that nothing asks for its key again.
func (a *Approval) rangOut(key string) bool {
	parts := strings.Split(key, "/")
	if len(parts) < 2 || !slices.Contains([]string{"remind", "due", "until"}, parts[0]) {
		return false
	}
	n, err := strconv.Atoi(parts[1])
	if err != nil {
		return false
	}
	r := a.run(n)
	return r == nil || !r.Open
}

// RunOf finds an opening by its number; nil where it was never, or long ago.
func (a *Approval) RunOf(n int) *Run { return a.run(n) }
