package main

import (
	"context"
	"errors"
	"net"
	"time"

	"github.com/diaodu/diaodu/activities"
	"github.com/diaodu/diaodu/deploy/seed"
	"github.com/diaodu/diaodu/store"
)

// fillDemo loads the demo district into an empty installation. It runs before
// the worker does: the district's past is played here, not by the workflows.
func (a *allInOne) fillDemo(ctx context.Context) error {
	if !a.seed {
		return nil
	}
	s, err := store.Open(ctx, a.cfg.MySQLDSN, store.WithLog(a.log))
	if err != nil {
		return err
	}
	defer s.Close()
	needed, err := seed.Needed(ctx, s)
	if errors.Is(err, seed.ErrTaken) {
		say("  %v", err)
		return nil
	}
	if err != nil || !needed {
		return err
	}
	files, err := s.Files(a.cfg.Sub("files"))
	if err != nil {
		return err
	}
	say("  空库，装入演示数据（荣昌区，全部记录标注“演示”）…")
	a.filled = true
	return seed.Fill(ctx, s, files, time.Now(), func(part string) { say("  · %s", part) })
}

// wakeDemo starts the workflows of the demo cases that are still open, as the
// sweep would within minutes; people should be able to act at once.
func (a *allInOne) wakeDemo(ctx context.Context) error {
	if !a.filled {
		return nil
	}
	sweep := activities.Sweeps{Levels: a.parts.Store, Cases: a.parts.Cases, Quiet: time.Millisecond}
	for range 3 { // a sweep looks at a bounded number; what still changes is the next sweep's
		if n, err := sweep.Sweep(ctx); err != nil || n == 0 {
			return err
		}
	}
	return nil
}

// welcome prints where to go and, where the demo district is in, who can sign in.
func (a *allInOne) welcome(ctx context.Context) {
	say("\n调度已启动，请用浏览器打开 %s （按 Ctrl-C 停止）", a.cfg.PublicURL)
	if !seed.Present(ctx, a.parts.Store) {
		return
	}
	say("演示账号（密码均为 %s）：", seed.Password)
	for _, p := range seed.Shown {
		say("  %-12s %s %s", p.Login, p.What, p.Name)
	}
	if host, _, err := net.SplitHostPort(a.cfg.Listen); err == nil {
		if ip := net.ParseIP(host); ip == nil || !ip.IsLoopback() {
			say("注意：演示账号的密码是公开的，而服务监听在 %s；正式使用请换新的数据目录并加 --seed=never。", a.cfg.Listen)
		}
	}
	say("")
}
