package process

import "slices"

// way is one step to which the flow may go on, and why.
type way struct {
	to string // "" is the end of the case
	// instant: no person, no time and no other system stands between.
	instant bool
	// back: a return or rejection leads there. It is no progress.
	back bool
}

// ways lists where the flow may go from a step.
func (c *checker) ways(id string) []way {
	n, _ := c.g.Node(id)
	after := c.after(n)
	var all []way
	add := func(instant, back bool, to ...string) {
		for _, t := range to {
			all = append(all, way{t, instant, back})
		}
	}
	if n.When != "" {
		add(true, false, after)
	}
	switch n.Kind {
	case KindStage:
		add(false, false, after)
		c.stageWays(n, add)
	case KindParallel, KindChoose:
		for b := range n.Branches {
			if first := c.g.First(id, b); first != "" {
				add(true, false, first)
			} else {
				add(true, false, after)
			}
		}
		c.back(n, n.OnReject, add)
	case KindEach:
		add(true, false, after) // the list may be empty
		if first := c.g.First(id, 0); first != "" {
			add(true, false, first)
		}
		c.back(n, n.OnReject, add)
	case KindCall:
		add(n.Call != nil && n.Call.Detached, false, after)
		if n.Call != nil {
			c.back(n, n.Call.OnReject, add)
		}
	case KindNotice:
		add(false, false, after)
		if n.Notice != nil {
			c.back(n, n.Notice.OnObjection, add)
		}
	case KindWait:
		add(false, false, after)
		if n.Wait != nil {
			c.back(n, n.Wait.OnReject, add)
		}
	case KindGoto:
		add(true, false, n.To)
	case KindCC:
		add(true, false, after)
	case KindEnd:
		add(true, false, "")
	}
	return all
}

func (c *checker) stageWays(n Node, add func(instant, back bool, to ...string)) {
	if n.Stage == nil {
		return
	}
	c.back(n, n.Stage.OnReject, add)
	for _, o := range n.Stage.Outcomes {
		add(false, false, o.To) // an outcome that ends has no step
	}
	for _, to := range n.Stage.Return.To {
		if to != "starter" && to != "previous" {
			add(false, true, to)
		}
	}
}

func (c *checker) back(n Node, policy string, add func(instant, back bool, to ...string)) {
	switch policy {
	case "", "end":
	case "branch":
		add(false, false, c.join(n)) // the join goes on without this branch
	default:
		add(false, true, policy)
	}
}

// join is what follows the block around a step.
func (c *checker) join(n Node) string {
	block, ok := c.g.Node(n.Parent)
	if !ok {
		return ""
	}
	return c.after(block)
}

// after is what follows a step: the next of its sequence, or what follows the
// block around. "" is the end of the case, which approves it.
func (c *checker) after(n Node) string {
	if n.Next != "" {
		return n.Next
	}
	return c.join(n)
}

// flow refuses steps that are never reached, steps from which no end is ever
// reached, and loops in which nothing waits.
func (c *checker) flow() {
	first := c.g.First("", 0)
	if first == "" || c.duplicates() {
		return
	}
	reached := map[string]bool{}
	c.follow(first, reached, func(w way) bool { return true })
	for _, id := range c.g.IDs() {
		if n, _ := c.g.Node(id); !reached[id] && c.opensGap(n, reached) {
			c.refuse(c.at[id], "process.unreachable", "id", id)
		}
	}
	c.endless(reached)
	c.spinning(reached)
	last := c.d.Steps[len(c.d.Steps)-1]
	if n, _ := c.g.Node(last.ID); reached[last.ID] && !slices.ContainsFunc([]Kind{KindEnd, KindGoto}, func(k Kind) bool { return n.Kind == k && n.When == "" }) {
		c.warn(c.at[last.ID], "process.no_end", "id", last.ID)
	}
}

// duplicates tells whether an id stands twice: what follows what is not known then.
func (c *checker) duplicates() bool { return len(c.g.IDs()) != c.count }

func (c *checker) follow(id string, seen map[string]bool, take func(way) bool) {
	if id == "" || seen[id] {
		return
	}
	if _, ok := c.g.Node(id); !ok {
		return
	}
	seen[id] = true
	for _, w := range c.ways(id) {
		if take(w) {
			c.follow(w.to, seen, take)
		}
	}
}

// opensGap tells whether a step is the first that is not reached, so that one
// mistake is not told once for each step behind it.
func (c *checker) opensGap(n Node, reached map[string]bool) bool {
	if n.Parent != "" && !reached[n.Parent] {
		return false
	}
	first := c.g.First(n.Parent, n.Branch)
	for id := first; id != "" && id != n.ID; {
		here, _ := c.g.Node(id)
		if !reached[id] {
			return false
		}
		id = here.Next
	}
	return true
}

// endless refuses reached steps from which every way goes round for ever.
func (c *checker) endless(reached map[string]bool) {
	ends := map[string]bool{"": true}
	ids := c.g.IDs()
	for changed := true; changed; {
		changed = false
		for _, id := range slices.Backward(ids) {
			if !ends[id] && slices.ContainsFunc(c.ways(id), func(w way) bool { return !w.back && ends[w.to] }) {
				ends[id], changed = true, true
			}
		}
	}
	for _, id := range ids {
		if reached[id] && !ends[id] && c.goesRound(id) {
			c.refuse(c.at[id], "process.endless", "id", id)
			return // the steps behind it go round with it, those before lead there
		}
	}
}

// goesRound tells whether the flow may come back to a step.
func (c *checker) goesRound(id string) bool {
	seen := map[string]bool{}
	for _, w := range c.ways(id) {
		if !w.back {
			c.follow(w.to, seen, func(w way) bool { return !w.back })
		}
	}
	return seen[id]
}

// spinning refuses loops that go round without anybody doing anything.
func (c *checker) spinning(reached map[string]bool) {
	const open, done = 1, 2
	state := map[string]int{}
	var visit func(id string) bool
	visit = func(id string) bool {
		if n, ok := c.g.Node(id); !ok || state[id] == done {
			return false
		} else if state[id] == open {
			return true
		} else if n.Step != nil {
			state[id] = open
		}
		for _, w := range c.ways(id) {
			if w.instant && visit(w.to) {
				state[id] = done
				c.spin(id, w.to)
				return false
			}
		}
		state[id] = done
		return false
	}
	for _, id := range c.g.IDs() {
		if reached[id] {
			visit(id)
		}
	}
}

// spin says it of the step that closes the loop.
func (c *checker) spin(id, to string) {
	c.refuse(c.at[id], "process.spinning", "id", id, "to", to)
}
