package store_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/diaodu/diaodu/domain/org"
	"github.com/diaodu/diaodu/store"
	"github.com/diaodu/diaodu/store/storetest"
)

// Whoever sees issues as a party pages through each of them once, newest first,
// whichever of their parties it comes by.
func TestAUnitPagesThroughItsIssuesOnce(t *testing.T) {
	c := newCounty(t)
	c.at("2022-05-09", 10)
	var want []string
	for n := range 7 {
		id := fmt.Sprintf("i-%d", n)
		c.report(id, "p-key", "water.supply")
		if n == 3 {
			continue // not theirs
		}
		want = append([]string{id}, want...)
		born := fmt.Sprintf("(SELECT born_at FROM case_files WHERE id = '%s')", id)
		if n%2 == 0 {
			c.sql(fmt.Sprintf("INSERT IGNORE INTO case_parties (case_id, type, party_id, kind, born_at) VALUES ('%s', 'org', 'o-x', 'issue', %s)", id, born))
		}
		if n%3 != 1 || n%2 == 1 {
			c.sql(fmt.Sprintf("INSERT IGNORE INTO case_parties (case_id, type, party_id, kind, born_at) VALUES ('%s', 'user', 'u-x', 'issue', %s)", id, born))
		}
	}
	reader := org.Actor{UserID: "u-x", Roles: []org.Role{org.Handler}, OrgID: "o-x"}
	var got []string
	q := store.IssueQuery{Limit: 2}
	for {
		rows, next, err := c.store.Issues(context.Background(), reader, q)
		require.NoError(t, err)
		for _, r := range rows {
			got = append(got, r.ID)
		}
		if next == "" {
			break
		}
		require.Len(t, rows, 2)
		q.Cursor = next
	}
	require.Equal(t, want, got)

	rows, _, err := c.store.Issues(context.Background(), reader, store.IssueQuery{Status: []string{"closed"}})
	require.NoError(t, err)
	require.Empty(t, rows)
	rows, _, err = c.store.Issues(context.Background(), org.Actor{Roles: []org.Role{org.Handler}}, store.IssueQuery{})
	require.NoError(t, err)
	require.Empty(t, rows, "who is no party to anything")
	_, _, err = c.store.Issues(context.Background(), reader, store.IssueQuery{Cursor: "!"})
	require.Error(t, err)
}

// The day of birth beside a party is the case's own, or its lists are out of order.
func TestPartiesKnowWhenTheirCaseWasBorn(t *testing.T) {
	c := newCounty(t)
	c.at("2022-05-09", 10)
	c.report("i-1", "p-key", "water.supply")
	c.deliver("i-1")
	var parties, wrong int
	require.NoError(t, storetest.SQL(t, c.dsn).QueryRow("SELECT COUNT(*), COUNT(CASE WHEN p.born_at <> i.raised_at THEN 1 END) FROM case_parties p JOIN issues i ON i.id = p.case_id").Scan(&parties, &wrong))
	require.Greater(t, parties, 1)
	require.Zero(t, wrong)
}
