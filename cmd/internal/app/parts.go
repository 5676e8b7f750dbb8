package app

import (
	"context"
	"fmt"
	"log/slog"
	"slices"
	"time"

	"go.temporal.io/sdk/client"

	"github.com/diaodu/diaodu/config"
	"github.com/diaodu/diaodu/deploy/seed"
	"github.com/diaodu/diaodu/engine"
	"github.com/diaodu/diaodu/store"
)

// Parts is what both the door and the worker need, open.
type Parts struct {
	Config   config.Config
	Log      *slog.Logger
	Store    *store.Store
	Files    *store.Files
	Temporal client.Client
	Cases    *engine.Cases
	// Switchboard makes the channels of notices.
	Switchboard *Switchboard

	ends []func()
}

// Open opens the database and the way to the cases. On an error nothing stays open.
func Open(ctx context.Context, cfg config.Config, log *slog.Logger) (p *Parts, err error) {
	p = &Parts{Config: cfg, Log: log}
	defer func() {
		if err != nil {
			p.Close()
		}
	}()
	if p.Store, err = OpenStore(ctx, cfg, log); err != nil {
		return p, err
	}
	p.ends = append(p.ends, func() { p.Store.Close() })
	if err = seed.Take(ctx, p.Store, time.Now()); err != nil {
		return p, err
	}
	if p.Files, err = p.Store.Files(cfg.Sub("files")); err != nil {
		return p, fmt.Errorf("附件目录：%w", err)
	}
	if p.Switchboard, err = NewSwitchboard(p.Store, cfg); err != nil {
		return p, err
	}
	if p.Temporal, err = DialTemporal(ctx, cfg, log); err != nil {
		return p, err
	}
	p.ends = append(p.ends, p.Temporal.Close)
	p.Cases = engine.NewCases(p.Temporal, p.Store, "")
	return p, nil
}

// Close closes everything, last opened first.
func (p *Parts) Close() {
	slices.Reverse(p.ends)
	for _, end := range p.ends {
		end()
	}
	p.ends = nil
}
