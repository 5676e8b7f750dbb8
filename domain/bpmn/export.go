package bpmn

import (
	"encoding/json"
	"fmt"
	"slices"

	"github.com/diaodu/diaodu/domain/process"
)

// Export gives a definition as a BPMN 2.0 file. Where it still says what the
// file it was imported from says, that file is given back byte for byte; people
// is the table it was imported with. source may be nil.
func Export(d *process.Definition, source []byte, people People) ([]byte, error) {
	if len(source) > 0 {
		if m, problems := Read(source); len(problems) == 0 {
			for _, el := range append([]*Node{{}}, m.Root().elements()...) {
				again, _ := ToDefinition(m, el.attr("id"), people)
				if again != nil && sameContent(again, d) {
					return slices.Clone(source), nil
				}
			}
		}
	}
	return FromDefinition(d)
}

// sameContent compares what two definitions say, whatever their versions.
func sameContent(a, b *process.Definition) bool {
	x, y := *a, *b
	return process.Seal(&x) == nil && process.Seal(&y) == nil && x.Hash == y.Hash
}

// FromDefinition writes a definition as BPMN 2.0 with its drawing, for other
// tools to show. What BPMN cannot say, such as quorum and clocks, stands in an
// extension of ours with the whole definition, so that ToDefinition gives back
// the identical one.
func FromDefinition(d *process.Definition) ([]byte, error) {
	raw, err := json.Marshal(d)
	if err != nil {
		return nil, fmt.Errorf("export definition %s: %w", d.Code, err)
	}
	x := &exporter{def: d, steps: map[string]*process.Step{}, scopes: map[string]int{}, targets: map[string]bool{}, entries: map[string]*shape{},
		taken: map[string]bool{}, ids: map[string]string{}}
	if err := x.survey(d.Steps, 0); err != nil {
		return nil, fmt.Errorf("export definition %s: %w", d.Code, err)
	}
	proc := x.process()
	m := &Model{Top: []*Node{x.document(proc, raw)}}
	out := Write(m)
	if len(out) > MaxBytes {
		return nil, fmt.Errorf("export definition %s: %d bytes of BPMN, more than %d", d.Code, len(out), MaxBytes)
	}
	return out, nil
}

// exporter builds the elements of one process and places them.
type exporter struct {
	def     *process.Definition
	steps   map[string]*process.Step
	scopes  map[string]int    // step → number of the each block it stands in, 0 for the process
	targets map[string]bool   // steps that something jumps to
	entries map[string]*shape // where a step is entered
	ids     map[string]string // step → element id
	taken   map[string]bool   // element ids
	scope   int               // of the step being written
	lines   int               // flows written
	eaches  int               // each blocks seen
	forked  int               // parallel blocks around the step being written
	rejects [][]port          // rejections that lead to the end of the branch around
	out     []*Node           // elements of the scope being written
	flows   []*line           // of the scope being written
	stray   []*shape          // ends of the scope that stand apart
	planes  []*Node           // shapes and edges of the drawing
	roots   []*Node           // messages
	known   map[string]string // message name → id
}

// survey finds every step, its scope, and what is jumped to.
func (x *exporter) survey(steps []process.Step, scope int) error {
	for i := range steps {
		s := &steps[i]
		if err := whole(s); err != nil {
			return err
		}
		if x.steps[s.ID] != nil {
			return fmt.Errorf("two steps %q", s.ID)
		}
		x.steps[s.ID], x.scopes[s.ID] = s, scope
		for _, id := range jumps(s) {
			x.targets[id] = true
		}
		inside := scope
		if s.Kind == process.KindEach {
			x.eaches++
			inside = x.eaches
		}
		for _, b := range s.Branches {
			if err := x.survey(b.Steps, inside); err != nil {
				return err
			}
		}
	}
	return nil
}

// whole tells what a step of its kind lacks.
func whole(s *process.Step) error {
	switch {
	case !slices.Contains(process.Kinds, s.Kind):
		return fmt.Errorf("step %q has no kind %q", s.ID, s.Kind)
	case s.Kind == process.KindStage && s.Stage == nil, s.Kind == process.KindCall && s.Call == nil,
		s.Kind == process.KindNotice && s.Notice == nil, s.Kind == process.KindWait && s.Wait == nil:
		return fmt.Errorf("step %q has nothing of a %s", s.ID, s.Kind)
	}
	return nil
}

// jumps lists the steps that a step can lead to besides the next.
func jumps(s *process.Step) []string {
	out := []string{s.OnReject}
	switch {
	case s.Kind == process.KindGoto:
		out = append(out, s.To)
	case s.Stage != nil:
		out = append(out, s.Stage.OnReject)
		for _, o := range s.Stage.Outcomes {
			out = append(out, o.To)
		}
		out = append(out, s.Stage.Return.To...)
	case s.Notice != nil:
		out = append(out, s.Notice.OnObjection)
	case s.Wait != nil:
		out = append(out, s.Wait.OnReject)
	case s.Call != nil:
		out = append(out, s.Call.OnReject)
	}
	return out
}

func (x *exporter) process() *Node {
	// The process is the first id so that it is the code itself.
	proc := el("process", "id", x.id(x.def.Code, "process"), "name", x.def.Name, "isExecutable", "true")
	b := x.whole(x.def.Steps)
	b.shift(160, 80-b.top())
	x.route(b, x.flows)
	x.draw(b, x.flows)
	proc.Children = append(proc.Children, x.out...)
	return proc
}

// whole writes a scope: a start, the steps, and an end where anything comes to it.
func (x *exporter) whole(steps []process.Step) box {
	start := x.event("startEvent", "start", "开始")
	b := boxOf(start)
	inner, outs := x.sequence(steps, []port{{from: start}})
	b.beside(inner)
	if len(outs) > 0 {
		end := x.event("endEvent", "end", "结束")
		x.connect(outs, end)
		b.beside(boxOf(end))
	}
	for _, end := range x.stray {
		b.below(end)
	}
	x.stray = nil
	return b
}

// id gives an element its id: the step's own where XML allows it.
func (x *exporter) id(want, other string) string {
	id := ncName(want)
	if id == "" {
		id = other
	}
	base := id
	for n := 2; x.taken[id]; n++ {
		id = fmt.Sprintf("%s_%d", base, n)
	}
	x.taken[id] = true
	return id
}

// ncName makes a name that XML takes as an id.
func ncName(s string) string {
	var out []rune
	for _, r := range s {
		switch {
		case r >= 'a' && r <= 'z', r >= 'A' && r <= 'Z', r == '_', r >= 0x4e00 && r <= 0x9fa5:
			out = append(out, r)
		case len(out) > 0 && (r >= '0' && r <= '9' || r == '-' || r == '.'):
			out = append(out, r)
		default:
			out = append(out, '_')
		}
	}
	return string(out)
}

// el makes a BPMN element with attributes, leaving out empty ones.
func el(name string, attrs ...string) *Node { return prefixed("bpmn", name, attrs...) }

func prefixed(prefix, name string, attrs ...string) *Node {
	n := &Node{Kind: Element, Prefix: prefix, Local: name}
	for i := 0; i+1 < len(attrs); i += 2 {
		if attrs[i+1] == "" {
			continue
		}
		a := Attr{Local: attrs[i], Value: attrs[i+1]}
		if own, ok := cutPrefix(attrs[i], "diaodu:"); ok {
			a = Attr{Prefix: "diaodu", Local: own, Value: attrs[i+1]}
		} else if xsi, ok := cutPrefix(attrs[i], "xsi:"); ok {
			a = Attr{Prefix: "xsi", Local: xsi, Value: attrs[i+1]}
		}
		n.Attrs = append(n.Attrs, a)
	}
	return n
}

func cutPrefix(s, prefix string) (string, bool) {
	if len(s) > len(prefix) && s[:len(prefix)] == prefix {
		return s[len(prefix):], true
	}
	return s, false
}

// with adds children.
func (n *Node) with(children ...*Node) *Node {
	for _, c := range children {
		c.parent = n
		n.Children = append(n.Children, c)
	}
	return n
}

func textNode(s string) *Node { return &Node{Kind: Text, Text: s} }

// document puts the file together.
func (x *exporter) document(proc *Node, raw []byte) *Node {
	ext := el("extensionElements").with(prefixed("diaodu", "definition").with(textNode(jsonInXML(raw))))
	proc.Children = append([]*Node{ext}, proc.Children...)
	plane := prefixed("bpmndi", "BPMNPlane", "id", x.id("plane", "plane"), "bpmnElement", proc.attr("id")).with(x.planes...)
	root := el("definitions", "id", x.id("definitions", "definitions"), "targetNamespace", NSOwn, "expressionLanguage", langCEL,
		"exporter", "diaodu", "exporterVersion", "1")
	for _, ns := range [][2]string{{"bpmn", NSModel}, {"bpmndi", NSDiagram}, {"dc", NSDC}, {"di", NSDI}, {"xsi", nsXSI}, {"diaodu", NSOwn}} {
		root.Attrs = append(root.Attrs, Attr{Prefix: "xmlns", Local: ns[0], Value: ns[1]})
	}
	root.with(x.roots...)
	root.with(proc)
	return indent(root.with(prefixed("bpmndi", "BPMNDiagram", "id", x.id("diagram", "diagram")).with(plane)), 0)
}

// indent puts every element on its own line, except inside texts.
func indent(n *Node, depth int) *Node {
	if len(n.Children) == 0 || n.Children[0].Kind == Text {
		return n
	}
	var out []*Node
	for _, c := range n.Children {
		out = append(out, textNode(newline(depth+1)), indent(c, depth+1))
	}
	n.Children = append(out, textNode(newline(depth)))
	return n
}

func newline(depth int) string {
	b := []byte{'\n'}
	for range depth {
		b = append(b, ' ', ' ')
	}
	return string(b)
}
