package documents

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/xuri/excelize/v2"
)

// Names of the sheets of a template.
const (
	fillSheet   = "填报"
	helpSheet   = "填写说明"
	choiceSheet = "选项"
)

// templateRows is how many rows of a template have drop-downs.
const templateRows = 2000

// WriteTemplate writes the workbook people fill in for ReadSheet: a header with
// a star on what is required, one example row that is never imported,
// drop-downs for choices and a sheet of explanations.
func WriteTemplate(w io.Writer, title string, columns []Column) (err error) {
	f := excelize.NewFile()
	defer func() {
		if closed := f.Close(); err == nil && closed != nil {
			err = fmt.Errorf("close template: %w", closed)
		}
	}()
	b := &book{file: f}
	if err := b.prepare(title); err != nil {
		return err
	}
	if err := f.SetSheetName("Sheet1", fillSheet); err != nil {
		return fmt.Errorf("name sheet: %w", err)
	}
	if err := b.fillIn(columns); err != nil {
		return fmt.Errorf("write template: %w", err)
	}
	if _, err := f.NewSheet(helpSheet); err != nil {
		return fmt.Errorf("add sheet: %w", err)
	}
	if err := b.write(helpTable(title, columns)); err != nil {
		return fmt.Errorf("write explanations: %w", err)
	}
	if err := b.choices(columns); err != nil {
		return fmt.Errorf("write choices: %w", err)
	}
	f.SetActiveSheet(0)
	return b.save(w)
}

// fillIn lays out the sheet to fill: header, example, formats for new rows.
func (b *book) fillIn(columns []Column) error {
	f := b.file
	if err := f.SetPanes(fillSheet, &excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"}); err != nil {
		return err
	}
	if err := f.SetRowHeight(fillSheet, 1, 30); err != nil {
		return err
	}
	example, err := f.NewStyle(&excelize.Style{
		Font: &excelize.Font{Family: "宋体", Size: 10.5, Italic: true, Color: "808080"}, NumFmt: 49,
		Alignment: &excelize.Alignment{Vertical: "center", WrapText: true},
	})
	if err != nil {
		return err
	}
	for i, c := range columns {
		name, letter := c.Name, columnName(i+1)
		if c.Required {
			name += "*"
		}
		// Whole columns carry the format, so that a code typed below stays text.
		if err := f.SetColStyle(fillSheet, letter, b.styles[c.Type]); err != nil {
			return err
		}
		if err := f.SetColWidth(fillSheet, letter, letter, c.width()); err != nil {
			return err
		}
		shown := c.Example
		if i == 0 {
			shown = exampleMark + "：" + c.Example
		}
		for at, s := range []string{name, shown} {
			cell := cellName(i+1, at+1)
			if err := f.SetCellStr(fillSheet, cell, neutral(s)); err != nil {
				return err
			}
			if err := f.SetCellStyle(fillSheet, cell, cell, []int{b.head, example}[at]); err != nil {
				return err
			}
		}
	}
	return nil
}

// choices puts the words to choose from on a hidden sheet and hangs the
// drop-downs on them: a list inside the cell is limited to 255 characters.
func (b *book) choices(columns []Column) error {
	f := b.file
	if !slices.ContainsFunc(columns, func(c Column) bool { return len(c.Choices) > 0 }) {
		return nil
	}
	if _, err := f.NewSheet(choiceSheet); err != nil {
		return err
	}
	list := 0
	for i, c := range columns {
		if len(c.Choices) == 0 {
			continue
		}
		list++
		for row, s := range c.Choices {
			if err := f.SetCellStr(choiceSheet, cellName(list, row+1), s); err != nil {
				return err
			}
		}
		dv := excelize.NewDataValidation(true)
		dv.SetSqref(fmt.Sprintf("%[1]s3:%[1]s%[2]d", columnName(i+1), templateRows))
		dv.SetSqrefDropList(fmt.Sprintf("%[1]s!$%[2]s$1:$%[2]s$%[3]d", choiceSheet, columnName(list), len(c.Choices)))
		style := excelize.DataValidationErrorStyleWarning
		if c.Strict {
			style = excelize.DataValidationErrorStyleStop
		}
		dv.SetError(style, c.Name, "请从下拉列表中选择")
		dv.ShowErrorMessage = true
		if err := f.AddDataValidation(fillSheet, dv); err != nil {
			return err
		}
	}
	return f.SetSheetVisible(choiceSheet, false)
}

func helpTable(title string, columns []Column) Table {
	kinds := map[ColumnType]string{
		Text: "文字", Code: "文本（按原样保留）", Whole: "整数", Number: "数字", Measure: "数字", Share: "百分数",
		Day: "日期，如2022-05-09", Instant: "日期时间",
	}
	var rows [][]any
	for _, c := range columns {
		rows = append(rows, []any{c.Name, c.Required, kinds[c.Type], c.Note, strings.Join(c.Choices, "、"), c.Example})
	}
	return Table{
		Sheet: helpSheet, Title: title + "填写说明",
		Notes: []string{
			"带*的列必填；请勿修改表头文字，列的先后次序可以调整；第2行为示例，不会导入。",
			"重复导入同一编码的行只更新、不重复新增；有错误的行不导入，可在返回的表格“原因”列查看后修改重新导入。",
		},
		Columns: []Column{
			{Name: "列名", Width: 22}, {Name: "必填", Width: 8}, {Name: "格式", Width: 20},
			{Name: "说明", Width: 44}, {Name: "可选值", Width: 50}, {Name: "示例", Width: 30},
		},
		Rows: RowsOf(rows...),
	}
}

// WriteErrors answers the file that was imported with a column 原因 that says
// beside each row what is wrong. Everything else stays as it was; a 原因 column
// of an earlier try is written anew.
func WriteErrors(w io.Writer, original io.Reader, columns []Column, problems []Problem, limits Limits) (err error) {
	f, err := openWorkbook(original, limits)
	if err != nil {
		return err
	}
	defer func() {
		if closed := f.Close(); err == nil && closed != nil {
			err = fmt.Errorf("close workbook: %w", closed)
		}
	}()
	h, err := findHeader(f, columns)
	if err != nil {
		return err
	}
	b := &book{file: f}
	if err := b.reasons(h, problems); err != nil {
		return fmt.Errorf("write reasons: %w", err)
	}
	return b.save(w)
}

func (b *book) reasons(h header, problems []Problem) error {
	f := b.file
	rows, err := f.GetRows(h.sheet)
	if err != nil {
		return err
	}
	place := reasonPlace(rows[h.line-1])
	why := map[int][]string{}
	for _, p := range problems {
		if p.Row > h.line {
			why[p.Row] = append(why[p.Row], p.Text)
		}
	}
	style := reasonStyle(f)
	for line := h.line + 1; line <= len(rows); line++ {
		cell := cellName(place, line)
		if err := f.SetCellStr(h.sheet, cell, neutral(strings.Join(why[line], "；"))); err != nil {
			return err
		}
		if style == 0 {
			continue
		}
		if err := f.SetCellStyle(h.sheet, cell, cell, style); err != nil {
			return err
		}
	}
	if err := f.SetCellStr(h.sheet, cellName(place, h.line), ReasonColumn); err != nil {
		return err
	}
	return f.SetColWidth(h.sheet, columnName(place), columnName(place), 50)
}

// reasonStyle is how reasons look, 0 where the workbook has no styles to add to:
// the library panics on one that a program wrote without them.
func reasonStyle(f *excelize.File) (style int) {
	defer func() {
		if recover() != nil {
			style = 0
		}
	}()
	style, err := f.NewStyle(&excelize.Style{
		Font: &excelize.Font{Family: "宋体", Size: 10.5, Color: red}, Alignment: &excelize.Alignment{Vertical: "center", WrapText: true},
	})
	if err != nil {
		return 0
	}
	return style
}

// reasonPlace is where the reasons stand: their old place, or after the last column.
func reasonPlace(names []string) int {
	last := 0
	for i, name := range names {
		if headerName(name) == ReasonColumn {
			return i + 1
		}
		if headerName(name) != "" {
			last = i + 1
		}
	}
	return last + 1
}

func columnName(n int) string {
	name, err := excelize.ColumnNumberToName(n)
	if err != nil {
		panic(err) // only for a column below 1: ours
	}
	return name
}
