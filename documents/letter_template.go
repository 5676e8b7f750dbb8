package documents

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// node is one line of a template, or a block of lines.
type node struct {
	kind  string // a word of layoutWords, or "row", "each", "if", "unless"
	text  string
	cells []string
	field *field // of each, if and unless
	body  []node
}

// layoutWords are the marks a line may begin with; docs/how-to/add-a-document-template.md
// explains them to the office.
var layoutWords = []string{"标志", "文号", "红线", "标题", "主送", "正文", "小标题", "落款", "注", "色条", "空行", "表宽"}

// blocks are the marks that open lines to repeat or to leave out.
var blocks = map[string]string{"每项": "each", "如有": "if", "如无": "unless"}

var (
	marked      = regexp.MustCompile(`^【([^】]*)】(.*)$`)
	placeholder = regexp.MustCompile(`\{\{\s*([^{}]+?)\s*\}\}`)
)

// Mistake is one thing wrong in the words of a letter. Code is a stable key of the
// shown reason (api/messages_letter.go), Args fill it.
type Mistake struct {
	Line int // from 1; 0 where something is missing and so stands nowhere
	Code string
	Args map[string]any
}

func (p Mistake) Error() string { return fmt.Sprintf("line %d: %s %v", p.Line, p.Code, p.Args) }

// around is one block that the line being read stands in.
type around struct {
	kind  string
	field *field
}

// parser reads the words of a letter line by line and goes on after a mistake, so
// that whoever writes sees all of them.
type parser struct {
	form     *form
	lines    []string
	at       int
	mistakes []Mistake
	printed  map[*field]bool // how each field is printed: true where always
	titled   bool            // a title is always printed
}

func (p *parser) fail(line int, code string, kv ...any) {
	args := make(map[string]any, len(kv)/2)
	for i := 0; i+1 < len(kv); i += 2 {
		args[fmt.Sprint(kv[i])] = kv[i+1]
	}
	p.mistakes = append(p.mistakes, Mistake{Line: line, Code: code, Args: args})
}

// readWords reads words for a form. Problems of the words come first; lacking are those
// that do not hinder printing and yet may not be put in force: what every letter of
// this form must print and these words do not.
func readWords(f *form, text string) (t *Template, mistakes, lacking []Mistake) {
	p := &parser{form: f, lines: strings.Split(plainText(text), "\n"), printed: map[*field]bool{}}
	t = &Template{form: f, printed: p.printed}
	for p.at < len(p.lines) { // a 【完】 too many ends a block that is none
		t.nodes = append(t.nodes, p.block(0, "", nil)...)
	}
	mistakes, p.mistakes = p.mistakes, nil
	p.lacks()
	slices.SortStableFunc(mistakes, func(a, b Mistake) int { return a.Line - b.Line })
	return t, mistakes, p.mistakes
}

// lacks finds what must be printed and is not, or not always.
func (p *parser) lacks() {
	if !p.titled {
		p.fail(0, "letter.no_title")
	}
	for _, f := range p.form.all() {
		if always, printed := p.printed[f]; f.must && !always {
			name := f.name
			if list := p.form.owner(f); list != nil {
				name = list.name + "的" + f.name
			}
			if printed {
				p.fail(0, "letter.must_always", "name", name)
			} else {
				p.fail(0, "letter.must_print", "name", name)
			}
		}
	}
}

// block reads lines until 【完】, or to the end. Scope holds the blocks around it.
func (p *parser) block(opened int, mark string, scope []around) []node {
	var nodes []node
	for p.at < len(p.lines) {
		line := strings.TrimSpace(p.lines[p.at])
		p.at++
		switch {
		case line == "" || strings.HasPrefix(line, "//"):
		case line == "【完】":
			if opened == 0 {
				p.fail(p.at, "letter.closes_nothing")
			}
			return nodes
		default:
			nodes = append(nodes, p.node(line, scope)...)
		}
	}
	if opened > 0 {
		p.fail(opened, "letter.not_closed", "mark", mark)
	}
	return nodes
}

func (p *parser) node(line string, scope []around) []node {
	if cells, ok := strings.CutPrefix(line, "|"); ok {
		n := node{kind: "row"}
		for c := range strings.SplitSeq(strings.TrimSuffix(cells, "|"), "|") {
			n.cells = append(n.cells, strings.TrimSpace(c))
		}
		p.check(line, scope)
		return []node{n}
	}
	m := marked.FindStringSubmatch(line)
	if m == nil {
		if strings.HasPrefix(line, "【") {
			p.fail(p.at, "letter.mark_open")
		}
		p.check(line, scope)
		return []node{{kind: "正文", text: line}}
	}
	word, rest, _ := strings.Cut(m[1], " ")
	switch {
	case blocks[word] != "":
		return p.open(word, strings.TrimSpace(rest), scope)
	case !slices.Contains(layoutWords, word) || rest != "":
		p.fail(p.at, "letter.mark_unknown", "mark", m[1])
	case word == "表宽":
		if _, err := shares(m[2]); err != nil {
			p.fail(p.at, "letter.widths")
		}
	case word == "色条":
		p.bar(m[2])
	}
	p.titled = p.titled || word == "标题" && strings.TrimSpace(m[2]) != "" && len(scope) == 0
	p.check(m[2], scope)
	return []node{{kind: word, text: m[2]}}
}

// bar refuses a bar of anything but a choice: its value is the colour.
func (p *parser) bar(s string) {
	if m := placeholder.FindStringSubmatch(s); m != nil && m[0] == strings.TrimSpace(s) {
		if f := p.look(m[1], nil); f == nil || f.choices != nil {
			return // an unknown name is told as such
		}
	}
	p.fail(p.at, "letter.bar")
}

func (p *parser) open(word, name string, scope []around) []node {
	mark, opened := "【"+word+" "+name+"】", p.at
	f := p.look(name, scope)
	switch {
	case f == nil:
		p.unknown(name)
	case word == "每项" && !f.list:
		p.fail(p.at, "letter.not_list", "name", name)
	case word != "每项" && !f.optional:
		p.fail(p.at, "letter.always_given", "name", name, "mark", word)
	}
	if word == "每项" && slices.ContainsFunc(scope, func(a around) bool { return a.kind == "each" }) {
		p.fail(p.at, "letter.list_in_list")
	}
	inner := append(scope[:len(scope):len(scope)], around{blocks[word], f})
	if f != nil && word == "每项" {
		p.prints(f, scope)
	}
	n := node{kind: blocks[word], field: f, body: p.block(opened, mark, inner)}
	if f == nil {
		return nil
	}
	return []node{n}
}

// prints notes that a field is printed here. It always is where nothing around it
// leaves it out: neither a condition on something else nor a list it is not of.
func (p *parser) prints(f *field, scope []around) {
	always := !slices.ContainsFunc(scope, func(a around) bool {
		switch {
		case a.field == nil || a.kind == "unless":
			return true
		case a.kind == "each":
			return a.field != p.form.owner(f)
		}
		return !a.field.must && a.field != f // what must be printed comes together, as a code and where to use it
	})
	p.printed[f] = p.printed[f] || always
}

// unknown tells of a name that means nothing here: perhaps it does inside a list.
func (p *parser) unknown(name string) {
	for _, list := range p.form.fields {
		for _, f := range list.items {
			if f.name == name {
				p.fail(p.at, "letter.item_outside", "name", name, "list", list.name)
				return
			}
		}
	}
	p.fail(p.at, "letter.no_field", "name", name)
}

// look finds a field by its name, innermost list first.
func (p *parser) look(name string, scope []around) *field {
	for i := len(scope) - 1; i >= 0; i-- {
		if scope[i].kind != "each" || scope[i].field == nil {
			continue
		}
		for _, f := range scope[i].field.items {
			if f.name == name {
				return f
			}
		}
	}
	for _, f := range p.form.fields {
		if f.name == name {
			return f
		}
	}
	return nil
}

// check refuses a placeholder that means nothing or could stay blank.
func (p *parser) check(s string, scope []around) {
	for _, m := range placeholder.FindAllStringSubmatch(s, -1) {
		f := p.look(m[1], scope)
		if f == nil {
			p.unknown(m[1])
			continue
		}
		if f.list {
			p.fail(p.at, "letter.is_list", "name", m[1])
			continue
		}
		p.prints(f, scope)
		given := slices.ContainsFunc(scope, func(a around) bool { return a.kind == "if" && a.field == f })
		if f.optional && !given {
			p.fail(p.at, "letter.may_lack", "name", m[1])
		}
	}
	if strings.ContainsAny(placeholder.ReplaceAllString(s, ""), "{}") {
		p.fail(p.at, "letter.braces")
	}
}

// shares reads the widths of a table's columns, such as "10 50 40".
func shares(s string) ([]int, error) {
	var out []int
	for _, w := range strings.Fields(s) {
		n, err := strconv.Atoi(w)
		if err != nil || n <= 0 || n > 1000 {
			return nil, fmt.Errorf("表宽 %q is not a list of positive numbers", s)
		}
		out = append(out, n)
	}
	return out, nil
}
