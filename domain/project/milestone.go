package project

import (
	"cmp"
	"slices"

	"github.com/diaodu/diaodu/domain/fault"
	"github.com/diaodu/diaodu/domain/workcal"
)

// MilestoneType names a milestone 节点. Those named like a phase mark entry into it.
type MilestoneType string

const (
	OfSigning    MilestoneType = MilestoneType(Signed)       // 签约
	OfLand       MilestoneType = "land"                      // 供地
	OfApproval   MilestoneType = "approval"                  // 立项备案
	OfPermit     MilestoneType = "permit"                    // 施工许可
	OfLevelling  MilestoneType = MilestoneType(Levelled)     // 平场
	OfStart      MilestoneType = MilestoneType(Started)      // 开工
	OfStructure  MilestoneType = "structure"                 // 主体完工
	OfEquipment  MilestoneType = "equipment"                 // 设备进场
	OfCompletion MilestoneType = MilestoneType(Completed)    // 竣工
	OfProduction MilestoneType = MilestoneType(InProduction) // 投产
	OfCapacity   MilestoneType = MilestoneType(AtCapacity)   // 达效
)

// MilestoneTypes lists the types in the order they come about.
var MilestoneTypes = []MilestoneType{
	OfSigning, OfApproval, OfLand, OfLevelling, OfPermit, OfStart, OfStructure, OfEquipment,
	OfCompletion, OfProduction, OfCapacity,
}

var milestoneTexts = map[MilestoneType]string{
	OfSigning: "签约", OfLand: "供地", OfApproval: "立项备案", OfPermit: "施工许可", OfLevelling: "平场",
	OfStart: "开工", OfStructure: "主体完工", OfEquipment: "设备进场", OfCompletion: "竣工",
	OfProduction: "投产", OfCapacity: "达效",
}

// Text is the milestone in Chinese.
func (t MilestoneType) Text() string { return milestoneTexts[t] }

// Known tells whether the type is one of MilestoneTypes.
func (t MilestoneType) Known() bool { return milestoneTexts[t] != "" }

// sequence is the order in which actual dates must lie.
var sequence = []MilestoneType{OfSigning, OfLevelling, OfStart, OfCompletion, OfProduction, OfCapacity}

// Milestone is one milestone of one project with its four dates.
type Milestone struct {
	ID       string        `json:"id"`
	Type     MilestoneType `json:"type"`
	Baseline workcal.Date  `json:"baseline_date"` // as first planned; changes only by Rebaseline
	Target   workcal.Date  `json:"target_date"`   // as planned now
	Alt      workcal.Date  `json:"alt_date"`      // promised instead, once the target is lost
	Actual   workcal.Date  `json:"actual_date"`
	// HardBy and HardReason are a date that cannot give, and why
	// ("成都总公司产线春节空档搬迁, 年底前完工").
	HardBy     workcal.Date `json:"hard_by"`
	HardReason string       `json:"hard_constraint"`
	Reason     string       `json:"reason"`     // of the latest change
	BlockedBy  []string     `json:"blocked_by"` // ids of the issues in its way
	NotNeeded  bool         `json:"not_needed"` // this project has no such milestone
}

// MilestonePatch asks for changes; a nil field stays as it is, and a zero date clears.
type MilestonePatch struct {
	Baseline   *workcal.Date `json:"baseline_date,omitempty"`
	Target     *workcal.Date `json:"target_date,omitempty"`
	Alt        *workcal.Date `json:"alt_date,omitempty"`
	Actual     *workcal.Date `json:"actual_date,omitempty"`
	HardBy     *workcal.Date `json:"hard_by,omitempty"`
	HardReason *string       `json:"hard_constraint,omitempty"`
	BlockedBy  *[]string     `json:"blocked_by,omitempty"`
	NotNeeded  *bool         `json:"not_needed,omitempty"`
	Reason     string        `json:"reason,omitempty"`
	Basis      string        `json:"basis,omitempty"` // the document behind the change
	Rebaseline bool          `json:"rebaseline,omitempty"`
}

// Change is one field of one milestone as it was and as it became. Changes are
// kept for ever (A-4, C-15).
type Change struct {
	Field string `json:"field"`
	Old   string `json:"old"`
	New   string `json:"new"`
}

// Revise applies the patch, or refuses it with milestone.baseline_fixed,
// milestone.reason_needed, milestone.basis_needed, milestone.actual_future,
// milestone.past_constraint, milestone.not_needed, milestone.out_of_sequence or
// phase.needs_completed. The first target becomes the baseline.
func (m Milestone) Revise(p MilestonePatch, others []Milestone, today workcal.Date) (Milestone, []Change, error) {
	if !m.Type.Known() {
		return m, nil, invalid("milestone.type_unknown", "type", "no milestone type %q", m.Type)
	}
	after := m.patched(p)
	if err := m.checkDates(after, p); err != nil {
		return m, nil, err
	}
	if err := m.checkActual(after, p, others, today); err != nil {
		return m, nil, err
	}
	if after.NotNeeded && !(after.Target.IsZero() && after.Actual.IsZero() && after.Alt.IsZero()) {
		return m, nil, invalid("milestone.not_needed", "not_needed", "%s has dates", m.Type).With("name", m.Type.Text())
	}
	if after.Baseline.IsZero() {
		after.Baseline = after.Target
	}
	changes := m.diff(after)
	if len(changes) > 0 && p.Reason != "" {
		after.Reason = p.Reason
	}
	return after, changes, nil
}

func (m Milestone) patched(p MilestonePatch) Milestone {
	after := m
	set(&after.Baseline, p.Baseline)
	set(&after.Target, p.Target)
	set(&after.Alt, p.Alt)
	set(&after.Actual, p.Actual)
	set(&after.HardBy, p.HardBy)
	set(&after.HardReason, p.HardReason)
	set(&after.NotNeeded, p.NotNeeded)
	if p.BlockedBy != nil {
		after.BlockedBy = slices.Clone(*p.BlockedBy)
		slices.Sort(after.BlockedBy)
		after.BlockedBy = slices.Compact(after.BlockedBy)
	}
	return after
}

func set[T any](to *T, from *T) {
	if from != nil {
		*to = *from
	}
}

// checkDates guards the planned dates: the baseline is not changed silently, a
// changed target or an alternative has a reason, no target lies behind a hard date.
func (m Milestone) checkDates(after Milestone, p MilestonePatch) error {
	if !m.Baseline.IsZero() && after.Baseline != m.Baseline && !p.Rebaseline {
		return fault.New(fault.Conflict, "milestone.baseline_fixed", "baseline of %s is %s", m.Type, m.Baseline).
			On("baseline_date").With("name", m.Type.Text()).With("baseline", m.Baseline.String())
	}
	if after.Baseline != m.Baseline && !m.Baseline.IsZero() && (p.Reason == "" || p.Basis == "") {
		return invalid("milestone.basis_needed", "basis", "a new baseline needs reason and basis").With("name", m.Type.Text())
	}
	if after.Target != m.Target && !m.Target.IsZero() && p.Reason == "" {
		return invalid("milestone.reason_needed", "reason", "target of %s moves from %s", m.Type, m.Target).
			With("name", m.Type.Text()).With("old", m.Target.String()).With("new", after.Target.String())
	}
	if after.Alt != m.Alt && !after.Alt.IsZero() {
		if p.Reason == "" {
			return invalid("milestone.reason_needed", "reason", "an alternative date of %s needs a reason", m.Type).
				With("name", m.Type.Text()).With("old", m.Target.String()).With("new", after.Alt.String())
		}
		if after.Target.IsZero() || !after.Alt.After(after.Target) {
			return invalid("milestone.alt_not_later", "alt_date", "alternative %s is not after target %s", after.Alt, after.Target)
		}
	}
	if after.HardBy != m.HardBy && !m.HardBy.IsZero() && p.Reason == "" {
		return invalid("milestone.reason_needed", "reason", "the hard date of %s moves", m.Type).
			With("name", m.Type.Text()).With("old", m.HardBy.String()).With("new", after.HardBy.String())
	}
	moved := after.Target != m.Target || after.HardBy != m.HardBy
	if moved && !after.HardBy.IsZero() && after.Target.After(after.HardBy) {
		return fault.New(fault.Conflict, "milestone.past_constraint", "target %s is after %s", after.Target, after.HardBy).
			On("target_date").With("name", m.Type.Text()).With("hard_by", after.HardBy.String()).With("hard_constraint", after.HardReason)
	}
	return nil
}

// checkActual guards the fact: never in the future, in sequence, production only
// after completion (R11), and not rewritten without reason and basis.
func (m Milestone) checkActual(after Milestone, p MilestonePatch, others []Milestone, today workcal.Date) error {
	if after.Actual == m.Actual {
		return nil
	}
	if !m.Actual.IsZero() && (p.Reason == "" || p.Basis == "") {
		return invalid("milestone.basis_needed", "basis", "actual date of %s is recorded as %s", m.Type, m.Actual).
			With("name", m.Type.Text())
	}
	if after.Actual.IsZero() {
		return nil
	}
	if after.Actual.After(today) {
		return invalid("milestone.actual_future", "actual_date", "actual %s is after %s", after.Actual, today).
			With("name", m.Type.Text()).With("actual", after.Actual.String()).With("today", today.String())
	}
	if err := needsCompleted(m.Type, others); err != nil {
		return err
	}
	return inSequence(m.Type, after.Actual, others)
}

// inSequence refuses an actual date before that of an earlier milestone, or
// after that of a later one.
func inSequence(kind MilestoneType, on workcal.Date, others []Milestone) error {
	at := slices.Index(sequence, kind)
	if at < 0 {
		return nil
	}
	for i, t := range sequence {
		o, ok := find(others, t)
		if !ok || o.Actual.IsZero() || i == at {
			continue
		}
		if (i < at && on.Before(o.Actual)) || (i > at && on.After(o.Actual)) {
			return fault.New(fault.Conflict, "milestone.out_of_sequence", "%s on %s against %s on %s", kind, on, t, o.Actual).
				On("actual_date").With("name", kind.Text()).With("on", on.String()).
				With("other", t.Text()).With("other_on", o.Actual.String())
		}
	}
	return nil
}

func (m Milestone) diff(after Milestone) []Change {
	var out []Change
	add := func(field, before, now string) {
		if before != now {
			out = append(out, Change{field, before, now})
		}
	}
	add("baseline_date", m.Baseline.String(), after.Baseline.String())
	add("target_date", m.Target.String(), after.Target.String())
	add("alt_date", m.Alt.String(), after.Alt.String())
	add("actual_date", m.Actual.String(), after.Actual.String())
	add("hard_by", m.HardBy.String(), after.HardBy.String())
	add("hard_constraint", m.HardReason, after.HardReason)
	add("blocked_by", joined(m.BlockedBy), joined(after.BlockedBy))
	add("not_needed", yesNo(m.NotNeeded), yesNo(after.NotNeeded))
	return out
}

// SortMilestones puts milestones in the order they come about.
func SortMilestones(ms []Milestone) {
	slices.SortStableFunc(ms, func(a, b Milestone) int {
		return cmp.Compare(slices.Index(MilestoneTypes, a.Type), slices.Index(MilestoneTypes, b.Type))
	})
}

func find(ms []Milestone, t MilestoneType) (Milestone, bool) {
	for _, m := range ms {
		if m.Type == t {
			return m, true
		}
	}
	return Milestone{}, false
}

func yesNo(b bool) string {
	if b {
		return "是"
	}
	return "否"
}

func joined(ids []string) string {
	out := ""
	for i, id := range ids {
		if i > 0 {
			out += ","
		}
		out += id
	}
	return out
}
