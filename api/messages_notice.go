package api

// noticeMessages are the refusals about notices.
var noticeMessages = map[string]string{
	"notice.mode":  "接收方式不在可选范围内。",
	"notice.quiet": "免打扰时间应在一天之内。",
}
