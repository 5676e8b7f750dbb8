package killtest

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/diaodu/diaodu/domain/org"
	"github.com/diaodu/diaodu/store"
)

// Visitor is a signed-in person who keeps trying, as a browser's retry does.
type Visitor struct {
	t    testing.TB
	base string
	http *http.Client
}

// Visit signs a person in.
func Visit(t testing.TB, address, login, password string) *Visitor {
	t.Helper()
	jar, err := cookiejar.New(nil)
	require.NoError(t, err)
	v := &Visitor{t: t, base: "http://" + address, http: &http.Client{Jar: jar, Timeout: 30 * time.Second}}
	status, body, err := v.Ask(http.MethodPost, "/api/session", "", map[string]string{"login": login, "password": password})
	require.NoError(t, err)
	require.Equal(t, http.StatusOK, status, "%s", body)
	return v
}

// Ask sends one request, under a key where one is given.
func (v *Visitor) Ask(method, path, key string, body any) (int, []byte, error) {
	text, err := json.Marshal(body)
	if err != nil {
		return 0, nil, err
	}
	r, err := http.NewRequest(method, v.base+path, bytes.NewReader(text))
	if err != nil {
		return 0, nil, err
	}
	r.Header.Set("Content-Type", "application/json")
	if key != "" {
		r.Header.Set("Idempotency-Key", key)
	}
	answer, err := v.http.Do(r)
	if err != nil {
		return 0, nil, err
	}
	defer answer.Body.Close()
	out, err := io.ReadAll(answer.Body)
	return answer.StatusCode, out, err
}

// Insist sends a request under its key until it is answered, however often the
// program dies meanwhile: nobody knows whether a broken-off try was carried out.
func (v *Visitor) Insist(path, key string, body, into any) error {
	for began := time.Now(); time.Since(began) < 2*time.Minute; time.Sleep(100 * time.Millisecond) {
		status, text, err := v.Ask(http.MethodPost, path, key, body)
		if err != nil || status >= http.StatusInternalServerError {
			continue
		}
		if status >= http.StatusBadRequest {
			return fmt.Errorf("%s: %d %s", key, status, text)
		}
		return json.Unmarshal(text, into)
	}
	return fmt.Errorf("%s was never answered", key)
}

// Project finds the visitor's own project.
func (v *Visitor) Project() string {
	v.t.Helper()
	status, body, err := v.Ask(http.MethodGet, "/api/projects", "", nil)
	require.NoError(v.t, err)
	require.Equal(v.t, http.StatusOK, status, "%s", body)
	var list struct{ Items []struct{ ID string } }
	require.NoError(v.t, json.Unmarshal(body, &list))
	require.NotEmpty(v.t, list.Items)
	return list.Items[0].ID
}

// Reported is the answer to a report.
type Reported struct {
	ID  string `json:"id"`
	No  string `json:"no"`
	Seq int    `json:"seq"`
}

const heading = "生产区域未接入主供水管道"

// Report reports an issue under a key until it is answered.
func (v *Visitor) Report(key, project string) (Reported, error) {
	var got Reported
	err := v.Insist("/api/issues", key, map[string]any{
		"project_id": project, "class": "water.supply", "heading": heading + " " + key,
		"ask": "请协调接入主供水管道", "unclassified": true,
	}, &got)
	return got, err
}

// CheckReports demands one issue per key, numbers without a gap, an audit log
// that verifies, and the same answer for a key that is used once more.
func CheckReports(t testing.TB, s *store.Store, v *Visitor, project string, answered map[string]Reported) {
	t.Helper()
	ids, numbers := map[string]bool{}, []string{}
	for key, got := range answered {
		require.NotEmpty(t, got.No, key)
		ids[got.ID] = true
		numbers = append(numbers, got.No)
	}
	require.Len(t, ids, len(answered), "every request made an issue of its own")
	slices.Sort(numbers)
	// What was there before has used up the month's first numbers.
	var first int
	_, err := fmt.Sscanf(numbers[0][len(numbers[0])-4:], "%d", &first)
	require.NoError(t, err)
	for i, no := range numbers {
		require.Equal(t, fmt.Sprintf("%04d", first+i), no[len(no)-4:], "numbers have no gap: %v", numbers)
	}
	for key, got := range answered {
		again, err := v.Report(key, project)
		require.NoError(t, err)
		require.Equal(t, got.ID, again.ID, key)
		require.Equal(t, got.No, again.No, key)
	}
	checked, err := s.VerifyAudit(context.Background())
	require.NoError(t, err)
	require.Empty(t, checked.Broken)
	rows, _, err := s.Issues(context.Background(), keeper, store.IssueQuery{Project: project, Q: heading, Limit: 100})
	require.NoError(t, err)
	require.Len(t, rows, len(answered), "and nobody made one more")
}

var keeper = org.Actor{UserID: "test", Name: "统筹", Roles: []org.Role{org.Coordinator}}

// Crowd is people who act at the same time, each one thing after another, and
// what they were told.
type Crowd struct {
	mu     sync.Mutex
	done   map[string]Reported
	failed []error
	all    sync.WaitGroup
}

// Gather has each of the people do each of their things under its key.
func Gather(people, each int, do func(key string) (Reported, error)) *Crowd {
	c := &Crowd{done: map[string]Reported{}}
	for person := range people {
		c.all.Go(func() {
			for n := range each {
				key := fmt.Sprintf("report-%d-%d", person, n)
				got, err := do(key)
				c.mu.Lock()
				if err != nil {
					c.failed = append(c.failed, err)
				}
				c.done[key] = got
				c.mu.Unlock()
			}
		})
	}
	return c
}

// Reach waits until so many things were answered.
func (c *Crowd) Reach(t testing.TB, n int) {
	t.Helper()
	require.Eventually(t, func() bool {
		c.mu.Lock()
		defer c.mu.Unlock()
		return len(c.done) >= n
	}, 2*time.Minute, 5*time.Millisecond)
}

// Wait waits for everybody and returns the answers by key; nobody may have been refused.
func (c *Crowd) Wait(t testing.TB) map[string]Reported {
	t.Helper()
	c.all.Wait()
	require.Empty(t, c.failed)
	return c.done
}
