package workcal

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/diaodu/diaodu/domain/fault"
)

func TestR5ExtensionIsRefusedOutsideItsLimits(t *testing.T) {
	// Twenty workdays from 2022-05-12: due on Friday 06-10, half is ten workdays.
	fresh := NewClock(d("2022-05-12"), 20)
	once := fresh
	require.NoError(t, once.Extend(d("2022-06-17"), "more pipe", "u1", d("2022-05-30")))
	twice := once
	require.NoError(t, twice.Extend(d("2022-06-20"), "more pipe", "u2", d("2022-06-01")))
	stopped := fresh
	stopped.Stop(d("2022-06-01"))

	cases := []struct {
		name  string
		clock Clock
		today string
		to    string
		chair bool
		code  string // "" is allowed
	}{
		{"a first one in time", fresh, "2022-06-01", "2022-06-17", false, ""},
		{"to half of the period exactly", fresh, "2022-06-01", "2022-06-24", false, ""},
		{"beyond half of the period", fresh, "2022-06-01", "2022-06-27", false, "extension.cap"},
		{"beyond half even for the chair", fresh, "2022-06-01", "2022-06-27", true, "extension.cap"},
		{"on the fourth workday from the end", fresh, "2022-06-07", "2022-06-17", false, ""},
		{"on the third workday from the end", fresh, "2022-06-08", "2022-06-17", false, "extension.frozen"},
		{"on the due day", fresh, "2022-06-10", "2022-06-17", false, "extension.frozen"},
		{"on the due day by the chair", fresh, "2022-06-10", "2022-06-17", true, ""},
		{"the day after", fresh, "2022-06-11", "2022-06-17", false, "extension.late"},
		{"the day after by the chair", fresh, "2022-06-11", "2022-06-17", true, "extension.late"},
		{"to the same day", fresh, "2022-06-01", "2022-06-10", false, "extension.date"},
		{"to an earlier day", fresh, "2022-06-01", "2022-06-09", false, "extension.date"},
		{"to no day", fresh, "2022-06-01", "", false, "extension.date"},
		{"to a Saturday", fresh, "2022-06-01", "2022-06-18", false, "extension.not_workday"},
		{"a second within what is left", once, "2022-06-01", "2022-06-24", false, ""},
		{"a second beyond what is left", once, "2022-06-01", "2022-06-27", false, "extension.cap"},
		{"a third", twice, "2022-06-02", "2022-06-21", true, "extension.count"},
		{"of what is done", stopped, "2022-06-01", "2022-06-17", false, "clock.not_on"},
		{"of what never began", Clock{}, "2022-06-01", "2022-06-17", false, "clock.not_on"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			var to Date
			require.NoError(t, to.UnmarshalText([]byte(c.to)))
			err := CheckExtension(Embedded(), c.clock, ExtensionAsk{Today: d(c.today), New: to, ByChair: c.chair})
			if c.code == "" {
				require.NoError(t, err)
				return
			}
			require.True(t, fault.Is(err, c.code), "%v", err)
		})
	}
	require.Equal(t, "leader", ExtensionApprover(fresh))
	require.Equal(t, "chair", ExtensionApprover(once))
}

func TestR5RefusalSaysWhatWouldBeAllowed(t *testing.T) {
	c := NewClock(d("2022-05-12"), 20)
	err := CheckExtension(Embedded(), c, ExtensionAsk{Today: d("2022-06-01"), New: d("2022-07-01")})
	require.Equal(t, map[string]any{"allowed": 10, "left": 10, "wanted": 15, "latest": "2022-06-24"}, fault.Of(err).Args)
	err = CheckExtension(Embedded(), c, ExtensionAsk{Today: d("2022-06-01"), New: d("2022-06-18")})
	require.Equal(t, "2022-06-20", fault.Of(err).Args["next"])
}

func TestR5HalfOfAFixedPeriodCountsItsWorkdays(t *testing.T) {
	c := NewClockUntil(d("2022-05-10"), d("2022-05-19")) // seven workdays, half is three
	ask := ExtensionAsk{Today: d("2022-05-11"), New: d("2022-05-24")}
	require.NoError(t, CheckExtension(Embedded(), c, ask))
	ask.New = d("2022-05-25")
	require.True(t, fault.Is(CheckExtension(Embedded(), c, ask), "extension.cap"))
}

func TestR5PausedDaysAreNoExtension(t *testing.T) {
	cal := Embedded()
	c := NewClock(d("2022-05-12"), 20)
	c = pausedClock(t, c, "2022-05-16", "2022-05-27") // now due 06-24
	require.NoError(t, c.Extend(d("2022-07-01"), "more pipe", "u1", d("2022-06-01")))
	require.Equal(t, "2022-07-01", c.Due(cal, d("2022-06-02")).Date.String())
	require.Equal(t, 5, c.extended(cal))
	ask := ExtensionAsk{Today: d("2022-06-02"), New: d("2022-07-08")}
	require.NoError(t, CheckExtension(cal, c, ask))
	ask.New = d("2022-07-11")
	require.True(t, fault.Is(CheckExtension(cal, c, ask), "extension.cap"))
}

func TestPauseAfterAnExtensionMovesTheExtendedDate(t *testing.T) {
	cal := Embedded()
	granted := NewClockUntil(d("2022-05-10"), d("2022-05-31"))
	require.NoError(t, granted.Extend(d("2022-06-07"), "more pipe", "u1", d("2022-05-23")))
	cases := []struct {
		name, from, to, due string
	}{
		{"later", "2022-05-25", "2022-05-26", "2022-06-09"},
		{"the same day", "2022-05-23", "2022-05-24", "2022-06-09"},
		{"up to the new date", "2022-06-07", "2022-06-07", "2022-06-08"},
		{"after the new date", "2022-06-08", "2022-06-09", "2022-06-07"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			paused := pausedClock(t, granted, c.from, c.to)
			require.Equal(t, c.due, paused.Due(cal, d("2022-06-10")).Date.String())
		})
	}
}

func TestExtensionDuringAPauseCountsTheDaysPausedAfterwards(t *testing.T) {
	cal := Embedded()
	c := NewClockUntil(d("2022-05-10"), d("2022-05-31"))
	require.NoError(t, c.Pause(d("2022-05-20"), "weather", "n1", d("2022-05-24")))
	require.NoError(t, c.Extend(d("2022-06-10"), "more pipe", "u1", d("2022-05-23")))
	require.Equal(t, "2022-06-10", c.Due(cal, d("2022-05-23")).Date.String(), "as agreed that day")
	require.NoError(t, c.Resume(d("2022-05-25")))
	require.Equal(t, "2022-06-14", c.Due(cal, d("2022-05-26")).Date.String(), "two more paused days")
	require.Equal(t, cal.WorkdaysBetween(d("2022-06-02"), d("2022-06-10")), c.extended(cal), "counted from 06-02, in force that day")
}

func TestExtendNeedsADateAndAReason(t *testing.T) {
	c := NewClock(d("2022-05-10"), 3)
	require.True(t, fault.Is(c.Extend(Date{}, "x", "u1", d("2022-05-11")), "extension.date"))
	require.True(t, fault.Is(c.Extend(d("2022-05-16"), "", "u1", d("2022-05-11")), "extension.reason"))
	c.Stop(d("2022-05-12"))
	require.True(t, fault.Is(c.Extend(d("2022-05-16"), "x", "u1", d("2022-05-11")), "clock.not_on"))
	require.Empty(t, c.Extensions)
}
