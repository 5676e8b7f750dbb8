package bpmn

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/diaodu/diaodu/domain/org"
	"github.com/diaodu/diaodu/domain/process"
)

// drawing makes random definitions whose steps have ids of their own.
type drawing struct {
	t     *rapid.T
	count int
	wild  bool // texts of any kind, jumps to anywhere
}

var odd = []string{"", "甲", "a < b & \"c\" > 'd'", "]]>", "<!-- x -->", "line\nbreak\ttab\r", "\x01\ufffe", "&amp;", "  spaces  ", "😀", "\u2028"}

func (d *drawing) text() string {
	if !d.wild {
		return rapid.SampledFrom([]string{"甲", "乙"}).Draw(d.t, "text")
	}
	return rapid.OneOf(rapid.SampledFrom(odd), rapid.String()).Draw(d.t, "text")
}

func (d *drawing) chance(label string, of int) bool {
	return rapid.IntRange(0, of-1).Draw(d.t, label) == 0
}

func (d *drawing) steps(depth int) []process.Step {
	n := rapid.IntRange(1, max(1, 5-depth)).Draw(d.t, "steps")
	out := make([]process.Step, 0, n)
	for range n {
		out = append(out, d.step(depth))
	}
	return out
}

func (d *drawing) step(depth int) process.Step {
	d.count++
	kinds := process.Kinds
	if depth >= 3 {
		kinds = slices.DeleteFunc(slices.Clone(kinds), process.Kind.Block)
	}
	s := process.Step{ID: fmt.Sprintf("s%d", d.count), Kind: rapid.SampledFrom(kinds).Draw(d.t, "kind"), Name: d.text()}
	if d.wild && d.chance("odd id", 8) {
		s.ID += "·" + d.text()
	}
	if d.chance("when", 6) {
		s.When = fmt.Sprintf("case.round > %d", d.count)
	}
	who := process.Who{Role: rapid.SampledFrom(org.Roles).Draw(d.t, "role")}
	switch s.Kind {
	case process.KindStage:
		s.Stage = &process.Stage{By: []process.Who{who}, Mode: rapid.SampledFrom(append(process.Modes, "")).Draw(d.t, "mode"), Within: rapid.IntRange(0, 30).Draw(d.t, "within")}
		if d.chance("more", 3) {
			s.Stage.By = append(s.Stage.By, process.Who{User: "u" + d.text(), Each: true})
			if s.Stage.Mode == process.Single {
				s.Stage.Mode = process.Any
			}
		}
	case process.KindParallel, process.KindChoose:
		s.Branches = d.branches(s.Kind, depth)
	case process.KindEach:
		s.Over, s.Branches = "units", []process.Branch{{Steps: d.steps(depth + 1)}}
	case process.KindCall:
		s.Call = &process.Call{Process: "fee-payment"}
	case process.KindNotice:
		s.Notice = &process.Notice{Days: rapid.IntRange(1, 60).Draw(d.t, "days"), By: who}
	case process.KindWait:
		s.Wait = &process.Wait{From: d.text(), By: who}
	case process.KindCC:
		s.CC = []process.Who{who}
	case process.KindEnd:
		s.Result = rapid.SampledFrom([]process.Result{process.Approved, process.Rejected, process.Refused}).Draw(d.t, "result")
	}
	return s
}

// branches are complete where definitions must be: a choice has a default, and
// so has a fork whose ways all have conditions.
func (d *drawing) branches(kind process.Kind, depth int) []process.Branch {
	n := rapid.IntRange(2, 3).Draw(d.t, "branches")
	conditional := kind == process.KindChoose || d.chance("conditional", 2)
	var out []process.Branch
	for i := range n {
		b := process.Branch{Name: d.text(), Otherwise: conditional && i == n-1}
		if conditional && !b.Otherwise {
			b.When = fmt.Sprintf("case.round == %d", 10*d.count+i)
		}
		if d.wild && d.chance("odd branch", 4) {
			b.Otherwise, b.When = !b.Otherwise, ""
		}
		mayBeEmpty := b.Otherwise || kind == process.KindChoose && i > 0 || d.wild
		if !mayBeEmpty || !d.chance("empty", 5) {
			b.Steps = d.steps(depth + 1)
		}
		out = append(out, b)
	}
	return out
}

// jumps lead steps to others: where the definition allows it, or anywhere.
func (d *drawing) jumps(def *process.Definition) {
	g := process.NewGraph(def)
	ids := g.IDs()
	target := func(from string, earlier bool) string {
		var may []string
		for i, id := range ids {
			fromAt := slices.Index(ids, from)
			if (d.wild || g.MayJump(from, id) && sameParallel(g, from, id) && (!earlier || i < fromAt)) && id != from {
				may = append(may, id)
			}
		}
		if len(may) == 0 {
			return ""
		}
		return rapid.SampledFrom(may).Draw(d.t, "to")
	}
	eachStep(def.Steps, func(s *process.Step) {
		switch {
		case s.Kind == process.KindGoto:
			if s.To = target(s.ID, false); s.To == "" { // nowhere to go
				s.Kind, s.Result = process.KindEnd, process.Rejected
			}
		case s.Stage != nil && d.chance("outcome", 4):
			o := process.Outcome{ID: "o1", Name: d.text(), To: target(s.ID, false)}
			if o.To == "" {
				o.End = process.Refused
			}
			s.Stage.Outcomes = append(s.Stage.Outcomes, o)
		case s.Stage != nil && d.chance("reject", 4):
			s.Stage.OnReject = target(s.ID, true)
			if s.Stage.OnReject == "" && len(g.Around(s.ID)) > 0 {
				s.Stage.OnReject = "branch"
			}
		case s.Notice != nil && d.chance("objection", 3):
			s.Notice.OnObjection = target(s.ID, true)
		}
	})
}

// sameParallel: a jump that leaves no parallel block.
func sameParallel(g *process.Graph, from, to string) bool {
	for _, block := range g.Around(from) {
		if n, _ := g.Node(block); n.Kind != process.KindChoose && !g.Within(to, block) {
			return false
		}
	}
	return true
}

func drawDefinition(t *rapid.T, wild bool) *process.Definition {
	d := &drawing{t: t, wild: wild}
	def := &process.Definition{Code: "p" + d.text(), Name: d.text(), Version: rapid.IntRange(0, 9).Draw(t, "version"), Hash: d.text()}
	def.Limits.Statutory = rapid.IntRange(0, 60).Draw(t, "statutory")
	def.Form.Schema = json.RawMessage(`{"type":"object","properties":{"units":{"type":"array","items":{"type":"string"}}}}`)
	if !wild {
		def.Code, def.Name = "random-process", "随机流程"
	}
	def.Steps = d.steps(0)
	d.jumps(def)
	return def
}

// Whatever a definition says, importing its export says it again, word for word.
func TestImportingOurOwnExportGivesTheIdenticalDefinition(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		def := drawDefinition(t, true)
		want, err := json.Marshal(def)
		require.NoError(t, err)
		file, err := FromDefinition(def)
		require.NoError(t, err)
		again, err := FromDefinition(def)
		require.NoError(t, err)
		require.Equal(t, string(file), string(again), "the same definition is the same file")
		m, problems := Read(file)
		require.Empty(t, problems)
		got, refusals := ToDefinition(m, "", nil)
		require.Empty(t, refusals)
		text, err := json.Marshal(got)
		require.NoError(t, err)
		require.JSONEq(t, string(want), string(text))
	})
}

// bare takes our extension away, as a tool would that does not keep it.
func bareOf(t require.TestingT, file []byte) *Model {
	m, problems := Read(file)
	require.Empty(t, problems)
	for _, el := range m.Root().elements() {
		if el.is("process") {
			el.Children = slices.DeleteFunc(el.Children, func(n *Node) bool { return n.is("extensionElements") })
		}
	}
	return m
}

// Without our extension the flow itself is still understood: nothing is refused,
// and the stages are those of the definition.
func TestAnExportIsUnderstoodByItsFlow(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		def := drawDefinition(t, false)
		if process.Refuses(process.Check(def, process.Known{})) || !everyStepComesToAnEnd(def) {
			t.Skip("not to be published")
		}
		file, err := FromDefinition(def)
		require.NoError(t, err)
		got, refusals := ToDefinition(bareOf(t, file), "", nil)
		if slices.ContainsFunc(refusals, func(r Refusal) bool { return r.Code == noEnd }) {
			t.Skip("a sub-process that only the end of the case leaves")
		}
		require.False(t, HasRefused(refusals), "%s\n%s", told(refusals), file)
		requireSound(t, got, refusals)
		var want, have []string
		reachable := reachableStages(def)
		eachStep(def.Steps, func(s *process.Step) {
			if s.Stage != nil && reachable[s.ID] {
				want = append(want, s.ID)
			}
		})
		eachStep(got.Steps, func(s *process.Step) {
			if s.Stage != nil {
				have = append(have, s.ID)
			}
		})
		slices.Sort(want)
		slices.Sort(have)
		require.Equal(t, want, have, "%s", file)
	})
}

// flowsOf gives for every step where it can lead, as the engine walks.
func flowsOf(def *process.Definition) map[string][]string {
	g := process.NewGraph(def)
	out := map[string][]string{}
	var behind func(id string) string // what follows a step at its end, "" the end
	behind = func(id string) string {
		n, _ := g.Node(id)
		if n.Next != "" || n.Parent == "" {
			return n.Next
		}
		return behind(n.Parent)
	}
	for _, id := range g.IDs() {
		n, _ := g.Node(id)
		ways := []string{behind(id)}
		switch {
		case n.Kind == process.KindGoto && n.When == "":
			ways = []string{n.To}
		case n.Kind == process.KindGoto:
			ways = append(ways, n.To)
		case n.Kind == process.KindEnd && n.When == "":
			ways = []string{""}
		}
		whole := n.When == "" && n.Kind.Block() // every way leads through a branch
		for b := range n.Branches {
			if first := g.First(id, b); first != "" {
				ways = append(ways, first)
			} else {
				whole = false
			}
		}
		if whole && (n.Kind == process.KindEach || n.Kind == process.KindParallel && allTaken(n.Branches) || hasOtherwise(n.Branches)) {
			ways = ways[1:]
		}
		if n.Stage != nil {
			for _, o := range n.Stage.Outcomes {
				ways = append(ways, o.To)
			}
			if n.Stage.OnReject != "" && n.Stage.OnReject != "branch" {
				ways = append(ways, n.Stage.OnReject)
			}
		}
		out[id] = ways
	}
	return out
}

func allTaken(branches []process.Branch) bool {
	return !slices.ContainsFunc(branches, func(b process.Branch) bool { return b.When != "" || b.Otherwise })
}

func hasOtherwise(branches []process.Branch) bool {
	return slices.ContainsFunc(branches, func(b process.Branch) bool { return b.Otherwise })
}

func reachableStages(def *process.Definition) map[string]bool {
	flows := flowsOf(def)
	seen := map[string]bool{}
	stack := []string{def.Steps[0].ID}
	for len(stack) > 0 {
		id := stack[len(stack)-1]
		stack = stack[:len(stack)-1]
		if id != "" && !seen[id] {
			seen[id] = true
			stack = append(stack, flows[id]...)
		}
	}
	return seen
}

// everyStepComesToAnEnd tells whether no step is caught in a circle, and none
// stands where nothing leads: such definitions are refused by Check.
func everyStepComesToAnEnd(def *process.Definition) bool {
	flows := flowsOf(def)
	ends := map[string]bool{"": true}
	for again := true; again; {
		again = false
		for id, ways := range flows {
			if !ends[id] && slices.ContainsFunc(ways, func(w string) bool { return ends[w] }) {
				ends[id], again = true, true
			}
		}
	}
	return len(ends) == len(flows)+1 && len(reachableStages(def)) == len(flows)
}

func TestDefinitionsThatCheckWouldRefuseAreNotExported(t *testing.T) {
	for _, steps := range [][]process.Step{
		{{ID: "a", Kind: process.KindStage}}, {{ID: "a", Kind: "dance"}},
		{{ID: "a", Kind: process.KindEnd}, {ID: "a", Kind: process.KindEnd}},
	} {
		_, err := FromDefinition(&process.Definition{Code: "x", Steps: steps})
		require.Error(t, err)
	}
}

func TestAnUnchangedImportIsExportedByteForByte(t *testing.T) {
	for name, file := range fixtures(t) {
		m, _ := Read(file)
		if m == nil {
			continue
		}
		d, _ := ToDefinition(m, "", nil)
		if d == nil {
			continue
		}
		d.Version = 3
		out, err := Export(d, file, nil)
		require.NoError(t, err)
		require.Equal(t, file, out, name)

		d.Name += "（修订）"
		out, err = Export(d, file, nil)
		require.NoError(t, err)
		require.NotEqual(t, file, out, name)
		require.Contains(t, string(out), "（修订）")
	}
}

// A tool that keeps our extension and moves a flow changes the process: the
// drawing counts, and stages keep what the drawing cannot say.
func TestAChangedExportIsConvertedAnewAndKeepsItsDetails(t *testing.T) {
	def := &process.Definition{Code: "p", Name: "甲", Steps: []process.Step{
		{ID: "a", Kind: process.KindStage, Stage: &process.Stage{By: []process.Who{{Role: org.Handler}}, Within: 5, Opinion: "always"}},
		{ID: "b", Kind: process.KindStage, Stage: &process.Stage{By: []process.Who{{Role: org.DeptLead}}, Ballot: process.Ballot{Quorum: 3}}},
	}}
	file, err := FromDefinition(def)
	require.NoError(t, err)
	m, problems := Read([]byte(swapFlows(string(file))))
	require.Empty(t, problems)
	got, refusals := ToDefinition(m, "", nil)
	require.NotNil(t, got, told(refusals))
	require.Equal(t, edited, refusals[0].Code)
	require.Len(t, refusals, 1, told(refusals))
	require.Equal(t, []string{"b", "a"}, []string{got.Steps[0].ID, got.Steps[1].ID})
	require.Equal(t, def.Steps[0].Stage, got.Steps[1].Stage)
	require.Equal(t, def.Steps[1].Stage, got.Steps[0].Stage)
}

// swapFlows turns start→a→b→end into start→b→a→end.
func swapFlows(file string) string {
	return strings.NewReplacer(
		`sourceRef="start" targetRef="a"`, `sourceRef="start" targetRef="b"`,
		`sourceRef="a" targetRef="b"`, `sourceRef="b" targetRef="a"`,
		`sourceRef="b" targetRef="end"`, `sourceRef="a" targetRef="end"`).Replace(file)
}
