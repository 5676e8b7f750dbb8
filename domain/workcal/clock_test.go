package workcal

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/diaodu/diaodu/domain/fault"
)

func d(s string) Date { return MustDate(s) }

// plain is a calendar that knows no holidays: the mistake to be told from us.
var plain = Calendar{Version: "plain"}

func pausedClock(t *testing.T, c Clock, from, to string) Clock {
	t.Helper()
	require.NoError(t, c.Pause(d(from), "weather", "荣府函〔2022〕3号", d(to)))
	require.NoError(t, c.Resume(d(to)))
	return c
}

func TestR7ClockMovesByPausedWorkdays(t *testing.T) {
	cal := Embedded()
	c := NewClock(d("2022-05-12"), 20)
	require.Equal(t, "2022-06-10", c.Due(cal, d("2022-05-12")).Date.String())

	c = pausedClock(t, c, "2022-05-16", "2022-05-27")
	require.Equal(t, 10, c.PausedWorkdays(cal, d("2022-06-01")))
	require.Equal(t, "2022-06-24", c.Due(cal, d("2022-06-01")).Date.String())
	require.Equal(t, "2022-06-10", c.OriginalDue(cal).Date.String())
}

func TestS1_16PauseOfThreeWorkdaysCrossesDragonBoat(t *testing.T) {
	for name, c := range map[string]Clock{
		"fifteen workdays": NewClock(d("2022-05-10"), 15),
		"fixed by meeting": NewClockUntil(d("2022-05-10"), d("2022-05-31")),
	} {
		t.Run(name, func(t *testing.T) {
			require.Equal(t, "2022-05-31", c.Due(Embedded(), d("2022-05-10")).Date.String())
			c := pausedClock(t, c, "2022-05-20", "2022-05-24")
			require.Equal(t, 3, c.PausedWorkdays(Embedded(), d("2022-05-25")))
			require.Equal(t, "2022-06-06", c.Due(Embedded(), d("2022-05-25")).Date.String())
			require.Equal(t, "2022-06-03", pausedClock(t, NewClockUntil(d("2022-05-10"), d("2022-05-31")),
				"2022-05-20", "2022-05-24").Due(plain, d("2022-05-25")).Date.String(), "a calendar without holidays is wrong")
		})
	}
}

func TestOpenPauseMovesTheDateDayByDay(t *testing.T) {
	cal := Embedded()
	c := NewClockUntil(d("2022-05-10"), d("2022-05-31"))
	require.NoError(t, c.Pause(d("2022-05-20"), "weather", "n1", d("2022-05-24")))
	require.True(t, c.On() && c.Paused() && !c.Running())
	for today, due := range map[string]string{
		"2022-05-19": "2022-05-31", // announced, not begun
		"2022-05-20": "2022-06-01",
		"2022-05-22": "2022-06-01", // a weekend costs nothing
		"2022-05-23": "2022-06-02",
		"2022-05-24": "2022-06-06",
	} {
		require.Equal(t, due, c.Due(cal, d(today)).Date.String(), today)
	}
	r := c.Read(cal, d("2022-05-24"))
	require.Equal(t, Reading{
		Due: d("2022-06-06"), OriginalDue: d("2022-05-31"), DaysLeft: 8, Elapsed: 7,
		PausedDays: 3, Paused: true, Reason: "weather", Light: Grey, Why: WhyPaused,
	}, r)
}

func TestWhatIfAgreesWithThePauseItForetells(t *testing.T) {
	cal := Embedded()
	c := NewClock(d("2022-05-12"), 20)
	r := c.WhatIf(cal, d("2022-05-13"), d("2022-05-16"), 10)
	require.Equal(t, "2022-06-24", r.Due.String())
	require.Empty(t, c.Pauses, "nothing is changed")

	require.NoError(t, c.Pause(d("2022-05-16"), "weather", "n1", d("2022-05-20")))
	require.Equal(t, "2022-06-24", c.WhatIf(cal, d("2022-05-17"), d("2022-05-16"), 10).Due.String())
	require.True(t, c.Paused(), "nothing is changed")
}

func TestPauseRefusesWhatR7Forbids(t *testing.T) {
	on := NewClock(d("2022-05-10"), 15)
	paused := on
	require.NoError(t, paused.Pause(d("2022-05-20"), "weather", "n1", d("2022-05-24")))
	resumed := pausedClock(t, on, "2022-05-20", "2022-05-24")
	stopped := on
	stopped.Stop(d("2022-05-12"))
	cases := []struct {
		name                 string
		clock                Clock
		on, reason, doc, end string
		code                 string
	}{
		{"without a reason", on, "2022-05-20", "", "n1", "2022-05-24", "clock.pause_reason"},
		{"without a notice", on, "2022-05-20", "weather", "", "2022-05-24", "clock.pause_notice"},
		{"without an estimated end", on, "2022-05-20", "weather", "n1", "", "clock.pause_end"},
		{"ending before it begins", on, "2022-05-20", "weather", "n1", "2022-05-19", "clock.pause_end"},
		{"before the clock began", on, "2022-05-09", "weather", "n1", "2022-05-24", "clock.pause_early"},
		{"twice at once", paused, "2022-05-23", "weather", "n1", "2022-05-24", "clock.paused"},
		{"on a day already paused", resumed, "2022-05-24", "weather", "n1", "2022-05-25", "clock.pause_overlap"},
		{"after the end", stopped, "2022-05-20", "weather", "n1", "2022-05-24", "clock.not_on"},
		{"of nothing", Clock{}, "2022-05-20", "weather", "n1", "2022-05-24", "clock.not_on"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			var on, end Date
			require.NoError(t, on.UnmarshalText([]byte(c.on)))
			require.NoError(t, end.UnmarshalText([]byte(c.end)))
			before := len(c.clock.Pauses)
			err := c.clock.Pause(on, c.reason, c.doc, end)
			require.True(t, fault.Is(err, c.code), "%v", err)
			require.Len(t, c.clock.Pauses, before)
		})
	}
	require.True(t, fault.Is(on.Resume(d("2022-05-20")), "clock.not_paused"))
	require.True(t, fault.Is(paused.Resume(d("2022-05-18")), "clock.resume_early"))
	require.NoError(t, paused.Resume(d("2022-05-19")), "taken back on its first day")
	require.Equal(t, 0, paused.PausedWorkdays(Embedded(), d("2022-05-30")))
}

func TestPauseAfterTheDateHidesNothing(t *testing.T) {
	cal := Embedded()
	c := NewClock(d("2022-05-10"), 3) // 05-13
	require.NoError(t, c.Pause(d("2022-05-16"), "weather", "n1", d("2022-05-20")))
	r := c.Read(cal, d("2022-05-18"))
	require.Equal(t, "2022-05-13", r.Due.String())
	require.Equal(t, Red, r.Light)
	require.True(t, r.Paused)
}

func TestPauseOnTheStartDayCostsNoDay(t *testing.T) {
	c := NewClock(d("2022-05-10"), 3)
	c = pausedClock(t, c, "2022-05-10", "2022-05-11")
	require.Equal(t, 1, c.PausedWorkdays(Embedded(), d("2022-05-12")))
	require.Equal(t, "2022-05-16", c.Due(Embedded(), d("2022-05-12")).Date.String())
}

func TestCopiesOfAClockShareNothing(t *testing.T) {
	c := NewClock(d("2022-05-10"), 15)
	require.NoError(t, c.Pause(d("2022-05-20"), "weather", "n1", d("2022-05-24")))
	copied := c
	require.NoError(t, copied.Resume(d("2022-05-24")))
	require.True(t, c.Paused())
	copied.Stop(d("2022-05-30"))
	require.True(t, c.Paused())
}

func TestLightsOfS1_13(t *testing.T) {
	c := NewClock(d("2022-05-10"), 3)
	for today, want := range map[string][2]string{
		"2022-05-10": {Green, WhyOnTime},
		"2022-05-11": {Green, WhyOnTime},
		"2022-05-12": {Yellow, WhySoon},
		"2022-05-13": {Yellow, WhyToday},
		"2022-05-14": {Red, WhyOverdue},
		"2022-05-16": {Red, WhyOverdue},
	} {
		r := c.Read(Embedded(), d(today))
		require.Equal(t, want, [2]string{r.Light, r.Why}, today)
	}
	require.Equal(t, 0, c.Read(Embedded(), d("2022-05-14")).DaysLeft, "a Saturday is no workday overdue")
	require.Equal(t, -1, c.Read(Embedded(), d("2022-05-16")).DaysLeft)

	c.Lights.Yellow = 2
	require.Equal(t, Yellow, c.Read(Embedded(), d("2022-05-11")).Light)

	c.Stop(d("2022-05-13"))
	require.Equal(t, WhyDone, c.Read(Embedded(), d("2022-06-01")).Why)
	late := NewClock(d("2022-05-10"), 3)
	late.Stop(d("2022-05-16"))
	r := late.Read(Embedded(), d("2022-06-01"))
	require.Equal(t, [2]string{Done, WhyLate}, [2]string{r.Light, r.Why})
	require.Equal(t, 4, r.Elapsed)
	require.Equal(t, Reading{}, Clock{}.Read(Embedded(), d("2022-05-10")))
}

// R10: a reopened case keeps its first start, so a clock written, read and
// carried on must give the same dates as one that was never put down.
func TestClockSurvivesItsJSON(t *testing.T) {
	c := NewClock(d("2022-05-10"), 15)
	c = pausedClock(t, c, "2022-05-16", "2022-05-18")
	require.NoError(t, c.Extend(d("2022-06-10"), "more pipe", "u1", d("2022-05-20")))
	require.NoError(t, c.Pause(d("2022-05-25"), "weather", "n2", d("2022-05-31")))
	written, err := json.Marshal(c)
	require.NoError(t, err)
	var read Clock
	require.NoError(t, json.Unmarshal(written, &read))
	require.Equal(t, c, read)
	require.Equal(t, c.Read(Embedded(), d("2022-05-30")), read.Read(Embedded(), d("2022-05-30")))
	written, err = json.Marshal(Clock{})
	require.NoError(t, err)
	require.Equal(t, `{}`, string(written))
}

func TestHistoryTellsEveryMove(t *testing.T) {
	c := NewClockUntil(d("2022-05-10"), d("2022-05-31"))
	c = pausedClock(t, c, "2022-05-20", "2022-05-24")
	require.NoError(t, c.Extend(d("2022-06-10"), "more pipe", "u1", d("2022-05-26")))
	c = pausedClock(t, c, "2022-06-07", "2022-06-08")
	require.Equal(t, []Change{
		{On: d("2022-05-10"), Kind: "set", Now: d("2022-05-31")},
		{On: d("2022-05-20"), Kind: "paused", Was: d("2022-05-31"), Now: d("2022-06-06"), Reason: "weather", Basis: "荣府函〔2022〕3号"},
		{On: d("2022-05-26"), Kind: "extended", Was: d("2022-06-06"), Now: d("2022-06-10"), Reason: "more pipe", By: "u1"},
		{On: d("2022-06-07"), Kind: "paused", Was: d("2022-06-10"), Now: d("2022-06-14"), Reason: "weather", Basis: "荣府函〔2022〕3号"},
	}, c.History(Embedded(), d("2022-06-09")))
	require.Nil(t, Clock{}.History(Embedded(), d("2022-06-09")))
}
