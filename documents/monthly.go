package documents

import (
	"fmt"
	"io"
	"time"

	"github.com/diaodu/diaodu/domain/workcal"
)

// MonthlyReport is the 月报: the numbers of one month as they stood when they
// were frozen. The caller counts; this package only prints.
type MonthlyReport struct {
	District string
	Month    string    // 2022年5月
	FrozenAt time.Time // the instant the numbers were taken
	Counters []Counter
	ByClass  []Tally
	ByTown   []Tally
	ByOrg    []Tally // by lead organisation
	Overdue  []OverdueTask
}

// Counter is one headline number with its definition, so that nobody argues
// about what it counts. Rates carry numerator and denominator.
type Counter struct {
	Name       string
	Value      float64
	Unit       string // 项, %, 工作日, 小时
	Num, Den   int64  // of a rate; Den 0 for a plain count
	Definition string
}

// Tally is one line of a breakdown.
type Tally struct {
	Name           string
	Raised         int64 // 本月提出
	Resolved       int64 // 本月解决
	Open           int64 // 在办
	Overdue        int64 // 逾期
	DueInMonth     int64 // 本月到期
	OnTime         int64 // 其中按期
	MedianWorkdays float64
}

// OverdueTask is one line of the overdue list.
type OverdueTask struct {
	TaskNo, Project, Content, LeadOrg, Leader string
	Due                                       workcal.Date
	OverdueDays                               int64 // working days
	Extensions                                int64
	Next                                      string // 下步计划
}

// WriteMonthlyReport writes the monthly report: summary, by class, by town, by
// lead organisation, overdue list.
func WriteMonthlyReport(w io.Writer, r MonthlyReport) error {
	title := r.District + "重点问题月调度" + r.Month + "月报"
	frozen := []string{"数据冻结时间：" + ChineseTime(r.FrozenAt)}
	err := WriteTables(w, title,
		Table{Sheet: "汇总", Title: title, Notes: frozen, Columns: []Column{
			{Name: "指标", Width: 24}, {Name: "数值", Type: Measure}, {Name: "单位", Width: 10},
			{Name: "分子", Type: Whole}, {Name: "分母", Type: Whole}, {Name: "口径", Width: 70},
		}, Rows: rowsFrom(r.Counters, Counter.cells)},
		tallyTable("按类别", "问题类别", r.ByClass, frozen),
		tallyTable("按镇街", "镇街", r.ByTown, frozen),
		tallyTable("按牵头单位", "牵头单位", r.ByOrg, frozen),
		Table{Sheet: "逾期清单", Title: "逾期任务清单", Notes: frozen, Columns: []Column{
			{Name: "任务编号", Type: Code}, {Name: "项目名称", Width: 24}, {Name: "任务内容", Width: 36},
			{Name: "牵头单位", Width: 18}, {Name: "责任领导", Width: 12}, {Name: "完成时限", Type: Day},
			{Name: "逾期工作日", Type: Whole, Width: 12}, {Name: "延期次数", Type: Whole}, {Name: "下步计划", Width: 36},
		}, Rows: rowsFrom(r.Overdue, OverdueTask.cells)},
	)
	if err != nil {
		return fmt.Errorf("write monthly report %s: %w", r.Month, err)
	}
	return nil
}

func tallyTable(sheet, of string, tallies []Tally, notes []string) Table {
	return Table{Sheet: sheet, Title: sheet + "统计", Notes: notes, Columns: []Column{
		{Name: of, Width: 22}, {Name: "本月提出", Type: Whole}, {Name: "本月解决", Type: Whole}, {Name: "在办", Type: Whole},
		{Name: "逾期", Type: Whole}, {Name: "本月到期", Type: Whole}, {Name: "其中按期", Type: Whole},
		{Name: "按期率", Type: Share}, {Name: "办理中位数（工作日）", Type: Measure, Width: 14},
	}, Rows: rowsFrom(tallies, Tally.cells)}
}

func (c Counter) cells() []any {
	var num, den any
	if c.Den > 0 {
		num, den = c.Num, c.Den
	}
	return []any{c.Name, c.Value, c.Unit, num, den, c.Definition}
}

// cells leaves the rate empty where nothing fell due: no rate is not 0 %.
func (t Tally) cells() []any {
	var rate any
	if t.DueInMonth > 0 {
		rate = float64(t.OnTime) / float64(t.DueInMonth)
	}
	return []any{t.Name, t.Raised, t.Resolved, t.Open, t.Overdue, t.DueInMonth, t.OnTime, rate, t.MedianWorkdays}
}

func (o OverdueTask) cells() []any {
	return []any{o.TaskNo, o.Project, o.Content, o.LeadOrg, o.Leader, o.Due, o.OverdueDays, o.Extensions, o.Next}
}

func rowsFrom[T any](items []T, cells func(T) []any) func(func([]any, error) bool) {
	return func(yield func([]any, error) bool) {
		for _, it := range items {
			if !yield(cells(it), nil) {
				return
			}
		}
	}
}
