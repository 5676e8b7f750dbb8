package main

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"github.com/diaodu/diaodu/embedded/mariadb"
)

const databaseName = "diaodu"

// startDatabase brings up the private server unless another one is named, and
// starts it again should it die: cases wait meanwhile, none is lost.
func (a *allInOne) startDatabase(ctx context.Context) error {
	if a.cfg.MySQLDSN != "" {
		return nil
	}
	k := &keptDatabase{opts: mariadb.Options{Dir: a.cfg.Sub("mariadb")}, log: a.log}
	if err := k.start(ctx); err != nil {
		return err
	}
	if err := k.server.CreateDatabase(ctx, databaseName); err != nil {
		return err
	}
	a.cfg.MySQLDSN = k.server.DSN(databaseName)
	watched, unwatch := context.WithCancel(context.Background())
	go k.watch(watched)
	a.later(func() error { unwatch(); return k.stop() })
	return nil
}

// keptDatabase is the private server, restarted where it ends by itself. Its
// socket keeps its name, so open pools find the next one.
type keptDatabase struct {
	opts mariadb.Options
	log  *slog.Logger

	mu     sync.Mutex
	server *mariadb.Server
}

func (k *keptDatabase) start(ctx context.Context) error {
	s, err := mariadb.Start(ctx, k.opts)
	if err != nil {
		return err
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	k.server = s
	return nil
}

func (k *keptDatabase) current() *mariadb.Server {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.server
}

func (k *keptDatabase) watch(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-k.current().Exited():
		}
		if ctx.Err() != nil {
			return
		}
		k.log.Error("the database ended; starting it again")
		if err := k.start(ctx); err != nil {
			k.log.Error("the database does not start", "err", err)
			select {
			case <-ctx.Done():
			case <-time.After(2 * time.Second):
			}
		}
	}
}

func (k *keptDatabase) stop() error { return k.current().Stop() }
