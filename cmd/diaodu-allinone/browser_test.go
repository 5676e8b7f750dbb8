package main

import (
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// walks are what people do in browsers of their own, one script of web/e2e each.
// The looks at every page come last: by then there is something on each.
var walks = []string{"chain", "keyboard", "process", "letters", "approval", "seats", "seats2", "settings", "tabs", "exports", "upgrade", "kernel", "english", "pages"}

// Walks by clicking, over one demo district. They need what `make test` installs
// and builds first, and fail where that is missing: a journey nobody walked
// proves nothing.
func TestByClicking(t *testing.T) {
	web, err := filepath.Abs("../../web")
	require.NoError(t, err)
	_, err = exec.LookPath("chromium")
	require.NoError(t, err, "no chromium: make test installs it, or apt-get install chromium")
	require.DirExists(t, filepath.Join(web, "node_modules", "playwright-core"), "the console's packages are not installed: make web")
	p := withDemo(t, shortDir(t))
	require.True(t, showsConsole(t, p), "the console is not built: make web")
	for _, walk := range walks {
		t.Run(walk, func(t *testing.T) {
			node := exec.Command("node", "e2e/"+walk+".mjs")
			node.Dir = web
			node.Env = append(os.Environ(), "DIAODU_ADDRESS=http://"+p.address)
			out, err := node.CombinedOutput()
			require.NoError(t, err, "%s", out)
			t.Logf("%s", out)
		})
	}
	p.Stop(t, os.Interrupt)
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
