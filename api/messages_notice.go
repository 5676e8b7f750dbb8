package api

// noticeMessages are the refusals about notices.
var noticeMessages = map[string]word{
	"notice.mode": {"接收方式不在可选范围内。",
		"The way of receiving is not one of those offered."},
	"notice.quiet": {"免打扰时间应在一天之内。",
		"Quiet hours lie within a day."},
}
