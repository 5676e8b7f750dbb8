package api

import (
	"strings"

	"github.com/diaodu/diaodu/domain/casefile"
)

// auditWords say in Chinese what a write to the register was.
var auditWords = map[string]string{
	"user.create":          "新建账号",
	"user.rename":          "修改姓名与联系方式",
	"user.roles":           "调整角色与单位",
	"user.disable":         "停用或启用账号",
	"user.password_reset":  "重置密码",
	"user.password_change": "修改密码",
	"team.role":            "调整团队身份",
	"team.remove":          "移出企业团队",
	"team.offer":           "发起主账号移交",
	"team.settle":          "处理主账号移交",
	"standin.create":       "安排代理",
	"standin.revoke":       "取消代理",
	"session.start":        "登录",
	"session.failed":       "登录失败",
	"session.place":        "切换代理身份",
	"export.order":         "发起导出",
	"export.done":          "导出完成",
	"export.failed":        "导出未完成",
	"export.cancel":        "取消导出",
	"export.retry":         "重试导出",
	"export.download":      "下载导出的表格",
	"export.expire":        "清理过期导出",
	"import.order":         "发起导入",
	"import.done":          "导入完成",
	"import.failed":        "导入未完成",
	"import.cancel":        "取消导入",
	"import.retry":         "重试导入",
	"import.expire":        "导入记录过期",
	"file.upload":          "上传文件",
	"calendar.import":      "导入节假日安排",
	"calendar.local":       "设定本地休息与上班",
	"calendar.shipped":     "启用随附节假日安排",
	"enterprise.create":    "登记企业",
	"enterprise.update":    "修改企业信息",
	"org.create":           "登记单位",
	"org.update":           "修改单位信息",
	"town.set":             "设定镇街",
	"key_list.notice":      "调整重点项目名单",
	"project.create":       "登记项目",
	"project.import":       "导入项目",
	"project.phase":        "项目阶段变更",
	"project.update":       "修改项目信息",
	"project.milestone":    "登记节点时间",
	"project.role":         "调整项目牵头与专班",
	"project.merge":        "合并项目",
	"series.save":          "设定例会",
	"setting.set":          "修改系统设置",
	"number.set":           "设定编号规则",
	"audit.export":         "导出审计日志",
	"class.set":            "设定问题类别",
	"letter.set":           "发布文书模板",
	"channel.set":          "设置通知渠道",
	"channel.test":         "测试通知渠道",
	"start_event.plan":     "安排集中开工",
	"start_event.hold":     "举行集中开工",
	"task_force.set_up":    "成立工作专班",
}

// caseTextOf are the acts' words of each kind of case.
var caseTextOf = map[casefile.Kind]map[string]string{
	casefile.Issue: issueWords.Act, casefile.Meeting: meetingWords.Act, casefile.Task: taskWords.Act,
	casefile.Approval: approvalWords.Act, casefile.Plan: planWords.Act,
}

// streamWords name the part of the register a stream belongs to.
var streamWords = map[string]string{
	"user": "账号", "session": "登录", "file": "文件", "calendar": "日历", "enterprise": "企业", "org": "单位",
	"project": "项目", "key_list": "重点名单", "series": "例会", "start_event": "集中开工", "task_force": "工作专班", "town": "镇街", "setting": "系统设置", "audit": "审计", "errand": "后台办理",
	"issue": "问题", "meeting": "调度会", "task": "督办任务", "approval": "审批办件", "plan": "审批计划",
}

// auditText says what an entry records. An operation without words is named by
// its part of the register, so that no code stands alone.
func auditText(stream, what string) string {
	part, _, isCase := strings.Cut(stream, "/")
	if isCase {
		return streamWords[part] + "：" + wordOf(caseTextOf[casefile.Kind(part)], what)
	}
	if text, ok := auditWords[what]; ok {
		return text
	}
	if name, ok := streamWords[part]; ok {
		return name + "变更（" + what + "）"
	}
	return what
}
