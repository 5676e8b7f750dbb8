package process

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"reflect"
	"strconv"

	"go.yaml.in/yaml/v3"
)

// form writes a YAML node as JSON, keys in their order: the order of a form's
// fields is the order people see them in.
func (r *reader) form(n *yaml.Node, path string) json.RawMessage {
	if n.Kind != yaml.MappingNode {
		r.wrong(n, path, reflect.Struct)
		return nil
	}
	var b bytes.Buffer
	if !r.json(&b, n, path, 0) {
		return nil
	}
	return b.Bytes()
}

// json writes one node and tells whether all of it could be written.
func (r *reader) json(b *bytes.Buffer, n *yaml.Node, path string, depth int) bool {
	if depth > maxFormDepth {
		r.say(n.Line, path, "process.form_too_deep", "most", maxFormDepth)
		return false
	}
	switch n.Kind {
	case yaml.MappingNode:
		return r.jsonObject(b, n, path, depth)
	case yaml.SequenceNode:
		b.WriteByte('[')
		for i, c := range n.Content {
			if i > 0 {
				b.WriteByte(',')
			}
			r.lines[join(path, i)] = c.Line
			if c = r.enter(c); c == nil || !r.json(b, c, join(path, i), depth+1) {
				return false
			}
		}
		b.WriteByte(']')
		return true
	}
	return r.jsonScalar(b, n, path)
}

func (r *reader) jsonObject(b *bytes.Buffer, n *yaml.Node, path string, depth int) bool {
	before := len(r.problems)
	b.WriteByte('{')
	for i, e := range r.entries(n, path) {
		if i > 0 {
			b.WriteByte(',')
		}
		b.Write(jsonText(e.key))
		b.WriteByte(':')
		if c := r.enter(e.value); c == nil || !r.json(b, c, join(path, e.key), depth+1) {
			return false
		}
	}
	b.WriteByte('}')
	return len(r.problems) == before
}

func (r *reader) jsonScalar(b *bytes.Buffer, n *yaml.Node, path string) bool {
	switch n.Tag {
	case "!!null":
		b.WriteString("null")
		return true
	case "!!bool":
		var v bool
		if n.Decode(&v) == nil {
			b.WriteString(strconv.FormatBool(v))
			return true
		}
	case "!!int", "!!float":
		if json.Valid([]byte(n.Value)) {
			b.WriteString(n.Value)
			return true
		}
	case "!!str", "!!timestamp":
		b.Write(jsonText(n.Value))
		return true
	}
	r.say(n.Line, path, "process.form_value", "value", n.Value)
	return false
}

// jsonText is a JSON string with everything readable left as it is.
func jsonText(s string) []byte {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	_ = e.Encode(s) // a string is always encodable
	return bytes.TrimSuffix(b.Bytes(), []byte{'\n'})
}

// formNode is the way back: JSON as YAML nodes, keys in their order.
func formNode(raw json.RawMessage) (*yaml.Node, error) {
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber()
	n, err := nextNode(d, 0)
	if err != nil {
		return nil, fmt.Errorf("form schema: %w", err)
	}
	if _, err := d.Token(); err != io.EOF {
		return nil, fmt.Errorf("form schema: something follows it")
	}
	return n, nil
}

func nextNode(d *json.Decoder, depth int) (*yaml.Node, error) {
	t, err := d.Token()
	if err != nil {
		return nil, err
	}
	if depth > maxFormDepth {
		return nil, fmt.Errorf("more than %d levels", maxFormDepth)
	}
	switch t := t.(type) {
	case json.Delim:
		n := &yaml.Node{Kind: yaml.MappingNode, Tag: "!!map"}
		if t == '[' {
			n = &yaml.Node{Kind: yaml.SequenceNode, Tag: "!!seq"}
		}
		for d.More() {
			c, err := nextNode(d, depth+1)
			if err != nil {
				return nil, err
			}
			n.Content = append(n.Content, c)
		}
		_, err := d.Token() // the closing one
		return n, err
	case string:
		return textNode(t), nil
	case json.Number:
		tag := "!!int"
		if _, err := strconv.ParseInt(t.String(), 10, 64); err != nil {
			tag = "!!float"
		}
		return &yaml.Node{Kind: yaml.ScalarNode, Tag: tag, Value: t.String()}, nil
	case bool:
		return &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!bool", Value: strconv.FormatBool(t)}, nil
	}
	return &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!null", Value: "null"}, nil
}
