package approval

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/diaodu/diaodu/domain/process"
)

// ballot makes seats of those states, each of weight 1 unless given.
func ballot(states []SeatState, weights ...int) []*Seat {
	var seats []*Seat
	for i, s := range states {
		w := 1
		if i < len(weights) {
			w = weights[i]
		}
		seats = append(seats, &Seat{ID: fmt.Sprint("s", i+1), Run: 1, State: s, Weight: w})
	}
	return seats
}

func TestE05VoteArithmetic(t *testing.T) {
	chair := &process.Who{User: "chair"}
	const y, n, a, o = Yes, No, Abstained, Open
	all := func(s ...SeatState) []SeatState { return s }
	cases := []struct {
		name    string
		ballot  process.Ballot
		states  []SeatState
		weights []int
		want    string
	}{
		{"two of three is 66 percent and passes at 66", process.Ballot{Threshold: 66}, all(y, y, n), nil, Pass},
		{"two of three is less than 67 percent", process.Ballot{Threshold: 67}, all(y, y, n), nil, Fail},
		{"two of three cannot reach 67 whatever the third says", process.Ballot{Threshold: 67}, all(y, n, o), nil, Fail},
		{"two of three at 66 need not wait for the third", process.Ballot{Threshold: 66}, all(y, y, o), nil, Pass},
		{"unless the definition says to wait", process.Ballot{Threshold: 66, Late: true}, all(y, y, o), nil, ""},
		{"a majority is 51 where nothing is said", process.Ballot{}, all(y, n), nil, Fail},
		{"two of three are a majority", process.Ballot{}, all(y, y, o), nil, Pass},
		{"weights count, not heads", process.Ballot{Threshold: 60}, all(y, n, n), []int{3, 1, 1}, Pass},
		{"59 of 100 is not 60", process.Ballot{Threshold: 60}, all(y, n), []int{59, 41}, Fail},
		{"60 of 100 is", process.Ballot{Threshold: 60}, all(y, n), []int{60, 40}, Pass},
		{"weights that do not add up to 100 are no percents", process.Ballot{Threshold: 50}, all(y, n), []int{7, 8}, Fail},
		{"an abstention counts as weight that did not pass", process.Ballot{Threshold: 60}, all(y, n, a), nil, Fail},
		{"or is taken out of the whole", process.Ballot{Threshold: 50, Abstain: "excluded"}, all(y, n, a), nil, Pass},
		{"nobody for it is no pass, whoever abstained", process.Ballot{Threshold: 1, Abstain: "excluded"}, all(a, a), nil, Fail},
		{"a pass waits for its quorum", process.Ballot{Threshold: 10, Quorum: 2}, all(y, o, o), nil, ""},
		{"an abstention is a head of the quorum", process.Ballot{Threshold: 10, Quorum: 2}, all(y, a, o), nil, Pass},
		{"a rejection that is certain needs no quorum", process.Ballot{Threshold: 67, Quorum: 3}, all(n, n, o), nil, Fail},
		{"without a quorum nothing passes", process.Ballot{Threshold: 10, Quorum: 3}, all(y, y), nil, Fail},
		{"a tie is rejected", process.Ballot{Threshold: 51, Tie: "reject"}, all(y, n), nil, Fail},
		{"unless half is enough", process.Ballot{Threshold: 50}, all(y, n), nil, Pass},
		{"a tie is the chair's", process.Ballot{Threshold: 51, Tie: "chair", Chair: chair}, all(y, n), nil, tied},
		{"also where half were enough", process.Ballot{Threshold: 50, Tie: "chair", Chair: chair}, all(y, n), nil, tied},
		{"and where a tie may still come nobody decides early", process.Ballot{Threshold: 30, Tie: "chair", Chair: chair}, all(y, o), nil, ""},
		{"a rejection waits for a tie that would be the chair's", process.Ballot{Threshold: 90, Tie: "chair", Chair: chair}, all(y, y, n, o), nil, ""},
		{"weights that cannot balance make no tie", process.Ballot{Threshold: 40, Tie: "chair", Chair: chair}, all(y, o), []int{2, 3}, Pass},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			st := &process.Stage{Ballot: c.ballot}
			require.Equal(t, c.want, tally(st, process.Vote, ballot(c.states, c.weights...)))
		})
	}
}

// oracle is the verdict of a closed vote by the words of E5 alone, computed the
// long way.
func oracle(b process.Ballot, states []SeatState, weights []int) string {
	threshold := b.Threshold
	if threshold == 0 {
		threshold = 51
	}
	pass, fail, all, voted := 0, 0, 0, 0
	for i, s := range states {
		voted++
		switch {
		case s == Yes:
			pass, all = pass+weights[i], all+weights[i]
		case s == No:
			fail, all = fail+weights[i], all+weights[i]
		case b.Abstain != "excluded":
			all += weights[i]
		}
	}
	switch {
	case voted < b.Quorum:
		return Fail
	case pass == fail && b.Tie == "chair":
		return tied
	case pass > 0 && 100*pass >= threshold*all:
		return Pass
	}
	return Fail
}

// futures lists every way in which open seats may vote.
func futures(states []SeatState) [][]SeatState {
	for i, s := range states {
		if s != Open {
			continue
		}
		var all [][]SeatState
		for _, v := range []SeatState{Yes, No, Abstained} {
			next := append([]SeatState(nil), states...)
			next[i] = v
			all = append(all, futures(next)...)
		}
		return all
	}
	return [][]SeatState{states}
}

// E5, early: the vote is decided as soon as no vote to come can change the
// result, and never otherwise. Every vote of up to five seats, six where weights
// are equal, is compared with all its futures.
func TestE05AnEarlyDecisionNeverDiffersFromTheFinalOne(t *testing.T) {
	chair := &process.Who{User: "chair"}
	early := map[string]int{}
	for _, weights := range [][]int{{1}, {2, 1}, {1, 1, 1}, {3, 2, 1}, {1, 1, 1, 1}, {5, 2, 2, 1}, {1, 1, 1, 1, 1}, {4, 3, 1, 1, 1}, {1, 1, 1, 1, 1, 1}} {
		thresholds := []int{0, 1, 34, 50, 66, 67, 100}
		if len(weights) > 4 {
			thresholds = []int{0, 50, 67}
		}
		for _, threshold := range thresholds {
			for _, quorum := range []int{0, 1, len(weights)/2 + 1, len(weights)} {
				for _, abstain := range []string{"counts", "excluded"} {
					for _, tie := range []string{"reject", "chair"} {
						b := process.Ballot{Threshold: threshold, Quorum: quorum, Abstain: abstain, Tie: tie}
						if tie == "chair" {
							b.Chair = chair
						}
						walk(t, b, weights, make([]SeatState, 0, len(weights)), early)
					}
				}
			}
		}
	}
	require.Greater(t, early[Pass], 1000)
	require.Greater(t, early[Fail], 1000)
}

// walk compares every state of a vote, whoever voted in whatever order.
func walk(t *testing.T, b process.Ballot, weights []int, states []SeatState, early map[string]int) {
	if len(states) < len(weights) {
		for _, s := range []SeatState{Open, Yes, No, Abstained} {
			walk(t, b, weights, append(states, s), early)
		}
		return
	}
	got := tally(&process.Stage{Ballot: b}, process.Vote, ballot(states, weights...))
	heads, possible := 0, map[string]bool{}
	for _, s := range states {
		if s != Open {
			heads++
		}
	}
	if heads == 0 {
		if got != "" {
			t.Fatalf("%+v decides %q before anybody voted", b, got)
		}
		return
	}
	for _, f := range futures(states) {
		possible[oracle(b, f, weights)] = true
	}
	want := ""
	if len(possible) == 1 {
		for _, v := range []string{Pass, Fail, tied} {
			if possible[v] && (v != Pass || heads >= b.Quorum) {
				want = v
			}
		}
	}
	if heads < len(weights) && want == tied {
		want = "" // a tie is the chair's once everybody has voted
	}
	if got != want {
		t.Fatalf("%+v weights %v states %v: decided %q, want %q (possible %v)", b, weights, states, got, want, possible)
	}
	if heads < len(weights) && got != "" {
		early[got]++
	}
}

const council = `
process: council
name: 联审
matter: {code: C, authority: bureau}
steps:
  - stage: vote
    name: 票决
    mode: vote
    by:
      - {role: handler, org: fire}
      - {role: handler, org: water}
      - {role: handler, org: road}
      - {role: handler, org: eco}
    vote: {threshold: 50, tie: chair, chair: {role: dept_lead}}
    within: 3
`

func TestE05ATieOpensTheChairsSeatWhichSettlesIt(t *testing.T) {
	d := newDesk(t, council)
	d.yes(fire)
	d.yes(water)
	d.no(road)
	require.Equal(t, Running, d.a.Status)
	d.no(eco)
	require.Equal(t, Running, d.a.Status, "two against two")
	d.refuses("approval.already_decided", eco, ActApprove, Form{})
	d.no(head)
	require.Equal(t, Rejected, d.a.Status)
	require.Equal(t, Casting, d.a.Seats[4].Position)
	require.Equal(t, "head", d.a.Seats[4].By.UserID)
}

// A removed seat is judged at once: whoever is left cannot overturn a ratio that
// has been reached (as warm-flow's last voter can).
func TestE05ARemovedSeatCannotOverrideARatioAlreadyReached(t *testing.T) {
	d := newDesk(t, `
process: council
name: 联审
matter: {code: C, authority: bureau}
steps:
  - stage: vote
    mode: vote
    by: [{role: handler, org: fire}, {role: handler, org: water}, {role: handler, org: road}]
    vote: {threshold: 67}
`)
	d.yes(fire)
	d.yes(water)
	require.Equal(t, Running, d.a.Status, "2 of 3 is not 67 percent")
	d.must(keeper, ActCutSign, Form{Seat: "s3"})
	require.Equal(t, Approved, d.a.Status, "2 of 2 is")
	require.Equal(t, Removed, d.a.seat("s3").State)
}

const twoVotes = `
process: two
name: 两处票决
matter: {code: C, authority: bureau}
steps:
  - parallel: both
    branches:
      - steps: [{stage: a, mode: vote, by: [{role: handler, org: fire}, {role: handler, org: water}, {role: handler, org: road}], vote: {threshold: 60}}]
      - steps: [{stage: b, mode: vote, by: [{role: handler, org: eco}, {role: handler, org: power}], vote: {threshold: 60}}]
  - stage: sign
    by: {role: dept_lead}
`

// Other branches' voters are no part of the count (as they are in flowlong).
func TestE05OnlyTheStagesOwnSeatsCount(t *testing.T) {
	d := newDesk(t, twoVotes)
	d.no(eco)
	require.Equal(t, Rejected, d.a.Status, "1 of 2 can no longer reach 60")
	d = newDesk(t, twoVotes)
	d.yes(fire)
	d.yes(water)
	require.Equal(t, []string{"b"}, d.open(), "2 of 3, whatever the other branch does")
	for _, s := range d.a.Seats {
		if s.Run == 3 {
			require.Equal(t, Open, s.State, "the other branch goes on untouched")
		}
	}
}

// A vote counted over the votes cast is closed when its time is over.
func TestE05AVoteOverTheVotesCastIsClosedByTheClock(t *testing.T) {
	for _, c := range []struct {
		of     string
		quorum int
		want   Status
	}{{"cast", 2, Approved}, {"cast", 4, Running}, {"all", 2, Running}} {
		d := newDesk(t, fmt.Sprintf(`
process: council
name: 联审
matter: {code: C, authority: bureau}
steps:
  - stage: vote
    mode: vote
    within: 3
    by: [{role: handler, org: fire}, {role: handler, org: water}, {role: handler, org: road}, {role: handler, org: eco}, {role: handler, org: power}]
    vote: {threshold: 60, of: %s, quorum: %d}
`, c.of, c.quorum))
		d.yes(fire)
		d.yes(water)
		d.no(road)
		require.Equal(t, Running, d.a.Status)
		d.until("2022-05-18", 0, 0)
		require.Equal(t, c.want, d.a.Status, "%+v", c)
		if c.want == Approved {
			require.Equal(t, TimedOut, d.a.Runs[0].By)
			require.Equal(t, Lifted, d.a.Seats[3].State)
		}
	}
}
