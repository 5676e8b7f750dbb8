package process

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"strconv"
	"strings"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

// maxFormParts bounds a form's schema with every reference written out: what is
// referred to twice is validated twice, and twenty doublings are a million.
const maxFormParts = 5_000

var (
	errFormRecursive = errors.New("a part of the form refers to itself")
	errFormTooLarge  = fmt.Errorf("the form has more than %d parts with its references written out", maxFormParts)
)

// boundedForm refuses a schema that refers outside itself, to itself, or to so
// much that filling it in would take for ever to check.
func boundedForm(root any) error {
	b := bounding{root: root, open: map[string]bool{}}
	object, ok := root.(map[string]any)
	if !ok {
		return b.walk(root)
	}
	top := maps.Clone(object)
	delete(top, "$defs") // counted where they are referred to
	return b.walk(top)
}

type bounding struct {
	root  any
	open  map[string]bool // references being written out
	parts int
}

func (b *bounding) walk(v any) error {
	if b.parts++; b.parts > maxFormParts {
		return errFormTooLarge
	}
	switch v := v.(type) {
	case []any:
		for _, one := range v {
			if err := b.walk(one); err != nil {
				return err
			}
		}
	case map[string]any:
		if err := b.refer(v); err != nil {
			return err
		}
		for _, one := range v { // the order does not change whether a bound is broken
			if err := b.walk(one); err != nil {
				return err
			}
		}
	}
	return nil
}

// refer follows the references of one part of the schema.
func (b *bounding) refer(part map[string]any) error {
	for _, key := range []string{"$dynamicRef", "$recursiveRef", "$id", "$anchor", "$dynamicAnchor"} {
		if _, has := part[key]; has {
			return fmt.Errorf("%s is not used in forms", key)
		}
	}
	ref, ok := part["$ref"].(string)
	if !ok {
		return nil
	}
	pointer, ok := strings.CutPrefix(ref, "#")
	if !ok {
		return fmt.Errorf("a form refers to nothing outside itself, and not to %s", ref)
	}
	if b.open[ref] {
		return errFormRecursive
	}
	target, ok := resolve(b.root, pointer)
	if !ok {
		return fmt.Errorf("the form has no %s", ref)
	}
	b.open[ref] = true
	defer delete(b.open, ref)
	return b.walk(target)
}

// resolve follows a JSON pointer.
func resolve(v any, pointer string) (any, bool) {
	if pointer == "" {
		return v, true
	}
	for _, key := range strings.Split(strings.TrimPrefix(pointer, "/"), "/") {
		key = strings.NewReplacer("~1", "/", "~0", "~").Replace(key)
		switch at := v.(type) {
		case map[string]any:
			next, ok := at[key]
			if !ok {
				return nil, false
			}
			v = next
		case []any:
			i, err := strconv.Atoi(key)
			if err != nil || i < 0 || i >= len(at) {
				return nil, false
			}
			v = at[i]
		default:
			return nil, false
		}
	}
	return v, true
}

// formDocument reads a schema for the validator. Numbers become float64: what is
// out of its range is refused here, while exact arithmetic on 1e999999999 would
// take all memory there is.
func formDocument(schema json.RawMessage) (any, error) {
	var doc any
	if err := json.Unmarshal(schema, &doc); err != nil {
		return nil, err
	}
	return doc, boundedForm(doc)
}

// schemaMistake is where in a schema a mistake is, and the validator's words on it.
func schemaMistake(err error) (path, why string) {
	var wrong *jsonschema.SchemaValidationError
	var v *jsonschema.ValidationError
	if !errors.As(err, &wrong) || !errors.As(wrong.Err, &v) {
		return "form", firstLine(err.Error())
	}
	for len(v.Causes) > 0 {
		v = v.Causes[0]
	}
	path = "form"
	for _, key := range v.InstanceLocation {
		path = join(path, key)
	}
	lines := strings.Split(strings.TrimSpace(v.Error()), "\n")
	return path, strings.TrimPrefix(strings.TrimSpace(lines[len(lines)-1]), "- ")
}
