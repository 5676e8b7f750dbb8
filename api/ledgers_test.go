package api_test

import (
	"bytes"
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"
	"github.com/xuri/excelize/v2"
)

// sheetRows are the rows of a workbook's first sheet.
func sheetRows(t *testing.T, body []byte) [][]string {
	t.Helper()
	f, err := excelize.OpenReader(bytes.NewReader(body))
	require.NoError(t, err)
	defer f.Close()
	rows, err := f.GetRows(f.GetSheetList()[0])
	require.NoError(t, err)
	return rows
}

func TestALedgerHasTheRowsOfTheListAndNoOthers(t *testing.T) {
	w, _ := taskWorld(t)
	coord := w.Login("coord")
	for n := range 3 {
		post(coord, "/api/tasks", map[string]any{
			"content": []string{"=1+1 接通供水", "修路", "修桥"}[n], "standard": "80米供水管道牵入施工范围", "lead_id": []string{"o-water", "o-water", "o-build"}[n],
			"due": due(w, 15), "decided_by": "李区长", "evidence": []map[string]string{{"type": "photo", "name": "现场照片"}},
		}).Want(http.StatusCreated)
	}
	titles := func(login, query string) (found []string) {
		a := w.Login(login).Get("/api/tasks/ledger.xlsx" + query).Want(http.StatusOK)
		require.Contains(t, a.Header.Get("Content-Disposition"), "attachment")
		rows := sheetRows(t, a.Body)
		head := -1
		for n, r := range rows {
			if len(r) > 1 && r[1] == "任务内容" {
				head = n
			}
		}
		require.GreaterOrEqual(t, head, 0, rows)
		for _, r := range rows[head+1:] {
			found = append(found, r[1])
		}
		return found
	}
	require.ElementsMatch(t, []string{"'=1+1 接通供水", "修路", "修桥"}, titles("coord", ""), "a formula is only words")
	require.ElementsMatch(t, []string{"修桥"}, titles("coord", "?q=修桥"))
	require.ElementsMatch(t, []string{"'=1+1 接通供水", "修路"}, titles("water", ""), "another unit's tasks are not in it")
	require.Empty(t, titles("other", ""))
	for range 101 {
		post(coord, "/api/tasks", map[string]any{
			"content": "并排修路", "standard": "修好两公里路面", "lead_id": "o-build", "due": due(w, 15), "decided_by": "李区长",
			"evidence": []map[string]string{{"type": "photo", "name": "现场照片"}},
		}).Want(http.StatusCreated)
	}
	require.Len(t, titles("coord", "?limit=1&q=并排修路"), 101, "all pages, whatever page the reader was on")
	w.Login("you").Get("/api/tasks/ledger.xlsx").Refused(http.StatusForbidden, "request.forbidden")
}
