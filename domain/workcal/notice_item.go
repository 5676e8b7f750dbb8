package workcal

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/diaodu/diaodu/domain/fault"
)

// longestHoliday bounds a stretch of days off, so that a slip of the pen in a month
// does not close the offices for a season.
const longestHoliday = 15

var (
	statedDay  = regexp.MustCompile(`^(?:(\d{4})年)?(?:(\d{1,2})月)?(\d{1,2})日((?:\([^()]*\))*)`)
	lunarDay   = regexp.MustCompile(`^(?:农历)?(?:除夕|(?:正月|大年)初[一二三四五六七八九十]{1,2})\((?:(\d{4})年)?(?:(\d{1,2})月)?(\d{1,2})日([^()]*)\)`)
	until      = regexp.MustCompile(`^(?:至|到|-+|~+)`)
	andDay     = regexp.MustCompile(`^[、,和与及]+`)
	isOff      = regexp.MustCompile(`^(?:均|都)?(?:放假调休|调休放假|放假休息|放假|补休|休息)(?:(?:一?共)?` + dayCount + `)?`)
	isWorked   = regexp.MustCompile(`^(?:均|都)?(?:正常|照常)?(?:上班|补班)`)
	resumes    = regexp.MustCompile(`^起(?:恢复)?(?:正常|照常)?上班`)
	countSaid  = regexp.MustCompile(`^(?:一?共|共计|合计)` + dayCount)
	noDays     = regexp.MustCompile(`^(?:与周末(?:连休|相连)|不再?调休|调休|连休)`)
	numbering  = regexp.MustCompile(`^` + ordinal)
	weekdayIn  = regexp.MustCompile(`(?:周|星期|礼拜)([一二三四五六日天])`)
	tellsDays  = regexp.MustCompile(`\d日|放假|上班|补班|补休|休息`)
	encourages = regexp.MustCompile(`^(?:鼓励|提倡|倡导|建议)`)
)

// itemReader reads what the text says of one holiday, statement by statement.
type itemReader struct {
	*noticeText
	item   textItem
	off    []Date
	joined bool // 与周末连休
	counts []countClaim
}

// countClaim is 共N天 as the text has it.
type countClaim struct {
	days  int
	piece string
}

// readItem adds the days of one holiday, or says what of it cannot be understood.
func (r *noticeText) readItem(item textItem) error {
	if at := closing.FindStringIndex(item.text); at != nil && item.last {
		item.text = item.text[:at[0]]
	}
	i := &itemReader{noticeText: r, item: item}
	for rest := item.text; ; {
		rest = strings.TrimLeft(rest, ",、。;.:!-")
		if rest == "" {
			break
		}
		next, err := i.statement(rest)
		if err != nil {
			return err
		}
		rest = next
	}
	if len(i.off) == 0 {
		return r.fault("calendar.text_no_off", item.name, item.text, "no day off for %s", item.name)
	}
	return i.count()
}

// statement reads one thing that is said and gives back what follows it.
func (i *itemReader) statement(s string) (string, error) {
	days, rest, err := i.list(s)
	if err != nil {
		return "", err
	}
	if len(days) > 0 {
		return i.verb(days, s, rest)
	}
	if m := countSaid.FindStringSubmatch(s); m != nil {
		i.counts = append(i.counts, countClaim{numberOf(m[1]), i.item.text})
		return s[len(m[0]):], nil
	}
	if m := noDays.FindString(s); m != "" {
		i.joined = i.joined || strings.Contains(m, "连")
		return s[len(m):], nil
	}
	return i.prose(s)
}

// verb reads whether the days are off or worked.
func (i *itemReader) verb(days []Date, s, rest string) (string, error) {
	if m := isOff.FindStringSubmatch(rest); m != nil {
		piece := s[:len(s)-len(rest)+len(m[0])]
		if m[1] != "" && numberOf(m[1]) != len(days) {
			return "", i.miscounted(numberOf(m[1]), len(days), piece)
		}
		i.off = append(i.off, days...)
		return rest[len(m[0]):], i.add(days, true, piece)
	}
	if m := isWorked.FindString(rest); m != "" {
		return rest[len(m):], i.add(days, false, s[:len(s)-len(rest)+len(m)])
	}
	if m := resumes.FindString(rest); m != "" {
		piece := s[:len(s)-len(rest)+len(m)]
		if len(days) != 1 || len(i.off) == 0 || slices.MaxFunc(i.off, Date.Compare).AddDays(1) != days[0] {
			return "", i.fault("calendar.text_resume", i.item.name, piece, "work resumes on another day than the one after the holiday")
		}
		return rest[len(m):], nil
	}
	return "", i.unread(s)
}

// prose passes over a sentence that tells of no day. An encouragement may name
// one: it gives nobody a day off, and people are told that it was passed over.
func (i *itemReader) prose(s string) (string, error) {
	if m := numbering.FindString(s); m != "" {
		return s[len(m):], nil
	}
	end := strings.IndexAny(s, "。;")
	if end < 0 {
		end = len(s)
	}
	sentence := s[:end]
	if tellsDays.MatchString(sentence) {
		if !encourages.MatchString(sentence) || strings.Contains(sentence, "上班") {
			return "", i.unread(sentence)
		}
		i.skipped = append(i.skipped, shown(sentence))
	}
	return s[end:], nil
}

// list reads days and stretches of days: 1月29日(星期六)、1月30日(星期日). It is empty
// where s begins with none.
func (i *itemReader) list(s string) (days []Date, rest string, err error) {
	var last Date
	for rest = s; ; {
		from, after, err := i.day(rest, last, false)
		if err != nil || from.IsZero() {
			return days, rest, err
		}
		to := from
		if m := until.FindString(after); m != "" {
			if to, after, err = i.day(after[len(m):], from, true); err != nil {
				return nil, "", err
			}
			if to.IsZero() {
				return nil, "", i.unread(s)
			}
			if n := to.Sub(from); n < 0 || n >= longestHoliday {
				return nil, "", i.fault("calendar.text_span", i.item.name, rest[:len(rest)-len(after)], "%s to %s", from, to)
			}
		}
		for d := from; !d.After(to); d = d.AddDays(1) {
			days = append(days, d)
		}
		last, rest = to, after
		m := andDay.FindString(rest)
		if more := rest[len(m):]; m == "" || !statedDay.MatchString(more) && !lunarDay.MatchString(more) {
			return days, rest, nil
		}
		rest = rest[len(m):]
	}
}

// day reads one date; before is the one it takes its month from. No date where s
// begins with none.
func (i *itemReader) day(s string, before Date, ends bool) (Date, string, error) {
	m := statedDay.FindStringSubmatch(s)
	if m == nil {
		if m = lunarDay.FindStringSubmatch(s); m == nil {
			return Date{}, s, nil
		}
	}
	year, month, day := numberOf(m[1]), numberOf(m[2]), numberOf(m[3])
	switch {
	case m[2] == "" && before.IsZero():
		return Date{}, "", i.unread(s)
	case m[2] == "":
		month = int(before.Month())
		if m[1] == "" {
			year = before.Year()
		}
	case m[1] == "":
		year = i.yearOf(month, before, ends)
	}
	d := NewDate(year, time.Month(month), day)
	if month < 1 || month > 12 || d.Month() != time.Month(month) || d.Day() != day || year < firstNoticeYear-1 {
		return Date{}, "", i.fault("calendar.text_date", i.item.name, m[0], "%s is no date", m[0])
	}
	return d, s[len(m[0]):], i.weekday(d, m[0], m[4])
}

// yearOf is the year of a month written without one: a stretch goes on from its
// beginning, and December of 元旦 is the one before.
func (i *itemReader) yearOf(month int, before Date, ends bool) int {
	switch {
	case ends && month < int(before.Month()):
		return before.Year() + 1
	case ends:
		return before.Year()
	case month == 12 && i.item.name == sevenFestivals[0]:
		return i.year - 1
	}
	return i.year
}

// weekday compares the weekday in brackets, if there is one, with the date.
func (i *itemReader) weekday(d Date, piece, notes string) error {
	for _, m := range weekdayIn.FindAllStringSubmatch(notes, -1) {
		said := strings.Index("日一二三四五六", strings.Replace(m[1], "天", "日", 1)) / len("日")
		if said != int(d.Weekday()) {
			return i.fault("calendar.text_weekday", i.item.name, piece, "%s is a %s", d, d.Weekday()).
				With("date", d.String()).With("is", weekdayNames[d.Weekday()])
		}
		i.weekdays++
	}
	return nil
}

// weekdayNames are the weekdays as notices write them, Sunday first.
var weekdayNames = []string{"星期日", "星期一", "星期二", "星期三", "星期四", "星期五", "星期六"}

// add takes days in, once each.
func (i *itemReader) add(days []Date, off bool, piece string) error {
	for _, d := range days {
		if wrong := i.refusal(d, off, piece); wrong != nil {
			return wrong.With("date", d.String())
		}
		i.days[d] = NoticeDay{Name: i.item.name, Date: d, IsOffDay: off}
	}
	return nil
}

// refusal is why a day cannot be taken in, or nil.
func (i *itemReader) refusal(d Date, off bool, piece string) *fault.Fault {
	switch before, again := i.days[d]; {
	case d.Before(NewDate(i.year-1, 12, 1)), d.After(NewDate(i.year+1, 1, 31)):
		return i.fault("calendar.text_out_of_year", i.item.name, piece, "%s is not of %d", d, i.year).With("year", i.year)
	case again && before.IsOffDay != off:
		return i.fault("calendar.text_both", i.item.name, piece, "%s is both off and worked", d).With("other", before.Name)
	case again:
		return i.fault("calendar.text_again", i.item.name, piece, "%s was named already", d).With("other", before.Name)
	case !off && !d.weekend():
		return i.fault("calendar.text_work_on_weekday", i.item.name, piece, "%s is a weekday", d).With("is", weekdayNames[d.Weekday()])
	}
	return nil
}

// count compares 共N天 with the days read. A holiday joined with a weekend may
// count the weekend in, which is off without being named.
func (i *itemReader) count() error {
	for _, claim := range i.counts {
		if claim.days == len(i.off) || i.joined && claim.days == i.withWeekend() {
			continue
		}
		return i.miscounted(claim.days, len(i.off), claim.piece)
	}
	return nil
}

func (i *itemReader) withWeekend() int {
	rests := func(d Date) bool {
		named, ok := i.days[d]
		return ok && named.IsOffDay || !ok && d.weekend()
	}
	from, to := slices.MinFunc(i.off, Date.Compare), slices.MaxFunc(i.off, Date.Compare)
	for rests(from.AddDays(-1)) {
		from = from.AddDays(-1)
	}
	for rests(to.AddDays(1)) {
		to = to.AddDays(1)
	}
	return to.Sub(from) + 1
}

func (i *itemReader) miscounted(said, read int, piece string) *fault.Fault {
	return i.fault("calendar.text_count", i.item.name, piece, "%d days said, %d read", said, read).
		With("said", said).With("read", read)
}

func (i *itemReader) unread(s string) *fault.Fault {
	if end := strings.IndexAny(s, "。;"); end >= 0 {
		s = s[:end]
	}
	return i.fault("calendar.text_unread", i.item.name, s, "cannot be understood")
}

var chineseDigits = []string{"一", "二", "三", "四", "五", "六", "七", "八", "九"}

// numberOf reads what a pattern has matched: 7 or 七, to 99. Nothing is 0.
func numberOf(s string) int {
	if n, err := strconv.Atoi(s); err == nil {
		return n
	}
	s = strings.ReplaceAll(s, "两", "二")
	digit := func(c string) int {
		switch n := slices.Index(chineseDigits, c); {
		case c == "":
			return 1
		case n < 0: // 二三天 is no number
			return -100
		default:
			return n + 1
		}
	}
	switch tens, ones, ten := strings.Cut(s, "十"); {
	case s == "":
		return 0
	case !ten:
		return digit(s)
	case ones == "":
		return 10 * digit(tens)
	default:
		return 10*digit(tens) + digit(ones)
	}
}
