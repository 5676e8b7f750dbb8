package api_test

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/diaodu/diaodu/api"
	"github.com/diaodu/diaodu/api/apitest"
	"github.com/diaodu/diaodu/domain/org"
	"github.com/diaodu/diaodu/domain/workcal"
)

// A change from a later day on is announced to those who keep units, and the unit
// is as it was until then; a unit set up from a later day can be found.
func TestAUnitChangesFromALaterDayOn(t *testing.T) {
	w := guarded(t)
	admin, one := w.Login("admin"), "/api/orgs/o-water"
	today := workcal.DateOf(w.Clock.Now())
	body := map[string]any{"phone": "023-46780001", "effective_on": today.AddDays(-1).String()}
	seen := []string{"If-Match", `"1"`}
	admin.Do(http.MethodPatch, one, body, seen...).Refused(http.StatusUnprocessableEntity, "org.change_past")
	body["effective_on"] = today.AddDays(30).String()
	admin.Do(http.MethodPatch, one, body, "If-Match", `"9"`).Refused(http.StatusPreconditionFailed, "stale")
	var u org.Unit
	admin.Do(http.MethodPatch, one, body, seen...).Want(http.StatusOK).JSON(&u)
	require.Equal(t, 1, u.Version)
	require.Empty(t, u.Phone)
	admin.Do(http.MethodPatch, one, body, seen...).Refused(http.StatusConflict, "org.change_same_day")
	body["effective_on"], body["phone"] = today.String(), "023-46780000"
	admin.Do(http.MethodPatch, one, body, seen...).Want(http.StatusOK).JSON(&u)
	require.Equal(t, "023-46780000", u.Phone, "today is at once")

	w.Login("stranger").Get(one+"/changes").Refused(http.StatusForbidden, "org.changes_closed")
	var open, all api.List[api.OrgChangeView]
	admin.Get("/api/org-changes").Want(http.StatusOK).JSON(&open)
	require.Len(t, open.Items, 1)
	require.True(t, open.Items[0].MayWithdraw)
	admin.Get(one + "/changes").Want(http.StatusOK).JSON(&all)
	require.Len(t, all.Items, 2)
	require.Equal(t, org.ChangeApplied, all.Items[1].Status)
	drop := one + "/changes/" + open.Items[0].ID
	admin.Do(http.MethodDelete, drop, nil).Want(http.StatusNoContent)
	admin.Do(http.MethodDelete, drop, nil).Refused(http.StatusConflict, "org.change_done")

	admin.Post("/api/orgs", map[string]any{"name": "区数据局", "type": "department", "valid_from": today.AddDays(9).String()}).Want(http.StatusCreated)
	var next, now api.List[org.Unit]
	admin.Get("/api/orgs?on=next").Want(http.StatusOK).JSON(&next)
	require.Len(t, next.Items, 1)
	admin.Get("/api/orgs").Want(http.StatusOK).JSON(&now)
	require.NotContains(t, now.Items, next.Items[0])
}

// A unit is not ended above others, and the refusal names them; once they go elsewhere
// the day after, it is. Both directions are refused in the words of the screen.
func TestAUnitWithUnitsBelowItIsNotEnded(t *testing.T) {
	w := guarded(t)
	admin, last := w.Login("admin"), workcal.DateOf(w.Clock.Now()).AddDays(30)
	var bureau, office org.Unit
	admin.Post("/api/orgs", map[string]any{"name": "区乡村振兴局", "type": "department"}).Want(http.StatusCreated).JSON(&bureau)
	below := map[string]any{"name": "村镇科", "type": "department", "parent_id": bureau.ID}
	admin.Post("/api/orgs", below).Want(http.StatusCreated).JSON(&office)
	end := func() *apitest.Answer {
		return admin.Do(http.MethodPatch, "/api/orgs/"+bureau.ID, map[string]any{"valid_to": last.String()}, "If-Match", `"1"`)
	}
	why := end().Refused(http.StatusConflict, "org.units_below")
	require.Equal(t, "valid_to", why.Field)
	require.Contains(t, why.Detail, "1个单位：村镇科。")

	one := "/api/orgs/" + office.ID
	admin.Do(http.MethodPatch, one, map[string]any{"parent_id": "o-water", "effective_on": last.AddDays(1).String()}, "If-Match", `"1"`).Want(http.StatusOK)
	end().Want(http.StatusOK)
	below["name"] = "产业科"
	why = admin.Post("/api/orgs", below).Refused(http.StatusConflict, "org.above_ends")
	require.Contains(t, why.Detail, "上级单位区乡村振兴局的最后一天是"+last.String()+"，此后产业科仍在它之下。")
	var open api.List[api.OrgChangeView]
	admin.Get(one + "/changes").Want(http.StatusOK).JSON(&open)
	admin.Do(http.MethodDelete, one+"/changes/"+open.Items[0].ID, nil).Refused(http.StatusConflict, "org.above_ends")
}
