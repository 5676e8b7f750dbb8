package approval

import "github.com/diaodu/diaodu/domain/process"

// Picture is the process of an application as lines and boxes, with where it
// stands in each. It is drawn, never stored.
type Picture struct {
	Nodes []PictureNode `json:"nodes"`
	Edges []PictureEdge `json:"edges"`
}

// PictureNode is one box: a step, the start, the end, or the join of a block.
type PictureNode struct {
	ID     string `json:"id"`
	Kind   string `json:"kind"` // of process.Kinds, or "start", "join", "finish"
	Name   string `json:"name"`
	Block  string `json:"block,omitempty"` // id of the block around it
	Branch string `json:"branch,omitempty"`
	Depth  int    `json:"depth"` // blocks around it
	Within int    `json:"within,omitempty"`
	// State is where the application stands: "" not reached, "open", or how the
	// last opening ended.
	State string `json:"state,omitempty"`
	Round int    `json:"round,omitempty"` // openings so far, of one unit
	Open  int    `json:"open,omitempty"`  // openings open now: several in a block for each unit
	Seats int    `json:"seats,omitempty"` // of the openings that count
	Done  int    `json:"done,omitempty"`  // seats that have decided
}

// PictureEdge is one line. Back leads to an earlier step.
type PictureEdge struct {
	From  string `json:"from"`
	To    string `json:"to"`
	Label string `json:"label,omitempty"` // name of the branch, or the condition
	When  string `json:"when,omitempty"`  // condition in CEL
	Kind  string `json:"kind,omitempty"`  // "reject" where a rejection leads, "skip" past a step whose condition does not hold
	Back  bool   `json:"back,omitempty"`
}

// Ends of a picture.
const (
	startNode  = "$start"
	finishNode = "$finish"
)

// Picture draws the definition in force with the application's state.
func (a *Approval) Picture() Picture {
	p := painter{a: a, g: a.Graph(), Picture: Picture{Nodes: []PictureNode{}, Edges: []PictureEdge{}}}
	p.Nodes = append(p.Nodes, PictureNode{ID: startNode, Kind: "start", State: Pass})
	ends := p.sequence(a.Def.Steps, []loose{{from: startNode}}, "", "", 0)
	finish := PictureNode{ID: finishNode, Kind: "finish"}
	if a.End != nil {
		finish.State = string(a.Status)
	}
	p.Nodes = append(p.Nodes, finish)
	p.connect(ends, finishNode)
	p.Edges = append(p.Edges, p.later...)
	return p.Picture
}

// PictureOf draws a definition as it stands on paper, with no application in it.
func PictureOf(def *process.Definition) Picture {
	p := (&Approval{Def: *def}).Picture()
	p.Nodes[0].State = ""
	return p
}

// loose is the end of a line that has yet to reach the next step.
type loose struct{ from, label, when, kind string }

type painter struct {
	Picture
	a     *Approval
	g     *process.Graph
	later []PictureEdge // drawn last, when every box is there
}

func (p *painter) connect(from []loose, to string) {
	for _, l := range from {
		p.Edges = append(p.Edges, PictureEdge{From: l.from, To: to, Label: l.label, When: l.when, Kind: l.kind})
	}
}

func (p *painter) sequence(steps []process.Step, from []loose, block, branch string, depth int) []loose {
	for i := range steps {
		from = p.step(&steps[i], from, block, branch, depth)
	}
	return from
}

// step draws one step and gives the lines that leave it.
func (p *painter) step(s *process.Step, from []loose, block, branch string, depth int) []loose {
	p.Nodes = append(p.Nodes, p.box(s, block, branch, depth))
	p.connect(from, s.ID)
	out := []loose{{from: s.ID}}
	switch {
	case s.Kind == process.KindGoto:
		p.leads(s.ID, s.To, s.When, "")
		if out = nil; s.When != "" {
			out = []loose{{from: s.ID, kind: "skip"}}
		}
		return out
	case s.Kind == process.KindEnd:
		p.leads(s.ID, finishNode, "", "")
		out = nil
	case s.Kind.Block():
		out = p.branches(s, depth)
	}
	if s.When != "" {
		for _, l := range from {
			out = append(out, loose{from: l.from, label: l.label, when: l.when, kind: "skip"})
		}
	}
	p.others(s)
	return out
}

// branches draws a block; a parallel one, and one for each unit, has a join.
func (p *painter) branches(s *process.Step, depth int) []loose {
	var ends []loose
	otherwise := false
	for i := range s.Branches {
		b := &s.Branches[i]
		otherwise = otherwise || b.Otherwise
		l := loose{from: s.ID, label: b.Name, when: b.When}
		if b.Otherwise {
			l.kind = "otherwise"
		}
		ends = append(ends, p.sequence(b.Steps, []loose{l}, s.ID, b.Name, depth+1)...)
	}
	if s.Kind == process.KindChoose {
		if !otherwise {
			ends = append(ends, loose{from: s.ID, kind: "skip"})
		}
		return ends
	}
	join := PictureNode{ID: s.ID + "$join", Kind: "join", Block: s.ID, Depth: depth}
	if r := p.a.latestAny(s.ID); r != nil && !r.Open {
		join.State = r.Outcome
	}
	p.Nodes = append(p.Nodes, join)
	p.connect(ends, join.ID)
	return []loose{{from: join.ID}}
}

// others draws where a rejection or an outcome of its own leads.
func (p *painter) others(s *process.Step) {
	reject := ""
	switch {
	case s.Stage != nil:
		reject = s.Stage.OnReject
		for _, o := range s.Stage.Outcomes {
			to := o.To
			if o.End != "" {
				to = finishNode
			}
			p.leads(s.ID, to, "", o.Name)
		}
	case s.Call != nil:
		reject = s.Call.OnReject
	case s.Wait != nil:
		reject = s.Wait.OnReject
	case s.Notice != nil:
		reject = s.Notice.OnObjection
	case s.Kind.Block():
		reject = s.OnReject
	}
	if _, ok := p.g.Node(reject); ok {
		p.later = append(p.later, PictureEdge{From: s.ID, To: reject, Kind: "reject", Back: p.back(s.ID, reject)})
	}
}

func (p *painter) leads(from, to, when, label string) {
	if to != "" {
		p.later = append(p.later, PictureEdge{From: from, To: to, When: when, Label: label, Back: p.back(from, to)})
	}
}

func (p *painter) back(from, to string) bool {
	f, _ := p.g.Node(from)
	t, ok := p.g.Node(to)
	return ok && t.Order <= f.Order
}

// box is a step with where the application stands in it.
func (p *painter) box(s *process.Step, block, branch string, depth int) PictureNode {
	n := PictureNode{ID: s.ID, Kind: string(s.Kind), Name: s.Name, Block: block, Branch: branch, Depth: depth}
	if s.Stage != nil {
		n.Within = s.Stage.Within
	}
	if n.Name == "" {
		n.Name = s.ID
	}
	last := map[string]int{} // by unit
	var items []string
	for i := range p.a.Runs {
		if r := &p.a.Runs[i]; r.Step == s.ID {
			if _, known := last[r.Item]; !known {
				items = append(items, r.Item)
			}
			last[r.Item] = r.N
		}
	}
	for _, item := range items {
		r := p.a.run(last[item])
		n.Round = max(n.Round, r.Round)
		if r.Open {
			n.Open++
		} else if n.State == "" || r.Outcome != Pass {
			n.State = r.Outcome
		}
		for _, seat := range p.a.seated(r.N) {
			if !p.a.sealed(seat, p.g) {
				if n.Seats++; seat.State.Decided() {
					n.Done++
				}
			}
		}
	}
	if n.Open > 0 {
		n.State = "open"
	}
	return n
}

// latestAny is the last opening of a step, of whatever unit.
func (a *Approval) latestAny(step string) *Run {
	for i := len(a.Runs) - 1; i >= 0; i-- {
		if a.Runs[i].Step == step {
			return &a.Runs[i]
		}
	}
	return nil
}
