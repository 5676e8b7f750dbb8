package plan

import (
	"strconv"
	"strings"

	"github.com/diaodu/diaodu/domain/between"
	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/fault"
	"github.com/diaodu/diaodu/domain/workcal"
)

// Kinds of an IssueRef.
const (
	OverBreach = "breach" // 事项超法定时限
	OverStage  = "stage"  // 阶段超法定时限
	OverTotal  = "total"  // 全流程超时限
	OverBlock  = "block"  // 卡点
)

// Report is what the plan reports as an issue: the fields of an issue's own
// report, spelled the same way.
type Report struct {
	Project      between.ProjectRef   `json:"project"`
	Source       string               `json:"source"`
	Class        string               `json:"class"`
	Heading      string               `json:"heading"`
	Cause        string               `json:"cause"`
	Ask          string               `json:"ask"`
	Facts        ReportFacts          `json:"facts"`
	Impact       ReportImpact         `json:"impact,omitzero"`
	Unclassified bool                 `json:"unclassified"`
	Origin       *between.IssueOrigin `json:"origin"`
}

// ReportFacts are the five elements 五要素 (D-4).
type ReportFacts struct {
	Who    string `json:"who"`
	When   string `json:"when"`
	Where  string `json:"where"`
	Cause  string `json:"cause"`
	Course string `json:"course"`
}

// ReportImpact says what is held up.
type ReportImpact struct {
	Blocks []string     `json:"blocks,omitempty"`
	Since  workcal.Date `json:"since,omitzero"`
	Until  workcal.Date `json:"until,omitzero"`
	Note   string       `json:"impact_note,omitempty"`
}

// openIssue opens an issue, once for each key. While one over the same matter or
// stage is open, another is not: the people are on it already.
func (d *draft) openIssue(ref IssueRef, r Report) {
	for _, i := range d.p.Issues {
		same := i.Kind != OverBlock && ref.Kind != OverBlock && i.Matter == ref.Matter && (ref.Matter != "" || i.Phase == ref.Phase)
		if i.Key == ref.Key || (same && i.Ended.IsZero()) {
			return
		}
	}
	ref.ID, ref.State, ref.On = casefile.DerivedID(casefile.Issue, d.p.ID, ref.Key), "submitted", d.today
	ref.Title = r.Heading
	r.Project, r.Source, r.Unclassified = d.p.Project, "approval", true
	r.Origin = &between.IssueOrigin{PlanID: d.p.ID, PlanNo: d.p.No, MatterID: ref.Matter, Key: ref.Key}
	if m := d.p.matter(ref.Matter); m != nil {
		r.Origin.Approval = m.Approval
		r.Impact.Blocks, r.Impact.Until, r.Impact.Note = d.p.impact(*m)
	}
	d.p.Issues = append(d.p.Issues, ref)
	d.ch.Opens = append(d.ch.Opens, Opening{ID: ref.ID, Report: r})
	d.tell("plan.issue_opened", both(toOwner, toCoordinators), arg("issue", ref.Title))
}

// impact is what a matter holds up: milestones, the nearest of their targets,
// and the matters that wait.
func (p *Plan) impact(m Matter) (milestones []string, until workcal.Date, note string) {
	down := p.downstream(m.ID)
	for _, id := range append([]string{m.ID}, down...) {
		name := p.matter(id).Milestone
		if name == "" || p.reached(name) {
			continue
		}
		milestones = appendNew(milestones, name)
		for _, t := range p.Targets {
			if t.Milestone == name && (until.IsZero() || t.On.Before(until)) {
				until = t.On
			}
		}
	}
	if len(down) > 0 {
		note = "后续事项等待中：" + p.nameOf(down)
	}
	return milestones, until, cut(note, 1000)
}

func appendNew(list []string, s string) []string {
	for _, have := range list {
		if have == s {
			return list
		}
	}
	return append(list, s)
}

// breach opens an issue over a matter whose law light is red, once for each due
// date missed.
func (d *draft) breach(m *Matter) {
	key := "law/" + m.ID + "/" + strconv.Itoa(m.Try) + "/" + m.LawDue.String()
	who := m.Authority.Name
	if m.Ball != nil && m.Ball.OrgName != "" {
		who = m.Ball.OrgName
	}
	course := "申报日期 " + m.SubmittedOn.String()
	if !m.AcceptedOn.IsZero() {
		course += "，受理日期 " + m.AcceptedOn.String()
	}
	if m.At != "" {
		course += "，当前环节 " + m.At
	}
	d.openIssue(IssueRef{Key: key, Kind: OverBreach, Matter: m.ID, Phase: string(m.Phase)}, Report{
		Class: "approval.delay", Cause: "approval",
		Heading: cut(m.Name+"超过法定办理时限", 100),
		Ask:     "请协调" + who + "尽快办结" + m.Name + orEmptyNo(m.No),
		Facts: ReportFacts{
			Who: who, When: "法定时限届满日 " + m.LawDue.String(), Where: m.Phase.Text() + "阶段，" + m.Name,
			Cause: "超过法定时限仍未办结", Course: course,
		},
		Impact: ReportImpact{Since: m.LawDue.AddDays(1)},
	})
}

// breachStage opens an issue over a stage, or the whole plan, beyond its law.
func (d *draft) breachStage(kind, phase, name string, lead between.Unit, due workcal.Date) {
	for _, m := range d.p.Matters {
		under := phase == "" || string(m.Phase) == phase
		for _, i := range d.p.Issues {
			if under && i.Matter == m.ID && i.Kind == OverBreach && i.Ended.IsZero() {
				return // an issue over the very matter is open
			}
		}
	}
	waiting := d.p.names(func(m Matter) bool { return m.running() && (phase == "" || string(m.Phase) == phase) })
	d.openIssue(IssueRef{Key: kind + "/" + phase + "/" + due.String(), Kind: kind, Phase: phase}, Report{
		Class: "approval.delay", Cause: "approval",
		Heading: cut(name+"超过规定时限", 100), Ask: "请" + lead.Name + "牵头督促未办结事项",
		Facts: ReportFacts{
			Who: lead.Name, When: "时限届满日 " + due.String(), Where: name, Cause: "累计审批用时超过规定时限",
			Course: cut("未办结事项："+orElse(waiting, "无"), 1000),
		},
		Impact: ReportImpact{Since: due.AddDays(1)},
	})
}

// block notes what holds the plan up and who can clear it, and opens an issue.
func (d *draft) block() error {
	f := d.cmd.Block
	if f == nil {
		return missing("block")
	}
	kind, ok := blockKind(f.Kind)
	if !ok {
		return fault.New(fault.Invalid, "plan.block_kind", "no kind %q", f.Kind).On("kind").With("kind", f.Kind)
	}
	if err := needText("text", f.Text, longestLine); err != nil {
		return err
	}
	about, phase := "项目", ""
	if f.Matter != "" {
		m := d.p.matter(f.Matter)
		if m == nil || m.Dropped != nil {
			return fault.New(fault.Invalid, "plan.matter_unknown", "no matter %q", f.Matter).On("matter").With("matter", f.Matter)
		}
		about, phase = m.Name, string(m.Phase)
	}
	n := len(d.p.Blocks) + 1
	key := "block/" + strconv.Itoa(n)
	b := Block{
		N: n, Matter: f.Matter, Kind: f.Kind, Text: f.Text, Org: f.Org, By: d.actor(), Since: d.today,
		Issue: casefile.DerivedID(casefile.Issue, d.p.ID, key),
	}
	d.p.Blocks = append(d.p.Blocks, b)
	d.ch.Matter, d.ch.Text = f.Matter, f.Text
	d.openIssue(IssueRef{Key: key, Kind: OverBlock, Matter: f.Matter, Phase: phase}, Report{
		Class: orElse(f.Class, kind.Class), Cause: blockCause(f.Kind), Heading: cut(about+"受阻："+f.Text, 100),
		Ask: "请" + orElse(f.Org.Name, "有关单位") + "协调解决：" + f.Text,
		Facts: ReportFacts{
			Who: orElse(f.Org.Name, "待明确"), When: d.today.String() + " 起", Where: d.p.Project.Name,
			Cause: kind.Name, Course: f.Text,
		},
		Impact: ReportImpact{Since: d.today},
	})
	return nil
}

func blockCause(kind string) string {
	switch kind {
	case "planning":
		return "planning"
	case "funds":
		return "funds"
	case "approval":
		return "approval"
	case "other":
		return "other"
	}
	return "factor"
}

// unblock lifts a block by hand. Its issue goes its own way to the end.
func (d *draft) unblock() error {
	if err := needText("reason", d.cmd.Reason, longest); err != nil {
		return err
	}
	for i, b := range d.p.Blocks {
		if b.N == d.cmd.N && b.Ended.IsZero() {
			d.lift(i, d.cmd.Reason)
			d.ch.Matter, d.ch.Text = b.Matter, d.cmd.Reason
			return nil
		}
	}
	return noSuch(d.cmd.N)
}

func (d *draft) lift(i int, how string) {
	d.p.Blocks[i].Ended, d.p.Blocks[i].How = d.today, how
	d.tell("plan.unblocked", both(toOwner, toWindow), arg("block", d.p.Blocks[i].Text))
}

// hear takes in how an issue that the plan opened ended, or that it came back. A
// block whose issue is settled is lifted.
func (d *draft) hear() error {
	e := d.cmd.Issue
	if e == nil {
		return missing("issue")
	}
	for i, r := range d.p.Issues {
		if r.ID != e.IssueID {
			continue
		}
		r.State, r.Result, r.Ended = e.State, e.Result, workcal.Date{}
		if e.IssueNo != "" {
			r.No = e.IssueNo
		}
		if e.Over {
			r.Ended = e.On
			d.tell("plan.issue_ended", both(toOwner, toCoordinators), arg("issue", r.Title), arg("result", orElse(e.Result, "无")))
		}
		d.p.Issues[i], d.ch.Matter = r, r.Matter
		for n, b := range d.p.Blocks {
			if b.Issue == e.IssueID && b.Ended.IsZero() && e.Solved {
				d.lift(n, orElse(e.Result, "问题已办结"))
			}
		}
		return nil
	}
	return fault.New(fault.Conflict, "plan.other_issue", "issue %s was not opened here", e.IssueID)
}

func cut(text string, most int) string {
	runes := []rune(strings.TrimSpace(text))
	if len(runes) <= most {
		return string(runes)
	}
	return string(runes[:most-1]) + "…"
}

func orEmptyNo(no string) string {
	if no == "" {
		return ""
	}
	return "（" + no + "）"
}
