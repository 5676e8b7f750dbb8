package documents

import (
	"bytes"
	"strings"
	"testing"
	"time"

	ics "github.com/arran4/golang-ical"
	"github.com/stretchr/testify/require"

	"github.com/diaodu/diaodu/domain/workcal"
)

func TestACalendarIsValidAndComesBackAsWritten(t *testing.T) {
	now := time.Date(2026, 5, 8, 1, 2, 3, 0, time.UTC)
	day := workcal.MustDate("2026-05-11")
	title := "供水；专题会, 第一次\r\nBEGIN:VEVENT " + strings.Repeat("长", 60)
	var b bytes.Buffer
	require.NoError(t, WriteCalendar(&b, "调度：吴工", []CalendarEntry{
		{UID: "a@diaodu", Seq: 7, Start: day.At(9, 30), End: day.At(11, 0), Title: title, Note: "第一行\n第二行;逗号,", Place: "三楼", Link: "https://x/meetings/a", Cancelled: true},
		{UID: "b@diaodu", Seq: 2, Day: day, Title: "到期"},
		{UID: "c@diaodu", Start: day.At(9, 0), End: day.At(10, 0), Title: "延期", Tentative: true},
	}, now))
	text := b.String()
	require.NotContains(t, strings.ReplaceAll(text, "\r\n", ""), "\n", "lines end as RFC 5545 wants")
	for _, line := range strings.Split(text, "\r\n") {
		require.LessOrEqual(t, len(line), 75, line)
		require.Equal(t, strings.ToValidUTF8(line, "?"), line, "no character is cut in two")
	}
	require.Contains(t, text, "DTSTART:20260511T013000Z\r\n")
	require.Contains(t, text, "DTSTART;VALUE=DATE:20260511\r\nDTEND;VALUE=DATE:20260512\r\n")
	require.Contains(t, text, "DTSTAMP:20260508T010203Z\r\n")
	require.Contains(t, text, "\r\nREFRESH-INTERVAL;VALUE=DURATION:PT1H\r\n")
	require.Equal(t, 3, strings.Count(text, "\r\nBEGIN:VEVENT\r\n"), "a title adds no event of its own")

	cal, err := ics.ParseCalendar(strings.NewReader(text))
	require.NoError(t, err)
	require.Len(t, cal.Events(), 3)
	e := cal.Events()[0]
	require.Equal(t, "供水；专题会, 第一次 BEGIN:VEVENT "+strings.Repeat("长", 60), e.GetProperty(ics.ComponentPropertySummary).Value)
	require.Equal(t, "第一行\n第二行;逗号,", e.GetProperty(ics.ComponentPropertyDescription).Value)
	require.Equal(t, "7", e.GetProperty(ics.ComponentPropertySequence).Value)
	require.Equal(t, "CANCELLED", e.GetProperty(ics.ComponentPropertyStatus).Value)
	require.Equal(t, "TENTATIVE", cal.Events()[2].GetProperty(ics.ComponentPropertyStatus).Value)
}
