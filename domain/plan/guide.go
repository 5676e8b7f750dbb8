package plan

import (
	"slices"

	"github.com/diaodu/diaodu/domain/org"
	"github.com/diaodu/diaodu/domain/process"
)

// Guide is what handing several matters in takes: one form and one list of
// materials 一张表单、一份清单.
type Guide struct {
	Shared    []string        // fields that more than one form has, in order
	Common    []process.Field // what was filled in before
	Materials []GuideMaterial // each once, in the order they are first asked for
}

// GuideMaterial is one material of the list.
type GuideMaterial struct {
	process.Material
	Matters []string // codes of the definitions that ask for it
	// Have says why it need not be handed in: "given" before, a "result" of the
	// district's own, or "awaited" from one; empty where it must be.
	Have string
}

// HandsIn tells whether the actor may hand in for the plan, and so see what was.
func (p *Plan) HandsIn(a org.Actor) bool {
	return p.is(a, Owner) || p.is(a, Window) || p.is(a, Officer) || p.is(a, Coord)
}

// Guide sums up what definitions ask for. Only whoever hands in learns what was
// filled in before.
func (p *Plan) Guide(defs []process.Definition, handsIn bool) Guide {
	g := Guide{Shared: []string{}}
	asked := map[string]int{}
	for _, d := range defs {
		for _, f := range d.Fields() {
			if asked[f.Key]++; asked[f.Key] == 2 {
				g.Shared = append(g.Shared, f.Key)
			}
		}
		for _, m := range d.Material {
			i := slices.IndexFunc(g.Materials, func(x GuideMaterial) bool { return x.ID == m.ID })
			if i < 0 {
				g.Materials = append(g.Materials, GuideMaterial{Material: m, Have: p.have(m)})
				i = len(g.Materials) - 1
			}
			x := &g.Materials[i]
			x.Required = x.Required || m.Required
			x.Matters = append(x.Matters, d.Code)
		}
	}
	slices.Sort(g.Shared)
	for _, f := range p.Common {
		if handsIn && asked[f.Key] > 0 {
			g.Common = append(g.Common, f)
		}
	}
	return g
}

func (p *Plan) have(m process.Material) string {
	g, found := p.already(m)
	switch {
	case !found:
		return ""
	case g.Result != "":
		return "result"
	case g.Deferred:
		return "awaited"
	}
	return "given"
}
