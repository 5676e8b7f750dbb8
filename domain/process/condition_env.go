package process

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/env"
	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"
	"cel.dev/cel-go/common/types/traits"
	"cel.dev/cel-go/ext"
)

// celFunctions are all that conditions may call. Left out are the clock and its
// zones, whatever makes a long text of short ones (replace, join, format), and
// ways around the types.
var celFunctions = []string{
	"_?_:_", "_&&_", "_||_", "!_", "@not_strictly_false",
	"_==_", "_!=_", "_<_", "_<=_", "_>_", "_>=_",
	"_+_", "_-_", "_*_", "_/_", "_%_", "-_",
	"_[_]", "@in", "size", "int", "double",
	"string", "contains", "startsWith", "endsWith",
	"matches", "charAt", "indexOf", "lastIndexOf",
	"substring", "lowerAscii", "upperAscii", "trim", "split",
}

// variable is one name that conditions may use.
type variable struct {
	name string
	typ  *cel.Type
}

// variables lists all names with their types. The fields of an object are names
// of their own, form.address.town: a map would be walked in no order.
func variables(fields []FormField) []variable {
	all := []variable{
		{"project.id", cel.StringType}, {"project.type", cel.StringType}, {"project.invest_wan", cel.IntType},
		{"project.sector", cel.StringType}, {"project.level", cel.StringType}, {"project.town_code", cel.StringType},
		{"case.round", cel.IntType}, {"case.supplements", cel.IntType},
	}
	return formVariables(all, "form", fields)
}

func formVariables(all []variable, prefix string, fields []FormField) []variable {
	for _, f := range fields {
		if !fieldPattern.MatchString(f.Key) {
			continue // no name in CEL; Check refuses such a field
		}
		name := prefix + "." + f.Key
		if len(f.fields) > 0 {
			all = formVariables(all, name, f.fields)
			continue
		}
		all = append(all, variable{name, f.celType()})
	}
	return all
}

func (f FormField) celType() *cel.Type {
	switch f.Type {
	case "string":
		return cel.StringType
	case "integer":
		return cel.IntType
	case "number":
		return cel.DoubleType
	case "boolean":
		return cel.BoolType
	case "array":
		if f.item == nil || f.item.Type == "" {
			return cel.ListType(cel.DynType)
		}
		return cel.ListType(f.item.celType())
	case "object":
		return cel.MapType(cel.StringType, cel.DynType)
	}
	return cel.DynType
}

func newEnv(fields []FormField) (*cel.Env, error) {
	subset := env.NewLibrarySubset()
	for _, name := range celFunctions {
		subset.AddIncludedFunctions(env.NewFunction(name))
	}
	options := []cel.EnvOption{
		cel.StdLib(cel.StdLibSubset(subset)),
		ext.Strings(ext.StringsVersion(celStrings)),
		cel.CrossTypeNumericComparisons(true),
		cel.CostModelVersion(celCostModel),
		cel.ParserExpressionSizeLimit(MaxExpression),
		cel.ParserRecursionLimit(maxCELNesting),
		cel.ParserErrorRecoveryLimit(5),
		cel.ASTValidators(cel.ValidateRegexLiterals(), cel.ValidateComprehensionNestingLimit(2)),
	}
	for _, v := range variables(fields) {
		options = append(options, cel.Variable(v.name, v.typ))
	}
	return cel.NewCustomEnv(options...)
}

// activation gives a condition its facts as it asks for them.
type activation struct {
	fields []FormField
	facts  Facts
}

func (a activation) Parent() cel.Activation { return nil }

// ResolveName gives the value of one variable.
func (a activation) ResolveName(name string) (any, bool) {
	switch name {
	case "project.id":
		return a.facts.Project.ID, true
	case "project.type":
		return a.facts.Project.Type, true
	case "project.invest_wan":
		return a.facts.Project.InvestWan, true
	case "project.sector":
		return a.facts.Project.Sector, true
	case "project.level":
		return a.facts.Project.Level, true
	case "project.town_code":
		return a.facts.Project.TownCode, true
	case "case.round":
		return int64(a.facts.Round), true
	case "case.supplements":
		return int64(a.facts.Supplements), true
	}
	path, ok := strings.CutPrefix(name, "form.")
	if !ok {
		return nil, false
	}
	key, rest, nested := strings.Cut(path, ".")
	i := slices.IndexFunc(a.fields, func(f FormField) bool { return f.Key == key })
	if i < 0 {
		return nil, false
	}
	f := a.fields[i]
	raw, _ := Get(a.facts.Form, key)
	for nested && len(f.fields) > 0 {
		key, rest, nested = strings.Cut(rest, ".")
		i := slices.IndexFunc(f.fields, func(f FormField) bool { return f.Key == key })
		if i < 0 {
			return nil, false
		}
		f = f.fields[i]
		var object map[string]json.RawMessage
		if len(raw) > 0 && json.Unmarshal(raw, &object) != nil {
			return types.WrapErr(fmt.Errorf("%s: %w", name, errNotOfType)), true
		}
		raw = object[key]
	}
	if nested {
		return nil, false // CEL asks for the longest name first
	}
	v, err := f.value(raw)
	if err != nil {
		return types.WrapErr(fmt.Errorf("%s: %w", name, err)), true
	}
	return v, true
}

// value is a filled field as CEL sees it, the type's zero value where it is not
// filled.
func (f FormField) value(raw json.RawMessage) (ref.Val, error) {
	empty := len(raw) == 0 || string(raw) == "null"
	switch f.Type {
	case "string":
		return celValue[string](raw, empty, func(s string) ref.Val { return types.String(s) })
	case "boolean":
		return celValue[bool](raw, empty, func(b bool) ref.Val { return types.Bool(b) })
	case "number":
		return celValue[float64](raw, empty, func(n float64) ref.Val { return types.Double(n) })
	case "integer":
		if empty {
			return types.IntZero, nil
		}
		return integer(raw)
	case "array":
		return f.list(raw, empty)
	}
	if empty && f.Type == "object" {
		return sorted(map[string]any{}), nil
	}
	if empty {
		return types.NullValue, nil
	}
	return anyValue(raw)
}

func celValue[T any](raw json.RawMessage, empty bool, to func(T) ref.Val) (ref.Val, error) {
	var v T
	if !empty && json.Unmarshal(raw, &v) != nil {
		return nil, errNotOfType
	}
	return to(v), nil
}

// integer reads a whole number however it is written: 3, 3.0 and 3e0 are one.
func integer(raw json.RawMessage) (ref.Val, error) {
	text := strings.TrimSpace(string(raw))
	if n, err := strconv.ParseInt(text, 10, 64); err == nil {
		return types.Int(n), nil
	}
	x, err := strconv.ParseFloat(text, 64)
	if err != nil || x != float64(int64(x)) || x > 1<<53 || x < -(1<<53) {
		return nil, errNotOfType
	}
	return types.Int(int64(x)), nil
}

func (f FormField) list(raw json.RawMessage, empty bool) (ref.Val, error) {
	var items []json.RawMessage
	if !empty && json.Unmarshal(raw, &items) != nil {
		return nil, errNotOfType
	}
	item := FormField{}
	if f.item != nil {
		item = *f.item
	}
	all := make([]ref.Val, len(items))
	for i, one := range items {
		v, err := item.value(one)
		if err != nil {
			return nil, err
		}
		all[i] = v
	}
	return types.NewRefValList(types.DefaultTypeAdapter, all), nil
}

// anyValue reads a value of which the schema does not say the type.
func anyValue(raw json.RawMessage) (ref.Val, error) {
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber()
	var v any
	if err := d.Decode(&v); err != nil {
		return nil, errNotOfType
	}
	return types.DefaultTypeAdapter.NativeToValue(native(v)), nil
}

func native(v any) any {
	switch v := v.(type) {
	case json.Number:
		if n, err := v.Int64(); err == nil {
			return n
		}
		x, _ := v.Float64() // too large is infinite
		return x
	case []any:
		all := make([]ref.Val, len(v))
		for i := range v {
			all[i] = types.DefaultTypeAdapter.NativeToValue(native(v[i]))
		}
		return types.NewRefValList(types.DefaultTypeAdapter, all)
	case map[string]any:
		return sorted(v)
	}
	return v
}

// sortedMap is a map that is walked in the order of its keys.
type sortedMap struct {
	traits.Mapper
	keys []string
}

func sorted(m map[string]any) ref.Val {
	keys := make([]string, 0, len(m))
	values := make(map[string]ref.Val, len(m))
	for k, v := range m {
		keys = append(keys, k)
		values[k] = types.DefaultTypeAdapter.NativeToValue(native(v))
	}
	slices.Sort(keys)
	return sortedMap{types.NewDynamicMap(types.DefaultTypeAdapter, values), keys}
}

// Iterator walks the keys in order.
func (m sortedMap) Iterator() traits.Iterator {
	return types.NewStringList(types.DefaultTypeAdapter, m.keys).Iterator()
}
