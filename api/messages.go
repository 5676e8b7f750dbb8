package api

import (
	"fmt"
	"regexp"
	"sort"
	"strings"
)

// catalogues holds what people read for each stable code, one table per noun so
// that each noun's words sit together. {name} is filled from the fault's args.
// messages_test.go walks the module's source and fails on a code without words.
var catalogues = []map[string]string{
	shellMessages, accountMessages, fileMessages, caseMessages,
	registerMessages, issueMessages, meetingMessages, taskMessages, approvalMessages, planMessages,
	calendarMessages, noticeMessages, boardMessages, documentMessages, processMessages, bpmnMessages, digitMessages, settingMessages, letterMessages, errandMessages,
}

// shellMessages are the door's own refusals.
var shellMessages = map[string]string{
	"server.failed":          "系统出现故障，请稍后再试；如仍不能办理，请将追踪号告知管理员。",
	"server.busy":            "系统繁忙，请稍后再试。",
	"route.unknown":          "没有这个地址。",
	"route.method":           "这个地址不支持此操作。",
	"request.unreadable":     "请求内容无法识别，请检查后重试。",
	"request.invalid":        "填写的内容不符合要求，请检查后重试。",
	"request.invalid_field":  "“{field}”{why}。",
	"request.forbidden":      "您没有办理此事的权限。",
	"request.not_acceptable": "无法按所要求的格式返回。",
	"request.too_slow":       "上传超时，请检查网络后重试。",
	"request.too_large":      "提交的内容过大。",
	"request.media_type":     "不支持这种提交格式。",
	"request.key_missing":    "缺少请求编号（Idempotency-Key），无法保证不重复办理。",
	"request.version":        "版本标记（If-Match）格式不正确。",
	"request.cross_origin":   "拒绝来自其他网站的操作。",
	"request.cursor":         "翻页标记无效，请从第一页重新查询。",
	"session.required":       "请先登录。",
	"session.refused":        "用户名或密码不正确。",
	"session.locked":         "连续输错密码，账号已锁定，请 {minutes} 分钟后再试。",
}

var words = merge(catalogues)

func merge(tables []map[string]string) map[string]string {
	all := map[string]string{}
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

// message is the Chinese text of a code with its args filled in. A code without
// words still gets a sentence; the test keeps that from shipping.
func message(code string, args map[string]any) string {
	text, ok := words[code]
	if !ok {
		return "无法办理（" + code + "）。"
	}
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
		pairs = append(pairs, "{"+name+"}", fmt.Sprint(args[name]))
	}
	return unfilled.ReplaceAllString(strings.NewReplacer(pairs...).Replace(text), "")
}

// unfilled matches a place in a message whose value was not given.
var unfilled = regexp.MustCompile(`\{[a-z_]+\}`)
