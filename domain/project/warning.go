package project

import "github.com/diaodu/diaodu/domain/workcal"

// Warning is one doubt about a project's data. Nothing is mended
// silently; warnings are a work list for the coordinator.
type Warning struct {
	Code string            `json:"code"`
	Text string            `json:"text" spoken:"rules"`
	Args map[string]string `json:"args,omitempty"`
}

// RoleKind is a standing part in a project: 一项目一专班一领导一方案.
type RoleKind string

const (
	LinkedLeader RoleKind = "leader"     // 包联领导
	LeadOrg      RoleKind = "lead_org"   // 牵头单位
	TaskForce    RoleKind = "task_force" // 专班
	Plan         RoleKind = "plan"       // 推进方案
	Liaison      RoleKind = "liaison"    // 联络员
)

// RoleKinds lists the kinds; the first four are mandatory for a key project.
var RoleKinds = []RoleKind{LinkedLeader, LeadOrg, TaskForce, Plan, Liaison}

var roleTexts = map[RoleKind]string{
	LinkedLeader: "包联领导", LeadOrg: "牵头单位", TaskForce: "专班", Plan: "推进方案", Liaison: "联络员",
}

// Text is the kind in Chinese.
func (k RoleKind) Text() string { return roleTexts[k] }

// Facts is what the warnings and the light look at.
type Facts struct {
	Project    Project
	Milestones []Milestone
	Roles      []RoleKind // those filled today
	Months     []InvestMonth
	// PartsWan is the sum of the parts' totals, 0 without parts.
	PartsWan int64
	Claims   []Claim
}

// Warnings lists the doubts about a project's data, in a fixed order.
func Warnings(f Facts, today workcal.Date) []Warning {
	if f.Project.Phase == Terminated || f.Project.MergedInto != "" {
		return nil
	}
	var w warnings
	w.milestones(f, today)
	w.record(f)
	w.roles(f)
	for _, c := range f.Claims {
		if c.Contradicts {
			w.add("claim_contradicts", "“"+c.Source+"”称“"+c.Statement+"”，与登记数据不一致，请核实", "source", c.Source)
		}
	}
	return w
}

type warnings []Warning

// add appends a warning; args are pairs of name and value.
func (w *warnings) add(code, text string, args ...string) {
	m := make(map[string]string, len(args)/2)
	for i := 0; i+1 < len(args); i += 2 {
		m[args[i]] = args[i+1]
	}
	*w = append(*w, Warning{Code: code, Text: text, Args: m})
}

func (w *warnings) milestones(f Facts, today workcal.Date) {
	phase := f.Project.Phase
	if phase == Suspended {
		phase = f.Project.PhaseBefore
	}
	for _, t := range MilestoneTypes {
		m, ok := find(f.Milestones, t)
		name := t.Text()
		p := Phase(t)
		marks := p.Known()
		switch {
		case marks && phase.AtLeast(p) && !m.NotNeeded && m.Actual.IsZero() && !skippable(p):
			w.add("done_without_actual", "阶段已到“"+phase.Text()+"”，但“"+name+"”没有实际日期", "milestone", string(t))
		case ok && m.NotNeeded && !m.Actual.IsZero():
			w.add("not_needed_but_done", "“"+name+"”标为不需要，却有实际日期", "milestone", string(t))
		case marks && ok && !m.Actual.IsZero() && !phase.AtLeast(p):
			w.add("phase_behind", "“"+name+"”已于"+m.Actual.String()+"完成，但阶段仍为“"+phase.Text()+"”", "milestone", string(t))
		}
		if !ok {
			continue
		}
		if m.Actual.After(today) {
			w.add("actual_in_future", "“"+name+"”实际日期"+m.Actual.String()+"在未来", "milestone", string(t))
		}
		if !m.Actual.IsZero() {
			if err := inSequence(t, m.Actual, f.Milestones); err != nil {
				w.add("out_of_sequence", "“"+name+"”实际日期与前后节点矛盾", "milestone", string(t))
			}
			continue
		}
		if !m.Target.IsZero() && m.Target.Before(today) && m.Alt.IsZero() {
			w.add("target_passed", "“"+name+"”目标日期"+m.Target.String()+"已过，无实际日期，也无替代日期", "milestone", string(t))
		}
		if !m.Alt.IsZero() && m.Alt.Before(today) {
			w.add("alt_passed", "“"+name+"”替代日期"+m.Alt.String()+"已过，仍未完成", "milestone", string(t))
		}
		if !m.HardBy.IsZero() && latest(m).After(m.HardBy) {
			w.add("past_constraint", "“"+name+"”预计"+latest(m).String()+"，晚于硬约束"+m.HardBy.String()+"（"+m.HardReason+"）", "milestone", string(t))
		}
	}
	if done, _ := find(f.Milestones, OfCompletion); phase.AtLeast(Started) && done.Target.IsZero() && done.Actual.IsZero() {
		w.add("no_completion_target", "已开工但没有竣工目标日期", "milestone", string(OfCompletion))
	}
}

// skippable phases may lie behind a project without ever having happened.
func skippable(p Phase) bool { return p == Signed || p == Levelled }

func latest(m Milestone) workcal.Date {
	if !m.Alt.IsZero() {
		return m.Alt
	}
	return m.Target
}

func (w *warnings) record(f Facts) {
	p := f.Project
	if p.Code == "" && p.Phase.AtLeast(Started) {
		w.add("no_code", "已开工但没有项目代码")
	}
	if p.InvestTotalWan == 0 {
		w.add("no_investment", "没有总投资")
	}
	if p.InvestYearWan > p.InvestTotalWan && p.InvestTotalWan > 0 {
		w.add("year_over_total", "年度计划投资大于总投资")
	}
	if p.TownCode == "" {
		w.add("no_town", "没有所在镇街")
	}
	if p.InvestIncludesParts && f.PartsWan > p.InvestTotalWan {
		w.add("parts_over_total", "子项目投资之和大于总投资")
	}
	if !p.StatRegisteredOn.IsZero() && !p.Phase.AtLeast(Started) && p.Phase != Suspended {
		w.add("registered_before_start", "已入库但未登记开工")
	}
}

func (w *warnings) roles(f Facts) {
	if f.Project.Level == NotKey {
		return
	}
	for _, k := range RoleKinds[:4] {
		filled := false
		for _, r := range f.Roles {
			filled = filled || r == k
		}
		if !filled {
			w.add("no_"+string(k), "重点项目没有"+k.Text(), "role", string(k))
		}
	}
}

// Claim is a statement about the project with its source, such as a newspaper's
// (2.1.2-21). It is kept beside the register and never changes it.
type Claim struct {
	Field     string `json:"field"`     // what it is about: phase, invest_total_wan …
	Statement string `json:"statement"` // the words of the source
	Source    string `json:"source"`    // document, date, page
	// Contradicts marks a claim the register does not follow.
	Contradicts bool `json:"contradicts"`
}
