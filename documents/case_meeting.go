package documents

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/diaodu/diaodu/domain/between"
	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/issue"
	"github.com/diaodu/diaodu/domain/meeting"
	"github.com/diaodu/diaodu/domain/project"
	"github.com/diaodu/diaodu/domain/workcal"
)

// meetingDemands is what every meeting notice asks where the office asks nothing else.
const meetingDemands = "请参会人员提前10分钟到会签到，因故不能参会的须履行请假手续并安排熟悉情况的同志代会。汇报单位汇报时间每项不超过议题所列时长。"

// MeetingNoticeOf fills the 会议通知 from a meeting's events: when, where, the
// agenda as it stands and who is invited. Demands may be empty. It is dated the day
// the agenda was locked; on is the day of one that is still open.
func MeetingNoticeOf(events []casefile.Event, demands string, o Office, docNo string, on workcal.Date) (Values, error) {
	r, err := readRecord(events)
	if err != nil {
		return nil, err
	}
	v := o.head(docNo, cmp.Or(r.settled, on))
	v["meeting"], v["place"], v["chair"] = r.title(), r.m.Place, r.m.Chair.Name
	v["held_at"] = ChineseTime(r.m.Date.At(0, int(r.m.Start)))
	v["demands"] = cmp.Or(demands, meetingDemands)
	v["materials_due"] = r.m.Cutoffs.Materials
	var items []Values
	for _, it := range r.inOrder() {
		lead := casefile.Coordination
		if it.Lead > 0 {
			lead = r.m.Units[it.Lead-1].Name
		}
		items = append(items, Values{"no": len(items) + 1, "title": r.entries[it.ID].Entry.Title, "lead": lead, "minutes": it.Minutes})
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

// settle keeps the day of the agenda as it is locked now.
func (r *record) settle(ev casefile.Event) {
	switch {
	case ev.To == string(meeting.Collecting):
		r.settled = workcal.Date{}
	case ev.To == string(meeting.Locked) && (ev.From != ev.To || ev.Act == meeting.ActReschedule):
		r.settled = workcal.DateOf(ev.At)
	}
}

// prepare takes in what was said of an item after it joined.
func (r *record) prepare(c meeting.Change) {
	n := r.entries[c.ItemID]
	n.Presenter = cmp.Or(c.Presenter, n.Presenter)
	n.Entry.Tendency = cmp.Or(c.Text, n.Entry.Tendency)
	var said []between.Position
	if c.Position != nil {
		said = append(said, *c.Position)
	}
	if p := c.Prepared; p != nil {
		n.Entry.PreCoord, n.Entry.Tendency = cmp.Or(p.PreCoord, n.Entry.PreCoord), cmp.Or(p.Tendency, n.Entry.Tendency)
		said = append(said, p.Positions...)
	}
	for _, p := range said {
		others := slices.DeleteFunc(n.Entry.Positions, func(was between.Position) bool { return was.Org.ID == p.Org.ID })
		n.Entry.Positions = append(others, p)
	}
	r.entries[c.ItemID] = n
}

// AgendaPaperOf fills the 议题单 of an item with its issue. What was prepared is what
// the meeting has before it: what the issue told it last; what the meeting keeps
// short is printed whole. It is dated as the meeting's notice is.
func AgendaPaperOf(events []casefile.Event, it meeting.Item, i *issue.Issue, o Office, docNo string, on workcal.Date) (Values, error) {
	r, err := readRecord(events)
	if err != nil {
		return nil, err
	}
	n, class := r.entries[it.ID], i.ClassNow()
	v := o.head(docNo, cmp.Or(r.settled, on))
	v["meeting"], v["title"], v["project"], v["owner"] = r.title(), n.Entry.Title, i.Project.Name, i.Project.EnterpriseName
	v["issue_no"], v["class"], v["raised_on"] = i.No, class.L1Name+"/"+class.Name, workcal.DateOf(i.RaisedAt)
	v["facts"], v["ask"], v["impact"] = factsText(i), i.Demand, impactText(i.Impact)
	v["lead_org"], v["co_orgs"] = n.Entry.Lead.Name, names(n.Entry.Co)
	v["precoord"], v["tendency"] = whole(n.Entry.PreCoord, i.PreCoord), whole(n.Entry.Tendency, i.Tendency)
	v["positions"] = positionsOf(n.Entry.Positions, i.Positions)
	v["presenter"], v["planned"] = cmp.Or(n.Presenter, n.Entry.Lead.Name), fmt.Sprintf("%d分钟", it.Minutes)
	return v, nil
}

func positionsOf(before, full []between.Position) []Values {
	var out []Values
	for _, p := range before {
		var said between.Position
		if at := slices.IndexFunc(full, func(f between.Position) bool { return f.Org.ID == p.Org.ID }); at >= 0 {
			said = full[at]
		}
		stand := whole(p.Stand, said.Stand)
		if p.Basis != "" {
			stand += "（依据：" + whole(p.Basis, said.Basis) + "）"
		}
		out = append(out, Values{"org": p.Org.Name, "stand": stand})
	}
	return out
}

// whole is the text that a meeting keeps short, in full while the issue still says it.
func whole(short, full string) string {
	if head, cut := strings.CutSuffix(short, "…"); cut && strings.HasPrefix(full, head) {
		return full
	}
	return short
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
