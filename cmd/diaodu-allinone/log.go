package main

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
)

// logToFile leaves the terminal of somebody who watches to what people should
// read: addresses, accounts, warnings. Everything else goes to a file, made anew
// at each start. Where nobody watches, all of it stays on standard error.
func (a *allInOne) logToFile() error {
	if a.cfg.LogJSON || !terminal(os.Stderr) {
		return nil
	}
	path := filepath.Join(a.cfg.DataDir, "diaodu.log")
	f, err := os.OpenFile(path, os.O_CREATE|os.O_WRONLY|os.O_TRUNC, 0o640)
	if err != nil {
		return fmt.Errorf("运行日志：%w", err)
	}
	a.logFile = path
	a.log = slog.New(watched{file: slog.NewTextHandler(f, nil), screen: a.log.Handler()})
	slog.SetDefault(a.log)
	a.later(f.Close)
	return nil
}

func terminal(f *os.File) bool {
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}

// watched writes everything to the file and warnings to the screen too.
type watched struct{ file, screen slog.Handler }

// Enabled is the file's.
func (w watched) Enabled(ctx context.Context, l slog.Level) bool { return w.file.Enabled(ctx, l) }

// Handle writes one line.
func (w watched) Handle(ctx context.Context, r slog.Record) error {
	if r.Level >= slog.LevelWarn {
		if err := w.screen.Handle(ctx, r.Clone()); err != nil {
			return err
		}
	}
	return w.file.Handle(ctx, r)
}

// WithAttrs adds to both.
func (w watched) WithAttrs(attrs []slog.Attr) slog.Handler {
	return watched{w.file.WithAttrs(attrs), w.screen.WithAttrs(attrs)}
}

// WithGroup opens a group in both.
func (w watched) WithGroup(name string) slog.Handler {
	return watched{w.file.WithGroup(name), w.screen.WithGroup(name)}
}
