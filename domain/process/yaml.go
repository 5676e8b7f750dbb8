package process

import (
	"bytes"
	"errors"
	"io"
	"reflect"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"
)

// Bounds of a definition. They are far beyond any real process, and keep a
// hostile text from costing more than a moment.
const (
	MaxText       = 256 << 10 // bytes of YAML
	MaxSteps      = 200       // in all blocks together
	MaxDepth      = 10        // blocks within blocks
	MaxExpression = 1000      // characters of a condition

	maxNodes     = 20_000  // YAML nodes read, an alias counts as what it stands for
	maxBytes     = 1 << 20 // of scalars read, likewise
	maxFormDepth = 40      // levels of a form's schema
	maxProblems  = 100     // reported of one text
)

// Parse reads a definition. It gives either the definition or what is wrong with
// the text: broken YAML, unknown or repeated keys, wrong types, too much of
// anything, each with its line. What the definition means is for Check to judge.
func Parse(text []byte) (*Definition, []Problem) {
	r := &reader{lines: map[string]int{}, made: namer{}}
	root := r.document(text)
	d := &Definition{}
	if root != nil {
		r.value(root, reflect.ValueOf(d).Elem(), "")
	}
	if len(r.problems) > 0 {
		return nil, r.problems
	}
	d.lines = r.lines
	return d, nil
}

// document is the one mapping that a text holds, or nil after saying why not.
func (r *reader) document(text []byte) *yaml.Node {
	if len(text) > MaxText {
		r.say(1, "", "process.text_too_long", "most", MaxText>>10)
		return nil
	}
	if !utf8.Valid(text) {
		r.say(1+bytes.Count(validPart(text), []byte{'\n'}), "", "process.text_not_utf8")
		return nil
	}
	decoder := yaml.NewDecoder(bytes.NewReader(text))
	var doc, more yaml.Node
	if err := decoder.Decode(&doc); err != nil {
		r.syntax(err)
		return nil
	}
	switch err := decoder.Decode(&more); {
	case errors.Is(err, io.EOF):
	case err != nil:
		r.syntax(err)
		return nil
	default:
		r.say(more.Line, "", "process.yaml_documents")
		return nil
	}
	return doc.Content[0]
}

func validPart(text []byte) []byte {
	for i := 0; i < len(text); {
		c, size := utf8.DecodeRune(text[i:])
		if c == utf8.RuneError && size <= 1 {
			return text[:i]
		}
		i += size
	}
	return text
}

var syntaxLine = regexp.MustCompile(`line (\d+): (.*)`)

// syntax says in our words what the YAML library says in its own.
func (r *reader) syntax(err error) {
	line, why := 1, strings.TrimPrefix(err.Error(), "yaml: ")
	if m := syntaxLine.FindStringSubmatch(why); m != nil {
		line, _ = strconv.Atoi(m[1]) // digits
		why = m[2]
	}
	switch {
	case errors.Is(err, io.EOF):
		r.say(1, "", "process.text_empty")
	case strings.Contains(why, "tab character"), strings.Contains(why, "cannot start any token") && strings.Contains(why, "character"):
		r.say(line, "", "process.yaml_character")
	case strings.Contains(why, "mapping values are not allowed"), strings.Contains(why, "could not find expected ':'"),
		strings.Contains(why, "did not find expected"):
		r.say(line, "", "process.yaml_indent")
	case strings.Contains(why, "unknown anchor"):
		r.say(line, "", "process.yaml_anchor")
	default:
		r.say(line, "", "process.yaml_syntax", "why", why)
	}
}
