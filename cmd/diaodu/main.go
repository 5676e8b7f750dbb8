// Command diaodu is the program for installations with their own MySQL and
// Temporal: the door, the worker and the operator's tools. diaodu-allinone is
// the one that brings everything itself.
package main

import (
	"github.com/alecthomas/kong"
)

// version is set when the program is built.
var version = "dev"

type commands struct {
	API     apiCommand      `cmd:"" name:"api" help:"运行接口与网页 / serve the API and the console"`
	Worker  workerCommand   `cmd:"" help:"运行流程执行端 / run workflows and activities"`
	Migrate migrateCommand  `cmd:"" help:"升级数据库结构 / bring the schema up to date"`
	User    userCommands    `cmd:"" help:"账号 / accounts"`
	Audit   auditCommands   `cmd:"" help:"审计链 / the audit log"`
	Process processCommands `cmd:"" help:"流程定义 / process definitions"`
	Rebuild rebuildCommand  `cmd:"" help:"由办理记录重建查询数据 / rebuild the read model from events"`
	Wake    wakeCommand     `cmd:"" help:"唤起 Temporal 丢失的案件 / wake cases that Temporal has lost"`
	Doctor  doctorCommand   `cmd:"" help:"检查缺什么、怎么补 / what is missing and how to fix it"`
	Version versionCommand  `cmd:"" help:"版本 / version"`
}

func main() {
	var c commands
	ctx := kong.Parse(&c, kong.Name("diaodu"), kong.UsageOnError(),
		kong.Description("区县重点问题月调度平台。设置一律取自环境变量 DIAODU_*。"))
	ctx.FatalIfErrorf(ctx.Run())
}
