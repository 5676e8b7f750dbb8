package api

import (
	"context"
	"slices"

	"github.com/diaodu/diaodu/auth"
	"github.com/diaodu/diaodu/domain/approval"
	"github.com/diaodu/diaodu/domain/process"
)

// PictureView is a process as boxes and lines, with live status where it is an
// application's.
type PictureView struct {
	Name    string                 `json:"name"`
	Version int                    `json:"version" doc:"0 为草稿"`
	Status  string                 `json:"status,omitempty"`
	Nodes   []PictureNodeView      `json:"nodes" nullable:"false"`
	Edges   []approval.PictureEdge `json:"edges" nullable:"false"`
}

// PictureNodeView is one box in words.
type PictureNodeView struct {
	approval.PictureNode
	KindText  string   `json:"kind_text"`
	StateText string   `json:"state_text,omitempty"`
	Detail    string   `json:"detail,omitempty" doc:"谁办、怎样办、几天"`
	Notes     []string `json:"notes,omitempty" doc:"条件和其他去向"`
}

// graph is the picture of an application's own definition, with where it stands.
func (k approvalDesk) graph(ctx context.Context, in *IDIn) (*bodyOut[PictureView], error) {
	a, err := k.seen(ctx, in.ID, auth.Actor(ctx))
	if err != nil {
		return nil, err
	}
	names, err := k.unitNames(ctx)
	if err != nil {
		return nil, err
	}
	out := pictureView(langOf(ctx), a.Picture(), &a.Def, names)
	out.Status = string(a.Status)
	return answer(out, nil)
}

func pictureView(l lang, p approval.Picture, def *process.Definition, names map[string]string) PictureView {
	words := process.Describe(def, func(id string) string { return names[id] })
	out := PictureView{Name: def.Name, Version: def.Version, Nodes: []PictureNodeView{}, Edges: slices.Clone(p.Edges)}
	for n := range out.Edges {
		out.Edges[n].Label = phrase(l, out.Edges[n].Label)
	}
	g := process.NewGraph(def)
	for _, n := range p.Nodes {
		if step, ok := g.Node(n.ID); ok && step.Name == "" {
			n.Name = phrase(l, words[n.ID].Title) // its id is for who writes it, not for who reads it
		}
		v := PictureNodeView{PictureNode: n, KindText: wordOf(l, stepKindWords, n.Kind), Detail: phraseList(l, words[n.ID].Detail)}
		for _, note := range words[n.ID].Notes {
			v.Notes = append(v.Notes, phrase(l, note))
		}
		switch {
		case n.Kind == "finish" && n.State != "":
			v.StateText = wordOf(l, approvalWords.Status, n.State)
		case n.State == "open":
			v.StateText = word{"办理中", "In progress"}.in(l)
		case n.State != "":
			v.StateText = outcomeWord(l, g, n.ID, n.State)
		}
		out.Nodes = append(out.Nodes, v)
	}
	return out
}

// outcomeWord is how an opening of a step ended: in our words, or the
// definition's own.
func outcomeWord(l lang, g *process.Graph, step, outcome string) string {
	if w, ok := runWords[outcome]; ok {
		return w.in(l)
	}
	if n, ok := g.Node(step); ok && n.Stage != nil {
		for _, o := range n.Stage.Outcomes {
			if o.ID == outcome {
				return o.Name
			}
		}
	}
	return outcome
}
