package process

import (
	"regexp"
	"strings"
)

// mistake is a common class of mistakes in a condition: how CEL says it, and our
// code for it with the names of what CEL's words hold.
type mistake struct {
	says *regexp.Regexp
	code string
	args []string
}

// mistakes are asked in this order; the first that fits is told. CEL's own words
// stay in the argument "why".
var mistakes = []mistake{
	{regexp.MustCompile(`^Syntax error: missing '(.+?)' at`), "process.cel_missing", []string{"sign"}},
	{regexp.MustCompile(`^Syntax error: mismatched input '<EOF>' expecting '(.+)'$`), "process.cel_missing", []string{"sign"}},
	{regexp.MustCompile(`^Syntax error: \w+ input '<EOF>'`), "process.cel_unfinished", nil},
	{regexp.MustCompile(`^Syntax error: token recognition error at: '["']`), "process.cel_quote", nil},
	{regexp.MustCompile(`^Syntax error: token recognition error at: '=`), "process.cel_equals", nil},
	{regexp.MustCompile(`^Syntax error: token recognition error at: '(.)`), "process.cel_character", []string{"sign"}},
	{regexp.MustCompile(`^Syntax error: \w+ input '(.+?)' expecting <EOF>`), "process.cel_after_end", []string{"sign"}},
	{regexp.MustCompile(`^Syntax error: (?:\w+ input|no viable alternative at input) '(.+?)'`), "process.cel_unexpected", []string{"sign"}},
	{regexp.MustCompile(`^type '(.+)' does not support field selection`), "process.cel_no_parts", []string{"type"}},
	{regexp.MustCompile(`^expected type '(.+)' but found '(.+)'`), "process.cel_expected", []string{"want", "type"}},
	{regexp.MustCompile(`^invalid (?:int|uint|double) literal`), "process.cel_number", nil},
	{regexp.MustCompile(`^reserved identifier: (.+)`), "process.cel_reserved", []string{"name"}},
}

// mistaken says a mistake by our code, with the place; what is none of the common
// ones keeps CEL's own words.
func mistaken(expr string, column int, message string) compiled {
	why := firstLine(message)
	args := []any{"expr", expr, "column", column, "why", why}
	for _, m := range mistakes {
		found := m.says.FindStringSubmatch(why)
		if found == nil {
			continue
		}
		for i, name := range m.args {
			text := found[i+1]
			if name == "want" || name == "type" {
				text = celWords.Replace(text)
			}
			args = append(args, name, text)
		}
		return refused(m.code, args...)
	}
	return refused("process.cel_syntax", args...)
}

// misread tells whether CEL could not read on: what it says afterwards of the
// rest follows from that.
func misread(message string) bool { return strings.HasPrefix(message, "Syntax error: ") }
