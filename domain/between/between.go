// Package between holds the messages that cases send each other, so that the
// nouns need not know one another: an issue goes onto an agenda, a meeting
// resolves it and gives birth to tasks, a task reports back. Data only.
package between

import (
	"time"

	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/org"
	"github.com/diaodu/diaodu/domain/workcal"
)

// Forum is where things are decided (F-16).
type Forum string

const (
	DailyGroup Forum = "daily_group" // 每日群
	OnSite     Forum = "onsite"      // 现场办公
	Monthly    Forum = "monthly"     // 月调度
	Quarterly  Forum = "quarterly"   // 季度点名
	Special    Forum = "special"     // 专题
)

// Ladder is the order in which unsolved matters climb.
var Ladder = []Forum{DailyGroup, OnSite, Monthly, Quarterly}

// ResolutionKind is what a meeting can decide on an item (F-7).
type ResolutionKind string

const (
	DecideTask      ResolutionKind = "task"                 // 议定事项(交办)
	DecideApprove   ResolutionKind = "approve_in_principle" // 原则同意
	DecideDefer     ResolutionKind = "defer"                // 暂缓
	DecideStudy     ResolutionKind = "study"                // 继续研究
	DecideEscalate  ResolutionKind = "escalate"             // 提请上级
	DecideNote      ResolutionKind = "note"                 // 通报
	DecideReject    ResolutionKind = "reject"               // 不同意
	DecideTaskForce ResolutionKind = "task_force"           // 成立工作专班, carried by the task-bearing item
)

// Unit is a unit as a case remembers it: its name stays what it was that day.
type Unit struct {
	ID   string   `json:"id"`
	Name string   `json:"name"`
	Type org.Type `json:"type,omitempty"`
}

// Position is one unit's stand on an item before the meeting (E-8).
type Position struct {
	Org   Unit   `json:"org"`
	Stand string `json:"stand"`
	Basis string `json:"basis,omitempty"`
}

// ProjectRef is the project as a case remembers it.
type ProjectRef struct {
	ID             string `json:"id"`
	Code           string `json:"code,omitempty"`
	Name           string `json:"name"`
	EnterpriseID   string `json:"enterprise_id"`
	EnterpriseName string `json:"enterprise_name"`
	TownCode       string `json:"town_code,omitempty"`
	InvestWan      int64  `json:"invest_wan,omitempty"` // 总投资, 万元
}

// OwnerSlot is the time at which an owner is heard on their own item (F-6), in CST.
type OwnerSlot struct {
	From workcal.TimeOfDay `json:"from"`
	To   workcal.TimeOfDay `json:"to"`
}

// AgendaEntry is an issue asking a meeting to hear it (issue → meeting, act
// "add_item"). It is lean: texts stay with the issue.
type AgendaEntry struct {
	IssueID     string       `json:"issue_id"`
	IssueNo     string       `json:"issue_no"`
	Title       string       `json:"title"`
	Project     ProjectRef   `json:"project"`
	Lead        Unit         `json:"lead"`
	Co          []Unit       `json:"co,omitempty"`
	RaisedOn    workcal.Date `json:"raised_on"`
	BlocksUntil workcal.Date `json:"blocks_until,omitzero"` // date of the milestone it blocks
	PreCoord    string       `json:"pre_coord,omitempty"`   // 会前协调记录, empty only where the chair overrode R2
	Positions   []Position   `json:"positions,omitempty"`
	Tendency    string       `json:"tendency,omitempty"` // 倾向性意见
	OverrideBy  string       `json:"override_by,omitempty"`
}

// Quantity is a physical amount promised or reached, such as 80 m of pipe.
type Quantity struct {
	Item   string  `json:"item"`
	Amount float64 `json:"amount"`
	Unit   string  `json:"unit"`
}

// Evidence is a kind of proof that a task needs before it can close (R8).
type Evidence struct {
	Type string `json:"type"` // consent, photo, permit_no, agreement_no, map, report, other
	Name string `json:"name"`
}

// TaskBirth is everything a task is born with (meeting or issue → task, act
// "issue"; R3: one lead, a standard, a due date on or after the next workday).
type TaskBirth struct {
	TaskID      string                `json:"task_id"`
	Forum       Forum                 `json:"forum"`
	MeetingID   string                `json:"meeting_id,omitempty"`
	MeetingNo   string                `json:"meeting_no,omitempty"`
	ItemID      string                `json:"item_id,omitempty"`
	Resolution  string                `json:"resolution,omitempty"` // id of the resolution inside the meeting
	IssueID     string                `json:"issue_id,omitempty"`
	IssueNo     string                `json:"issue_no,omitempty"`
	Project     ProjectRef            `json:"project"`
	Content     string                `json:"content"`  // 任务内容
	Standard    string                `json:"standard"` // 完成标准
	Lead        Unit                  `json:"lead"`
	Co          []Unit                `json:"co,omitempty"`
	Leader      string                `json:"leader,omitempty"` // 责任领导: user id
	LeaderName  string                `json:"leader_name,omitempty"`
	Due         workcal.Date          `json:"due"`
	Grade       string                `json:"grade,omitempty"` // ordinary | coordination | major, as the issue's
	Evidence    []Evidence            `json:"evidence,omitempty"`
	Target      *Quantity             `json:"target,omitempty"`
	DecidedBy   string                `json:"decided_by"`
	DecidedAt   time.Time             `json:"decided_at"`
	Parent      string                `json:"parent,omitempty"` // parent task of a sub-task (G-11)
	TaskForce   *TaskForceBirth       `json:"task_force,omitempty"`
	Attachments []casefile.Attachment `json:"attachments,omitempty"`
}

// TaskForceBirth is the decision to set up a 工作专班 (H-1).
type TaskForceBirth struct {
	Name     string            `json:"name"`
	LeadID   string            `json:"lead_id"` // 专班长: user id
	LeadName string            `json:"lead_name"`
	Liaison  string            `json:"liaison,omitempty"` // 企业联络员
	Members  []TaskForceMember `json:"members"`
}

// TaskForceMember is one person of a task force.
type TaskForceMember struct {
	UserID string `json:"user_id,omitempty"`
	Name   string `json:"name"`
	Org    Unit   `json:"org"`
	Role   string `json:"role,omitempty"`
}

// Outcome is what a meeting decided on an issue (meeting → issue, act "resolve").
type Outcome struct {
	MeetingID   string           `json:"meeting_id"`
	MeetingNo   string           `json:"meeting_no,omitempty"`
	HeldOn      workcal.Date     `json:"held_on"`
	ItemID      string           `json:"item_id"`
	Kinds       []ResolutionKind `json:"kinds"`
	Texts       []string         `json:"texts"`
	TaskIDs     []string         `json:"task_ids,omitempty"`
	DecidedBy   string           `json:"decided_by"`
	CarriedOver bool             `json:"carried_over,omitempty"` // not decided: back to the waiting list for the next meeting
	TaskForce   *TaskForceBirth  `json:"task_force,omitempty"`
}

// TaskResult is a task's end as its issue and meeting hear it (task → issue, act "hear_task").
type TaskResult struct {
	TaskID  string       `json:"task_id"`
	TaskNo  string       `json:"task_no,omitempty"`
	State   string       `json:"state"` // closed | cancelled | reopened
	On      workcal.Date `json:"on"`
	Result  string       `json:"result,omitempty"`
	Reached *Quantity    `json:"reached,omitempty"`
}

// Amendment is a resolution changed with the chair's consent (meeting → task,
// act "amend", field "amend"; R18). Empty fields keep what was.
type Amendment struct {
	MeetingID  string       `json:"meeting_id"`
	Resolution string       `json:"resolution"`
	Content    string       `json:"content,omitempty"`
	Standard   string       `json:"standard,omitempty"`
	Due        workcal.Date `json:"due,omitzero"`
	Reason     string       `json:"reason"`
	ConsentBy  string       `json:"consent_by"` // the chair's name
	On         workcal.Date `json:"on"`
}
