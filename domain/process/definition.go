// Package process is what can be said in an approval definition 流程定义: who
// decides in which order, on which form and materials, by when, and what happens
// when nobody does. It reads definitions, refuses malformed ones with the line
// and the reason, and says which step follows which. It runs nothing, does no
// I/O and never asks the time.
package process

import (
	"encoding/json"

	"github.com/diaodu/diaodu/domain/org"
)

// Semantics is the version of the meaning of definitions. A case keeps the
// version it was born with; a new meaning is a new number.
const Semantics = 1

// Definition is one approval process, whole: the definition travels with the
// case, so publishing a new version never changes a running one (E33).
type Definition struct {
	Code     string     `json:"code" yaml:"process"`     // 流程编码, such as construction-permit
	Name     string     `json:"name" yaml:"name"`        // 流程名称
	Version  int        `json:"version" yaml:"-"`        // given at publication; 0 is a draft
	Hash     string     `json:"hash,omitempty" yaml:"-"` // of the content, see Seal
	Matter   Matter     `json:"matter,omitzero" yaml:"matter"`
	Form     Form       `json:"form,omitzero" yaml:"form"`
	Material []Material `json:"materials,omitempty" yaml:"materials"`
	Limits   Limits     `json:"limits,omitzero" yaml:"limits"`
	Rules    Rules      `json:"rules,omitzero" yaml:"rules"`
	Steps    []Step     `json:"steps" yaml:"steps"`
	// Subs are the processes that steps call, embedded at publication so that the
	// case needs nothing from outside.
	Subs []Definition `json:"subs,omitempty" yaml:"-"`

	lines map[string]int // path → line in the text it was read from, see lineOf
}

// Matter 事项 is what the public knows the process by.
type Matter struct {
	Code      string   `json:"code,omitempty" yaml:"code"`           // 事项编码
	Stage     Phase    `json:"stage,omitempty" yaml:"stage"`         // which of the four stages
	Authority string   `json:"authority,omitempty" yaml:"authority"` // 实施机关: id of the unit
	Kind      string   `json:"kind,omitempty" yaml:"kind"`           // 许可, 备案, 审查, 验收, 公共服务
	Basis     []string `json:"basis,omitempty" yaml:"basis"`         // 设定依据
	Result    string   `json:"result,omitempty" yaml:"result"`       // name of what is issued 结果名称
	// Number is the template of the result's official number: {year} and one counter
	// as fmt writes it, such as "荣府地〔{year}〕%d号" or "500153{year}%05d"; counted
	// without gaps (R17), see Series. Empty issues no number.
	Number string `json:"number,omitempty" yaml:"number"`
	// Commitment: may be decided on the applicant's word and checked later 告知承诺.
	Commitment bool `json:"commitment,omitempty" yaml:"commitment"`
	// CheckWithin is the workdays in which such a word is checked.
	CheckWithin int `json:"check_within,omitempty" yaml:"check_within"`
	// Milestone is the project milestone that approval reaches, such as "started".
	Milestone string `json:"milestone,omitempty" yaml:"milestone"`
}

// Phase is one of the four stages 四阶段 of a construction project's approvals.
type Phase string

const (
	LandUse      Phase = "land_use"     // 立项用地规划许可
	Construction Phase = "construction" // 工程建设许可
	Permit       Phase = "permit"       // 施工许可
	Completion   Phase = "completion"   // 竣工验收
)

// Phases lists the four stages in their order.
var Phases = []Phase{LandUse, Construction, Permit, Completion}

// Text is the stage in Chinese.
func (p Phase) Text() string {
	switch p {
	case LandUse:
		return "立项用地规划许可"
	case Construction:
		return "工程建设许可"
	case Permit:
		return "施工许可"
	case Completion:
		return "竣工验收"
	}
	return ""
}

// Form is what the applicant and the stages fill: a JSON Schema 2020-12 of type
// object. Its properties are the fields that conditions and permissions name.
type Form struct {
	Schema json.RawMessage `json:"schema,omitempty" yaml:"-"`
}

// Material 申报材料 is one paper or file that the applicant hands in.
type Material struct {
	ID       string `json:"id" yaml:"id"`
	Name     string `json:"name" yaml:"name"`
	Required bool   `json:"required,omitempty" yaml:"required"`
	// Deferrable 容缺: the application may be accepted without it, to follow within
	// DeferDays workdays.
	Deferrable bool `json:"deferrable,omitempty" yaml:"deferrable"`
	DeferDays  int  `json:"defer_days,omitempty" yaml:"defer_days"`
	// Commit 告知承诺: the applicant's written word may stand for it.
	Commit bool   `json:"commit,omitempty" yaml:"commit"`
	When   string `json:"when,omitempty" yaml:"when"` // CEL: needed only where true
	Note   string `json:"note,omitempty" yaml:"note"`
	// For lists the stages that see it; none means all see it (B-2).
	For  []string `json:"for,omitempty" yaml:"for"`
	Line int      `json:"-" yaml:"-"`
}

// Limits are the clocks of the whole case, in workdays.
type Limits struct {
	Statutory int `json:"statutory,omitempty" yaml:"statutory"` // 法定时限
	Promised  int `json:"promised,omitempty" yaml:"promised"`   // 承诺时限, not longer than the law's
	// Extension is how many workdays the case may be extended by, once, with the
	// authority's head consenting (行政许可法: 10).
	Extension int `json:"extension,omitempty" yaml:"extension"`
	// From is the stage whose approval starts the clocks, as acceptance 受理 does.
	// Empty starts them at submission.
	From string `json:"from,omitempty" yaml:"from"`
	// Supplement is the workdays an applicant has for a 补正; 0 means 10.
	Supplement int `json:"supplement,omitempty" yaml:"supplement"`
	// Supplements is how often a 补正 may be asked for; 0 means 3.
	Supplements int `json:"supplements,omitempty" yaml:"supplements"`
	// Unanswered is what a 补正 without answer becomes: "abandon" (default) or
	// "return" (decided on what is there).
	Unanswered string `json:"unanswered,omitempty" yaml:"unanswered"`
}

// Rules hold for every stage that does not say otherwise.
type Rules struct {
	// Withdraw says until when the applicant may withdraw 撤回: "decision"
	// (default: until the first decision of anybody after acceptance), "never",
	// or the id of a stage: until that stage has decided.
	Withdraw string `json:"withdraw,omitempty" yaml:"withdraw"`
	Nobody   Nobody `json:"nobody,omitzero" yaml:"nobody"`
	// Starter is what happens where a decider is the applicant's own (E26).
	Starter string `json:"starter,omitempty" yaml:"starter"`
	// Repeat says when somebody who approved before need not again (E27).
	Repeat string `json:"repeat,omitempty" yaml:"repeat"`
	// Hops bounds the transfers of a seat; 0 means 5 (E20).
	Hops int `json:"hops,omitempty" yaml:"hops"`
	// Keeper is who administers the process: gets alarms, may jump and terminate
	// beside the authority's head.
	Keeper *Who `json:"keeper,omitempty" yaml:"keeper"`
}

// Nobody is what happens where nobody is found for a seat (E25). Never passes.
type Nobody struct {
	// Then is "hold" (default: hold and alarm) or "fallback".
	Then     string `json:"then,omitempty" yaml:"then"`
	Fallback *Who   `json:"fallback,omitempty" yaml:"fallback"`
}

// Policies of Rules.Starter, Stage.Starter (E26).
const (
	StarterAllow    = "allow"
	StarterSkip     = "skip"     // the seat is skipped, the others decide
	StarterSuperior = "superior" // the unit's head takes the seat
	StarterHold     = "hold"     // default: hold and alarm
)

// Policies of Rules.Repeat, Stage.Repeat (E27).
const (
	RepeatNone        = "none"        // default: everybody decides again
	RepeatConsecutive = "consecutive" // not twice in a row
	RepeatCase        = "case"        // not twice in the case
)

// Who finds the people of a seat. One way of naming is used; Role may go with Org.
type Who struct {
	// Role with Org or OrgField is that post there; alone it is the post in the
	// matter's authority for unit roles, and anywhere in the district for others.
	Role org.Role `json:"role,omitempty" yaml:"role"`
	Org  string   `json:"org,omitempty" yaml:"org"` // unit id
	// OrgField is a form field that holds a unit's id; inside an each block, "item"
	// is the block's own unit.
	OrgField  string `json:"org_field,omitempty" yaml:"org_field"`
	User      string `json:"user,omitempty" yaml:"user"`             // user id
	UserField string `json:"user_field,omitempty" yaml:"user_field"` // a form field that holds user ids
	Starter   bool   `json:"starter,omitempty" yaml:"starter"`       // whoever applied
	// Chosen is the step whose decider chooses the people, "starter" for the applicant.
	// With Role, and Org, only people who hold that post may be chosen; alone, anybody,
	// of whom an enterprise is offered only the people of the matter's authority.
	Chosen string `json:"chosen,omitempty" yaml:"chosen"`
	// Each gives a seat to every person found; otherwise the post has one seat that
	// anyone of it may take.
	Each   bool   `json:"each,omitempty" yaml:"each"`
	Weight int    `json:"weight,omitempty" yaml:"weight"` // of a vote; 0 means 1
	Name   string `json:"name,omitempty" yaml:"name"`     // of the seat, as shown
	Line   int    `json:"-" yaml:"-"`
}
