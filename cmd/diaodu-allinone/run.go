package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"slices"
	"time"

	"github.com/diaodu/diaodu/cmd/internal/app"
	"github.com/diaodu/diaodu/config"
	"github.com/diaodu/diaodu/embedded/temporal"
	"github.com/diaodu/diaodu/internal/shipped"
	"github.com/diaodu/diaodu/store"
)

// allInOne starts the parts in order and ends them in the opposite one, so that
// whatever is still running finds what it needs.
type allInOne struct {
	cfg  config.Config
	log  *slog.Logger
	seed bool // fill an empty installation with the demo district
	// logFile is where the log goes while somebody watches the terminal; empty otherwise.
	logFile string
	// filled tells that this start filled the demo district in.
	filled bool
	// emptied tells that Temporal's folder is new: it knows no case.
	emptied bool
	parts   *app.Parts
	ends    []func() error
}

// later notes what ends a part.
func (a *allInOne) later(end func() error) { a.ends = append(a.ends, end) }

// end stops every part, last started first.
func (a *allInOne) end() {
	slices.Reverse(a.ends)
	for _, end := range a.ends {
		if err := end(); err != nil {
			a.log.Error("stopping", "err", err)
		}
	}
}

// run serves until ctx ends.
func (a *allInOne) run(ctx context.Context) error {
	defer a.end()
	unlock, err := lockFolder(a.cfg.DataDir)
	if err != nil {
		return err
	}
	a.later(unlock)
	if err := a.logToFile(); err != nil {
		return err
	}
	listener, err := app.Listen(a.cfg)
	if err != nil {
		return err
	}
	a.later(func() error { listener.Close(); return nil })
	for _, part := range []struct {
		name  string
		start func(context.Context) error
	}{
		{"数据库", a.startDatabase},
		{"数据库结构", a.migrate},
		{"演示数据", a.fillDemo},
		{"流程引擎", a.startTemporal},
		{"流程执行端", a.startWorker},
		{"未办结的案件", a.wakeAll},
	} {
		if err := step(ctx, part.name, part.start); err != nil {
			return err
		}
	}
	a.welcome(ctx)
	err = app.Serve(ctx, listener, a.parts.Door())
	say("正在停止…")
	return err
}

// step starts one part and tells people how long it took.
func step(ctx context.Context, name string, start func(context.Context) error) error {
	began := time.Now()
	if err := start(ctx); err != nil {
		return fmt.Errorf("%s：%w", name, err)
	}
	say("· %s就绪（%.1f 秒）", name, time.Since(began).Seconds())
	return nil
}

func say(format string, args ...any) { fmt.Fprintf(os.Stderr, format+"\n", args...) }

func (a *allInOne) migrate(ctx context.Context) error {
	s, err := store.Open(ctx, a.cfg.MySQLDSN, store.WithLog(a.log))
	if err != nil {
		return err
	}
	defer s.Close()
	if err := s.Migrate(ctx); err != nil {
		return err
	}
	return shipped.Adopt(ctx, s)
}

func (a *allInOne) startTemporal(ctx context.Context) error {
	if a.cfg.TemporalAddress != "" {
		return nil
	}
	if _, err := os.Stat(a.cfg.Sub("temporal")); errors.Is(err, fs.ErrNotExist) {
		a.emptied = true
	}
	s, err := temporal.Start(ctx, temporal.Options{
		Dir: a.cfg.Sub("temporal"), Namespace: a.cfg.TemporalNamespace, LogFile: a.cfg.Sub("temporal.log"),
	})
	if err != nil {
		return err
	}
	a.cfg.TemporalAddress = s.Address()
	a.later(s.Stop)
	return nil
}

// startWorker opens what the door and the worker share, and lets the worker run.
func (a *allInOne) startWorker(ctx context.Context) (err error) {
	if a.parts, err = app.Open(ctx, a.cfg, a.log); err != nil {
		return err
	}
	a.later(func() error { a.parts.Close(); return nil })
	stop, err := a.parts.Work(ctx)
	if err != nil {
		return err
	}
	a.later(func() error { stop(); return nil })
	rest := a.parts.Errands(ctx)
	a.later(func() error { rest(); return nil })
	return nil
}
