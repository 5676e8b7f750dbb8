package e2e

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/org"
	"github.com/diaodu/diaodu/domain/workcal"
	"github.com/diaodu/diaodu/engine"
)

// An import reaches every open case through its workflow, once, also where the
// worker was away when it was made (C-10).
func TestImportedNoticeReachesEveryOpenCaseOnce(t *testing.T) {
	ctx := context.Background()
	r := newRig(t)
	r.cases = engine.NewCases(r.client, r.store, "")
	first := newWorker(r.client, r.store, r.cases, r.store)
	require.NoError(t, first.Start())
	ids := []string{r.newIssue("缺水"), r.newIssue("缺电"), r.newIssue("缺路")}
	first.Stop()

	year := time.Now().Year() + 1
	notice := workcal.Notice{Year: year, Papers: []string{"https://www.gov.cn/a"}, Days: []workcal.NoticeDay{
		{Name: "元旦", Date: workcal.NewDate(year, 1, 1), IsOffDay: true},
	}}
	by := casefile.Meta{Actor: org.Actor{UserID: "u-admin", Name: "管理员", Roles: []org.Role{org.Admin}}}
	v, err := r.store.ImportNotice(ctx, by, notice, time.Now())
	require.NoError(t, err)
	for range 2 { // an impatient administrator
		require.NoError(t, r.cases.Recalendar(ctx))
	}

	r.work()
	for _, id := range ids {
		require.Eventually(t, func() bool { return r.issue(id).Cal.Version == v.Version }, 30*time.Second, 20*time.Millisecond)
		require.False(t, r.issue(id).Cal.Provisional(workcal.NewDate(year, 3, 1)))
		given := 0
		events, err := r.store.History(ctx, id, 0)
		require.NoError(t, err)
		for _, ev := range events {
			if ev.Act == casefile.ActRecalendar {
				given++
			}
		}
		require.Equal(t, 1, given)
		r.level(id)
	}
}
