package bpmn

import (
	"strings"

	"github.com/diaodu/diaodu/domain/process"
)

// subProcess takes the inside of an embedded sub-process into the sequence, or
// once for each unit where it has many instances.
func (c *converter) subProcess(n *Node, s process.Step) []process.Step {
	inside := c.steps(n, false)
	if n.child("multiInstanceLoopCharacteristics") == nil {
		delete(c.ids, s.ID) // the frame leaves no step of its own
		return inside
	}
	s.Kind = process.KindEach
	s.Over = c.over(n)
	s.Branches = []process.Branch{{Steps: inside}}
	c.refuse(n, eachWhose, "field", s.Over)
	return []process.Step{s}
}

// over is the form field that lists the units of a sub-process or call with many
// instances; "" where it has one.
func (c *converter) over(n *Node) string {
	multi := n.child("multiInstanceLoopCharacteristics")
	if multi == nil {
		return ""
	}
	if multi.attr("isSequential") == "true" {
		c.refuse(n, multiOrder)
	}
	if multi.child("completionCondition").content() != "" {
		c.refuse(n, multiCondition, "text", multi.child("completionCondition").content())
	}
	field, ok := c.collection(multi)
	if !ok {
		c.refuse(n, multiOver)
		return ""
	}
	return c.need(n, field, "array")
}

// collection is the name of the list that instances are made from.
func (c *converter) collection(multi *Node) (string, bool) {
	text := multi.attrIn("collection", append([]string{NSOwn}, vendors...)...)
	if text == "" {
		if ref := local(multi.child("loopDataInputRef").content()); ref != "" {
			text = ref
			if el := c.byID[ref]; el != nil && el.name() != "" {
				text = el.name()
			}
		}
	}
	if name, ok := variableOf(text); ok {
		return name, true
	}
	if text != "" && variableName(text) && !strings.Contains(text, ".") {
		return text, true
	}
	return "", false
}

// variableOf reads ${name}.
func variableOf(text string) (string, bool) {
	text = strings.TrimSpace(text)
	if len(text) < 4 || text[0] != '$' && text[0] != '#' || text[1] != '{' || text[len(text)-1] != '}' {
		return "", false
	}
	name := strings.TrimSpace(text[2 : len(text)-1])
	return name, variableName(name) && !strings.Contains(name, ".") && spanOf(name, func(ch byte) bool { return letter(ch) || ch >= '0' && ch <= '9' }) == len(name)
}

// holds tells whether a name contains one of the words, in any case.
func holds(name string, words ...string) bool {
	name = strings.ToLower(name)
	for _, w := range words {
		if strings.Contains(name, w) {
			return true
		}
	}
	return false
}
