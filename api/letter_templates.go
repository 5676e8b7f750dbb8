package api

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/diaodu/diaodu/documents"
	"github.com/diaodu/diaodu/domain/fault"
	"github.com/diaodu/diaodu/store"
)

// LetterTemplates keeps the words of letters 文书模板. store fits it.
type LetterTemplates interface {
	LetterText(ctx context.Context, name string, until time.Time) (string, store.Version, error)
	LetterTexts(ctx context.Context, name string) ([]string, []store.Version, error)
	SetLetterText(ctx context.Context, by store.By, name string, expect int, shipped, text, reason string) error
}

// LetterTemplateRow is one letter in the administrator's list.
type LetterTemplateRow struct {
	Name    string    `json:"name"`
	Title   string    `json:"title" doc:"文书名称"`
	Series  string    `json:"series" doc:"编号类别"`
	Version int       `json:"version" doc:"0 为随程序提供"`
	By      string    `json:"by,omitempty"`
	At      time.Time `json:"at,omitzero"`
	Reason  string    `json:"reason,omitempty"`
}

// LetterTemplateView is one letter with its words in force and what they may say.
type LetterTemplateView struct {
	LetterTemplateRow
	Text   string            `json:"text" doc:"现行文字"`
	Fields []LetterFieldView `json:"fields" nullable:"false" doc:"可用内容"`
}

// LetterFieldView explains one field to whoever writes a letter's words.
type LetterFieldView struct {
	Name    string            `json:"name" doc:"文字里的写法"`
	Meaning string            `json:"meaning"`
	Example string            `json:"example,omitempty"`
	May     bool              `json:"may_lack,omitempty" doc:"可能没有，要放在【如有】里"`
	Must    bool              `json:"must,omitempty" doc:"必须印出"`
	Items   []LetterFieldView `json:"items,omitempty" doc:"清单每一项的内容"`
}

// LetterMistake is one thing wrong in words that are written.
type LetterMistake struct {
	Line int    `json:"line" doc:"第几行；0 为缺少的内容"`
	Code string `json:"code"`
	Text string `json:"text"`
}

// LetterPreview is what words would print, filled with examples.
type LetterPreview struct {
	Mistakes []LetterMistake  `json:"mistakes" nullable:"false"`
	Changes  []DiffLine       `json:"changes" nullable:"false" doc:"与现行版本相比；相同时没有"`
	Letter   *documents.Sheet `json:"letter,omitempty" doc:"用示例内容填好的样子；有错误时为尽量印出的样子"`
}

// LetterTemplatePast is one version of a letter's words.
type LetterTemplatePast struct {
	Version int       `json:"version" doc:"0 为随程序提供"`
	By      string    `json:"by,omitempty"`
	At      time.Time `json:"at,omitzero"`
	Reason  string    `json:"reason,omitempty"`
}

// LetterTemplateVersion is one version whole, compared with the one before it.
type LetterTemplateVersion struct {
	LetterTemplatePast
	Text    string     `json:"text"`
	Changes []DiffLine `json:"changes" nullable:"false" doc:"与上一版相比"`
}

// LetterTemplateIn names a letter.
type LetterTemplateIn struct {
	Letter string `path:"letter" maxLength:"32"`
}

func registerLetterTemplates(api huma.API, d Deps) {
	const tag, base, one = "文书模板", "/api/letter-templates", "/api/letter-templates/{letter}"
	huma.Register(api, op("letter-templates-list", http.MethodGet, base, tag, "文书模板"), d.letterTemplates)
	huma.Register(api, op("letter-templates-get", http.MethodGet, one, tag, "一份文书模板和可用内容"), d.letterTemplate)
	huma.Register(api, op("letter-templates-preview", http.MethodPost, one+"/preview", tag, "检查并预览"), d.previewLetter)
	huma.Register(api, op("letter-templates-set", http.MethodPut, one, tag, "发布文书模板"), d.setLetter)
	huma.Register(api, op("letter-templates-versions", http.MethodGet, one+"/versions", tag, "历次版本"), d.letterVersions)
	huma.Register(api, op("letter-templates-version", http.MethodGet, one+"/versions/{version}", tag, "一个版本，与上一版比较"), d.letterVersion)
	huma.Register(api, op("letter-templates-roll-back", http.MethodPost, one+"/roll-back", tag, "回到从前的版本（作为新版本发布）"), d.rollBackLetter)
}

func letterRow(info documents.LetterInfo, v store.Version) LetterTemplateRow {
	return LetterTemplateRow{Name: info.Name, Title: info.Title, Series: info.Series, Version: v.Version, By: v.By, At: v.At, Reason: v.Reason}
}

func (d Deps) letterTemplates(ctx context.Context, _ *struct{}) (*listOut[LetterTemplateRow], error) {
	if err := adminOnly(ctx); err != nil {
		return nil, err
	}
	var rows []LetterTemplateRow
	for _, info := range d.Letters.Infos() {
		_, v, err := d.LetterTemplates.LetterText(ctx, info.Name, time.Time{})
		if err != nil {
			return nil, err
		}
		rows = append(rows, letterRow(info, v))
	}
	return newList(rows, ""), nil
}

// letterInfo finds a letter for an administrator.
func (d Deps) letterInfo(ctx context.Context, name string) (documents.LetterInfo, error) {
	if err := adminOnly(ctx); err != nil {
		return documents.LetterInfo{}, err
	}
	info, ok := d.Letters.Info(name)
	if !ok {
		return info, fault.New(fault.NotFound, "document.template_unknown", "no template %q", name).With("name", name)
	}
	return info, nil
}

func (d Deps) letterTemplate(ctx context.Context, in *LetterTemplateIn) (*versioned[LetterTemplateView], error) {
	info, err := d.letterInfo(ctx, in.Letter)
	if err != nil {
		return nil, err
	}
	text, v, err := d.wordsInForce(ctx, info)
	return withVersion(LetterTemplateView{LetterTemplateRow: letterRow(info, v), Text: text, Fields: fieldViews(info.Fields)}, v.Version, err)
}

// wordsInForce are a letter's words now: those set last, or the shipped ones.
func (d Deps) wordsInForce(ctx context.Context, info documents.LetterInfo) (string, store.Version, error) {
	text, v, err := d.LetterTemplates.LetterText(ctx, info.Name, time.Time{})
	if v.Version == 0 {
		text = info.Text
	}
	return text, v, err
}

func fieldViews(fields []documents.LetterField) []LetterFieldView {
	var out []LetterFieldView
	for _, f := range fields {
		out = append(out, LetterFieldView{Name: f.Name, Meaning: f.Meaning, Example: f.Example, May: f.Optional, Must: f.Must, Items: fieldViews(f.Items)})
	}
	return out
}

type letterPreviewIn struct {
	LetterTemplateIn
	Body struct {
		Text string `json:"text" maxLength:"20000" doc:"模板文字"`
	}
}

func (d Deps) previewLetter(ctx context.Context, in *letterPreviewIn) (*bodyOut[LetterPreview], error) {
	info, err := d.letterInfo(ctx, in.Letter)
	if err != nil {
		return nil, err
	}
	now, _, err := d.wordsInForce(ctx, info)
	if err != nil {
		return nil, err
	}
	template, mistakes, err := d.letterMistakes(langOf(ctx), info.Name, in.Body.Text)
	if err != nil {
		return nil, err
	}
	changes := []DiffLine{}
	if text := strings.ReplaceAll(in.Body.Text, "\r\n", "\n"); text != now {
		changes = diffLines(now, text)
	}
	sheet, err := template.Sample()
	return answer(LetterPreview{Mistakes: mistakes, Changes: changes, Letter: &sheet}, err)
}

// letterMistakes checks words and says what is wrong with them.
func (d Deps) letterMistakes(l lang, name, text string) (*documents.Template, []LetterMistake, error) {
	template, found, err := d.Letters.Check(name, text)
	mistakes := make([]LetterMistake, len(found))
	for i, m := range found {
		mistakes[i] = LetterMistake{Line: m.Line, Code: m.Code, Text: message(l, m.Code, m.Args)}
	}
	return template, mistakes, err
}

type letterSetIn struct {
	LetterTemplateIn
	MatchIn
	Body struct {
		Text   string `json:"text" minLength:"1" maxLength:"20000" doc:"模板文字"`
		Reason string `json:"reason" minLength:"2" maxLength:"200" doc:"为什么改"`
	}
}

func (d Deps) setLetter(ctx context.Context, in *letterSetIn) (*versioned[LetterTemplateView], error) {
	return d.publishLetter(ctx, in.LetterTemplateIn, in.MatchIn, in.Body.Text, in.Body.Reason)
}

// publishLetter puts words in force that pass the check: a letter printed with them
// is whole.
func (d Deps) publishLetter(ctx context.Context, in LetterTemplateIn, match MatchIn, text, reason string) (*versioned[LetterTemplateView], error) {
	info, err := d.letterInfo(ctx, in.Letter)
	if err != nil {
		return nil, err
	}
	expect, err := match.seen()
	if err != nil {
		return nil, err
	}
	text = strings.ReplaceAll(text, "\r\n", "\n")
	_, mistakes, err := d.letterMistakes(langOf(ctx), info.Name, text)
	if err != nil {
		return nil, err
	}
	if n := len(mistakes); n > 0 {
		first, where := mistakes[0], ""
		if first.Line > 0 {
			where = word{"第 %d 行：", "Line %d: "}.with(langOf(ctx), first.Line)
		}
		return nil, fault.New(fault.Invalid, "letter.refused", "%s: %s at line %d", info.Name, first.Code, first.Line).
			With("n", n).With("where", where).With("why", clause(first.Text)).On("text")
	}
	if err := d.LetterTemplates.SetLetterText(ctx, d.by(ctx), info.Name, expect, info.Text, text, reason); err != nil {
		return nil, err
	}
	return d.letterTemplate(ctx, &in)
}

func (d Deps) letterVersions(ctx context.Context, in *LetterTemplateIn) (*listOut[LetterTemplatePast], error) {
	_, past, err := d.letterPast(ctx, in.Letter)
	return newList(past, ""), err
}

// letterPast are the words a letter had, newest first; what shipped is the last.
func (d Deps) letterPast(ctx context.Context, name string) ([]string, []LetterTemplatePast, error) {
	info, err := d.letterInfo(ctx, name)
	if err != nil {
		return nil, nil, err
	}
	texts, versions, err := d.LetterTemplates.LetterTexts(ctx, info.Name)
	if err != nil {
		return nil, nil, err
	}
	var past []LetterTemplatePast
	for _, v := range versions {
		past = append(past, LetterTemplatePast(v))
	}
	return append(texts, info.Text), append(past, LetterTemplatePast{}), nil
}

type letterVersionIn struct {
	LetterTemplateIn
	Version int `path:"version" minimum:"0"`
}

func (d Deps) letterVersion(ctx context.Context, in *letterVersionIn) (*bodyOut[LetterTemplateVersion], error) {
	texts, past, err := d.letterPast(ctx, in.Letter)
	if err != nil {
		return nil, err
	}
	i, err := atVersion(past, in.Letter, in.Version)
	if err != nil {
		return nil, err
	}
	out := LetterTemplateVersion{LetterTemplatePast: past[i], Text: texts[i], Changes: []DiffLine{}}
	if i+1 < len(texts) {
		out.Changes = diffLines(texts[i+1], texts[i])
	}
	return answer(out, nil)
}

// atVersion finds a version among a letter's.
func atVersion(past []LetterTemplatePast, name string, version int) (int, error) {
	i := slices.IndexFunc(past, func(p LetterTemplatePast) bool { return p.Version == version })
	if i < 0 {
		return 0, fault.New(fault.NotFound, "letter.version", "no version %d of %s", version, name)
	}
	return i, nil
}

type letterRollBackIn struct {
	LetterTemplateIn
	MatchIn
	Body struct {
		Version int    `json:"version" minimum:"0" doc:"回到哪一版，0 为随程序提供"`
		Reason  string `json:"reason" minLength:"2" maxLength:"200" doc:"为什么"`
	}
}

// rollBackLetter puts the words of an earlier version in force again, as a new one:
// what was in force between stays told.
func (d Deps) rollBackLetter(ctx context.Context, in *letterRollBackIn) (*versioned[LetterTemplateView], error) {
	texts, past, err := d.letterPast(ctx, in.Letter)
	if err != nil {
		return nil, err
	}
	i, err := atVersion(past, in.Letter, in.Body.Version)
	if err != nil {
		return nil, err
	}
	back := "回到随程序提供的文字："
	if in.Body.Version > 0 {
		back = fmt.Sprintf("回到第 %d 版：", in.Body.Version)
	}
	return d.publishLetter(ctx, in.LetterTemplateIn, in.MatchIn, texts[i], back+in.Body.Reason)
}
