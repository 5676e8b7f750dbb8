package workcal

import (
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/diaodu/diaodu/domain/fault"
)

// published is a notice as the General Office published it.
func published(t testing.TB, name string) string {
	t.Helper()
	content, err := os.ReadFile("testdata/notices/" + name + ".txt")
	require.NoError(t, err)
	return string(content)
}

func read(t testing.TB, text string, inForce ...Notice) NoticeReading {
	t.Helper()
	r, err := ReadNotice([]byte(text), inForce)
	require.NoError(t, err)
	return r
}

// arranged is what the text gives, its amendment of the same year on top.
func arranged(t testing.TB, year int) NoticeReading {
	r := read(t, published(t, strconv.Itoa(year)))
	if year == 2019 || year == 2020 {
		base := r.Notice
		r = read(t, published(t, strconv.Itoa(year)+"-amended"), base)
		require.True(t, r.Amends)
		require.Len(t, r.Notice.Papers, 2)
	}
	return r
}

func TestTextOfEveryShippedYearGivesTheDaysThatShip(t *testing.T) {
	numbers := map[int]string{
		2019: "国办发明电〔2018〕15号", 2020: "国办发明电〔2019〕16号", 2021: "国办发明电〔2020〕27号", 2022: "国办发明电〔2021〕11号",
		2023: "国办发明电〔2022〕16号", 2024: "国办发明电〔2023〕7号", 2025: "国办发明电〔2024〕12号", 2026: "国办发明电〔2025〕7号",
	}
	for _, shipped := range EmbeddedNotices() {
		if len(shipped.Papers) == 0 {
			continue // the year whose notice is not out
		}
		t.Run(strconv.Itoa(shipped.Year), func(t *testing.T) {
			r := arranged(t, shipped.Year)
			require.Equal(t, shipped.Year, r.Notice.Year)
			require.Equal(t, shipped.Days, r.Notice.Days)
			require.Equal(t, numbers[shipped.Year], r.Notice.Papers[0])
			require.Empty(t, r.Missing)
			require.False(t, r.Unnumbered)
		})
	}
}

// The years before those that ship are counted as others have counted them.
func TestTextsOfEarlierYearsGiveAsManyDaysAsTheyArranged(t *testing.T) {
	for year, want := range map[int]struct{ off, work int }{
		2014: {22, 5}, 2015: {23, 4}, 2016: {24, 6}, 2017: {24, 5}, 2018: {23, 6},
	} {
		r := read(t, published(t, strconv.Itoa(year)))
		var off, work int
		for _, day := range r.Notice.Days {
			if day.IsOffDay {
				off++
			} else {
				work++
			}
		}
		require.Equal(t, want.off, off, "%d", year)
		require.Equal(t, want.work, work, "%d", year)
		require.Empty(t, r.Missing, "%d", year)
	}
}

// The way the text was copied does not change what it says.
func TestTextIsReadHoweverItWasPasted(t *testing.T) {
	text := published(t, "2026")
	want := read(t, text).Notice
	half := strings.NewReplacer("（", "(", "）", ")", "：", ":", "，", ",", "〔", "[", "〕", "]", "　", " ")
	full := strings.NewReplacer("0", "０", "1", "１", "2", "２", "3", "３", "4", "４", "5", "５", "6", "６", "7", "７", "8", "８", "9", "９")
	for name, pasted := range map[string]string{
		"half width":            half.Replace(text),
		"full width digits":     full.Replace(text),
		"one line":              strings.ReplaceAll(text, "\n", ""),
		"a break in every date": strings.NewReplacer("月", "月\n", "周", "\r\n 周", "假", "假\u200b").Replace(text),
		"no full stops":         strings.ReplaceAll(text, "。\n", "\n"),
		"radicals of a PDF":     strings.NewReplacer("月", "⽉", "日", "⽇").Replace(text),
		"from a windows editor": "\ufeff" + strings.ReplaceAll(text, "\n", "\r\n"),
		"星期 for 周":              strings.ReplaceAll(text, "（周", "（星期"),
		"eve before its date":   strings.Replace(text, "2月15日（农历腊月二十八、周日）", "农历除夕（2月15日、周日）", 1),
		"dashes for numbers":    regexp.MustCompile(`　　[一二三四五六七]、`).ReplaceAllString(text, "——"),
		"a dash for 至":          strings.ReplaceAll(text, "至", "—"),
		"holiday names apart":   strings.NewReplacer("一、元旦", "一、元 旦", "四、劳动节", "四、“五一”劳动节").Replace(text),
		"a longer number":       strings.Replace(text, "〕7号", "〕第7号", 1),
	} {
		t.Run(name, func(t *testing.T) {
			if name == "holiday names apart" {
				pasted = strings.NewReplacer("“", "", "”", "").Replace(pasted)
			}
			require.Equal(t, want, read(t, pasted).Notice)
		})
	}
}

func TestTextWithoutNumberRestsOnItsTitleOrAddress(t *testing.T) {
	text := strings.Replace(published(t, "2026"), "国办发明电〔2025〕7号", "", 1)
	r := read(t, text)
	require.True(t, r.Unnumbered)
	require.Equal(t, []string{"国务院办公厅关于2026年部分节假日安排的通知"}, r.Notice.Papers)
	r = read(t, "https://www.gov.cn/zhengce/zhengceku/202511/content_7047091.htm\n"+text)
	require.Equal(t, EmbeddedNotices()[7].Papers, r.Notice.Papers)
}

func TestYearIsFoundInTitleFirstLineOrNumber(t *testing.T) {
	text := published(t, "2026")
	body := text[strings.Index(text, "　　一、元旦"):]
	for name, head := range map[string]string{
		"title": "国务院办公厅关于2026年部分节假日安排的通知", "first line": "2026年放假安排\n", "number": "国办发明电〔2025〕7号",
		"what is arranged": "现将2026年元旦、春节、清明节放假调休日期通知如下。", "heading": "2026年",
	} {
		pasted := head + body
		if name == "heading" {
			pasted = strings.Replace(body, "一、元旦", "一、2026年元旦", 1)
		}
		require.Equal(t, read(t, text).Notice.Days, read(t, pasted).Notice.Days, name)
	}
}

func TestReadingTellsWhatAPersonShouldLookAt(t *testing.T) {
	r := read(t, published(t, "2024"))
	require.Equal(t, []string{"鼓励各单位结合带薪年休假等制度落实，安排职工在除夕（2月9日）休息"}, r.Skipped)
	require.NotContains(t, r.Notice.Days, NoticeDay{"春节", d("2024-02-09"), true})

	text := published(t, "2025")
	cut := text[:strings.Index(text, "五、端午节")] + "节假日期间，注意安全。"
	r = read(t, cut)
	require.Equal(t, []string{"端午节", "中秋节", "国庆节"}, r.Missing)

	file, err := data.ReadFile("data/2023.json")
	require.NoError(t, err)
	r = read(t, string(file))
	require.Empty(t, r.Missing, "Mid-Autumn and National Day may be one")
	require.Equal(t, Festival{"中秋节、国庆节", r.Notice.daysOff("中秋节、国庆节"), []Date{d("2023-10-07"), d("2023-10-08")}}, r.Notice.Festivals()[5])
	require.Len(t, r.Notice.Festivals()[5].Off, 8)
}

func TestAmendmentChangesOneHolidayOfTheYearInForce(t *testing.T) {
	base := read(t, published(t, "2020")).Notice
	long := published(t, "2020-amended")
	r := read(t, long, base)
	require.Equal(t, r, read(t, long, r.Notice), "the same amendment again changes nothing")

	refuse(t, long, "calendar.text_no_base", nil)
	guess := base
	guess.Papers = nil
	refuse(t, long, "calendar.text_no_base", nil, guess)
	refuse(t, published(t, "2020")+long, "calendar.text_two", nil, base)
	refuse(t, strings.Replace(long, "至2月2日（农历正月初九，星期日）", "至1月28日", 1), "calendar.text_span", nil, base)
	refuse(t, strings.Replace(long, "至2月2日（农历正月初九，星期日）", "至3月2日", 1), "calendar.text_span", nil, base)
	refuse(t, strings.Replace(long, "正月初九，星期日", "正月初九，星期一", 1), "calendar.text_weekday", nil, base)
	refuse(t, strings.Replace(long, "2月3日（星期一）起", "2月4日（星期二）起", 1), "calendar.text_resume", nil, base)
	refuse(t, strings.Replace(long, "假期至2月2日（农历正月初九，星期日），", "假期，", 1), "calendar.text_unread", nil, base)

	other := published(t, "2019-amended")
	refuse(t, other, "calendar.text_no_base", nil, base)
	year := read(t, published(t, "2019")).Notice
	refuse(t, strings.Replace(other, "共4天", "共5天", 1), "calendar.text_count", nil, year)
	refuse(t, strings.Replace(other, "5月1日至4日", "4月5日至8日", 1), "calendar.text_again", nil, year)
}

// refuse expects a text to be refused, with the holiday and the piece that is wrong.
func refuse(t testing.TB, text, code string, args map[string]any, inForce ...Notice) {
	t.Helper()
	_, err := ReadNotice([]byte(text), inForce)
	f := fault.Of(err)
	require.NotNil(t, f, "%s: %v", code, err)
	require.Equal(t, code, f.Code, "%v %v", f, f.Args)
	require.Equal(t, fault.Invalid, f.Kind)
	for key, want := range args {
		require.Equal(t, want, f.Args[key], "%s: %s", code, key)
	}
}

func TestTextThatContradictsItselfIsRefusedWithThePiece(t *testing.T) {
	text := published(t, "2026")
	cases := []struct {
		name, old, new string
		code           string
		args           map[string]any
	}{
		{"a weekday that is another", "2月28日（周六）", "2月28日（周日）", "calendar.text_weekday", map[string]any{"holiday": "春节", "piece": "2月28日（周日）", "is": "星期六", "date": "2026-02-28"}},
		{"a year long past", "关于2026年", "关于2025年", "calendar.text_years", map[string]any{"first": "2025", "second": "2026"}},
		{"a count that is another", "共9天", "共8天", "calendar.text_count", map[string]any{"holiday": "春节", "said": 8, "read": 9}},
		{"a count in the verb", "元旦：1月1日（周四）至3日（周六）放假调休，共3天", "元旦：1月1日（周四）放假3天", "calendar.text_count", map[string]any{"holiday": "元旦", "said": 3, "read": 1}},
		{"a make-up day that is a weekday", "5月9日（周六）上班", "5月8日上班", "calendar.text_work_on_weekday", map[string]any{"holiday": "劳动节", "piece": "5月8日上班", "is": "星期五"}},
		{"off and worked", "5月9日（周六）上班", "5月3日（周日）上班", "calendar.text_both", map[string]any{"holiday": "劳动节", "date": "2026-05-03", "other": "劳动节"}},
		{"off for two holidays", "10月1日（周四）至7日", "9月27日至10月7日", "calendar.text_again", map[string]any{"holiday": "国庆节", "date": "2026-09-27", "other": "中秋节"}},
		{"no such day", "2月28日（周六）", "2月30日（周六）", "calendar.text_date", map[string]any{"holiday": "春节", "piece": "2月30日（周六）"}},
		{"no such month", "4月4日", "14月4日", "calendar.text_date", map[string]any{"holiday": "清明节"}},
		{"an end before its beginning", "19日（周五）至21日（周日）", "19日（周五）至11日", "calendar.text_span", map[string]any{"holiday": "端午节"}},
		{"a whole month", "6月19日（周五）至21日（周日）", "6月1日至21日", "calendar.text_span", map[string]any{"holiday": "端午节"}},
		{"a day of a year to come", "9月20日（周日）", "2028年9月20日", "calendar.text_out_of_year", map[string]any{"holiday": "国庆节", "year": 2026}},
		{"a bracket left open", "9月25日（周五）", "9月25日（周五", "calendar.text_unread", map[string]any{"holiday": "中秋节"}},
		{"neither off nor worked", "6日（周一）放假，", "6日（周一），", "calendar.text_unread", map[string]any{"holiday": "清明节"}},
		{"half a day", "5月9日（周六）上班", "5月9日上午上班", "calendar.text_unread", map[string]any{"holiday": "劳动节", "piece": "5月9日上午上班"}},
		{"a condition", "5月9日（周六）上班", "有条件的单位5月9日放假", "calendar.text_unread", map[string]any{"holiday": "劳动节", "piece": "有条件的单位5月9日放假"}},
		{"a date without a month", "5月9日（周六）上班", "9日（周六）上班", "calendar.text_unread", map[string]any{"holiday": "劳动节", "piece": "9日（周六）上班"}},
		{"a holiday of another name", "　　鼓励", "八、建设节：12月1日放假。鼓励", "calendar.text_unread", map[string]any{"piece": "建设节：12月1日放假"}},
		{"a holiday without days", "6月19日（周五）至21日（周日）放假，共3天", "另行通知", "calendar.text_no_off", map[string]any{"holiday": "端午节", "piece": "另行通知"}},
		{"a holiday twice", "六、中秋节", "六、端午节", "calendar.text_twice", map[string]any{"holiday": "端午节"}},
		{"work resumed too late", "5月9日（周六）上班", "5月7日起正常上班", "calendar.text_resume", map[string]any{"holiday": "劳动节"}},
		{"an encouragement to work", "　　鼓励单位", "鼓励10月9日上班。鼓励单位", "calendar.text_unread", nil},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			require.Contains(t, text, c.old)
			refuse(t, strings.Replace(text, c.old, c.new, 1), c.code, c.args)
		})
	}
	t.Run("two notices", func(t *testing.T) { refuse(t, text+text, "calendar.text_twice", nil) })
	t.Run("no notice", func(t *testing.T) { refuse(t, "年,日期\n2028,1月1日", "calendar.text_none", nil) })
	t.Run("nothing", func(t *testing.T) { refuse(t, " \n", "calendar.text_none", nil) })
	t.Run("an old encoding", func(t *testing.T) { refuse(t, "\xd4\xaa\xb5\xa9", "calendar.encoding", map[string]any{"line": 1}) })
	t.Run("too much", func(t *testing.T) { refuse(t, strings.Repeat("元旦", maxNoticeBytes), "calendar.too_large", nil) })
	body := text[strings.Index(text, "　　一、元旦"):]
	t.Run("no year", func(t *testing.T) { refuse(t, body, "calendar.text_year", nil) })
	t.Run("a year by number alone, nothing to confirm it", func(t *testing.T) {
		refuse(t, "国办发明电〔2025〕7号 元旦：1月1日放假。", "calendar.text_year", nil)
	})
	t.Run("a year by number alone, denied by the weekdays", func(t *testing.T) {
		refuse(t, "国办发明电〔2024〕7号"+body, "calendar.text_weekday", nil)
	})
}

// Whatever single weekday, count or weekend of a true text is changed, the text is
// refused: every one of them is checked.
func TestEveryWeekdayAndCountIsChecked(t *testing.T) {
	weekday, count := regexp.MustCompile(`周[一二三四五六日]）`), regexp.MustCompile(`共\d天`)
	for _, year := range []string{"2025", "2026"} {
		text := published(t, year)
		for _, at := range weekday.FindAllStringIndex(text, -1) {
			for _, other := range strings.Split("一二三四五六日", "") {
				changed := text[:at[0]] + "周" + other + "）" + text[at[1]:]
				if changed != text {
					refuse(t, changed, "calendar.text_weekday", nil)
				}
			}
		}
		for _, at := range count.FindAllStringIndex(text, -1) {
			refuse(t, text[:at[0]]+"共6天"+text[at[1]:], "calendar.text_count", nil)
		}
	}
}
