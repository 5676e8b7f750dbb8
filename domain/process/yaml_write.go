package process

import (
	"bytes"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"
)

// YAML writes the definition as text that Parse reads back to the same
// definition. Version, hash and embedded processes are not part of the text,
// comments of a text it was read from are not kept.
func (d *Definition) YAML() ([]byte, error) {
	root, err := writeStruct(reflect.ValueOf(d).Elem())
	if err != nil {
		return nil, err
	}
	n := namer{}
	if err := putSteps(root, "steps", d.Steps, n); err != nil {
		return nil, err
	}
	var b bytes.Buffer
	e := yaml.NewEncoder(&b)
	e.SetIndent(2)
	if err := e.Encode(root); err != nil {
		return nil, fmt.Errorf("write definition %s: %w", d.Code, err)
	}
	return b.Bytes(), nil
}

// writeStruct writes the fields that have a yaml tag and are not zero. Steps are
// left to putSteps.
func writeStruct(v reflect.Value) (*yaml.Node, error) {
	n := &yaml.Node{Kind: yaml.MappingNode, Tag: "!!map"}
	for _, t := range tagsOf(v.Type()) {
		c, err := writeValue(v.Field(t.field))
		if err != nil {
			return nil, err
		}
		if c != nil {
			put(n, t.name, c)
		}
	}
	return n, nil
}

// writeValue writes one value, or gives nil for one that need not be written.
func writeValue(v reflect.Value) (*yaml.Node, error) {
	switch x := v.Interface().(type) {
	case []Step:
		return nil, nil
	case Form:
		if len(x.Schema) == 0 {
			return nil, nil
		}
		return formNode(x.Schema)
	case []Who:
		return writeWhos(x)
	}
	switch v.Kind() {
	case reflect.String:
		if v.Len() == 0 {
			return nil, nil
		}
		return textNode(v.String()), nil
	case reflect.Bool:
		if !v.Bool() {
			return nil, nil
		}
		return &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!bool", Value: "true"}, nil
	case reflect.Int:
		if v.Int() == 0 {
			return nil, nil
		}
		return intNode(v.Int()), nil
	case reflect.Slice:
		return writeList(v)
	case reflect.Pointer:
		if v.IsNil() {
			return nil, nil
		}
		return writeInline(v.Elem())
	}
	n, err := writeInline(v)
	if err != nil || len(n.Content) == 0 {
		return nil, err
	}
	return n, nil
}

// writeInline writes small mappings in one line, as people write them.
func writeInline(v reflect.Value) (*yaml.Node, error) {
	n, err := writeStruct(v)
	if err != nil {
		return nil, err
	}
	if len(n.Content) <= 8 && isFlat(n) {
		n.Style = yaml.FlowStyle
	}
	return n, nil
}

func isFlat(n *yaml.Node) bool {
	for i := 1; i < len(n.Content); i += 2 {
		if n.Content[i].Kind != yaml.ScalarNode || len(n.Content[i].Value) > 40 {
			return false
		}
	}
	return true
}

func writeWhos(all []Who) (*yaml.Node, error) {
	if len(all) == 1 {
		return writeInline(reflect.ValueOf(all[0]))
	}
	return writeList(reflect.ValueOf(all))
}

// writeList keeps an empty list: for some keys it says more than none.
func writeList(v reflect.Value) (*yaml.Node, error) {
	if v.IsNil() {
		return nil, nil
	}
	n := &yaml.Node{Kind: yaml.SequenceNode, Tag: "!!seq"}
	flow := true
	for i := range v.Len() {
		var c *yaml.Node
		var err error
		switch item := v.Index(i); item.Kind() {
		case reflect.String:
			c = textNode(item.String())
		case reflect.Int:
			c = intNode(item.Int())
		default:
			flow = false
			c, err = writeInline(item)
		}
		if err != nil {
			return nil, err
		}
		flow = flow && len(c.Value) <= 20
		n.Content = append(n.Content, c)
	}
	if flow && v.Len() <= 8 {
		n.Style = yaml.FlowStyle
	}
	return n, nil
}

func put(n *yaml.Node, key string, value *yaml.Node) {
	n.Content = append(n.Content, textNode(key), value)
}

// textNode writes a text so that it is read as one, whatever it looks like.
func textNode(s string) *yaml.Node {
	n := &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: s}
	if s == "<<" || strings.ContainsFunc(s, func(c rune) bool {
		return c < ' ' || c == 0x7f || c == 0x85 || c == 0x2028 || c == 0x2029 || c == 0xfeff
	}) {
		n.Style = yaml.DoubleQuotedStyle
	}
	return n
}

func intNode(i int64) *yaml.Node {
	return &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!int", Value: strconv.FormatInt(i, 10)}
}

func putSteps(n *yaml.Node, key string, steps []Step, names namer) error {
	if steps == nil {
		return nil
	}
	list := &yaml.Node{Kind: yaml.SequenceNode, Tag: "!!seq"}
	for i := range steps {
		c, err := writeStep(&steps[i], names)
		if err != nil {
			return err
		}
		list.Content = append(list.Content, c)
	}
	put(n, key, list)
	return nil
}

func writeStep(step *Step, names namer) (*yaml.Node, error) {
	s := new(*step) // own makes parts that are missing
	if !slices.Contains(Kinds, s.Kind) {
		return nil, fmt.Errorf("step %q has no kind %q", s.ID, s.Kind)
	}
	if why := s.misplaced(); why != "" {
		return nil, fmt.Errorf("step %q of kind %q has %s", s.ID, s.Kind, why)
	}
	n := &yaml.Node{Kind: yaml.MappingNode, Tag: "!!map"}
	due := names.due(s)
	switch s.Kind {
	case KindGoto:
		put(n, string(s.Kind), textNode(s.To))
	case KindEnd:
		put(n, string(s.Kind), textNode(string(s.Result)))
	case KindCC:
		whos, err := writeWhos(s.CC)
		if err != nil {
			return nil, err
		}
		put(n, string(s.Kind), whos)
	default:
		put(n, string(s.Kind), textNode(s.ID))
	}
	if s.Kind.idBeside() && s.ID != due {
		put(n, "id", textNode(s.ID))
	}
	for _, f := range []struct{ key, text string }{{"name", s.Name}, {"when", s.When}, {"over", s.Over}, {"on_reject", s.OnReject}} {
		if f.text != "" {
			put(n, f.key, textNode(f.text))
		}
	}
	return n, writeInside(n, s, names)
}

// writeInside writes what only some kinds have.
func writeInside(n *yaml.Node, s *Step, names namer) error {
	if own, tags := s.own(); len(tags) > 0 {
		part, err := writeStruct(own)
		if err != nil {
			return err
		}
		n.Content = append(n.Content, part.Content...)
	}
	if s.Kind == KindEach {
		if len(s.Branches) == 0 {
			return nil
		}
		return putSteps(n, "steps", s.Branches[0].Steps, names)
	}
	if s.Branches == nil {
		return nil
	}
	list := &yaml.Node{Kind: yaml.SequenceNode, Tag: "!!seq"}
	for i := range s.Branches {
		b, err := writeStruct(reflect.ValueOf(s.Branches[i]))
		if err != nil {
			return err
		}
		if err := putSteps(b, "steps", s.Branches[i].Steps, names); err != nil {
			return err
		}
		list.Content = append(list.Content, b)
	}
	put(n, "branches", list)
	return nil
}
