package bpmn

import (
	"slices"
	"strconv"
	"strings"
)

// condition is what stands on a sequence flow.
type condition struct {
	el   *Node
	cel  string // as it is, where the model says that it is CEL
	tree *expr  // else what was understood
}

// read understands a flow's condition; nil with a refusal where it does not.
func (c *converter) read(flow *Node) *condition {
	el := flow.child("conditionExpression")
	text := el.content()
	if el.attrIn("resource", vendors...) != "" {
		c.refuse(flow, conditionLanguage, "language", el.attr("language"), "text", el.attrIn("resource", vendors...))
		return nil
	}
	language := el.attr("language")
	if language == "" {
		language = c.model.Root().attr("expressionLanguage")
	}
	lower := strings.ToLower(language)
	switch {
	case strings.Contains(lower, "cel.dev") || lower == "cel":
		return &condition{el: flow, cel: text}
	case (strings.HasPrefix(text, "${") || strings.HasPrefix(text, "#{")) && strings.HasSuffix(text, "}"):
		if strings.Contains(text[2:len(text)-1], "}") { // two expressions joined
			c.refuse(flow, conditionForm, "text", text)
			return nil
		}
		return c.parsed(flow, text, text[2:len(text)-1], juel)
	case strings.HasPrefix(text, "="):
		return c.parsed(flow, text, text[1:], feel)
	case strings.Contains(lower, "feel"):
		return c.parsed(flow, text, text, feel)
	}
	c.refuse(flow, conditionLanguage, "language", language, "text", text)
	return nil
}

func (c *converter) parsed(flow *Node, whole, text string, d dialect) *condition {
	tree, ok := parseExpr(text, d)
	if !ok {
		c.refuse(flow, conditionForm, "text", whole)
		return nil
	}
	return &condition{el: flow, tree: tree}
}

// field is a field of the form that conditions ask about.
type field struct {
	key      string
	title    string
	typ      string // boolean, number, integer, string
	enum     []string
	required bool
	declared bool // by the model's own form, not only by a condition
	el       *Node
}

// cel writes a condition in CEL, and says "" where its types do not fit.
func (c *converter) celOf(k *condition) string {
	if k.tree == nil {
		return k.cel
	}
	if !c.typesFit(k, k.tree) {
		return ""
	}
	var b strings.Builder
	c.writeCEL(&b, k.tree, 0)
	return b.String()
}

// typesFit gives every variable the type of what it is compared with, and
// refuses those that would have two.
func (c *converter) typesFit(k *condition, e *expr) bool {
	switch e.op {
	case "&&", "||", "!":
		for _, a := range e.args {
			if !c.typesFit(k, a) {
				return false
			}
		}
		return true
	case "var":
		return c.hasType(k, e.name, "boolean")
	case "const":
		if e.typ != "boolean" {
			c.refuse(k.el, conditionType, "name", e.text)
		}
		return e.typ == "boolean"
	}
	left, right := e.args[0], e.args[1]
	if right.typ == "boolean" && e.op != "==" && e.op != "!=" {
		c.refuse(k.el, conditionType, "name", left.name)
		return false
	}
	switch {
	case left.op == "var" && right.op == "const":
		if f := c.fields[left.name]; f != nil && f.typ == "integer" && strings.Contains(right.text, ".") {
			c.refuse(k.el, conditionType, "name", left.name)
			return false
		}
		return c.hasType(k, left.name, right.typ)
	case left.op == "const" && right.op == "const":
		c.refuse(k.el, conditionType, "name", left.text)
		return false
	}
	// Two variables: their types must be known already, and the same.
	a, b := c.fields[left.name], c.fields[right.name]
	if a == nil || b == nil || a.typ != b.typ || a.typ == "boolean" && e.op != "==" && e.op != "!=" {
		c.refuse(k.el, conditionType, "name", left.name)
		return false
	}
	return true
}

// fieldKey is a variable's name as definitions allow it: Amount is amount.
func fieldKey(name string) string {
	if name[0] == '_' {
		return "f" + name
	}
	return strings.ToLower(name[:1]) + name[1:]
}

// nameable tells whether a variable can be a field, and no other has its key.
func (c *converter) nameable(name string) bool {
	if len(name) > 60 {
		return false
	}
	for other, f := range c.fields {
		if other != name && f.key == fieldKey(name) {
			return false
		}
	}
	return true
}

func kindOf(typ string) string {
	if typ == "integer" {
		return "number"
	}
	return typ
}

func (c *converter) hasType(k *condition, name, typ string) bool {
	if strings.Contains(name, ".") || !c.nameable(name) { // an object's inside: nobody says what it is
		c.refuse(k.el, conditionForm, "text", name)
		return false
	}
	f := c.fields[name]
	if f == nil {
		c.fields[name] = &field{key: fieldKey(name), typ: typ, el: k.el}
		c.fieldOrder = append(c.fieldOrder, name)
		c.refuse(k.el, fieldInferred, "name", name, "type", typ)
		return true
	}
	if kindOf(f.typ) != typ {
		c.refuse(k.el, conditionType, "name", name)
		return false
	}
	return true
}

func (c *converter) writeCEL(b *strings.Builder, e *expr, within int) {
	strength := map[string]int{"||": 1, "&&": 2, "!": 4}[e.op]
	if strength == 0 && len(e.args) == 2 {
		strength = 3
	}
	if brackets := strength > 0 && strength < within; brackets {
		b.WriteByte('(')
		defer b.WriteByte(')')
	}
	switch e.op {
	case "var":
		b.WriteString("form." + fieldKey(e.name))
	case "const":
		c.writeConst(b, e, "")
	case "!":
		b.WriteByte('!')
		c.writeCEL(b, e.args[0], 5)
	case "&&", "||":
		c.writeCEL(b, e.args[0], strength)
		b.WriteString(" " + e.op + " ")
		c.writeCEL(b, e.args[1], strength+1)
	default:
		c.writeCEL(b, e.args[0], 4)
		b.WriteString(" " + e.op + " ")
		if e.args[1].op == "const" {
			typ := ""
			if f := c.fields[e.args[0].name]; f != nil {
				typ = f.typ
			}
			c.writeConst(b, e.args[1], typ)
			return
		}
		c.writeCEL(b, e.args[1], 4)
	}
}

// writeConst writes a constant as the type it is compared with: in CEL 5000 and
// 5000.0 are never equal.
func (c *converter) writeConst(b *strings.Builder, e *expr, typ string) {
	switch e.typ {
	case "string":
		b.WriteString(celString(e.text))
	case "number":
		text := e.text
		if strings.HasSuffix(text, ".") {
			text += "0"
		}
		if typ == "number" && !strings.Contains(text, ".") {
			text += ".0"
		}
		b.WriteString(text)
	default:
		b.WriteString(e.text)
	}
}

func celString(s string) string {
	if !strings.ContainsAny(s, "'\\\n\r\t") && strings.ToValidUTF8(s, "") == s {
		return "'" + s + "'"
	}
	return strconv.Quote(s)
}

// conditions translates what choices and inclusive forks still ask, and says
// what is missing.
func (s *scope) conditions() {
	for v := range s.g.all {
		x := &s.g.all[v]
		if x.task != vChoose && !(x.task == vFork && x.inclusive) {
			continue
		}
		for i := range x.outs {
			if k := x.outs[i].cond; k != nil {
				x.outs[i].when = s.c.celOf(k)
			}
		}
		if x.task == vChoose {
			s.complete(x)
		} else if !slices.ContainsFunc(x.outs, func(e edge) bool { return e.otherwise || e.cond == nil }) {
			s.c.refuse(x.el, noDefault)
		}
	}
}

// complete checks that a choice always has a way on.
func (s *scope) complete(x *vertex) {
	last := len(x.outs) - 1
	hasDefault := false
	for _, e := range x.outs {
		hasDefault = hasDefault || e.otherwise
	}
	for i := range x.outs {
		e := &x.outs[i]
		if e.refused {
			hasDefault = true // one word about it is enough
		}
		if e.cond != nil || e.otherwise || e.refused {
			continue
		}
		// What has no condition always holds; asked last, that is the default.
		if i == last && i > 0 && !hasDefault && allAsk(x.outs[:last]) {
			e.otherwise, hasDefault = true, true
			continue
		}
		s.c.refuse(orElse(e.el, x.el), conditionMissing, "gateway", title(x.el))
		hasDefault = true // one word about it is enough
	}
	if last == 1 && !hasDefault && x.outs[0].cond != nil && x.outs[1].cond != nil && x.outs[0].cond.tree.negates(x.outs[1].cond.tree) {
		x.outs[1].otherwise, x.outs[1].when = true, "" // where the one does not hold, the other does
		return
	}
	if !hasDefault {
		s.c.refuse(x.el, noDefault)
	}
}

func allAsk(outs []edge) bool {
	for _, e := range outs {
		if e.cond == nil {
			return false
		}
	}
	return true
}
