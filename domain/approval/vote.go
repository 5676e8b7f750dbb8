package approval

import (
	"slices"

	"github.com/diaodu/diaodu/domain/process"
)

// tied is a vote without a majority that the chair settles.
const tied = "tied"

// tally is the verdict of a stage's seats: Pass, Fail, tied, or "" while it
// waits. It counts in integers only (E5). Seats that were lifted, removed,
// recused or spared do not count; a stage all of whose seats were spared passes,
// one that has lost all its seats waits for its keeper.
func tally(st *process.Stage, mode process.Mode, seats []*Seat) string {
	var voters []*Seat
	spared := 0
	for _, s := range seats {
		if s.Position == Casting && (s.State == Yes || s.State == No) {
			return verdictOf(s.State)
		}
		switch {
		case !s.voter(), s.State == Lifted, s.State == Removed, s.State == Recused, s.Advisory:
		case s.State == Passed:
			spared++
		default:
			voters = append(voters, s)
		}
	}
	if len(voters) == 0 {
		if spared > 0 {
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
		return count(st.Ballot, voters)
	case process.Any, process.Single:
		for _, s := range voters {
			if s.State == Yes || s.State == No {
				return verdictOf(s.State)
			}
		}
		return ""
	}
	return unanimous(voters)
}

// unanimous is the verdict of 会签 and 依次: one rejection decides, else everybody.
func unanimous(voters []*Seat) string {
	waits := false
	for _, s := range voters {
		switch s.State {
		case No:
			return Fail
		case Yes, Abstained:
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
	if s == Yes {
		return Pass
	}
	return Fail
}

// vetoes tells whether the seat's rejection decides alone 一票否决.
func vetoes(st *process.Stage, s *Seat) bool {
	return slices.Contains(st.Veto, "any") || (s.Role != "" && slices.Contains(st.Veto, string(s.Role)))
}

// count is the arithmetic of a vote: pass iff 100·W(pass) ≥ threshold·W, where W
// is everybody's weight or that of the votes cast, with or without abstentions.
// It decides early, unless told not to, when what is still out cannot change the
// result. Without a quorum nothing passes.
func count(b process.Ballot, voters []*Seat) string {
	threshold := b.Threshold
	if threshold == 0 {
		threshold = 51
	}
	var pass, fail, abstain, out, heads int
	for _, s := range voters {
		switch s.State {
		case Yes:
			pass, heads = pass+s.Weight, heads+1
		case No:
			fail, heads = fail+s.Weight, heads+1
		case Abstained:
			abstain, heads = abstain+s.Weight, heads+1
		default:
			out += s.Weight
		}
	}
	counted := abstain
	if b.Abstain == "excluded" {
		counted = 0
	}
	if out > 0 {
		if b.Late || heads < b.Quorum {
			return ""
		}
		return early(b, threshold, pass, fail, counted, out)
	}
	switch {
	case heads < b.Quorum:
		return Fail
	case pass == fail && b.Tie == "chair" && b.Chair != nil:
		return tied
	case pass > 0 && 100*pass >= threshold*(pass+fail+counted):
		return Pass
	}
	return Fail
}

// early is the verdict that no outstanding vote can change, "" where one can.
func early(b process.Ballot, threshold, pass, fail, counted, out int) string {
	// Whoever is out rejects: the fewest passes over the largest weight.
	if 100*pass >= threshold*(pass+fail+counted+out) && pass > 0 {
		if b.Tie == "chair" && pass <= fail+out {
			return "" // a tie is still possible, and it is the chair's
		}
		return Pass
	}
	// Whoever is out passes: the best that can still come.
	if 100*(pass+out) < threshold*(pass+out+fail+counted) {
		if b.Tie == "chair" && b.Chair != nil && pass <= fail && fail <= pass+out {
			return ""
		}
		return Fail
	}
	return ""
}
