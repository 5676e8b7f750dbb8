package main

import (
	"fmt"
	"os"

	"github.com/diaodu/diaodu/cmd/internal/app"
)

type workerCommand struct{}

// Run works until it is asked to stop. Any number may run beside each other.
func (workerCommand) Run() error {
	cfg, log, err := app.Settings()
	if err != nil {
		return err
	}
	ctx, stop := app.UntilAsked()
	defer stop()
	parts, err := app.Open(ctx, cfg, log)
	if err != nil {
		return err
	}
	defer parts.Close()
	rest, err := parts.Work(ctx)
	if err != nil {
		return err
	}
	fmt.Fprintln(os.Stderr, "流程执行端已启动，Temporal：", cfg.TemporalAddress)
	<-ctx.Done()
	rest()
	return nil
}
