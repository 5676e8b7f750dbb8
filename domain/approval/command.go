package approval

import (
	"strings"
	"unicode/utf8"

	"github.com/diaodu/diaodu/domain/between"
	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/fault"
	"github.com/diaodu/diaodu/domain/process"
	"github.com/diaodu/diaodu/domain/workcal"
)

// Acts of an application, beside the common ring, told and recalendar. The
// names are stored in events: they are added to, never renamed.
const (
	ActSubmit   = "submit"    // 申请
	ActWithdraw = "withdraw"  // 撤回
	ActResubmit = "resubmit"  // 退回后重新提交
	ActSupply   = "supply"    // 提交补正
	ActFollow   = "follow_up" // 容缺补交

	ActApprove  = "approve"   // 同意
	ActReject   = "reject"    // 不同意
	ActAbstain  = "abstain"   // 弃权
	ActChoose   = "choose"    // 办理, by an outcome of the definition's own
	ActReturn   = "return"    // 退回
	ActTakeBack = "take_back" // 拿回

	ActClaim    = "claim"       // 认领
	ActUnclaim  = "unclaim"     // 释放
	ActTransfer = "transfer"    // 转办
	ActDelegate = "delegate"    // 委派
	ActAnswer   = "answer"      // 委派回复
	ActRecall   = "recall"      // 收回委派
	ActAddSign  = "add_sign"    // 加签
	ActCutSign  = "remove_sign" // 减签
	ActRecuse   = "recuse"      // 回避
	ActConsult  = "consult"     // 征求意见
	ActReply    = "reply"       // 答复意见
	ActCC       = "cc"          // 抄送
	ActRead     = "read"        // 已阅
	ActNote     = "note"        // 备注
	ActUrge     = "urge"        // 催办

	ActSupplement = "supplement"     // 补正通知
	ActTakeIn     = "take_in"        // 接收补正材料
	ActCheck      = "check_material" // 核收容缺材料
	ActPause      = "pause"          // 特别程序
	ActResume     = "resume"         // 特别程序结束
	ActExtend     = "extend"         // 延期
	ActVisit      = "visit"          // 安排踏勘
	ActFinding    = "finding"        // 踏勘结论
	ActVerifyWord = "verify_word"    // 承诺核查

	ActCallback = "callback"  // 回调结果
	ActObject   = "object"    // 公示异议
	ActSettle   = "settle"    // 处理异议
	ActSubEnded = "sub_ended" // 子流程办结

	ActAppoint   = "appoint"   // 指定办理人 (E25)
	ActHandOver  = "hand_over" // 离职转办
	ActSuspend   = "suspend"   // 挂起
	ActActivate  = "activate"  // 激活
	ActTerminate = "terminate" // 终止
	ActVoid      = "void"      // 作废
	ActJump      = "jump"      // 管理员跳转
	ActMigrate   = "migrate"   // 迁移到新版流程 (E31)
	ActPeople    = "people"    // 人员变动 (E28)
)

// Command is one order to an application.
type Command struct {
	casefile.Order
	Form
}

// Form is what an act needs. Every act takes the fields named behind it and
// ignores the rest.
type Form struct {
	Birth *between.ApprovalBirth `json:"birth,omitempty"` // submit
	// Seat names the seat acted on, Round the opening the person was looking at;
	// an old one is refused, never applied.
	Seat    string                 `json:"seat,omitempty"`
	Round   int                    `json:"round,omitempty"`
	Opinion string                 `json:"opinion,omitempty"` // 意见
	Files   []casefile.Attachment  `json:"files,omitempty"`
	Fields  []process.Field        `json:"fields,omitempty"`  // the form's changes (E34)
	Chosen  []between.ChosenPeople `json:"chosen,omitempty"`  // approve, submit: people for later stages
	Outcome string                 `json:"outcome,omitempty"` // choose: its id; callback: approved or rejected; settle: dismissed or upheld
	// To is the step a return or jump leads to, "starter" the applicant; Resume is
	// "replay" or "direct" (E8).
	To     string   `json:"to,omitempty"`
	Item   string   `json:"item,omitempty"`
	Resume string   `json:"resume,omitempty"`
	People []Person `json:"people,omitempty"` // transfer, delegate, add_sign, cc, consult, appoint, hand_over (from, to)
	// Position, Advisory: add_sign.
	Position string `json:"position,omitempty"`
	Advisory bool   `json:"advisory,omitempty"`
	// Gaps: supplement. Materials: supply, resubmit, follow_up, check_material.
	Gaps      []Gap           `json:"gaps,omitempty"`
	Materials []MaterialGiven `json:"materials,omitempty"`
	Defer     []string        `json:"defer,omitempty"`  // approve at acceptance: materials that may follow 容缺
	Date      workcal.Date    `json:"date,omitzero"`    // pause: expected end; visit: the day
	Reason    string          `json:"reason,omitempty"` // of PauseReasons for pause; words elsewhere
	Notice    string          `json:"notice,omitempty"` // pause: the written notice
	Place     string          `json:"place,omitempty"`  // visit
	Pass      bool            `json:"pass,omitempty"`   // finding, verify_word
	N         int             `json:"n,omitempty"`      // reply, settle, callback, object, jump: which
	From      string          `json:"from,omitempty"`   // object: who objects
	Sub       *SubCase        `json:"sub,omitempty"`    // sub_ended
	Batch     string          `json:"batch,omitempty"`  // batch approval: the same for each (E32)
	// Migrate: the sealed definition and which old step each new place is.
	Definition *process.Definition `json:"definition,omitempty"`
	Map        []StepMap           `json:"map,omitempty"`
	Roster     []Found             `json:"roster,omitempty"` // submit, people: what the door looked up
}

// MaterialGiven is one material handed in, or judged.
type MaterialGiven = between.GivenMaterial

// StepMap says which step of a new definition an old one becomes.
type StepMap struct {
	Old string `json:"old"`
	New string `json:"new"`
}

// PauseReasons are the special procedures 特别程序 whose time does not count.
var PauseReasons = []string{
	"hearing",    // 听证
	"testing",    // 检验检测
	"expert",     // 专家评审
	"publicity",  // 公示
	"auction",    // 招标拍卖
	"upstream",   // 等待上级或其他审批
	"litigation", // 诉讼仲裁
	"emergency",  // 突发事件
}

// Bounds of what one order may carry.
const (
	longText  = 2000 // runes
	shortText = 200
	manyItems = 200
	addAtOnce = 20
)

// bounded refuses an order that is larger than any honest one.
func (f *Form) bounded() error {
	for _, t := range []struct{ field, text string }{{"opinion", f.Opinion}, {"reason", f.Reason}} {
		if utf8.RuneCountInString(t.text) > longText {
			return fault.New(fault.Invalid, "approval.too_long", "%s is too long", t.field).With("max", longText).On(t.field)
		}
	}
	for _, t := range []struct{ field, text string }{
		{"place", f.Place}, {"from", f.From}, {"notice", f.Notice}, {"to", f.To}, {"seat", f.Seat}, {"batch", f.Batch},
	} {
		if utf8.RuneCountInString(t.text) > shortText {
			return fault.New(fault.Invalid, "approval.too_long", "%s is too long", t.field).With("max", shortText).On(t.field)
		}
	}
	for _, n := range []int{len(f.Files), len(f.Fields), len(f.Gaps), len(f.Materials), len(f.Map), len(f.Chosen), len(f.People)} {
		if n > manyItems {
			return fault.New(fault.Invalid, "approval.too_many", "%d items", n).With("max", manyItems)
		}
	}
	for _, g := range f.Gaps {
		if utf8.RuneCountInString(g.Text) > longText {
			return fault.New(fault.Invalid, "approval.too_long", "a gap's words are too long").With("max", longText).On("gaps")
		}
	}
	return nil
}

// needText refuses empty words.
func needText(field, text string) error {
	if strings.TrimSpace(text) == "" {
		return fault.New(fault.Invalid, "approval.words_missing", "%s is empty", field).On(field)
	}
	return nil
}
