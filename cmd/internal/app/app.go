// Package app puts the parts together for the programs in cmd: settings, log,
// database, Temporal, door. It decides nothing about cases.
package app

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"os/signal"
	"syscall"
	"time"

	"go.temporal.io/sdk/client"
	sdklog "go.temporal.io/sdk/log"

	"github.com/diaodu/diaodu/api"
	"github.com/diaodu/diaodu/config"
	"github.com/diaodu/diaodu/store"
)

// drainFor is how long open requests may finish after a stop is asked for.
const drainFor = 10 * time.Second

// Settings reads the environment and makes the log. The log goes to standard
// error, so that what people asked for stays alone on standard output.
func Settings() (config.Config, *slog.Logger, error) {
	cfg, err := config.Load(os.Getenv)
	if err != nil {
		return cfg, nil, err
	}
	var handler slog.Handler = slog.NewTextHandler(os.Stderr, nil)
	if cfg.LogJSON {
		handler = slog.NewJSONHandler(os.Stderr, nil)
	}
	log := slog.New(handler)
	slog.SetDefault(log)
	return cfg, log, nil
}

// UntilAsked returns a context that ends at Ctrl-C or when the system stops us.
// A second Ctrl-C ends the program at once.
func UntilAsked() (context.Context, context.CancelFunc) {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop)
	return ctx, stop
}

// NeedDatabase refuses to go on without an address; only the all-in-one brings
// a database of its own.
func NeedDatabase(cfg config.Config) error {
	if cfg.MySQLDSN == "" {
		return errors.New("没有数据库：请设置 DIAODU_MYSQL_DSN（例如 diaodu:密码@tcp(127.0.0.1:3306)/diaodu），或改用 diaodu-allinone")
	}
	return nil
}

// OpenStore opens the database and refuses one whose schema is behind.
func OpenStore(ctx context.Context, cfg config.Config, log *slog.Logger) (*store.Store, error) {
	if err := NeedDatabase(cfg); err != nil {
		return nil, err
	}
	s, err := store.Open(ctx, cfg.MySQLDSN, store.WithLog(log))
	if err != nil {
		return nil, err
	}
	pending, err := s.Pending(ctx)
	if err == nil && len(pending) > 0 {
		err = fmt.Errorf("数据库结构落后 %d 步：请先执行 diaodu migrate", len(pending))
	}
	if err != nil {
		s.Close()
		return nil, err
	}
	return s, nil
}

// DialTemporal connects to Temporal and fails with what to set where it cannot.
func DialTemporal(ctx context.Context, cfg config.Config, log *slog.Logger) (client.Client, error) {
	if cfg.TemporalAddress == "" {
		return nil, errors.New("没有 Temporal：请设置 DIAODU_TEMPORAL_ADDRESS（例如 127.0.0.1:7233），或改用 diaodu-allinone")
	}
	c, err := client.DialContext(ctx, client.Options{
		HostPort: cfg.TemporalAddress, Namespace: cfg.TemporalNamespace, Logger: sdklog.NewStructuredLogger(quieter(log)),
	})
	if err != nil {
		return nil, fmt.Errorf("连接 Temporal %s（命名空间 %s）失败：%w", cfg.TemporalAddress, cfg.TemporalNamespace, err)
	}
	return c, nil
}

// Listen claims the address early, so that a taken port is told before the
// slow parts start.
func Listen(cfg config.Config) (net.Listener, error) {
	l, err := net.Listen("tcp", cfg.Listen)
	if err != nil {
		return nil, fmt.Errorf("无法监听 %s：%w（请设置 DIAODU_LISTEN 换一个地址）", cfg.Listen, err)
	}
	return l, nil
}

// Serve answers on the listener until ctx ends, then lets open requests finish.
func Serve(ctx context.Context, l net.Listener, door *api.Server) error {
	server := door.HTTP(l.Addr().String())
	// Streams of changes end when the shutdown begins (api.Server.HTTP); requests
	// under way are finished, not cut off, so ctx is not theirs.
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(l) }()
	select {
	case err := <-failed:
		return fmt.Errorf("serve: %w", err)
	case <-ctx.Done():
	}
	drain, cancel := context.WithTimeout(context.Background(), drainFor)
	defer cancel()
	if err := server.Shutdown(drain); err != nil {
		return server.Close()
	}
	if err := <-failed; !errors.Is(err, http.ErrServerClosed) {
		return fmt.Errorf("serve: %w", err)
	}
	return nil
}

// quieter keeps the Temporal SDK's everyday news out of the log.
func quieter(log *slog.Logger) *slog.Logger { return slog.New(atLeastWarn{log.Handler()}) }

type atLeastWarn struct{ slog.Handler }

func (h atLeastWarn) Enabled(_ context.Context, l slog.Level) bool { return l >= slog.LevelWarn }

func (h atLeastWarn) WithAttrs(a []slog.Attr) slog.Handler {
	return atLeastWarn{h.Handler.WithAttrs(a)}
}

func (h atLeastWarn) WithGroup(name string) slog.Handler {
	return atLeastWarn{h.Handler.WithGroup(name)}
}
