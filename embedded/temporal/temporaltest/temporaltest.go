// Package temporaltest gives every test a namespace of its own on one real
// Temporal server that all tests of a test binary share.
package temporaltest

import (
	"context"
	"fmt"
	"log/slog"
	"sync"
	"sync/atomic"
	"testing"

	"go.temporal.io/sdk/client"
	sdklog "go.temporal.io/sdk/log"

	"github.com/diaodu/diaodu/embedded/temporal"
)

// Env is where one test finds its Temporal.
type Env struct {
	Address   string // host:port of the frontend
	Namespace string // this test's own
}

var (
	once   sync.Once
	server *temporal.Server
	failed error
	count  atomic.Int64
)

// New returns a fresh namespace on the shared in-memory server. Workers and
// clients of the test must be closed by the test.
func New(t testing.TB) Env {
	t.Helper()
	once.Do(func() { server, failed = temporal.Start(context.Background(), temporal.Options{}) })
	if failed != nil {
		t.Fatalf("start the test Temporal: %v", failed)
	}
	env := Env{Address: server.Address(), Namespace: fmt.Sprintf("test-%d", count.Add(1))}
	if err := server.AddNamespace(env.Namespace); err != nil {
		t.Fatalf("register %s: %v", env.Namespace, err)
	}
	return env
}

// Client connects to the namespace and is closed when the test ends.
func (e Env) Client(t testing.TB) client.Client {
	t.Helper()
	c, err := client.Dial(client.Options{
		HostPort: e.Address, Namespace: e.Namespace, Identity: "test", // not this machine: histories may be kept
		Logger: sdklog.NewStructuredLogger(slog.New(slog.DiscardHandler)),
	})
	if err != nil {
		t.Fatalf("connect to the test Temporal: %v", err)
	}
	t.Cleanup(c.Close)
	return c
}
