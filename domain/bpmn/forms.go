package bpmn

import (
	"encoding/json"
	"strings"

	"github.com/diaodu/diaodu/domain/process"
)

// formField is a field as one element's form shows it.
type formField struct {
	*field
	writable bool
	required bool
}

// findForms collects the fields that the vendors' forms declare, and the
// variables that hold whoever starts.
func (c *converter) findForms() {
	var walk func(*Node)
	walk = func(n *Node) {
		for _, el := range n.elements() {
			if el.is("startEvent") {
				if v := el.attrIn("initiator", vendors...); v != "" {
					c.starter = append(c.starter, v)
				}
			}
			if el.is("startEvent", "userTask") {
				for _, f := range c.formOf(el) {
					if el.is("startEvent") && f.required {
						f.field.required = true
					}
				}
			}
			if el.is("subProcess") {
				walk(el)
			}
		}
	}
	walk(c.proc)
}

// formOf reads the form of a start event or task, in its order.
func (c *converter) formOf(n *Node) []formField {
	var out []formField
	for _, ext := range n.extensions() {
		if !contains(vendors, ext.Space()) {
			continue
		}
		if ext.Local == "formProperty" {
			out = c.addField(out, ext)
		}
		if ext.Local == "formData" {
			for _, el := range ext.elements() {
				if el.Local == "formField" {
					out = c.addField(out, el)
				}
			}
		}
	}
	return out
}

var fieldTypes = map[string]string{
	"string": "string", "text": "string", "date": "string", "enum": "string", "long": "integer", "int": "integer", "integer": "integer",
	"double": "number", "float": "number", "number": "number", "bigdecimal": "number", "boolean": "boolean", "bool": "boolean",
}

func (c *converter) addField(out []formField, el *Node) []formField {
	key, typ := el.attr("id"), fieldTypes[strings.ToLower(el.attr("type"))]
	if !variableName(key) || strings.Contains(key, ".") || !c.nameable(key) {
		return out
	}
	if typ == "" {
		typ = "string"
	}
	f := c.fields[key]
	if f == nil {
		f = &field{key: fieldKey(key), typ: typ, title: el.attr("label"), declared: true, el: el}
		if f.title == "" {
			f.title = el.name()
		}
		for _, v := range el.elements() {
			if v.Local == "value" && strings.ToLower(el.attr("type")) == "enum" {
				f.enum = append(f.enum, v.attr("id"))
			}
		}
		c.fields[key] = f
		c.fieldOrder = append(c.fieldOrder, key)
	}
	required := el.attr("required") == "true"
	writable := el.attr("writable") != "false"
	for _, v := range el.elements() {
		if v.Local != "validation" {
			continue
		}
		for _, k := range v.elements() {
			required = required || k.attr("name") == "required" && k.attr("config") != "false"
			writable = writable && k.attr("name") != "readonly"
		}
	}
	return append(out, formField{f, writable, required})
}

// form makes the JSON Schema of all fields, in the order they were found.
func (c *converter) form() process.Form {
	if len(c.fieldOrder) == 0 {
		return process.Form{}
	}
	var b strings.Builder
	b.WriteString(`{"type":"object","properties":{`)
	var required []string
	for i, name := range c.fieldOrder {
		f := c.fields[name]
		if i > 0 {
			b.WriteByte(',')
		}
		b.Write(text(f.key))
		b.WriteByte(':')
		b.Write(f.schema())
		if f.required {
			required = append(required, f.key)
		}
	}
	b.WriteByte('}')
	if len(required) > 0 {
		b.WriteString(`,"required":`)
		b.Write(text(required))
	}
	b.WriteByte('}')
	return process.Form{Schema: json.RawMessage(b.String())}
}

func (f *field) schema() []byte {
	shape := struct {
		Type  string         `json:"type"`
		Items map[string]any `json:"items,omitempty"`
		Title string         `json:"title,omitempty"`
		Enum  []string       `json:"enum,omitempty"`
	}{Type: f.typ, Title: f.title, Enum: f.enum}
	if f.typ == "array" {
		shape.Items = map[string]any{"type": "string"}
	}
	return text(shape)
}

// text marshals what cannot fail.
func text(v any) []byte {
	out, err := json.Marshal(v)
	if err != nil {
		panic("bpmn: " + err.Error()) // strings and lists of strings only
	}
	return out
}
