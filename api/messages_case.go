package api

// caseMessages are the refusals about acts on any case, and the engine.
var caseMessages = map[string]word{
	"case.not_found": {"没有这个事项，或您无权查看。",
		"There is no such case, or you may not see it."},
	"case.stale": {"您打开页面之后，{winner_org}{winner}已于 {winner_at} 办理过此事，请刷新后再办。",
		"After you opened the page, {winner_org} {winner} acted on this at {winner_at}. Refresh before you go on."},
	"case.gap": {"事项记录衔接有误，请刷新后重试。",
		"The records of this case do not join up; please refresh and try again."},
	"case.closed": {"此事项已办结，不能再办理。",
		"This case has ended; nothing more can be done."},
	"case.busy": {"此事项正在办理其他操作，请稍后再试。",
		"Another operation on this case is under way; please try again later."},
	"case.turning": {"此事项正在整理记录，请稍后再试。",
		"The records of this case are being put in order; please try again later."},
	"case.level": {"此事项的记录已是最新。",
		"The records of this case are up to date."},
	"request.reused": {"这个请求编号已用于另一次办理，请刷新页面后重新提交。",
		"This request number was used for another act; refresh the page and submit again."},
}
