package documents

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"iter"
	"slices"
	"strings"
	"time"

	"github.com/xuri/excelize/v2"

	"github.com/diaodu/diaodu/domain/workcal"
)

// ColumnType says how a column is written and read.
type ColumnType int

const (
	Text    ColumnType = iota // wrapped words
	Code                      // digits that must stay as they are: numbers of cases, codes, telephones
	Whole                     // a whole number
	Number                    // a number with two decimals
	Measure                   // a number as it is: 43, 9.5
	Share                     // a part of 1, shown as a percentage
	Day                       // a workcal.Date, stored as a real date
	Instant                   // a time.Time, stored as a real date and time in CST
)

// Column is one column of a table, for export, template and import alike.
type Column struct {
	Key, Name string
	Type      ColumnType
	Width     float64 // in characters; 0 for the type's own
	// What an import asks for:
	Required bool
	Choices  []string            // nil for anything
	Strict   bool                // a word outside the choices is refused by the reader, not left to the caller
	Unique   bool                // no value may stand on two rows
	Marks    bool                // people know a row by it: a problem of the row carries it
	Normal   func(string) string // the one spelling of a value, nil for as typed
	Note     string              // shown in the template
	Example  string
}

// Table is one sheet: a title, remarks, a frozen header and rows. Values of a
// row stand in the order of the columns; nil is an empty cell.
type Table struct {
	Sheet   string
	Title   string
	Notes   []string
	Columns []Column
	Rows    iter.Seq2[[]any, error]
}

// RowsOf is rows that are already at hand.
func RowsOf(rows ...[]any) iter.Seq2[[]any, error] {
	return func(yield func([]any, error) bool) {
		for _, r := range rows {
			if !yield(r, nil) {
				return
			}
		}
	}
}

// WriteTables writes a workbook, row by row: a long table is never held whole.
// The same tables give the same bytes. Text that a spreadsheet would take for a
// formula is shown with a leading apostrophe.
func WriteTables(w io.Writer, title string, tables ...Table) (err error) {
	f := excelize.NewFile()
	defer func() {
		if closed := f.Close(); err == nil && closed != nil {
			err = fmt.Errorf("close workbook: %w", closed)
		}
	}()
	b := &book{file: f}
	if err := b.prepare(title); err != nil {
		return err
	}
	for i, t := range tables {
		if i == 0 {
			err = f.SetSheetName("Sheet1", t.Sheet)
		} else {
			_, err = f.NewSheet(t.Sheet)
		}
		if err != nil {
			return fmt.Errorf("add sheet %s: %w", t.Sheet, err)
		}
		if err := b.write(t); err != nil {
			return fmt.Errorf("write sheet %s: %w", t.Sheet, err)
		}
	}
	return b.save(w)
}

// save packs the parts in a fixed order, as the library's own order changes.
func (b *book) save(w io.Writer) error {
	var loose bytes.Buffer
	if _, err := b.file.WriteTo(&loose); err != nil {
		return fmt.Errorf("write workbook: %w", err)
	}
	in, err := zip.NewReader(bytes.NewReader(loose.Bytes()), int64(loose.Len()))
	if err != nil {
		return fmt.Errorf("reopen workbook: %w", err)
	}
	slices.SortFunc(in.File, func(x, y *zip.File) int { return strings.Compare(x.Name, y.Name) })
	out := zip.NewWriter(w)
	for _, part := range in.File {
		if err := out.Copy(part); err != nil {
			return fmt.Errorf("pack %s: %w", part.Name, err)
		}
	}
	return out.Close()
}

// write writes one sheet from its title down.
func (b *book) write(t Table) error {
	if err := b.page(t); err != nil {
		return err
	}
	sw, err := b.file.NewStreamWriter(t.Sheet)
	if err != nil {
		return err
	}
	for i, c := range t.Columns {
		if err := sw.SetColWidth(i+1, i+1, c.width()); err != nil {
			return err
		}
	}
	if err := b.header(sw, t); err != nil {
		return err
	}
	at := headerRow(t)
	for row, err := range t.Rows {
		if err != nil {
			return err
		}
		at++
		cells, err := b.cells(t.Columns, row)
		if err != nil {
			return fmt.Errorf("row %d: %w", at, err)
		}
		if err := sw.SetRow(cellName(1, at), cells, excelize.RowOpts{Height: rowHeight(t.Columns, row)}); err != nil {
			return fmt.Errorf("row %d: %w", at, err)
		}
	}
	if at > headerRow(t) {
		area := fmt.Sprintf("%s:%s", cellName(1, headerRow(t)), cellName(len(t.Columns), at))
		if err := b.file.AutoFilter(t.Sheet, area, nil); err != nil {
			return err
		}
	}
	return sw.Flush()
}

// headerRow is where the column names stand: below the title and the remarks.
func headerRow(t Table) int {
	at := 1 + len(t.Notes)
	if t.Title != "" {
		at++
	}
	return at
}

func (b *book) header(sw *excelize.StreamWriter, t Table) error {
	if err := sw.SetPanes(&excelize.Panes{
		Freeze: true, YSplit: headerRow(t), TopLeftCell: cellName(1, headerRow(t)+1), ActivePane: "bottomLeft",
	}); err != nil {
		return err
	}
	at := 0
	band := func(s string, style int, height float64) error {
		at++
		if err := sw.SetRow(cellName(1, at), []any{excelize.Cell{Value: neutral(s), StyleID: style}}, excelize.RowOpts{Height: height}); err != nil {
			return err
		}
		if len(t.Columns) < 2 {
			return nil
		}
		return sw.MergeCell(cellName(1, at), cellName(len(t.Columns), at))
	}
	if t.Title != "" {
		if err := band(t.Title, b.title, 32); err != nil {
			return err
		}
	}
	for _, n := range t.Notes {
		if err := band(n, b.note, 18); err != nil {
			return err
		}
	}
	var names []any
	for _, c := range t.Columns {
		names = append(names, excelize.Cell{Value: c.Name, StyleID: b.head})
	}
	return sw.SetRow(cellName(1, at+1), names, excelize.RowOpts{Height: 30})
}

func (b *book) cells(columns []Column, row []any) ([]any, error) {
	if len(row) != len(columns) {
		return nil, fmt.Errorf("%d values for %d columns", len(row), len(columns))
	}
	out := make([]any, len(row))
	for i, c := range columns {
		v, err := c.cellValue(row[i])
		if err != nil {
			return nil, fmt.Errorf("column %s: %w", c.Name, err)
		}
		out[i] = excelize.Cell{Value: v, StyleID: b.styles[c.Type]}
	}
	return out, nil
}

// cellValue turns a value into what the sheet stores.
func (c Column) cellValue(v any) (any, error) {
	switch x := v.(type) {
	case nil:
		return nil, nil
	case string:
		return neutral(x), nil
	case int:
		return c.count(int64(x))
	case int64:
		return c.count(x)
	case float64:
		if c.Type == Number || c.Type == Measure || c.Type == Share {
			return x, nil
		}
	case bool:
		return map[bool]string{true: "是", false: "否"}[x], nil
	case workcal.Date:
		if c.Type == Day {
			return orNil(midnight(x)), nil
		}
	case time.Time:
		if c.Type == Instant {
			return orNil(wallClock(x)), nil
		}
	}
	return nil, fmt.Errorf("cannot hold a %T", v)
}

func (c Column) count(n int64) (any, error) {
	if c.Type != Whole && c.Type != Number && c.Type != Measure {
		return nil, fmt.Errorf("cannot hold the number %d", n)
	}
	return n, nil
}

func orNil(t time.Time) any {
	if t.IsZero() {
		return nil
	}
	return t
}

// longest is the most characters a cell holds.
const longest = 32767

// neutral makes text that no spreadsheet takes for a formula, also after the
// sheet was saved as CSV.
func neutral(s string) string {
	s = clean(s)
	if risky(s) {
		s = "'" + s
	}
	if r := []rune(s); len(r) > longest {
		const tail = "……（过长，已截断）"
		s = string(r[:longest/2]) + tail
	}
	return s
}

func risky(s string) bool {
	s = strings.TrimLeft(s, " \t\r\n　")
	return s != "" && strings.ContainsRune("=+-@＝＋－＠", []rune(s)[0])
}

// plain undoes neutral.
func plain(s string) string {
	if rest, ok := strings.CutPrefix(s, "'"); ok && risky(rest) {
		return rest
	}
	return s
}

func (c Column) width() float64 {
	if c.Width > 0 {
		return c.Width
	}
	return map[ColumnType]float64{Text: 16, Code: 18, Whole: 10, Number: 12, Measure: 10, Share: 10, Day: 12, Instant: 18}[c.Type]
}

// cellName is the address of a cell; columns and rows count from 1.
func cellName(column, row int) string {
	name, err := excelize.CoordinatesToCellName(column, row)
	if err != nil {
		panic(err) // only for a column or row below 1: ours
	}
	return name
}
