package processes

import (
	"context"
	"slices"

	"github.com/diaodu/diaodu/domain/fault"
	"github.com/diaodu/diaodu/domain/process"
)

// Library answers with the shipped definitions.
type Library struct{ all []process.Definition }

// NewLibrary reads the shipped definitions.
func NewLibrary() (*Library, error) {
	all, err := All()
	return &Library{all}, err
}

// Definition is the definition in force under a code; plan.no_such_process
// where there is none.
func (l *Library) Definition(_ context.Context, code string) (process.Definition, error) {
	i := slices.IndexFunc(l.all, func(d process.Definition) bool { return d.Code == code })
	if i < 0 {
		return process.Definition{}, fault.New(fault.NotFound, "plan.no_such_process", "no process %q", code).On("process").With("process", code)
	}
	return l.all[i], nil
}
