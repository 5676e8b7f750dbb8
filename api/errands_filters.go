package api

import (
	"encoding/json"
	"fmt"
	"reflect"
)

// filtersOf writes a list's filters by the names of its query, which are public
// and therefore stay; where people left off reading is none. in points to the
// list's input.
func filtersOf(in any) (string, error) {
	kept := map[string]any{}
	err := eachFilter(reflect.ValueOf(in).Elem(), func(name string, v reflect.Value) error {
		if !v.IsZero() {
			kept[name] = v.Interface()
		}
		return nil
	})
	if err != nil {
		return "", err
	}
	raw, err := json.Marshal(kept)
	if err != nil {
		return "", fmt.Errorf("filters: %w", err)
	}
	return string(raw), nil
}

// readFilters fills a list's input with what filtersOf wrote. A filter that the
// list no longer has is an error: leaving it out would widen what was asked.
func readFilters(text string, in any) error {
	var kept map[string]json.RawMessage
	if err := json.Unmarshal([]byte(text), &kept); err != nil {
		return fmt.Errorf("filters: %w", err)
	}
	err := eachFilter(reflect.ValueOf(in).Elem(), func(name string, v reflect.Value) error {
		raw, ok := kept[name]
		if !ok {
			return nil
		}
		delete(kept, name)
		return json.Unmarshal(raw, v.Addr().Interface())
	})
	if err != nil {
		return fmt.Errorf("filters: %w", err)
	}
	for name := range kept {
		return fmt.Errorf("filters: the list has no %q", name)
	}
	return nil
}

func eachFilter(v reflect.Value, do func(name string, v reflect.Value) error) error {
	for i := range v.NumField() {
		f := v.Type().Field(i)
		if f.Anonymous {
			if err := eachFilter(v.Field(i), do); err != nil {
				return err
			}
			continue
		}
		name := f.Tag.Get("query")
		if name == "" || name == "cursor" || name == "limit" {
			continue
		}
		if err := do(name, v.Field(i)); err != nil {
			return err
		}
	}
	return nil
}
