package bpmn

import (
	"slices"
	"strings"

	"github.com/diaodu/diaodu/domain/process"
)

// scope is a process or an embedded sub-process while its graph is built.
type scope struct {
	c     *converter
	el    *Node
	g     *graph
	nodes []*Node          // flow nodes, in the order of the file
	outs  map[*Node][]flow // sequence flows by source
	ins   map[*Node][]flow
	entry map[*Node]int // the vertex where flows into the node arrive
	leave map[*Node]int // the vertex where its flows leave
	// guarded are the nodes that boundary events lead to.
	guarded []*Node
	decided map[*Node]bool // gateways that became the decision of a stage
}

// flow is one sequence flow, its ends found.
type flow struct {
	el       *Node
	from, to *Node
}

// flowElements are the kinds of a scope's children that tokens pass.
func isFlowNode(el *Node) bool {
	switch el.Local {
	case "task", "userTask", "manualTask", "serviceTask", "scriptTask", "businessRuleTask", "sendTask", "receiveTask", "callActivity",
		"subProcess", "transaction", "adHocSubProcess", "startEvent", "endEvent", "intermediateThrowEvent", "intermediateCatchEvent",
		"exclusiveGateway", "parallelGateway", "inclusiveGateway", "eventBasedGateway", "complexGateway",
		"subChoreography", "choreographyTask", "callChoreography", "event", "implicitThrowEvent":
		return el.Space() == NSModel
	}
	return false
}

// kept are the elements that execution does not need: they stay in the file.
var kept = []string{
	"documentation", "extensionElements", "laneSet", "sequenceFlow", "dataObject", "dataObjectReference", "dataStoreReference", "dataStore",
	"property", "ioSpecification", "ioBinding", "auditing", "monitoring", "textAnnotation", "association", "group", "supportedInterfaceRef",
	"correlationSubscription", "supports", "resourceRole", "performer", "humanPerformer", "potentialOwner", "incoming", "outgoing",
	"multiInstanceLoopCharacteristics", "standardLoopCharacteristics", "dataInputAssociation", "dataOutputAssociation", "artifact",
	"humanPerformer", "rendering", "completionCondition",
}

// steps converts a scope; top tells whether it is the process.
func (c *converter) steps(el *Node, top bool) []process.Step {
	s := &scope{c: c, el: el, g: &graph{top: top}, outs: map[*Node][]flow{}, ins: map[*Node][]flow{}, entry: map[*Node]int{}, leave: map[*Node]int{}, decided: map[*Node]bool{}}
	before := len(c.refusals)
	s.collect()
	if c.nodes > MaxFlowNodes {
		return nil
	}
	for _, n := range s.nodes {
		s.vertices(n)
	}
	for _, n := range s.nodes {
		s.edges(n)
	}
	s.decisions()
	s.conditions()
	if !s.findEntry() {
		return nil
	}
	s.checkReach()
	joins, ok := c.forks(s.g)
	if !ok || HasRefused(c.refusals[before:]) {
		return nil // the elements have been refused; their order says nothing more
	}
	s.g.collapse()
	return c.lay(s.g, joins, s.g.entry, exit, top)
}

// collect finds the scope's flow nodes and flows, and refuses what has no place.
func (s *scope) collect() {
	byID := map[string]*Node{}
	for _, el := range s.el.elements() {
		switch {
		case isFlowNode(el):
			s.nodes = append(s.nodes, el)
			if id := el.attr("id"); id != "" {
				byID[id] = el
			} else {
				s.c.refuse(el, idMissing)
			}
		case el.is("boundaryEvent"):
			s.c.refuse(el, boundaryEvent, "on", s.c.nameOf(el.attr("attachedToRef")))
		case el.Space() == NSModel && !contains(kept, el.Local):
			s.c.refuse(el, unknownElement, "element", el.Local)
		}
	}
	s.c.nodes += len(s.nodes)
	if s.c.nodes > MaxFlowNodes {
		s.c.refuse(s.el, tooManyNodes)
		return
	}
	for _, el := range s.el.elements() {
		if !el.is("sequenceFlow") || el.attrIn("role", NSOwn) == "return" {
			continue
		}
		f := flow{el, byID[el.attr("sourceRef")], byID[el.attr("targetRef")]}
		if f.from == nil || f.to == nil {
			if s.c.isBoundary(el.attr("sourceRef")) { // refused itself
				s.guarded = append(s.guarded, f.to)
			} else {
				s.c.refuse(el, dangling)
			}
			continue
		}
		s.outs[f.from] = append(s.outs[f.from], f)
		s.ins[f.to] = append(s.ins[f.to], f)
	}
	s.links()
}

// links turns pairs of link events into flows.
func (s *scope) links() {
	targets := map[string]*Node{}
	for _, n := range s.nodes {
		if d := n.child("linkEventDefinition"); d != nil && n.is("intermediateCatchEvent") {
			targets[d.attr("name")] = n
		}
	}
	for _, n := range s.nodes {
		d := n.child("linkEventDefinition")
		if d == nil || !n.is("intermediateThrowEvent") {
			continue
		}
		to := targets[d.attr("name")]
		if to == nil {
			s.c.refuse(n, linkEvent)
			continue
		}
		f := flow{from: n, to: to}
		s.outs[n], s.ins[to] = append(s.outs[n], f), append(s.ins[to], f)
	}
}

// vertices makes what stands for a node, and a split where several flows leave
// an activity.
func (s *scope) vertices(n *Node) {
	in, out := len(s.ins[n]), len(s.outs[n])
	v := vertex{task: vPass, el: n}
	switch n.Local {
	case "exclusiveGateway":
		if out > 1 {
			v.task = vChoose
		}
	case "parallelGateway", "inclusiveGateway":
		s.joinAndFork(n, in, out)
		return
	case "eventBasedGateway":
		s.c.refuse(n, eventGateway)
	case "complexGateway":
		s.c.refuse(n, complexGateway)
	case "endEvent":
		v = s.end(n)
	default:
		v.steps = s.c.activity(n)
		if len(v.steps) > 0 {
			v.task = vStep
		}
	}
	at := s.g.add(v)
	s.entry[n], s.leave[n] = at, at
	if v.task == vStep && v.steps[len(v.steps)-1].Kind == process.KindEnd {
		return
	}
	if out > 1 && v.task != vChoose {
		s.split(n, at)
	}
}

// joinAndFork makes the vertices of a gateway that may do both.
func (s *scope) joinAndFork(n *Node, in, out int) {
	inclusive := n.Local == "inclusiveGateway"
	first := vertex{task: vPass, el: n, inclusive: inclusive}
	if in > 1 || in == 1 && out <= 1 { // also of one way, where the others end the case
		first.task = vJoin
	}
	at := s.g.add(first)
	s.entry[n], s.leave[n] = at, at
	if out > 1 {
		fork := s.g.add(vertex{task: vFork, el: n, inclusive: inclusive})
		s.g.link(at, edge{to: fork})
		s.leave[n] = fork
	}
}

// split stands for the flows that leave an activity by themselves: all of them
// where none has a condition; one with a condition and a default are a choice;
// else every one whose condition holds.
func (s *scope) split(n *Node, at int) {
	conditions, defaults := 0, 0
	for _, f := range s.outs[n] {
		switch {
		case f.el != nil && f.el.attr("id") == n.attr("default") && n.attr("default") != "":
			defaults++
		case f.el != nil && f.el.child("conditionExpression") != nil:
			conditions++
		}
	}
	v := vertex{task: vFork, el: n, inclusive: conditions > 0}
	if conditions == 1 && defaults == 1 && len(s.outs[n]) == 2 {
		v.task, v.inclusive = vChoose, false
	}
	to := s.g.add(v)
	s.g.link(at, edge{to: to})
	s.leave[n] = to
}

// edges links a node's vertices to those its flows lead to.
func (s *scope) edges(n *Node) {
	from := s.leave[n]
	x := &s.g.all[from]
	if x.task == vEnd {
		return
	}
	if len(s.outs[n]) == 0 && !(x.task == vStep && x.steps[len(x.steps)-1].Kind == process.KindEnd) {
		if n.is("endEvent") {
			return
		}
		s.c.refuse(n, implicitEnd)
		s.g.link(from, edge{to: s.g.add(vertex{task: vEnd, result: process.Approved})})
		return
	}
	conditional := x.task == vChoose || x.task == vFork && x.inclusive
	for _, f := range s.outs[n] {
		e := edge{to: s.entry[f.to], el: f.el}
		if f.el != nil {
			e.name = f.el.name()
			e.otherwise = n.attr("default") != "" && f.el.attr("id") == n.attr("default")
		}
		if conditional && !e.otherwise && f.el != nil && f.el.child("conditionExpression").content() != "" {
			e.cond = s.c.read(f.el)
			e.refused = e.cond == nil
		}
		s.g.link(from, e)
	}
}

// findEntry finds where the scope starts.
func (s *scope) findEntry() bool {
	var starts, sources []*Node
	for _, n := range s.nodes {
		switch {
		case n.is("startEvent"):
			starts = append(starts, n)
		case len(s.ins[n]) == 0 && n.child("linkEventDefinition") == nil && !n.is("endEvent") && !slices.Contains(s.guarded, n):
			sources = append(sources, n)
		}
	}
	if len(starts) == 0 {
		starts = sources
	}
	if len(starts) == 0 {
		if len(s.nodes) == 0 && !s.g.top {
			s.g.entry = s.g.add(vertex{task: vEnd, result: process.Approved})
			return true
		}
		s.c.refuse(s.el, noStart)
		return false
	}
	s.g.entry = s.entry[starts[0]]
	first, _ := s.g.through(s.g.entry, exit)
	for _, n := range starts[1:] {
		if at, _ := s.g.through(s.entry[n], exit); at != first {
			s.c.refuse(n, manyStarts, "first", title(starts[0]))
		}
	}
	return true
}

// checkReach finds what the start does not lead to, and what leads to no end.
func (s *scope) checkReach() {
	ends := s.toEnds()
	_, order, _, _ := s.g.reach(s.g.entry, exit)
	for _, v := range order {
		if !ends[v] && s.g.all[v].el != nil {
			s.c.refuse(s.g.all[v].el, noEnd)
			break // the others are in the same circle
		}
	}
	reached := make([]bool, len(s.g.all))
	mark := func(from int) {
		_, order, _, _ := s.g.reach(from, exit)
		for _, v := range order {
			reached[v] = true
			for _, e := range s.g.all[v].outs {
				reached[e.to] = true
			}
		}
	}
	mark(s.g.entry)
	for _, n := range s.guarded {
		if n != nil {
			reached[s.entry[n]] = true
			mark(s.entry[n])
		}
	}
	for _, n := range s.nodes {
		if !reached[s.entry[n]] && !s.decided[n] && s.entry[n] != s.g.entry && !n.is("startEvent") {
			s.c.refuse(n, unreachable)
		}
	}
}

// toEnds tells of every vertex whether it leads to an end.
func (s *scope) toEnds() []bool {
	n := len(s.g.all)
	ends := make([]bool, n)
	before := make([][]int, n)
	var stack []int
	for v := range s.g.all {
		for _, e := range s.g.all[v].outs {
			before[e.to] = append(before[e.to], v)
		}
		if x := &s.g.all[v]; x.task == vEnd || len(x.outs) == 0 {
			stack = append(stack, v)
		}
	}
	for len(stack) > 0 {
		v := stack[len(stack)-1]
		stack = stack[:len(stack)-1]
		if !ends[v] {
			ends[v] = true
			stack = append(stack, before[v]...)
		}
	}
	return ends
}

// nameOf is what people call the element with an id.
func (c *converter) nameOf(id string) string {
	if el := c.byID[id]; el != nil {
		return title(el)
	}
	return id
}

func (c *converter) isBoundary(id string) bool { return c.byID[id].is("boundaryEvent") }

// stepID makes an id for a step of the element's own, in the letters that
// definitions allow: the console's pictures and records find the element by it.
func (c *converter) stepID(base string) string {
	if el := c.byID[base]; el != nil {
		if own := el.attrIn("step", NSOwn); own != "" && !c.ids[own] {
			c.ids[own] = true
			return own
		}
	}
	id := strings.Map(func(r rune) rune {
		switch {
		case r >= 'A' && r <= 'Z':
			return r + 'a' - 'A'
		case r >= 'a' && r <= 'z', r >= '0' && r <= '9', r == '_', r == '-':
			return r
		}
		return '_'
	}, base)
	id = strings.Trim(id, "_-")
	if id == "" || id[0] < 'a' {
		id = "s" + id
	}
	if len(id) > 50 {
		id = id[:50]
	}
	return c.unique(id)
}
