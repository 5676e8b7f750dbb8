package bpmn

import "github.com/diaodu/diaodu/domain/process"

// task is what a vertex of a scope's graph does.
type task int

const (
	vPass   task = iota // nothing: starts, merges, joins of one branch
	vStep               // steps of the definition, one after the other
	vDecide             // a stage whose decision leads to different places
	vChoose             // the first way whose condition holds
	vFork               // every way whose condition holds
	vJoin               // where the ways of a fork meet
	vEnd                // the end of this way
)

// vertex is one node of a scope, which is a process or an embedded sub-process.
type vertex struct {
	task      task
	el        *Node
	inclusive bool // fork or join: of an inclusive gateway
	final     bool // end: ends the whole case, not only its own way
	result    process.Result
	steps     []process.Step // of vStep, vDecide; vChoose and vFork get one when laid
	outs      []edge
	ins       int // edges that lead here
}

// edge leads from a vertex to another.
type edge struct {
	to        int
	el        *Node // the sequence flow; nil for one of ours
	name      string
	cond      *condition
	when      string // the condition in CEL
	otherwise bool
	refused   bool   // its condition was refused already
	decision  string // of vDecide: approve, reject, or the id of an outcome
}

// Decisions of a stage that every stage has.
const (
	decideApprove = "approve"
	decideReject  = "reject"
)

// exit stands for the end of the region that is being laid.
const exit = -1

type graph struct {
	all   []vertex
	entry int
	top   bool // of the process: its ends end the case
	// endOf is the end behind a fork whose ways run to their own ends.
	endOf map[int]int
	back  [][]int // edges turned round, when first asked for
}

func (g *graph) add(v vertex) int {
	g.all = append(g.all, v)
	return len(g.all) - 1
}

func (g *graph) link(from int, e edge) {
	g.all[from].outs = append(g.all[from].outs, e)
	g.all[e.to].ins++
}

// reach lists what can be reached from a vertex without passing the stop, in the
// order it is found. Ends are told apart and not listed.
func (g *graph) reach(from, stop int) (seen []bool, order []int, ends, finals bool) {
	w := &walker{seen: make([]bool, len(g.all))}
	ends, finals = g.walk(w, from, stop)
	return w.seen, w.order, ends, finals
}

// walker is the memory of a walk, to be used again.
type walker struct {
	seen         []bool
	order, stack []int
}

func (g *graph) walk(w *walker, from, stop int) (ends, finals bool) {
	for _, v := range w.order {
		w.seen[v] = false
	}
	w.order, w.stack = w.order[:0], append(w.stack[:0], from)
	for len(w.stack) > 0 {
		v := w.stack[len(w.stack)-1]
		w.stack = w.stack[:len(w.stack)-1]
		if v == stop || w.seen[v] {
			continue
		}
		if g.all[v].task == vEnd {
			ends, finals = ends || !g.all[v].final, finals || g.all[v].final
			continue
		}
		w.seen[v] = true
		w.order = append(w.order, v)
		for i := len(g.all[v].outs) - 1; i >= 0; i-- {
			w.stack = append(w.stack, g.all[v].outs[i].to)
		}
	}
	return ends, finals
}

// dominators finds for every vertex that is reached from the root its immediate
// dominator, and the reverse postorder. What is not reached has -1.
func dominators(n, root int, next func(int) []int) (idom, order []int) {
	place := make([]int, n)
	idom = make([]int, n)
	for i := range idom {
		place[i], idom[i] = -1, -1
	}
	order = postorder(n, root, next)
	for i, v := range order {
		place[v] = i
	}
	before := make([][]int, n)
	for _, v := range order {
		for _, w := range next(v) {
			before[w] = append(before[w], v)
		}
	}
	idom[root] = root
	for changed := true; changed; {
		changed = false
		for i := len(order) - 2; i >= 0; i-- {
			v, best := order[i], -1
			for _, p := range before[v] {
				switch {
				case idom[p] < 0:
				case best < 0:
					best = p
				default:
					best = common(idom, place, best, p)
				}
			}
			if idom[v] != best {
				idom[v], changed = best, true
			}
		}
	}
	for i, j := 0, len(order)-1; i < j; i, j = i+1, j-1 {
		order[i], order[j] = order[j], order[i]
	}
	return idom, order
}

func common(idom, place []int, a, b int) int {
	for a != b {
		for place[a] < place[b] {
			a = idom[a]
		}
		for place[b] < place[a] {
			b = idom[b]
		}
	}
	return a
}

// postorder walks depth first, the first way of a choice last, so that in the
// reverse order it comes first.
func postorder(n, root int, next func(int) []int) []int {
	type frame struct {
		v    int
		left []int
	}
	var order []int
	seen := make([]bool, n)
	seen[root] = true
	stack := []frame{{root, next(root)}}
	for len(stack) > 0 {
		f := &stack[len(stack)-1]
		if len(f.left) == 0 {
			order = append(order, f.v)
			stack = stack[:len(stack)-1]
			continue
		}
		w := f.left[len(f.left)-1]
		f.left = f.left[:len(f.left)-1]
		if !seen[w] {
			seen[w] = true
			stack = append(stack, frame{w, next(w)})
		}
	}
	return order
}

// collapse passes over choices whose ways all lead to the same place.
func (g *graph) collapse() {
	for changed := true; changed; {
		changed = false
		for v := range g.all {
			x := &g.all[v]
			if x.task != vChoose || len(x.outs) == 0 {
				continue
			}
			first, ok := g.through(x.outs[0].to, exit)
			for _, e := range x.outs[1:] {
				to, fine := g.through(e.to, exit)
				ok = ok && fine && to == first
			}
			if ok && first != v {
				for _, e := range x.outs[1:] {
					g.all[e.to].ins--
				}
				x.task, x.outs, changed = vPass, x.outs[:1], true
			}
		}
	}
}

// through follows passes and unmatched joins to where something happens. It is
// false where it runs in a circle.
func (g *graph) through(v, stop int) (int, bool) {
	for range len(g.all) + 1 {
		if v == stop {
			return exit, true
		}
		x := &g.all[v]
		if x.task != vPass || len(x.outs) != 1 {
			return v, true
		}
		v = x.outs[0].to
	}
	return 0, false
}
