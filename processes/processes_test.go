package processes_test

import (
	"maps"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/diaodu/diaodu/api"
	"github.com/diaodu/diaodu/domain/between"
	"github.com/diaodu/diaodu/domain/plan"
	"github.com/diaodu/diaodu/domain/process"
	"github.com/diaodu/diaodu/domain/project"
	"github.com/diaodu/diaodu/processes"
)

func read(t *testing.T) map[string]process.Definition {
	t.Helper()
	all, err := processes.All()
	require.NoError(t, err)
	byCode := map[string]process.Definition{}
	for _, d := range all {
		byCode[d.Code] = d
	}
	return byCode
}

// each walks every step of every definition.
func each(all map[string]process.Definition, see func(d process.Definition, n process.Node)) {
	for _, code := range slices.Sorted(maps.Keys(all)) {
		d := all[code]
		g := process.NewGraph(&d)
		for _, id := range g.IDs() {
			n, _ := g.Node(id)
			see(d, n)
		}
	}
}

// Every shipped definition may be published, and nothing about it looks wrong.
func TestShippedProcessesAreRight(t *testing.T) {
	all := read(t)
	texts, err := processes.Texts()
	require.NoError(t, err)
	known := process.Known{Process: func(code string) (*process.Definition, bool) {
		d, ok := all[code]
		return &d, ok
	}}
	for code, text := range texts {
		d, problems := process.Parse(text)
		require.Empty(t, problems, code)
		for _, p := range process.Check(d, known) {
			if code == "utility-service" && p.Code == "process.item_outside" {
				continue // it is called once for each utility
			}
			t.Errorf("%s.yaml:%d: %s (%s)", code, p.Line, api.ProblemText(p), p.Code)
		}
	}
}

// What is embedded is sealed and whole: the case needs nothing from outside.
func TestShippedProcessesCarryWhatTheyCall(t *testing.T) {
	all := read(t)
	for code, d := range all {
		require.Equal(t, processes.Shipped, d.Version, code)
		require.Len(t, d.Hash, 64, code)
		again := d
		require.NoError(t, process.Seal(&again))
		require.Equal(t, d.Hash, again.Hash, code)
	}
	require.Equal(t, "utility-service", all["utility-connection"].Subs[0].Code)
	require.Len(t, all["joint-acceptance"].Subs, 2)
	require.Empty(t, all["eia"].Subs)
}

// The definitions say what a district's do: four stages, and every way of
// deciding that the language has.
func TestShippedProcessesAreOfManyKinds(t *testing.T) {
	all := read(t)
	require.GreaterOrEqual(t, len(all), 24)
	phases, kinds, modes := map[process.Phase]int{}, map[process.Kind]int{}, map[process.Mode]int{}
	visits, commitments, signatures, excluded := 0, 0, 0, 0
	for code, d := range all {
		require.NotEmpty(t, d.Matter.Basis, code)
		require.NotEmpty(t, d.Matter.Code, code)
		require.NotZero(t, d.Limits.Statutory, code)
		require.NotZero(t, d.Limits.Promised, code)
		phases[d.Matter.Stage]++
		if d.Matter.Commitment {
			commitments++
		}
		if m := d.Matter.Milestone; m != "" {
			require.True(t, project.MilestoneType(m).Known(), "%s reaches %s", code, m)
		}
	}
	each(all, func(_ process.Definition, n process.Node) {
		kinds[n.Kind]++
		if s := n.Stage; s != nil {
			modes[s.Mode]++
			if s.Visit {
				visits++
			}
			if s.Signature {
				signatures++
			}
		}
		if (n.Notice != nil && n.Notice.Excluded) || (n.Wait != nil && n.Wait.Excluded) {
			excluded++
		}
	})
	for _, p := range process.Phases {
		require.GreaterOrEqual(t, phases[p], 4, p)
	}
	for _, k := range []process.Kind{
		process.KindStage, process.KindParallel, process.KindChoose, process.KindEach, process.KindCall, process.KindNotice, process.KindWait,
		process.KindCC, process.KindEnd,
	} {
		require.NotZero(t, kinds[k], k)
	}
	for _, m := range []process.Mode{process.Any, process.All, process.Ordered, process.Vote} {
		require.NotZero(t, modes[m], m)
	}
	require.GreaterOrEqual(t, min(visits, commitments, signatures, excluded), 3)
}

// B-14: silence passes for acceptance, where the law says so, and nowhere else.
func TestB14OnlyAcceptanceIsDeemed(t *testing.T) {
	deemed := 0
	each(read(t), func(d process.Definition, n process.Node) {
		if n.Stage == nil || n.Stage.Late.Then != "pass" {
			return
		}
		deemed++
		require.True(t, n.Stage.Accepts, "%s %s", d.Code, n.ID)
		require.Equal(t, 5, n.Stage.Within, "%s %s", d.Code, n.ID)
		require.Contains(t, n.Stage.Late.Basis, "行政许可法", "%s %s", d.Code, n.ID)
		require.Equal(t, "许可", d.Matter.Kind, "%s: the licensing law speaks of licences", d.Code)
	})
	require.GreaterOrEqual(t, deemed, 10)
}

// 一窗受理: a field or material of one name is the same thing everywhere, so that
// it is filled in and handed over once; one named after a process is its result.
func TestSharedFieldsAndMaterialsMeanTheSame(t *testing.T) {
	all := read(t)
	types, titles := map[string]string{}, map[string]string{}
	for code, d := range all {
		for _, f := range d.Fields() {
			if have, ok := types[f.Key]; ok {
				require.Equal(t, have, f.Type, "field %s of %s", f.Key, code)
			}
			types[f.Key] = f.Type
		}
		for _, m := range d.Material {
			sub, isResult := all[m.ID]
			if isResult {
				require.NotEqual(t, code, sub.Code, "%s asks for its own result", code)
				continue
			}
			if have, ok := titles[m.ID]; ok {
				require.Equal(t, have, m.Name, "material %s of %s", m.ID, code)
			}
			titles[m.ID] = m.Name
		}
	}
	require.Greater(t, len(titles), 40)
}

// specs are the matters of a type as a plan knows them, from the real definitions.
func specs(t *testing.T, all map[string]process.Definition, kind plan.Type) []plan.Spec {
	t.Helper()
	var out []plan.Spec
	for _, r := range kind.Matters {
		d, ok := all[r.Process]
		require.True(t, ok, "%s needs %s", kind.Code, r.Process)
		out = append(out, plan.SpecOf(d, between.Unit{ID: d.Matter.Authority, Name: d.Matter.Authority}))
	}
	return out
}

// B-1: what a type promises for a stage is enough for the promises of its matters
// one after the other, and what a matter awaits from another is a need of it.
func TestB1TypesFitTheirMatters(t *testing.T) {
	all := read(t)
	used := map[string]bool{"fire-acceptance": true, "planning-verification": true, "utility-service": true} // called by others
	for _, kind := range plan.Types {
		byID := map[string]plan.Spec{}
		for _, s := range specs(t, all, kind) {
			byID[s.Process] = s
			used[s.Process] = true
		}
		ends, longest := map[string]int{}, map[process.Phase]int{}
		for range kind.Matters { // as often as there are matters: any order of the table will do
			for _, r := range kind.Matters {
				s, begin := byID[r.Process], 0
				if r.When != "" || r.Parallel {
					continue
				}
				for _, n := range r.Needs {
					if !n.Deferrable && byID[n.ID].Phase == s.Phase {
						begin = max(begin, ends[n.ID])
					}
				}
				ends[r.Process] = begin + s.Promised
				longest[s.Phase] = max(longest[s.Phase], ends[r.Process])
			}
		}
		for _, st := range kind.Stages {
			require.LessOrEqual(t, longest[st.Phase], st.Promised, "%s, %s", kind.Code, st.Phase)
		}
	}
	for code := range all {
		require.True(t, used[code], "%s is in no plan", code)
	}
}
