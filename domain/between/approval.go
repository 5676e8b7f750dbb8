package between

import (
	"time"

	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/process"
	"github.com/diaodu/diaodu/domain/workcal"
)

// ApprovalBirth is everything an approval is born with (plan, window or parent
// approval → approval, act "submit", field "birth"). The definition travels
// along, so that nothing published later changes it (E33).
type ApprovalBirth struct {
	ApprovalID string `json:"approval_id"`
	// PlanID and MatterID name the plan and its matter; empty for an approval
	// outside any plan, which tells nobody how it goes.
	PlanID   string `json:"plan_id,omitempty"`
	MatterID string `json:"matter_id,omitempty"`
	// Batch is the one submission 一窗受理 the approval came with; those of a
	// batch were handed in together.
	Batch string `json:"batch,omitempty"`
	// Try counts the applications for the same matter from 1; a rejected one may
	// be applied for again.
	Try int `json:"try,omitempty"`
	// Asked is a hash of what the person sent, so that the same request sent again
	// is known whatever was looked up for it.
	Asked   string               `json:"asked,omitempty"`
	Project ProjectRef           `json:"project"`
	Facts   process.ProjectFacts `json:"facts,omitzero"` // what conditions may ask of the project

	Definition process.Definition `json:"definition"`
	Applicant  Applicant          `json:"applicant"`
	Submitted  Submitter          `json:"submitted"`
	Form       []process.Field    `json:"form,omitempty"` // in the order of their keys
	Materials  []GivenMaterial    `json:"materials,omitempty"`
	Chosen     []ChosenPeople     `json:"chosen,omitempty"`
	Promises   []Commitment       `json:"commitments,omitempty"`

	// Parent is the approval that called this one as a sub-process 子流程, and
	// ParentStep the step there; Item the unit it was called for, where one of each.
	Parent     string `json:"parent,omitempty"`
	ParentStep string `json:"parent_step,omitempty"`
	Item       Unit   `json:"item,omitzero"`
}

// Applicant 申请人 is on whose behalf an approval is asked for.
type Applicant struct {
	UserID         string `json:"user_id,omitempty"` // whom to tell; empty where nobody of theirs has an account
	Name           string `json:"name"`
	Phone          string `json:"phone,omitempty"`
	EnterpriseID   string `json:"enterprise_id,omitempty"`
	EnterpriseName string `json:"enterprise_name,omitempty"`
}

// Submitter is who handed the application in: the owner, or a window 窗口 that
// typed it for them. The order itself comes from the system.
type Submitter struct {
	UserID  string    `json:"user_id"`
	Name    string    `json:"name"`
	OrgID   string    `json:"org_id,omitempty"`
	OrgName string    `json:"org_name,omitempty"`
	Window  bool      `json:"window,omitempty"` // by a window, not by the owner
	At      time.Time `json:"at"`               // UTC
}

// GivenMaterial is one material as it was handed in: with files, or to follow
// 容缺, or replaced by the applicant's word 告知承诺.
type GivenMaterial struct {
	ID    string                `json:"id"` // of the definition's material
	Files []casefile.Attachment `json:"files,omitempty"`
	// Deferred 容缺: to follow within the material's DeferDays.
	Deferred bool `json:"deferred,omitempty"`
	// Committed 告知承诺: a Commitment with the same material stands for it.
	Committed bool `json:"committed,omitempty"`
	// Result is the number of what another approval of the plan issued 免交: the
	// district has the paper itself and does not ask for it again.
	Result string `json:"result,omitempty"`
}

// Commitment is a written word 告知承诺 that stands for a material, or with an
// empty Material for the whole examination; it is checked later (B-6).
type Commitment struct {
	Material string               `json:"material,omitempty"`
	Text     string               `json:"text"`
	File     *casefile.Attachment `json:"file,omitempty"` // the signed paper
	By       string               `json:"by"`             // who signs for the applicant
}

// ChosenPeople are the people the applicant chose for a step whose seats are
// chosen by "starter".
type ChosenPeople struct {
	Step  string   `json:"step"`
	Users []string `json:"users"` // user ids
}

// ApprovalState is where an approval stands, as its plan and its parent hear of
// it; the approval's own statuses may be finer.
type ApprovalState string

const (
	ApprovalFiled      ApprovalState = "filed"      // 已申报, 待受理
	ApprovalDeciding   ApprovalState = "deciding"   // 已受理, 审批中
	ApprovalSupplement ApprovalState = "supplement" // 待补正
	ApprovalSuspended  ApprovalState = "suspended"  // 挂起或特别程序
	ApprovalApproved   ApprovalState = "approved"   // 准予
	ApprovalRejected   ApprovalState = "rejected"   // 不予许可
	ApprovalRefused    ApprovalState = "refused"    // 不予受理
	ApprovalWithdrawn  ApprovalState = "withdrawn"  // 申请人撤回
	ApprovalAbandoned  ApprovalState = "abandoned"  // 逾期未补正, 视为放弃
	ApprovalTerminated ApprovalState = "terminated" // 审批机关终止
	ApprovalVoided     ApprovalState = "voided"     // 作废: also of one approved before
)

// Ended tells whether nothing more is decided.
func (s ApprovalState) Ended() bool {
	switch s {
	case ApprovalFiled, ApprovalDeciding, ApprovalSupplement, ApprovalSuspended:
		return false
	}
	return true
}

// MatterMoved is how an approval goes, as its plan hears it (approval → plan,
// act "matter_moved", field "moved"): at birth, acceptance, every change of state
// or date, when the ball comes to the owner or leaves them, when a light turns,
// and at the end. A change of stage or from one official to the next is no news:
// who has it now is read from the approval's own row. Messages of one approval
// may overtake each other, so the plan passes over those with a Seq below the
// last it heard.
type MatterMoved struct {
	ApprovalID string        `json:"approval_id"`
	No         string        `json:"no,omitempty"` // official number of the case
	MatterID   string        `json:"matter_id"`
	Seq        int           `json:"seq"` // of the approval's event that this tells of
	State      ApprovalState `json:"state"`
	Status     string        `json:"status"`          // the approval's own status code
	Step       string        `json:"step,omitempty"`  // id of the open stage; the first of several
	Stage      string        `json:"stage,omitempty"` // its name; of several open ones joined by 、
	Round      int           `json:"round,omitempty"`
	// Ball is who must move next; nil where nobody must.
	Ball *casefile.Ball `json:"ball,omitempty"`
	// AcceptedOn is when the clocks began; none before.
	AcceptedOn workcal.Date `json:"accepted_on,omitzero"`
	LawDue     workcal.Date `json:"law_due,omitzero"`     // 法定时限届满日 in force
	PromiseDue workcal.Date `json:"promise_due,omitzero"` // 承诺时限届满日 in force
	// Law and Promise are the lights of the case's clocks, as workcal names them.
	Law     string `json:"law,omitempty"`
	Promise string `json:"promise,omitempty"`
	// ResultNo is the official number of what was issued 证号, ResultName its name.
	ResultNo   string `json:"result_no,omitempty"`
	ResultName string `json:"result_name,omitempty"`
	// Reason is why it was refused, rejected, returned or ended, in words.
	Reason string       `json:"reason,omitempty"`
	On     workcal.Date `json:"on"` // district date
	At     time.Time    `json:"at"` // UTC
}
