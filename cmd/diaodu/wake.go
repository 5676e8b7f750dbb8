package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/diaodu/diaodu/cmd/internal/app"
	"github.com/diaodu/diaodu/contract"
)

type wakeCommand struct {
	All bool   `help:"全部未办结的案件 / every open case"`
	ID  string `arg:"" optional:"" help:"一个案件的标识（网址中的那一段）/ one case"`
}

// wakeWithin is how long one case may take: a running worker answers at once.
const wakeWithin = 15 * time.Second

// wakePage is how many cases are read at once.
const wakePage = 500

// Run wakes cases that Temporal may have lost: they start again from MySQL and
// ring what they missed. A healthy case is left as it is.
func (w wakeCommand) Run() error {
	if w.All == (w.ID != "") {
		return errors.New("请指明一个案件的标识，或用 --all 唤起全部未办结的案件")
	}
	cfg, log, err := app.Settings()
	if err != nil {
		return err
	}
	ctx, stop := app.UntilAsked()
	defer stop()
	p, err := app.Open(ctx, cfg, log)
	if err != nil {
		return err
	}
	defer p.Close()
	if !w.All {
		level, err := p.Store.Level(ctx, w.ID)
		if err != nil {
			return fmt.Errorf("没有标识为 %s 的案件：%w", w.ID, err)
		}
		if err := wake(ctx, p, level); err != nil {
			return err
		}
		fmt.Println("已唤起。")
		return nil
	}
	n := 0
	for after := ""; ; {
		page, err := p.Store.OpenCases(ctx, after, wakePage)
		if err != nil {
			return err
		}
		if len(page) == 0 {
			fmt.Printf("已唤起全部 %d 个未办结的案件；错过的期限随即到点。\n", n)
			return nil
		}
		for _, level := range page {
			if err := wake(ctx, p, level); err != nil {
				return fmt.Errorf("已唤起 %d 个；%w（再执行一次会从头核对，不会重复办理）", n, err)
			}
			after = level.CaseID
			n++
		}
		fmt.Printf("· 已唤起 %d 个\n", n)
	}
}

func wake(ctx context.Context, p *app.Parts, level contract.Level) error {
	ctx, cancel := context.WithTimeout(ctx, wakeWithin)
	defer cancel()
	err := p.Cases.Wake(ctx, level)
	if ctx.Err() == context.DeadlineExceeded {
		return fmt.Errorf("案件 %s 在 %s 内没有应答：请确认流程执行端在运行（diaodu worker 或 diaodu-allinone）", level.CaseID, wakeWithin)
	}
	if err != nil {
		return fmt.Errorf("唤起案件 %s：%w", level.CaseID, err)
	}
	return nil
}
