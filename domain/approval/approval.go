// Package approval is the life of one application 办件 through its approval
// process: an interpreter of domain/process definitions. State is the definition
// the case was born with, every opening of a step, and every seat. It does no
// I/O and never asks the time. It refuses to decide a stage twice, to let a
// timed-out or departed person block a case unseen, and to pass anything because
// nobody was there.
package approval

import (
	"slices"
	"time"

	"github.com/diaodu/diaodu/domain/between"
	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/process"
	"github.com/diaodu/diaodu/domain/workcal"
)

// Status is where an application stands as a whole. The five ways to end badly
// are told apart in every figure (B-12).
type Status string

const (
	Running    Status = "running"    // 审批中
	Waiting    Status = "waiting"    // 补正中: the applicant must hand in what is missing (E18)
	Suspended  Status = "suspended"  // 已挂起 (E17)
	Approved   Status = "approved"   // 准予
	Rejected   Status = "rejected"   // 不予许可
	Refused    Status = "refused"    // 不予受理
	Withdrawn  Status = "withdrawn"  // 已撤回, by the applicant (E11)
	Abandoned  Status = "abandoned"  // 视为放弃: a 补正 was never answered
	Terminated Status = "terminated" // 已终止, by the authority
	Voided     Status = "voided"     // 已作废: a decision declared void, its history kept
	Revoked    Status = "revoked"    // 已撤销: the applicant's word 承诺 proved false
)

// Statuses lists every status in the order an application may pass them.
var Statuses = []Status{
	Running, Waiting, Suspended, Approved, Rejected, Refused, Withdrawn, Abandoned, Terminated, Voided, Revoked,
}

var (
	live  = []Status{Running, Waiting, Suspended}
	ended = []Status{Approved, Rejected, Refused, Withdrawn, Abandoned, Terminated, Voided, Revoked}
)

// Live tells whether the application still waits for somebody.
func (s Status) Live() bool { return slices.Contains(live, s) }

// Approval is the state of one application: the fold of its events. It is plain
// data and travels whole from run to run.
type Approval struct {
	casefile.Head
	Status Status                `json:"status"`
	Before Status                `json:"before,omitempty"` // what suspension interrupted
	Birth  between.ApprovalBirth `json:"birth,omitzero"`   // as it was handed in; its definition is in Def
	// Def is the definition in force: that of the birth, or of the last migration (E31).
	Def       process.Definition `json:"def,omitzero"`
	Semantics int                `json:"semantics"`
	Form      []process.Field    `json:"form,omitempty"`
	// Filled are the fields that people of a stage filled, no longer the applicant's to change (E34).
	Filled []string `json:"filled,omitempty"`
	Round  int      `json:"round"` // of the case: 1, and 1 more after every return (E27)

	Runs  []Run  `json:"runs,omitempty"`
	Seats []Seat `json:"seats,omitempty"`
	// SeatNo is the number of the last seat made. Rounds long past are let go of,
	// see forget; Past are the parties they had.
	SeatNo int              `json:"seat_no,omitempty"`
	Past   []casefile.Party `json:"past,omitempty"`

	Law     workcal.Clock `json:"law"`     // 法定时限
	Promise workcal.Clock `json:"promise"` // 承诺时限
	// ClockSeq is the event that started them, so that taking it back unstarts them.
	ClockSeq int    `json:"clock_seq,omitempty"`
	Stops    []Stop `json:"stops,omitempty"`

	Materials   []Material             `json:"materials,omitempty"`
	Supplements []Supplement           `json:"supplements,omitempty"`
	Copies      []Copy                 `json:"copies,omitempty"`
	Consults    []Consult              `json:"consults,omitempty"`
	Objections  []Objection            `json:"objections,omitempty"`
	Chosen      []between.ChosenPeople `json:"chosen,omitempty"`
	Roster      []Found                `json:"roster,omitempty"`
	Word        *Word                  `json:"word,omitempty"` // 告知承诺
	Extended    *Extended              `json:"extended,omitempty"`
	End         *End                   `json:"end,omitempty"`
	Refusals    []Refusal              `json:"refusals,omitempty"`
	Migrations  []Migration            `json:"migrations,omitempty"`
}

// Run is one opening of a step: of a stage, a block, a wait. Steps opened again
// have a run for each round; runs are never removed.
type Run struct {
	N     int    `json:"n"`
	Step  string `json:"step"`
	Item  string `json:"item,omitempty"` // unit of the each block around it
	Round int    `json:"round"`          // of this step: 1, 2…
	// In is the number of the block's run it lies in, 0 at the top; Branch is which
	// way there: an index, or a unit's id.
	In      int    `json:"in,omitempty"`
	Branch  string `json:"branch,omitempty"`
	Open    bool   `json:"open,omitempty"`
	Finding bool   `json:"finding,omitempty"` // its people are being looked up
	// Outcome is how it ended: of Outcomes, or the id of a definition's outcome.
	Outcome string `json:"outcome,omitempty"`
	// By is who ended it; TimedOut where the clock did (E14, E15).
	By       Person        `json:"by,omitzero"`
	OpenSeq  int           `json:"open_seq"`
	EndSeq   int           `json:"end_seq,omitempty"`
	OpenedAt time.Time     `json:"opened_at"`
	EndedAt  time.Time     `json:"ended_at,omitzero"`
	Clock    workcal.Clock `json:"clock,omitzero"`   // the stage's law
	Promise  workcal.Clock `json:"promise,omitzero"` // the stage's promise
	// Ways are the branches of a block that are taken; Done holds those that
	// delivered. A set, not a counter (E9).
	Ways []string   `json:"ways,omitempty"`
	Done []Delivery `json:"done,omitempty"`
	// Back is the seq of the return this run answers directly: when it passes, what
	// that return cut is opened again (E8).
	Back int `json:"back,omitempty"`
	// Kept is the opening whose votes this one keeps, where they still hold (E8).
	Kept   int       `json:"kept,omitempty"`
	Visits []Visit   `json:"visits,omitempty"`
	Calls  []SubCase `json:"calls,omitempty"`
	Until  time.Time `json:"until,omitzero"` // of a notice: when it is over
	// Heard is another system's word that came while the case stood still; it is
	// taken up when the case goes on.
	Heard string `json:"heard,omitempty"`
}

// Outcomes of a run beside those a definition names.
const (
	Pass      = "approved"
	Fail      = "rejected"
	Returned  = "returned"  // 已退回
	Cancelled = "cancelled" // 已取消: somebody else decided, or the case ended
	TakenBack = "taken_back"
	Skipped   = "skipped" // its condition did not hold
	Moved     = "moved"   // left by an administrator's jump
)

// Delivery is one branch arriving at its join.
type Delivery struct {
	Branch  string `json:"branch"`
	Outcome string `json:"outcome"` // Pass or Fail
	Seq     int    `json:"seq"`
}

// Stop is one reason why the clocks of the case stand still; they run again
// when no reason is left.
type Stop struct {
	Key    string       `json:"key"` // "supplement/1", "suspend/2", "special/1", "notice/7"
	Reason string       `json:"reason"`
	From   workcal.Date `json:"from"`
	To     workcal.Date `json:"to,omitzero"`    // last day; none while it lasts
	Until  workcal.Date `json:"until,omitzero"` // expected
	Notice string       `json:"notice,omitempty"`
	Days   int          `json:"days,omitempty"` // workdays it lasted
}

// Material is one paper of the application as it stands.
type Material struct {
	ID    string                `json:"id"`
	Files []casefile.Attachment `json:"files,omitempty"`
	State string                `json:"state"` // of MaterialStates
	// Result is the number of what the district issued itself 免交; it stands for
	// the paper.
	Result string       `json:"result,omitempty"`
	Due    workcal.Date `json:"due,omitzero"` // 容缺: until when it must follow
	// From and Days are what Due is computed from.
	From workcal.Date `json:"from,omitzero"`
	Days int          `json:"days,omitempty"` // workdays
	Late bool         `json:"late,omitempty"`
	Why  string       `json:"why,omitempty"` // why it was not accepted
}

// States of a material.
const (
	Missing   = "missing"   // 未提交
	Given     = "given"     // 已提交
	Checked   = "checked"   // 已核收
	Faulty    = "faulty"    // 需补正
	Deferred  = "deferred"  // 容缺, to follow
	Committed = "committed" // 以承诺代替
)

// MaterialStates lists every state of a material.
var MaterialStates = []string{Missing, Given, Checked, Faulty, Deferred, Committed}

// Supplement 补正 is one request for what is missing: told once and completely.
type Supplement struct {
	N        int          `json:"n"`
	Items    []Gap        `json:"items"`
	By       Person       `json:"by"`
	Org      between.Unit `json:"org"`
	Run      int          `json:"run"` // who asked
	AskedOn  workcal.Date `json:"asked_on"`
	Due      workcal.Date `json:"due"`
	Days     int          `json:"days,omitempty"` // workdays the applicant has
	Answered workcal.Date `json:"answered,omitzero"`
	CameOn   workcal.Date `json:"came_on,omitzero"`   // the answer's day 0: after office hours the next workday
	AcceptBy workcal.Date `json:"accept_by,omitzero"` // silence past it accepts
	Accepted workcal.Date `json:"accepted,omitzero"`
	End      string       `json:"end,omitempty"` // accepted, again, unanswered, silent, ended
}

// Gap is one thing missing or wrong, from the list of reasons and in words (B-20).
type Gap struct {
	Material string `json:"material,omitempty"`
	Field    string `json:"field,omitempty"`
	Code     string `json:"code"` // of GapCodes
	Text     string `json:"text"`
}

// GapCodes are the reasons a 补正 gives.
var GapCodes = []string{
	"missing",      // 未提供
	"incomplete",   // 内容不全
	"unclear",      // 不清晰
	"expired",      // 已过期
	"inconsistent", // 与其他材料不一致
	"unsigned",     // 未签字盖章
	"format",       // 不符合格式
	"other",        // 其他
}

// Copy 抄送 is one person told; it blocks nothing (E29).
type Copy struct {
	Person Person `json:"person"`
	By     Person `json:"by"`
	Seq    int    `json:"seq"`
	Read   bool   `json:"read,omitempty"` // 已阅
}

// Consult 征求意见 asks somebody outside the stage; the seat goes on without.
type Consult struct {
	N    int          `json:"n"`
	Seat string       `json:"seat"`
	By   Person       `json:"by"`
	Of   Person       `json:"of"`
	At   time.Time    `json:"at,omitzero"` // UTC
	Due  workcal.Date `json:"due,omitzero"`
	Done bool         `json:"done,omitempty"`
	Late bool         `json:"late,omitempty"`
}

// Objection is one raised during a notice 公示.
type Objection struct {
	N       int    `json:"n"`
	Run     int    `json:"run"`
	From    string `json:"from"`
	Settled string `json:"settled,omitempty"` // dismissed, upheld
}

// Visit 现场踏勘 is one joint visit and what each unit found (B-17).
type Visit struct {
	N        int          `json:"n"`
	On       workcal.Date `json:"on"`
	Place    string       `json:"place"`
	By       Person       `json:"by"`
	Findings []Finding    `json:"findings,omitempty"`
}

// Finding is one seat's word on a visit.
type Finding struct {
	Seat string `json:"seat"`
	Pass bool   `json:"pass"`
	Seq  int    `json:"seq"`
}

// SubCase is a case of a sub-process that a call step started.
type SubCase struct {
	CaseID  string `json:"case_id"`
	Item    string `json:"item,omitempty"`
	No      string `json:"no,omitempty"`
	Outcome string `json:"outcome,omitempty"`
}

// Word 告知承诺 is the applicant's word that stood for proof, and its check.
type Word struct {
	On      workcal.Date `json:"on"`
	By      Person       `json:"by"`
	CheckBy workcal.Date `json:"check_by,omitzero"`
	Result  string       `json:"result,omitempty"` // kept, broken
	Checked workcal.Date `json:"checked,omitzero"`
	Late    bool         `json:"late,omitempty"`
}

// Extended 延期 is the case's one extension (行政许可法).
type Extended struct {
	Days   int          `json:"days"`
	By     Person       `json:"by"`
	On     workcal.Date `json:"on"`
	Old    workcal.Date `json:"old"`
	New    workcal.Date `json:"new"`
	Reason string       `json:"reason"`
}

// End says how and when the application ended.
type End struct {
	Status Status       `json:"status"`
	Step   string       `json:"step,omitempty"`
	By     Person       `json:"by"`
	On     workcal.Date `json:"on"`
	At     time.Time    `json:"at"`
	Seq    int          `json:"seq"`
	Number string       `json:"number,omitempty"` // of the result 文号
	Late   bool         `json:"late,omitempty"`   // after the law's date
}

// Refusal is another case refusing what this one told it; somebody must look.
type Refusal struct {
	Kind   casefile.Kind `json:"kind"`
	CaseID string        `json:"case_id"`
	Act    string        `json:"act"`
	Code   string        `json:"code"`
	At     time.Time     `json:"at"`
}

// Migration is one move of the running case to another definition (E31).
type Migration struct {
	Seq  int    `json:"seq"`
	From int    `json:"from"` // version
	To   int    `json:"to"`
	Hash string `json:"hash"`
}

// Person is somebody as the application remembers them.
type Person struct {
	UserID  string `json:"user_id,omitempty"`
	Name    string `json:"name,omitempty"`
	OrgID   string `json:"org_id,omitempty"`
	OrgName string `json:"org_name,omitempty"`
}

// TimedOut is who decides where a clock ran out: nobody (E15).
var TimedOut = Person{UserID: "system:timeout", Name: "系统（超时）"}

// Found is what the directory knew of a post or person at a moment.
type Found struct {
	Key    string       `json:"key"` // see Ask
	Org    between.Unit `json:"org,omitzero"`
	People []Person     `json:"people,omitempty"`
	At     time.Time    `json:"at"`
}
