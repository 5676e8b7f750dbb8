package main

import (
	"fmt"
	"time"

	"github.com/diaodu/diaodu/auth"
	"github.com/diaodu/diaodu/cmd/internal/app"
	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/org"
	"github.com/diaodu/diaodu/store"
)

type userCommands struct {
	CreateAdmin createAdminCommand `cmd:"" help:"建立系统管理员账号，密码只显示一次 / create an administrator"`
}

type createAdminCommand struct {
	Login string `arg:"" help:"登录名：小写字母、数字、点、横线，3 到 32 位"`
	Name  string `arg:"" help:"姓名"`
}

// Run makes the account with which the others are made. There is no default
// account: whoever may run this on the server may have one. The first sign-in
// asks for a new password.
func (c createAdminCommand) Run() error {
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
	password, hash, err := auth.InitialPassword(ctx)
	if err != nil {
		return err
	}
	by := casefile.Meta{RequestID: "console", Actor: org.Actor{UserID: "console", Name: "服务器控制台", Roles: []org.Role{org.Admin}}}
	u, err := s.CreateUser(ctx, by, store.NewUser{
		Login: c.Login, Name: c.Name, Hash: hash, MustChange: true, Roles: []org.Role{org.Admin},
	}, time.Now())
	if err != nil {
		return fmt.Errorf("建立账号失败：%w", err)
	}
	fmt.Printf("已建立系统管理员 %s（%s）\n初始密码：%s\n首次登录须修改密码；请用它建立统筹、部门等其他账号。\n", u.Login, u.Name, password)
	return nil
}
