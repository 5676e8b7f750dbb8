package mariadb

import (
	"context"
	"database/sql"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func start(t *testing.T, dir string) *Server {
	t.Helper()
	s, err := Start(context.Background(), Options{Dir: dir, BufferPool: "32M", Throwaway: true})
	require.NoError(t, err)
	t.Cleanup(s.Kill)
	return s
}

func open(t *testing.T, s *Server, name string) *sql.DB {
	t.Helper()
	db, err := sql.Open("mysql", s.DSN(name))
	require.NoError(t, err)
	t.Cleanup(func() { db.Close() })
	return db
}

func TestCommittedRowsSurviveStopAndKill(t *testing.T) {
	dir := t.TempDir()
	s := start(t, dir)
	require.NoError(t, s.CreateDatabase(context.Background(), "d"))
	db := open(t, s, "d")
	_, err := db.Exec("CREATE TABLE t (name varchar(32) PRIMARY KEY)")
	require.NoError(t, err)
	_, err = db.Exec("INSERT INTO t VALUES ('用水难题')")
	require.NoError(t, err)
	require.NoError(t, s.Stop())

	s = start(t, dir)
	_, err = open(t, s, "d").Exec("INSERT INTO t VALUES ('用电难题')")
	require.NoError(t, err)
	s.Kill()

	s = start(t, dir)
	var n int
	require.NoError(t, open(t, s, "d").QueryRow("SELECT COUNT(*) FROM t").Scan(&n))
	require.Equal(t, 2, n)
	require.NoError(t, s.Stop())
}

// Two servers on one machine, of which one starts while the other sorts on disk:
// a starting server removes every temporary table that it finds.
func TestServersDoNotShareTheirTemporaryTables(t *testing.T) {
	one := start(t, t.TempDir())
	busy, err := open(t, one, "").Conn(context.Background())
	require.NoError(t, err)
	defer busy.Close()
	_, err = busy.ExecContext(context.Background(), "CREATE TEMPORARY TABLE mysql.sorting (n int) ENGINE=MyISAM")
	require.NoError(t, err)
	start(t, t.TempDir())
	_, err = busy.ExecContext(context.Background(), "FLUSH TABLES")
	require.NoError(t, err)
	_, err = busy.ExecContext(context.Background(), "ALTER TABLE mysql.sorting ADD COLUMN m int")
	require.NoError(t, err)
}

func TestNewDatabasesTakeChineseText(t *testing.T) {
	s := start(t, t.TempDir())
	require.NoError(t, s.CreateDatabase(context.Background(), "d"))
	require.NoError(t, s.CreateDatabase(context.Background(), "d"), "making it twice is harmless")
	var charset, collation string
	db := open(t, s, "d")
	require.NoError(t, db.QueryRow("SELECT @@character_set_database, @@collation_database").Scan(&charset, &collation))
	require.Equal(t, "utf8mb4 utf8mb4_general_ci", charset+" "+collation)
	require.NoError(t, s.Stop())
}

func TestServerLeftByAKilledParentIsStoppedBeforeTheNextStarts(t *testing.T) {
	dir := t.TempDir()
	left := start(t, dir)
	raw, err := os.ReadFile(left.pidFile())
	require.NoError(t, err)
	require.Equal(t, strconv.Itoa(left.Pid()), strings.TrimSpace(string(raw)))

	next := start(t, dir)
	<-left.Exited()
	require.NotEqual(t, left.Pid(), next.Pid())
	require.NoError(t, open(t, next, "").Ping())
}

func TestPidOfAStrangerIsLeftAlone(t *testing.T) {
	file := filepath.Join(t.TempDir(), "pid")
	require.NoError(t, os.WriteFile(file, []byte(strconv.Itoa(os.Getpid())), 0o600))
	require.NoError(t, stopLeftover(context.Background(), file, "/nowhere"))
}

func TestLongDataFolderGetsAShortSocket(t *testing.T) {
	deep := filepath.Join(t.TempDir(), strings.Repeat("很长的目录名", 6))
	s := start(t, deep)
	require.LessOrEqual(t, len(s.socket), 100)
	require.NoError(t, open(t, s, "").Ping())
}

func TestMissingServerSaysWhatToInstall(t *testing.T) {
	_, err := find("no-such-server-anywhere")
	require.ErrorIs(t, err, ErrNotInstalled)
	require.Contains(t, err.Error(), "apt-get install mariadb-server-core")
	require.NotContains(t, err.Error(), "\n")
}
