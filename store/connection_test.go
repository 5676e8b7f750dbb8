package store

import (
	"context"
	"database/sql"
	"log/slog"
	"testing"
	"time"

	"github.com/go-sql-driver/mysql"
	"github.com/stretchr/testify/require"
	gormmysql "gorm.io/driver/mysql"
	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"github.com/diaodu/diaodu/domain/workcal"
	"github.com/diaodu/diaodu/embedded/mariadb"
)

type trap struct {
	Name string `gorm:"primaryKey;size:8"`
	At   time.Time
	On   time.Time `gorm:"column:on_date"`
	N    int
}

// openTraps opens a store on a private server; storetest cannot be used from
// inside this package because it imports it.
func openTraps(t *testing.T) *Store {
	t.Helper()
	server, err := mariadb.Start(context.Background(), mariadb.Options{Dir: t.TempDir(), BufferPool: "32M", Throwaway: true})
	require.NoError(t, err)
	t.Cleanup(server.Kill)
	require.NoError(t, server.CreateDatabase(context.Background(), "d"))
	s, err := Open(context.Background(), server.DSN("d"))
	require.NoError(t, err)
	t.Cleanup(func() { s.Close() })
	_, err = s.sql.Exec("CREATE TABLE traps (name varchar(8) PRIMARY KEY, at datetime(6) NOT NULL, on_date date NOT NULL, n int NOT NULL)")
	require.NoError(t, err)
	return s
}

// TestConnectionKeepsItsPromises walks the traps between MySQL, MariaDB, the
// driver and GORM that the rest of the store relies on being closed.
func TestConnectionKeepsItsPromises(t *testing.T) {
	s := openTraps(t)
	for name, promise := range map[string]func(*testing.T, *Store){
		"instants come back as the same instant whatever the zone": instantsRoundTrip,
		"the tables show China time":                               tablesShowChinaTime,
		"a repeat affects no rows":                                 repeatAffectsNoRows,
		"a duplicate is told as a duplicate":                       duplicateIsTranslated,
		"text that is too long is refused":                         tooLongIsRefused,
		"rare characters and emoji are kept":                       rareCharactersKept,
		"text that looks like SQL stays text":                      textStaysText,
		"locked rows can be skipped":                               lockedRowsSkipped,
		"isolation is READ COMMITTED on every connection":          isolation,
	} {
		t.Run(name, func(t *testing.T) { promise(t, s) })
	}
}

func instantsRoundTrip(t *testing.T, s *Store) {
	at := time.Date(2022, 3, 4, 23, 59, 59, 123456789, time.UTC)
	day := time.Date(2022, 3, 5, 0, 0, 0, 0, workcal.CST)
	require.NoError(t, rowsOf[trap](s.db).Create(context.Background(), &trap{Name: "a", At: at, On: day}))
	for range 2 { // first and repeated (prepared) use
		got, err := rowsOf[trap](s.db).Where("name = ?", "a").First(context.Background())
		require.NoError(t, err)
		require.True(t, got.At.Equal(at.Truncate(time.Microsecond)), got.At)
		require.Equal(t, "2022-03-05", got.On.Format(time.DateOnly))
	}
	n, err := rowsOf[trap](s.db).Where("name = ? AND at = ?", "a", at.In(time.FixedZone("X", -5*3600))).Count(context.Background(), "*")
	require.NoError(t, err)
	require.EqualValues(t, 1, n)
}

func tablesShowChinaTime(t *testing.T, s *Store) {
	at := time.Date(2022, 12, 31, 18, 0, 0, 0, time.UTC)
	require.NoError(t, rowsOf[trap](s.db).Create(context.Background(), &trap{Name: "b", At: at, On: at.In(workcal.CST)}))
	var shown, day string
	require.NoError(t, s.sql.QueryRow("SELECT DATE_FORMAT(at, '%Y-%m-%d %H:%i'), CAST(DATE(at) AS CHAR) FROM traps WHERE name = 'b'").Scan(&shown, &day))
	require.Equal(t, "2023-01-01 02:00", shown)
	require.Equal(t, "2023-01-01", day)
	var now time.Time
	var second int64
	require.NoError(t, s.sql.QueryRow("SELECT NOW(6), UNIX_TIMESTAMP()").Scan(&now, &second))
	require.WithinDuration(t, time.Unix(second, 0), now, time.Minute)
}

func repeatAffectsNoRows(t *testing.T, s *Store) {
	insert := func() int64 {
		r := s.db.Clauses(clause.OnConflict{DoNothing: true}).Create(&trap{Name: "c", At: time.Now(), On: time.Now()})
		require.NoError(t, r.Error)
		return r.RowsAffected
	}
	require.EqualValues(t, 1, insert())
	require.EqualValues(t, 0, insert())
	n, err := rowsOf[trap](s.db).Where("name = ?", "c").Update(context.Background(), "n", 0)
	require.NoError(t, err)
	require.Zero(t, n, "rows that already hold the value are not counted")
}

func duplicateIsTranslated(t *testing.T, s *Store) {
	row := trap{Name: "d", At: time.Now(), On: time.Now()}
	require.NoError(t, rowsOf[trap](s.db).Create(context.Background(), &row))
	require.ErrorIs(t, rowsOf[trap](s.db).Create(context.Background(), &row), gorm.ErrDuplicatedKey)
}

func tooLongIsRefused(t *testing.T, s *Store) {
	require.Error(t, rowsOf[trap](s.db).Create(context.Background(), &trap{Name: "一二三四五六七八九", At: time.Now(), On: time.Now()}))
}

func rareCharactersKept(t *testing.T, s *Store) {
	require.NoError(t, rowsOf[trap](s.db).Create(context.Background(), &trap{Name: "𠮷㙍🏗", At: time.Now(), On: time.Now()}))
	got, err := rowsOf[trap](s.db).Where("name = ?", "𠮷㙍🏗").First(context.Background())
	require.NoError(t, err)
	require.Equal(t, "𠮷㙍🏗", got.Name)
}

// textStaysText tries what would end a quoted value early, as a value, as one that
// is looked for, and in a session that reads backslashes otherwise.
func textStaysText(t *testing.T, s *Store) {
	ctx := context.Background()
	for _, name := range []string{
		"'", "''", `\`, `\'`, `\\'`, `"`, "`", "' OR 1=1", "x';--", "\x00", "\x1a", "\n\r", "?", "%_", "\u00a5'", "\u2019", "𠮷'",
	} {
		require.NoError(t, rowsOf[trap](s.db).Create(ctx, &trap{Name: name, At: time.Now(), On: time.Now(), N: 7}), "%q", name)
		got, err := rowsOf[trap](s.db).Where("name = ? AND n = ?", name, 7).Find(ctx)
		require.NoError(t, err, "%q", name)
		require.Len(t, got, 1, "%q", name)
		require.Equal(t, name, got[0].Name)
		n, err := rowsOf[trap](s.db).Where("name = ?", name).Delete(ctx)
		require.NoError(t, err)
		require.EqualValues(t, 1, n, "%q took others with it", name)
	}
	conn, err := s.sql.Conn(ctx)
	require.NoError(t, err)
	defer conn.Close()
	_, err = conn.ExecContext(ctx, "SET SESSION sql_mode = CONCAT(@@sql_mode, ',NO_BACKSLASH_ESCAPES')")
	require.NoError(t, err)
	var back string
	require.NoError(t, conn.QueryRowContext(ctx, "SELECT ?", `\' OR 1=1`).Scan(&back))
	require.Equal(t, `\' OR 1=1`, back)
	_, err = conn.ExecContext(ctx, "SET SESSION sql_mode = "+sqlMode)
	require.NoError(t, err)
}

func lockedRowsSkipped(t *testing.T, s *Store) {
	require.NoError(t, rowsOf[trap](s.db).Create(context.Background(), &trap{Name: "e", At: time.Now(), On: time.Now()}))
	tx := s.db.Begin()
	defer tx.Rollback()
	require.NoError(t, tx.Exec("SELECT name FROM traps WHERE name = 'e' FOR UPDATE").Error)
	got, err := rowsOf[trap](s.db, clause.Locking{Strength: "UPDATE", Options: "SKIP LOCKED"}).Where("name = ?", "e").Find(context.Background())
	require.NoError(t, err)
	require.Empty(t, got)
}

func isolation(t *testing.T, s *Store) {
	var held []*sql.Conn
	for range 3 {
		c, err := s.sql.Conn(context.Background())
		require.NoError(t, err)
		held = append(held, c)
		var level, mode string
		require.NoError(t, c.QueryRowContext(context.Background(), "SELECT @@tx_isolation, @@sql_mode").Scan(&level, &mode))
		require.Equal(t, "READ-COMMITTED", level)
		require.Contains(t, mode, "STRICT_TRANS_TABLES")
	}
	for _, c := range held {
		c.Close()
	}
}

func TestServersThatAreTooOldAreRefused(t *testing.T) {
	for version, fine := range map[string]bool{
		"10.11.19-MariaDB-0+deb12u1": true, "5.5.5-10.6.3-MariaDB": true, "11.4.2-MariaDB": true, "10.5.9-MariaDB": false,
		"8.0.17": true, "8.0.16": false, "8.4.0-commercial": true, "9.7.0": true, "5.7.44-log": false,
		"8.0.11-TiDB-v8.1.0": true,
	} {
		require.Equal(t, fine, checkVersion(version) == nil, version)
	}
}

// BenchmarkTransaction compares the two ways to pass values inside a transaction,
// where every act is recorded; the ratio decided InterpolateParams in pin. Run by
// hand: go test -bench Transaction ./store
func BenchmarkTransaction(b *testing.B) {
	server, err := mariadb.Start(context.Background(), mariadb.Options{Dir: b.TempDir(), BufferPool: "32M", Throwaway: true})
	require.NoError(b, err)
	defer server.Kill()
	require.NoError(b, server.CreateDatabase(context.Background(), "d"))
	s, err := Open(context.Background(), server.DSN("d"))
	require.NoError(b, err)
	defer s.Close()
	_, err = s.sql.Exec("CREATE TABLE traps (name varchar(8) PRIMARY KEY, at datetime(6) NOT NULL, on_date date NOT NULL, n int NOT NULL)")
	require.NoError(b, err)
	cfg, err := pin(server.DSN("d"))
	require.NoError(b, err)
	cfg.InterpolateParams = false
	conn, err := mysql.NewConnector(cfg)
	require.NoError(b, err)
	config := gormConfig(options{log: slog.Default(), slow: time.Second})
	config.PrepareStmt = true
	prepared, err := gorm.Open(gormmysql.New(gormmysql.Config{Conn: sql.OpenDB(conn), DSNConfig: cfg}), config)
	require.NoError(b, err)
	for way, db := range map[string]*gorm.DB{"interpolated": s.db, "prepared": prepared} {
		b.Run(way, func(b *testing.B) {
			for b.Loop() {
				require.NoError(b, db.Transaction(func(tx *gorm.DB) error {
					for range 7 {
						q := "INSERT INTO traps VALUES (?, ?, ?, ?) ON DUPLICATE KEY UPDATE n = n + 1"
						if err := tx.Exec(q, "x", time.Now(), time.Now(), 1).Error; err != nil {
							return err
						}
					}
					return nil
				}))
			}
		})
	}
}
