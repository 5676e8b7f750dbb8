package main

import (
	"context"
	"os"
	"os/exec"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/diaodu/diaodu/cmd/internal/killtest"
	"github.com/diaodu/diaodu/domain/between"
	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/issue"
	"github.com/diaodu/diaodu/domain/org"
	"github.com/diaodu/diaodu/domain/workcal"
	"github.com/diaodu/diaodu/internal/timeline"
)

// lost records issues of a month ago that Temporal has never heard of and that
// are noted as level: what an emptied Temporal leaves behind.
func (d *district) lost(t *testing.T, n int) (ids []string) {
	t.Helper()
	ctx := context.Background()
	p := timeline.New(d.store, workcal.Embedded())
	at := time.Now().AddDate(0, -1, 0)
	owner := org.Actor{UserID: "u-owner", Name: "游少卿", Roles: []org.Role{org.Owner}, EnterpriseID: "e1", OwnerRole: org.Primary}
	for i := range n {
		id := casefile.DerivedID(casefile.Issue, "lost", i)
		_, err := p.Do(ctx, at, casefile.Issue, id, issue.Command{
			Order: casefile.Order{Meta: casefile.Meta{RequestID: "q" + id, Actor: owner}, Act: issue.Report},
			Form: issue.Form{Report: &issue.ReportForm{
				Project: between.ProjectRef{ID: "p1", Name: "钢结构防腐材料项目", EnterpriseID: "e1", EnterpriseName: "重庆艾珀耐特高分子材料有限公司"},
				Class:   "water.supply", Heading: "生产区域未接入主供水管道", Demand: "请协调接入主供水管道", Unclassified: true,
			}},
		})
		require.NoError(t, err)
		level, err := d.store.Level(ctx, id)
		require.NoError(t, err)
		require.NoError(t, d.store.Checked(ctx, level))
		ids = append(ids, id)
	}
	return ids
}

// rung tells whether a case has rung a deadline.
func (d *district) rung(t *testing.T, id string) bool {
	t.Helper()
	events, err := d.store.History(context.Background(), id, 0)
	require.NoError(t, err)
	for _, ev := range events {
		if ev.Act == casefile.ActRing {
			return true
		}
	}
	return false
}

// run runs one of the operator's commands to its end.
func (d *district) run(t *testing.T, args ...string) (string, error) {
	t.Helper()
	cmd := exec.Command(os.Args[0], args...)
	cmd.Env = append(append(os.Environ(), killtest.AsProgram+"=1"), d.settings...)
	out, err := cmd.CombinedOutput()
	return string(out), err
}

// After Temporal was emptied, an operator wakes the cases with one command, and
// the deadlines they missed ring.
func TestWakeBringsBackWhatTemporalLost(t *testing.T) {
	d := newDistrict(t)
	ids := d.lost(t, 3)
	killtest.Start(t, d.settings, "worker")

	out, err := d.run(t, "wake")
	require.Error(t, err)
	require.Contains(t, out, "--all")
	out, err = d.run(t, "wake", "i-nobody")
	require.Error(t, err)
	require.Contains(t, out, "没有标识为 i-nobody 的案件")

	out, err = d.run(t, "wake", ids[0])
	require.NoError(t, err, out)
	require.Eventually(t, func() bool { return d.rung(t, ids[0]) }, 30*time.Second, 50*time.Millisecond, "the missed deadline rings")
	require.False(t, d.rung(t, ids[1]), "the others sleep on")

	for range 2 { // a second time changes nothing
		out, err = d.run(t, "wake", "--all")
		require.NoError(t, err, out)
		require.Contains(t, out, "已唤起全部 3 个")
	}
	for _, id := range ids {
		require.Eventually(t, func() bool { return d.rung(t, id) }, 30*time.Second, 50*time.Millisecond)
	}
	checked, err := d.store.VerifyAudit(context.Background())
	require.NoError(t, err)
	require.Empty(t, checked.Broken)
}
