// Package killtest lets the tests of the programs start them as processes of
// their own, kill them as a machine would, and send them what people send, again
// and again under the same key. It is used by tests alone.
package killtest

import (
	"bytes"
	"context"
	"net"
	"net/http"
	"os"
	"os/exec"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// AsProgram is set in the copies of a test binary that run as the program itself.
const AsProgram = "DIAODU_TEST_AS_PROGRAM"

// Main runs the tests, or the program where this process is a copy that should.
func Main(m *testing.M, program func()) {
	if os.Getenv(AsProgram) != "" {
		program()
		return
	}
	os.Exit(m.Run())
}

// Program is one running copy of the program under test.
type Program struct {
	Cmd   *exec.Cmd
	Said  *Said      // what it wrote to standard error
	Ended chan error // its end, once
}

// Start runs this test binary as the program with settings ("NAME=value") and
// arguments, and does not wait for it. It dies with the test, and with the test's process.
func Start(t testing.TB, settings []string, args ...string) *Program {
	t.Helper()
	p := &Program{Said: &Said{}, Ended: make(chan error, 1)}
	p.Cmd = exec.Command(os.Args[0], args...)
	p.Cmd.Env = append(append(os.Environ(), AsProgram+"=1"), settings...)
	p.Cmd.Stderr = p.Said
	require.NoError(t, p.Cmd.Start())
	go func() { p.Ended <- p.Cmd.Wait() }()
	t.Cleanup(func() { _ = p.Cmd.Process.Kill() })
	return p
}

// Kill ends the program as a power cut would, and waits until it is gone.
func (p *Program) Kill(t testing.TB) {
	t.Helper()
	require.NoError(t, p.Cmd.Process.Kill())
	<-p.Ended
}

// Stop asks the program to end and demands that it does so in order.
func (p *Program) Stop(t testing.TB, signal os.Signal) {
	t.Helper()
	require.NoError(t, p.Cmd.Process.Signal(signal))
	require.NoError(t, <-p.Ended, "%s", p.Said)
}

// Await waits until the program answers at an address; one that ended instead fails the test.
func (p *Program) Await(t testing.TB, address string) {
	t.Helper()
	require.Eventually(t, func() bool {
		return Healthy(address) || p.Cmd.Process.Signal(syscall.Signal(0)) != nil
	}, 3*time.Minute, 50*time.Millisecond, "%s", p.Said)
	require.True(t, Healthy(address), "%s", p.Said)
}

// Said collects what a program writes, while others read it.
type Said struct {
	mu sync.Mutex
	b  bytes.Buffer
}

// Write makes Said an io.Writer.
func (s *Said) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.Write(p)
}

// String is everything written so far.
func (s *Said) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.String()
}

// FreeAddress is an address of this machine that nobody listens at.
func FreeAddress(t testing.TB) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer l.Close()
	return l.Addr().String()
}

// Healthy tells whether the door at an address says that it is well.
func Healthy(address string) bool {
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+address+"/api/health", nil)
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
