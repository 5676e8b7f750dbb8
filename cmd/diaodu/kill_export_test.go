package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"github.com/xuri/excelize/v2"

	"github.com/diaodu/diaodu/cmd/internal/killtest"
	"github.com/diaodu/diaodu/store/storetest"
)

// order is a background order as its person sees it.
type order struct {
	ID, State      string
	Rows, Expected int
}

// awaitOrder looks at an order until it is as wanted.
func awaitOrder(t *testing.T, v *killtest.Visitor, id string, wanted func(order) bool) (o order) {
	t.Helper()
	require.Eventually(t, func() bool {
		status, body, err := v.Ask(http.MethodGet, "/api/errands/"+id, "", nil)
		return err == nil && status == http.StatusOK && json.Unmarshal(body, &o) == nil && wanted(o)
	}, 3*time.Minute, 50*time.Millisecond, "%+v", &o)
	return o
}

// manyProjects multiplies the one project of a district, and answers how many there are then.
func manyProjects(t *testing.T, d *district, doublings int) (n int) {
	t.Helper()
	db := storetest.SQL(t, d.dsn)
	for i := range doublings {
		for _, q := range []string{
			"CREATE TABLE copies AS SELECT * FROM projects",
			fmt.Sprintf("UPDATE copies SET id = CONCAT('c', LEFT(SHA1(CONCAT(id, '%d')), 30)), code = IF(code IS NULL, NULL, CONCAT(code, '%d'))", i, i),
			"INSERT INTO projects SELECT * FROM copies",
			"DROP TABLE copies",
		} {
			_, err := db.Exec(q)
			require.NoError(t, err, q)
		}
	}
	require.NoError(t, db.QueryRow("SELECT COUNT(*) FROM projects").Scan(&n))
	return n
}

// TestAnExportOutlivesTheProcessThatWritesIt kills `diaodu api` in the middle of
// writing a long sheet. Whoever runs next takes the order over, and the sheet is
// whole, once.
func TestAnExportOutlivesTheProcessThatWritesIt(t *testing.T) {
	d := newDistrict(t)
	n := manyProjects(t, d, 13)
	address := killtest.FreeAddress(t)
	settings := append([]string{"DIAODU_LISTEN=" + address}, d.settings...)
	door := killtest.Start(t, settings, "api")
	door.Await(t, address)
	v := killtest.Visit(t, address, "tongchou", password)
	var ordered order
	require.NoError(t, v.Insist("/api/projects/export", "export-1", nil, &ordered))
	half := awaitOrder(t, v, ordered.ID, func(o order) bool { return o.Rows > 0 })
	require.Equal(t, "running", half.State)
	require.Equal(t, n, half.Expected)
	door.Kill(t)

	door = killtest.Start(t, settings, "api")
	door.Await(t, address)
	began := time.Now()
	var again order
	require.NoError(t, v.Insist("/api/projects/export", "export-1", nil, &again))
	require.Equal(t, ordered.ID, again.ID, "the click that was sent again is the same order")
	done := awaitOrder(t, v, ordered.ID, func(o order) bool { return o.State != "running" && o.State != "waiting" })
	require.Equal(t, "done", done.State)
	require.Equal(t, n, done.Rows)
	status, body, err := v.Ask(http.MethodGet, "/api/errands/"+ordered.ID+"/file.xlsx", "", nil)
	require.NoError(t, err)
	require.Equal(t, http.StatusOK, status)
	f, err := excelize.OpenReader(bytes.NewReader(body))
	require.NoError(t, err)
	rows, err := f.GetRows(f.GetSheetList()[0])
	require.NoError(t, err)
	require.Len(t, rows, n+2, "title, header and every project once")
	t.Logf("%d rows, %d bytes, %v from the restart to the finished sheet", n, len(body), time.Since(began).Round(time.Millisecond))

	var runs, done1 int
	db := storetest.SQL(t, d.dsn)
	require.NoError(t, db.QueryRow("SELECT run FROM errands WHERE id = ?", ordered.ID).Scan(&runs))
	require.Equal(t, 2, runs)
	require.NoError(t, db.QueryRow("SELECT COUNT(*) FROM audit_entries WHERE what = 'export.done' AND subject = ?", ordered.ID).Scan(&done1))
	require.Equal(t, 1, done1)
	door.Stop(t, os.Interrupt)
}
