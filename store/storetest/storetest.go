// Package storetest gives every test a fresh, migrated database on a real
// server. All tests of one test binary share one private MariaDB; it is gone
// when the binary ends, also after a crash. DIAODU_TEST_MYSQL_DSN (an account
// that may create databases) points the same tests at a MySQL server instead.
package storetest

import (
	"context"
	"database/sql"
	"fmt"
	"io"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/go-sql-driver/mysql"

	"github.com/diaodu/diaodu/embedded/mariadb"
	"github.com/diaodu/diaodu/store"
)

// shared is the server of this test binary and the schema every test copies.
type shared struct {
	admin  *mysql.Config
	db     *sql.DB
	schema []string // CREATE TABLE statements
	rows   []string // tables that migrations filled
	tmpl   string
	alive  io.Closer // closes when this process ends, which ends the server
	err    error
}

var (
	once  sync.Once
	the   shared
	count atomic.Int64
)

// New opens a store on a database of its own, migrated and otherwise empty. It
// is closed and dropped when the test ends.
func New(t testing.TB) *store.Store {
	t.Helper()
	s, err := store.Open(context.Background(), DSN(t), store.WithPool(16))
	if err != nil {
		t.Fatalf("open a test database: %v", err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

// DSN makes a fresh migrated database and returns its address, for tests that
// open it several times or look at rows with plain SQL.
func DSN(t testing.TB) string {
	t.Helper()
	s := get(t)
	name := fmt.Sprintf("t%d_%d", os.Getpid(), count.Add(1))
	if err := s.create(name, s.schema); err != nil {
		t.Fatalf("make a test database: %v", err)
	}
	t.Cleanup(func() { _, _ = s.db.Exec("DROP DATABASE IF EXISTS " + name) })
	return s.dsn(name)
}

// Empty makes a fresh database without any table and returns its address.
func Empty(t testing.TB) string {
	t.Helper()
	s := get(t)
	name := fmt.Sprintf("e%d_%d", os.Getpid(), count.Add(1))
	if err := s.create(name, nil); err != nil {
		t.Fatalf("make a test database: %v", err)
	}
	t.Cleanup(func() { _, _ = s.db.Exec("DROP DATABASE IF EXISTS " + name) })
	return s.dsn(name)
}

// SQL opens the database at dsn for plain SQL in a test.
func SQL(t testing.TB, dsn string) *sql.DB {
	t.Helper()
	db, err := sql.Open("mysql", dsn+"?parseTime=true&charset=utf8mb4")
	if err != nil {
		t.Fatalf("open %s: %v", dsn, err)
	}
	t.Cleanup(func() { db.Close() })
	return db
}

// Server starts a private server for one test alone, for tests that kill it.
func Server(t testing.TB) *mariadb.Server {
	t.Helper()
	s, err := startIn(t.TempDir())
	if err != nil {
		t.Fatalf("start a database: %v", err)
	}
	t.Cleanup(s.Kill)
	return s
}

func get(t testing.TB) *shared {
	t.Helper()
	once.Do(func() { the.err = the.start(context.Background()) })
	if the.err != nil {
		t.Fatalf("start the test database: %v", the.err)
	}
	return &the
}

// start brings the server up and migrates the schema once.
func (s *shared) start(ctx context.Context) error {
	dsn := os.Getenv("DIAODU_TEST_MYSQL_DSN")
	if dsn == "" {
		server, pipe, err := startShared()
		if err != nil {
			return err
		}
		s.alive = pipe
		dsn = server.DSN("")
	}
	var err error
	if s.admin, err = mysql.ParseDSN(dsn); err != nil {
		return fmt.Errorf("DIAODU_TEST_MYSQL_DSN: %w", err)
	}
	admin := s.admin.Clone()
	admin.DBName, admin.MultiStatements = "", true
	conn, err := mysql.NewConnector(admin)
	if err != nil {
		return err
	}
	s.db = sql.OpenDB(conn)
	s.tmpl = fmt.Sprintf("tmpl%d", os.Getpid())
	if err := s.create(s.tmpl, nil); err != nil {
		return err
	}
	st, err := store.Open(ctx, s.dsn(s.tmpl))
	if err != nil {
		return err
	}
	defer st.Close()
	if err := st.Migrate(ctx); err != nil {
		return err
	}
	return s.readSchema(ctx)
}

// readSchema remembers how the migrated tables are made and which hold rows.
func (s *shared) readSchema(ctx context.Context) error {
	rows, err := s.db.QueryContext(ctx, "SELECT table_name FROM information_schema.tables WHERE table_schema = ? ORDER BY table_name", s.tmpl)
	if err != nil {
		return err
	}
	defer rows.Close()
	var names []string
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			return err
		}
		names = append(names, name)
	}
	for _, name := range names {
		var ignored, ddl string
		if err := s.db.QueryRowContext(ctx, "SHOW CREATE TABLE "+s.tmpl+"."+name).Scan(&ignored, &ddl); err != nil {
			return err
		}
		s.schema = append(s.schema, ddl)
		var one int
		if s.db.QueryRowContext(ctx, "SELECT 1 FROM "+s.tmpl+"."+name+" LIMIT 1").Scan(&one) == nil {
			s.rows = append(s.rows, name)
		}
	}
	return rows.Err()
}

// create makes a database and its tables in one round trip, which is several
// times faster than running every migration again.
func (s *shared) create(name string, schema []string) error {
	q := []string{
		"CREATE DATABASE " + name + " CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci",
		"USE " + name,
		"SET foreign_key_checks = 0",
	}
	q = append(q, schema...)
	if schema != nil {
		for _, table := range s.rows {
			q = append(q, "INSERT INTO "+table+" SELECT * FROM "+s.tmpl+"."+table)
		}
	}
	q = append(q, "SET foreign_key_checks = 1")
	_, err := s.db.Exec(strings.Join(q, ";\n"))
	return err
}

func (s *shared) dsn(name string) string {
	cfg := s.admin.Clone()
	cfg.DBName = name
	return cfg.FormatDSN()
}
