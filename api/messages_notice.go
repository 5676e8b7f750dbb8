package api

// noticeMessages are the refusals about notices.
var noticeMessages = map[string]string{}
