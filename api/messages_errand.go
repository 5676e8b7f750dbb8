package api

// errandMessages are the refusals about background work.
var errandMessages = map[string]word{
	"errand.not_found": {"没有这次导出或导入，或不是您发起的。",
		"There is no such export or import, or it is not yours."},
	"errand.wrong_state": {"当前状态不能这样做，请刷新后再看。",
		"This cannot be done in its present state; please refresh."},
	"errand.too_many": {"您已有 {limit} 项导出或导入在排队或办理，请等其中一项完成或取消后再试。",
		"You have {limit} exports or imports waiting or running; wait for one to end, or cancel one, and try again."},
	"errand.no_account": {"账号已停用，未予办理。",
		"The account is disabled; it was not carried out."},
	"errand.gave_up": {"系统多次尝试都没有办成，可稍后重试；如仍不行，请联系管理员。",
		"The system tried several times without success. Try again later; if it still fails, turn to the administrator."},
}
