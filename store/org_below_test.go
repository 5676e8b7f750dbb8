package store_test

import (
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/diaodu/diaodu/domain/fault"
	"github.com/diaodu/diaodu/domain/org"
	"github.com/diaodu/diaodu/domain/workcal"
	"github.com/diaodu/diaodu/store"
	"github.com/diaodu/diaodu/store/storetest"
)

// office is a register whose department has one office below it.
type office struct {
	*testing.T
	register
	id string
}

func newOffice(t *testing.T) office {
	t.Helper()
	r := newRegister(t)
	u, err := r.CreateOrg(r.ctx, as(admin, "2022-06-01"), org.Unit{Name: "村镇科", Type: org.Department, ParentID: r.lead, ValidFrom: workcal.MustDate("2020-01-01")})
	require.NoError(t, err)
	return office{t, r, u.ID}
}

// ends sets a unit's last day, none where it is empty, on 2022-06-01.
func (o office) ends(id, last string) error {
	_, err := o.UpdateOrg(o.ctx, as(admin, "2022-06-01"), id, 0, func(u *org.Unit) {
		u.ValidTo = workcal.Date{}
		if last != "" {
			u.ValidTo = workcal.MustDate(last)
		}
	})
	return err
}

// moves puts the office below another unit, at once or from a later day on.
func (o office) moves(to, day string) (org.Change, error) {
	if day == "" {
		_, err := o.UpdateOrg(o.ctx, as(admin, "2022-06-01"), o.id, 0, func(u *org.Unit) { u.ParentID = to })
		return org.Change{}, err
	}
	return o.PlanOrg(o.ctx, as(admin, "2022-06-01"), o.id, 0, workcal.MustDate(day), org.Edit{ParentID: &to})
}

func (o office) refused(code string, err error) {
	o.Helper()
	require.True(o, fault.Is(err, code), "%s: %v", code, err)
}

func TestAUnitWithUnitsBelowItDoesNotEnd(t *testing.T) {
	o := newOffice(t)
	err := o.ends(o.lead, "2022-12-31")
	o.refused("org.units_below", err)
	require.Equal(t, "村镇科", fault.Of(err).Args["units"])
	u, err := o.Org(o.ctx, o.lead)
	require.NoError(t, err)
	require.True(t, u.ValidTo.IsZero())
	require.Equal(t, 1, u.Version)
	o.refused("org.units_below", o.ends(o.lead, "2022-05-31"))

	require.NoError(t, o.ends(o.id, "2023-01-01"))
	o.refused("org.units_below", o.ends(o.lead, "2022-12-31"))
	require.NoError(t, o.ends(o.id, "2022-12-31"))
	require.NoError(t, o.ends(o.lead, "2022-12-31"), "both have the same last day")
	o.refused("org.above_ends", o.ends(o.id, ""))
	o.refused("org.above_ends", o.ends(o.id, "2023-01-01"))
	o.refused("org.units_below", o.ends(o.lead, "2022-12-30"))
	require.NoError(t, o.ends(o.lead, ""))
	require.NoError(t, o.ends(o.id, ""))
	o.refused("org.units_below", o.ends(o.lead, "2099-12-31"))
}

// A reform: the office is announced to go elsewhere the day after the department's last.
func TestAUnitEndsWhenThoseBelowItAreElsewhereByThen(t *testing.T) {
	o := newOffice(t)
	late, err := o.moves(o.park, "2023-02-01")
	require.NoError(t, err)
	o.refused("org.units_below", o.ends(o.lead, "2022-12-31"))
	require.NoError(t, o.WithdrawOrgChange(o.ctx, as(admin, "2022-06-01"), o.id, late.ID))
	c, err := o.moves(o.park, "2023-01-01")
	require.NoError(t, err)
	require.NoError(t, o.ends(o.lead, "2022-12-31"))

	// What was planned carries the end, so it stays; nothing else may go under either.
	o.refused("org.above_ends", o.WithdrawOrgChange(o.ctx, as(admin, "2022-06-01"), o.id, c.ID))
	_, err = o.moves(o.lead, "2022-12-01")
	o.refused("org.change_nothing", err)
	_, err = o.moves(o.lead, "2023-03-01")
	o.refused("org.parent_ended", err)
	_, err = o.CreateOrg(o.ctx, as(admin, "2022-06-01"), org.Unit{Name: "新科室", Type: org.Department, ParentID: o.lead, ValidFrom: workcal.MustDate("2022-06-01")})
	o.refused("org.above_ends", err)
	_, err = o.PlanOrg(o.ctx, as(admin, "2022-06-01"), o.park, 0, workcal.MustDate("2022-09-01"), org.Edit{ParentID: &o.lead})
	o.refused("org.above_ends", err)
	_, err = o.UpdateOrg(o.ctx, as(admin, "2022-06-01"), o.park, 0, func(u *org.Unit) { u.ParentID = o.lead })
	o.refused("org.above_ends", err)

	require.Equal(t, 1, o.sweep(t, "2023-01-01"))
	u, err := o.Org(o.ctx, o.id)
	require.NoError(t, err)
	require.Equal(t, o.park, u.ParentID)
	require.Equal(t, org.ChangeApplied, o.history(t, o.id)["2023-01-01"].Status)
}

// A unit set up below another while that one is ended: one of the two is refused.
func TestAUnitEndsAndAnotherIsSetUpBelowItAtOnce(t *testing.T) {
	o := newOffice(t)
	errs := make([]error, 2)
	var both sync.WaitGroup
	both.Go(func() { errs[0] = o.ends(o.park, "2022-12-31") })
	both.Go(func() {
		_, errs[1] = o.CreateOrg(o.ctx, as(admin, "2022-06-01"), org.Unit{Name: "新科室", Type: org.Department, ParentID: o.park, ValidFrom: workcal.MustDate("2022-06-01")})
	})
	both.Wait()
	if errs[0] != nil {
		o.refused("org.units_below", errs[0])
		require.NoError(t, errs[1])
		return
	}
	o.refused("org.above_ends", errs[1])
}

// Registers of earlier releases hold units left below one that has ended: they can be
// changed, ended and moved, and nobody new comes below the ended one.
func TestAUnitLeftBelowAnEndedOneBeforeIsMended(t *testing.T) {
	dsn := storetest.DSN(t)
	s, err := store.Open(t.Context(), dsn, store.WithPool(4))
	require.NoError(t, err)
	t.Cleanup(func() { s.Close() })
	by := as(admin, "2023-03-01")
	for _, id := range []string{"ended", "left", "other"} {
		_, err := s.CreateOrg(t.Context(), by, org.Unit{ID: id, Name: id, Type: org.Department, ValidFrom: workcal.MustDate("2020-01-01")})
		require.NoError(t, err)
	}
	_, err = storetest.SQL(t, dsn).Exec("UPDATE orgs SET parent_id = IF(id = 'left', 'ended', ''), valid_to = IF(id = 'ended', '2023-02-28', NULL)")
	require.NoError(t, err)

	change := func(id string, do func(*org.Unit)) error {
		_, err := s.UpdateOrg(t.Context(), by, id, 0, do)
		return err
	}
	err = change("other", func(u *org.Unit) { u.ParentID = "ended" })
	require.True(t, fault.Is(err, "org.parent_ended"), "%v", err)
	require.NoError(t, change("left", func(u *org.Unit) { u.Phone = "1" }))
	require.NoError(t, change("left", func(u *org.Unit) { u.ValidTo = workcal.MustDate("2024-12-31") }))
	require.NoError(t, change("left", func(u *org.Unit) { u.ParentID = "other" }))
	err = change("left", func(u *org.Unit) { u.ParentID = "ended" })
	require.True(t, fault.Is(err, "org.parent_ended"), "%v", err)
}
