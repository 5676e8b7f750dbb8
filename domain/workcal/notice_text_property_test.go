package workcal

import (
	"fmt"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/diaodu/diaodu/domain/fault"
)

// spelled are the month and day of every date and stretch of dates in a text, found
// in a way of its own: what is read must be among them.
func spelled(text string, year int) map[Date]bool {
	found := map[Date]bool{}
	stretch := regexp.MustCompile(`(?:(\d{1,2})月)?(\d{1,2})日(?:\([^()]*\))*(?:(?:至|到|[-~]+)(?:\d{4}年)?(?:(\d{1,2})月)?(\d{1,2})日)?`)
	plain := regexp.MustCompile(`(?:农历)?(?:除夕|(?:正月|大年)初[一二三四五六七八九十]+)\(([^()]*)\)`).ReplaceAllString(plainText(text), "$1")
	months := []int{}
	for _, m := range regexp.MustCompile(`(\d{1,2})月`).FindAllStringSubmatch(plain, -1) {
		n, _ := strconv.Atoi(m[1])
		months = append(months, n)
	}
	for _, m := range stretch.FindAllStringSubmatch(plain, -1) {
		for _, month := range months {
			if n, _ := strconv.Atoi(m[1]); m[1] != "" && n != month {
				continue
			}
			day, _ := strconv.Atoi(m[2])
			last, _ := strconv.Atoi(m[4])
			for _, y := range []int{year - 1, year, year + 1} {
				from := NewDate(y, time.Month(month), day)
				found[from] = true
				for n := 1; m[4] != "" && n < longestHoliday; n++ {
					found[from.AddDays(n)] = true
					if from.AddDays(n).Day() == last {
						break
					}
				}
			}
		}
	}
	return found
}

// Any arrangement of days, written in the ways of the notices, is read back.
func TestAnyArrangementWrittenAsANoticeIsReadBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		year := rapid.IntRange(2014, 2060).Draw(t, "year")
		text := fmt.Sprintf("国务院办公厅关于%d年部分节假日安排的通知\n", year)
		var want []NoticeDay
		free := NewDate(year, 1, 1)
		for n, name := range sevenFestivals {
			from := free.AddDays(rapid.IntRange(0, 20).Draw(t, "wait"))
			off := rapid.IntRange(1, 9).Draw(t, "days")
			to := from.AddDays(off - 1)
			for day := from; !day.After(to); day = day.AddDays(1) {
				want = append(want, NoticeDay{name, day, true})
			}
			text += fmt.Sprintf("%c、%s：%s放假调休，共%d天。", []rune("一二三四五六七")[n], name, written(t, from, to), off)
			free = to.AddDays(1)
			for range rapid.IntRange(0, 2).Draw(t, "worked") {
				for free.Weekday() != 0 && free.Weekday() != 6 {
					free = free.AddDays(1)
				}
				want = append(want, NoticeDay{name, free, false})
				text += written(t, free, free) + "上班。"
				free = free.AddDays(1)
			}
		}
		r, err := ReadNotice([]byte(text+"节假日期间，注意安全。"), nil)
		require.NoError(t, err, text)
		require.Equal(t, want, r.Notice.Days, text)
	})
}

// written is a stretch of days in one of the ways notices write it.
func written(t *rapid.T, from, to Date) string {
	day := func(d Date, month bool) string {
		s := fmt.Sprintf("%d日", d.Day())
		if month {
			s = fmt.Sprintf("%d月%s", d.Month(), s)
		}
		switch rapid.IntRange(0, 2).Draw(t, "weekday") {
		case 1:
			s += "（" + weekdayNames[d.Weekday()] + "）"
		case 2:
			s += "(农历初一、周" + strings.TrimPrefix(weekdayNames[d.Weekday()], "星期") + ")"
		}
		return s
	}
	if from == to {
		return day(from, true)
	}
	return day(from, true) + "至" + day(to, from.Month() != to.Month() || rapid.Bool().Draw(t, "month"))
}

// Whatever is pasted, the answer is days that stand in the text, or a fault that can
// be mended; never a panic, never a day of its own making.
func FuzzReadNoticeText(f *testing.F) {
	entries, err := os.ReadDir("testdata/notices")
	require.NoError(f, err)
	for _, e := range entries {
		f.Add(published(f, strings.TrimSuffix(e.Name(), ".txt")))
	}
	f.Add("国办发明电〔2025〕7号元旦：2025年12月31日（周三）、1日至除夕（2月3日）放假十天，与周末连休，共两天。鼓励4日休息")
	f.Add("2027年放假 1.元旦1月1日均放假1天1月3日起正常上班；春节:31日—2月1日补休")
	f.Fuzz(func(t *testing.T, text string) { honest(t, text) })
}

// honest expects of a text what every text may expect.
func honest(t require.TestingT, text string) {
	r, err := ReadNotice([]byte(text), EmbeddedNotices())
	if err != nil {
		require.NotNil(t, fault.Of(err), "%v", err)
		return
	}
	require.NoError(t, r.Notice.check())
	require.NotEmpty(t, r.Notice.Papers)
	if r.Amends || strings.HasPrefix(strings.TrimSpace(text), "{") {
		return // its other days are those in force, or it is a file
	}
	days := spelled(text, r.Notice.Year)
	for _, day := range r.Notice.Days {
		require.True(t, days[day.Date], "%v is not in the text %s", day, text)
	}
}

// The words of a notice shaken together: what bytes changed at random seldom make.
func TestShakenNoticesAreRefusedOrReadHonestly(t *testing.T) {
	words := regexp.MustCompile(`\d+[年月日天号]|[周星期]+[一二三四五六日]|[\x{4e00}-\x{9fff}]{1,3}?(?:节|旦|休|班|假|日|至|共)|.`)
	var texts [][]string
	for _, name := range []string{"2014", "2019", "2019-amended", "2020-amended", "2023", "2024", "2025", "2026"} {
		texts = append(texts, words.FindAllString(plainText(published(t, name)), -1))
	}
	rapid.Check(t, func(t *rapid.T) {
		text := slices.Clone(rapid.SampledFrom(texts).Draw(t, "text"))
		for range rapid.IntRange(1, 4).Draw(t, "times") {
			at := rapid.IntRange(0, len(text)-1).Draw(t, "at")
			switch rapid.IntRange(0, 2).Draw(t, "how") {
			case 0:
				text = slices.Delete(text, at, at+1)
			case 1:
				text[at] = rapid.SampledFrom(text).Draw(t, "word")
			default:
				text = slices.Insert(text, at, rapid.SampledFrom(rapid.SampledFrom(texts).Draw(t, "other")).Draw(t, "word"))
			}
		}
		honest(t, strings.Join(text, ""))
	})
}
