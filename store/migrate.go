package store

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"time"

	"github.com/go-sql-driver/mysql"
	"github.com/pressly/goose/v3"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Migrate brings the schema up to date. Several programs may call it at once:
// one works, the others wait and then find nothing left to do. Migrations only
// go forward; numbers are per noun, so a lower number may arrive later.
func (s *Store) Migrate(ctx context.Context) error {
	unlock, err := s.lockSchema(ctx)
	if err != nil {
		return err
	}
	defer unlock()
	p, err := s.migrator()
	if err != nil {
		return err
	}
	if _, err := p.Up(ctx); err != nil {
		return fmt.Errorf("migrate the database: %w", err)
	}
	return nil
}

// Pending lists the migrations not yet applied, by file name.
func (s *Store) Pending(ctx context.Context) ([]string, error) {
	p, err := s.migrator()
	if err != nil {
		return nil, err
	}
	all, err := p.Status(ctx)
	if err != nil {
		return nil, fmt.Errorf("read the schema version: %w", err)
	}
	var pending []string
	for _, m := range all {
		if m.State == goose.StatePending {
			pending = append(pending, m.Source.Path)
		}
	}
	return pending, nil
}

func (s *Store) migrator() (*goose.Provider, error) {
	files, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return nil, fmt.Errorf("open the migrations: %w", err)
	}
	p, err := goose.NewProvider(goose.DialectMySQL, s.sql, files,
		goose.WithAllowOutofOrder(true), goose.WithDisableGlobalRegistry(true))
	if err != nil {
		return nil, fmt.Errorf("read the migrations: %w", err)
	}
	return p, nil
}

// lockSchema holds a row lock on a connection of its own until unlock is called
// or this process dies, when the server lets go of it. GET_LOCK is not used:
// TiDB and OceanBase differ in it.
func (s *Store) lockSchema(ctx context.Context) (unlock func(), err error) {
	for _, q := range []string{
		"CREATE TABLE IF NOT EXISTS schema_lock (name varchar(16) PRIMARY KEY) DEFAULT CHARACTER SET utf8mb4",
		"INSERT IGNORE INTO schema_lock (name) VALUES ('schema')",
	} {
		if err := retryLockWait(ctx, func() error { _, err := s.sql.ExecContext(ctx, q); return err }); err != nil {
			return nil, fmt.Errorf("prepare the schema lock: %w", err)
		}
	}
	var tx *sql.Tx
	err = retryLockWait(ctx, func() error {
		if tx, err = s.sql.BeginTx(ctx, nil); err != nil {
			return err
		}
		var name string
		if err = tx.QueryRowContext(ctx, "SELECT name FROM schema_lock WHERE name = 'schema' FOR UPDATE").Scan(&name); err != nil {
			tx.Rollback()
		}
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("wait for another migration: %w", err)
	}
	return func() { tx.Rollback() }, nil
}

// retryLockWait tries again while somebody else holds the row.
func retryLockWait(ctx context.Context, try func() error) error {
	for {
		err := try()
		var my *mysql.MySQLError
		if !errors.As(err, &my) || (my.Number != 1205 && my.Number != 1213) {
			return err
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(100 * time.Millisecond):
		}
	}
}
