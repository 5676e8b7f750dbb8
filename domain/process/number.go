package process

import (
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/diaodu/diaodu/domain/casefile"
)

// yearHere stands in the template of a result's number for the year of the
// decision, in China time.
const yearHere = "{year}"

// maxNumber bounds a template, in characters: its series is named by it.
const maxNumber = 60

// numberTemplate is text with one counter, and with the year wherever it is wanted.
const numberTemplate = `^([^%{}]|%%|\{year\})*%0?[0-9]{0,2}d([^%{}]|%%|\{year\})*$`

var (
	numberPattern  = regexp.MustCompile(numberTemplate)
	counterVerb    = regexp.MustCompile(`%0?[0-9]{0,2}d`)
	counterForYear = regexp.MustCompile(`[〔\[［（(]%0?[0-9]{0,2}d[〕\]］）)]`)
)

// Series is where the number of a result approved in that year comes from; nil
// where the matter issues none. What reads alike is counted together: matters that
// share a word 字号 share its numbers, a template with the year begins anew with it,
// and one without never does, so that no number is given twice (R17).
func (m Matter) Series(year int) *casefile.Series {
	if m.Number == "" {
		return nil
	}
	format := strings.ReplaceAll(m.Number, yearHere, strconv.Itoa(year))
	return &casefile.Series{Name: "result/" + counterVerb.ReplaceAllLiteralString(format, "%d"), Format: format}
}

// Yearly tells whether the number of a result shows its year.
func (m Matter) Yearly() bool { return strings.Contains(m.Number, yearHere) }

// resultNumber checks the template of the result's number: one counter, and not where
// the year belongs.
func (c *checker) resultNumber() {
	const example = "荣府地〔{year}〕%d号"
	switch n := c.d.Matter.Number; {
	case n == "":
	case !numberPattern.MatchString(n) || utf8.RuneCountInString(n) > maxNumber:
		c.refuse("matter.number", "process.number_format", "value", n, "example", example, "most", maxNumber)
	case !c.d.Matter.Yearly() && counterForYear.MatchString(n):
		c.refuse("matter.number", "process.number_year", "value", n, "example", example)
	}
}
