package api_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/diaodu/diaodu/api"
	"github.com/diaodu/diaodu/api/apitest"
	"github.com/diaodu/diaodu/domain/org"
	"github.com/diaodu/diaodu/store"
	"github.com/diaodu/diaodu/store/storetest"
)

func toyWorld(t *testing.T) (*apitest.World, *apitest.Client) {
	w := apitest.New(t)
	w.Official("chair", "", org.Chair)
	files, err := w.Store.Files(t.TempDir())
	require.NoError(t, err)
	api.RegisterToys(w.API, files)
	return w, w.Login("chair")
}

func TestAnActNeedsARequestID(t *testing.T) {
	_, c := toyWorld(t)
	act := map[string]any{"act": "push"}
	p := c.Do(http.MethodPost, "/api/toys/t-1/acts", act).Refused(http.StatusUnprocessableEntity, "request.key_missing")
	require.Contains(t, p.Detail, "Idempotency-Key")
	// The system's own ids have a colon; nobody can borrow one.
	c.Do(http.MethodPost, "/api/toys/t-1/acts", act, "Idempotency-Key", "clock:due").Refused(http.StatusUnprocessableEntity, "request.invalid")
	var v api.ToyView
	a := c.Do(http.MethodPost, "/api/toys/t-1/acts", act, "Idempotency-Key", "k-1").Want(http.StatusOK)
	a.JSON(&v)
	require.Equal(t, `"8"`, a.Header.Get("ETag"))
	require.Equal(t, "k-1", v.Key)
	require.NotEmpty(t, v.By)
}

func TestAnActOnAnOldPageIsRefusedNamingTheWinner(t *testing.T) {
	_, c := toyWorld(t)
	require.Equal(t, `"7"`, c.Get("/api/toys/t-1").Want(http.StatusOK).Header.Get("ETag"))
	act := func(match string) *apitest.Answer {
		return c.Do(http.MethodPost, "/api/toys/t-1/acts", map[string]any{"act": "push"}, "Idempotency-Key", "k", "If-Match", match)
	}
	act(`"7"`).Want(http.StatusOK)
	act(`W/"7"`).Want(http.StatusOK)
	act(`*`).Want(http.StatusOK)
	p := act(`"6"`).Refused(http.StatusPreconditionFailed, "case.stale")
	require.Contains(t, p.Detail, "区水务局张三")
	act(`"six"`).Refused(http.StatusUnprocessableEntity, "request.version")
}

func TestBadInputIsExplainedInChinese(t *testing.T) {
	_, c := toyWorld(t)
	for body, want := range map[string]string{
		`{"act":"fly"}`:                     "只能是以下之一",
		`{"act":"push","days":0}`:           "不得小于 1",
		`{"act":"push","days":"3"}`:         "应为整数",
		`{}`:                                "缺少必填项 act",
		`{"act":"push","meta":{}}`:          "不认识的输入项",
		`{"act":"push","days":1e309}`:       "",
		`{"act"`:                            "",
		strings.Repeat("[", 10000):          "",
		`{"act":"push","days":99999999999}`: "不得大于 20",
	} {
		a := c.Do(http.MethodPost, "/api/toys/t-1/acts", strings.NewReader(body), "Content-Type", "application/json", "Idempotency-Key", "k")
		require.Contains(t, []int{400, 422}, a.Status, "%s: %s", body, a.Body)
		require.Equal(t, "application/problem+json", a.Header.Get("Content-Type"))
		require.Contains(t, string(a.Body), want)
		require.NotRegexp(t, `expected|invalid char|unexpected|json:`, string(a.Body), body)
	}
	c.Do(http.MethodPost, "/api/toys/t-1/acts", nil, "Idempotency-Key", "k").Want(http.StatusBadRequest)
	big := `{"act":"` + strings.Repeat("x", 3<<20) + `"}`
	c.Do(http.MethodPost, "/api/toys/t-1/acts", strings.NewReader(big), "Content-Type", "application/json", "Idempotency-Key", "k").
		Refused(http.StatusRequestEntityTooLarge, "request.too_large")
	c.Get("/api/toys/..%2fusers").Want(http.StatusUnprocessableEntity)
}

func TestOurFailuresSayNothingOfOurInside(t *testing.T) {
	w, c := toyWorld(t)
	for _, path := range []string{"/api/fails", "/api/panics"} {
		a := c.Get(path)
		p := a.Refused(http.StatusInternalServerError, "server.failed")
		require.NotContains(t, string(a.Body), "SELECT")
		require.NotContains(t, string(a.Body), "10.1.2.3")
		require.Equal(t, a.Header.Get("X-Request-Id"), p.Trace)
		require.Contains(t, w.Logs.String(), p.Trace, "the trace finds our log line")
	}
}

func TestWhatABrowserSaysOfAFileIsNotBelieved(t *testing.T) {
	w := apitest.New(t)
	w.Official("chair", "", org.Chair)
	w.Official("leader", "", org.Leader)
	var files api.Files
	kept, err := w.Store.Files(t.TempDir())
	require.NoError(t, err)
	files = kept
	api.RegisterToys(w.API, files)
	mine, err := kept.Save(t.Context(), apitest.As(w.UserID("chair")), "现场.jpg", "image/jpeg", strings.NewReader("照片"), w.Clock.Now())
	require.NoError(t, err)
	act := map[string]any{"act": "push", "files": []map[string]any{{"file_id": mine.ID, "name": "批准文件.pdf", "sha256": "00", "size": 1, "type": "photo"}}}
	var v api.ToyView
	w.Login("chair").Post("/api/toys/t-1/acts", act).Want(http.StatusOK).JSON(&v)
	require.Equal(t, "现场.jpg", v.Files[0].Name)
	require.Equal(t, mine.SHA256, v.Files[0].SHA256)
	require.Equal(t, mine.Size, v.Files[0].Size)
	require.Equal(t, "photo", v.Files[0].Type)
	w.Login("leader").Post("/api/toys/t-1/acts", act).Refused(http.StatusNotFound, "file.not_found")
}

func TestADatabaseThatIsAwayIsToldAsBusy(t *testing.T) {
	server := storetest.Server(t)
	require.NoError(t, server.CreateDatabase(t.Context(), "d"))
	s, err := store.Open(t.Context(), server.DSN("d"))
	require.NoError(t, err)
	require.NoError(t, s.Migrate(t.Context()))
	require.NoError(t, s.Close())
	w := apitest.On(t, server.DSN("d"))
	w.Official("chair", "", org.Chair)
	c := w.Login("chair")
	c.Get("/api/session").Want(http.StatusOK)
	server.Kill()
	p := c.Get("/api/session").Refused(http.StatusServiceUnavailable, "server.busy")
	require.Equal(t, "系统繁忙，请稍后再试。", p.Detail)
}
