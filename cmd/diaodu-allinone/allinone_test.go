package main

import (
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/diaodu/diaodu/cmd/internal/killtest"
)

func TestMain(m *testing.M) { killtest.Main(m, main) }

// program is one running all-in-one.
type program struct {
	*killtest.Program
	address string
}

// launch starts the program on a data folder without waiting for it.
func launch(t *testing.T, dir string) *program {
	t.Helper()
	return launchAt(t, dir, killtest.FreeAddress(t), "never")
}

// launchAt starts it at an address, with or without the demo district ("auto",
// "never").
func launchAt(t *testing.T, dir, address, seed string) *program {
	t.Helper()
	return &program{address: address, Program: killtest.Start(t, []string{
		"DIAODU_DATA_DIR=" + dir, "DIAODU_LISTEN=" + address, "DIAODU_MYSQL_DSN=", "DIAODU_TEMPORAL_ADDRESS=", "DIAODU_PUBLIC_URL=",
	}, "--seed="+seed)}
}

// started waits until the program answers.
func started(t *testing.T, dir string) *program {
	t.Helper()
	return launch(t, dir).await(t)
}

// withDemo starts the program with the demo district and waits until it answers.
func withDemo(t *testing.T, dir string) *program {
	t.Helper()
	return launchAt(t, dir, killtest.FreeAddress(t), "auto").await(t)
}

func (p *program) await(t *testing.T) *program {
	t.Helper()
	p.Await(t, p.address)
	return p
}

// databasePid reads the process id of the database on the folder; 0 when none runs.
func databasePid(dir string) int {
	raw, err := os.ReadFile(filepath.Join(dir, "mariadb", "mariadbd.pid"))
	if err != nil {
		return 0
	}
	pid, err := strconv.Atoi(strings.TrimSpace(string(raw)))
	if err != nil || syscall.Kill(pid, 0) != nil {
		return 0
	}
	return pid
}

func shortDir(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "dao")
	require.NoError(t, err)
	t.Cleanup(func() { os.RemoveAll(dir) })
	return dir
}

func TestOrderlyStopLeavesNothingRunning(t *testing.T) {
	dir := shortDir(t)
	p := started(t, dir)
	require.NotZero(t, databasePid(dir))
	p.Stop(t, os.Interrupt)
	require.Zero(t, databasePid(dir))
	require.Contains(t, p.Said.String(), "http://"+p.address)
}

func TestKillMinusNineIsFollowedByAnOrdinaryStart(t *testing.T) {
	dir := shortDir(t)
	p := started(t, dir)
	p.Kill(t)
	p = started(t, dir)
	p.Stop(t, syscall.SIGTERM)
}

func TestDatabaseThatDiesIsStartedAgain(t *testing.T) {
	dir := shortDir(t)
	p := started(t, dir)
	before := databasePid(dir)
	require.NoError(t, syscall.Kill(before, syscall.SIGKILL))
	require.Eventually(t, func() bool { now := databasePid(dir); return now != 0 && now != before },
		30*time.Second, 20*time.Millisecond, "%s", p.Said)
	require.True(t, killtest.Healthy(p.address))
	p.Stop(t, os.Interrupt)
}

func TestASecondProgramOnTheSameFolderIsRefused(t *testing.T) {
	dir := shortDir(t)
	first := started(t, dir)
	second := launch(t, dir)
	require.Error(t, <-second.Ended)
	require.Contains(t, second.Said.String(), "正被另一个调度程序使用")
	require.True(t, killtest.Healthy(first.address))
}
