package documents

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/xuri/excelize/v2"

	"github.com/diaodu/diaodu/domain/fault"
	"github.com/diaodu/diaodu/domain/workcal"
)

// Limits keep a workbook from outgrowing the machine that reads it.
type Limits struct {
	Bytes     int64 // of the file
	Unzipped  int64 // of its parts together
	Rows      int   // that hold data
	CellChars int
}

// DefaultLimits suit registers typed by people.
var DefaultLimits = Limits{Bytes: 10 << 20, Unzipped: 64 << 20, Rows: 5000, CellChars: 4000}

// Problem is one thing wrong with a row. Row counts as the spreadsheet does,
// from 1; Column is the Chinese header; Code is stable; Text is for people. A
// warning does not keep its row out.
type Problem struct {
	Row     int    `json:"row"`
	Column  string `json:"column"`
	Code    string `json:"code"`
	Text    string `json:"text"`
	Warning bool   `json:"warning,omitempty"`
	// Marks are what the row's cells in the columns people know it by hold, by column
	// key, as far as they are filled; nil where the problem is the sheet's.
	Marks map[string]string `json:"-"`
}

// Row is one row without problems. Values are read by column key; an empty cell
// gives the zero value.
type Row struct {
	Line   int // in the spreadsheet
	values map[string]any
}

// Has tells whether the cell holds anything.
func (r Row) Has(key string) bool { return r.values[key] != nil }

// Text is the words of a Text or Code column.
func (r Row) Text(key string) string { s, _ := r.values[key].(string); return s }

// Whole is the value of a Whole column.
func (r Row) Whole(key string) int64 { n, _ := r.values[key].(int64); return n }

// Number is the value of a Number, Measure or Share column.
func (r Row) Number(key string) float64 { n, _ := r.values[key].(float64); return n }

// Day is the value of a Day column.
func (r Row) Day(key string) workcal.Date { d, _ := r.values[key].(workcal.Date); return d }

// ReasonColumn is the column WriteErrors adds; a corrected file may keep it.
const ReasonColumn = "原因"

// exampleMark begins the first cell of the template's example, which is never imported.
const exampleMark = "示例"

// ReadSheet reads the first sheet whose header holds the required columns, by
// their Chinese names in any order. It answers the rows without problems and
// every problem of the others. A file that cannot be read at all, or is too
// large, is a fault (document.*); other errors are ours.
func ReadSheet(r io.Reader, columns []Column, limits Limits) ([]Row, []Problem, error) {
	f, err := openWorkbook(r, limits)
	if err != nil {
		return nil, nil, err
	}
	defer func() { _ = f.Close() }() // only temporary files
	h, err := findHeader(f, columns)
	if err != nil {
		return nil, nil, err
	}
	s := &sheetReader{header: h, limits: limits, seen: map[string]map[string]int{}}
	for name, at := range h.unknown.all() {
		s.problems = append(s.problems, Problem{h.line, name, "column_unknown", fmt.Sprintf("第%s列“%s”不在模板中，未导入", at, name), true, nil})
	}
	if props, err := f.GetWorkbookProps(); err == nil && props.Date1904 != nil {
		s.date1904 = *props.Date1904
	}
	if err := s.read(f); err != nil {
		return nil, nil, err
	}
	return s.rows, s.problems, nil
}

// openWorkbook refuses what is too large before unpacking it, and again while
// unpacking, since a file can lie about its size.
func openWorkbook(r io.Reader, limits Limits) (f *excelize.File, err error) {
	tooLarge := fault.New(fault.Invalid, "document.too_large", "workbook over %d bytes", limits.Bytes).With("megabytes", limits.Bytes>>20)
	raw, err := io.ReadAll(io.LimitReader(r, limits.Bytes+1))
	if err != nil {
		return nil, fmt.Errorf("read workbook: %w", err)
	}
	if int64(len(raw)) > limits.Bytes {
		return nil, tooLarge
	}
	unreadable := func(why any) error {
		return fault.New(fault.Invalid, "document.not_workbook", "cannot open workbook: %v", why)
	}
	z, err := zip.NewReader(bytes.NewReader(raw), int64(len(raw)))
	if err != nil {
		return nil, unreadable(err)
	}
	var unzipped uint64
	for _, part := range z.File {
		unzipped += part.UncompressedSize64
	}
	if unzipped > uint64(limits.Unzipped) {
		return nil, tooLarge
	}
	// The library can panic on parts that are not what they claim to be.
	defer func() {
		if p := recover(); p != nil {
			f, err = nil, unreadable(p)
		}
	}()
	f, err = excelize.OpenReader(bytes.NewReader(raw), excelize.Options{
		UnzipSizeLimit: limits.Unzipped, UnzipXMLSizeLimit: limits.Unzipped, RawCellValue: true,
	})
	if err != nil {
		return nil, unreadable(err)
	}
	return f, nil
}

// header says where the columns stand.
type header struct {
	sheet   string
	line    int
	columns []Column
	at      map[int]Column // by place, from 0
	unknown unknownColumns
}

// headerDepth is how far down a header may stand, below titles and remarks.
const headerDepth = 15

func findHeader(f *excelize.File, columns []Column) (header, error) {
	best := header{}
	for _, sheet := range f.GetSheetList() {
		rows, err := f.Rows(sheet)
		if err != nil {
			continue // a chart sheet has no rows
		}
		for line := 1; line <= headerDepth && rows.Next(); line++ {
			names, err := rows.Columns()
			if err != nil {
				break
			}
			h, err := matchHeader(sheet, line, names, columns)
			if err != nil {
				_ = rows.Close()
				return header{}, err
			}
			if len(h.at) > len(best.at) {
				best = h
			}
		}
		_ = rows.Close()
	}
	if len(best.at) < min(2, len(columns)) {
		return header{}, fault.New(fault.Invalid, "document.no_header", "no row holds the column names")
	}
	var missing []string
	for _, c := range columns {
		if c.Required && !best.has(c) {
			missing = append(missing, c.Name)
		}
	}
	if len(missing) > 0 {
		return header{}, fault.New(fault.Invalid, "document.columns_missing", "columns missing: %v", missing).
			With("columns", strings.Join(missing, "、"))
	}
	return best, nil
}

func (h header) has(c Column) bool {
	for _, x := range h.at {
		if x.Key == c.Key {
			return true
		}
	}
	return false
}

func matchHeader(sheet string, line int, names []string, columns []Column) (header, error) {
	h := header{sheet: sheet, line: line, columns: columns, at: map[int]Column{}}
	for i, name := range names {
		name = headerName(name)
		if name == "" || name == ReasonColumn {
			continue
		}
		k := slices.IndexFunc(columns, func(c Column) bool { return headerName(c.Name) == name })
		switch {
		case k < 0:
			h.unknown = append(h.unknown, unknownColumn{name, i})
		case h.has(columns[k]):
			return h, fault.New(fault.Invalid, "document.column_twice", "column %s stands twice", name).With("column", columns[k].Name)
		default:
			h.at[i] = columns[k]
		}
	}
	return h, nil
}

// headerName is a column's name without the spaces, stars and full-width
// brackets people put in.
func headerName(s string) string {
	s = strings.NewReplacer("（", "(", "）", ")", "*", "", "＊", "").Replace(foldWidth(s))
	return strings.Join(strings.Fields(s), "")
}

type unknownColumn struct {
	name string
	at   int
}

type unknownColumns []unknownColumn

// all gives each name with the letters of its place.
func (u unknownColumns) all() func(func(string, string) bool) {
	return func(yield func(string, string) bool) {
		for _, c := range u {
			place, err := excelize.ColumnNumberToName(c.at + 1)
			if err != nil || !yield(c.name, place) {
				return
			}
		}
	}
}

// sheetReader reads the rows below the header.
type sheetReader struct {
	header   header
	limits   Limits
	date1904 bool
	rows     []Row
	problems []Problem
	seen     map[string]map[string]int // column → value → line, of unique columns
	data     int
}

func (s *sheetReader) read(f *excelize.File) error {
	rows, err := f.Rows(s.header.sheet)
	if err != nil {
		return fmt.Errorf("read sheet %s: %w", s.header.sheet, err)
	}
	defer func() { _ = rows.Close() }()
	for line := 1; rows.Next(); line++ {
		cells, err := rows.Columns()
		if err != nil {
			return fault.New(fault.Invalid, "document.not_workbook", "row %d: %v", line, err)
		}
		if line <= s.header.line || s.skip(cells) {
			continue
		}
		if s.data++; s.data > s.limits.Rows {
			return fault.New(fault.Invalid, "document.too_many_rows", "more than %d rows", s.limits.Rows).With("rows", s.limits.Rows)
		}
		s.row(line, cells)
	}
	if err := rows.Error(); err != nil {
		return fault.New(fault.Invalid, "document.not_workbook", "read rows: %v", err)
	}
	return nil
}

// skip passes over empty rows and the template's example.
func (s *sheetReader) skip(cells []string) bool {
	first := true
	for i, c := range cells {
		if _, ok := s.header.at[i]; !ok || tidy(c) == "" {
			continue
		}
		if first && strings.HasPrefix(tidy(c), exampleMark) {
			return true
		}
		first = false
	}
	return first
}

func (s *sheetReader) row(line int, cells []string) {
	row, before := Row{Line: line, values: map[string]any{}}, len(s.problems)
	marks := map[string]string{}
	for i := range max(len(cells), s.header.width()) {
		c, ok := s.header.at[i]
		if !ok {
			continue
		}
		raw := ""
		if i < len(cells) {
			raw = plain(tidy(cells[i]))
		}
		if c.Normal != nil {
			raw = c.Normal(raw)
		}
		if c.Marks && raw != "" {
			marks[c.Key] = shortMark(raw)
		}
		v, code, text := s.value(c, raw)
		if code == "" {
			code, text = s.twice(c, raw, line)
		}
		if code != "" {
			s.problems = append(s.problems, Problem{Row: line, Column: c.Name, Code: code, Text: text})
			continue
		}
		if v != nil {
			row.values[c.Key] = v
		}
	}
	if len(s.problems) == before {
		s.rows = append(s.rows, row)
	}
	for i := range s.problems[before:] {
		s.problems[before+i].Marks = marks
	}
}

// shortMark is a cell as people know a row by it; a cell may hold pages.
func shortMark(cell string) string {
	const most = 60
	if runes := []rune(cell); len(runes) > most {
		return string(runes[:most]) + "…"
	}
	return cell
}

// width is one past the last place that holds a column.
func (h header) width() int {
	w := 0
	for i := range h.at {
		w = max(w, i+1)
	}
	return w
}

// twice finds a value that must be unique and stands on an earlier row.
func (s *sheetReader) twice(c Column, raw string, line int) (code, text string) {
	if !c.Unique || raw == "" {
		return "", ""
	}
	if s.seen[c.Key] == nil {
		s.seen[c.Key] = map[string]int{}
	}
	if first, ok := s.seen[c.Key][raw]; ok {
		return "duplicate", fmt.Sprintf("%s“%s”与第%d行重复", c.Name, raw, first)
	}
	s.seen[c.Key][raw] = line
	return "", ""
}

// SortProblems puts problems in the order of their rows, for a caller that adds its own.
func SortProblems(problems []Problem) {
	slices.SortStableFunc(problems, func(a, b Problem) int { return a.Row - b.Row })
}
