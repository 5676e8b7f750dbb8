package process

import "slices"

// calls refuses processes that are not there or that call themselves.
func (c *checker) calls() {
	if c.known.Process == nil {
		return
	}
	for _, id := range c.g.IDs() {
		n, _ := c.g.Node(id)
		if n.Kind != KindCall || n.Call == nil || n.Call.Process == "" {
			continue
		}
		path := join(c.at[id], "process")
		if n.Call.Process == c.d.Code {
			c.refuse(path, "process.call_itself", "code", n.Call.Process)
			continue
		}
		sub, ok := c.known.Process(n.Call.Process)
		switch {
		case !ok:
			c.refuse(path, "process.call_unknown", "code", n.Call.Process)
			continue
		case c.comesBack(sub, []string{c.d.Code}, map[string]bool{}):
			c.refuse(path, "process.call_itself", "code", n.Call.Process)
		}
		for i, key := range n.Call.Copy {
			_, here := c.d.FieldType(key)
			if _, there := sub.FieldType(key); here && !there {
				c.refuse(join(c.at[id], "copy", i), "process.copy_missing", "field", key, "code", n.Call.Process)
			}
		}
	}
}

// comesBack tells whether a process, or one that it calls, calls one of those
// that led to it. Those in clear are known not to.
func (c *checker) comesBack(d *Definition, trail []string, clear map[string]bool) bool {
	if len(trail) > MaxDepth {
		return true
	}
	trail = append(slices.Clone(trail), d.Code)
	g := NewGraph(d)
	for _, id := range g.IDs() {
		n, _ := g.Node(id)
		if n.Kind != KindCall || n.Call == nil || clear[n.Call.Process] {
			continue
		}
		if slices.Contains(trail, n.Call.Process) {
			return true
		}
		if sub, ok := c.known.Process(n.Call.Process); ok && c.comesBack(sub, trail, clear) {
			return true
		}
	}
	clear[d.Code] = true
	return false
}

// sums warns of a case whose stages, one after the other, may take longer than
// the whole: then either a stage or the whole is late although nobody was.
func (c *checker) sums() {
	l := c.d.Limits
	steps, path := c.d.Steps, 0
	if i := slices.IndexFunc(steps, func(s Step) bool { return s.ID == l.From }); l.From != "" && i >= 0 {
		path = i + 1 // the clock starts when this stage has decided
	}
	steps = steps[path:]
	if sum := longest(steps, promisedDays); l.Promised > 0 && sum > l.Promised {
		c.warn("limits.promised", "process.promised_sum", "sum", sum, "whole", l.Promised)
	}
	if sum := longest(steps, lawDays); l.Statutory > 0 && sum > l.Statutory {
		c.warn("limits.statutory", "process.statutory_sum", "sum", sum, "whole", l.Statutory)
	}
}

// longest is the workdays that the slowest way through the steps may take.
func longest(steps []Step, days func(*Step) int) int {
	sum := 0
	for i := range steps {
		s := &steps[i]
		most := days(s)
		for b := range s.Branches {
			most = max(most, longest(s.Branches[b].Steps, days))
		}
		sum += most
	}
	return sum
}

func promisedDays(s *Step) int {
	if s.Stage != nil && s.Stage.Promised > 0 {
		return s.Stage.Promised
	}
	return lawDays(s)
}

func lawDays(s *Step) int {
	switch {
	case s.Stage != nil:
		return s.Stage.Within
	case s.Notice != nil && !s.Notice.Excluded && !s.Notice.Calendar:
		return s.Notice.Days
	case s.Wait != nil && !s.Wait.Excluded:
		return s.Wait.Within
	}
	return 0
}
