package e2e

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/diaodu/diaodu/domain/between"
	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/issue"
	"github.com/diaodu/diaodu/domain/supervision"
)

// Whatever was spoilt in the read model comes back from the events.
func TestRebuildMakesTheReadModelFromEvents(t *testing.T) {
	d := newDistrict(t)
	ctx := context.Background()
	d.quietMeeting("01-04 10:00", "01", "01-11")
	id := d.report("05-09 09:30", "i-1", "water.supply", "无水")
	d.do("05-09 09:40", casefile.Issue, id, wangMin, issue.Accept, issue.Form{})
	d.do("05-09 09:50", casefile.Issue, id, wangMin, issue.Dispatch, issue.Form{Grade: issue.Major, Lead: &housing, Co: []between.Unit{waterCo}})
	d.do("05-09 10:00", casefile.Issue, id, zhengTao, issue.Sign, issue.Form{})
	d.do("05-09 10:10", casefile.Issue, id, districtMan, issue.OrderOnSite, issue.Form{Task: &between.TaskBirth{
		Content: "接通供水", Standard: "通水", Lead: waterCo, Due: day("05-20"),
	}})
	require.Empty(t, d.issue(id).Warnings)
	task := d.issue(id).Tasks[0].ID
	d.do("05-09 10:20", casefile.Task, task, hanMei, supervision.ActSign, supervision.Form{})
	d.until("05-25 10:00")

	before := d.dump()
	require.Contains(t, before, "无水")
	for _, spoil := range []string{
		"UPDATE issues SET heading = 'x', status = 'closed'", "DELETE FROM tasks", "DELETE FROM task_owed", "DELETE FROM case_parties",
		"DELETE FROM meetings", "UPDATE counters SET n = n + 5", "UPDATE case_files SET status = 'x', title = 'y'",
	} {
		d.sql(spoil)
	}
	require.NotEqual(t, before, d.dump())
	done, err := d.store.Rebuild(ctx)
	require.NoError(t, err)
	require.Equal(t, 3, done.Cases)
	require.Equal(t, before, d.dump())
	v, err := d.store.VerifyAudit(ctx)
	require.NoError(t, err)
	require.Empty(t, v.Broken)
}

// dump is every row of the read model as text.
func (d *district) dump() string {
	return dumped(d.t, d.db,
		"SELECT * FROM issues ORDER BY id", "SELECT * FROM tasks ORDER BY id", "SELECT * FROM task_owed ORDER BY task_id, id",
		"SELECT * FROM meetings ORDER BY id", "SELECT * FROM minutes_parts ORDER BY meeting_id, anchor, version")
}

// dumped is every row of some tables, and of those that every noun has, as text.
func dumped(t *testing.T, db *sql.DB, tables ...string) string {
	t.Helper()
	var b strings.Builder
	for _, q := range append(tables,
		"SELECT * FROM case_parties ORDER BY case_id, type, party_id",
		"SELECT measure, k, SUM(n) FROM counters WHERE measure NOT LIKE 'project%' GROUP BY measure, k HAVING SUM(n) <> 0 ORDER BY measure, k",
		"SELECT id, no, title, status, done, state FROM case_files ORDER BY id",
	) {
		rows, err := db.Query(q)
		require.NoError(t, err, q)
		cols, err := rows.Columns()
		require.NoError(t, err)
		for rows.Next() {
			cells := make([]any, len(cols))
			for n := range cells {
				cells[n] = new(any)
			}
			require.NoError(t, rows.Scan(cells...))
			for n, c := range cells {
				v := *c.(*any)
				if raw, ok := v.([]byte); ok {
					v = string(raw)
				}
				fmt.Fprintf(&b, "%s=%v ", cols[n], v)
			}
			b.WriteString("\n")
		}
		require.NoError(t, rows.Err())
	}
	return b.String()
}

func (d *district) sql(statement string) {
	_, err := d.db.Exec(statement)
	require.NoError(d.t, err, statement)
}
