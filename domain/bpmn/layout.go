package bpmn

import "strconv"

// shape is a node of the drawing; x and y are of its upper left corner.
type shape struct {
	el         *Node
	x, y, w, h int
	merge      bool // stands before the step it is the entry of
	join       bool // flows come to it across, then up or down
	inner      *box // of a sub-process, in its own coordinates until drawn
	innerFlows []*line
}

// line is a flow of the drawing.
type line struct {
	el       *Node
	from, to *shape
	jump     bool // leads to a step that is not the next: drawn below the others
	detour   bool // passes other shapes at the height via
	via      int
	points   [][2]int
}

// box is a group of shapes around a base line at y 0, from x 0 on.
type box struct {
	w, up, down int
	shapes      []*shape
	lines       []*line // with a height of their own, which moves with the box
}

func boxOf(s *shape) box {
	s.x, s.y = 0, -s.h/2
	return box{w: s.w, up: s.h / 2, down: s.h - s.h/2, shapes: []*shape{s}}
}

func (b *box) shift(dx, dy int) {
	for _, s := range b.shapes {
		s.x, s.y = s.x+dx, s.y+dy
	}
	for _, l := range b.lines {
		l.via += dy
	}
}

// beside puts another box to the right.
func (b *box) beside(o box) {
	if len(o.shapes) == 0 && o.w == 0 {
		return
	}
	dx := 0
	if b.w > 0 {
		dx = b.w + gap
	}
	o.shift(dx, 0)
	b.take(o)
	b.w = dx + o.w
}

// merge puts a box that was made to stand behind this one's last shape.
func (b *box) merge(o box) { b.beside(o) }

func (b *box) take(o box) {
	b.up, b.down = max(b.up, o.up), max(b.down, o.down)
	b.shapes = append(b.shapes, o.shapes...)
	b.lines = append(b.lines, o.lines...)
}

// below hangs a shape under the box, to the right of its first.
func (b *box) below(s *shape) {
	s.x, s.y = b.shapes[0].w+20, b.down+24
	b.shapes = append(b.shapes, s)
	b.down = s.y + s.h
	b.w = max(b.w, s.x+s.w)
}

// stack puts another box under this one, and gives the height of its base line.
func (b *box) stack(o box) int {
	y := o.up
	if b.down > 0 {
		y = b.down + 30 + o.up
	}
	o.shift(0, y)
	b.shapes = append(b.shapes, o.shapes...)
	b.lines = append(b.lines, o.lines...)
	b.w, b.down = max(b.w, o.w), y+o.down
	return y
}

// centre moves a stack up so that the base line runs through its middle, and
// tells by how much.
func (b *box) centre() int {
	half := b.down / 2
	b.shift(0, -half)
	b.up, b.down = half, b.down-half
	return half
}

func (b *box) roof(h int) { b.up += h }

func (b *box) keep(l *line) { b.lines = append(b.lines, l) }

func (b *box) top() int  { return -b.up }
func (b *box) left() int { return 0 }

func (b *box) right() int {
	r := 0
	for _, s := range b.shapes {
		r = max(r, s.x+s.w)
	}
	return r
}

func (b *box) bottom() int {
	r := 0
	for _, s := range b.shapes {
		r = max(r, s.y+s.h)
	}
	return r
}

// route gives every flow its points; jumps run below everything, each at its own
// height. It gives the height of the whole.
func (x *exporter) route(b box, flows []*line) int {
	bottom := b.bottom()
	for _, l := range flows {
		s, t := l.from, l.to
		sx, sy := s.x+s.w/2, s.y+s.h/2
		tx, ty := t.x+t.w/2, t.y+t.h/2
		switch {
		case l.jump || t.x < s.x+s.w && t.y <= s.y:
			bottom += 18
			l.points = [][2]int{{sx, s.y + s.h}, {sx, bottom}, {tx, bottom}, {tx, t.y + t.h}}
		case l.detour && l.via < sy:
			l.points = [][2]int{{sx, s.y}, {sx, l.via}, {tx, l.via}, {tx, t.y}}
		case l.detour:
			l.points = [][2]int{{sx, s.y + s.h}, {sx, l.via}, {tx, l.via}, {tx, t.y + t.h}}
		case sy == ty:
			l.points = [][2]int{{s.x + s.w, sy}, {t.x, ty}}
		case s.w == gateSize && !t.join: // down or up from a gateway, then across
			edge := s.y
			if ty > sy {
				edge = s.y + s.h
			}
			l.points = [][2]int{{sx, edge}, {sx, ty}, {t.x, ty}}
		default: // across, then down or up into a join
			edge := t.y
			if sy > ty {
				edge = t.y + t.h
			}
			l.points = [][2]int{{s.x + s.w, sy}, {tx, sy}, {tx, edge}}
		}
	}
	return bottom
}

// draw writes the shapes and flows of the drawing.
func (x *exporter) draw(b box, flows []*line) {
	for _, s := range b.shapes {
		id := s.el.attr("id")
		expanded := ""
		if s.inner != nil {
			expanded = "true"
		}
		bounds := prefixed("dc", "Bounds", "x", itoa(s.x), "y", itoa(s.y), "width", itoa(s.w), "height", itoa(s.h))
		x.planes = append(x.planes, prefixed("bpmndi", "BPMNShape", "id", x.id(id+"_di", "shape"), "bpmnElement", id, "isExpanded", expanded).with(bounds))
		if s.inner != nil {
			s.inner.shift(s.x, s.y)
			for _, l := range s.innerFlows {
				for i := range l.points {
					l.points[i][0] += s.x
					l.points[i][1] += s.y
				}
			}
			x.draw(*s.inner, s.innerFlows)
		}
	}
	for _, l := range flows {
		id := l.el.attr("id")
		edge := prefixed("bpmndi", "BPMNEdge", "id", x.id(id+"_di", "edge"), "bpmnElement", id)
		for _, p := range l.points {
			edge.with(prefixed("di", "waypoint", "x", itoa(p[0]), "y", itoa(p[1])))
		}
		x.planes = append(x.planes, edge)
	}
}

func itoa(n int) string { return strconv.Itoa(n) }
