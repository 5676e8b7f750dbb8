package diaodu

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// documents reads every Markdown file that people write.
func documents(t *testing.T) map[string]string {
	t.Helper()
	out := map[string]string{}
	err := filepath.WalkDir(".", func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() {
			name := d.Name()
			if path != "." && (strings.HasPrefix(name, ".") || slices.Contains([]string{"node_modules", "testdata", "var", "bin", "dist"}, name)) {
				return filepath.SkipDir
			}
			return nil
		}
		if strings.HasSuffix(path, ".md") {
			text, err := os.ReadFile(path)
			if err != nil {
				return err
			}
			out[path] = string(text)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

var codeName = regexp.MustCompile("`([^`]+)`")

// TestGlossaryNamesExist: every row of the glossary names code that is written
// in the file it points at.
func TestGlossaryNamesExist(t *testing.T) {
	rows := 0
	for _, line := range strings.Split(documents(t)["docs/glossary.md"], "\n") {
		cells := strings.Split(line, "|")
		if len(cells) != 6 || strings.HasPrefix(strings.TrimSpace(cells[1]), "---") || !strings.Contains(cells[3], "`") {
			continue
		}
		rows++
		file := codeName.FindStringSubmatch(cells[3])[1]
		text, err := os.ReadFile(file)
		if err != nil {
			t.Errorf("glossary, %s: no file %s", strings.TrimSpace(cells[1]), file)
			continue
		}
		for _, name := range codeName.FindAllStringSubmatch(cells[2], -1) {
			word := name[1][strings.LastIndex(name[1], ".")+1:]
			if !regexp.MustCompile(`\b` + regexp.QuoteMeta(word) + `\b`).Match(text) {
				t.Errorf("glossary, %s: %s does not name %s", strings.TrimSpace(cells[1]), file, name[1])
			}
		}
	}
	if rows < 100 {
		t.Errorf("the glossary has %d rows that name code", rows)
	}
}

// TestDocumentsNameNoMachine: what is committed works for whoever clones it.
func TestDocumentsNameNoMachine(t *testing.T) {
	for path, text := range documents(t) {
		if strings.Contains(text, "/work"+"/") {
			t.Errorf("%s names a folder of somebody's machine", path)
		}
	}
}
