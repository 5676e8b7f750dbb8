package e2e

import (
	"context"
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/diaodu/diaodu/api/apitest"
	"github.com/diaodu/diaodu/domain/approval"
	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/org"
	"github.com/diaodu/diaodu/store/storetest"
)

// leaver and their colleague of the same post.
var (
	leaver = official("u-leaver", "o-left", org.Handler)
	mate   = official("u-mate", "o-left", org.Handler)
)

// leaving is an office in which somebody is about to leave, with a worker that
// will be killed at the point of an act.
func leaving(t *testing.T, act, point string) (o *office, w *apitest.World, killed func()) {
	o = officeOn(t, idleRig(t))
	o.hire(leaver)
	o.hire(mate)
	o.hire(org.Actor{UserID: "u-admin", Name: "管理员", Roles: []org.Role{org.Admin}})
	o.tellOfPeople() // those who came are known before anything is open
	return o, o.desk(), o.child(act, point)
}

// heard counts the events of an act that an application has.
func (o *office) heard(id, act string) int {
	o.t.Helper()
	history, err := o.store.History(context.Background(), id, 0)
	require.NoError(o.t, err)
	n := 0
	for _, ev := range history {
		if ev.Act == act {
			n++
		}
	}
	return n
}

// E28: somebody is shut out while the worker that tells applications is killed.
// Each hears of it once; a post's seat is the post's again, one that was theirs by
// name is held and the keeper told, whatever the process says of steps that find
// nobody when they open.
func TestWhoLeavesIsKnownToEveryApplicationThroughAKill(t *testing.T) {
	for _, point := range []string{"before-commit", "after-commit"} {
		t.Run(point, func(t *testing.T) {
			o, w, killed := leaving(t, approval.ActPeople, point)
			post := o.submit(o.process("  - {stage: work, by: {role: handler, org: o-left}, within: 5}\n"))
			o.must(post, leaver, approval.ActClaim, approval.Form{})
			named := o.submit(o.process("  - {stage: work, by: {user: u-leaver}}\n", "rules: {nobody: {fallback: {user: u-clerk}}}"))
			held := o.submit(o.process("  - {stage: work, by: {user: u-leaver}}\n", "rules: {nobody: {then: hold}}"))
			all := []string{post, named, held}

			w.Login("u-admin").Do(http.MethodPut, "/api/users/u-leaver/disabled", map[string]any{"disabled": true}).Want(http.StatusOK)
			killed()
			told := 0
			for _, id := range all {
				told += o.heard(id, approval.ActPeople)
			}
			require.Equal(t, map[string]int{"before-commit": 0, "after-commit": 1}[point], told)
			waiting, err := o.store.PeopleChanges(context.Background(), 10)
			require.NoError(t, err)
			require.Len(t, waiting, 1, "the change is written down until everybody knows")

			o.work()
			o.tellOfPeople()
			o.tellOfPeople()
			for _, id := range all {
				require.Equal(t, 1, o.heard(id, approval.ActPeople), "each hears of it once")
				o.even(id)
			}
			waiting, err = o.store.PeopleChanges(context.Background(), 10)
			require.NoError(t, err)
			require.Empty(t, waiting)
			o.seatsOfTheLeaver(post, named, held)
			o.verify()
		})
	}
}

func (o *office) seatsOfTheLeaver(post string, held ...string) {
	o.t.Helper()
	seat := seatOf(o.approval(post), "work", 0)
	require.Equal(o.t, []string{"", leaver.UserID}, []string{seat.User.UserID, seat.Chain[0].UserID}, "the post's again, both names kept")
	o.yes(post, mate)
	o.ended(post, approval.Approved)
	for _, id := range held {
		require.Equal(o.t, approval.Held, seatOf(o.approval(id), "work", 0).State, "nothing passes for want of people")
		var alarms int
		row := storetest.SQL(o.t, o.dsn).QueryRow("SELECT COUNT(*) FROM announcements WHERE case_id = ? AND code = 'approval.nobody'", id)
		require.NoError(o.t, row.Scan(&alarms))
		require.Equal(o.t, 1, alarms, "the keeper is told once")
		o.must(id, keeper, approval.ActAppoint, approval.Form{Seat: "s1", People: people(mate), Reason: "原办理人离职"})
		o.yes(id, mate)
		o.ended(id, approval.Approved)
	}
}

// 离职转办 over HTTP goes on through the death of the worker that carries it out:
// every seat is the heir's once, and the same request again changes nothing.
func TestAHandOverGoesOnThroughAKill(t *testing.T) {
	for _, point := range []string{"before-commit", "after-commit"} {
		t.Run(point, func(t *testing.T) {
			o, w, killed := leaving(t, approval.ActHandOver, point)
			var all []string
			for range 3 {
				id := o.submit(o.process("  - {stage: work, by: {role: handler, org: o-left}, within: 5}\n"))
				o.must(id, leaver, approval.ActClaim, approval.Form{})
				all = append(all, id)
			}
			keepers, body := w.Login("u-keeper"), map[string]any{"to": mate.UserID, "reason": "离职移交"}
			answered := make(chan *apitest.Answer, 1)
			go func() { answered <- send(keepers, "/api/users/u-leaver/hand-over", "over-1", body) }()
			killed()
			o.work()
			var result struct{ Done int }
			(<-answered).Want(http.StatusOK).JSON(&result)
			require.Equal(t, 3, result.Done)
			send(keepers, "/api/users/u-leaver/hand-over", "over-1", body).Want(http.StatusOK)
			for _, id := range all {
				require.Equal(t, 1, o.heard(id, approval.ActHandOver))
				seat := seatOf(o.approval(id), "work", 0)
				require.Equal(t, []string{mate.UserID, leaver.UserID}, []string{seat.User.UserID, seat.Chain[0].UserID})
				o.refuses("approval.claimed", id, leaver, approval.ActApprove, approval.Form{Seat: seat.ID, Opinion: "同意"})
				o.yes(id, mate)
				o.even(id)
			}
			o.replays("approval_handed_over_through_a_kill", casefile.Approval, all[0], "")
			o.verify()
		})
	}
}
