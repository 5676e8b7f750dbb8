package plan

import "github.com/diaodu/diaodu/domain/casefile"

// Whereabouts is where an application is now, as its own row has it. The plan
// decides nothing by it and is not told of every change.
type Whereabouts struct {
	Stage string         // names of its open stages, joined by 、
	Ball  *casefile.Ball // who must move next; nil where nobody must
}

// Located is the plan with its running matters where their applications are now,
// for people to read. It is a copy.
func (p *Plan) Located(now map[string]Whereabouts) *Plan {
	c := p.copied()
	for i := range c.Matters {
		m := &c.Matters[i]
		if w, ok := now[m.Approval]; ok && m.running() {
			m.At, m.Ball = w.Stage, w.Ball
		}
	}
	return c
}

// Ahead tells whether a ball comes before another, if there is one: an official's
// before the owner's, then by day.
func Ahead(b, other *casefile.Ball) bool {
	return other == nil || (other.Owner && !b.Owner) ||
		(other.Owner == b.Owner && !b.Due.IsZero() && (other.Due.IsZero() || b.Due.Before(other.Due)))
}
