package supervision

import (
	"strings"
	"unicode/utf8"

	"github.com/diaodu/diaodu/domain/between"
	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/fault"
	"github.com/diaodu/diaodu/domain/workcal"
)

// Acts of a task, beside the common ring, told and recalendar. The names are
// stored in events: they are added to, never renamed.
const (
	ActIssue       = "issue"             // 交办
	ActSign        = "sign"              // 签收
	ActHandOver    = "hand_over"         // 变更承办人
	ActObject      = "object"            // 派单异议
	ActKeep        = "keep"              // 维持派单
	ActReassign    = "reassign"          // 改派
	ActArbitrate   = "arbitrate"         // 仲裁
	ActReport      = "report"            // 反馈
	ActReview      = "review_report"     // 审核反馈
	ActExplain     = "explain"           // 超期说明 (R6)
	ActSplit       = "split"             // 分解任务
	ActPartDone    = "part_done"         // 分项完成
	ActPartAccept  = "part_accept"       // 分项认可
	ActPartReturn  = "part_return"       // 分项退回
	ActBlock       = "block"             // 登记卡点
	ActUnblock     = "unblock"           // 卡点解除
	ActUpload      = "upload"            // 上传佐证
	ActExtendAsk   = "extend_ask"        // 申请延期
	ActExtendYes   = "extend_approve"    // 批准延期
	ActExtendNo    = "extend_refuse"     // 不同意延期
	ActSuspendAsk  = "suspend_ask"       // 申请暂停
	ActSuspend     = "suspend"           // 批准暂停
	ActSuspendNo   = "suspend_refuse"    // 不同意暂停
	ActPauseReview = "review_pause"      // 暂停复核
	ActResume      = "resume"            // 恢复
	ActApplyClose  = "apply_close"       // 申请办结
	ActVerify      = "verify"            // 核实
	ActReturnWork  = "return_work"       // 退回续办
	ActConfirm     = "confirm"           // 业主确认
	ActDispute     = "dispute"           // 业主不认可
	ActLogCall     = "log_call"          // 登记回访
	ActCloseSilent = "close_unconfirmed" // 业主未回应办结 (R9)
	ActGrade       = "grade"             // 评价
	ActUrge        = "urge"              // 催办
	ActSlip        = "slip"              // 发督办单
	ActSlipReceive = "receive_slip"      // 签收督办单
	ActSlipReply   = "reply_slip"        // 回复督办单
	ActInterview   = "interview"         // 约谈
	ActEscalate    = "escalate"          // 提级
	ActDescend     = "descend"           // 退回下级平台 (F-16)
	ActAmend       = "amend"             // 变更议定内容 (R18)
	ActCancel      = "cancel"            // 撤销
	ActReopen      = "reopen"            // 重新办理 (R10)
	ActNote        = "note"              // 备注
	ActPublish     = "publish"           // 向业主公开
)

// BlockForm says what the task waits for outside itself.
type BlockForm struct {
	Kind string        `json:"kind"` // of BlockKinds
	Ref  string        `json:"ref,omitempty"`
	Text string        `json:"text"`
	Org  *between.Unit `json:"org,omitempty"`
}

// Command is one order to a task.
type Command struct {
	casefile.Order
	Form
}

// Form is what an act needs. Every act takes the fields named in its comment and
// ignores the rest.
type Form struct {
	Birth *between.TaskBirth `json:"birth,omitempty"` // issue
	Plan  []PlanNode         `json:"plan,omitempty"`  // issue: another report plan than 13710

	HandlerID   string `json:"handler_id,omitempty"`   // sign (the signer if empty), hand_over
	HandlerName string `json:"handler_name,omitempty"` // sign, hand_over
	// Reason is the why of every act that needs one; for urge, note and log_call the text.
	Reason string        `json:"reason,omitempty" maxLength:"2000"`
	Code   string        `json:"code,omitempty"`    // reason from a list: extend_ask, suspend_ask, suspend
	Unit   *between.Unit `json:"unit,omitempty"`    // object: the better unit; reassign, arbitrate: the new lead
	UnitID string        `json:"unit_id,omitempty"` // report, upload, slip: for which unit; the actor's own if empty

	Node    string                `json:"node,omitempty"`    // report: d1 d3 d7 m1 weekly; empty is an extra report
	Report  *ReportForm           `json:"report,omitempty"`  // report
	N       int                   `json:"n,omitempty"`       // number of the report, part, slip, block, note or interview meant
	Verdict string                `json:"verdict,omitempty"` // review_report: accept, return
	Files   []casefile.Attachment `json:"files,omitempty"`   // report, upload, part_done, apply_close, reply_slip

	Parts []PartForm `json:"parts,omitempty"` // split
	Block *BlockForm `json:"block,omitempty"` // block

	NewDue workcal.Date         `json:"new_due,omitzero"` // extend_ask, explain (the alternative date), reopen
	Work   string               `json:"work,omitempty"`   // extend_ask, explain: the new plan 办理计划
	Basis  *casefile.Attachment `json:"basis,omitempty"`  // extend_ask
	Notice *casefile.Attachment `json:"notice,omitempty"` // suspend_ask, suspend: the notice document
	EndsOn workcal.Date         `json:"ends_on,omitzero"` // suspend_ask, suspend, review_pause: estimated last day paused
	LastOn workcal.Date         `json:"last_on,omitzero"` // resume: last day paused; yesterday if empty

	Result  string            `json:"result,omitempty"`  // apply_close, part_done
	Reached *between.Quantity `json:"reached,omitempty"` // apply_close
	Channel string            `json:"channel,omitempty"` // log_call: phone, visit, message
	Grade   string            `json:"grade,omitempty"`   // grade: excellent, good, pass, fail
	Colour  string            `json:"colour,omitempty"`  // slip: blue, yellow, red
	Publish bool              `json:"publish,omitempty"` // note: the owner may read it at once
	// Amend is what a meeting changed with the chair's consent: amend (R18).
	Amend *between.Amendment `json:"amend,omitempty"`
}

// PartForm is one co-organizer's share when a task is split.
type PartForm struct {
	OrgID     string       `json:"org_id"`
	Content   string       `json:"content"`
	Due       workcal.Date `json:"due"`
	BlockedBy int          `json:"blocked_by,omitempty"` // number of another part
}

// Order makes a command of a shared order, for the system's own acts.
func (*Task) Order(o casefile.Order) Command { return Command{Order: o} }

// Lengths of what people write, in characters.
const (
	shortest = 4
	longest  = 2000
)

func missing(field string) error {
	return fault.New(fault.Invalid, "task.missing", "%s is missing", field).On(field).With("field", field)
}

// nameLength bounds the names of people and units, idLength ids, in characters.
const (
	nameLength  = 50
	titleLength = 200
	idLength    = 32
)

// bounded refuses what no column would hold, whatever the act.
func (c Command) bounded() error {
	for _, x := range []struct {
		field, text string
		most        int
	}{
		{"reason", c.Reason, longest}, {"result", c.Result, longest}, {"work", c.Work, longest},
		{"handler_id", c.HandlerID, idLength}, {"handler_name", c.HandlerName, nameLength}, {"node", c.Node, idLength},
	} {
		if err := atMost(x.field, x.text, x.most); err != nil {
			return err
		}
	}
	if c.Unit != nil {
		return boundedUnit("unit", *c.Unit)
	}
	return nil
}

func boundedUnit(field string, u between.Unit) error {
	if err := atMost(field+".id", u.ID, idLength); err != nil {
		return err
	}
	if err := atMost(field+".type", string(u.Type), 16); err != nil {
		return err
	}
	return atMost(field+".name", u.Name, nameLength)
}

func atMost(field, text string, most int) error {
	if n := utf8.RuneCountInString(text); n > most {
		return fault.New(fault.Invalid, "task.too_long", "%s has %d characters", field, n).On(field).With("max", most)
	}
	return nil
}

// needText wants real words: not empty, not endless.
func needText(field, text string) error {
	n := utf8.RuneCountInString(strings.TrimSpace(text))
	switch {
	case n == 0:
		return missing(field)
	case n < shortest:
		return fault.New(fault.Invalid, "task.too_short", "%s has %d characters", field, n).On(field).With("min", shortest)
	case n > longest:
		return fault.New(fault.Invalid, "task.too_long", "%s has %d characters", field, n).On(field).With("max", longest)
	}
	return nil
}

// needOneOf wants a value of a list.
func needOneOf(field, value string, list []string) error {
	for _, v := range list {
		if v == value {
			return nil
		}
	}
	if value == "" {
		return missing(field)
	}
	return fault.New(fault.Invalid, "task.unknown_value", "%s %q is not in the list", field, value).On(field).With("value", value)
}

// needFiles wants every attachment to name a stored file.
func needFiles(field string, files []casefile.Attachment) error {
	if len(files) > 50 {
		return fault.New(fault.Invalid, "task.too_many_files", "%d files at once", len(files)).On(field).With("max", 50)
	}
	for _, f := range files {
		if f.FileID == "" || f.Name == "" || len(f.FileID) > 32 || len(f.SHA256) > 64 || utf8.RuneCountInString(f.Name) > 200 {
			return fault.New(fault.Invalid, "task.bad_file", "an attachment names no file").On(field)
		}
	}
	return nil
}

func needFile(field string, f *casefile.Attachment) error {
	if f == nil {
		return missing(field)
	}
	return needFiles(field, []casefile.Attachment{*f})
}
