package approval

import (
	"slices"

	"github.com/diaodu/diaodu/domain/process"
)

// tied is a vote without a majority that the chair settles.
const tied = "tied"

// tally is the verdict of a stage's seats: Pass, Fail, tied, or "" while it
// waits. It counts in integers only (E5). Seats that were lifted, removed,
// recused or skipped do not count, one spared by an earlier approval counts as
// that (E27). A stage all of whose seats were spared passes, one that has lost
// all its seats waits for its keeper.
func tally(st *process.Stage, mode process.Mode, seats []*Seat) string {
	for _, s := range seats {
		if s.Position == Casting && (s.State == Yes || s.State == No) {
			return verdictOf(s.State)
		}
	}
	voters := voters(seats)
	if len(voters) == 0 {
		if slices.ContainsFunc(seats, func(s *Seat) bool { return s.State == Passed }) {
			return Pass
		}
		return ""
	}
	for _, s := range voters {
		if s.State == No && vetoes(st, s) {
			return Fail
		}
	}
	switch mode {
	case process.Vote:
		return votesOf(voters).verdict(st.Ballot)
	case process.Any:
		for _, s := range voters {
			if s.State == Yes || s.State == No || s.State == Passed {
				return verdictOf(s.State)
			}
		}
		return ""
	}
	return unanimous(voters)
}

// voters are the seats that count.
func voters(seats []*Seat) []*Seat {
	var out []*Seat
	for _, s := range seats {
		switch {
		case !s.voter(), s.State == Lifted, s.State == Removed, s.State == Recused, s.Advisory:
		case s.State == Passed && s.Why != "repeat":
		default:
			out = append(out, s)
		}
	}
	return out
}

// unanimous is the verdict of 会签 and 依次, and of one seat: one rejection
// decides, else everybody.
func unanimous(voters []*Seat) string {
	waits := false
	for _, s := range voters {
		switch s.State {
		case No:
			return Fail
		case Yes, Abstained, Passed:
		default:
			waits = true
		}
	}
	if waits {
		return ""
	}
	return Pass
}

func verdictOf(s SeatState) string {
	if s == No {
		return Fail
	}
	return Pass
}

// vetoes tells whether the seat's rejection decides alone 一票否决.
func vetoes(st *process.Stage, s *Seat) bool {
	return slices.Contains(st.Veto, "any") || (s.Role != "" && slices.Contains(st.Veto, string(s.Role)))
}

// votes are the weights of a vote 票签 as they stand.
type votes struct {
	pass, fail, abstain int
	heads               int   // how many voted, abstentions among them
	out                 []int // the weights still to come
}

func votesOf(voters []*Seat) votes {
	var v votes
	for _, s := range voters {
		switch s.State {
		case Yes, Passed:
			v.pass += s.Weight
		case No:
			v.fail += s.Weight
		case Abstained:
			v.abstain += s.Weight
		default:
			v.out = append(v.out, s.Weight)
			continue
		}
		v.heads++
	}
	return v
}

// tieWeights bounds the weight still out for which ties are foreseen.
const tieWeights = 20_000

// defaultThreshold is a majority, in percent.
const defaultThreshold = 51

// reaches tells whether so much weight for and against passes: 100·W(pass) ≥
// threshold·W, in integers. W holds abstentions unless they are excluded.
func (v votes) reaches(b process.Ballot, pass, fail int) bool {
	threshold := b.Threshold
	if threshold == 0 {
		threshold = defaultThreshold
	}
	total := pass + fail
	if b.Abstain != "excluded" {
		total += v.abstain
	}
	return pass > 0 && 100*pass >= threshold*total
}

// verdict is Pass, Fail, tied, or "" while the vote goes on. Before everybody has
// voted it decides, unless the definition says to wait, what no vote still to
// come can change: a pass only with its quorum, a rejection without.
func (v votes) verdict(b process.Ballot) string {
	if len(v.out) == 0 {
		return v.closed(b)
	}
	if b.Late || v.mayTie(b) {
		return ""
	}
	out := 0
	for _, w := range v.out {
		out += w
	}
	switch {
	case v.heads >= b.Quorum && v.reaches(b, v.pass, v.fail+out):
		return Pass // though all the others reject
	case !v.reaches(b, v.pass+out, v.fail):
		return Fail // though all the others approve
	}
	return ""
}

// closed is the verdict of the votes cast, where no more will come.
func (v votes) closed(b process.Ballot) string {
	switch {
	case v.heads < b.Quorum:
		return Fail
	case v.pass == v.fail && chaired(b):
		return tied
	case v.reaches(b, v.pass, v.fail):
		return Pass
	}
	return Fail
}

func chaired(b process.Ballot) bool { return b.Tie == "chair" && b.Chair != nil }

// mayTie tells whether votes still to come can bring about a tie that the chair
// settles. by[i] is whether they can move pass minus fail to i minus their sum.
func (v votes) mayTie(b process.Ballot) bool {
	if !chaired(b) {
		return false
	}
	sum := 0
	for _, w := range v.out {
		sum += w
	}
	if sum > tieWeights {
		return true // too much to work through: wait for the votes
	}
	by := make([]bool, 2*sum+1)
	by[sum] = true
	for _, w := range v.out {
		next := make([]bool, len(by))
		for i, can := range by {
			if can {
				next[i] = true // abstains
				next[i+w], next[i-w] = true, true
			}
		}
		by = next
	}
	i := sum - (v.pass - v.fail)
	return i >= 0 && i < len(by) && by[i]
}
