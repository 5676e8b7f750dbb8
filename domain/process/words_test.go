package process

import (
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/diaodu/diaodu/internal/golden"
)

// provoked is every problem that the tests provoke: code → the args it always has.
func provoked(t *testing.T) map[string][]string {
	t.Helper()
	all := map[string][]string{}
	note := func(problems []Problem) {
		for _, p := range problems {
			keys := slices.Sorted(maps.Keys(p.Args))
			if before, seen := all[p.Code]; seen {
				keys = slices.DeleteFunc(keys, func(k string) bool { return !slices.Contains(before, k) })
			}
			all[p.Code] = append([]string{}, keys...)
		}
	}
	for _, c := range badTexts {
		_, problems := Parse([]byte(c.text))
		note(problems)
	}
	d := parse(t, conditions)
	for expr := range badConditions {
		note(d.CheckExpr(expr, 1))
	}
	clash := &Definition{Form: Form{Schema: json.RawMessage(`{"type":"object","properties":{"a":{"type":"string"},"a":{"type":"integer"}}}`)}}
	note(clash.CheckExpr("form.a == 1", 1))
	for _, w := range wrongs {
		note(Check(parse(t, strings.Replace(right, w.old, w.new, 1)), district(t, "nowhere")))
	}
	for _, steps := range malformed() {
		note(Check(&Definition{Code: "test-process", Name: "n", Steps: steps}, Known{}))
	}
	return all
}

// A code that no test provokes may be one that nothing provokes. What each
// carries is written down, so that the words in the api can be held against it.
func TestEveryProblemIsProvoked(t *testing.T) {
	all := provoked(t)
	files, err := filepath.Glob("*.go")
	require.NoError(t, err)
	for _, file := range files {
		if strings.HasSuffix(file, "_test.go") || file == "form_check.go" { // whose codes are faults, see form_check_test.go
			continue
		}
		text, err := os.ReadFile(file)
		require.NoError(t, err)
		for _, m := range regexp.MustCompile(`"(process\.[a-z_]+)"`).FindAllStringSubmatch(string(text), -1) {
			require.Contains(t, all, m[1], "no test provokes it, which %s says", file)
		}
	}
	got, err := json.MarshalIndent(all, "", "  ")
	require.NoError(t, err)
	golden.Same(t, golden.Updated, "testdata/problems.json", string(got)+"\n")
}
