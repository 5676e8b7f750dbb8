package api

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// codesInSource finds the code of every fault.New in the module, and the places
// where the code is not a literal.
func codesInSource(t *testing.T) (codes map[string]string, unreadable []string) {
	t.Helper()
	codes = map[string]string{}
	files := token.NewFileSet()
	err := filepath.WalkDir("..", func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && (d.Name() == "node_modules" || d.Name() == ".git" || d.Name() == "dist" || d.Name() == "testdata") {
			return filepath.SkipDir
		}
		if !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return nil
		}
		file, err := parser.ParseFile(files, path, nil, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		ast.Inspect(file, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok || len(call.Args) < 3 || !isFaultNew(call.Fun) {
				return true
			}
			where := files.Position(call.Pos()).String()
			lit, ok := call.Args[1].(*ast.BasicLit)
			if !ok {
				unreadable = append(unreadable, where)
				return true
			}
			code, err := strconv.Unquote(lit.Value)
			require.NoError(t, err)
			codes[code] = where
			return true
		})
		return nil
	})
	require.NoError(t, err)
	return codes, unreadable
}

func isFaultNew(f ast.Expr) bool {
	sel, ok := f.(*ast.SelectorExpr)
	if !ok || sel.Sel.Name != "New" {
		return false
	}
	pkg, ok := sel.X.(*ast.Ident)
	return ok && pkg.Name == "fault"
}

// A refusal nobody can read is worse than none: every code has Chinese words.
func TestEveryFaultHasWords(t *testing.T) {
	codes, unreadable := codesInSource(t)
	require.Empty(t, unreadable, "give fault.New its code as a literal, so that its words can be checked")
	require.Greater(t, len(codes), 40)
	var missing []string
	for code, where := range codes {
		if _, ok := words[code]; !ok {
			missing = append(missing, code+"  "+where)
		}
	}
	require.Empty(t, missing, "add Chinese words for these codes to the noun's api/messages_*.go")
}

func TestWordsAreChineseSentences(t *testing.T) {
	for code, text := range words {
		require.Regexp(t, regexp.MustCompile(`\p{Han}`), text, code)
		require.True(t, strings.HasSuffix(text, "。"), "%s: %s", code, text)
		require.NotContains(t, text, "%", code)
	}
	for _, s := range statuses {
		require.Contains(t, words, s.code)
	}
}

func TestMessageFillsWhatItKnows(t *testing.T) {
	require.Equal(t, "用户名 boss 已被使用。", message("account.login_taken", map[string]any{"login": "boss"}))
	require.Equal(t, "用户名  已被使用。", message("account.login_taken", nil), "no braces reach a person")
}
