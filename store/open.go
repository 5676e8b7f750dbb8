// Package store keeps the rows: what happened (events), what is (projections),
// and what people administer, in one MySQL-family database. It decides nothing
// about cases; it records what the workflows decided. It never reads Temporal.
//
// Times: columns are DATETIME(6) holding China Standard Time, so that people
// reading the tables and SQL's DATE() see the local day. The driver converts on
// the way in and out; Go code may use any zone. Pure dates are DATE columns.
package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/go-sql-driver/mysql"
	gormmysql "gorm.io/driver/mysql"
	"gorm.io/gorm"

	"github.com/diaodu/diaodu/domain/workcal"
)

// sqlMode makes MariaDB and MySQL refuse the same things.
const sqlMode = "'STRICT_TRANS_TABLES,ONLY_FULL_GROUP_BY,NO_ZERO_DATE,NO_ZERO_IN_DATE,ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION'"

// Store is the open database. It is safe for use by many goroutines.
type Store struct {
	db     *gorm.DB
	sql    *sql.DB
	recent recent
	ready  sync.Map // kinds of case that are searchable by their grams
}

type options struct {
	log  *slog.Logger
	pool int
	slow time.Duration
}

// Option changes how the database is opened.
type Option func(*options)

// WithLog sends slow statements (without their values) to log.
func WithLog(log *slog.Logger) Option { return func(o *options) { o.log = log } }

// WithPool sets how many connections may be open at once; 32 where not given.
func WithPool(n int) Option { return func(o *options) { o.pool = n } }

// Open connects to the database named by dsn (go-sql-driver form,
// user:password@tcp(host:3306)/name). Everything about a connection that the
// code relies on is set here and not left to the DSN: UTF-8, China time, strict
// mode, READ COMMITTED, affected rows rather than found rows. It refuses a
// database that would lose Chinese text and a server that is too old.
func Open(ctx context.Context, dsn string, opts ...Option) (*Store, error) {
	o := options{log: slog.Default(), pool: 32, slow: 500 * time.Millisecond}
	for _, opt := range opts {
		opt(&o)
	}
	cfg, err := pin(dsn)
	if err != nil {
		return nil, err
	}
	conn, err := mysql.NewConnector(cfg)
	if err != nil {
		return nil, fmt.Errorf("database address: %w", err)
	}
	raw := sql.OpenDB(readCommitted{conn})
	raw.SetMaxOpenConns(o.pool)
	raw.SetMaxIdleConns(o.pool)
	raw.SetConnMaxIdleTime(5 * time.Minute)
	raw.SetConnMaxLifetime(30 * time.Minute)
	if err := checkServer(ctx, raw); err != nil {
		raw.Close()
		return nil, err
	}
	db, err := gorm.Open(gormmysql.New(gormmysql.Config{Conn: newPool(raw), DSNConfig: cfg, DisableWithReturning: true}), gormConfig(o))
	if err != nil {
		raw.Close()
		return nil, fmt.Errorf("open the database: %w", err)
	}
	return &Store{db: db, sql: raw, recent: newRecent()}, nil
}

// pin parses the DSN and sets what must not vary.
func pin(dsn string) (*mysql.Config, error) {
	cfg, err := mysql.ParseDSN(dsn)
	if err != nil {
		return nil, fmt.Errorf("database address (want user:password@tcp(host:3306)/name): %w", err)
	}
	if cfg.DBName == "" {
		return nil, errors.New("database address names no database (want user:password@tcp(host:3306)/name)")
	}
	if cfg.ClientFoundRows {
		return nil, errors.New("database address sets clientFoundRows=true: repeats could no longer be told from first writes; remove it")
	}
	if cfg.AllowAllFiles || cfg.AllowOldPasswords || cfg.MultiStatements {
		return nil, errors.New("database address sets allowAllFiles, allowOldPasswords or multiStatements: remove it")
	}
	cfg.ParseTime = true
	cfg.Loc = workcal.CST
	// Values go with the statement, in one round trip. A statement that GORM
	// prepares inside a transaction lives no longer than it, and would be prepared
	// anew for every act (docs/decisions/0019).
	cfg.InterpolateParams = true
	cfg.Logger = &mysql.NopLogger{} // what it would print is returned as an error too
	cfg.RejectReadOnly = true       // after a fail-over, leave the old primary
	if cfg.Timeout == 0 {
		cfg.Timeout = 5 * time.Second
	}
	if cfg.Params == nil {
		cfg.Params = map[string]string{}
	}
	cfg.Params["time_zone"] = "'+08:00'"
	cfg.Params["sql_mode"] = sqlMode
	err = cfg.Apply(mysql.Charset("utf8mb4", "utf8mb4_general_ci"), mysql.TimeTruncate(time.Microsecond))
	return cfg, err
}

func gormConfig(o options) *gorm.Config {
	return &gorm.Config{
		SkipDefaultTransaction: true,
		TranslateError:         true,
		NowFunc:                func() time.Time { return time.Now().Truncate(time.Microsecond) },
		Logger:                 slowLog{o.log, o.slow},
	}
}

// Close ends every connection.
func (s *Store) Close() error { return s.sql.Close() }

// Ping tells whether the database answers.
func (s *Store) Ping(ctx context.Context) error { return s.sql.PingContext(ctx) }

// checkServer refuses what would only fail later and less clearly.
func checkServer(ctx context.Context, db *sql.DB) error {
	var version, charset string
	if err := db.QueryRowContext(ctx, "SELECT VERSION(), @@character_set_database").Scan(&version, &charset); err != nil {
		return fmt.Errorf("reach the database: %w", err)
	}
	if charset != "utf8mb4" {
		return fmt.Errorf("the database is %s and would lose Chinese text: run ALTER DATABASE … CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci", charset)
	}
	return checkVersion(version)
}

// readCommitted sets the isolation of every new connection. The variable has
// other names on MySQL and MariaDB; the statement has one.
type readCommitted struct{ driver.Connector }

func (c readCommitted) Connect(ctx context.Context) (driver.Conn, error) {
	conn, err := c.Connector.Connect(ctx)
	if err != nil {
		return nil, err
	}
	ex, ok := conn.(driver.ExecerContext)
	if !ok {
		conn.Close()
		return nil, errors.New("the database driver cannot execute statements")
	}
	if _, err := ex.ExecContext(ctx, "SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED", nil); err != nil {
		conn.Close()
		return nil, fmt.Errorf("set READ COMMITTED: %w", err)
	}
	return conn, nil
}
