package approval

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/process"
	"github.com/diaodu/diaodu/domain/workcal"
)

// Any process that may be published, whatever people, clocks, the directory and
// other cases do to it: nothing refused changes anything, an event says all that
// it did, a stage decides once in a round and by its votes, nobody's seat vanishes,
// clocks add up, the case always waits for somebody, and people of good will
// bring it to an end. More cases: go test -run Anything -rapid.checks=5000.
func TestApprovalsSurviveAnything(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		w := newJourney(rt, randomDefinition(rt))
		for range 8 + evenly(rt, 40, "happenings") {
			w.happens()
		}
		w.finish()
		w.rebuilt()
	})
}

// rebuilt folds all events anew.
func (w *journey) rebuilt() {
	var anew Approval
	anew.ID, anew.Kind = "a-1", casefile.Approval
	for _, ev := range w.events {
		require.NoError(w.rt, anew.Apply(ev))
	}
	w.same(raw(w.rt, w.a), raw(w.rt, &anew), "folding anew gives another state")
}

// holds checks what must hold after every act.
func (w *journey) holds(before *Approval, ev casefile.Event) {
	sound(w.rt, w.a)
	w.waitsForSomebody()
	w.decidesOnce(before, ev)
	w.keepsSeats(before)
	w.clocksAddUp()
	g := w.a.Graph()
	for i := range w.a.Runs {
		r := &w.a.Runs[i]
		n, ok := g.Node(r.Step) // what ended before is not counted by the rules of a later definition
		if ok && n.Stage != nil && (r.Open || r.EndSeq == ev.Seq) {
			w.recount(n.Stage, r)
		}
	}
}

// waitsForSomebody: every open step of a running case has a seat somebody or the
// keeper can act on, a question on its way to the directory, a sub-case, a date
// or another system; every branch taken has delivered or is at work.
func (w *journey) waitsForSomebody() {
	if w.a.Status.Live() && w.a.Status != Suspended && len(w.a.Owed) == 0 {
		waits := len(w.a.Todos(casefile.Today(w.now))) > 0 || !w.a.Wake().At.IsZero() || len(w.subs) > 0
		require.True(w.rt, waits, "nobody is asked and no clock runs: %s", mustJSON(w.rt, w.a.Runs))
	}
	if w.a.Status != Running {
		return
	}
	g := w.a.Graph()
	for i := range w.a.Runs {
		r := &w.a.Runs[i]
		n, ok := g.Node(r.Step)
		if !r.Open {
			continue
		}
		switch {
		case r.Finding:
			asked := slices.ContainsFunc(w.a.Owed, func(e casefile.Effect) bool { return e.Kind == casefile.Directory && asksIn(e.Command).Run == r.N })
			require.True(w.rt, asked, "%s waits for the directory, which was not asked", r.Step)
		case !ok || n.Stage != nil:
			moves := slices.ContainsFunc(w.a.seated(r.N), func(s *Seat) bool { return s.State == Open || s.State == Held })
			require.True(w.rt, moves, "nobody can move %s: %s", r.Step, mustJSON(w.rt, w.a.seated(r.N)))
		case n.Kind.Block():
			w.branchesMove(r)
		case n.Call != nil:
			left := slices.ContainsFunc(r.Calls, func(c SubCase) bool { return c.Outcome == "" })
			require.True(w.rt, left, "%s waits for no sub-case", r.Step)
		}
	}
}

func (w *journey) branchesMove(b *Run) {
	require.Less(w.rt, len(b.Done), len(b.Ways), "%s is open though every branch delivered", b.Step)
	for _, way := range b.Ways {
		done := slices.ContainsFunc(b.Done, func(d Delivery) bool { return d.Branch == way })
		open := 0
		for i := range w.a.Runs {
			if r := &w.a.Runs[i]; r.Open && r.In == b.N && r.Branch == way {
				open++
			}
		}
		if done {
			require.Zero(w.rt, open, "branch %s of %s delivered and is at work", way, b.Step)
		} else if w.a.Life >= 3 {
			require.Equal(w.rt, 1, open, "branch %s of %s has so many steps open", way, b.Step)
		}
	}
}

// decidesOnce: a step has one opening a round, and what has ended stays ended as
// it did, but for somebody taking it back.
func (w *journey) decidesOnce(before *Approval, ev casefile.Event) {
	seen := map[string]bool{}
	for _, r := range w.a.Runs {
		key := r.Step + "@" + r.Item + "/" + itoa(r.Round)
		require.False(w.rt, seen[key], "%s was opened twice", key)
		seen[key] = true
	}
	if ev.Act == ActTakeBack {
		return
	}
	for _, was := range before.Runs {
		if is := w.a.run(was.N); !was.Open && is != nil {
			require.Equal(w.rt, []any{was.Outcome, was.EndSeq, was.By}, []any{is.Outcome, is.EndSeq, is.By}, "%s decided twice", was.Step)
		}
	}
}

// keepsSeats: no seat vanishes, and one that was taken away says why, by which
// event and what it was (E7, E24).
func (w *journey) keepsSeats(before *Approval) {
	if len(before.Runs) <= len(w.a.Runs) {
		for i := range before.Seats {
			require.NotNil(w.rt, w.a.seat(before.Seats[i].ID), "seat %s vanished", before.Seats[i].ID)
		}
	}
	for i := range w.a.Seats {
		switch s := &w.a.Seats[i]; s.State {
		case Lifted:
			require.True(w.rt, s.Why != "" && s.Seq != 0 && s.Was.Pending(), "seat %s was taken away without a word: %s", s.ID, mustJSON(w.rt, s))
		case Removed, Recused:
			require.True(w.rt, s.Why != "" && s.Seq != 0 && s.By.UserID != "", "seat %s was taken away without a word: %s", s.ID, mustJSON(w.rt, s))
		case Passed:
			require.NotEmpty(w.rt, s.Why)
		case Held:
			require.NotEmpty(w.rt, s.Why, "seat %s is held without a word", s.ID)
		}
	}
}

// clocksAddUp: of every clock, days used and days paused are the workdays since
// its start; and the clocks of the case stand still on the days of its stops and
// on no other.
func (w *journey) clocksAddUp() {
	today := casefile.Today(w.now)
	check := func(what string, c workcal.Clock) {
		if c.Start.IsZero() {
			return
		}
		to, paused, all := today, 0, 0
		if !c.Stopped.IsZero() {
			to = c.Stopped
		}
		for day := c.Start.AddDays(1); !day.After(to); day = day.AddDays(1) {
			if !w.a.Cal.IsWorkday(day) {
				continue
			}
			all++
			if slices.ContainsFunc(c.Pauses, func(p workcal.Pause) bool { return !day.Before(p.From) && (p.To.IsZero() || !day.After(p.To)) }) {
				paused++
			}
		}
		r := c.Read(w.a.Cal, today)
		require.Equal(w.rt, []int{all - paused, paused}, []int{r.Elapsed, r.PausedDays}, "the days of %s do not add up: %s", what, mustJSON(w.rt, c))
		for i, p := range c.Pauses {
			require.False(w.rt, p.From.Before(c.Start) || i > 0 && !p.From.After(c.Pauses[i-1].To), "pauses of %s overlap: %s", what, mustJSON(w.rt, c))
		}
	}
	check("the law", w.a.Law)
	check("the promise", w.a.Promise)
	for i := range w.a.Runs {
		check("step "+w.a.Runs[i].Step, w.a.Runs[i].Clock)
		check("step "+w.a.Runs[i].Step, w.a.Runs[i].Promise)
	}
	w.standsStill(w.a.Law)
	w.standsStill(w.a.Promise)
}

func (w *journey) standsStill(c workcal.Clock) {
	if c.Start.IsZero() {
		return
	}
	to := casefile.Today(w.now)
	if !c.Stopped.IsZero() {
		to = c.Stopped.AddDays(-1) // the last day's pauses end with the clock
	}
	for day := c.Start.AddDays(1); !day.After(to); day = day.AddDays(1) {
		paused := slices.ContainsFunc(c.Pauses, func(p workcal.Pause) bool { return !day.Before(p.From) && (p.To.IsZero() || !day.After(p.To)) })
		stopped := slices.ContainsFunc(w.a.Stops, func(s Stop) bool { return !day.Before(s.From) && (s.To.IsZero() || !day.After(s.To)) })
		require.Equal(w.rt, stopped, paused, "on %s; stops %s, clock %s", day, mustJSON(w.rt, w.a.Stops), mustJSON(w.rt, c))
	}
}

// recount counts the votes of a stage the plain way: a decision its people made
// is the one every vote still to come would have led to, and one that no vote to
// come can change has been made.
func (w *journey) recount(st *process.Stage, r *Run) {
	if r.Finding || r.Open && w.a.Status != Running {
		return
	}
	seats := w.a.seated(r.N)
	byVotes := !r.Open && (r.Outcome == Pass || r.Outcome == Fail) && r.By != TimedOut
	if !byVotes && !r.Open || slices.ContainsFunc(seats, func(s *Seat) bool { return s.Position == Casting || s.State == Chose }) {
		return // the chair's word, or an outcome of its own, stands above the votes
	}
	mode := (&draft{a: w.a}).mode(st, r.N)
	if mode == process.Vote && r.Open && w.a.Life >= 3 {
		require.GreaterOrEqual(w.rt, len(voters(seats)), st.Ballot.Quorum, "%s can only be lost: %s", r.Step, mustJSON(w.rt, seats))
	}
	var cast []ballotPaper
	open, counted := []int{}, 0
	for _, s := range seats {
		if s.Advisory || s.Position == BeforeMe || s.Position == AfterMe {
			continue
		}
		switch {
		case s.State == Yes, s.State == Passed && s.Why == "repeat":
			cast = append(cast, ballotPaper{Yes, s.Weight, false})
		case s.State == No:
			cast = append(cast, ballotPaper{No, s.Weight, slices.Contains(st.Veto, "any") || s.Role != "" && slices.Contains(st.Veto, string(s.Role))})
		case s.State == Abstained:
			cast = append(cast, ballotPaper{Abstained, s.Weight, false})
		case s.State.Pending(), s.State == Lifted && s.Seq == r.EndSeq:
			open = append(open, s.Weight)
		default:
			continue
		}
		counted++
	}
	if counted == 0 || len(open) > 7 {
		return // nobody was left to vote; or too many futures to try
	}
	ends := futureVerdicts(mode, st.Ballot, cast, open)
	switch {
	case r.Open:
		sure := len(ends) == 1 && !ends[tied] && mode != process.Vote && decidedNow(mode, cast, open)
		require.False(w.rt, sure || len(open) == 0, "%s is open though decided %v: %s", r.Step, ends, mustJSON(w.rt, seats))
	case ends[tied]:
		require.Equal(w.rt, []any{1, r.Outcome}, []any{len(ends), chairSaid(st.Ballot.Chair, seats)}, "%s was a tie: %s", r.Step, mustJSON(w.rt, seats))
	default:
		require.True(w.rt, len(ends) == 1 && ends[r.Outcome], "%s is %s, the votes say %v: %s", r.Step, r.Outcome, ends, mustJSON(w.rt, seats))
	}
}

// chairSaid is how a chair who has a seat of their own voted, which settles a tie
// without asking them again (E5).
func chairSaid(chair *process.Who, seats []*Seat) string {
	for _, s := range seats {
		own := chair.User != "" && s.By.UserID == chair.User || chair.Role != "" && s.Role == chair.Role && s.Post
		if own && s.voter() && (s.State == Yes || s.State == No) {
			return verdictOf(s.State)
		}
	}
	return ""
}

type ballotPaper struct {
	vote   SeatState
	weight int
	veto   bool
}

// futureVerdicts tries every way in which those who have not decided may.
func futureVerdicts(mode process.Mode, b process.Ballot, cast []ballotPaper, open []int) map[string]bool {
	ends := map[string]bool{}
	if slices.ContainsFunc(cast, func(p ballotPaper) bool { return p.veto }) {
		return map[string]bool{Fail: true}
	}
	if i := slices.IndexFunc(cast, decides); mode == process.Any && i >= 0 {
		return map[string]bool{verdictOf(cast[i].vote): true} // the first decides
	}
	if len(open) == 0 {
		return map[string]bool{plainVerdict(mode, b, cast): true}
	}
	for _, vote := range []SeatState{Yes, No, Abstained} {
		if vote == Abstained && mode != process.Vote {
			continue
		}
		for end := range futureVerdicts(mode, b, append(slices.Clone(cast), ballotPaper{vote, open[0], false}), open[1:]) {
			ends[end] = true
		}
	}
	return ends
}

// plainVerdict is the verdict where everybody has decided.
func plainVerdict(mode process.Mode, b process.Ballot, cast []ballotPaper) string {
	if mode == process.Vote {
		var states []SeatState
		var weights []int
		for _, p := range cast {
			states, weights = append(states, p.vote), append(weights, p.weight)
		}
		return oracle(b, states, weights)
	}
	if slices.ContainsFunc(cast, func(p ballotPaper) bool { return p.vote == No }) {
		return Fail
	}
	return Pass
}

// decides tells whether a paper says yes or no. A stage that was a vote may have
// abstentions when a migration makes it one that any of its people decides.
func decides(p ballotPaper) bool { return p.vote != Abstained }

// decidedNow tells whether a stage that is no vote has what it needs.
func decidedNow(mode process.Mode, cast []ballotPaper, open []int) bool {
	return len(open) == 0 || mode == process.Any && slices.ContainsFunc(cast, decides) || slices.ContainsFunc(cast, func(p ballotPaper) bool { return p.vote == No })
}
