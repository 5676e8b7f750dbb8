package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/diaodu/diaodu/api"
	"github.com/diaodu/diaodu/domain/bpmn"
	"github.com/diaodu/diaodu/domain/digit"
	"github.com/diaodu/diaodu/domain/fault"
	"github.com/diaodu/diaodu/domain/process"
)

type processImportCommand struct {
	File    string `arg:"" help:"BPMN 2.0 模型（.bpmn、.xml）或 DIGIT 业务服务（.json）"`
	From    string `enum:"auto,bpmn,digit" default:"auto" help:"来源格式；auto 按文件名判断"`
	Roles   string `help:"对照表（.yaml）：泳道、角色、候选组等名称各是本平台的谁" placeholder:"FILE"`
	Process string `help:"文件中有多个流程时，导入其中哪一个（编号）" placeholder:"ID"`
	Out     string `short:"o" help:"写入文件；不写则输出到屏幕" placeholder:"FILE"`
}

// Run converts a model. The definition goes to the screen or a file; what there
// is to say about its elements goes to the error output, so that neither hides
// the other. It fails where something cannot be executed.
func (c processImportCommand) Run() error { return c.convert(os.Stdout, os.Stderr) }

func (c processImportCommand) convert(out, said io.Writer) error {
	people, err := readRoles(c.Roles)
	if err != nil {
		return err
	}
	file, err := readModel(c.File)
	if err != nil {
		return err
	}
	var d *process.Definition
	var t tally
	if c.from() == "digit" {
		d, t, err = c.fromDigit(file, people, said)
	} else {
		d, t, err = c.fromBPMN(file, people, said)
	}
	if err != nil {
		return err
	}
	if d == nil {
		return fmt.Errorf("有 %d 处不能执行，没有转换", t.refused)
	}
	text, err := d.YAML()
	if err != nil {
		return err
	}
	if err := writeOut(out, c.Out, text); err != nil {
		return err
	}
	return conclude(said, text, t)
}

// tally counts what was said.
type tally struct{ refused, mend int }

// conclude reads the definition back as its writer will, and says what is left
// to do.
func conclude(said io.Writer, text []byte, t tally) error {
	d, problems := process.Parse(text)
	if d != nil {
		problems = process.Check(d, process.Known{})
	}
	against := 0
	for _, p := range problems {
		if !p.Warning {
			against++
		}
	}
	fmt.Fprintf(said, "已转换；须补充或核对 %d 处，尚有 %d 个问题妨碍发布。补齐后请用 diaodu process check 检查。\n", t.mend, against)
	return nil
}

func (c processImportCommand) from() string {
	if c.From != "auto" && c.From != "" {
		return c.From
	}
	if strings.EqualFold(filepath.Ext(c.File), ".json") {
		return "digit"
	}
	return "bpmn"
}

func (c processImportCommand) fromBPMN(file []byte, people bpmn.People, said io.Writer) (*process.Definition, tally, error) {
	var t tally
	model, problems := bpmn.Read(file)
	for _, p := range problems {
		fmt.Fprintf(said, "%s:%d: %s\n", c.File, p.Line, api.ModelProblemText(p))
	}
	if model == nil {
		return nil, t, errors.New("文件不能读取")
	}
	d, refusals := bpmn.ToDefinition(model, c.Process, people)
	for _, r := range refusals {
		fmt.Fprintf(said, "%s:%d: %s：%s%s\n", c.File, max(1, r.Line), t.word(string(r.Level)), elementName(r), api.RefusalText(r))
	}
	return d, t, nil
}

func elementName(r bpmn.Refusal) string {
	switch {
	case r.Name != "":
		return "“" + r.Name + "”"
	case r.ElementID != "":
		return r.ElementID + " "
	}
	return ""
}

func (t *tally) word(level string) string {
	switch level {
	case string(bpmn.Refused):
		t.refused++
		return "不能执行"
	case string(bpmn.Mend):
		t.mend++
		return "须补充"
	}
	return "说明"
}

func (c processImportCommand) fromDigit(file []byte, people bpmn.People, said io.Writer) (*process.Definition, tally, error) {
	var t tally
	services, err := digit.Read(file)
	if err != nil {
		return nil, t, notDigit(c.File, err)
	}
	chosen, err := digit.Choose(services, c.Process)
	if err != nil {
		return nil, t, notDigit(c.File, err)
	}
	d, remarks := digit.Convert(chosen, people)
	for _, r := range remarks {
		fmt.Fprintf(said, "%s: %s：%s\n", c.File, t.word(string(r.Level)), api.RemarkText(r))
	}
	return d, t, nil
}

// notDigit says in Chinese what is wrong with a file of services; --process chooses.
func notDigit(file string, err error) error {
	if f := fault.Of(err); f != nil {
		return fmt.Errorf("%s：%s（--process 指定业务服务）", file, strings.TrimSuffix(api.FaultText(f), "。"))
	}
	return fmt.Errorf("%s 不是 DIGIT 业务服务：%w", file, err)
}

// readRoles reads who the names of a model are here.
func readRoles(file string) (bpmn.People, error) {
	if file == "" {
		return nil, nil
	}
	text, err := readText(file)
	if err != nil {
		return nil, err
	}
	people := bpmn.People{}
	d := yaml.NewDecoder(bytes.NewReader(text))
	d.KnownFields(true)
	if err := d.Decode(&people); err != nil && !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("对照表 %s 有误：%w", file, err)
	}
	return people, nil
}

// readModel reads no more of a file than a model may have, and one byte more so
// that what is too big is seen to be.
func readModel(file string) ([]byte, error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, unreadable(file, err)
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, bpmn.MaxBytes+1))
	if err != nil {
		return nil, unreadable(file, err)
	}
	return text, nil
}

func writeOut(out io.Writer, file string, text []byte) error {
	if file == "" {
		_, err := out.Write(text)
		return err
	}
	return os.WriteFile(file, text, 0o644)
}

type processExportCommand struct {
	File   string `arg:"" help:"流程定义文件（.yaml）"`
	To     string `enum:"bpmn" default:"bpmn" help:"目标格式"`
	Source string `help:"该流程当初导入的 BPMN 文件：内容未改时原样给回" placeholder:"FILE"`
	Roles  string `help:"当初导入所用的对照表" placeholder:"FILE"`
	Out    string `short:"o" help:"写入文件；不写则输出到屏幕" placeholder:"FILE"`
}

// Run writes a definition as BPMN 2.0 with its drawing.
func (c processExportCommand) Run() error { return c.write(os.Stdout, os.Stderr) }

func (c processExportCommand) write(out, said io.Writer) error {
	text, err := readText(c.File)
	if err != nil {
		return err
	}
	d, problems := process.Parse(text)
	for _, p := range problems {
		fmt.Fprintln(said, problemLine(c.File, p))
	}
	if d == nil {
		return errors.New("流程定义无法读取，请先改正")
	}
	people, err := readRoles(c.Roles)
	if err != nil {
		return err
	}
	var source []byte
	if c.Source != "" {
		if source, err = readModel(c.Source); err != nil {
			return err
		}
	}
	model, err := bpmn.Export(d, source, people)
	if err != nil {
		return err
	}
	return writeOut(out, c.Out, model)
}
