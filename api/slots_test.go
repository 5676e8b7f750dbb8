package api_test

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/diaodu/diaodu/api"
)

// I-9 at the door: the owner's team asks and reads the answer; who has no part
// in the issue finds none, and who has another part may not ask or answer.
func TestTheOwnerAsksToBeHeardAndReadsTheAnswer(t *testing.T) {
	w := guarded(t)
	you, co, mate := w.Login("you"), w.Login("coordinator"), w.Login("mate")
	ask := map[string]any{"act": "ask_slot", "way": "phone", "text": "说明停产损失"}
	w.Login("other").Post("/api/issues/i1/acts", ask).Want(http.StatusNotFound)
	w.Login("stranger").Post("/api/issues/i1/acts", ask).Want(http.StatusNotFound)
	co.Post("/api/issues/i1/acts", ask).Want(http.StatusForbidden)
	you.Post("/api/issues/i1/acts", map[string]any{"act": "ask_slot", "way": "letter"}).Refused(http.StatusUnprocessableEntity, "issue.slot_way")
	you.Post("/api/issues/i1/acts", ask).Want(http.StatusOK)
	you.Post("/api/issues/i1/acts", ask).Refused(http.StatusConflict, "issue.slot_asked")

	var list struct{ Items []api.IssueLine }
	co.Get("/api/issues?slot=asked").Want(http.StatusOK).JSON(&list)
	require.Len(t, list.Items, 1)
	require.Equal(t, "已申请上会，待答复", list.Items[0].SlotText)
	require.Contains(t, string(co.Get("/api/my-todos").Want(http.StatusOK).Body), "待答复上会申请")

	you.Post("/api/issues/i1/acts", map[string]any{"act": "decline_slot", "reason": "不便"}).Want(http.StatusForbidden)
	co.Post("/api/issues/i1/acts", map[string]any{"act": "decline_slot", "reason": "本次会议专题研究用电"}).Want(http.StatusOK)
	var v struct {
		Wish struct{ State, Reason, Note string } `json:"slot_wish"`
	}
	mate.Get("/api/issues/i1").Want(http.StatusOK).JSON(&v)
	require.Equal(t, "declined", v.Wish.State)
	require.Equal(t, "本次会议专题研究用电", v.Wish.Reason)
	co.Get("/api/issues?slot=asked").Want(http.StatusOK).JSON(&list)
	require.Empty(t, list.Items)
}
