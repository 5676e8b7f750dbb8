package documents

import (
	"cmp"
	"fmt"
	"strings"

	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/issue"
	"github.com/diaodu/diaodu/domain/project"
	"github.com/diaodu/diaodu/domain/workcal"
)

// meetingDemands is what every meeting notice asks where the office asks nothing else.
const meetingDemands = "请参会人员提前10分钟到会签到，因故不能参会的须履行请假手续并安排熟悉情况的同志代会。汇报单位汇报时间每项不超过议题所列时长。"

// MeetingNoticeOf fills the 会议通知 from a meeting's events: when, where, the
// agenda as it stands and who is invited. Demands may be empty.
func MeetingNoticeOf(events []casefile.Event, demands string, o Office, docNo string, on workcal.Date) (Values, error) {
	r, err := readRecord(events)
	if err != nil {
		return nil, err
	}
	v := o.head(docNo, on)
	v["meeting"], v["place"], v["chair"] = r.title(), r.m.Place, r.m.Chair.Name
	v["held_at"] = ChineseTime(r.m.Date.At(0, int(r.m.Start)))
	v["demands"] = cmp.Or(demands, meetingDemands)
	v["materials_due"] = r.m.Cutoffs.Materials
	var items []Values
	for _, it := range r.inOrder() {
		lead := "统筹协调部门"
		if it.Lead > 0 {
			lead = r.m.Units[it.Lead-1].Name
		}
		items = append(items, Values{"no": len(items) + 1, "title": r.titles[it.ID], "lead": lead, "minutes": it.Minutes})
	}
	v["items"] = items
	var invited []Party
	for _, a := range r.m.Attendees {
		invited = join(invited, a.Org.Name, a.Duty+a.Name)
	}
	var units []string
	for _, p := range invited {
		units = append(units, cmp.Or(p.Org, strings.Join(p.Names, "、")))
	}
	v["receivers"] = strings.Join(units, "、")
	if len(invited) > 0 {
		v["attendees"] = listParties(invited)
	}
	return v, nil
}

// AgendaPaperOf fills the 议题单 of an issue that goes before a meeting.
func AgendaPaperOf(i *issue.Issue, meetingTitle, presenter string, minutes int, o Office, docNo string, on workcal.Date) Values {
	v := o.head(docNo, on)
	class := i.ClassNow()
	v["meeting"], v["title"], v["project"], v["owner"] = meetingTitle, i.Heading, i.Project.Name, i.Project.EnterpriseName
	v["issue_no"], v["class"], v["raised_on"] = i.No, class.L1Name+"/"+class.Name, workcal.DateOf(i.RaisedAt)
	v["facts"], v["ask"], v["impact"] = factsText(i), i.Demand, impactText(i.Impact)
	v["lead_org"], v["co_orgs"], v["precoord"], v["tendency"] = i.Lead.Name, names(i.Co), i.PreCoord, i.Tendency
	var positions []Values
	for _, p := range i.Positions {
		stand := p.Stand
		if p.Basis != "" {
			stand += "（依据：" + p.Basis + "）"
		}
		positions = append(positions, Values{"org": p.Org.Name, "stand": stand})
	}
	v["positions"] = positions
	v["presenter"], v["planned"] = presenter, fmt.Sprintf("%d分钟", minutes)
	return v
}

// factsText puts the five elements 五要素 into one text.
func factsText(i *issue.Issue) string {
	var parts []string
	for _, f := range []struct{ name, text string }{
		{"时间", i.Facts.When}, {"地点", i.Facts.Where}, {"涉及", i.Facts.Who}, {"经过", i.Facts.Course}, {"原因", i.Facts.Cause},
	} {
		if f.text != "" {
			parts = append(parts, f.name+"："+f.text)
		}
	}
	if len(parts) == 0 {
		return i.Heading
	}
	return strings.Join(parts, "；") + "。"
}

func impactText(m issue.Impact) string {
	var parts []string
	var blocks []string
	for _, b := range m.Blocks {
		blocks = append(blocks, project.MilestoneType(b).Text())
	}
	if len(blocks) > 0 {
		parts = append(parts, "影响"+strings.Join(blocks, "、"))
	}
	if !m.Until.IsZero() {
		parts = append(parts, "最近受影响节点目标日期"+ChineseDate(m.Until))
	}
	if m.LossWan > 0 {
		parts = append(parts, fmt.Sprintf("预计损失%d万元", m.LossWan))
	}
	if m.Note != "" {
		parts = append(parts, m.Note)
	}
	return cmp.Or(strings.Join(parts, "；"), "未影响节点")
}
