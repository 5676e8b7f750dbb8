package bpmn

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/diaodu/diaodu/domain/process"
)

// Sizes in the drawing, as modelling tools have them.
const (
	taskWidth  = 120
	taskHeight = 80
	eventSize  = 36
	gateSize   = 50
	gap        = 50
)

// put gives a shape its element and adds it to the scope.
func (x *exporter) put(sh *shape, kind string, s *process.Step, attrs ...string) *shape {
	id := x.id(s.ID, string(s.Kind))
	attrs = append([]string{"id", id, "name", s.Name}, attrs...)
	if id != s.ID {
		attrs = append(attrs, "diaodu:step", s.ID)
	}
	sh.el = el(kind, attrs...)
	x.out = append(x.out, sh.el)
	return sh
}

func (x *exporter) ownSized(kind string, s *process.Step, w, h int, attrs ...string) *shape {
	return x.put(&shape{w: w, h: h}, kind, s, attrs...)
}

func (x *exporter) own(kind string, s *process.Step) *shape {
	return x.ownSized(kind, s, eventSize, eventSize)
}

func (x *exporter) task(kind string, s *process.Step, attrs ...string) *shape {
	return x.ownSized(kind, s, taskWidth, taskHeight, attrs...)
}

func (x *exporter) gateway(kind, id, name string) *shape {
	sh := &shape{w: gateSize, h: gateSize, el: el(kind, "id", x.id(id, "gateway"), "name", name)}
	x.out = append(x.out, sh.el)
	return sh
}

func (x *exporter) event(kind, id, name string) *shape {
	sh := &shape{w: eventSize, h: eventSize, el: el(kind, "id", x.id(id, "event"), "name", name)}
	x.out = append(x.out, sh.el)
	return sh
}

// end ends the case; inside a parallel block it ends the other branches too.
func (x *exporter) end(id, name string, result process.Result) *shape {
	if name == "" {
		name = map[process.Result]string{process.Approved: "准予", process.Rejected: "不予许可", process.Refused: "不予受理"}[result]
	}
	sh := &shape{w: eventSize, h: eventSize}
	elementID := x.id(id, "end")
	attrs := []string{"id", elementID, "name", name, "diaodu:result", string(result)}
	if elementID != id && x.steps[id] != nil {
		attrs = append(attrs, "diaodu:step", id)
	}
	sh.el = el("endEvent", attrs...)
	if x.forked > 0 {
		sh.el.with(el("terminateEventDefinition"))
	}
	x.out = append(x.out, sh.el)
	return sh
}

// stage writes a user task: its people, and its seats as instances.
func (x *exporter) stage(s *process.Step) *shape {
	sh := x.task("userTask", s)
	for _, w := range s.Stage.By {
		owner := el("potentialOwner").with(el("resourceAssignmentExpression").with(
			el("formalExpression").with(textNode(whoText(w)))))
		sh.el.with(owner)
	}
	if multi := manyOf(s.Stage); multi != nil {
		sh.el.with(multi)
	}
	return sh
}

// whoText says who is meant, for people to read in other tools.
func whoText(w process.Who) string {
	var parts []string
	for _, p := range []struct{ name, value string }{
		{"role", string(w.Role)}, {"org", w.Org}, {"org_field", w.OrgField}, {"user", w.User}, {"user_field", w.UserField}, {"chosen", w.Chosen},
	} {
		if p.value != "" {
			parts = append(parts, p.name+"("+p.value+")")
		}
	}
	if w.Starter {
		parts = append(parts, "starter")
	}
	if len(parts) == 0 {
		return "?"
	}
	return strings.Join(parts, " ")
}

// manyOf is how the seats decide together, as far as BPMN can say it.
func manyOf(s *process.Stage) *Node {
	condition, sequential := "", ""
	switch s.Mode {
	case process.Any:
		condition = "nrOfCompletedInstances >= 1"
	case process.Vote:
		threshold := s.Ballot.Threshold
		if threshold == 0 {
			threshold = 51
		}
		condition = "nrOfCompletedInstances / nrOfInstances >= " + strconv.FormatFloat(float64(threshold)/100, 'f', -1, 64)
	case process.Ordered:
		sequential = "true"
	case process.Single:
		return nil
	default:
		if len(s.By) < 2 && !(len(s.By) == 1 && s.By[0].Each) {
			return nil
		}
	}
	multi := el("multiInstanceLoopCharacteristics", "isSequential", sequential)
	multi.with(el("loopCardinality", "xsi:type", "bpmn:tFormalExpression").with(textNode(fmt.Sprint(max(1, len(s.By))))))
	if condition != "" {
		multi.with(el("completionCondition", "xsi:type", "bpmn:tFormalExpression").with(textNode("${" + condition + "}")))
	}
	return multi
}

// message is the id of the message that another system sends.
func (x *exporter) message(from string) string {
	if id := x.known[from]; id != "" {
		return id
	}
	if x.known == nil {
		x.known = map[string]string{}
	}
	id := x.id("message-"+fmt.Sprint(len(x.roots)+1), "message")
	x.known[from] = id
	x.roots = append(x.roots, el("message", "id", id, "name", from))
	return id
}

// connect leads ports to a node.
func (x *exporter) connect(from []port, to *shape) {
	for _, p := range from {
		f := &line{from: p.from, to: to, detour: p.detour, via: p.via}
		x.lines++
		f.el = el("sequenceFlow", "id", x.id(fmt.Sprintf("flow-%d", x.lines), "flow"), "name", p.name,
			"sourceRef", p.from.el.attr("id"), "targetRef", to.el.attr("id"), "diaodu:decision", p.decision)
		if p.back {
			f.el.Attrs = append(f.el.Attrs, Attr{Prefix: "diaodu", Local: "role", Value: "return"})
		}
		if p.when != "" {
			f.el.with(el("conditionExpression", "xsi:type", "bpmn:tFormalExpression", "language", langCEL).with(textNode(p.when)))
		}
		if p.otherwise && p.from.el.attr("default") == "" { // Check refuses a second
			p.from.el.Attrs = append(p.from.el.Attrs, Attr{Local: "default", Value: f.el.attr("id")})
		}
		x.out = append(x.out, f.el)
		x.flows = append(x.flows, f)
	}
}
