package api

import (
	"context"
	"net/url"

	"github.com/diaodu/diaodu/domain/bpmn"
	"github.com/diaodu/diaodu/domain/digit"
	"github.com/diaodu/diaodu/domain/fault"
	"github.com/diaodu/diaodu/domain/process"
	"github.com/diaodu/diaodu/store"
)

type importProcessIn struct {
	Body struct {
		From    string                 `json:"from" enum:"bpmn,digit" doc:"BPMN 2.0 模型，或 DIGIT 业务服务（JSON）"`
		Text    string                 `json:"text" maxLength:"2097152" doc:"文件内容"`
		Process string                 `json:"process,omitempty" maxLength:"128" doc:"文件里有几个流程（业务服务）时选一个"`
		Roles   map[string]process.Who `json:"roles,omitempty" doc:"原文件中的角色对应谁"`
	}
}

// ImportedProcess is a file turned into a definition's text, and what there is
// to say of it, element by element.
type ImportedProcess struct {
	Text     string           `json:"text"`
	Refused  bool             `json:"refused" doc:"有不能转换的内容，没有生成"`
	Remarks  []ImportRemark   `json:"remarks" nullable:"false"`
	Problems []ProcessProblem `json:"problems" nullable:"false" doc:"生成的定义还需修改之处"`
}

// ImportRemark is what there is to say of one element of a file.
type ImportRemark struct {
	Line    int    `json:"line"`
	Element string `json:"element,omitempty"`
	ID      string `json:"id,omitempty"`
	Name    string `json:"name,omitempty"`
	Level   string `json:"level"`
	Text    string `json:"text"`
}

func (d Deps) importProcess(ctx context.Context, in *importProcessIn) (*bodyOut[ImportedProcess], error) {
	if err := keepsProcesses(ctx); err != nil {
		return nil, err
	}
	out := ImportedProcess{Remarks: []ImportRemark{}, Problems: []ProcessProblem{}}
	var def *process.Definition
	switch in.Body.From {
	case store.ProcessDIGIT:
		def = out.convertService(langOf(ctx), in)
	default:
		def = out.convert(langOf(ctx), in)
	}
	if def == nil {
		out.Refused = true
		return answer(out, nil)
	}
	text, err := def.YAML()
	if err != nil {
		return nil, err
	}
	read, err := d.readProcess(ctx, string(text))
	out.Text, out.Problems = string(text), read.Problems
	return answer(out, err)
}

// convert turns the file into a definition, nil where something was refused.
func (o *ImportedProcess) convert(l lang, in *importProcessIn) *process.Definition {
	model, problems := bpmn.Read([]byte(in.Body.Text))
	for _, p := range problems {
		o.Remarks = append(o.Remarks, ImportRemark{Line: p.Line, Level: string(bpmn.Refused), Text: modelProblem(l, p)})
	}
	if model == nil || len(problems) > 0 {
		return nil
	}
	def, said := bpmn.ToDefinition(model, in.Body.Process, in.Body.Roles)
	for _, r := range said {
		o.Remarks = append(o.Remarks, ImportRemark{Line: r.Line, Element: r.Element, ID: r.ElementID, Name: r.Name, Level: string(r.Level), Text: modelRemark(l, r)})
	}
	if bpmn.HasRefused(said) {
		return nil
	}
	return def
}

// convertService turns one DIGIT service of the file into a definition, nil where
// something was refused.
func (o *ImportedProcess) convertService(l lang, in *importProcessIn) *process.Definition {
	services, err := digit.Read([]byte(in.Body.Text))
	var chosen digit.Service
	if err == nil {
		chosen, err = digit.Choose(services, in.Body.Process)
	}
	if f := fault.Of(err); f != nil {
		line, _ := f.Args["line"].(int)
		o.Remarks = append(o.Remarks, ImportRemark{Line: line, Level: string(digit.Refused), Text: message(l, f.Code, f.Args)})
		return nil
	}
	def, said := digit.Convert(chosen, in.Body.Roles)
	for _, r := range said {
		o.Remarks = append(o.Remarks, ImportRemark{Element: "state", ID: r.State, Name: r.Action, Level: string(r.Level), Text: serviceRemark(l, r)})
		if r.Level == digit.Refused {
			def = nil
		}
	}
	return def
}

type exportProcessOut struct {
	Type        string `header:"Content-Type"`
	Disposition string `header:"Content-Disposition"`
	Body        []byte
}

// exportProcess gives a version as BPMN 2.0. One that was imported from a model
// and not changed since comes back byte for byte.
func (d Deps) exportProcess(ctx context.Context, in *ProcessVersionIn) (*exportProcessOut, error) {
	text, err := d.textOf(ctx, in.Code, in.Version)
	if err != nil {
		return nil, err
	}
	def, problems := process.Parse([]byte(text))
	if def == nil {
		return nil, fault.New(fault.Conflict, "process.refused", "%v", problems).With("n", len(problems)).
			With("line", problems[0].Line).With("why", clause(message(langOf(ctx), problems[0].Code, problems[0].Args)))
	}
	var origin []byte
	if in.Version > 0 {
		v, err := d.Processes.ProcessVersion(ctx, in.Code, in.Version)
		if err != nil {
			return nil, err
		}
		if v.Source == store.ProcessBPMN {
			origin = []byte(v.Origin)
		}
	}
	file, err := bpmn.Export(def, origin, nil)
	if err != nil {
		return nil, err
	}
	return &exportProcessOut{Type: "application/bpmn+xml", Disposition: "attachment; filename*=UTF-8''" + url.PathEscape(def.Name+".bpmn"), Body: file}, nil
}
