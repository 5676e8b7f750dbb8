package process

// Node is a step with its place in the tree.
type Node struct {
	*Step
	Parent string // id of the enclosing block, "" at the top
	Branch int    // index of the branch there
	Next   string // id of the following step of the same sequence, "" at its end
	Order  int    // place in reading order, from 0
	Depth  int    // blocks around it
}

// Graph finds the steps of a definition by id and says which follows which. It
// is computed from the definition and never stored.
type Graph struct {
	nodes map[string]Node
	ids   []string // in reading order
	top   []Step
}

// NewGraph lays out a definition. Of two steps with one id the first counts;
// Check refuses such a definition.
func NewGraph(d *Definition) *Graph {
	g := &Graph{nodes: map[string]Node{}, top: d.Steps}
	g.lay(d.Steps, "", 0, 0)
	return g
}

func (g *Graph) lay(steps []Step, parent string, branch, depth int) {
	for i := range steps {
		s := &steps[i]
		n := Node{Step: s, Parent: parent, Branch: branch, Order: len(g.ids), Depth: depth}
		if i+1 < len(steps) {
			n.Next = steps[i+1].ID
		}
		if _, seen := g.nodes[s.ID]; !seen {
			g.nodes[s.ID] = n
			g.ids = append(g.ids, s.ID)
		}
		for b := range s.Branches {
			g.lay(s.Branches[b].Steps, s.ID, b, depth+1)
		}
	}
}

// Node finds a step.
func (g *Graph) Node(id string) (Node, bool) {
	n, ok := g.nodes[id]
	return n, ok
}

// IDs lists every step in reading order.
func (g *Graph) IDs() []string { return g.ids }

// First is the first step of a branch, "" where it is empty. At the top, block is "".
func (g *Graph) First(block string, branch int) string {
	steps := g.top
	if block != "" {
		n := g.nodes[block]
		if branch >= len(n.Branches) {
			return ""
		}
		steps = n.Branches[branch].Steps
	}
	if len(steps) == 0 {
		return ""
	}
	return steps[0].ID
}

// Within tells whether a step lies inside a block, at any depth. Everything lies
// within "".
func (g *Graph) Within(id, block string) bool {
	if block == "" {
		return true
	}
	for n, ok := g.nodes[id]; ok && n.Parent != ""; n, ok = g.nodes[n.Parent] {
		if n.Parent == block {
			return true
		}
	}
	return false
}

// Around lists the blocks around a step, the innermost first.
func (g *Graph) Around(id string) []string {
	var blocks []string
	for n, ok := g.nodes[id]; ok && n.Parent != ""; n, ok = g.nodes[n.Parent] {
		blocks = append(blocks, n.Parent)
	}
	return blocks
}

// MayJump tells whether flow can go from one step to another without entering a
// block sideways: the target stands in the same sequence or in one around it.
func (g *Graph) MayJump(from, to string) bool {
	t, ok := g.nodes[to]
	if !ok {
		return false
	}
	n, ok := g.nodes[from]
	for ok {
		if n.Parent == t.Parent && n.Branch == t.Branch {
			return true
		}
		n, ok = g.nodes[n.Parent]
	}
	return false
}
