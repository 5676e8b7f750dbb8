package api

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/diaodu/diaodu/domain/casefile"
)

// scan reads the codes of one package's faults: literals, and what is handed to
// helpers that have a parameter named code, however deep.
type scan struct {
	files   *token.FileSet
	funcs   map[string]*ast.FuncDecl
	all     []*ast.FuncDecl // methods of one name on several types too
	helpers map[string]int  // function → index of its code parameter
	codes   map[string]string
	unread  []string
	pkg     string
}

// codesInSource finds the code of every fault made in the module, and the
// places where it cannot be read.
func codesInSource(t *testing.T) (codes map[string]string, unreadable []string) {
	t.Helper()
	codes = map[string]string{}
	err := filepath.WalkDir("..", func(path string, d fs.DirEntry, err error) error {
		if err != nil || !d.IsDir() {
			return err
		}
		if name := d.Name(); name == "node_modules" || name == ".git" || name == "testdata" || name == "fault" {
			return filepath.SkipDir
		}
		s := &scan{files: token.NewFileSet(), funcs: map[string]*ast.FuncDecl{}, helpers: map[string]int{}, codes: codes}
		if err := s.readFolder(path); err != nil {
			return err
		}
		unreadable = append(unreadable, s.unread...)
		return nil
	})
	require.NoError(t, err)
	return codes, unreadable
}

func (s *scan) readFolder(folder string) error {
	paths, err := filepath.Glob(filepath.Join(folder, "*.go"))
	if err != nil {
		return err
	}
	for _, path := range paths {
		if strings.HasSuffix(path, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(s.files, path, nil, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		s.pkg = file.Name.Name
		for _, d := range file.Decls {
			if f, ok := d.(*ast.FuncDecl); ok && f.Body != nil {
				s.funcs[f.Name.Name] = f
				s.all = append(s.all, f)
			}
		}
	}
	for known := -1; known != len(s.helpers); { // helpers of helpers
		known = len(s.helpers)
		s.unread = nil
		for _, f := range s.all {
			s.readFunc(f)
		}
	}
	return nil
}

func (s *scan) readFunc(f *ast.FuncDecl) {
	ast.Inspect(f.Body, func(n ast.Node) bool {
		if lit, ok := n.(*ast.CompositeLit); ok {
			s.readProblem(f, lit)
		}
		call, ok := n.(*ast.CallExpr)
		if !ok {
			return true
		}
		if i, is := s.codeArg(call); is && i < len(call.Args) {
			s.readCode(f, call.Args[i])
		}
		return true
	})
}

// readProblem reads the code of a process.Problem or a documents.Mistake, which are
// no faults but are shown from the same words.
func (s *scan) readProblem(f *ast.FuncDecl, lit *ast.CompositeLit) {
	name, ok := lit.Type.(*ast.Ident)
	if !ok || s.pkg+"."+name.Name != "process.Problem" && s.pkg+"."+name.Name != "documents.Mistake" {
		return
	}
	for _, e := range lit.Elts {
		if kv, ok := e.(*ast.KeyValueExpr); ok {
			if key, ok := kv.Key.(*ast.Ident); ok && key.Name == "Code" {
				s.readCode(f, kv.Value)
			}
		}
	}
}

// codeArg tells which argument of a call is a fault's code.
func (s *scan) codeArg(call *ast.CallExpr) (int, bool) {
	switch fun := call.Fun.(type) {
	case *ast.Ident:
		i, ok := s.helpers[fun.Name]
		return i, ok
	case *ast.SelectorExpr:
		if pkg, ok := fun.X.(*ast.Ident); ok && pkg.Name == "fault" && fun.Sel.Name == "New" {
			return 1, true
		}
		i, ok := s.helpers[fun.Sel.Name]
		return i, ok
	}
	return 0, false
}

func (s *scan) readCode(f *ast.FuncDecl, arg ast.Expr) {
	where := s.files.Position(arg.Pos()).String()
	switch a := arg.(type) {
	case *ast.BasicLit:
		s.add(text(a), where)
		return
	case *ast.BinaryExpr: // string(kind) + ".not_found"
		if end, ok := a.Y.(*ast.BasicLit); ok {
			for _, k := range casefile.Kinds {
				s.add(string(k)+text(end), where)
			}
			return
		}
	case *ast.Ident:
		if i, ok := paramIndex(f, a.Name); ok {
			s.helpers[f.Name.Name] = i
			return
		}
		if s.readAssigned(f, a.Name) {
			return
		}
	}
	s.unread = append(s.unread, where)
}

// readAssigned reads the literals given to a local variable, and those that a
// function returns into it.
func (s *scan) readAssigned(f *ast.FuncDecl, name string) (found bool) {
	ast.Inspect(f.Body, func(n ast.Node) bool {
		as, ok := n.(*ast.AssignStmt)
		if !ok {
			return true
		}
		for i, l := range as.Lhs {
			id, ok := l.(*ast.Ident)
			if !ok || id.Name != name || i >= len(as.Rhs) && len(as.Rhs) != 1 {
				continue
			}
			switch r := as.Rhs[min(i, len(as.Rhs)-1)].(type) {
			case *ast.BasicLit:
				s.add(text(r), s.files.Position(r.Pos()).String())
				found = true
			case *ast.CallExpr:
				found = s.readReturns(r) || found
			}
		}
		return true
	})
	return found
}

func (s *scan) readReturns(call *ast.CallExpr) (found bool) {
	name := ""
	switch fun := call.Fun.(type) {
	case *ast.Ident:
		name = fun.Name
	case *ast.SelectorExpr:
		name = fun.Sel.Name
	}
	f := s.funcs[name]
	if f == nil {
		return false
	}
	ast.Inspect(f.Body, func(n ast.Node) bool {
		if r, ok := n.(*ast.ReturnStmt); ok {
			for _, v := range r.Results {
				if lit, ok := v.(*ast.BasicLit); ok && lit.Kind == token.STRING {
					s.add(text(lit), s.files.Position(lit.Pos()).String())
					found = true
				}
			}
		}
		return true
	})
	return found
}

func (s *scan) add(code, where string) {
	if code != "" {
		s.codes[code] = where
	}
}

func text(lit *ast.BasicLit) string {
	v, _ := strconv.Unquote(lit.Value) // a literal the compiler has taken
	return v
}

func paramIndex(f *ast.FuncDecl, name string) (int, bool) {
	i := 0
	for _, field := range f.Type.Params.List {
		for _, n := range field.Names {
			if n.Name == name {
				return i, true
			}
			i++
		}
	}
	return 0, false
}
