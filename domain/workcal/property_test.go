package workcal

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func someDay(t *rapid.T, label string) Date {
	return MustDate("2018-06-01").AddDays(rapid.IntRange(0, 3600).Draw(t, label))
}

func TestAddedWorkdaysKeepOrderAddUpAndGoBack(t *testing.T) {
	cal := Embedded()
	rapid.Check(t, func(t *rapid.T) {
		a, b := someDay(t, "a"), someDay(t, "b")
		n, m := rapid.IntRange(0, 60).Draw(t, "n"), rapid.IntRange(0, 60).Draw(t, "m")
		if b.Before(a) {
			a, b = b, a
		}
		later := cal.AddWorkdays(a, n).Date
		require.False(t, cal.AddWorkdays(b, n).Date.Before(later), "a later start is never due earlier")
		require.False(t, cal.AddWorkdays(a, n+m).Date.Before(later), "more days are never due earlier")
		require.Equal(t, cal.AddWorkdays(a, n+m).Date, cal.AddWorkdays(later, m).Date, "days add up")
		if n > 0 {
			require.True(t, cal.IsWorkday(later), "due dates are workdays")
		}
		require.Equal(t, n, cal.WorkdaysBetween(a, later))
		require.Equal(t, -cal.WorkdaysBetween(a, b), cal.WorkdaysBetween(b, a))

		worked := cal.NextWorkday(a)
		require.Equal(t, worked, cal.AddWorkdays(cal.AddWorkdays(worked, n).Date, -n).Date, "there and back")
	})
}

func TestPauseMovesByItsWorkdaysWhereverItLies(t *testing.T) {
	cal := Embedded()
	rapid.Check(t, func(t *rapid.T) {
		start := someDay(t, "start")
		c := NewClock(start, rapid.IntRange(1, 40).Draw(t, "limit"))
		due := c.Due(cal, start).Date
		from := start.AddDays(rapid.IntRange(1, due.Sub(start)).Draw(t, "from"))
		to := from.AddDays(rapid.IntRange(0, 40).Draw(t, "length"))
		require.NoError(t, c.Pause(from, "weather", "n1", to))
		whileOpen := c.Due(cal, to)
		require.NoError(t, c.Resume(to))
		require.Equal(t, whileOpen, c.Due(cal, to.AddDays(9)), "the last open day foretells the date")
		want := cal.AddWorkdays(due, cal.WorkdaysBetween(from.AddDays(-1), to)).Date
		require.Equal(t, want, c.Due(cal, to).Date)
		r := c.Read(cal, to)
		require.Equal(t, c.Limit, r.Elapsed+r.DaysLeft, "no day is lost or won")
	})
}

func TestExtensionsThatPassStayWithinHalf(t *testing.T) {
	cal := Embedded()
	rapid.Check(t, func(t *rapid.T) {
		c := NewClock(someDay(t, "start"), rapid.IntRange(1, 60).Draw(t, "limit"))
		today := c.Start
		for range 4 {
			today = today.AddDays(rapid.IntRange(0, 10).Draw(t, "wait"))
			ask := ExtensionAsk{Today: today, New: today.AddDays(rapid.IntRange(0, 120).Draw(t, "to")), ByChair: rapid.Bool().Draw(t, "chair")}
			if CheckExtension(cal, c, ask) == nil {
				require.NoError(t, c.Extend(ask.New, "more", "u1", today))
			}
		}
		require.LessOrEqual(t, len(c.Extensions), 2)
		due := c.Due(cal, today).Date
		require.LessOrEqual(t, 2*cal.WorkdaysBetween(c.OriginalDue(cal).Date, due), c.Limit)
		require.True(t, cal.IsWorkday(due))
	})
}

func TestSlicesAgreeWithTheWholeInsideTheirYears(t *testing.T) {
	cal := Embedded()
	rapid.Check(t, func(t *rapid.T) {
		from := rapid.IntRange(2019, 2026).Draw(t, "from")
		to := rapid.IntRange(from, 2027).Draw(t, "to")
		day := NewDate(from, 1, 1).AddDays(rapid.IntRange(0, 365*(to-from+1)-1).Draw(t, "day"))
		part := cal.Slice(from, to)
		require.Equal(t, cal.IsWorkday(day), part.IsWorkday(day), day)
		require.Equal(t, cal.Provisional(day), part.Provisional(day), day)

		written, err := json.Marshal(part)
		require.NoError(t, err)
		var read Calendar
		require.NoError(t, json.Unmarshal(written, &read))
		require.Equal(t, part, read)
	})
}

func TestDatesOfAllDaysAreOneApart(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		day := MustDate("1900-01-01").AddDays(rapid.IntRange(0, 90000).Draw(t, "day"))
		next := day.AddDays(1)
		require.Equal(t, day.End(), next.Time())
		require.Equal(t, 1, next.Sub(day))
		require.Equal(t, day, MustDate(day.String()))
		require.Equal(t, day.Time().Weekday(), day.Weekday())
		require.Equal(t, day, NewDate(day.Year(), day.Month(), day.Day()))
	})
}
