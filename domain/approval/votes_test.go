package approval

import (
	"encoding/json"
	"fmt"
	"os"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/diaodu/diaodu/domain/org"
	"github.com/diaodu/diaodu/domain/process"
)

// voteVector is one vote, worked out by hand: by this policy and these weights,
// votes cast in this order decide so, and as early as after so many.
type voteVector struct {
	Name   string `json:"name"`
	Policy struct {
		Mode      process.Mode `json:"mode"`
		Threshold int          `json:"threshold"`
		Of        string       `json:"of"`
		Abstain   string       `json:"abstain"`
		Quorum    int          `json:"quorum"`
		Late      bool         `json:"late"`
		Tie       string       `json:"tie"`
		Veto      bool         `json:"veto"`
	} `json:"policy"`
	Weights  []int  `json:"weights"`
	Votes    string `json:"votes"` // Y, N, A for 同意, 不同意, 弃权, one seat after the other
	Outcome  string `json:"outcome"`
	After    int    `json:"after"`
	Deadline bool   `json:"deadline"` // the clock runs out after the votes
}

// definition is a process with one stage that decides as the vector says.
func (v *voteVector) definition(t *testing.T) process.Definition {
	p := v.Policy
	st := &process.Stage{Mode: p.Mode, OnReject: "end", Within: 3}
	if p.Mode == process.Vote {
		st.Ballot = process.Ballot{Threshold: p.Threshold, Of: p.Of, Abstain: p.Abstain, Quorum: p.Quorum, Late: p.Late, Tie: p.Tie}
		if p.Tie == "chair" {
			st.Ballot.Chair = &process.Who{User: "head"}
		}
	}
	if p.Veto {
		st.Veto = []string{"any"}
	}
	for i, w := range v.Weights {
		st.By = append(st.By, process.Who{User: fmt.Sprintf("v%d", i), Weight: w})
	}
	def := process.Definition{Code: "votes", Name: "表决", Matter: process.Matter{Authority: "bureau"}, Steps: []process.Step{
		{ID: "ballot", Kind: process.KindStage, Name: "表决", Stage: st}, {ID: "over", Kind: process.KindEnd, Result: process.Approved},
	}}
	require.Empty(t, process.Check(&def, process.Known{}))
	return def
}

// Each vector of testdata/votes.json is voted on a real application: it is open
// before the vote that decides, decided by that vote as the vector says, and who
// comes after is refused (E1, E5).
func TestE05VoteVectors(t *testing.T) {
	raw, err := os.ReadFile("testdata/votes.json")
	require.NoError(t, err)
	var vectors []voteVector
	require.NoError(t, json.Unmarshal(raw, &vectors))
	acts := map[rune]string{'Y': ActApprove, 'N': ActReject, 'A': ActAbstain}
	for _, v := range vectors {
		t.Run(v.Name, func(t *testing.T) {
			d := blankDesk(t)
			for i := range v.Weights {
				d.know(someone(fmt.Sprintf("v%d", i), "hall", org.Handler))
			}
			require.NoError(t, d.submit(v.definition(t)))
			voter := func(i int) org.Actor { return someone(fmt.Sprintf("v%d", i), "hall", org.Handler) }
			for i, vote := range v.Votes {
				require.Equal(t, Running, d.a.Status, "decided after %d votes", i)
				require.Zero(t, d.casting(), "tied after %d votes", i)
				d.must(voter(i), acts[vote], Form{Opinion: "意见"})
			}
			if require.Len(t, v.Votes, v.After); v.Deadline {
				require.Equal(t, Running, d.a.Status)
				d.until("2022-05-19", 12, 0)
			}
			switch v.Outcome {
			case Pass, Fail:
				require.Equal(t, v.Outcome, d.a.latest("ballot", "").Outcome)
				require.Equal(t, v.Outcome, string(d.a.Status))
			case tied:
				require.Equal(t, 1, d.casting())
				d.must(head, ActApprove, Form{Opinion: "同意"})
				require.Equal(t, Approved, d.a.Status, "the chair settles it")
			default:
				require.Equal(t, []string{"ballot"}, d.open())
			}
			if n := len(v.Votes); v.Outcome != "" && n < len(v.Weights) {
				d.refuses("approval.ended", voter(n), ActApprove, Form{Opinion: "迟到"})
			}
		})
	}
}

// casting counts the seats that a tie opened.
func (d *desk) casting() int {
	n := 0
	for i := range d.a.Seats {
		if d.a.Seats[i].Position == Casting {
			n++
		}
	}
	return n
}

// A sealed vote shows nobody what the others said while it goes on, and says that
// it does not, so that no page counts what it cannot see (B-7).
func TestE05ASealedVoteShowsItsVotesWhenAllHaveVoted(t *testing.T) {
	d := newDesk(t, `
process: sealed
name: 密封票签
matter: {code: S, authority: bureau}
steps:
  - {stage: vote, mode: vote, sight: sealed, by: [{role: handler, org: fire}, {role: handler, org: water}, {role: handler, org: road}], vote: {late: true}}
`)
	d.yes(fire)
	step := d.a.See(water, d.now).Steps[0]
	require.True(t, step.Sealed)
	require.Equal(t, Open, step.Seats[0].State)
	require.Empty(t, step.Seats[0].By)
	require.Equal(t, Yes, d.a.See(fire, d.now).Steps[0].Seats[0].State, "one's own")
	d.no(water)
	d.yes(road)
	step = d.a.See(water, d.now).Steps[0]
	require.False(t, step.Sealed)
	require.Equal(t, []SeatState{Yes, No, Yes}, []SeatState{step.Seats[0].State, step.Seats[1].State, step.Seats[2].State})
}
