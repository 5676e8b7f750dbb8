package supervision

import (
	"strings"
	"unicode"

	"github.com/diaodu/diaodu/domain/fault"
)

// checkForm wants the fields of the node's template, in words that say something.
func checkForm(node string, f ReportForm) error {
	type field struct{ name, text string }
	need := map[string][]field{
		NodeD1:     {{"report.deployment", f.Deployment}},
		NodeD3:     {{"report.measures", f.Measures}, {"report.progress", f.Progress}},
		NodeD7:     {{"report.result", f.Result}},
		NodeM1:     {{"report.progress", f.Progress}, {"report.next", f.Next}},
		NodeWeekly: {{"report.progress", f.Progress}, {"report.next", f.Next}},
		"":         {{"report.progress", f.Progress}},
	}
	fields, ok := need[node]
	if !ok {
		fields = need[NodeWeekly] // a plan of one's own may name other nodes
	}
	for _, x := range fields {
		if err := needText(x.name, x.text); err != nil {
			return err
		}
		if Vacuous(x.text) {
			return vacuous(x.name)
		}
	}
	for _, x := range []field{
		{"report.deployment", f.Deployment}, {"report.measures", f.Measures}, {"report.progress", f.Progress},
		{"report.result", f.Result}, {"report.problems", f.Problems}, {"report.next", f.Next},
	} {
		if len([]rune(x.text)) > longest {
			return needText(x.name, x.text)
		}
	}
	if f.Percent != nil && (*f.Percent < 0 || *f.Percent > 100) {
		return fault.New(fault.Invalid, "task.percent", "%d percent", *f.Percent).On("report.percent")
	}
	return nil
}

func vacuous(field string) error {
	return fault.New(fault.Invalid, "task.vacuous", "%s says nothing", field).On(field).With("field", field)
}

// stock is what people write when they have nothing to say. Longer phrases first.
var stock = []string{
	"按照要求正在推进", "按计划有序推进", "正在积极推进", "正在有序推进", "正在抓紧推进", "正在抓紧办理", "正在稳步推进",
	"按计划推进", "积极推进", "有序推进", "稳步推进", "持续推进", "加快推进", "扎实推进", "全力推进", "抓紧推进", "正在推进",
	"正在办理", "抓紧办理", "积极办理", "正在协调", "积极协调", "正在处理", "正在落实", "抓紧落实", "高度重视", "已部署", "已安排",
	"推进中", "办理中", "进行中", "协调中", "处理中", "无变化", "同上", "暂无", "目前", "工作", "各项", "我单位", "我局", "情况",
	"正在", "推进", "办理", "落实", "无",
}

// solid is how many characters a report must have beside stock phrases.
const solid = 6

// Vacuous tells whether a text is only stock phrases such as "正在推进" (G-3).
func Vacuous(text string) bool {
	rest := strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return r
		}
		return -1
	}, text)
	for _, phrase := range stock {
		rest = strings.ReplaceAll(rest, phrase, "")
	}
	return len([]rune(rest)) < solid
}
