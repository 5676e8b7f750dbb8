package workcal

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/diaodu/diaodu/domain/fault"
)

func TestWhatComesAfterHoursIsReceivedTheNextWorkday(t *testing.T) {
	cases := []struct {
		name         string
		day          string
		hour, minute int
		want         string
	}{
		{"before opening", "2022-05-10", 8, 59, "2022-05-10"},
		{"at night", "2022-05-10", 0, 0, "2022-05-10"},
		{"in hours", "2022-05-10", 10, 0, "2022-05-10"},
		{"at noon", "2022-05-10", 12, 30, "2022-05-10"},
		{"at closing", "2022-05-10", 17, 30, "2022-05-10"},
		{"a minute after closing", "2022-05-10", 17, 31, "2022-05-11"},
		{"before midnight", "2022-05-10", 23, 59, "2022-05-11"},
		{"on a Friday evening", "2022-05-13", 18, 0, "2022-05-16"},
		{"on a Saturday", "2022-05-14", 10, 0, "2022-05-16"},
		{"on a Saturday that is worked", "2022-05-07", 10, 0, "2022-05-07"},
		{"on a holiday", "2022-10-03", 10, 0, "2022-10-08"},
		{"on the eve of a holiday", "2022-09-30", 17, 31, "2022-10-08"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			at := d(c.day).At(c.hour, c.minute)
			require.Equal(t, c.want, Embedded().ReceivedOn(at).String())
			require.Equal(t, c.want, Embedded().ReceivedOn(at.UTC()).String(), "the zone of the instant does not matter")
			lax := Embedded()
			lax.Hours.AsReceived = true
			require.Equal(t, c.day, lax.ReceivedOn(at).String())
		})
	}
	require.True(t, Embedded().ReceivedOn(time.Time{}).IsZero())
}

func TestWorkingHoursAreCountedAcrossNoonNightAndHolidays(t *testing.T) {
	cases := []struct {
		name  string
		from  time.Time
		hours int
		want  time.Time
	}{
		{"none", d("2022-05-14").At(3, 0), 0, d("2022-05-14").At(3, 0)},
		{"within the morning", d("2022-05-10").At(9, 30), 2, d("2022-05-10").At(11, 30)},
		{"up to noon", d("2022-05-10").At(9, 0), 3, d("2022-05-10").At(12, 0)},
		{"across noon", d("2022-05-10").At(11, 0), 2, d("2022-05-10").At(14, 30)},
		{"from noon", d("2022-05-10").At(12, 30), 1, d("2022-05-10").At(14, 30)},
		{"a day of seven hours", d("2022-05-10").At(8, 0), 7, d("2022-05-10").At(17, 30)},
		{"eight hours of R4", d("2022-05-10").At(10, 0), 8, d("2022-05-11").At(11, 0)},
		{"across national day", d("2022-09-30").At(17, 0), 1, d("2022-10-08").At(9, 30)},
		{"from a Sunday", d("2022-05-15").At(15, 0), 1, d("2022-05-16").At(10, 0)},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			require.Equal(t, c.want, Embedded().AddWorkingHours(c.from, c.hours))
		})
	}
}

func TestOfficeIsOpenInItsHoursOnly(t *testing.T) {
	for _, c := range []struct {
		at   time.Time
		open bool
	}{
		{d("2022-05-10").At(8, 59), false},
		{d("2022-05-10").At(9, 0), true},
		{d("2022-05-10").At(12, 0), false},
		{d("2022-05-10").At(13, 30), true},
		{d("2022-05-10").At(17, 30), false},
		{d("2022-05-14").At(10, 0), false},
		{d("2022-05-07").At(10, 0), true},
	} {
		require.Equal(t, c.open, Embedded().InHours(c.at), c.at)
	}
}

func TestHoursCanBeSetAndNonsenseIsRefused(t *testing.T) {
	var h Hours
	require.NoError(t, json.Unmarshal([]byte(`{"spans":[{"from":"08:30","to":"24:00"}]}`), &h))
	require.NoError(t, h.Check())
	cal := Embedded()
	cal.Hours = h
	require.Equal(t, "2022-05-10", cal.ReceivedOn(d("2022-05-10").At(23, 0)).String())
	written, err := json.Marshal(h)
	require.NoError(t, err)
	require.JSONEq(t, `{"spans":[{"from":"08:30","to":"24:00"}]}`, string(written))

	require.Error(t, json.Unmarshal([]byte(`{"spans":[{"from":"8点","to":"24:00"}]}`), &h))
	for _, bad := range [][]Span{{{600, 600}}, {{600, 540}}, {{540, 720}, {700, 800}}, {{540, 1500}}, {{-1, 600}}} {
		require.True(t, fault.Is(Hours{Spans: bad}.Check(), "calendar.hours"), bad)
		cal.Hours = Hours{Spans: bad}
		require.Equal(t, d("2022-05-10").At(10, 0), cal.AddWorkingHours(d("2022-05-10").At(8, 0), 1), "never counted with")
	}
}
