package approval

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"regexp"
	"testing"

	"github.com/stretchr/testify/require"
)

var ruleName = regexp.MustCompile(`^TestE(\d\d)\D`)

// Every rule of the engine, E1 to E34, has a test that bears its name, here or in
// e2e, so that whoever changes a rule finds its test.
func TestEveryRuleOfTheEngineHasATestOfItsName(t *testing.T) {
	tested := map[string]bool{}
	for _, dir := range []string{".", "../../e2e"} {
		files, err := filepath.Glob(filepath.Join(dir, "*_test.go"))
		require.NoError(t, err)
		require.NotEmpty(t, files, dir)
		for _, path := range files {
			file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
			require.NoError(t, err)
			for _, decl := range file.Decls {
				f, ok := decl.(*ast.FuncDecl)
				if !ok || f.Recv != nil {
					continue
				}
				if found := ruleName.FindStringSubmatch(f.Name.Name); found != nil {
					tested[found[1]] = true
				}
			}
		}
	}
	for n := 1; n <= 34; n++ {
		require.True(t, tested[fmt.Sprintf("%02d", n)], "no test is named for E%d", n)
	}
}
