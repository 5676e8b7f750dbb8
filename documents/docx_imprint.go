package documents

import "fmt"

// imprintLine is one line of the 版记; a list hangs after its three-character word.
type imprintLine struct {
	s    string
	list bool
}

// imprint writes the closing block 版记 between a thick, thin and thick rule.
func (d *docx) imprint(lines []imprintLine) {
	b := &d.body
	fmt.Fprintf(b, `<w:tbl><w:tblPr><w:tblW w:w="%[1]d" w:type="dxa"/><w:jc w:val="center"/><w:tblBorders>`+
		`<w:top w:val="single" w:sz="8" w:space="0" w:color="000000"/><w:bottom w:val="single" w:sz="8" w:space="0" w:color="000000"/>`+
		`<w:insideH w:val="single" w:sz="6" w:space="0" w:color="000000"/></w:tblBorders><w:tblLayout w:type="fixed"/></w:tblPr>`+
		`<w:tblGrid><w:gridCol w:w="%[1]d"/></w:tblGrid>`, wide)
	for _, line := range lines {
		p := para{left: 100, right: 100, before: 60, after: 60, natural: true, tab: wide - size3*10}
		if line.list {
			p.left, p.hanging, p.align = 363, 263, "left"
		}
		fmt.Fprintf(b, `<w:tr><w:trPr><w:cantSplit/></w:trPr><w:tc><w:tcPr><w:tcW w:w="%d" w:type="dxa"/></w:tcPr><w:p>%s%s</w:p></w:tc></w:tr>`,
			wide, p.properties(), text{s: line.s, size: size4}.xml())
	}
	b.WriteString(`</w:tbl>`)
	// Word wants a paragraph after a table; it is made as small as can be.
	b.WriteString(`<w:p><w:pPr><w:snapToGrid w:val="0"/><w:spacing w:line="20" w:lineRule="exact"/></w:pPr></w:p>`)
}
