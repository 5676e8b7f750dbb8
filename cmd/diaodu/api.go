package main

import (
	"fmt"
	"os"

	"github.com/diaodu/diaodu/cmd/internal/app"
)

type apiCommand struct{}

// Run serves until it is asked to stop.
func (apiCommand) Run() error {
	cfg, log, err := app.Settings()
	if err != nil {
		return err
	}
	ctx, stop := app.UntilAsked()
	defer stop()
	listener, err := app.Listen(cfg)
	if err != nil {
		return err
	}
	defer listener.Close()
	parts, err := app.Open(ctx, cfg, log)
	if err != nil {
		return err
	}
	defer parts.Close()
	defer parts.Errands(ctx)()
	fmt.Fprintln(os.Stderr, "调度已启动：", cfg.PublicURL)
	return app.Serve(ctx, listener, parts.Door())
}
