package api

// settingMessages are the refusals about what the administrator sets.
var settingMessages = map[string]string{
	"setting.admin_only": "只有系统管理员可以查看和修改系统设置。",

	"number.not_found":     "没有这类编号。",
	"number.layout":        "编号样式只能用文字、横线和括号，不能含数字、空格和斜杠，不超过{most}个字，如“{example}”。",
	"number.counter":       "编号样式里须恰有一处序号（百分号和 d，补零到四位是百分号和 04d），得到的编号如“{example}”。",
	"number.year":          "编号样式里须恰有一处年份（花括号内写 year），得到的编号如“{example}”。",
	"number.month":         "每月从 1 起的须有一处月份（花括号内写 month），每年从 1 起的不能有月份。",
	"number.touching":      "年份、月份、序号之间须有文字或横线隔开，否则会分不清，如“{example}”。",
	"number.reset":         "这类编号只能每年从 1 起。",
	"number.used":          "按这个样式会与已有的其他编号重复，请换一个字号。",
	"channel.not_found":    "没有这个通知渠道。",
	"channel.kind":         "没有这类事，请从列表中选择。",
	"channel.no_kind":      "启用的渠道至少要选一类事。",
	"channel.quiet":        "免打扰时段不对。",
	"channel.no_address":   "启用前请填写机器人的完整地址。",
	"channel.address":      "机器人的地址须以 https:// 开头，从群机器人设置里复制完整的一行。",
	"channel.host":         "请填写邮件服务器的名称，如 smtp.example.gov.cn。",
	"channel.port":         "请填写邮件服务器的端口，通常是 587 或 465。",
	"channel.from":         "请填写有效的发件人邮箱地址。",
	"channel.plain":        "只有本机的邮件服务器可以不加密。",
	"channel.secret_again": "邮件服务器或账号变了，请重新填写口令：原口令不会发给另一台服务器。",
	"channel.not_set_up":   "这个渠道还没有设置好，请先保存设置再测试。",
	"channel.no_mailbox":   "您的账号没有登记邮箱，请先在账号信息里填写再测试。",

	"audit.export_too_long": "共有{rows}条，一个 Excel 工作簿最多{most}条。请导出 CSV，或缩小查询范围（如按时间分段）后再导出。",

	"class.lost":        "“{name}”不能删除，请改为停用：已有的问题仍属于它。",
	"class.code":        "类别代码须以一级类别的代码加点开头，其余用小写字母、数字和下划线，如 water.supply。",
	"class.first_level": "一级类别是统计口径，只能从现有的里面选，已有类别不能换一级类别。",
	"class.name":        "类别名称不能为空，也不能超过20个字。",
	"class.twice":       "“{name}”重复：同一个一级类别下名称不能相同，代码也不能相同。",
	"class.days":        "“{name}”的时限应为1至{most}个工作日。",
	"class.none":        "至少要有一个类别可选。",
	"class.unit":        "“{name}”的通常牵头单位不在单位名录里，请重新选择。",
	"class.retired":     "类别“{name}”已停用，请选别的类别。",

	"number.backwards": "本期已用到第{last}号，序号只能向后调，不能重复使用。",
}

// numberWords say what is numbered.
var numberWords = map[string]string{
	"issue": "问题", "meeting": "调度会", "minutes": "会议纪要", "task": "督办任务", "slip": "督办单", "urge": "催办通知", "approval": "审批办件", "plan": "审批计划",
}

// channelWords name the channels.
var channelWords = map[string]string{"email": "电子邮件", "wecom": "企业微信群机器人", "dingtalk": "钉钉群机器人"}
