package bpmn

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// Codes of problems.
const (
	tooBig         = "bpmn.too_big"
	tooDeep        = "bpmn.too_deep"
	tooMany        = "bpmn.too_many"
	tooManyAttrs   = "bpmn.too_many_attributes"
	tooLong        = "bpmn.too_long"
	hasDoctype     = "bpmn.doctype"
	wrongEncoding  = "bpmn.encoding"
	badSyntax      = "bpmn.syntax"
	notBPMN        = "bpmn.not_bpmn"
	unknownPrefix  = "bpmn.prefix"
	attributeTwice = "bpmn.attribute_twice"
)

var problemCodes = []string{
	tooBig, tooDeep, tooMany, tooManyAttrs, tooLong, hasDoctype, wrongEncoding, badSyntax, notBPMN, unknownPrefix, attributeTwice,
}

// Read parses a BPMN 2.0 file into a tree that loses nothing (see Write). The
// file must be UTF-8 or UTF-16; a DOCTYPE, and with it every entity of one's
// own, is refused. Limits are enforced while reading, so that no file costs more
// than its length. Problems are sorted by line; with any, there is no model.
func Read(file []byte) (*Model, []Problem) {
	if len(file) > MaxBytes {
		return nil, []Problem{{Line: 1, Code: tooBig, Args: map[string]string{"limit": "2 MiB"}}}
	}
	text, ok := toUTF8(file)
	if !ok {
		return nil, []Problem{{Line: 1, Code: wrongEncoding, Args: map[string]string{"encoding": "?"}}}
	}
	r := &reader{text: text, model: &Model{Source: bytes.Clone(file)}}
	r.dec = xml.NewDecoder(bytes.NewReader(text))
	r.dec.CharsetReader = r.charset
	r.run()
	if len(r.problems) == 0 {
		r.checkRoot()
	}
	if len(r.problems) > 0 {
		return nil, r.problems
	}
	return r.model, nil
}

// toUTF8 takes a byte order mark away and turns UTF-16 into UTF-8.
func toUTF8(file []byte) ([]byte, bool) {
	switch {
	case bytes.HasPrefix(file, []byte{0xef, 0xbb, 0xbf}):
		file = file[3:]
	case bytes.HasPrefix(file, []byte{0xff, 0xfe}):
		return fromUTF16(file[2:], func(b []byte) uint16 { return uint16(b[0]) | uint16(b[1])<<8 })
	case bytes.HasPrefix(file, []byte{0xfe, 0xff}):
		return fromUTF16(file[2:], func(b []byte) uint16 { return uint16(b[1]) | uint16(b[0])<<8 })
	}
	return file, utf8.Valid(file)
}

func fromUTF16(file []byte, unit func([]byte) uint16) ([]byte, bool) {
	if len(file)%2 != 0 {
		return nil, false
	}
	units := make([]uint16, 0, len(file)/2)
	for ; len(file) > 0; file = file[2:] {
		units = append(units, unit(file))
	}
	text := string(utf16.Decode(units))
	return []byte(text), !strings.ContainsRune(text, utf8.RuneError)
}

type reader struct {
	text     []byte
	dec      *xml.Decoder
	model    *Model
	open     []*Node // elements not yet closed, the root first
	elements int
	problems []Problem
}

var errEncoding = errors.New("encoding")

// charset is asked about declared encodings other than UTF-8. The bytes have
// been turned into UTF-8 already; a declaration that says otherwise is refused.
func (r *reader) charset(name string, in io.Reader) (io.Reader, error) {
	switch strings.ToLower(name) {
	case "utf-16", "utf-16le", "utf-16be", "us-ascii", "ascii", "utf8":
		return in, nil
	}
	line, _ := r.dec.InputPos()
	r.add(line, wrongEncoding, "encoding", clip(name, 40))
	return nil, errEncoding
}

func (r *reader) add(line int, code string, args ...string) {
	p := Problem{Line: line, Code: code}
	for i := 0; i+1 < len(args); i += 2 {
		if p.Args == nil {
			p.Args = map[string]string{}
		}
		p.Args[args[i]] = args[i+1]
	}
	r.problems = append(r.problems, p)
}

// run reads token by token until the end or the first problem that makes the
// rest meaningless.
func (r *reader) run() {
	for {
		line, _ := r.dec.InputPos()
		from := r.dec.InputOffset()
		token, err := r.dec.RawToken()
		if errors.Is(err, io.EOF) {
			if n := len(r.open); n > 0 {
				r.add(r.open[n-1].Line, badSyntax, "why", "unclosed <"+r.open[n-1].Tag()+">")
			}
			return
		}
		if err != nil {
			if !errors.Is(err, errEncoding) {
				at, _ := r.dec.InputPos()
				r.add(at, badSyntax, "why", clip(reason(err), 120))
			}
			return
		}
		if !r.take(token, line, from) {
			return
		}
	}
}

func reason(err error) string {
	var syntax *xml.SyntaxError
	if errors.As(err, &syntax) {
		return syntax.Msg
	}
	return err.Error()
}

// take adds one token to the tree; false stops the reading.
func (r *reader) take(token xml.Token, line int, from int64) bool {
	switch t := token.(type) {
	case xml.StartElement:
		return r.start(t, line, r.text[from:r.dec.InputOffset()])
	case xml.EndElement:
		n := len(r.open)
		if n == 0 || r.open[n-1].Prefix != t.Name.Space || r.open[n-1].Local != t.Name.Local {
			r.add(line, badSyntax, "why", "unexpected </"+clip(tag(t.Name.Space, t.Name.Local), 80)+">")
			return false
		}
		r.open = r.open[:n-1]
	case xml.CharData:
		if len(r.open) == 0 {
			if len(bytes.TrimSpace(t)) > 0 {
				r.add(line, badSyntax, "why", "text outside the root element")
				return false
			}
			return true
		}
		r.append(&Node{Kind: Text, Text: string(t), Line: line})
	case xml.Comment:
		r.append(&Node{Kind: Comment, Text: string(t), Line: line})
	case xml.ProcInst:
		if t.Target == "xml" {
			if from != 0 {
				r.add(line, badSyntax, "why", "XML declaration not at the start")
				return false
			}
			return true // the declaration is written anew: the tree is UTF-8
		}
		r.append(&Node{Kind: Instruction, Local: t.Target, Text: string(t.Inst), Line: line})
	case xml.Directive:
		r.add(line, hasDoctype)
		return false
	}
	return true
}

func (r *reader) append(n *Node) {
	if len(r.open) == 0 {
		r.model.Top = append(r.model.Top, n)
		return
	}
	parent := r.open[len(r.open)-1]
	n.parent = parent
	parent.Children = append(parent.Children, n)
}

func (r *reader) start(t xml.StartElement, line int, raw []byte) bool {
	r.elements++
	n := &Node{Kind: Element, Prefix: t.Name.Space, Local: t.Name.Local, Line: line}
	switch {
	case r.elements > MaxElements:
		r.add(line, tooMany, "limit", fmt.Sprint(MaxElements))
		return false
	case len(r.open) >= MaxDepth:
		r.add(line, tooDeep, "limit", fmt.Sprint(MaxDepth))
		return false
	case len(t.Attr) > MaxAttributes:
		r.add(line, tooManyAttrs, "limit", fmt.Sprint(MaxAttributes))
		return false
	case len(r.open) == 0 && r.model.Root() != nil:
		r.add(line, badSyntax, "why", "second root element")
		return false
	}
	if len(t.Name.Space)+len(t.Name.Local) > MaxName {
		r.add(line, tooLong, "name", clip(t.Name.Local, 40))
		return false
	}
	for _, a := range t.Attr {
		if len(a.Name.Space)+len(a.Name.Local) > MaxName || len(a.Value) > MaxValue {
			r.add(line, tooLong, "name", clip(a.Name.Local, 40))
			return false
		}
		n.Attrs = append(n.Attrs, Attr{Prefix: a.Name.Space, Local: a.Name.Local, Value: a.Value})
	}
	normalise(n.Attrs, raw)
	r.append(n)
	r.checkNames(n)
	r.open = append(r.open, n)
	return true
}

// checkNames finds undeclared prefixes and attributes given twice.
func (r *reader) checkNames(n *Node) {
	if _, ok := n.lookup(n.Prefix); !ok {
		r.add(n.Line, unknownPrefix, "prefix", clip(n.Prefix, 40))
	}
	seen := make(map[[2]string]bool, len(n.Attrs))
	for _, a := range n.Attrs {
		if a.declares() {
			continue
		}
		space := ""
		if a.Prefix != "" {
			ns, ok := n.lookup(a.Prefix)
			if !ok {
				r.add(n.Line, unknownPrefix, "prefix", clip(a.Prefix, 40))
			}
			space = ns
		}
		key := [2]string{space, a.Local}
		if seen[key] {
			r.add(n.Line, attributeTwice, "name", clip(a.Local, 40))
		}
		seen[key] = true
	}
}

func (r *reader) checkRoot() {
	root := r.model.Root()
	if root == nil {
		r.add(1, notBPMN, "root", "")
		return
	}
	if root.Local != "definitions" || root.Space() != NSModel {
		r.add(root.Line, notBPMN, "root", clip(root.Tag(), 80))
	}
}

// normalise turns literal line breaks and tabs inside attribute values into
// spaces, as XML demands and the decoder does not, and keeps those written as
// character references.
func normalise(attrs []Attr, raw []byte) {
	if !bytes.ContainsAny(raw, "\n\r\t") {
		return
	}
	for i := range attrs {
		start := bytes.IndexAny(raw, `"'`)
		if start < 0 {
			return
		}
		quote := raw[start]
		length := bytes.IndexByte(raw[start+1:], quote)
		if length < 0 {
			return
		}
		value := raw[start+1 : start+1+length]
		raw = raw[start+length+2:]
		if bytes.ContainsAny(value, "\n\r\t") {
			attrs[i].Value = unescape(strings.NewReplacer("\r\n", " ", "\n", " ", "\r", " ", "\t", " ").Replace(string(value)))
		}
	}
}

// unescape resolves the references of a value that the decoder has accepted.
func unescape(value string) string {
	d := xml.NewDecoder(strings.NewReader("<a>" + strings.ReplaceAll(value, "]]>", "]]&gt;") + "</a>"))
	var b strings.Builder
	for {
		t, err := d.RawToken()
		if err != nil {
			return b.String()
		}
		if text, ok := t.(xml.CharData); ok {
			b.Write(text)
		}
	}
}

// clip shortens what a file says about itself before it is shown.
func clip(s string, n int) string {
	runes := []rune(s)
	if len(runes) <= n {
		return s
	}
	return string(runes[:n]) + "…"
}
