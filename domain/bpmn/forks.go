package bpmn

// forks finds for every fork the join where its ways meet, and says what of the
// parallel parts is not well nested. The join of a fork without one is exit: its
// ways run to their ends.
func (c *converter) forks(g *graph) (joins map[int]int, ok bool) {
	before := len(c.refusals)
	joins = map[int]int{}
	_, order, _, _ := g.reach(g.entry, exit)
	var candidates, forks []int
	for _, v := range order {
		switch g.all[v].task {
		case vJoin:
			candidates = append(candidates, v)
		case vFork:
			forks = append(forks, v)
		}
	}
	for _, v := range forks {
		joins[v] = g.joinOf(v, candidates)
	}
	used := make([]bool, len(g.all))
	for _, v := range forks {
		if joins[v] != exit {
			used[joins[v]] = true
		}
		c.checkFork(g, v, joins)
	}
	for _, j := range candidates {
		switch {
		case used[j]:
			if !HasRefused(c.refusals[before:]) {
				c.checkStarving(g, j)
			}
		case g.all[j].inclusive || g.all[j].ins == 1:
			g.all[j].task = vPass // one token comes: it merges
		default:
			c.refuse(g.all[j].el, joinUnmatched)
		}
	}
	g.endForks(forks, joins)
	return joins, !HasRefused(c.refusals[before:])
}

// endForks gives forks without a join an end of the case to come to, where any
// of their ways ends without ending the case itself.
func (g *graph) endForks(forks []int, joins map[int]int) {
	g.endOf = map[int]int{}
	for _, v := range forks {
		if joins[v] != exit {
			continue
		}
		for _, w := range g.endsFrom(v) {
			if !g.all[w].final {
				g.endOf[v] = g.add(vertex{task: vEnd, el: g.all[w].el, result: g.all[w].result})
				break
			}
		}
	}
}

// endsFrom lists the ends that can be reached from a vertex.
func (g *graph) endsFrom(v int) []int {
	_, order, _, _ := g.reach(v, exit)
	var ends []int
	for _, u := range order {
		for _, e := range g.all[u].outs {
			if g.all[e.to].task == vEnd {
				ends = append(ends, e.to)
			}
		}
	}
	return ends
}

// joinOf is the join that every way from the fork passes, except those that end
// the whole case: of several the one where most ways come, then one that is not
// itself in a circle with the ways, then the nearest.
func (g *graph) joinOf(fork int, candidates []int) int {
	best, most, fewest, least := exit, 0, 0, 0
	outside, _, _, _ := g.reach(g.entry, fork)
	after, _, _, _ := g.reach(fork, exit)
	n := len(g.all)
	before, again := &walker{seen: make([]bool, n)}, &walker{seen: make([]bool, n)}
	for _, j := range candidates {
		if !after[j] {
			continue
		}
		if ends, _ := g.walk(before, fork, j); ends {
			continue
		}
		come, leave := g.coming(fork, j), 0
		if come < most || come == 0 {
			continue
		}
		g.walk(again, j, fork)
		for _, v := range before.order {
			if outside[v] || again.seen[v] && v != fork {
				leave++
			}
		}
		if come > most || leave < fewest || leave == fewest && len(before.order) < least {
			best, most, fewest, least = j, come, leave, len(before.order)
		}
	}
	if most == 1 && fewest > 0 {
		return exit // a gateway somewhere in the only way that does not end
	}
	return best
}

// coming counts the ways of a fork that reach a join.
func (g *graph) coming(fork, join int) int {
	seen := make([]bool, len(g.all))
	seen[join] = true
	for stack := []int{join}; len(stack) > 0; {
		v := stack[len(stack)-1]
		stack = stack[:len(stack)-1]
		for _, u := range g.before(v) {
			if !seen[u] && u != fork {
				seen[u] = true
				stack = append(stack, u)
			}
		}
	}
	n := 0
	for _, e := range g.all[fork].outs {
		if seen[e.to] {
			n++
		}
	}
	return n
}

// before lists the vertices with an edge to one.
func (g *graph) before(v int) []int {
	if len(g.back) != len(g.all) {
		g.back = make([][]int, len(g.all))
		for u := range g.all {
			for _, e := range g.all[u].outs {
				g.back[e.to] = append(g.back[e.to], u)
			}
		}
	}
	return g.back[v]
}

// checkFork says what keeps a fork and its join from being a block.
func (c *converter) checkFork(g *graph, fork int, joins map[int]int) {
	join := joins[fork]
	if c.jumpsOut(g, fork, join) {
		return
	}
	region := make([]bool, len(g.all))
	for _, e := range g.all[fork].outs {
		_, order, _, _ := g.reach(e.to, join)
		for _, v := range order {
			if region[v] {
				c.meetTooSoon(g, fork, v)
				return
			}
		}
		for _, v := range order {
			region[v] = true
		}
	}
	if join != exit && g.all[fork].inclusive && !g.all[join].inclusive && g.coming(fork, join) > 1 {
		c.refuse(g.all[join].el, joinStarves, "other", title(g.all[fork].el))
	}
	c.checkEntries(g, fork, join, region, joins)
}

// jumpsOut finds flows that leave a fork's ways for a place that is also
// reached without the fork: only one of several tokens would go there.
func (c *converter) jumpsOut(g *graph, fork, join int) (found bool) {
	outside, _, _, _ := g.reach(g.entry, fork)
	outside[fork] = true
	_, ways, _, _ := g.reach(fork, join)
	for _, u := range ways {
		if outside[u] && u != fork {
			continue
		}
		for _, e := range g.all[u].outs {
			if e.to == join || !outside[e.to] {
				continue
			}
			// What leads on to the join from there has come in from outside; what
			// leads back, or nowhere near it, leaves.
			if back, _, _, _ := g.reach(e.to, exit); join == exit || back[fork] {
				c.refuse(orElse(e.el, g.all[u].el), jumpOut, "other", title(g.all[fork].el))
				found = true
			}
		}
	}
	return found
}

// meetTooSoon: two ways of a fork meet before, or without, its join.
func (c *converter) meetTooSoon(g *graph, fork, at int) {
	code := multiMerge
	if g.all[at].task == vJoin {
		code = joinStarves
	}
	c.refuse(g.elementOf(at), code, "other", title(g.all[fork].el))
}

// elementOf is the element of a vertex, or of the first after it that has one.
func (g *graph) elementOf(v int) *Node {
	for range len(g.all) {
		if el := g.all[v].el; el != nil || len(g.all[v].outs) == 0 {
			return el
		}
		v = g.all[v].outs[0].to
	}
	return nil
}

// checkEntries finds flows that enter a fork's ways, or its join, from outside.
func (c *converter) checkEntries(g *graph, fork, join int, region []bool, joins map[int]int) {
	live, _, _, _ := g.reach(g.entry, exit)
	shares := g.sharesJoin(fork, joins)
	for u := range g.all {
		if u == fork || region[u] || !live[u] {
			continue
		}
		for _, e := range g.all[u].outs {
			switch {
			case region[e.to]:
				c.refuse(orElse(e.el, g.elementOf(e.to)), jumpIn, "other", title(g.all[fork].el))
			case join != exit && e.to == join && !shares:
				c.refuse(g.all[join].el, joinShared, "other", title(g.all[fork].el))
			}
		}
	}
}

// sharesJoin tells whether a fork around this one ends in the same join.
func (g *graph) sharesJoin(fork int, joins map[int]int) bool {
	for v := range g.all {
		if join, is := joins[v]; is && v != fork && join == joins[fork] {
			if seen, _, _, _ := g.reach(v, join); seen[fork] {
				return true
			}
		}
	}
	return false
}

// checkStarving: a parallel join waits for each of its flows. Where a choice
// before it sends its ways into different ones, some never come.
func (c *converter) checkStarving(g *graph, join int) {
	if g.all[join].inclusive {
		return
	}
	before := make([][]int, len(g.all))
	for v := range g.all {
		for _, e := range g.all[v].outs {
			if v != join {
				before[e.to] = append(before[e.to], v)
			}
		}
	}
	after, order := dominators(len(g.all), join, func(v int) []int { return before[v] })
	for _, v := range order {
		if after[v] != join || g.all[v].task != vChoose && g.all[v].task != vDecide {
			continue
		}
		arriving := 0
		for _, e := range g.all[v].outs {
			if e.to == join || e.to != v && g.comesTo(e.to, v, join) {
				arriving++
			}
		}
		if arriving > 1 {
			c.refuse(g.all[v].el, joinStarves, "other", title(g.all[join].el))
		}
	}
}

// comesTo tells whether a way reaches the join without passing its choice again.
func (g *graph) comesTo(from, choice, join int) bool {
	seen := make([]bool, len(g.all))
	seen[choice] = true
	stack := []int{from}
	for len(stack) > 0 {
		v := stack[len(stack)-1]
		stack = stack[:len(stack)-1]
		if v == join {
			return true
		}
		if seen[v] {
			continue
		}
		seen[v] = true
		for _, e := range g.all[v].outs {
			stack = append(stack, e.to)
		}
	}
	return false
}

func orElse(a, b *Node) *Node {
	if a != nil {
		return a
	}
	return b
}

// title is what people call an element: its name, else its id.
func title(el *Node) string {
	if el == nil {
		return ""
	}
	if n := el.name(); n != "" {
		return clip(n, 60)
	}
	return el.attr("id")
}
