package api

import (
	"context"
	"strings"

	"github.com/diaodu/diaodu/domain/process"
)

type compareProcessIn struct {
	Body struct {
		From string `json:"from" maxLength:"262144" doc:"流程定义（YAML）"`
		To   string `json:"to" maxLength:"262144" doc:"另一份"`
	}
}

// ProcessComparison is what differs between two texts of a process.
type ProcessComparison struct {
	Readable bool            `json:"readable" doc:"两份都读得懂；否则只比较原文"`
	Changes  []ProcessChange `json:"changes" nullable:"false" doc:"逐项、逐环节的不同"`
	Lines    []DiffLine      `json:"lines" nullable:"false" doc:"原文的不同"`
}

// ProcessChange is one part of a process that differs.
type ProcessChange struct {
	Part     string           `json:"part" doc:"流程、材料、表单或环节"`
	Name     string           `json:"name,omitempty"`
	How      string           `json:"how" enum:"added,removed,changed"`
	Settings []ProcessSetting `json:"settings" nullable:"false"`
}

// ProcessSetting is one key with both values as a definition writes them.
type ProcessSetting struct {
	Key  string `json:"key"`
	Text string `json:"text" doc:"含义"`
	From string `json:"from,omitempty"`
	To   string `json:"to,omitempty"`
}

// compareProcess tells how two texts differ that need not be kept anywhere: what
// somebody is writing, and what somebody else made of the draft meanwhile.
func (d Deps) compareProcess(ctx context.Context, in *compareProcessIn) (*bodyOut[ProcessComparison], error) {
	if err := keepsProcesses(ctx); err != nil {
		return nil, err
	}
	v := ProcessComparison{Changes: []ProcessChange{}, Lines: diffLines(in.Body.From, in.Body.To)}
	from, _ := process.Parse([]byte(in.Body.From))
	to, _ := process.Parse([]byte(in.Body.To))
	if from == nil || to == nil {
		return answer(v, nil)
	}
	all, err := process.Compare(from, to)
	if err != nil {
		return answer(v, nil) // half written: the texts are compared
	}
	v.Readable = true
	say := settingWords(langOf(ctx))
	for _, c := range all {
		change := ProcessChange{Part: wordOf(langOf(ctx), changedParts, c.Part), Name: c.Name, How: c.How, Settings: []ProcessSetting{}}
		for _, s := range c.Settings {
			change.Settings = append(change.Settings, ProcessSetting{Key: s.Key, Text: say(s.Part, s.Key), From: s.From, To: s.To})
		}
		v.Changes = append(v.Changes, change)
	}
	return answer(v, nil)
}

// settingWords name a key by the beginning of what editors say it means.
func settingWords(l lang) func(part, key string) string {
	english, meaning := map[string]word{}, map[string]string{}
	for _, w := range keyWords {
		english[w.zh] = w
	}
	for _, g := range process.Keys() {
		for _, k := range g.Keys {
			text, _, _ := strings.Cut(k.Text, "：")
			for _, mark := range []string{"；", "（", "，"} {
				text, _, _ = strings.Cut(text, mark)
			}
			if l != chinese {
				text = wordOf(l, english, k.Text)
				for _, mark := range []string{":", ";", "(", ","} {
					text, _, _ = strings.Cut(text, mark)
				}
			}
			meaning[g.Part+"."+k.Name] = strings.TrimSpace(text)
		}
	}
	return func(part, key string) string {
		if w, ok := changedKeys[part+"."+key]; ok {
			return w.in(l)
		}
		if text, ok := meaning[part+"."+key]; ok {
			return text
		}
		return key
	}
}

// changedParts name what a comparison tells of.
var changedParts = map[string]word{
	"Definition": {"流程", "Process"},
	"Material":   {"材料", "Material"},
	"Form":       {"表单", "Form"},
	"Step":       {"环节", "Step"},
}

// changedKeys name what a comparison tells beside the keys of a definition: the
// place of a step, and the keys of a form's schema.
var changedKeys = map[string]word{
	"Step.place":            {"排在它前面的环节", "Comes after"},
	"Step.kind":             {"种类", "Kind"},
	"Step.goto":             {"转到", "Goes to"},
	"Step.end":              {"办结结果", "Ends as"},
	"Step.cc":               {"抄送", "Copies go to"},
	"Form.title":            {"名称", "Title"},
	"Form.type":             {"类型", "Type"},
	"Form.enum":             {"可选项", "Choices"},
	"Form.required":         {"必填的栏目", "Required fields"},
	"Form.description":      {"说明", "Description"},
	"Form.format":           {"格式", "Format"},
	"Form.maxLength":        {"最多字数", "Longest"},
	"Form.minLength":        {"最少字数", "Shortest"},
	"Form.minimum":          {"最小", "Least"},
	"Form.maximum":          {"最大", "Most"},
	"Form.exclusiveMinimum": {"大于", "More than"},
	"Form.exclusiveMaximum": {"小于", "Less than"},
	"Form.items":            {"每一项", "Each item"},
	"Form.maxItems":         {"最多几项", "Most items"},
	"Form.minItems":         {"最少几项", "Least items"},
}
