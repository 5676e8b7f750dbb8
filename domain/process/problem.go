package process

import (
	"fmt"
	"slices"
	"strings"
)

// Problem is one thing wrong in a definition, said so that whoever writes it can
// mend it. Code is a stable key of the shown words (api/messages_process.go),
// Args fill them.
type Problem struct {
	Line int    `json:"line,omitempty"` // in the YAML, from 1; 0 where the definition did not come from one
	Code string `json:"code"`
	// Path is where in the definition, such as "steps.2.vote.threshold"; lists
	// count from 0.
	Path    string         `json:"path,omitempty"`
	Args    map[string]any `json:"args,omitempty"`
	Warning bool           `json:"warning,omitempty"` // looks wrong, yet may be published
}

func (p Problem) Error() string {
	return fmt.Sprintf("line %d: %s at %q %v", p.Line, p.Code, p.Path, p.Args)
}

// Refuses tells whether any of the problems stands against publication.
func Refuses(all []Problem) bool {
	return slices.ContainsFunc(all, func(p Problem) bool { return !p.Warning })
}

// pairs makes the args of a problem from key, value, key, value.
func pairs(kv []any) map[string]any {
	if len(kv) == 0 {
		return nil
	}
	args := make(map[string]any, len(kv)/2)
	for i := 0; i+1 < len(kv); i += 2 {
		args[fmt.Sprint(kv[i])] = kv[i+1]
	}
	return args
}

// lineOf finds the line of a place in the definition: its own, or that of the
// nearest thing around it. 0 where the definition did not come from a text.
func (d *Definition) lineOf(path string) int {
	for {
		if line, ok := d.lines[path]; ok {
			return line
		}
		dot := strings.LastIndexByte(path, '.')
		if dot < 0 {
			return 0
		}
		path = path[:dot]
	}
}

// join makes a path longer.
func join(path string, more ...any) string {
	var b strings.Builder
	b.WriteString(path)
	for _, m := range more {
		if b.Len() > 0 {
			b.WriteByte('.')
		}
		fmt.Fprint(&b, m)
	}
	return b.String()
}

// near finds the known word that a mistyped one most probably meant, "" where
// none differs from it by less than a third, and by two letters at most.
func near(word string, known []string) string {
	best, least := "", min(3, len(word)/3+1)
	for _, k := range known {
		if n := distance(word, k); n < least {
			best, least = k, n
		}
	}
	return best
}

// distance is the number of letters to change, add, drop or swap with their
// neighbour to make b of a.
func distance(a, b string) int {
	if len(a) > 40 || len(b) > 40 {
		return len(a) + len(b)
	}
	before, last, row := make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		before, last, row = last, row, before
		row[0] = i + 1
		for j := range len(b) {
			cost := 1
			if a[i] == b[j] {
				cost = 0
			}
			row[j+1] = min(last[j]+cost, last[j+1]+1, row[j]+1)
			if i > 0 && j > 0 && a[i] == b[j-1] && a[i-1] == b[j] {
				row[j+1] = min(row[j+1], before[j-1]+1)
			}
		}
	}
	return row[len(b)]
}
