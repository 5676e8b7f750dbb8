package documents

import "strings"

// printer turns the lines of a template into paragraphs and tables. Rows that
// follow each other, also out of a list, make one table.
type printer struct {
	blocks []Block
	rows   [][]Box
	widths []int
	heads  int
}

func (p *printer) print(nodes []node, s *filled) {
	for i, n := range nodes {
		switch n.kind {
		case "each":
			for _, item := range s.lists[n.field.name] {
				p.print(n.body, item)
			}
		case "if", "unless":
			given := s.word(n.field.name) != "" || s.any(n.field.name)
			if given == (n.kind == "if") {
				p.print(n.body, s)
			}
		case "row":
			p.row(n, s)
		case "表宽":
			p.flush()
			p.widths, _ = shares(n.text) // read once already, when the template was checked
		default:
			p.flush()
			p.line(n.kind, s.expand(n.text), closing(nodes[i+1:]))
		}
	}
}

// row keeps a row for the table being gathered. A box of fixed words is a
// heading; a row of nothing else heads the table.
func (p *printer) row(n node, s *filled) {
	var row []Box
	fixed := true
	for _, c := range n.cells {
		heading := !placeholder.MatchString(c)
		fixed = fixed && heading
		row = append(row, Box{Text: s.expand(c), Heading: heading})
	}
	if fixed && len(p.rows) == p.heads {
		p.heads++
	}
	p.rows = append(p.rows, row)
}

// flush ends the table being gathered. Short rows stretch their last box.
func (p *printer) flush() {
	if len(p.rows) == 0 {
		return
	}
	columns := len(p.widths)
	for _, row := range p.rows {
		columns = max(columns, len(row))
	}
	widths := p.widths
	if len(widths) != columns {
		widths = defaultShares(columns)
	}
	for _, row := range p.rows {
		row[len(row)-1].Span = columns - len(row) + 1
	}
	p.blocks = append(p.blocks, Block{Kind: "table", Widths: widths, Heads: p.heads, Rows: p.rows})
	p.rows, p.widths, p.heads = nil, nil, 0
}

// defaultShares suits forms: a narrow label before each value.
func defaultShares(columns int) []int {
	out := make([]int, columns)
	for i := range out {
		out[i] = 30
		if columns%2 == 0 && i%2 == 0 {
			out[i] = 18
		}
	}
	if columns == 2 {
		out[0], out[1] = 20, 80
	}
	return out
}

// closing tells whether only the signature follows: the last words stay with it,
// for a page must not hold a signature alone.
func closing(rest []node) bool {
	for _, n := range rest {
		if n.kind != "空行" && n.kind != "落款" && n.kind != "注" {
			return false
		}
	}
	return len(rest) > 0
}

// lineKinds are the kinds of block by the mark of their line.
var lineKinds = map[string]string{
	"空行": "blank", "红线": "rule", "标志": "mark", "文号": "number", "标题": "title", "主送": "to", "小标题": "heading", "落款": "sign", "注": "note", "正文": "text",
}

// slipColours are the colours of a bar by their word.
var slipColours = map[string]string{"蓝": "blue", "黄": "yellow", "红": "red"}

func (p *printer) line(kind, s string, keep bool) {
	switch kind {
	case "色条":
		p.blocks = append(p.blocks, Block{Kind: "bar", Text: s + "色督办", Colour: slipColours[s]})
	case "正文", "注": // what people wrote in several lines is as many paragraphs
		for line := range strings.SplitSeq(s, "\n") {
			p.blocks = append(p.blocks, Block{Kind: lineKinds[kind], Text: line, keep: keep})
		}
	case "空行", "红线":
		p.blocks = append(p.blocks, Block{Kind: lineKinds[kind], keep: keep})
	default:
		p.blocks = append(p.blocks, Block{Kind: lineKinds[kind], Text: s, keep: keep})
	}
}
