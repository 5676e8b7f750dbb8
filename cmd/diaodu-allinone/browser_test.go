package main

import (
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/diaodu/diaodu/domain/workcal"
)

// The whole chain by clicking, five people in five browsers. `make test` builds
// the console first and `.ci/run` installs Chromium, so there it always runs.
func TestTheWholeChainByClicking(t *testing.T) {
	web, err := filepath.Abs("../../web")
	require.NoError(t, err)
	if _, err := exec.LookPath("chromium"); err != nil {
		t.Skip("no chromium: apt-get install chromium fonts-noto-cjk")
	}
	if _, err := os.Stat(filepath.Join(web, "node_modules", "playwright-core")); err != nil {
		t.Skip("the console's packages are not installed: make web")
	}
	if today := workcal.DateOf(time.Now()); !workcal.Embedded().IsWorkday(today) {
		t.Skip("meetings move to the next workday (R1), and today is none")
	}
	p := withDemo(t, shortDir(t))
	if !showsConsole(t, p) {
		t.Skip("the console is not built: make web")
	}
	node := exec.Command("node", "e2e/chain.mjs")
	node.Dir = web
	node.Env = append(os.Environ(), "DIAODU_ADDRESS=http://"+p.address)
	out, err := node.CombinedOutput()
	require.NoError(t, err, "%s", out)
	t.Logf("%s", out)
	require.NoError(t, p.cmd.Process.Signal(os.Interrupt))
	require.NoError(t, <-p.ended, "%s", p.said)
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
