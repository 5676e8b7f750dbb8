package api

import (
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/diaodu/diaodu/domain/org"
	"github.com/diaodu/diaodu/domain/project"
	"github.com/diaodu/diaodu/internal/golden"
)

// consoleCodes is what the console says of codes before it has an answer to read
// them from, such as in the choices of a filter or a form.
func consoleCodes() string {
	var b strings.Builder
	b.WriteString("// Written by `make docs` from the server's words; do not edit. Statuses stand in\n")
	b.WriteString("// the order in which a case first meets them, those that nothing leaves last.\n")
	b.WriteString("export const statuses = {\n")
	for _, d := range stateDocs {
		fmt.Fprintf(&b, "  %ss: {\n", strings.TrimSuffix(d.file, ".md"))
		states := d.states()[1:]
		slices.SortStableFunc(states, func(a, b string) int { return d.last(a) - d.last(b) })
		for _, state := range states {
			w := d.words.Status[state]
			fmt.Fprintf(&b, "    %s: ['%s', '%s'],\n", state, w.zh, w.en)
		}
		b.WriteString("  },\n")
	}
	b.WriteString("} as const\n")
	writeCodes(&b, "phases", project.Phases, project.Phase.Text)
	writeCodes(&b, "milestones", project.MilestoneTypes, project.MilestoneType.Text)
	writeCodes(&b, "sectors", project.Sectors, project.Sector.Text)
	writeCodes(&b, "levels", project.Levels, project.Level.Text)
	writeCodes(&b, "roles", org.Roles, org.Role.Text)
	return b.String()
}

func writeCodes[C ~string](b *strings.Builder, name string, codes []C, text func(C) string) {
	fmt.Fprintf(b, "export const %s = {\n", name)
	for _, c := range codes {
		fmt.Fprintf(b, "  %s: ['%s', '%s'],\n", c, text(c), phrase(english, text(c)))
	}
	b.WriteString("} as const\n")
}

// last is 1 for a status that no act leaves.
func (d stateDoc) last(state string) int {
	for _, r := range d.life {
		if slices.Contains(r.From, state) && r.To != "" && r.To != state {
			return 0
		}
	}
	return 1
}

// Filters and forms name a code as rows do. make docs writes the console's copy.
func TestConsoleNamesCodesAsTheServerDoes(t *testing.T) {
	codes := consoleCodes()
	require.NotContains(t, codes, "''")
	golden.Same(t, golden.Docs, "../web/src/api/codes.ts", codes)
	for _, d := range stateDocs {
		require.ElementsMatch(t, slices.Collect(maps.Keys(d.words.Status)), d.states()[1:], "%s: a status that no filter offers", d.file)
	}
}

// option is a choice of a form: its code and the two texts.
var option = regexp.MustCompile(`\['([a-z_0-9]+)', '([^']*)', '([^']*)'\]`)

// notTheServers are choices that share their Chinese with a word of the server
// that means something else.
var notTheServers = []string{
	"一般/Fair",     // a rating, not the grade of an issue
	"合格/In order", // what a site visit found, not a mark for a task
}

// A choice in a form that the server has a word for is called alike in English.
func TestChoicesOfFormsAreCalledAsTheServerCallsThem(t *testing.T) {
	known := map[string][]string{}
	for _, w := range everyWord(t) {
		known[w.zh] = append(known[w.zh], strings.ToLower(w.en))
	}
	n, other := 0, []string{}
	require.NoError(t, filepath.WalkDir("../web/src", func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() || !strings.HasSuffix(path, ".ts") && !strings.HasSuffix(path, ".vue") {
			return err
		}
		text, err := os.ReadFile(path)
		for _, o := range option.FindAllStringSubmatch(string(text), -1) {
			n++
			says, ok := known[o[2]]
			if ok && !slices.Contains(says, strings.ToLower(o[3])) && !slices.Contains(notTheServers, o[2]+"/"+o[3]) {
				other = append(other, fmt.Sprintf("%s: %s is “%s” here, %q at the server", path, o[2], o[3], says))
			}
		}
		return err
	}))
	require.Empty(t, other)
	require.Greater(t, n, 100)
}
