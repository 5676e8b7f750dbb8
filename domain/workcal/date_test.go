package workcal

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// Every day of three thousand years is the day that the time package says.
func TestEveryDayIsTheDayOfTheTimePackage(t *testing.T) {
	at := time.Date(1, 1, 1, 0, 0, 0, 0, CST)
	for d := (Date{days: 1}); at.Year() <= 3000; d, at = d.AddDays(1), at.AddDate(0, 0, 1) {
		year, month, day := d.civil()
		y, m, n := at.Date()
		if year != y || month != m || day != n || d.String() != at.Format(time.DateOnly) {
			require.Equal(t, at.Format(time.DateOnly), d.String())
		}
		if d.Year() != y || d.Month() != m || d.Day() != n {
			require.Fail(t, "parts of a date", "%s", d)
		}
	}
	var none Date
	require.Equal(t, []any{1, time.January, 1, ""}, []any{none.Year(), none.Month(), none.Day(), none.String()})
}
