package bpmn

import (
	"bytes"
	"strings"
	"unicode/utf8"
)

// Write gives the tree as a file in UTF-8. For a tree that was read it is
// canonically equal to the file: the same elements, attributes, texts, comments
// and instructions; quotes, CDATA and the space inside tags may differ.
func Write(m *Model) []byte {
	var b bytes.Buffer
	b.WriteString("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n")
	for _, n := range m.Top {
		writeNode(&b, n)
		b.WriteByte('\n')
	}
	return b.Bytes()
}

func writeNode(b *bytes.Buffer, n *Node) {
	switch n.Kind {
	case Text:
		escape(b, n.Text, false)
	case Comment:
		b.WriteString("<!--" + n.Text + "-->")
	case Instruction:
		b.WriteString("<?" + n.Local)
		if n.Text != "" {
			b.WriteString(" " + n.Text)
		}
		b.WriteString("?>")
	case Element:
		b.WriteString("<" + n.Tag())
		for _, a := range n.Attrs {
			b.WriteString(" " + tag(a.Prefix, a.Local) + `="`)
			escape(b, a.Value, true)
			b.WriteByte('"')
		}
		if len(n.Children) == 0 {
			b.WriteString("/>")
			return
		}
		b.WriteByte('>')
		for _, c := range n.Children {
			writeNode(b, c)
		}
		b.WriteString("</" + n.Tag() + ">")
	}
}

// escape writes a text so that it is read back the same: what a reader would
// normalise is written as a reference, what XML cannot hold as U+FFFD.
func escape(b *bytes.Buffer, s string, attribute bool) {
	for _, r := range s {
		switch {
		case r == '&':
			b.WriteString("&amp;")
		case r == '<':
			b.WriteString("&lt;")
		case r == '>':
			b.WriteString("&gt;")
		case r == '\r':
			b.WriteString("&#xD;")
		case r == '"' && attribute:
			b.WriteString("&quot;")
		case r == '\n' && attribute:
			b.WriteString("&#xA;")
		case r == '\t' && attribute:
			b.WriteString("&#x9;")
		case !inXML(r):
			b.WriteRune(utf8.RuneError)
		default:
			b.WriteRune(r)
		}
	}
}

// inXML tells whether XML 1.0 can hold the character.
func inXML(r rune) bool {
	return r == '\t' || r == '\n' || r == '\r' ||
		r >= 0x20 && r <= 0xd7ff || r >= 0xe000 && r <= 0xfffd || r >= 0x10000 && r <= 0x10ffff
}

// jsonInXML writes a JSON text with escapes for what XML cannot hold.
func jsonInXML(raw []byte) string {
	var b strings.Builder
	for _, r := range string(raw) {
		if inXML(r) {
			b.WriteRune(r)
			continue
		}
		const hex = "0123456789abcdef"
		b.WriteString(`\u`)
		for shift := 12; shift >= 0; shift -= 4 {
			b.WriteByte(hex[r>>shift&0xf])
		}
	}
	return b.String()
}
