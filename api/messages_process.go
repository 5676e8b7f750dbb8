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

	"process.cel_too_long":     "条件过长：{length} 个字符，最多 {most} 个。",
	"process.cel_form":         "表单定义有误，无法检查条件：{why}。",
	"process.cel_syntax":       "条件“{expr}”第 {column} 个字符处有误：{why}。",
	"process.cel_unknown":      "条件“{expr}”中没有“{name}”这个名称，可用的有 form.字段、project.id、project.type、project.invest_wan、project.sector、project.level、project.town_code、case.round、case.supplements。",
	"process.cel_unknown_near": "条件“{expr}”中没有“{name}”这个名称，您要写的可能是“{near}”。",
	"process.cel_types":        "条件“{expr}”中“{operator}”两边的类型不符：{types}；小数要写小数点，如 100.0，文字要加引号。",
	"process.cel_not_bool":     "条件“{expr}”的结果是{type}，条件须得出是或否。",
	"process.cel_map":          "条件“{expr}”中不能写花括号结构。",
	"process.cel_function":     "条件“{expr}”中不能使用“{name}”。",

	"process.form_unreadable":   "填写的内容无法识别。",
	"process.form_broken":       "流程的表单定义有误，请联系流程管理员。",
	"process.form_none":         "此流程没有表单，不接受填写的内容。",
	"process.form_too_large":    "填写的内容过多，不得超过 {most} KB。",
	"process.form_unknown":      "表单没有“{field}”这一项。",
	"process.form_required":     "请填写“{field}”。",
	"process.form_type":         "“{field}”应填写{want}。",
	"process.form_enum":         "“{field}”只能是：{want}。",
	"process.form_format":       "“{field}”的格式不正确（{want}）。",
	"process.form_pattern":      "“{field}”的格式不正确。",
	"process.form_short":        "“{field}”至少填写 {least} 个字。",
	"process.form_long":         "“{field}”最多填写 {most} 个字。",
	"process.form_min":          "“{field}”不能小于 {least}。",
	"process.form_max":          "“{field}”不能大于 {most}。",
	"process.form_above":        "“{field}”须大于 {least}。",
	"process.form_below":        "“{field}”须小于 {most}。",
	"process.form_few":          "“{field}”至少填写 {least} 项。",
	"process.form_many":         "“{field}”最多填写 {most} 项。",
	"process.form_twice":        "“{field}”的第 {first} 项与第 {second} 项重复。",
	"process.form_with":         "还须填写：{missing}。",
	"process.form_alternatives": "“{field}”的内容不符合任何一种允许的填法。",
	"process.form_wrong":        "“{field}”的内容不符合要求。",
}
