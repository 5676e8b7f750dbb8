package api

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/diaodu/diaodu/auth"
	"github.com/diaodu/diaodu/domain/fault"
	"github.com/diaodu/diaodu/domain/numberrule"
	"github.com/diaodu/diaodu/domain/org"
	"github.com/diaodu/diaodu/domain/workcal"
	"github.com/diaodu/diaodu/store"
)

// NumberRules keeps how official numbers look 编号规则. store fits it.
type NumberRules interface {
	NumberRules(ctx context.Context, today workcal.Date) ([]store.NumberRule, error)
	NumberRuleVersions(ctx context.Context, kind string) ([]numberrule.Rule, []store.Version, error)
	PreviewNumbers(ctx context.Context, kind string, rule numberrule.Rule, today workcal.Date) ([]store.NumberCounter, error)
	SetNumberRule(ctx context.Context, by store.By, kind string, expect int, rule numberrule.Rule, start store.NumberStart, reason string) error
}

// NumberRuleView is one rule as the administrator sees it.
type NumberRuleView struct {
	Kind     string                `json:"kind"`
	Text     string                `json:"text" doc:"给什么编号（中文）"`
	Layout   string                `json:"layout" doc:"编号样式，{year}、{month} 为年月，%d 为序号，%04d 为至少四位的序号"`
	Reset    string                `json:"reset" enum:"year,month" doc:"每年或每月从 1 起"`
	Months   bool                  `json:"months" doc:"可以每月从 1 起"`
	Shipped  numberrule.Rule       `json:"shipped" doc:"随程序提供的规则"`
	Version  int                   `json:"version" doc:"0 为随程序提供"`
	By       string                `json:"by,omitempty"`
	At       time.Time             `json:"at,omitzero"`
	Counters []store.NumberCounter `json:"counters" nullable:"false" doc:"本期各序列"`
}

// NumberRuleForm is a rule to be put in force.
type NumberRuleForm struct {
	Layout string `json:"layout" minLength:"1" maxLength:"60"`
	Reset  string `json:"reset" enum:"year,month"`
	Next   int    `json:"next,omitempty" minimum:"0" maximum:"99999999" doc:"本期下一个序号，只能向后调；0 为接着现有序号"`
	Reason string `json:"reason" minLength:"2" maxLength:"200" doc:"为什么改"`
}

func (f NumberRuleForm) rule() numberrule.Rule {
	return numberrule.Rule{Layout: f.Layout, Reset: f.Reset}
}

// NumberRulePast is one earlier version of a rule.
type NumberRulePast struct {
	store.Version
	numberrule.Rule
}

// NumberPreview is what the next numbers would be.
type NumberPreview struct {
	Counters []store.NumberCounter `json:"counters" nullable:"false"`
}

// NumberIn names what is numbered.
type NumberIn struct {
	Kind string `path:"kind" maxLength:"16"`
}

func registerNumberRules(api huma.API, d Deps) {
	const tag, base, one = "编号规则", "/api/number-rules", "/api/number-rules/{kind}"
	huma.Register(api, op("number-rules-list", http.MethodGet, base, tag, "编号规则"), d.numberRules)
	huma.Register(api, op("number-rules-versions", http.MethodGet, one+"/versions", tag, "一项编号规则的历次版本"), d.numberVersions)
	huma.Register(api, op("number-rules-preview", http.MethodPost, one+"/preview", tag, "预览下一个编号"), d.previewNumbers)
	huma.Register(api, op("number-rules-set", http.MethodPut, one, tag, "设定编号规则"), d.setNumberRule)
}

// adminOnly is for what the administrator sets while the program runs.
func adminOnly(ctx context.Context) error {
	if a := auth.Actor(ctx); !a.Has(org.Admin) {
		return fault.New(fault.Forbidden, "setting.admin_only", "%s is no administrator", a.UserID)
	}
	return nil
}

func (d Deps) numberRules(ctx context.Context, _ *struct{}) (*listOut[NumberRuleView], error) {
	if err := adminOnly(ctx); err != nil {
		return nil, err
	}
	rules, err := d.NumberRules.NumberRules(ctx, d.today())
	if err != nil {
		return nil, err
	}
	views := make([]NumberRuleView, len(rules))
	for i, r := range rules {
		views[i] = NumberRuleView{
			Kind: r.Kind, Text: wordOf(langOf(ctx), numberWords, r.Kind), Layout: r.Rule.Layout, Reset: r.Rule.Reset, Months: r.Months, Shipped: r.Shipped,
			Version: r.Now.Version, By: r.Now.By, At: r.Now.At, Counters: r.Counters,
		}
	}
	return newList(views, ""), nil
}

func (d Deps) numberVersions(ctx context.Context, in *NumberIn) (*listOut[NumberRulePast], error) {
	if err := adminOnly(ctx); err != nil {
		return nil, err
	}
	rules, versions, err := d.NumberRules.NumberRuleVersions(ctx, in.Kind)
	if err != nil {
		return nil, err
	}
	past := make([]NumberRulePast, len(rules))
	for i := range rules {
		past[i] = NumberRulePast{versions[i], rules[i]}
	}
	return newList(past, ""), nil
}

type numberPreviewIn struct {
	NumberIn
	Body struct {
		Layout string `json:"layout" minLength:"1" maxLength:"60"`
		Reset  string `json:"reset" enum:"year,month"`
	}
}

func (d Deps) previewNumbers(ctx context.Context, in *numberPreviewIn) (*bodyOut[NumberPreview], error) {
	if err := adminOnly(ctx); err != nil {
		return nil, err
	}
	next, err := d.NumberRules.PreviewNumbers(ctx, in.Kind, numberrule.Rule{Layout: in.Body.Layout, Reset: in.Body.Reset}, d.today())
	return answer(NumberPreview{next}, err)
}

type numberSetIn struct {
	NumberIn
	MatchIn
	Body NumberRuleForm
}

func (d Deps) setNumberRule(ctx context.Context, in *numberSetIn) (*bodyOut[NumberPreview], error) {
	if err := adminOnly(ctx); err != nil {
		return nil, err
	}
	expect, err := in.seen()
	if err != nil {
		return nil, err
	}
	if err := d.NumberRules.SetNumberRule(ctx, d.by(ctx), in.Kind, expect, in.Body.rule(), store.NumberStart{Next: in.Body.Next}, in.Body.Reason); err != nil {
		return nil, err
	}
	next, err := d.NumberRules.PreviewNumbers(ctx, in.Kind, in.Body.rule(), d.today())
	return answer(NumberPreview{next}, err)
}
