package documents

import (
	"fmt"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"

	"github.com/diaodu/diaodu/domain/workcal"
)

// value reads one cell as its column asks. Code and text tell what is wrong.
func (s *sheetReader) value(c Column, raw string) (v any, code, text string) {
	switch {
	case raw == "" && c.Required:
		return nil, "missing", c.Name + "不能为空"
	case raw == "":
		return nil, "", ""
	case utf8.RuneCountInString(raw) > s.limits.CellChars:
		return nil, "too_long", fmt.Sprintf("%s超过%d字", c.Name, s.limits.CellChars)
	case slices.Contains(sheetErrors, raw):
		return nil, "cell_error", fmt.Sprintf("%s是出错的公式（%s）", c.Name, raw)
	}
	switch c.Type {
	case Day, Instant:
		return s.day(c, raw)
	case Whole, Number, Measure, Share:
		return number(c, raw)
	case Code:
		raw = strings.Join(strings.Fields(foldWidth(raw)), "")
		if crushed.MatchString(raw) {
			return nil, "code_as_number", fmt.Sprintf("%s“%s”已被表格转成数字而丢失位数，请将单元格设为文本后重新填写", c.Name, raw)
		}
	}
	if c.Strict && c.Choices != nil && !slices.Contains(c.Choices, raw) {
		return nil, "not_in_list", fmt.Sprintf("%s“%s”不在可选范围内，应为：%s", c.Name, raw, someOf(c.Choices))
	}
	return raw, "", ""
}

var (
	sheetErrors = []string{"#REF!", "#N/A", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!"}
	crushed     = regexp.MustCompile(`^\d(\.\d+)?[Ee]\+?\d+$`)
	typedDate   = regexp.MustCompile(`^(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?(?:[ T].*)?$`)
	compact     = regexp.MustCompile(`^(\d{4})(\d{2})(\d{2})$`)
	grouped     = regexp.MustCompile(`^[+-]?(\d{1,3}(,\d{3})+|\d+)(\.\d+)?([Ee][+-]?\d+)?$`)
)

// The years a register's dates may lie in; others are slips of the hand.
const firstYear, lastYear = 1990, 2100

// day reads a date typed as text, or the count of days a spreadsheet stores.
func (s *sheetReader) day(c Column, raw string) (any, string, string) {
	wrong := func() (any, string, string) {
		return nil, "bad_date", fmt.Sprintf("%s“%s”不是有效日期，应如2022-05-09或2022年5月9日", c.Name, raw)
	}
	folded := foldWidth(raw)
	m := typedDate.FindStringSubmatch(folded)
	if m == nil {
		m = compact.FindStringSubmatch(folded)
	}
	var t time.Time
	if m != nil {
		y, _ := strconv.Atoi(m[1])
		mo, _ := strconv.Atoi(m[2])
		d, _ := strconv.Atoi(m[3])
		t = time.Date(y, time.Month(mo), d, 0, 0, 0, 0, time.UTC)
		if t.Day() != d || int(t.Month()) != mo {
			return wrong()
		}
	} else {
		serial, err := strconv.ParseFloat(folded, 64)
		if err != nil || serial < 1 || serial > 2958465 {
			return wrong()
		}
		if t, err = excelize.ExcelDateToTime(math.Floor(serial), s.date1904); err != nil {
			return wrong()
		}
	}
	if t.Year() < firstYear || t.Year() > lastYear {
		return wrong()
	}
	return workcal.NewDate(t.Year(), t.Month(), t.Day()), "", ""
}

// number reads digits with or without separators of thousands. Exactness
// matters: a whole number with decimals is refused, not rounded.
func number(c Column, raw string) (any, string, string) {
	wrong := func(code, why string) (any, string, string) {
		return nil, code, fmt.Sprintf("%s“%s”%s", c.Name, raw, why)
	}
	folded := strings.Join(strings.Fields(foldWidth(raw)), "")
	percent := c.Type == Share && strings.HasSuffix(folded, "%")
	folded = strings.TrimSuffix(folded, "%")
	if strings.HasSuffix(raw, "%") && !percent || !grouped.MatchString(folded) {
		return wrong("bad_number", "不是有效数字，请只填数字，不带单位")
	}
	n, err := strconv.ParseFloat(strings.ReplaceAll(folded, ",", ""), 64)
	if err != nil || math.IsInf(n, 0) || math.IsNaN(n) {
		return wrong("bad_number", "不是有效数字，请只填数字，不带单位")
	}
	if percent {
		n /= 100
	}
	if c.Type != Whole {
		return n, "", ""
	}
	const exact = 1 << 53
	if n != math.Trunc(n) || math.Abs(n) > exact {
		return wrong("not_whole", "应为整数")
	}
	return int64(n), "", ""
}

// tidy trims what people and web pages leave around words: spaces of every
// width, also those that do not show.
func tidy(s string) string {
	return strings.TrimFunc(clean(s), func(r rune) bool {
		return unicode.IsSpace(r) || r == '\u200b' || r == '\ufeff' || r == '\u00ad'
	})
}

// foldWidth makes full-width digits, letters and signs ordinary ones.
func foldWidth(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= '！' && r <= '～':
			return r - '！' + '!'
		case r == '　':
			return ' '
		case r == '。':
			return '.'
		}
		return r
	}, s)
}

// someOf lists choices without filling the page.
func someOf(choices []string) string {
	const enough = 12
	if len(choices) <= enough {
		return strings.Join(choices, "、")
	}
	return strings.Join(choices[:enough], "、") + "等"
}
