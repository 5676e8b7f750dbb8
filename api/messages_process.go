package api

import "github.com/diaodu/diaodu/domain/process"

// ProblemText is what is wrong in a process definition, in Chinese; the console
// and the command line say the same.
func ProblemText(p process.Problem) string { return message(p.Code, p.Args) }

// processMessages are what can be wrong in a process definition, and the
// refusals about its forms.
var processMessages = map[string]string{
	"process.text_empty":            "文件是空的。",
	"process.text_too_long":         "流程定义过长，不得超过 {most} KB。",
	"process.text_not_utf8":         "文件不是 UTF-8 编码，请另存为 UTF-8 后再试。",
	"process.yaml_syntax":           "不是正确的 YAML：{why}。",
	"process.yaml_character":        "有不能使用的字符：缩进请用空格，不要用制表符；以 @、` 等符号开头的文字请加引号。",
	"process.yaml_indent":           "缩进或标点不对：请检查这一行及上一行的缩进、冒号后的空格，以及括号、引号是否成对；含冒号的文字请加引号。",
	"process.yaml_anchor":           "引用（*）了没有定义的锚点（&）。",
	"process.yaml_documents":        "一个文件只能写一个流程，请去掉“---”之后的内容。",
	"process.yaml_too_much":         "引用展开后内容过多。",
	"process.yaml_key":              "这里的键须是文字，且不支持合并键（<<）。",
	"process.yaml_key_twice":        "“{key}”重复出现，第 {first} 行已经写过。",
	"process.yaml_unknown_key":      "这里没有“{key}”这一项，可以写：{known}。",
	"process.yaml_unknown_key_near": "这里没有“{key}”这一项，您要写的可能是“{near}”。",
	"process.yaml_empty":            "“{key}”后面没有内容，请填写或删去这一项。",
	"process.yaml_want_map":         "“{key}”应是若干“键: 值”。",
	"process.yaml_want_list":        "“{key}”应是列表，每项以“- ”开头。",
	"process.yaml_want_text":        "“{key}”应是文字；数字、日期等请加引号。",
	"process.yaml_want_int":         "“{key}”应是不加引号的整数。",
	"process.yaml_want_bool":        "“{key}”只能是 true 或 false。",
	"process.step_no_kind":          "步骤没有写明种类，须有其中一项：{kinds}。",
	"process.step_two_kinds":        "一个步骤只能有一个种类，这里写了：{kinds}。",
	"process.step_id_twice":         "编号已写在“{kind}”后面，不要再写 id。",
	"process.too_many_steps":        "步骤过多，一个流程最多 {most} 步。",
	"process.too_deep":              "嵌套过深，最多 {most} 层。",
	"process.form_too_deep":         "表单定义嵌套过深，最多 {most} 层。",
	"process.form_value":            "表单定义中的“{value}”不能写成 JSON。",
}
