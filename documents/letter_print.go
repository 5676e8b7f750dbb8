package documents

import "strings"

// printer turns the lines of a template into paragraphs and tables. Rows that
// follow each other, also out of a list, make one table.
type printer struct {
	d      *docx
	rows   [][]cell
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
			given := s.word(n.field.name) != "" || len(s.lists[n.field.name]) > 0
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

// row keeps a row for the table being gathered. A cell of fixed words is a
// heading; a row of nothing else heads the table.
func (p *printer) row(n node, s *filled) {
	var row []cell
	fixed := true
	for _, c := range n.cells {
		heading := !placeholder.MatchString(c)
		fixed = fixed && heading
		row = append(row, cell{s: s.expand(c), heading: heading})
	}
	if fixed && len(p.rows) == p.heads {
		p.heads++
	}
	p.rows = append(p.rows, row)
}

// flush writes the gathered table. Short rows stretch their last cell.
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
		row[len(row)-1].span = columns - len(row) + 1
	}
	p.d.table(widths, p.heads, p.rows)
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

// slipColours are the bars of the 督办单, and the colour of its words.
var slipColours = map[string]string{"蓝": "0B5CAD", "黄": "F2C037", "红": "C8161D"}

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

func (p *printer) line(kind, s string, keep bool) {
	d := p.d
	switch kind {
	case "空行":
		d.add(para{keep: keep})
	case "红线":
		d.add(para{rule: red, line: 227})
	case "标志":
		d.add(para{align: "center", before: 200, natural: true}, text{s: s, font: xbSong, size: fitSize(s, markPoints, markPoints/2), color: red})
	case "文号":
		d.add(para{align: "center", before: 200, natural: true}, text{s: s})
	case "标题":
		d.add(para{align: "center", outline: 1, before: 360, after: 240, natural: true}, text{s: s, font: xbSong, size: fitSize(s, 22, 18)})
	case "主送":
		d.add(para{align: "left"}, text{s: s})
	case "小标题":
		d.add(para{first: 200, outline: 2, keep: true}, text{s: s, font: heiTi})
	case "落款":
		d.add(para{align: "right", right: 200, keep: keep}, text{s: s})
	case "注":
		for line := range strings.SplitSeq(s, "\n") {
			d.add(para{align: "left", natural: true, before: 80}, text{s: line, font: kaiTi, size: size4})
		}
	case "色条":
		ink := "FFFFFF"
		if s == "黄" {
			ink = "000000"
		}
		d.add(para{align: "center", fill: slipColours[s], natural: true, before: 60, after: 60},
			text{s: s + "色督办", font: heiTi, color: ink})
	default:
		for line := range strings.SplitSeq(s, "\n") {
			d.add(para{first: 200, keep: keep}, text{s: line})
		}
	}
}
