package process

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// Field is one filled field of a form. A list of fields is kept in the order of
// their keys, so that cases marshal the same way every time.
type Field struct {
	Key   string          `json:"k"`
	Value json.RawMessage `json:"v"`
}

// Facts is what conditions may ask about: the form's fields as form.x, the
// project's as project.x, and case.round, case.supplements.
type Facts struct {
	Form        []Field
	Project     ProjectFacts
	Round       int
	Supplements int
}

// ProjectFacts is what conditions may ask of the project.
type ProjectFacts struct {
	ID        string `json:"id,omitempty"`
	Type      string `json:"type,omitempty"`       // kind of plan, such as social_small
	InvestWan int64  `json:"invest_wan,omitempty"` // 总投资, 万元
	Sector    string `json:"sector,omitempty"`
	Level     string `json:"level,omitempty"`
	TownCode  string `json:"town_code,omitempty"`
}

// Put sets fields, replacing those with the same keys, and keeps the order. A
// value of null removes its field.
func Put(fields []Field, patch []Field) []Field {
	out := slices.Clone(fields)
	for _, f := range patch {
		i, found := slices.BinarySearchFunc(out, f.Key, func(a Field, key string) int { return strings.Compare(a.Key, key) })
		gone := string(f.Value) == "null" || len(f.Value) == 0
		switch {
		case found && gone:
			out = slices.Delete(out, i, i+1)
		case found:
			out[i] = f
		case !gone:
			out = slices.Insert(out, i, f)
		}
	}
	return out
}

// Get finds a field's value.
func Get(fields []Field, key string) (json.RawMessage, bool) {
	i, found := slices.BinarySearchFunc(fields, key, func(a Field, key string) int { return strings.Compare(a.Key, key) })
	if !found {
		return nil, false
	}
	return fields[i].Value, true
}

// Texts reads a field that holds a string or a list of strings.
func Texts(fields []Field, key string) []string {
	raw, ok := Get(fields, key)
	if !ok {
		return nil
	}
	var one string
	if json.Unmarshal(raw, &one) == nil {
		if one == "" {
			return nil
		}
		return []string{one}
	}
	var many []string
	if json.Unmarshal(raw, &many) != nil {
		return nil
	}
	return many
}

// FieldsOf makes fields of decoded JSON, in the order of their keys.
func FieldsOf(values map[string]any) ([]Field, error) {
	fields := make([]Field, 0, len(values))
	for _, key := range slices.Sorted(maps.Keys(values)) {
		raw, err := json.Marshal(values[key])
		if err != nil {
			return nil, fmt.Errorf("field %s: %w", key, err)
		}
		fields = append(fields, Field{Key: key, Value: raw})
	}
	return fields, nil
}
