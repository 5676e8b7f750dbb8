package process

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/types"
)

// Conditions are written in CEL. They are workflow code: the same facts give the
// same answer on every machine and at any time. So there is no clock, no zone,
// no chance, no walk over a map, and the language is pinned three times over:
// the functions are listed in celFunctions, the library's version in go.mod, and
// what a condition may cost here.
const (
	maxCost       = 100_000 // of one evaluation, in CEL's units: about one per operation or ten characters
	celCostModel  = 1
	celStrings    = 4
	maxCELNesting = 40
)

// compiled is a condition ready to be asked, or why it cannot be.
type compiled struct {
	program  cel.Program
	problems []Problem // without line
}

// Holds tells whether a condition is true of the facts. No condition always
// holds. A field that was not filled counts as its type's zero value: "", 0,
// false, an empty list. An error names the condition; it comes from a
// definition that Check would refuse, from a field whose value is not of its
// type, or from a division by zero and the like.
func (d *Definition) Holds(expr string, f Facts) (bool, error) {
	if strings.TrimSpace(expr) == "" {
		return true, nil
	}
	s := shapeOf(d.Form.Schema)
	c := s.compile(expr)
	if len(c.problems) > 0 {
		return false, fmt.Errorf("condition %q: %w", expr, c.problems[0])
	}
	out, _, err := c.program.Eval(activation{s.fields, f})
	if err != nil {
		return false, fmt.Errorf("condition %q: %w", expr, err)
	}
	yes, ok := out.(types.Bool)
	if !ok {
		return false, fmt.Errorf("condition %q: gives %s, not a truth value", expr, out.Type().TypeName())
	}
	return bool(yes), nil
}

// CheckExpr tells what is wrong with a condition: its syntax, names that the
// form and the facts do not have, types that do not fit, an outcome that is not
// true or false.
func (d *Definition) CheckExpr(expr string, line int) []Problem {
	all := shapeOf(d.Form.Schema).compile(expr).problems
	out := make([]Problem, len(all))
	for i, p := range all {
		p.Line = line
		out[i] = p
	}
	return out
}

// compile gives a condition ready to be asked, from the shape's memory where it
// was asked before.
func (s *shape) compile(expr string) compiled {
	s.mu.Lock()
	defer s.mu.Unlock()
	if c, ok := s.programs[expr]; ok {
		return c
	}
	c := s.compileNew(expr)
	if len(s.programs) >= maxPrograms {
		clear(s.programs)
	}
	s.programs[expr] = c
	return c
}

func (s *shape) compileNew(expr string) compiled {
	if n := utf8.RuneCountInString(expr); n > MaxExpression {
		return refused("process.cel_too_long", "most", MaxExpression, "length", n)
	}
	if s.bad != nil {
		return refused("process.cel_form", "why", s.bad.Error())
	}
	tree, issues := s.env.Compile(expr)
	if issues.Err() != nil {
		return compiled{problems: s.celProblems(expr, issues)}
	}
	if tree.OutputType() != cel.BoolType {
		return refused("process.cel_not_bool", "expr", expr, "type", celWords.Replace(tree.OutputType().String()))
	}
	if c := outside(expr, tree); len(c.problems) > 0 {
		return c
	}
	program, err := s.env.Program(tree, cel.CostLimit(maxCost))
	if err != nil {
		return refused("process.cel_syntax", "expr", expr, "column", 1, "why", err.Error())
	}
	return compiled{program: program}
}

func refused(code string, args ...any) compiled {
	return compiled{problems: []Problem{{Code: code, Args: pairs(args)}}}
}

// outside refuses what CEL knows and conditions may not use.
func outside(expr string, tree *cel.Ast) compiled {
	var found compiled
	ast.PostOrderVisit(tree.NativeRep().Expr(), ast.NewExprVisitor(func(e ast.Expr) {
		switch {
		case len(found.problems) > 0:
		case e.Kind() == ast.MapKind || e.Kind() == ast.StructKind:
			found = refused("process.cel_map", "expr", expr)
		case e.Kind() == ast.CallKind && !slices.Contains(celFunctions, e.AsCall().FunctionName()):
			found = refused("process.cel_function", "expr", expr, "name", e.AsCall().FunctionName())
		}
	}))
	return found
}

var (
	undeclared = regexp.MustCompile(`^undeclared reference to '([^']*)'`)
	noOverload = regexp.MustCompile(`^found no matching overload for '([^']*)' applied to '(.*)'`)
	dotted     = regexp.MustCompile(`[A-Za-z_][A-Za-z0-9_]*(\.[A-Za-z_][A-Za-z0-9_]*)*`)
)

// celProblems says in our words what CEL says in its own.
func (s *shape) celProblems(expr string, issues *cel.Issues) []Problem {
	var all []Problem
	for _, e := range issues.Errors() {
		column := max(1, e.Location.Column()+1)
		p := mistaken(expr, column, e.Message)
		if m := undeclared.FindStringSubmatch(e.Message); m != nil {
			name := wordAt(expr, e.Location.Column(), m[1])
			p = refused("process.cel_unknown", "expr", expr, "name", name)
			if n := near(name, s.names()); n != "" {
				p = refused("process.cel_unknown_near", "expr", expr, "name", name, "near", n)
			}
		} else if m := noOverload.FindStringSubmatch(e.Message); m != nil {
			p = refused("process.cel_types", "expr", expr, "operator", strings.Trim(m[1], "_@"), "types", celWords.Replace(m[2]))
		}
		if all = append(all, p.problems...); len(all) == 5 || misread(e.Message) {
			break
		}
	}
	return all
}

var celWords = strings.NewReplacer("list(", "列表(", "string", "文字", "int", "整数", "double", "小数", "bool", "是非")

// wordAt is the whole dotted name of which CEL names a part at a place.
func wordAt(expr string, column int, part string) string {
	for _, span := range dotted.FindAllStringIndex(expr, -1) {
		from, to := utf8.RuneCountInString(expr[:span[0]]), utf8.RuneCountInString(expr[:span[1]])
		if word := expr[span[0]:span[1]]; from <= column && column < to && strings.HasPrefix(word, part) {
			return word
		}
	}
	return part
}

func firstLine(s string) string {
	s, _, _ = strings.Cut(s, "\n")
	return s
}

// names lists every variable that conditions may use.
func (s *shape) names() []string {
	var all []string
	for _, v := range variables(s.fields) {
		all = append(all, v.name)
	}
	return all
}

var errNotOfType = errors.New("the value is not of the field's type")
