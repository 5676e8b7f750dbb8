package api

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/workcal"
	"github.com/diaodu/diaodu/store"
)

// Who must decide a request reads what stands and what is asked for; for a pause no
// day is made up.
func TestARequestSaysWhatItAsksFor(t *testing.T) {
	today := workcal.MustDate("2026-11-26")
	item := store.TodoItem{Kind: casefile.Task, What: "decide_request"}
	pause := todoView(chinese, store.TodoHeap{Key: "to_decide"}, item, workcal.Embedded(), today)
	require.Equal(t, "审批暂停", pause.WhatText)
	require.Empty(t, pause.Due)
	require.Empty(t, pause.Note)
	item.Due.Date, item.DueNow.Date, item.Asked.Date = workcal.MustDate("2026-12-03"), workcal.MustDate("2026-12-03"), workcal.MustDate("2027-01-10")
	v := todoView(chinese, store.TodoHeap{Key: "to_decide"}, item, workcal.Embedded(), today)
	require.Equal(t, "审批延期", v.WhatText)
	require.Equal(t, "现期限 12月3日，申请延至 2027年1月10日；到现期限未决定的，申请失效", v.Note)
	require.Equal(t, "2026-12-03", v.Due)
	v = todoView(english, store.TodoHeap{Key: "to_decide"}, item, workcal.Embedded(), today)
	require.Equal(t, "Due 3 December, asked until 10 January 2027; lapses if undecided by then", v.Note)
}
