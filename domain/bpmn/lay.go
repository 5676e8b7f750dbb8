package bpmn

import (
	"slices"

	"github.com/diaodu/diaodu/domain/process"
)

// A region is laid out as nested sequences along its dominator tree: what only
// one way leads to stands in that way; what several ways lead to stands behind
// the step all of them come from, and they go to it there. So flow of one token
// can always be laid out, loops into each other included; a goto leads to a step
// of the same sequence or of one around it.

// layer lays out the region between an entry and the join where it ends.
type layer struct {
	c     *converter
	g     *graph
	joins map[int]int
	stop  int  // the join, or exit
	ends  bool // ways end the case: the region is the process itself

	next   [][]edge // by vertex, with passes left out; to is exit at the region's end
	kids   [][]int  // of the dominator tree, in reverse postorder
	single []bool   // only one edge leads here, apart from loops
	sub    []int    // vertices in the subtree
	idom   []int
	place  []int
	out    string // id of the step that marks the region's end, where one is needed
}

// lay gives the steps of a region. Its structure has been checked by forks.
func (c *converter) lay(g *graph, joins map[int]int, entry, stop int, ends bool) []process.Step {
	l := &layer{c: c, g: g, joins: joins, stop: stop, ends: ends}
	first, ok := g.through(entry, stop)
	if !ok || first == exit {
		return nil
	}
	if g.all[first].task == vEnd {
		return l.transfer(edge{to: first}, exit)
	}
	l.survey(first)
	steps := l.piece(first, exit)
	if l.out != "" {
		// The end of a region inside a block has no step to go to.
		steps = append(steps, c.nothing(l.out))
	}
	return steps
}

// nothing is a step that does nothing: a choice of which only the empty way is
// ever taken.
func (c *converter) nothing(id string) process.Step {
	never := []process.Step{{ID: c.stepID("never_taken"), Kind: process.KindEnd, Result: process.Rejected}}
	return process.Step{ID: id, Kind: process.KindChoose, Name: "分支到此为止",
		Branches: []process.Branch{{Name: "不会走到", When: "false", Steps: never}, {Otherwise: true}}}
}

// survey computes the region's own graph and its dominator tree.
func (l *layer) survey(first int) {
	n := len(l.g.all)
	l.next, l.kids = make([][]edge, n), make([][]int, n)
	l.single, l.sub = make([]bool, n), make([]int, n)
	ways := func(v int) []int {
		if l.next[v] == nil {
			l.next[v] = l.successors(v)
		}
		var to []int
		for _, e := range l.next[v] {
			if e.to != exit && l.g.all[e.to].task != vEnd {
				to = append(to, e.to)
			}
		}
		return to
	}
	var order []int
	l.idom, order = dominators(n, first, ways)
	l.place = make([]int, n)
	for i, v := range order {
		l.place[v] = i
		if v != first {
			l.kids[l.idom[v]] = append(l.kids[l.idom[v]], v)
		}
	}
	incoming := make([]int, n)
	for _, v := range order {
		for _, w := range ways(v) {
			if !l.dominates(w, v) {
				incoming[w]++
			}
		}
	}
	for i := len(order) - 1; i >= 0; i-- {
		v := order[i]
		l.single[v] = incoming[v] == 1
		l.sub[v]++
		if v != first {
			l.sub[l.idom[v]] += l.sub[v]
		}
	}
}

// successors are the ways out of a vertex, with passes followed to where
// something happens. A fork goes on behind its join.
func (l *layer) successors(v int) []edge {
	x := &l.g.all[v]
	outs := x.outs
	if x.task == vFork {
		join := l.joins[v]
		switch {
		case join != exit && join == l.stop:
			return []edge{{to: exit}}
		case join != exit:
			outs = l.g.all[join].outs
		case l.g.endOf[v] == 0: // every way ends the whole case
			return []edge{}
		case l.ends:
			return []edge{{to: l.g.endOf[v]}}
		default:
			return []edge{{to: exit}}
		}
	}
	next := make([]edge, 0, len(outs))
	for _, e := range outs {
		to, ok := l.g.through(e.to, l.stop)
		if !ok {
			continue // a circle of nothing; refused as having no end
		}
		e.to = to
		next = append(next, e)
	}
	return next
}

// piece lays out a vertex with all that it dominates; follow is where the
// sequence goes on behind the piece.
func (l *layer) piece(v, follow int) []process.Step {
	behind, inside := l.split(v)
	then := follow
	if len(behind) > 0 {
		then = behind[0]
	}
	steps := l.own(v, inside, then)
	for i, k := range behind {
		then = follow
		if i+1 < len(behind) {
			then = behind[i+1]
		}
		steps = append(steps, l.piece(k, then)...)
	}
	return steps
}

// split tells which of the dominated vertices stand inside the ways of a choice
// and which behind it.
func (l *layer) split(v int) (behind []int, inside map[int]bool) {
	inside = map[int]bool{}
	if l.g.all[v].task != vChoose {
		return l.kids[v], inside
	}
	biggest := -1
	for _, k := range l.kids[v] {
		if !l.single[k] {
			behind = append(behind, k)
			continue
		}
		inside[k] = true
		if biggest < 0 || l.sub[k] > l.sub[biggest] {
			biggest = k
		}
	}
	// The main way of a choice stands behind it instead, where no other way goes
	// on there: a process with ten checks is not ten blocks deep.
	if len(behind) == 0 && biggest >= 0 && l.othersLeave(v, biggest) {
		delete(inside, biggest)
		behind = append(behind, biggest)
	}
	return behind, inside
}

// othersLeave tells whether every way of the choice but the main one ends, or
// goes back to where it came from.
func (l *layer) othersLeave(v, main int) bool {
	ends := l.endsOf(main)
	for _, e := range l.next[v] {
		switch {
		case e.to == main:
		case e.to == exit:
			return false
		case l.g.all[e.to].task == vEnd:
			if !l.ends && !l.g.all[e.to].final || ends[e.to] {
				return false
			}
		case l.idom[e.to] == v:
			if !l.allLeave(e.to, v) {
				return false
			}
		case !l.dominates(e.to, v):
			return false
		}
	}
	return true
}

// endsOf lists the approving ends that a vertex and what it dominates lead to: a
// way that comes to the same is a short cut, and stands beside the main way.
func (l *layer) endsOf(k int) map[int]bool {
	ends := map[int]bool{}
	for stack := []int{k}; len(stack) > 0; {
		v := stack[len(stack)-1]
		stack = append(stack[:len(stack)-1], l.kids[v]...)
		for _, e := range l.next[v] {
			if e.to != exit && l.g.all[e.to].task == vEnd && l.g.all[e.to].result == process.Approved {
				ends[e.to] = true
			}
		}
	}
	return ends
}

// allLeave tells whether everything dominated by a vertex goes on only to what
// dominates the choice, or to ends.
func (l *layer) allLeave(k, choice int) bool {
	stack := []int{k}
	for len(stack) > 0 {
		v := stack[len(stack)-1]
		stack = stack[:len(stack)-1]
		for _, e := range l.next[v] {
			switch {
			case e.to == exit:
				return false
			case l.g.all[e.to].task == vEnd:
				if !l.ends && !l.g.all[e.to].final {
					return false
				}
			case !l.dominates(k, e.to) && !l.dominates(e.to, choice):
				return false
			}
		}
		stack = append(stack, l.kids[v]...)
	}
	return true
}

func (l *layer) dominates(a, b int) bool {
	for ; b != a; b = l.idom[b] {
		if l.idom[b] == b || l.idom[b] < 0 {
			return false
		}
	}
	return true
}

// own gives the steps of one vertex, the ways of a choice with them.
func (l *layer) own(v int, inside map[int]bool, then int) []process.Step {
	x := &l.g.all[v]
	switch x.task {
	case vChoose:
		return []process.Step{l.choose(v, inside, then)}
	case vFork:
		steps := []process.Step{l.fork(v)}
		if len(l.next[v]) == 0 {
			return steps
		}
		return append(steps, l.transfer(l.next[v][0], then)...)
	case vDecide:
		l.decide(v)
		steps := slices.Clone(x.steps)
		return append(steps, l.transfer(l.next[v][0], then)...)
	}
	steps := slices.Clone(x.steps)
	if len(l.next[v]) == 0 {
		return steps
	}
	return append(steps, l.transfer(l.next[v][0], then)...)
}

func (l *layer) choose(v int, inside map[int]bool, then int) process.Step {
	x := &l.g.all[v]
	s := process.Step{ID: l.label(v), Kind: process.KindChoose, Name: titleOnly(x.el), Line: lineOf(x.el)}
	for _, e := range l.next[v] {
		b := process.Branch{Name: e.name, When: e.when, Otherwise: e.otherwise, Line: lineOf(e.el)}
		if inside[e.to] {
			b.Steps = l.piece(e.to, then)
		} else {
			b.Steps = l.transfer(e, then)
		}
		s.Branches = append(s.Branches, b)
	}
	return otherwiseLast(s)
}

func (l *layer) fork(v int) process.Step {
	x := &l.g.all[v]
	s := process.Step{ID: l.label(v), Kind: process.KindParallel, Name: titleOnly(x.el), Line: lineOf(x.el)}
	hasDefault := slices.ContainsFunc(x.outs, func(e edge) bool { return e.otherwise })
	for _, e := range x.outs {
		b := process.Branch{Name: e.name, When: e.when, Otherwise: e.otherwise, Line: lineOf(e.el),
			Steps: l.c.lay(l.g, l.joins, e.to, l.joins[v], false)}
		switch {
		case len(b.Steps) > 0 || b.Otherwise:
		case b.When == "" || !hasDefault:
			continue // a way with nothing in it, which nobody waits for
		default:
			b.Steps = []process.Step{l.c.nothing(l.c.stepID("out"))}
		}
		s.Branches = append(s.Branches, b)
	}
	switch {
	case len(s.Branches) == 0:
		return l.c.nothing(s.ID)
	case len(s.Branches) == 1 && !s.Branches[0].Otherwise: // beside ways with nothing in them
		s.Kind = process.KindChoose
		if s.Branches[0].When == "" {
			s.Branches[0].When = "true"
		}
		s.Branches = append(s.Branches, process.Branch{Otherwise: true})
	}
	return otherwiseLast(s)
}

// otherwiseLast puts the default way behind the others, where people look for it.
func otherwiseLast(s process.Step) process.Step {
	slices.SortStableFunc(s.Branches, func(a, b process.Branch) int {
		switch {
		case a.Otherwise == b.Otherwise:
			return 0
		case a.Otherwise:
			return 1
		}
		return -1
	})
	return s
}

// transfer is what a way needs to get to its target: nothing where that follows.
func (l *layer) transfer(e edge, then int) []process.Step {
	switch {
	case e.to == then:
		return nil
	case e.to != exit && l.g.all[e.to].task == vEnd:
		if !l.ends && !l.g.all[e.to].final && then == exit {
			return nil
		}
		return l.leave(e)
	}
	return []process.Step{{ID: l.c.stepID("goto"), Kind: process.KindGoto, To: l.target(e.to), Line: lineOf(e.el)}}
}

// leave ends a way: the case, or the region it stands in.
func (l *layer) leave(e edge) []process.Step {
	end := &l.g.all[e.to]
	if !l.ends && !end.final {
		return []process.Step{{ID: l.c.stepID("goto"), Kind: process.KindGoto, To: l.target(exit), Line: lineOf(e.el)}}
	}
	return []process.Step{{ID: l.c.stepID(idOf(end.el, "end")), Kind: process.KindEnd, Name: titleOnly(end.el),
		Result: end.result, Line: lineOf(end.el)}}
}

// target is the id of the step that a goto to a vertex names.
func (l *layer) target(v int) string {
	if v != exit {
		return l.label(v)
	}
	if l.out == "" {
		l.out = l.c.stepID("out")
	}
	return l.out
}

// label is the id of a vertex's first step.
func (l *layer) label(v int) string {
	x := &l.g.all[v]
	if len(x.steps) == 0 { // a choice or fork, given its id when first asked for
		x.steps = []process.Step{{ID: l.c.stepID(idOf(x.el, "block"))}}
	}
	return x.steps[0].ID
}

func idOf(el *Node, other string) string {
	if el == nil || el.attr("id") == "" {
		return other
	}
	return el.attr("id")
}

func titleOnly(el *Node) string {
	if el == nil {
		return ""
	}
	return el.name()
}

func lineOf(el *Node) int {
	if el == nil {
		return 0
	}
	return el.Line
}
