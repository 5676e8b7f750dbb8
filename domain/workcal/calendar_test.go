package workcal

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/diaodu/diaodu/domain/fault"
)

// addVectors are 1, 5, 10 and 20 workdays, moreAddVectors 3, 7, 15 and 45.
var (
	//go:embed testdata/workday_add_vectors.json
	addVectors []byte
	//go:embed testdata/workday_add_more.json
	moreAddVectors []byte
)

type addVector struct {
	Start    Date   `json:"start"`
	Workdays int    `json:"workdays"`
	Due      Date   `json:"due"`
	Weekday  string `json:"weekday"`
}

// Calendars that are not ours agree on every vector; a difference means
// somebody would be told a wrong deadline.
func TestEveryVectorOfAddedWorkdaysHolds(t *testing.T) {
	var all []addVector
	for _, file := range [][]byte{addVectors, moreAddVectors} {
		var vectors struct {
			Cases []addVector `json:"cases"`
		}
		require.NoError(t, json.Unmarshal(file, &vectors))
		all = append(all, vectors.Cases...)
	}
	require.Len(t, all, 288)
	weekdays := []string{"日", "一", "二", "三", "四", "五", "六"}
	for _, v := range all {
		got := Embedded().AddWorkdays(v.Start, v.Workdays)
		require.Equal(t, v.Due.String(), got.Date.String(), "%s + %d", v.Start, v.Workdays)
		require.False(t, got.Provisional)
		require.Equal(t, v.Weekday, weekdays[got.Date.Weekday()])
	}
}

func TestWorkdaysOfEveryMonthArePublished(t *testing.T) {
	months := map[int][12]int{
		2022: {21, 16, 23, 21, 20, 21, 21, 23, 21, 18, 22, 22},
		2023: {18, 20, 23, 20, 21, 21, 21, 23, 20, 19, 22, 21},
		2024: {22, 18, 21, 22, 21, 19, 23, 22, 21, 19, 21, 22},
		2025: {19, 19, 21, 22, 19, 20, 23, 21, 23, 18, 20, 23},
		2026: {21, 16, 22, 21, 19, 21, 23, 21, 22, 18, 21, 23},
	}
	years := map[int]int{2022: 249, 2023: 249, 2024: 251, 2025: 248, 2026: 248}
	for year, want := range months {
		total := 0
		for m := time.January; m <= time.December; m++ {
			got := Embedded().WorkdaysBetween(NewDate(year, m, 0), NewDate(year, m+1, 0))
			require.Equal(t, want[m-1], got, "%d-%d", year, m)
			total += got
		}
		require.Equal(t, years[year], total, year)
	}
}

func TestSamplesAroundMakeUpDays(t *testing.T) {
	cases := []struct {
		name string
		from string
		days int
		want string
	}{
		{"a Saturday made up for spring festival", "2022-01-28", 1, "2022-01-29"},
		{"over the labour days", "2022-04-29", 5, "2022-05-10"},
		{"twenty over the labour days", "2022-04-29", 20, "2022-05-31"},
		{"over the dragon boat days", "2022-06-02", 1, "2022-06-06"},
		{"to the Saturday after national day", "2022-09-30", 1, "2022-10-08"},
		{"over mid-autumn and national day in one", "2023-09-28", 5, "2023-10-11"},
		{"over spring festival 2025", "2025-01-27", 5, "2025-02-10"},
		{"to the Saturday before spring festival 2026", "2026-02-13", 1, "2026-02-14"},
		{"over spring festival 2026", "2026-02-13", 5, "2026-02-27"},
		{"a Sunday made up in January", "2025-01-24", 1, "2025-01-26"},
		{"a Sunday made up in September", "2026-09-18", 1, "2026-09-20"},
		{"back over national day", "2022-10-08", -1, "2022-09-30"},
		{"nowhere", "2022-10-01", 0, "2022-10-01"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			got := Embedded().AddWorkdays(MustDate(c.from), c.days)
			require.Equal(t, Due{Date: MustDate(c.want)}, got)
		})
	}
}

func TestNoticeOfNextYearRulesTheDaysBeforeNewYear(t *testing.T) {
	cal := Embedded()
	require.True(t, cal.IsWorkday(MustDate("2018-12-29")), "a Saturday worked for new year 2019")
	require.False(t, cal.IsWorkday(MustDate("2018-12-31")), "a Monday off by the notice of 2019")
	require.False(t, cal.IsWorkday(MustDate("2022-12-31")))
	require.Equal(t, "2023-01-03", cal.AddWorkdays(MustDate("2022-12-30"), 1).Date.String())
	require.Equal(t, "2024-01-02", cal.AddWorkdays(MustDate("2023-12-29"), 1).Date.String())
}

func TestAmendedYearsFollowTheSecondNotice(t *testing.T) {
	cal := Embedded()
	for _, off := range []string{"2019-05-02", "2019-05-03", "2020-01-31"} {
		require.False(t, cal.IsWorkday(MustDate(off)), off)
	}
	for _, work := range []string{"2019-04-28", "2019-05-05", "2020-02-03"} {
		require.True(t, cal.IsWorkday(MustDate(work)), work)
	}
	require.False(t, cal.IsWorkday(MustDate("2020-02-01")), "the amendment took this make-up day back")
}

// firstNotice2020 is the spring festival of 2020 as first published on 2019-11-21.
func firstNotice2020() Notice {
	n := Notice{Year: 2020, Papers: []string{"https://www.gov.cn/zhengce/content/2019-11/21/content_5454164.htm"}}
	for _, d := range EmbeddedNotices()[1].Days {
		switch d.Date {
		case MustDate("2020-01-31"), MustDate("2020-02-01"), MustDate("2020-02-02"):
		default:
			n.Days = append(n.Days, d)
		}
	}
	n.Days = append(n.Days, NoticeDay{"春节", MustDate("2020-02-01"), false})
	return n
}

func TestAmendmentInMidYearMovesDeadlines(t *testing.T) {
	before, err := Embedded().With(firstNotice2020())
	require.NoError(t, err)
	require.True(t, before.IsWorkday(MustDate("2020-01-31")))
	require.True(t, before.IsWorkday(MustDate("2020-02-01")))

	amended, err := before.With(EmbeddedNotices()[1])
	require.NoError(t, err)
	require.Equal(t, Embedded().Version, amended.Version, "the same days have the same version")
	require.NotEqual(t, before.Version, amended.Version)

	clock := NewClock(MustDate("2020-01-20"), 5)
	was, now, moved := Moved(before, amended, clock, MustDate("2020-01-27"))
	require.True(t, moved)
	require.Equal(t, "2020-02-01", was.Date.String())
	require.Equal(t, "2020-02-04", now.Date.String())

	clock.Stop(MustDate("2020-01-23"))
	_, _, moved = Moved(before, amended, clock, MustDate("2020-01-27"))
	require.False(t, moved, "what is done is not rewritten")
}

func TestUnpublishedYearIsProvisionalWithItsStatutoryDays(t *testing.T) {
	cal := Embedded()
	require.True(t, cal.Provisional(MustDate("2027-03-01")))
	require.False(t, cal.Provisional(MustDate("2026-12-31")))
	for _, off := range []string{"2027-01-01", "2027-02-05", "2027-02-08", "2027-04-05", "2027-06-09", "2027-09-15", "2027-10-01"} {
		require.False(t, cal.IsWorkday(MustDate(off)), off)
	}
	require.Equal(t, Due{MustDate("2027-01-04"), true}, cal.AddWorkdays(MustDate("2026-12-31"), 1))
	require.Equal(t, Due{MustDate("2026-12-31"), false}, cal.AddWorkdays(MustDate("2026-12-30"), 1))

	require.True(t, cal.Provisional(MustDate("2031-05-01")))
	require.True(t, cal.IsWorkday(MustDate("2030-10-01")), "an unknown year is plain Monday to Friday")
	from, to := cal.Coverage()
	require.Equal(t, "2019-01-01", from.String())
	require.Equal(t, "2026-12-31", to.String())
}

func TestPublishedNoticeEndsTheProvisionalYear(t *testing.T) {
	n := Notice{Year: 2027, Papers: []string{"https://www.gov.cn/x"}, Days: []NoticeDay{
		{"元旦", MustDate("2026-12-31"), true},
		{"元旦", MustDate("2027-01-01"), true},
		{"元旦", MustDate("2027-01-02"), false},
	}}
	cal, err := Embedded().With(n)
	require.NoError(t, err)
	require.Equal(t, Due{MustDate("2027-01-02"), false}, cal.AddWorkdays(MustDate("2026-12-30"), 1))

	n.Papers = nil
	_, err = cal.With(n)
	require.True(t, fault.Is(err, "calendar.downgrade"), err)
}

func TestLocalDaysBeatTheNotice(t *testing.T) {
	cal, err := Embedded().WithLocal([]Date{MustDate("2022-11-09"), MustDate("2022-11-08")}, []Date{MustDate("2022-10-03")})
	require.NoError(t, err)
	require.Equal(t, "2022-11-10", cal.AddWorkdays(MustDate("2022-11-07"), 1).Date.String())
	require.True(t, cal.IsWorkday(MustDate("2022-10-03")))

	_, err = Embedded().WithLocal([]Date{MustDate("2022-11-08")}, []Date{MustDate("2022-11-08")})
	require.True(t, fault.Is(err, "calendar.local_clash"), err)
	_, err = Embedded().WithHours(Hours{Spans: []Span{{600, 540}}})
	require.True(t, fault.Is(err, "calendar.hours"), err)
}

func TestEveryDaySaysWhyItIsWorkedOrNot(t *testing.T) {
	cal, err := Embedded().WithLocal([]Date{MustDate("2022-11-08")}, []Date{MustDate("2022-10-03")})
	require.NoError(t, err)
	for day, want := range map[string]DayKind{
		"2022-10-03": LocalWork, "2022-11-08": LocalRest, "2022-10-08": MakeUp,
		"2022-10-04": Holiday, "2022-10-01": Weekend, "2022-11-09": Weekday,
	} {
		require.Equal(t, want, cal.KindOf(MustDate(day)), day)
	}
}

func TestComposedCalendarOfNothingImportedIsTheShippedOne(t *testing.T) {
	cal, err := Compose(nil)
	require.NoError(t, err)
	require.Equal(t, Embedded(), cal)
}

func TestComposedCalendarTakesImportsInTheirOrder(t *testing.T) {
	cal, err := Compose([]Notice{firstNotice2020()})
	require.NoError(t, err)
	require.True(t, cal.IsWorkday(MustDate("2020-01-31")))
	notice2028 := Notice{Year: 2028, Papers: []string{"https://www.gov.cn/x"}, Days: []NoticeDay{{"元旦", MustDate("2028-01-03"), true}}}
	in := NoticesInForce([]Notice{notice2028, firstNotice2020()})
	require.Equal(t, firstNotice2020(), in[1])
	require.Equal(t, notice2028, in[len(in)-1])
	require.Len(t, in, 10)

	guess := EmbeddedNotices()[7]
	guess.Papers = nil
	cal, err = Compose([]Notice{guess})
	require.NoError(t, err)
	require.Equal(t, Embedded(), cal, "a guess gives way to what is published")
	require.Equal(t, EmbeddedNotices(), NoticesInForce([]Notice{guess}))
}

func TestCalendarTravelsAsSmallJSON(t *testing.T) {
	cal, err := Embedded().WithLocal([]Date{MustDate("2022-11-08")}, nil)
	require.NoError(t, err)
	written, err := json.Marshal(cal)
	require.NoError(t, err)
	require.Less(t, len(written), 4096)

	var read Calendar
	require.NoError(t, json.Unmarshal(written, &read))
	require.Equal(t, cal, read)
	again, err := json.Marshal(read)
	require.NoError(t, err)
	require.Equal(t, string(written), string(again))
}

func TestSliceKnowsItsYearsAsTheWholeDoes(t *testing.T) {
	whole := Embedded()
	part := whole.Slice(2018, 2020)
	for d := MustDate("2018-01-01"); d.Year() <= 2020; d = d.AddDays(1) {
		if d.Year() == 2018 {
			continue // no notice of its own
		}
		require.Equal(t, whole.IsWorkday(d), part.IsWorkday(d), d)
		require.Equal(t, whole.Provisional(d), part.Provisional(d), d)
	}
	edge := whole.Slice(2022, 2022)
	require.Equal(t, whole.Version, edge.Version)
	require.False(t, edge.IsWorkday(MustDate("2022-12-31")))
	require.True(t, edge.Provisional(MustDate("2023-01-03")))
	require.Equal(t, Embedded(), whole, "the whole is untouched")
}

func TestSliceKeepsDaysTheNextNoticeChanged(t *testing.T) {
	n := Notice{Year: 2027, Papers: []string{"https://www.gov.cn/x"}, Days: []NoticeDay{
		{"元旦", MustDate("2026-12-31"), true}, {"元旦", MustDate("2026-12-26"), false},
	}}
	whole, err := Embedded().With(n)
	require.NoError(t, err)
	part := whole.Slice(2026, 2026)
	require.False(t, part.IsWorkday(MustDate("2026-12-31")))
	require.True(t, part.IsWorkday(MustDate("2026-12-26")))
}

func TestDatesReadAndWrite(t *testing.T) {
	for _, s := range []string{"0001-01-01", "1970-01-01", "2000-02-29", "2022-05-10", "9999-12-31"} {
		d := MustDate(s)
		require.Equal(t, s, d.String())
		require.Equal(t, d, DateOf(d.Time()))
		require.Equal(t, d.Time().Weekday(), d.Weekday())
	}
	for _, s := range []string{"", "2022-5-10", "2022-02-30", "0000-01-01", "2022-05-10T00:00:00Z", "20220510"} {
		_, err := ParseDate(s)
		require.True(t, fault.Is(err, "date.invalid"), "%q: %v", s, err)
	}
	d := MustDate("2022-05-10")
	require.Equal(t, "2022-05-10T16:00:00Z", d.End().UTC().Format(time.RFC3339))
	require.Equal(t, d, DateOf(d.End().Add(-time.Nanosecond)))
	require.Equal(t, d.AddDays(1), DateOf(d.End()))
	require.Equal(t, 9, d.At(9, 0).Hour())
	require.Equal(t, Date{}, DateOf(time.Time{}))
	require.True(t, Date{}.Time().IsZero() && Date{}.End().IsZero() && Date{}.AddDays(3).IsZero())
	require.Equal(t, 31, MustDate("2022-06-10").Sub(d))

	byDate := map[Date]Date{d: {}}
	written, err := json.Marshal(byDate)
	require.NoError(t, err)
	require.JSONEq(t, `{"2022-05-10": ""}`, string(written))
	var read map[Date]Date
	require.NoError(t, json.Unmarshal(written, &read))
	require.Equal(t, byDate, read)
	require.Equal(t, "2022-05-10", fmt.Sprint(d))
}
