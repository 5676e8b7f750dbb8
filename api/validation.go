package api

import (
	"regexp"
	"strings"
	"sync"
	"unicode"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/validation"
)

var chinese sync.Once

// speakChinese sets huma's process-wide words and error shape, once.
func speakChinese() {
	chinese.Do(func() {
		huma.NewErrorWithContext = humaProblem
		huma.NewError = func(status int, msg string, errs ...error) huma.StatusError {
			return humaProblem(nil, status, msg, errs...)
		}
		setFormats()
		setTypes()
		setBounds()
	})
}

func setFormats() {
	validation.MsgExpectedRFC3339DateTime = "应为日期时间，如 2022-05-10T09:30:00+08:00"
	validation.MsgExpectedRFC1123DateTime = "应为 RFC 1123 日期时间"
	validation.MsgExpectedRFC3339Date = "应为日期，如 2022-05-10"
	validation.MsgExpectedRFC3339Time = "应为时间，如 09:30:00"
	validation.MsgExpectedRFC5322Email = "不是有效的电子邮箱%.0v"
	validation.MsgExpectedRFC5890Hostname = "不是有效的主机名"
	validation.MsgExpectedRFC2673IPv4 = "不是有效的 IPv4 地址"
	validation.MsgExpectedRFC2373IPv6 = "不是有效的 IPv6 地址"
	validation.MsgExpectedRFCIPAddr = "不是有效的 IP 地址"
	validation.MsgExpectedRFC3986URI = "不是有效的网址%.0v"
	validation.MsgExpectedRFC4122UUID = "不是有效的 UUID%.0v"
	validation.MsgExpectedRFC6570URITemplate = "不是有效的网址模板"
	validation.MsgExpectedRFC6901JSONPointer = "不是有效的 JSON 指针"
	validation.MsgExpectedRFC6901RelativeJSONPointer = "不是有效的相对 JSON 指针"
	validation.MsgExpectedRegexp = "不是有效的正则表达式%.0v"
	validation.MsgExpectedBase64String = "应为 Base64 编码"
	validation.MsgExpectedDuration = "不是有效的时长%.0v"
	validation.MsgExpectedBePattern = "应为%s"
	validation.MsgExpectedMatchPattern = "格式不符（%s）"
}

func setTypes() {
	validation.MsgUnexpectedProperty = "不认识的输入项"
	validation.MsgExpectedMatchAtLeastOneSchema = "不符合任何一种允许的格式"
	validation.MsgExpectedMatchExactlyOneSchema = "不符合任何一种允许的格式"
	validation.MsgExpectedNotMatchSchema = "属于不允许的格式"
	validation.MsgExpectedPropertyNameInObject = "缺少区分类别的输入项"
	validation.MsgExpectedBoolean = "应为是或否（true/false）"
	validation.MsgExpectedNumber = "应为数字"
	validation.MsgExpectedInteger = "应为整数"
	validation.MsgExpectedString = "应为文字"
	validation.MsgExpectedArray = "应为列表"
	validation.MsgExpectedObject = "应为对象"
	validation.MsgExpectedArrayItemsUnique = "列表中有重复项"
	validation.MsgExpectedOneOf = "只能是以下之一：%s"
	validation.MsgExpectedConst = "只能是 %v"
	validation.MsgExpectedRequiredProperty = "缺少必填项 %s"
	validation.MsgExpectedDependentRequiredProperty = "填写了 %[2]s 时必须填写 %[1]s"
}

func setBounds() {
	validation.MsgExpectedMinimumNumber = "不得小于 %v"
	validation.MsgExpectedExclusiveMinimumNumber = "必须大于 %v"
	validation.MsgExpectedMaximumNumber = "不得大于 %v"
	validation.MsgExpectedExclusiveMaximumNumber = "必须小于 %v"
	validation.MsgExpectedNumberBeMultipleOf = "必须是 %v 的倍数"
	validation.MsgExpectedMinLength = "不得少于 %d 个字"
	validation.MsgExpectedMaxLength = "不得超过 %d 个字"
	validation.MsgExpectedMinItems = "至少 %d 项"
	validation.MsgExpectedMaxItems = "至多 %d 项"
	validation.MsgExpectedMinProperties = "至少填写 %d 项"
	validation.MsgExpectedMaxProperties = "至多填写 %d 项"
}

// hardWords translates what huma says in words that cannot be set.
var hardWords = []struct{ starts, chinese string }{
	{"required header", "缺少必需的请求头"},
	{"required query", "缺少必需的查询参数"},
	{"required path", "地址不完整"},
	{"required cookie", "缺少必需的 Cookie"},
	{"required form", "缺少必填项"},
	{"required ", "缺少必填项"},
	{"File required", "请选择文件"},
	{"unknown query", "不认识的查询参数"},
	{"invalid integer", "应为整数"},
	{"invalid float", "应为数字"},
	{"invalid boolean", "应为是或否（true/false）"},
	{"invalid date/time", "不是有效的日期或时间"},
	{"invalid JSON", "不是有效的 JSON"},
	{"expected at most one value", "只能填写一个值"},
	{"Multiple files received", "只能选择一个文件"},
	{"Invalid mime type", "文件类型不允许"},
	{"invalid character", "不是有效的 JSON"},
	{"unexpected end of JSON", "JSON 不完整"},
}

// undecoded is how a date or time of day that cannot be read comes out of decoding.
var undecoded = regexp.MustCompile(`^(date\.invalid|calendar\.hours): "(.*)" is not a `)

// undecodedText says which date a person must mend; decoding knows no field, so
// the words name the value, cut short.
func undecodedText(msg string) (code, why string) {
	m := undecoded.FindStringSubmatch(msg)
	if m == nil {
		return "", ""
	}
	value := []rune(m[2])
	if len(value) > 20 {
		value = append(value[:20], '…')
	}
	return m[1], message(m[1], map[string]any{"value": string(value)})
}

// inChinese never lets a foreign message through to a person.
func inChinese(msg string) string {
	for _, r := range msg {
		if unicode.Is(unicode.Han, r) {
			return msg
		}
	}
	for _, w := range hardWords {
		if strings.HasPrefix(msg, w.starts) {
			return w.chinese
		}
	}
	return "内容不符合要求"
}
