package documents

import "github.com/diaodu/diaodu/domain/workcal"

// LedgerRow is one issue in the ledger 台账, with the task that carries its
// decision. An issue with several tasks has a row for each.
type LedgerRow struct {
	IssueNo, Project, Owner string
	Class                   string // 用水, or 要素保障/用水
	Facts, Ask              string
	RaisedOn                workcal.Date
	Source, Grade           string
	LeadOrg, CoOrgs         string
	Leader, Handler         string
	Decision, Task          string
	Due                     workcal.Date
	Progress                string
	Done                    bool
	DoneOn                  workcal.Date
	Overdue                 bool
	OwnerAgrees             string // 是, 否, 未确认
	Rating                  int    // 1–5; 0 where not rated
	Remark                  string
}

// LedgerColumns are the columns the district's ledger has, in its order.
var LedgerColumns = []Column{
	{Key: "no", Name: "序号", Type: Whole, Width: 6},
	{Key: "issue_no", Name: "问题编号", Type: Code, Width: 16},
	{Key: "project", Name: "项目名称", Width: 16},
	{Key: "owner", Name: "项目业主", Width: 16},
	{Key: "class", Name: "问题类别", Width: 9},
	{Key: "facts", Name: "问题描述", Width: 26},
	{Key: "ask", Name: "诉求", Width: 20},
	{Key: "raised_on", Name: "提出时间", Type: Day},
	{Key: "source", Name: "来源", Width: 9},
	{Key: "grade", Name: "分级", Width: 7},
	{Key: "lead_org", Name: "牵头单位", Width: 12},
	{Key: "co_orgs", Name: "配合单位", Width: 14},
	{Key: "leader", Name: "责任领导", Width: 9},
	{Key: "handler", Name: "责任人", Width: 9},
	{Key: "decision", Name: "议定意见", Width: 22},
	{Key: "task", Name: "任务内容", Width: 22},
	{Key: "due", Name: "完成时限", Type: Day},
	{Key: "progress", Name: "目前进展", Width: 22},
	{Key: "done", Name: "是否办结", Width: 7},
	{Key: "done_on", Name: "办结时间", Type: Day},
	{Key: "overdue", Name: "是否逾期", Width: 7},
	{Key: "owner_agrees", Name: "业主是否认可", Width: 9},
	{Key: "rating", Name: "满意度", Type: Whole, Width: 7},
	{Key: "remark", Name: "备注", Width: 12},
}

// Cells is the row in the order of LedgerColumns; no is its number in the ledger.
func (r LedgerRow) Cells(no int) []any {
	var rating any
	if r.Rating > 0 {
		rating = r.Rating
	}
	return []any{
		no, r.IssueNo, r.Project, r.Owner, r.Class, r.Facts, r.Ask, r.RaisedOn, r.Source, r.Grade,
		r.LeadOrg, r.CoOrgs, r.Leader, r.Handler, r.Decision, r.Task, r.Due, r.Progress, r.Done, r.DoneOn,
		r.Overdue, r.OwnerAgrees, rating, r.Remark,
	}
}
