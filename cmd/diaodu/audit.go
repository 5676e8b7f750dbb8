package main

import (
	"fmt"

	"github.com/diaodu/diaodu/cmd/internal/app"
)

type auditCommands struct {
	Verify auditVerifyCommand `cmd:"" help:"核对每一条审计链 / check every chain"`
}

type auditVerifyCommand struct{}

// Run checks every chain and every case, and fails where one is broken.
func (auditVerifyCommand) Run() error {
	cfg, log, err := app.Settings()
	if err != nil {
		return err
	}
	ctx, stop := app.UntilAsked()
	defer stop()
	s, err := app.OpenStore(ctx, cfg, log)
	if err != nil {
		return err
	}
	defer s.Close()
	v, err := s.VerifyAudit(ctx)
	if err != nil {
		return err
	}
	for _, line := range v.Broken {
		fmt.Println("异常：", line)
	}
	fmt.Printf("核对 %d 条链、%d 条记录，异常 %d 处\n", v.Streams, v.Entries, len(v.Broken))
	if len(v.Broken) > 0 {
		return fmt.Errorf("审计链有 %d 处异常", len(v.Broken))
	}
	return nil
}
