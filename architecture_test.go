package diaodu

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const module = "github.com/diaodu/diaodu/"

// Limits on size. What grows past them has found its second subject: give it a
// file, or a function, of its own.
const (
	maxFileLines     = 400
	maxTestFileLines = 600
	maxFuncLines     = 60
)

// layer is one row of the import table in ARCHITECTURE.md. A folder's row is the
// one with the longest matching name. Test files may import anything of ours
// that they need to set a stage, but never what the row bans outright in rules.
type layer struct {
	folder string
	may    []string // our folders it may import, each with everything below it
	never  []string // modules and packages it may not import
}

const (
	temporalSDK = "go.temporal.io/"
	gormModule  = "gorm.io/"
	echoModule  = "github.com/labstack/echo"
	humaModule  = "github.com/danielgtaylor/huma"
)

var layers = []layer{
	{"domain", []string{"domain"},
		[]string{temporalSDK, gormModule, echoModule, humaModule, "net/http", "database/sql", "os", "os/exec"}},
	{"processes", []string{"domain"}, []string{temporalSDK, gormModule, echoModule, "net/http"}},
	{"contract", []string{"domain"}, []string{temporalSDK, gormModule, echoModule, humaModule}},
	{"workflows", []string{"domain", "contract", "activities"},
		[]string{gormModule, echoModule, "net/http", "database/sql", "os"}},
	{"activities", []string{"domain", "contract"}, []string{gormModule, echoModule}},
	{"store", []string{"domain", "contract"}, []string{temporalSDK, echoModule, humaModule}},
	{"store/storetest", []string{"domain", "contract", "store", "embedded/mariadb"}, []string{temporalSDK, echoModule}},
	{"auth", []string{"domain"}, []string{temporalSDK, gormModule}},
	{"notify", []string{"domain"}, []string{temporalSDK, gormModule}},
	{"documents", []string{"domain"}, []string{temporalSDK, gormModule, echoModule}},
	{"engine", []string{"domain", "contract"}, []string{gormModule, echoModule}},
	{"worker", []string{"domain", "contract", "workflows", "activities", "engine"}, []string{gormModule, echoModule}},
	{"api", []string{"domain", "contract", "auth", "store", "documents", "engine", "notify"},
		[]string{gormModule, temporalSDK + "sdk/worker", temporalSDK + "sdk/workflow", temporalSDK + "server"}},
	{"embedded", []string{"contract", "embedded"}, []string{echoModule}},
	{"config", nil, []string{temporalSDK, gormModule, echoModule, "net/http"}},
	{"web", nil, []string{temporalSDK, gormModule, echoModule}},
	{"internal", nil, nil},
}

// free folders are where everything is put together or tried out.
var free = []string{"cmd", "e2e", "bench", "deploy", "tools", "internal/timeline", "internal/shipped"}

type source struct {
	path   string // slash-separated, from the root
	folder string
	test   bool
	lines  int
	file   *ast.File
}

var fset = token.NewFileSet()

// sources reads every Go file that people write; generated ones say so themselves.
func sources(t *testing.T) []source {
	t.Helper()
	var out []source
	err := filepath.WalkDir(".", func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() {
			name := d.Name()
			if path != "." && (strings.HasPrefix(name, ".") || slices.Contains([]string{"node_modules", "testdata", "var", "bin"}, name)) {
				return filepath.SkipDir
			}
			return nil
		}
		if !strings.HasSuffix(path, ".go") {
			return nil
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		file, err := parser.ParseFile(fset, path, text, parser.ParseComments)
		if err != nil {
			return err
		}
		if !ast.IsGenerated(file) {
			slash := filepath.ToSlash(path)
			out = append(out, source{slash, filepath.ToSlash(filepath.Dir(path)), strings.HasSuffix(path, "_test.go"),
				strings.Count(string(text), "\n"), file})
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func within(path, folder string) bool { return path == folder || strings.HasPrefix(path, folder+"/") }

func rowFor(folder string) (layer, bool) {
	var best layer
	for _, l := range layers {
		if within(folder, l.folder) && len(l.folder) > len(best.folder) {
			best = l
		}
	}
	return best, best.folder != ""
}

func isFree(folder string) bool {
	return folder == "." || slices.ContainsFunc(free, func(f string) bool { return within(folder, f) })
}

// refused tells why a folder may not import a path, or "".
func (l layer) refused(path string, test bool) string {
	ours, isOurs := strings.CutPrefix(path, module)
	if isOurs {
		inside := within(ours, l.folder) || slices.ContainsFunc(l.may, func(f string) bool { return within(ours, f) })
		if inside || test {
			return ""
		}
		return fmt.Sprintf("%s may import of ours only %v", l.folder, append([]string{l.folder}, l.may...))
	}
	for _, ban := range l.never {
		if path == strings.TrimSuffix(ban, "/") || strings.HasPrefix(path, ban) && (strings.HasSuffix(ban, "/") || strings.Contains(ban, ".")) {
			if test && l.folder != "domain" {
				return ""
			}
			if test && path == "os" {
				return "" // golden files are read by tests
			}
			return fmt.Sprintf("%s never imports %s", l.folder, ban)
		}
	}
	return ""
}

// TestImportsPointOneWay keeps the table in ARCHITECTURE.md true. A failure
// names the file and what it may not import: move the code to the layer that
// may, or let the outer layer hand the thing in as a small interface.
func TestImportsPointOneWay(t *testing.T) {
	for _, s := range sources(t) {
		if isFree(s.folder) {
			continue
		}
		row, known := rowFor(s.folder)
		if !known {
			t.Errorf("%s: folder %s has no row in the import table of architecture_test.go", s.path, s.folder)
			continue
		}
		for _, imp := range s.file.Imports {
			path, err := strconv.Unquote(imp.Path.Value)
			if err != nil {
				t.Fatal(err)
			}
			if why := row.refused(path, s.test); why != "" {
				t.Errorf("%s imports %s: %s (see ARCHITECTURE.md)", s.path, path, why)
			}
		}
	}
}

// TestRulesNeverAskTheClock: time comes into the rules as an argument, and zones
// are fixed, because a replayed workflow must decide the same again.
func TestRulesNeverAskTheClock(t *testing.T) {
	for _, s := range sources(t) {
		if s.test {
			continue
		}
		rules := within(s.folder, "domain") || within(s.folder, "workflows") || within(s.folder, "contract")
		ast.Inspect(s.file, func(n ast.Node) bool {
			sel, ok := n.(*ast.SelectorExpr)
			if !ok {
				return true
			}
			pkg, ok := sel.X.(*ast.Ident)
			if !ok || pkg.Name != "time" {
				return true
			}
			switch {
			case sel.Sel.Name == "LoadLocation":
				t.Errorf("%s: time.LoadLocation depends on the machine; use workcal.CST", fset.Position(n.Pos()))
			case rules && slices.Contains([]string{"Now", "Since", "Until", "Sleep", "After", "Tick", "NewTimer", "NewTicker"}, sel.Sel.Name):
				t.Errorf("%s: time.%s in rules; take the instant as an argument", fset.Position(n.Pos()), sel.Sel.Name)
			}
			return true
		})
	}
}

// TestFilesAndFunctionsStayReadable keeps every file and function short enough
// to be read whole.
func TestFilesAndFunctionsStayReadable(t *testing.T) {
	for _, s := range sources(t) {
		limit := maxFileLines
		if s.test {
			limit = maxTestFileLines
		}
		if s.lines > limit {
			t.Errorf("%s has %d lines, more than %d: move its second subject to a file of its own", s.path, s.lines, limit)
		}
		for _, d := range s.file.Decls {
			fn, ok := d.(*ast.FuncDecl)
			if !ok || fn.Body == nil {
				continue
			}
			n := fset.Position(fn.End()).Line - fset.Position(fn.Pos()).Line + 1
			if n > maxFuncLines {
				t.Errorf("%s: %s has %d lines, more than %d: give its steps names", fset.Position(fn.Pos()), fn.Name.Name, n, maxFuncLines)
			}
		}
	}
}

// TestRowsAreReadThroughRowsOf: gorm.G makes the store ten times slower to
// compile, see store/rows_of.go.
func TestRowsAreReadThroughRowsOf(t *testing.T) {
	for _, s := range sources(t) {
		ast.Inspect(s.file, func(n ast.Node) bool {
			if x, ok := n.(*ast.SelectorExpr); ok && x.Sel.Name == "G" {
				if pkg, ok := x.X.(*ast.Ident); ok && pkg.Name == "gorm" {
					t.Errorf("%s: write rowsOf[row](db) instead of gorm.G[row](db): same words, a tenth of the compile time", fset.Position(n.Pos()))
				}
			}
			return true
		})
	}
}

var link = regexp.MustCompile(`\]\(([^)#\s]+)[^)]*\)`)

// TestDocumentsPointAtWhatIsThere: prose that names a file that was moved is
// worse than none.
func TestDocumentsPointAtWhatIsThere(t *testing.T) {
	docs, err := filepath.Glob("*.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, pattern := range []string{"docs/*.md", "docs/*/*.md"} {
		more, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		docs = append(docs, more...)
	}
	for _, doc := range docs {
		text, err := os.ReadFile(doc)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range link.FindAllStringSubmatch(string(text), -1) {
			if strings.Contains(m[1], "://") {
				continue
			}
			if _, err := os.Stat(filepath.Join(filepath.Dir(doc), m[1])); err != nil {
				t.Errorf("%s links to %s, which is not there", doc, m[1])
			}
		}
	}
}

// TestProjectFilesNameNoMachine: what is committed works for whoever clones it.
func TestProjectFilesNameNoMachine(t *testing.T) {
	for _, s := range sources(t) {
		for _, group := range s.file.Comments {
			if strings.Contains(group.Text(), "/work"+"/") {
				t.Errorf("%s: a comment names a folder of somebody's machine", fset.Position(group.Pos()))
			}
		}
	}
}
