// Command diaodu-demo drives the acceptance story over HTTP against a running
// server, with today's dates, as the demo district's people: an owner reports
// that the site has no water, departments dispute who leads, the meeting
// decides, tasks are carried out with evidence, the owner confirms. It prints
// each step and its result, and stops loudly at the first that differs.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"

	"github.com/diaodu/diaodu/deploy/seed"
	"github.com/diaodu/diaodu/e2e/journey"
)

func main() {
	address := flag.String("address", env("DIAODU_PUBLIC_URL", "http://127.0.0.1:8080"), "服务地址")
	password := flag.String("password", env("DIAODU_DEMO_PASSWORD", seed.Password), "演示账号密码")
	onSite := flag.Bool("on-site", false, "不开会，由领导现场交办")
	flag.Parse()
	way := journey.Way{Base: *address, Password: *password, Out: os.Stdout, OnSite: *onSite}
	if err := journey.Run(context.Background(), way); err != nil {
		fmt.Fprintln(os.Stderr, "演示中止："+err.Error())
		os.Exit(1)
	}
	fmt.Printf("演示完成。可用浏览器打开 %s ，以演示账号 yezhu（业主）或 tongchou（统筹）登录，查看刚才这两个问题。\n", *address)
}

func env(name, otherwise string) string {
	if v := os.Getenv(name); v != "" {
		return v
	}
	return otherwise
}
