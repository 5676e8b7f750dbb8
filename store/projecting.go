package store

import (
	"fmt"
	"runtime/debug"

	"gorm.io/gorm"

	"github.com/diaodu/diaodu/domain/casefile"
)

// projecting begins to work out a noun's own rows, beside whatever is done
// meanwhile, and is called to write them. Both states are only read.
func (n noun) projecting(before, after casefile.State, ev casefile.Event) func(tx *gorm.DB) error {
	if n.workOut == nil {
		return func(tx *gorm.DB) error { return n.project(tx, before, after, ev) }
	}
	type made struct {
		write func(tx *gorm.DB) error
		err   error
	}
	ready := make(chan made, 1)
	go func() {
		var m made
		// A panic here would end the program, and not, as elsewhere, one activity.
		defer func() {
			if p := recover(); p != nil {
				m.err = fmt.Errorf("rows of event %d of %s: %v\n%s", ev.Seq, ev.CaseID, p, debug.Stack())
			}
			ready <- m
		}()
		m.write, m.err = n.workOut(before, after, ev)
	}()
	return func(tx *gorm.DB) error {
		m := <-ready
		if m.err != nil {
			return m.err
		}
		return m.write(tx)
	}
}
