package project

import (
	"slices"

	"github.com/diaodu/diaodu/domain/fault"
	"github.com/diaodu/diaodu/domain/workcal"
)

// Phase is where a project stands in its life. It is not the stage of any
// approval. Values are stored and never renamed.
type Phase string

const (
	Planned      Phase = "planned"       // 谋划
	Signed       Phase = "signed"        // 签约
	Prep         Phase = "prep"          // 前期
	Levelled     Phase = "levelled"      // 平场
	Started      Phase = "started"       // 开工
	Building     Phase = "building"      // 在建
	Completed    Phase = "completed"     // 竣工
	InProduction Phase = "in_production" // 投产
	AtCapacity   Phase = "at_capacity"   // 达效
	Suspended    Phase = "suspended"     // 停工: a side state, left only by resuming where it stopped
	Terminated   Phase = "terminated"    // 终止: final
)

// Phases lists the main line in its enforced order (R11), then the side states.
var Phases = []Phase{
	Planned, Signed, Prep, Levelled, Started, Building, Completed, InProduction, AtCapacity,
	Suspended, Terminated,
}

// step is what entering a phase takes.
type step struct {
	// evidence names the proof that entering the phase needs, empty for none.
	evidence string
	// dated phases have a milestone of the same name whose actual date is set on entry.
	dated bool
}

// ways is the enforced order (R11). A project may be planned straight into
// preparation (no signing) and may start on ready land (no levelling); every
// other step is taken one by one.
var ways = map[Phase][]Phase{
	Planned:      {Signed, Prep},
	Signed:       {Prep},
	Prep:         {Levelled, Started},
	Levelled:     {Started},
	Started:      {Building},
	Building:     {Completed},
	Completed:    {InProduction},
	InProduction: {AtCapacity},
}

var steps = map[Phase]step{
	Planned:      {},
	Signed:       {evidence: "投资协议", dated: true},
	Prep:         {},
	Levelled:     {evidence: "平场完成证明", dated: true},
	Started:      {evidence: "施工许可证或开工报告", dated: true},
	Building:     {},
	Completed:    {evidence: "竣工验收文件", dated: true},
	InProduction: {evidence: "投产证明", dated: true},
	AtCapacity:   {evidence: "达产数据", dated: true},
	Suspended:    {evidence: "停工通知"},
	Terminated:   {evidence: "终止文件"},
}

var phaseTexts = map[Phase]string{
	Planned: "谋划", Signed: "签约", Prep: "前期", Levelled: "平场", Started: "开工", Building: "在建",
	Completed: "竣工", InProduction: "投产", AtCapacity: "达效", Suspended: "停工", Terminated: "终止",
}

// Text is the phase in Chinese, as screens and faults show it.
func (p Phase) Text() string { return phaseTexts[p] }

// Known tells whether the value is one of Phases.
func (p Phase) Known() bool { return phaseTexts[p] != "" }

// ParsePhase reads a phase from its stored value or its Chinese name, as an
// imported sheet has it.
func ParsePhase(s string) (Phase, bool) {
	for _, p := range Phases {
		if string(p) == s || p.Text() == s {
			return p, true
		}
	}
	return "", false
}

// Evidence names the proof that entering the phase needs, empty for none.
func (p Phase) Evidence() string { return steps[p].evidence }

// Milestone is the milestone whose actual date marks entry into the phase,
// empty for phases that have none.
func (p Phase) Milestone() MilestoneType {
	if steps[p].dated {
		return MilestoneType(p)
	}
	return ""
}

// rank is the place on the main line; side states have none.
func (p Phase) rank() int {
	i := slices.Index(Phases, p)
	if i < 0 || p == Suspended || p == Terminated {
		return -1
	}
	return i
}

// AtLeast tells whether the phase is on the main line and not before q.
func (p Phase) AtLeast(q Phase) bool { return p.rank() >= 0 && p.rank() >= q.rank() }

// UnderConstruction tells whether the project counts as 在建 in "今年已帮助重点在建
// 项目解决…项难题" (2.1.7): started or building.
func (p Phase) UnderConstruction() bool { return p == Started || p == Building }

// Next lists the phases that may be entered from here. A suspended project
// resumes to the phase it stopped in.
func (p Project) Next() []Phase {
	switch p.Phase {
	case Terminated:
		return nil
	case Suspended:
		return []Phase{p.PhaseBefore, Terminated}
	}
	next := slices.Clone(ways[p.Phase])
	if p.Phase != AtCapacity {
		next = append(next, Suspended)
	}
	return append(next, Terminated)
}

// Move asks for another phase.
type Move struct {
	To Phase `json:"to"`
	// On is the day it happened; for a dated phase it becomes the milestone's actual date.
	On workcal.Date `json:"on"`
	// Evidence names the proof (document, number, page); required where Phase.Evidence is set.
	Evidence string `json:"evidence,omitempty"`
	Reason   string `json:"reason,omitempty"`
	// Correction takes a wrongly entered phase back; it needs a reason and never goes forward.
	Correction bool `json:"correction,omitempty"`
}

// Enter moves the project, or refuses with phase.order, phase.needs_completed,
// phase.needs_evidence, phase.needs_reason, phase.future or phase.before_earlier
// (R11). It gives the project after the move and, for a dated phase, its
// milestone with the actual date set.
func (p Project) Enter(m Move, stones []Milestone, today workcal.Date) (Project, *Milestone, error) {
	if err := p.checkMove(m, stones, today); err != nil {
		return p, nil, err
	}
	after := p
	switch {
	case m.To == Suspended:
		after.PhaseBefore = p.Phase
	case p.Phase == Suspended:
		after.PhaseBefore = ""
	}
	after.Phase = m.To
	kind := m.To.Milestone()
	if kind == "" || m.Correction || p.resumes(m) {
		return after, nil, nil
	}
	stone, _ := find(stones, kind)
	if !stone.Actual.IsZero() { // recorded earlier as a milestone; entering does not rewrite it
		return after, nil, nil
	}
	stone.Type, stone.Actual = kind, m.On
	return after, &stone, nil
}

// resumes tells whether the move only takes a suspended project back to its phase.
func (p Project) resumes(m Move) bool { return p.Phase == Suspended && m.To == p.PhaseBefore }

func (p Project) checkMove(m Move, stones []Milestone, today workcal.Date) error {
	if !m.To.Known() {
		return fault.New(fault.Invalid, "phase.unknown", "no phase %q", m.To).On("to").With("to", string(m.To))
	}
	if m.Correction {
		return p.checkCorrection(m)
	}
	if err := needsCompleted(MilestoneType(m.To), stones); err != nil {
		return err
	}
	if !slices.Contains(p.Next(), m.To) {
		return p.outOfOrder(m.To)
	}
	if m.To.Evidence() != "" && m.Evidence == "" && !p.resumes(m) {
		return fault.New(fault.Invalid, "phase.needs_evidence", "entering %s needs %s", m.To, m.To.Evidence()).
			On("evidence").With("to_text", m.To.Text()).With("evidence", m.To.Evidence())
	}
	if (m.To == Suspended || m.To == Terminated) && m.Reason == "" {
		return needsReason(m.To)
	}
	if m.On.IsZero() {
		return fault.New(fault.Invalid, "phase.needs_date", "entering %s needs a date", m.To).
			On("on").With("to_text", m.To.Text())
	}
	if m.On.After(today) {
		return fault.New(fault.Invalid, "phase.future", "entering %s on %s is in the future of %s", m.To, m.On, today).
			On("on").With("to_text", m.To.Text()).With("on", m.On.String()).With("today", today.String())
	}
	if kind := m.To.Milestone(); kind != "" && !p.resumes(m) {
		return inSequence(kind, m.On, stones)
	}
	return nil
}

// checkCorrection allows only a step back on the main line, with a reason.
func (p Project) checkCorrection(m Move) error {
	from := p.Phase
	if from == Suspended {
		from = p.PhaseBefore
	}
	if m.To.rank() < 0 || from.rank() < 0 || m.To.rank() >= from.rank() {
		return p.outOfOrder(m.To)
	}
	if m.Reason == "" {
		return needsReason(m.To)
	}
	return nil
}

func needsReason(to Phase) error {
	return fault.New(fault.Invalid, "phase.needs_reason", "entering %s needs a reason", to).
		On("reason").With("to_text", to.Text())
}

// needsCompleted refuses production before completion, whatever the project's
// phase is called (R11): a newspaper may say 投产 on the day of 开工, the register may not.
func needsCompleted(kind MilestoneType, stones []Milestone) error {
	if kind != OfProduction && kind != OfCapacity {
		return nil
	}
	if done, ok := find(stones, OfCompletion); ok && !done.Actual.IsZero() {
		return nil
	}
	to := Phase(kind)
	return fault.New(fault.Conflict, "phase.needs_completed", "%s before the actual completion date is known", to).
		On("to").With("to", string(to)).With("to_text", to.Text()).
		With("why", to.Text()+"须以竣工为前提：本项目尚无竣工实际日期，请先登记竣工及验收文件")
}

func (p Project) outOfOrder(to Phase) error {
	names := ""
	for i, n := range p.Next() {
		if i > 0 {
			names += "、"
		}
		names += n.Text()
	}
	why := "“" + p.Phase.Text() + "”之后只能进入：" + names
	if names == "" {
		why = "“" + p.Phase.Text() + "”是最终状态"
	}
	return fault.New(fault.Conflict, "phase.order", "no way from %s to %s", p.Phase, to).On("to").
		With("from", string(p.Phase)).With("from_text", p.Phase.Text()).
		With("to", string(to)).With("to_text", to.Text()).With("why", why)
}
