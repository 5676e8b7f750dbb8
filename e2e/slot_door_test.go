package e2e

import (
	"context"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/diaodu/diaodu/domain/issue"
	"github.com/diaodu/diaodu/domain/meeting"
	"github.com/diaodu/diaodu/domain/workcal"
	"github.com/diaodu/diaodu/store/storetest"
)

// A time that a coordinator gives at the meeting answers the owner's wish: the issue
// says so, the meeting keeps it, and the owner is told once (I-9).
func TestATimeGivenAtAMeetingAnswersTheOwnersWish(t *testing.T) {
	d := newPlanDoor(t)
	you, co := d.world.Login("you"), d.world.Login("tongchou")
	chair := d.world.Official("quzhang", "", "chair")
	var made struct{ ID string }
	you.Post("/api/issues", map[string]any{
		"project_id": d.project, "class": "water.supply", "source": "platform", "heading": "供水未接入", "ask": "请协调接入", "unclassified": true,
	}).Want(http.StatusCreated).JSON(&made)
	id := made.ID
	do := func(as string, body map[string]any) {
		t.Helper()
		d.world.Login(as).Post("/api/issues/"+id+"/acts", body).Want(http.StatusOK)
	}
	do("tongchou", map[string]any{"act": "accept", "reason": "情况清楚，先行受理"})
	on := workcal.DateOf(time.Now()).AddDays(20)
	co.Post("/api/meetings", map[string]any{
		"series": "special", "extra": true, "forum": "special", "name": "供水专题会", "date": on.String(), "start": "14:30", "minutes": 120, "place": "三楼会议室",
		"chair": map[string]any{"user_id": chair.ID},
	}).Want(http.StatusCreated).JSON(&made)
	do("quzhang", map[string]any{"act": "put_on_agenda", "meeting": map[string]any{"id": made.ID}, "override": true, "reason": "停产在即"})
	do("you", map[string]any{"act": "ask_slot", "way": "phone", "text": "说明停产损失"})
	hall := func() *meeting.Meeting {
		m, err := d.store.Meeting(context.Background(), made.ID)
		require.NoError(t, err)
		return m
	}
	d.soon("the issue is on the agenda", func() bool { return len(hall().Items) == 1 })
	set := map[string]any{"act": "set_slot", "item_id": hall().Items[0].ID, "minutes": 20, "slot": map[string]any{"from": "13:00", "to": "13:20"}}
	path := "/api/meetings/" + made.ID + "/acts"
	co.Post(path, set).Refused(http.StatusUnprocessableEntity, "meeting.slot")
	require.Equal(t, issue.SlotAsked, d.issue(id).Slot.State, "a time that the meeting has not answers nothing")
	set["slot"] = map[string]any{"from": "15:00", "to": "15:20"}
	co.Post(path, set).Want(http.StatusOK)
	d.soon("the wish is answered", func() bool { return d.issue(id).Slot.State == issue.SlotAdmitted })
	it := hall().Items[0]
	require.Equal(t, []int{20, 15 * 60, 15*60 + 20}, []int{it.Minutes, int(it.From), int(it.To)})
	var told int
	require.NoError(t, storetest.SQL(t, d.dsn).QueryRow("SELECT COUNT(*) FROM announcements WHERE code = 'meeting.owner_invited'").Scan(&told))
	require.Equal(t, 1, told, "the owner is told once")
	d.level(id)
}
