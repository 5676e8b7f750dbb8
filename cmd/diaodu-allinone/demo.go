package main

import (
	"context"
	"errors"
	"net"
	"time"

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

// wakeAll starts the workflows of the open cases where Temporal knows none: the
// demo's at the first start, all of them where Temporal's folder was taken away.
func (a *allInOne) wakeAll(ctx context.Context) error {
	if !a.filled && !a.emptied {
		return nil
	}
	for after := ""; ; {
		open, err := a.parts.Store.OpenCases(ctx, after, 500)
		if err != nil || len(open) == 0 {
			return err
		}
		for _, level := range open {
			if err := a.parts.Cases.Wake(ctx, level); err != nil {
				return err
			}
			if err := a.parts.Store.Checked(ctx, level); err != nil {
				return err
			}
			after = level.CaseID
		}
	}
}

// welcome prints where to go and, where the demo district is in, who can sign in.
func (a *allInOne) welcome(ctx context.Context) {
	say("\n调度已启动，请用浏览器打开 %s （按 Ctrl-C 停止）", a.cfg.PublicURL)
	if a.logFile != "" {
		say("运行日志：%s", a.logFile)
	}
	if !seed.Present(ctx, a.parts.Store) {
		return
	}
	say("演示账号（密码均为 %s）：", seed.Password)
	for _, p := range seed.Shown {
		say("  %-12s %s %s", p.Login, p.What, p.Name)
	}
	say("  其余单位各有一个账号 dw-单位编号，如 dw-planning 规划和自然资源局、dw-ecology 生态环境局；其余企业为 yezhu-01、yezhu-02……")
	if host, _, err := net.SplitHostPort(a.cfg.Listen); err == nil {
		if ip := net.ParseIP(host); ip == nil || !ip.IsLoopback() {
			say("注意：演示账号的密码是公开的，而服务监听在 %s；正式使用请换新的数据目录并加 --seed=never。", a.cfg.Listen)
		}
	}
	say("看一遍完整流程：另开终端执行 make demo ADDRESS=%s", a.cfg.PublicURL)
	say("")
}
