package api

import (
	"strings"

	"github.com/diaodu/diaodu/contract"
	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/workcal"
)

var weekdays = []word{{"日", "Sun"}, {"一", "Mon"}, {"二", "Tue"}, {"三", "Wed"}, {"四", "Thu"}, {"五", "Fri"}, {"六", "Sat"}}

func weekdayText(l lang, d workcal.Date) string { return weekdays[d.Weekday()].in(l) }

// dayText says in words why a day is worked or not; name is what people call it.
func dayText(l lang, kind workcal.DayKind, name string) string {
	switch kind {
	case workcal.LocalWork:
		return word{"%s（本区上班）", "%s (worked in this district)"}.with(l, name)
	case workcal.LocalRest:
		return word{"%s（本区休息）", "%s (off in this district)"}.with(l, name)
	case workcal.MakeUp:
		return word{"%s调休上班", "%s: make-up working day"}.with(l, phrase(l, name))
	case workcal.Holiday:
		return word{"%s放假", "%s holiday"}.with(l, phrase(l, name))
	case workcal.Weekend:
		if name != "" {
			return word{"%s放假", "%s holiday"}.with(l, phrase(l, name))
		}
		return word{"周末", "Weekend"}.in(l)
	}
	return word{"工作日", "Working day"}.in(l)
}

func versionText(l lang, v contract.CalendarVersion) string {
	switch v.What {
	case contract.CalendarImported:
		return word{"导入%d年放假通知", "Notice for %d imported"}.with(l, v.Year)
	case contract.CalendarLocal:
		return word{"调整本区自定日期或办公时间", "The district’s own days or office hours changed"}.in(l)
	}
	return word{"随程序更新", "Updated with the program"}.in(l)
}

// clockText names a clock of a case.
func clockText(l lang, kind casefile.Kind, key string) string {
	return clockWord(l, clockWords[kind], key)
}

// clockWords are the nouns' own words for their clocks.
var clockWords = map[casefile.Kind]map[string]word{
	casefile.Issue:   issueWords.Clock,
	casefile.Meeting: meetingWords.Clock,
	casefile.Task:    taskWords.Clock,

	casefile.Approval: approvalWords.Clock,
	casefile.Plan:     planWords.Clock,
}

// readingWarnings are what an administrator should see before a notice is put in force.
func readingWarnings(l lang, r workcal.NoticeReading) []string {
	warnings := []string{}
	if len(r.Missing) > 0 {
		names := make([]string, len(r.Missing))
		for i, name := range r.Missing {
			names[i] = phrase(l, name)
		}
		joint := word{"、", ", "}.in(l)
		warnings = append(warnings, word{"没有读到%s的放假安排，请核对是否粘贴完整。", "No days were read for %s; check that all of it was pasted."}.with(l, strings.Join(names, joint)))
	}
	for _, sentence := range r.Skipped {
		warnings = append(warnings, word{"“%s”没有计为放假。", "“%s” was not counted as a day off."}.with(l, sentence))
	}
	if r.Amends {
		warnings = append(warnings, word{"这是调整通知：只改所列节日，其余日期按现行 %d 年安排。", "This notice amends %d: the other days are those in force."}.with(l, r.Notice.Year))
	}
	if r.Unnumbered {
		warnings = append(warnings, word{"没有读到文号，依据记为标题或网址。", "No document number was read; the title or address stands for it."}.in(l))
	}
	return warnings
}
