package supervision

import (
	"time"

	"github.com/diaodu/diaodu/domain/between"
	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/workcal"
)

// Change is what one event did to a task: Event.Data. It holds results, not
// rules, so that old events fold the same under new rules. Numbered things
// replace the one with the same number, the rest is set or appended; what is
// absent did not change. The store projects its rows from the same struct.
type Change struct {
	Birth    *between.TaskBirth `json:"birth,omitempty"`
	Calendar *workcal.Calendar  `json:"calendar,omitempty"`
	Plan     []PlanNode         `json:"plan,omitempty"`
	// Text is the reason or comment of the act, as officials read it in the history.
	Text     string         `json:"text,omitempty"`
	Content  string         `json:"content,omitempty"`
	Standard string         `json:"standard,omitempty"`
	Lead     *between.Unit  `json:"lead,omitempty"`
	Co       []between.Unit `json:"co,omitempty"` // with Lead: the co-organizers beside it
	Handler  *Person        `json:"handler,omitempty"`
	Forum    between.Forum  `json:"forum,omitempty"`
	ForumWhy string         `json:"forum_why,omitempty"`
	Round    int            `json:"round,omitempty"`
	Fixed    bool           `json:"fixed,omitempty"`
	SignBy   *workcal.Clock `json:"sign_by,omitempty"`
	Clock    *workcal.Clock `json:"clock,omitempty"`
	Since    *time.Time     `json:"since,omitempty"` // of the dispatch
	Percent  *int           `json:"percent,omitempty"`
	Overdue  *Overdue       `json:"overdue,omitempty"`
	Closing  *Closing       `json:"closing,omitempty"`
	Rungs    int            `json:"rungs,omitempty"`
	Rang     string         `json:"rang,omitempty"` // the deadline that rang
	PauseAsk *PauseAsk      `json:"pause_ask,omitempty"`
	// PauseAskDone strikes the request off.
	PauseAskDone bool         `json:"pause_ask_done,omitempty"`
	Obligations  []Obligation `json:"obligations,omitempty"`
	Reports      []Report     `json:"reports,omitempty"`
	Slips        []Slip       `json:"slips,omitempty"`
	Pauses       []Pause      `json:"pauses,omitempty"`
	Extensions   []Extension  `json:"extensions,omitempty"`
	Parts        []Part       `json:"parts,omitempty"`
	Evidence     []Evidence   `json:"evidence,omitempty"`
	Calls        []Call       `json:"calls,omitempty"`
	Notes        []Note       `json:"notes,omitempty"`
	Objections   []Objection  `json:"objections,omitempty"`
	Blocks       []Block      `json:"blocks,omitempty"`
	Misses       []Miss       `json:"misses,omitempty"`
	Dates        []DateChange `json:"dates,omitempty"`
	Texts        []TextChange `json:"texts,omitempty"`
	Interviews   []Interview  `json:"interviews,omitempty"`
	Urges        []Urge       `json:"urges,omitempty"`
	Grade        *Grade       `json:"grade,omitempty"`
	// GradeGone takes the grade back when the task is reopened.
	GradeGone bool            `json:"grade_gone,omitempty"`
	Told      []casefile.Told `json:"told,omitempty"`
}

// Report is what a unit wrote (反馈).
type Report struct {
	N          int                   `json:"n"`
	Node       string                `json:"node"`
	Obligation string                `json:"obligation,omitempty"` // empty where nothing was due
	Org        between.Unit          `json:"org"`
	By         Person                `json:"by"`
	At         time.Time             `json:"at"`
	Form       ReportForm            `json:"form"`
	Files      []casefile.Attachment `json:"files,omitempty"`
	Late       bool                  `json:"late,omitempty"`
	Review     string                `json:"review,omitempty"` // accepted, returned
	Comment    string                `json:"comment,omitempty"`
	Published  bool                  `json:"published,omitempty"` // the owner may read it (R14)
}

// ReportForm is the content template; each node asks for its own fields (G-3).
type ReportForm struct {
	Deployment string `json:"deployment,omitempty"` // 部署情况
	Measures   string `json:"measures,omitempty"`   // 措施
	Progress   string `json:"progress,omitempty"`   // 进展
	Result     string `json:"result,omitempty"`     // 结果
	Problems   string `json:"problems,omitempty"`   // 存在问题
	Next       string `json:"next,omitempty"`       // 下步计划
	Percent    *int   `json:"percent,omitempty"`
}

// Pause is one suspension 暂停 with everything R7 asks for.
type Pause struct {
	N        int                 `json:"n"`
	Code     string              `json:"code"` // of PauseReasons
	Reason   string              `json:"reason"`
	From     workcal.Date        `json:"from"`
	To       workcal.Date        `json:"to,omitzero"` // last day paused; none while it lasts
	Expected workcal.Date        `json:"expected"`
	Notice   casefile.Attachment `json:"notice"`
	Approver Person              `json:"approver"`
	// Workdays paused, once it has ended.
	Workdays int            `json:"workdays,omitempty"`
	Reviews  []workcal.Date `json:"reviews,omitempty"`
}

// PauseAsk is a unit's request to suspend, waiting for a leader.
type PauseAsk struct {
	By       Person              `json:"by"`
	Code     string              `json:"code"`
	Reason   string              `json:"reason"`
	Expected workcal.Date        `json:"expected"`
	Notice   casefile.Attachment `json:"notice"`
	On       workcal.Date        `json:"on"`
}

// Extension is one request for a later due date (R5).
type Extension struct {
	N        int                  `json:"n"`
	By       Person               `json:"by"`
	On       workcal.Date         `json:"on"`
	Old      workcal.Date         `json:"old"`
	New      workcal.Date         `json:"new"`
	Code     string               `json:"code"`
	Reason   string               `json:"reason"`
	Plan     string               `json:"plan"`
	Basis    *casefile.Attachment `json:"basis,omitempty"`
	Approver string               `json:"approver"` // role that must decide: leader, chair
	State    string               `json:"state"`    // asked, approved, refused, lapsed
	Decided  Person               `json:"decided,omitzero"`
	Comment  string               `json:"comment,omitempty"`
}

// Part is a co-organizer's share of the task (G-11).
type Part struct {
	N         int                   `json:"n"`
	Org       between.Unit          `json:"org"`
	Content   string                `json:"content"`
	Due       workcal.Date          `json:"due"`
	State     string                `json:"state"` // open, done, accepted
	Result    string                `json:"result,omitempty"`
	Files     []casefile.Attachment `json:"files,omitempty"`
	Comment   string                `json:"comment,omitempty"`
	BlockedBy int                   `json:"blocked_by,omitempty"` // number of another part (G-12)
}

// Evidence is one proof in the task's file (G-8).
type Evidence struct {
	N    int                 `json:"n"`
	File casefile.Attachment `json:"file"`
	Org  between.Unit        `json:"org"`
	By   Person              `json:"by"`
	At   time.Time           `json:"at"`
}

// Call is an attempt to reach a silent owner (R9).
type Call struct {
	N       int       `json:"n"`
	At      time.Time `json:"at"`
	By      Person    `json:"by"`
	Channel string    `json:"channel"` // phone, visit, message
	Outcome string    `json:"outcome"`
	Ask     int       `json:"ask"` // round of asking the owner
}

// Note is a remark; owners read only the published ones (R14).
type Note struct {
	N         int          `json:"n"`
	At        time.Time    `json:"at"`
	By        Person       `json:"by"`
	Org       between.Unit `json:"org,omitzero"`
	Text      string       `json:"text"`
	Published bool         `json:"published,omitempty"`
}

// Closing is the application for closure and its two keys (G-9).
type Closing struct {
	Ask       int               `json:"ask,omitempty"` // how often the owner was asked
	Result    string            `json:"result,omitempty"`
	Reached   *between.Quantity `json:"reached,omitempty"`
	AppliedOn workcal.Date      `json:"applied_on,omitzero"`
	Verified  workcal.Date      `json:"verified,omitzero"`
	Verifier  Person            `json:"verifier,omitzero"`
	AskedOn   workcal.Date      `json:"asked_on,omitzero"` // the owner
	Confirmed workcal.Date      `json:"confirmed,omitzero"`
	ClosedOn  workcal.Date      `json:"closed_on,omitzero"`
	Late      bool              `json:"late,omitempty"`   // applied for after the due date in force
	BackOn    workcal.Date      `json:"back_on,omitzero"` // last returned or disputed
	Returns   int               `json:"returns,omitempty"`
	Disputes  []string          `json:"disputes,omitempty"`
	Reopened  int               `json:"reopened,omitempty"`
}

// Grade is the evaluation after closing 评价 (G-10).
type Grade struct {
	Grade  string       `json:"grade"`
	Reason string       `json:"reason"`
	By     Person       `json:"by"`
	On     workcal.Date `json:"on"`
}

// Urge is one 催办.
type Urge struct {
	N    int          `json:"n"`
	No   string       `json:"no,omitempty"`
	By   Person       `json:"by"`
	On   workcal.Date `json:"on"`
	Text string       `json:"text"`
}

// Interview is a proposed or held formal talk 约谈.
type Interview struct {
	N        int          `json:"n"`
	Slip     int          `json:"slip,omitempty"`
	Org      between.Unit `json:"org"`
	Proposed workcal.Date `json:"proposed"`
	Why      string       `json:"why"`
	HeldOn   workcal.Date `json:"held_on,omitzero"`
	Record   string       `json:"record,omitempty"`
}
