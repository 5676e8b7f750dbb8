package api

import (
	"reflect"
	"sync"

	"github.com/danielgtaylor/huma/v2"
)

// spokenTag marks the fields in which the rules speak themselves, in Chinese, in
// values that answers carry as they are: `spoken:"rules"`. What people wrote is
// never marked, nor what a form sends back.
const spokenTag = "spoken"

// inWords puts the marked fields of an answer into the language asked for. The
// answer is copied where it changes, for parts of it may belong to everybody.
func inWords(ctx huma.Context, _ string, answer any) (any, error) {
	l := langOf(ctx.Context())
	v := reflect.ValueOf(answer)
	if l == chinese || !v.IsValid() || !speaks(v.Type()) {
		return answer, nil
	}
	return reworded(l, v).Interface(), nil
}

func reworded(l lang, v reflect.Value) reflect.Value {
	if !speaks(v.Type()) {
		return v
	}
	out := reflect.New(v.Type()).Elem()
	switch v.Kind() {
	case reflect.Pointer:
		if v.IsNil() {
			return v
		}
		out.Set(reflect.New(v.Type().Elem()))
		out.Elem().Set(reworded(l, v.Elem()))
	case reflect.Slice:
		if v.IsNil() {
			return v
		}
		out.Set(reflect.MakeSlice(v.Type(), v.Len(), v.Len()))
		for i := range v.Len() {
			out.Index(i).Set(reworded(l, v.Index(i)))
		}
	case reflect.Map:
		if v.IsNil() {
			return v
		}
		out.Set(reflect.MakeMapWithSize(v.Type(), v.Len()))
		for _, key := range v.MapKeys() {
			out.SetMapIndex(key, reworded(l, v.MapIndex(key)))
		}
	case reflect.Struct:
		out.Set(v)
		for i := range v.NumField() {
			switch f := v.Type().Field(i); {
			case !f.IsExported():
			case marked(f):
				out.Field(i).SetString(phraseList(l, v.Field(i).String()))
			default:
				out.Field(i).Set(reworded(l, v.Field(i)))
			}
		}
	}
	return out
}

func marked(f reflect.StructField) bool {
	return f.Type.Kind() == reflect.String && f.Tag.Get(spokenTag) != ""
}

var spokenTypes sync.Map // reflect.Type → bool

// speaks tells whether values of a type hold marked fields.
func speaks(t reflect.Type) bool {
	if known, ok := spokenTypes.Load(t); ok {
		return known.(bool)
	}
	found := findsSpoken(t, map[reflect.Type]bool{})
	spokenTypes.Store(t, found)
	return found
}

func findsSpoken(t reflect.Type, seen map[reflect.Type]bool) bool {
	if seen[t] {
		return false
	}
	seen[t] = true
	switch t.Kind() {
	case reflect.Pointer, reflect.Slice, reflect.Map:
		return findsSpoken(t.Elem(), seen)
	case reflect.Struct:
		for i := range t.NumField() {
			if f := t.Field(i); f.IsExported() && (marked(f) || findsSpoken(f.Type, seen)) {
				return true
			}
		}
	}
	return false
}
