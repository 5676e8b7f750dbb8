package api

import (
	"regexp"
	"strings"
)

// processPhrases are what process definitions are told in, and the names of what forms take.
var processPhrases = []word{
	{"环节", "Step"},
	{"并行", "In parallel"},
	{"选择", "Choice"},
	{"逐单位", "Unit by unit"},
	{"子流程", "Sub-process"},
	{"公示", "Public notice"},
	{"等待回调", "Wait"},
	{"跳转", "Go to"},
	{"抄送", "Copies"},
	{"结束", "End"},
	{"单人", "one person"},
	{"或签", "any one"},
	{"会签", "all"},
	{"依次", "in turn"},
	{"票签", "vote"},
	{"准予", "approved"},
	{"不予许可", "rejected"},
	{"不予受理", "not accepted"},
	{"退回", "Return"},
	{"转办", "Transfer"},
	{"委派", "Delegate"},
	{"加签", "Add signers"},
	{"征求意见", "Ask for opinions"},
	{"补正", "Supplement"},
	{"拿回", "Take back"},
	{"特别程序", "Special procedure"},
	{"回避", "Recuse"},
	{"申请人", "applicant"},
	{"人员 {id}", "person {id}"},
	{"“{field}”所填人员", "the person in “{field}”"},
	{"申请人从{who}中选定的人员", "whom the applicant chooses from {who}"},
	{"“{step}”从{who}中选定的人员", "whom “{step}” chooses from {who}"},
	{"申请人选定的人员", "whom the applicant chooses"},
	{"“{step}”选定的人员", "whom “{step}” chooses"},
	{"该单位", "that unit"},
	{"该单位{role}", "{role} of that unit"},
	{"“{field}”所填单位{role}", "{role} of the unit in “{field}”"},
	{"{unit}部门收文", "receiving desk of {unit}"},
	{"{unit}承办人", "handler of {unit}"},
	{"{unit}部门负责人", "head of {unit}"},
	{"{unit}公用企业对接人", "agent of {unit}"},
	{"{who}（每人一席）", "{who} (a seat each)"},
	{"{who}（权重 {n}）", "{who} (weight {n})"},
	{"申报材料 {materials}", "Materials: {materials}"},
	{"{name}（可容缺，{n}个工作日内补交）", "{name} (may follow within {n} working days)"},
	{"{name}（可告知承诺）", "{name} (a commitment may stand for it)"},
	{"{name}（非必要）", "{name} (optional)"},
	{"法定 {n_law}、承诺 {n_promise} 个工作日", "statutory {n_law}, promised {n_promise} working days"},
	{"承诺 {n} 个工作日", "promised {n} working days"},
	{"{n} 个工作日", "{n} working days"},
	{"{n} 天", "{n} days"},
	{"仅当 {when}", "only if {when}"},
	{"转到“{step}”", "go to “{step}”"},
	{"办结：{result}", "End: {result}"},
	{"其他情况", "all other cases"},
	{"{name}（其他情况）", "{name} (all other cases)"},
	{"{name}（当 {when}）", "{name} (if {when})"},
	{"分支 {n}", "Branch {n}"},
	{"等 {system}", "waits for {system}"},
	{"不等结果", "without waiting"},
	{"按“{field}”逐一", "for each in “{field}”"},
	{"{what}：只否决本分支", "{what}: rejects this branch only"},
	{"{what}：回到“{step}”", "{what}: back to “{step}”"},
	{"{what}：转到“{step}”", "{what}: go to “{step}”"},
	{"{what}：办结，{result}", "{what}: ends as {result}"},
	{"不通过", "not passed"},
	{"异议成立", "objection upheld"},
	{"逾期：视为通过（{basis}）", "when late: deemed passed ({basis})"},
	{"逾期：不通过", "when late: not passed"},
	{"逾期：退回", "when late: returned"},
	{"逾期：升级办理", "when late: escalated"},
	{"否则", "otherwise"},
	{"否则跳过{step}", "otherwise without {step}"},
	{"提交", "Submit"},
	{"汇合", "Join"},
	{"办结", "Ended"},
	{"第{n}项", "entry {n}"},
	{"列表({type})", "a list of {type}"},
	{"文字", "text"},
	{"整数", "a whole number"},
	{"小数", "a decimal"},
	{"是非", "yes or no"},
	{"数字", "a number"},
	{"是或否", "yes or no"},
	{"列表", "a list"},
	{"一组内容", "a group of fields"},
	{"空", "empty"},
	{"试运行申请人", "Applicant of the test run"},
	{"某单位", "some unit"},
	{"流程管理员", "Process keeper"},
	{"指定办理人", "Appointed person"},
	{"试运行", "Test run"},
	{"编号", "a number"},
	{"草稿名称", "a draft’s name"},
	{"表单种类", "a kind of form"},
	{"非空白文字", "text that is not blank"},
	{"列表名称", "a list’s name"},
	{"用户编号", "a user’s id"},
	{"电话号码", "a phone number"},
	{"批次编号", "a batch number"},
	{"流程编码", "a process code"},
	{"字母、数字、点、横线组成的请求编号", "a request number of letters, digits, dots and hyphens"},
}

// outlineText is a process's outline line by line; what a line opens with shows
// how deep it lies and stays.
func outlineText(l lang, outline string) string {
	if l == chinese {
		return outline
	}
	lines := strings.Split(outline, "\n")
	for n, line := range lines {
		opening := outlineOpening.FindString(line)
		head, rest, told := strings.Cut(line[len(opening):], "：")
		lines[n] = opening + phrase(l, head)
		if told {
			lines[n] += ": " + phraseList(l, rest)
		}
	}
	return strings.Join(lines, "\n")
}

var outlineOpening = regexp.MustCompile(`^ *(→ |┄ |[0-9.]+ )?`)
