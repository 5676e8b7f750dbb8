package bpmn

import (
	"fmt"
	"slices"
	"strings"

	"github.com/diaodu/diaodu/domain/process"
)

// People says who the names in a model are here: lanes, pools, candidate groups,
// assignees, resources. It is given by whoever imports (the --roles file).
type People map[string]process.Who

// converter turns one process of a model into a definition.
type converter struct {
	model      *Model
	people     People
	byID       map[string]*Node
	proc       *Node
	pool       *Node
	lanes      map[string]*Node // flow node id → innermost lane
	fields     map[string]*field
	fieldOrder []string
	starter    []string // variables that hold whoever started the case
	ids        map[string]bool
	nodes      int
	refusals   []Refusal
}

// ToDefinition converts the executable subset of a model. processID chooses the
// process where a model has several pools; "" takes the only one, or the only
// one marked executable. The list says of each element what cannot be executed,
// what a person must still mend, and how things were understood, sorted by line.
// The definition is nil where anything was refused.
//
// A file that FromDefinition wrote gives back the definition it was written
// from; if another tool changed its flow, the flow is converted anew and the
// steps that are still there keep what the definition said of them.
func ToDefinition(m *Model, processID string, people People) (*process.Definition, []Refusal) {
	c := &converter{model: m, people: people, byID: map[string]*Node{}, lanes: map[string]*Node{}, fields: map[string]*field{}, ids: map[string]bool{}}
	c.index(m.Root())
	if !c.choose(processID) {
		return nil, sortRefusals(c.refusals)
	}
	own, ok := c.embedded()
	if !ok {
		return nil, sortRefusals(c.refusals)
	}
	if own != nil && c.unchanged(own) {
		return own, nil
	}
	d := c.convert()
	if own != nil {
		c.refuse(c.proc, edited)
		if d != nil {
			c.keepDetails(d, own)
		}
	}
	if HasRefused(c.refusals) {
		d = nil
	}
	return d, sortRefusals(c.refusals)
}

func (c *converter) convert() *process.Definition {
	c.findLanes()
	c.findForms()
	d := &process.Definition{Code: slug(c.proc.attr("id")), Name: c.proc.name()}
	if d.Name == "" && c.pool != nil {
		d.Name = c.pool.name()
	}
	if d.Name == "" {
		d.Name = c.proc.attr("id")
	}
	d.Steps = c.steps(c.proc, true)
	if HasRefused(c.refusals) {
		return nil
	}
	d.Steps = oneLastEnd(d.Steps)
	nameGotos(d.Steps)
	c.checkSize(d.Steps)
	d.Form = c.form()
	return d
}

// oneLastEnd puts the approving ends of the last choice's ways into one behind
// it, and gives a sequence that comes to its end an end.
func oneLastEnd(steps []process.Step) []process.Step {
	var last process.Step
	steps = withoutLastEnd(steps, &last)
	if last.Kind == process.KindEnd {
		steps = append(steps, last)
	}
	return steps
}

func withoutLastEnd(steps []process.Step, last *process.Step) []process.Step {
	n := len(steps)
	if n == 0 {
		return steps
	}
	switch s := &steps[n-1]; {
	case s.Kind == process.KindEnd && s.Result == process.Approved:
		if last.ID == "" {
			*last = *s
		}
		return steps[:n-1]
	case s.Kind == process.KindChoose:
		ways, left, inner := make([][]process.Step, len(s.Branches)), 0, *last
		for i, b := range s.Branches {
			ways[i] = withoutLastEnd(b.Steps, &inner)
			left += len(ways[i])
		}
		if left == 0 { // a choice between ends stays one
			return steps
		}
		*last = inner
		for i := range s.Branches {
			if s.Branches[i].Steps = ways[i]; len(ways[i]) == 0 {
				s.Branches[i].Steps = nil
			}
		}
	}
	return steps
}

// nameGotos gives gotos the ids that they would have in a text without one.
func nameGotos(steps []process.Step) {
	count := map[string]int{}
	eachStep(steps, func(s *process.Step) {
		if s.Kind == process.KindGoto {
			count[s.To]++
			s.ID = fmt.Sprintf("goto-%s-%d", s.To, count[s.To])
		}
	})
}

// checkSize keeps to the bounds of definitions.
func (c *converter) checkSize(steps []process.Step) {
	count, deepest := 0, 0
	var walk func([]process.Step, int)
	walk = func(steps []process.Step, depth int) {
		deepest = max(deepest, depth)
		for _, s := range steps {
			count++
			for _, b := range s.Branches {
				walk(b.Steps, depth+1)
			}
		}
	}
	walk(steps, 0)
	if count > process.MaxSteps {
		c.refuse(c.proc, tooManySteps, "count", fmt.Sprint(count), "limit", fmt.Sprint(process.MaxSteps))
	}
	if deepest > process.MaxDepth {
		c.refuse(c.proc, tooNested, "depth", fmt.Sprint(deepest), "limit", fmt.Sprint(process.MaxDepth))
	}
}

// index finds elements by id and refuses ids given twice.
func (c *converter) index(n *Node) {
	if id := n.attr("id"); id != "" && n.Space() == NSModel {
		if c.byID[id] == nil {
			c.byID[id] = n
		} else {
			c.refuse(n, idTwice)
		}
	}
	for _, child := range n.elements() {
		c.index(child)
	}
}

// choose finds the process to convert.
func (c *converter) choose(processID string) bool {
	var all, full, marked []*Node
	for _, el := range c.model.Root().elements() {
		switch {
		case el.is("process"):
			all = append(all, el)
			if slices.ContainsFunc(el.elements(), isFlowNode) {
				full = append(full, el)
				if el.attr("isExecutable") == "true" {
					marked = append(marked, el)
				}
			}
		case el.is("choreography", "globalChoreographyTask"):
			c.refuse(el, choreography)
		case el.is("collaboration", "conversation", "globalConversation"):
			c.refuseConversations(el)
		}
	}
	switch {
	case processID != "":
		i := slices.IndexFunc(all, func(p *Node) bool { return p.attr("id") == processID })
		if i < 0 {
			c.refuse(c.model.Root(), unknownProcess, "process", processID)
			return false
		}
		c.proc = all[i]
	case len(full) == 1:
		c.proc = full[0]
	case len(marked) == 1:
		c.proc = marked[0]
	case len(full) == 0 && len(all) == 1:
		c.proc = all[0]
	case len(full) == 0:
		c.refuse(c.model.Root(), noProcess)
		return false
	default:
		for _, p := range full {
			c.refuse(p, choosePool, "process", p.attr("id"))
		}
		return false
	}
	c.others(all)
	return true
}

func (c *converter) refuseConversations(el *Node) {
	for _, child := range el.elements() {
		if child.is("conversation", "subConversation", "callConversation") {
			c.refuse(child, conversation)
		}
		if child.is("choreographyRef") {
			c.refuse(child, choreography)
		}
	}
}

// others notes the pools that are not converted and the messages between them.
func (c *converter) others(all []*Node) {
	for _, p := range all {
		if p != c.proc {
			c.refuse(p, otherPool)
		}
	}
	for _, el := range c.model.Root().elements() {
		if !el.is("collaboration") {
			continue
		}
		for _, child := range el.elements() {
			switch {
			case child.is("participant") && local(child.attr("processRef")) == c.proc.attr("id"):
				c.pool = child
			case child.is("messageFlow"):
				c.refuse(child, messageFlow)
			}
		}
	}
}

// findLanes tells for every flow node the innermost lane it stands in.
func (c *converter) findLanes() {
	var walk func(*Node)
	walk = func(n *Node) {
		for _, el := range n.elements() {
			switch {
			case el.is("laneSet", "childLaneSet"):
				walk(el)
			case el.is("lane"):
				for _, ref := range el.elements() {
					if ref.is("flowNodeRef") {
						c.lanes[local(ref.content())] = el
					}
				}
				walk(el)
			case el.is("subProcess"):
				walk(el)
			}
		}
	}
	walk(c.proc)
}

// unique gives an id that no step has yet and that is no word of our own.
func (c *converter) unique(id string) string {
	switch id {
	case "end", "branch", "starter", "previous", "decision", "never", "item", "any", "approve", "reject", "return", "hold", "pass":
		id += "_1"
	}
	base := id
	for n := 2; c.ids[id]; n++ {
		id = fmt.Sprintf("%s_%d", base, n)
	}
	c.ids[id] = true
	return id
}

// slug makes a process code of an id.
func slug(id string) string {
	var b []byte
	for i := 0; i < len(id); i++ {
		ch := id[i]
		switch {
		case ch >= 'a' && ch <= 'z', ch >= '0' && ch <= '9':
			b = append(b, ch)
		case ch >= 'A' && ch <= 'Z':
			b = append(b, ch+'a'-'A')
		case len(b) > 0 && b[len(b)-1] != '-':
			b = append(b, '-')
		}
	}
	for len(b) > 0 && (b[len(b)-1] == '-' || len(b) > 60) {
		b = b[:len(b)-1]
	}
	if len(b) < 3 || b[0] >= '0' && b[0] <= '9' {
		return strings.TrimSuffix("process-"+string(b), "-")
	}
	return string(b)
}
