package process

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"sync"

	"cel.dev/cel-go/cel"
	"github.com/santhosh-tekuri/jsonschema/v6"
)

// FormField is one property of a form's schema, as permissions, conditions and
// screens name it.
type FormField struct {
	Key   string `json:"key"`
	Title string `json:"title,omitempty"`
	// Type is "string", "integer", "number", "boolean", "array", "object", or ""
	// where the schema allows more than one.
	Type   string          `json:"type,omitempty"`
	Schema json.RawMessage `json:"schema"`
	item   *FormField      // of an array
	fields []FormField     // of an object
}

// shape is what can be known of a form from its schema alone. It is computed
// once and kept, see shapeOf: conditions are asked at every step of every case.
type shape struct {
	fields []FormField
	bad    error // why the schema cannot be read, and no condition be asked
	env    *cel.Env

	mu       sync.Mutex
	programs map[string]compiled
	parts    map[string]*jsonschema.Schema // validators: the whole form under "", single fields under their keys
}

// shapes are kept by the schema's hash. The bound is far above the processes a
// district has; when it is reached, all is forgotten and computed again. What is
// kept changes how long an answer takes, never the answer.
var shapes = struct {
	sync.Mutex
	all map[[32]byte]*shape
}{all: map[[32]byte]*shape{}}

const (
	maxShapes   = 500
	maxPrograms = 500 // of one shape
)

func shapeOf(schema json.RawMessage) *shape {
	key := sha256.Sum256(schema)
	shapes.Lock()
	defer shapes.Unlock()
	if s, ok := shapes.all[key]; ok {
		return s
	}
	s := &shape{programs: map[string]compiled{}, parts: map[string]*jsonschema.Schema{}}
	if s.fields, s.bad = readFields(schema); s.bad == nil {
		s.env, s.bad = newEnv(s.fields)
	}
	if len(shapes.all) >= maxShapes {
		clear(shapes.all)
	}
	shapes.all[key] = s
	return s
}

// Fields lists the form's fields in the order people see them; none where the
// schema cannot be read.
func (d *Definition) Fields() []FormField { return shapeOf(d.Form.Schema).fields }

// FieldType is the type of a top-level field as FormField.Type says it, and
// whether the form has the field.
func (d *Definition) FieldType(key string) (string, bool) {
	for _, f := range d.Fields() {
		if f.Key == key {
			return f.Type, true
		}
	}
	return "", false
}

// schemaPart is what of a schema tells the type of its values.
type schemaPart struct {
	Ref        string          `json:"$ref"`
	Title      string          `json:"title"`
	Type       json.RawMessage `json:"type"`
	Enum       []any           `json:"enum"`
	Const      any             `json:"const"`
	Items      json.RawMessage `json:"items"`
	Properties json.RawMessage `json:"properties"`
}

// readFields lists the properties of a form. An empty schema is an empty form.
func readFields(schema json.RawMessage) ([]FormField, error) {
	if len(schema) == 0 {
		return nil, nil
	}
	var root struct {
		Type       json.RawMessage            `json:"type"`
		Properties json.RawMessage            `json:"properties"`
		Defs       map[string]json.RawMessage `json:"$defs"`
	}
	if err := json.Unmarshal(schema, &root); err != nil {
		return nil, err
	}
	if string(root.Type) != `"object"` {
		return nil, fmt.Errorf("the form's schema is not of type object")
	}
	return readProperties(root.Properties, root.Defs, 0)
}

func readProperties(raw json.RawMessage, defs map[string]json.RawMessage, depth int) ([]FormField, error) {
	if len(raw) == 0 || depth > maxFormDepth {
		return nil, nil
	}
	d := json.NewDecoder(bytes.NewReader(raw))
	if t, err := d.Token(); err != nil || t != json.Delim('{') {
		return nil, fmt.Errorf("properties are not an object")
	}
	var all []FormField
	for d.More() {
		key, err := d.Token()
		if err != nil {
			return nil, err
		}
		var one json.RawMessage
		if err := d.Decode(&one); err != nil {
			return nil, err
		}
		f, err := readField(fmt.Sprint(key), one, defs, depth)
		if err != nil {
			return nil, err
		}
		if slices.ContainsFunc(all, func(g FormField) bool { return g.Key == f.Key }) {
			return nil, fmt.Errorf("the field %s stands twice", f.Key)
		}
		all = append(all, f)
	}
	return all, nil
}

func readField(key string, raw json.RawMessage, defs map[string]json.RawMessage, depth int) (FormField, error) {
	f := FormField{Key: key, Schema: raw}
	var p schemaPart
	if string(raw) == "true" || string(raw) == "false" || depth > maxFormDepth {
		return f, nil
	}
	if err := json.Unmarshal(raw, &p); err != nil {
		return f, fmt.Errorf("field %s: %w", key, err)
	}
	if name, ok := strings.CutPrefix(p.Ref, "#/$defs/"); ok {
		title := p.Title
		p = schemaPart{}
		if err := json.Unmarshal(defs[name], &p); err != nil {
			return f, fmt.Errorf("field %s refers to %s: %w", key, name, err)
		}
		if title != "" {
			p.Title = title
		}
	}
	f.Title, f.Type = p.Title, typeOf(p)
	var err error
	switch f.Type {
	case "array":
		item := FormField{}
		if len(p.Items) > 0 {
			item, err = readField("", p.Items, defs, depth+1)
		}
		f.item = &item
	case "object":
		f.fields, err = readProperties(p.Properties, defs, depth+1)
	}
	return f, err
}

// typeOf is the one type of a field's values, null aside; that of its listed
// values where no type is named.
func typeOf(p schemaPart) string {
	var one string
	if json.Unmarshal(p.Type, &one) == nil {
		return one
	}
	var many []string
	if json.Unmarshal(p.Type, &many) == nil && len(p.Type) > 0 {
		found := ""
		for _, t := range many {
			switch {
			case t == "null" || t == found:
			case found == "":
				found = t
			case found == "integer" && t == "number" || found == "number" && t == "integer":
				found = "number"
			default:
				return ""
			}
		}
		return found
	}
	values := p.Enum
	if p.Const != nil {
		values = []any{p.Const}
	}
	found := ""
	for _, v := range values {
		t := ""
		switch v.(type) {
		case string:
			t = "string"
		case bool:
			t = "boolean"
		case float64:
			t = "number"
		}
		if found != "" && t != found {
			return ""
		}
		found = t
	}
	return found
}
