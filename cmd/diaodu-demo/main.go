// Command diaodu-demo drives the acceptance story over HTTP against a running
// server, with today's dates, as the demo district's people: an owner reports
// that the site has no water, departments dispute who leads, the meeting
// decides, tasks are carried out with evidence, the owner confirms. It prints
// each step and its result, and stops loudly at the first that differs.
package main

import (
	"flag"
	"fmt"
	"os"
)

func main() {
	address := flag.String("address", env("DIAODU_PUBLIC_URL", "http://127.0.0.1:8080"), "服务地址")
	password := flag.String("password", env("DIAODU_DEMO_PASSWORD", "Diaodu-2026"), "演示账号密码")
	flag.Parse()
	if err := run(*address, *password, func(line string) { fmt.Println(line) }); err != nil {
		fmt.Fprintln(os.Stderr, "演示中止："+err.Error())
		os.Exit(1)
	}
}

func env(name, otherwise string) string {
	if v := os.Getenv(name); v != "" {
		return v
	}
	return otherwise
}

func run(address, password string, say func(string)) error {
	s := &story{address: address, password: password, say: say, people: map[string]*person{}}
	for _, step := range steps {
		result, err := step.play(s)
		if err != nil {
			return fmt.Errorf("%s：%w", step.name, err)
		}
		say(fmt.Sprintf("✔ %s —— %s", step.name, result))
	}
	return nil
}
