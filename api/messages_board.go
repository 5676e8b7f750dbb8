package api

// boardMessages are the refusals about the board and the statistics.
var boardMessages = map[string]string{
	"ladder.forbidden":   "四级联动视图仅统筹、督查、审计人员和区级主要领导可看。",
	"statistics.date":    "日期格式不正确，请填写如 2022-06-06。",
	"statistics.period":  "统计期间不正确：截止日不能早于起始日，且不超过五年。",
	"statistics.future":  "统计时点不能在未来。",
	"statistics.unknown": "没有这项统计指标。",

	"statistics.weights":       "三项权重之和应为100。",
	"statistics.weights_basis": "请填写权重的依据文件。",
}
