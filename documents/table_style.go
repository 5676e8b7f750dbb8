package documents

import (
	"fmt"
	"strings"

	"github.com/xuri/excelize/v2"
)

// book is a workbook being written with its styles.
type book struct {
	file              *excelize.File
	title, note, head int
	styles            map[ColumnType]int
}

// Number formats of the columns.
const (
	dayFormat     = "yyyy-mm-dd"
	instantFormat = "yyyy-mm-dd hh:mm"
	numberFormat  = "#,##0.00"
)

func (b *book) prepare(title string) error {
	// The library's own times would change the bytes from run to run.
	if err := b.file.SetDocProps(&excelize.DocProperties{
		Title: title, Creator: "diaodu", LastModifiedBy: "diaodu",
		Created: zipTime.Format("2006-01-02T15:04:05Z"), Modified: zipTime.Format("2006-01-02T15:04:05Z"),
	}); err != nil {
		return fmt.Errorf("set properties: %w", err)
	}
	border := []excelize.Border{}
	for _, side := range []string{"left", "top", "right", "bottom"} {
		border = append(border, excelize.Border{Type: side, Color: "9AA5B1", Style: 1})
	}
	font := func(size float64, bold bool) *excelize.Font {
		return &excelize.Font{Family: "宋体", Size: size, Bold: bold}
	}
	style := func(s excelize.Style, into *int) error {
		id, err := b.file.NewStyle(&s)
		if err != nil {
			return fmt.Errorf("make style: %w", err)
		}
		*into = id
		return nil
	}
	centre := &excelize.Alignment{Horizontal: "center", Vertical: "center", WrapText: true}
	if err := style(excelize.Style{Font: font(16, true), Alignment: centre}, &b.title); err != nil {
		return err
	}
	if err := style(excelize.Style{Font: font(10, false), Alignment: &excelize.Alignment{Vertical: "center", WrapText: true}}, &b.note); err != nil {
		return err
	}
	if err := style(excelize.Style{
		Font: font(11, true), Alignment: centre, Border: border,
		Fill: excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"DCE6F1"}},
	}, &b.head); err != nil {
		return err
	}
	b.styles = map[ColumnType]int{}
	for _, k := range []ColumnType{Text, Code, Whole, Number, Measure, Share, Day, Instant} {
		s := excelize.Style{Font: font(10.5, false), Border: border, Alignment: &excelize.Alignment{Vertical: "center", WrapText: true}}
		k.format(&s)
		var id int
		if err := style(s, &id); err != nil {
			return err
		}
		b.styles[k] = id
	}
	return nil
}

// format sets how values of the type are shown.
func (k ColumnType) format(s *excelize.Style) {
	switch k {
	case Text, Measure:
	case Code:
		s.NumFmt = 49 // text
	case Whole:
		s.NumFmt = 3 // #,##0
	case Number:
		s.CustomNumFmt = ptr(numberFormat)
	case Share:
		s.NumFmt = 10 // 0.00%
	case Day:
		s.CustomNumFmt = ptr(dayFormat)
		s.Alignment.Horizontal = "center"
	case Instant:
		s.CustomNumFmt = ptr(instantFormat)
		s.Alignment.Horizontal = "center"
	}
}

// page prints landscape, one page wide, with the header on every page; wide
// tables go on A3.
func (b *book) page(t Table) error {
	const a3, a4, widest = 8, 9, 150
	wide, paper := 0.0, a4
	for _, c := range t.Columns {
		wide += c.width()
	}
	if wide > widest {
		paper = a3
	}
	if err := b.file.SetPageLayout(t.Sheet, &excelize.PageLayoutOptions{
		Orientation: ptr("landscape"), Size: &paper, FitToWidth: ptr(1), FitToHeight: ptr(0),
	}); err != nil {
		return fmt.Errorf("set page of %s: %w", t.Sheet, err)
	}
	if err := b.file.SetPageMargins(t.Sheet, &excelize.PageLayoutMarginsOptions{
		Left: ptr(0.4), Right: ptr(0.4), Top: ptr(0.5), Bottom: ptr(0.5),
	}); err != nil {
		return fmt.Errorf("set margins of %s: %w", t.Sheet, err)
	}
	if err := b.file.SetSheetProps(t.Sheet, &excelize.SheetPropsOptions{FitToPage: ptr(true)}); err != nil {
		return fmt.Errorf("set page of %s: %w", t.Sheet, err)
	}
	return b.file.SetDefinedName(&excelize.DefinedName{
		Name: "_xlnm.Print_Titles", RefersTo: fmt.Sprintf("'%s'!$%[2]d:$%[2]d", t.Sheet, headerRow(t)), Scope: t.Sheet,
	})
}

// rowHeight is the height at which the row's longest text shows whole. Not every
// spreadsheet program measures wrapped text when it opens a file.
func rowHeight(columns []Column, row []any) float64 {
	const line, highest = 15.0, 409.0
	lines := 1
	for i, v := range row {
		s, ok := v.(string)
		if !ok {
			continue
		}
		here := 0
		for piece := range strings.SplitSeq(s, "\n") {
			here += 1 + int(max(0, displayWidth(piece)-1)/columns[i].width())
		}
		lines = max(lines, here)
	}
	return min(highest, line*float64(lines)+3)
}

// displayWidth counts in digits' widths, as columns do; a Chinese character at
// 10.5 points takes a little over two.
func displayWidth(s string) float64 {
	w := 0.0
	for _, r := range s {
		if r < 0x2000 {
			w += 1.1
		} else {
			w += 2.15
		}
	}
	return w
}

func ptr[T any](v T) *T { return &v }
