package store_test

import (
	"context"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/diaodu/diaodu/store"
	"github.com/diaodu/diaodu/store/storetest"
)

func TestMigrationsRunOnceWhoeverCallsThem(t *testing.T) {
	dsn := storetest.Empty(t)
	var wg sync.WaitGroup
	errs := make([]error, 4)
	for i := range errs {
		wg.Add(1)
		go func() {
			defer wg.Done()
			s, err := store.Open(context.Background(), dsn)
			if err == nil {
				err = s.Migrate(context.Background())
				s.Close()
			}
			errs[i] = err
		}()
	}
	wg.Wait()
	for _, err := range errs {
		require.NoError(t, err)
	}
	s, err := store.Open(context.Background(), dsn)
	require.NoError(t, err)
	defer s.Close()
	pending, err := s.Pending(context.Background())
	require.NoError(t, err)
	require.Empty(t, pending)
	require.NoError(t, s.Migrate(context.Background()), "a second run finds nothing to do")
}

func TestEmptyDatabaseListsWhatIsPending(t *testing.T) {
	s, err := store.Open(context.Background(), storetest.Empty(t))
	require.NoError(t, err)
	defer s.Close()
	pending, err := s.Pending(context.Background())
	require.NoError(t, err)
	require.Contains(t, pending, "0001_base.sql")
}

func TestEveryTestDatabaseIsMigratedAndItsOwn(t *testing.T) {
	a, b := storetest.DSN(t), storetest.DSN(t)
	_, err := storetest.SQL(t, a).Exec("INSERT INTO settings (name, value, updated_at) VALUES ('x', '一', NOW(6))")
	require.NoError(t, err)
	var n int
	require.NoError(t, storetest.SQL(t, b).QueryRow("SELECT COUNT(*) FROM settings").Scan(&n))
	require.Zero(t, n)
	s, err := store.Open(context.Background(), b)
	require.NoError(t, err)
	defer s.Close()
	pending, err := s.Pending(context.Background())
	require.NoError(t, err)
	require.Empty(t, pending)
}

func TestAddressesThatWouldMisleadAreRefused(t *testing.T) {
	for dsn, says := range map[string]string{
		"root@tcp(127.0.0.1:3306)/":                         "names no database",
		"root@tcp(127.0.0.1:3306)/d?clientFoundRows=true":   "clientFoundRows",
		"root@tcp(127.0.0.1:3306)/d?multiStatements=true":   "multiStatements",
		"mysql://root@127.0.0.1/d":                          "want user:password@tcp",
		"root@unix(/no/such/socket.sock)/d?timeout=1s":      "reach the database",
		"root@tcp(127.0.0.1:1)/d?parseTime=false&loc=Local": "reach the database",
	} {
		_, err := store.Open(context.Background(), dsn)
		require.ErrorContains(t, err, says, dsn)
	}
}

func TestLatin1DatabaseIsRefused(t *testing.T) {
	dsn := storetest.Empty(t)
	_, err := storetest.SQL(t, dsn).Exec("ALTER DATABASE CHARACTER SET latin1")
	require.NoError(t, err)
	_, err = store.Open(context.Background(), dsn)
	require.ErrorContains(t, err, "lose Chinese text")
}

func TestPingTellsWhetherTheDatabaseAnswers(t *testing.T) {
	server := storetest.Server(t)
	require.NoError(t, server.CreateDatabase(context.Background(), "d"))
	s, err := store.Open(context.Background(), server.DSN("d"))
	require.NoError(t, err)
	defer s.Close()
	require.NoError(t, s.Ping(context.Background()))
	server.Kill()
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	require.Error(t, s.Ping(ctx))
}
