package main

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
)

// filled is how many issues there are.
type filled struct{ all, open int }

// openEvery: of the issues that are open, one copy in so many is made; what is
// closed is copied each time. So an archive grows, and work in hand a little.
const openEvery = 30

// copies are the tables of an issue, how a row hangs on it, and what a copy has
// of its own. It has another id everywhere, also within its state and events, so
// that its page opens; and days that lie further back.
var copies = []struct {
	table, on string
	own       map[string]string
}{
	{"issues", "t.id = i.id", map[string]string{"id": newID, "no": newNo, "raised_at": "t.raised_at" + back, "received_on": "DATE(t.raised_at" + back + ")"}},
	{"case_files", "t.id = i.id", map[string]string{"id": newID, "no": newNo, "state": "REPLACE(t.state, i.id, " + newID + ")", "unchecked": "0", "born_at": "t.born_at" + back}},
	{"case_parties", "t.case_id = i.id", map[string]string{"case_id": newID, "born_at": "t.born_at" + back}},
	{"case_events", "t.case_id = i.id", map[string]string{"id": "NULL", "case_id": newID, "body": "REPLACE(t.body, i.id, " + newID + ")"}},
}

const (
	newID = "CONCAT('i-', LEFT(SHA1(CONCAT(n.r, i.id)), 24))"
	newNo = "CONCAT(t.no, '-', n.r)"
	back  = " - INTERVAL MOD(n.r * 37, 1400) DAY - INTERVAL MOD(n.r * 7919, 86400) SECOND"
)

// fillIssues copies the demo district's issues until there are about so many.
func fillIssues(ctx context.Context, db *sql.DB, size int) (filled, error) {
	one, err := db.Conn(ctx)
	if err != nil {
		return filled{}, err
	}
	defer one.Close()
	run := func(q string, args ...any) error {
		if _, err := one.ExecContext(ctx, q, args...); err != nil {
			return fmt.Errorf("%.60s: %w", q, err)
		}
		return nil
	}
	if err := run("CREATE TABLE IF NOT EXISTS bench_base AS SELECT id, open FROM issues"); err != nil {
		return filled{}, err
	}
	if err := run("CREATE TABLE IF NOT EXISTS bench_rounds (r int PRIMARY KEY)"); err != nil {
		return filled{}, err
	}
	const step = 100
	for {
		have, err := countIssues(ctx, one)
		if err != nil || have.all >= size {
			return have, analyze(run, err)
		}
		var closed, done int
		if err := one.QueryRowContext(ctx, "SELECT COUNT(*) - SUM(open), (SELECT COALESCE(MAX(r), 0) FROM bench_rounds) FROM bench_base").Scan(&closed, &done); err != nil {
			return filled{}, err
		}
		last := done + min(step, max(1, (size-have.all)/closed))
		for r := done + 1; r <= last; r++ {
			if err := run("INSERT INTO bench_rounds VALUES (?)", r); err != nil {
				return filled{}, err
			}
		}
		for _, c := range copies {
			if err := copyRows(ctx, one, c.table, c.on, c.own, done, last); err != nil {
				return filled{}, err
			}
		}
	}
}

func analyze(run func(string, ...any) error, err error) error {
	if err != nil {
		return err
	}
	return run("ANALYZE TABLE issues, case_files, case_parties, case_events")
}

func countIssues(ctx context.Context, one *sql.Conn) (have filled, err error) {
	err = one.QueryRowContext(ctx, "SELECT COUNT(*), COALESCE(SUM(open), 0) FROM issues").Scan(&have.all, &have.open)
	return have, err
}

// copyRows copies the base's rows of one table for the rounds (after, last].
func copyRows(ctx context.Context, one *sql.Conn, table, on string, own map[string]string, after, last int) error {
	rows, err := one.QueryContext(ctx, "SELECT COLUMN_NAME FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME = ? ORDER BY ORDINAL_POSITION", table)
	if err != nil {
		return err
	}
	defer rows.Close()
	var names, values []string
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			return err
		}
		value, ok := own[name]
		if !ok {
			value = "t." + name
		}
		names, values = append(names, name), append(values, value)
	}
	if err := rows.Err(); err != nil {
		return err
	}
	_, err = one.ExecContext(ctx, "INSERT INTO "+table+" ("+strings.Join(names, ", ")+") SELECT "+strings.Join(values, ", ")+
		" FROM bench_rounds n JOIN bench_base i ON (i.open = 0 OR n.r % "+fmt.Sprint(openEvery)+" = 0) JOIN "+table+" t ON "+on+
		" WHERE n.r > ? AND n.r <= ?", after, last)
	if err != nil {
		return fmt.Errorf("copy %s: %w", table, err)
	}
	return nil
}
