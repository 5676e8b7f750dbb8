package main

import (
	"fmt"

	"github.com/diaodu/diaodu/cmd/internal/app"
)

type rebuildCommand struct{}

// Run writes the read model anew from the events.
func (rebuildCommand) Run() error {
	ctx, stop := app.UntilAsked()
	defer stop()
	cfg, log, err := app.Settings()
	if err != nil {
		return err
	}
	s, err := app.OpenStore(ctx, cfg, log)
	if err != nil {
		return err
	}
	defer s.Close()
	done, err := s.Rebuild(ctx)
	if err != nil {
		return err
	}
	fmt.Printf("已由 %d 条办理记录重建 %d 个案卷的查询数据。\n", done.Events, done.Cases)
	return nil
}
