package process

import (
	"encoding/json"
	"errors"
	"fmt"
	"math/big"
	"slices"
	"strconv"
	"strings"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/santhosh-tekuri/jsonschema/v6/kind"

	"github.com/diaodu/diaodu/domain/fault"
)

// MaxForm bounds the filled form of a case, in bytes.
const MaxForm = 1 << 20

// formURL names the one schema that a form's schema can refer to: itself.
const formURL = "diaodu:form"

// nothingElse refuses to fetch anything a schema refers to.
type nothingElse struct{}

func (nothingElse) Load(url string) (any, error) {
	return nil, fmt.Errorf("a form refers to nothing outside itself, and not to %s", url)
}

// validator compiles the form's schema, or one field's part of it.
func (s *shape) validator(schema json.RawMessage, key string) (*jsonschema.Schema, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if v, ok := s.parts[key]; ok {
		return v, nil
	}
	doc, err := formDocument(schema)
	if err != nil {
		return nil, err
	}
	c := jsonschema.NewCompiler()
	c.DefaultDraft(jsonschema.Draft2020)
	c.AssertFormat()
	c.UseLoader(nothingElse{})
	if err := c.AddResource(formURL, doc); err != nil {
		return nil, err
	}
	where := formURL
	if key != "" {
		where += "#/properties/" + strings.NewReplacer("~", "~0", "/", "~1", "%", "%25").Replace(key)
	}
	v, err := c.Compile(where)
	if err != nil {
		return nil, err
	}
	s.parts[key] = v
	return v, nil
}

// CheckForm refuses a filled form that its schema does not allow, with one fault
// for each thing to mend; Field is the key of the field. What the schema requires
// must be there: fields that only later stages fill are required by those stages,
// not by the schema.
func (d *Definition) CheckForm(fields []Field) []*fault.Fault {
	object := make(map[string]json.RawMessage, len(fields))
	for _, f := range fields {
		object[f.Key] = f.Value
	}
	raw, err := json.Marshal(object)
	if err != nil {
		return []*fault.Fault{fault.New(fault.Invalid, "process.form_unreadable", "%v", err)}
	}
	return d.validate("", raw)
}

// CheckPatch refuses fields that the form does not have and values that the
// schema does not allow in them. A value of null removes its field and is always
// allowed here. What holds between fields, and what must be filled, is for
// CheckForm.
func (d *Definition) CheckPatch(patch []Field) []*fault.Fault {
	var all []*fault.Fault
	for _, f := range patch {
		if _, known := d.FieldType(f.Key); !known {
			all = append(all, fault.New(fault.Invalid, "process.form_unknown", "no field %s", f.Key).On(f.Key).With("field", f.Key))
			continue
		}
		if string(f.Value) == "null" || len(f.Value) == 0 {
			continue
		}
		all = append(all, d.validate(f.Key, f.Value)...)
	}
	return all
}

// validate checks a value against the whole schema or a field's part.
func (d *Definition) validate(key string, raw json.RawMessage) []*fault.Fault {
	if len(raw) > MaxForm {
		return []*fault.Fault{fault.New(fault.Invalid, "process.form_too_large", "%d bytes", len(raw)).On(key).With("most", MaxForm>>10)}
	}
	var value any
	if err := json.Unmarshal(raw, &value); err != nil {
		return []*fault.Fault{fault.New(fault.Invalid, "process.form_unreadable", "%v", err).On(key)}
	}
	s := shapeOf(d.Form.Schema)
	if len(d.Form.Schema) == 0 {
		if object, ok := value.(map[string]any); ok && len(object) > 0 {
			return []*fault.Fault{fault.New(fault.Invalid, "process.form_none", "the process has no form")}
		}
		return nil
	}
	v, err := s.validator(d.Form.Schema, key)
	if err != nil {
		return []*fault.Fault{fault.New(fault.Conflict, "process.form_broken", "%v", err)}
	}
	var wrong *jsonschema.ValidationError
	if !errors.As(v.Validate(value), &wrong) {
		return nil
	}
	all := s.faults(nil, wrong, key)
	place := func(f *fault.Fault) string { return fmt.Sprint(f.Args["at"], " ", f.Code) }
	slices.SortStableFunc(all, func(a, b *fault.Fault) int { return strings.Compare(place(a), place(b)) })
	return all
}

const maxFaults = 50

// faults makes one fault of each innermost mistake. Of alternatives the mistake
// is that none fits.
func (s *shape) faults(all []*fault.Fault, e *jsonschema.ValidationError, key string) []*fault.Fault {
	if len(all) >= maxFaults {
		return all
	}
	path := e.InstanceLocation
	if key != "" {
		path = append([]string{key}, path...)
	}
	switch k := e.ErrorKind.(type) {
	case *kind.Required:
		for _, missing := range k.Missing {
			all = append(all, s.on(fault.New(fault.Invalid, "process.form_required", "missing %s", missing), append(path[:len(path):len(path)], missing)))
		}
		return all
	case *kind.AdditionalProperties:
		for _, extra := range k.Properties {
			all = append(all, s.on(fault.New(fault.Invalid, "process.form_unknown", "no field %s", extra), append(path[:len(path):len(path)], extra)))
		}
		return all
	case *kind.AnyOf, *kind.OneOf, *kind.Not:
		return append(all, s.on(fault.New(fault.Invalid, "process.form_alternatives", "%v", e.ErrorKind), path))
	}
	if len(e.Causes) == 0 {
		return append(all, s.on(formFault(e.ErrorKind), path))
	}
	for _, cause := range e.Causes {
		all = s.faults(all, cause, key)
	}
	return all
}

// on names the field, and where inside it the mistake is.
func (s *shape) on(f *fault.Fault, path []string) *fault.Fault {
	if len(path) == 0 {
		return f
	}
	return f.On(path[0]).With("field", label(s.fields, path)).With("at", strings.Join(path, "."))
}

// label is how people know the place: 子项目 第2项 面积.
func label(fields []FormField, path []string) string {
	var words []string
	var here FormField
	for i, key := range path {
		if i > 0 && here.item != nil {
			if n, err := strconv.Atoi(key); err == nil {
				words = append(words, fmt.Sprintf("第%d项", n+1))
				here = *here.item
				fields = here.fields
				continue
			}
		}
		found := FormField{Key: key}
		for _, f := range fields {
			if f.Key == key {
				found = f
			}
		}
		here, fields = found, found.fields
		if here.Title == "" {
			here.Title = key
		}
		words = append(words, here.Title)
	}
	return strings.Join(words, " ")
}

func formFault(k jsonschema.ErrorKind) *fault.Fault {
	text := fmt.Sprintf("%T", k)
	switch k := k.(type) {
	case *kind.Type:
		return fault.New(fault.Invalid, "process.form_type", "%s", text).With("want", typeWords(k.Want))
	case *kind.Enum:
		return fault.New(fault.Invalid, "process.form_enum", "%s", text).With("want", listed(k.Want))
	case *kind.Const:
		return fault.New(fault.Invalid, "process.form_enum", "%s", text).With("want", fmt.Sprint(k.Want))
	case *kind.Format:
		return fault.New(fault.Invalid, "process.form_format", "%s", text).With("want", k.Want)
	case *kind.Pattern:
		return fault.New(fault.Invalid, "process.form_pattern", "%s", text).With("want", k.Want)
	case *kind.MinLength:
		return fault.New(fault.Invalid, "process.form_short", "%s", text).With("least", k.Want)
	case *kind.MaxLength:
		return fault.New(fault.Invalid, "process.form_long", "%s", text).With("most", k.Want)
	case *kind.Minimum:
		return fault.New(fault.Invalid, "process.form_min", "%s", text).With("least", number(k.Want))
	case *kind.Maximum:
		return fault.New(fault.Invalid, "process.form_max", "%s", text).With("most", number(k.Want))
	case *kind.ExclusiveMinimum:
		return fault.New(fault.Invalid, "process.form_above", "%s", text).With("least", number(k.Want))
	case *kind.ExclusiveMaximum:
		return fault.New(fault.Invalid, "process.form_below", "%s", text).With("most", number(k.Want))
	case *kind.MinItems:
		return fault.New(fault.Invalid, "process.form_few", "%s", text).With("least", k.Want)
	case *kind.MaxItems:
		return fault.New(fault.Invalid, "process.form_many", "%s", text).With("most", k.Want)
	case *kind.UniqueItems:
		return fault.New(fault.Invalid, "process.form_twice", "%s", text).With("first", k.Duplicates[0]+1).With("second", k.Duplicates[1]+1)
	case *kind.DependentRequired:
		return fault.New(fault.Invalid, "process.form_with", "%s", text).With("missing", strings.Join(k.Missing, "、"))
	}
	return fault.New(fault.Invalid, "process.form_wrong", "%s", text)
}

func number(r *big.Rat) string {
	x, _ := r.Float64()
	return strconv.FormatFloat(x, 'f', -1, 64)
}

func listed(all []any) string {
	var words []string
	for _, v := range all {
		words = append(words, fmt.Sprint(v))
	}
	return strings.Join(words, "、")
}

func typeWords(all []string) string {
	var words []string
	for _, t := range all {
		words = append(words, TypeText(t))
	}
	return strings.Join(words, "或")
}

// TypeText is a field's type in Chinese.
func TypeText(t string) string {
	switch t {
	case "string":
		return "文字"
	case "integer":
		return "整数"
	case "number":
		return "数字"
	case "boolean":
		return "是或否"
	case "array":
		return "列表"
	case "object":
		return "一组内容"
	case "null":
		return "空"
	}
	return ""
}
