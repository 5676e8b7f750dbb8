package meeting_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/diaodu/diaodu/domain/between"
	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/meeting"
)

// A meeting of five hundred items, each with its own project, a task and a
// paragraph, stays within what one workflow can carry: the state below 400 KB,
// each event below 10 KB.
func TestMeetingOfFiveHundredItemsStaysSmall(t *testing.T) {
	r := newRoom(t)
	r.quick = true
	r.do(coordinator, opening("2022-05-10"))
	for n := 1; n <= 500; n++ {
		r.do(clock, adding(bigEntry(n)))
	}
	order := act(meeting.ActReorder)
	order.ByScore = true
	r.do(coordinator, order)
	r.sleepUntil(day("2022-05-10"))
	r.do(coordinator, act(meeting.ActConvene))
	for n := 1; n <= 250; n++ {
		item := fmt.Sprintf("i%d", n)
		r.do(coordinator, onItem(meeting.ActCall, item))
		r.do(chair, because(onItem(meeting.ActWaive, item)))
		res := task(strings.Repeat("协调绿化用地用于管网改造，", 10), waterworks, 15)
		r.do(chair, deciding(item, res))
		r.settle()
	}
	r.do(chair, act(meeting.ActClose))
	require.Len(t, r.m.Owed, 50, "issues are told in batches")
	requireSmall(t, r)
	require.NotContains(t, r.m.Wake().Key, "carry", "the next batch waits for the answers to this one")
	for r.settle(); strings.HasPrefix(r.m.Wake().Key, "carry/"); r.settle() {
		r.do(clock, meeting.Command{Order: casefile.Order{Act: casefile.ActRing, Key: r.m.Wake().Key}})
		require.LessOrEqual(t, len(r.m.Owed), 50)
	}
	draft := act(meeting.ActDraft)
	for n := 1; n <= 500; n++ {
		draft.Parts = []meeting.Paragraph{{Anchor: fmt.Sprintf("i%d", n), Text: strings.Repeat("会议研究了用水问题。", 100)}}
		r.do(coordinator, draft)
		draft.Act = meeting.ActEdit
	}
	requireSmall(t, r)
	carried := 0
	for _, it := range r.m.Items {
		if it.Carry == meeting.Move {
			carried++
			require.True(t, it.CarryTold)
		}
	}
	require.Equal(t, 250, carried)
	view, err := json.Marshal(r.m.ViewFor(coordinator, r.at))
	require.NoError(t, err)
	require.Less(t, len(view), 500_000)
}

func bigEntry(n int) between.AgendaEntry {
	e := entry(n)
	e.IssueID = fmt.Sprintf("i-%024d", n)
	e.Project = between.ProjectRef{
		ID: fmt.Sprintf("p-%024d", n), Code: "2204-500153-04-01-123456", Name: "重庆某某高分子材料有限公司钢结构防腐材料项目",
		EnterpriseID: fmt.Sprintf("e-%024d", n), EnterpriseName: "重庆某某高分子材料有限公司", TownCode: "500153001", InvestWan: int64(1000 * n),
	}
	e.Lead = between.Unit{ID: fmt.Sprintf("o-%024d", n%40), Name: "某某区级部门"}
	e.Co = []between.Unit{{ID: fmt.Sprintf("o-%024d", (n+1)%40), Name: "配合部门"}, {ID: fmt.Sprintf("o-%024d", (n+2)%40), Name: "配合部门"}}
	return e
}

func requireSmall(t *testing.T, r *room) {
	t.Helper()
	require.Less(t, len(r.state()), 400_000, "state")
	for _, ev := range r.events {
		if ev.Act == casefile.ActTold {
			continue // as long as what was owed
		}
		body, err := json.Marshal(ev)
		require.NoError(t, err)
		require.Less(t, len(body), 10_000, ev.Act)
	}
	t.Logf("state %d bytes", len(r.state()))
}
