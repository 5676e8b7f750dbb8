package bpmn

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/diaodu/diaodu/domain/process"
)

// A random model of tasks, choices and loops, as a person might draw it with no
// thought for blocks: any node may lead to any other.
type wildModel struct {
	kind  []string // task, gateway, decide (a task whose gateway asks yes or no), end
	flows [][]int  // by node, the last of a gateway being its default
}

func drawModel(t *rapid.T) wildModel {
	n := rapid.IntRange(2, 9).Draw(t, "nodes")
	m := wildModel{}
	for range n {
		m.kind = append(m.kind, rapid.SampledFrom([]string{"task", "gateway", "decide"}).Draw(t, "kind"))
	}
	m.kind = append(m.kind, "end", "end")
	to := func() int { return rapid.IntRange(0, n+1).Draw(t, "to") }
	for i := range n {
		switch m.kind[i] {
		case "task":
			m.flows = append(m.flows, []int{to()})
		case "decide":
			m.flows = append(m.flows, []int{to(), to()})
		default:
			out := []int{to(), to()}
			if rapid.Bool().Draw(t, "third") {
				out = append(out, to())
			}
			m.flows = append(m.flows, out)
		}
	}
	m.flows = append(m.flows, nil, nil)
	m.openCircles()
	return m
}

// openCircles gives what leads to no end a way to one.
func (m wildModel) openCircles() {
	last := len(m.kind) - 1
	for i := range m.kind {
		if m.kind[i] != "end" && !m.reach(i)[last] && !m.reach(i)[last-1] {
			m.flows[i][0] = last
		}
	}
}

func (m wildModel) reach(from int) map[int]bool {
	seen := map[int]bool{}
	stack := []int{from}
	for len(stack) > 0 {
		v := stack[len(stack)-1]
		stack = stack[:len(stack)-1]
		if !seen[v] {
			seen[v] = true
			stack = append(stack, m.flows[v]...)
		}
	}
	return seen
}

// xml writes the model; node 0 follows the start.
func (m wildModel) xml() string {
	var b strings.Builder
	b.WriteString(`<definitions xmlns="` + NSModel + `" targetNamespace="x"><process id="wild"><startEvent id="s"/>`)
	flow := func(id, from, to, name, condition string) {
		fmt.Fprintf(&b, `<sequenceFlow id=%q name=%q sourceRef=%q targetRef=%q>`, id, name, from, to)
		if condition != "" {
			fmt.Fprintf(&b, `<conditionExpression>${%s}</conditionExpression>`, condition)
		}
		b.WriteString(`</sequenceFlow>`)
	}
	id := func(i int) string { return fmt.Sprintf("n%d", i) }
	flow("f", "s", id(0), "", "")
	reached := m.reach(0)
	for i, kind := range m.kind {
		if !reached[i] {
			continue
		}
		switch kind {
		case "task":
			fmt.Fprintf(&b, `<userTask id=%q/>`, id(i))
			flow(fmt.Sprintf("f%d", i), id(i), id(m.flows[i][0]), "", "")
		case "decide":
			fmt.Fprintf(&b, `<userTask id=%q/><exclusiveGateway id="g%d"/>`, id(i), i)
			flow(fmt.Sprintf("f%d", i), id(i), fmt.Sprintf("g%d", i), "", "")
			flow(fmt.Sprintf("f%d_y", i), fmt.Sprintf("g%d", i), id(m.flows[i][0]), "同意", "")
			flow(fmt.Sprintf("f%d_n", i), fmt.Sprintf("g%d", i), id(m.flows[i][1]), "不同意", "")
		case "end":
			fmt.Fprintf(&b, `<endEvent id=%q/>`, id(i))
		case "gateway":
			last := len(m.flows[i]) - 1
			fmt.Fprintf(&b, `<exclusiveGateway id=%q default="f%d_%d"/>`, id(i), i, last)
			for k, to := range m.flows[i] {
				condition := ""
				if k < last {
					condition = fmt.Sprintf("c%d_%d", i, k)
				}
				flow(fmt.Sprintf("f%d_%d", i, k), id(i), id(to), "", condition)
			}
		}
	}
	b.WriteString(`</process></definitions>`)
	return b.String()
}

// world answers every question the same way in both walks: by what is asked and
// how often it was asked.
type world struct {
	seed  uint64
	asked map[string]int
}

func (w *world) says(question string) bool {
	w.asked[question]++
	h := w.seed ^ uint64(w.asked[question])*0x9e3779b97f4a7c15
	for _, c := range question {
		h = (h ^ uint64(c)) * 0x100000001b3
	}
	return h>>32&1 == 1
}

const walkLength = 40

// walk follows the model as a token does and lists the tasks.
func (m wildModel) walk(w *world) []string {
	var seen []string
	for at, steps := 0, 0; steps < 1000*walkLength && len(seen) < walkLength; steps++ {
		switch id := fmt.Sprintf("n%d", at); m.kind[at] {
		case "end":
			return append(seen, "end")
		case "task":
			seen = append(seen, id)
			at = m.flows[at][0]
		case "decide":
			seen = append(seen, id)
			if w.says(id) {
				at = m.flows[at][0]
			} else {
				at = m.flows[at][1]
			}
		case "gateway":
			last := len(m.flows[at]) - 1
			next := m.flows[at][last]
			for k := range last {
				if w.says(fmt.Sprintf("c%d_%d", at, k)) {
					next = m.flows[at][k]
					break
				}
			}
			at = next
		}
	}
	return seen
}

// deciding names the tasks where somebody says yes or no.
func (m wildModel) deciding() map[string]bool {
	asks := map[string]bool{}
	for i, kind := range m.kind {
		asks[fmt.Sprintf("n%d", i)] = kind == "decide"
	}
	return asks
}

// walkDefinition follows a definition as the engine does and lists the stages.
func walkDefinition(d *process.Definition, asks map[string]bool, w *world) []string {
	g := process.NewGraph(d)
	var behind func(id string) string
	behind = func(id string) string {
		n, _ := g.Node(id)
		if n.Next != "" || n.Parent == "" {
			return n.Next
		}
		return behind(n.Parent)
	}
	var seen []string
	for at, steps := g.First("", 0), 0; steps < 1000*walkLength && len(seen) < walkLength; steps++ {
		n, ok := g.Node(at)
		if !ok {
			return append(seen, "end")
		}
		next := behind(at)
		switch n.Kind {
		case process.KindEnd:
			return append(seen, "end")
		case process.KindGoto:
			next = n.To
		case process.KindChoose:
			for i, b := range n.Branches {
				if b.Otherwise || w.says(strings.TrimPrefix(b.When, "form.")) {
					if first := g.First(at, i); first != "" {
						next = first
					}
					break
				}
			}
		case process.KindStage:
			seen = append(seen, n.ID)
			if asks[n.ID] && !w.says(n.ID) {
				switch {
				case n.Stage.OnReject != "":
					next = n.Stage.OnReject
				case len(n.Stage.Outcomes) > 0 && n.Stage.Outcomes[0].To != "":
					next = n.Stage.Outcomes[0].To
				default:
					return append(seen, "end")
				}
			}
		}
		at = next
	}
	return seen
}

// Whatever is drawn with one token, loops into each other included, the
// definition goes the same way at every turn, or the model is refused because it
// has no end.
func TestAnyFlowOfOneTokenGoesTheSameWay(t *testing.T) {
	converted, refused := 0, 0
	rapid.Check(t, func(t *rapid.T) {
		model := drawModel(t)
		text := model.xml()
		m, problems := Read([]byte(text))
		require.Empty(t, problems)
		d, refusals := ToDefinition(m, "", nil)
		if d == nil {
			for _, r := range refusals {
				if r.Level == Refused {
					require.Contains(t, []string{noEnd, unreachable}, r.Code, "%s\n%s", told(refusals), text)
				}
			}
			refused++
			return
		}
		converted++
		requireSound(t, d, refusals)
		for seed := range uint64(8) {
			a, b := &world{seed, map[string]int{}}, &world{seed, map[string]int{}}
			want, got := model.walk(a), walkDefinition(d, model.deciding(), b)
			want, got = want[:min(len(want), walkLength)], got[:min(len(got), walkLength)]
			require.Equal(t, want, got, "%s\n%+v", text, d.Steps)
		}
	})
	t.Logf("%d models compared at 8 walks each, %d refused", converted, refused)
	require.Greater(t, 5*converted, refused, "enough models are compared")
}
