package documents

import (
	"fmt"
	"time"

	"github.com/diaodu/diaodu/domain/workcal"
)

// ChineseDate writes a day as official papers do: 2022年5月9日. A zero date is empty.
func ChineseDate(d workcal.Date) string {
	if d.IsZero() {
		return ""
	}
	t := midnight(d)
	return fmt.Sprintf("%d年%d月%d日", t.Year(), t.Month(), t.Day())
}

// ChineseTime writes an instant in China time: 2022年5月9日15时20分.
func ChineseTime(at time.Time) string {
	if at.IsZero() {
		return ""
	}
	t := at.In(workcal.CST)
	return fmt.Sprintf("%d年%d月%d日%d时%02d分", t.Year(), t.Month(), t.Day(), t.Hour(), t.Minute())
}

// midnight is the day as a spreadsheet stores it, without a zone.
func midnight(d workcal.Date) time.Time {
	t, err := time.Parse(time.DateOnly, d.String())
	if err != nil {
		return time.Time{}
	}
	return t
}

// wallClock is what a clock in China shows at the instant, as a spreadsheet
// stores it, without a zone.
func wallClock(at time.Time) time.Time {
	if at.IsZero() {
		return at
	}
	t := at.In(workcal.CST)
	return time.Date(t.Year(), t.Month(), t.Day(), t.Hour(), t.Minute(), t.Second(), 0, time.UTC)
}

// inChina is the same instant, told by a clock in China; a zero time stays zero.
func inChina(at time.Time) time.Time {
	if at.IsZero() {
		return time.Time{}
	}
	return at.In(workcal.CST)
}
