package api_test

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/diaodu/diaodu/domain/workcal"
)

// Who puts an issue on an agenda that takes no more hears it at once, and the issue
// stays where it was; the chair may add it all the same (R2).
func TestALockedAgendaRefusesAtTheDoor(t *testing.T) {
	w := guarded(t)
	co, chair := w.Login("coordinator"), w.Login("chair")
	day := workcal.Embedded().AddWorkdays(workcal.DateOf(w.Clock.Now()), 2).Date.String()
	var m, v struct{ ID, Status string }
	co.Post("/api/meetings", map[string]any{
		"date": day, "start": "21:30", "minutes": 60, "place": "三楼", "extra": true, "chair": map[string]string{"user_id": w.UserID("chair")}, "cutoffs": map[string]string{"lock": day},
	}).Want(http.StatusCreated).JSON(&m)
	act := func(act string) {
		co.Post("/api/meetings/"+m.ID+"/acts", map[string]any{"act": act}).Want(http.StatusOK)
	}
	co.Post("/api/issues/i1/acts", map[string]any{"act": "dispatch", "lead": map[string]string{"id": "o-water", "name": ""}}).Want(http.StatusOK)
	co.Post("/api/issues/i1/acts", map[string]any{"act": "pre_coordinate", "pre_coord": "已协调", "tendency": "同意"}).Want(http.StatusOK)
	join := map[string]any{"act": "put_on_agenda", "meeting": map[string]string{"id": m.ID}}

	act("start_collecting")
	act("lock")
	was := co.Get("/api/issues/i1").Want(http.StatusOK)
	was.JSON(&v)
	p := co.Post("/api/issues/i1/acts", join).Refused(http.StatusConflict, "meeting.agenda_locked")
	require.Equal(t, "meeting", p.Field)
	require.Contains(t, p.Detail, "请改选其他会议")
	before := v.Status
	co.Get("/api/issues/i1").Want(http.StatusOK).JSON(&v)
	require.Equal(t, before, v.Status)

	join["override"], join["reason"] = true, "业主设备即将进场"
	co.Post("/api/issues/i1/acts", join).Want(http.StatusForbidden)
	chair.Post("/api/issues/i1/acts", join).Want(http.StatusOK).JSON(&v)
	require.Equal(t, "on_agenda", v.Status)
}

// The list says what runs out first and how long an issue has waited.
func TestTheListOfIssuesShowsItsAgeAndTheAcceptance(t *testing.T) {
	w := guarded(t)
	var list struct {
		Items []struct {
			Status string
			Waited int `json:"waited_days"`
			Clocks []struct{ Key, Due string }
		}
	}
	w.Clock.Pass(7 * 24 * 3600e9)
	w.Login("coordinator").Get("/api/issues").Want(http.StatusOK).JSON(&list)
	for _, i := range list.Items {
		require.GreaterOrEqual(t, i.Waited, 3)
		if i.Status == "submitted" {
			require.Equal(t, "ack", i.Clocks[0].Key)
		}
	}
}

// One enterprise's cases of every kind are found by its id.
func TestListsAreNarrowedToAnEnterprise(t *testing.T) {
	w := guarded(t)
	co := w.Login("coordinator")
	count := func(path string) int {
		var list struct{ Items []struct{ ID string } }
		co.Get(path).Want(http.StatusOK).JSON(&list)
		return len(list.Items)
	}
	for _, noun := range []string{"issues", "tasks", "approvals"} {
		all, own := count("/api/"+noun), count("/api/"+noun+"?enterprise=e1")
		require.Positive(t, own, noun)
		require.Equal(t, all, own, "every case here is of one enterprise: %s", noun)
		require.Zero(t, count("/api/"+noun+"?enterprise=e3"), noun)
	}
}
