package workcal

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/diaodu/diaodu/domain/fault"
)

const goodNotice = `{
  "$schema": "https://example.org/schema.json",
  "year": 2028,
  "papers": ["https://www.gov.cn/x"],
  "days": [
    {"name": "元旦", "date": "2028-01-01", "isOffDay": true},
    {"name": "元旦", "date": "2027-12-25", "isOffDay": false},
    {"name": "元旦", "date": "2028-01-03", "isOffDay": true}
  ]
}`

func TestNoticeIsReadAsPublished(t *testing.T) {
	for name, content := range map[string]string{
		"as is":                    goodNotice,
		"from an editor's windows": "\ufeff" + strings.ReplaceAll(goodNotice, "\n", "\r\n"),
	} {
		t.Run(name, func(t *testing.T) {
			n, err := ParseNotice([]byte(content))
			require.NoError(t, err)
			require.Equal(t, Notice{Year: 2028, Papers: []string{"https://www.gov.cn/x"}, Days: []NoticeDay{
				{"元旦", d("2028-01-01"), true}, {"元旦", d("2027-12-25"), false}, {"元旦", d("2028-01-03"), true},
			}}, n)
			require.Equal(t, Year{Year: 2028, Off: []Date{d("2028-01-03")}, Work: []Date{d("2027-12-25")}}, n.exceptions())
			written, err := json.Marshal(n)
			require.NoError(t, err)
			again, err := ParseNotice(written)
			require.NoError(t, err)
			require.Equal(t, n, again)
		})
	}
}

func TestBadNoticeSaysWhichLineIsBad(t *testing.T) {
	change := func(old, new string) string { return strings.Replace(goodNotice, old, new, 1) }
	cases := []struct {
		name    string
		content string
		code    string
		line    any
		value   any
	}{
		{"nothing", "", "calendar.syntax", 1, nil},
		{"a spreadsheet", "年,日期\n2028,1月1日", "calendar.syntax", 1, nil},
		{"an old encoding", "{\n\"year\": 2028, \"name\": \"\xd4\xaa\xb5\xa9\"}", "calendar.encoding", 2, nil},
		{"a list", "[]", "calendar.syntax", 1, nil},
		{"cut off", goodNotice[:len(goodNotice)-8], "calendar.syntax", 8, nil},
		{"followed by more", goodNotice + "\n{}", "calendar.syntax", 11, nil},
		{"a comma missing", change("true},\n    {\"name\": \"元旦\", \"date\": \"2027", "true}\n    {\"name\": \"元旦\", \"date\": \"2027"), "calendar.syntax", 7, nil},
		{"a Chinese comma", change("\"2027-12-25\",", "\"2027-12-25\"，"), "calendar.syntax", 7, nil},
		{"a year in words", change("2028,", "\"二〇二八\","), "calendar.year", 3, "string"},
		{"a year long past", change("2028,", "208,"), "calendar.year", 3, 208},
		{"papers as one text", change(`["https://www.gov.cn/x"]`, `"https://www.gov.cn/x"`), "calendar.papers", 4, "string"},
		{"days as one text", change(`"days": [`, `"days": "`), "calendar.syntax", 5, nil},
		{"a day that is a text", change(`{"name": "元旦", "date": "2027-12-25", "isOffDay": false}`, `"2027-12-25"`), "calendar.day", 7, "string"},
		{"a date with slashes", change("2027-12-25", "2027/12/25"), "calendar.date", 7, "2027/12/25"},
		{"a day that is not", change("2028-01-03", "2028-02-30"), "calendar.date", 8, "2028-02-30"},
		{"off or worked untold", change(`"2027-12-25", "isOffDay": false`, `"2027-12-25"`), "calendar.off_missing", 7, "2027-12-25"},
		{"no name", change(`"name": "元旦", "date": "2028-01-03"`, `"date": "2028-01-03"`), "calendar.name", 8, "2028-01-03"},
		{"a day twice", change("2028-01-03", "2028-01-01"), "calendar.duplicate", 8, "2028-01-01"},
		{"a day of another year", change("2028-01-03", "2029-03-01"), "calendar.out_of_year", 8, "2029-03-01"},
		{"a workday made a workday", change("2027-12-25", "2027-12-27"), "calendar.work_on_weekday", 7, "2027-12-27"},
		{"a year not published yet", `{"year": 2028, "papers": [], "days": []}`, "calendar.empty", 1, nil},
		{"too much", strings.Repeat(" ", maxNoticeBytes+1), "calendar.too_large", nil, nil},
		{"too many days", `{"year":2028,"days":[` + strings.Repeat(`{"name":"x","date":"2028-01-01","isOffDay":true},`, maxNoticeDays+1) + `]}`, "calendar.too_large", 1, nil},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			_, err := ParseNotice([]byte(c.content))
			f := fault.Of(err)
			require.NotNil(t, f, "%v", err)
			require.Equal(t, c.code, f.Code, "%v %v", f, f.Args)
			require.Equal(t, fault.Invalid, f.Kind)
			require.Equal(t, c.line, f.Args["line"], "%v", f)
			if c.value != nil {
				require.Equal(t, c.value, f.Args["value"])
			}
		})
	}
}

func TestColumnsCountCharactersNotBytes(t *testing.T) {
	_, err := ParseNotice([]byte("{\"name\": \"元旦\", }"))
	require.Equal(t, 16, fault.Of(err).Args["column"])
}

func TestShippedNoticesNameTheirPapers(t *testing.T) {
	year := 2019
	for _, n := range EmbeddedNotices() {
		require.Equal(t, year, n.Year)
		require.Equal(t, n.Year == 2027, len(n.Papers) == 0)
		year++
	}
	require.Equal(t, 2028, year)
	require.Len(t, EmbeddedNotices()[0].Papers, 2)
	require.Len(t, EmbeddedNotices()[1].Papers, 2)
}

// Whatever an operator uploads, the answer is a notice that can be used or a
// fault that can be mended.
func FuzzParseNotice(f *testing.F) {
	f.Add([]byte(goodNotice))
	f.Add([]byte(`{"year":2028,"papers":null,"days":[{"name":"x","date":"2028-01-01","isOffDay":true}]}`))
	f.Add([]byte(`{"year":2028,"days":[{},null]}`))
	f.Add([]byte("\ufeff{\"days\":[]"))
	f.Add([]byte(`{"days":[{"date":"9999-12-31","name":"x","isOffDay":true}],"days":[]}`))
	f.Fuzz(func(t *testing.T, content []byte) {
		n, err := ParseNotice(content)
		if err != nil {
			require.NotNil(t, fault.Of(err), "%v", err)
			return
		}
		cal, err := Calendar{}.With(n)
		require.NoError(t, err)
		for _, day := range n.Days {
			require.Equal(t, !day.IsOffDay, cal.IsWorkday(day.Date))
		}
		written, err := json.Marshal(n)
		require.NoError(t, err)
		again, err := ParseNotice(written)
		require.NoError(t, err)
		require.Equal(t, n, again)
	})
}
