package api

import (
	"bytes"
	"context"
	"fmt"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"github.com/diaodu/diaodu/auth"
	"github.com/diaodu/diaodu/documents"
	"github.com/diaodu/diaodu/domain/fault"
)

// Ledgers 台账 are lists as the reader filtered them, as a sheet: the same rows in
// the same order, all pages of them.
func registerLedgers(api huma.API, d Deps) {
	huma.Register(api, op("tasks-ledger", http.MethodGet, "/api/tasks/ledger.xlsx", "文书", "督办任务台账", slowAnswer), d.taskLedger)
	huma.Register(api, op("approvals-ledger", http.MethodGet, "/api/approvals/ledger.xlsx", "文书", "审批办件台账", slowAnswer), d.approvalLedger)
}

var taskLedgerColumns = []documents.Column{
	{Key: "no", Name: "编号", Type: documents.Code, Width: 18},
	{Key: "title", Name: "任务内容", Width: 28},
	{Key: "standard", Name: "完成标准", Width: 28},
	{Key: "project", Name: "项目", Width: 18},
	{Key: "enterprise", Name: "企业", Width: 18},
	{Key: "lead", Name: "牵头单位", Width: 14},
	{Key: "leader", Name: "责任领导", Width: 9},
	{Key: "handler", Name: "承办人", Width: 9},
	{Key: "status", Name: "状态", Width: 12},
	{Key: "light", Name: "亮灯", Width: 7},
	{Key: "percent", Name: "进度（%）", Type: documents.Whole, Width: 8},
	{Key: "issued", Name: "交办日期", Type: documents.Day},
	{Key: "due", Name: "完成时限", Type: documents.Day},
	{Key: "left", Name: "剩余工作日", Type: documents.Whole, Width: 9},
	{Key: "issue", Name: "来自问题", Type: documents.Code, Width: 16},
	{Key: "meeting", Name: "来自会议", Width: 14},
}

func (d Deps) taskLedger(ctx context.Context, in *taskListIn) (*paperOut, error) {
	return ledgerOf(ctx, d, "督办任务台账", taskLedgerColumns, &in.PageQuery,
		func() (*listOut[TaskLine], error) { return taskDesk{d}.list(ctx, in) },
		func(l TaskLine) []any {
			var left any
			if l.Open {
				left = l.DaysLeft
			}
			return []any{
				l.No, l.Title, l.Standard, l.ProjectName, l.EnterpriseName, l.LeadName, l.LeaderName, l.HandlerName, l.StatusText,
				lightWord(l.Light), l.Percent, l.StartedOn.Date, l.Due.Date, left, l.IssueNo, l.MeetingNo,
			}
		})
}

var approvalLedgerColumns = []documents.Column{
	{Key: "no", Name: "编号", Type: documents.Code, Width: 16},
	{Key: "matter", Name: "事项", Width: 26},
	{Key: "project", Name: "项目", Width: 18},
	{Key: "applicant", Name: "申请人", Width: 22},
	{Key: "status", Name: "状态", Width: 10},
	{Key: "steps", Name: "所在环节", Width: 16},
	{Key: "ball", Name: "谁在办", Width: 18},
	{Key: "accepted", Name: "受理日期", Type: documents.Day},
	{Key: "promise", Name: "承诺时限", Type: documents.Day},
	{Key: "promise_light", Name: "承诺亮灯", Width: 8},
	{Key: "law", Name: "法定时限", Type: documents.Day},
	{Key: "law_light", Name: "法定亮灯", Width: 8},
	{Key: "left", Name: "剩余工作日", Type: documents.Whole, Width: 9},
}

func (d Deps) approvalLedger(ctx context.Context, in *approvalListIn) (*paperOut, error) {
	return ledgerOf(ctx, d, "审批办件台账", approvalLedgerColumns, &in.PageQuery,
		func() (*listOut[ApprovalLine], error) { return approvalDesk{d}.list(ctx, in) },
		func(l ApprovalLine) []any {
			var left any
			if l.DaysLeft != nil {
				left = *l.DaysLeft
			}
			return []any{
				l.No, l.ProcessName, l.ProjectName, l.ApplicantName, l.StatusText, l.StepNames, l.BallName, l.AcceptedOn.Date,
				l.PromiseDue.Date, lightWord(l.PromiseLight), l.LawDue.Date, lightWord(l.LawLight), left,
			}
		})
}

// lightWords are the lights in one word each; paper may have no colours.
var lightWords = map[string]string{"green": "绿", "yellow": "黄", "red": "红", "blue": "蓝", "grey": "暂停", "paused": "暂停", "done": "已办结"}

func lightWord(code string) string {
	if code == "" {
		return ""
	}
	return wordOf(lightWords, code)
}

// ledgerOf writes every page of a list. Where people left off reading plays no
// part; more than maxLedger rows are refused with how to go on.
func ledgerOf[L any](ctx context.Context, d Deps, title string, columns []documents.Column, page *PageQuery,
	list func() (*listOut[L], error), cells func(L) []any,
) (*paperOut, error) {
	if err := officialsOnly(auth.Actor(ctx)); err != nil {
		return nil, err
	}
	page.Cursor, page.Limit = "", 100
	table := documents.Table{
		Sheet: "台账", Title: d.Office.District + title, Notes: []string{"数据截至：" + documents.ChineseTime(d.Now())}, Columns: columns,
		Rows: func(yield func([]any, error) bool) {
			for seen := 0; ; {
				out, err := list()
				if err != nil {
					yield(nil, err)
					return
				}
				if seen += len(out.Body.Items); seen > maxLedger {
					yield(nil, fault.New(fault.Invalid, "document.ledger_too_long", "more than %d rows", maxLedger).With("rows", maxLedger))
					return
				}
				for _, l := range out.Body.Items {
					if !yield(cells(l), nil) {
						return
					}
				}
				if page.Cursor = out.Body.Next; page.Cursor == "" {
					return
				}
			}
		},
	}
	var b bytes.Buffer
	if err := documents.WriteTables(&b, table.Title, table); err != nil {
		return nil, fmt.Errorf("ledger %s: %w", title, err)
	}
	return paper(title+"-"+d.today().String()+".xlsx", excelFile, &b), nil
}
