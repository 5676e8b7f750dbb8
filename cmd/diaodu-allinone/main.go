// Command diaodu-allinone is the whole product in one process tree: database,
// Temporal, worker, API and console. It keeps its state in the data folder and
// survives restarts and kill -9. DIAODU_MYSQL_DSN and DIAODU_TEMPORAL_ADDRESS
// replace its own parts with real servers, one by one.
package main

import (
	"github.com/alecthomas/kong"

	"github.com/diaodu/diaodu/cmd/internal/app"
)

// version is set when the program is built.
var version = "dev"

type commands struct {
	Seed    string           `enum:"auto,never" default:"auto" help:"空库是否装入演示数据：auto 装入，never 不装 / fill an empty installation with demo data"`
	Version kong.VersionFlag `help:"版本 / version"`
}

func main() {
	var c commands
	parser := kong.Parse(&c, kong.Name("diaodu-allinone"), kong.Vars{"version": version},
		kong.Description("区县重点问题月调度平台一体机：数据库、流程引擎、接口与网页同在。设置取自环境变量 DIAODU_*。"))
	cfg, log, err := app.Settings()
	parser.FatalIfErrorf(err)
	ctx, stop := app.UntilAsked()
	defer stop()
	parser.FatalIfErrorf((&allInOne{cfg: cfg, log: log, seed: c.Seed == "auto"}).run(ctx))
}
