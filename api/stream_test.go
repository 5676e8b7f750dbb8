package api_test

import (
	"bufio"
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/diaodu/diaodu/api"
	"github.com/diaodu/diaodu/api/apitest"
	"github.com/diaodu/diaodu/domain/org"
	"github.com/diaodu/diaodu/store/storetest"
)

// listener is one browser on the stream.
type listener struct {
	t      *testing.T
	events chan streamed
	end    func()
	Header http.Header
}

type streamed struct {
	event, id string
	api.Moved
}

func (l *listener) next() streamed {
	l.t.Helper()
	select {
	case e, open := <-l.events:
		require.True(l.t, open, "the stream ended")
		return e
	case <-time.After(10 * time.Second):
		require.Fail(l.t, "nothing came")
		return streamed{}
	}
}

func listen(t *testing.T, w *apitest.World, c *apitest.Client, last string) *listener {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, w.HTTP.URL+"/api/events", nil)
	require.NoError(t, err)
	req.Header.Set("Accept-Encoding", "gzip")
	if last != "" {
		req.Header.Set("Last-Event-ID", last)
	}
	res, err := (&http.Client{Jar: c.HTTPClient().Jar}).Do(req)
	require.NoError(t, err)
	require.Equal(t, http.StatusOK, res.StatusCode)
	l := &listener{t: t, events: make(chan streamed, 100), end: cancel, Header: res.Header}
	t.Cleanup(cancel)
	go func() {
		defer close(l.events)
		defer res.Body.Close()
		var e streamed
		for lines := bufio.NewScanner(res.Body); lines.Scan(); {
			key, value, _ := strings.Cut(lines.Text(), ": ")
			switch key {
			case "event":
				e.event = value
			case "id":
				e.id = value
			case "data":
				_ = json.Unmarshal([]byte(value), &e.Moved)
			case "":
				if e.event != "" {
					l.events <- e
				}
				e = streamed{}
			}
		}
	}()
	return l
}

func record(t *testing.T, db interface {
	ExecContext(context.Context, string, ...any) (sql.Result, error)
}, caseID string, seq int) {
	t.Helper()
	_, err := db.ExecContext(context.Background(), "INSERT INTO case_events (case_id, seq, request_id, kind, act, actor_id, at, body) VALUES (?, ?, ?, 'issue', 'report', 'u', NOW(6), '{}')",
		caseID, seq, fmt.Sprint(seq))
	require.NoError(t, err)
}

func streamWorld(t *testing.T) (*apitest.World, *sql.DB) {
	w := apitest.New(t, func(d *api.Deps) { d.Heartbeat = 50 * time.Millisecond })
	w.Enterprise("e-1", "艾珀耐特")
	w.Enterprise("e-2", "另一家")
	w.Official("chair", "", org.Chair)
	w.Owner("boss", "e-1", org.Primary)
	w.Owner("other", "e-2", org.Primary)
	db := storetest.SQL(t, w.DSN)
	for _, c := range []string{"1", "2"} {
		_, err := db.Exec("INSERT INTO case_parties (case_id, type, party_id, kind) VALUES (?, 'enterprise', ?, 'issue')", "i-"+c, "e-"+c)
		require.NoError(t, err)
	}
	return w, db
}

func TestEachSeesTheChangesOfTheirOwnCases(t *testing.T) {
	w, db := streamWorld(t)
	chair, boss, other := listen(t, w, w.Login("chair"), ""), listen(t, w, w.Login("boss"), ""), listen(t, w, w.Login("other"), "")
	for _, l := range []*listener{chair, boss, other} {
		require.Equal(t, "hello", l.next().event)
		require.Empty(t, l.Header.Get("Content-Encoding"), "a compressor would hold events back")
	}
	record(t, db, "i-1", 1)
	record(t, db, "i-2", 1)
	record(t, db, "i-1", 2)
	first := boss.next()
	require.Equal(t, "i-1", first.CaseID)
	require.Empty(t, first.Act, "owners are not told which act it was (R14)")
	require.Equal(t, 2, boss.next().Seq)
	require.Equal(t, "i-2", other.next().CaseID)
	for _, want := range []string{"i-1", "i-2", "i-1"} {
		e := chair.next()
		require.Equal(t, "case", e.event)
		require.Equal(t, want, e.CaseID)
		require.Equal(t, "report", e.Act)
	}
	require.Empty(t, other.events)
}

func TestAReconnectBringsWhatWasMissed(t *testing.T) {
	w, db := streamWorld(t)
	c := w.Login("boss")
	first := listen(t, w, c, "")
	first.next()
	record(t, db, "i-1", 1)
	last := first.next().id
	first.end()
	record(t, db, "i-1", 2)
	record(t, db, "i-2", 1)
	record(t, db, "i-1", 3)
	second := listen(t, w, c, last)
	second.next()
	require.Equal(t, 2, second.next().Seq)
	require.Equal(t, 3, second.next().Seq)
	require.Empty(t, second.events)
}

// Ids are given out before commit: the lower of two may appear last.
func TestAChangeCommittedLateIsNotSkipped(t *testing.T) {
	w, db := streamWorld(t)
	c := w.Login("boss")
	live := listen(t, w, c, "")
	live.next()
	record(t, db, "i-1", 1)
	require.Equal(t, 1, live.next().Seq)

	slow, err := db.BeginTx(context.Background(), nil)
	require.NoError(t, err)
	record(t, slow, "i-1", 2)
	record(t, db, "i-1", 3)
	early := live.next()
	require.Equal(t, 3, early.Seq, "nobody waits for the slow one")
	require.NoError(t, slow.Commit())
	require.Equal(t, 2, live.next().Seq)

	again := listen(t, w, c, early.id)
	again.next()
	seqs := map[int]bool{again.next().Seq: true, again.next().Seq: true}
	require.Equal(t, map[int]bool{2: true, 3: true}, seqs, "a browser that left before the slow one came gets it")
}

func TestARolledBackChangeDelaysNobody(t *testing.T) {
	w, db := streamWorld(t)
	live := listen(t, w, w.Login("boss"), "")
	live.next()
	lost, err := db.BeginTx(context.Background(), nil)
	require.NoError(t, err)
	record(t, lost, "i-1", 1)
	require.NoError(t, lost.Rollback())
	record(t, db, "i-1", 1)
	require.Equal(t, 1, live.next().Seq)
}

func TestAStreamEndsWithItsSession(t *testing.T) {
	w, _ := streamWorld(t)
	c := w.Login("boss")
	live := listen(t, w, c, "")
	live.next()
	c.Do(http.MethodDelete, "/api/session", nil).Want(http.StatusNoContent)
	select {
	case _, open := <-live.events:
		require.False(t, open)
	case <-time.After(10 * time.Second):
		t.Fatal("the stream outlived its session")
	}
}

func TestLookingAtTheStreamIsNoUse(t *testing.T) {
	w, _ := streamWorld(t)
	c := w.Login("boss")
	live := listen(t, w, c, "")
	live.next()
	w.Clock.Pass(31 * time.Minute)
	select {
	case _, open := <-live.events:
		require.False(t, open, "an idle session ends though its stream is open")
	case <-time.After(10 * time.Second):
		t.Fatal("the stream kept an idle session alive")
	}
	c.Get("/api/session").Refused(http.StatusUnauthorized, "session.required")
}
