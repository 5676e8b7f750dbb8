package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"path/filepath"
	"slices"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/diaodu/diaodu/deploy/seed"
	"github.com/diaodu/diaodu/domain/org"
	"github.com/diaodu/diaodu/store"
)

// visitor is a signed-in person who keeps trying, as a browser's retry does.
type visitor struct {
	t    *testing.T
	base string
	http *http.Client
}

func visit(t *testing.T, p *program, login string) *visitor {
	t.Helper()
	jar, err := cookiejar.New(nil)
	require.NoError(t, err)
	v := &visitor{t: t, base: "http://" + p.address, http: &http.Client{Jar: jar, Timeout: 30 * time.Second}}
	status, body, err := v.ask(http.MethodPost, "/api/session", "", map[string]string{"login": login, "password": seed.Password})
	require.NoError(t, err)
	require.Equal(t, http.StatusOK, status, "%s", body)
	return v
}

func (v *visitor) ask(method, path, key string, body any) (int, []byte, error) {
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

// project finds the visitor's own project.
func (v *visitor) project() string {
	v.t.Helper()
	status, body, err := v.ask(http.MethodGet, "/api/projects", "", nil)
	require.NoError(v.t, err)
	require.Equal(v.t, http.StatusOK, status, "%s", body)
	var list struct{ Items []struct{ ID string } }
	require.NoError(v.t, json.Unmarshal(body, &list))
	require.NotEmpty(v.t, list.Items)
	return list.Items[0].ID
}

type reported struct {
	ID string `json:"id"`
	No string `json:"no"`
}

// report reports an issue under a key until it is answered, however often the
// program dies meanwhile. Nobody knows whether a broken-off try was carried out.
func (v *visitor) report(key, project string) (reported, error) {
	for began := time.Now(); time.Since(began) < 2*time.Minute; time.Sleep(100 * time.Millisecond) {
		status, body, err := v.ask(http.MethodPost, "/api/issues", key, map[string]any{
			"project_id": project, "class": "water.supply", "heading": "生产区域未接入主供水管道 " + key,
			"ask": "请协调接入主供水管道", "unclassified": true,
		})
		if err != nil || status >= http.StatusInternalServerError {
			continue
		}
		var got reported
		if status != http.StatusCreated {
			return got, fmt.Errorf("%s: %d %s", key, status, body)
		}
		return got, json.Unmarshal(body, &got)
	}
	return reported{}, fmt.Errorf("%s was never answered", key)
}

// TestWhateverIsKilledNothingIsLostAndNothingHappensTwice kills the whole
// program (API, worker and Temporal die with it) and, separately, the database,
// while owners report issues. Every request is retried under its key.
func TestWhateverIsKilledNothingIsLostAndNothingHappensTwice(t *testing.T) {
	const people, each = 4, 12
	dir := shortDir(t)
	address := freeAddress(t)
	p := launchAt(t, dir, address, "auto").await(t)
	v := visit(t, p, "yezhu")
	project := v.project()

	var (
		mu       sync.Mutex
		answered = map[string]reported{}
		failed   []error
		wg       sync.WaitGroup
	)
	for person := range people {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for n := range each {
				key := fmt.Sprintf("report-%d-%d", person, n)
				got, err := v.report(key, project)
				mu.Lock()
				if err != nil {
					failed = append(failed, err)
				}
				answered[key] = got
				mu.Unlock()
			}
		}()
	}
	reach := func(n int) {
		require.Eventually(t, func() bool { mu.Lock(); defer mu.Unlock(); return len(answered) >= n }, 2*time.Minute, 5*time.Millisecond)
	}
	reach(people * each / 4)
	require.NoError(t, syscall.Kill(databasePid(dir), syscall.SIGKILL))
	reach(people * each / 2)
	require.NoError(t, p.cmd.Process.Kill())
	<-p.ended
	p = launchAt(t, dir, address, "auto").await(t)
	wg.Wait()
	require.Empty(t, failed)
	checkReports(t, dir, v, project, answered)
	require.NoError(t, p.cmd.Process.Signal(syscall.SIGTERM))
	require.NoError(t, <-p.ended, "%s", p.said)
}

// checkReports: one issue per key, numbers without a gap, an audit log that
// verifies, and the same answer for a key that is used once more.
func checkReports(t *testing.T, dir string, v *visitor, project string, answered map[string]reported) {
	t.Helper()
	ids, numbers := map[string]bool{}, []string{}
	for key, got := range answered {
		require.NotEmpty(t, got.No, key)
		ids[got.ID] = true
		numbers = append(numbers, got.No)
	}
	require.Len(t, ids, len(answered), "every request made an issue of its own")
	slices.Sort(numbers)
	// The demo district has used up the month's first numbers.
	var first int
	_, err := fmt.Sscanf(numbers[0][len(numbers[0])-4:], "%d", &first)
	require.NoError(t, err)
	for i, no := range numbers {
		require.Equal(t, fmt.Sprintf("%04d", first+i), no[len(no)-4:], "numbers have no gap: %v", numbers)
	}
	again, err := v.report("report-0-0", project)
	require.NoError(t, err)
	require.Equal(t, answered["report-0-0"], again)

	s, err := store.Open(context.Background(), "root@unix("+filepath.Join(dir, "mariadb", "my.sock")+")/diaodu")
	require.NoError(t, err)
	defer s.Close()
	checked, err := s.VerifyAudit(context.Background())
	require.NoError(t, err)
	require.Empty(t, checked.Broken)
	rows, _, err := s.Issues(context.Background(), keeper, store.IssueQuery{Project: project, Q: "生产区域未接入主供水管道", Limit: 100})
	require.NoError(t, err)
	require.Len(t, rows, len(answered), "and nobody made one more")
}

var keeper = org.Actor{UserID: "test", Name: "统筹", Roles: []org.Role{org.Coordinator}}
