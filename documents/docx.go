package documents

import (
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode"
)

// Fonts as official papers name them; the office PC supplies the files.
const (
	fangSong = "仿宋_GB2312"
	heiTi    = "黑体"
	kaiTi    = "楷体_GB2312"
	songTi   = "宋体"
	xbSong   = "方正小标宋简体"
)

// Sizes in half-points, as Word counts them.
const (
	size3 = 32 // 三号, body
	size4 = 28 // 四号, page numbers, imprint, tables
)

const (
	red  = "FF0000"
	grid = 579  // twips of one line: 225 mm / 22
	wide = 8844 // twips of a full line: 156 mm
)

// text is a stretch of characters in one face; zero values mean body text.
type text struct {
	s     string
	font  string
	size  int
	color string
	bold  bool
}

// para is the shape of one paragraph. Indents are in hundredths of a
// character, spaces in twips.
type para struct {
	align                       string
	first, left, hanging, right int
	before, after               int
	outline                     int    // 1 = title, 2 = first level; 0 = body
	anchor                      string // bookmark that links point to
	rule                        string // colour of a line under the paragraph
	fill                        string // colour behind the paragraph
	natural                     bool   // line height follows the font, not the grid
	keep                        bool   // stay with the next paragraph
	tab                         int    // a tab's text ends here, in twips
	line                        int    // exact line height in twips instead of the grid's
	newPage                     bool
}

// docx is a GB/T 9704-2012 paper being written, from top to bottom.
type docx struct {
	title   string
	author  string
	dated   string // yyyy-mm-dd, for the file's properties
	body    strings.Builder
	anchors int
}

// add writes one paragraph.
func (d *docx) add(p para, runs ...text) {
	d.body.WriteString("<w:p>")
	d.body.WriteString(p.properties())
	if p.anchor != "" {
		d.anchors++
		fmt.Fprintf(&d.body, `<w:bookmarkStart w:id="%d" w:name="%s"/>`, d.anchors, escape(bookmark(p.anchor)))
	}
	for _, r := range runs {
		d.body.WriteString(r.xml())
	}
	if p.anchor != "" {
		fmt.Fprintf(&d.body, `<w:bookmarkEnd w:id="%d"/>`, d.anchors)
	}
	d.body.WriteString("</w:p>")
}

// blank writes an empty line.
func (d *docx) blank() { d.add(para{}) }

// properties puts the elements in the order the schema asks for; Word refuses others.
func (p para) properties() string {
	var b strings.Builder
	b.WriteString("<w:pPr>")
	if p.keep {
		b.WriteString("<w:keepNext/>")
	}
	if p.newPage {
		b.WriteString("<w:pageBreakBefore/>")
	}
	if p.rule != "" {
		fmt.Fprintf(&b, `<w:pBdr><w:bottom w:val="single" w:sz="12" w:space="1" w:color="%s"/></w:pBdr>`, p.rule)
	}
	if p.fill != "" {
		fmt.Fprintf(&b, `<w:shd w:val="clear" w:color="auto" w:fill="%s"/>`, p.fill)
	}
	if p.tab > 0 {
		fmt.Fprintf(&b, `<w:tabs><w:tab w:val="right" w:pos="%d"/></w:tabs>`, p.tab)
	}
	if p.natural || p.line > 0 {
		b.WriteString(`<w:snapToGrid w:val="0"/>`)
	}
	b.WriteString(p.spacing())
	b.WriteString(p.indent())
	if p.align != "" {
		fmt.Fprintf(&b, `<w:jc w:val="%s"/>`, p.align)
	}
	if p.outline > 0 {
		fmt.Fprintf(&b, `<w:outlineLvl w:val="%d"/>`, p.outline-1)
	}
	b.WriteString("</w:pPr>")
	return b.String()
}

func (p para) spacing() string {
	if p.before == 0 && p.after == 0 && !p.natural && p.line == 0 {
		return ""
	}
	height := grid
	if p.line > 0 {
		height = p.line
	}
	line := fmt.Sprintf(`w:line="%d" w:lineRule="exact"`, height)
	if p.natural {
		line = `w:line="240" w:lineRule="auto"`
	}
	return fmt.Sprintf(`<w:spacing w:before="%d" w:after="%d" %s/>`, p.before, p.after, line)
}

// indent gives both the character counts Word and WPS follow and the twips
// other readers fall back on.
func (p para) indent() string {
	if p.first == 0 && p.left == 0 && p.hanging == 0 && p.right == 0 {
		return ""
	}
	const twipsPerChar = size3 * 10
	var b strings.Builder
	b.WriteString("<w:ind")
	for _, side := range []struct {
		name  string
		chars int
	}{{"left", p.left}, {"right", p.right}, {"hanging", p.hanging}, {"firstLine", p.first}} {
		if side.chars != 0 {
			fmt.Fprintf(&b, ` w:%sChars="%d" w:%s="%d"`, side.name, side.chars, side.name, side.chars*twipsPerChar/100)
		}
	}
	b.WriteString("/>")
	return b.String()
}

func (t text) xml() string {
	var b strings.Builder
	b.WriteString("<w:r>")
	b.WriteString(t.properties())
	for i, line := range strings.Split(t.s, "\n") {
		if i > 0 {
			b.WriteString("<w:br/>")
		}
		for j, piece := range strings.Split(line, "\t") {
			if j > 0 {
				b.WriteString("<w:tab/>")
			}
			if piece != "" {
				fmt.Fprintf(&b, `<w:t xml:space="preserve">%s</w:t>`, escape(piece))
			}
		}
	}
	b.WriteString("</w:r>")
	return b.String()
}

func (t text) properties() string {
	var b strings.Builder
	if t.font != "" {
		fmt.Fprintf(&b, `<w:rFonts w:ascii="%[1]s" w:hAnsi="%[1]s" w:eastAsia="%[1]s" w:cs="%[1]s" w:hint="eastAsia"/>`, t.font)
	}
	if t.bold {
		b.WriteString("<w:b/>")
	}
	if t.color != "" {
		fmt.Fprintf(&b, `<w:color w:val="%s"/>`, t.color)
	}
	if t.size != 0 {
		fmt.Fprintf(&b, `<w:sz w:val="%[1]d"/><w:szCs w:val="%[1]d"/>`, t.size)
	}
	if b.Len() == 0 {
		return ""
	}
	return "<w:rPr>" + b.String() + "</w:rPr>"
}

// cell is one box of a table; a heading is set in 黑体 and centred.
type cell struct {
	s       string
	heading bool
	span    int
}

// table writes a ruled table. Shares divide the full line among the columns.
func (d *docx) table(shares []int, headRows int, rows [][]cell) {
	total := 0
	for _, s := range shares {
		total += s
	}
	b := &d.body
	fmt.Fprintf(b, `<w:tbl><w:tblPr><w:tblW w:w="%d" w:type="dxa"/><w:jc w:val="center"/>%s`+
		`<w:tblLayout w:type="fixed"/></w:tblPr><w:tblGrid>`, wide, tableRules)
	for _, s := range shares {
		fmt.Fprintf(b, `<w:gridCol w:w="%d"/>`, wide*s/total)
	}
	b.WriteString("</w:tblGrid>")
	for i, row := range rows {
		b.WriteString("<w:tr><w:trPr><w:cantSplit/>")
		b.WriteString(`<w:trHeight w:val="540" w:hRule="atLeast"/>`)
		if i < headRows {
			b.WriteString("<w:tblHeader/>")
		}
		b.WriteString("</w:trPr>")
		col := 0
		for _, c := range row {
			span := max(c.span, 1)
			share := 0
			for _, s := range shares[col : col+span] {
				share += s
			}
			col += span
			b.WriteString(c.xml(wide*share/total, span))
		}
		b.WriteString("</w:tr>")
	}
	b.WriteString("</w:tbl>")
}

func (c cell) xml(width, span int) string {
	var b strings.Builder
	fmt.Fprintf(&b, `<w:tc><w:tcPr><w:tcW w:w="%d" w:type="dxa"/>`, width)
	if span > 1 {
		fmt.Fprintf(&b, `<w:gridSpan w:val="%d"/>`, span)
	}
	b.WriteString(`<w:vAlign w:val="center"/></w:tcPr>`)
	for line := range strings.SplitSeq(c.s, "\n") {
		p, t := para{natural: true, before: 40, after: 40, align: "left"}, text{s: line, size: size4}
		if c.heading {
			p.align, t.font = "center", heiTi
		}
		b.WriteString("<w:p>" + p.properties() + t.xml() + "</w:p>")
	}
	b.WriteString("</w:tc>")
	return b.String()
}

// writeTo packs the paper. The parts stand in a fixed order with fixed times.
func (d *docx) writeTo(w io.Writer) error {
	return writeParts(w, []part{
		{"[Content_Types].xml", contentTypes},
		{"_rels/.rels", packageRels},
		{"docProps/core.xml", fmt.Sprintf(coreProps, escape(d.title), escape(d.author), d.dated)},
		{"docProps/app.xml", appProps},
		{"word/document.xml", documentHead + d.body.String() + documentTail},
		{"word/styles.xml", styles},
		{"word/settings.xml", settings},
		{"word/fontTable.xml", fontTable},
		{"word/footer1.xml", footer("right", "right")},
		{"word/footer2.xml", footer("left", "left")},
		{"word/_rels/document.xml.rels", documentRels},
	})
}

// bookmark makes a name Word accepts: it begins with a letter, has no spaces or
// signs, and is at most 40 characters long.
func bookmark(anchor string) string {
	name := []rune("p_")
	for _, r := range anchor {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			name = append(name, r)
		} else {
			name = append(name, '_')
		}
	}
	return string(name[:min(len(name), 40)])
}

var xmlEscapes = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&quot;")

// escape makes text safe for XML and drops what XML 1.0 cannot hold, such as
// the control characters that come with pasted text.
func escape(s string) string {
	return xmlEscapes.Replace(clean(s))
}

// clean drops characters that no office file can hold.
func clean(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\t' || r == '\n':
			return r
		case r < 0x20, r == 0xFFFE, r == 0xFFFF, r >= 0xD800 && r <= 0xDFFF, r == unicode.ReplacementChar:
			return -1
		}
		return r
	}, s)
}

// markPoints is the size of a short 发文机关标志.
const markPoints = 44

// fitSize is the size, in half-points, at which the words stay on one line:
// between the largest and the smallest given in points, and the largest again
// where even the smallest would not do.
func fitSize(s string, largest, smallest int) int {
	const linePoints = 440
	width := 0.0
	for _, r := range s {
		if r < 0x2000 {
			width += 0.7 // with the space before and after digits
		} else {
			width++
		}
	}
	fits := int(linePoints / max(width, 1))
	if fits >= largest || fits < smallest {
		return 2 * largest
	}
	return 2 * fits
}

// chineseNumber writes 1 … 99 as 一 … 九十九 for headings.
func chineseNumber(n int) string {
	digits := []string{"", "一", "二", "三", "四", "五", "六", "七", "八", "九"}
	switch {
	case n <= 0 || n > 99:
		return strconv.Itoa(n)
	case n < 10:
		return digits[n]
	case n < 20:
		return "十" + digits[n%10]
	}
	return digits[n/10] + "十" + digits[n%10]
}
