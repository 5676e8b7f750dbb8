package plan

import (
	"strings"
	"unicode/utf8"

	"github.com/diaodu/diaodu/domain/between"
	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/fault"
	"github.com/diaodu/diaodu/domain/process"
	"github.com/diaodu/diaodu/domain/workcal"
)

// Acts of a plan, beside the common ring, told and recalendar. The names are
// stored in events: they are added to, never renamed.
const (
	ActDraw       = "draw"         // 编制审批计划
	ActAdd        = "add_matter"   // 增加事项
	ActDrop       = "drop_matter"  // 取消事项
	ActReschedule = "reschedule"   // 调整计划日期
	ActSubmit     = "submit"       // 一窗受理申报
	ActBlock      = "block"        // 登记卡点
	ActUnblock    = "unblock"      // 卡点解除
	ActHold       = "hold"         // 暂停计划
	ActResume     = "resume"       // 恢复计划
	ActClose      = "close"        // 终止计划
	ActNote       = "note"         // 备注
	ActPublish    = "publish"      // 向业主公开
	ActMoved      = "matter_moved" // 事项进展
	ActHear       = "hear_issue"   // 问题进展
)

// Command is one order to a plan.
type Command struct {
	casefile.Order
	Form
}

// Form is what an act needs. Every act takes the fields named in its comment and
// ignores the rest.
type Form struct {
	Draw   *Drawing             `json:"draw,omitempty"`   // draw
	Add    *Adding              `json:"add,omitempty"`    // add_matter
	Submit *Submission          `json:"submit,omitempty"` // submit
	Moved  *between.MatterMoved `json:"moved,omitempty"`  // matter_moved
	Issue  *between.IssueEnd    `json:"issue,omitempty"`  // hear_issue
	Block  *BlockForm           `json:"block,omitempty"`  // block
	Matter string               `json:"matter,omitempty"` // drop_matter, reschedule: id of the matter
	Start  workcal.Date         `json:"start,omitzero"`   // reschedule: the day it is to be handed in
	N      int                  `json:"n,omitempty"`      // unblock, publish: number of the block or note
	// Reason is the why of every act that needs one; for note the text, for unblock how.
	Reason  string `json:"reason,omitempty" maxLength:"2000"`
	Basis   string `json:"basis,omitempty" maxLength:"500"` // add_matter, drop_matter: 依据
	Publish bool   `json:"publish,omitempty"`               // note: the owner may read it at once
}

// Drawing is what a plan is drawn from. The door fills everything but the type,
// the choice of optional matters and the start.
type Drawing struct {
	Project between.ProjectRef   `json:"project"`
	Facts   process.ProjectFacts `json:"facts"`
	Type    string               `json:"type"`
	// With names the optional matters of the type that the project needs.
	With    []string       `json:"with,omitempty"`
	Start   workcal.Date   `json:"start,omitzero"` // first day planned; the day of drawing where empty
	Window  between.Unit   `json:"window"`
	Leads   []between.Unit `json:"leads"`   // the stages' lead units
	Specs   []Spec         `json:"specs"`   // of every matter of the type
	Targets []TargetDate   `json:"targets"` // of the project's milestones
}

// Adding is a matter that the drawing did not foresee.
type Adding struct {
	Spec     Spec     `json:"spec"`
	Needs    []Need   `json:"needs,omitempty"`
	NeededBy []string `json:"needed_by,omitempty"` // matters not yet handed in that shall wait for it
	Parallel bool     `json:"parallel,omitempty"`
}

// Submission 一窗受理 hands several matters in at once: what they share is filled
// in and handed over once.
type Submission struct {
	Applicant   between.Applicant       `json:"applicant"` // filled by the door
	Common      []process.Field         `json:"common,omitempty"`
	Materials   []between.GivenMaterial `json:"materials,omitempty"`
	Commitments []between.Commitment    `json:"commitments,omitempty"` // for materials of any of them
	Matters     []Application           `json:"matters"`
}

// Application is one matter of a submission with what is its own.
type Application struct {
	Matter string `json:"matter"`
	// Definition is sealed; the door puts the version in force here.
	Definition  process.Definition      `json:"definition"`
	Form        []process.Field         `json:"form,omitempty"`
	Materials   []between.GivenMaterial `json:"materials,omitempty"`
	Commitments []between.Commitment    `json:"commitments,omitempty"`
	Chosen      []between.ChosenPeople  `json:"chosen,omitempty"`
}

// BlockForm says what holds a matter up, and who can clear it.
type BlockForm struct {
	Matter string       `json:"matter,omitempty"` // empty: the whole plan
	Kind   string       `json:"kind"`             // of BlockKinds
	Text   string       `json:"text"`
	Org    between.Unit `json:"org,omitzero"` // who can clear it
	// Class of the issue it opens; the kind's own where empty.
	Class string `json:"class,omitempty"`
}

// BlockKinds are what can hold a plan up outside its approvals, each with the
// class of the issue that it opens and its Chinese name.
var BlockKinds = []BlockKind{
	{"land", "land.demolition", "征地拆迁"}, {"supply", "land.supply", "供地与指标"}, {"planning", "approval.planning", "规划条件"},
	{"utility", "road.access", "管线与市政接入"}, {"power", "power.permanent", "供电"}, {"water", "water.supply", "供水"},
	{"funds", "finance.loan", "资金"}, {"design", "approval.delay", "设计与中介服务"}, {"approval", "approval.delay", "其他审批"},
	{"other", "other.other", "其他"},
}

// BlockKind is one kind of block.
type BlockKind struct {
	Code  string `json:"code"`
	Class string `json:"class"`
	Name  string `json:"name" spoken:"rules"`
}

func blockKind(code string) (BlockKind, bool) {
	for _, k := range BlockKinds {
		if k.Code == code {
			return k, true
		}
	}
	return BlockKind{}, false
}

// Order makes a command of a shared order, for the system's own acts.
func (*Plan) Order(o casefile.Order) Command { return Command{Order: o} }

// Lengths of what people write, in characters, and bounds of lists.
const (
	shortest    = 4
	longest     = 2000
	longestLine = 500
	maxMatters  = 60 // of a plan
	maxBatch    = 20 // of one submission
	maxFiles    = 50 // of one material
)

func missing(field string) error {
	return fault.New(fault.Invalid, "plan.missing", "%s is missing", field).On(field).With("field", field)
}

// needText wants real words: not empty, not endless.
func needText(field, text string, most int) error {
	n := utf8.RuneCountInString(strings.TrimSpace(text))
	switch {
	case n == 0:
		return missing(field)
	case n < shortest:
		return fault.New(fault.Invalid, "plan.too_short", "%s has %d characters", field, n).On(field).With("min", shortest)
	case n > most:
		return fault.New(fault.Invalid, "plan.too_long", "%s has %d characters", field, n).On(field).With("max", most)
	}
	return nil
}

// needEdit wants the reason and the basis of a change to the plan.
func (f *Form) needEdit() error {
	if err := needText("reason", f.Reason, longest); err != nil {
		return err
	}
	return needText("basis", f.Basis, longestLine)
}
