package process

import (
	"fmt"
	"strconv"
	"strings"

	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/types/ref"
)

// ConditionText says a condition in Chinese, for people who fill forms in: the
// fields by their titles, the facts by their names, values by valueName where it
// knows one. What cannot be said so is given as it is written.
func (d *Definition) ConditionText(expr string, valueName func(name, value string) string) string {
	expr = strings.TrimSpace(expr)
	s := shapeOf(d.Form.Schema)
	if expr == "" || s.bad != nil {
		return expr
	}
	tree, issues := s.env.Compile(expr)
	if issues.Err() != nil {
		return expr
	}
	t := teller{def: d, valueName: valueName}
	if text, ok := t.say(tree.NativeRep().Expr()); ok {
		return text
	}
	return expr
}

// factNames are the facts that are not the form's.
var factNames = map[string]string{
	"project.type": "项目类型", "project.invest_wan": "总投资（万元）", "project.sector": "行业", "project.level": "项目级别", "project.town_code": "所在镇街",
}

var comparisons = map[string]string{
	"_==_": "为", "_!=_": "不为", "_>=_": "不小于", "_>_": "大于", "_<=_": "不大于", "_<_": "小于",
}

type teller struct {
	def       *Definition
	valueName func(name, value string) string
}

// say tells a condition; false where it is more than comparisons joined.
func (t teller) say(e ast.Expr) (string, bool) {
	if name, ok := path(e); ok {
		text, known := t.named(name)
		return text + "为“是”", known
	}
	if e.Kind() != ast.CallKind {
		return "", false
	}
	call := e.AsCall()
	switch fn := call.FunctionName(); fn {
	case "_&&_", "_||_":
		return t.joined(call)
	case "!_":
		if name, ok := path(call.Args()[0]); ok {
			text, known := t.named(name)
			return text + "为“否”", known
		}
		return "", false
	case "@in":
		return t.compared(call.Args(), "为")
	default:
		if word := comparisons[fn]; word != "" {
			return t.compared(call.Args(), word)
		}
		return "", false
	}
}

func (t teller) joined(call ast.CallExpr) (string, bool) {
	word := map[string]string{"_&&_": "，且", "_||_": "，或"}[call.FunctionName()]
	parts := make([]string, 2)
	for i, arg := range call.Args() {
		text, ok := t.say(arg)
		if !ok || call.FunctionName() == "_&&_" && arg.Kind() == ast.CallKind && arg.AsCall().FunctionName() == "_||_" {
			return "", false // “甲，或乙，且丙” would say something else
		}
		parts[i] = text
	}
	return parts[0] + word + parts[1], true
}

func (t teller) compared(args []ast.Expr, word string) (string, bool) {
	name, ok := path(args[0])
	if !ok {
		return "", false
	}
	text, known := t.named(name)
	if !known {
		return "", false
	}
	var values []string
	list := args[1:]
	if args[1].Kind() == ast.ListKind {
		list = args[1].AsList().Elements()
	}
	for _, e := range list {
		if e.Kind() != ast.LiteralKind {
			return "", false
		}
		values = append(values, t.value(name, e.AsLiteral()))
	}
	return text + word + strings.Join(values, "、"), true
}

func (t teller) value(name string, v ref.Val) string {
	switch x := v.Value().(type) {
	case string:
		if t.valueName != nil {
			if n := t.valueName(name, x); n != "" {
				return "“" + n + "”"
			}
		}
		if x == "" {
			return "空"
		}
		return "“" + x + "”"
	case bool:
		return map[bool]string{true: "“是”", false: "“否”"}[x]
	case float64:
		return strconv.FormatFloat(x, 'f', -1, 64)
	default:
		return fmt.Sprint(x)
	}
}

// named is a field's title, or a fact's name.
func (t teller) named(name string) (string, bool) {
	if fact, ok := factNames[name]; ok {
		return fact, true
	}
	key, ofForm := strings.CutPrefix(name, "form.")
	if !ofForm || strings.Contains(key, ".") {
		return "", false
	}
	return "“" + t.def.title(key) + "”", true
}

// path is the dotted name that an expression is, as form.area.
func path(e ast.Expr) (string, bool) {
	switch e.Kind() {
	case ast.IdentKind:
		return e.AsIdent(), true
	case ast.SelectKind:
		s := e.AsSelect()
		of, ok := path(s.Operand())
		return of + "." + s.FieldName(), ok && !s.IsTestOnly()
	default:
		return "", false
	}
}
