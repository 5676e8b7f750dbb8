package bpmn

import (
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

type rectangle struct {
	id         string
	x, y, w, h int
}

func (a rectangle) overlaps(b rectangle) bool {
	return a.x < b.x+b.w && b.x < a.x+a.w && a.y < b.y+b.h && b.y < a.y+a.h
}

func (a rectangle) holds(b rectangle) bool {
	return a.x <= b.x && a.y <= b.y && a.x+a.w >= b.x+b.w && a.y+a.h >= b.y+b.h
}

func number(t require.TestingT, text string) int {
	n, err := strconv.Atoi(text)
	require.NoError(t, err)
	return n
}

// Every node and flow of an export is drawn: no two nodes over each other, what
// is inside a sub-process inside its frame, every flow from its source to its
// target.
func TestExportsAreDrawnWithoutOverlaps(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		file, err := FromDefinition(drawDefinition(t, false))
		require.NoError(t, err)
		m, problems := Read(file)
		require.Empty(t, problems)
		shapes, edges := map[string]rectangle{}, map[string][][2]int{}
		for _, d := range m.Root().elements() {
			if d.Local != "BPMNDiagram" {
				continue
			}
			require.Equal(t, NSDiagram, d.Space())
			for _, el := range d.elements()[0].elements() {
				of := el.attr("bpmnElement")
				if el.Local == "BPMNShape" {
					b := el.elements()[0]
					shapes[of] = rectangle{of, number(t, b.attr("x")), number(t, b.attr("y")), number(t, b.attr("width")), number(t, b.attr("height"))}
					continue
				}
				for _, p := range el.elements() {
					edges[of] = append(edges[of], [2]int{number(t, p.attr("x")), number(t, p.attr("y"))})
				}
			}
		}
		for _, el := range m.Root().elements() {
			if el.is("process") {
				requireDrawn(t, el, nil, shapes, edges)
			}
		}
	})
}

func requireDrawn(t require.TestingT, scope *Node, frame *rectangle, shapes map[string]rectangle, edges map[string][][2]int) {
	var here []rectangle
	for _, el := range scope.elements() {
		id := el.attr("id")
		switch {
		case isFlowNode(el):
			r, drawn := shapes[id]
			require.True(t, drawn, id)
			require.True(t, r.w > 0 && r.h > 0)
			for _, o := range here {
				require.False(t, r.overlaps(o), "%+v over %+v", r, o)
			}
			here = append(here, r)
			require.True(t, frame == nil || frame.holds(r), "%+v outside %+v", r, frame)
			if el.is("subProcess") {
				requireDrawn(t, el, &r, shapes, edges)
			}
		case el.is("sequenceFlow"):
			points := edges[id]
			require.GreaterOrEqual(t, len(points), 2, id)
			require.True(t, touches(shapes[el.attr("sourceRef")], points[0]), "%s leaves %v", id, points)
			require.True(t, touches(shapes[el.attr("targetRef")], points[len(points)-1]), "%s comes to %v", id, points)
		}
	}
}

func touches(r rectangle, p [2]int) bool {
	return p[0] >= r.x && p[0] <= r.x+r.w && p[1] >= r.y && p[1] <= r.y+r.h
}
