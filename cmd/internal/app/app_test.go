package app

import (
	"reflect"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/diaodu/diaodu/engine"
	"github.com/diaodu/diaodu/store"
)

// A part left out answers 500 only once somebody asks for it; here it is told
// at once.
func TestNothingTheProgramNeedsIsLeftOut(t *testing.T) {
	p := &Parts{Store: &store.Store{}, Files: &store.Files{}, Cases: &engine.Cases{}}
	for _, deps := range []any{p.doorDeps(), p.workerDeps()} {
		v := reflect.ValueOf(deps)
		for i := range v.NumField() {
			if f := v.Type().Field(i); f.IsExported() && f.Name != "Log" {
				lookFor(t, v.Type().String()+"."+f.Name, v.Field(i))
			}
		}
	}
}

func lookFor(t *testing.T, name string, v reflect.Value) {
	t.Helper()
	switch v.Kind() {
	case reflect.Interface:
		require.False(t, v.IsNil(), "%s is not given", name)
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				lookFor(t, name+"."+v.Type().Field(i).Name, v.Field(i))
			}
		}
	}
}
