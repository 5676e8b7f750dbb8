package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"github.com/diaodu/diaodu/api"
	"github.com/diaodu/diaodu/domain/approval"
	"github.com/diaodu/diaodu/domain/process"
	"github.com/diaodu/diaodu/domain/workcal"
)

type processSimulateCommand struct {
	File    string   `arg:"" help:"流程定义文件（.yaml）"`
	Form    string   `help:"样例表单，JSON 对象" default:"{}"`
	Project string   `help:"样例项目，JSON 对象，如 {\"invest_wan\":5000}" default:"{}"`
	Act     []string `help:"某环节首次待办时不是同意，而是这样办理，如 review=reject、review=return:accept、review=wait（可多次）" sep:"none"`
	Empty   []string `help:"假定无人的岗位，如 handler@fire（可多次）"`
	Pace    int      `help:"每步用几个工作日" default:"1"`
	Start   string   `help:"从哪一天开始，缺省为今天"`
}

// Run walks a definition with made-up people, by the rules that judge real
// applications, and prints every step with its date.
func (c processSimulateCommand) Run() error { return c.simulate(os.Stdout, time.Now()) }

func (c processSimulateCommand) simulate(out io.Writer, now time.Time) error {
	def, problems, err := shelf{}.read(c.File)
	if err != nil {
		return err
	}
	for _, p := range problems {
		fmt.Fprintln(out, problemLine(c.File, p))
	}
	if def == nil || process.Refuses(problems) {
		return errors.New("流程定义不能发布，请先改正")
	}
	trial, err := c.trial(def, now)
	if err != nil {
		return err
	}
	tried := approval.Try(trial, workcal.Embedded())
	for _, l := range tried.Lines {
		fmt.Fprintln(out, api.TrialText(l))
	}
	for _, step := range tried.Held {
		fmt.Fprintf(out, "提醒：“%s”环节找不到办理人，由流程管理员指定后继续。\n", step)
	}
	for _, x := range tried.Unused {
		fmt.Fprintf(out, "提醒：“%s”环节没有待办过，安排的“%s”没有用到。\n", x.Step, x.Act)
	}
	fmt.Fprintln(out, "结果："+api.ApprovalStatusText(tried.Status))
	if tried.Stuck != nil {
		return fmt.Errorf("走不下去：%s", api.FaultText(tried.Stuck))
	}
	return nil
}

// trial makes the test run that the command line describes.
func (c processSimulateCommand) trial(def *process.Definition, now time.Time) (approval.Trial, error) {
	t := approval.Trial{Definition: *def, Empty: c.Empty, Pace: c.Pace}
	var form map[string]any
	if err := json.Unmarshal([]byte(c.Form), &form); err != nil {
		return t, fmt.Errorf("--form 不是 JSON 对象：%w", err)
	}
	if err := json.Unmarshal([]byte(c.Project), &t.Facts); err != nil {
		return t, fmt.Errorf("--project 不是 JSON 对象：%w", err)
	}
	var err error
	if t.Form, err = process.FieldsOf(form); err != nil {
		return t, err
	}
	day := workcal.DateOf(now)
	if c.Start != "" {
		if day, err = workcal.ParseDate(c.Start); err != nil {
			return t, fmt.Errorf("--start 应为日期，如 2026-03-02：%w", err)
		}
	}
	t.At = workcal.Embedded().NextWorkday(day).At(10, 0)
	for _, text := range c.Act {
		step, act, ok := strings.Cut(text, "=")
		if !ok {
			return t, fmt.Errorf("--act 应为 环节=动作，如 review=reject，而不是 %q", text)
		}
		act, detail, _ := strings.Cut(act, ":")
		x := approval.TrialAct{Step: step, Act: act}
		x.To, x.Outcome = detail, detail
		t.Script = append(t.Script, x)
	}
	return t, nil
}
