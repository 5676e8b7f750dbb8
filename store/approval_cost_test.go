package store_test

import (
	"context"
	"database/sql"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/diaodu/diaodu/domain/approval"
	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/org"
)

// asked reads how many statements and commits the server has seen. The tests of
// this package run one after the other on a server of their own.
func (r *fileRoom) asked() (statements, commits int) {
	r.t.Helper()
	rows, err := r.db.Query("SHOW GLOBAL STATUS WHERE Variable_name IN ('Com_commit', 'Com_select', 'Com_insert', 'Com_update', 'Com_delete', 'Com_replace')")
	require.NoError(r.t, err)
	defer rows.Close()
	for rows.Next() {
		var name string
		var n int
		require.NoError(r.t, rows.Scan(&name, &n))
		if name == "Com_commit" {
			commits += n
		} else {
			statements += n
		}
	}
	require.NoError(r.t, rows.Err())
	return statements, commits
}

// rowsRead is how many rows the server has read (MariaDB's name for it, and MySQL's).
func rowsRead(t *testing.T, db *sql.DB) int {
	t.Helper()
	var name string
	var n int
	require.NoError(t, db.QueryRow("SHOW GLOBAL STATUS WHERE Variable_name IN ('Rows_read', 'Innodb_rows_read')").Scan(&name, &n))
	return n
}

// A decision costs at most twelve statements and two commits, whatever it opens
// or ends: lists, boxes, seats, counters and notices among them.
func TestADecisionCostsAtMostTwelveStatements(t *testing.T) {
	r := newRoom(t)
	r.submit("a-0", roomPermit) // counters and prepared statements are there
	r.submit("a-1", roomPermit)
	for _, c := range []struct {
		who  org.Actor
		act  string
		form approval.Form
	}{
		{fileWindow, approval.ActApprove, approval.Form{Opinion: "受理"}}, // opens two departments, starts the clocks
		{fileFire, approval.ActClaim, approval.Form{Seat: "s2"}},
		{fileFire, approval.ActAddSign, approval.Form{Seat: "s2", Position: approval.BeforeMe, People: person(fileFire2)}},
		{fileFire2, approval.ActApprove, approval.Form{Opinion: "可以"}},
		{fileFire, approval.ActTransfer, approval.Form{Seat: "s2", People: person(fileFire2)}},
		{fileWater, approval.ActConsult, approval.Form{Opinion: "请教", People: person(fileOther)}},
		{fileOther, approval.ActReply, approval.Form{Opinion: "可以"}},
		{fileWater, approval.ActCC, approval.Form{People: person(fileChair)}},
		{fileWater, approval.ActReturn, approval.Form{To: "accept", Opinion: "图纸不符"}}, // cuts the block
		{fileWindow, approval.ActApprove, approval.Form{Opinion: "再受理"}},
		{fileFire, approval.ActApprove, approval.Form{Opinion: "同意"}},
		{fileWater, approval.ActApprove, approval.Form{Opinion: "同意"}}, // joins, opens the signature
		{fileChair, approval.ActApprove, approval.Form{Opinion: "准予"}}, // ends it, with a number
	} {
		if c.act == approval.ActAddSign {
			c.form.People = person(fileHead)
		}
		if c.who.UserID == fileFire2.UserID && c.act == approval.ActApprove {
			c.who = fileHead
		}
		a := r.cases["a-1"]
		cmd := approval.Command{Order: casefile.Order{Act: c.act, Meta: casefile.Meta{RequestID: fmt.Sprintf("cost-%d", a.Seq), Actor: c.who}}, Form: c.form}
		ev, err := a.Decide(cmd, r.now)
		require.NoError(t, err, c.act)
		s0, c0 := r.asked()
		rec, err := r.store.Record(context.Background(), ev)
		require.NoError(t, err, c.act)
		s1, c1 := r.asked()
		ev.Number = rec.Number
		require.NoError(t, a.Apply(ev))
		require.LessOrEqual(t, s1-s0, 12, "statements of %s", c.act)
		require.LessOrEqual(t, c1-c0, 2, "commits of %s", c.act)
		require.Greater(t, s1-s0, 4, "what is counted is there")
		t.Logf("%-12s %2d statements, %d commits", c.act, s1-s0, c1-c0)
	}
	require.Equal(t, approval.Approved, r.cases["a-1"].Status)
}

func TestTheDirectoryKnowsWhoHoldsAPostNow(t *testing.T) {
	r := newRoom(t)
	asks := []approval.Ask{
		{Key: "handler@o-fire", Role: org.Handler, Org: "o-fire"}, {Key: "handler@", Role: org.Handler}, {Key: "user:u-head", User: "u-head"},
		{Key: "user:u-none", User: "u-none"}, {Key: "handler@o-gone", Role: org.Handler, Org: "o-gone"},
	}
	names := func() [][]string {
		found, err := r.store.Found(context.Background(), asks)
		require.NoError(t, err)
		var all [][]string
		for i, f := range found {
			require.Equal(t, asks[i].Key, f.Key)
			ids := []string{}
			for _, p := range f.People {
				ids = append(ids, p.UserID)
			}
			all = append(all, ids)
		}
		require.Equal(t, "单位o-fire", found[0].Org.Name)
		require.Equal(t, "单位o-fire", found[0].People[0].OrgName)
		require.Equal(t, "单位o-build", found[2].Org.Name)
		require.Equal(t, "o-gone", found[4].Org.Name, "a unit that is not there is named as it was asked for")
		return all
	}
	require.Equal(t, [][]string{{"u-fire", "u-fire2"}, {"u-fire", "u-fire2", "u-other", "u-water"}, {"u-head"}, {}, {}}, names())
	by := casefile.Meta{Actor: org.Clock}
	r.hire(roomActor("u-admin", "", org.Admin))
	_, err := r.store.SetDisabled(context.Background(), by, "u-fire2", true, r.now)
	require.NoError(t, err)
	_, err = r.store.SetPlace(context.Background(), by, "u-other", 0, []org.Role{org.Handler}, "o-fire", r.now)
	require.NoError(t, err)
	require.Equal(t, [][]string{{"u-fire", "u-other"}, {"u-fire", "u-other", "u-water"}, {"u-head"}, {}, {}}, names())
}

// What a change of people may concern is written down with it, once.
func TestAChangeOfPeopleIsWrittenWithItself(t *testing.T) {
	r := newRoom(t)
	ctx := context.Background()
	r.sql("DELETE FROM people_changes")
	r.hire(roomActor("u-admin", "", org.Admin))
	r.sql("DELETE FROM people_changes")
	r.submit("a-1", roomPermit)
	r.submit("a-2", roomPermit)
	r.do("a-2", fileWindow, approval.ActApprove, approval.Form{})
	r.do("a-2", fileFire, approval.ActClaim, approval.Form{Seat: "s2"})

	by := casefile.Meta{Actor: org.Clock}
	_, err := r.store.SetDisabled(ctx, by, fileFire.UserID, true, r.now)
	require.NoError(t, err)
	_, err = r.store.SetPlace(ctx, by, fileWindow.UserID, 0, []org.Role{org.Handler}, "o-other", r.now)
	require.NoError(t, err)
	changes, err := r.store.PeopleChanges(ctx, 10)
	require.NoError(t, err)
	require.Len(t, changes, 2)
	require.Equal(t, []string{"handler@", "handler@o-fire"}, changes[0].Posts)
	require.Equal(t, []string{"dept_receiver@", "dept_receiver@o-build", "handler@", "handler@o-other"}, changes[1].Posts)
	around := func(i int) []string {
		ids, err := r.store.ApprovalsAround(ctx, changes[i])
		require.NoError(t, err)
		return ids
	}
	require.Equal(t, []string{"a-2"}, around(0))
	require.Equal(t, []string{"a-1"}, around(1), "where the window's post has a seat")
	strays, err := r.store.StraySeats(ctx, 10)
	require.NoError(t, err)
	require.Len(t, strays, 1, "a claimed seat of somebody shut out")
	require.Equal(t, "u-fire", strays[0].UserID)
	require.NoError(t, r.store.PeopleKnown(ctx, changes[0].ID, r.now))
	changes, err = r.store.PeopleChanges(ctx, 10)
	require.NoError(t, err)
	require.Len(t, changes, 1)

	_, err = r.store.SetPlace(ctx, by, fileWindow.UserID, 0, []org.Role{org.Admin, org.Auditor}, "", r.now)
	require.Error(t, err)
	var n int
	require.NoError(t, r.db.QueryRow("SELECT COUNT(*) FROM people_changes").Scan(&n))
	require.Equal(t, 2, n, "a change that was refused is not written down")
}
