package api

import (
	"strconv"

	"github.com/diaodu/diaodu/contract"
	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/workcal"
)

var weekdays = []string{"日", "一", "二", "三", "四", "五", "六"}

func weekdayText(d workcal.Date) string { return weekdays[d.Weekday()] }

// dayText says in words why a day is worked or not; name is what people call it.
func dayText(kind workcal.DayKind, name string) string {
	switch kind {
	case workcal.LocalWork:
		return name + "（本区上班）"
	case workcal.LocalRest:
		return name + "（本区休息）"
	case workcal.MakeUp:
		return name + "调休上班"
	case workcal.Holiday:
		return name + "放假"
	case workcal.Weekend:
		if name != "" {
			return name + "放假"
		}
		return "周末"
	}
	return "工作日"
}

func versionText(v contract.CalendarVersion) string {
	switch v.What {
	case contract.CalendarImported:
		return "导入" + strconv.Itoa(v.Year) + "年放假通知"
	case contract.CalendarLocal:
		return "调整本区自定日期或办公时间"
	}
	return "随程序更新"
}

// clockText names a clock of a case.
func clockText(kind casefile.Kind, key string) string {
	return clockWord(clockWords[kind], key)
}

// clockWords are the nouns' own words for their clocks.
var clockWords = map[casefile.Kind]map[string]string{
	casefile.Issue:   issueWords.Clock,
	casefile.Meeting: meetingWords.Clock,
	casefile.Task:    taskWords.Clock,

	casefile.Approval: approvalWords.Clock,
	casefile.Plan:     planWords.Clock,
}
