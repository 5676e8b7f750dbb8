package bpmn

import (
	"encoding/json"
	"slices"
	"strings"

	"github.com/diaodu/diaodu/domain/process"
)

// embedded reads the definition that our own export carries; nil where there is
// none, false where there is one that cannot be read.
func (c *converter) embedded() (*process.Definition, bool) {
	for _, ext := range c.proc.extensions() {
		if ext.Local != "definition" || ext.Space() != NSOwn {
			continue
		}
		d := &process.Definition{}
		dec := json.NewDecoder(strings.NewReader(ext.content()))
		dec.DisallowUnknownFields()
		if err := dec.Decode(d); err != nil {
			c.refuse(c.proc, brokenOwn, "why", err.Error())
			return nil, false
		}
		return d, true
	}
	return nil, true
}

// unchanged tells whether the flow is still the one that the definition was
// written as. Where another tool changed it, the drawing counts and not what is
// hidden in the extension.
func (c *converter) unchanged(own *process.Definition) bool {
	file, err := FromDefinition(own)
	if err != nil {
		return false
	}
	m, problems := Read(file)
	if len(problems) > 0 {
		return false
	}
	for _, el := range m.Root().elements() {
		if el.is("process") {
			return slices.Equal(fingerprint(el), fingerprint(c.proc))
		}
	}
	return false
}

// fingerprint lists what an element says, in an order that tools do not change:
// without the drawing, spaces, and the flows' names repeated in their nodes.
func fingerprint(n *Node) []string {
	var out []string
	var walk func(*Node, string)
	walk = func(n *Node, path string) {
		if n.is("incoming", "outgoing", "extensionElements") || n.Kind != Element {
			return
		}
		var attrs []string
		for _, a := range n.Attrs {
			if a.declares() {
				continue
			}
			space := ""
			if a.Prefix != "" {
				space, _ = n.lookup(a.Prefix)
			}
			if space != nsXSI { // the type of an expression, which tools write in two ways
				attrs = append(attrs, space+" "+a.Local+"="+a.Value)
			}
		}
		slices.Sort(attrs)
		name := n.Local
		if name == "formalExpression" {
			name = "expression" // likewise
		}
		path += "/" + n.Space() + " " + name
		out = append(out, path+" "+strings.Join(attrs, " ")+" "+n.content())
		for _, c := range n.elements() {
			walk(c, path+"#"+n.attr("id"))
		}
	}
	walk(n, "")
	slices.Sort(out)
	return out
}

// keepDetails gives the steps of a changed drawing what the definition it came
// from said of them: everything but where they lead.
func (c *converter) keepDetails(d, own *process.Definition) {
	known := map[string]*process.Step{}
	eachStep(own.Steps, func(s *process.Step) { known[s.ID] = s })
	eachStep(d.Steps, func(s *process.Step) {
		o := known[s.ID]
		if o == nil || o.Kind != s.Kind {
			return
		}
		if s.Stage != nil && o.Stage != nil {
			outcomes, reject := s.Stage.Outcomes, s.Stage.OnReject
			kept := *o.Stage
			kept.Outcomes, kept.OnReject = outcomes, reject
			s.Stage = &kept
		}
		s.Call, s.Notice, s.Wait, s.CC, s.Over, s.OnReject = o.Call, o.Notice, o.Wait, o.CC, o.Over, o.OnReject
		c.refusals = slices.DeleteFunc(c.refusals, func(r Refusal) bool {
			el := c.byID[r.ElementID]
			return r.Level != Refused && el != nil && (r.ElementID == s.ID || el.attrIn("step", NSOwn) == s.ID)
		})
	})
	steps := d.Steps
	*d = *own
	d.Steps, d.Version, d.Hash = steps, 0, ""
}

func eachStep(steps []process.Step, do func(*process.Step)) {
	for i := range steps {
		do(&steps[i])
		for b := range steps[i].Branches {
			eachStep(steps[i].Branches[b].Steps, do)
		}
	}
}
