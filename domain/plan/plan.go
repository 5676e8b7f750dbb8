// Package plan is the approval plan 审批计划 of one project: which matters 事项 it
// needs over the four stages, what each waits for, by when, and how each goes.
// It hands several matters in at once 一窗受理 and gives birth to their approvals
// 并联审批, moves the dates of what waits upstream, opens an issue over every
// breach and block, and tells the register which milestones are reached. It
// decides no approval, does no I/O and never asks the time.
package plan

import (
	"slices"
	"time"

	"github.com/diaodu/diaodu/domain/between"
	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/process"
	"github.com/diaodu/diaodu/domain/workcal"
)

// Status is where a plan stands.
type Status string

const (
	Active    Status = "active"    // 推进中
	Held      Status = "held"      // 已暂停: nothing new is handed in
	Completed Status = "completed" // 已办结: every matter is approved or dropped
	Closed    Status = "closed"    // 已终止
)

// Statuses lists every status.
var Statuses = []Status{Active, Held, Completed, Closed}

// Open tells whether the plan still waits for somebody.
func (s Status) Open() bool { return s == Active || s == Held }

// Plan is the state of one plan: the fold of its events.
type Plan struct {
	casefile.Head
	Status   Status               `json:"status"`
	Project  between.ProjectRef   `json:"project"`
	Facts    process.ProjectFacts `json:"facts"`
	Type     string               `json:"type"` // of Types
	TypeName string               `json:"type_name"`
	Window   between.Unit         `json:"window"` // 综合窗口: takes submissions in for everybody
	Total    Timing               `json:"total"`  // of the whole plan
	Stages   []Stage              `json:"stages"`
	Matters  []Matter             `json:"matters"`
	// Library is every material handed in so far: what was given once is not asked
	// for again (L-4). Common are the fields every form shares, likewise.
	Library []Given         `json:"library,omitempty"`
	Common  []process.Field `json:"common,omitempty"`

	Batches  []Batch      `json:"batches,omitempty"`
	Blocks   []Block      `json:"blocks,omitempty"`
	Issues   []IssueRef   `json:"issues,omitempty"`
	Reached  []Reached    `json:"reached,omitempty"`
	Shifts   []Shift      `json:"shifts,omitempty"`
	Holds    []Hold       `json:"holds,omitempty"`
	Notes    []Note       `json:"notes,omitempty"`
	Warnings []Warning    `json:"warnings,omitempty"`
	Targets  []TargetDate `json:"targets,omitempty"` // of the register's milestones, as of the drawing
	EndedOn  workcal.Date `json:"ended_on,omitzero"` // completed or closed
	Ending   string       `json:"ending,omitempty"`  // why it was closed
}

// Timing is a limit by law and by promise with their clocks. The clocks count
// the workdays on which something lies with the authorities: 审批用时. While all
// is with the owner, or excluded by a special procedure, they stand still.
type Timing struct {
	Statutory int           `json:"statutory"` // workdays
	Promised  int           `json:"promised"`  // workdays, not longer than the law's
	Law       workcal.Clock `json:"law,omitzero"`
	Promise   workcal.Clock `json:"promise,omitzero"`
}

// Stage is one of the four stages 四阶段 with its lead unit.
type Stage struct {
	Phase process.Phase `json:"phase"`
	Lead  between.Unit  `json:"lead"` // 牵头部门
	Timing
}

// Need is what a matter waits for.
type Need struct {
	ID string `json:"id"` // of the other matter
	// Deferrable 可容缺: the application may be handed in before the other is
	// approved; its result follows.
	Deferrable bool `json:"deferrable,omitempty"`
	// Lag is the workdays that lie between, such as the time of building.
	Lag int `json:"lag,omitempty"`
}

// Span is when a matter is in the authorities' hands, as planned.
type Span struct {
	Start workcal.Date `json:"start,omitzero"` // handed in
	End   workcal.Date `json:"end,omitzero"`   // decided
}

// Spec is what the plan must know of a matter's definition; the door fills it.
type Spec struct {
	Process   string        `json:"process"` // code of the definition
	Name      string        `json:"name"`
	Phase     process.Phase `json:"phase"`
	Authority between.Unit  `json:"authority"`      // 实施机关
	Kind      string        `json:"kind,omitempty"` // 许可, 备案…
	Statutory int           `json:"statutory"`      // workdays
	Promised  int           `json:"promised"`       // workdays
	Milestone string        `json:"milestone,omitempty"`
}

// Matter 事项 is one matter of the plan.
type Matter struct {
	ID string `json:"id"`
	Spec
	Needs []Need `json:"needs,omitempty"`
	// Parallel 可并行: need not wait for the stages before its own.
	Parallel bool `json:"parallel,omitempty"`

	Baseline Span `json:"baseline"` // as first planned
	Target   Span `json:"target"`   // as planned now
	// Wait is the earliest day it is now expected to be handed in, Expect to be
	// decided, where a planned day has passed without it.
	Wait   workcal.Date `json:"wait,omitzero"`
	Expect workcal.Date `json:"expect,omitzero"`

	Try      int                   `json:"try,omitempty"` // applications so far
	Batch    int                   `json:"batch,omitempty"`
	Approval string                `json:"approval_id,omitempty"`
	No       string                `json:"no,omitempty"`    // of the approval
	Heard    int                   `json:"heard,omitempty"` // the approval's seq of the last message
	State    between.ApprovalState `json:"state,omitempty"` // empty: not handed in
	Code     string                `json:"code,omitempty"`  // the approval's own status
	Step     string                `json:"step,omitempty"`
	At       string                `json:"at,omitempty"` // names of its open stages
	Ball     *casefile.Ball        `json:"ball,omitempty"`

	SubmittedOn workcal.Date `json:"submitted_on,omitzero"`
	AcceptedOn  workcal.Date `json:"accepted_on,omitzero"`
	LawDue      workcal.Date `json:"law_due,omitzero"`
	PromiseDue  workcal.Date `json:"promise_due,omitzero"`
	Law         string       `json:"law,omitempty"` // light
	Promise     string       `json:"promise,omitempty"`
	EndedOn     workcal.Date `json:"ended_on,omitzero"` // of the last application
	ResultNo    string       `json:"result_no,omitempty"`
	ResultName  string       `json:"result_name,omitempty"`
	Reason      string       `json:"reason,omitempty"` // why it was refused or rejected
	Past        []Attempt    `json:"past,omitempty"`

	Added   *Edit `json:"added,omitempty"`   // after the drawing
	Dropped *Edit `json:"dropped,omitempty"` // not needed after all
}

// Attempt is an application that came to nothing.
type Attempt struct {
	Try      int                   `json:"try"`
	Approval string                `json:"approval_id"`
	No       string                `json:"no,omitempty"`
	State    between.ApprovalState `json:"state"`
	Reason   string                `json:"reason,omitempty"`
	On       workcal.Date          `json:"on"`
}

// Edit says who changed the plan, why, and on what basis.
type Edit struct {
	By     Person       `json:"by"`
	On     workcal.Date `json:"on"`
	Reason string       `json:"reason"`
	Basis  string       `json:"basis"` // 依据
}

// Person is somebody as the plan remembers them.
type Person struct {
	UserID string `json:"user_id,omitempty"`
	Name   string `json:"name,omitempty"`
}

// Given is one material in the plan's library.
type Given struct {
	ID    string                `json:"id"`
	Files []casefile.Attachment `json:"files"`
	On    workcal.Date          `json:"on"`
}

// Batch is one submission 一窗受理 of several matters.
type Batch struct {
	N         int               `json:"n"`
	At        time.Time         `json:"at"`
	By        between.Submitter `json:"by"`
	Applicant between.Applicant `json:"applicant"`
	Matters   []string          `json:"matters"`
	Materials int               `json:"materials"` // files handed in with it
	Reused    int               `json:"reused"`    // materials taken from the library or from the district's own results
}

// Block is what holds a matter, or the whole plan, up outside its approvals.
type Block struct {
	N      int          `json:"n"`
	Matter string       `json:"matter,omitempty"`
	Kind   string       `json:"kind"` // of BlockKinds
	Text   string       `json:"text"`
	Org    between.Unit `json:"org,omitzero"` // who can clear it
	By     Person       `json:"by"`
	Since  workcal.Date `json:"since"`
	Ended  workcal.Date `json:"ended,omitzero"`
	How    string       `json:"how,omitempty"`
	Issue  string       `json:"issue"` // id of the issue it opened
}

// IssueRef is an issue that the plan opened, as it last heard of it.
type IssueRef struct {
	Key    string       `json:"key"`
	Kind   string       `json:"kind"` // breach, stage, total, block
	ID     string       `json:"id"`
	No     string       `json:"no,omitempty"`
	Matter string       `json:"matter,omitempty"`
	Phase  string       `json:"phase,omitempty"`
	Title  string       `json:"title"`
	State  string       `json:"state"` // of the issue; "refused" where it could not be opened
	On     workcal.Date `json:"on"`
	Ended  workcal.Date `json:"ended,omitzero"`
	Result string       `json:"result,omitempty"`
}

// Reached is a milestone of the project that the plan's approvals reached.
type Reached struct {
	Milestone string       `json:"milestone"`
	On        workcal.Date `json:"on"`
	Matter    string       `json:"matter"` // the last of those it hangs on
	Evidence  string       `json:"evidence"`
	// Undone is when an approval it hung on was taken back, for Why; it can be
	// reached again.
	Undone workcal.Date `json:"undone,omitzero"`
	Why    string       `json:"why,omitempty"`
}

// Hold is one time the plan stood still.
type Hold struct {
	N      int          `json:"n"`
	From   workcal.Date `json:"from"`
	To     workcal.Date `json:"to,omitzero"`
	Reason string       `json:"reason"`
	By     Person       `json:"by"`
}

// Note is a remark; owners read only the published ones (R14).
type Note struct {
	N         int       `json:"n"`
	At        time.Time `json:"at"`
	By        Person    `json:"by"`
	OrgName   string    `json:"org_name,omitempty"`
	Text      string    `json:"text"`
	Published bool      `json:"published,omitempty"`
}

// Warning is another case, or the register, refusing what the plan told it;
// somebody must look.
type Warning struct {
	Kind   casefile.Kind `json:"kind"`
	CaseID string        `json:"case_id"`
	Act    string        `json:"act"`
	Code   string        `json:"code"`
	Why    string        `json:"why,omitempty"`
	Matter string        `json:"matter,omitempty"`
	On     workcal.Date  `json:"on"`
}

// TargetDate is the target of one of the project's milestones.
type TargetDate struct {
	Milestone string       `json:"milestone"`
	On        workcal.Date `json:"on"`
}

// StatusCode is the status as lists show it.
func (p *Plan) StatusCode() string { return string(p.Status) }

// Title is the plan in one line.
func (p *Plan) Title() string { return p.Project.Name + "审批计划" }

// Parties are the owner's enterprise, the window, the stages' lead units and
// the authorities of the matters.
func (p *Plan) Parties() []casefile.Party {
	var ps []casefile.Party
	add := func(kind casefile.PartyType, id string) {
		party := casefile.Party{Type: kind, ID: id}
		if id != "" && !slices.Contains(ps, party) {
			ps = append(ps, party)
		}
	}
	add(casefile.PartyEnterprise, p.Project.EnterpriseID)
	for _, u := range p.units() {
		add(casefile.PartyOrg, u.ID)
	}
	return ps
}

// units are everybody who works on the plan, each once.
func (p *Plan) units() []between.Unit {
	units := []between.Unit{p.Window}
	for _, s := range p.Stages {
		units = append(units, s.Lead)
	}
	for _, m := range p.Matters {
		if m.Dropped == nil {
			units = append(units, m.Authority)
		}
	}
	var once []between.Unit
	for _, u := range units {
		if u.ID != "" && !slices.ContainsFunc(once, func(o between.Unit) bool { return o.ID == u.ID }) {
			once = append(once, u)
		}
	}
	return once
}

// Tallies are the counters a plan in this state adds 1 to.
func (p *Plan) Tallies() []casefile.Tally {
	ts := []casefile.Tally{
		{Measure: "plan.status", Key: string(p.Status)},
		{Measure: "plan.type", Key: p.Type},
	}
	if p.Status.Open() {
		for _, m := range p.Matters {
			if m.running() {
				ts = append(ts, casefile.Tally{Measure: "plan.running_by_org", Key: m.Authority.ID})
			}
		}
	}
	return ts
}

// archiveDays is how long an ended plan still hears of its approvals and issues.
const archiveDays = 90

func (p *Plan) archiveKey() string { return "archive/" + p.EndedOn.String() }

// Done tells whether nothing can happen any more.
func (p *Plan) Done() bool {
	return p.Born() && !p.Status.Open() && len(p.Owed) == 0 && p.HasRung(p.archiveKey())
}

var _ casefile.Life[Command] = (*Plan)(nil)
