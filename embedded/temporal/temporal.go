// Package temporal runs a Temporal server inside this process, keeping its state
// in one SQLite file. It is for the all-in-one and for tests; Temporal itself
// does not promise this form for larger installations, which set
// DIAODU_TEMPORAL_ADDRESS instead. Only loopback addresses are ever listened on.
package temporal

import (
	"context"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"sync"

	sdk "go.temporal.io/sdk/client"
	"go.temporal.io/server/common/config"
	"go.temporal.io/server/schema/sqlite"
	"go.temporal.io/server/temporal"
)

// Options says where the server keeps its state and where it answers.
type Options struct {
	Dir       string // folder of the state file; state is in memory only where empty
	Port      int    // loopback port of the frontend; a free one where 0
	Namespace string // namespace to register; "default" where empty
	LogFile   string // errors go here; nowhere where empty
}

// Server is one running server.
type Server struct {
	inner   temporal.Server
	address string
	sql     *config.SQL
	stop    sync.Once
	stopErr error
}

// Start brings the server up and returns once it answers.
func Start(ctx context.Context, o Options) (*Server, error) {
	if o.Namespace == "" {
		o.Namespace = "default"
	}
	ports, err := freePorts(o.Port)
	if err != nil {
		return nil, err
	}
	sql, err := stateFile(o.Dir)
	if err != nil {
		return nil, err
	}
	s := &Server{sql: sql, address: net.JoinHostPort(loopback, strconv.Itoa(ports.frontend))}
	if err := s.AddNamespace(o.Namespace); err != nil {
		return nil, err
	}
	options, err := serverOptions(serverConfig(sql, ports), o.LogFile)
	if err != nil {
		return nil, err
	}
	if s.inner, err = temporal.NewServer(options...); err != nil {
		return nil, fmt.Errorf("assemble the Temporal server: %w", err)
	}
	if err := s.inner.Start(); err != nil {
		return nil, fmt.Errorf("start the Temporal server: %w", err)
	}
	if err := s.awaitReady(ctx, o.Namespace); err != nil {
		_ = s.Stop()
		return nil, err
	}
	return s, nil
}

// Address is host:port of the frontend, for client.Options.HostPort.
func (s *Server) Address() string { return s.address }

// AddNamespace registers a namespace unless it is there already. Closed cases
// are kept 30 days, long enough to look into what a person complains about.
func (s *Server) AddNamespace(name string) error {
	ns, err := sqlite.NewNamespaceConfig(cluster, name, false, nil)
	if err != nil {
		return fmt.Errorf("describe namespace %s: %w", name, err)
	}
	ns.Detail.Config.Retention = retention()
	if err := sqlite.CreateNamespaces(s.sql, ns); err != nil {
		return fmt.Errorf("register namespace %s: %w", name, err)
	}
	return nil
}

// Stop shuts the server down in order. Calling it again does nothing.
func (s *Server) Stop() error {
	s.stop.Do(func() {
		if s.inner != nil {
			s.stopErr = s.inner.Stop()
		}
	})
	return s.stopErr
}

// stateFile describes the SQLite file and lays out its tables on first start. A
// file that was only half laid out when the machine stopped is never used: it
// gets its name last.
func stateFile(dir string) (*config.SQL, error) {
	if dir == "" {
		return inMemory(), nil
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("make the Temporal folder: %w", err)
	}
	path := filepath.Join(dir, "temporal.sqlite")
	if _, err := os.Stat(path); err == nil {
		return onDisk(path), nil
	}
	making := path + ".making"
	for _, leftover := range []string{making, making + "-wal", making + "-shm", making + "-journal"} {
		_ = os.Remove(leftover)
	}
	laid := onDisk(making)
	// A journal beside the file would not follow it through the renaming.
	laid.ConnectAttributes["journal_mode"] = "delete"
	if err := sqlite.SetupSchema(laid); err != nil {
		return nil, fmt.Errorf("lay out the Temporal state file: %w", err)
	}
	if err := os.Rename(making, path); err != nil {
		return nil, fmt.Errorf("name the Temporal state file: %w", err)
	}
	return onDisk(path), nil
}

// awaitReady asks until the frontend knows the namespace.
func (s *Server) awaitReady(ctx context.Context, namespace string) error {
	ctx, cancel := context.WithTimeout(ctx, startWithin)
	defer cancel()
	c, err := sdk.NewLazyClient(sdk.Options{HostPort: s.address, Namespace: namespace, Logger: quiet{}})
	if err != nil {
		return fmt.Errorf("address the Temporal server: %w", err)
	}
	defer c.Close()
	for {
		if _, err = c.CheckHealth(ctx, &sdk.CheckHealthRequest{}); err == nil {
			if _, err = c.WorkflowService().DescribeNamespace(ctx, describe(namespace)); err == nil {
				return nil
			}
		}
		if !pause(ctx) {
			return fmt.Errorf("the Temporal server does not answer: %w", err)
		}
	}
}
