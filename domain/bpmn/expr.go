package bpmn

import (
	"strconv"
	"strings"
)

// expr is a condition that was understood: comparisons of variables with
// constants, joined by and, or, not. Whatever is more than that is refused: a
// translation that is nearly right decides wrongly one day.
type expr struct {
	op   string // && || ! == != < <= > >= var const
	args []*expr
	name string // var: dotted name
	typ  string // const: boolean, number, string
	text string // const: its value; a number as written
}

// dialect is the language a condition is written in.
type dialect int

const (
	juel dialect = iota // ${amount > 5000 && type == 'a'}
	feel                // amount > 5000 and type = "a"
)

// parser reads one expression of the common part of JUEL and FEEL.
type parser struct {
	dialect dialect
	tokens  []token
	at      int
	depth   int
	bad     bool
}

type token struct {
	kind byte // n number, s string, i identifier, o operator
	text string
}

// maxExpr bounds conditions as they are written, in bytes; process.MaxExpression
// bounds what they become.
const maxExpr = 2000

func parseExpr(text string, d dialect) (*expr, bool) {
	if len(text) > maxExpr {
		return nil, false
	}
	tokens, ok := scan(text)
	if !ok {
		return nil, false
	}
	p := &parser{dialect: d, tokens: tokens}
	e := p.or()
	return e, !p.bad && e != nil && p.at == len(p.tokens)
}

func scan(text string) ([]token, bool) {
	var out []token
	for i := 0; i < len(text); {
		ch := text[i]
		switch {
		case ch == ' ' || ch == '\t' || ch == '\n' || ch == '\r':
			i++
		case ch >= '0' && ch <= '9':
			n := spanOf(text[i:], func(c byte) bool { return c >= '0' && c <= '9' || c == '.' })
			out = append(out, token{'n', text[i : i+n]})
			i += n
		case letter(ch):
			n := spanOf(text[i:], func(c byte) bool { return letter(c) || c >= '0' && c <= '9' || c == '.' })
			out = append(out, token{'i', text[i : i+n]})
			i += n
		case ch == '\'' || ch == '"':
			end := strings.IndexByte(text[i+1:], ch)
			if end < 0 || strings.ContainsRune(text[i+1:i+1+end], '\\') {
				return nil, false
			}
			out = append(out, token{'s', text[i+1 : i+1+end]})
			i += end + 2
		default:
			op := operator(text[i:])
			if op == "" {
				return nil, false
			}
			out = append(out, token{'o', op})
			i += len(op)
		}
	}
	return out, true
}

func operator(text string) string {
	for _, op := range []string{"==", "!=", "<=", ">=", "&&", "||", "<", ">", "=", "!", "(", ")", "-"} {
		if strings.HasPrefix(text, op) {
			return op
		}
	}
	return ""
}

func letter(c byte) bool { return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_' }

func spanOf(text string, in func(byte) bool) int {
	n := 0
	for n < len(text) && in(text[n]) {
		n++
	}
	return n
}

// take moves past the next token if it is one of the words.
func (p *parser) take(words ...string) string {
	if p.at < len(p.tokens) && p.tokens[p.at].kind != 's' && p.tokens[p.at].kind != 'n' && contains(words, p.tokens[p.at].text) {
		p.at++
		return p.tokens[p.at-1].text
	}
	return ""
}

func (p *parser) or() *expr {
	return p.joined("||", p.and, map[dialect][]string{juel: {"||", "or"}, feel: {"or"}}[p.dialect])
}

func (p *parser) and() *expr {
	return p.joined("&&", p.comparison, map[dialect][]string{juel: {"&&", "and"}, feel: {"and"}}[p.dialect])
}

func (p *parser) joined(op string, part func() *expr, words []string) *expr {
	p.depth++
	defer func() { p.depth-- }()
	if p.depth > 50 {
		p.bad = true
		return nil
	}
	left := part()
	for !p.bad && p.take(words...) != "" {
		left = &expr{op: op, args: []*expr{left, part()}}
	}
	return left
}

// signs are the ways to write a comparison.
var signs = map[string]string{
	"==": "==", "eq": "==", "!=": "!=", "ne": "!=", "<": "<", "lt": "<", "<=": "<=", "le": "<=", ">": ">", "gt": ">", ">=": ">=", "ge": ">=",
}

func (p *parser) comparison() *expr {
	left := p.operand()
	if p.bad {
		return nil
	}
	words := []string{"==", "!=", "<", "<=", ">", ">=", "eq", "ne", "lt", "le", "gt", "ge"}
	if p.dialect == feel {
		words = []string{"=", "!=", "<", "<=", ">", ">="}
	}
	sign := p.take(words...)
	if sign == "" {
		return left
	}
	if sign == "=" {
		sign = "=="
	}
	right := p.operand()
	if p.bad || !left.plain() || !right.plain() {
		p.bad = true
		return nil
	}
	if left.op == "const" { // 5000 < amount is amount > 5000
		left, right = right, left
		sign = map[string]string{"<": ">", "<=": ">=", ">": "<", ">=": "<=", "lt": "gt", "le": "ge", "gt": "lt", "ge": "le"}[sign] + ifEqual(sign)
	}
	return &expr{op: signs[sign], args: []*expr{left, right}}
}

// ifEqual gives back the signs that read the same from both sides.
func ifEqual(sign string) string {
	if s := signs[sign]; s == "==" || s == "!=" {
		return sign
	}
	return ""
}

func (e *expr) plain() bool { return e != nil && (e.op == "var" || e.op == "const") }

func (p *parser) operand() *expr {
	p.depth++
	defer func() { p.depth-- }()
	if p.at >= len(p.tokens) || p.depth > 100 {
		p.bad = true
		return nil
	}
	if p.dialect == juel && p.take("!", "not") != "" {
		return p.not(p.operand())
	}
	if p.take("(") != "" {
		inner := p.or()
		if p.take(")") == "" {
			p.bad = true
		}
		return inner
	}
	t := p.tokens[p.at]
	p.at++
	switch {
	case t.kind == 's':
		return &expr{op: "const", typ: "string", text: t.text}
	case t.kind == 'n':
		return p.number(t.text)
	case t.text == "-" && p.at < len(p.tokens) && p.tokens[p.at].kind == 'n':
		p.at++
		return p.number("-" + p.tokens[p.at-1].text)
	case t.kind == 'i' && p.dialect == feel && t.text == "not" && p.take("(") != "":
		inner := p.or()
		if p.take(")") == "" {
			p.bad = true
		}
		return p.not(inner)
	case t.text == "true" || t.text == "false":
		return &expr{op: "const", typ: "boolean", text: t.text}
	case t.kind == 'i' && !contains(reserved, t.text) && variableName(t.text):
		return &expr{op: "var", name: t.text}
	}
	p.bad = true
	return nil
}

func (p *parser) not(e *expr) *expr { return &expr{op: "!", args: []*expr{e}} }

func (p *parser) number(text string) *expr {
	digits := strings.TrimPrefix(text, "-")
	octal := len(digits) > 1 && digits[0] == '0' && digits[1] != '.'
	if _, err := strconv.ParseFloat(text, 64); err != nil || octal || len(digits) > 15 {
		p.bad = true
		return nil
	}
	return &expr{op: "const", typ: "number", text: text}
}

// reserved words of the two languages, and of CEL, cannot be variables.
var reserved = []string{
	"null", "empty", "not", "and", "or", "if", "then", "else", "in", "instanceof", "for", "some", "every", "between", "div", "mod", "eq", "ne",
	"lt", "le", "gt", "ge", "as", "break", "const", "continue", "function", "import", "let", "loop", "package", "namespace", "return", "var",
	"void", "while", "execution", "task", "form", "project", "case",
}

func variableName(text string) bool {
	for _, part := range strings.Split(text, ".") {
		if part == "" || !letter(part[0]) {
			return false
		}
	}
	return true
}

// negates tells whether the two can neither both hold nor both fail.
func (e *expr) negates(o *expr) bool {
	if e == nil || o == nil {
		return false
	}
	switch {
	case e.op == "!":
		return e.args[0].same(o)
	case o.op == "!":
		return o.args[0].same(e)
	case len(e.args) == 2 && len(o.args) == 2 && e.args[0].same(o.args[0]):
		opposite := map[string]string{"==": "!=", "!=": "==", "<": ">=", ">=": "<", ">": "<=", "<=": ">"}
		if e.args[1].same(o.args[1]) && opposite[e.op] != "" {
			return opposite[e.op] == o.op
		}
		return e.op == "==" && o.op == "==" && e.args[1].typ == "boolean" && o.args[1].typ == "boolean" && e.args[1].text != o.args[1].text
	case e.op == "var" && o.op == "==":
		return e.same(o.args[0]) && o.args[1].typ == "boolean" && o.args[1].text == "false"
	case o.op == "var" && e.op == "==":
		return o.negates(e)
	}
	return false
}

func (e *expr) same(o *expr) bool {
	if e == nil || o == nil || e.op != o.op || e.name != o.name || e.typ != o.typ || e.text != o.text || len(e.args) != len(o.args) {
		return false
	}
	for i := range e.args {
		if !e.args[i].same(o.args[i]) {
			return false
		}
	}
	return true
}
