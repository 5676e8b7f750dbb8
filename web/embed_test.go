package web

import (
	"net/http"
	"net/http/httptest"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"
)

func get(t *testing.T, h http.Handler, path string) *httptest.ResponseRecorder {
	t.Helper()
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequest(http.MethodGet, path, nil))
	return w
}

func builtConsole() http.Handler {
	return handlerOf(fstest.MapFS{
		"index.html":          {Data: []byte("note")},
		"app.html":            {Data: []byte(`<p>the page</p><script>go()</script>`)},
		"mark.svg":            {Data: []byte("<svg/>")},
		"assets/a-1234.js":    {Data: []byte("run()")},
		".vite/manifest.json": {Data: []byte("{}")},
	})
}

func TestEveryPageAddressAnswersTheOnePage(t *testing.T) {
	for _, path := range []string{"/", "/issues/123", "/index.html", "/meetings/m-1/live", "/.vite/manifest.json"} {
		w := get(t, builtConsole(), path)
		require.Equal(t, http.StatusOK, w.Code, path)
		require.Contains(t, w.Body.String(), "the page", path)
		require.Equal(t, "no-cache", w.Header().Get("Cache-Control"), path)
	}
}

func TestHashedFilesAreKeptForAYearAndMissingOnesAreMissing(t *testing.T) {
	w := get(t, builtConsole(), "/assets/a-1234.js")
	require.Equal(t, http.StatusOK, w.Code)
	require.Contains(t, w.Header().Get("Cache-Control"), "immutable")

	require.Equal(t, http.StatusNotFound, get(t, builtConsole(), "/assets/a-0000.js").Code)
	require.Equal(t, "no-cache", get(t, builtConsole(), "/mark.svg").Header().Get("Cache-Control"))
}

func TestThePolicyNamesInlineScriptsByHash(t *testing.T) {
	policy := get(t, builtConsole(), "/").Header().Get("Content-Security-Policy")
	require.Contains(t, policy, "script-src 'self' 'sha256-")
	require.NotContains(t, policy, "unsafe-inline")
}

func TestWithoutABuildTheNoteIsShown(t *testing.T) {
	w := get(t, handlerOf(fstest.MapFS{"index.html": {Data: []byte("run make web")}}), "/anything")
	require.Contains(t, w.Body.String(), "run make web")
	require.NotPanics(t, func() { Handler() })
}
