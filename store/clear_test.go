package store_test

import (
	"context"
	"database/sql"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/diaodu/diaodu/domain/org"
	"github.com/diaodu/diaodu/store"
	"github.com/diaodu/diaodu/store/storetest"
)

// rowsByTable counts the rows of every table.
func rowsByTable(t *testing.T, db *sql.DB) map[string]int {
	t.Helper()
	names, err := db.Query("SELECT TABLE_NAME FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE()")
	require.NoError(t, err)
	defer names.Close()
	rows := map[string]int{}
	for names.Next() {
		var name string
		require.NoError(t, names.Scan(&name))
		rows[name] = 0
	}
	require.NoError(t, names.Err())
	for name := range rows {
		var n int
		require.NoError(t, db.QueryRow("SELECT COUNT(*) FROM `"+name+"`").Scan(&n))
		rows[name] = n
	}
	return rows
}

// A cleared installation is what the migrations left, so that a first filling
// may begin again.
func TestClearedInstallationIsAsMigrated(t *testing.T) {
	ctx := context.Background()
	dsn := storetest.DSN(t)
	s, err := store.Open(ctx, dsn)
	require.NoError(t, err)
	defer s.Close()
	db := storetest.SQL(t, dsn)
	fresh := rowsByTable(t, db)
	delete(fresh, "schema_lock")

	require.NoError(t, s.AdoptShippedCalendar(ctx))
	keeper := org.Actor{UserID: "demo", Name: "演示数据", Roles: []org.Role{org.Admin}}
	require.NoError(t, s.SetSetting(ctx, store.By{Actor: keeper, At: time.Now()}, "demo", "filling"))
	alone, err := s.OnlyBy(ctx, "demo")
	require.NoError(t, err)
	require.True(t, alone)
	require.NotEqual(t, fresh, rowsByTable(t, db))
	require.NoError(t, s.Clear(ctx))
	cleared := rowsByTable(t, db)
	delete(cleared, "schema_lock")
	require.Equal(t, fresh, cleared)

	require.NoError(t, s.SetSetting(ctx, store.By{Actor: org.Actor{UserID: "u1", Name: "某人"}, At: time.Now()}, "demo", "filling"))
	alone, err = s.OnlyBy(ctx, "demo")
	require.NoError(t, err)
	require.False(t, alone)
}
