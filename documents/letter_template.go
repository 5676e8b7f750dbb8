package documents

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

// field is one thing a letter needs to be told. Key is what programs call it,
// name what the template's text calls it.
type field struct {
	key, name string
	optional  bool
	choices   []string
	list      bool
	items     []*field // of a list
}

// node is one line of a template, or a block of lines.
type node struct {
	kind  string // a word of layoutWords, or "row", "each", "if", "unless"
	text  string
	cells []string
	field *field // of each, if and unless
	body  []node
	line  int
}

// layout is one template, read and checked.
type layout struct {
	file, title, series string
	fields              []*field
	nodes               []node
}

// layoutWords are the marks a line may begin with; docs/how-to/add-a-document-template.md
// explains them to the office.
var layoutWords = []string{"标志", "文号", "红线", "标题", "主送", "正文", "小标题", "落款", "注", "色条", "空行", "表宽"}

// blocks are the marks that open lines to repeat or to leave out.
var blocks = map[string]string{"每项": "each", "如有": "if", "如无": "unless"}

var (
	declaration = regexp.MustCompile(`^\s+([a-z][a-z0-9_]*(?:\.[a-z][a-z0-9_]*)?)(\[\])?\s+([^\s（(]+)\s*(?:[（(](.+)[）)])?\s*$`)
	marked      = regexp.MustCompile(`^【([^】]+)】(.*)$`)
	placeholder = regexp.MustCompile(`\{\{\s*([^{}]+?)\s*\}\}`)
)

// parser reads a template line by line.
type parser struct {
	l     *layout
	lines []string
	at    int
	used  map[*field]bool
}

// parseLayout reads one template and refuses one that could print a blank:
// undeclared and unused fields, optional fields outside their 【如有】, unclosed blocks.
func parseLayout(file, source string) (*layout, error) {
	source = strings.TrimPrefix(strings.ReplaceAll(source, "\r\n", "\n"), "\ufeff")
	p := &parser{l: &layout{file: file}, lines: strings.Split(source, "\n"), used: map[*field]bool{}}
	if err := p.head(); err != nil {
		return nil, err
	}
	nodes, err := p.block("", nil)
	if err != nil {
		return nil, err
	}
	p.l.nodes = nodes
	for _, f := range p.l.fields {
		for _, g := range append([]*field{f}, f.items...) {
			if !p.used[g] {
				return nil, fmt.Errorf("%s: field %s (%s) is declared and never used", file, g.key, g.name)
			}
		}
	}
	return p.l, nil
}

func (p *parser) fail(format string, args ...any) error {
	return fmt.Errorf("%s line %d: %s", p.l.file, p.at, fmt.Sprintf(format, args...))
}

// head reads what stands above the line of dashes.
func (p *parser) head() error {
	for p.at < len(p.lines) {
		line := p.lines[p.at]
		p.at++
		switch {
		case strings.HasPrefix(line, "----"):
			if p.l.title == "" {
				return p.fail("the 名称 is missing")
			}
			return nil
		case strings.TrimSpace(line) == "", strings.HasPrefix(line, "//"), strings.HasPrefix(line, "字段"):
		case strings.HasPrefix(line, "名称："):
			p.l.title = strings.TrimSpace(strings.TrimPrefix(line, "名称："))
		case strings.HasPrefix(line, "编号类别："):
			p.l.series = strings.TrimSpace(strings.TrimPrefix(line, "编号类别："))
		default:
			if err := p.declare(line); err != nil {
				return err
			}
		}
	}
	return p.fail("the line of dashes between fields and text is missing")
}

func (p *parser) declare(line string) error {
	m := declaration.FindStringSubmatch(line)
	if m == nil {
		return p.fail("cannot read the field %q", line)
	}
	f := &field{key: m[1], name: m[3], list: m[2] != ""}
	switch note := m[4]; {
	case note == "可不填":
		f.optional = true
	case strings.Contains(note, "|"):
		f.choices = strings.Split(note, "|")
	case note != "":
		return p.fail("%q says neither 可不填 nor choices", note)
	}
	list, _, nested := strings.Cut(f.key, ".")
	if !nested {
		p.l.fields = append(p.l.fields, f)
		return nil
	}
	for _, parent := range p.l.fields {
		if parent.key == list && parent.list {
			f.key = strings.TrimPrefix(f.key, list+".")
			parent.items = append(parent.items, f)
			return nil
		}
	}
	return p.fail("%s is not a list declared above", list)
}

// block reads lines until 【完】, or to the end of the file. Scope holds the
// lists and optional fields around it.
func (p *parser) block(opened string, scope []*field) ([]node, error) {
	var nodes []node
	for p.at < len(p.lines) {
		line := strings.TrimSpace(p.lines[p.at])
		p.at++
		if line == "" || strings.HasPrefix(line, "//") {
			continue
		}
		if line == "【完】" {
			if opened == "" {
				return nil, p.fail("【完】 closes nothing")
			}
			return nodes, nil
		}
		n, err := p.node(line, scope)
		if err != nil {
			return nil, err
		}
		nodes = append(nodes, n)
	}
	if opened != "" {
		return nil, p.fail("%s is not closed by 【完】", opened)
	}
	return nodes, nil
}

func (p *parser) node(line string, scope []*field) (node, error) {
	n := node{kind: "正文", text: line, line: p.at}
	if cells, ok := strings.CutPrefix(line, "|"); ok {
		n.kind = "row"
		for c := range strings.SplitSeq(strings.TrimSuffix(cells, "|"), "|") {
			n.cells = append(n.cells, strings.TrimSpace(c))
		}
		return n, p.check(line, scope)
	}
	m := marked.FindStringSubmatch(line)
	if m == nil {
		return n, p.check(line, scope)
	}
	word, rest, _ := strings.Cut(m[1], " ")
	if blocks[word] != "" {
		return p.open(word, strings.TrimSpace(rest), scope)
	}
	for _, known := range layoutWords {
		if word == known {
			n.kind, n.text = word, m[2]
			if word == "表宽" {
				_, err := shares(m[2])
				return n, err
			}
			return n, p.check(m[2], scope)
		}
	}
	return n, p.fail("【%s】 is not a known mark", m[1])
}

func (p *parser) open(word, name string, scope []*field) (node, error) {
	f := p.look(name, scope)
	switch {
	case f == nil:
		return node{}, p.fail("%s is not a declared field", name)
	case word == "每项" && !f.list:
		return node{}, p.fail("%s is not a list", name)
	case word != "每项" && !f.optional:
		return node{}, p.fail("%s is always given; 【%s】 is for fields marked 可不填", name, word)
	}
	p.used[f] = true
	n := node{kind: blocks[word], field: f, line: p.at}
	if word != "如无" {
		scope = append(scope[:len(scope):len(scope)], f)
	}
	body, err := p.block("【"+word+" "+name+"】", scope)
	n.body = body
	return n, err
}

// look finds a field by its name, innermost list first.
func (p *parser) look(name string, scope []*field) *field {
	for i := len(scope) - 1; i >= 0; i-- {
		for _, f := range scope[i].items {
			if f.name == name {
				return f
			}
		}
	}
	for _, f := range p.l.fields {
		if f.name == name {
			return f
		}
	}
	return nil
}

// check refuses a placeholder that could stay blank.
func (p *parser) check(s string, scope []*field) error {
	for _, m := range placeholder.FindAllStringSubmatch(s, -1) {
		f := p.look(m[1], scope)
		if f == nil {
			return p.fail("{{%s}} is not a declared field", m[1])
		}
		p.used[f] = true
		if f.list {
			return p.fail("{{%s}} is a list; use 【每项 %s】", m[1], m[1])
		}
		guarded := !f.optional
		for _, g := range scope {
			guarded = guarded || g == f
		}
		if !guarded {
			return p.fail("{{%s}} may be missing; put it inside 【如有 %s】", m[1], m[1])
		}
	}
	return nil
}

// shares reads the widths of a table's columns, such as "10 50 40".
func shares(s string) ([]int, error) {
	var out []int
	for _, w := range strings.Fields(s) {
		n, err := strconv.Atoi(w)
		if err != nil || n <= 0 {
			return nil, fmt.Errorf("表宽 %q is not a list of positive numbers", s)
		}
		out = append(out, n)
	}
	return out, nil
}
