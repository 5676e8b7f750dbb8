package process

import (
	"fmt"
	"strings"

	"github.com/diaodu/diaodu/domain/org"
)

// Text is the kind of step in Chinese.
func (k Kind) Text() string {
	return map[Kind]string{
		KindStage: "环节", KindParallel: "并行", KindChoose: "选择", KindEach: "逐单位", KindCall: "子流程", KindNotice: "公示",
		KindWait: "等待回调", KindGoto: "跳转", KindCC: "抄送", KindEnd: "结束",
	}[k]
}

// Text is the mode in Chinese.
func (m Mode) Text() string {
	return map[Mode]string{Single: "单人", Any: "或签", All: "会签", Ordered: "依次", Vote: "票签"}[m]
}

// Text is the result in Chinese.
func (r Result) Text() string {
	return map[Result]string{Approved: "准予", Rejected: "不予许可", Refused: "不予受理"}[r]
}

// Text is the operation in Chinese.
func (o Op) Text() string {
	return map[Op]string{
		OpReturn: "退回", OpTransfer: "转办", OpDelegate: "委派", OpAddSign: "加签", OpCC: "抄送", OpConsult: "征求意见",
		OpSupplement: "补正", OpTakeBack: "拿回", OpPause: "特别程序", OpRecuse: "回避",
	}[o]
}

// Describe says in Chinese who is meant. Units are named by orgName, or by their
// ids where it is nil or knows no name.
func (w Who) Describe(d *Definition, orgName func(id string) string) string {
	if w.Name != "" {
		return w.Name
	}
	text := ""
	switch {
	case w.Starter:
		text = "申请人"
	case w.User != "":
		text = "人员 " + w.User
	case w.UserField != "":
		text = "“" + d.title(w.UserField) + "”所填人员"
	case w.Chosen != "":
		text = d.chosenText(w, orgName)
	case w.OrgField == "item":
		text = "该单位" + roleText(w.Role)
	case w.OrgField != "":
		text = "“" + d.title(w.OrgField) + "”所填单位" + roleText(w.Role)
	case w.Org != "":
		text = named(w.Org, orgName) + roleText(w.Role)
	case UnitRole(w.Role) && d.Matter.Authority != "":
		text = named(d.Matter.Authority, orgName) + roleText(w.Role)
	default:
		text = roleText(w.Role)
	}
	if w.Each {
		text += "（每人一席）"
	}
	if w.Weight > 1 {
		text += fmt.Sprintf("（权重 %d）", w.Weight)
	}
	return text
}

// chosenText says who chooses, and from which post.
func (d *Definition) chosenText(w Who, orgName func(string) string) string {
	by := "“" + d.stepName(w.Chosen) + "”"
	if w.Chosen == "starter" {
		by = "申请人"
	}
	if w.Role == "" {
		return by + "选定的人员"
	}
	return by + "从" + Who{Role: w.Role, Org: w.Org}.Describe(d, orgName) + "中选定的人员"
}

func named(id string, name func(string) string) string {
	if name != nil {
		if n := name(id); n != "" {
			return n
		}
	}
	return id + " "
}

func roleText(r org.Role) string {
	if text := r.Text(); text != "" {
		return text
	}
	return string(r)
}

// title is a field's name as people see it.
func (d *Definition) title(key string) string {
	for _, f := range d.Fields() {
		if f.Key == key && f.Title != "" {
			return f.Title
		}
	}
	return key
}

// stepName is a step's name as people see it, its id where it has none.
func (d *Definition) stepName(id string) string {
	if n, ok := NewGraph(d).Node(id); ok && n.Name != "" {
		return n.Name
	}
	return id
}

func describeAll(all []Who, d *Definition, orgName func(string) string) string {
	words := make([]string, len(all))
	for i, w := range all {
		words[i] = strings.TrimSpace(w.Describe(d, orgName))
	}
	return strings.Join(words, "、")
}
