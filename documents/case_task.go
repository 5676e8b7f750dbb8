package documents

import (
	"fmt"
	"slices"
	"strings"

	"github.com/diaodu/diaodu/domain/between"
	"github.com/diaodu/diaodu/domain/supervision"
	"github.com/diaodu/diaodu/domain/workcal"
)

// head is what every letter of the office begins and ends with.
func (o Office) head(docNo string, on workcal.Date) Values {
	return Values{"doc_no": docNo, "issuer": o.Unit, "issued_on": on, "contact": o.Contact}
}

// TaskLetterOf fills the 任务交办单 of a task as it stands on the day of issue.
func TaskLetterOf(t *supervision.Task, o Office, docNo string, on workcal.Date) Values {
	v := o.head(docNo, on)
	v["lead_org"], v["co_orgs"] = t.Lead.Name, names(t.Co)
	v["leader"], v["handler"] = t.Birth.LeaderName, t.Handler.Name
	v["project"], v["owner"], v["issue_no"] = t.Birth.Project.Name, t.Birth.Project.EnterpriseName, t.Birth.IssueNo
	v["basis"] = basis(t.Birth)
	v["content"], v["standard"] = t.Content, standard(t)
	v["evidence"], v["due"] = evidenceAsked(t.Birth.Evidence), t.DueOn(on)
	v["sign_by"] = t.SignBy.Due(t.Cal, on).Date
	var reports []Values
	for _, ob := range t.Obligations {
		if ob.Org.ID == t.Lead.ID && ob.State != supervision.StateVoid {
			words := nodeWords[ob.Node]
			reports = append(reports, Values{"node": words[0], "due": ob.Clock.Due(t.Cal, on).Date, "ask": words[1]})
		}
	}
	v["reports"] = reports
	return v
}

// basis says where the task was decided.
func basis(b between.TaskBirth) string {
	s := map[between.Forum]string{
		between.Monthly: "重点问题月调度会", between.OnSite: "现场办公", between.Quarterly: "季度点名调度会",
		between.Special: "专题会议", between.DailyGroup: "日常调度",
	}[b.Forum]
	if b.MeetingNo != "" {
		s += "（" + b.MeetingNo + "）"
	}
	if b.DecidedBy != "" {
		s += b.DecidedBy
	}
	return s + "议定意见"
}

// standard adds the amount promised to the words of the standard.
func standard(t *supervision.Task) string {
	s := t.Standard
	if q := t.Birth.Target; q != nil && q.Amount > 0 {
		s += fmt.Sprintf("（%s不少于%s%s）", q.Item, plainNumber(q.Amount), q.Unit)
	}
	return s
}

func evidenceAsked(list []between.Evidence) string {
	var out []string
	for _, e := range list {
		name := e.Name
		if name == "" {
			name = evidenceWords[e.Type]
		}
		out = append(out, name)
	}
	return strings.Join(out, "、")
}

func names(units []between.Unit) []string {
	var out []string
	for _, u := range units {
		out = append(out, u.Name)
	}
	return out
}

// SlipLetterOf fills the 督办单 of a slip, which has its own number.
func SlipLetterOf(t *supervision.Task, s supervision.Slip, o Office) Values {
	v := o.head(s.No, s.IssuedOn)
	v["colour"], v["lead_org"] = colourWords[s.Colour], s.Org.Name
	v["project"], v["task_no"], v["content"] = t.Birth.Project.Name, t.No, t.Content
	due, about := t.DueOn(s.IssuedOn), "任务"
	if at := slices.IndexFunc(t.Obligations, func(ob supervision.Obligation) bool { return ob.ID == s.For }); at >= 0 {
		due = t.Obligations[at].Clock.Due(t.Cal, s.IssuedOn).Date
		about = nodeWords[t.Obligations[at].Node][0] + "反馈"
	}
	v["due"], v["rule"], v["reply_due"] = due, about+slipRules[s.Rule], s.ReplyDue
	v["reason"] = fmt.Sprintf("你单位承办的任务（编号：%s），%s时限为%s，现因%s，予以督办。", t.No, about, ChineseDate(due), slipRules[s.Rule])
	v["demand"] = s.Text
	if s.Text == "" {
		v["demand"] = "说明原因，提出整改措施和完成时间，抓紧办理"
	}
	return v
}

// dueThen is the date of the task as it stood on a day: what moved it later is
// taken back, so that a letter printed again says what it said.
func dueThen(t *supervision.Task, on workcal.Date) workcal.Date {
	for _, d := range t.Dates {
		if d.On.After(on) && d.Kind != "alternative" && !d.Old.IsZero() {
			return d.Old
		}
	}
	return t.DueOn(on)
}

// UrgeLetterOf fills the 催办通知书 of an urge.
func UrgeLetterOf(t *supervision.Task, u supervision.Urge, o Office) Values {
	v := o.head(u.No, u.On)
	due := dueThen(t, u.On)
	v["lead_org"], v["task_no"], v["content"], v["due"] = t.Lead.Name, t.No, t.Content, due
	v["state"] = u.Text
	if u.Text == "" {
		v["state"] = "当前" + taskWords[t.Status] + "。"
	}
	if late := t.Cal.WorkdaysBetween(due, u.On); late > 0 {
		v["overdue_days"] = late
	}
	v["reply_due"] = t.Cal.AddWorkdays(u.On, 1).Date
	return v
}

// ExtensionNoticeOf fills the 延期告知书 of an approved extension, to the unit or the owner.
func ExtensionNoticeOf(t *supervision.Task, e supervision.Extension, to string, o Office, docNo string, on workcal.Date) Values {
	v := o.head(docNo, on)
	times := 0
	for _, other := range t.Extensions {
		if other.State == "approved" && other.N <= e.N {
			times++
		}
	}
	v["receiver"], v["project"], v["task_no"], v["content"] = to, t.Birth.Project.Name, t.No, t.Content
	v["old_due"], v["new_due"], v["times"] = e.Old, e.New, times
	v["reason"], v["plan"], v["approver"] = e.Reason, e.Plan, e.Decided.Name
	return v
}

// SuspensionNoticeOf fills the 特别程序（暂停）告知书 of a pause (R7), to the unit or the owner.
func SuspensionNoticeOf(t *supervision.Task, p supervision.Pause, to string, o Office, docNo string, on workcal.Date) Values {
	v := o.head(docNo, on)
	v["receiver"], v["project"], v["task_no"], v["content"] = to, t.Birth.Project.Name, t.No, t.Content
	v["kind"], v["reason"], v["from"], v["until"], v["approver"] = pauseWords[p.Code], p.Reason, p.From, p.Expected, p.Approver.Name
	v["effect"] = "暂停期间的工作日不计入办理时限，恢复后完成时限按实际暂停工作日顺延"
	if !p.To.IsZero() {
		v["effect"] = fmt.Sprintf("%s结束暂停，共暂停%d个工作日，完成时限顺延至%s", ChineseDate(p.To), p.Workdays, ChineseDate(t.DueOn(on)))
	}
	return v
}
