package e2e

import (
	"context"
	"database/sql"
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/diaodu/diaodu/domain/approval"
	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/plan"
	"github.com/diaodu/diaodu/store"
	"github.com/diaodu/diaodu/store/storetest"
)

var approvalTables = []string{
	"SELECT * FROM approvals ORDER BY id", "SELECT * FROM approval_seats ORDER BY approval_id, seat",
	"SELECT * FROM approval_boxes ORDER BY approval_id, k", "SELECT * FROM approval_consults ORDER BY approval_id, n",
}

// rebuiltEqual spoils the read model and demands that a rebuild makes the live
// rows again, byte for byte.
func (r *rig) rebuiltEqual(cases int, tables []string, spoils ...string) {
	r.t.Helper()
	db := storetest.SQL(r.t, r.dsn)
	before := dumped(r.t, db, tables...)
	for _, s := range append(spoils, "DELETE FROM case_parties", "UPDATE counters SET n = n + 5", "UPDATE case_files SET status = 'x', title = 'y'") {
		spoil(r.t, db, s)
	}
	require.NotEqual(r.t, before, dumped(r.t, db, tables...))
	done, err := r.store.Rebuild(context.Background())
	require.NoError(r.t, err)
	require.Equal(r.t, cases, done.Cases)
	require.Equal(r.t, before, dumped(r.t, db, tables...))
	r.verify()
}

// spoil is a statement that must change something: one that does not tries nothing.
func spoil(t *testing.T, db *sql.DB, statement string) {
	t.Helper()
	result, err := db.Exec(statement)
	require.NoError(t, err, statement)
	n, err := result.RowsAffected()
	require.NoError(t, err)
	require.NotZero(t, n, statement)
}

func TestRebuildMakesApprovalsFromEvents(t *testing.T) {
	o := newOffice(t)
	through := o.permit()
	o.must(through, receiver, approval.ActConsult, approval.Form{Opinion: "是否符合规划", People: people(bureau)})
	o.must(through, bureau, approval.ActReply, approval.Form{Opinion: "符合"})
	o.must(through, receiver, approval.ActCC, approval.Form{People: people(greenman)})
	o.yes(through, receiver)
	o.yes(through, fireman)
	o.must(through, waterer, approval.ActReturn, approval.Form{To: "accept", Opinion: "请核对"})
	o.yes(through, receiver)
	for _, who := range departments {
		o.yes(through, who)
	}
	o.yes(through, bureau)
	o.ended(through, approval.Approved)
	open := o.permit()
	o.yes(open, receiver)
	o.must(open, waterer, approval.ActDelegate, approval.Form{People: people(clerk)})
	o.must(open, keeper, approval.ActSuspend, approval.Form{Reason: "涉诉"})
	refused := o.permit()
	o.no(refused, receiver)

	o.rebuiltEqual(3, approvalTables,
		"UPDATE approvals SET status = 'running', steps = 'x', ball_org = 'y'", "UPDATE approval_seats SET opinion = '', state = 'open', pending = 1",
		"DELETE FROM approval_boxes", "DELETE FROM approval_consults")
	for _, id := range []string{through, open} {
		o.even(id)
	}
	o.must(open, keeper, approval.ActActivate, approval.Form{})
	o.must(open, clerk, approval.ActAnswer, approval.Form{Opinion: "可以"})
	o.yes(open, waterer)
	o.even(open)
}

func TestRebuildMakesPlansFromEvents(t *testing.T) {
	d := newPlanDoor(t)
	d.act("you", map[string]any{"act": "block", "block": map[string]any{"kind": "land", "text": "红线内两户未搬迁", "org_id": "planning", "matter": "construction-permit"}}).
		Want(http.StatusOK)
	d.act("tongchou", map[string]any{"act": "reschedule", "matter": "joint-acceptance", "start": d.matter("joint-acceptance").Target.Start.AddDays(30), "reason": "施工组织调整", "basis": "施工组织设计"}).
		Want(http.StatusOK)
	d.act("you", map[string]any{"act": "submit", "submit": map[string]any{
		"form":      map[string]any{"address": "昌州街道", "invest": 30000.5, "content": "技改", "industry": "新材料"},
		"materials": []map[string]any{{"id": "filing-statement", "files": d.papers()}, {"id": "licence", "files": d.papers()}},
		"matters":   []map[string]any{{"matter": "investment-filing"}},
	}}).Want(http.StatusOK)
	d.staffed("investment-filing")
	d.approve("investment-filing", "fagai", "catalogue", "鼓励类")
	d.soon("everybody has heard", func() bool {
		a, err := d.store.Approval(context.Background(), d.matter("investment-filing").Approval)
		require.NoError(t, err)
		return len(a.Owed) == 0 && d.state().Standing(d.matter("investment-filing")) == plan.Approved && len(d.state().Owed) == 0
	})
	tables := append([]string{
		"SELECT * FROM plans ORDER BY id", "SELECT * FROM plan_matters ORDER BY plan_id, id", "SELECT * FROM plan_shifts ORDER BY plan_id, n",
		"SELECT * FROM issues ORDER BY id",
	}, approvalTables...)
	d.rebuiltEqual(3, tables,
		"UPDATE plans SET phase = 'x', blocked = 9, ball_org = 'y'", "UPDATE plan_matters SET standing = 'x', stage = 'y'", "DELETE FROM plan_shifts",
		"DELETE FROM approvals", "DELETE FROM issues")
	var running plan.Plan
	require.NoError(t, d.cases.State(context.Background(), casefile.Plan, d.plan, &running))
	require.Equal(t, inJSON(t, d.state()), inJSON(t, &running))
	rows, _, err := d.store.Plans(context.Background(), coordinator, store.PlanQuery{})
	require.NoError(t, err)
	require.Equal(t, 1, rows[0].Blocked)
}

// papers is a file that the owner has uploaded.
func (d *planDoor) papers() []map[string]any {
	d.t.Helper()
	var file struct{ ID string }
	d.world.Login("you").Upload("信息表.txt", []byte("备案信息")).Want(http.StatusCreated).JSON(&file)
	return []map[string]any{{"file_id": file.ID, "name": "信息表.txt"}}
}
