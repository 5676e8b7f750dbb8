package api

import (
	"regexp"
	"strings"
	"sync"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/validation"
)

var worded sync.Once

// answerInOurWords sets huma's process-wide words and error shape, once. huma does
// not know who asks when it words a refusal, so both languages travel in its
// words and shapeText keeps the one that was asked for.
func answerInOurWords() {
	worded.Do(func() {
		huma.NewErrorWithContext = humaProblem
		huma.NewError = func(status int, msg string, errs ...error) huma.StatusError {
			return humaProblem(nil, status, msg, errs...)
		}
		setFormats()
		setTypes()
		setBounds()
	})
}

// inBoth sets the two languages of a shape's words apart.
const inBoth = "\x1f"

var verb = regexp.MustCompile(`%([dsv])`)

func shape(zh, en string) string { return verb.ReplaceAllString(zh+inBoth+en, "%[1]$1") }

func setFormats() {
	validation.MsgExpectedRFC3339DateTime = shape("应为日期时间，如 2022-05-10T09:30:00+08:00", "must be a date and time such as 2022-05-10T09:30:00+08:00")
	validation.MsgExpectedRFC1123DateTime = shape("应为 RFC 1123 日期时间", "must be an RFC 1123 date and time")
	validation.MsgExpectedRFC3339Date = shape("应为日期，如 2022-05-10", "must be a date such as 2022-05-10")
	validation.MsgExpectedRFC3339Time = shape("应为时间，如 09:30:00", "must be a time such as 09:30:00")
	validation.MsgExpectedRFC5322Email = shape("不是有效的电子邮箱", "is not a valid e-mail address") + "%.0v"
	validation.MsgExpectedRFC5890Hostname = shape("不是有效的主机名", "is not a valid host name")
	validation.MsgExpectedRFC2673IPv4 = shape("不是有效的 IPv4 地址", "is not a valid IPv4 address")
	validation.MsgExpectedRFC2373IPv6 = shape("不是有效的 IPv6 地址", "is not a valid IPv6 address")
	validation.MsgExpectedRFCIPAddr = shape("不是有效的 IP 地址", "is not a valid IP address")
	validation.MsgExpectedRFC3986URI = shape("不是有效的网址", "is not a valid web address") + "%.0v"
	validation.MsgExpectedRFC4122UUID = shape("不是有效的 UUID", "is not a valid UUID") + "%.0v"
	validation.MsgExpectedRFC6570URITemplate = shape("不是有效的网址模板", "is not a valid address template")
	validation.MsgExpectedRFC6901JSONPointer = shape("不是有效的 JSON 指针", "is not a valid JSON pointer")
	validation.MsgExpectedRFC6901RelativeJSONPointer = shape("不是有效的相对 JSON 指针", "is not a valid relative JSON pointer")
	validation.MsgExpectedRegexp = shape("不是有效的正则表达式", "is not a valid regular expression") + "%.0v"
	validation.MsgExpectedBase64String = shape("应为 Base64 编码", "must be Base64")
	validation.MsgExpectedDuration = shape("不是有效的时长", "is not a valid duration") + "%.0v"
	validation.MsgExpectedBePattern = shape("应为%s", "must be %s")
	validation.MsgExpectedMatchPattern = shape("格式不符（%s）", "has the wrong format (%s)")
}

func setTypes() {
	validation.MsgUnexpectedProperty = shape("不认识的输入项", "is not a known field")
	validation.MsgExpectedMatchAtLeastOneSchema = shape("不符合任何一种允许的格式", "fits none of the allowed formats")
	validation.MsgExpectedMatchExactlyOneSchema = shape("不符合任何一种允许的格式", "fits none of the allowed formats")
	validation.MsgExpectedNotMatchSchema = shape("属于不允许的格式", "has a format that is not allowed")
	validation.MsgExpectedPropertyNameInObject = shape("缺少区分类别的输入项", "lacks the field that tells its kind")
	validation.MsgExpectedBoolean = shape("应为是或否（true/false）", "must be true or false")
	validation.MsgExpectedNumber = shape("应为数字", "must be a number")
	validation.MsgExpectedInteger = shape("应为整数", "must be a whole number")
	validation.MsgExpectedString = shape("应为文字", "must be text")
	validation.MsgExpectedArray = shape("应为列表", "must be a list")
	validation.MsgExpectedObject = shape("应为对象", "must be an object")
	validation.MsgExpectedArrayItemsUnique = shape("列表中有重复项", "has repeated entries")
	validation.MsgExpectedOneOf = shape("只能是以下之一：%s", "must be one of: %s")
	validation.MsgExpectedConst = shape("只能是 %v", "can only be %v")
	validation.MsgExpectedRequiredProperty = shape("缺少必填项 %s", "lacks the required %s")
	validation.MsgExpectedDependentRequiredProperty = shape("填写了 %[2]s 时必须填写 %[1]s", "needs %[1]s where %[2]s is given")
}

func setBounds() {
	validation.MsgExpectedMinimumNumber = shape("不得小于 %v", "must not be less than %v")
	validation.MsgExpectedExclusiveMinimumNumber = shape("必须大于 %v", "must be more than %v")
	validation.MsgExpectedMaximumNumber = shape("不得大于 %v", "must not be more than %v")
	validation.MsgExpectedExclusiveMaximumNumber = shape("必须小于 %v", "must be less than %v")
	validation.MsgExpectedNumberBeMultipleOf = shape("必须是 %v 的倍数", "must be a multiple of %v")
	validation.MsgExpectedMinLength = shape("不得少于 %d 个字", "must have at least %d characters")
	validation.MsgExpectedMaxLength = shape("不得超过 %d 个字", "must have at most %d characters")
	validation.MsgExpectedMinItems = shape("至少 %d 项", "must have at least %d entries")
	validation.MsgExpectedMaxItems = shape("至多 %d 项", "must have at most %d entries")
	validation.MsgExpectedMinProperties = shape("至少填写 %d 项", "must have at least %d fields")
	validation.MsgExpectedMaxProperties = shape("至多填写 %d 项", "must have at most %d fields")
}

// hardWords translates what huma says in words that cannot be set.
var hardWords = []struct {
	starts string
	word   word
}{
	{"required header", word{"缺少必需的请求头", "the required header is missing"}},
	{"required query", word{"缺少必需的查询参数", "the required query parameter is missing"}},
	{"required path", word{"地址不完整", "the address is incomplete"}},
	{"required cookie", word{"缺少必需的 Cookie", "the required cookie is missing"}},
	{"required form", word{"缺少必填项", "is required"}},
	{"required ", word{"缺少必填项", "is required"}},
	{"File required", word{"请选择文件", "please choose a file"}},
	{"unknown query", word{"不认识的查询参数", "is not a known query parameter"}},
	{"invalid integer", word{"应为整数", "must be a whole number"}},
	{"invalid float", word{"应为数字", "must be a number"}},
	{"invalid boolean", word{"应为是或否（true/false）", "must be true or false"}},
	{"invalid date/time", word{"不是有效的日期或时间", "is not a valid date or time"}},
	{"invalid JSON", word{"不是有效的 JSON", "is not valid JSON"}},
	{"expected at most one value", word{"只能填写一个值", "takes one value only"}},
	{"Multiple files received", word{"只能选择一个文件", "takes one file only"}},
	{"Invalid mime type", word{"文件类型不允许", "files of this type are not allowed"}},
	{"invalid character", word{"不是有效的 JSON", "is not valid JSON"}},
	{"unexpected end of JSON", word{"JSON 不完整", "the JSON is incomplete"}},
}

// undecoded is how a date or time of day that cannot be read comes out of decoding.
var undecoded = regexp.MustCompile(`^(date\.invalid|calendar\.hours): "(.*)" is not a `)

// undecodedText says which date a person must mend; decoding knows no field, so
// the words name the value, cut short.
func undecodedText(l lang, msg string) (code, why string) {
	m := undecoded.FindStringSubmatch(msg)
	if m == nil {
		return "", ""
	}
	value := []rune(m[2])
	if len(value) > 20 {
		value = append(value[:20], '…')
	}
	return m[1], message(l, m[1], map[string]any{"value": string(value)})
}

// shapeText is what huma says of an input. No foreign message gets through to a person.
func shapeText(l lang, msg string) string {
	if zh, en, ours := strings.Cut(msg, inBoth); ours {
		if pattern, must := strings.CutPrefix(en, "must be "); must {
			en = "must be " + phrase(english, pattern) // what the types call it
		}
		return word{zh, en}.in(l)
	}
	for _, h := range hardWords {
		if strings.HasPrefix(msg, h.starts) {
			return h.word.in(l)
		}
	}
	return word{"内容不符合要求", "does not meet the requirements"}.in(l)
}
