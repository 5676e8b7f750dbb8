package documents

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"iter"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"github.com/xuri/excelize/v2"

	"github.com/diaodu/diaodu/domain/workcal"
)

// asOf is 2022-06-06 08:00 in China.
var asOf = time.Date(2022, 6, 6, 0, 0, 0, 0, time.UTC)

func ledgerRows(t *testing.T) []LedgerRow {
	return []LedgerRow{
		{
			IssueNo: "R-2022-05-0012", Project: "钢结构防腐材料项目", Owner: "重庆艾珀耐特高分子材料有限公司", Class: "用水",
			Facts: "项目生产区域未接入主供水管道", Ask: "尽快接通生产用水", RaisedOn: day(t, "2022-05-07"), Source: "业主上报", Grade: "重大",
			LeadOrg: "区水务公司", CoOrgs: "区城市管理局、高新区管委会", Leader: "周某某", Handler: "吴某",
			Decision: "将供水管道牵入项目施工范围", Task: "敷设供水管道并通水", Due: day(t, "2022-06-06"),
			Progress: "80余米的供水管道成功牵入项目施工范围", Done: true, DoneOn: day(t, "2022-06-02"), OwnerAgrees: "是", Rating: 5,
		},
		{IssueNo: "202205070000000013", Facts: "=HYPERLINK(\"http://x\")", Ask: "+86 换线", Remark: "@某人", Progress: "a<b & \"c\"\n二行\x02", RaisedOn: day(t, "2022-05-09"), Overdue: true},
	}
}

func each[T any](items []T) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		for _, it := range items {
			if !yield(it, nil) {
				return
			}
		}
	}
}

func keep(t *testing.T, b []byte) []byte {
	t.Helper()
	if dir := os.Getenv("DIAODU_DOCUMENTS_DIR"); dir != "" {
		require.NoError(t, os.WriteFile(filepath.Join(dir, strings.ReplaceAll(t.Name(), "/", "-")+".xlsx"), b, 0o644))
	}
	return b
}

func open(t *testing.T, b []byte) *excelize.File {
	t.Helper()
	f, err := excelize.OpenReader(bytes.NewReader(b))
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, f.Close()) })
	return f
}

func ledger(t *testing.T) []byte {
	t.Helper()
	var b bytes.Buffer
	require.NoError(t, writeLedger(&b, "荣昌区重点问题台账", asOf, each(ledgerRows(t))))
	return keep(t, b.Bytes())
}

func TestLedgerHasTheDistrictsColumns(t *testing.T) {
	rows, err := open(t, ledger(t)).GetRows("台账")
	require.NoError(t, err)
	require.Equal(t, "荣昌区重点问题台账", rows[0][0])
	require.Equal(t, "数据截至：2022年6月6日8时00分", rows[1][0])
	require.Equal(t, strings.Split("序号 · 问题编号 · 项目名称 · 项目业主 · 问题类别 · 问题描述 · 诉求 · 提出时间 · 来源 · 分级 · 牵头单位 · 配合单位 · "+
		"责任领导 · 责任人 · 议定意见 · 任务内容 · 完成时限 · 目前进展 · 是否办结 · 办结时间 · 是否逾期 · 业主是否认可 · 满意度 · 备注", " · "), rows[2])
	require.Len(t, rows, 5)
	require.Equal(t, []string{
		"1", "R-2022-05-0012", "钢结构防腐材料项目", "重庆艾珀耐特高分子材料有限公司", "用水", "项目生产区域未接入主供水管道", "尽快接通生产用水",
		"2022-05-07", "业主上报", "重大", "区水务公司", "区城市管理局、高新区管委会", "周某某", "吴某", "将供水管道牵入项目施工范围", "敷设供水管道并通水",
		"2022-06-06", "80余米的供水管道成功牵入项目施工范围", "是", "2022-06-02", "否", "是", "5",
	}, rows[3])
}

func TestLedgerCellsAreWhatTheyLookLike(t *testing.T) {
	f := open(t, ledger(t))
	raised, err := f.GetCellValue("台账", "H4", excelize.Options{RawCellValue: true})
	require.NoError(t, err)
	require.Equal(t, "44688", raised, "a date is a date: days since 1899-12-30")
	kind, err := f.GetCellType("台账", "B5")
	require.NoError(t, err)
	require.Equal(t, excelize.CellTypeInlineString, kind, "a long code stays text")
	code, err := f.GetCellValue("台账", "B5")
	require.NoError(t, err)
	require.Equal(t, "202205070000000013", code)
	for cell, want := range map[string]string{"F5": "'=HYPERLINK(\"http://x\")", "G5": "'+86 换线", "X5": "'@某人", "R5": "a<b & \"c\"\n二行", "T5": "", "W5": ""} {
		got, err := f.GetCellValue("台账", cell)
		require.NoError(t, err)
		require.Equal(t, want, got, cell)
		formula, err := f.GetCellFormula("台账", cell)
		require.NoError(t, err)
		require.Empty(t, formula)
	}
	panes, err := f.GetPanes("台账")
	require.NoError(t, err)
	require.True(t, panes.Freeze)
	require.Equal(t, 3, panes.YSplit)
	width, err := f.GetColWidth("台账", "F")
	require.NoError(t, err)
	require.InDelta(t, 26, width, 0.01)
	id, err := f.GetCellStyle("台账", "F4")
	require.NoError(t, err)
	style, err := f.GetStyle(id)
	require.NoError(t, err)
	require.True(t, style.Alignment.WrapText)
}

func TestLedgerIsTheSameBytesEachTime(t *testing.T) {
	first := ledger(t)
	for range 3 {
		require.True(t, bytes.Equal(first, ledger(t)))
	}
}

func TestLedgerStopsWhenItsRowsDo(t *testing.T) {
	gone := errors.New("the database went away")
	rows := func(yield func(LedgerRow, error) bool) {
		if yield(LedgerRow{IssueNo: "1"}, nil) {
			yield(LedgerRow{}, gone)
		}
	}
	var b bytes.Buffer
	require.ErrorIs(t, writeLedger(&b, "台账", asOf, rows), gone)
	require.Zero(t, b.Len(), "half a ledger is not handed out")
}

func TestLongLedgerIsWrittenRowByRow(t *testing.T) {
	const many = 3000
	rows := func(yield func(LedgerRow, error) bool) {
		for i := range many {
			if !yield(LedgerRow{IssueNo: fmt.Sprint(i), Facts: strings.Repeat("长", 200)}, nil) {
				return
			}
		}
	}
	var b bytes.Buffer
	require.NoError(t, writeLedger(&b, "台账", asOf, rows))
	got, err := open(t, b.Bytes()).GetRows("台账")
	require.NoError(t, err)
	require.Len(t, got, many+3)
	require.Equal(t, fmt.Sprint(many-1), got[many+2][1])
}

func monthly(t *testing.T) MonthlyReport {
	return MonthlyReport{
		District: "荣昌区", Month: "2022年5月", FrozenAt: asOf,
		Counters: []Counter{
			{Name: "今年已解决难题数", Value: 43, Unit: "项", Definition: "本年解决、项目为重点且解决时处于开工或在建阶段的问题数"},
			{Name: "解决率", Value: 91.49, Unit: "%", Num: 43, Den: 47, Definition: "业主确认解决数 ÷（办结数 − 经批准剔除数）"},
		},
		ByClass: []Tally{{Name: "用水", Raised: 3, Resolved: 2, Open: 1, DueInMonth: 4, OnTime: 3, MedianWorkdays: 9.5}, {Name: "用工", Raised: 1}},
		ByTown:  []Tally{{Name: "昌州街道", Raised: 4}}, ByOrg: []Tally{{Name: "区水务公司", Raised: 2, Overdue: 1}},
		Overdue: []OverdueTask{{
			TaskNo: "T-2022-0007", Project: "某项目", Content: "供电增容", LeadOrg: "荣昌供电公司", Leader: "郑某某",
			Due: day(t, "2022-05-27"), OverdueDays: 4, Extensions: 1, Next: "6月10日前完成架设",
		}},
	}
}

func TestMonthlyReportReadBack(t *testing.T) {
	var b bytes.Buffer
	require.NoError(t, WriteMonthlyReport(&b, monthly(t)))
	f := open(t, keep(t, b.Bytes()))
	require.Equal(t, []string{"汇总", "按类别", "按镇街", "按牵头单位", "逾期清单"}, f.GetSheetList())
	sum, err := f.GetRows("汇总")
	require.NoError(t, err)
	require.Equal(t, "荣昌区重点问题月调度2022年5月月报", sum[0][0])
	require.Equal(t, []string{"今年已解决难题数", "43", "项", "", "", "本年解决、项目为重点且解决时处于开工或在建阶段的问题数"}, sum[3])
	require.Equal(t, []string{"解决率", "91.49", "%", "43", "47", "业主确认解决数 ÷（办结数 − 经批准剔除数）"}, sum[4])
	class, err := f.GetRows("按类别")
	require.NoError(t, err)
	require.Equal(t, []string{"用水", "3", "2", "1", "0", "4", "3", "75.00%", "9.5"}, class[3])
	require.Empty(t, class[4][7], "nothing due is no rate")
	late, err := f.GetRows("逾期清单")
	require.NoError(t, err)
	require.Equal(t, []string{"T-2022-0007", "某项目", "供电增容", "荣昌供电公司", "郑某某", "2022-05-27", "4", "1", "6月10日前完成架设"}, late[3])
}

func TestATableRefusesAValueOfAnotherKind(t *testing.T) {
	for _, c := range []struct {
		column Column
		value  any
	}{
		{Column{Name: "甲", Type: Day}, time.Now}, {Column{Name: "甲", Type: Text}, workcal.Date{}},
		{Column{Name: "甲", Type: Code}, 42}, {Column{Name: "甲", Type: Whole}, 1.5},
	} {
		err := WriteTables(io.Discard, "", Table{Sheet: "甲", Columns: []Column{c.column}, Rows: RowsOf([]any{c.value})})
		require.ErrorContains(t, err, "甲")
	}
	err := WriteTables(io.Discard, "", Table{Sheet: "甲", Columns: []Column{{Name: "甲"}}, Rows: RowsOf([]any{"1", "2"})})
	require.ErrorContains(t, err, "2 values for 1 columns")
}

// writeLedger writes the ledger as the door does.
func writeLedger(w io.Writer, title string, asOf time.Time, rows iter.Seq2[LedgerRow, error]) error {
	no := 0
	return WriteTables(w, title, Table{
		Sheet: "台账", Title: title, Notes: []string{"数据截至：" + ChineseTime(asOf)}, Columns: LedgerColumns,
		Rows: func(yield func([]any, error) bool) {
			for r, err := range rows {
				no++
				if !yield(r.Cells(no), err) || err != nil {
					return
				}
			}
		},
	})
}
