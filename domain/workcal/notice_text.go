package workcal

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"github.com/diaodu/diaodu/domain/fault"
)

// The text of a notice as the General Office publishes it (国务院办公厅关于…年部分节假日
// 安排的通知), in the ways it was written from 2014 on. Blanks, line breaks and the
// width of digits and brackets mean nothing; what stands before the first holiday
// tells the year and the document number, what stands after the last is its closing.
const (
	oneFestival = `(?:元旦节?|春节|清明节?|(?:国际|五一)?劳动节|端午节?|中秋节?|国庆节?)`
	festivals   = oneFestival + `(?:[、,和与及]+` + oneFestival + `)*`
	ordinal     = `\(?(?:[一二三四五六七八九十]{1,2}|\d{1,2})\)?[、.,:]`
	dayCount    = `(\d{1,2}|[一二两三四五六七八九十]{1,2})天`
)

var (
	// A holiday begins with its name and a colon, or numbered and followed by a date.
	festivalHead = regexp.MustCompile(`(?:` + ordinal + `)?(?:(\d{4})年)?(` + festivals + `)(?:放假|假期|安排|时间)*(?:\([^()]*\))?:` +
		`|` + ordinal + `(?:(\d{4})年)?(` + festivals + `)(?:\d|农历|除夕)`)
	yearInTitle  = regexp.MustCompile(`(\d{4})年(?:全国|我国)?(?:部分|法定)?(?:节假日|节日|放假|假期|元旦)`)
	paperNumber  = regexp.MustCompile(`(国[办发明电]{1,6})\((\d{4})\)第?(\d{1,4})号`)
	paperAddress = regexp.MustCompile(`https?://(?:www\.)?gov\.cn/[!-~]+`)
	betweenNames = regexp.MustCompile(`[、,和与及]+`)
	closing      = regexp.MustCompile(`节假日期间|国务院办公厅|(?:^|[。;])\d{4}年\d{1,2}月\d{1,2}日$`)
)

// noticeText reads one text into days, each with what it was read from.
type noticeText struct {
	text     string // plain
	year     int
	weekdays int // weekdays in brackets that agreed with their dates
	days     map[Date]NoticeDay
	skipped  []string
}

// textItem is what the text says of one holiday.
type textItem struct {
	name string
	year string // written before the name, mostly not
	text string
	from int // where its heading begins
	last bool
}

func readNoticeText(content string, inForce []Notice) (NoticeReading, error) {
	r := &noticeText{text: plainText(content), days: map[Date]NoticeDay{}}
	items := r.items()
	if amendment := amendedHoliday.FindStringSubmatch(r.text); amendment != nil {
		if len(items) > 1 {
			return NoticeReading{}, fault.New(fault.Invalid, "calendar.text_two", "a year's notice and an amendment of %s at once", amendment[2]).
				With("year", amendment[2]).With("holiday", canonical(amendment[3]))
		}
		return r.amend(content, items, amendment, inForce)
	}
	if len(items) == 0 {
		return NoticeReading{}, fault.New(fault.Invalid, "calendar.text_none", "no holiday in the text")
	}
	guessed, err := r.findYear(items)
	if err != nil {
		return NoticeReading{}, err
	}
	if err := r.once(items); err != nil {
		return NoticeReading{}, err
	}
	for _, item := range items {
		if err := r.readItem(item); err != nil {
			return NoticeReading{}, err
		}
	}
	// The number tells the year before; only a weekday that agrees confirms the guess.
	if guessed && r.weekdays == 0 {
		return NoticeReading{}, fault.New(fault.Invalid, "calendar.text_year", "only the number tells the year")
	}
	return r.reading(content, "国务院办公厅关于"+strconv.Itoa(r.year)+"年部分节假日安排的通知")
}

// once refuses a holiday that comes twice, as where two notices were pasted.
func (r *noticeText) once(items []textItem) error {
	seen := map[string]bool{}
	for _, item := range items {
		for _, name := range strings.Split(item.name, "、") {
			if seen[name] {
				return r.fault("calendar.text_twice", name, item.text, "%s comes twice", name)
			}
			seen[name] = true
		}
	}
	return nil
}

// reading is what was read, with the papers it rests on; title stands for a paper
// whose number is not in the text.
func (r *noticeText) reading(content, title string) (NoticeReading, error) {
	out := NoticeReading{Skipped: r.skipped, Notice: Notice{Year: r.year}}
	for _, day := range r.days {
		out.Notice.Days = append(out.Notice.Days, day)
	}
	slices.SortFunc(out.Notice.Days, func(a, b NoticeDay) int { return a.Date.Compare(b.Date) })
	if m := paperNumber.FindStringSubmatch(r.text); m != nil {
		out.Notice.Papers = append(out.Notice.Papers, m[1]+"〔"+m[2]+"〕"+m[3]+"号")
	}
	out.Unnumbered = len(out.Notice.Papers) == 0
	for _, address := range paperAddress.FindAllString(content, -1) {
		if !slices.Contains(out.Notice.Papers, address) {
			out.Notice.Papers = append(out.Notice.Papers, address)
		}
	}
	if len(out.Notice.Papers) == 0 {
		out.Notice.Papers = []string{title}
	}
	return out, out.Notice.check()
}

// plainText is the text without blanks and line breaks, digits and signs half
// width, every bracket round: what the rules are written for.
func plainText(s string) string {
	return strings.Map(func(c rune) rune {
		switch {
		case unicode.IsSpace(c), unicode.IsControl(c), unicode.Is(unicode.Cf, c):
			return -1
		case strings.ContainsRune("〔[【〖{〈<", c):
			return '('
		case strings.ContainsRune("〕]】〗}〉>", c):
			return ')'
		case strings.ContainsRune("—–―〜", c):
			return '-'
		}
		return c
	}, norm.NFKC.String(s))
}

// shown gives a piece of the plain text back with the signs people write, cut to
// what fits a sentence.
func shown(piece string) string {
	piece = strings.Trim(piece, "。;,、:")
	const most = 40
	if cut := []rune(piece); len(cut) > most {
		piece = string(cut[:most]) + "…"
	}
	return strings.NewReplacer("(", "（", ")", "）", ",", "，", ":", "：", ";", "；").Replace(piece)
}

func (r *noticeText) fault(code, holiday, piece, text string, args ...any) *fault.Fault {
	return fault.New(fault.Invalid, code, text, args...).With("holiday", holiday).With("piece", shown(piece))
}

// items cuts the text at the headings of the holidays.
func (r *noticeText) items() []textItem {
	heads := festivalHead.FindAllStringSubmatchIndex(r.text, -1)
	part := func(at []int, n int) string {
		if at[2*n] < 0 {
			return ""
		}
		return r.text[at[2*n]:at[2*n+1]]
	}
	items := make([]textItem, len(heads))
	for i, at := range heads {
		start, end := at[1], len(r.text)
		if at[8] >= 0 { // the second form has read into its date
			start = at[9]
		}
		if i+1 < len(heads) {
			end = heads[i+1][0]
		}
		items[i] = textItem{
			name: canonical(part(at, 2) + part(at, 4)), year: part(at, 1) + part(at, 3),
			text: r.text[start:end], from: at[0], last: i+1 == len(heads),
		}
	}
	return items
}

// canonical is the holiday by the names of the notices: 国庆节、中秋节.
func canonical(names string) string {
	all := betweenNames.Split(names, -1)
	for i, name := range all {
		for _, full := range sevenFestivals {
			if strings.HasPrefix(full, strings.TrimSuffix(name, "节")) || strings.HasSuffix(name, full) {
				all[i] = full
			}
		}
	}
	return strings.Join(all, "、")
}

// findYear finds the year of the notice before its first holiday or in a heading.
// guessed tells that only the document number says it: it is of the year before.
func (r *noticeText) findYear(items []textItem) (guessed bool, err error) {
	preamble := r.text[:items[0].from]
	var said []string
	for _, m := range yearInTitle.FindAllStringSubmatch(preamble, -1) {
		said = append(said, m[1])
	}
	for _, item := range items {
		if item.year != "" {
			said = append(said, item.year)
		}
	}
	slices.Sort(said)
	said = slices.Compact(said)
	switch number := paperNumber.FindStringSubmatch(preamble); {
	case len(said) > 1:
		return false, fault.New(fault.Invalid, "calendar.text_years", "%v all called the year", said).
			With("first", said[0]).With("second", said[1])
	case len(said) == 1:
		r.year, err = strconv.Atoi(said[0])
	case number != nil:
		r.year, err = strconv.Atoi(number[2])
		r.year++
		guessed = true
	default:
		return false, fault.New(fault.Invalid, "calendar.text_year", "no year in the text")
	}
	if err != nil || r.year < firstNoticeYear || r.year > lastNoticeYear {
		return false, fault.New(fault.Invalid, "calendar.text_year", "%d is no year of a notice", r.year)
	}
	return guessed, nil
}
