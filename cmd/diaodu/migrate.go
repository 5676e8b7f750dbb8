package main

import (
	"fmt"

	"github.com/diaodu/diaodu/cmd/internal/app"
	"github.com/diaodu/diaodu/internal/shipped"
	"github.com/diaodu/diaodu/store"
)

type migrateCommand struct{}

// Run applies what is pending; several programs may do so at once.
func (migrateCommand) Run() error {
	cfg, log, err := app.Settings()
	if err != nil {
		return err
	}
	if err := app.NeedDatabase(cfg); err != nil {
		return err
	}
	ctx, stop := app.UntilAsked()
	defer stop()
	s, err := store.Open(ctx, cfg.MySQLDSN, store.WithLog(log))
	if err != nil {
		return err
	}
	defer s.Close()
	pending, err := s.Pending(ctx)
	if err != nil {
		return err
	}
	if err := s.Migrate(ctx); err != nil {
		return err
	}
	if err := shipped.Adopt(ctx, s); err != nil {
		return err
	}
	for _, file := range pending {
		fmt.Println("已执行", file)
	}
	fmt.Println("数据库结构已是最新")
	return nil
}
