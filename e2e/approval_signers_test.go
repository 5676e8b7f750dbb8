package e2e

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/diaodu/diaodu/api"
	"github.com/diaodu/diaodu/api/apitest"
	"github.com/diaodu/diaodu/domain/approval"
	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/org"
	"github.com/diaodu/diaodu/store"
	"github.com/diaodu/diaodu/store/storetest"
)

// desk is the door of the office, with some processes published: people sign in
// and speak HTTP.
func (o *office) desk(texts ...string) *apitest.World {
	o.t.Helper()
	for _, text := range texts {
		d := parsed(o.t, text)
		_, err := o.store.PublishProcess(context.Background(), casefile.Meta{Actor: keeper}, &d, store.ProcessVersion{Text: text, Source: store.ProcessEdited}, 0, time.Now())
		require.NoError(o.t, err)
	}
	s := o.store
	return apitest.On(o.t, o.dsn, func(d *api.Deps) {
		d.Cases, d.Directory, d.Histories, d.States, d.Approvals, d.Roster, d.People = o.cases, s, s, s, s, s, o.cases
	})
}

// fifty is one stage that everybody of a post signs 会签.
const fifty = `
process: fifty
name: 五十人会签
matter: {code: FIFTY, authority: o-build, kind: 审查}
steps:
  - stage: sign
    name: 会签
    mode: all
    by: {role: handler, org: o-many, each: true}
`

// Fifty signers of one stage click within a tenth of a second: one decision,
// fifty votes, and nobody is told that the system is busy (E1).
func TestFiftySignersClickAtOnce(t *testing.T) {
	o := newOffice(t)
	const n = 50
	for i := range n {
		o.hire(official(fmt.Sprintf("u-s%02d", i), "o-many", org.Handler))
	}
	w := o.desk(fifty)
	clients := make([]*apitest.Client, n)
	for i := range n {
		clients[i] = w.Login(fmt.Sprintf("u-s%02d", i))
	}
	var made struct{ ID string }
	w.Login("u-you").Post("/api/approvals", map[string]any{"process": "fifty"}).Want(http.StatusCreated).JSON(&made)
	require.Len(t, o.approval(made.ID).Seats, n)

	start := make(chan struct{})
	answers := make([]*apitest.Answer, n)
	sent := make([]time.Duration, n)
	var began time.Time
	var all sync.WaitGroup
	for i, c := range clients {
		all.Go(func() {
			<-start
			sent[i] = time.Since(began)
			answers[i] = c.Post("/api/approvals/"+made.ID+"/acts", map[string]any{"act": "approve", "opinion": fmt.Sprintf("同意%02d", i)})
		})
	}
	began = time.Now()
	close(start)
	all.Wait()
	took := time.Since(began)
	for _, a := range answers {
		a.Want(http.StatusOK)
	}
	require.Less(t, slices.Max(sent), 100*time.Millisecond, "all had clicked")
	t.Logf("%d clicks within %s, all answered after %s", n, slices.Max(sent).Round(time.Millisecond), took.Round(time.Millisecond))
	o.signedOnce(made.ID, n)
	o.even(made.ID)
	o.verify()
	o.replays("approval_fifty_signers", casefile.Approval, made.ID, "")
}

// signedOnce asserts one decision, with a row for every vote.
func (o *office) signedOnce(id string, n int) {
	o.t.Helper()
	a := o.approval(id)
	require.Equal(o.t, approval.Approved, a.Status)
	require.Len(o.t, a.Runs, 1, "the stage was opened once")
	require.Equal(o.t, approval.Pass, a.Runs[0].Outcome)
	require.Equal(o.t, 1+n, a.Seq)
	decided := 0
	history, err := o.store.History(context.Background(), id, 1)
	require.NoError(o.t, err)
	for _, ev := range history {
		if c, err := approval.ReadChange(ev); err == nil && c.End != nil {
			decided++
		}
	}
	require.Equal(o.t, 1, decided, "one decision")
	var votes, voters, words int
	row := storetest.SQL(o.t, o.dsn).QueryRow("SELECT COUNT(*), COUNT(DISTINCT by_id), COUNT(DISTINCT opinion) FROM approval_seats WHERE approval_id = ? AND state = 'approved'", id)
	require.NoError(o.t, row.Scan(&votes, &voters, &words))
	require.Equal(o.t, []int{n, n, n}, []int{votes, voters, words})
}
