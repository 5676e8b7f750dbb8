package api_test

import (
	"bytes"
	"net/http"
	"slices"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"
	"github.com/xuri/excelize/v2"

	"github.com/diaodu/diaodu/api"
	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/org"
	"github.com/diaodu/diaodu/domain/statistics"
	"github.com/diaodu/diaodu/store"
)

func TestFiguresOverHTTP(t *testing.T) {
	w := papers(t)
	w.Official("chief", "", org.Chair)
	co, you, other, water := w.Login("coordinator"), w.Login("you"), w.Login("other"), w.Login("water")
	w.report(casefile.Attachment{})
	w.issueTask()

	var r statistics.Report
	co.Get("/api/statistics?as_of=2022-06-06&from=2022-01-01&to=2022-06-06").Want(http.StatusOK).JSON(&r)
	figures := map[string]statistics.Figure{}
	for _, f := range r.Figures {
		figures[f.Code] = f
		require.NotEmpty(t, f.Formula)
	}
	require.Equal(t, 1, figures[statistics.Raised].Den)
	require.Equal(t, 1, figures[statistics.Overdue].Den)
	require.Nil(t, figures[statistics.Resolution].Value)

	var page api.StatisticsItems
	co.Get("/api/statistics/overdue/items?as_of=2022-06-06").Want(http.StatusOK).JSON(&page)
	require.Len(t, page.Items, 1)
	require.Equal(t, "t1", page.Items[0].ID)
	require.Equal(t, "water", page.Items[0].Class, "of its issue")
	water.Get("/api/statistics/overdue/items?as_of=2022-06-06").Want(http.StatusOK).JSON(&page)
	require.Len(t, page.Items, 1, "its own")
	other.Get("/api/statistics/overdue/items?as_of=2022-06-06").Want(http.StatusOK).JSON(&page)
	require.Empty(t, page.Items)
	require.Zero(t, page.Figure.Den)
	you.Get("/api/statistics/raised/items?as_of=2022-06-06").Want(http.StatusOK).JSON(&page)
	require.Len(t, page.Items, 1)

	co.Get("/api/statistics/nonsense/items").Refused(http.StatusNotFound, "statistics.unknown")
	co.Get("/api/statistics?as_of=2999-01-01").Refused(http.StatusUnprocessableEntity, "statistics.future")
	co.Get("/api/statistics?from=2022-02-01&to=2022-01-01").Refused(http.StatusUnprocessableEntity, "statistics.period")
	co.Get("/api/statistics?as_of=gestern").Refused(http.StatusUnprocessableEntity, "statistics.date")

	weights := statistics.Weights{Response: 20, Resolution: 40, Satisfaction: 40, Basis: "考核办法"}
	you.Do(http.MethodPut, "/api/statistics/weights", weights).Refused(http.StatusForbidden, "request.forbidden")
	co.Do(http.MethodPut, "/api/statistics/weights", statistics.Weights{Basis: "x"}).Refused(http.StatusUnprocessableEntity, "statistics.weights")
	co.Do(http.MethodPut, "/api/statistics/weights", weights).Want(http.StatusNoContent)
	co.Get("/api/statistics").Want(http.StatusOK).JSON(&r)
	require.Equal(t, &weights, r.Weights)
	require.Nil(t, r.Score, "no rate yet")

	you.Get("/api/statistics/monthly-report.xlsx").Refused(http.StatusForbidden, "request.forbidden")
}

// K-7: the report prints the figures that the screen shows.
func TestMonthlyReportPrintsTheScreensFigures(t *testing.T) {
	w := papers(t)
	co := w.Login("coordinator")
	w.report(casefile.Attachment{})
	w.issueTask()

	var r statistics.Report
	a := co.Get("/api/statistics/monthly-report.xlsx?month=2022-05").Want(http.StatusOK)
	book, err := excelize.OpenReader(bytes.NewReader(a.Body))
	require.NoError(t, err)
	defer book.Close()
	require.Contains(t, book.GetSheetList(), "逾期清单")
	rows, err := book.GetRows("汇总", excelize.Options{RawCellValue: true})
	require.NoError(t, err)
	printed := map[string]string{}
	for _, row := range rows {
		if len(row) > 1 {
			printed[row[0]] = row[1]
		}
	}
	co.Get("/api/statistics?as_of=2022-05-31&from=2022-05-01&to=2022-05-31").Want(http.StatusOK).JSON(&r)
	for _, f := range r.Figures {
		if f.Value != nil {
			require.Equal(t, strconv.FormatFloat(*f.Value, 'f', -1, 64), printed[f.Name], "K-7, %s", f.Name)
		}
	}
}

func TestBoardTodosAndRulesOverHTTP(t *testing.T) {
	w := papers(t)
	co, you, water := w.Login("coordinator"), w.Login("you"), w.Login("water")
	w.report(casefile.Attachment{})
	w.issueTask()

	var b api.BoardView
	co.Get("/api/board").Want(http.StatusOK).JSON(&b)
	require.Len(t, b.Red, 2, "the task and its issue, years ago")
	require.Equal(t, "区水务公司", b.Red[0].Lead)
	require.NotEmpty(t, b.WhatTexts[b.Red[0].What])
	require.Equal(t, "已受理，待派单", b.IssueTexts["accepted"])
	require.NotEmpty(t, b.HeadlineText)
	you.Get("/api/board").Want(http.StatusOK)

	var todos api.MyTodos
	co.Get("/api/my-todos").Want(http.StatusOK).JSON(&todos)
	require.Equal(t, "to_dispatch", todos.Items[0].Bucket)
	require.Equal(t, "派单", todos.Items[0].WhatText)
	water.Get("/api/my-todos").Want(http.StatusOK).JSON(&todos)
	keys := map[string]bool{}
	for _, c := range todos.Counts {
		keys[c.Key] = true
	}
	require.True(t, keys["to_sign"] && keys["to_reply"] && keys["overdue"])

	var rules struct {
		Items []api.LightRuleView `json:"items"`
	}
	you.Get("/api/light-rules").Want(http.StatusOK).JSON(&rules)
	require.Greater(t, len(rules.Items), 15)
}

// Each line of the to-dos is in every count it belongs to, and what others must do
// is told apart from what the reader must.
func TestToDosAreCountedWhereTheyAreListed(t *testing.T) {
	w := papers(t)
	w.report(casefile.Attachment{})
	w.issueTask()
	var mine, over api.MyTodos
	w.Login("water").Get("/api/my-todos").Want(http.StatusOK).JSON(&mine)
	w.Login("coordinator").Get("/api/my-todos").Want(http.StatusOK).JSON(&over)
	in := func(m api.MyTodos, key string) (n int, lines []api.TodoView) {
		for _, it := range m.Items {
			if it.Bucket == key || slices.Contains(it.Also, key) {
				lines = append(lines, it)
			}
		}
		for _, c := range m.Counts {
			if c.Key == key {
				return int(c.N), lines
			}
		}
		return 0, lines
	}
	n, lines := in(mine, store.TodoOverdue)
	require.Equal(t, 1, n, "one task, years late")
	require.NotEmpty(t, lines)
	for _, l := range lines {
		require.Equal(t, "t1", l.ID)
		require.Equal(t, "red", l.Light)
		require.False(t, l.Watch)
	}
	n, lines = in(over, store.WatchOverdue)
	require.Equal(t, 2, n, "the task and its issue")
	require.Len(t, lines, 2)
	for _, l := range lines {
		require.Equal(t, l.Kind == casefile.Task, l.Watch, "to dispatch the issue is the coordinator's own")
		if l.Watch {
			require.Equal(t, "区水务公司", l.Who)
		}
	}
	n, _ = in(over, store.TodoOverdue)
	require.Equal(t, 1, n)
}
