package documents

import (
	"fmt"

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
	for _, k := range []ColumnType{Text, Code, Whole, Number, Share, Day, Instant} {
		s := excelize.Style{Font: font(10.5, false), Border: border, Alignment: &excelize.Alignment{Vertical: "center", WrapText: true}}
		switch k {
		case Text:
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
		var id int
		if err := style(s, &id); err != nil {
			return err
		}
		b.styles[k] = id
	}
	return nil
}

// page prints landscape, one page wide, with the header on every page.
func (b *book) page(sheet string, headerRow int) error {
	landscape, fit := "landscape", 1
	if err := b.file.SetPageLayout(sheet, &excelize.PageLayoutOptions{
		Orientation: &landscape, Size: ptr(9), FitToWidth: &fit, FitToHeight: ptr(0),
	}); err != nil {
		return fmt.Errorf("set page of %s: %w", sheet, err)
	}
	if err := b.file.SetSheetProps(sheet, &excelize.SheetPropsOptions{FitToPage: ptr(true)}); err != nil {
		return fmt.Errorf("set page of %s: %w", sheet, err)
	}
	return b.file.SetDefinedName(&excelize.DefinedName{
		Name: "_xlnm.Print_Titles", RefersTo: fmt.Sprintf("'%s'!$%d:$%d", sheet, headerRow, headerRow), Scope: sheet,
	})
}

func ptr[T any](v T) *T { return &v }
