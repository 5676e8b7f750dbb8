package main

import (
	"context"
	"database/sql"
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/diaodu/diaodu/domain/org"
	"github.com/diaodu/diaodu/domain/statistics"
	"github.com/diaodu/diaodu/domain/workcal"
	"github.com/diaodu/diaodu/store"
)

// barFigures bounds a year's report over the bare reading of the same rows.
const barFigures = 15.0

// figuresYear is the year that the made-up issues fill.
const figuresYear = 2025

// doublings make 2^16 issues of one, every fourth with a task.
const doublings = 16

// compareFigures asks for the report of a year of 65,536 issues and compares it,
// in turns, with reading the issues' and tasks' columns and nothing else.
func compareFigures(ctx context.Context, rounds int) (bool, error) {
	dir, err := os.MkdirTemp("", "diaodu-bench")
	if err != nil {
		return false, err
	}
	defer os.RemoveAll(dir)
	p := &parts{}
	defer p.close()
	if err := p.openDatabase(ctx, dir); err != nil {
		return false, err
	}
	if err := p.manyIssues(ctx); err != nil {
		return false, fmt.Errorf("make issues: %w", err)
	}
	var ours, bare []time.Duration
	for n := range rounds + 1 {
		began := time.Now()
		if err := p.bareRows(ctx); err != nil {
			return false, err
		}
		b := time.Since(began)
		began = time.Now()
		seen, err := p.yearsReport(ctx)
		if err != nil {
			return false, err
		}
		if n == 0 { // the first round warms the server
			fmt.Printf("%d issues in the report\n", seen)
			continue
		}
		bare, ours = append(bare, b), append(ours, time.Since(began))
	}
	ratio := median(ours).Seconds() / median(bare).Seconds()
	fmt.Printf("a year's report         %8.0f ms ÷ %8.0f ms bare reading = %.2f (bar %.2f) %s\n",
		median(ours).Seconds()*1000, median(bare).Seconds()*1000, ratio, barFigures, verdict(ratio <= barFigures))
	return ratio <= barFigures, nil
}

func verdict(ok bool) string {
	if ok {
		return "met"
	}
	return "MISSED"
}

// yearsReport is what the statistics page asks for.
func (p *parts) yearsReport(ctx context.Context) (int, error) {
	f, err := p.store.StatisticsFacts(ctx, store.StatisticsQuery{
		AsOf: workcal.NewDate(figuresYear+1, time.January, 5).At(9, 0), From: workcal.NewDate(figuresYear, time.January, 1), To: workcal.NewDate(figuresYear, time.December, 31),
	})
	if err != nil {
		return 0, err
	}
	r := statistics.ReportOf(f, org.Actor{UserID: "u", Roles: []org.Role{org.Chair}})
	if len(r.Figures) == 0 {
		return 0, fmt.Errorf("an empty report")
	}
	return len(f.Issues), nil
}

// bareRows reads what any report must look at, into nothing.
func (p *parts) bareRows(ctx context.Context) error {
	for _, q := range []string{
		"SELECT id, no, status, heading, class_l1, town_code, lead_id, lead_name, project_name, enterprise_id, raised_at, due, closed_on FROM issues",
		"SELECT id, no, status, title, issue_id, lead_id, lead_name, decided_at, due, closed_on FROM tasks",
	} {
		rows, err := p.db.QueryContext(ctx, q)
		if err != nil {
			return err
		}
		columns, err := rows.Columns()
		if err != nil {
			return err
		}
		into := make([]any, len(columns))
		for i := range into {
			into[i] = new(sql.NullString)
		}
		for rows.Next() {
			if err := rows.Scan(into...); err != nil {
				return err
			}
		}
		if err := rows.Close(); err != nil {
			return err
		}
	}
	return nil
}

// manyIssues plays one issue and its task with the real rules, and copies their
// rows with other ids, numbers and days.
func (p *parts) manyIssues(ctx context.Context) error {
	if err := p.store.AdoptShippedCalendar(ctx); err != nil {
		return err
	}
	if err := playOne(ctx, p.store); err != nil {
		return err
	}
	shift := func(n int) string { return fmt.Sprintf("INTERVAL %d DAY", 1+n*170/doublings) }
	for n := range doublings {
		if err := p.double(ctx, "issues", fmt.Sprintf("i%02d", n), shift(n), ""); err != nil {
			return err
		}
		if err := p.double(ctx, "case_events", fmt.Sprintf("i%02d", n), shift(n), "WHERE act = 'confirm' AND kind = 'issue'"); err != nil {
			return err
		}
		if n >= 2 {
			if err := p.double(ctx, "tasks", fmt.Sprintf("i%02d", n), shift(n-2), ""); err != nil {
				return err
			}
		}
	}
	for _, table := range []string{"issues", "tasks", "case_events"} {
		if _, err := p.db.ExecContext(ctx, "ANALYZE TABLE "+table); err != nil {
			return err
		}
	}
	return nil
}

// double copies every row of a table; ids get a mark, dates move.
func (p *parts) double(ctx context.Context, table, mark, by, where string) error {
	rows, err := p.db.QueryContext(ctx, "SELECT COLUMN_NAME, DATA_TYPE FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME = ? ORDER BY ORDINAL_POSITION", table)
	if err != nil {
		return err
	}
	defer rows.Close()
	var names, values []string
	for rows.Next() {
		var name, kind string
		if err := rows.Scan(&name, &kind); err != nil {
			return err
		}
		value := name
		switch {
		case table == "case_events" && name == "id":
			continue
		case name == "id", name == "no", name == "issue_id", name == "case_id":
			value = fmt.Sprintf("CONCAT(LEFT(SHA1(CONCAT('%s', %s)), 24))", mark, name)
		case kind == "date" || kind == "datetime":
			value = fmt.Sprintf("LEAST(%s + %s, '%d-12-30')", name, by, figuresYear)
		}
		names, values = append(names, name), append(values, value)
	}
	if err := rows.Err(); err != nil {
		return err
	}
	_, err = p.db.ExecContext(ctx, "INSERT INTO "+table+" ("+strings.Join(names, ", ")+") SELECT "+strings.Join(values, ", ")+" FROM "+table+" "+where)
	return err
}
