package store

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
	"time"
)

// A year of a large district is tens of thousands of rows; they are read here
// column by column, for reading them by reflection took most of the time.

// statAbout are the columns that say what an issue is.
const statAbout = "i.id, i.no, i.heading, i.class_l1, i.town_code, i.lead_id, i.lead_name, i.project_name, i.enterprise_id, i.restricted, i.raised_by"

// statIssue are the columns of an issue that figures need.
const statIssue = statAbout + ", i.status, i.open, i.received_on, i.first_dispatched_at, i.respond_by, i.first_act_at, i.due, i.paused, i.waits, " +
	"i.rounds, i.verified, i.rating, i.closed_on, i.project_key, i.project_phase, i.changed_at"

// statTask are the columns of a task that figures need.
const statTask = "t.id, t.no, t.status, t.open, t.title, t.issue_id, t.project_name, t.enterprise_id, t.town_code, t.lead_id, t.lead_name, " +
	"t.lead_type, t.leader_name, t.decided_at, t.due, t.original_due, t.applied_on, t.closed_on, t.late, t.extended, t.suspended, t.born_at, t.changed_at"

// word is a text that many rows share: it is kept once.
type word struct {
	into *string
	all  map[string]string
}

// Scan takes the text of the present row.
func (w word) Scan(v any) error {
	switch text := v.(type) {
	case nil:
		*w.into = ""
	case []byte:
		known, ok := w.all[string(text)]
		if !ok {
			known = string(text)
			w.all[known] = known
		}
		*w.into = known
	case string:
		*w.into = text
	default:
		return fmt.Errorf("a text is a %T", v)
	}
	return nil
}

// each reads a query row by row into the same variables.
func (g *gathering) each(ctx context.Context, query string, args, into []any, take func()) error {
	rows, err := g.s.sql.QueryContext(ctx, query, args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		if err := rows.Scan(into...); err != nil {
			return err
		}
		take()
	}
	return rows.Err()
}

// part is one way for a row to matter to the period: a condition that one index
// answers, and what it asks for.
type part struct {
	where string
	args  []any
}

// either joins parts. The server merges their indexes, or reads the table through
// where most of it matters.
func either(parts ...part) part {
	var all part
	for n, p := range parts {
		if n > 0 {
			all.where += " OR "
		}
		all.where += p.where
		all.args = append(all.args, p.args...)
	}
	return all
}

// candidates reads the rows of a table that matter, each once: those of the first
// part, then those of the others that were not read yet. One owner's cases are
// few enough to be taken all.
func (g *gathering) candidates(table, columns, born string, parts ...part) (query string, args []any) {
	alias := table[:1]
	from := "SELECT " + columns + " FROM " + table + " " + alias + " WHERE " + alias + "." + born + " <= ?"
	if g.Enterprise != "" {
		return from + " AND " + alias + ".enterprise_id = ?", []any{g.AsOf, g.Enterprise}
	}
	var queries []string
	for n, p := range parts {
		q := from + " AND (" + p.where + ")"
		args = append(append(args, g.AsOf), p.args...)
		for _, earlier := range parts[:n] {
			q += " AND (" + earlier.where + ") IS NOT TRUE"
			args = append(args, earlier.args...)
		}
		queries = append(queries, q)
	}
	return strings.Join(queries, " UNION ALL "), args
}

// issueRows reads the issues that are open now, dated into the period, or
// changed since the moment and so perhaps different at it.
func (g *gathering) issueRows(ctx context.Context, take func(*IssueRow)) error {
	from, to := g.From.Time(), g.To.End()
	early := g.From.AddDays(-20).Time() // handed in on a holiday, received after it
	query, args := g.candidates("issues", statIssue, "raised_at", either(
		part{"i.raised_at >= ? AND i.raised_at < ?", []any{early, to}},
		part{"i.open = 1", nil},
		part{"i.closed_on BETWEEN ? AND ?", []any{dateCol{g.From}, dateCol{g.To}}},
		part{"i.first_dispatched_at >= ? AND i.first_dispatched_at < ?", []any{from, to}},
		part{"i.changed_at > ?", []any{g.AsOf}},
	), part{"i.id IN (SELECT issue_id FROM tasks WHERE decided_at >= ? AND decided_at < ? AND issue_id <> '')", []any{from, to}})
	var r IssueRow
	w := func(into *string) word { return word{into, g.words} }
	return g.each(ctx, query, args, []any{
		&r.ID, &r.No, &r.Heading, w(&r.ClassL1), w(&r.TownCode), w(&r.LeadID), w(&r.LeadName), w(&r.ProjectName), w(&r.EnterpriseID), &r.Restricted,
		w(&r.RaisedBy), w(&r.Status), &r.Open, &r.ReceivedOn, &nullTime{&r.FirstDispatchedAt}, &r.RespondBy, &nullTime{&r.FirstActAt}, &r.Due, &r.Paused,
		&r.Waits, &r.Rounds, &r.Verified, &r.Rating, &r.ClosedOn, &r.ProjectKey, w(&r.ProjectPhase), &r.ChangedAt,
	}, func() { take(&r) })
}

// taskRows reads the tasks that are open now, dated into the period, or changed
// since the moment.
func (g *gathering) taskRows(ctx context.Context, take func(*TaskRow)) error {
	first, last := dateCol{g.From}, dateCol{g.To}
	query, args := g.candidates("tasks", statTask, "born_at", either(
		part{"t.due BETWEEN ? AND ?", []any{first, last}},
		part{"t.open = 1", nil},
		part{"t.original_due BETWEEN ? AND ?", []any{first, last}},
		part{"t.closed_on BETWEEN ? AND ?", []any{first, last}},
		part{"t.changed_at > ?", []any{g.AsOf}},
	))
	var r TaskRow
	w := func(into *string) word { return word{into, g.words} }
	return g.each(ctx, query, args, []any{
		&r.ID, &r.No, w(&r.Status), &r.Open, &r.Title, &r.IssueID, w(&r.ProjectName), w(&r.EnterpriseID), w(&r.TownCode), w(&r.LeadID), w(&r.LeadName),
		w(&r.LeadType), w(&r.LeaderName), &r.DecidedAt, &r.Due, &r.OriginalDue, &r.AppliedOn, &r.ClosedOn, &r.Late, &r.Extended, &r.Suspended,
		&r.BornAt, &r.ChangedAt,
	}, func() { take(&r) })
}

// nullTime reads a moment that may be missing into a pointer of the row.
type nullTime struct{ into **time.Time }

// Scan takes the moment of the present row.
func (n *nullTime) Scan(v any) error {
	var at sql.NullTime
	if err := at.Scan(v); err != nil {
		return err
	}
	*n.into = nil
	if at.Valid {
		*n.into = &at.Time
	}
	return nil
}
