package temporal_test

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.temporal.io/sdk/client"
	sdklog "go.temporal.io/sdk/log"
	"go.temporal.io/sdk/worker"
	"go.temporal.io/sdk/workflow"

	"github.com/diaodu/diaodu/embedded/temporal"
	"github.com/diaodu/diaodu/embedded/temporal/temporaltest"
)

const (
	queue   = "counters"
	dirFlag = "DIAODU_TEST_TEMPORAL_DIR" // set in the child that only serves
)

// TestMain lets a test start this binary again as a server it can kill.
func TestMain(m *testing.M) {
	if dir := os.Getenv(dirFlag); dir != "" {
		serve(dir)
		return
	}
	os.Exit(m.Run())
}

func serve(dir string) {
	s, err := temporal.Start(context.Background(), temporal.Options{Dir: dir})
	if err != nil {
		fmt.Println("error", err)
		os.Exit(1)
	}
	fmt.Println(s.Address())
	_, _ = io.Copy(io.Discard, os.Stdin) // until the parent goes
}

// counter counts its updates and never ends by itself.
func counter(ctx workflow.Context) (int, error) {
	n := 0
	err := workflow.SetUpdateHandler(ctx, "add", func(_ workflow.Context, by int) (int, error) {
		n += by
		return n, nil
	})
	if err != nil {
		return 0, err
	}
	return n, workflow.Await(ctx, func() bool { return n < 0 })
}

// work runs a worker and a client until the returned function is called.
func work(t *testing.T, address, namespace string) (client.Client, func()) {
	t.Helper()
	c, err := client.Dial(client.Options{HostPort: address, Namespace: namespace,
		Logger: sdklog.NewStructuredLogger(slog.New(slog.DiscardHandler))})
	require.NoError(t, err)
	w := worker.New(c, queue, worker.Options{})
	w.RegisterWorkflowWithOptions(counter, workflow.RegisterOptions{Name: "counter"})
	require.NoError(t, w.Start())
	return c, func() { w.Stop(); c.Close() }
}

func add(t *testing.T, c client.Client, id string, by int) int {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 60*time.Second)
	defer cancel()
	h, err := c.UpdateWorkflow(ctx, client.UpdateWorkflowOptions{
		WorkflowID: id, UpdateName: "add", Args: []any{by}, WaitForStage: client.WorkflowUpdateStageCompleted,
	})
	require.NoError(t, err)
	var n int
	require.NoError(t, h.Get(ctx, &n))
	return n
}

func begin(t *testing.T, c client.Client, id string) {
	t.Helper()
	_, err := c.ExecuteWorkflow(context.Background(), client.StartWorkflowOptions{ID: id, TaskQueue: queue}, "counter")
	require.NoError(t, err)
}

func TestStateSurvivesAnOrderlyRestart(t *testing.T) {
	dir := t.TempDir()
	for round := 1; round <= 3; round++ {
		s, err := temporal.Start(context.Background(), temporal.Options{Dir: dir})
		require.NoError(t, err)
		c, stop := work(t, s.Address(), "default")
		if round == 1 {
			begin(t, c, "kept")
		}
		require.Equal(t, round, add(t, c, "kept", 1))
		stop()
		require.NoError(t, s.Stop())
	}
}

// child runs the server in a process of its own and returns its address.
func child(t *testing.T, dir string) (*exec.Cmd, string) {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), dirFlag+"="+dir)
	_, err := cmd.StdinPipe()
	require.NoError(t, err)
	out, err := cmd.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, cmd.Start())
	t.Cleanup(func() { _ = cmd.Process.Kill(); _ = cmd.Wait() })
	line, err := bufio.NewReader(out).ReadString('\n')
	require.NoError(t, err)
	require.NotContains(t, line, "error")
	return cmd, strings.TrimSpace(line)
}

func TestAnsweredUpdatesSurviveKillMinusNine(t *testing.T) {
	dir := t.TempDir()
	cmd, address := child(t, dir)
	c, stop := work(t, address, "default")
	begin(t, c, "kept")
	for n := 1; n <= 20; n++ {
		require.Equal(t, n, add(t, c, "kept", 1))
	}
	require.NoError(t, cmd.Process.Kill())
	_ = cmd.Wait()
	stop()

	_, address = child(t, dir)
	c, stop = work(t, address, "default")
	defer stop()
	require.Equal(t, 21, add(t, c, "kept", 1))
}

func TestNamespacesOfTwoTestsDoNotMeet(t *testing.T) {
	a, b := temporaltest.New(t), temporaltest.New(t)
	require.Equal(t, a.Address, b.Address)
	ca, stopA := work(t, a.Address, a.Namespace)
	defer stopA()
	cb, stopB := work(t, b.Address, b.Namespace)
	defer stopB()
	begin(t, ca, "same")
	begin(t, cb, "same")
	require.Equal(t, 5, add(t, ca, "same", 5))
	require.Equal(t, 1, add(t, cb, "same", 1))

	began := time.Now()
	for range 50 {
		add(t, ca, "same", 1)
	}
	t.Logf("one update, answered: %s", time.Since(began)/50)
}
