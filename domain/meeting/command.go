package meeting

import (
	"time"

	"github.com/diaodu/diaodu/domain/between"
	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/workcal"
)

// Acts a meeting understands, beside those of every case (casefile.ActRing…).
const (
	ActOpen       = "open"             // 安排会议: the meeting is born
	ActReschedule = "reschedule"       // 改期
	ActCollect    = "start_collecting" // 开始征集
	ActAddItem    = "add_item"         // 列入议程
	ActRemoveItem = "remove_item"      // 移出议程
	ActReorder    = "reorder"          // 调整顺序
	ActSetSlot    = "set_slot"         // 安排时段
	ActClearSlot  = "clear_slot"       // 取消时段
	ActPosition   = "record_position"  // 部门意见
	ActTendency   = "set_tendency"     // 倾向性意见
	ActPrepare    = "prepare_item"     // 更新会前协调: an issue on the agenda says what was prepared anew
	ActMaterial   = "add_material"     // 会议材料
	ActLock       = "lock"             // 锁定议程
	ActUnlock     = "unlock"           // 解锁议程
	ActAttendees  = "set_attendees"    // 参会名单
	ActUninvite   = "remove_attendee"  // 移出名单
	ActSignIn     = "sign_in"          // 签到
	ActWaive      = "waive_absence"    // 缺席仍议
	ActConvene    = "convene"          // 开会
	ActCall       = "call_item"        // 进入议题
	ActSpeak      = "owner_speaks"     // 业主发言
	ActDecide     = "decide"           // 议定
	ActCarry      = "carry_over"       // 结转
	ActClose      = "close"            // 散会
	ActDraft      = "draft_minutes"    // 起草纪要
	ActEdit       = "edit_minutes"     // 审改
	ActReview     = "review_minutes"   // 审核
	ActReturn     = "return_minutes"   // 退改
	ActSign       = "sign_minutes"     // 签发
	ActIssue      = "issue_minutes"    // 印发
	ActAmend      = "amend_resolution" // 会中更正
	ActPropose    = "propose_amendment"
	ActConsent    = "consent_amendment" // 主持人同意变动
	ActRefuse     = "refuse_amendment"
	ActHearTask   = "hear_task" // a task reports its end
	ActCancel     = "cancel"    // 取消
	ActPostpone   = "postpone"  // 延期待定
	ActSettle     = "settle_warning"
)

// Command is one order to a meeting: the shared part, and the form of the act.
type Command struct {
	casefile.Order
	Form
}

// Form is what an act says. Each act reads only its own fields. IssueID, Last
// and Result are for other cases and for the door, never for people.
type Form struct {
	Reason string `json:"reason,omitempty"`
	Plan   *Plan  `json:"plan,omitempty"` // open, reschedule

	ItemID    string               `json:"item_id,omitempty"`
	IssueID   string               `json:"issue_id,omitempty"` // remove_item, set_slot, clear_slot, prepare_item, when the issue itself asks
	Entry     *between.AgendaEntry `json:"entry,omitempty"`    // add_item; prepare_item: only what was said anew
	Override  bool                 `json:"override,omitempty"` // add_item: chair goes beyond R2
	Section   Section              `json:"section,omitempty"`  // add_item, set_slot
	Minutes   int                  `json:"minutes,omitempty"`  // add_item, set_slot
	Presenter string               `json:"presenter,omitempty"`
	Slot      *Slot                `json:"slot,omitempty"`     // set_slot; add_item, when an issue's owner is admitted to speak
	Before    string               `json:"before,omitempty"`   // reorder: item to stand before; empty for last of its section
	ByScore   bool                 `json:"by_score,omitempty"` // reorder: the whole agenda by score

	Position   *between.Position    `json:"position,omitempty"`
	Text       string               `json:"text,omitempty"` // set_tendency, owner_speaks; set_slot: what the owner is asked to bring
	Speaker    string               `json:"speaker,omitempty"`
	Attachment *casefile.Attachment `json:"attachment,omitempty"`
	Until      workcal.Date         `json:"until,omitzero"` // unlock

	Attendees  []Attendee `json:"attendees,omitempty"` // set_attendees: those to add or change
	AttendeeID string     `json:"attendee_id,omitempty"`
	Presence   Presence   `json:"presence,omitempty"` // sign_in
	Substitute string     `json:"substitute,omitempty"`

	Last        *LastPage    `json:"last_page,omitempty"`   // convene; the door reads it from the store
	Resolutions []Resolution `json:"resolutions,omitempty"` // decide
	Carry       Carry        `json:"carry,omitempty"`

	Parts        []Paragraph    `json:"parts,omitempty"`   // draft_minutes, edit_minutes: only those that change
	Version      int            `json:"version,omitempty"` // review, sign: the version that was read
	Distribution []between.Unit `json:"distribution,omitempty"`

	ResolutionID string              `json:"resolution_id,omitempty"`
	AmendmentID  string              `json:"amendment_id,omitempty"`
	Change       *Amended            `json:"change,omitempty"` // amend, propose
	Warning      string              `json:"warning,omitempty"`
	Result       *between.TaskResult `json:"result,omitempty"` // hear_task
}

// Plan is when and where a meeting takes place. Reschedule reads the date, the
// start, the minutes, the place and the cutoffs; empty ones stay.
type Plan struct {
	Series string        `json:"series,omitempty"`
	Period string        `json:"period,omitempty"` // "2022-05"
	Extra  bool          `json:"extra,omitempty"`
	Forum  between.Forum `json:"forum,omitempty"`
	Name   string        `json:"name,omitempty"`
	Date   workcal.Date  `json:"date,omitzero"` // a rest day moves to the next workday (R1)
	// Start is minutes after 00:00 CST, written "14:30".
	Start   workcal.TimeOfDay `json:"start,omitempty"`
	Minutes int               `json:"minutes,omitempty"` // in all
	Place   string            `json:"place,omitempty"`
	Chair   Person            `json:"chair,omitzero"`
	Cutoffs Cutoffs           `json:"cutoffs,omitzero"` // set by hand; zero ones follow the date
}

// Slot is the time an owner is asked in for their own item (F-6), in CST.
type Slot = between.OwnerSlot

// Resolution is one thing decided on an item (F-7). Task comes with kind task
// and TaskForce with kind task_force; a task force may also come with a task.
type Resolution struct {
	Kind      between.ResolutionKind  `json:"kind"`
	Text      string                  `json:"text,omitempty"` // 议定意见; a task may leave it to its content
	Task      *TaskForm               `json:"task,omitempty"`
	TaskForce *between.TaskForceBirth `json:"task_force,omitempty"`
}

// TaskForm is a task as the room decides it (R3). The due date is given either
// as a date or as workdays from today, today not counted.
type TaskForm struct {
	Content     string             `json:"content"`
	Standard    string             `json:"standard"`
	Lead        between.Unit       `json:"lead"`
	Co          []between.Unit     `json:"co,omitempty"`
	Leader      string             `json:"leader,omitempty"` // 责任领导: user id
	LeaderName  string             `json:"leader_name,omitempty"`
	Due         workcal.Date       `json:"due,omitzero"`
	DueWorkdays int                `json:"due_workdays,omitempty"`
	Grade       string             `json:"grade,omitempty"`
	Evidence    []between.Evidence `json:"evidence,omitempty"`
	Target      *between.Quantity  `json:"target,omitempty"`
}

// Paragraph is one piece of the minutes. Anchor is a resolution's id, an item's
// id, or one of the frame's: preface, ending.
type Paragraph struct {
	Anchor string `json:"anchor"`
	Text   string `json:"text"`
}

// Amended is what changes in a resolution; empty fields keep what was.
type Amended struct {
	Text     string       `json:"text,omitempty"`
	Content  string       `json:"content,omitempty"`
	Standard string       `json:"standard,omitempty"`
	Due      workcal.Date `json:"due,omitzero"`
}

// Amendment is a change somebody proposed after closing (R18).
type Amendment struct {
	ID           string       `json:"id"`
	ResolutionID string       `json:"resolution_id"`
	Change       Amended      `json:"change"`
	Reason       string       `json:"reason"`
	By           Person       `json:"by"`
	On           workcal.Date `json:"on"`
}

// LastTotals sums up how the last meetings' resolutions stood at opening.
type LastTotals struct {
	AsOf    time.Time `json:"as_of"`
	Total   int       `json:"total"`
	Done    int       `json:"done"`    // 办结
	Going   int       `json:"going"`   // 推进
	Overdue int       `json:"overdue"` // 逾期
}

// LastPage is the page 上次议定事项 (F-15): the totals and the list behind them.
type LastPage struct {
	LastTotals
	Rows []LastRow `json:"rows,omitempty"`
}

// LastRow is one earlier task on that page.
type LastRow struct {
	TaskID   string       `json:"task_id"`
	TaskNo   string       `json:"task_no,omitempty"`
	Title    string       `json:"title"`
	LeadName string       `json:"lead_name,omitempty"`
	Due      workcal.Date `json:"due,omitzero"`
	Status   string       `json:"status"`
	LateDays int          `json:"late_days,omitempty"` // workdays overdue
}
