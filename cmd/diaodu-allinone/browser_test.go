package main

import (
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
)

// Walks are what people do in browsers of their own, one script of web/e2e each:
// journeys are whole days' work, looks go over every page there is. The looks at
// all pages come last: by then there is something on each.
var (
	journeys = []string{"chain", "keyboard", "process", "letters", "approval", "seats", "seats2"}
	looks    = []string{"settings", "kept", "tabs", "refusal", "exports", "upgrade", "kernel", "english", "pages"}
)

func TestByClicking(t *testing.T) { walkAll(t, journeys) }

func TestByClickingEveryPage(t *testing.T) { walkAll(t, looks) }

// walkAll clicks through walks one after the other over a demo district of their
// own, so that two lots of them can go side by side. They need what `make test`
// installs and builds first, and fail where that is missing: a journey nobody
// walked proves nothing.
func walkAll(t *testing.T, walks []string) {
	t.Parallel()
	web, err := filepath.Abs("../../web")
	require.NoError(t, err)
	_, err = exec.LookPath("chromium")
	require.NoError(t, err, "no chromium: make test installs it, or apt-get install chromium")
	require.DirExists(t, filepath.Join(web, "node_modules", "playwright-core"), "the console's packages are not installed: make web")
	// The first walk that is asked for starts the district: asking for one of the
	// other lot does not fill this one too.
	district := sync.OnceValue(func() *program {
		p := withDemo(t, shortDir(t))
		t.Cleanup(func() { p.Stop(t, os.Interrupt) })
		require.True(t, showsConsole(t, p), "the console is not built: make web")
		return p
	})
	for _, walk := range walks {
		t.Run(walk, func(t *testing.T) {
			p := district()
			node := exec.Command("node", "e2e/"+walk+".mjs")
			node.Dir = web
			node.Env = append(os.Environ(), "DIAODU_ADDRESS=http://"+p.address)
			out, err := node.CombinedOutput()
			require.NoError(t, err, "%s", out)
			t.Logf("%s", out)
		})
	}
}

// showsConsole tells whether the built console is in the program.
func showsConsole(t *testing.T, p *program) bool {
	t.Helper()
	r, err := http.Get("http://" + p.address + "/")
	require.NoError(t, err)
	defer r.Body.Close()
	page, err := io.ReadAll(r.Body)
	require.NoError(t, err)
	return !strings.Contains(string(page), "make web")
}
