package api

import (
	"regexp"
	"sort"
	"strings"
)

// catalogues holds what people read for each stable code, one table per noun so
// that each noun's words sit together. {name} is filled from the fault's args.
// messages_test.go walks the module's source and fails on a code without words.
var catalogues = []map[string]word{
	shellMessages, accountMessages, fileMessages, caseMessages,
	registerMessages, issueMessages, meetingMessages, taskMessages, approvalMessages, planMessages,
	calendarMessages, noticeMessages, boardMessages, documentMessages, processMessages, bpmnMessages, digitMessages, settingMessages, letterMessages, errandMessages,
}

// shellMessages are the door's own refusals.
var shellMessages = map[string]word{
	"server.failed": {"系统出现故障，请稍后再试；如仍不能办理，请将追踪号告知管理员。",
		"The system failed; please try again later. If it still does not work, give the trace number to the administrator."},
	"server.busy": {"系统繁忙，请稍后再试。",
		"The system is busy; please try again later."},
	"route.unknown": {"没有这个地址。",
		"There is no such address."},
	"route.method": {"这个地址不支持此操作。",
		"This address does not take that operation."},
	"request.unreadable": {"请求内容无法识别，请检查后重试。",
		"The request cannot be read; please check it and try again."},
	"request.invalid": {"填写的内容不符合要求，请检查后重试。",
		"What was filled in does not meet the requirements; please check it and try again."},
	"request.invalid_field": {"“{field}”{why}。",
		"“{field}”: {why}."},
	"request.forbidden": {"您没有办理此事的权限。",
		"You may not do this."},
	"request.not_acceptable": {"无法按所要求的格式返回。",
		"The answer cannot be given in the requested format."},
	"request.too_slow": {"上传超时，请检查网络后重试。",
		"The upload took too long; please check the network and try again."},
	"request.too_large": {"提交的内容过大。",
		"What was sent is too large."},
	"request.media_type": {"不支持这种提交格式。",
		"This format is not accepted."},
	"request.key_missing": {"缺少请求编号（Idempotency-Key），无法保证不重复办理。",
		"The request number (Idempotency-Key) is missing; without it nothing guards against doing it twice."},
	"request.version": {"版本标记（If-Match）格式不正确。",
		"The version mark (If-Match) is malformed."},
	"request.cross_origin": {"拒绝来自其他网站的操作。",
		"Operations sent by other websites are refused."},
	"request.cursor": {"翻页标记无效，请从第一页重新查询。",
		"The page mark is invalid; please start again from the first page."},
	"session.required": {"请先登录。",
		"Please log in first."},
	"session.refused": {"用户名或密码不正确。",
		"The user name or password is wrong."},
	"session.locked": {"连续输错密码，账号已锁定，请 {minutes} 分钟后再试。",
		"Too many wrong passwords: the account is locked. Try again in {minutes} minutes."},
}

var messages = merge(catalogues)

func merge(tables []map[string]word) map[string]word {
	all := map[string]word{}
	for _, t := range tables {
		for code, text := range t {
			if _, twice := all[code]; twice {
				panic("api: two messages for code " + code)
			}
			all[code] = text
		}
	}
	return all
}

// message is what a code says with its args filled in. A code without words
// still gets a sentence; the test keeps that from shipping.
func message(l lang, code string, args map[string]any) string {
	w, ok := messages[code]
	if !ok {
		return word{"无法办理（%s）。", "This cannot be done (%s)."}.with(l, code)
	}
	text := w.in(l)
	if !strings.Contains(text, "{") {
		return text
	}
	names := make([]string, 0, len(args))
	for name := range args {
		names = append(names, name)
	}
	sort.Strings(names)
	pairs := make([]string, 0, 2*len(names))
	for _, name := range names {
		pairs = append(pairs, "{"+name+"}", argText(l, args[name]))
	}
	return unfilled.ReplaceAllString(strings.NewReplacer(pairs...).Replace(text), "")
}

// unfilled matches a place in a message whose value was not given.
var unfilled = regexp.MustCompile(`\{[a-z_]+\}`)
