package api

import (
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func quietServer(d Deps) *Server {
	d.Log = slog.New(slog.NewTextHandler(io.Discard, nil))
	return New(d)
}

func TestUnknownRouteIsAChineseProblem(t *testing.T) {
	rec := httptest.NewRecorder()
	quietServer(Deps{}).ServeHTTP(rec, httptest.NewRequest(http.MethodGet, "/api/nothing", nil))
	require.Equal(t, http.StatusNotFound, rec.Code)
	require.Equal(t, "application/problem+json", rec.Header().Get("Content-Type"))
	var p Problem
	require.NoError(t, json.Unmarshal(rec.Body.Bytes(), &p))
	require.Equal(t, "route.unknown", p.Code)
	require.Equal(t, "没有这个地址。", p.Detail)
}

func TestWrongMethodIsAProblem(t *testing.T) {
	rec := httptest.NewRecorder()
	quietServer(Deps{}).ServeHTTP(rec, httptest.NewRequest(http.MethodPost, "/api/health", nil))
	require.Equal(t, http.StatusMethodNotAllowed, rec.Code)
	require.Contains(t, rec.Body.String(), "route.method")
}

func TestOtherAddressesBelongToTheConsole(t *testing.T) {
	web := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { _, _ = io.WriteString(w, "console "+r.URL.Path) })
	rec := httptest.NewRecorder()
	quietServer(Deps{Web: web}).ServeHTTP(rec, httptest.NewRequest(http.MethodGet, "/issues/42", nil))
	require.Equal(t, "console /issues/42", rec.Body.String())
}

func TestEveryAnswerCarriesSecurityHeaders(t *testing.T) {
	for _, path := range []string{"/api/health", "/api/nothing", "/", "/openapi.json"} {
		rec := httptest.NewRecorder()
		quietServer(Deps{}).ServeHTTP(rec, httptest.NewRequest(http.MethodGet, path, nil))
		h := rec.Header()
		require.NotContains(t, h.Get("Content-Security-Policy"), "unsafe", path)
		require.Contains(t, h.Get("Content-Security-Policy"), "default-src 'none'", path)
		require.Equal(t, "nosniff", h.Get("X-Content-Type-Options"), path)
		require.NotEmpty(t, h.Get("X-Request-Id"), path)
	}
}

func TestAnotherSitesPageCannotAct(t *testing.T) {
	for header, value := range map[string]string{"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example"} {
		r := httptest.NewRequest(http.MethodPost, "/api/session", strings.NewReader(`{}`))
		r.Header.Set(header, value)
		rec := httptest.NewRecorder()
		quietServer(Deps{}).ServeHTTP(rec, r)
		require.Equal(t, http.StatusForbidden, rec.Code, header)
		require.Contains(t, rec.Body.String(), "request.cross_origin", header)
	}
}
