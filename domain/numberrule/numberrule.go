// Package numberrule says how official numbers 编号 look and when they begin anew:
// the rule 编号规则 of each thing that is numbered. A rule changes numbers that are
// yet to be given, never one that was (R17).
package numberrule

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/fault"
	"github.com/diaodu/diaodu/domain/workcal"
)

// When a series begins anew at 1.
const (
	Yearly  = "year"
	Monthly = "month"
)

// maxLayout bounds a layout, in characters: a case's number column holds what
// comes of it.
const maxLayout = 40

// Rule is how numbers look. {year} and {month} stand for the period in China
// time, %d for the counter, %04d for one of at least four digits.
type Rule struct {
	Layout string `json:"layout"`
	Reset  string `json:"reset"` // Yearly or Monthly
}

// Numbered is a thing that carries official numbers: the first part of its
// series' names, and the rule that ships.
type Numbered struct {
	Kind    string
	Shipped Rule
	Months  bool // its series know the month, so that it may begin anew monthly
}

// All is everything whose rule can be set, in the order of the work. Results of
// matters are numbered by their process instead (process.Matter).
var All = []Numbered{
	{"issue", Rule{"R-{year}-{month}-%04d", Monthly}, true},
	{"meeting", Rule{"{year}年第%d次", Yearly}, false},
	{"minutes", Rule{"专题会议纪要〔{year}〕%d号", Yearly}, false},
	{"task", Rule{"督办〔{year}〕%d号", Yearly}, false},
	{"slip", Rule{"督办单〔{year}〕%d号", Yearly}, false},
	{"urge", Rule{"催办〔{year}〕%d号", Yearly}, false},
	{"approval", Rule{"SP-{year}-%06d", Yearly}, false},
	{"plan", Rule{"PL-{year}-%04d", Yearly}, false},
}

// Of finds what is numbered by its kind.
func Of(kind string) (Numbered, bool) {
	i := slices.IndexFunc(All, func(n Numbered) bool { return n.Kind == kind })
	if i < 0 {
		return Numbered{}, false
	}
	return All[i], true
}

// KindOf is the kind a series counts for: "issue" of "issue/2022-05".
func KindOf(series string) string {
	kind, _, _ := strings.Cut(series, "/")
	return kind
}

var (
	place  = regexp.MustCompile(`\{year\}|\{month\}|%0[2-9]d|%d`)
	digits = regexp.MustCompile(`[0-9]+`)
)

// Check refuses a layout whose numbers could not be told apart: every place
// stands alone between words without digits, the year is there, and the month
// exactly where the counter begins anew with it.
func (n Numbered) Check(r Rule) error {
	if r.Reset != Yearly && !(r.Reset == Monthly && n.Months) {
		return n.refuse(r, "number.reset", "reset")
	}
	places := order(r.Layout)
	words := place.ReplaceAllString(r.Layout, "")
	switch {
	case utf8.RuneCountInString(r.Layout) > maxLayout, strings.ContainsFunc(words, unsuited):
		return n.refuse(r, "number.layout", "layout")
	case strings.Count(places, "n") != 1:
		return n.refuse(r, "number.counter", "layout")
	case strings.Count(places, "y") != 1:
		return n.refuse(r, "number.year", "layout")
	case r.Reset == Monthly && strings.Count(places, "m") != 1, r.Reset == Yearly && strings.Contains(places, "m"):
		return n.refuse(r, "number.month", "layout")
	case strings.Contains(place.ReplaceAllString(r.Layout, "##"), "####"):
		return n.refuse(r, "number.touching", "layout")
	}
	return nil
}

func (n Numbered) refuse(r Rule, code, field string) error {
	return fault.New(fault.Invalid, code, "layout %q, reset %q", r.Layout, r.Reset).On(field).With("example", n.Shipped.sample()).With("most", maxLayout)
}

// sample is a number as the rule makes them.
func (r Rule) sample() string {
	return fmt.Sprintf(strings.NewReplacer("{year}", "2022", "{month}", "05").Replace(r.Layout), 7)
}

// unsuited are characters that a number in a file's name, on paper and in speech
// must not have; digits would blur where the counter begins.
func unsuited(r rune) bool {
	return !unicode.IsLetter(r) && !strings.ContainsRune("-_·〔〕（）()[]【】", r)
}

// order names the places of a layout from left to right: y, m, n.
func order(layout string) string {
	var b strings.Builder
	for _, p := range place.FindAllString(layout, -1) {
		switch p {
		case "{year}":
			b.WriteByte('y')
		case "{month}":
			b.WriteByte('m')
		default:
			b.WriteByte('n')
		}
	}
	return b.String()
}

// Shape is what numbers of a layout have in common: every place and every run of
// digits is #. Two layouts of different shapes never make the same number.
func Shape(layout string) string {
	return digits.ReplaceAllString(place.ReplaceAllString(layout, "#"), "#")
}

// Clash tells whether two rules that both were in force, for the kinds given,
// could make the same number twice.
func Clash(kind string, r Rule, otherKind string, other Rule) bool {
	if Shape(r.Layout) != Shape(other.Layout) {
		return false
	}
	return kind != otherKind || r.Reset != other.Reset || order(r.Layout) != order(other.Layout)
}

// Series is the series a number is taken from under the rule. born is what the
// case asked for: its name ends in the year, or the year and month, that it
// belongs to; on is the day of the act in China time, for the month where the
// name has none.
func (r Rule) Series(born casefile.Series, on workcal.Date) casefile.Series {
	cut := strings.LastIndex(born.Name, "/")
	year, month, has := strings.Cut(born.Name[cut+1:], "-")
	if !has {
		month = fmt.Sprintf("%02d", int(on.Month()))
	}
	period := year
	if r.Reset == Monthly {
		period += "-" + month
	}
	return casefile.Series{
		Name:   born.Name[:cut+1] + period,
		Format: strings.NewReplacer("{year}", year, "{month}", month).Replace(r.Layout),
	}
}

// Period is the end of the name of the series that counts on a day.
func (r Rule) Period(on workcal.Date) string {
	if r.Reset == Monthly {
		return fmt.Sprintf("%04d-%02d", on.Year(), int(on.Month()))
	}
	return fmt.Sprintf("%04d", on.Year())
}
