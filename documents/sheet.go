package documents

import (
	"fmt"
	"io"
)

// Sheet is a letter with its words in place: the one source of its Word file and
// of the page on which it is read and printed.
type Sheet struct {
	Title  string  `json:"title" doc:"文书名称"`
	Blocks []Block `json:"blocks" nullable:"false" doc:"自上而下的各段"`

	author string // of the file's properties
	dated  string // yyyy-mm-dd, likewise
}

// Block is one paragraph, rule or table of a letter.
type Block struct {
	Kind   string  `json:"kind" enum:"mark,number,rule,title,to,text,heading,sign,note,bar,blank,table" doc:"发文机关标志、文号、红线、标题、主送、正文、小标题、落款、注、色条、空行、表格"`
	Text   string  `json:"text,omitempty"`
	Colour string  `json:"colour,omitempty" enum:"blue,yellow,red" doc:"色条的颜色"`
	Widths []int   `json:"widths,omitempty" nullable:"false" doc:"表格各列的宽度比例"`
	Heads  int     `json:"heads,omitempty" doc:"表格开头有几行是表头"`
	Rows   [][]Box `json:"rows,omitempty" nullable:"false" doc:"表格各行"`

	keep bool // stay with what follows
}

// Box is one box of a letter's table.
type Box struct {
	Text    string `json:"text"`
	Heading bool   `json:"heading,omitempty" doc:"只有固定文字的格"`
	Span    int    `json:"span,omitempty" doc:"占几列，没有即 1"`
}

// Heading is the title as it is printed, "" where the letter prints none.
func (s Sheet) Heading() string {
	for _, b := range s.Blocks {
		if b.Kind == "title" {
			return b.Text
		}
	}
	return ""
}

// WriteDocx writes the letter as .docx. The same letter gives the same bytes.
func (s Sheet) WriteDocx(w io.Writer) error {
	d := &docx{title: s.Title, author: s.author, dated: s.dated}
	for _, b := range s.Blocks {
		if b.Kind == "table" {
			d.table(b.Widths, b.Heads, cellsOf(b.Rows))
		} else {
			d.block(b)
		}
	}
	if err := d.writeTo(w); err != nil {
		return fmt.Errorf("write letter %s: %w", s.Title, err)
	}
	return nil
}

func cellsOf(rows [][]Box) [][]cell {
	out := make([][]cell, len(rows))
	for i, row := range rows {
		for _, b := range row {
			out[i] = append(out[i], cell{s: b.Text, heading: b.Heading, span: b.Span})
		}
	}
	return out
}

// barColours are the bars of the 督办单.
var barColours = map[string]string{"blue": "0B5CAD", "yellow": "F2C037", "red": "C8161D"}

// block sets one paragraph as GB/T 9704 wants it.
func (d *docx) block(b Block) {
	s := b.Text
	switch b.Kind {
	case "blank":
		d.add(para{keep: b.keep})
	case "rule":
		d.add(para{rule: red, line: 227})
	case "mark":
		d.add(para{align: "center", before: 200, natural: true}, text{s: s, font: xbSong, size: fitSize(s, markPoints, markPoints/2), color: red})
	case "number":
		d.add(para{align: "center", before: 200, natural: true}, text{s: s})
	case "title":
		d.add(para{align: "center", outline: 1, before: 360, after: 240, natural: true}, text{s: s, font: xbSong, size: fitSize(s, 22, 18)})
	case "to":
		d.add(para{align: "left"}, text{s: s})
	case "heading":
		d.add(para{first: 200, outline: 2, keep: true}, text{s: s, font: heiTi})
	case "sign":
		d.add(para{align: "right", right: 200, keep: b.keep}, text{s: s})
	case "note":
		d.add(para{align: "left", natural: true, before: 80}, text{s: s, font: kaiTi, size: size4})
	case "bar":
		ink := "FFFFFF"
		if b.Colour == "yellow" {
			ink = "000000"
		}
		d.add(para{align: "center", fill: barColours[b.Colour], natural: true, before: 60, after: 60}, text{s: s, font: heiTi, color: ink})
	default:
		d.add(para{first: 200, keep: b.keep}, text{s: s})
	}
}
