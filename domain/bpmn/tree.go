package bpmn

import (
	"strings"
)

// Model is a file that was read: its tree, and its bytes as they came.
type Model struct {
	// Source is the file unchanged; it is stored with the definition, so that what
	// was not changed is given back as it came (see Export).
	Source []byte
	Top    []*Node // the root element, and comments and instructions around it
}

// Root is the definitions element, nil in an empty tree.
func (m *Model) Root() *Node {
	for _, n := range m.Top {
		if n.Kind == Element {
			return n
		}
	}
	return nil
}

// NodeKind tells what a node of the tree is.
type NodeKind int

const (
	Element NodeKind = iota
	Text
	Comment
	Instruction // processing instruction
)

// Node is one piece of a file. Names stay as written, prefix and all.
type Node struct {
	Kind     NodeKind
	Prefix   string
	Local    string // name of an element or instruction
	Attrs    []Attr
	Children []*Node
	Text     string // of text, comment, instruction
	Line     int    // where it starts, from 1
	parent   *Node
}

// Attr is one attribute as written; namespace declarations are attributes too.
type Attr struct{ Prefix, Local, Value string }

// declares tells whether the attribute declares a namespace.
func (a Attr) declares() bool { return a.Prefix == "xmlns" || a.Prefix == "" && a.Local == "xmlns" }

func tag(prefix, local string) string {
	if prefix == "" {
		return local
	}
	return prefix + ":" + local
}

// Tag is the name as written.
func (n *Node) Tag() string { return tag(n.Prefix, n.Local) }

// lookup finds the namespace that a prefix stands for at this element.
func (n *Node) lookup(prefix string) (string, bool) {
	switch prefix {
	case "xml":
		return nsXML, true
	case "xmlns":
		return "http://www.w3.org/2000/xmlns/", true
	}
	for e := n; e != nil; e = e.parent {
		for _, a := range e.Attrs {
			if prefix == "" && a.Prefix == "" && a.Local == "xmlns" || prefix != "" && a.Prefix == "xmlns" && a.Local == prefix {
				return a.Value, prefix == "" || a.Value != ""
			}
		}
	}
	return "", prefix == ""
}

// Space is the element's namespace.
func (n *Node) Space() string {
	space, _ := n.lookup(n.Prefix)
	return space
}

// is tells whether the node is an element of BPMN with one of the names.
func (n *Node) is(names ...string) bool {
	if n == nil || n.Kind != Element {
		return false
	}
	for _, name := range names {
		if n.Local == name {
			return n.Space() == NSModel
		}
	}
	return false
}

// attr is the value of an attribute without a prefix.
func (n *Node) attr(local string) string {
	for _, a := range n.Attrs {
		if a.Prefix == "" && a.Local == local {
			return a.Value
		}
	}
	return ""
}

// attrIn is the value of an attribute of one of the namespaces.
func (n *Node) attrIn(local string, spaces ...string) string {
	for _, a := range n.Attrs {
		if a.Local != local || a.Prefix == "" || a.declares() {
			continue
		}
		if space, _ := n.lookup(a.Prefix); contains(spaces, space) {
			return a.Value
		}
	}
	return ""
}

func contains(list []string, s string) bool {
	for _, x := range list {
		if x == s {
			return true
		}
	}
	return false
}

// elements lists the children that are elements.
func (n *Node) elements() []*Node {
	var out []*Node
	for _, c := range n.Children {
		if c.Kind == Element {
			out = append(out, c)
		}
	}
	return out
}

// child is the first BPMN child of that name, or nil.
func (n *Node) child(names ...string) *Node {
	for _, c := range n.Children {
		if c.is(names...) {
			return c
		}
	}
	return nil
}

// extensions lists what stands in the extensionElements, vendors' and ours.
func (n *Node) extensions() []*Node {
	var out []*Node
	for _, c := range n.Children {
		if c.is("extensionElements") {
			out = append(out, c.elements()...)
		}
	}
	return out
}

// content is the text inside, comments and elements left out.
func (n *Node) content() string {
	if n == nil {
		return ""
	}
	var b strings.Builder
	for _, c := range n.Children {
		if c.Kind == Text {
			b.WriteString(c.Text)
		}
	}
	return strings.TrimSpace(b.String())
}

// name is the element's name on one line, as modelling tools break it.
func (n *Node) name() string { return strings.Join(strings.Fields(n.attr("name")), " ") }

// local is a reference without its prefix: xs:string and string are one.
func local(ref string) string {
	ref = strings.TrimSpace(ref)
	return ref[strings.LastIndex(ref, ":")+1:]
}
