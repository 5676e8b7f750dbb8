package e2e

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

var (
	ruleName = regexp.MustCompile(`R(\d+)(?:\D|$)`)
	twinName = regexp.MustCompile(`^TestTwin([A-H])`)
)

// Every rule of the dispatch, R1 to R18, and every twin of S1, (a) to (h), has a
// test that bears its name, so that whoever changes a rule finds its test.
func TestEveryRuleAndEveryTwinHasATestOfItsName(t *testing.T) {
	tested := map[string]bool{}
	err := filepath.WalkDir("..", func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && (d.Name() == "node_modules" || d.Name() == "var" || strings.HasPrefix(d.Name(), ".") && len(d.Name()) > 2) {
			return filepath.SkipDir
		}
		if !strings.HasSuffix(path, "_test.go") {
			return nil
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		for _, decl := range file.Decls {
			f, ok := decl.(*ast.FuncDecl)
			if !ok || f.Recv != nil || !strings.HasPrefix(f.Name.Name, "Test") {
				continue
			}
			for _, found := range ruleName.FindAllStringSubmatch(f.Name.Name, -1) {
				tested["R"+found[1]] = true
			}
			if found := twinName.FindStringSubmatch(f.Name.Name); found != nil {
				tested["twin "+found[1]] = true
			}
		}
		return nil
	})
	require.NoError(t, err)
	for n := 1; n <= 18; n++ {
		require.True(t, tested[fmt.Sprintf("R%d", n)], "no test is named for R%d", n)
	}
	for _, twin := range "ABCDEFGH" {
		require.True(t, tested[fmt.Sprintf("twin %c", twin)], "no test is named for twin %c", twin)
	}
}
