package api

// caseMessages are the refusals about acts on any case, and the engine.
var caseMessages = map[string]string{
	"case.not_found": "没有这个事项，或您无权查看。",
	"case.stale":     "您打开页面之后，{winner_org}{winner}已于 {winner_at} 办理过此事，请刷新后再办。",
	"case.gap":       "事项记录衔接有误，请刷新后重试。",
	"case.closed":    "此事项已办结，不能再办理。",
	"case.busy":      "此事项正在办理其他操作，请稍后再试。",
	"case.turning":   "此事项正在整理记录，请稍后再试。",
	"case.level":     "此事项的记录已是最新。",
	"request.reused": "这个请求编号已用于另一次办理，请刷新页面后重新提交。",
}
