package documents

import (
	"cmp"
	"fmt"
	"strings"

	"github.com/diaodu/diaodu/domain/between"
	"github.com/diaodu/diaodu/domain/issue"
	"github.com/diaodu/diaodu/domain/supervision"
	"github.com/diaodu/diaodu/domain/workcal"
)

// AcceptanceNoticeOf fills the 受理通知书 of an accepted issue. Verify says where
// the owner can follow it.
func AcceptanceNoticeOf(i *issue.Issue, o Office, docNo, verify string, on workcal.Date) Values {
	v := o.head(docNo, on)
	v["owner"], v["project"], v["issue_no"], v["title"] = i.Project.EnterpriseName, i.Project.Name, i.No, i.Heading
	v["raised_on"], v["verify"] = workcal.DateOf(i.RaisedAt), verify
	v["lead_org"] = cmp.Or(i.Receiver.Name, i.Lead.Name, o.Unit)
	v["due"] = i.Clock.Due(i.Cal, on).Date
	return v
}

// CorrectionItem is one thing the owner must supply, and why.
type CorrectionItem struct{ What, Why string }

// elementWords are the five elements of a report (D-4) as a letter asks for them.
var elementWords = map[string]string{"who": "当事人和联系人", "when": "发生时间", "where": "具体地点", "cause": "产生原因", "course": "经过和现状"}

// CorrectionItems are what an officer asked for when returning an issue: the
// named elements, or the reason alone where none was named.
func CorrectionItems(missing []string, reason string) []CorrectionItem {
	var items []CorrectionItem
	for _, m := range missing {
		items = append(items, CorrectionItem{What: cmp.Or(elementWords[m], m), Why: reason})
	}
	if len(items) == 0 {
		items = []CorrectionItem{{What: "补充说明", Why: reason}}
	}
	return items
}

// CorrectionNoticeOf fills the 补正告知书 of an issue returned to its owner.
func CorrectionNoticeOf(i *issue.Issue, items []CorrectionItem, due workcal.Date, o Office, docNo string, on workcal.Date) Values {
	v := o.head(docNo, on)
	v["owner"], v["project"], v["issue_no"], v["title"] = i.Project.EnterpriseName, i.Project.Name, i.No, i.Heading
	v["due"], v["clock"] = due, "补正期间不计入办理时限，自收到补正材料的次一工作日起继续计算。"
	var list []Values
	for n, it := range items {
		list = append(list, Values{"no": n + 1, "what": it.What, "why": it.Why})
	}
	v["items"] = list
	return v
}

// ClosingReportOf fills the 办结报告 of a closed issue with its tasks.
func ClosingReportOf(i *issue.Issue, tasks []*supervision.Task, o Office, docNo string, on workcal.Date) Values {
	v := o.head(docNo, on)
	v["project"], v["owner"], v["issue_no"], v["title"] = i.Project.Name, i.Project.EnterpriseName, i.No, i.Heading
	v["raised_on"], v["closed_on"] = workcal.DateOf(i.RaisedAt), cmp.Or(i.ClosedOn, on)
	v["decided"] = "未经会议，由承办单位直接办理。"
	if !i.HeldOn.IsZero() {
		v["decided"] = ChineseDate(i.HeldOn) + "经会议议定。"
		if len(tasks) > 0 {
			v["decided"] = fmt.Sprintf("%s经会议议定，交办任务%d项。", ChineseDate(i.HeldOn), len(tasks))
		}
	}
	var list, proofs []Values
	for _, t := range tasks {
		done := ChineseDate(t.Closing.ClosedOn)
		if done == "" {
			done = taskWords[t.Status]
		}
		list = append(list, Values{"no": t.No, "content": t.Content, "lead": t.Lead.Name, "due": t.DueOn(on), "done": done})
		for _, e := range t.Evidence {
			proofs = append(proofs, Values{"name": e.File.Name, "sha256": e.File.SHA256})
		}
	}
	v["tasks"], v["evidence"], v["result"] = list, proofs, i.Result
	v["confirm"] = "业主已确认问题解决。"
	if i.State == issue.ClosedUnconfirmed {
		v["confirm"] = fmt.Sprintf("业主逾期未答复，经%d次回访联系后，依规定由统筹部门核实办结。", len(i.Calls))
	}
	if i.Rating > 0 {
		v["rating"] = fmt.Sprintf("%d分（满分5分）", i.Rating)
	}
	return v
}

// PermitLine is an application 办件 as a progress letter tells of it.
type PermitLine struct {
	No, Name, State string
	Holder          string // who has it now; empty where it has ended
	Due             workcal.Date
	Paused          bool   // its clock stands
	Yours           string // what it waits for from the owner: an act's name
}

func (l PermitLine) values() Values {
	v := Values{"no": l.No, "name": l.Name, "state": l.State, "holder": cmp.Or(l.Holder, "—"), "due": "—"}
	switch {
	case l.Paused:
		v["due"] = "暂停计时"
	case !l.Due.IsZero():
		v["due"] = ChineseDate(l.Due)
	}
	return v
}

// IssueLine is an issue as a progress letter tells of it.
type IssueLine struct {
	*issue.Issue
	Tasked string // who has its tasks in hand; empty where it has none
}

// holder is who has the issue in hand now: the owner where they must answer,
// whoever has its tasks, else the unit it was given to.
func (l IssueLine) holder(o Office) string {
	switch {
	case !l.Open():
		return "—"
	case l.State == issue.ReturnedForInfo, l.State == issue.PendingConfirm:
		return l.Project.EnterpriseName
	}
	return cmp.Or(l.Tasked, l.Lead.Name, l.Receiver.Name, o.Unit)
}

// ProgressLetterOf fills the 项目进展函 to an owner with the issues and the
// applications of one project that they may see.
func ProgressLetterOf(p between.ProjectRef, phase string, issues []IssueLine, permits []PermitLine, o Office, docNo string, on workcal.Date) Values {
	v := o.head(docNo, on)
	v["owner"], v["project"], v["phase"], v["as_of"] = p.EnterpriseName, p.Name, phase, on
	var list []Values
	var yours []string
	for _, i := range issues {
		due := ChineseDate(i.Clock.Due(i.Cal, on).Date)
		if i.Clock.Start.IsZero() || !i.Open() {
			due = "—"
		}
		list = append(list, Values{
			"no": i.No, "title": i.Heading, "state": stateWords[i.State], "due": due,
			"holder": i.holder(o),
		})
		switch i.State {
		case issue.ReturnedForInfo:
			yours = append(yours, "补充“"+i.Heading+"”的材料")
		case issue.PendingConfirm:
			yours = append(yours, "确认“"+i.Heading+"”是否解决")
		}
	}
	v["issues"] = list
	var lines []Values
	for _, l := range permits {
		lines = append(lines, l.values())
		if l.Yours != "" {
			yours = append(yours, "就“"+l.Name+"”"+l.Yours)
		}
	}
	v["permits"] = lines
	if len(yours) > 0 {
		v["your_part"] = strings.Join(yours, "；") + "。"
	}
	return v
}

// LedgerRowsOf are the ledger's rows of one issue: one for each of its tasks,
// and one alone where it has none. Today decides what is overdue.
func LedgerRowsOf(i *issue.Issue, tasks []*supervision.Task, today workcal.Date) []LedgerRow {
	class := i.ClassNow()
	row := LedgerRow{
		IssueNo: i.No, Project: i.Project.Name, Owner: i.Project.EnterpriseName, Class: strings.Trim(class.L1Name+"/"+class.Name, "/"),
		Facts: cmp.Or(i.Facts.Course, i.Heading), Ask: i.Demand, RaisedOn: workcal.DateOf(i.RaisedAt),
		Source: choiceWord(i.Source, issue.Sources), Grade: gradeWords[i.Grade], LeadOrg: i.Lead.Name, CoOrgs: strings.Join(names(i.Co), "、"),
		Progress: cmp.Or(i.Result, stateWords[i.State]), Done: !i.Open(), DoneOn: i.ClosedOn, OwnerAgrees: agrees(i), Rating: i.Rating,
	}
	if !i.Clock.Start.IsZero() {
		row.Due = i.Clock.Due(i.Cal, today).Date
		row.Overdue = !i.Clock.Paused() && row.Due.Before(cmp.Or(i.DeliveredOn, i.ClosedOn, today))
	}
	if len(tasks) == 0 {
		return []LedgerRow{row}
	}
	var rows []LedgerRow
	for _, t := range tasks {
		r := row
		r.LeadOrg, r.CoOrgs, r.Leader, r.Handler = t.Lead.Name, strings.Join(names(t.Co), "、"), t.Birth.LeaderName, t.Handler.Name
		r.Decision, r.Task, r.Due = t.Content, t.Content+"（"+t.Standard+"）", t.DueOn(today)
		r.Progress = cmp.Or(t.Closing.Result, latestReport(t), taskWords[t.Status])
		r.Done, r.DoneOn = t.Status.Over(), t.Closing.ClosedOn
		r.Overdue = !t.Overdue.Since.IsZero() || t.Closing.Late
		rows = append(rows, r)
	}
	return rows
}

func agrees(i *issue.Issue) string {
	switch i.State {
	case issue.Closed:
		return "是"
	case issue.Disputed:
		return "否"
	}
	return "未确认"
}

func latestReport(t *supervision.Task) string {
	if n := len(t.Reports); n > 0 {
		f := t.Reports[n-1].Form
		return cmp.Or(f.Result, f.Progress, f.Measures, f.Deployment)
	}
	return ""
}
