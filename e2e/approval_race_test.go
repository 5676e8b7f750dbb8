package e2e

import (
	"context"
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/diaodu/diaodu/contract"
	"github.com/diaodu/diaodu/domain/approval"
	"github.com/diaodu/diaodu/domain/between"
	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/fault"
	"github.com/diaodu/diaodu/domain/org"
	"github.com/diaodu/diaodu/domain/process"
	"github.com/diaodu/diaodu/domain/workcal"
)

// racing is a process in which eight things can happen at the same instant: the
// clerk's stage is over when its clock runs out.
const racing = `
process: racing
name: 争先
matter: {code: RACE, authority: o-build, kind: 许可}
rules: {withdraw: decide}
steps:
  - stage: accept
    name: 受理
    by: {role: dept_receiver}
  - stage: decide
    name: 审查
    by: {user: u-clerk}
    within: 1
    late: {then: reject, remind: []}
`

// contender is one of the things that may happen.
type contender struct {
	name string
	who  org.Actor
	act  string
	form approval.Form
}

// contenders are what is raced, pair by pair; the timeout is the clock's.
var contenders = []contender{
	{"approve", clerk, approval.ActApprove, approval.Form{Opinion: "同意"}},
	{"reject", clerk, approval.ActReject, approval.Form{Opinion: "不同意"}},
	{"return", clerk, approval.ActReturn, approval.Form{To: "accept", Opinion: "请核对"}},
	{"withdraw", applicant, approval.ActWithdraw, approval.Form{Reason: "不办了"}},
	{"transfer", clerk, approval.ActTransfer, approval.Form{People: []approval.Person{{UserID: "u-clerk2", Name: "名u-clerk2", OrgID: "o-build"}}}},
	{"delegate", clerk, approval.ActDelegate, approval.Form{People: []approval.Person{{UserID: "u-clerk2", Name: "名u-clerk2", OrgID: "o-build"}}}},
	{"timeout", org.Clock, casefile.ActRing, approval.Form{}},
	{"terminate", keeper, approval.ActTerminate, approval.Form{Reason: "依法终止"}},
}

// orderOf is the contender's order for an application that stands as given.
func (c contender) orderOf(a *approval.Approval) approval.Command {
	cmd := ordering(c.who, request(), c.act, c.form)
	if c.act == casefile.ActRing {
		cmd.Key = dueKey(a)
		cmd.Meta.RequestID = "clock:" + cmd.Key
		return cmd
	}
	if c.who.UserID == clerk.UserID {
		s := seatOf(a, "decide", 0)
		cmd.Seat, cmd.Round = s.ID, a.RunOf(s.Run).Round
	}
	return cmd
}

// dueKey is the alarm of the clerk's stage.
func dueKey(a *approval.Approval) string {
	for _, r := range a.Runs {
		if r.Open && r.Step == "decide" {
			return fmt.Sprintf("due/%d/%s", r.N, r.Clock.Due(a.Cal, r.Clock.Start).Date)
		}
	}
	return ""
}

// waiting makes an application that waits for the clerk: since now, or since a
// workday ten days ago, so that its clock has run out and nothing has rung yet.
func waiting(t testing.TB, id string, def process.Definition, late bool) (a *approval.Approval, events []casefile.Event) {
	t.Helper()
	cal := workcal.Embedded().Slice(time.Now().Year()-1, time.Now().Year()+2)
	at := time.Now()
	if late {
		day := casefile.Today(at).AddDays(-10)
		for !cal.IsWorkday(day) {
			day = day.AddDays(-1)
		}
		at = day.At(9, 0)
	}
	a = &approval.Approval{Head: casefile.Head{ID: id, Kind: casefile.Approval, Cal: cal}}
	do := func(at time.Time, cmd approval.Command) {
		ev, err := a.Decide(cmd, at)
		require.NoError(t, err)
		ev.Number = "SP-" + id
		ev.Series = nil
		require.NoError(t, a.Apply(ev))
		events = append(events, ev)
	}
	person := func(p org.Actor) []approval.Person {
		return []approval.Person{{UserID: p.UserID, Name: p.Name, OrgID: p.OrgID, OrgName: p.OrgName}}
	}
	birth := &between.ApprovalBirth{
		ApprovalID: id, Definition: def, Applicant: between.Applicant{UserID: applicant.UserID, Name: applicant.Name, EnterpriseID: "e1"},
	}
	roster := []approval.Found{
		{Key: "dept_receiver@o-build", Org: between.Unit{ID: "o-build", Name: "单位o-build"}, People: person(receiver)},
		{Key: "dept_lead@o-build", Org: between.Unit{ID: "o-build", Name: "单位o-build"}, People: person(bureau)},
		{Key: "user:u-clerk", Org: between.Unit{ID: "o-build", Name: "单位o-build"}, People: person(clerk)},
	}
	do(at, ordering(applicant, "born", approval.ActSubmit, approval.Form{Birth: birth, Roster: roster}))
	do(at, ordering(receiver, "accepted", approval.ActApprove, approval.Form{}))
	require.Equal(t, "decide", a.Stands(casefile.Today(time.Now())).Steps)
	return a, events
}

// played is how two orders went, one after the other.
type played struct {
	accepted [2]bool
	end      string // where the application stands afterwards
}

// serially plays two orders by the rules alone, in both sequences.
func serially(t testing.TB, events []casefile.Event, orders [2]approval.Command) [2]played {
	t.Helper()
	var both [2]played
	for k, order := range [2][2]int{{0, 1}, {1, 0}} {
		a := folded(t, events)
		for _, i := range order {
			ev, err := a.Decide(orders[i], time.Now())
			if err != nil {
				require.NotNil(t, fault.Of(err), "%v", err)
				continue
			}
			require.NoError(t, a.Apply(ev))
			both[k].accepted[i] = true
		}
		both[k].end = standing(a)
	}
	return both
}

func folded(t testing.TB, events []casefile.Event) *approval.Approval {
	t.Helper()
	a := &approval.Approval{Head: casefile.Head{ID: events[0].CaseID, Kind: casefile.Approval}}
	for _, ev := range events {
		require.NoError(t, a.Apply(ev))
	}
	return a
}

// standing is what counts of an application: status, openings, and the seats the
// two met at. Those of a stage opened since wait for the directory.
func standing(a *approval.Approval) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s", a.Status)
	for _, r := range a.Runs {
		fmt.Fprintf(&b, " %s/%d=%v:%s", r.Step, r.Round, r.Open, r.Outcome)
	}
	for i := range a.Seats {
		s := &a.Seats[i]
		if s.Run > 2 {
			continue
		}
		fmt.Fprintf(&b, " %s:%s@%s", s.ID, s.State, s.Holder().UserID)
	}
	return b.String()
}

// deciding acts end the stage, and so exclude one another.
var decidingActs = []string{"approve", "reject", "return", "timeout"}

// excluded tells whether exactly one of a pair must win: both end the stage, or
// both come from the clerk, whose seat the first has changed.
func excluded(x, y contender) bool {
	ends := func(c contender) bool {
		return slices.Contains(decidingActs, c.name) || c.name == "withdraw" || c.name == "terminate"
	}
	switch {
	case x.who.UserID == clerk.UserID && y.who.UserID == clerk.UserID:
		return true
	case x.name == "return" || y.name == "return":
		return x.name == "timeout" || y.name == "timeout" // a returned application can still be withdrawn or terminated
	}
	return ends(x) && ends(y)
}

// pairs lists every pair of contenders.
func pairs() [][2]contender {
	var list [][2]contender
	for i, x := range contenders {
		for _, y := range contenders[i+1:] {
			list = append(list, [2]contender{x, y})
		}
	}
	return list
}

// raceTrials is how many trials each pair has on real servers: thirty, or as many
// as DIAODU_RACE_TRIALS says; three hundred take some minutes. The rules
// themselves are raced 300 times each pair, in the test below.
func raceTrials(t *testing.T) int {
	if n, err := strconv.Atoi(os.Getenv("DIAODU_RACE_TRIALS")); err == nil {
		return n
	}
	return 30
}

// judged checks one trial: what happened is what one of the two sequences gives.
func judged(t *testing.T, name string, pair [2]contender, want [2]played, got played) {
	t.Helper()
	require.Contains(t, want, got, "%s is no sequence of the two", name)
	won := 0
	for _, ok := range got.accepted {
		if ok {
			won++
		}
	}
	if excluded(pair[0], pair[1]) {
		require.Equal(t, 1, won, "%s: exactly one wins", name)
	} else {
		require.NotZero(t, won, name)
	}
}

// Every pair of eight things, 300 times each, by the rules: whichever comes
// first, exactly one wins where they exclude each other, and nothing is half done.
func TestEveryPairOfActsIsJudgedOneAfterTheOther(t *testing.T) {
	require.Len(t, pairs(), 28)
	def := parsed(t, racing)
	for _, pair := range pairs() {
		a, events := waiting(t, "a-race", def, true)
		for range 300 {
			orders := [2]approval.Command{pair[0].orderOf(a), pair[1].orderOf(a)}
			both := serially(t, events, orders)
			for k := range both {
				first := [2]int{0, 1}[k]
				require.True(t, both[k].accepted[first], "%s–%s: the first is never refused", pair[0].name, pair[1].name)
				judged(t, pair[0].name+"–"+pair[1].name, pair, both, both[k])
			}
		}
	}
}

// The same pairs at the same instant on real servers, many small applications
// side by side. The timeout rings by itself, when a case that MySQL knows to be
// late is taken up again by Temporal.
func TestEveryPairOfActsAtTheSameInstantExactlyOneWins(t *testing.T) {
	o := newOffice(t)
	o.hire(official("u-clerk2", "o-build", org.Handler))
	def := parsed(t, racing)
	trials := raceTrials(t)
	var all sync.WaitGroup
	atOnce := make(chan struct{}, 6)
	var mu sync.Mutex
	firsts := map[string]int{}
	for p, pair := range pairs() {
		name := pair[0].name + "–" + pair[1].name
		for n := range trials {
			atOnce <- struct{}{}
			all.Go(func() {
				defer func() { <-atOnce }()
				first := o.raceOnce(t, fmt.Sprintf("a-race-%d-%d", p, n), name, pair, def)
				mu.Lock()
				firsts[name] += first
				mu.Unlock()
			})
		}
	}
	all.Wait()
	t.Logf("%d pairs × %d trials; the first named won: %v", len(pairs()), trials, firsts)
	o.verify()
}

// raceOnce is one trial; it tells 1 where the first of the pair came first.
func (o *office) raceOnce(t *testing.T, id, name string, pair [2]contender, def process.Definition) int {
	clocked := pair[0].act == casefile.ActRing || pair[1].act == casefile.ActRing
	a, events := waiting(t, id, def, clocked)
	for _, ev := range events {
		_, err := o.store.Record(context.Background(), ev)
		require.NoError(t, err)
	}
	orders := [2]approval.Command{pair[0].orderOf(a), pair[1].orderOf(a)}
	want := serially(t, events, orders)
	if !clocked {
		require.NoError(t, o.cases.Wake(context.Background(), contract.Level{Kind: casefile.Approval, CaseID: id, Seq: a.Seq}))
	}
	start := make(chan struct{})
	var errs [2]error
	var both sync.WaitGroup
	for i, c := range pair {
		both.Go(func() {
			<-start
			if c.act == casefile.ActRing { // Temporal takes the case up and rings
				errs[i] = o.cases.Wake(context.Background(), contract.Level{Kind: casefile.Approval, CaseID: id, Seq: a.Seq})
				return
			}
			_, errs[i] = o.cases.Do(context.Background(), casefile.Approval, id, orders[i])
		})
	}
	close(start)
	both.Wait()
	if clocked {
		require.Eventually(t, func() bool { return o.settledBy(id, a.Seq, orders) }, 20*time.Second, 20*time.Millisecond, name)
	}
	got := played{end: standing(o.approval(id))}
	history, err := o.store.History(context.Background(), id, a.Seq)
	require.NoError(t, err)
	first := 0
	for n, ev := range history {
		for i := range orders {
			if ev.RequestID == orders[i].Meta.RequestID {
				got.accepted[i] = true
				if n == 0 && i == 0 {
					first = 1
				}
			}
		}
	}
	for i, c := range pair {
		if c.act != casefile.ActRing {
			require.Equal(t, got.accepted[i], errs[i] == nil, "%s of %s: %v", c.name, name, errs[i])
			if errs[i] != nil {
				require.NotNil(t, fault.Of(errs[i]), "%s of %s: %v", c.name, name, errs[i])
				require.NotEqual(t, fault.Busy, fault.Of(errs[i]).Kind, name)
			}
		}
	}
	judged(t, name, pair, want, got)
	return first
}

// settledBy tells whether the clock has rung, or never will.
func (o *office) settledBy(id string, seq int, orders [2]approval.Command) bool {
	a := o.approval(id)
	for _, c := range orders {
		if c.Act == casefile.ActRing && a.HasRung(c.Key) {
			return true
		}
	}
	w := a.Wake()
	return a.Seq > seq && (w.At.IsZero() || w.At.After(time.Now()))
}
