package documents

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"regexp"
	"testing"
	"testing/iotest"

	"github.com/stretchr/testify/require"
	"github.com/xuri/excelize/v2"

	"github.com/diaodu/diaodu/domain/fault"
	"github.com/diaodu/diaodu/domain/project"
)

// sheet makes a workbook of plain cells; build may add to it.
func sheet(t *testing.T, rows [][]any, build ...func(f *excelize.File)) []byte {
	t.Helper()
	f := excelize.NewFile()
	for i, row := range rows {
		require.NoError(t, f.SetSheetRow("Sheet1", cellName(1, i+1), &row))
	}
	for _, b := range build {
		b(f)
	}
	var out bytes.Buffer
	_, err := f.WriteTo(&out)
	require.NoError(t, err)
	require.NoError(t, f.Close())
	return out.Bytes()
}

var someColumns = []Column{
	{Key: "code", Name: "编码", Type: Code, Required: true, Unique: true},
	{Key: "name", Name: "名称"},
	{Key: "day", Name: "日期", Type: Day},
	{Key: "money", Name: "总投资(万元)", Type: Whole},
	{Key: "rate", Name: "比率", Type: Share},
	{Key: "kind", Name: "类别", Choices: []string{"甲", "乙"}, Strict: true},
}

func read(t *testing.T, b []byte) ([]Row, []Problem) {
	t.Helper()
	rows, problems, err := ReadSheet(bytes.NewReader(b), someColumns, DefaultLimits)
	require.NoError(t, err)
	return rows, problems
}

func TestColumnsAreFoundByNameInAnyOrderBelowATitle(t *testing.T) {
	rows, problems := read(t, sheet(t, [][]any{
		{"某某登记表"},
		{},
		{"名称", " 总投资（万元）\n", "电话", "编码*", "原因"},
		{"项目一", 50000, "023", "A-1", "旧的原因"},
	}))
	require.Len(t, rows, 1)
	require.Equal(t, 4, rows[0].Line)
	require.Equal(t, "A-1", rows[0].Text("code"))
	require.EqualValues(t, 50000, rows[0].Whole("money"))
	require.False(t, rows[0].Has("day"))
	require.Equal(t, []Problem{{Row: 3, Column: "电话", Code: "column_unknown", Text: "第C列“电话”不在模板中，未导入", Warning: true}}, problems)
}

func TestCellsAreReadHoweverTheyAreTyped(t *testing.T) {
	b := sheet(t, [][]any{
		{"编码", "名称", "日期", "总投资(万元)", "比率", "类别"},
		{"\u3000A-1\u200b ", "'=1+1", "2022-05-09", "1,234,567", "85%", "甲 "},
		{"A-2", "", "2022年5月9日", "５００００", 0.5, ""},
		{"A-3", "", "2022/5/9", 1234, "", ""},
		{"A-4", "", 44690, 1e5, "", ""},
		{"Ａ－５", "", "2022.05.09 00:00:00", "1200.00", "", ""},
		{"A-6", "", "20220509", nil, "", ""},
		{"", " ", "\u3000", nil, "", ""},
		{"A-7", "", 44690.75, nil, "", ""},
	})
	rows, problems := read(t, b)
	require.Empty(t, problems)
	require.Len(t, rows, 7)
	for i, r := range rows {
		require.Equal(t, fmt.Sprintf("A-%d", i+1), r.Text("code"))
		require.Equal(t, day(t, "2022-05-09"), r.Day("day"), r.Line)
	}
	require.Equal(t, "=1+1", rows[0].Text("name"), "the export's apostrophe is taken off again")
	require.EqualValues(t, 1234567, rows[0].Whole("money"))
	require.InDelta(t, 0.85, rows[0].Number("rate"), 1e-9)
	require.EqualValues(t, 50000, rows[1].Whole("money"))
	require.EqualValues(t, 100000, rows[3].Whole("money"))
	require.EqualValues(t, 1200, rows[4].Whole("money"))
	require.Equal(t, 9, rows[6].Line, "an empty row is passed over, and lines stay those of the sheet")
}

func TestEveryMistakeNamesItsRowAndColumn(t *testing.T) {
	b := sheet(t, [][]any{
		{"编码", "名称", "日期", "总投资(万元)", "比率", "类别"},
		{"A-1", "好", "2022-05-09", 1, "", "甲"},
		{"", "缺编码"},
		{"A-1", "重复"},
		{"A-2", "", "2022-02-30"},
		{"A-3", "", "2022年5月"},
		{"A-4", "", "", "50000万元"},
		{"A-5", "", "", "12.5"},
		{"A-6", "", "", "1,23"},
		{"A-7", "", "", "", "", "丙"},
		{"2.20450015304010E+17"},
		{"A-8", "", "1022-05-09", "一百", "", ""},
		{"A-9", "#REF!"},
	})
	rows, problems := read(t, b)
	require.Len(t, rows, 1, "only the row without mistakes")
	var got []string
	for _, p := range problems {
		require.NotEmpty(t, p.Text)
		got = append(got, fmt.Sprintf("%d %s %s", p.Row, p.Column, p.Code))
	}
	require.Equal(t, []string{
		"3 编码 missing", "4 编码 duplicate", "5 日期 bad_date", "6 日期 bad_date", "7 总投资(万元) bad_number", "8 总投资(万元) not_whole",
		"9 总投资(万元) bad_number", "10 类别 not_in_list", "11 编码 code_as_number", "12 日期 bad_date", "12 总投资(万元) bad_number", "13 名称 cell_error",
	}, got)
	require.Equal(t, "编码“A-1”与第2行重复", problems[1].Text)
}

func TestAFileThatCannotBeReadIsRefusedAsAWhole(t *testing.T) {
	good := [][]any{{"编码", "名称"}, {"A-1", "一"}, {"A-2", "二"}}
	encrypted := append([]byte{0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1}, make([]byte, 600)...)
	for name, c := range map[string]struct {
		file   []byte
		limits Limits
		code   string
	}{
		"not a zip":            {[]byte("编码,名称\nA-1,一"), DefaultLimits, "document.not_workbook"},
		"an old or locked one": {encrypted, DefaultLimits, "document.not_workbook"},
		"cut short":            {sheet(t, good)[:800], DefaultLimits, "document.not_workbook"},
		"too long a file":      {sheet(t, good), Limits{Bytes: 100, Unzipped: 1 << 20, Rows: 9}, "document.too_large"},
		"too much inside":      {sheet(t, good), Limits{Bytes: 1 << 20, Unzipped: 2000, Rows: 9}, "document.too_large"},
		"too many rows":        {sheet(t, good), Limits{Bytes: 1 << 20, Unzipped: 1 << 20, Rows: 1, CellChars: 9}, "document.too_many_rows"},
		"no header":            {sheet(t, [][]any{{"甲", "乙"}}), DefaultLimits, "document.no_header"},
		"required missing":     {sheet(t, [][]any{{"名称", "日期"}}), DefaultLimits, "document.columns_missing"},
		"column twice":         {sheet(t, [][]any{{"编码", "名称", "编码"}}), DefaultLimits, "document.column_twice"},
	} {
		_, _, err := ReadSheet(bytes.NewReader(c.file), someColumns, c.limits)
		require.True(t, fault.Is(err, c.code), "%s: %v", name, err)
	}
	gone := errors.New("connection lost")
	_, _, err := ReadSheet(iotest.ErrReader(gone), someColumns, DefaultLimits)
	require.ErrorIs(t, err, gone)
	require.Nil(t, fault.Of(err), "a lost connection is not the caller's mistake")
}

func TestProjectTemplateRoundTrip(t *testing.T) {
	towns := make([]string, 60)
	for i := range towns {
		towns[i] = fmt.Sprintf("第%d街道办事处", i+1)
	}
	columns := ProjectColumns(towns, []string{"荣昌高新区"}, []string{"区发展改革委"}, []string{"周某某"})
	var b bytes.Buffer
	require.NoError(t, WriteTemplate(&b, "项目库导入", columns))
	var again bytes.Buffer
	require.NoError(t, WriteTemplate(&again, "项目库导入", columns))
	require.True(t, bytes.Equal(b.Bytes(), again.Bytes()), "the same bytes each time")
	keep(t, b.Bytes())

	rows, problems, err := ReadProjects(bytes.NewReader(b.Bytes()), DefaultLimits)
	require.NoError(t, err)
	require.Empty(t, rows, "the example is not imported")
	require.Empty(t, problems)

	f := open(t, b.Bytes())
	visible, err := f.GetSheetVisible(choiceSheet)
	require.NoError(t, err)
	require.False(t, visible)
	dvs, err := f.GetDataValidations(fillSheet)
	require.NoError(t, err)
	require.Len(t, dvs, 7, "sector, level, town, park, phase, lead organisation, leader")

	require.NoError(t, f.SetSheetRow(fillSheet, "A3", &[]any{
		"2204-500153-04-01-654321", "钢结构防腐材料项目", "重庆艾珀耐特高分子材料有限公司", "91500226MA5U6XK00X", "新材料", "区级重点", 2022,
		50000, 20000, "第1街道办事处", "荣昌高新区", "前期", "区发展改革委", "周某某", "2022-05-09", "2022-05-09", "2022-06-06", "", "2022-12-31", "", "2023-03-31", "", "新材料、总部+生产基地",
	}))
	var filled bytes.Buffer
	_, err = f.WriteTo(&filled)
	require.NoError(t, err)
	rows, problems, err = ReadProjects(&filled, DefaultLimits)
	require.NoError(t, err)
	require.Empty(t, problems)
	require.Equal(t, []project.ImportRow{{
		Line: 3, Code: "2204-500153-04-01-654321", Name: "钢结构防腐材料项目", Owner: "重庆艾珀耐特高分子材料有限公司", CreditCode: "91500226MA5U6XK00X",
		Sector: project.Materials, Level: project.DistrictKey, KeyYear: 2022, InvestTotalWan: 50000, InvestYearWan: 20000,
		Town: "第1街道办事处", Park: "荣昌高新区", Phase: project.Prep, LeadOrg: "区发展改革委", Leader: "周某某",
		Milestones: []project.ImportDates{
			{Type: project.OfLevelling, Planned: day(t, "2022-05-09"), Actual: day(t, "2022-05-09")},
			{Type: project.OfStart, Planned: day(t, "2022-06-06")},
			{Type: project.OfCompletion, Planned: day(t, "2022-12-31")},
			{Type: project.OfProduction, Planned: day(t, "2023-03-31")},
		},
		Tags: []string{"新材料", "总部+生产基地"},
	}}, rows)
}

func TestProjectsWithMistakesComeBackWithReasons(t *testing.T) {
	header := []any{}
	for _, c := range ProjectColumns(nil, nil, nil, nil) {
		header = append(header, c.Name)
	}
	b := sheet(t, [][]any{
		header,
		{"2204-500153-04-01-000001", "好项目", "甲公司", "", "新材料", "", "", 100, "", "昌州街道", "", "前期"},
		{"2204-500153-04-01-000002", "坏项目", "乙公司", "123", "新材料", "市级重点", "", 100, 200, "昌州街道", "", "前期", "", "", "", "2022-05-09", "", "2022-05-01"},
		{"2204—500153—04—01—000001", "同一个代码的另一种写法", "甲公司", "", "新材料", "", "", 100, "", "昌州街道", "", "前期"},
		{"甲-1", "代码错", "甲公司", "", "新材料", "", "", 100, "", "昌州街道", "", "前期"},
		{"2204-500153-04-01-000003", "领域错", "丙公司", "", "航天", "", "", 100, "", "昌州街道", "", "前期"},
	})
	rows, problems, err := ReadProjects(bytes.NewReader(b), DefaultLimits)
	require.NoError(t, err)
	require.Len(t, rows, 1)
	var codes []string
	for _, p := range problems {
		codes = append(codes, fmt.Sprintf("%d %s", p.Row, p.Code))
	}
	require.Equal(t, []string{"3 bad_credit_code", "3 missing", "3 over_total", "3 out_of_order", "4 duplicate", "5 bad_code", "6 not_in_list"}, codes)
	for i, name := range map[int]string{0: "坏项目", 4: "同一个代码的另一种写法", 5: "代码错", 6: "领域错"} {
		require.Equal(t, name, problems[i].Marks["name"], "a refused row is known by its name")
	}
	require.Equal(t, "2204-500153-04-01-000003", problems[6].Marks["code"])

	problems = append(problems, Problem{Row: 2, Column: "镇街", Code: "town_unknown", Text: "=没有这个镇街"}) // the register's own finding
	var marked bytes.Buffer
	require.NoError(t, WriteErrors(&marked, bytes.NewReader(b), ProjectColumns(nil, nil, nil, nil), problems, DefaultLimits))
	got, err := open(t, keep(t, marked.Bytes())).GetRows("Sheet1")
	require.NoError(t, err)
	last := len(header)
	require.Equal(t, "原因", got[0][last])
	require.Equal(t, "'=没有这个镇街", got[1][last])
	require.Contains(t, got[2][last], "统一社会信用代码“123”应为18位数字或大写字母；")
	require.Contains(t, got[2][last], "开工实际日期2022-05-01早于平场实际日期2022-05-09")
	require.Contains(t, got[5][last], "“航天”不在可选范围内")
	require.Equal(t, "坏项目", got[2][1], "the rest stays as it was")

	// The marked file is imported again as it is: the reasons do no harm and are written anew.
	rows, second, err := ReadProjects(bytes.NewReader(marked.Bytes()), DefaultLimits)
	require.NoError(t, err)
	require.Len(t, rows, 1)
	require.Len(t, second, 7)
	var anew bytes.Buffer
	require.NoError(t, WriteErrors(&anew, bytes.NewReader(marked.Bytes()), ProjectColumns(nil, nil, nil, nil), second, DefaultLimits))
	got, err = open(t, anew.Bytes()).GetRows("Sheet1")
	require.NoError(t, err)
	require.Len(t, got[0], last+1, "no second column of reasons")
	require.Len(t, got[1], 12, "the good row has no reason any more")
}

// withoutStyles is a workbook as other programs write it that give cells no looks.
func withoutStyles(t *testing.T, workbook []byte) []byte {
	t.Helper()
	in, err := zip.NewReader(bytes.NewReader(workbook), int64(len(workbook)))
	require.NoError(t, err)
	var b bytes.Buffer
	out := zip.NewWriter(&b)
	dropped := 0
	for _, part := range in.File {
		if part.Name == "xl/styles.xml" {
			dropped++
			continue
		}
		from, err := part.Open()
		require.NoError(t, err)
		content, err := io.ReadAll(from)
		require.NoError(t, err)
		for _, mention := range []string{`<Relationship [^>]*Target="[^"]*styles\.xml"[^>]*>(</Relationship>)?`, `<Override [^>]*PartName="[^"]*styles\.xml"[^>]*>(</Override>)?`} {
			content = regexp.MustCompile(mention).ReplaceAll(content, nil)
		}
		require.NotContains(t, string(content), "styles.xml")
		to, err := out.Create(part.Name)
		require.NoError(t, err)
		_, err = to.Write(content)
		require.NoError(t, err)
	}
	require.Equal(t, 1, dropped)
	require.NoError(t, out.Close())
	return b.Bytes()
}

func TestReasonsAreWrittenIntoAWorkbookWithoutStyles(t *testing.T) {
	columns := []Column{{Key: "code", Name: "编码", Type: Code, Required: true}, {Key: "count", Name: "数量", Type: Whole}}
	b := withoutStyles(t, sheet(t, [][]any{{"编码", "数量"}, {"甲-1", "3"}, {"甲-2", "三"}}))
	rows, problems, err := ReadSheet(bytes.NewReader(b), columns, DefaultLimits)
	require.NoError(t, err)
	require.Len(t, rows, 1)
	require.Len(t, problems, 1)

	var marked bytes.Buffer
	require.NoError(t, WriteErrors(&marked, bytes.NewReader(b), columns, problems, DefaultLimits))
	got, err := open(t, keep(t, marked.Bytes())).GetRows("Sheet1")
	require.NoError(t, err)
	require.Equal(t, [][]string{{"编码", "数量", ReasonColumn}, {"甲-1", "3"}, {"甲-2", "三", problems[0].Text}}, got)
}

func FuzzReadSheet(f *testing.F) {
	f.Add([]byte("PK\x03\x04"))
	f.Add([]byte("编码,名称"))
	f.Fuzz(func(t *testing.T, b []byte) {
		_, _, err := ReadSheet(bytes.NewReader(b), someColumns, DefaultLimits)
		if err != nil && fault.Of(err) == nil {
			t.Fatalf("not a fault: %v", err)
		}
	})
}
