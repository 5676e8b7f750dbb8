package documents

import (
	"encoding/json"
	"fmt"

	"github.com/diaodu/diaodu/domain/workcal"
)

// keptDay is a day among kept values: it is a day again when they are read, for it
// also dates the file.
type keptDay struct {
	Day workcal.Date `json:"day"`
}

// Keep writes values so that the letter can be printed again, word for word, by
// Kept's answer. The same values give the same bytes.
func (v Values) Keep() ([]byte, error) {
	plain, err := v.plain()
	if err != nil {
		return nil, err
	}
	return json.Marshal(plain)
}

func (v Values) plain() (map[string]any, error) {
	out := make(map[string]any, len(v))
	for key, one := range v {
		switch x := one.(type) {
		case workcal.Date:
			out[key] = keptDay{x}
		case []Values:
			items := make([]map[string]any, len(x))
			for i := range x {
				var err error
				if items[i], err = x[i].plain(); err != nil {
					return nil, err
				}
			}
			out[key] = items
		default:
			s, err := word(one)
			if err != nil {
				return nil, fmt.Errorf("keep %s: %w", key, err)
			}
			out[key] = s
		}
	}
	return out, nil
}

// Kept reads what Keep wrote.
func Kept(raw []byte) (Values, error) {
	var plain map[string]json.RawMessage
	if err := json.Unmarshal(raw, &plain); err != nil {
		return nil, fmt.Errorf("read kept values: %w", err)
	}
	v := make(Values, len(plain))
	for key, one := range plain {
		var err error
		if v[key], err = keptValue(one); err != nil {
			return nil, fmt.Errorf("read kept %s: %w", key, err)
		}
	}
	return v, nil
}

func keptValue(raw json.RawMessage) (any, error) {
	switch raw[0] {
	case '{':
		var d keptDay
		err := json.Unmarshal(raw, &d)
		return d.Day, err
	case '[':
		var items []json.RawMessage
		if err := json.Unmarshal(raw, &items); err != nil {
			return nil, err
		}
		list := make([]Values, len(items))
		for i := range items {
			var err error
			if list[i], err = Kept(items[i]); err != nil {
				return nil, err
			}
		}
		return list, nil
	}
	var s string
	err := json.Unmarshal(raw, &s)
	return s, err
}
