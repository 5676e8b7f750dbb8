package api

// settingMessages are the refusals about what the administrator sets.
var settingMessages = map[string]string{
	"setting.admin_only": "只有系统管理员可以查看和修改系统设置。",

	"number.not_found": "没有这类编号。",
	"number.layout":    "编号样式只能用文字、横线和括号，不能含数字、空格和斜杠，不超过{most}个字，如“{example}”。",
	"number.counter":   "编号样式里须恰有一处序号（百分号和 d，补零到四位是百分号和 04d），得到的编号如“{example}”。",
	"number.year":      "编号样式里须恰有一处年份（花括号内写 year），得到的编号如“{example}”。",
	"number.month":     "每月从 1 起的须有一处月份（花括号内写 month），每年从 1 起的不能有月份。",
	"number.touching":  "年份、月份、序号之间须有文字或横线隔开，否则会分不清，如“{example}”。",
	"number.reset":     "这类编号只能每年从 1 起。",
	"number.used":      "按这个样式会与已有的其他编号重复，请换一个字号。",
	"number.backwards": "本期已用到第{last}号，序号只能向后调，不能重复使用。",
}

// numberWords say what is numbered.
var numberWords = map[string]string{
	"issue": "问题", "meeting": "调度会", "minutes": "会议纪要", "task": "督办任务", "slip": "督办单", "urge": "催办通知", "approval": "审批办件", "plan": "审批计划",
}
