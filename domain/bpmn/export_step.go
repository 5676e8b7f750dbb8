package bpmn

import (
	"fmt"

	"github.com/diaodu/diaodu/domain/process"
)

// port is a flow that has left a node and not yet come to one.
type port struct {
	from      *shape
	name      string
	when      string
	otherwise bool
	decision  string
	via       int // the height it passes others at, where detour is set
	detour    bool
	back      bool // a return or rejection, which is no flow of the model's own
}

// sequence writes steps one behind the other.
func (x *exporter) sequence(steps []process.Step, ins []port) (box, []port) {
	var b box
	for i := range steps {
		var next box
		next, ins = x.step(&steps[i], ins)
		b.beside(next)
	}
	return b, ins
}

// step writes one step: what is jumped to gets a merge before it, what has a
// condition a gateway around it.
func (x *exporter) step(s *process.Step, ins []port) (box, []port) {
	if s.Kind == process.KindGoto && s.When == "" && !x.targets[s.ID] {
		x.jump(ins, s.To)
		return box{}, nil
	}
	entry := x.entry(s)
	x.connect(ins, entry)
	b := boxOf(entry)
	at := entry
	if entry.merge && (s.When != "" || s.Kind != process.KindGoto) {
		at = x.core(s)
		x.connect([]port{{from: entry}}, at)
		b.beside(boxOf(at))
	}
	if s.When == "" {
		inside, outs := x.inside(s, at)
		b.merge(inside)
		return b, outs
	}
	return x.unless(s, b, at)
}

// unless passes a step over where its condition does not hold.
func (x *exporter) unless(s *process.Step, b box, gate *shape) (box, []port) {
	body := x.body(s)
	if body == nil { // a goto
		x.jump([]port{{from: gate, when: s.When}}, s.To)
		return b, []port{{from: gate, otherwise: true}}
	}
	x.connect([]port{{from: gate, when: s.When}}, body)
	part := boxOf(body)
	inside, outs := x.inside(s, body)
	part.merge(inside)
	b.beside(part)
	skip := port{from: gate, otherwise: true}
	if len(outs) == 0 {
		return b, []port{skip}
	}
	join := x.gateway("exclusiveGateway", s.ID+"-after", "")
	b.roof(30)
	skip.detour, skip.via = true, b.top()+10
	x.connect(append(outs, skip), join)
	b.keep(x.flows[len(x.flows)-1])
	b.beside(boxOf(join))
	return b, []port{{from: join}}
}

// entry is where a step is entered, made when first asked for.
func (x *exporter) entry(s *process.Step) *shape {
	if e := x.entries[s.ID]; e != nil {
		return e
	}
	plain := s.When == "" && !s.Kind.Block() && s.Kind != process.KindGoto || s.Kind == process.KindEach && s.When == ""
	var e *shape
	if x.targets[s.ID] && !plain {
		e = x.gateway("exclusiveGateway", s.ID+"-in", "")
		e.merge = true
	} else {
		e = x.core(s)
	}
	x.entries[s.ID] = e
	return e
}

// core is the gateway of a step's condition, else the step's own node.
func (x *exporter) core(s *process.Step) *shape {
	if s.When != "" {
		return x.gateway("exclusiveGateway", s.ID+"-when", "")
	}
	return x.body(s)
}

// body is the node of the step itself; nil for a goto.
func (x *exporter) body(s *process.Step) *shape {
	switch s.Kind {
	case process.KindStage:
		return x.stage(s)
	case process.KindParallel, process.KindChoose:
		return x.gatewayOf(s)
	case process.KindEach:
		return x.each(s)
	case process.KindCall:
		call := x.task("callActivity", s, "calledElement", ncName(s.Call.Process))
		if s.Over != "" {
			call.el.with(x.over(s.Over))
		}
		return call
	case process.KindNotice:
		n := x.own("intermediateCatchEvent", s)
		duration := el("timeDuration", "xsi:type", "bpmn:tFormalExpression").with(textNode(fmt.Sprintf("P%dD", s.Notice.Days)))
		n.el.with(el("timerEventDefinition").with(duration))
		return n
	case process.KindWait:
		n := x.own("intermediateCatchEvent", s)
		n.el.with(el("messageEventDefinition", "messageRef", x.message(s.Wait.From)))
		return n
	case process.KindCC:
		return x.task("sendTask", s)
	case process.KindEnd:
		return x.end(s.ID, s.Name, s.Result)
	}
	return nil
}

// inside writes what belongs to a step behind its node, and gives its ways on.
func (x *exporter) inside(s *process.Step, at *shape) (box, []port) {
	switch s.Kind {
	case process.KindGoto:
		x.jump([]port{{from: at}}, s.To)
		return box{}, nil
	case process.KindEnd:
		return box{}, nil
	case process.KindParallel, process.KindChoose:
		b, outs := x.branches(s, at)
		if s.OnReject == "" || s.OnReject == "end" || s.OnReject == "branch" || len(outs) == 0 {
			return b, outs
		}
		more, outs := x.decisions(s, outs[0].from)
		b.beside(more)
		return b, outs
	}
	return x.decisions(s, at)
}

// decisions writes a gateway where a step leads to more than the next.
func (x *exporter) decisions(s *process.Step, at *shape) (box, []port) {
	var others []port // decisions that lead elsewhere, and where
	var where []string
	add := func(name, decision, to string) {
		others = append(others, port{name: name, decision: decision, back: decision == ""})
		where = append(where, to)
	}
	var ends []process.Outcome
	reject := ""
	switch {
	case s.Stage != nil:
		reject = s.Stage.OnReject
		for _, o := range s.Stage.Outcomes {
			if o.To == "" {
				ends = append(ends, o)
				continue
			}
			add(o.Name, o.ID, o.To)
		}
		for _, to := range s.Stage.Return.To {
			if to != "starter" && to != "previous" {
				add("退回", "", to)
			}
		}
	case s.Notice != nil:
		if to := s.Notice.OnObjection; to != "" && to != "end" {
			add("异议成立", "", to)
		}
	case s.Wait != nil:
		reject = s.Wait.OnReject
	case s.Call != nil:
		reject = s.Call.OnReject
	default:
		reject = s.OnReject
	}
	decision := ""
	if s.Stage != nil {
		decision = decideReject
	}
	if reject != "" && reject != "end" && reject != "branch" {
		add("不同意", decision, reject)
	}
	if len(others)+len(ends) == 0 && (reject != "branch" || len(x.rejects) == 0) {
		return box{}, []port{{from: at}}
	}
	return x.decide(s, at, others, where, ends, reject)
}

func (x *exporter) decide(s *process.Step, at *shape, others []port, where []string, ends []process.Outcome, reject string) (box, []port) {
	gate := x.gateway("exclusiveGateway", s.ID+"-decision", "")
	x.connect([]port{{from: at}}, gate)
	b := boxOf(gate)
	approve := port{from: gate, name: "通过"}
	if s.Notice != nil {
		approve.name = "无异议"
	}
	if s.Stage != nil {
		approve.name, approve.decision = "同意", decideApprove
		if reject == "" || reject == "end" {
			ends = append(ends, process.Outcome{ID: decideReject, Name: "不同意", End: process.Rejected})
		}
	}
	for i, p := range others {
		p.from = gate
		x.jump([]port{p}, where[i])
	}
	for _, o := range ends {
		end := x.end(s.ID+"-"+o.ID, o.Name, o.End)
		x.connect([]port{{from: gate, name: o.Name, decision: o.ID}}, end)
		b.below(end)
	}
	if reject == "branch" && len(x.rejects) > 0 {
		last := len(x.rejects) - 1
		p := port{from: gate, name: "不同意", decision: decideReject}
		if s.Stage == nil {
			p.decision, p.back = "", true
		}
		x.rejects[last] = append(x.rejects[last], p)
	}
	return b, []port{approve}
}

// gatewayOf splits into a block's branches.
func (x *exporter) gatewayOf(s *process.Step) *shape {
	return x.ownSized(gateKind(s), s, gateSize, gateSize)
}

func gateKind(s *process.Step) string {
	if s.Kind == process.KindChoose {
		return "exclusiveGateway"
	}
	for _, b := range s.Branches {
		if b.When != "" || b.Otherwise {
			return "inclusiveGateway"
		}
	}
	return "parallelGateway"
}

// branches writes the ways of a block, one below the other, and its join.
func (x *exporter) branches(s *process.Step, gate *shape) (box, []port) {
	var stack box
	var outs []port
	kind := gateKind(s)
	complete := kind == "parallelGateway" && len(s.Branches) > 0
	if s.Kind == process.KindParallel {
		x.forked++
		defer func() { x.forked-- }()
	}
	for _, br := range s.Branches {
		complete = complete || br.Otherwise
		in := port{from: gate, name: br.Name, when: br.When, otherwise: br.Otherwise}
		if kind != "parallelGateway" && br.When == "" && !br.Otherwise {
			in.when = "true"
		}
		x.rejects = append(x.rejects, nil)
		part, ends := x.sequence(br.Steps, []port{in})
		rejects := x.rejects[len(x.rejects)-1]
		x.rejects = x.rejects[:len(x.rejects)-1]
		if len(rejects) > 0 { // approved or rejected, the branch comes to the join once
			merge := x.gateway("exclusiveGateway", s.ID+"-branch", "")
			merge.join = true
			x.connect(ends, merge)
			first := len(x.flows)
			for i := range rejects {
				rejects[i].detour, rejects[i].via = true, taskHeight/2
			}
			x.connect(rejects, merge)
			for _, f := range x.flows[first:] {
				part.keep(f)
			}
			part.beside(boxOf(merge))
			ends = []port{{from: merge}}
		}
		outs = append(outs, x.level(&stack, part, ends, in)...)
	}
	if !complete {
		in := port{from: gate, otherwise: true}
		outs = append(outs, x.level(&stack, box{}, []port{in}, in)...)
	}
	half := stack.centre()
	for i := range outs {
		outs[i].via -= half // the heights of empty branches, which move with the others
	}
	var b box
	b.beside(stack)
	if len(outs) == 0 {
		return b, nil
	}
	join := x.gateway(kind, s.ID+"-join", "")
	join.join = true
	first := len(x.flows)
	x.connect(outs, join)
	for _, f := range x.flows[first:] {
		b.keep(f)
	}
	b.beside(boxOf(join))
	return b, []port{{from: join}}
}

// level puts a branch below the others. A branch without steps passes at its own
// height.
func (x *exporter) level(stack *box, part box, ends []port, in port) []port {
	empty := len(part.shapes) == 0
	if empty {
		part.up, part.down, part.w = 20, 20, 40
	}
	y := stack.stack(part)
	if !empty {
		return ends
	}
	for i := range ends {
		if ends[i].from == in.from {
			ends[i].detour, ends[i].via = true, y
		}
	}
	return ends
}

// each writes a sub-process with an instance for every unit.
func (x *exporter) each(s *process.Step) *shape {
	outer, flows, scope, rejects, forked, stray := x.out, x.flows, x.scope, x.rejects, x.forked, x.stray
	x.out, x.flows, x.rejects, x.stray = nil, nil, nil, nil
	x.forked++
	x.scope = x.scopeOf(s)
	var steps []process.Step
	if len(s.Branches) > 0 {
		steps = s.Branches[0].Steps
	}
	b := x.whole(steps)
	b.shift(30-b.left(), 30-b.top())
	bottom := x.route(b, x.flows)
	sub := &shape{inner: &b, innerFlows: x.flows, w: b.right() + 30, h: bottom + 30}
	children := x.out
	x.out, x.flows, x.scope, x.rejects, x.forked, x.stray = outer, flows, scope, rejects, forked, stray
	x.put(sub, "subProcess", s)
	if s.Over != "" {
		sub.el.with(x.over(s.Over))
	}
	sub.el.with(children...)
	return sub
}

// scopeOf is the number of an each block's inside.
func (x *exporter) scopeOf(s *process.Step) int {
	for _, b := range s.Branches {
		for i := range b.Steps {
			if x.steps[b.Steps[i].ID] == &b.Steps[i] {
				return x.scopes[b.Steps[i].ID]
			}
		}
	}
	return -1 // nothing inside that anything could lead to
}

// over says that there is an instance for every unit of a form field.
func (x *exporter) over(field string) *Node {
	return el("multiInstanceLoopCharacteristics", "diaodu:collection", field)
}

// jump leads ports to a step that is not the next.
func (x *exporter) jump(from []port, to string) {
	s := x.steps[to]
	for _, p := range from {
		if s == nil || x.scopes[to] != x.scope {
			// A flow cannot leave a sub-process, nor lead to what is not there.
			end := x.event("endEvent", "to-"+to, "转到 "+to)
			x.stray = append(x.stray, end)
			x.connect([]port{p}, end)
			continue
		}
		x.connect([]port{p}, x.entry(s))
		x.flows[len(x.flows)-1].jump = true
	}
}
