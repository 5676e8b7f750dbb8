package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/diaodu/diaodu/api"
	"github.com/diaodu/diaodu/domain/process"
	"github.com/diaodu/diaodu/processes"
)

// processCommands are for people who write process definitions. They read files
// and ask no server.
type processCommands struct {
	Check    processCheckCommand    `cmd:"" help:"检查流程定义文件，逐行指出问题 / say what is wrong, line by line"`
	Draw     processDrawCommand     `cmd:"" help:"画出流程 / draw a process"`
	Schema   processSchemaCommand   `cmd:"" help:"输出供编辑器补全和检查用的 JSON Schema / print the schema for editors"`
	Import   processImportCommand   `cmd:"" help:"导入 BPMN 2.0 模型或 DIGIT 业务服务 / convert a model or a service"`
	Export   processExportCommand   `cmd:"" help:"导出为 BPMN 2.0 / write a process as BPMN"`
	Simulate processSimulateCommand `cmd:"" help:"用样例数据试运行流程 / try a process on sample data"`
}

type processCheckCommand struct {
	Files []string `arg:"" name:"file" help:"流程定义文件（.yaml），或其所在的目录"`
}

// Run prints every problem as file:line: words, and fails where one stands
// against publication.
func (c processCheckCommand) Run() error { return checkFiles(os.Stdout, c.Files) }

func checkFiles(out io.Writer, args []string) error {
	files, err := definitionFiles(args)
	if err != nil {
		return err
	}
	refused, known := 0, shelf{}
	for _, file := range files {
		problems, err := known.checkFile(file)
		if err != nil {
			return err
		}
		for _, p := range problems {
			fmt.Fprintln(out, problemLine(file, p))
		}
		switch {
		case process.Refuses(problems):
			refused++
		case len(problems) == 0:
			fmt.Fprintf(out, "%s: 没有问题\n", file)
		}
	}
	if refused > 0 {
		return fmt.Errorf("%d 个流程定义不能发布，共检查 %d 个", refused, len(files))
	}
	return nil
}

func problemLine(file string, p process.Problem) string {
	words := api.ProblemText(p)
	if p.Warning {
		words = "提醒：" + words
	}
	return fmt.Sprintf("%s:%d: %s", file, max(1, p.Line), words)
}

// definitionFiles lists the files named, and those in the folders named.
func definitionFiles(args []string) ([]string, error) {
	var files []string
	for _, arg := range args {
		info, err := os.Stat(arg)
		if err != nil {
			return nil, unreadable(arg, err)
		}
		if !info.IsDir() {
			files = append(files, arg)
			continue
		}
		inside, err := yamlIn(arg)
		if err != nil {
			return nil, err
		}
		if len(inside) == 0 {
			return nil, fmt.Errorf("目录 %s 中没有 .yaml 文件", arg)
		}
		files = append(files, inside...)
	}
	return files, nil
}

func yamlIn(folder string) ([]string, error) {
	entries, err := os.ReadDir(folder)
	if err != nil {
		return nil, unreadable(folder, err)
	}
	var files []string
	for _, e := range entries {
		if ext := strings.ToLower(filepath.Ext(e.Name())); !e.IsDir() && (ext == ".yaml" || ext == ".yml") {
			files = append(files, filepath.Join(folder, e.Name()))
		}
	}
	return files, nil
}

func unreadable(path string, err error) error {
	switch {
	case errors.Is(err, os.ErrNotExist):
		return fmt.Errorf("没有文件 %s", path)
	case errors.Is(err, os.ErrPermission):
		return fmt.Errorf("没有权限读取 %s", path)
	}
	return fmt.Errorf("无法读取 %s：%w", path, err)
}

// readText reads no more of a file than a definition may have, and one byte more
// so that what is too long is seen to be.
func readText(file string) ([]byte, error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, unreadable(file, err)
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, process.MaxText+1))
	if err != nil {
		return nil, unreadable(file, err)
	}
	return text, nil
}

// shelf holds the processes of folders, read once: folder → code → process.
type shelf map[string]map[string]*process.Definition

// checkFile tells what is wrong with one file.
func (s shelf) checkFile(file string) ([]process.Problem, error) {
	_, problems, err := s.read(file)
	return problems, err
}

// read reads one file and tells what is wrong with it. Processes that it calls
// are looked for in the files beside it, then among those that ship, and
// embedded. Units are not checked: only the server knows them.
func (s shelf) read(file string) (*process.Definition, []process.Problem, error) {
	text, err := readText(file)
	if err != nil {
		return nil, nil, err
	}
	d, problems := process.Parse(text)
	if len(problems) > 0 {
		return nil, problems, nil
	}
	beside, err := s.folder(filepath.Dir(file))
	if err != nil {
		return nil, nil, err
	}
	known := process.Known{Process: func(code string) (*process.Definition, bool) {
		sub, ok := beside[code]
		return sub, ok
	}}
	problems = process.Check(d, known)
	g := process.NewGraph(d)
	for _, id := range g.IDs() {
		if n, _ := g.Node(id); n.Call != nil && beside[n.Call.Process] != nil {
			d.Subs = append(d.Subs, *beside[n.Call.Process])
		}
	}
	return d, problems, nil
}

// folder reads the processes of a folder, with those that ship. A file that
// cannot be read is none; it is told when it is checked itself.
func (s shelf) folder(path string) (map[string]*process.Definition, error) {
	if all, ok := s[path]; ok {
		return all, nil
	}
	files, err := yamlIn(path)
	if err != nil {
		return nil, err
	}
	all := map[string]*process.Definition{}
	shipped, err := processes.All()
	if err != nil {
		return nil, err
	}
	for i := range shipped {
		all[shipped[i].Code] = &shipped[i]
	}
	for _, file := range files {
		text, err := readText(file)
		if err != nil {
			continue
		}
		if d, problems := process.Parse(text); len(problems) == 0 {
			all[d.Code] = d
		}
	}
	s[path] = all
	return all, nil
}

type processDrawCommand struct {
	File string `arg:"" help:"流程定义文件（.yaml）"`
	As   string `enum:"text,mermaid" default:"text" help:"text：逐行文字；mermaid：可贴入 Markdown 的流程图"`
}

// Run draws a definition that can be read, also one that Check refuses: a
// picture is often how a mistake is found.
func (c processDrawCommand) Run() error { return drawFile(os.Stdout, c.File, c.As) }

func drawFile(out io.Writer, file, as string) error {
	text, err := readText(file)
	if err != nil {
		return err
	}
	d, problems := process.Parse(text)
	if len(problems) > 0 {
		for _, p := range problems {
			fmt.Fprintln(out, problemLine(file, p))
		}
		return errors.New("流程定义无法读取，请先改正")
	}
	drawing := process.Outline(d, nil)
	if as == "mermaid" {
		drawing = process.Draw(d, nil)
	}
	_, err = io.WriteString(out, drawing)
	return err
}

type processSchemaCommand struct{}

// Run prints the schema, to be saved beside one's definitions.
func (processSchemaCommand) Run() error {
	_, err := os.Stdout.Write(processes.Schema)
	return err
}
