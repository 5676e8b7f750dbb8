package api

// errandMessages are the refusals about background work.
var errandMessages = map[string]string{
	"errand.not_found":   "没有这次导出或导入，或不是您发起的。",
	"errand.wrong_state": "当前状态不能这样做，请刷新后再看。",
	"errand.too_many":    "您已有 {limit} 项导出或导入在排队或办理，请等其中一项完成或取消后再试。",
	"errand.no_account":  "账号已停用，未予办理。",
	"errand.gave_up":     "系统多次尝试都没有办成，可稍后重试；如仍不行，请联系管理员。",
}
