package plan

import (
	"slices"
	"strings"

	"github.com/diaodu/diaodu/domain/between"
	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/fault"
	"github.com/diaodu/diaodu/domain/process"
)

// Standing is where a matter stands in its plan. One handed in stands where its
// approval does.
type Standing string

const (
	Waiting  Standing = "waiting"  // 待前置: something it needs is not approved
	Ready    Standing = "ready"    // 可申报
	Failed   Standing = "failed"   // 未通过, may be applied for again
	Approved Standing = "approved" // 已办结
	Dropped  Standing = "dropped"  // 不再需要
)

// Standings lists every standing in the order a matter passes them.
var Standings = []Standing{
	Waiting, Ready, Standing(between.ApprovalFiled), Standing(between.ApprovalDeciding), Standing(between.ApprovalSupplement),
	Standing(between.ApprovalSuspended), Approved, Failed, Dropped,
}

// running tells whether an approval is under way.
func (m Matter) running() bool { return m.State != "" && !m.State.Ended() }

// approved tells whether the matter was approved and is still in force.
func (m Matter) approved() bool { return m.State == between.ApprovalApproved }

// Standing tells where a matter stands.
func (p *Plan) Standing(m Matter) Standing {
	switch {
	case m.Dropped != nil:
		return Dropped
	case m.approved():
		return Approved
	case m.running():
		return Standing(m.State)
	case len(p.blockers(m)) > 0:
		return Waiting
	case m.State != "":
		return Failed
	}
	return Ready
}

// submittable tells whether the matter can be handed in now, first or again.
func (p *Plan) submittable(m Matter) bool {
	s := p.Standing(m)
	return s == Ready || s == Failed
}

// matter finds a matter of the plan; nil where there is none.
func (p *Plan) matter(id string) *Matter {
	for i := range p.Matters {
		if p.Matters[i].ID == id {
			return &p.Matters[i]
		}
	}
	return nil
}

// pending are the matters a matter needs that are neither approved nor dropped.
func (p *Plan) pending(m Matter, deferrable bool) []string {
	var ids []string
	for _, n := range m.Needs {
		up := p.matter(n.ID)
		if n.Deferrable == deferrable && up != nil && up.Dropped == nil && !up.approved() {
			ids = append(ids, n.ID)
		}
	}
	return ids
}

// blockers are the matters that must be approved before this one can be handed in.
func (p *Plan) blockers(m Matter) []string { return p.pending(m, false) }

// dependents are the matters in force that need a matter, directly.
func (p *Plan) dependents(id string) []Matter {
	var out []Matter
	for _, m := range p.Matters {
		needs := slices.ContainsFunc(m.Needs, func(n Need) bool { return n.ID == id && !n.Deferrable })
		if m.Dropped == nil && !m.approved() && needs {
			out = append(out, m)
		}
	}
	return out
}

// downstream are the matters that wait for a matter, directly or through others,
// in the plan's order.
func (p *Plan) downstream(id string) []string {
	reached := []string{id}
	for _, m := range p.ordered() {
		if m.Dropped != nil || m.ID == id {
			continue
		}
		if slices.ContainsFunc(p.blockers(m), func(b string) bool { return slices.Contains(reached, b) }) {
			reached = append(reached, m.ID)
		}
	}
	return reached[1:]
}

// ordered lists the matters so that each comes after all it needs; in a circle
// the rest follow in their own order.
func (p *Plan) ordered() []Matter {
	var out []Matter
	placed := func(id string) bool { return slices.ContainsFunc(out, func(m Matter) bool { return m.ID == id }) }
	for len(out) < len(p.Matters) {
		before := len(out)
		for _, m := range p.Matters {
			waits := slices.ContainsFunc(m.Needs, func(n Need) bool { return p.matter(n.ID) != nil && !placed(n.ID) })
			if !placed(m.ID) && !waits {
				out = append(out, m)
			}
		}
		if len(out) == before {
			for _, m := range p.Matters {
				if !placed(m.ID) {
					out = append(out, m)
				}
			}
		}
	}
	return out
}

// checkGraph refuses needs that name nothing and circles of needs.
func (p *Plan) checkGraph() error {
	seen := map[string]bool{}
	for _, m := range p.Matters {
		if seen[m.ID] {
			return fault.New(fault.Conflict, "plan.matter_twice", "matter %s twice", m.ID).On("matter").With("matter", m.Name)
		}
		seen[m.ID] = true
		for _, n := range m.Needs {
			if p.matter(n.ID) == nil || n.ID == m.ID {
				return fault.New(fault.Invalid, "plan.need_unknown", "%s needs %s", m.ID, n.ID).On("needs").With("matter", m.Name).With("need", n.ID)
			}
		}
	}
	done := map[string]bool{}
	for _, m := range p.ordered() {
		for _, n := range m.Needs {
			if !done[n.ID] {
				return fault.New(fault.Invalid, "plan.circle", "%s and %s need each other", m.ID, n.ID).
					On("needs").With("matter", m.Name).With("need", p.matter(n.ID).Name)
			}
		}
		done[m.ID] = true
	}
	return nil
}

// names joins the names of the matters that fit.
func (p *Plan) names(fits func(Matter) bool) string {
	var names []string
	for _, m := range p.Matters {
		if fits(m) {
			names = append(names, m.Name)
		}
	}
	return strings.Join(names, "、")
}

// nameOf joins the names of matters by their ids.
func (p *Plan) nameOf(ids []string) string {
	return p.names(func(m Matter) bool { return slices.Contains(ids, m.ID) })
}

// stage finds a stage by its phase; nil where the plan has none.
func (p *Plan) stage(phase process.Phase) *Stage {
	for i := range p.Stages {
		if p.Stages[i].Phase == phase {
			return &p.Stages[i]
		}
	}
	return nil
}

// lawDays is the longest chain of statutory limits among the stage's own matters:
// what the law itself allows the stage. Parallel ones do not lengthen it.
func (p *Plan) lawDays(phase process.Phase) int {
	longest, ends := 0, map[string]int{}
	for _, m := range p.ordered() {
		if m.Dropped != nil || m.Phase != phase || m.Parallel {
			continue
		}
		begin := 0
		for _, n := range m.Needs {
			if !n.Deferrable {
				begin = max(begin, ends[n.ID])
			}
		}
		ends[m.ID] = begin + m.Statutory
		longest = max(longest, ends[m.ID])
	}
	return longest
}

// BallOf is whoever must move next on a matter; nil where what it needs must.
func (p *Plan) BallOf(m Matter) *casefile.Ball {
	switch {
	case m.Dropped != nil || m.approved():
		return nil
	case m.running() && m.Ball != nil:
		return m.Ball
	case m.running():
		return &casefile.Ball{OrgID: m.Authority.ID, OrgName: m.Authority.Name, What: ActMoved, Due: m.PromiseDue}
	case p.submittable(m):
		return &casefile.Ball{Owner: true, OrgName: p.Project.EnterpriseName, What: ActSubmit, Due: m.Target.Start}
	}
	return nil // its needs have the ball
}
