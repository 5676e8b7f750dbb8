package main

import (
	"fmt"
	"runtime"

	"github.com/diaodu/diaodu/api"
)

type versionCommand struct{}

// Run prints what was built and with what.
func (versionCommand) Run() error {
	_, err := fmt.Printf("diaodu %s（接口 %s，%s）\n", version, api.Version, runtime.Version())
	return err
}
