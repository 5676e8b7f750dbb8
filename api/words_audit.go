package api

import (
	"strings"

	"github.com/diaodu/diaodu/domain/casefile"
)

// auditWords say what a write to the register was.
var auditWords = map[string]word{
	"user.create":                {"新建账号", "Account created"},
	"user.rename":                {"修改姓名与联系方式", "Name and contact changed"},
	"user.roles":                 {"调整角色与单位", "Roles and unit changed"},
	"user.disable":               {"停用或启用账号", "Account disabled or enabled"},
	"user.password_reset":        {"重置密码", "Password reset"},
	"user.password_change":       {"修改密码", "Password changed"},
	"team.role":                  {"调整团队身份", "Team role changed"},
	"team.remove":                {"移出企业团队", "Removed from the company’s team"},
	"team.offer":                 {"发起主账号移交", "Primary account offered"},
	"team.settle":                {"处理主账号移交", "Primary account handover settled"},
	"standin.create":             {"安排代理", "Stand-in appointed"},
	"standin.revoke":             {"取消代理", "Stand-in revoked"},
	"session.start":              {"登录", "Login"},
	"session.failed":             {"登录失败", "Login failed"},
	"session.place":              {"切换代理身份", "Switched to standing in"},
	"export.order":               {"发起导出", "Export ordered"},
	"export.done":                {"导出完成", "Export done"},
	"export.failed":              {"导出未完成", "Export failed"},
	"export.cancel":              {"取消导出", "Export cancelled"},
	"export.retry":               {"重试导出", "Export retried"},
	"export.download":            {"下载导出的表格", "Export downloaded"},
	"export.expire":              {"清理过期导出", "Expired export cleared"},
	"import.order":               {"发起导入", "Import ordered"},
	"import.done":                {"导入完成", "Import done"},
	"import.failed":              {"导入未完成", "Import failed"},
	"import.cancel":              {"取消导入", "Import cancelled"},
	"import.retry":               {"重试导入", "Import retried"},
	"import.expire":              {"导入记录过期", "Import record expired"},
	"file.upload":                {"上传文件", "File uploaded"},
	"calendar.import":            {"导入节假日安排", "Holiday notice imported"},
	"calendar.local":             {"设定本地休息与上班", "Local rest and working days set"},
	"calendar.shipped":           {"启用随附节假日安排", "Shipped holiday notice put in force"},
	"enterprise.create":          {"登记企业", "Company registered"},
	"enterprise.update":          {"修改企业信息", "Company changed"},
	"org.create":                 {"登记单位", "Unit registered"},
	"org.update":                 {"修改单位信息", "Unit changed"},
	"org.change_plan":            {"安排单位变更", "Change of a unit planned"},
	"org.change_apply":           {"单位变更生效", "Change of a unit came into force"},
	"org.change_fail":            {"单位变更未能生效", "Change of a unit failed"},
	"org.change_withdraw":        {"撤回单位变更", "Change of a unit withdrawn"},
	"town.set":                   {"设定镇街", "Town set"},
	"key_list.notice":            {"调整重点项目名单", "Key project list changed"},
	"project.create":             {"登记项目", "Project registered"},
	"project.import":             {"导入项目", "Project imported"},
	"project.phase":              {"项目阶段变更", "Project phase changed"},
	"project.update":             {"修改项目信息", "Project changed"},
	"project.milestone":          {"登记节点时间", "Milestone registered"},
	"project.role":               {"调整项目牵头与专班", "Parts in the project changed"},
	"project.merge":              {"合并项目", "Projects merged"},
	"series.save":                {"设定例会", "Meeting series set"},
	"setting.set":                {"修改系统设置", "Setting changed"},
	"number.set":                 {"设定编号规则", "Number rule set"},
	"audit.export":               {"导出审计日志", "Audit log exported"},
	"class.set":                  {"设定问题类别", "Issue classes set"},
	"letter.set":                 {"发布文书模板", "Letter template published"},
	"channel.set":                {"设置通知渠道", "Channel set"},
	"channel.forget":             {"清除通知渠道口令", "Channel’s secret forgotten"},
	"channel.test":               {"测试通知渠道", "Channel tested"},
	"start_event.plan":           {"安排集中开工", "Start event arranged"},
	"start_event.hold":           {"举行集中开工", "Start event held"},
	"task_force.set_up":          {"成立工作专班", "Task force set up"},
	"task_force.add_member":      {"专班增加成员", "Task force member added"},
	"task_force.remove_member":   {"专班减少成员", "Task force member removed"},
	"task_force.set_lead":        {"改任专班长", "Head of the task force changed"},
	"task_force.add_step":        {"作战图增加一步", "Step added to the task force’s plan"},
	"task_force.finish_step":     {"作战图完成一步", "Step of the task force’s plan done"},
	"task_force.log_contact":     {"记录专班对接", "Task force contact logged"},
	"task_force.resolve_contact": {"专班承诺已落实", "Promise of the task force kept"},
	"task_force.dissolve":        {"撤销工作专班", "Task force dissolved"},
	"process.publish":            {"发布流程版本", "Process version published"},
	"process.use":                {"启用流程的另一版本或停用", "Another version of a process put in use, or none"},
	"process.ship":               {"启用随附流程", "Shipped process put in force"},
	"statistics.weights":         {"设置综合得分权重", "Weights of the score set"},
}

// caseTextOf are the acts' words of each kind of case.
var caseTextOf = map[casefile.Kind]map[string]word{
	casefile.Issue: issueWords.Act, casefile.Meeting: meetingWords.Act, casefile.Task: taskWords.Act,
	casefile.Approval: approvalWords.Act, casefile.Plan: planWords.Act,
}

// streamWords name the part of the register a stream belongs to.
var streamWords = map[string]word{
	"user":        {"账号", "Account"},
	"session":     {"登录", "Login"},
	"file":        {"文件", "File"},
	"calendar":    {"日历", "Calendar"},
	"enterprise":  {"企业", "Company"},
	"org":         {"单位", "Unit"},
	"project":     {"项目", "Project"},
	"key_list":    {"重点名单", "Key list"},
	"series":      {"例会", "Meeting series"},
	"start_event": {"集中开工", "Start event"},
	"task_force":  {"工作专班", "Task force"},
	"town":        {"镇街", "Town"},
	"setting":     {"系统设置", "Settings"},
	"audit":       {"审计", "Audit"},
	"errand":      {"后台办理", "Background work"},
	"issue":       {"问题", "Issue"},
	"meeting":     {"调度会", "Dispatch meeting"},
	"task":        {"督办任务", "Task"},
	"approval":    {"审批办件", "Application"},
	"plan":        {"审批计划", "Approval plan"},
}

// auditText says what an entry records. An operation without words is named by
// its part of the register, so that no code stands alone.
func auditText(l lang, stream, what string) string {
	part, _, isCase := strings.Cut(stream, "/")
	if isCase {
		return word{"%s：%s", "%s: %s"}.with(l, wordOf(l, streamWords, part), wordOf(l, caseTextOf[casefile.Kind(part)], what))
	}
	if w, ok := auditWords[what]; ok {
		return w.in(l)
	}
	if name, ok := streamWords[part]; ok {
		return word{"%s变更（%s）", "%s changed (%s)"}.with(l, name.in(l), what)
	}
	return what
}
