package main

import (
	"bytes"
	"context"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// asProgram is set in the copies of this test binary that run as the program.
const asProgram = "DIAODU_TEST_AS_PROGRAM"

// TestMain lets tests start this binary again as the program itself, so that
// they can stop it and kill it as a machine would.
func TestMain(m *testing.M) {
	if os.Getenv(asProgram) != "" {
		main()
		return
	}
	os.Exit(m.Run())
}

// program is one running all-in-one.
type program struct {
	cmd     *exec.Cmd
	address string
	said    *safeBuffer
	ended   chan error
}

type safeBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (s *safeBuffer) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.Write(p)
}

func (s *safeBuffer) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.String()
}

func freeAddress(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer l.Close()
	return l.Addr().String()
}

// launch starts the program on a data folder without waiting for it.
func launch(t *testing.T, dir string) *program {
	t.Helper()
	return launchAt(t, dir, freeAddress(t), "never")
}

// launchAt starts it at an address, with or without the demo district ("auto",
// "never").
func launchAt(t *testing.T, dir, address, seed string) *program {
	t.Helper()
	p := &program{address: address, said: &safeBuffer{}, ended: make(chan error, 1)}
	p.cmd = exec.Command(os.Args[0], "--seed="+seed)
	p.cmd.Env = append(os.Environ(), asProgram+"=1", "DIAODU_DATA_DIR="+dir, "DIAODU_LISTEN="+p.address,
		"DIAODU_MYSQL_DSN=", "DIAODU_TEMPORAL_ADDRESS=", "DIAODU_PUBLIC_URL=")
	p.cmd.Stderr = p.said
	require.NoError(t, p.cmd.Start())
	go func() { p.ended <- p.cmd.Wait() }()
	t.Cleanup(func() { _ = p.cmd.Process.Kill() })
	return p
}

// started waits until the program answers.
func started(t *testing.T, dir string) *program {
	t.Helper()
	return launch(t, dir).await(t)
}

// withDemo starts the program with the demo district and waits until it answers.
func withDemo(t *testing.T, dir string) *program {
	t.Helper()
	return launchAt(t, dir, freeAddress(t), "auto").await(t)
}

func (p *program) await(t *testing.T) *program {
	t.Helper()
	require.Eventually(t, p.healthy, 3*time.Minute, 50*time.Millisecond, "%s", p.said)
	return p
}

func (p *program) healthy() bool {
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+p.address+"/api/health", nil)
	if err != nil {
		return false
	}
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		return false
	}
	answer.Body.Close()
	return answer.StatusCode == http.StatusOK
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
	require.NoError(t, p.cmd.Process.Signal(os.Interrupt))
	require.NoError(t, <-p.ended, "%s", p.said)
	require.Zero(t, databasePid(dir))
	require.Contains(t, p.said.String(), "http://"+p.address)
}

func TestKillMinusNineIsFollowedByAnOrdinaryStart(t *testing.T) {
	dir := shortDir(t)
	p := started(t, dir)
	require.NoError(t, p.cmd.Process.Kill())
	<-p.ended
	p = started(t, dir)
	require.NoError(t, p.cmd.Process.Signal(syscall.SIGTERM))
	require.NoError(t, <-p.ended, "%s", p.said)
}

func TestDatabaseThatDiesIsStartedAgain(t *testing.T) {
	dir := shortDir(t)
	p := started(t, dir)
	before := databasePid(dir)
	require.NoError(t, syscall.Kill(before, syscall.SIGKILL))
	require.Eventually(t, func() bool { now := databasePid(dir); return now != 0 && now != before },
		30*time.Second, 20*time.Millisecond, "%s", p.said)
	require.True(t, p.healthy())
	require.NoError(t, p.cmd.Process.Signal(os.Interrupt))
	require.NoError(t, <-p.ended, "%s", p.said)
}

func TestASecondProgramOnTheSameFolderIsRefused(t *testing.T) {
	dir := shortDir(t)
	first := started(t, dir)
	second := launch(t, dir)
	require.Error(t, <-second.ended)
	require.Contains(t, second.said.String(), "正被另一个调度程序使用")
	require.True(t, first.healthy())
}
