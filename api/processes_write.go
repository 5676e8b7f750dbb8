package api

import (
	"context"
	"slices"
	"strings"

	"github.com/pmezard/go-difflib/difflib"

	"github.com/diaodu/diaodu/domain/fault"
	"github.com/diaodu/diaodu/domain/process"
	"github.com/diaodu/diaodu/store"
)

// longestProcess bounds the text of a process, in bytes.
const longestProcess = 256 << 10

func sortedProcesses(views []ProcessView) []ProcessView {
	slices.SortFunc(views, func(a, b ProcessView) int {
		if x, y := slices.Index(process.Phases, process.Phase(a.Phase)), slices.Index(process.Phases, process.Phase(b.Phase)); x != y {
			return x - y
		}
		return strings.Compare(a.Code, b.Code)
	})
	return views
}

type processTextIn struct {
	Body struct {
		Text string `json:"text" maxLength:"262144" doc:"流程定义（YAML）"`
	}
}

func (d Deps) checkProcess(ctx context.Context, in *processTextIn) (*bodyOut[ProcessText], error) {
	if err := keepsProcesses(ctx); err != nil {
		return nil, err
	}
	return answer(d.readProcess(ctx, in.Body.Text))
}

type saveProcessIn struct {
	ProcessIn
	Body struct {
		Text   string `json:"text" maxLength:"262144"`
		Expect int    `json:"expect,omitempty" minimum:"0" doc:"打开时的草稿版本，新草稿为 0"`
		Source string `json:"source,omitempty" enum:"edited,bpmn,digit"`
		Origin string `json:"origin,omitempty" maxLength:"2097152" doc:"导入的原文件"`
	}
}

// saveProcess keeps a draft, also one with mistakes in it: it is not finished.
func (d Deps) saveProcess(ctx context.Context, in *saveProcessIn) (*bodyOut[store.ProcessDraft], error) {
	if err := keepsProcesses(ctx); err != nil {
		return nil, err
	}
	if len(in.Body.Text) > longestProcess {
		return nil, fault.New(fault.Invalid, "process.text_too_long", "%d bytes", len(in.Body.Text)).With("most", longestProcess>>10).On("text")
	}
	if in.Body.Source == "" {
		in.Body.Source = store.ProcessEdited
	}
	draft := store.ProcessDraft{Code: in.Code, Text: in.Body.Text, Source: in.Body.Source, Origin: in.Body.Origin}
	return answer(d.Processes.SaveProcessDraft(ctx, hand(ctx), draft, in.Body.Expect, d.Now()))
}

type dropProcessIn struct {
	ProcessIn
	MatchIn
}

func (d Deps) dropProcess(ctx context.Context, in *dropProcessIn) (*struct{}, error) {
	if err := keepsProcesses(ctx); err != nil {
		return nil, err
	}
	expect, err := in.mustExpect()
	if err != nil {
		return nil, err
	}
	return nil, d.Processes.DropProcessDraft(ctx, in.Code, expect)
}

type publishProcessIn struct {
	ProcessIn
	Body struct {
		Draft int    `json:"draft" minimum:"1" doc:"要发布的草稿版本"`
		Note  string `json:"note" minLength:"1" maxLength:"500" doc:"修改说明"`
	}
}

// publishProcess makes the draft the version that new applications follow. A
// draft with a mistake is refused with the first one.
func (d Deps) publishProcess(ctx context.Context, in *publishProcessIn) (*bodyOut[store.ProcessVersion], error) {
	if err := keepsProcesses(ctx); err != nil {
		return nil, err
	}
	draft, err := d.Processes.ProcessDraft(ctx, in.Code)
	if fault.Is(err, "process.no_draft") {
		return nil, fault.New(fault.Stale, "process.draft_gone", "the draft of %s is gone", in.Code)
	}
	if err != nil {
		return nil, err
	}
	if draft.Version != in.Body.Draft {
		return nil, fault.New(fault.Stale, "process.draft_changed", "the draft is at %d", draft.Version).With("by", draft.ChangedByName)
	}
	def, err := d.sealed(ctx, draft.Text)
	if err != nil {
		return nil, err
	}
	if def.Code != in.Code {
		return nil, fault.New(fault.Invalid, "process.code_differs", "the text is of %s", def.Code).With("code", def.Code).On("text")
	}
	v := store.ProcessVersion{Text: draft.Text, Source: draft.Source, Origin: draft.Origin, Note: in.Body.Note}
	return answer(d.Processes.PublishProcess(ctx, hand(ctx), def, v, draft.Version, d.Now()))
}

// sealed reads a text that may be published: checked, with what it calls
// embedded, and hashed.
func (d Deps) sealed(ctx context.Context, text string) (*process.Definition, error) {
	read, err := d.readProcess(ctx, text)
	if err != nil {
		return nil, err
	}
	for _, p := range read.Problems {
		if !p.Warning {
			return nil, fault.New(fault.Invalid, "process.refused", "%s at line %d", p.Code, p.Line).
				With("n", len(read.Problems)).With("line", p.Line).With("why", clause(p.Text)).On("text")
		}
	}
	def := read.Definition
	g := process.NewGraph(def)
	for _, id := range g.IDs() {
		n, _ := g.Node(id)
		if n.Call == nil || slices.ContainsFunc(def.Subs, func(s process.Definition) bool { return s.Code == n.Call.Process }) {
			continue
		}
		sub, err := d.Processes.PublishedProcess(ctx, n.Call.Process)
		if err != nil {
			return nil, err
		}
		def.Subs = append(def.Subs, *sub)
	}
	return def, process.Seal(def)
}

type useProcessIn struct {
	ProcessIn
	MatchIn
	Body struct {
		Version int    `json:"version" minimum:"0" doc:"要启用的版本，0 为停用"`
		Note    string `json:"note" minLength:"1" maxLength:"500" doc:"理由"`
	}
}

func (d Deps) useProcess(ctx context.Context, in *useProcessIn) (*struct{}, error) {
	if err := keepsProcesses(ctx); err != nil {
		return nil, err
	}
	expect, err := in.mustExpect()
	if err != nil {
		return nil, err
	}
	return nil, d.Processes.UseProcess(ctx, hand(ctx), in.Code, in.Body.Version, expect, in.Body.Note, d.Now())
}

type diffProcessIn struct {
	ProcessIn
	From int    `query:"from" minimum:"1" required:"true"`
	To   int    `query:"to" minimum:"0" doc:"0 为草稿"`
	Of   string `query:"of" enum:"text,outline" doc:"比较原文（缺省）或逐行说明"`
}

// DiffLine is one line of a comparison.
type DiffLine struct {
	Kind string `json:"kind" enum:"same,added,removed,gap" doc:"gap 为略去的相同行"`
	Text string `json:"text"`
}

func (d Deps) diffProcess(ctx context.Context, in *diffProcessIn) (*listOut[DiffLine], error) {
	if err := keepsProcesses(ctx); err != nil {
		return nil, err
	}
	from, err := d.textOf(ctx, in.Code, in.From)
	if err != nil {
		return nil, err
	}
	to, err := d.textOf(ctx, in.Code, in.To)
	if err != nil {
		return nil, err
	}
	if in.Of == "outline" {
		if from, to, err = d.outlines(ctx, from, to); err != nil {
			return nil, err
		}
	}
	return newList(diffLines(from, to), ""), nil
}

// outlines tells two texts in plain words: what differs there differs for people,
// whereas a comment or another order of keys does not.
func (d Deps) outlines(ctx context.Context, from, to string) (string, string, error) {
	a, err := d.readProcess(ctx, from)
	if err != nil {
		return "", "", err
	}
	b, err := d.readProcess(ctx, to)
	return a.Outline, b.Outline, err
}

// diffLines compares two texts line by line, with three lines around a change.
func diffLines(from, to string) []DiffLine {
	a, b := difflib.SplitLines(from), difflib.SplitLines(to)
	lines := []DiffLine{}
	add := func(kind string, texts []string) {
		for _, t := range texts {
			lines = append(lines, DiffLine{Kind: kind, Text: strings.TrimSuffix(t, "\n")})
		}
	}
	last := 0
	for _, group := range difflib.NewMatcher(a, b).GetGroupedOpCodes(3) {
		if len(group) > 0 && group[0].I1 > last {
			lines = append(lines, DiffLine{Kind: "gap"})
		}
		for _, c := range group {
			if c.Tag == 'e' {
				add("same", a[c.I1:c.I2])
			} else {
				add("removed", a[c.I1:c.I2])
				add("added", b[c.J1:c.J2])
			}
			last = c.I2
		}
	}
	return lines
}
