package store_test

import (
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/diaodu/diaodu/domain/fault"
	"github.com/diaodu/diaodu/domain/org"
	"github.com/diaodu/diaodu/domain/workcal"
	"github.com/diaodu/diaodu/store"
)

// plan plans a change of the register's department on 2022-06-01.
func (r register) plan(day string, edit org.Edit) (org.Change, error) {
	return r.PlanOrg(r.ctx, as(admin, "2022-06-01"), r.lead, 1, workcal.MustDate(day), edit)
}

// sweep applies what is due on a day and says how many.
func (r register) sweep(t *testing.T, day string) int {
	t.Helper()
	n, err := r.ApplyOrgChanges(r.ctx, workcal.MustDate(day).At(0, 0))
	require.NoError(t, err)
	return n
}

// history is the status of each change of a unit by its day.
func (r register) history(t *testing.T, id string) map[string]org.Change {
	t.Helper()
	list, err := r.OrgChanges(r.ctx, admin, id)
	require.NoError(t, err)
	out := map[string]org.Change{}
	for _, c := range list {
		out[c.EffectiveOn.String()] = c
	}
	require.Len(t, out, len(list))
	return out
}

// entries is how often an operation stands in the audit log, whose chain holds.
func (r register) entries(t *testing.T, what string) int {
	t.Helper()
	lines, _, err := r.AuditLog(r.ctx, store.AuditQuery{What: what, Limit: 100})
	require.NoError(t, err)
	checked, err := r.VerifyAudit(r.ctx)
	require.NoError(t, err)
	require.Empty(t, checked.Broken)
	return len(lines)
}

func TestAPlannedChangeComesOnItsDayAndOnce(t *testing.T) {
	r := newRegister(t)
	before, err := r.Org(r.ctx, r.lead)
	require.NoError(t, err)
	c, err := r.plan("2023-01-01", org.Edit{Name: ptr("荣昌区住房城乡建设局"), Phone: ptr("023-46780001"), ShortName: &before.ShortName})
	require.NoError(t, err)
	require.Equal(t, org.ChangePending, c.Status)
	require.Nil(t, c.After.ShortName, "only what changes is kept")
	require.Equal(t, before.Name, *c.Before.Name)
	_, err = r.UpdateOrg(r.ctx, as(admin, "2022-07-01"), r.lead, 1, func(u *org.Unit) { u.Phone = "023-46780000" })
	require.NoError(t, err)

	require.Zero(t, r.sweep(t, "2022-12-31"))
	var both sync.WaitGroup
	done := make([]int, 4)
	for i := range done {
		both.Go(func() {
			n, err := r.ApplyOrgChanges(r.ctx, workcal.MustDate("2023-01-01").At(0, 0))
			if err != nil {
				t.Error(err)
			}
			done[i] = n
		})
	}
	both.Wait()
	require.Equal(t, 1, done[0]+done[1]+done[2]+done[3], "whoever comes first makes it, alone")
	u, err := r.Org(r.ctx, r.lead)
	require.NoError(t, err)
	require.Equal(t, "荣昌区住房城乡建设局", u.Name)
	require.Equal(t, "023-46780001", u.Phone)
	require.Equal(t, 3, u.Version)
	found := r.history(t, r.lead)
	require.Equal(t, org.ChangeApplied, found["2022-07-01"].Status, "a change at once is kept too")
	require.Equal(t, "023-46780000", *found["2023-01-01"].Before.Phone, "what it had when the change came")
	require.NotNil(t, found["2023-01-01"].AppliedAt)
	require.Equal(t, 1, r.entries(t, "org.change_apply"))
}

// What was missed is made good in the order of the days; one that cannot be made
// is kept with its reason and holds up none.
func TestChangesThatWereMissedAndOneThatFails(t *testing.T) {
	r := newRegister(t)
	for day, e := range map[string]org.Edit{
		"2023-03-01": {Phone: ptr("2")},
		"2023-01-01": {Phone: ptr("1"), ParentID: &r.park},
		"2023-02-01": {Name: ptr("荣昌高新技术产业开发区管委会")}, // the park's name
		"2024-01-01": {Phone: ptr("3")},
	} {
		_, err := r.plan(day, e)
		require.NoError(t, err, day)
	}
	require.Equal(t, 2, r.sweep(t, "2023-05-01"))
	require.Zero(t, r.sweep(t, "2023-05-01"))
	u, err := r.Org(r.ctx, r.lead)
	require.NoError(t, err)
	require.Equal(t, "2", u.Phone)
	require.Equal(t, r.park, u.ParentID)
	found := r.history(t, r.lead)
	require.Equal(t, "1", *found["2023-03-01"].Before.Phone)
	failed := found["2023-02-01"]
	require.Equal(t, org.ChangeFailed, failed.Status)
	require.Equal(t, "org.exists", failed.Reason)

	require.Equal(t, 1, r.entries(t, "org.change_fail"))
	_, err = r.UpdateOrg(r.ctx, as(admin, "2023-06-01"), r.lead, u.Version, func(u *org.Unit) { u.ValidTo = workcal.MustDate("2023-06-30") })
	require.NoError(t, err)
	require.Zero(t, r.sweep(t, "2024-01-01"))
	require.Equal(t, "org.ended", r.history(t, r.lead)["2024-01-01"].Reason)
	open, err := r.OpenOrgChanges(r.ctx, admin)
	require.NoError(t, err)
	require.Len(t, open, 2, "both failures ask for attention")
	require.NoError(t, r.WithdrawOrgChange(r.ctx, as(admin, "2024-01-02"), r.lead, failed.ID))
	require.Equal(t, org.ChangeWithdrawn, r.history(t, r.lead)["2023-02-01"].Status)
}

func TestPlansThatAreRefusedAndTakenBack(t *testing.T) {
	r := newRegister(t)
	phone := org.Edit{Phone: ptr("1")}
	for code, plan := range map[string]func() error{
		"org.change_past":    func() error { _, err := r.plan("2022-06-01", phone); return err },
		"org.change_nothing": func() error { _, err := r.plan("2023-01-01", org.Edit{}); return err },
		"org.change_dates":   func() error { _, err := r.plan("2023-01-01", org.Edit{ValidTo: date("2023-06-01")}); return err },
		"org.missing":        func() error { _, err := r.plan("2023-01-01", org.Edit{Name: ptr(" ")}); return err },
		"stale": func() error {
			_, err := r.PlanOrg(r.ctx, as(admin, "2022-06-01"), r.lead, 7, workcal.MustDate("2023-01-01"), phone)
			return err
		},
		"org.admin_only": func() error {
			_, err := r.PlanOrg(r.ctx, on("2022-06-01"), r.lead, 1, workcal.MustDate("2023-01-01"), phone)
			return err
		},
		"org.changes_closed": func() error { _, err := r.OrgChanges(r.ctx, keeper, r.lead); return err },
	} {
		err := plan()
		require.True(t, fault.Is(err, code), "%s: %v", code, err)
	}
	c, err := r.plan("2023-01-01", phone)
	require.NoError(t, err)
	_, err = r.plan("2023-01-01", org.Edit{Phone: ptr("2")})
	require.True(t, fault.Is(err, "org.change_same_day"), "%v", err)
	err = r.WithdrawOrgChange(r.ctx, as(admin, "2022-06-02"), r.park, c.ID)
	require.True(t, fault.Is(err, "org.change_not_found"), "%v", err)
	require.NoError(t, r.WithdrawOrgChange(r.ctx, as(admin, "2022-06-02"), r.lead, c.ID))
	err = r.WithdrawOrgChange(r.ctx, as(admin, "2022-06-02"), r.lead, c.ID)
	require.True(t, fault.Is(err, "org.change_done"), "%v", err)
	require.Zero(t, r.sweep(t, "2023-01-01"))
	_, err = r.plan("2023-01-01", org.Edit{Phone: ptr("2")})
	require.NoError(t, err, "the day is free again")
	u, err := r.Org(r.ctx, r.lead)
	require.NoError(t, err)
	require.Equal(t, 1, u.Version)
}

// A plan is judged by the unit as it will be: what an earlier plan changes can be
// changed back, and what it brings already is nothing new.
func TestAPlanMayUndoAnEarlierPlan(t *testing.T) {
	r := newRegister(t)
	before, err := r.Org(r.ctx, r.lead)
	require.NoError(t, err)
	_, err = r.plan("2023-01-01", org.Edit{Name: ptr("荣昌区住房城乡建设局")})
	require.NoError(t, err)
	_, err = r.plan("2022-12-01", org.Edit{Name: &before.Name})
	require.True(t, fault.Is(err, "org.change_nothing"), "%v", err)
	_, err = r.plan("2023-06-01", org.Edit{Name: ptr("荣昌区住房城乡建设局")})
	require.True(t, fault.Is(err, "org.change_nothing"), "it is called so by then: %v", err)
	c, err := r.plan("2023-06-01", org.Edit{Name: &before.Name})
	require.NoError(t, err)
	require.Equal(t, "荣昌区住房城乡建设局", *c.Before.Name)
	_, err = r.plan("2023-01-01", org.Edit{Phone: ptr("1")})
	require.True(t, fault.Is(err, "org.change_same_day"), "%v", err)

	require.Equal(t, 2, r.sweep(t, "2023-06-01"))
	u, err := r.Org(r.ctx, r.lead)
	require.NoError(t, err)
	require.Equal(t, before.Name, u.Name)
}

func TestAUnitsParentIsInBeingAndNotBelowIt(t *testing.T) {
	r := newRegister(t)
	under := func(day, id, parent string) error {
		_, err := r.UpdateOrg(r.ctx, as(admin, day), id, 0, func(u *org.Unit) { u.ParentID = parent })
		return err
	}
	refused := func(code string, err error) {
		t.Helper()
		require.True(t, fault.Is(err, code), "%s: %v", code, err)
	}
	refused("org.parent_self", under("2022-06-01", r.lead, r.lead))
	refused("org.parent_unknown", under("2022-06-01", r.lead, "nobody"))
	_, err := r.CreateOrg(r.ctx, as(admin, "2022-06-01"), org.Unit{Name: "新科室", Type: org.Department, ParentID: "nobody", ValidFrom: workcal.MustDate("2022-01-01")})
	refused("org.parent_unknown", err)
	part, err := r.CreateOrg(r.ctx, as(admin, "2022-06-01"), org.Unit{Name: "新科室", Type: org.Department, ParentID: r.lead, ValidFrom: workcal.MustDate("2022-01-01")})
	require.NoError(t, err)
	refused("org.parent_below", under("2022-06-01", r.lead, part.ID))

	// Announced: the park goes under the department; nothing may then go the other way round.
	_, err = r.PlanOrg(r.ctx, as(admin, "2022-06-01"), r.park, 0, workcal.MustDate("2023-01-01"), org.Edit{ParentID: &part.ID})
	require.NoError(t, err)
	_, err = r.plan("2023-02-01", org.Edit{ParentID: &r.park})
	refused("org.parent_below", err)
	_, err = r.plan("2022-12-01", org.Edit{ParentID: &r.park})
	require.NoError(t, err, "before that day it may")

	// On the day it is made it is judged again: the park would then be above itself.
	require.Equal(t, 1, r.sweep(t, "2023-01-01"))
	failed := r.history(t, r.park)["2023-01-01"]
	require.Equal(t, org.ChangeFailed, failed.Status)
	require.Equal(t, "org.parent_below", failed.Reason)
}

// Two administrators each put the other's unit above their own at one moment: one of
// them is refused, and no ring comes of it.
func TestTwoChangesAtOnceMakeNoRing(t *testing.T) {
	r := newRegister(t)
	pairs := [][2]string{{r.lead, r.park}, {r.park, r.lead}}
	errs := make([]error, len(pairs))
	var both sync.WaitGroup
	for i, p := range pairs {
		both.Go(func() {
			_, errs[i] = r.UpdateOrg(r.ctx, as(admin, "2022-06-01"), p[0], 0, func(u *org.Unit) { u.ParentID = p[1] })
		})
	}
	both.Wait()
	if errs[0] != nil {
		errs[0], errs[1] = errs[1], errs[0]
	}
	require.NoError(t, errs[0])
	require.True(t, fault.Is(errs[1], "org.parent_below"), "%v", errs[1])
}
