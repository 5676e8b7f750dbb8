package process

import "github.com/diaodu/diaodu/domain/org"

// Kind is what a step does.
type Kind string

const (
	KindStage    Kind = "stage"    // 环节: people decide
	KindParallel Kind = "parallel" // 并行: every branch whose condition holds, then join
	KindChoose   Kind = "choose"   // 选择: the first branch whose condition holds
	KindEach     Kind = "each"     // 逐单位: the same steps once for each unit of a field
	KindCall     Kind = "call"     // 子流程: another process as a case of its own
	KindNotice   Kind = "notice"   // 公示: wait for objections
	KindWait     Kind = "wait"     // 等待回调: wait for another system
	KindGoto     Kind = "goto"     // 跳转: go on elsewhere, also backwards
	KindCC       Kind = "cc"       // 抄送: tell people, wait for nothing
	KindEnd      Kind = "end"      // 结束: end the case with a result
)

// Kinds lists every kind of step.
var Kinds = []Kind{KindStage, KindParallel, KindChoose, KindEach, KindCall, KindNotice, KindWait, KindGoto, KindCC, KindEnd}

// Block tells whether the step has branches.
func (k Kind) Block() bool { return k == KindParallel || k == KindChoose || k == KindEach }

// Step is one element of a process. Steps stand in sequences; blocks hold
// branches, each a sequence, so that blocks are well nested by their form.
type Step struct {
	ID   string `json:"id"`
	Kind Kind   `json:"kind"`
	Name string `json:"name,omitempty"`
	// When is a CEL condition; where it is false the step is passed over.
	When     string   `json:"when,omitempty"`
	Branches []Branch `json:"branches,omitempty"` // parallel, choose; of each: exactly one
	// OnReject is where a block leads one of whose branches was rejected: "end"
	// (default), "branch", or the id of an earlier step (E6).
	OnReject string `json:"on_reject,omitempty"`
	// Over is the form field of an each or call step that lists the units.
	Over   string  `json:"over,omitempty"`
	Stage  *Stage  `json:"stage,omitempty"`
	Call   *Call   `json:"call,omitempty"`
	Notice *Notice `json:"notice,omitempty"`
	Wait   *Wait   `json:"wait,omitempty"`
	To     string  `json:"to,omitempty"`     // goto: id of the step
	CC     []Who   `json:"cc,omitempty"`     // cc
	Result Result  `json:"result,omitempty"` // end
	Line   int     `json:"-"`
}

// Branch is one way through a block. A branch of choose or parallel without a
// condition is always taken; Otherwise is taken where no condition holds.
type Branch struct {
	Name      string `json:"name,omitempty" yaml:"name"`
	When      string `json:"when,omitempty" yaml:"when"`
	Otherwise bool   `json:"otherwise,omitempty" yaml:"otherwise"`
	Steps     []Step `json:"steps,omitempty" yaml:"steps"`
	Line      int    `json:"-" yaml:"-"`
}

// Result is how a case ends by its definition.
type Result string

const (
	Approved Result = "approved" // 准予 / 通过
	Rejected Result = "rejected" // 不予许可 / 不通过
	Refused  Result = "refused"  // 不予受理
)

// Mode is how the seats of a stage decide together.
type Mode string

const (
	Single  Mode = "single"  // one seat decides
	Any     Mode = "any"     // 或签: the first decision of either kind
	All     Mode = "all"     // 会签: everybody approves
	Ordered Mode = "ordered" // 依次: one after the other
	Vote    Mode = "vote"    // 票签: by weight of votes
)

// Modes lists every mode.
var Modes = []Mode{Single, Any, All, Ordered, Vote}

// Stage 环节 is a set of seats 席位 that decide together.
type Stage struct {
	// Accepts marks acceptance 受理: its rejection is 不予受理, and it may let
	// deferrable materials follow 容缺.
	Accepts bool   `json:"accepts,omitempty" yaml:"accepts"`
	By      []Who  `json:"by" yaml:"by"`
	Mode    Mode   `json:"mode,omitempty" yaml:"mode"` // default: single for one seat, else all
	Ballot  Ballot `json:"vote,omitzero" yaml:"vote"`
	// Veto 一票否决 names roles whose rejection decides at once; "any" is everybody's.
	Veto []string `json:"veto,omitempty" yaml:"veto"`
	// OnReject is where a rejection leads: "end" (default), "branch" (only this
	// branch is rejected, the join goes on), or the id of an earlier step (E6).
	OnReject string `json:"on_reject,omitempty" yaml:"on_reject"`
	// Outcomes are decisions of its own beside approve and reject, as other
	// systems' actions are: each leads to a step or an end.
	Outcomes []Outcome `json:"outcomes,omitempty" yaml:"outcomes"`
	Return   Return    `json:"return,omitzero" yaml:"return"`
	// Within is the stage's law in workdays, Promised its promise; 0 has no clock.
	Within   int  `json:"within,omitempty" yaml:"within"`
	Promised int  `json:"promised,omitempty" yaml:"promised"`
	Late     Late `json:"late,omitzero" yaml:"late"`
	// Nobody, Starter, Repeat override the process's rules.
	Nobody  *Nobody `json:"nobody,omitempty" yaml:"nobody"`
	Starter string  `json:"starter,omitempty" yaml:"starter"`
	Repeat  string  `json:"repeat,omitempty" yaml:"repeat"`
	// Signature demands everybody's own decision: no stand-in, no repeat (E27).
	Signature bool `json:"signature,omitempty" yaml:"signature"`
	// Opinion is when words are required: "reject" (default), "always" or "never".
	Opinion string `json:"opinion,omitempty" yaml:"opinion"`
	Fields  Fields `json:"fields,omitzero" yaml:"fields"`
	// May lists the operations its seats have beside deciding; nil means DefaultMay.
	May []Op `json:"may,omitzero" yaml:"may"`
	// Visit 现场踏勘: the stage needs a joint site visit with each unit's findings
	// before it can approve (B-17).
	Visit bool `json:"visit,omitempty" yaml:"visit"`
	// Irreversible: what the stage did cannot be taken back (E12).
	Irreversible bool `json:"irreversible,omitempty" yaml:"irreversible"`
	// Sight is what co-deciders see of each other before all have decided: "open"
	// (default) or "sealed".
	Sight string `json:"sight,omitempty" yaml:"sight"`
}

// Ballot is the arithmetic of a vote (E5), in integers throughout.
type Ballot struct {
	Threshold int    `json:"threshold,omitempty" yaml:"threshold"` // percent of weight for a pass; 0 means 51
	Of        string `json:"of,omitempty" yaml:"of"`               // "all" (default) or "cast"
	Abstain   string `json:"abstain,omitempty" yaml:"abstain"`     // "counts" (default) or "excluded" from the denominator
	Quorum    int    `json:"quorum,omitempty" yaml:"quorum"`       // votes needed, by heads; 0 has none
	Late      bool   `json:"late,omitempty" yaml:"late"`           // wait for every vote, never decide early
	Tie       string `json:"tie,omitempty" yaml:"tie"`             // "reject" (default) or "chair"
	Chair     *Who   `json:"chair,omitempty" yaml:"chair"`         // whose vote settles a tie
}

// Outcome is a named decision, such as "send to field inspection".
type Outcome struct {
	ID      string `json:"id" yaml:"id"`
	Name    string `json:"name" yaml:"name"`
	To      string `json:"to,omitempty" yaml:"to"`           // id of a step
	End     Result `json:"end,omitempty" yaml:"end"`         // or an end
	Opinion bool   `json:"opinion,omitempty" yaml:"opinion"` // words are required
	Line    int    `json:"-" yaml:"-"`
}

// Return 退回 is what a stage may send back.
type Return struct {
	// To lists where: "starter", "previous", or ids; empty means any step visited.
	To []string `json:"to,omitempty" yaml:"to"`
	// Resume is "replay" (default: walk forward again) or "direct" (straight back
	// to the returner), E8. "choice" lets the returner say.
	Resume string `json:"resume,omitempty" yaml:"resume"`
	Never  bool   `json:"never,omitempty" yaml:"never"`
}

// Late is what happens when a stage's clock runs out.
type Late struct {
	// Remind lists workdays before (negative) and after the due day on which the
	// deciders are reminded; nil means -1, 0, 1.
	Remind []int `json:"remind,omitzero" yaml:"remind"`
	// Then is "hold" (default), "pass", "reject", "return" or "escalate".
	Then string `json:"then,omitempty" yaml:"then"`
	// Basis is the law by which silence passes (B-14); "pass" is refused without.
	Basis string `json:"basis,omitempty" yaml:"basis"`
	// Escalate lists who is told, and with "escalate" takes the seat.
	Escalate []Who `json:"escalate,omitempty" yaml:"escalate"`
}

// Fields is what the stage's people may do with the form (E34). A field in
// neither list is readable.
type Fields struct {
	Write    []string `json:"write,omitempty" yaml:"write"`
	Required []string `json:"required,omitempty" yaml:"required"` // must be filled before approval; writable too
	Hidden   []string `json:"hidden,omitempty" yaml:"hidden"`
}

// Op is an operation on a seat beside deciding.
type Op string

const (
	OpReturn     Op = "return"     // 退回
	OpTransfer   Op = "transfer"   // 转办
	OpDelegate   Op = "delegate"   // 委派
	OpAddSign    Op = "add_sign"   // 加签
	OpCC         Op = "cc"         // 抄送
	OpConsult    Op = "consult"    // 征求意见
	OpSupplement Op = "supplement" // 补正
	OpTakeBack   Op = "take_back"  // 拿回
	OpPause      Op = "pause"      // 特别程序
	OpRecuse     Op = "recuse"     // 回避
)

// Ops lists every operation.
var Ops = []Op{OpReturn, OpTransfer, OpDelegate, OpAddSign, OpCC, OpConsult, OpSupplement, OpTakeBack, OpPause, OpRecuse}

// DefaultMay is what the seats of a stage may do where it does not say.
var DefaultMay = []Op{OpReturn, OpTransfer, OpDelegate, OpAddSign, OpCC, OpConsult, OpTakeBack, OpRecuse}

// Call 子流程 starts another process as a case of its own; with Over, one for
// each unit of the field.
type Call struct {
	Process string `json:"process" yaml:"process"`
	// Detached: the parent does not wait 异步.
	Detached bool `json:"detached,omitempty" yaml:"detached"`
	// Gather says when the step passes: "all" (default: every sub-case approved)
	// or "done" (every one ended, however).
	Gather string `json:"gather,omitempty" yaml:"gather"`
	// Copy lists the form fields handed down.
	Copy []string `json:"copy,omitempty" yaml:"copy"`
	// OnReject is as a stage's.
	OnReject string `json:"on_reject,omitempty" yaml:"on_reject"`
}

// Notice 公示 waits for objections.
type Notice struct {
	Days     int  `json:"days" yaml:"days"`                   // how long
	Calendar bool `json:"calendar,omitempty" yaml:"calendar"` // in calendar days instead of workdays
	By       Who  `json:"by" yaml:"by"`                       // who records and settles objections
	// OnObjection is where an upheld objection leads: "end" (default, rejected) or
	// the id of an earlier step.
	OnObjection string `json:"on_objection,omitempty" yaml:"on_objection"`
	// Excluded: the days do not count for the case's clocks (特别程序).
	Excluded bool `json:"excluded,omitempty" yaml:"excluded"`
}

// Wait waits for another system to report.
type Wait struct {
	From     string `json:"from" yaml:"from"` // name of the system
	By       Who    `json:"by" yaml:"by"`     // who may report by hand, with a paper
	Within   int    `json:"within,omitempty" yaml:"within"`
	Late     Late   `json:"late,omitzero" yaml:"late"`
	Excluded bool   `json:"excluded,omitempty" yaml:"excluded"`
	// OnReject is as a stage's.
	OnReject string `json:"on_reject,omitempty" yaml:"on_reject"`
}

// UnitRole tells whether a role is held in a unit rather than in the district.
func UnitRole(r org.Role) bool {
	for _, u := range org.DeptRoles {
		if u == r {
			return true
		}
	}
	return false
}
