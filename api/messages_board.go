package api

// boardMessages are the refusals about the board and the statistics.
var boardMessages = map[string]word{
	"ladder.forbidden": {"四级联动视图仅统筹、督查、审计人员和区级主要领导可看。",
		"Only coordinators, supervisors, auditors and the district’s leaders may see the ladder."},
	"statistics.date": {"日期格式不正确，请填写如 2022-06-06。",
		"The date is malformed; write it like 2022-06-06."},
	"statistics.period": {"统计期间不正确：截止日不能早于起始日，且不超过五年。",
		"The period is wrong: it must not end before it begins, nor be longer than five years."},
	"statistics.future": {"统计时点不能在未来。",
		"The moment of the figures must not lie in the future."},
	"statistics.unknown": {"没有这项统计指标。",
		"There is no such measure."},

	"statistics.weights": {"三项权重之和应为100。",
		"The three weights must add up to 100."},
	"statistics.weights_basis": {"请填写权重的依据文件。",
		"Please name the document the weights rest on."},
}
